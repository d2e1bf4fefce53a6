"""The lattice: all readings of a window that the channel allows, searched for the most probable one.

A window is cut into cells: a letter, or a run of spaces, with the marks that stand on it. Reading
goes from left to right; a letter may take marks from the cells ahead or be handed one by the letter
before (a displaced mark goes home), a space may be dropped, a sara aa may get its ring back. Each
such move costs what the channel says; each word costs what the lexicon says; a space between words
costs the less, the more often one stands there in sound text; what is in no word costs its
characters under the trigram model and a fine. The cheapest path is the reading.

Method: Viterbi search over (trie node, context, marks on their way) at each cell, with a beam. All
costs inside are in steps of 1/16 nat, as in the tables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from thaifix import spaces, trigrams
from thaifix.evidence import gap_cost
from thaifix.knowledge import chars
from thaifix.lexicon import NOT_A_WORD, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from thaifix.lexicon import Lexicon

__all__ = ["Channel", "Path", "Step", "Word", "decode", "space_cost", "words_cost"]

_UNKNOWN = 0  # the "node" of a stretch that is in no word
_BEFORE_SPACE = 253  # context of a word's end that has paid for the space behind it, and keeps it
_AFTER_SPACE = 254  # context of what follows a single space that was kept
_MARKS = frozenset(chars.MARKS)
_CONSONANTS = frozenset(chars.CONSONANTS)
_TALL_VOWELS = frozenset(chars.TALL_LEADING_VOWELS)
_TALL = frozenset(chars.TALL_CONSONANTS)
_LOW = frozenset(chars.VOWEL_MARKS + chars.PHINTHU + chars.MAITAIKHU)
_IN_WORD = 1.0  # nats by which a space in a word is less likely than one between words, where spaces fall all over
_FALLS_ANYWHERE = 2.0  # nats for dropping a space between words from which on it is dropped from words like them
_COMMON = 144  # steps that a word may cost to be taken for the first half of a compound, and
_SPACE_IN_COMPOUND = 48  # those that a space behind it costs at least
_RING_LOST_TO_SPACE = 4.0  # nats that a ring costs at most in a document that lost them
_SPACE_BEHIND = 0.5  # nats for dropping the space that a moved mark left behind
_LOST_TONES = "\N{THAI CHARACTER MAI EK}\N{THAI CHARACTER MAI THO}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What each kind of damage costs, in nats; the more common in the document, the cheaper to undo.

    Attributes:
        jumps: for a mark that goes back by one letter, by two ...
        forward: for a mark that goes on to the next letter.
        order: for marks of one letter put in order.
        drop_space: for a space taken out of a word,
        drop_between: and out from between two words.
        drop_space_after_tall: for one between a tall mark and a tall leading vowel.
        ring: for a sara aa read as sara am.
        ring_after_space: for the same where a space cut the sara aa off.
        tone_for_space: for a tone read in the place of a space before sara aa.
        drop_under_mark: for a space taken out that bore a mark.
        space_behind_mark: for keeping a space right behind a letter that lost its mark; dropping it is
            cheap then. 0 where such spaces mean nothing.
        keep_single_space: for a single space kept where letters are set apart by them.
        odd_gap: nats by which a space must be less Thai than none before it may be dropped from a word.
        unknown: for a stretch that is in no word, and
        unknown_letter: for each character of it, above its trigram cost.
        beam: paths that cost this much more than the best one at a word's end are given up.
    """

    jumps: tuple[float, ...]
    order: float
    drop_space: float
    drop_space_after_tall: float
    ring: float
    ring_after_space: float
    tone_for_space: float
    forward: float = math.inf
    drop_between: float = math.inf
    drop_under_mark: float = 0.5
    space_behind_mark: float = 0.0
    keep_single_space: float = 0.0
    odd_gap: float = 0.0
    unknown: float = 9.0
    unknown_letter: float = 0.5
    beam: float = 16.0


