"""Cells and moves: what may be written for each cell of a window, and what the channel charges for it.

A window is cut into cells: a letter, or a run of spaces, with the marks that stand on it. Reading
goes from left to right; a letter may take marks from the cells ahead or be handed one by the letter
before (a displaced mark goes home), a space may be dropped, a sara aa may get its ring back. What
may be written for a cell depends on the cell before, the few cells ahead that its moves reach, and
the marks on their way, so it is worked out once for all places that look the same.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, repeat
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from thaifix import spaces, trigrams
from thaifix.evidence import gap_cost
from thaifix.knowledge import chars

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "AHEAD",
    "CARRIED",
    "DROP",
    "KEEP",
    "KEY_BITS",
    "LOST",
    "WRITE",
    "Cells",
    "Channel",
    "Moves",
    "Option",
    "Row",
    "moves_of",
]

_CONSONANTS = frozenset(chars.CONSONANTS)
_TALL_VOWELS = frozenset(chars.TALL_LEADING_VOWELS)
_TALL = frozenset(chars.TALL_CONSONANTS)
_LOW = frozenset(chars.VOWEL_MARKS + chars.PHINTHU + chars.MAITAIKHU)
_IN_WORD = 1.0  # nats by which a space in a word is less likely than one between words, where spaces fall all over
_FALLS_ANYWHERE = 2.0  # nats for dropping a space between words from which on it is dropped from words like them
_RING_LOST_TO_SPACE = 4.0  # nats that a ring costs at most in a document that lost them
_SPACE_BEHIND = 0.5  # nats for dropping the space that a moved mark left behind
_PAST_SPACE = 1.0  # nats that a mark pays more for a plain space on its way, which is dropped or was there before
_LOST_TONES = "\N{THAI CHARACTER MAI EK}\N{THAI CHARACTER MAI THO}"
_REMEMBERED = 8192  # places whose options are kept for each channel
_CELL = re.compile(f"(?: +|[^ ])[{chars.MARKS}]*", re.DOTALL)
_LETTER = re.compile(f"[^ {chars.MARKS}]")
_NO_SYMBOLS = bytes([trigrams.OTHER])
_BLOT = "-"  # stands for any letter
_ANY_CONSONANT = chars.CONSONANTS[0]  # stands for any consonant

WRITE, KEEP, DROP = range(3)
"""Kinds of options: write characters; keep a space between words; write nothing."""

# Marks on their way are one number: a bit that tells a space that the letter before it lost a mark, the marks that
# were handed on and must be taken by the next letter (one low, one high: no letter bears more), and a bit for each
# mark from the next cell on that was written already.
LOST = 1
"""The bit that tells a space that the letter before it lost a mark."""
_LOW_BITS, _HIGH_BITS = 1, 5  # where the handed marks begin, by their place in the two lists
CARRIED = 0b1_1111_1110
"""Bits of the marks handed on."""
AHEAD = 9
"""Number of the bit of the next cell's first mark."""
KEY_BITS = 34
"""Bits of a search key below those of the marks on their way."""
_LOWS = ["", *sorted(_LOW)]
_HIGHS = ["", *sorted(set(chars.MARKS) - _LOW)]


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

    def still(self) -> Channel:
        """Return the channel that allows no move; all that are alike but for their moves give the same one."""
        never = math.inf
        return Channel(
            jumps=(never,),
            order=never,
            drop_space=never,
            drop_space_after_tall=never,
            ring=never,
            ring_after_space=never,
            tone_for_space=never,
            drop_under_mark=never,
            keep_single_space=self.keep_single_space,
            unknown=self.unknown,
            unknown_letter=self.unknown_letter,
            beam=self.beam,
        )

    def moves_cost_no_less_than(self, other: Channel) -> bool:
        """Tell whether each move costs the same as under another channel or more, and all else the same."""
        mine, its = self._moves(), other._moves()
        return (
            len(mine) == len(its)
            and all(cost >= cheap for cost, cheap in zip(mine, its, strict=True))
            and self._moves_aside() == other._moves_aside()
        )

    def _moves(self) -> tuple[float, ...]:
        return (
            self.order,
            self.drop_space,
            self.drop_space_after_tall,
            self.ring,
            self.ring_after_space,
            self.tone_for_space,
            self.forward,
            self.drop_between,
            self.drop_under_mark,
            self.odd_gap,
            *self.jumps,
        )

    def _moves_aside(self) -> tuple[float, ...]:
        return self.space_behind_mark, self.keep_single_space, self.unknown, self.unknown_letter, self.beam

    def where_spaces_fall(self, nats: float) -> Channel:
        """Return the channel of a place where dropping a space between words costs ``nats``."""
        if nats > _FALLS_ANYWHERE:
            return replace(self, drop_between=nats)
        return replace(self, drop_between=nats, drop_space=min(self.drop_space, nats + _IN_WORD), odd_gap=0.0)


