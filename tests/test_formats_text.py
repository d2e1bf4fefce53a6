"""Text files of any kind: what is no text is refused, and what does not change stays byte for byte."""

from __future__ import annotations

import pickle
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import damaged

from thaifix.errors import ConfigError, InputError
from thaifix.formats import FORMATS, Reading, format_of, open_document
from thaifix.formats.laying import lay, lay_words

if TYPE_CHECKING:
    from thaifix.formats import Format

SUFFIXES = [suffix for row in FORMATS for suffix in row.suffixes]
RUNS = st.lists(st.text(st.sampled_from("กขค่ั \n"), max_size=5), min_size=1, max_size=5)
TEXT = st.text(st.sampled_from("กขค่ั \n"), max_size=15)


class TestPlain:
    """Text and Markdown."""

    @given(st.text())
    def test_the_text_is_the_file_and_comes_back_as_the_same_bytes(self, text: str) -> None:
        if text.count("\0") > 1 or text.startswith("\ufeff"):
            return
        data = text.encode()
        document = open_document("a.md", data, Reading(encoding="utf-8"))
        assert [part.text for part in document.parts] == [text]
        assert document.rebuilt([text]) is data
        assert document.rebuilt([text + "ก"]).decode() == text + "ก"

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp874"])
    def test_encoding_and_line_ends_stay(self, encoding: str) -> None:
        data = "สำนักงาน\r\nท ี่ดิน\r".encode(encoding)
        assert open_document("a.txt", data, Reading()).rebuilt(["สำนักงาน\r\nที่ดิน\r"]) == "สำนักงาน\r\nที่ดิน\r".encode(
            encoding
        )

    def test_what_the_encoding_cannot_write_is_refused(self) -> None:
        document = open_document("a.txt", "สำนักงาน".encode("cp874"), Reading())
        with pytest.raises(InputError, match=r"U\+1F600, which .* convert the file to UTF-8 first"):
            document.rebuilt(["สำนักงาน\N{GRINNING FACE}"])

    def test_an_encoding_with_two_spellings_is_written_only_if_the_rest_stays(self) -> None:
        # Two shifts in a row spell nothing, and Python would not write them.
        document = open_document("a.txt", b"a\x1b(B\x1b(Bb", Reading(encoding="iso2022_jp"))
        with pytest.raises(InputError, match="more than one way"):
            document.rebuilt(["abc"])

    def test_the_number_of_texts_is_checked(self) -> None:
        with pytest.raises(InputError, match="has 1 parts, and was given 2 texts"):
            open_document("a.txt", b"a", Reading()).rebuilt(["a", "b"])

    def test_an_unknown_encoding_is_refused(self) -> None:
        with pytest.raises(InputError, match="no text encoding 'thaifont'"):
            open_document("a.txt", b"a", Reading(encoding="thaifont"))


class TestOtherKinds:
    """Files that are not what their names say."""

    @pytest.mark.parametrize("suffix", [".txt", ".csv", ".jsonl"])
    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"%PDF-1.7\n1 0 obj", "a PDF file"),
            (b"PK\x03\x04\x14\x00", "a ZIP archive"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or encrypted Office file"),
            (b"PAR1\x15\x04", "a Parquet file"),
            (b"\x1f\x8b\x08\x00", "gzip"),
            (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        ],
    )
    def test_they_are_refused_by_what_they_are(self, suffix: str, data: bytes, kind: str) -> None:
        with pytest.raises(InputError, match=f"this is no text: it (is|has) .*{kind}"):
            open_document(f"a{suffix}", data, Reading())

    @pytest.mark.parametrize("data", [bytes(10), "กข".encode() + bytes(10) + b"folder/file.txt"])
    def test_zeros_are_no_text(self, data: bytes) -> None:
        with pytest.raises(InputError, match="it has 10 zero bytes"):
            open_document("a.txt", data, Reading())

    @pytest.mark.parametrize("text", ["%PDF คือรูปแบบเอกสาร", "พื\0นที\0ส\0วน", "PK"])
    def test_text_that_looks_a_little_like_it_is_read(self, text: str) -> None:
        assert open_document("a.txt", text.encode(), Reading()).parts[0].text == text

    def test_a_name_of_no_format_is_refused_with_those_there_are(self) -> None:
        with pytest.raises(InputError, match=r"a\.exe: thaifix reads files that end in \.txt"):
            open_document("a.exe", b"", Reading())


class TestEmpty:
    """Files of no bytes."""

    @pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.name)
    def test_is_empty_or_refused_for_being_so(self, row: Format) -> None:
        name = f"a{row.suffixes[0]}"
        if row.name in {"text", "html", "csv", "tsv", "jsonl"}:
            document = open_document(name, b"", Reading())
            assert document.rebuilt([part.text for part in document.parts]) == b""
        else:
            with pytest.raises(InputError, match="this file is empty"):
                open_document(name, b"", Reading())