class Step(NamedTuple):
    """What became of one cell on a path.

    Attributes:
        before: the step of the cell before, ``None`` at the start.
        out: the text that is written for the cell.
        cost: of the path up to and with this cell; in nats once the path is found.
        boundary: whether a word, or a stretch in no word, ends here.
        known: whether the cell is part of a word.
        move: what the channel was asked for here, empty for nothing.
        taken: bits of the marks ahead that were written already, and of the mark behind that was not yet.
        behind: what ``cost`` has in it already for the space after this word, which is kept.
        front: what it has in it for the space before this word; `_trace` puts both where the space stands.
    """

    before: Step | None
    out: str
    cost: float
    boundary: bool
    known: bool
    move: str
    taken: int
    behind: float = 0
    front: float = 0


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

    def words(self) -> Iterator[Word]:
        """Yield each word as it is read, and each space that is kept between words."""
        first = 0
        for number, step in enumerate(self.steps):
            if step.boundary:
                text = "".join(part.out for part in self.steps[first : number + 1])
                yield Word(first, number + 1, text, step.known)
                first = number + 1

    def nothing_pending(self, number: int) -> bool:
        """Tell whether every mark up to a cell is written, and none from beyond it."""
        return not self.steps[number].taken & (1 << self.first_marks[-1]) - 1


class _Cell(NamedTuple):
    char: str  # a character, or a run of spaces
    marks: str
    first: int  # number of its first mark in the window


class _Option(NamedTuple):
    out: str
    symbols: bytes
    taken: int
    cost: float
    kind: int
    move: str
    between: float = 0.0  # what dropping a space costs between words


_WRITE, _KEEP, _DROP = range(3)  # write characters; keep a space between words; write nothing

_Key = tuple[int, int, int]  # trie node, context (two symbols), marks taken
_Front = dict[_Key, Step]


def _cells(window: str) -> tuple[list[_Cell], list[int], list[int]]:
    cells: list[_Cell] = []
    starts: list[int] = []
    at = marks = 0
    while at < len(window):
        letter = at + 1
        while window[at] == " " and window[letter : letter + 1] == " ":
            letter += 1
        end = letter
        while end < len(window) and window[end] in _MARKS:
            end += 1
        cells.append(_Cell(window[at:letter], window[letter:end], marks))
        starts.append(at)
        marks += end - letter
        at = end
    return cells, [*starts, at], [*(cell.first for cell in cells), marks]


def words_cost(window: str, lexicon: Lexicon) -> float:
    """Return the cost in nats of a window cut into words and spaces, infinity if it is not made of them.

    >>> from thaifix.lexicon import load
    >>> words_cost("กรม การ", load()) < words_cost("กรมกา ร", load()) == math.inf
    True
    """
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
            if costs[node] != NOT_A_WORD and paid + costs[node] < best[end + 1]:
                best[end + 1] = paid + costs[node]
    return best[-1] * trigrams.NATS_PER_STEP


def space_cost(before: str, after: str, lexicon: Lexicon) -> float:
    """Return by how many nats a space between two words is less likely than none in sound Thai.

    >>> from thaifix.lexicon import load
    >>> space_cost("ที่", "ได้", load()) > 3 > space_cost("ดังนี้", "การ", load())
    True
    """
    table = spaces.load()
    steps = table.behind[lexicon.node(before)] + table.before[lexicon.node(after)] - 2 * spaces.ZERO
    return steps * trigrams.NATS_PER_STEP + table.gap_weight * _cached_gap(before[-2:], after[:2])


