"""Cells and moves: what may be written for each cell of a window, and what the channel charges for it.

A window is cut into cells: a letter, or a run of spaces, with the marks that stand on it. Reading
goes from left to right; a letter may take marks from the cells ahead or be handed one by the letter
before (a displaced mark goes home), a space may be dropped, a sara aa may get its ring back. What
may be written for a cell depends on the cell before, the few cells ahead that its moves reach, and
the marks on their way, so it is worked out once for all places that look the same. To which letter
it is done makes no difference, sara aa apart, so places look the same whatever their letter is.

This module is compiled where that can be done (``hatch_build.py``).
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, final

from thaifix import spaces, trigrams
from thaifix.channel import Channel
from thaifix.evidence import gap_cost
from thaifix.knowledge import chars

if TYPE_CHECKING:
    from mypy_extensions import i64

__all__ = ["AHEAD", "CARRIED", "DROP", "KEEP", "LOST", "WRITE", "Cells", "Channel", "Moves", "Offers", "Option",
           "Place", "moves_of"]  # fmt: skip

_CONSONANTS = frozenset(chars.CONSONANTS)
_TALL_VOWELS = frozenset(chars.TALL_LEADING_VOWELS)
_TALL = frozenset(chars.TALL_CONSONANTS)
_LOW = frozenset(chars.VOWEL_MARKS + chars.PHINTHU + chars.MAITAIKHU)
_RING_LOST_TO_SPACE = 4.0  # nats that a ring costs at most in a document that lost them
_SPACE_BEHIND = 0.5  # nats for dropping the space that a moved mark left behind
_PAST_SPACE = 1.0  # nats that a mark pays more for a plain space on its way, which is dropped or was there before
_LOST_TONES = "\N{THAI CHARACTER MAI EK}\N{THAI CHARACTER MAI THO}"
_REMEMBERED = 8192  # places, and what is offered there, that are kept for each channel
_CELL = re.compile(f"(?: +|[^ ])[{chars.MARKS}]*", re.DOTALL)
_LETTER = re.compile(f"[^ {chars.MARKS}]")
_BLOT = "-"  # stands for any letter
_ANY_CONSONANT = chars.CONSONANTS[0]  # stands for any consonant

WRITE: Final = 0
KEEP: Final = 1
DROP: Final = 2
"""Kinds of options: write characters; keep a space between words; write nothing."""

# Marks on their way are one number: a bit that tells a space that the letter before it lost a mark, the marks that
# were handed on and must be taken by the next letter (one low, one high: no letter bears more), and a bit for each
# mark from the next cell on that was written already.
LOST: Final = 1
"""The bit that tells a space that the letter before it lost a mark."""
_LOW_BITS: Final = 1  # where the handed marks begin, by their place in the two lists
_HIGH_BITS: Final = 5
CARRIED: Final = 0b1_1111_1110
"""Bits of the marks handed on."""
AHEAD: Final = 9
"""Number of the bit of the next cell's first mark."""
_LOWS = ["", *sorted(_LOW)]
_HIGHS = ["", *sorted(set(chars.MARKS) - _LOW)]


