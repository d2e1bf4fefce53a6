"""The report as a file: what is counted, what is packed, and that nothing in a document gets out of its text."""

from __future__ import annotations

import base64
import builtins
import hashlib
import json
import os
import re
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
import shelves
from hypothesis import assume, given
from strategies import any_text, damaged, well_formed

import thaifix
from benchmarks.accounts import explained, make_batch, part_of, store, write_account
from thaifix.batch.account import FileRecord, PartRecord, account_path
from thaifix.batch.html import build
from thaifix.batch.html.assemble import PAGE, _spread
from thaifix.batch.html.payload import changes_of, pack, payload
from thaifix.batch.html.rows import CONTEXT, Change, Shown, excerpt, loose, rows
from thaifix.batch.html.sources import sources
from thaifix.batch.html.summary import STRIP, Summary, strip
from thaifix.batch.manifest import Account, manifest_path
from thaifix.edits import Edit
from thaifix.errors import ConfigError
from thaifix.formats import Format, Part, Reading, format_of
from thaifix.formats.plain import open_plain
from thaifix.report import Lines, legible

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from thaifix.batch.html.rows import Row

HOSTILE = '<script>alert("ก")</script><img src=x onerror=alert(1)>&lt;b&gt;</textarea>'


def edit(start: int, before: str, after: str, confidence: float = 1.0) -> Edit:
    return Edit(start, start + len(before), before, after, "sara-am", "hole-before-am", confidence)


def made(*edits: Edit) -> list[Change]:
    return [Change(one, suggested=False) for one in edits]


def shown_rows(source: str, *edits: Edit) -> list[Row]:
    return list(rows(source, made(*edits)))


