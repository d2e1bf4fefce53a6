"""The search of the lattice: from cell to cell, the cheapest way to each state that a path can be in.

A state is a node of the trie, what stands around it, and the marks on their way; see `thaifix.lattice`. This is where
the decoder spends its time, so the module is compiled where that can be done (``hatch_build.py``), and written for
that: numbers that fit into a register, attributes rather than dictionaries, one function that is long.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple, final

from thaifix import spaces, trigrams
from thaifix.moves import CARRIED, KEEP, LOST, WRITE, Option

if TYPE_CHECKING:
    from array import array

    from mypy_extensions import i64

    from thaifix.lexicon import Lexicon
    from thaifix.moves import Cells, Offers, Place

__all__ = ["COMMON", "COMPILED", "SPACE_IN_COMPOUND", "Beam", "State", "Step", "traced", "word_costs"]

COMPILED: bool = not __file__.endswith(".py")
"""Whether this is the compiled module."""

# what a compiled loop asks for all the time is written out here; `tests/test_beam.py` compares
_UNKNOWN: Final = 0  # the "node" of a stretch that is in no word
_ROOT: Final = 1
_NOT_A_WORD: Final = 255
_ZERO: Final = 128  # of the tables of spaces
_SIZE: Final = 93  # symbols of the trigrams
_SPACE: Final = 1  # the symbol
_SARA_AA: Final = 51  # the symbol
_NO_SYMBOL: Final = 0  # of any word
_CONTEXT_BITS: Final = 16  # of where a state is
_CONTEXT: Final = (1 << _CONTEXT_BITS) - 1
_BEFORE_SPACE: Final = 1 << 15
"""Beyond all pairs of symbols: context of a word's end that has paid for the space behind it, and keeps it."""
_AFTER_SPACE: Final = (1 << 15) + 1
"""Context of what follows a single space that was kept."""
_BETWEEN: Final = _ROOT << _CONTEXT_BITS
_KEY_BITS: Final = 40  # of a key below the number of its marks
_SHORT: Final = 3  # code points and steps of words that `word_costs` does not trust without scraps
_RARE: Final = 160
COMMON = 144
"""Steps that a word may cost to be taken for the first half of a compound."""
SPACE_IN_COMPOUND = 48
"""Steps that a space behind it costs at least."""

# how a state came about is one number: whether a word, or a stretch in no word, ends there, whether the cell is part
# of a word, and what the cost has in it already for the space behind the word, which is kept, and the one before
_ENDS: Final = 1
_KNOWN: Final = 2
_GAP_BITS: Final = 2
_FRONT_BITS: Final = 12
_GAP: Final = 1023
_NEUTRAL: Final = (512 << _GAP_BITS) + (512 << _FRONT_BITS)
_IN_A_WORD: Final = _NEUTRAL + _KNOWN
_IN_NO_WORD: Final = _NEUTRAL
_BETWEEN_WORDS: Final = _NEUTRAL + _KNOWN + _ENDS
_NO_WORD_ENDS: Final = _NEUTRAL + _ENDS


class Step(NamedTuple):
    """What became of one cell on a path.

    Attributes:
        out: the text that is written for the cell.
        cost: of the path up to and with this cell, in nats.
        boundary: whether a word, or a stretch in no word, ends here.
        known: whether the cell is part of a word.
        move: what the channel was asked for here, empty for nothing.
        settled: whether every mark up to this cell is written, and none from beyond it.
        took: bits of the marks that left their place here, from the cell's first mark on.
    """

    out: str
    cost: float
    boundary: bool
    known: bool
    move: str
    settled: bool
    took: int


_new_step = tuple.__new__