@final
class Option:
    """Something that may be written for a cell.

    Attributes:
        kind: `WRITE`, `KEEP` or `DROP`.
        cost: in steps; of a dropped space, that within a word.
        own: whether the letter of the cell is written, before ``text``.
        text: what is written.
        first: the symbol of its first character, as `thaifix.trigrams.encode` gives it, but -1 for the cell's letter.
        rest: the other symbols.
        last: the symbol of its last character, -1 for the cell's letter.
        pending: the marks on their way to the next cell.
        following: where ``pending`` stands in `Offers.pendings`.
        move: what the channel is asked for, empty for nothing.
        between: what dropping a space costs between words, in steps.
        took: bits of the marks that leave their place, from this cell's first mark on.
    """

    __slots__ = (
        "between", "cost", "first", "following", "kind", "last", "move", "own", "pending", "rest", "text", "took",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913, PLR0917 - all that it is but what follows from it
        self, kind: int, cost: float, text: str, pending: int, move: str, took: int, *, own: bool
    ) -> None:
        """Work the symbols out."""
        symbols = trigrams.encode(text)
        first, rest, last = -1, symbols, -1
        if not own:
            first, rest = symbols[0] if symbols else trigrams.OTHER, symbols[1:]
            last = first
        if rest:
            last = rest[-1]
        self.kind: i64 = kind
        self.cost = cost
        self.own = own
        self.text = text
        self.first: i64 = first
        self.rest = rest
        self.last: i64 = last
        self.pending = pending
        self.following: i64 = 0
        self.move = move
        self.between = 0.0
        self.took = took

    def out(self, letter: str) -> str:
        """Return what is written for a cell with this letter."""
        return letter + self.text if self.own else self.text


@final
class Offers:
    """All that may be written for a cell, given the marks on their way to it.

    Attributes:
        options: each thing that may be.
        pendings: the different marks on their way to the next cell, once each.
    """

    __slots__ = ("options", "pendings")

    def __init__(self, options: list[Option]) -> None:
        """Number the marks on their way."""
        self.options = options
        numbers: dict[int, int] = {}
        for option in options:
            option.following = numbers.setdefault(option.pending, len(numbers))
        self.pendings = list(numbers)


class Cells:
    """A window in cells.

    Attributes:
        texts: each cell with its marks.
        starts: where each begins in the window, and last the window's length.
        first_marks: the number of each cell's first mark, and last that of all marks.
        spaces: the length of each run of spaces, 0 for letters, and last 0.
    """

    __slots__ = ("first_marks", "spaces", "starts", "texts", "window")

    def __init__(self, window: str) -> None:
        """Cut a window.

        >>> Cells("พฒั  ู").texts
        ['พ', 'ฒั', '  ู']
        """
        self.window = window
        self.texts: list[str] = _CELL.findall(window)
        self.starts = [0]
        self.first_marks = [0]
        self.spaces: list[int] = []
        at, marks = 0, 0
        for text in self.texts:
            width = 1
            if text[0] == " ":
                width = _width(text)
                self.spaces.append(width)
            else:
                self.spaces.append(0)
            at += len(text)
            marks += len(text) - width
            self.starts.append(at)
            self.first_marks.append(marks)
        self.spaces.append(0)

    def surroundings(self, reach: int) -> list[tuple[str, str]]:
        """Return for each cell the one before it, and the text from it on as far as marks may come from.

        All that makes no difference is blotted out, so that cells with the same options look the same:
        of the letter only whether it is a consonant or a sara aa, of other letters only where they stand, if
        marks are behind them, and of what is before a letter only a space, if it is a sara aa.
        """
        window, starts, texts = self.window, self.starts, self.texts
        shape = _LETTER.sub(_BLOT, window)
        ends = self._ends(reach)
        found: list[tuple[str, str]] = []
        before = ""
        last = len(texts)
        for number, text in enumerate(texts):
            letter, end = text[0], starts[number + 1]
            if letter == " ":
                found.append((before, window[starts[number] : starts[min(number + 2, last)]]))
            elif letter in _CONSONANTS:
                ahead = shape[end : starts[ends[number]]].rstrip(_BLOT)
                found.append(("", _ANY_CONSONANT + text[1:] + ahead))
            else:
                space = " " if shape[end : end + 1] == " " else ""
                if letter == chars.SARA_AA:
                    found.append((before and shape[starts[number - 1]], text + space))
                else:
                    found.append(("", _BLOT + text[1:] + space))
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
                letters = widths[number + 1] if end > number + 1 else 0
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


@final
class _Cell:
    """A cell among those of a place.

    Attributes:
        char: a character, or a run of spaces.
        marks: its marks.
        first: number of its first mark, counted from the cell that is read.
    """

    __slots__ = ("char", "first", "marks")

    def __init__(self, char: str, marks: str, first: int) -> None:
        self.char, self.marks, self.first = char, marks, first


