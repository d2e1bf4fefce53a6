"""The lattice: all readings of a window that the channel allows, searched for the most probable one.

A window is cut into cells: a letter, or a run of spaces, with the marks that stand on it. Reading
goes from left to right; a letter may take marks from the cells ahead (a displaced mark goes home),
a space may be dropped, a sara aa may get its ring back. Each such move costs what the channel says;
each word costs what the lexicon says; what is in no word costs its characters under the trigram
model and a fine. The cheapest path is the reading.

Method: Viterbi search over (trie node, context, marks taken) at each cell, with a beam. All costs
inside are in steps of 1/16 nat, as in the tables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from thaifix import trigrams
from thaifix.evidence import gap_cost
from thaifix.knowledge import chars
from thaifix.lexicon import NOT_A_WORD, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thaifix.lexicon import Lexicon

__all__ = ["Channel", "Path", "Step", "decode", "words_cost"]

_UNKNOWN = 0  # the "node" of a stretch that is in no word
_REACH = 2  # letters ahead from which a mark may be taken
_MARKS = frozenset(chars.MARKS)
_CONSONANTS = frozenset(chars.CONSONANTS)
_TALL_VOWELS = frozenset("ใไโ")  # what a tall mark before pushes away
_TALL = frozenset("ปฝฟฬ")
_LOW = frozenset(chars.VOWEL_MARKS + chars.PHINTHU + chars.MAITAIKHU)
_SPACE_BEHIND = 0.5  # nats for dropping the space that a moved mark left behind
_LOST_TONES = "\N{THAI CHARACTER MAI EK}\N{THAI CHARACTER MAI THO}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What each kind of damage costs, in nats; the more common in the document, the cheaper to undo.

    Attributes:
        jump: for each letter that a mark goes back.
        order: for marks of one letter put in order.
        drop_space: for a space taken out.
        drop_space_after_tall: for one between a tall mark and a tall leading vowel.
        ring: for a sara aa read as sara am.
        ring_after_space: for the same where a space cut the sara aa off.
        tone_for_space: for a tone read in the place of a space before sara aa.
        keep_odd_space: share of the cost of an odd space that a kept one pays: 0 where spaces can be
            trusted, 1 where they fall anywhere.
        space_behind_mark: for keeping a space right behind a letter that lost its mark; dropping it is
            cheap then. 0 where such spaces mean nothing.
        keep_single_space: for a single space kept where letters are set apart by them.
        odd_gap: nats by which a space must be less Thai than none before it may be dropped.
        unknown: for a stretch that is in no word, and
        unknown_letter: for each character of it, above its trigram cost.
        beam: paths that cost this much more than the best one at a word's end are given up.
    """

    jump: float
    order: float
    drop_space: float
    drop_space_after_tall: float
    ring: float
    ring_after_space: float
    tone_for_space: float
    keep_odd_space: float = 0.0
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
        taken: bits of the marks that have left their cells.
    """

    before: Step | None
    out: str
    cost: float
    boundary: bool
    known: bool
    move: str
    taken: int


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

    def nothing_pending(self, number: int) -> bool:
        """Tell whether no mark was taken from beyond a cell yet."""
        return not self.steps[number].taken >> self.first_marks[number + 1]


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


def decode(window: str, lexicon: Lexicon, channel: Channel, *, moves: bool = True) -> Path:
    """Return the cheapest reading of a window; without ``moves``, the cheapest way to read it as it stands.

    >>> from thaifix.lexicon import load
    >>> channel = Channel(jump=1.5, order=0.3, drop_space=3, drop_space_after_tall=1, ring=12,
    ...                   ring_after_space=2, tone_for_space=4)
    >>> "".join(step.out for step in decode("คณุภาพ", load(), channel).steps)
    'คุณภาพ'
    """
    cells, starts, first_marks = _cells(window)
    search = _Search(lexicon, channel)
    front: _Front = {(ROOT, trigrams.SPACE, 0): Step(None, "", 0.0, boundary=True, known=True, move="", taken=0)}
    for number in range(len(cells)):
        limit = min(step.cost for (node, _, _), step in front.items() if node == ROOT) + search.beam
        options: dict[int, list[_Option]] = {}
        ahead: _Front = {}
        for key, step in front.items():
            if step.cost <= limit:
                taken = key[2]
                if taken not in options:
                    # marks of cells that lie behind make no difference any more: forget them, or the
                    # search would keep a state for every subset of them
                    behind = first_marks[number]
                    options[taken] = [
                        option._replace(taken=option.taken >> behind << behind)
                        for option in _options(cells, number, taken, channel, moves=moves)
                    ]
                for option in options[taken]:
                    search.advance(key, step, option, ahead)
        front = ahead
    best = min((step for (node, _, _), step in front.items() if node == ROOT), key=lambda step: step.cost)
    steps = _trace(best)
    return Path(steps, starts, first_marks, steps[-1].cost if steps else 0.0)


def _trace(last: Step) -> list[Step]:
    """Follow a path back to its start; costs become nats."""
    steps: list[Step] = []
    step = last
    while step.before is not None:
        steps.append(step._replace(cost=step.cost * trigrams.NATS_PER_STEP))
        step = step.before
    return steps[::-1]


class _Search:
    """The tables and fines of one search, at hand."""

    __slots__ = ("base", "beam", "check", "costs", "fine", "start", "trigrams")

    def __init__(self, lexicon: Lexicon, channel: Channel) -> None:
        self.base, self.check, self.costs = lexicon.base, lexicon.check, lexicon.costs
        self.trigrams = trigrams.table()
        self.fine = channel.unknown_letter / trigrams.NATS_PER_STEP
        self.start = channel.unknown / trigrams.NATS_PER_STEP
        self.beam = channel.beam / trigrams.NATS_PER_STEP

    def advance(self, key: _Key, step: Step, option: _Option, ahead: _Front) -> None:
        """Take one option from one state: into a word, to a word's end, or through what is in no word."""
        node, context, _ = key
        paid = step.cost + option.cost
        out, move, taken = option.out, option.move, option.taken
        if option.kind == _DROP:
            _push(ahead, (node, context, taken), Step(step, "", paid, node == ROOT, node != _UNKNOWN, move, taken))
            return
        if option.kind == _KEEP:
            if node == ROOT:
                _push(ahead, (ROOT, trigrams.SPACE, taken), Step(step, out, paid, True, True, move, taken))  # noqa: FBT003
            return
        last = option.symbols[-1]
        if node != _UNKNOWN:
            child = self._walk(node, option.symbols)
            if child:
                _push(ahead, (child, 0, taken), Step(step, out, paid, False, True, move, taken))  # noqa: FBT003
                word = self.costs[child]
                if word != NOT_A_WORD:
                    _push(ahead, (ROOT, last, taken), Step(step, out, paid + word, True, True, move, taken))  # noqa: FBT003
        if node in {ROOT, _UNKNOWN}:
            paid += self.start if node == ROOT else 0
            for symbol in option.symbols:
                paid += self.trigrams[context * trigrams.ALPHABET_SIZE + symbol] + self.fine
                context = context % trigrams.ALPHABET_SIZE * trigrams.ALPHABET_SIZE + symbol
            _push(ahead, (_UNKNOWN, context, taken), Step(step, out, paid, False, False, move, taken))  # noqa: FBT003
            _push(ahead, (ROOT, last, taken), Step(step, out, paid, True, False, move, taken))  # noqa: FBT003

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
    """Yield what may be written for a cell when the marks of ``taken`` are gone already."""
    cell = cells[number]
    own = "".join(mark for place, mark in enumerate(cell.marks, cell.first) if not taken >> place & 1)
    if cell.char[0] == " ":
        kept = _kept_space(cells, number, taken, channel)
        yield _option(cell.char + own, taken, kept, _WRITE if own else _KEEP)
        if moves and not own:
            yield from _space_options(cells, number, taken, channel)
        return
    yield _option(cell.char + own, taken, 0.0)
    if not moves:
        return
    if cell.char == chars.SARA_AA and not own and number:
        cut = cells[number - 1].char[0] == " "
        yield from _if_finite(chars.SARA_AM, taken, channel.ring_after_space if cut else channel.ring, "ring")
    if cell.char in _CONSONANTS:
        ordered = _ordered(own)
        if ordered is not None and ordered != own:
            yield from _if_finite(cell.char + ordered, taken, channel.order, "order")
        for marks, more, jumps in _takings(cells, number, own, taken):
            yield from _if_finite(cell.char + marks, taken | more, channel.jump * jumps, "mark")