def decode(
    window: str,
    lexicon: Lexicon,
    channel: Channel,
    *,
    moves: bool = True,
    drops: Mapping[int, float] | None = None,
) -> Path:
    """Return the cheapest reading of a window; without ``moves``, the cheapest way to read it as it stands.

    ``drops`` holds, by its place, what dropping a space between words costs where that is not the
    channel's ``drop_between``.

    >>> from thaifix.lexicon import load
    >>> channel = Channel(jumps=(1.5, 3), order=0.3, drop_space=3, drop_space_after_tall=1, ring=12,
    ...                   ring_after_space=2, tone_for_space=4)
    >>> "".join(step.out for step in decode("คณุภาพ", load(), channel).steps)
    'คุณภาพ'
    """
    cells, starts, first_marks = _cells(window)
    search = _Search(lexicon, channel)
    start = Step(None, "", 0.0, boundary=True, known=True, move="", taken=0)
    at = cache(lambda nats: _where_spaces_fall(channel, nats))
    front: _Front = {(ROOT, trigrams.SPACE, 0): start}
    if window[:1] == " ":
        front[ROOT, _BEFORE_SPACE, 0] = start
    for number in range(len(cells)):
        behind = (1 << first_marks[number]) - 1  # a mark handed on may find no letter: no measure for others
        limit = search.beam + min(
            step.cost for (node, _, taken), step in front.items() if node == ROOT and not taken & behind
        )
        options: dict[int, list[_Option]] = {}
        ahead: _Front = {}
        space_next = number + 1 < len(cells) and cells[number + 1].char[0] == " "
        search.space_next = 0 if not space_next else len(cells[number + 1].char)
        for key, step in front.items():
            if step.cost <= limit:
                taken = key[2]
                if taken not in options:
                    here = channel if not drops or starts[number] not in drops else at(drops[starts[number]])
                    options[taken] = list(_options(cells, number, taken, here, moves=moves))
                for option in options[taken]:
                    search.advance(key, step, option, ahead)
        front = ahead
    best = min((step for (node, _, taken), step in front.items() if node == ROOT and not taken), key=_cost_of)
    steps = _trace(best)
    return Path(steps, starts, first_marks, steps[-1].cost if steps else 0.0)


def _where_spaces_fall(channel: Channel, nats: float) -> Channel:
    """Return the channel of a place where dropping a space between words costs ``nats``."""
    if nats > _FALLS_ANYWHERE:
        return replace(channel, drop_between=nats)
    return replace(channel, drop_between=nats, drop_space=min(channel.drop_space, nats + _IN_WORD), odd_gap=0.0)


def _cost_of(step: Step) -> float:
    return step.cost


def _trace(last: Step) -> list[Step]:
    """Follow a path back to its start; costs become nats, and what a kept space costs is paid where it stands."""
    steps: list[Step] = []
    step = last
    owed = 0.0
    while step.before is not None:
        cost = step.cost + owed - step.behind
        steps.append(step._replace(cost=cost * trigrams.NATS_PER_STEP))
        if step.front:
            owed = step.front
        elif step.out[:1] == " ":
            owed = 0.0
        step = step.before
    return steps[::-1]