class Option(NamedTuple):
    """Something that may be written for a cell.

    Attributes:
        kind: `WRITE`, `KEEP` or `DROP`.
        cost: in steps; of a dropped space, that within a word.
        symbols: what is written, as `thaifix.trigrams.encode` gives it.
        key: ``pending`` where it stands in the key of a search.
        pending: the marks on their way to the next cell.
        out: what is written.
        move: what the channel is asked for, empty for nothing.
        between: what dropping a space costs between words, in steps.
        took: bits of the marks that leave their place, from this cell's first mark on.
    """

    kind: int
    cost: float
    symbols: bytes
    key: int
    pending: int
    out: str
    move: str
    between: float
    took: int


Row: TypeAlias = tuple[int, float, int, bytes, int, int, int, Option]
"""An option for the hot loop, as a bare tuple: kind, cost, symbols (first, rest, last), key, pending, option."""


_encoded = lru_cache(maxsize=4096)(trigrams.encode)  # what is written for cells comes again and again


def _row(option: Option) -> Row:
    symbols = option.symbols or _NO_SYMBOLS
    return option.kind, option.cost, symbols[0], symbols[1:], symbols[-1], option.key, option.pending, option


def _written_on(letter: str, symbol: int, row: Row) -> Row:
    """Return a row with another letter under its marks."""
    kind, cost, _, rest, last, key, pending, option = row
    symbols, out, move, took = bytes([symbol]) + rest, letter + option.out[1:], option.move, option.took
    other = Option(kind, cost, symbols, key, pending, out, move, 0, took)
    return kind, cost, symbol, rest, last if rest else symbol, key, pending, other


class Cells:
    """A window in cells.

    Attributes:
        texts: each cell with its marks.
        starts: where each begins in the window, and last the window's length.
        first_marks: the number of each cell's first mark, and last that of all marks.
        spaces: the length of each run of spaces, 0 for letters, and last 0.
    """

    __slots__ = ("_window", "first_marks", "spaces", "starts", "texts")

    def __init__(self, window: str) -> None:
        """Cut a window.

        >>> Cells("พฒั  ู").texts
        ['พ', 'ฒั', '  ู']
        """
        self._window = window
        self.texts: list[str] = _CELL.findall(window)
        self.starts = [0, *accumulate(map(len, self.texts))]
        self.spaces = [0] * len(self.starts)
        widths: Iterable[int] = repeat(1)
        if " " in window:
            widths = [_width(text) for text in self.texts]
            self.spaces[:-1] = [width if text[0] == " " else 0 for text, width in zip(self.texts, widths, strict=True)]
        letters = accumulate(widths, initial=0)
        self.first_marks = [start - before for start, before in zip(self.starts, letters, strict=False)]

    def surroundings(self, reach: int) -> list[tuple[str, str]]:
        """Return for each cell the one before it, and the text from it on as far as marks may come from.

        All that makes no difference is blotted out, so that cells with the same options look the same:
        of other letters only where they stand, if marks are behind them, and of what is before a letter
        only a space.
        """
        window, starts, texts = self._window, self.starts, self.texts
        shape = _LETTER.sub(_BLOT, window)
        ends = self._ends(reach)
        found: list[tuple[str, str]] = []
        before = ""
        for number, text in enumerate(texts):
            letter, end = text[0], starts[number + 1]
            if letter == " ":
                found.append((before, window[starts[number] : starts[min(number + 2, len(texts))]]))
            elif letter in _CONSONANTS:
                found.append(("", text + shape[end : starts[ends[number]]].rstrip(_BLOT)))
            else:
                space = " " if shape[end : end + 1] == " " else ""
                found.append((before and shape[starts[number - 1]], text + space))
            before = text
        return found

    def _ends(self, reach: int) -> list[int]:
        """Return for each cell the first one ahead that lies beyond its reach; the next one never does.

        A single space is no letter, so a mark behind it is as near as one before it; several are as many letters.
        """
        widths = [(length if length != 1 else 0) if length else 1 for length in self.spaces[:-1]]
        count = len(widths)
        ends: list[int] = []
        end, letters = 1, 0  # letters between a cell and ``end``
        for number in range(count):
            if end <= number + 1:
                end = min(number + 2, count)
                letters = sum(widths[number + 1 : end])
            while end < count and letters + widths[end] <= reach:
                letters += widths[end]
                end += 1
            ends.append(end)
            if end > number + 1:
                letters -= widths[number + 1]
        return ends


