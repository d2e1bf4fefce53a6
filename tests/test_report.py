"""The file of edits, JSON, and the text that people read."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

import thaifix
from thaifix.edits import Edit
from thaifix.explanation import Diagnosis, Explanation
from thaifix.report import (
    Lines,
    Report,
    Tally,
    diagnosis_dict,
    dump,
    edits_jsonl,
    legible,
    read_edits,
    write_edits,
)

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = "ส�ำนักงาน\r\nเก่ียวกับ ผู ้บริหาร\x0c\nน้ี 😀"
EDIT = Edit(1, 2, "�", "", "sara-am", "hole-before-am", 1.0)


def explanation(
    source: str, *edits: Edit, suggestions: tuple[Edit, ...] = (), diagnosis: Diagnosis | None = None
) -> Explanation:
    return Explanation(source, thaifix.apply(source, edits), edits, suggestions, diagnosis or Diagnosis())


class TestFileOfEdits:
    """What is written to edits.jsonl can be read, replayed and undone."""

    def test_edits_written_and_read_back_repair_the_source(self, tmp_path: Path) -> None:
        path = tmp_path / "edits.jsonl"
        explained = thaifix.explain(BROKEN)
        write_edits(path, explained)
        edits = read_edits(path)
        assert tuple(edits) == explained.edits
        assert len(edits) > 2
        assert thaifix.apply(BROKEN, edits) == thaifix.fix(BROKEN) != BROKEN
        assert thaifix.undo(thaifix.fix(BROKEN), edits) == BROKEN

    def test_the_header_tells_which_bytes_the_edits_belong_to(self) -> None:
        data = "ส�ำ".encode("utf-16")
        text = edits_jsonl(explanation("ส�ำ", EDIT), source="a.txt", encoding="utf-16", data=data)
        header = json.loads(text.splitlines()[0])
        assert header == {
            "thaifix": thaifix.__version__,
            "format": 1,
            "source": "a.txt",
            "encoding": "utf-16",
            "sha256": hashlib.sha256(data).hexdigest(),
            "characters": 3,
            "edits": 1,
            "suggestions": 0,
        }

    def test_fields_stand_in_the_order_of_the_edit_and_thai_is_not_escaped(self) -> None:
        edit = Edit(0, 1, "\uf70a", "น้ำ\u200b", "glyph", "r", 0.5)
        line = edits_jsonl(explanation("\uf70a", edit)).splitlines()[1]
        expected = (
            r'{"start": 0, "end": 1, "before": "\uf70a", "after": "น้ำ\u200b", '
            '"family": "glyph", "rule": "r", "confidence": 0.5}'
        )
        assert line == expected

    def test_suggestions_are_marked_and_not_read_as_edits(self, tmp_path: Path) -> None:
        path = tmp_path / "edits.jsonl"
        proposed = Edit(4, 5, "า", "ำ", "sara-am", "r", 0.5)
        path.write_text(edits_jsonl(explanation("ส�ำ ทา", EDIT, suggestions=(proposed,))), encoding="utf-8")
        assert json.loads(path.read_text(encoding="utf-8").splitlines()[-1])["suggestion"] is True
        assert read_edits(path) == [EDIT]

    @pytest.mark.parametrize(
        ("line", "content"),
        [
            pytest.param(1, "", id="empty"),
            pytest.param(1, "not json\n", id="no-json"),
            pytest.param(1, '{"start": 0}\n', id="no-header"),
            pytest.param(1, '{"format": 2}\n', id="newer-format"),
            pytest.param(2, '{"format": 1}\n[1]\n', id="no-object"),
            pytest.param(2, '{"format": 1}\n\n', id="blank-line"),
            pytest.param(3, '{"format": 1}\n%s\n{"start": 0}\n', id="missing-key"),
            pytest.param(2, '{"format": 1}\n{"start": "0", "end": 1, "before": "", "after": ""}\n', id="wrong-type"),
            pytest.param(2, '{"format": 1, "edits": 2}\n%s\n', id="cut-off"),
            pytest.param(2, '{"format": 1}\n' + "[" * 100_000, id="deeply-nested"),
        ],
    )
    def test_a_malformed_line_is_named(self, tmp_path: Path, line: int, content: str) -> None:
        path = tmp_path / "edits.jsonl"
        path.write_text(content.replace("%s", dump(EDIT.to_dict())), encoding="utf-8")
        with pytest.raises(thaifix.TableError) as caught:
            read_edits(path)
        assert caught.value.line == line
        assert str(caught.value).startswith(f"{path}:{line}: ")

    def test_bytes_that_are_not_utf8_are_named(self, tmp_path: Path) -> None:
        path = tmp_path / "edits.jsonl"
        path.write_bytes(b'{"format": 1}\n\xff\n')
        with pytest.raises(thaifix.TableError, match=":2: not a JSON object"):
            read_edits(path)


@pytest.mark.parametrize(
    "text", ["น้ำ", "\x00\x1e\x7f\x85", "\uf70a\U00100042", "\u200b\u00ad\ufeff", 'a"\\\n', "\ud800"]
)
def test_dumped_json_is_printable_and_loads_back(text: str) -> None:
    line = dump({"text": text})
    assert line.isprintable()
    assert json.loads(line) == {"text": text}


class TestLines:
    """Places are counted as editors count them."""

    @pytest.mark.parametrize(
        ("position", "place"), [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (5, (3, 1)), (7, (4, 1)), (8, (4, 2))]
    )
    def test_all_three_line_ends_count_and_columns_are_code_points(self, position: int, place: tuple[int, int]) -> None:
        assert Lines("ก\r\n้\ra\n😀b").place(position) == place

    def test_a_page_break_ends_no_line(self) -> None:
        assert Lines("a\x0c\x1e\u2028\x85b").place(5) == (1, 6)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("น้ำใจ", "น้ำใจ"),
        ("้", "◌้"),
        ("ำ", "◌ำ"),
        ("ผู ้", "ผู ◌้"),
        ("\u0e4d\u0e48", "◌\u0e4d\u0e48"),
        ("ก\u200bา", "ก<U+200B>า"),
        ("\U00100042\x00", "<U+100042><U+0000>"),
        ("\x1b[31m", "<U+001B>[31m"),
        ("ส�ำ", "ส�ำ"),
        ("", ""),
    ],
)
def test_nothing_hides_in_legible_text(text: str, shown: str) -> None:
    assert legible(text) == shown


class TestReport:
    """One explanation, in the forms that are read line by line."""

    def test_each_edit_has_its_place_and_the_words_before_and_after(self) -> None:
        lines = list(Report(thaifix.explain(BROKEN), "a.txt").check_lines())
        assert lines[0] == "a.txt:1:2: sara-am hole-before-am: ส�ำนักงาน → สำนักงาน"
        assert lines[1].startswith("a.txt:2:3: mark-order ")
        assert lines[1].endswith(": เก่ียวกับ → เกี่ยวกับ")
        assert lines[2].startswith("a.txt:2:13: space ")
        assert lines[-1].endswith(": น้ี → นี้")

    def test_the_damage_is_marked_in_whole_clusters(self) -> None:
        lines = list(Report(thaifix.explain(BROKEN), "a.txt").listing())
        assert "    «ส�ำ»นักงาน" in lines

    def test_an_insertion_is_shown_once(self) -> None:
        edit = Edit(1, 1, "", "ำ", "sara-am", "r", 1.0)
        assert list(Report(explanation("จนวน", edit), "a").check_lines()) == ["a:1:2: sara-am r: จนวน → จำนวน"]

    def test_a_suggestion_shows_what_it_would_give_beside_the_edits(self) -> None:
        proposed = Edit(5, 6, "า", "ำ", "sara-am", "r", 0.5)
        report = Report(explanation("ส�ำ จานวน", EDIT, suggestions=(proposed,)), "a")
        assert list(report.listing())[-3:] == [
            "a:1:6: not changed: sara-am r (confidence 0.50)",
            "    ส�ำ «จา»นวน",
            "    จานวน → จำนวน",
        ]

    def test_a_page_of_mojibake_is_quoted_in_short(self) -> None:
        before = "ÊÓ" * 5000
        edit = Edit(0, len(before), before, "สำ" * 5000, "mojibake", "r", 1.0)
        report = Report(explanation(before, edit), "a")
        assert all(len(line) < 300 for line in [*report.listing(), *report.check_lines()])

    def test_a_hostile_run_of_marks_is_quoted_in_bounded_time(self) -> None:
        source = "\u0e48" * 3000
        edits = [Edit(place, place + 1, "\u0e48", "", "duplicate-mark", "r", 1.0) for place in range(0, 3000, 2)]
        assert max(map(len, Report(explanation(source, *edits), "a").listing())) < 300

    def test_json_holds_everything(self) -> None:
        explained = thaifix.explain(BROKEN)
        value: dict[str, Any] = json.loads(dump(Report(explained, "a.txt").to_dict()))
        assert value["source"] == "a.txt"
        assert value["characters"] == len(BROKEN)
        assert [Edit.from_dict(row) for row in value["edits"]] == list(explained.edits)
        assert value["diagnosis"]["counts"] == dict(explained.diagnosis.counts)
        assert len(value["diagnosis"]["findings"]) == len(explained.diagnosis.findings)

    def test_a_diagnosis_counts_and_shows_examples(self) -> None:
        text = "\n".join(Report(thaifix.explain(BROKEN), "a.txt").diagnosis())
        assert "sara-am  1 " in text
        assert "for example ส�ำนักงาน" in text
        assert thaifix.diagnose(BROKEN).advice in text

    def test_a_sound_text_has_nothing_to_show(self) -> None:
        report = Report(thaifix.explain("สำนักงาน"), "a.txt")
        assert list(report.listing()) == list(report.check_lines()) == []
        assert next(report.diagnosis()).startswith("a.txt: no damaged spots in 8 characters")
        assert diagnosis_dict(report.explanation.diagnosis)["is_clean"] is True


class TestTally:
    """The summary of `fix`."""

    def test_rules_are_counted_over_all_texts_and_columns_align(self) -> None:
        tally = Tally()
        for _ in range(12):
            tally.add(Report(thaifix.explain("ส�ำนักงาน น้ี"), "a"), size=1_000_000, seconds=0.5)
        changed = [line for line in tally.lines() if "→" in line]
        assert [line.split()[0] for line in changed] == ["sara-am", "mark-order"]
        assert [line.split()[2] for line in changed] == ["12", "12"]
        assert len({line.index("  12  ") for line in changed}) == 1
        assert tally.speed() == "156 characters in 6.00 s, 2.0 MB/s"

    def test_what_is_left_is_told_with_its_reason(self) -> None:
        explained = thaifix.explain("ก� ข")
        assert [found.repaired for found in explained.diagnosis.findings] == [False]
        tally = Tally()
        tally.add(Report(explained, "a"), size=1, seconds=0.0)
        assert any(explained.diagnosis.findings[0].note in line for line in tally.lines())