def _split(text: str) -> list[_Cell]:
    cells: list[_Cell] = []
    marks = 0
    for part in _CELL.findall(text):
        width = _width(part)
        cells.append(_Cell(part[:width], part[width:], marks))
        marks += len(part) - width
    return cells


@final
class Moves:
    """What one channel allows, remembered by what a cell and its neighbours look like.

    Attributes:
        channel: the costs.
        reach: letters ahead from which a mark may be taken.
    """

    __slots__ = ("_places", "channel", "known", "reach")

    def __init__(self, channel: Channel) -> None:
        """Start with nothing remembered."""
        self.channel = channel
        self.reach: int = len(channel.jumps)
        self.known = 0
        self._places: dict[tuple[str, str], Place] = {}

    def places(self, surroundings: list[tuple[str, str]]) -> list[Place]:
        """Return the place that each cell is, given what `Cells.surroundings` says."""
        return [self.place(around) for around in surroundings]

    def place(self, surroundings: tuple[str, str]) -> Place:
        """Return the place of one cell."""
        found = self._places.get(surroundings)
        if found is None:
            if self.known >= _REMEMBERED:
                self._places = {}
                self.known = 0
            self.known += 1
            found = self._places[surroundings] = Place(self, surroundings)
        return found

    def options(self, surroundings: tuple[str, str], pending: int) -> list[Option]:
        """Return what may be written for a cell, worked out anew."""
        before, text = surroundings
        return _Offered(self.channel, _split(before), _split(text), pending).options()


@final
class Place:
    """A place in a text, and what is offered there, once it was asked for."""

    __slots__ = ("_moves", "_offers", "_plain", "_surroundings")

    def __init__(self, moves: Moves, surroundings: tuple[str, str]) -> None:
        """Remember nothing."""
        self._moves, self._surroundings = moves, surroundings
        self._plain: Offers | None = None
        self._offers: dict[int, Offers] = {}

    def offers(self, pending: int) -> Offers:
        """Return what may be written there, given the marks on their way."""
        if not pending and self._plain is not None:
            return self._plain
        found = self._offers.get(pending)
        if found is None:
            self._moves.known += 1
            found = self._offers[pending] = Offers(self._moves.options(self._surroundings, pending))
            if not pending:
                self._plain = found
        return found


@lru_cache(maxsize=48)
def moves_of(channel: Channel) -> Moves:
    """Return the moves of a channel, the same object for channels that are equal."""
    return Moves(channel)


