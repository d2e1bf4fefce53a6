"""Letters that a font subset writes with marks that are not theirs, wherever they stand: learned and taken off.

A producer that names each glyph after the first text it drew with it (Typst) writes ``กั`` for every ก of a
document, if ก came first in กัน. The marks themselves come out as codes, or not at all, where a reader does not
look at /ActualText. No Thai text has a letter that bears the same marks each time, so a few such letters give the
document away; trigrams say of each whether it is more Thai without them.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from thaifix.edits import Edit
from thaifix.knowledge import chars
from thaifix.knowledge.bearers import OFTEN_SO, SELDOM_SO
from thaifix.knowledge.methods import MARKS_OF_SUBSET
from thaifix.trigrams import cost

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from thaifix.config import Config
    from thaifix.evidence import Evidence

__all__ = ["learn", "propose"]

_LETTERS = 3  # letters that must be so, beyond doubt, for a document to be believed
_LOOK = 5  # places of a letter that are looked at before all are
_PLACES = 5  # different surroundings in which a letter must stand, on either side
_ALWAYS = 0.97  # share of its places that have the marks: another font may be used as well
_GAIN, _GAIN_A_PLACE = 12.0, 0.7  # nats that a document must gain where a letter loses them, in all and by place
_SURPRISE = 8.0  # nats of chance that a letter bears the same marks each time, where others give the document away
_LEFT, _RIGHT = 6, 6  # characters of context that judge
_MOST = 3  # marks that a letter comes with


class _Place(NamedTuple):
    """Where a letter stands, and the marks behind it, with the sara aa or am that may end them."""

    start: int
    marks: str


def propose(text: str, _evidence: Evidence, config: Config) -> list[Edit]:
    """Return the marks that letters of a subset bear throughout, as edits that take them off.

    >>> from thaifix.config import Config
    >>> from thaifix.evidence import Evidence
    >>> propose("การกระทำของกรมในกลางปี " * 9, Evidence(), Config())
    []
    """
    confidence = 0.97
    if config.without & {MARKS_OF_SUBSET.name, MARKS_OF_SUBSET.family} or config.minimum_confidence > confidence:
        return []
    clusters = [letter + marks for letter, marks in learn(text).items()]
    if not clusters:
        return []
    found = re.finditer("|".join(map(re.escape, clusters)), text)
    spans = ((hit.start() + 1, hit.end()) for hit in found)
    return [
        Edit(start, end, text[start:end], "", MARKS_OF_SUBSET.family, MARKS_OF_SUBSET.name, confidence)
        for start, end in spans
    ]


def learn(text: str) -> dict[str, str]:
    """Return the letters that bear the same marks throughout a text, with these, if it shows enough of them.

    >>> learn("กรมการปกครอง")
    {}
    """
    likely = "".join(letter for letter in chars.CONSONANTS if _may_be_so(text, letter))
    if len(likely) < _LETTERS or len(_sure(text, _with_marks(text, likely))) < _LETTERS:
        return {}
    found = _with_marks(text, chars.CONSONANTS)
    sure = _sure(text, found)
    return {
        letter: shared
        for letter, (places, shared) in found.items()
        if letter in sure or len(places) * -math.log(OFTEN_SO.get(letter + shared, SELDOM_SO)) >= _SURPRISE
    }


def _sure(text: str, found: Mapping[str, tuple[list[_Place], str]]) -> set[str]:
    """Return those of some letters that a document writes with marks that are not theirs, beyond doubt."""
    return {letter for letter, (places, marks) in found.items() if _is_more_thai_without(text, places, marks)}


def _with_marks(text: str, letters: str) -> dict[str, tuple[list[_Place], str]]:
    """Return those of some letters that nearly always bear the same marks, with their places and these marks."""
    by_letter: dict[str, list[_Place]] = defaultdict(list)
    for hit in _clusters(letters).finditer(text):
        by_letter[hit[1]].append(_Place(hit.start(), hit[2]))
    return {letter: (places, shared) for letter, places in by_letter.items() if (shared := _shared(places))}


def _may_be_so(text: str, letter: str) -> bool:
    """Tell whether the first places of a letter have the same mark behind it; a look at the speed of a scan."""
    place, mark = text.find(letter), ""
    for _ in range(_LOOK):
        behind = text[place + 1 : place + 2]
        if place < 0 or behind not in chars.MARKS or not behind or mark not in {"", behind}:
            return False
        place, mark = text.find(letter, place + 1), behind
    return True


@lru_cache(maxsize=64)
def _clusters(letters: str) -> re.Pattern[str]:
    ends = chars.SARA_AA + chars.SARA_AM
    return re.compile(f"([{letters}])([{chars.MARKS}]{{0,{_MOST}}}(?:(?<=[{chars.MARKS}])[{ends}])?)")


def _shared(places: Sequence[_Place]) -> str:
    """Return the longest marks that nearly all places begin with."""
    begins = Counter(place.marks[:length] for place in places for length in range(1, len(place.marks) + 1))
    return max((marks for marks, count in begins.items() if count >= _ALWAYS * len(places)), key=len, default="")


def _is_more_thai_without(text: str, places: Sequence[_Place], marks: str) -> bool:
    """Tell whether trigrams prefer a letter without its marks, over all its different surroundings."""
    gains = {}
    for start, _ in places:
        left, letter = text[max(0, start - _LEFT) : start], text[start]
        right = text[start + 1 + len(marks) : start + 1 + len(marks) + _RIGHT]
        if (left[-2:], right[:2]) not in gains:
            gains[left[-2:], right[:2]] = cost(left + letter + marks + right) - cost(left + letter + right)
    total = sum(gains.values())
    # names that come again and again have the same letters on one side
    different = min(len({left for left, _ in gains}), len({right for _, right in gains}))
    return different >= _PLACES and total >= _GAIN and total >= _GAIN_A_PLACE * len(gains)
