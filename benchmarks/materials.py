"""The texts that are measured: labelled cases, books with their sound text, cells of a table."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from thaifix import Config

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "CORPUS",
    "ROOT",
    "SHARED",
    "Book",
    "Case",
    "NothingToMeasureError",
    "cells",
    "hashes",
    "load_cases",
    "measured_files",
    "sample_book",
    "shared_books",
]

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"
"""Where further evaluation data may lie, beside the repository. Nothing needs it."""

_CELLS = 4000
_DAMAGED_SHARE = 0.05


class NothingToMeasureError(Exception):
    """A corpus that should be there is not, or is empty: a measurement of nothing is no measurement."""


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled pair of the corpus; ``broken`` equals ``sound`` where nothing may change."""

    label: str
    family: str
    stage: str
    broken: str
    sound: str

    @property
    def is_sound(self) -> bool:
        """Whether the text is sound as it stands."""
        return self.broken == self.sound

    @property
    def config(self) -> Config:
        """The settings that such damage asks for."""
        return Config.OCR if self.family == "ocr" else Config.PDF


@dataclass(frozen=True, slots=True)
class Book:
    """A broken text and its sound text, line by line.

    Attributes:
        name: for reports.
        broken: the lines as they were found.
        sound: the lines as they should be.
        alternatives: by line number from 1, pairs of a piece of the sound line and its equally good reading.
    """

    name: str
    broken: tuple[str, ...]
    sound: tuple[str, ...]
    alternatives: Mapping[int, Sequence[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def read(cls, name: str, broken: Path, sound: Path, alternatives: Path | None = None) -> Book:
        """Read a book from files.

        Raises:
            NothingToMeasureError: the files do not exist, are empty, or do not have the same number of lines.
        """
        if not broken.is_file() or not sound.is_file():
            message = f"{name}: {broken.name} and {sound.name} should both exist"
            raise NothingToMeasureError(message)
        sides = [tuple(path.read_text(encoding="utf-8").split("\n")) for path in (broken, sound)]
        if len(sides[0]) != len(sides[1]) or sides[0] == sides[1]:
            message = f"{name}: the two sides should have as many lines, and differ"
            raise NothingToMeasureError(message)
        return cls(name, sides[0], sides[1], _alternatives(alternatives))


def _alternatives(path: Path | None) -> dict[int, list[tuple[str, str]]]:
    by_line: dict[int, list[tuple[str, str]]] = defaultdict(list)
    if path is not None and path.is_file():
        for row in _rows(path):
            by_line[int(row["line"])].append((row["gold"], row["alt"]))
    return dict(by_line)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def load_cases(corpus: Path) -> list[Case]:
    """Read every labelled case.

    Raises:
        NothingToMeasureError: there is none.
    """
    cases = [
        Case(row["label"], row["family"], row["stage"], row["broken"], row["sound"])
        for path in sorted((corpus / "cases").glob("*.jsonl"))
        for row in _rows(path)
    ]
    if not cases:
        message = "there is no labelled case in corpus/cases"
        raise NothingToMeasureError(message)
    return cases


def sample_book(corpus: Path) -> Book:
    """Read the sample book of the corpus."""
    folder = corpus / "book"
    return Book.read("sample book", folder / "sample.broken.txt", folder / "sample.sound.txt")


def shared_books(shared: Path) -> list[Book]:
    """Read the books of the further data; none where there is no such data."""
    return [
        Book.read(
            path.name.removesuffix(".in.txt"),
            path,
            path.with_name(path.name.replace(".in.", ".gold.")),
            path.with_name(path.name.replace(".in.txt", ".alt.jsonl")),
        )
        for path in sorted((shared / "eval" / "data" / "book").glob("*.in.txt"))
    ]


def measured_files(corpus: Path) -> list[Path]:
    """List the files of the corpus that the accuracy figures come from."""
    return [*sorted((corpus / "cases").glob("*.jsonl")), *sorted((corpus / "book").glob("sample.*.txt"))]


def hashes(corpus: Path) -> dict[str, str]:
    """Return the SHA-256 of each measured file, by its path in the corpus."""
    return {
        path.relative_to(corpus).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in measured_files(corpus)
    }


def cells(corpus: Path) -> list[str]:
    """Make the cells of a table: short sound strings, one in twenty damaged; the same ones every time."""
    random = Random(20)
    sound = [phrase for line in sample_book(corpus).sound for phrase in line.split()]
    damaged = [case.broken for case in load_cases(corpus) if not case.is_sound and "\n" not in case.broken]
    return [random.choice(damaged if random.random() < _DAMAGED_SHARE else sound) for _ in range(_CELLS)]
