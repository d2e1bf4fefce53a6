"""The round-trip tool pairs pages with paragraphs, names the damage, and says what is missing; its pairs are kept."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import thaifix

pytest.importorskip("rapidfuzz", reason="rapidfuzz, of the development environment, is not installed")

from tools import roundtrip
from tools.roundtrip import (
    EXTRACTORS,
    PRODUCERS,
    SETTINGS,
    STYLES,
    Job,
    Program,
    RoundTripError,
    Setting,
    dump,
    families,
    join_lines,
    main,
    read_paragraphs,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER: Final = Path(__file__).resolve().parent.parent / "corpus" / "roundtrip"
PAIRS: Final = [json.loads(line) for line in (FOLDER / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]
SOUND: Final = sorted((FOLDER / "sound").glob("*.txt"))
KEYS: Final = ["id", "producer", "font", "align", "style", "extractor", "broken", "truth", "families"]
TEXT: Final = "น้ำใจ\nที่จังหวัดน่าน ปี 2566\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "two.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def _fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A producer that keeps the text, an extractor that splits sara am, one that fails, one that loses a page."""

    def produce(job: Job) -> None:
        job.pdf.write_text("\f".join(job.texts), encoding="utf-8")

    def read(pdf: Path, _: Path) -> list[str]:
        return pdf.read_text(encoding="utf-8").split("\f")

    def split(pdf: Path, folder: Path) -> list[str]:
        return [page.replace("้ำ", "ํ้า").replace(" ", "\n") for page in read(pdf, folder)]

    def fail(pdf: Path, _: Path) -> list[str]:
        message = f"cannot parse {pdf.name}"
        raise KeyError(message)

    def short(pdf: Path, folder: Path) -> list[str]:
        return read(pdf, folder)[1:]

    def program(name: str, run: Callable[..., Any]) -> Program:
        return Program(name, (), (), "nothing", run)

    absent = Program("absent", ("no-such-command-1",), ("no_such_module_1",), "the package absent", fail)
    monkeypatch.setattr(roundtrip, "PRODUCERS", {"keep": program("keep", produce), "absent": absent})
    extractors = [program("split", split), program("fail", fail), program("short", short), absent]
    monkeypatch.setattr(roundtrip, "EXTRACTORS", {item.name: item for item in extractors})
    monkeypatch.setattr(roundtrip, "fonts", lambda _environment=None: ["One Font", "Two"])