class _Search:
    """The tables and fines of one search, at hand.

    Attributes:
        space_next: the length of the run of spaces in the next cell, 0 if it is none.
    """

    __slots__ = ("base", "beam", "before", "behind", "check", "costs", "fine", "space_next", "start", "trigrams")

    def __init__(self, lexicon: Lexicon, channel: Channel) -> None:
        self.base, self.check, self.costs = lexicon.base, lexicon.check, lexicon.costs
        self.trigrams = trigrams.table()
        self.behind, self.before, _ = spaces.load()
        self.fine = channel.unknown_letter / trigrams.NATS_PER_STEP
        self.start = channel.unknown / trigrams.NATS_PER_STEP
        self.beam = channel.beam / trigrams.NATS_PER_STEP
        self.space_next = 0

    def advance(self, key: _Key, step: Step, option: _Option, ahead: _Front) -> None:
        """Take one option from one state: into a word, to a word's end, or through what is in no word."""
        node, context, _ = key
        if option.kind == _DROP:
            if context != _BEFORE_SPACE:
                self._drop(key, step, option, ahead)
            return
        paid = step.cost + option.cost
        out, move, taken = option.out, option.move, option.taken
        if option.kind == _KEEP:
            if context == _BEFORE_SPACE:
                after = _AFTER_SPACE if len(out) == 1 else trigrams.SPACE
                self._between(after, Step(step, out, paid, True, True, move, taken), ahead)  # noqa: FBT003
            elif node > ROOT and self.costs[node] <= _COMMON and out == " ":
                # a compound may be written with a space in it, as its words would be were they no compound
                paid += max(self.behind[node] - spaces.ZERO, _SPACE_IN_COMPOUND)
                _push(ahead, (node, context, taken), Step(step, out, paid, False, True, move, taken))  # noqa: FBT003
            return
        if context == _BEFORE_SPACE:
            return
        last = option.symbols[-1]
        after_space = context == _AFTER_SPACE
        if node != _UNKNOWN:
            child = self._walk(node, option.symbols)
            if child:
                flag = _AFTER_SPACE if after_space else 0
                _push(ahead, (child, flag, taken), Step(step, out, paid, False, True, move, taken))  # noqa: FBT003
                word = self.costs[child]
                if word != NOT_A_WORD:
                    front = self.before[child] - spaces.ZERO if after_space else 0
                    self._end(
                        child, Step(step, out, paid + word + front, True, True, move, taken, 0, front), last, ahead
                    )  # noqa: FBT003
        if node in {ROOT, _UNKNOWN}:
            front = 0
            if node == ROOT:
                paid += self.start
                if after_space:
                    front = self.before[_UNKNOWN] - spaces.ZERO
                    paid += front
                    context = trigrams.SPACE
            for symbol in option.symbols:
                paid += self.trigrams[context * trigrams.ALPHABET_SIZE + symbol] + self.fine
                context = context % trigrams.ALPHABET_SIZE * trigrams.ALPHABET_SIZE + symbol
            _push(ahead, (_UNKNOWN, context, taken), Step(step, out, paid, False, False, move, taken, 0, front))  # noqa: FBT003
            self._end(_UNKNOWN, Step(step, out, paid, True, False, move, taken, 0, front), last, ahead)  # noqa: FBT003

    def _end(self, node: int, step: Step, last: int, ahead: _Front) -> None:
        """Stand at a word's end; where a space follows, also as one who keeps it and has paid for it."""
        _push(ahead, (ROOT, last, step.taken), step)
        if self.space_next:
            behind = self.behind[node] - spaces.ZERO if self.space_next == 1 else 0
            _push(ahead, (ROOT, _BEFORE_SPACE, step.taken), step._replace(cost=step.cost + behind, behind=behind))

    def _drop(self, key: _Key, step: Step, option: _Option, ahead: _Front) -> None:
        node, context, _ = key
        paid = step.cost + (option.between if node == ROOT else option.cost)
        if paid < math.inf:
            move = "between" if node == ROOT else option.move
            moved = Step(step, "", paid, node == ROOT, node != _UNKNOWN, move, option.taken)
            if node == ROOT:
                self._between(context, moved, ahead)
            else:
                _push(ahead, (node, context, option.taken), moved)

    def _between(self, context: int, step: Step, ahead: _Front) -> None:
        """Stand between words behind a space, which another may follow: one whose mark was taken away."""
        _push(ahead, (ROOT, context, step.taken), step)
        if self.space_next:
            _push(ahead, (ROOT, _BEFORE_SPACE, step.taken), step)

    def _walk(self, node: int, symbols: bytes) -> int:
        for symbol in symbols:
            node = self.base[node] + symbol
            if self.check[node] != symbol:
                return 0
        return node


def _push(front: _Front, key: _Key, step: Step) -> None:
    there = front.get(key)
    if there is None or step.cost < there.cost:
        front[key] = step


