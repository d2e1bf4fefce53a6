"""The literal reading: the cheapest way to read a window as it stands, with no move at all.

`thaifix.lattice.decode` gives the same path, state by state and cell by cell. Where nothing moves, there is one
state between words at each cell, so each word is walked once from there, down the trie: twice as fast and more.

Method: dynamic programming over the cells of a window. Two things of the lattice cannot be had so: which of two
paths that cost the same it takes, and what its beam gives up inside a word. Where the best path meets either, or
where a space bears a mark, the lattice is asked.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeAlias, final

from thaifix import spaces, trigrams
from thaifix.beam import COMMON, COMPILED, SPACE_IN_COMPOUND, Step
from thaifix.evidence import gap_cost
from thaifix.lattice import Path, decode
from thaifix.moves import Cells

if TYPE_CHECKING:
    from array import array

    from mypy_extensions import i64

    from thaifix.channel import Channel
    from thaifix.lexicon import Lexicon

__all__ = ["read_as_it_stands"]

# what a compiled loop asks for all the time is written out here; `tests/test_beam.py` compares
_UNKNOWN: Final = 0  # the "node" of letters in no word
_ROOT: Final = 1
_NOT_A_WORD: Final = 255
_ZERO: Final = 128  # of the tables of spaces
_SIZE: Final = 93  # symbols of the trigrams
_SPACE: Final = 1  # the symbol
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
    steps = None if marked_space else _Reading(cells, lexicon, channel).steps()
    if steps is None:
        return decode(window, lexicon, channel, moves=False)
    return Path(steps, cells.starts, cells.first_marks, steps[-1].cost if steps else 0.0)


_State: TypeAlias = tuple[int, float, bool, bool, int, int, bool]
"""A cell and how the best path stands behind it.