@pytest.mark.usefixtures("_fakes")
class TestMatrix:
    """What is installed makes pairs; the rest is named."""

    def test_pairs_each_page_with_its_paragraph(self, source: Path, tmp_path: Path) -> None:
        out = tmp_path / "pairs.jsonl"
        chosen = ["--producer", "keep", "--extractor", "split", "--font", "One Font", "--align", "justify"]
        assert main([str(source), "--out", str(out), *chosen]) == 0
        rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        assert [row["id"] for row in rows] == [f"two-{n}/keep/onefont/justify/split" for n in (1, 2)]
        assert [list(row) for row in rows] == [KEYS, KEYS]
        assert [row["truth"] for row in rows] == TEXT.split("\n")[:2]
        assert rows[0]["broken"] == "น\N{THAI CHARACTER NIKHAHIT}\N{THAI CHARACTER MAI THO}\N{THAI CHARACTER SARA AA}ใจ"
        assert rows[1]["broken"] == rows[1]["truth"]
        assert [row["families"] for row in rows] == [["lossless", "am_split"], ["sound"]]

    def test_leaves_out_what_came_back_unharmed_if_asked(self, source: Path, tmp_path: Path) -> None:
        out = tmp_path / "pairs.jsonl"
        chosen = ["--producer", "keep", "--extractor", "split", "--font", "Two", "--style", "squeezed", "--damaged"]
        assert main([str(source), "--out", str(out), *chosen]) == 0
        (row,) = out.read_text(encoding="utf-8").splitlines()
        assert json.loads(row)["id"] == "two-1/keep/two/left+squeezed/split"

    def test_makes_everything_by_default_and_names_what_is_left_out(
        self, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / "pairs.jsonl"
        assert main([str(source), "--out", str(out)]) == 0
        ids = {json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()}
        assert len(ids) == 2 * len(SETTINGS) * 2  # paragraphs, settings, fonts; one extractor works
        said = capsys.readouterr().err
        assert "without absent, which needs no-such-command-1, no_such_module_1: install the package absent" in said
        assert "left out: keep/Two/justify/fail: 'cannot parse page.pdf'" in said
        assert "left out: keep/Two/left/short: 2 paragraphs came back on 1 pages" in said

    def test_makes_no_pair_without_a_reading(self, source: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([str(source), "--extractor", "short"]) == 1
        assert capsys.readouterr().out == ""

    def test_a_missing_program_that_is_asked_for_is_an_error(
        self, source: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([str(source), "--producer", "absent"]) == 2
        assert "error: absent needs no-such-command-1, no_such_module_1; install" in capsys.readouterr().err

    def test_nothing_installed_is_an_error(
        self, source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(roundtrip, "PRODUCERS", {"absent": roundtrip.PRODUCERS["absent"]})
        assert main([str(source)]) == 2
        assert "no producer is installed" in capsys.readouterr().err

    def test_an_unknown_font_is_an_error_since_programs_replace_it_in_silence(
        self, source: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([str(source), "--font", "Two", "--font", "Three"]) == 2
        assert "no Thai font is called Three; there are One Font, Two" in capsys.readouterr().err

    def test_two_files_of_one_name_are_an_error(
        self, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "other").mkdir()
        shutil.copy(source, tmp_path / "other")
        assert main([str(source), str(tmp_path / "other" / "two.txt")]) == 2
        assert "two files give two-1" in capsys.readouterr().err

    def test_the_list_shows_what_to_install(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--list"]) == 0
        shown = capsys.readouterr().out
        assert re.search(r"keep +installed", shown)
        assert re.search(r"absent +missing: install the package absent", shown)
        assert "One Font, Two" in shown


def test_a_producer_that_writes_nothing_is_named(
    source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(roundtrip, "PRODUCERS", {"idle": Program("idle", (), (), "", lambda _job: None)})
    monkeypatch.setattr(roundtrip, "EXTRACTORS", {"none": Program("none", (), (), "", lambda _pdf, _folder: [])})
    monkeypatch.setattr(roundtrip, "fonts", lambda _environment=None: ["Two"])
    assert main([str(source), "--align", "left", "--style", "plain"]) == 1
    assert "left out: idle/Two/left: idle wrote no PDF" in capsys.readouterr().err


@pytest.mark.parametrize(("content", "message"), [(b"\n \n", "no paragraph"), (b"\xa1\xd2", "UTF-8")])
def test_a_text_that_cannot_be_used_is_an_error(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    with pytest.raises(RoundTripError, match=message):
        read_paragraphs(path)


@pytest.mark.parametrize(
    ("page", "truth", "joined"),
    [
        ("จังหวัด\nน่าน", "จังหวัดน่าน", "จังหวัดน่าน"),
        ("ปี\n2566 เป็น\r\nปี\n", "ปี 2566 เป็นปี", "ปี 2566 เป็นปี"),
        ("  ที\n\n่ ดี", "ที่ดี", "ที่ ดี"),
        ("จงัหวดั  \n   น่าน", "จังหวัด น่าน", "จงัหวดั น่าน"),
        ("", "น่าน", ""),
    ],
    ids=["word", "spaces", "inside a cluster", "damaged", "nothing"],
)
def test_line_ends_are_settled_by_the_truth(page: str, truth: str, joined: str) -> None:
    assert join_lines(page, truth) == joined


@pytest.mark.parametrize(
    ("broken", "truth", "named"),
    [
        ("ทาง", "ทาง", ["sound"]),
        ("จํานวนเงิน", "จำนวนเงิน", ["lossless", "am_split"]),
        ("จำานวนเงิน", "จำนวนเงิน", ["lossless", "am_doubled"]),
        ("จานวนเงิน", "จำนวนเงิน", ["lossy", "am_to_aa"]),
        ("กำรพัฒนำคน", "การพัฒนาคน", ["lossy", "aa_to_am"]),
        ("จ ำนวนเงินสด", "จำนวนเงินสด", ["lossless", "am_spaced_before", "space_inserted"]),
        ("เพ่ือให้คน", "เพื่อให้คน", ["lossless", "mark_order"]),
        ("พฒันาคนไทย", "พัฒนาคนไทย", ["lossless", "mark_displaced"]),
        ("พ ัฒนาคนไทย", "พัฒนาคนไทย", ["lossless", "space_before_mark", "space_inserted"]),
        ("ห\uf70bวยน้อยๆ", "ห้วยน้อยๆ", ["lossless", "pua"]),
        ("ห\ufffdวยน้อยๆ", "ห้วยน้อยๆ", ["lossy", "fffd", "mark_lost"]),
        ("ห\x05วยน้อยๆ", "ห้วยน้อยๆ", ["lossy", "control", "mark_lost"]),
        ("ผ้้ใหญ่บ้าน", "ผู้ใหญ่บ้าน", ["lossy", "mark_substituted"]),
        ("ที่่ดินเปล่า", "ที่ดินเปล่า", ["lossless", "mark_doubled"]),
        ("รายชื่อชื่คณะ", "รายชื่อคณะ", ["lossy", "cluster_doubled", "letter_added", "mark_added"]),
        ("ทดินเปล่า", "ที่ดินเปล่า", ["lossy", "mark_lost"]),
        ("บ้านฃองเรา", "บ้านของเรา", ["lossy", "letter_substituted"]),
        ("ก า ร พั ฒ น า ค น", "การพัฒนาคน", ["lossless", "garbled", "letterspaced", "space_inserted"]),
        ("ใช้AI ช่วยงาน", "ใช้ AI ช่วยงาน", ["lossless", "space_lost"]),
    ],
)
def test_damage_is_named(broken: str, truth: str, named: list[str]) -> None:
    assert families(broken, truth) == named


def test_the_reading_of_an_image_is_never_called_lossless() -> None:
    assert families("จํานวนเงิน", "จำนวนเงิน", ocr=True) == ["ocr", "am_split"]


def test_what_cannot_be_seen_is_escaped_and_comes_back() -> None:
    row = {"broken": "ก\x00\uf70b\u200b\ufffd\u00a0 é\u0301\U000f0000"}
    line = dump(row)
    assert line == '{"broken": "ก\\u0000\\uf70b\\u200b\\ufffd\\u00a0 é\\u0301\\udb80\\udc00"}'
    assert json.loads(line) == row


@pytest.mark.parametrize("name", [name for name, program in PRODUCERS.items() if program.commands])
def test_a_program_that_fails_is_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = PRODUCERS[name].commands[0]
    script = tmp_path / command
    script.write_text("#!/bin/sh\necho out of paper >&2\nexit 3\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    job = Job(["ทาง"], "Two", SETTINGS[0], tmp_path, {"PATH": str(tmp_path)})
    with pytest.raises(RoundTripError, match=f"{command} failed with status 3: out of paper"):
        PRODUCERS[name].run(job)


@pytest.mark.parametrize("style", STYLES)
def test_sources_hold_the_text_with_its_style(style: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the programs are given says what the style promises; no program runs."""
    monkeypatch.setattr(roundtrip, "_call", lambda *_: "")
    long = "ประชาชน" * 10
    job = Job(["ก <ข> & ค", long], "Two", Setting("justify", style), tmp_path, {})
    for program in (roundtrip.chromium, roundtrip.libreoffice):
        program(job)
    for name in ("page.html", "page.fodt"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "ก &lt;ข&gt; &amp; ค</" in text
        tracked = re.findall(r"letter-spacing(?:: |=\")([-0-9.]+)pt", text)
        assert tracked == {"spaced-headings": ["2.0", "0.0"], "squeezed": ["-0.5", "-0.5"]}.get(style, ["0.0", "0.0"])
        assert ("bold" in re.sub("style-name|font-weight-", "", text)) == (style == "fake-bold")
        assert "justify" in text
    assert ("0.3pt 0 black" in (tmp_path / "page.html").read_text(encoding="utf-8")) == (style == "overprinted")


def test_pages_of_pdfbox_are_told_apart() -> None:
    parser = roundtrip._Pages()  # noqa: SLF001 - the parser has no other way in without Java
    page = '<div style="page-break-before:always; page-break-after:always"><div><p>{}</p>\n</div></div>'
    parser.feed(
        f"<html><head><title>x</title></head><body>{page.format('กา&amp;<b>มา</b>')}{page.format('ขา')}</body></html>"
    )
    assert [text.strip() for text in parser.pages] == ["กา&มา", "ขา"]


def test_real_programs_bring_the_words_back(tmp_path: Path) -> None:
    """One true round trip; the others differ in a row of a table."""
    missing = [*PRODUCERS["chromium"].missing(), *EXTRACTORS["pdftotext"].missing()]
    if missing or shutil.which("fc-list") is None or not (installed := roundtrip.fonts()):
        pytest.skip(f"needs Chromium, pdftotext, fontconfig and a Thai font; missing: {missing or 'fonts'}")
    out = tmp_path / "pairs.jsonl"
    chosen = ["--producer", "chromium", "--extractor", "pdftotext-raw", "--font", installed[0]]
    assert main([str(SOUND[0]), "--out", str(out), *chosen, "--align", "left", "--style", "plain"]) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["truth"] for row in rows] == [item.text for item in read_paragraphs(SOUND[0])]
    letters = re.compile("[\N{THAI CHARACTER KO KAI}-\N{THAI CHARACTER HO NOKHUK}]")
    for row in rows:
        assert len(letters.findall(row["broken"])) >= 0.9 * len(letters.findall(row["truth"]))


class TestKeptPairs:
    """The pairs in the corpus are what the tool writes."""

    def test_every_pair_has_the_keys_in_order_and_a_name_of_its_own(self) -> None:
        assert all(list(row) == KEYS for row in PAIRS)
        assert len({row["id"] for row in PAIRS}) == len(PAIRS)
        assert [row["id"] for row in PAIRS] == sorted(row["id"] for row in PAIRS)

    def test_every_line_is_written_by_the_tool(self) -> None:
        text = (FOLDER / "pairs.jsonl").read_text(encoding="utf-8")
        assert text == "".join(dump(row) + "\n" for row in PAIRS)

    def test_every_truth_is_a_sound_paragraph(self) -> None:
        sound = {item.label: item.text for path in SOUND for item in read_paragraphs(path)}
        assert all(sound[row["id"].split("/")[0]] == row["truth"] for row in PAIRS)

    @pytest.mark.parametrize("row", PAIRS, ids=lambda row: row["id"])
    def test_the_id_and_the_families_are_what_the_row_says(self, row: dict[str, Any]) -> None:
        setting = Setting(row["align"], row["style"]).name
        font = "".join(row["font"].lower().split())
        assert row["id"].split("/")[1:] == [row["producer"], font, setting, row["extractor"]]
        assert row["families"] == families(row["broken"], row["truth"], ocr=row["extractor"] == "tesseract")

    def test_the_pairs_are_few_and_varied(self) -> None:
        assert 60 <= len(PAIRS) <= 120
        assert (FOLDER / "pairs.jsonl").stat().st_size < 300_000
        assert {row["producer"] for row in PAIRS} == set(PRODUCERS)
        assert {row["extractor"] for row in PAIRS} == set(EXTRACTORS) - {"thaifix"}  # which reads better every year
        assert {row["style"] for row in PAIRS} == set(STYLES)
        assert len({family for row in PAIRS for family in row["families"]}) >= 25

    @pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
    def test_the_sound_texts_are_left_alone(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert thaifix.fix(text) == text

    @pytest.mark.parametrize("row", [row for row in PAIRS if row["families"] == ["sound"]], ids=lambda row: row["id"])
    def test_what_came_back_unharmed_stays(self, row: dict[str, Any]) -> None:
        assert thaifix.fix(row["broken"]) == row["truth"]