def _options(cells: list[_Cell], number: int, taken: int, channel: Channel, *, moves: bool) -> Iterator[_Option]:
    """Yield what may be written for a cell when the marks of ``taken`` are on their way."""
    cell = cells[number]
    end = cell.first + len(cell.marks)
    carried, ahead = taken & (1 << cell.first) - 1, taken >> end << end & ~_lost_bit(cells)
    if (
        taken >> cell.first & (1 << len(cell.marks)) - 1
        and number + 1 < len(cells)
        and cells[number + 1].char[0] == " "
    ):
        ahead |= _lost_bit(cells)
    own = "".join(mark for place, mark in enumerate(cell.marks, cell.first) if not taken >> place & 1)
    if cell.char[0] == " ":
        kept = _kept_space(cells, number, taken, channel)
        if not carried or not own:
            yield _option(cell.char + own, ahead | carried, kept, _WRITE if own else _KEEP)
        if moves and not own:
            yield from _space_options(cells, number, taken, ahead | carried, channel)
        return
    if carried:  # the letter before handed its mark on, and this one must take it
        marks = _ordered(own + _marks_of(cells[:number], carried)) if cell.char in _CONSONANTS else None
        if marks is not None:
            yield _option(cell.char + marks, ahead, 0.0, _WRITE, "mark")
        return
    yield _option(cell.char + own, ahead, 0.0)
    if not moves:
        return
    if cell.char == chars.SARA_AA and not own and number:
        cut = cells[number - 1].char[0] == " "
        yield from _if_finite(chars.SARA_AM, ahead, channel.ring_after_space if cut else channel.ring, "ring")
    if own and channel.forward < math.inf:
        yield from _handings(cell, own, taken, ahead, channel)
    if cell.char in _CONSONANTS:
        ordered = _ordered(own)
        if ordered is not None and ordered != own:
            yield from _if_finite(cell.char + ordered, ahead, channel.order, "order")
        for marks, more, cost in _takings(cells, number, own, taken, channel.jumps):
            yield from _if_finite(cell.char + marks, ahead | more, cost, "mark")


def _handings(cell: _Cell, own: str, taken: int, ahead: int, channel: Channel) -> Iterator[_Option]:
    """Yield a letter without one of its marks, or without all, which the next letter has to take."""
    there = [(mark, 1 << place) for place, mark in enumerate(cell.marks, cell.first) if not taken >> place & 1]
    for mark, bit in there:
        yield _option(cell.char + own.replace(mark, "", 1), ahead | bit, channel.forward, _WRITE, "mark")
    if len(there) > 1:
        bits = sum(bit for _, bit in there)
        yield _option(cell.char, ahead | bits, channel.forward * len(there), _WRITE, "mark")


def _marks_of(cells: list[_Cell], bits: int) -> str:
    return "".join(mark for cell in cells for place, mark in enumerate(cell.marks, cell.first) if bits >> place & 1)


def _space_options(
    cells: list[_Cell], number: int, taken: int, on_their_way: int, channel: Channel
) -> Iterator[_Option]:
    """Yield what a space may be but a space: nothing, or the tone that stood before a sara aa."""
    tall = _after_tall(cells, number)
    behind = channel.space_behind_mark and taken & _lost_bit(cells)
    inside = between = math.inf
    if _gap(cells, number) >= channel.odd_gap or behind or tall:
        inside = min(channel.drop_space, channel.drop_space_after_tall) if tall else channel.drop_space
    if cells[number].char == " ":
        between = min(channel.drop_between, channel.drop_space_after_tall) if tall else channel.drop_between
    if behind:
        inside, between = min(inside, _SPACE_BEHIND), min(between, _SPACE_BEHIND)
    elif cells[number].marks and number < len(cells) - 1:
        inside, between = min(inside, channel.drop_under_mark), channel.drop_under_mark
    if channel.ring <= _RING_LOST_TO_SPACE and len(cells[number].char) > 1 and cells[number - 1].char == chars.SARA_AA:
        inside = min(inside, _SPACE_BEHIND)  # where the ring of a sara am went, two spaces stand behind it
    if min(inside, between) < math.inf:
        yield _option("", on_their_way, inside, _DROP, "space", between)
    if 0 < number < len(cells) - 1 and cells[number + 1].char == chars.SARA_AA:
        for tone in _LOST_TONES if cells[number - 1].char in _CONSONANTS else "":
            yield from _if_finite(tone, on_their_way, channel.tone_for_space, "tone")


