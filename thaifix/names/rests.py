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

from thaifix import thaibytes, trigrams
from thaifix.knowledge import chars
from thaifix.names.catalogue import AGENCIES, PLACES, ROOT
from thaifix.names.distance import distance
from thaifix.names.reading import between_words
from thaifix.names.sieve import WORTH_IT, Sieve

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
        for place, rests in self._known_at(thaibytes.encode(text)):
            for rest in rests:
                start = place - rest.place
                if start > 0 and text.startswith(rest.rest, start) and not self._is_behind_cue(text, start):
                    found.update(_begins(text, start, rest.cue))
        return sorted(found)

    def _known_at(self, data: bytes) -> Iterator[tuple[int, tuple[_Rest, ...]]]:
        """Yield the places where a sequence stands that rests are known by, with these."""
        known = self._by_gram
        if len(data) >= WORTH_IT:
            for place in self._sieve.places(data):
                key = int.from_bytes(data[place : place + _GRAM], sys.byteorder)
                if key in known:
                    yield place, known[key]
            return
        for offset in range(min(_GRAM, len(data))):
            fours = memoryview(data)[offset:]
            fours = fours[: len(fours) // _GRAM * _GRAM].cast("I")
            for place in compress(count(offset, _GRAM), map(known.__contains__, fours)):
                yield place, known[fours[place // _GRAM]]

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve(rest.rest[rest.place : rest.place + _GRAM] for rests in self._by_gram.values() for rest in rests)

    def _is_behind_cue(self, text: str, start: int) -> bool:
        return text.endswith(self._cues.get(text[start - 1], ()), 0, start)

    @cached_property
    def _cues(self) -> Mapping[str, tuple[str, ...]]:
        """The cues by their last letter."""
        found: dict[str, list[str]] = {}
        for cue in self._shelf.groups_of:
            found.setdefault(cue[-1], []).append(cue)
        return {letter: tuple(cues) for letter, cues in found.items()}

    @cached_property
    def _by_gram(self) -> Mapping[int, tuple[_Rest, ...]]:
        """What follows the cue of each name, by its rarest sequence."""
        rests = dict.fromkeys(self._rests())
        often: Counter[str] = Counter(gram for rest, _ in rests for gram in _grams(rest))
        found: dict[int, list[_Rest]] = {}
        for rest, cue in rests:
            few = nsmallest(_LOOKED_AT, _grams(rest), key=lambda gram: often[gram])
            rarest = max(few, key=lambda gram: trigrams.cost(gram, "  "))
            key = int.from_bytes(thaibytes.encode(rarest), sys.byteorder)
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