def _width(text: str) -> int:
    """Return how many characters of a cell are not its marks."""
    return 1 if text[0] != " " else text.rindex(" ") + 1


class _Cell(NamedTuple):
    char: str  # a character, or a run of spaces
    marks: str
    first: int  # number of its first mark, counted from the cell that is read


@lru_cache(maxsize=4096)
def _split(text: str) -> tuple[_Cell, ...]:
    cells: list[_Cell] = []
    marks = 0
    for part in _CELL.findall(text):
        width = _width(part)
        cells.append(_Cell(part[:width], part[width:], marks))
        marks += len(part) - width
    return tuple(cells)


class Moves:
    """What one channel allows, remembered by what a cell and its neighbours look like.

    Attributes:
        channel: the costs.
        reach: letters ahead from which a mark may be taken.
    """

    __slots__ = ("_remembered", "channel", "reach")

    def __init__(self, channel: Channel) -> None:
        """Start with nothing remembered."""
        self.channel = channel
        self.reach = len(channel.jumps)
        self._remembered: dict[tuple[tuple[str, str], int], tuple[Row, ...]] = {}

    def rows(self, surroundings: tuple[str, str], pending: int) -> tuple[Row, ...]:
        """Return what may be written for a cell, given what `Cells.surroundings` says and the marks on their way."""
        key = surroundings, pending
        rows = self._remembered.get(key)
        if rows is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            rows = self._remembered[key] = self._worked_out(surroundings, pending)
        return rows

    def _worked_out(self, surroundings: tuple[str, str], pending: int) -> tuple[Row, ...]:
        """Return the rows of a cell; all consonants are offered the same, so they are worked out for one."""
        before, text = surroundings
        letter = text[0]
        if letter == _ANY_CONSONANT or letter not in _CONSONANTS:
            return tuple(map(_row, self.options(surroundings, pending)))
        rows = self.rows((before, _ANY_CONSONANT + text[1:]), pending)
        symbol = _encoded(letter)[0]
        return tuple([_written_on(letter, symbol, row) for row in rows])

    def options(self, surroundings: tuple[str, str], pending: int) -> list[Option]:
        """Return the same as named tuples, worked out anew."""
        before, text = surroundings
        return list(_Place(self.channel, _split(before), _split(text), pending).options())


@lru_cache(maxsize=48)
def moves_of(channel: Channel) -> Moves:
    """Return the moves of a channel, the same object for channels that are equal."""
    return Moves(channel)