class TestRows:
    """A text as lines with changes in their places."""

    def test_lines_keep_their_numbers(self) -> None:
        got = shown_rows("หนึ่ง\r\nส�ำนัก\nสาม", edit(8, "�", ""))
        assert [row.number for row in got] == [1, 2, 3]
        assert [row.changed for row in got] == [False, True, False]
        assert got[1].pieces == (Shown(0, "ส�ำ", "สำ"), "นัก")

    def test_a_change_is_shown_with_the_letter_that_its_marks_stand_on(self) -> None:
        [row] = shown_rows("พฒันา", edit(1, "ฒั", "ัฒ"))
        assert row.pieces == (Shown(0, "พฒั", "พัฒ"), "นา")

    def test_a_vowel_that_is_written_before_its_letter_stands_with_it(self) -> None:
        [row] = shown_rows("เรยีน", edit(2, "ยี", "ีย"))
        assert row.pieces == (Shown(0, "เรยี", "เรีย"), "น")

    def test_a_letter_for_a_letter_takes_no_neighbour(self) -> None:
        [row] = shown_rows("ประชาซน", edit(5, "ซ", "ช"))
        assert row.pieces == ("ประชา", Shown(0, "ซ", "ช"), "น")

    def test_a_space_is_shown_with_the_letters_beside_it(self) -> None:
        [row] = shown_rows("ความสำ เร็จ", edit(6, " ", ""))
        assert row.pieces == ("ความ", Shown(0, "สำ␣เร็", "สำเร็"), "จ")
        [row] = shown_rows("เมื่อ นั้น", edit(5, " ", ""))
        assert row.pieces == ("เมื่", Shown(0, "อ␣นั้", "อนั้"), "น")

    @pytest.mark.parametrize("source", ["ก\n ข", "ก \nข", "ก  ข", " ข", "ก "])
    def test_a_space_at_the_end_of_a_line_takes_nothing_beyond_it(self, source: str) -> None:
        at = source.index(" ")
        got = shown_rows(source, edit(at, " ", ""))
        assert not any("\n" in piece.before for row in got for piece in row.pieces if isinstance(piece, Shown))
        assert _told(got, "before") == _visible(source)

    def test_a_letter_goes_to_one_change_only(self) -> None:
        [row] = shown_rows("กั้ำ", edit(1, "ั", ""), edit(2, "้", ""))
        assert row.pieces == (Shown(0, "กั", "ก"), Shown(1, "◌้ำ", "◌ำ"))

    def test_a_suggestion_within_an_edit_stands_behind_it(self) -> None:
        both = [Change(edit(0, "กข", "คง"), suggested=False), Change(edit(1, "ข", "จ"), suggested=True)]
        [row] = rows("กขฉ", both)
        assert row.pieces == (Shown(0, "กข", "คง"), Shown(1, "ข", "จ"), "ฉ")

    def test_a_change_over_a_line_end_joins_the_lines_and_the_count_goes_on(self) -> None:
        got = shown_rows("ที\n่เกี่ยว\nสาม", edit(2, "\n่", "่\n"))
        assert [row.number for row in got] == [1, 3]

    def test_a_very_long_line_is_cut_and_nothing_of_it_is_lost(self) -> None:
        source = "กข " * 30_000
        got = shown_rows(source, *(edit(at, " ", "") for at in range(2, 3000, 3)))
        assert {row.number for row in got} == {1}
        assert max(len(row.pieces) for row in got) < 100
        assert _told(got, "before") == _visible(source)

    def test_what_cannot_be_seen_is_written_by_its_code(self) -> None:
        [row] = shown_rows("น\u200bา", edit(1, "\u200b", ""))
        assert row.pieces[1] == Shown(0, "<U+200B>", "")

    def test_a_page_of_misread_bytes_is_shortened(self) -> None:
        source = "Ê" * 9000
        [row] = shown_rows(source, edit(0, source, "ส" * 9000))
        [piece] = row.pieces
        assert isinstance(piece, Shown)
        assert len(piece.before) < 100

    def test_an_excerpt_has_the_lines_around_and_no_others(self) -> None:
        source = "\n".join("กขคงจฉชซฌ")
        got = excerpt(shown_rows(source, edit(8, "จ", "จำ")))
        assert [row.number for row in got] == list(range(5 - CONTEXT, 5 + CONTEXT + 1))

    def test_where_there_is_no_text_each_change_has_a_row(self) -> None:
        got = list(loose(made(edit(4, "�", ""), edit(9, "ํา", "ำ"))))
        assert [row.number for row in got] == [0, 0]
        assert [row.pieces[0] for row in got] == [Shown(0, "�", ""), Shown(1, "◌ํา", "◌ำ")]

    @given(damaged() | well_formed())
    def test_rows_hold_the_whole_text_before_and_after(self, source: str) -> None:
        explanation = thaifix.explain(source)
        assume(all(len(one.before + one.after) < 60 for one in explanation.edits))
        got = list(rows(source, made(*explanation.edits)))
        assert _told(got, "before") == _visible(source)
        assert _told(got, "after") == _visible(explanation.text)
        assert [row.number for row in got] == sorted(row.number for row in got)

    @given(any_text())
    def test_any_text_at_all_can_be_shown(self, source: str) -> None:
        explanation = thaifix.explain(source)
        part = part_of(source, explanation.edits, explanation.suggestions)
        for whole in (True, False):
            told = payload([part], [Part(source)], whole=whole)
            assert json.loads(zlib.decompress(base64.b64decode(pack(told))))["parts"][0][0] == 0

    @given(damaged() | well_formed())
    def test_every_change_is_shown_once_and_in_its_line(self, source: str) -> None:
        explanation = thaifix.explain(source, thaifix.Config.OCR)
        changes = changes_of(part_of(source, explanation.edits, explanation.suggestions))
        got = list(rows(source, changes))
        places = [(row.number, piece.change) for row in got for piece in row.pieces if isinstance(piece, Shown)]
        assert [change for _, change in places] == list(range(len(changes)))
        for number, change in places:
            line, _ = Lines(source).place(changes[change].edit.start)
            assert number <= line


def _visible(text: str) -> str:
    """A text as `legible` writes it, without line ends and the circles that depend on what stands before."""
    return re.sub("<U\\+000[AD]>|\N{DOTTED CIRCLE}", "", legible(text, spaces=True))


def _told(got: Iterable[Row], side: str) -> str:
    pieces = (piece for row in got for piece in row.pieces)
    return "".join(_visible(piece if isinstance(piece, str) else getattr(piece, side)) for piece in pieces)