def word_costs(symbols: bytes, lexicon: Lexicon, *, scraps: bool) -> list[float]:
    """Return what each beginning of a window costs, in steps, if it is made of words and spaces; infinity if not.

    Without ``scraps``, short words that are rare do not count.
    """
    compiled: bool = COMPILED
    base: array[int] = lexicon.base
    packed: bytes = lexicon.packed() if compiled else b""
    check: bytes = lexicon.check
    costs: bytes = lexicon.costs
    size: i64 = len(symbols)
    best = [math.inf] * (len(symbols) + 1)
    best[0] = 0.0
    symbol: i64
    start: i64 = 0
    while start < size:
        paid = best[start]
        if paid < math.inf:
            symbol = symbols[start]
            if symbol == _SPACE:
                best[start + 1] = min(paid, best[start + 1])
                start += 1
                continue
            node: i64 = _ROOT
            end: i64 = start
            while end < size:
                symbol = symbols[end]
                end += 1
                if compiled:
                    place: i64 = node << 2
                    node = symbol + (packed[place] | packed[place + 1] << 8 | packed[place + 2] << 16)
                else:
                    node = symbol + base[node]
                if check[node] != symbol:
                    break
                word: i64 = costs[node]
                if word != _NOT_A_WORD and (scraps or word < _RARE or end - start > _SHORT):
                    cost = paid + float(word)
                    best[end] = min(best[end], cost)
        start += 1
    return best


@final
class _Marks:
    """The marks on their way at one cell, with all states that share them.

    Attributes:
        pending: the marks.
        carried: whether some of them were handed on.
        key: their number among those at this cell, where it stands in a key.
        options: what may be written for the cell, once it is asked for.
        targets: the marks on their way to the next cell, by `Option.following`.
    """

    __slots__ = ("carried", "key", "options", "pending", "targets")

    def __init__(self, pending: int, number: int) -> None:
        self.pending = pending
        self.carried = pending & CARRIED != 0
        key: i64 = number
        self.key: i64 = key << _KEY_BITS
        self.options: list[Option] | None = None
        self.targets: list[_Marks] = []


@final
class State:
    """Where a path stands behind a cell, and how it came there.

    Attributes:
        cost: of the path so far, in steps.
        at: the node of the lexicon, `_UNKNOWN` in a stretch that is in no word, and below it the context: two symbols
            in such a stretch, one behind a word, or how the path stands to a space.
        marks: the marks on their way.
        before: the state before the cell, ``None`` at the start.
        option: what was written for the cell.
        how: whether a word ends here and such; see above.
    """

    __slots__ = ("at", "before", "cost", "how", "marks", "option")

    def __init__(  # noqa: PLR0913, PLR0917 - names would make it slower, and it is made more often than anything
        self, cost: float, at: i64, marks: _Marks, before: State | None, option: Option, how: i64
    ) -> None:
        """Stand somewhere."""
        self.cost = cost
        self.at: i64 = at
        self.marks = marks
        self.before = before
        self.option = option
        self.how: i64 = how


_NOTHING = Option(WRITE, 0.0, "", 0, "", 0, own=False)


