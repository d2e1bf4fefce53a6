"""A batch that heeds decisions: what was rejected comes out, what was accepted goes in, all else is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from shelves import all_back, records, run, shelf

from thaifix import batch
from thaifix.batch.decisions import COLUMNS, Decision, Decisions, escaped
from thaifix.cli import main

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "เเผนที่ส�ำนักงาน\nเเผนงาน\n"
FIXED = "แผนที่สำนักงาน\nแผนงาน\n"


@pytest.fixture
def src(tmp_path: Path) -> Path:
    return shelf(tmp_path / "src", {"a/book.txt": TEXT, "other.txt": "เเผน"})


@pytest.fixture
def dst(tmp_path: Path) -> Path:
    return tmp_path / "dst"


def decided(dst: Path, number: int, decision: str) -> Decision:
    """Decide on one edit of a batch, as a reader of its report does."""
    account = batch.Account(dst)
    record = next(record for record in account.files() if record.path == "a/book.txt")
    edit = next(account.parts(record)).edits[number]
    cells = (edit.start, edit.end, edit.before, edit.after, edit.family, edit.rule)
    return Decision(record.path, record.sha256, 0, *cells, "edit", decision, origin="decisions.tsv:2")


def table(folder: Path, *rows: Decision) -> str:
    lines = [COLUMNS, *([escaped(str(getattr(row, column))) for column in COLUMNS] for row in rows)]
    path = folder / "decisions.tsv"
    path.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    return str(path)


def book(dst: Path) -> str:
    return (dst / "a" / "book.txt").read_bytes().decode()


def test_rejected_edits_are_taken_out_and_the_source_still_comes_back(src: Path, dst: Path, tmp_path: Path) -> None:
    run(src, dst)
    assert book(dst) == FIXED
    rows = (decided(dst, 0, "reject"), decided(dst, 1, "accept"))
    summary = run(src, dst, resume=True, decisions=Decisions(rows))
    assert book(dst) == "เเผนที่สำนักงาน\nแผนงาน\n"
    assert (summary.kept, summary.undecided) == (1, [])
    record = records(dst)["a/book.txt"]
    assert (record.edits, record.notes) == (2, ())
    all_back(src, dst, tmp_path / "out")


def test_a_batch_is_resumed_where_the_same_was_decided_and_done_again_where_not(src: Path, dst: Path) -> None:
    run(src, dst)
    row = decided(dst, 0, "reject")
    assert run(src, dst, resume=True, decisions=Decisions((row,))).kept == 1
    assert run(src, dst, resume=True, decisions=Decisions((row,))).kept == 2
    assert run(src, dst, resume=True).kept == 1
    assert book(dst) == FIXED


def test_what_cannot_be_heeded_is_told(src: Path, dst: Path) -> None:
    run(src, dst)
    row = decided(dst, 0, "reject")
    astray = [
        replace(row, start=2, end=4),
        replace(row, part=7),
        replace(row, sha256="f" * 64),
        replace(row, file="lost.txt"),
        replace(row, file="lost.txt", start=9, end=11),
    ]
    summary = run(src, dst, resume=True, decisions=Decisions(tuple(astray)))
    assert book(dst) == FIXED
    assert summary.undecided == [
        "decisions.tsv:2: the source has changed since this was decided; decide again",
        "decisions.tsv:2: the file has 1 parts, and none with the number 7; decide again",
        "decisions.tsv:2: expected 'เเ' at code point 2 of part 0, found 'ผน'; decide again",
        "decisions.tsv:2 (and 1 more): there is no file lost.txt in this batch",
    ]
    assert records(dst)["a/book.txt"].notes == tuple(summary.undecided[:3])
    assert records(dst)["a/book.txt"].undecided == tuple(summary.undecided[:3])


def test_the_command_heeds_a_table(src: Path, dst: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["batch", "--no-report", "--quiet", "-j", "0", str(src), str(dst)]
    assert main(command) == 0
    given = table(tmp_path, decided(dst, 0, "reject"))
    assert main([*command, "--resume", "--decisions", given]) == 0
    assert book(dst) == "เเผนที่สำนักงาน\nแผนงาน\n"
    assert capsys.readouterr().err == ""
    given = table(tmp_path, replace(decided(dst, 0, "reject"), file="lost.txt"))
    assert main([*command, "--resume", "--decisions", given]) == 1
    assert f"thaifix: {given}:2: there is no file lost.txt in this batch" in capsys.readouterr().err


def test_a_table_that_is_none_is_refused_before_anything_is_done(
    src: Path, dst: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.tsv"
    bad.write_text("row\tform\n", encoding="utf-8")
    assert main(["batch", str(src), str(dst), "--decisions", str(bad)]) == 3
    assert f"{bad}:1: the heading must be file" in capsys.readouterr().err
    assert main(["batch", str(src), str(dst), "--decisions", str(tmp_path / "none.tsv")]) == 3
    assert "none.tsv: No such file or directory" in capsys.readouterr().err
    assert not dst.exists()


def test_decisions_travel_to_other_processes(src: Path, dst: Path) -> None:
    run(src, dst)
    run(src, dst, resume=True, jobs=1, decisions=Decisions((decided(dst, 0, "reject"),)))
    assert book(dst) == "เเผนที่สำนักงาน\nแผนงาน\n"
