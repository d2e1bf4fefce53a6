"""The literal reading: the cheapest way to read a window as it stands, with no move at all.

`thaifix.lattice.decode` gives the same path, state by state and cell by cell. Where nothing moves, there is one
state between words at each cell, so each word is walked once from there, down the trie: twice as fast and more.

Method: dynamic programming over the cells of a window. Two things of the lattice cannot be had so: which of two
paths that cost the same it takes, and what its beam gives up inside a word. Where the best path meets either, or
where a space bears a mark, the lattice is asked.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

from thaifix import spaces, trigrams
from thaifix.evidence import gap_cost
from thaifix.lattice import COMMON, SPACE_IN_COMPOUND, Path, Step, decode
from thaifix.lexicon import NOT_A_WORD, ROOT
from thaifix.moves import Cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thaifix.lexicon import Lexicon
    from thaifix.moves import Channel

__all__ = ["read_as_it_stands"]

_UNKNOWN = 0  # the "node" of letters in no word
_SIZE = trigrams.ALPHABET_SIZE
_STEP = trigrams.NATS_PER_STEP
_SETTLED = True  # for no mark is on its way


def read_as_it_stands(window: str, lexicon: Lexicon, channel: Channel) -> Path:
    """Return the path that `thaifix.lattice.decode` gives without moves.

    >>> from thaifix.lexicon import load
    >>> from thaifix.moves import Channel
    >>> still = Channel(jumps=(1,), order=1, drop_space=1, drop_space_after_tall=1, ring=1, ring_after_space=1,
    ...                 tone_for_space=1).still()
    >>> [word.text for word in read_as_it_stands("กรมการ ปกครอง", load(), still).words()]
    ['กรม', 'การ', ' ', 'ปกครอง']
    """
    cells = Cells(window)
    marked_space = any(width and width < len(text) for width, text in zip(cells.spaces, cells.texts, strict=False))
    steps = None if marked_space else _Reading(window, cells, lexicon, channel).steps()
    if steps is None:
        return decode(window, lexicon, channel, moves=False)
    return Path(steps, cells.starts, cells.first_marks, steps[-1].cost if steps else 0.0)


_Back: TypeAlias = "tuple[int, int, int, tuple[tuple[int, float], ...]]"
"""How the best path comes to a place by a word: a bare tuple, as in the lattice.

Its parts: the cell that the word begins at; the steps paid for the space before it, and for the one behind it; the
cells of the spaces kept in a compound, with what was paid up to and with each.
"""
_State: TypeAlias = tuple[int, float, bool, bool, int, int, bool]
"""A cell and how the best path stands behind it.