class _Place:
    """One cell with its neighbours and the marks on their way to it.

    Attributes:
        here: the cell.
        own: its marks that were not taken by a letter before.
        ahead: the marks on their way to the cell behind it, whatever is done here.
        carried: the marks that were handed to this cell.
    """

    __slots__ = ("ahead", "before", "carried", "cells", "channel", "here", "lost", "own", "taken")

    def __init__(self, channel: Channel, before: Sequence[_Cell], cells: Sequence[_Cell], pending: int) -> None:
        self.channel, self.cells = channel, cells
        self.before = before[0] if before else None
        self.here = here = cells[0]
        self.lost, self.carried, self.taken = pending & LOST, pending & CARRIED, pending >> AHEAD
        self.own = here.marks
        if self.taken:
            self.own = "".join([mark for place, mark in enumerate(here.marks) if not self.taken >> place & 1])
        self.ahead = self.taken >> len(here.marks) << AHEAD
        if len(self.own) < len(here.marks) and len(cells) > 1 and cells[1].char[0] == " ":
            self.ahead |= LOST

    def options(self) -> Iterator[Option]:
        """Yield what may be written here."""
        if self.here.char[0] == " ":
            yield from self._space()
        elif self.carried:  # the letter before handed its mark on, and this one must take it
            handed = _LOWS[self.carried >> _LOW_BITS & 0b1111] + _HIGHS[self.carried >> _HIGH_BITS]
            marks = _ordered(self.own + handed) if self.here.char in _CONSONANTS else None
            if marks is not None:
                yield self._option(self.here.char + marks, 0.0, "mark")
        else:
            yield self._option(self.here.char + self.own, 0.0)
            yield from self._rings()
            yield from self._handings()
            if self.here.char in _CONSONANTS:
                yield from self._orders()
                yield from self._takings()

    def _option(self, out: str, cost: float, move: str = "", *, took: int = 0, carried: int = 0) -> Option:
        """Return an option that writes; ``took`` holds bits from this cell's first mark on."""
        pending = self.ahead | carried | took >> len(self.here.marks) << AHEAD
        symbols = _encoded(out)
        key = pending << KEY_BITS
        return Option(WRITE, _steps(cost), symbols, key, pending, out, move, 0, took)

    def _rings(self) -> Iterator[Option]:
        if self.here.char == chars.SARA_AA and not self.own and self.before is not None:
            cut = self.before.char[0] == " "
            nats = self.channel.ring_after_space if cut else self.channel.ring
            if nats < math.inf:
                yield self._option(chars.SARA_AM, nats, "ring")

    def _handings(self) -> Iterator[Option]:
        """Yield a letter without one of its marks, or without all, which the next letter has to take."""
        forward = self.channel.forward
        if not self.own or forward == math.inf:
            return
        there = [(mark, 1 << place) for place, mark in enumerate(self.here.marks) if not self.taken >> place & 1]
        for mark, bit in there:
            out = self.here.char + self.own.replace(mark, "", 1)
            yield self._option(out, forward, "mark", took=bit, carried=_carried(mark))
        if len(there) > 1 and _ordered(self.own) is not None:  # no letter could take the marks otherwise
            bits = sum(bit for _, bit in there)
            yield self._option(self.here.char, forward * len(there), "mark", took=bits, carried=_carried(self.own))

    def _orders(self) -> Iterator[Option]:
        ordered = _ordered(self.own)
        if ordered is not None and ordered != self.own and self.channel.order < math.inf:
            yield self._option(self.here.char + ordered, self.channel.order, "order")

    def _takings(self) -> Iterator[Option]:
        """Yield a letter with one or two marks taken from the cells ahead."""
        ahead = list(self._within_reach())
        for i, (mark, bit, cost) in enumerate(ahead):
            marks = _ordered(self.own + mark)
            if marks is None:
                continue
            yield self._option(self.here.char + marks, cost, "mark", took=bit)
            for other, other_bit, other_cost in ahead[i + 1 :]:
                both = _ordered(self.own + mark + other)
                if both is not None:
                    yield self._option(self.here.char + both, cost + other_cost, "mark", took=bit | other_bit)

    def _within_reach(self) -> Iterator[tuple[str, int, float]]:
        """Yield the marks that a letter may take, with their bits and what each costs."""
        jumps = self.channel.jumps
        letters, past = 0, 0.0
        for cell in self.cells[1:]:
            letters += len(cell.char) if cell.char != " " else 0
            past += _PAST_SPACE if cell.char == " " and not cell.marks else 0.0
            if letters > len(jumps):
                break
            nats = jumps[max(1, letters) - 1] + past
            if nats < math.inf:
                for place, mark in enumerate(cell.marks, cell.first):
                    if not self.taken >> place & 1:
                        yield mark, 1 << place, nats

    def _space(self) -> Iterator[Option]:
        """Yield a space that is kept, nothing, or the tone that stood before a sara aa."""
        on_their_way = self.ahead | self.carried
        if not self.carried or not self.own:
            out = self.here.char + self.own
            kept = self._option(out, self._kept(), carried=self.carried)
            yield kept if self.own else kept._replace(kind=KEEP)
        if self.own:
            return
        inside, between = self._dropped()
        if min(inside, between) < math.inf:
            yield Option(
                DROP, _steps(inside), b"", on_their_way << KEY_BITS, on_their_way, "", "space", _steps(between), 0
            )
        if self.before is not None and len(self.cells) > 1 and self.cells[1].char == chars.SARA_AA:
            for tone in _LOST_TONES if self.before.char in _CONSONANTS else "":
                if self.channel.tone_for_space < math.inf:
                    yield self._option(tone, self.channel.tone_for_space, "tone", carried=self.carried)

    def _kept(self) -> float:
        """Return what a space that is kept pays for the letters around it; for the words around, see the search."""
        channel = self.channel
        if self.here.char != " ":
            return 0.0
        paid = channel.keep_single_space + spaces.load().gap_weight * self._gap()
        if channel.space_behind_mark and self.lost:
            paid += channel.space_behind_mark
        return paid

    def _dropped(self) -> tuple[float, float]:
        """Return what dropping a space costs inside a word, and between words."""
        channel, tall = self.channel, self._after_tall()
        behind = channel.space_behind_mark and self.lost
        on_their_way = self.lost or self.ahead
        inside = between = math.inf
        # marks on the letters around say what the joint is like only if they are at home
        if max(0.0, self._gap()) >= channel.odd_gap or on_their_way or tall:
            inside = min(channel.drop_space, channel.drop_space_after_tall) if tall else channel.drop_space
        if self.here.char == " ":
            between = min(channel.drop_between, channel.drop_space_after_tall) if tall else channel.drop_between
        if behind:
            inside, between = min(inside, _SPACE_BEHIND), min(between, _SPACE_BEHIND)
        elif self.here.marks and len(self.cells) > 1:
            inside, between = min(inside, channel.drop_under_mark), channel.drop_under_mark
        if channel.ring <= _RING_LOST_TO_SPACE and len(self.here.char) > 1 and self._after_sara_aa():
            inside = min(inside, _SPACE_BEHIND)  # where the ring of a sara am went, two spaces stand behind it
        return inside, between

    def _after_sara_aa(self) -> bool:
        return self.before is not None and self.before.char == chars.SARA_AA

    def _after_tall(self) -> bool:
        """Tell whether a space stands between a tall mark or letter and a tall leading vowel."""
        if self.before is None or len(self.cells) == 1:
            return False
        return self.cells[1].char in _TALL_VOWELS and (bool(self.before.marks) or self.before.char in _TALL)

    def _gap(self) -> float:
        """Return by how many nats a space is less Thai here than none."""
        if self.before is None or len(self.cells) == 1:
            return 0.0
        after = self.cells[1]
        return gap_cost((self.before.char + self.before.marks)[-2:], (after.char + after.marks)[:2])


def _carried(marks: str) -> int:
    """Return the bits of marks that are handed on, one low and one high at most."""
    return sum(_LOWS.index(mark) << _LOW_BITS if mark in _LOW else _HIGHS.index(mark) << _HIGH_BITS for mark in marks)


def _steps(nats: float) -> float:
    return nats if nats == math.inf else round(nats / trigrams.NATS_PER_STEP)


@lru_cache(maxsize=1024)
def _ordered(marks: str) -> str | None:
    """Return marks in canonical order, or ``None`` if no letter can bear them together."""
    low = [mark for mark in marks if mark in _LOW]
    high = [mark for mark in marks if mark not in _LOW]
    if len(low) > 1 or len(high) > 1:
        return None
    return "".join(low + high)
