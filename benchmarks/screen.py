"""The screen: how many damaged words it sees, and how many sound ones it takes for damaged, by threshold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import Levenshtein

from benchmarks.materials import NothingToMeasureError
from benchmarks.tables import share, table
from thaifix import screen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

__all__ = ["Row", "damaged_words", "describe", "measure"]

THRESHOLDS = (screen.IN_DAMAGE, 6.0, 8.0, screen.SURE, 12.0)
_NEAR = 3  # code points between differences of one word
_FAMILIES = ("moved", "sara-am-lost")


@dataclass(frozen=True, slots=True)
class Row:
    """What one threshold gives.

    Attributes:
        least: the threshold in nats.
        alarms: spans seen in sound text, by thousand code points.
        seen: by family of damage, the damaged words that are seen and all of them.
    """

    least: float
    alarms: float
    seen: dict[str, tuple[int, int]]


def damaged_words(broken: str, sound: str) -> list[tuple[int, int]]:
    """Return where letters of a broken text differ from the sound one, differences of one word together.

    Spaces do not count: whether one is missing is not the screen's question.

    >>> damaged_words("ระบบ พฒันา", "ระบบพัฒนา")
    [(6, 7)]
    """
    places = [place for place, char in enumerate(broken) if not char.isspace()]
    letters = [Levenshtein.editops("".join(broken.split()), "".join(sound.split()))]
    found: list[tuple[int, int]] = []
    for place in sorted({places[min(op.src_pos, len(places) - 1)] for ops in letters for op in ops}) if places else []:
        if found and place - found[-1][1] <= _NEAR:
            found[-1] = found[-1][0], place
        else:
            found.append((place, place))
    return found


def measure(shared: Path) -> list[Row]:
    """Measure on the further data: sound news, and cells of budget books by family.

    Raises:
        NothingToMeasureError: there is no such data.
    """
    clean = [row["text"] for row in _rows(sorted((shared / "eval" / "data" / "clean").glob("*.jsonl")))]
    cells = list(_rows([shared / "eval" / "data" / "pairs" / "budget.jsonl"]))
    if not clean or not cells:
        message = f"the screen is measured on further data; there is none in {shared}"
        raise NothingToMeasureError(message)
    words = {
        family: [
            (row["broken"], damaged_words(row["broken"], row["truth"])) for row in cells if row["families"] == [family]
        ]
        for family in _FAMILIES
    }
    return [_row(least, clean, words) for least in THRESHOLDS]


def _rows(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        if path.is_file():
            with path.open(encoding="utf-8") as lines:
                yield from map(json.loads, lines)


def _row(least: float, clean: Sequence[str], words: dict[str, list[tuple[str, list[tuple[int, int]]]]]) -> Row:
    alarms = sum(len(screen.spans(text, least)) for text in clean)
    seen = {family: _seen(texts, least) for family, texts in words.items()}
    return Row(least, 1000 * alarms / sum(map(len, clean)), seen)


def _seen(texts: Sequence[tuple[str, list[tuple[int, int]]]], least: float) -> tuple[int, int]:
    found = total = 0
    for text, places in texts:
        spans = screen.spans(text, least)
        total += len(places)
        found += sum(any(start <= last and first < end for start, end in spans) for first, last in places)
    return found, total


def describe(rows: Sequence[Row]) -> str:
    """Lay the rows out as a table."""
    head = ["log odds, nats", "false alarms / 1,000", *(f"seen: {family}" for family in _FAMILIES)]
    return table(
        head,
        [[f"{row.least:g}", f"{row.alarms:.3f}", *(share(*row.seen[family]) for family in _FAMILIES)] for row in rows],
    )
