"""The weighted edit distance: what it costs, in nats, that one string came out as another.

Substitution, loss, addition, doubling, and swapping of neighbours (optimal string alignment), with
the costs of `thaifix.knowledge.confusions`. Only Thai letters may come or go: digits, Latin letters
and signs are in no table and never change.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from thaifix.knowledge import chars
from thaifix.knowledge.confusions import (
    ADDED,
    ADDED_OTHER,
    DOUBLED,
    LOST,
    LOST_OTHER,
    READ_AS,
    READ_AS_OTHER,
    SWAPPED,
    UNREADABLE,
)
from thaifix.knowledge.rewrites import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["distance", "one_error", "prefix_costs"]

_AHEAD = 3  # columns without a cost within the limit after which none can come
_THAI = frozenset(chars.LETTERS)


def _lost() -> dict[str, float]:
    return {letter: LOST.get(letter, LOST_OTHER) for letter in chars.LETTERS}


def _added() -> dict[str, float]:
    return {letter: ADDED.get(letter, ADDED_OTHER) for letter in chars.LETTERS}


def _substituted() -> dict[str, dict[str, float]]:
    """For each letter of the truth, what every other letter in its place costs; marks are never read as letters.

    A hole (U+FFFD) stands for any mark, or a sara am: which one nothing tells.
    """
    marks = frozenset(chars.MARKS)
    table: dict[str, dict[str, float]] = {}
    for truth in chars.LETTERS:
        others = (c for c in chars.LETTERS if (c in marks) == (truth in marks) or (truth, c) in READ_AS)
        table[truth] = {c: READ_AS.get((truth, c), READ_AS_OTHER) for c in others} | {truth: 0.0}
        if truth in marks or truth == chars.SARA_AM:
            table[truth][HOLE] = UNREADABLE
    return table


_LOST: Mapping[str, float] = _lost()
_ADDED: Mapping[str, float] = _added()
_READ_AS: Mapping[str, Mapping[str, float]] = _substituted()


def one_error(name: str) -> Iterator[str]:
    """Yield what ``name`` comes out as with one error of the table: a letter lost, taken for another, or swapped.

    >>> {"กม", "ภรม", "กมร"} <= set(one_error("กรม"))
    True
    """
    for place, letter in enumerate(name):
        yield name[:place] + name[place + 1 :]
        for other in _READ_AS.get(letter, ()):
            if (letter, other) in READ_AS:
                yield name[:place] + other + name[place + 1 :]
        if place and letter != name[place - 1]:
            yield name[: place - 1] + letter + name[place - 1] + name[place + 1 :]


def distance(name: str, text: str, limit: float = math.inf) -> float:
    """Return what it costs that ``name`` came out as ``text``; infinity if that is impossible or above ``limit``.

    >>> distance("ศรีสะเกษ", "ศรีสะแกษ"), distance("ศรีสะเกษ", "ศรีสะเกษ")
    (5.0, 0.0)
    >>> distance("มหาดไทย", "หมาดไทย")  # neighbours changed places
    4.5
    >>> distance("เขต 1", "เขต 2")  # a digit is never taken for another
    inf
    """
    return prefix_costs(name, text, limit)[-1]


def prefix_costs(name: str, text: str, limit: float = math.inf) -> Sequence[float]:
    """Return, for each length of a prefix of ``text``, what it costs that ``name`` came out as that prefix.

    Costs above ``limit`` are infinite. The search is given up as soon as all are.

    >>> costs = prefix_costs("ตราด", "ตราดมี")
    >>> min(range(len(costs)), key=costs.__getitem__)
    4
    """
    width = len(text)
    nothing = [math.inf] * (width + 1)
    before, row, earlier = nothing, _first_row(text, limit), ""
    first = 0  # the shortest prefix that is within the limit
    for letter in name:
        oldest, before = before, row
        row = _next_row(letter, earlier, text, before, oldest, first, limit)
        while first <= width and min(row[first], before[first]) > limit:
            first += 1
        if first > width:
            return nothing
        earlier = letter
    return row


def _first_row(text: str, limit: float) -> list[float]:
    row = [math.inf] * (len(text) + 1)
    cost = 0.0
    for place, letter in enumerate(text):
        row[place] = cost
        cost += _ADDED.get(letter, math.inf)
        if cost > limit:
            return row
    row[-1] = cost
    return row


def _next_row(  # noqa: PLR0913, PLR0917 - one step of one loop, apart for its length
    letter: str, earlier: str, text: str, before: Sequence[float], oldest: Sequence[float], first: int, limit: float
) -> list[float]:
    """Take one more letter of the name: lost, come out as itself or another, swapped with the one before.

    Nothing before ``first`` can be reached; what lies beyond the last cost within the limit is not looked at.
    """
    lost = _LOST.get(letter, math.inf)
    reads = _READ_AS.get(letter) or {letter: 0.0}
    width = len(text)
    row = [math.inf] * (width + 1)
    row[first] = before[first] + lost
    last = text[first - 1] if first else ""
    for place in range(first, width):
        char = text[place]
        above = before[place]
        best = above + reads.get(char, math.inf)
        cost = before[place + 1] + lost
        if cost < best:  # noqa: PLR1730 - the hot loop: a call of min() costs more
            best = cost
        left = row[place]
        if left <= limit:
            cost = left + (DOUBLED if char == last == letter and char in _THAI else _ADDED.get(char, math.inf))
            if cost < best:  # noqa: PLR1730 - as above
                best = cost
        if char == earlier and last == letter and char != letter and place and char in _THAI and last in _THAI:
            cost = oldest[place - 1] + SWAPPED
            if cost < best:  # noqa: PLR1730 - as above
                best = cost
        if best <= limit:
            row[place + 1] = best
        elif above > limit and left > limit and before[place + 1] > limit and place > first + _AHEAD:
            break
        last = char
    if row[first] > limit:
        row[first] = math.inf
    return row
