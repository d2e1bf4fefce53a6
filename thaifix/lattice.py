"""The lattice: all readings of a window that the channel allows, searched for the most probable one.

What may be written for each cell of a window, and what that costs, is the business of
`thaifix.moves`. Each word costs what the lexicon says; a space between words costs the less, the
more often one stands there in sound text; what is in no word costs its characters under the trigram
model and a fine. The cheapest path is the reading.

Method: Viterbi search over (trie node, context, marks on their way) at each cell, with a beam. All
costs inside are in steps of 1/16 nat, as in the tables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from thaifix import spaces, trigrams
from thaifix.evidence import gap_cost
from thaifix.knowledge import chars
from thaifix.lexicon import NOT_A_WORD, ROOT
from thaifix.moves import CARRIED, KEEP, LOST, WRITE, Cells, Channel, Option, moves_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from thaifix.lexicon import Lexicon
    from thaifix.moves import Moves, Row

__all__ = [
    "COMMON",
    "SPACE_IN_COMPOUND",
    "Channel",
    "Path",
    "Step",
    "Word",
    "decode",
    "space_cost",
    "stands",
    "words_cost",
    "words_reach",
]

_UNKNOWN = 0  # the "node" of a stretch that is in no word
_BEFORE_SPACE = (
    2**15
)  # beyond all pairs of symbols: context of a word's end that has paid for the space behind it, and keeps it
_AFTER_SPACE = 2**15 + 1  # context of what follows a single space that was kept
_CONTEXT_BITS = 14  # of a key
_BETWEEN = ROOT << _CONTEXT_BITS
_NOT_FIXED = frozenset({" ", chars.SARA_AA})
_END = trigrams.OTHER  # a symbol of no word
_SIZE = trigrams.ALPHABET_SIZE
_SHORT, _RARE = 3, 160  # code points and steps of words that `words_cost` does not trust
COMMON = 144
"""Steps that a word may cost to be taken for the first half of a compound."""
SPACE_IN_COMPOUND = 48
"""Steps that a space behind it costs at least."""


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


class Word(NamedTuple):
    """A word of a path, letters in no word, a space that was kept, or nothing where one was dropped.

    Attributes:
        first: the number of its first cell, and
        end: of the cell behind its last one.
        text: what is written.
        known: whether the lexicon has it.
    """

    first: int
    end: int
    text: str
    known: bool


@dataclass(frozen=True, slots=True)
class Path:
    """The best path.

    Attributes:
        steps: of the cells, in order.
        starts: where each cell begins in the window, and last the window's length.
        first_marks: the number of each cell's first mark, and last that of all marks.
        cost: of the whole path, in nats.
    """

    steps: list[Step]
    starts: list[int]
    first_marks: list[int]
    cost: float

    @property
    def moves(self) -> bool:
        """Whether the channel was asked for anything."""
        return any(step.move for step in self.steps)

    def words(self) -> Iterator[Word]:
        """Yield each word as it is read, and each space that is kept between words."""
        first = 0
        for number, step in enumerate(self.steps):
            if step.boundary:
                text = "".join(part.out for part in self.steps[first : number + 1])
                yield Word(first, number + 1, text, step.known)
                first = number + 1


def words_cost(window: str, lexicon: Lexicon, *, scraps: bool = True) -> float:
    """Return the cost in nats of a window cut into words and spaces, infinity if it is not made of them.

    Without ``scraps``, short words that are rare do not count: pieces of damaged words look like them.

    >>> from thaifix.lexicon import load
    >>> words_cost("กรม การ", load()) < words_cost("กรมกา ร", load()) == math.inf
    True
    """
    return _word_costs(window, lexicon, scraps=scraps)[-1] * trigrams.NATS_PER_STEP


def words_reach(window: str, lexicon: Lexicon) -> int:
    """Return how far words and spaces lead in a window: the length of its longest beginning made of them.

    >>> from thaifix.lexicon import load
    >>> words_reach("กรมการ", load()), words_reach("กรมกา ร", load()), words_reach("พฒันา", load())
    (6, 6, 0)
    """
    costs = _word_costs(window, lexicon)
    return next(place for place in range(len(window), -1, -1) if costs[place] < math.inf)


def _word_costs(window: str, lexicon: Lexicon, *, scraps: bool = True) -> list[float]:
    """Return what each beginning of a window costs, in steps, if it is made of words and spaces."""
    symbols = trigrams.encode(window)
    base, check, costs = lexicon.base, lexicon.check, lexicon.costs
    best = [math.inf] * (len(symbols) + 1)
    best[0] = 0.0
    for start, paid in enumerate(best):
        if paid == math.inf or start == len(symbols):
            continue
        if symbols[start] == trigrams.SPACE:
            best[start + 1] = min(paid, best[start + 1])
            continue
        node = ROOT
        for end in range(start, len(symbols)):
            node = base[node] + symbols[end]
            if check[node] != symbols[end]:
                break
            cost = costs[node]
            trusted = scraps or cost < _RARE or end - start >= _SHORT
            if cost != NOT_A_WORD and trusted and paid + cost < best[end + 1]:
                best[end + 1] = paid + cost
    return best


def space_cost(before: str, after: str, lexicon: Lexicon) -> float:
    """Return by how many nats a space between two words is less likely than none in sound Thai.

    >>> from thaifix.lexicon import load
    >>> space_cost("ที่", "ได้", load()) > 3 > space_cost("ดังนี้", "การ", load())
    True
    """
    table = spaces.load()
    steps = table.behind[lexicon.node(before)] + table.before[lexicon.node(after)] - 2 * spaces.ZERO
    return steps * trigrams.NATS_PER_STEP + table.gap_weight * gap_cost(before[-2:], after[:2])


def decode(  # noqa: PLR0913 - three of them are options, each with its own caller
    window: str,
    lexicon: Lexicon,
    channel: Channel,
    *,
    moves: bool = True,
    drops: Mapping[int, float] | None = None,
    barred: tuple[int, str] | None = None,
) -> Path:
    """Return the cheapest reading of a window; without ``moves``, the cheapest way to read it as it stands.

    ``drops`` holds, by its place, what dropping a space between words costs where that is not the
    channel's ``drop_between``. ``barred`` is the number of a cell and what may not be written for it, which
    must not be the cell itself: the second-best reading is found so. If the beam has left none, its cost is infinite.

    >>> from thaifix.lexicon import load
    >>> channel = Channel(jumps=(1.5, 3), order=0.3, drop_space=3, drop_space_after_tall=1, ring=12,
    ...                   ring_after_space=2, tone_for_space=4)
    >>> "".join(step.out for step in decode("คณุภาพ", load(), channel).steps)
    'คุณภาพ'
    """
    cells = Cells(window)
    allowed = moves_of(channel if moves else channel.still())
    followings = _followings(cells)
    search = _Search(lexicon, channel, before_space=window[:1] == " ")
    for number, surroundings in enumerate(cells.surroundings(allowed.reach)):
        here = allowed
        if drops and cells.starts[number] in drops:
            here = moves_of(channel.where_spaces_fall(drops[cells.starts[number]]))
        without = barred[1] if barred and barred[0] == number else None
        search.advance(here, surroundings, cells.spaces[number + 1], followings[number], without)
    steps = search.best()
    cost = steps[-1].cost if steps else math.inf if window else 0.0
    path = Path(steps, cells.starts, cells.first_marks, cost)
    if moves and not drops and not barred and not path.moves:
        _stood_under(window).append(channel)
    return path


def _followings(cells: Cells) -> list[int]:
    """Return for each cell the symbol that whatever is written for the next one begins with, or -1.

    A letter keeps its place, whatever its marks do, but a sara aa can become a sara am, and a space nothing. Behind
    the last cell no word goes on.
    """
    letters = "".join([text[0] for text in cells.texts[1:]])
    symbols = trigrams.encode(letters)
    return [-1 if char in _NOT_FIXED else symbol for char, symbol in zip(letters, symbols, strict=True)] + [_END]


def stands(window: str, channel: Channel) -> bool:
    """Tell whether it is known that no move pays in a window: none did where each cost the same or less.

    A text is read again after it was repaired, when moves have become dearer for want of damage, and most of
    it was found sound the first time.
    """
    return any(channel.moves_cost_no_less_than(other) for other in _stood_under(window))


@lru_cache(maxsize=4096)
def _stood_under(_window: str) -> list[Channel]:
    """Return the list of the channels under which a window was read as it stands, to look into and add to."""
    return []


_How: TypeAlias = tuple[bool, bool, float, float]
_State: TypeAlias = "tuple[float, int, int, int, _State | None, Option, _How]"
"""Where a path stands behind a cell. A bare tuple: taking a named one apart costs three times as much.