def _space_options(cells: list[_Cell], number: int, taken: int, channel: Channel) -> Iterator[_Option]:
    """Yield what a space may be but a space: nothing, or the tone that stood before a sara aa."""
    tall = _after_tall(cells, number)
    behind = bool(channel.space_behind_mark) and _lost_a_mark(cells, number - 1, taken)
    dropped = channel.drop_space_after_tall if tall else channel.drop_space
    if behind:
        dropped = min(dropped, _SPACE_BEHIND)
    expected = behind or (tall and dropped < channel.drop_space)
    if dropped < math.inf and (expected or _gap(cells, number) >= channel.odd_gap):
        yield _option("", taken, dropped, _DROP, "space")
    if 0 < number < len(cells) - 1 and cells[number + 1].char == chars.SARA_AA:
        for tone in _LOST_TONES if cells[number - 1].char in _CONSONANTS else "":
            yield from _if_finite(tone, taken, channel.tone_for_space, "tone")


def _lost_a_mark(cells: list[_Cell], number: int, taken: int) -> bool:
    if number < 0 or not cells[number].marks:
        return False
    cell = cells[number]
    return bool(taken >> cell.first & (1 << len(cell.marks)) - 1)


def _kept_space(cells: list[_Cell], number: int, taken: int, channel: Channel) -> float:
    """Return what a space that is kept pays for standing where Thai has few."""
    single = channel.keep_single_space if cells[number].char == " " else 0.0
    share = channel.keep_odd_space
    if channel.space_behind_mark and _lost_a_mark(cells, number - 1, taken):
        single, share = channel.space_behind_mark, 1.0
    if channel.drop_space_after_tall < channel.drop_space and _after_tall(cells, number):
        share = 1.0
    return single + (share and share * _gap(cells, number))


