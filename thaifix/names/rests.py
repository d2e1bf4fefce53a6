"""Agencies whose cue is beyond recognition, found by the rest of their names.

With two errors in it a cue is no cue any more (``ถลม`` for กรม), but what follows is whole. So each name
is known by a rare sequence of four letters behind its cue; where that stands, with all else that
follows the cue, and what is before it may have been the cue, a name may begin.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import cache, cached_property, lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from thaifix import trigrams
from thaifix.borders import between_words
from thaifix.knowledge import chars
from thaifix.names.catalogue import AGENCIES, PLACES, ROOT
from thaifix.names.distance import distance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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

    def starts(self, text: str, places: Iterable[int]) -> list[Start]:
        """Return where agencies may begin whose cue is damaged, in order.

        Args:
            text: any text.
            places: where any of `grams` may stand; they are looked for nowhere else.

        >>> from thaifix.names.catalogue import catalogue
        >>> Rests(catalogue()).starts("โดยถลมสรรพากร และกรมสรรพากร", range(27))
        [Start(start=3, end=6, group='agency:กรม', cost=10.5)]
        """
        found: set[Start] = set()
        known = self._by_gram
        for place in places:
            for rest in known.get(text[place : place + _GRAM], ()):
                start = place - rest.place
                if start > 0 and text.startswith(rest.rest, start) and not self._is_behind_cue(text, start):
                    found.update(_begins(text, start, rest.cue))
        return sorted(found)

    @property
    def grams(self) -> Iterable[str]:
        """The sequences by which rests are known."""
        return self._by_gram.keys()

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
    def _by_gram(self) -> Mapping[str, tuple[_Rest, ...]]:
        """What follows the cue of each name, by its rarest sequence."""
        rests = dict.fromkeys(self._rests())
        often: Counter[str] = Counter(gram for rest, _ in rests for gram in _grams(rest))
        found: dict[str, list[_Rest]] = {}
        for rest, cue in rests:
            few = sorted(_grams(rest), key=often.__getitem__)[:_LOOKED_AT]
            rarest = max(few, key=_cost)
            found.setdefault(rarest, []).append(_Rest(rest.index(rarest), rest, cue))
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


@cache
def _cost(gram: str) -> float:
    return trigrams.cost(gram, "  ")


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