Its parts: the cell; the cost in steps; whether a word, or letters in no word, end there; whether it is part of a word;
what is paid for the space before and the one behind; whether another path costs the same.
"""
_Kept: TypeAlias = list[tuple[int, float]]
_NONE_KEPT: _Kept = []
_new_step = tuple.__new__


@final
class _Reading:
    """The costs of one window, in steps, by its places: the starts of its cells, and its end.

    Attributes:
        best: of the best path that is between words there, and has paid for a space that follows.
        back: the cell that the word begins at by which it got there; -1 if by letters in no word.
        fronts, gaps: what it paid for the space before that word, and for the one behind it.
        kept: the cells of the spaces kept in that word, a compound, with what was paid up to and with each.
        tied: whether another path costs the same.
        lowest: where a space follows: the cost of the best path that is between words, paid for it or not; else
            infinity.
        unknown: of the best path in letters in no word.
        fresh: whether the cell before is the first of such letters.
        unknown_tied: whether they might as well begin earlier.
    """

    __slots__ = (
        "_base", "_beam", "_before", "_behind", "_cells", "_channel", "_check", "_costs", "_gap_weight", "_packed",
        "back", "best", "fresh", "fronts", "gaps", "kept", "lowest", "tied", "unknown", "unknown_tied",
    )  # fmt: skip

    def __init__(self, cells: Cells, lexicon: Lexicon, channel: Channel) -> None:
        self._cells, self._channel = cells, channel
        self._base: array[int] = lexicon.base
        self._packed: bytes = lexicon.packed() if COMPILED else b""
        self._check: bytes = lexicon.check
        self._costs: bytes = lexicon.costs
        tables = spaces.load()
        self._behind: bytes = tables.behind
        self._before: bytes = tables.before
        self._gap_weight: float = tables.gap_weight
        self._beam: float = channel.beam / _STEP
        places = len(cells.starts)
        self.best = [math.inf] * places
        self.best[0] = 0.0
        self.unknown = [math.inf] * places
        self.lowest = [math.inf] * places
        self.lowest[0] = 0.0
        self.back = [-1] * places
        self.fronts = [0] * places
        self.gaps = [0] * places
        self.kept = [_NONE_KEPT] * places
        self.fresh = [False] * places
        self.tied = [False] * places
        self.unknown_tied = [False] * places

    def steps(self) -> list[Step] | None:
        """Return the steps of the best path, or ``None`` where the lattice must be asked."""
        self._search()
        return self._trace()

    # One function though it is long, for the same reason as in the lattice.
    def _search(self) -> None:  # noqa: C901, PLR0912, PLR0915
        """Set the costs of all places, from left to right."""
        compiled: bool = COMPILED
        base, packed, check, costs = self._base, self._packed, self._check, self._costs
        behind, before = self._behind, self._before
        best, unknown, back, tied, lowest = self.best, self.unknown, self.back, self.tied, self.lowest
        lengths, starts = self._cells.spaces, self._cells.starts
        window = self._cells.window
        symbols = trigrams.encode(window)
        end: i64 = len(window)
        ends = [0] * (len(window) + 1)
        for number, start in enumerate(starts):
            ends[start] = number
        table = trigrams.table()
        fine: float = self._channel.unknown_letter / _STEP
        begin: float = self._channel.unknown / _STEP
        one: i64 = _SPACE  # a space stands before a window
        two: i64 = _SPACE
        three: i64
        child: i64
        at: i64
        length: i64
        last: i64 = len(starts) - 1
        cell: i64 = 0
        while cell < last:
            here = best[cell]
            place = cell + 1
            if lengths[cell] != 0:
                best[place] = here + float(self._kept(cell))
                one, two = _SPACE, _SPACE
                if lengths[cell] == 1:
                    one = symbols[starts[cell] - 1] if cell > 0 else _SPACE
                cell += 1
                continue
            at = starts[cell]
            stop: i64 = starts[place]
            # what letters in no word cost: the first of the cell more if it is the first of them, then as inside
            three = symbols[at]
            alone: i64 = table[two * _SIZE + three]
            inside: i64 = table[(one * _SIZE + two) * _SIZE + three]
            rest = float(inside) + fine
            one, two = two, three
            at += 1
            while at < stop:
                three = symbols[at]
                inside2: i64 = table[(one * _SIZE + two) * _SIZE + three]
                rest += float(inside2) + fine
                one, two = two, three
                at += 1
            after_space = cell > 0 and lengths[cell - 1] == 1
            length = lengths[place]
            cost = unknown[cell] + rest
            front: i64 = before[_UNKNOWN] - _ZERO if after_space else 0
            begun = here + begin + float(alone - inside + front) + rest
            if begun <= cost:
                if begun < cost:
                    self.fresh[place] = True
                else:
                    self.unknown_tied[place] = True
                cost = begun
            unknown[place] = cost
            gap: i64 = 0
            if length != 0:
                gap = behind[_UNKNOWN] - _ZERO if length == 1 else 0
                lowest[place] = min(cost, cost + float(gap), lowest[place])
                cost += float(gap)
            if cost < best[place]:
                best[place] = cost
                back[place] = -1
                tied[place] = False
            elif cost == best[place]:
                tied[place] = True
            if here > lowest[cell] + self._beam:
                cell += 1
                continue
            node: i64 = _ROOT
            at = starts[cell]
            kept = _NONE_KEPT
            while at < end:
                three = symbols[at]
                at += 1
                if compiled:
                    place4: i64 = node << 2
                    child = three + (packed[place4] | packed[place4 + 1] << 8 | packed[place4 + 2] << 16)
                else:
                    child = three + base[node]
                if check[child] != three:
                    number = ends[at]
                    if three != _SPACE or number == 0 or lengths[number - 1] != 1 or costs[node] > COMMON:
                        break
                    here += float(self._kept(number - 1) + max(behind[node] - _ZERO, SPACE_IN_COMPOUND))
                    kept = [*kept, (number - 1, here)]
                    continue
                node = child
                word: i64 = costs[node]
                number = ends[at]
                if word == _NOT_A_WORD or number == 0:
                    continue
                front = before[node] - _ZERO if after_space else 0
                cost = here + float(word + front)
                gap = 0
                length = lengths[number]
                if length != 0:
                    gap = behind[node] - _ZERO if length == 1 else 0
                    lowest[number] = min(cost, cost + float(gap), lowest[number])
                    cost += float(gap)
                if cost < best[number]:
                    best[number] = cost
                    back[number] = cell
                    self.fronts[number] = front
                    self.gaps[number] = gap
                    self.kept[number] = kept
                    tied[number] = False
                elif cost == best[number]:
                    tied[number] = True
            cell += 1

    def _kept(self, cell: int) -> int:
        """Return what keeping a space pays for the letters around it, as `thaifix.moves` charges it."""
        if self._cells.spaces[cell] != 1:
            return 0
        texts = self._cells.texts
        gap = gap_cost(texts[cell - 1][-2:], texts[cell + 1][:2]) if 0 < cell < len(texts) - 1 else 0.0
        return round((self._channel.keep_single_space + self._gap_weight * gap) / _STEP)

    def _trace(self) -> list[Step] | None:
        """Follow the best path back; what a kept space costs is paid where it stands, as in the lattice."""
        texts, lengths = self._cells.texts, self._cells.spaces
        lowest, beam, last = self.lowest, self._beam, len(self._cells.texts)
        steps: list[Step] = []
        owed = 0.0
        for cell, cost, boundary, known, front, gap, tied in self._states():
            place = cell + 1
            least = lowest[place] if lowest[place] < math.inf else self.best[place]
            if tied or (place < last and cost > least + beam):
                return None
            paid = (cost + owed - float(gap)) * _STEP
            steps.append(_new_step(Step, (texts[cell], paid, boundary, known, "", _SETTLED, 0)))
            if front != 0:
                owed = float(front)
            elif lengths[cell] != 0:
                owed = 0.0
        steps.reverse()
        return steps

    def _states(self) -> list[_State]:
        """Return where the best path stands behind each cell, from the last one on."""
        states: list[_State] = []
        place = len(self._cells.texts)
        while place:
            tied = self.tied[place]
            if self._cells.spaces[place - 1] != 0:
                states.append((place - 1, self.best[place], True, True, 0, 0, tied))
                place -= 1
            elif self.back[place] >= 0:
                start = self.back[place]
                states.append((place - 1, self.best[place], True, True, self.fronts[place], self.gaps[place], tied))
                kept = self.kept[place]
                number = len(kept)
                for cell in range(place - 2, start - 1, -1):
                    while number and kept[number - 1][0] > cell:
                        number -= 1
                    paid = kept[number - 1][1] if number else self.best[start]
                    states.append((cell, paid, False, True, 0, 0, False))
                place = start
            else:
                place = self._in_no_word(place, states)
        return states

    def _in_no_word(self, place: int, states: list[_State]) -> int:
        """Add the states of letters in no word that end at a place, and return where they begin.

        The space before them is paid with the first.
        """
        gap = self._behind[_UNKNOWN] - _ZERO if self._cells.spaces[place] == 1 else 0
        cost, boundary, tied = self.best[place], True, self.tied[place]
        while True:
            fresh = self.fresh[place]
            front = 0
            if fresh and place > 1 and self._cells.spaces[place - 2] == 1:
                front = self._before[_UNKNOWN] - _ZERO
            states.append((place - 1, cost, boundary, False, front, gap, tied or self.unknown_tied[place]))
            if fresh:
                return place - 1
            place -= 1
            cost, boundary, gap, tied = self.unknown[place], False, 0, False