Its parts: the cell; the cost in steps; whether a word, or letters in no word, end there; whether it is part of a word;
what is paid for the space before and the one behind; whether another path costs the same.
"""


class _Reading:
    """The costs of one window, in steps, by its places: the starts of its cells, and its end.

    Attributes:
        best: of the best path that is between words there, and has paid for a space that follows.
        back: how it got there by a word; nowhere, if by letters in no word.
        tied: places where another path costs the same.
        lowest: where a space follows: the cost of the best path that is between words, paid for it or not.
        unknown: of the best path in letters in no word.
        fresh: places behind the first cell of such letters.
        unknown_tied: places where they might as well begin earlier.
    """

    __slots__ = (
        "_beam", "_cells", "_channel", "_lexicon", "_tables", "_window",
        "back", "best", "fresh", "lowest", "tied", "unknown", "unknown_tied",
    )  # fmt: skip

    def __init__(self, window: str, cells: Cells, lexicon: Lexicon, channel: Channel) -> None:
        self._window, self._cells, self._lexicon, self._channel = window, cells, lexicon, channel
        self._tables = spaces.load()
        self._beam = channel.beam / _STEP
        places = len(cells.starts)
        self.best = [math.inf] * places
        self.best[0] = 0.0
        self.unknown = [math.inf] * places
        self.back: dict[int, _Back] = {}
        self.lowest: dict[int, float] = {0: 0.0}
        self.fresh: set[int] = set()
        self.tied: set[int] = set()
        self.unknown_tied: set[int] = set()

    def steps(self) -> list[Step] | None:
        """Return the steps of the best path, or ``None`` where the lattice must be asked."""
        self._search()
        return self._trace()

    # One function though it is long, for the same reason as in the lattice.
    def _search(self) -> None:  # noqa: C901, PLR0912, PLR0915
        """Set the costs of all places, from left to right."""
        base, check, costs = self._lexicon.base, self._lexicon.check, self._lexicon.costs
        behind, before, _ = self._tables
        best, unknown, back, tied, lowest = self.best, self.unknown, self.back, self.tied, self.lowest
        lengths, starts = self._cells.spaces, self._cells.starts
        symbols, end = trigrams.encode(self._window), len(self._window)
        ends = [0] * (end + 1)
        for place, start in enumerate(starts):
            ends[start] = place
        first, spelled = self._spelled(symbols)
        begin = self._channel.unknown / _STEP
        for cell, start in enumerate(starts[:-1]):
            here, place = best[cell], cell + 1
            if lengths[cell]:
                best[place] = here + self._kept(cell)
                continue
            after_space = cell > 0 and lengths[cell - 1] == 1
            rest = spelled[starts[place]] - spelled[start]
            cost = unknown[cell] + rest
            begun = here + begin + first[start] + rest + (before[_UNKNOWN] - spaces.ZERO if after_space else 0)
            if begun <= cost:
                (self.fresh if begun < cost else self.unknown_tied).add(place)
                cost = begun
            unknown[place] = cost
            if lengths[place]:
                gap = behind[_UNKNOWN] - spaces.ZERO if lengths[place] == 1 else 0
                lowest[place] = min(cost, cost + gap, lowest.get(place, math.inf))
                cost += gap
            if cost < best[place]:
                best[place] = cost
                back.pop(place, None)
                tied.discard(place)
            elif cost == best[place]:
                tied.add(place)
            if here > lowest.get(cell, here) + self._beam:
                continue
            node, at = ROOT, start
            kept: tuple[tuple[int, float], ...] = ()
            while at < end:
                symbol = symbols[at]
                at += 1
                child = base[node] + symbol
                if check[child] != symbol:
                    place = ends[at]
                    if symbol != trigrams.SPACE or not place or lengths[place - 1] != 1 or costs[node] > COMMON:
                        break
                    here += self._kept(place - 1) + max(behind[node] - spaces.ZERO, SPACE_IN_COMPOUND)
                    kept = (*kept, (place - 1, here))
                    continue
                node = child
                if costs[node] == NOT_A_WORD or not ends[at]:
                    continue
                place = ends[at]
                front = before[node] - spaces.ZERO if after_space else 0
                cost, gap = here + costs[node] + front, 0
                if lengths[place]:
                    gap = behind[node] - spaces.ZERO if lengths[place] == 1 else 0
                    lowest[place] = min(cost, cost + gap, lowest.get(place, math.inf))
                    cost += gap
                if cost < best[place]:
                    best[place] = cost
                    back[place] = (cell, front, gap, kept)
                    tied.discard(place)
                elif cost == best[place]:
                    tied.add(place)

    def _spelled(self, symbols: bytes) -> tuple[list[int], list[float]]:
        """Return what letters in no word cost: each as their first, above what it costs inside; all up to each."""
        table, fine = trigrams.table(), self._channel.unknown_letter / _STEP
        around = bytes([trigrams.SPACE, trigrams.SPACE]) + symbols  # a space stands before a window
        first: list[int] = []
        spelled = [0.0]
        total = 0.0
        for one, two, three in zip(around, around[1:], symbols, strict=False):
            inside = table[(one * _SIZE + two) * _SIZE + three]
            first.append(table[two * _SIZE + three] - inside)
            total += inside + fine
            spelled.append(total)
        return first, spelled

    def _kept(self, cell: int) -> int:
        """Return what keeping a space pays for the letters around it, as `thaifix.moves` charges it."""
        if self._cells.spaces[cell] != 1:
            return 0
        texts = self._cells.texts
        gap = gap_cost(texts[cell - 1][-2:], texts[cell + 1][:2]) if 0 < cell < len(texts) - 1 else 0.0
        return round((self._channel.keep_single_space + self._tables.gap_weight * gap) / _STEP)

    def _trace(self) -> list[Step] | None:
        """Follow the best path back; what a kept space costs is paid where it stands, as in the lattice."""
        texts, lengths = self._cells.texts, self._cells.spaces
        best, lowest, beam, last = self.best, self.lowest, self._beam, len(self._cells.texts)
        steps: list[Step] = []
        owed = 0.0
        for cell, cost, boundary, known, front, gap, tied in self._states():
            place = cell + 1
            if tied or (place < last and cost > lowest.get(place, best[place]) + beam):
                return None
            steps.append(Step(texts[cell], (cost + owed - gap) * _STEP, boundary, known, "", _SETTLED, 0))
            if front:
                owed = front
            elif lengths[cell]:
                owed = 0.0
        return steps[::-1]

    def _states(self) -> Iterator[_State]:
        """Yield where the best path stands behind each cell, from the last one on."""
        place = len(self._cells.texts)
        while place:
            tied = place in self.tied
            if self._cells.spaces[place - 1]:
                yield place - 1, self.best[place], True, True, 0, 0, tied
                place -= 1
            elif place in self.back:
                start, front, gap, kept = self.back[place]
                yield place - 1, self.best[place], True, True, front, gap, tied
                for cell in range(place - 2, start - 1, -1):
                    while kept and kept[-1][0] > cell:
                        kept = kept[:-1]
                    yield cell, kept[-1][1] if kept else self.best[start], False, True, 0, 0, False
                place = start
            else:
                yield from self._in_no_word(place)
                place = next(begun for begun in range(place, 0, -1) if begun in self.fresh) - 1

    def _in_no_word(self, place: int) -> Iterator[_State]:
        """Yield the states of letters in no word that end at a place; the space before is paid with the first."""
        following = self._cells.spaces[place]
        gap = self._tables.behind[_UNKNOWN] - spaces.ZERO if following == 1 else 0
        cost, boundary, tied = self.best[place], True, place in self.tied
        while True:
            fresh = place in self.fresh
            front = 0
            if fresh and place > 1 and self._cells.spaces[place - 2] == 1:
                front = self._tables.before[_UNKNOWN] - spaces.ZERO
            yield place - 1, cost, boundary, False, front, gap, tied or place in self.unknown_tied
            if fresh:
                return
            place -= 1
            cost, boundary, gap, tied = self.unknown[place], False, 0, False
