"""The measurements themselves: the gate can fail in every way it should, and what is counted is counted right."""

from __future__ import annotations

import itertools
import json
import math
import signal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

import thaifix
from benchmarks import cold, docs, fuzz, gate, hostile, imports, rule_report, speed
from benchmarks.__main__ import main
from benchmarks.accuracy import Measure, distance, naive_repair, own_measures, score_book
from benchmarks.calibration import claims, measure
from benchmarks.gate import Floors, RefusedError, check, renewed
from benchmarks.materials import CORPUS, Book, NothingToMeasureError, hashes, load_cases
from benchmarks.plot import draw

EXACT = Measure("cases.space.rules.exact", "floor", 8, 10)
HARMED = Measure("cases.space.harmed", "ceiling", 1, 10)
FILES = {"cases/space.jsonl": "aa"}
FLOORS = Floors(FILES, {EXACT.name: EXACT, HARMED.name: HARMED}, ["the first"])
CASE = {"label": "gap", "family": "space", "stage": "rules", "broken": "ผู ้ใหญ่", "sound": "ผู้ใหญ่"}
KEEP = {"label": "keep-gap", "family": "space", "stage": "rules", "broken": "ผู้ ใหญ่", "sound": "ผู้ ใหญ่"}


def measured(exact: int = 8, harmed: int = 1, of: int = 10) -> list[Measure]:
    return [Measure(EXACT.name, "floor", exact, of), Measure(HARMED.name, "ceiling", harmed, of)]


class TestCheck:
    """The gate fails where it should, and only there."""

    def test_passes_where_all_is_as_pinned(self) -> None:
        assert check(FLOORS, measured(), FILES) == []

    def test_passes_where_it_is_better(self) -> None:
        assert check(FLOORS, measured(exact=10, harmed=0), FILES) == []

    def test_fails_where_fewer_are_exact(self) -> None:
        assert check(FLOORS, measured(exact=7), FILES) == [f"{EXACT.name}: 7 of 10, the floor is 8 of 10"]

    def test_fails_where_more_are_harmed(self) -> None:
        assert check(FLOORS, measured(harmed=2), FILES) == [f"{HARMED.name}: 2 of 10, the ceiling is 1 of 10"]

    def test_fails_where_a_file_is_another_and_says_how_to_renew(self) -> None:
        [problem] = check(FLOORS, measured(), {"cases/space.jsonl": "bb"})
        assert problem.startswith("cases/space.jsonl: not the file")
        assert "gate --renew --reason TEXT" in problem

    def test_fails_where_a_file_is_gone_or_new(self) -> None:
        problems = check(FLOORS, measured(), {"cases/glyph.jsonl": "cc"})
        assert [problem.partition(";")[0] for problem in problems] == [
            "cases/glyph.jsonl: measured, but not pinned",
            "cases/space.jsonl: pinned, but it is gone",
        ]

    def test_fails_where_a_pinned_measure_is_gone(self) -> None:
        [problem] = check(FLOORS, [*measured()[:1], Measure("cases.glyph.harmed", "ceiling", 0, 1)], FILES)[:1]
        assert problem.startswith(f"{HARMED.name}: has a ceiling and nothing to measure")

    def test_fails_where_a_pinned_measure_has_no_case(self) -> None:
        assert any("nothing to measure" in problem for problem in check(FLOORS, measured(of=0, exact=0), FILES))

    def test_fails_where_a_measure_has_no_floor(self) -> None:
        extra = Measure("cases.glyph.rules.exact", "floor", 1, 1)
        [problem] = check(FLOORS, [*measured(), extra], FILES)
        assert problem.startswith("cases.glyph.rules.exact: measured, but it has no floor")

    @pytest.mark.parametrize(
        ("floors", "measures", "files", "message"),
        [
            pytest.param(FLOORS, measured(), {}, "no measured file", id="no file"),
            pytest.param(FLOORS, [], FILES, "no damaged case", id="no case"),
            pytest.param(FLOORS, measured()[:1], FILES, "no case that could be harmed", id="no sound case"),
            pytest.param(Floors(FILES), measured(), FILES, "holds no floor above 0", id="no floor"),
            pytest.param(
                Floors(FILES, {EXACT.name: Measure(EXACT.name, "floor", 0, 10)}),
                measured(),
                FILES,
                "holds no floor above 0",
                id="floors of zero",
            ),
        ],
    )
    def test_fails_where_there_is_nothing_to_check(
        self, floors: Floors, measures: list[Measure], files: dict[str, str], message: str
    ) -> None:
        problems = check(floors, measures, files)
        assert any(problem.startswith("nothing to check") and message in problem for problem in problems)