Its parts, in order:
    cost: of the path so far, in steps.
    node: of the lexicon; `_UNKNOWN` in a stretch that is in no word.
    context: two symbols in a stretch in no word, one behind a word, or how the path stands to a space.
    pending: the marks on their way.
    before: the state before the cell, ``None`` at the start.
    option: what was written for the cell.
    how: the four below, most often one of the constants.
    boundary: whether a word, or a stretch in no word, ends here.
    known: whether the cell is part of a word.
    behind: what ``cost`` has in it already for the space after this word, which is kept.
    front: what it has in it for the space before this word; `_trace` puts both where the space stands.
"""
_IN_A_WORD: _How = (False, True, 0, 0)
_IN_NO_WORD: _How = (False, False, 0, 0)
_BETWEEN_WORDS: _How = (True, True, 0, 0)
_NO_WORD_ENDS: _How = (True, False, 0, 0)
_NOTHING = Option(WRITE, 0, b"", 0, 0, "", "", 0, 0)


class _Search:
    """One search: the tables at hand, and the states in which a path may stand.

    Attributes:
        front: the states behind the last cell by (pending, node, context), in one number.
        space_next: the length of the run of spaces in the cell behind the next, 0 if it is none.
    """

    __slots__ = ("_beam", "_behind", "_costs", "_lowest", "_tables", "front", "space_next")

    def __init__(self, lexicon: Lexicon, channel: Channel, *, before_space: bool) -> None:
        behind, before, _ = spaces.load()
        fine = channel.unknown_letter / trigrams.NATS_PER_STEP
        start = channel.unknown / trigrams.NATS_PER_STEP
        self._tables = lexicon.base, lexicon.check, lexicon.costs, before, behind, trigrams.table(), fine, start
        self._costs, self._behind = lexicon.costs, behind
        self._beam = channel.beam / trigrams.NATS_PER_STEP
        self.space_next = 0
        self.front: dict[int, _State] = {}
        self._lowest = 0.0  # cost of the best state between words that waits for no mark
        for context in (trigrams.SPACE, _BEFORE_SPACE) if before_space else (trigrams.SPACE,):
            self.front[_BETWEEN | context] = (0.0, ROOT, context, 0, None, _NOTHING, _BETWEEN_WORDS)

    # One function though it is long: calls in it would double its time, and here is where the decoder's time goes.
    def advance(  # noqa: C901, PLR0912, PLR0915
        self, moves: Moves, surroundings: tuple[str, str], space_next: int, following: int, barred: str | None
    ) -> None:
        """Take every option of one cell but the barred one from every state that is not given up.

        A state goes on in a word, to a word's end, or through what is in no word, or past a space; in a word only
        if one goes on with ``following`` (see `_followings`).
        """
        base, check, costs, before, behind, table, fine, start = self._tables
        states = self.front.values()
        limit = self._beam + (self._lowest if self._lowest < math.inf else 0.0)  # a barred cell may leave no path
        self.space_next = space_next
        ahead: dict[int, _State] = {}
        self.front = ahead
        self._lowest = lowest = math.inf
        get = ahead.get
        known: dict[int, Sequence[Row]] = {}
        for state in states:
            cost, node, context, pending, _, _, _ = state
            if cost > limit:
                continue
            if pending in known:
                rows = known[pending]
            else:
                rows = moves.rows(surroundings, pending)
                rows = known[pending] = rows if barred is None else [row for row in rows if row[-1].out != barred]
            flag = context if context == _AFTER_SPACE else 0
            for kind, price, first, rest, last, key, pending, option in rows:
                if kind != WRITE:
                    self._past_space(state, option)
                    continue
                if context == _BEFORE_SPACE:
                    continue
                paid = cost + price
                if node:
                    child = base[node] + first
                    found = check[child] == first
                    if rest and found:
                        for symbol in rest:
                            child = base[child] + symbol
                            if check[child] != symbol:
                                found = False
                                break
                    if found:
                        if following < 0 or check[base[child] + following] == following:
                            place = key | child << _CONTEXT_BITS | flag
                            old = get(place)
                            if old is None or paid < old[0]:
                                ahead[place] = (paid, child, flag, pending, state, option, _IN_A_WORD)
                        word = costs[child]
                        if word != NOT_A_WORD:
                            front = before[child] - spaces.ZERO if flag else 0
                            ended = paid + word + front
                            place = key | _BETWEEN | last
                            old = get(place)
                            if old is None or ended < old[0]:
                                how = (True, True, 0, front) if front else _BETWEEN_WORDS
                                ahead[place] = (ended, ROOT, last, pending, state, option, how)
                                if ended < lowest and not pending & CARRIED:
                                    lowest = ended
                            if space_next:  # stand there also as one who keeps the space and has paid for it
                                gap = behind[child] - spaces.ZERO if space_next == 1 else 0
                                ended += gap
                                place = key | _BETWEEN | _BEFORE_SPACE
                                old = get(place)
                                if old is None or ended < old[0]:
                                    how = (True, True, gap, front)
                                    ahead[place] = (ended, ROOT, _BEFORE_SPACE, pending, state, option, how)
                                    if ended < lowest and not pending & CARRIED:
                                        lowest = ended
                if node <= ROOT:
                    spelled, front = context, 0
                    if node:
                        paid += start
                        if flag:
                            front = before[_UNKNOWN] - spaces.ZERO
                            paid += front
                            spelled = trigrams.SPACE
                    paid += table[spelled * _SIZE + first] + fine
                    spelled = spelled % _SIZE * _SIZE + first
                    for symbol in rest:
                        paid += table[spelled * _SIZE + symbol] + fine
                        spelled = spelled % _SIZE * _SIZE + symbol
                    place = key | spelled
                    old = get(place)
                    if old is None or paid < old[0]:
                        how = (False, False, 0, front) if front else _IN_NO_WORD
                        ahead[place] = (paid, _UNKNOWN, spelled, pending, state, option, how)
                    place = key | _BETWEEN | last
                    old = get(place)
                    if old is None or paid < old[0]:
                        how = (True, False, 0, front) if front else _NO_WORD_ENDS
                        ahead[place] = (paid, ROOT, last, pending, state, option, how)
                        if paid < lowest and not pending & CARRIED:
                            lowest = paid
                    if space_next:
                        gap = behind[_UNKNOWN] - spaces.ZERO if space_next == 1 else 0
                        paid += gap
                        place = key | _BETWEEN | _BEFORE_SPACE
                        old = get(place)
                        if old is None or paid < old[0]:
                            how = (True, False, gap, front)
                            ahead[place] = (paid, ROOT, _BEFORE_SPACE, pending, state, option, how)
                            if paid < lowest and not pending & CARRIED:
                                lowest = paid
        # a mark handed on may find no letter, so paths that wait for one are no measure for others
        self._lowest = min(lowest, self._lowest)

    def _past_space(self, state: _State, option: Option) -> None:
        """Keep a space or drop it."""
        if option.kind == KEEP:
            self._keep(state, option)
        elif state[2] != _BEFORE_SPACE:
            self._drop(state, option)

    def _keep(self, state: _State, option: Option) -> None:
        """Keep a space between words, or in a compound: as its words would be written were they no compound."""
        node, context, paid = state[1], state[2], state[0] + option.cost
        single = len(option.out) == 1
        if context == _BEFORE_SPACE:
            self._between(state, option, paid, _AFTER_SPACE if single else trigrams.SPACE)
        elif node > ROOT and self._costs[node] <= COMMON and single:
            paid += max(self._behind[node] - spaces.ZERO, SPACE_IN_COMPOUND)
            self._stay(state, option, paid)

    def _drop(self, state: _State, option: Option) -> None:
        """Drop a space, in a word or between words."""
        cost, node, context, *_ = state
        if node == ROOT:
            if option.between < math.inf:
                self._between(state, option._replace(move="between"), cost + option.between, context)
        elif option.cost < math.inf:
            self._stay(state, option, cost + option.cost)

    def _stay(self, state: _State, option: Option, paid: float) -> None:
        """Stand where the path stood before a space."""
        node, context = state[1], state[2]
        how = _IN_A_WORD if node != _UNKNOWN else _IN_NO_WORD
        self._push((paid, node, context, option.pending, state, option, how))

    def _between(self, state: _State, option: Option, paid: float, context: int) -> None:
        """Stand between words behind a space, which another may follow: one whose mark was taken away."""
        for after in (context, _BEFORE_SPACE) if self.space_next else (context,):
            self._push((paid, ROOT, after, option.pending, state, option, _BETWEEN_WORDS))

    def _push(self, state: _State) -> None:
        cost, node, context, _, _, option, *_ = state
        key = option.key | node << _CONTEXT_BITS | context
        if key not in self.front or cost < self.front[key][0]:
            self.front[key] = state
            if node == ROOT and not state[3] & CARRIED:
                self._lowest = min(cost, self._lowest)

    def best(self) -> list[Step]:
        """Return the steps of the cheapest path that stands at a word's end with no mark on its way, if any does."""
        ends = [state for state in self.front.values() if state[1] == ROOT and not state[3]]
        return _trace(min(ends, key=itemgetter(0))) if ends else []


def _trace(last: _State) -> list[Step]:
    """Follow a path back to its start; costs become nats, and what a kept space costs is paid where it stands."""
    steps: list[Step] = []
    state = last
    owed = 0.0
    while True:
        cost, _, _, pending, before, option, (boundary, known, behind, front) = state
        if before is None:
            return steps[::-1]
        nats = (cost + owed - behind) * trigrams.NATS_PER_STEP
        steps.append(Step(option.out, nats, boundary, known, option.move, not pending & ~LOST, option.took))
        if front:
            owed = front
        elif option.out[:1] == " ":
            owed = 0.0
        state = before