class TestPayload:
    """What is packed for a file."""

    SOURCE = "หนึ่ง\nสอง\nส�ำนัก\nสี่\nห้า\nหก\n"
    PART = part_of(SOURCE, [edit(11, "�", "")], [edit(0, "ห", "ท")], place="page 1")

    def test_packed_values_come_back(self) -> None:
        packed = pack({"text": HOSTILE, "ไทย": [1, 0.5, None]})
        assert re.fullmatch("[A-Za-z0-9+/=]+", packed)
        assert json.loads(zlib.decompress(base64.b64decode(packed))) == {"text": HOSTILE, "ไทย": [1, 0.5, None]}

    def test_a_lone_surrogate_does_not_stop_the_report(self) -> None:
        assert json.loads(zlib.decompress(base64.b64decode(pack("ก\ud800ข")))) == "ก?ข"

    def test_the_whole_text_or_the_lines_with_changes(self) -> None:
        whole = payload([self.PART], [Part(self.SOURCE, "page 1")], whole=True)
        part = payload([self.PART], [Part(self.SOURCE, "page 1")], whole=False)
        assert [row[0] for row in whole["parts"][0][5]] == [1, 2, 3, 4, 5, 6]
        assert [row[0] for row in part["parts"][0][5]] == [1, 2, 3, 4]
        assert (whole["whole"], part["whole"]) == (True, False)

    def test_changes_have_all_that_a_decision_needs(self) -> None:
        told = payload([self.PART], [Part(self.SOURCE)], whole=True)
        assert told["changes"] == [
            [0, 0, 1, "ห", "ท", "sara-am", "hole-before-am", 1.0, 1, "", self.SOURCE[1:21]],
            [0, 11, 12, "�", "", "sara-am", "hole-before-am", 1.0, 0, self.SOURCE[:11], self.SOURCE[12:32]],
        ]

    def test_changes_are_counted_through_the_parts(self) -> None:
        second = part_of("ส�ำ", [edit(1, "�", "")], number=1)
        told = payload([self.PART, second], [Part(self.SOURCE), Part("ส�ำ")], whole=True)
        assert told["parts"][1][5] == [[1, [2, "ส�ำ", "สำ"]]]
        assert told["changes"][2][0] == 1

    def test_sound_parts_come_along_only_with_the_whole_text(self) -> None:
        sources = [Part("ดี", "page 1"), Part("ส�ำ", "page 2")]
        parts = [part_of("ส�ำ", [edit(1, "�", "")], number=1, place="page 2")]
        assert [part[:2] for part in payload(parts, sources, whole=True)["parts"]] == [[0, "page 1"], [1, "page 2"]]
        assert [part[:2] for part in payload(parts, sources, whole=False)["parts"]] == [[1, "page 2"]]

    def test_without_the_text_the_changes_are_left(self) -> None:
        told = payload([self.PART], None, whole=True)
        assert not told["whole"]
        assert [row[0] for row in told["parts"][0][5]] == [0, 0]