def _lost_bit(cells: list[_Cell]) -> int:
    """Return the bit of ``taken`` that tells a space that the letter before it lost a mark."""
    return 1 << cells[-1].first + len(cells[-1].marks)


def _kept_space(cells: list[_Cell], number: int, taken: int, channel: Channel) -> float:
    """Return what a space that is kept pays for the letters around it; for the words around, see `_Search`."""
    if cells[number].char != " ":
        return 0.0
    paid = channel.keep_single_space + spaces.load().gap_weight * _signed_gap(cells, number)
    if channel.space_behind_mark and taken & _lost_bit(cells):
        paid += channel.space_behind_mark
    return paid


def _after_tall(cells: list[_Cell], number: int) -> bool:
    """Tell whether a space stands between a tall mark or letter and a tall leading vowel."""
    if not 0 < number < len(cells) - 1:
        return False
    before = cells[number - 1]
    return cells[number + 1].char in _TALL_VOWELS and (bool(before.marks) or before.char in _TALL)


def _gap(cells: list[_Cell], number: int) -> float:
    """Return by how many nats a space is less Thai here than none, at least 0."""
    return max(0.0, _signed_gap(cells, number))


def _signed_gap(cells: list[_Cell], number: int) -> float:
    if not 0 < number < len(cells) - 1:
        return 0.0
    before, after = cells[number - 1], cells[number + 1]
    return _cached_gap((before.char + before.marks)[-2:], (after.char + after.marks)[:2])


@lru_cache(maxsize=4096)
def _cached_gap(before: str, after: str) -> float:
    return gap_cost(before, after)


@lru_cache(maxsize=4096)
def _symbols(out: str) -> bytes:
    return trigrams.encode(out)


def _option(out: str, taken: int, cost: float, kind: int = _WRITE, move: str = "", between: float = 0.0) -> _Option:
    return _Option(out, _symbols(out), taken, _steps(cost), kind, move, _steps(between))


def _steps(nats: float) -> float:
    return nats if nats == math.inf else round(nats / trigrams.NATS_PER_STEP)


def _if_finite(out: str, taken: int, cost: float, move: str) -> Iterator[_Option]:
    if cost < math.inf:
        yield _option(out, taken, cost, _WRITE, move)


def _takings(
    cells: list[_Cell], number: int, own: str, taken: int, jumps: tuple[float, ...]
) -> Iterator[tuple[str, int, float]]:
    """Yield the marks a letter may bear with one or two taken from the cells ahead, their bits, and what it costs."""
    ahead: list[tuple[str, int, float]] = []
    letters = 0
    for cell in cells[number + 1 :]:
        # a mark on a space stands one letter away; one on several spaces is no neighbour
        letters += 0 if cell.char == " " and cell.marks else len(cell.char)
        if letters > len(jumps):
            break
        for place, mark in enumerate(cell.marks, cell.first):
            if not taken >> place & 1:
                ahead.append((mark, 1 << place, jumps[max(1, letters) - 1]))
    for i, (mark, bit, cost) in enumerate(ahead):
        marks = _ordered(own + mark)
        if marks is None:
            continue
        yield marks, bit, cost
        for other, other_bit, other_cost in ahead[i + 1 :]:
            both = _ordered(own + mark + other)
            if both is not None:
                yield both, bit | other_bit, cost + other_cost


def _ordered(marks: str) -> str | None:
    """Return marks in canonical order, or ``None`` if no letter can bear them together."""
    low = [mark for mark in marks if mark in _LOW]
    high = [mark for mark in marks if mark not in _LOW]
    if len(low) > 1 or len(high) > 1:
        return None
    return "".join(low + high)
