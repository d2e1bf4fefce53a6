"""CSV, TSV, JSON and JSON Lines: only the texts change, and only as they were written."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thaifix.errors import InputError
from thaifix.formats import Reading, open_document

CELLS = st.text(st.sampled_from('กขี่ ,;\t"a\n1'), max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5)


def parts(name: str, text: str, **reading: object) -> list[tuple[str, str]]:
    document = open_document(name, text.encode(), Reading(**reading))  # type: ignore[arg-type]  # whatever a test asks for
    return [(part.text, part.place) for part in document.parts]


def rebuilt(name: str, text: str, *texts: str) -> str:
    return open_document(name, text.encode(), Reading()).rebuilt(texts).decode()


class TestSeparated:
    """Tables as text."""

    @pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
    def test_the_separator_is_found(self, mark: str) -> None:
        text = f'ที่{mark}ชื่อ\r\n1{mark}"กรม, ท่า; {mark}ก"\r\n2{mark}พฒันา\r\n'
        assert parts("a.csv", text) == [(f"กรม, ท่า; {mark}ก", "row 2, ชื่อ"), ("พฒันา", "row 3, ชื่อ")]

    def test_commas_of_numbers_separate_nothing_in_a_table_with_semicolons(self) -> None:
        assert parts("a.csv", "ชื่อ;ล้านบาท\nก;1,5\nข;2,75\n") == [("ก", "row 2, ชื่อ"), ("ข", "row 3, ชื่อ")]

    def test_excel_is_told_the_separator_in_a_first_line(self) -> None:
        assert parts("a.csv", "sep=;\r\nชื่อ;ค\r\nก,ข;ง\r\n") == [("ก,ข", "row 2, ชื่อ"), ("ง", "row 2, ค")]

    def test_a_header_without_rows_has_no_parts(self) -> None:
        assert parts("a.csv", "ชื่อ,ที่\n") == parts("a.csv", "") == []

    def test_cells_beyond_the_header_are_read(self) -> None:
        assert parts("a.csv", "ชื่อ,x\n,,ก\n") == [("ก", "row 2, column 3")]

    def test_chosen_columns_alone_are_read(self) -> None:
        text = "ก,ข\nค,ง\n"
        assert parts("a.csv", text, fields=frozenset({"ข"})) == [("ง", "row 2, ข")]

    def test_a_column_that_is_not_there_is_refused_or_noted(self) -> None:
        with pytest.raises(InputError, match=r"no column 'จ' here; there are: 'ก', 'ข'"):
            parts("a.csv", "ก,ข\nค,ง\n", fields=frozenset({"จ"}))
        document = open_document("a.csv", "ก,ข\nค,ง\n".encode(), Reading(fields=frozenset({"ก", "จ"})))
        assert list(document.notes) == ["The file has no column 'จ'."]

    def test_quotes_line_ends_and_everything_else_stay(self) -> None:
        text = '"a" ,ข\r\n"ก",  ค \n\r\n"1","ง ""จ"""\r"2",ฉ'
        assert rebuilt("a.csv", text, "ก2", "ค2", 'ง "ช"', "ฉ") == '"a" ,ข\r\n"ก2",ค2\n\r\n"1","ง ""ช"""\r"2",ฉ'

    def test_a_cell_is_quoted_if_its_new_text_needs_it(self) -> None:
        assert rebuilt("a.csv", "a,b\nก,ข\n", 'ก,"', 'ข"') == 'a,b\n"ก,""",ข"\n'

    def test_a_quote_that_is_never_closed_is_refused_with_its_line(self) -> None:
        with pytest.raises(InputError, match="line 2: a quote opens a cell and is never closed"):
            parts("a.csv", 'a,b\n1,"ก\n2,ข\n')

    def test_cells_that_programs_read_differently_are_left_and_noted(self) -> None:
        document = open_document("a.csv", 'a,b\n"ก"ข,ค\n'.encode(), Reading())
        assert [part.text for part in document.parts] == ["ค"]
        assert list(document.notes) == [
            "1 cells have text behind their closing quote and were left alone, first in row 2."
        ]

    def test_quotes_are_letters_in_a_table_cut_by_tabs_if_they_are_not_even(self) -> None:
        text = 'a\tb\n"ก\tข\n'
        assert [text for text, _ in parts("a.tsv", text)] == ['"ก', "ข"]
        assert rebuilt("a.tsv", text, "ค", 'ข"') == 'a\tb\nค\tข"\n'
        with pytest.raises(InputError, match="has no quotes"):
            rebuilt("a.tsv", text, "ค\t", "ข")

    def test_the_encoding_stays(self) -> None:
        data = "ชื่อ,ที่\nสำนักงาน,ส ำนักงาน\n".encode("cp874")
        document = open_document("a.csv", data, Reading())
        assert document.rebuilt(["สำนักงาน", "สำนักงาน"]) == "ชื่อ,ที่\nสำนักงาน,สำนักงาน\n".encode("cp874")

    @given(ROWS, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(["\n", "\r\n"]))
    def test_cells_are_those_of_the_standard_library(self, rows: list[list[str]], quoting: int, end: str) -> None:
        rows = [["h1", "h2", "h3", "h4"], *rows]
        file = io.StringIO(newline="")
        csv.writer(file, delimiter="\t", quoting=quoting, lineterminator=end).writerows(rows)  # type: ignore[arg-type]  # a number of the module
        read = list(csv.reader(io.StringIO(file.getvalue(), newline=""), delimiter="\t"))
        thai = [cell for row in read[1:] for cell in row if not cell.isascii()]
        assert [text for text, _ in parts("a.tsv", file.getvalue())] == thai

    @given(st.text(st.sampled_from('กข,;"\n\r\ta '), max_size=30), st.data())
    def test_another_text_in_a_cell_changes_that_cell_alone(self, table: str, data: st.DataObject) -> None:
        table = "ชื่อ,b\n" + table
        try:
            document = open_document("a.csv", table.encode(), Reading())
        except InputError:
            return
        texts = [part.text for part in document.parts]
        assert document.rebuilt(texts) is document.rebuilt(texts) == table.encode()
        if texts:
            place = data.draw(st.integers(0, len(texts) - 1))
            texts[place] = data.draw(st.text(st.sampled_from('กข",;\n'), max_size=4)) + "ก"
            again = open_document("a.csv", document.rebuilt(texts), Reading())
            if "\n" not in texts[place] and ";" not in texts[place]:  # these could make another separator likelier
                assert [part.text for part in again.parts] == texts