class TestSummary:
    """Sums over all files."""

    def test_sums(self) -> None:
        summary = Summary()
        part = part_of("ก" * 1000, [edit(0, "�", ""), edit(5, "�", "")], lost=40, left=["sara-am", "space"])
        names = (("province", "47", "สกลนคร", 2),)
        for number, path in enumerate("ab"):
            record = FileRecord(
                path=path,
                status="repaired",
                edits=2,
                counts=part.counts,
                repairs={"sara-am": 2},
                severity="heavy",
                origin="o",
                names=names,
            )
            summary.add(number, record, [part])
        summary.add(2, FileRecord(path="c", status="failed", reason="it is encrypted"), [])
        assert summary.files == {"repaired": 2, "failed": 1}
        assert [(row.family, row.before, row.after) for row in summary.damage] == [("sara-am", 6, 2), ("space", 2, 2)]
        assert summary.causes == {"o": [0, 1]}
        assert summary.reasons == {("failed", "it is encrypted"): [2]}
        assert summary.severities == {"heavy": 2}
        assert [tuple(name) for name in summary.names] == [("province", "47", "สกลนคร", 4, 2)]
        assert summary.lost_parts == 2

    def test_the_worst_come_first_by_what_is_lost_then_by_damage(self) -> None:
        summary = Summary()
        parts = [
            PartRecord(part=0, place="light", thai=1000, lost=0, severity="light", counts={"space": 3}),
            part_of("ก" * 1000, [edit(0, "�", "")] * 300, number=4, place="heavy, and repaired"),
            PartRecord(part=1, place="heavy", thai=1000, lost=0, severity="heavy", counts={"space": 300}),
            PartRecord(part=2, place="a long page", thai=9000, lost=30, severity="lost", counts={"space": 900}),
            PartRecord(part=3, place="a short page", thai=1000, lost=20, severity="lost", counts={"space": 30}),
        ]
        summary.add(0, FileRecord(path="a", status="repaired"), parts)
        assert [part.place for part in summary.worst] == ["a short page", "a long page", "heavy"]

    def test_of_a_million_bad_cells_the_worst_are_kept(self) -> None:
        summary = Summary()
        cells = (PartRecord(part=n, place=str(n), thai=100, lost=1 + n % 5000, severity="lost") for n in range(5000))
        summary.add(0, FileRecord(path="a", status="repaired"), cells)
        assert [part.lost for part in summary.worst[:3]] == [5000, 4999, 4998]
        assert len(summary.worst) == 500
        assert summary.lost_parts == 5000

    def test_a_strip_has_a_column_for_a_page_or_for_several(self) -> None:
        record = FileRecord(path="a", status="repaired", parts=4 * STRIP)
        parts = [PartRecord(part=4, thai=1000, counts={"space": 8})]
        assert strip(record, parts) == [0.0, 2.0] + [0.0] * (STRIP - 2)
        assert strip(FileRecord(path="a", status="repaired", parts=2), []) == [0.0, 0.0]

    def test_a_strip_has_room_for_a_part_that_the_record_does_not_count(self) -> None:
        assert len(strip(FileRecord(path="a", status="repaired", parts=1), [PartRecord(part=2)])) == 3


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A small batch of several files, one of them hostile."""
    dst = tmp_path / "รางวัล 2564"
    dst.mkdir()
    make_batch(dst, 10, 40)
    manifest = manifest_path(dst)
    hostile = explained(dst, f"{HOSTILE.replace('/', '')}.txt", [thaifix.explain(f"ส�ำนักงาน {HOSTILE}")])
    failed = FileRecord(path="<b>.pdf", status="failed", reason=HOSTILE)
    with manifest.open("a", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record.to_dict()) + "\n" for record in (hostile, failed))
    return dst


def texts_of(dst: Path) -> list[Part] | None:
    account = Account(dst)
    [file] = account.files()
    return sources(account, file, list(account.parts(file)))


class TestSources:
    """The texts as they were."""

    def test_sources_are_read_back_from_the_outputs(self, tmp_path: Path) -> None:
        record = store(tmp_path, "a.txt", ["สำ"], [part_of("ส�ำ", [edit(1, "�", "")])])
        write_account(tmp_path, [record])
        assert texts_of(tmp_path) == [Part("ส�ำ")]

    def test_of_a_real_batch_they_are_those_of_the_sources(self, tmp_path: Path) -> None:
        files = {
            "a.txt": "ส�ำนักงาน\r\nปีน้ี\r\n",
            "b.csv": "ชื่อ,ปี\nเเผนที่,2564\nดี,2565\nส�ำนักงาน,2566\n",
            "c.html": "<p>ส�ำนักงาน &amp; คณะ</p><script>x</script><p>เเผนที่</p>",
            "d.jsonl": '{"a": "ส\\ufffdำนักงาน"}\n{"a": "ดี"}\n',
        }
        src, dst = shelves.shelf(tmp_path / "src", dict(files)), tmp_path / "dst"
        shelves.run(src, dst)
        account = Account(dst)
        repaired = [file for file in account.files() if file.status == "repaired"]
        assert [file.path for file in repaired] == list(files)
        for file in repaired:
            row = format_of(file.path)
            assert row is not None
            was = row.opens((src / file.path).read_bytes(), Reading()).parts
            read = sources(account, file, list(account.parts(file)))
            assert read is not None
            assert [part.text for part in read] == [part.text for part in was]
            assert [part.place for part in read] == [part.place for part in was]

    def test_pages_of_a_format_that_becomes_text_are_found(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        row = Format("pdf", (".pdf",), "pdf", open_plain, ".txt")
        monkeypatch.setattr("thaifix.batch.html.sources.FORMATS", (row,))
        parts = [part_of("ส�ำ", [edit(1, "�", "")], number=1, place="page 2")]
        record = replace(store(tmp_path, "a.pdf.txt", ["ดี", "สำ"], parts), format="pdf", path="a.pdf")
        write_account(tmp_path, [record])
        (tmp_path / account_path("a.pdf.txt")).rename(tmp_path / account_path("a.pdf"))
        assert texts_of(tmp_path) == [Part("ดี", "page 1"), Part("ส�ำ", "page 2")]

    @pytest.mark.parametrize("change", ["edited", "gone", "unreadable", "shorter", "none"])
    def test_an_output_that_was_changed_gives_no_text(self, tmp_path: Path, change: str) -> None:
        part = part_of("ส�ำ", [edit(1, "�", "ำำำ")], number=1 if change == "shorter" else 0)
        record = store(tmp_path, "a.txt", ["สำำำำ"], [part])
        write_account(tmp_path, [replace(record, output="") if change == "none" else record])
        output = tmp_path / "a.txt"
        match change:
            case "edited":
                output.write_text("อื่น", encoding="utf-8")
            case "gone":
                output.unlink()
            case "unreadable":
                output.write_bytes(b"\x00\xff\xfe\x81\x00")
        assert texts_of(tmp_path) is None
        assert "packed-0" in build(tmp_path).read_text(encoding="utf-8")


class _Page(HTMLParser):
    """The elements of a page, and the texts of its scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: dict[str, str] = {}
        self._script: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._script = (dict(attrs).get("id") or tag) if tag in {"script", "style"} else None

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's way
        self._script = None

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts[self._script] = self.scripts.get(self._script, "") + data


