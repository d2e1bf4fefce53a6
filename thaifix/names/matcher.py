"""The known names nearest to a string, by the weighted edit distance.

Names are ranked by how many pairs of letters they share with the string; the distance is measured
for the best of these only. The distance from a name with errors to the string is what the errors
cost; what is left when nothing is alike (all letters lost, others added) is a bound for all.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from thaifix.errors import InputError
from thaifix.names.catalogue import PLACES, catalogue
from thaifix.names.distance import distance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from thaifix.gazetteer import Entry

__all__ = ["Match", "nearest"]

_MEASURED = 64  # names whose distance is measured, of those that share the most with the string
_PAIR = 2
_PER_LETTER = 6.0  # nats of errors a letter at which the score is nought


class Match(NamedTuple):
    """A known name near a string.

    Attributes:
        entry: the name.
        form: the form of it that is nearest: the name, an alias, an abbreviation, a former name.
        cost: what the errors cost, in nats; 0 where there are none.
        score: the same as a share, from 0 to 1 (no errors), for thresholds over names of any length.
        margin: by how many nats the next other name costs more; infinity for the last that is known.
    """

    entry: Entry
    form: str
    cost: float
    score: float
    margin: float


class _Forms(NamedTuple):
    forms: Sequence[str]
    entries: Sequence[Sequence[Entry]]
    by_pair: Mapping[str, Sequence[int]]


@lru_cache(maxsize=32)
def _forms(kind: str | None, added: tuple[Entry, ...]) -> _Forms:
    """Lay out the forms of a kind, or of all, by their pairs of letters."""
    names = catalogue(added).names
    if kind is not None and kind not in names.kinds:
        message = f"kind: there is no kind of names {kind!r}; known: {', '.join(names.kinds)}"
        raise InputError(message)
    entries: dict[str, list[Entry]] = {}
    for entry in names if kind is None else names.of_kind(kind):
        bare = (names.bare(entry),) if entry.kind == "local-government" and kind is not None else ()
        for form in dict.fromkeys((*entry.forms, *bare)):
            entries.setdefault(form, []).append(entry)
    by_pair: dict[str, list[int]] = {}
    for number, form in enumerate(entries):
        for pair in _pairs(form):
            by_pair.setdefault(pair, []).append(number)
    return _Forms(tuple(entries), tuple(entries.values()), by_pair)


def _pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring letters, with the ends marked."""
    marked = f"^{text}$"
    return {marked[place : place + _PAIR] for place in range(len(marked) - 1)}


def nearest(text: str, kind: str | None, limit: int, added: tuple[Entry, ...]) -> list[Match]:
    """Return the nearest names, best first; see `thaifix.names.match`."""
    if limit < 1:
        message = f"limit: expected 1 or more, found {limit}"
        raise InputError(message)
    known = _forms(kind, added)
    wanted = _written_without_title(text.strip(), kind, added)
    ranked: list[tuple[float, str, Entry]] = []
    for number in _alike(wanted, known):
        form = known.forms[number]
        cost = distance(form, wanted)
        if cost < math.inf:
            ranked += [(cost, form, entry) for entry in known.entries[number]]
    ranked.sort(key=lambda row: (row[0], row[2].name != row[1], row[2].id))
    nearest_form: dict[str, tuple[float, str, Entry]] = {}
    for row in ranked:
        nearest_form.setdefault(row[2].id, row)
    best = list(nearest_form.values())
    costs = [cost for cost, _, _ in best[1:]] + [math.inf]
    return [
        Match(entry, form, cost, _score(cost, form), after - cost)
        for (cost, form, entry), after in zip(best[:limit], costs, strict=False)
    ]


def _written_without_title(text: str, kind: str | None, added: tuple[Entry, ...]) -> str:
    """Take the title off the name of a place, which the table has without."""
    names = catalogue(added).names
    for place in PLACES if kind is None else (kind,):
        if place in PLACES and place != "local-government":
            bare = names.without_cue(text, place)
            if bare != text:
                return bare
    return text


def _alike(text: str, known: _Forms) -> list[int]:
    """Return the forms that share the most pairs with a text, by Dice's coefficient."""
    pairs = _pairs(text)
    shared: Counter[int] = Counter()
    for pair in pairs:
        shared.update(known.by_pair.get(pair, ()))
    return heapq.nlargest(
        _MEASURED, shared, key=lambda number: (shared[number] / (len(pairs) + len(known.forms[number]) + 1), -number)
    )


def _score(cost: float, form: str) -> float:
    return round(max(0.0, 1 - cost / (_PER_LETTER * max(1, len(form)))), 3)