class TestTable:
    """The table of formats."""

    def test_a_suffix_stands_in_one_row(self) -> None:
        assert len(set(SUFFIXES)) == len(SUFFIXES)
        assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in SUFFIXES)
        assert [format_of("X" + suffix.upper()) for row in FORMATS for suffix in row.suffixes] == [
            row for row in FORMATS for _ in row.suffixes
        ]

    def test_rows_go_to_other_processes(self) -> None:
        assert pickle.loads(pickle.dumps(FORMATS)) == FORMATS  # noqa: S301 - our own bytes

    @pytest.mark.parametrize("suffix", SUFFIXES)
    @given(st.binary(max_size=60) | damaged().map(str.encode))
    def test_any_bytes_are_read_or_refused(self, suffix: str, data: bytes) -> None:
        try:
            document = open_document(f"a{suffix}", data, Reading())
        except (InputError, ConfigError):
            return
        texts = [part.text for part in document.parts]
        same = document.rebuilt(texts)
        assert same is data or (format_of(suffix) or FORMATS[0]).becomes


class TestLaying:
    """A changed text on its old runs."""

    @given(RUNS, TEXT)
    @example([""], "ก")
    @example(["", ""], "ก")
    def test_the_runs_read_the_text(self, runs: list[str], text: str) -> None:
        laid = lay(runs, text)
        assert "".join(laid) == text
        assert len(laid) == len(runs)

    @given(RUNS)
    def test_an_unchanged_text_leaves_the_runs(self, runs: list[str]) -> None:
        assert lay(runs, "".join(runs)) == runs

    @given(RUNS, RUNS, st.integers(0, 4), TEXT)
    def test_runs_beyond_a_change_stay(self, before: list[str], after: list[str], place: int, text: str) -> None:
        text = text.replace("\n", "")  # a repair keeps lines
        # Signs that stand nowhere else keep the change from being read in another way.
        runs = [*before, "<", "ก" * place, ">", *after]
        laid = lay(runs, "".join(before) + "<" + text + ">" + "".join(after))
        assert laid[: len(before)] == before
        assert laid[-len(after) :] == after

    @pytest.mark.parametrize(
        ("runs", "text", "laid"),
        [
            (["พฒั", "นา"], "พัฒนา", ["พัฒ", "นา"]),
            (["พ", "ฒันา"], "พัฒนา", ["พั", "ฒนา"]),
            (["ที", " ", "่ดิน"], "ที่ดิน", ["ที", "", "่ดิน"]),
            (["ก", "ข"], "กคข", ["กค", "ข"]),
            (["ก", "ข"], "คกข", ["คก", "ข"]),
            (["กข", "คง"], "กจง", ["กจ", "ง"]),
            (["ก", "ข"], "", ["", ""]),
        ],
    )
    def test_what_changes_goes_to_the_run_where_it_begins(self, runs: list[str], text: str, laid: list[str]) -> None:
        assert lay(runs, text) == laid

    @given(st.lists(TEXT.filter(bool), min_size=1, max_size=5), TEXT)
    def test_words_read_the_text_when_joined(self, words: list[str], text: str) -> None:
        laid = lay_words(words, text)
        assert len(laid) == len(words)
        assert " ".join(filter(None, laid)) == text
        assert lay_words(words, " ".join(words)) == words

    @pytest.mark.parametrize(
        ("words", "text", "laid"),
        [
            (["ส", "านัก", "งาน"], "สำนัก งาน", ["สำนัก", "", "งาน"]),
            (["กา", "ร", "พฒันา"], "การพัฒนา", ["การพัฒนา", "", ""]),
            (["ก", "ข", "ค"], "ก ง ค", ["ก", "ง", "ค"]),
            (["ก", "ข"], "ก ", ["ก ", ""]),
            (["กข"], "ก ข", ["ก ข"]),
        ],
    )
    def test_words_that_were_cut_become_one_in_the_place_of_the_first(
        self, words: list[str], text: str, laid: list[str]
    ) -> None:
        assert lay_words(words, text) == laid

    def test_a_long_text_with_scattered_changes_takes_no_time(self) -> None:
        rng = random.Random(6)  # noqa: S311 - repeatable data
        runs = ["".join(rng.choice("กขคงจฉชซ่้ัี ") for _ in range(50)) for _ in range(1000)]
        text = "".join(run if number % 10 else run[1:] for number, run in enumerate(runs))
        laid = lay(runs, text)
        assert "".join(laid) == text
        assert sum(new != old for new, old in zip(laid, runs, strict=True)) <= 100
