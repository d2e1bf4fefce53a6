"""Agencies whose cue is beyond recognition, found by the rest of their names.

With two errors in it a cue is no cue any more (``ถลม`` for กรม), but what follows is whole. So each name
is known by a rare sequence of four letters behind its cue; where that stands, with all else that
follows the cue, and what is before it may have been the cue, a name may begin.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from functools import cached_property, lru_cache
from heapq import nsmallest
from itertools import compress, count, takewhile
from typing import TYPE_CHECKING, NamedTuple

from thaifix import trigrams
from thaifix.knowledge import chars
from thaifix.names.catalogue import AGENCIES, PLACES, ROOT
from thaifix.names.distance import distance
from thaifix.names.reading import between_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from thaifix.names.catalogue import Catalogue

__all__ = ["Rests", "Start"]

_GRAM = 4
_LOOKED_AT = 3  # sequences of a rest, the rarest among the names, of which the one that is rarest in Thai is taken
_SHIFT = 2  # letters by which a damaged cue may be longer or shorter
_ERRORS = 13.0  # nats of errors that a cue may have
_MISSING = 2  # different letters of a cue that may be missing, but not all
_LETTERS = frozenset(chars.LETTERS)
_ENCODING = "cp874"


class _Rest(NamedTuple):
    place: int
    rest: str
    cue: str


class Start(NamedTuple):
    """Where an agency may begin whose cue is damaged.

    Attributes:
        start: first code point of the damaged cue, and
        end: one past its last, where the rest of the name begins.
        group: of the name.
        cost: nats of the errors in the cue.
    """

    start: int
    end: int
    group: str
    cost: float


class Rests:
    """The rests of the names of a catalogue. Nothing changes after it is laid out."""

    def __init__(self, shelf: Catalogue) -> None:
        """Take a catalogue."""
        self._shelf = shelf

    def starts(self, text: str) -> list[Start]:
        """Return where agencies may begin whose cue is damaged, in order.

        >>> from thaifix.names.catalogue import catalogue
        >>> Rests(catalogue()).starts("โดยถลมสรรพากร และกรมสรรพากร")
        [Start(start=3, end=6, group='agency:กรม', cost=10.5)]
        """
        found: set[Start] = set()
        data = text.encode(_ENCODING, "replace")
        known = self._by_gram
        for offset in range(min(_GRAM, len(data))):
            fours = memoryview(data)[offset:]
            fours = fours[: len(fours) // _GRAM * _GRAM].cast("I")
            for place in compress(count(offset, _GRAM), map(known.__contains__, fours)):
                for rest in known[fours[place // _GRAM]]:
                    start = place - rest.place
                    if start > 0 and text.startswith(rest.rest, start) and not text.endswith(self._cues, 0, start):
                        found.update(_begins(text, start, rest.cue))
        return sorted(found)

    @cached_property
    def _cues(self) -> tuple[str, ...]:
        return tuple(self._shelf.groups_of)

    @cached_property
    def _by_gram(self) -> Mapping[int, tuple[_Rest, ...]]:
        """What follows the cue of each name, by its rarest sequence."""
        rests = dict.fromkeys(self._rests())
        often: Counter[str] = Counter(gram for rest, _ in rests for gram in _grams(rest))
        found: dict[int, list[_Rest]] = {}
        for rest, cue in rests:
            few = nsmallest(_LOOKED_AT, _grams(rest), key=lambda gram: often[gram])
            rarest = max(few, key=lambda gram: trigrams.cost(gram, "  "))
            key = int.from_bytes(rarest.encode(_ENCODING), sys.byteorder)
            found.setdefault(key, []).append(_Rest(rest.index(rarest), rest, cue))
        return {key: tuple(names) for key, names in found.items()}

    def _rests(self) -> Iterator[tuple[str, str]]:
        """Yield what follows the cue of each agency, with the cue."""
        cues = self._shelf.cue_pattern
        for kind in self._shelf.names.kinds:
            if kind in PLACES or kind not in self._shelf.cued:
                continue
            for entry in self._shelf.names.of_kind(kind):
                for form in (entry.name, *entry.aliases):
                    cue = cues.match(form)
                    rest = _letters(form, cue.end()) if cue else ""
                    if cue and len(rest) >= _GRAM and not cue[0].endswith("."):
                        yield rest, cue[0]


def _grams(rest: str) -> list[str]:
    return [rest[place : place + _GRAM] for place in range(len(rest) - _GRAM + 1)]


def _letters(form: str, first: int) -> str:
    """Return the letters that stand in a form from ``first``, up to a space, digit or sign."""
    return "".join(takewhile(_LETTERS.__contains__, form[first:]))


def _begins(text: str, end: int, cue: str) -> Iterator[Start]:
    """Yield where a damaged cue may begin that ends at ``end``, the likeliest place."""
    first = max(0, end - len(cue) - _SHIFT)
    found = _as_cue(text[first:end], cue)
    if found is not None:
        yield Start(first + found[0], end, AGENCIES + cue[:ROOT], found[1])


@lru_cache(maxsize=1 << 14)
def _as_cue(before: str, cue: str) -> tuple[int, float] | None:
    """Return where in the letters before a rest its cue may begin, and the nats of the errors in it."""
    missing = set(cue).difference(before)
    if len(missing) > _MISSING or len(missing) == len(set(cue)):
        return None
    last = max(0, len(before) - len(cue) + _SHIFT)
    costs = {begin: distance(cue, before[begin:], _ERRORS) for begin in range(last + 1) if between_words(before, begin)}
    best = min(costs, key=lambda begin: costs[begin], default=None)
    return None if best is None or costs[best] == math.inf else (best, costs[best])