class TestRenewed:
    """Floors rise freely and fall with a reason."""

    def test_raises_a_floor_without_a_reason(self) -> None:
        new = renewed(FLOORS, measured(exact=9), FILES, "")
        assert new.measures[EXACT.name].count == 9
        assert new.reasons == ["the first"]

    @pytest.mark.parametrize(
        ("measures", "files", "because"),
        [
            pytest.param(measured(exact=7), FILES, "the floor is 8 of 10", id="lower floor"),
            pytest.param(measured(harmed=2), FILES, "the ceiling is 1 of 10", id="higher ceiling"),
            pytest.param(measured(), {"cases/space.jsonl": "bb"}, "cases/space.jsonl changed", id="other file"),
            pytest.param(measured(), {"cases/glyph.jsonl": "bb"}, "cases/space.jsonl is gone", id="file gone"),
            pytest.param([EXACT, Measure("other", "ceiling", 0, 1)], FILES, "nothing to measure", id="measure gone"),
        ],
    )
    def test_refuses_to_weaken_without_a_reason(
        self, measures: list[Measure], files: dict[str, str], because: str
    ) -> None:
        with pytest.raises(RefusedError, match=because):
            renewed(FLOORS, measures, files, "  ")
        new = renewed(FLOORS, measures, files, "cases were wrong")
        assert new.reasons == ["the first", "cases were wrong"]
        assert new.files == files

    def test_a_smaller_corpus_does_not_lower_a_share_unseen(self) -> None:
        with pytest.raises(RefusedError, match="4 of 6"):
            renewed(FLOORS, [Measure(EXACT.name, "floor", 4, 6), HARMED], FILES, "")

    def test_refuses_to_pin_nothing_whatever_the_reason(self) -> None:
        with pytest.raises(RefusedError, match="nothing to check"):
            renewed(FLOORS, [], {}, "a good one")

    def test_what_is_written_is_read_back(self, tmp_path: Path) -> None:
        path = tmp_path / "floors.json"
        FLOORS.write(path)
        assert Floors.read(path) == FLOORS