def _after_tall(cells: list[_Cell], number: int) -> bool:
    """Tell whether a space stands between a tall mark or letter and a tall leading vowel."""
    if not 0 < number < len(cells) - 1:
        return False
    before = cells[number - 1]
    return cells[number + 1].char in _TALL_VOWELS and (bool(before.marks) or before.char in _TALL)


def _gap(cells: list[_Cell], number: int) -> float:
    """Return by how many nats a space is less Thai here than none, at least 0."""
    if not 0 < number < len(cells) - 1:
        return 0.0
    before, after = cells[number - 1], cells[number + 1]
    return max(0.0, gap_cost((before.char + before.marks)[-2:], (after.char + after.marks)[:2]))


def _option(out: str, taken: int, cost: float, kind: int = _WRITE, move: str = "") -> _Option:
    return _Option(out, trigrams.encode(out), taken, round(cost / trigrams.NATS_PER_STEP), kind, move)


def _if_finite(out: str, taken: int, cost: float, move: str) -> Iterator[_Option]:
    if cost < math.inf:
        yield _option(out, taken, cost, _WRITE, move)


def _takings(cells: list[_Cell], number: int, own: str, taken: int) -> Iterator[tuple[str, int, int]]:
    """Yield the marks a letter may bear with one or two taken from the cells ahead, their bits, and the jumps."""
    ahead: list[tuple[str, int, int]] = []
    letters = 0
    for cell in cells[number + 1 :]:
        letters += cell.char[0] != " " or not cell.marks  # a mark on a space stands one letter away
        if letters > _REACH:
            break
        for place, mark in enumerate(cell.marks, cell.first):
            if not taken >> place & 1:
                ahead.append((mark, 1 << place, max(1, letters)))
    for i, (mark, bit, jumps) in enumerate(ahead):
        marks = _ordered(own + mark)
        if marks is None:
            continue
        yield marks, bit, jumps
        for other, other_bit, other_jumps in ahead[i + 1 :]:
            both = _ordered(own + mark + other)
            if both is not None:
                yield both, bit | other_bit, jumps + other_jumps


def _ordered(marks: str) -> str | None:
    """Return marks in canonical order, or ``None`` if no letter can bear them together."""
    low = [mark for mark in marks if mark in _LOW]
    high = [mark for mark in marks if mark not in _LOW]
    if len(low) > 1 or len(high) > 1:
        return None
    return "".join(low + high)
