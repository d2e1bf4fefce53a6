"""The shelf of the measurements is what it says: its good files can be repaired, its bad ones cannot."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from shelves import records, run

from benchmarks import shelf
from benchmarks.materials import CORPUS
from thaifix import batch

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> shelf.Shelf:
    """A small shelf, for which the file that is too large is."""
    for name, value in {"_VARIANTS": 1, "_LINES": 8, "_HUGE": 1 << 20, "_BOMB": 2 << 20}.items():
        monkeypatch.setattr(shelf, name, value)
    (tmp_path / "shelf").mkdir()
    return shelf.fill(tmp_path / "shelf", CORPUS, tmp_path / "nothing")


@pytest.mark.skipif(os.name != "posix", reason="needs links and pipes of POSIX")
def test_the_good_are_good_and_the_bad_are_bad(small: shelf.Shelf, tmp_path: Path) -> None:
    dst = tmp_path / "dst"
    run(small.folder, dst, max_size=200_000, exclude=("bomb.docx",))  # which is refused by what it unpacks to
    found = records(dst)
    assert {path: found[path].reason for path in small.good if found[path].status not in {"repaired", "sound"}} == {}
    bad = [path for path in small.bad if not path.endswith("bomb.docx")]
    assert {path for path in bad if found[path].status not in {"failed", "skipped"} or not found[path].reason} == set()
    assert not any(record.reason.startswith("a fault of thaifix") for record in found.values())
    assert len(bad) >= 10
    assert all(not rebuilt.fault for rebuilt in batch.rebuild(dst, tmp_path / "back"))


def test_differences_are_seen(small: shelf.Shelf, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for dst in (one, other):
        run(small.folder, dst, include=("/2560/",))
    assert shelf._differences(one, other) == []  # noqa: SLF001 - what the measurement rests on
    name = next(path for path in small.good if path.endswith("utf8.txt"))
    (other / name).write_bytes(b"")
    (other / ".thaifix-0123456789abcdef").write_bytes(b"")
    assert shelf._differences(one, other) == [".thaifix-0123456789abcdef", name]  # noqa: SLF001 - as above


def test_figures_are_told() -> None:
    figures = shelf.Figures(good=2, cleaned=1, ratios={"books": (1.1, 1.2)}, memory={100: (26.0, 92.0)}, undone=["a"])
    told = shelf.describe(figures)
    assert "1 of 2 cleaned" in told
    assert "1.10 times that of explain, 1.20" in told
    assert "WRONG: a" in told
    assert figures.to_dict()["good"] == 2