class TestRun:
    """The gate as a whole, on a corpus of its own."""

    @pytest.fixture
    def corpus(self, tmp_path: Path) -> Path:
        (tmp_path / "cases").mkdir()
        (tmp_path / "book").mkdir()
        write_cases(tmp_path, [CASE, KEEP])
        (tmp_path / "book" / "sample.broken.txt").write_text("เร่ือง\nทาง\n", encoding="utf-8")
        (tmp_path / "book" / "sample.sound.txt").write_text("เรื่อง\nทาง\n", encoding="utf-8")
        return tmp_path

    def test_renews_and_then_holds(self, corpus: Path) -> None:
        floors = corpus / "floors.json"
        assert gate.run(corpus, renew=True, reason="", path=floors)[0] == []
        problems, notes = gate.run(corpus, renew=False, reason="", path=floors)
        assert problems == []
        assert "hold" in notes[0]

    def test_fails_without_floors(self, corpus: Path) -> None:
        problems, _ = gate.run(corpus, renew=False, reason="", path=corpus / "floors.json")
        assert any("nothing to check" in problem for problem in problems)

    def test_fails_without_a_corpus(self, tmp_path: Path) -> None:
        problems, _ = gate.run(tmp_path, renew=False, reason="", path=tmp_path / "floors.json")
        assert problems == ["nothing to check: there is no labelled case in corpus/cases"]

    def test_fails_without_a_book(self, corpus: Path) -> None:
        (corpus / "book" / "sample.broken.txt").unlink()
        problems, _ = gate.run(corpus, renew=False, reason="", path=corpus / "floors.json")
        assert problems[0].startswith("nothing to check: sample book")

    def test_fails_where_a_case_is_edited(self, corpus: Path) -> None:
        floors = corpus / "floors.json"
        gate.run(corpus, renew=True, reason="", path=floors)
        write_cases(corpus, [CASE, KEEP, KEEP])
        assert "not the file" in gate.run(corpus, renew=False, reason="", path=floors)[0][0]
        assert "changed" in gate.run(corpus, renew=True, reason="", path=floors)[0][0]
        assert gate.run(corpus, renew=True, reason="one more", path=floors)[0] == []
        assert json.loads(floors.read_text(encoding="utf-8"))["reasons"] == ["one more"]

    def test_fails_where_the_library_does_worse(self, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        floors = corpus / "floors.json"
        gate.run(corpus, renew=True, reason="", path=floors)
        monkeypatch.setattr("thaifix.fix", lambda text, _config=None: text)
        problems, _ = gate.run(corpus, renew=False, reason="", path=floors)
        assert "cases.space.rules.exact: 0 of 1, the floor is 1 of 1" in problems
        assert "book.lines.exact: 0 of 1, the floor is 1 of 1" in problems

    def test_fails_where_the_library_does_harm(self, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        floors = corpus / "floors.json"
        gate.run(corpus, renew=True, reason="", path=floors)
        monkeypatch.setattr("thaifix.fix", lambda text, _config=None: text.replace("ท", "ก").replace(" ", ""))
        problems, _ = gate.run(corpus, renew=False, reason="", path=floors)
        assert "cases.space.harmed: 1 of 1, the ceiling is 0 of 1" in problems
        assert "book.lines.harmed: 1 of 1, the ceiling is 0 of 1" in problems


def write_cases(corpus: Path, rows: list[dict[str, str]]) -> None:
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    (corpus / "cases" / "space.jsonl").write_text("".join(lines), encoding="utf-8")


def test_the_gate_holds() -> None:
    done = CliRunner().invoke(main, ["gate"])
    assert done.exit_code == 0, done.output


def test_a_reason_without_renewal_is_refused() -> None:
    assert CliRunner().invoke(main, ["gate", "--reason", "x"]).exit_code == 2


def test_every_case_and_both_sides_of_the_book_are_measured() -> None:
    names = set(hashes(CORPUS))
    assert {"book/sample.broken.txt", "book/sample.sound.txt"} <= names
    assert {f"cases/{path.name}" for path in (CORPUS / "cases").glob("*.jsonl")} <= names
    damaged = sum(1 for case in load_cases(CORPUS) if not case.is_sound)
    rows = own_measures(CORPUS)
    assert sum(row.of for row in rows if row.name.startswith("cases.") and row.kind == "floor") == damaged


class TestScoreBook:
    """Lines are counted by what came of them."""

    def test_counts_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("thaifix.fix", lambda _text: "เรื่อง\nทาม\n\nสนกั\nก�")
        broken = ("เร่ือง", "ทาง", "", "สำนกั", "ก�")
        score = score_book(Book("five lines", broken, ("เรื่อง", "ทาง", "", "สำนัก", "กำ")))
        assert (score.damaged, score.exact, score.worse) == (3, 1, 1)
        assert (score.sound, score.harmed, score.holes, score.rule_only) == (1, 1, 1, 1)

    def test_shows_what_a_naive_repair_gets_right_and_thaifix_does_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("thaifix.fix", lambda text: text)
        score = score_book(Book("one line", ("เร่ือง",), ("เรื่อง",)))
        assert score.missed == ((1, "เร่ือง", "เร่ือง", "เรื่อง"),)

    def test_a_book_must_be_damaged_and_line_up(self, tmp_path: Path) -> None:
        broken, sound = tmp_path / "a", tmp_path / "b"
        broken.write_text("ก\nข", encoding="utf-8")
        sound.write_text("ก", encoding="utf-8")
        with pytest.raises(NothingToMeasureError, match="as many lines"):
            Book.read("book", broken, sound)
        with pytest.raises(NothingToMeasureError, match="differ"):
            Book.read("book", sound, sound)


@pytest.mark.parametrize(
    ("broken", "sound"),
    [
        ("ก�ำหนด", "กำหนด"),
        ("น�้ำ", "น้ำ"),
        ("นำ้", "น้ำ"),
        ("เก่ียว", "เกี่ยว"),
        ("จ่่าย", "จ่าย"),
        ("ผู ้ใหญ่", "ผู้ใหญ่"),
        ("น้ำ 2 ขวด", "น้ำ 2 ขวด"),
    ],
    ids=["hole", "hole and tone", "tone after", "order", "doubled", "space", "sound"],
)
def test_the_naive_repair(broken: str, sound: str) -> None:
    assert naive_repair(broken) == sound


@pytest.mark.parametrize(
    ("first", "second", "edits"),
    [("", "", 0), ("กข", "กข", 0), ("กข", "ขก", 2), ("ก", "ข", 2), ("", "กขค", 3), ("กขค", "กค", 1)],
)
def test_distance(first: str, second: str, edits: int) -> None:
    assert distance(first, second) == distance(second, first) == edits


class TestRuleReport:
    """Firings are judged by what the line would be without them."""

    @pytest.fixture
    def report(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> rule_report.Report:
        (tmp_path / "cases").mkdir()
        (tmp_path / "book").mkdir()
        wrong = {"label": "not-sound", "family": "space", "stage": "rules", "broken": "ที ่", "sound": "ที ่"}
        write_cases(tmp_path, [CASE, KEEP, wrong])
        (tmp_path / "book" / "sample.broken.txt").write_text("ก�ำหนด จาํนวน\nทาง\n", encoding="utf-8")
        (tmp_path / "book" / "sample.sound.txt").write_text("กำหนด จำนวน\nทาง\n", encoding="utf-8")
        monkeypatch.setattr(rule_report, "_lexicon", lambda: ["ทาง", "นำ้"])
        return rule_report.measure(tmp_path, tmp_path)

    def test_counts_right_and_wrong_firings(self, report: rule_report.Report) -> None:
        rows = {row.rule: row for row in report.rows}
        assert (rows["hole-before-am"].fired, rows["hole-before-am"].right) == (1, 1)
        assert (rows["space-before-mark"].fired, rows["space-before-mark"].right) == (2, 1)
        assert rows["space-before-mark"].on_sound == 1
        assert [line for _, _, _, line in report.wrong] == ["ที ่"]

    def test_tries_the_lexicon_and_counts_rounds(self, report: rule_report.Report) -> None:
        assert {row.rule: row.words for row in report.rows}["tone-after-am"] == ("นำ้",)
        assert report.changed == ("นำ้",)
        assert report.rounds["1"] == 3
        assert "2 words" in rule_report.describe(report)


def test_a_block_of_a_document_is_replaced_and_the_words_round_it_stay() -> None:
    text = "before <!-- figures: a -->1<!-- end of figures --> <!-- figures: b -->2<!-- end of figures -->"
    filled = docs.fill(text, "b", "3")
    assert filled.startswith("before <!-- figures: a -->1<!-- end of figures -->")
    assert docs.fill(filled, "b", "2") == docs.fill(text, "b", "2")
    with pytest.raises(NothingToMeasureError, match="no block"):
        docs.fill(text, "c", "3")


class TestSpeed:
    """No figure of a clock is asserted here or anywhere in the tests."""

    def test_rounds_are_interleaved_and_ratios_taken_within_them(self) -> None:
        calls: list[str] = []
        ticks = itertools.count()

        def tool(name: str) -> Any:  # noqa: ANN401 - a stand-in
            return lambda _text: calls.append(name)

        found = speed.compare(
            speed.Material("two", ("ก", "ข")),
            {speed.REFERENCE: tool("a"), "other": tool("b")},
            seconds=0,
            clock=lambda: float(next(ticks)),
        )
        assert "".join(calls).endswith("aabb" * 5)
        assert found.ratios("other") == [1.0] * 5
        assert "times thaifix" in speed.describe(found)
        assert found.to_dict()["texts"] == 2

    def test_a_tool_of_all_texts_gets_them_at_once(self) -> None:
        calls: list[object] = []
        tools: dict[str, speed.Tool] = {speed.REFERENCE: len, "other": speed.OfAll(calls.append)}
        ticks = itertools.count()
        speed.compare(speed.Material("two", ("ก", "ข")), tools, seconds=0, clock=lambda: float(next(ticks)))
        assert set(calls) == {("ก", "ข")}

    def test_the_picture_has_a_bar_for_each_tool_that_is_the_longer_the_faster(self) -> None:
        material = speed.Material("one & only", ("ก",))
        found = speed.Comparison(material, {speed.REFERENCE: [0.001], "other": [0.1, 0.1]})
        picture = ET.fromstring(draw([found]))  # noqa: S314 - our own
        bars = [float(bar.attrib["width"]) for bar in picture.iter("{http://www.w3.org/2000/svg}rect")]
        assert bars[0] > bars[1] > 0
        assert "1e+03 MB/s" in [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]

    def test_an_empty_material_is_refused(self) -> None:
        with pytest.raises(NothingToMeasureError):
            speed.compare(speed.Material("none", ()), {}, 0)

    def test_materials_come_from_the_corpus(self, tmp_path: Path) -> None:
        made = speed.materials(CORPUS, tmp_path)
        assert [len(material.texts) > 1 for material in made] == [False, False, True]
        assert all(material.megabytes > 0.1 for material in made)


def test_the_import_loads_nothing_heavy() -> None:
    report = imports.measure(1)
    assert report.heavy == []
    assert "thaifix.pipeline" in report.late
    assert "heavy modules loaded by the import: none" in imports.describe(report)


def test_the_search_for_slow_texts_calls_what_it_is_given_on_growing_texts() -> None:
    lengths: list[int] = []
    fuzz.search(0.01, 1, lambda text: lengths.append(len(text)))
    assert set(lengths) == {1000, 4000, 16000}


def test_the_search_gives_up_calls_that_do_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(signal, "setitimer"):
        pytest.skip("this system cannot interrupt a call")

    def endless(text: str) -> None:
        while len(text) == 4000:
            pass

    monkeypatch.setattr(fuzz, "_LIMIT", 0.01)
    found = fuzz.search(0.01, 1, endless)
    assert {worst.nanoseconds for worst in found} == {math.inf}
    assert "inf" in fuzz.describe(found)


def test_calibration_counts_an_edit_as_right_or_wrong() -> None:
    assert [claim.right for claim in claims("ส�ำนักงาน พฒันา", "สำนักงาน พัฒนา")] == [True, True]
    assert [claim.right for claim in claims("ส�ำนักงาน พฒันา", "สำนักงาน พัฒนานา")] == [True, True]
    assert [claim.right for claim in claims("ส�ำนักงาน พฒันา", "สำนักงาน พฒันา")] == [True, False]


def test_calibration_sets_names_apart_that_the_sound_text_misspells_too() -> None:
    (claim,) = claims("กะทรวงพาณิชย์", "กะทรวงพาณิชย์")
    assert (claim.stage, claim.right) == ("names misspelt in the sound text too", True)
    (claim,) = claims("กะทรวงพาณิชย์", "กระทรวงพาณิชย์")
    assert (claim.stage, claim.right) == ("names", True)
    (claim,) = claims("จังหวัดศรีสะแกษ", "จังหวัดศรีสะหมู่")
    assert (claim.stage, claim.right) == ("names", False)


def test_calibration_leaves_spaces_out_where_only_letters_are_known() -> None:
    assert [claim.stage for claim in claims("ผู ้บริหาร พฒันา", "ผู้บริหารพัฒนา", letters_only=True)] == ["decoder"]


def test_calibration_reads_the_projects_own_pairs() -> None:
    report = measure(Path("nowhere"))
    assert list(report) == ["own round trips"]
    assert sum(of for _, of in report["own round trips"].values()) > 100


class TestHostileTexts:
    """What is made to be slow."""

    def test_each_is_repaired_at_two_lengths(self, monkeypatch: pytest.MonkeyPatch) -> None:
        repaired: list[int] = []
        monkeypatch.setattr(thaifix, "fix", lambda text: repaired.append(len(text)))
        assert hostile.of_text("holes and letters in turn", 2000).keys() == {"nanoseconds", "growth", "memory"}
        assert repaired[-2:] == [200, 2000]

    def test_ordinary_text_is_measured_too(self) -> None:
        assert hostile.of_text("", 0)["nanoseconds"] > 0

    def test_every_text_has_something_to_repeat(self) -> None:
        assert all(make() for make in hostile.TEXTS.values())

    def test_every_line_of_the_table_is_beside_ordinary_text(self) -> None:
        figures = [hostile.Figure("one mark", 50.0, 1.0, 2.0), hostile.Figure("html: <", 200.0, 1.0)]
        assert [line.split("|")[3].strip() for line in hostile.describe(100.0, figures).splitlines()[4:]] == [
            "0.50",
            "2.00",
        ]


class TestFirstReading:
    """A book that is read for the first time."""

    def test_it_is_measured_in_fresh_interpreters(self, tmp_path: Path) -> None:
        book = tmp_path / "book.txt"
        book.write_text("พฒันาคณุภาพ", encoding="utf-8")
        ((ftfy, first, again),) = cold.measure(book, 1)
        assert ftfy > 0
        assert first > again > 0
        assert cold.describe([(ftfy, first, again)]).count("1 (1..1)") == 1

    def test_there_must_be_a_book(self, tmp_path: Path) -> None:
        with pytest.raises(NothingToMeasureError, match="no such book"):
            cold.measure(tmp_path / "none.txt", 1)