class TestJson:
    """JSON, in lines or as one."""

    def test_only_strings_that_are_values_are_texts(self) -> None:
        text = '{"คีย์": "ก", "n": 1e5, "l": [null, "ข", {"ค": ["ง", true]}], "a": "x"}\n\n"จ"\n'
        assert parts("a.jsonl", text) == [
            ("ก", "line 1, คีย์"),
            ("ข", "line 1, l"),
            ("ง", "line 1, l.ค"),
            ("จ", "line 3"),
        ]

    def test_what_does_not_change_stays_byte_for_byte(self) -> None:
        text = '{ "a" : "ก" ,"n":1.50E+2,"big":' + "9" * 5000 + ',"s":"\\/ข\\u00e9"}\r\n{"a":"ค"}'
        want = text.replace("ค", "ง\\n").replace("ข", "ข่")
        assert rebuilt("a.ndjson", text, "ก", "/ข่é", "ง\n") == want

    def test_strings_are_escaped_as_they_were(self) -> None:
        assert rebuilt("a.jsonl", '{"a":"\\u0E01 x"}', "กข x") == '{"a":"\\u0E01\\u0E02 x"}'
        assert rebuilt("a.jsonl", '{"a":"\\u0e01 \\uD83D\\ude00"}', "ญ 😀") == '{"a":"\\u0E0D \\uD83D\\ude00"}'
        assert rebuilt("a.jsonl", '{"a":"ก"}', 'ก"\\\x01é') == '{"a":"ก\\"\\\\\\u0001é"}'

    def test_of_equal_keys_each_value_is_read(self) -> None:
        assert rebuilt("a.json", '{"a": "ก", "a": "ข"}', "ค", "ง") == '{"a": "ค", "a": "ง"}'

    def test_chosen_fields_alone_are_read(self) -> None:
        text = '{"a":{"b":"ก","c":"ข"},"d":"ค"}\n{"d":null}\n'
        assert parts("a.jsonl", text, fields=frozenset({"a.c"})) == [("ข", "line 1, a.c")]
        assert parts("a.jsonl", text, fields=frozenset({"a"})) == [("ก", "line 1, a.b"), ("ข", "line 1, a.c")]
        with pytest.raises(InputError, match=r"no field 'x' here; there are: 'a', 'd', 'a\.b'"):
            parts("a.jsonl", text, fields=frozenset({"x"}))

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ('{"a":1}\n{"a":"ก}\n', "line 2: no JSON"),
            ('{"a":1}\n{"a":}\n', "line 2: no JSON"),
            ('{"ก":1}{"a":2}\n', "line 1: no JSON"),
            ("[" * 100_000 + '"ก"', "line 1: JSON nested too deeply"),
            ("[" * 100_000, "line 1: JSON nested too deeply"),
        ],
    )
    def test_a_bad_line_is_named(self, text: str, reason: str) -> None:
        with pytest.raises(InputError, match=reason):
            parts("a.jsonl", text)

    def test_a_bad_document_is_named_by_line_and_character(self) -> None:
        with pytest.raises(InputError, match=r"no JSON \(.*, line 2, character 7\)"):
            parts("a.json", '{\n "a": ก}')

    @given(
        values=st.lists(
            st.recursive(
                st.none() | st.booleans() | st.floats() | st.text(max_size=5),
                lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
                max_leaves=6,
            ),
            max_size=4,
        ),
        ascii_only=st.booleans(),
        data=st.data(),
    )
    def test_another_text_in_a_string_changes_that_string_alone(
        self, values: list[object], data: st.DataObject, *, ascii_only: bool
    ) -> None:
        raw = "".join(json.dumps(value, ensure_ascii=ascii_only) + "\n" for value in values).encode()
        document = open_document("a.jsonl", raw, Reading())
        texts = [part.text for part in document.parts]
        assert document.rebuilt(texts) == raw
        if texts:
            place = data.draw(st.integers(0, len(texts) - 1))
            texts[place] = data.draw(st.text(max_size=5)) + "ก"
            again = open_document("a.jsonl", document.rebuilt(texts), Reading())
            assert [part.text for part in again.parts] == texts
            assert [part.place for part in again.parts] == [part.place for part in document.parts]
            texts[place] = document.parts[place].text
            assert ascii_only is False or again.rebuilt(texts) == raw

    @given(st.text(st.sampled_from('{}[]",:\\u0e1ก1 \n'), max_size=30))
    def test_what_is_json_is_what_the_standard_library_reads(self, text: str) -> None:
        try:
            json.loads(text)
            sound = True
        except (ValueError, RecursionError):
            sound = False
        try:
            open_document("a.json", text.encode(), Reading())
            assert sound
        except InputError:
            assert not sound