@final
class Beam:
    """One search: the tables at hand, and the states in which a path may stand behind the last cell.

    Attributes:
        front: the states, by their keys.
    """

    __slots__ = (
        "_base", "_beam", "_before", "_behind", "_check", "_costs", "_fine", "_groups", "_lowest", "_packed",
        "_space_next", "_start", "_table", "front",
    )  # fmt: skip

    def __init__(
        self, lexicon: Lexicon, unknown: float, unknown_letter: float, beam: float, *, before_space: bool
    ) -> None:
        """Stand at the beginning of a window; costs are in nats."""
        tables = spaces.load()
        self._behind: bytes = tables.behind
        self._before: bytes = tables.before
        self._base: array[int] = lexicon.base
        self._packed: bytes = lexicon.packed() if COMPILED else b""
        self._check: bytes = lexicon.check
        self._costs: bytes = lexicon.costs
        self._table: bytes = trigrams.table()
        self._fine: float = unknown_letter / trigrams.NATS_PER_STEP
        self._start: float = unknown / trigrams.NATS_PER_STEP
        self._beam: float = beam / trigrams.NATS_PER_STEP
        self._space_next: i64 = 0
        self._lowest: float = 0.0  # cost of the best state between words that waits for no mark
        self._groups: dict[int, _Marks] = {0: _Marks(0, 0)}
        self.front: dict[int, State] = {}
        for context in (_SPACE, _BEFORE_SPACE) if before_space else (_SPACE,):
            self._push(State(0.0, _BETWEEN | context, self._groups[0], None, _NOTHING, _BETWEEN_WORDS))

    def read(self, places: list[Place], cells: Cells, symbols: bytes, barred: tuple[int, str] | None) -> None:
        """Go through all cells; of the one whose number is barred the text may not be written.

        What is written for the next cell begins with its letter, whatever its marks do, but a sara aa can become a
        sara am, and a space nothing. Behind the last cell no word goes on.
        """
        texts, starts, lengths = cells.texts, cells.starts, cells.spaces
        last: i64 = len(places) - 1
        number: i64 = 0
        at: i64 = 0
        own: i64 = symbols[0] if symbols else 0
        while number <= last:
            following: i64 = _NO_SYMBOL
            beyond: i64 = 0
            space_next: i64 = 0
            if number < last:
                at = starts[number + 1]
                beyond = symbols[at]
                space_next = lengths[number + 1]
                following = -1 if space_next != 0 or beyond == _SARA_AA else beyond
            without = barred[1] if barred is not None and barred[0] == number else None
            self._advance(places[number], own, space_next, following, texts[number][0], without)
            own = beyond
            number += 1

    # One function though it is long: calls in it would double its time, and here is where the decoder's time goes.
    def _advance(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917
        self, place: Place, own: i64, space_next: i64, following: i64, letter: str, barred: str | None
    ) -> None:
        """Take every option of one cell but the barred one from every state that is not given up.

        A state goes on in a word, to a word's end, or through what is in no word, or past a space; in a word only
        if one goes on with ``following``.

        Args:
            place: what may be written for the cell.
            own: the symbol of the cell's letter, and
            letter: the letter.
            space_next: the length of the run of spaces in the next cell, 0 if it is none.
            following: the symbol that whatever is written for the next cell begins with, or -1.
            barred: what may not be written, if anything.
        """
        compiled: bool = COMPILED
        base, packed, check, costs = self._base, self._packed, self._check, self._costs
        before, behind, table = self._before, self._behind, self._table
        fine, start = self._fine, self._start
        states = self.front
        limit = self._beam + (self._lowest if self._lowest < math.inf else 0.0)  # a barred cell may leave no path
        self._space_next = space_next
        ahead: dict[int, State] = {}
        self.front = ahead
        self._groups = {}
        lowest = math.inf
        self._lowest = lowest
        child: i64
        symbol: i64
        for state in states.values():
            cost = state.cost
            if cost > limit:
                continue
            node: i64 = state.at >> _CONTEXT_BITS
            context: i64 = state.at & _CONTEXT
            options = state.marks.options
            if options is None:
                options = self._offered(state.marks, place, letter, barred)
            targets = state.marks.targets
            flag: i64 = context if context == _AFTER_SPACE else 0
            for option in options:
                marks = targets[option.following]
                if option.kind != WRITE:
                    self._past_space(state, option, marks)
                    continue
                if context == _BEFORE_SPACE:
                    continue
                paid = cost + option.cost
                first: i64 = option.first
                if first < 0:
                    first = own
                last: i64 = option.last
                if last < 0:
                    last = own
                rest = option.rest
                if node != 0:
                    if compiled:
                        place4: i64 = node << 2
                        child = first + (packed[place4] | packed[place4 + 1] << 8 | packed[place4 + 2] << 16)
                    else:
                        child = first + base[node]
                    found = check[child] == first
                    if found and rest:
                        for byte in rest:
                            symbol = byte
                            if compiled:
                                place4 = child << 2
                                child = symbol + (packed[place4] | packed[place4 + 1] << 8 | packed[place4 + 2] << 16)
                            else:
                                child = symbol + base[child]
                            if check[child] != symbol:
                                found = False
                                break
                    if found:
                        goes_on = following < 0
                        if not goes_on:
                            if compiled:
                                place4 = child << 2
                                symbol = packed[place4] | packed[place4 + 1] << 8 | packed[place4 + 2] << 16
                            else:
                                symbol = base[child]
                            goes_on = check[symbol + following] == following
                        if goes_on:
                            at: i64 = child << _CONTEXT_BITS | flag
                            key: i64 = marks.key | at
                            old = ahead.get(key)
                            if old is None:
                                ahead[key] = State(paid, at, marks, state, option, _IN_A_WORD)
                            elif paid < old.cost:
                                old.cost, old.before, old.option, old.how = paid, state, option, _IN_A_WORD
                        word: int = costs[child]
                        if word != _NOT_A_WORD:
                            front: int = before[child] - _ZERO if flag else 0
                            ended = paid + (word + front)
                            at = _BETWEEN | last
                            key = marks.key | at
                            old = ahead.get(key)
                            if old is None or ended < old.cost:
                                how: i64 = _BETWEEN_WORDS + (front << _FRONT_BITS)
                                if old is None:
                                    ahead[key] = State(ended, at, marks, state, option, how)
                                else:
                                    old.cost, old.before, old.option, old.how = ended, state, option, how
                                if ended < lowest and not marks.carried:
                                    lowest = ended
                            if space_next != 0:  # stand there also as one who keeps the space and has paid for it
                                gap: int = behind[child] - _ZERO if space_next == 1 else 0
                                ended += gap
                                at = _BETWEEN | _BEFORE_SPACE
                                key = marks.key | at
                                old = ahead.get(key)
                                if old is None or ended < old.cost:
                                    how = _BETWEEN_WORDS + (front << _FRONT_BITS) + (gap << _GAP_BITS)
                                    if old is None:
                                        ahead[key] = State(ended, at, marks, state, option, how)
                                    else:
                                        old.cost, old.before, old.option, old.how = ended, state, option, how
                                    if ended < lowest and not marks.carried:
                                        lowest = ended
                if node <= _ROOT:
                    spelled: i64 = context
                    front = 0
                    if node != 0:
                        paid += start
                        if flag != 0:
                            front = before[_UNKNOWN] - _ZERO
                            paid += front
                            spelled = _SPACE
                    paid += table[spelled * _SIZE + first] + fine
                    spelled = spelled % _SIZE * _SIZE + first
                    for byte in rest:
                        paid += table[spelled * _SIZE + byte] + fine
                        spelled = spelled % _SIZE * _SIZE + byte
                    key = marks.key | spelled
                    old = ahead.get(key)
                    if old is None or paid < old.cost:
                        how = _IN_NO_WORD + (front << _FRONT_BITS)
                        if old is None:
                            ahead[key] = State(paid, spelled, marks, state, option, how)
                        else:
                            old.cost, old.before, old.option, old.how = paid, state, option, how
                    at = _BETWEEN | last
                    key = marks.key | at
                    old = ahead.get(key)
                    if old is None or paid < old.cost:
                        how = _NO_WORD_ENDS + (front << _FRONT_BITS)
                        if old is None:
                            ahead[key] = State(paid, at, marks, state, option, how)
                        else:
                            old.cost, old.before, old.option, old.how = paid, state, option, how
                        if paid < lowest and not marks.carried:
                            lowest = paid
                    if space_next != 0:
                        gap = behind[_UNKNOWN] - _ZERO if space_next == 1 else 0
                        paid += gap
                        at = _BETWEEN | _BEFORE_SPACE
                        key = marks.key | at
                        old = ahead.get(key)
                        if old is None or paid < old.cost:
                            how = _NO_WORD_ENDS + (front << _FRONT_BITS) + (gap << _GAP_BITS)
                            if old is None:
                                ahead[key] = State(paid, at, marks, state, option, how)
                            else:
                                old.cost, old.before, old.option, old.how = paid, state, option, how
                            if paid < lowest and not marks.carried:
                                lowest = paid
        # a mark handed on may find no letter, so paths that wait for one are no measure for others
        self._lowest = min(lowest, self._lowest)

    def _offered(self, marks: _Marks, place: Place, letter: str, barred: str | None) -> list[Option]:
        """Return what may be written for the cell, and note which marks are then on their way to the next."""
        offers: Offers = place.offers(marks.pending)
        options = offers.options
        if barred is not None:
            options = [option for option in options if option.out(letter) != barred]
        marks.options = options
        for pending in offers.pendings:
            target = self._groups.get(pending)
            if target is None:
                target = self._groups[pending] = _Marks(pending, len(self._groups))
            marks.targets.append(target)
        return options

    def _past_space(self, state: State, option: Option, marks: _Marks) -> None:
        """Keep a space or drop it."""
        if option.kind == KEEP:
            self._keep(state, option, marks)
        elif state.at & _CONTEXT != _BEFORE_SPACE:
            self._drop(state, option, marks)

    def _keep(self, state: State, option: Option, marks: _Marks) -> None:
        """Keep a space between words, or in a compound: as its words would be written were they no compound."""
        node: i64 = state.at >> _CONTEXT_BITS
        context: i64 = state.at & _CONTEXT
        paid = state.cost + option.cost
        single = len(option.text) == 1
        if context == _BEFORE_SPACE:
            self._between(state, option, marks, paid, _AFTER_SPACE if single else _SPACE)
        elif node > _ROOT and self._costs[node] <= COMMON and single:
            paid += max(self._behind[node] - _ZERO, SPACE_IN_COMPOUND)
            self._stay(state, option, marks, paid)

    def _drop(self, state: State, option: Option, marks: _Marks) -> None:
        """Drop a space, in a word or between words."""
        if state.at >> _CONTEXT_BITS == _ROOT:
            if option.between < math.inf:
                between = Option(option.kind, option.cost, "", option.pending, "between", 0, own=False)
                self._between(state, between, marks, state.cost + option.between, state.at & _CONTEXT)
        elif option.cost < math.inf:
            self._stay(state, option, marks, state.cost + option.cost)

    def _stay(self, state: State, option: Option, marks: _Marks, paid: float) -> None:
        """Stand where the path stood before a space."""
        how: i64 = _IN_A_WORD if state.at >> _CONTEXT_BITS != _UNKNOWN else _IN_NO_WORD
        self._push(State(paid, state.at, marks, state, option, how))

    def _between(self, state: State, option: Option, marks: _Marks, paid: float, context: i64) -> None:
        """Stand between words behind a space, which another may follow: one whose mark was taken away."""
        self._push(State(paid, _BETWEEN | context, marks, state, option, _BETWEEN_WORDS))
        if self._space_next != 0:
            self._push(State(paid, _BETWEEN | _BEFORE_SPACE, marks, state, option, _BETWEEN_WORDS))

    def _push(self, state: State) -> None:
        key: i64 = state.marks.key | state.at
        old = self.front.get(key)
        if old is not None and state.cost >= old.cost:
            return
        self.front[key] = state
        if state.at >> _CONTEXT_BITS == _ROOT and not state.marks.carried:
            self._lowest = min(state.cost, self._lowest)

    def best(self) -> State | None:
        """Return the state of the cheapest path that stands at a word's end with no mark on its way, if any does."""
        best: State | None = None
        for state in self.front.values():
            ended = state.at >> _CONTEXT_BITS == _ROOT and not state.marks.pending
            if ended and (best is None or state.cost < best.cost):
                best = state
        return best


def traced(last: State | None, cells: list[str]) -> list[Step]:
    """Follow a path back to its start; costs become nats, and what a kept space costs is paid where it stands."""
    steps: list[Step] = []
    state = last
    owed = 0.0
    number: i64 = len(cells)
    while state is not None and state.before is not None:
        number -= 1
        option = state.option
        how: i64 = state.how
        gap: i64 = (how >> _GAP_BITS & _GAP) - 512
        front: i64 = (how >> _FRONT_BITS & _GAP) - 512
        nats = (state.cost + owed - float(gap)) * trigrams.NATS_PER_STEP
        out = option.out(cells[number][0])
        settled = state.marks.pending & ~LOST == 0
        steps.append(
            _new_step(Step, (out, nats, how & _ENDS != 0, how & _KNOWN != 0, option.move, settled, option.took))
        )
        if front != 0:
            owed = float(front)
        elif out[:1] == " ":
            owed = 0.0
        state = state.before
    steps.reverse()
    return steps
