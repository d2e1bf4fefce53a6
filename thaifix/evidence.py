"""What the document as a whole says: counted once, asked by the rules before they act."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from thaifix.knowledge import chars
from thaifix.knowledge.glyphs import GLYPH_MARKS
from thaifix.knowledge.rewrites import HOLE
from thaifix.patterns import compile_row, displaced

if TYPE_CHECKING:
    import re

__all__ = ["Evidence", "gather"]

_HABIT = 3  # doubled marks that are no accident any more
_AM_PRESENT = 5  # sara am seen before its absence elsewhere means anything
_AM_PER_THAI = 1 / 250  # government text has one in 90 letters; below a third of that, some are lost


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts over a whole document that decide what an ambiguous spot means.

    Attributes:
        thai: Thai letters and marks.
        displaced: proofs that marks stand on a neighbouring letter.
        doubled: marks written twice where no letter before can have lost one.
        sara_am: sara am, whole or broken beyond doubt.
        am_lost: sara aa cut off by a space, as a sara am that lost its ring leaves it.
        stray_holes: U+FFFD after a Thai letter that cannot be the ring of a sara am.
        pali: whether a phinthu is written, as in Pali and Sanskrit.
        private_marks: whether private codes stand for marks inside words.
    """

    thai: int = 0
    displaced: int = 0
    doubled: int = 0
    sara_am: int = 0
    am_lost: int = 0
    stray_holes: int = 0
    pali: bool = False
    private_marks: bool = False

    @property
    def marks_move(self) -> bool:
        """Whether displaced marks are a habit of this document."""
        return self.displaced > self.thai / 20_000

    @property
    def marks_double(self) -> bool:
        """Whether doubled marks are a habit of this document, as in bold print drawn twice."""
        return self.doubled >= _HABIT

    @property
    def keeps_sara_am(self) -> bool:
        """Whether sara am comes through whole, so that a sara aa is a sara aa."""
        return self.sara_am >= _AM_PRESENT and self.sara_am >= self.thai * _AM_PER_THAI and not self.am_lost

    @property
    def holes_are_rings(self) -> bool:
        """Whether every lost character can be the ring of a sara am."""
        return not self.stray_holes


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "sara_am": compile_row(r"[{C}][{H}{T}{N} ]*(?:{AM}|(?<={N}){AA}|(?<={N}[{T}]){AA})"),
        "am_lost": compile_row(r"[{C}][{T}]? {AA}"),
        "doubled": compile_row(r"(?<![{C}{V}])[{C}][{V}]?([{M}])\1"),
        "stray_holes": compile_row(r"[{C}{M}][{H}]+(?! ?[{T}]?[{AA}{AM}{H}])"),
        "private_marks": compile_row(r"[{L}][{GM}]"),
    }


def gather(text: str) -> Evidence:
    """Count the evidence of one document.

    >>> gather("ตัง้แต่ ปี พ.ศ. 2555 มุง่มัน่").marks_move
    True
    """
    find = _patterns()
    private = any(mark in text for mark in GLYPH_MARKS)
    return Evidence(
        thai=_count_thai(text),
        displaced=sum(1 for _ in displaced().finditer(text)),
        doubled=sum(1 for _ in find["doubled"].finditer(text)),
        sara_am=sum(1 for _ in find["sara_am"].finditer(text)),
        am_lost=sum(1 for _ in find["am_lost"].finditer(text)),
        stray_holes=sum(1 for _ in find["stray_holes"].finditer(text)) if HOLE in text else 0,
        pali=chars.PHINTHU in text,
        private_marks=private and find["private_marks"].search(text) is not None,
    )


def _count_thai(text: str) -> int:
    """Count the characters of TIS-620 at the speed of a codec."""
    encoded = text.encode("cp874", "ignore")
    return len(encoded) - len(encoded.translate(None, _THAI_BYTES))


_THAI_BYTES = bytes(range(0xA1, 0xFC))