@final
class _Offered:
    """One cell with its neighbours and the marks on their way to it.

    Attributes:
        here: the cell.
        own: its marks that were not taken by a letter before.
        ahead: the marks on their way to the cell behind it, whatever is done here.
        carried: the marks that were handed to this cell.
        found: what may be written.
    """

    __slots__ = ("ahead", "before", "carried", "cells", "channel", "found", "here", "lost", "own", "taken")

    def __init__(self, channel: Channel, before: list[_Cell], cells: list[_Cell], pending: int) -> None:
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
        self.found: list[Option] = []

    def options(self) -> list[Option]:
        """Return what may be written here."""
        letter = self.here.char
        if letter[0] == " ":
            self._space()
        elif self.carried:  # the letter before handed its mark on, and this one must take it
            handed = _LOWS[self.carried >> _LOW_BITS & 0b1111] + _HIGHS[self.carried >> _HIGH_BITS]
            marks = _ordered(self.own + handed) if letter in _CONSONANTS else None
            if marks is not None:
                self._letter(marks, 0.0, "mark")
        else:
            self._letter(self.own, 0.0)
            self._rings()
            if self.own:
                self._handings()
            if letter in _CONSONANTS:
                if len(self.own) > 1:
                    self._orders()
                if len(self.cells) > 1:
                    self._takings()
        return self.found

    def _letter(self, marks: str, nats: float, move: str = "", took: int = 0, carried: int = 0) -> None:
        """Offer the letter with some marks; ``took`` holds bits from this cell's first mark on."""
        pending = self.ahead | carried | took >> len(self.here.marks) << AHEAD
        self.found.append(Option(WRITE, _steps(nats), marks, pending, move, took, own=True))

    def _other(self, kind: int, out: str, nats: float, move: str = "") -> Option:
        """Offer something else than the cell's letter."""
        option = Option(kind, _steps(nats), out, self.ahead | self.carried, move, 0, own=False)
        self.found.append(option)
        return option

    def _rings(self) -> None:
        if self.here.char == chars.SARA_AA and not self.own and self.before is not None:
            cut = self.before.char[0] == " "
            nats = self.channel.ring_after_space if cut else self.channel.ring
            if nats < math.inf:
                self._other(WRITE, chars.SARA_AM, nats, "ring")

    def _handings(self) -> None:
        """Offer a letter without one of its marks, or without all, which the next letter has to take."""
        forward = self.channel.forward
        if forward == math.inf:
            return
        there = [(mark, 1 << place) for place, mark in enumerate(self.here.marks) if not self.taken >> place & 1]
        for mark, bit in there:
            self._letter(self.own.replace(mark, "", 1), forward, "mark", bit, _carried(mark))
        if len(there) > 1 and _ordered(self.own) is not None:  # no letter could take the marks otherwise
            bits = 0
            for _, bit in there:
                bits |= bit
            self._letter("", forward * len(there), "mark", bits, _carried(self.own))

    def _orders(self) -> None:
        ordered = _ordered(self.own)
        if ordered is not None and ordered != self.own and self.channel.order < math.inf:
            self._letter(ordered, self.channel.order, "order")

    def _takings(self) -> None:
        """Offer a letter with one or two marks taken from the cells ahead."""
        ahead = self._within_reach()
        for number, (mark, bit, cost) in enumerate(ahead):
            marks = _ordered(self.own + mark)
            if marks is None:
                continue
            self._letter(marks, cost, "mark", bit)
            for other, other_bit, other_cost in ahead[number + 1 :]:
                both = _ordered(self.own + mark + other)
                if both is not None:
                    self._letter(both, cost + other_cost, "mark", bit | other_bit)

    def _within_reach(self) -> list[tuple[str, int, float]]:
        """Return the marks that a letter may take, with their bits and what each costs."""
        jumps = self.channel.jumps
        found: list[tuple[str, int, float]] = []
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
                        found.append((mark, 1 << place, nats))
        return found

    def _space(self) -> None:
        """Offer a space that is kept, nothing, or the tone that stood before a sara aa."""
        if not self.carried or not self.own:
            self._other(WRITE if self.own else KEEP, self.here.char + self.own, self._kept())
        if self.own:
            return
        inside, between = self._dropped()
        if min(inside, between) < math.inf:
            dropped = self._other(DROP, "", inside, "space")
            dropped.between = _steps(between)
        if self.before is None or len(self.cells) == 1 or self.channel.tone_for_space == math.inf:
            return
        if self.before.char in _CONSONANTS and self.cells[1].char == chars.SARA_AA:
            for tone in _LOST_TONES:
                self._other(WRITE, tone, self.channel.tone_for_space, "tone")

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
    bits = 0
    for mark in marks:
        bits += _LOWS.index(mark) << _LOW_BITS if mark in _LOW else _HIGHS.index(mark) << _HIGH_BITS
    return bits


def _steps(nats: float) -> float:
    return nats if nats == math.inf else float(round(nats / trigrams.NATS_PER_STEP))


@lru_cache(maxsize=1024)
def _ordered(marks: str) -> str | None:
    """Return marks in canonical order, or ``None`` if no letter can bear them together."""
    low = [mark for mark in marks if mark in _LOW]
    high = [mark for mark in marks if mark not in _LOW]
    if len(low) > 1 or len(high) > 1:
        return None
    return "".join(low + high)