class TestBuild:
    """The file."""

    def test_goes_beside_the_outputs_or_where_it_is_told(self, shelf: Path, tmp_path: Path) -> None:
        assert build(shelf) == shelf / "report.html"
        assert build(shelf, tmp_path / "other.html").read_bytes() == (shelf / "report.html").read_bytes()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["other.html", shelf.name]

    def test_takes_the_place_of_no_output(self, tmp_path: Path) -> None:
        names = ["a.txt", "report.html", "thaifix-report.html", "thaifix-report-2.html/page.txt"]
        src, dst = shelves.shelf(tmp_path / "src", dict.fromkeys(names, "ส�ำนักงาน")), tmp_path / "dst"
        shelves.run(src, dst)
        before = shelves.tree(dst)
        assert build(dst) == dst / "thaifix-report-3.html"
        with pytest.raises(ConfigError, match="an output of the batch"):
            build(dst, tmp_path / "src" / ".." / "dst" / "a.txt")
        assert before.items() <= shelves.tree(dst).items()

    @pytest.mark.skipif(os.name != "posix", reason="needs links")
    def test_goes_through_no_link_that_lies_in_its_place(self, shelf: Path, tmp_path: Path) -> None:
        (tmp_path / "mine.html").write_bytes(b"mine")
        (shelf / "report.html").symlink_to(tmp_path / "mine.html")
        assert build(shelf) == shelf / "thaifix-report.html"
        assert (tmp_path / "mine.html").read_bytes() == b"mine"

    def test_the_same_account_makes_the_same_bytes(self, shelf: Path) -> None:
        first = build(shelf).read_bytes()
        assert build(shelf).read_bytes() == first

    def test_nothing_in_a_document_becomes_an_element(self, shelf: Path) -> None:
        page = _Page(build(shelf).read_text(encoding="utf-8"))
        tags = [tag for tag, _ in page.elements]
        assert "img" not in tags
        assert "textarea" not in tags
        kinds = [attributes.get("type") for tag, attributes in page.elements if tag == "script"]
        assert sorted(set(kinds) - {None}, key=str) == ["application/json", "text/plain"]
        assert kinds.count(None) == 1
        paths = [file["path"] for file in json.loads(page.scripts["index"])["files"]]
        assert f"{HOSTILE.replace('/', '')}.txt" in paths

    def test_no_attribute_runs_a_script_or_loads_anything(self, shelf: Path) -> None:
        for tag, attributes in _Page(build(shelf).read_text(encoding="utf-8")).elements:
            assert not [name for name in attributes if name.startswith("on") or name in {"src", "style", "action"}]
            assert (attributes.get("href") or "#").startswith(("#", "data:,")), tag

    def test_the_policy_lets_the_own_script_and_style_in_and_nothing_else(self, shelf: Path) -> None:
        page = _Page(build(shelf).read_text(encoding="utf-8"))
        policy = next(a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
        assert policy is not None
        for kind in ("script", "style"):
            digest = base64.b64encode(hashlib.sha256(page.scripts[kind].encode()).digest()).decode()
            assert f"{kind}-src 'sha256-{digest}'" in policy
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy

    def test_no_file_of_the_page_ends_its_element_or_has_carriage_returns(self) -> None:
        for path in PAGE.iterdir():
            assert b"\r" not in path.read_bytes()  # a parser drops them, and the hash would be another
            if path.suffix in {".js", ".css"}:
                assert not re.search("</(script|style)|<!--", path.read_text(encoding="utf-8"), re.IGNORECASE)

    def test_no_script_parses_html(self) -> None:
        for path in PAGE.glob("*.js"):
            assert not re.search(
                "innerHTML|outerHTML|insertAdjacent|document.write|eval", path.read_text(encoding="utf-8")
            )

    def test_files_are_counted_by_their_damage(self) -> None:
        damage = [0, 1, 10, 49, 50, 99, 300, 999, 1000, 5000]
        files = [
            FileRecord(path=str(spots), status="repaired", thai=10_000, counts={"space": spots} if spots else {})
            for spots in damage
        ]
        failed = FileRecord(path="failed", status="failed")
        assert [count for _, count in _spread([*files, failed])] == [1, 1, 2, 2, 0, 2, 2]

    def test_an_empty_batch_has_a_report(self, tmp_path: Path) -> None:
        write_account(tmp_path, [])
        assert "0 files of 0 repaired" in build(tmp_path).read_text(encoding="utf-8")

    def test_a_path_that_is_no_text_does_not_stop_the_report(self, tmp_path: Path) -> None:
        write_account(tmp_path, [FileRecord(path="ก\udce0.txt", status="failed", reason="no text")])
        assert "ก?.txt" in build(tmp_path).read_text(encoding="utf-8")

    def test_a_missing_library_is_named(self, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        real = builtins.__import__

        def without(name: str, *rest: Any) -> Any:  # noqa: ANN401 - as the function that it replaces
            if name.startswith("jinja2"):
                raise ImportError(name)
            return real(name, *rest)

        monkeypatch.setattr(builtins, "__import__", without)
        with pytest.raises(ConfigError, match=r"pip install \"thaifix\[batch\]\""):
            build(shelf)

    def test_what_is_too_long_is_left_to_the_output(self, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        whole = build(shelf).stat().st_size
        monkeypatch.setattr("thaifix.batch.html.assemble._WHOLE_FILE", 10)
        assert build(shelf).stat().st_size < whole

    def test_a_failed_write_leaves_the_old_report(self, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        old = build(shelf).read_bytes()
        files = sorted(shelf.iterdir())
        monkeypatch.setattr("thaifix.batch.html.assemble.Replacement.seal", _fails)
        with pytest.raises(OSError, match="no space"):
            build(shelf)
        assert (shelf / "report.html").read_bytes() == old
        assert sorted(shelf.iterdir()) == files


def _fails(_: object) -> None:
    message = "no space"
    raise OSError(message)
