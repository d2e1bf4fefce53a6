"""Stray marks: a mark that was carried far from its word, past what the moves of the lattice reach.

Extractors that sort glyphs by their place on the page leave a mark letters or words behind its
own (``จัดขึนระห้ว่าง``). Two things show it: without the mark the spot where it stands is Thai,
and not far before, a word lacks just this mark. Both are asked of the lexicon; the mark goes home
only if one home is clearly the best.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple

from thaifix import scans, thaibytes
from thaifix.knowledge import chars
from thaifix.literal import read_as_it_stands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from thaifix.lattice import Channel
    from thaifix.lexicon import Lexicon

__all__ = ["Carried", "carried", "line_heads"]

_MISSED = 1.0  # nats that a word must gain by getting the marks that it lacks,
_RIVAL = 3.0  # and by which marks and home must beat any other pair
_REACH = 2  # letters that the lattice moves a mark over
_SHORTENS = frozenset((".", chars.PAIYANNOI))
_JOINED = 12.0  # nats by which a word must win that a space cut, with the marks, for the space to go
_PER_LETTER = 0.025  # nats off for each code point between
_FAR = 250  # code points between a mark and its home at most: about three lines of print
_BEHIND = 3.0  # nats that a home behind the mark must gain more: few extractors carry marks that way
_WORDS = 3  # that one word can have been read as, for want of a mark
_LONGEST = 16  # code points of such words together
_TELLING = 3  # code points of the word that marks make of letters in no word
_UNREADABLE = 0.3  # share of a line in no word from on which nothing in it is sure
_LOW = frozenset(chars.VOWEL_MARKS + chars.PHINTHU + chars.MAITAIKHU)
_CONSONANTS = frozenset(chars.CONSONANTS)
_THAI = chars.LETTERS + " "
_UNCOUNTED = frozenset(chars.MARKS + " ")
_MARKS = frozenset(chars.MARKS)
_start = attrgetter("start")
_LINE_HEAD = re.compile(f"[{chars.MARKS}]{{1,2}}(?= ?[{chars.LETTERS}])")


_SPOT = 6.0  # nats that the spot where marks stand must gain by losing them,
_SURE_SPOT = 12.0  # so near their home that the lattice could have moved them there,
_BOTH = 13.0  # and that spot and home must gain together: of 4,100 marks carried off in news 3,467 go home, 5 elsewhere

_WITH_LETTER = 20.0  # the same where a letter goes with a mark


class Carried(NamedTuple):
    """A mark, two of one letter, or one with the letter behind it, and their home.

    Attributes:
        marks: that were carried.
        start: of what goes from where they stand: the marks, with a space that came with them, if any;
        end: and one past it.
        home: where they belong, before ``start`` or behind ``end``.
        margin: nats by which the text gains.
    """

    marks: str
    start: int
    end: int
    home: int
    margin: float


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word of the text as it stands, or letters in no word, with its cost."""

    start: int
    text: str
    cost: float
    known: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def carried(text: str, stretches: Sequence[tuple[int, str]], lexicon: Lexicon, still: Channel) -> Iterator[Carried]:
    """Yield the marks of some lines that go home, from left to right; no two share a word.

    Args:
        text: that the lines are part of.
        stretches: the windows of Thai in the lines, with their places in the text.
        lexicon: the words.
        still: a channel that allows no move.

    >>> from thaifix.lattice import Channel
    >>> from thaifix.lexicon import load
    >>> still = Channel(jumps=(1,), order=1, drop_space=1, drop_space_after_tall=1, ring=1, ring_after_space=1,
    ...                 tone_for_space=1).still()
    >>> line = "จัดขึนระห้ว่าง"
    >>> [(mark.start, mark.home) for mark in carried(line, [(0, line)], load(), still)]
    [(9, 5)]
    """
    reader = _Reader(text, lexicon, still)
    pieces = [piece for start, window in stretches for piece in reader.pieces(window, start)]
    odd = sum(len(piece.text) for piece in pieces if not piece.known)
    if odd > _UNREADABLE * sum(len(piece.text) for piece in pieces) + _LONGEST:
        return
    number = 0
    while number < len(pieces):
        found = _found(pieces, number, reader)
        if found is None:
            number += 1
        else:
            stray, mark = found
            yield mark
            # what goes home past one that went is left to the next turn
            del pieces[: max(stray.end, bisect_left(pieces, mark.home + _LONGEST, key=_start))]
            number = 0


def line_heads(text: str) -> Iterator[tuple[int, int, str]]:
    r"""Yield the marks that begin a line and that the letter at the end of the line before can bear.

    Each comes as its place, its home, and itself. No line begins with a mark, whatever the words are; marks
    that stand alone on a line may be the subject of the text, and are left.

    >>> [(place, home) for place, home, _ in line_heads("หน่วยงานที\n่เกี่ยวข้อง")]
    [(11, 10)]
    """
    for place in scans.pairs(thaibytes.encode(text), *_heads(), 0):
        head = _LINE_HEAD.match(text, place + 1)
        line_end = _end_of_line_before(text, place + 1)
        if not head or line_end < 0:
            continue
        letter = line_end - 1
        while letter >= 0 and text[letter] in _MARKS:
            letter -= 1
        if letter < 0 or text[letter] not in _CONSONANTS:
            continue
        own, marks = text[letter + 1 : line_end], head[0]
        low = [mark for mark in own + marks if mark in _LOW]
        if len(low) <= 1 and len(own + marks) - len(low) <= 1:
            yield place + 1, letter + 1 if low and low[0] in marks else line_end, marks


@cache
def _heads() -> tuple[bytes, bytes]:
    """Return the tables of `thaifix.scans.pairs` for a mark behind a space of any kind."""
    spaces = bytearray(thaibytes.table_of(dict.fromkeys(map(chr, range(0x21)), 1), other=0))
    spaces[thaibytes.encode("\N{NO-BREAK SPACE}")[0]] = spaces[thaibytes.UNKNOWN] = 1
    return bytes(spaces), thaibytes.table_of(dict.fromkeys(chars.MARKS, 1), other=0)


def _end_of_line_before(text: str, place: int) -> int:
    """Return where the line before a place ends, blanks and empty lines not counted; -1 if the place begins no line."""
    start = place
    while start > 0 and text[start - 1].isspace():
        start -= 1
    newline = text.find("\n", start, place)
    return start if newline >= 0 and not text[start:newline].strip(" \t\r") else -1


class _Reader(NamedTuple):
    """What reads a text: its words, and the text itself for what stands beside a window."""

    text: str
    lexicon: Lexicon
    still: Channel

    def pieces(self, text: str, start: int = 0) -> list[_Piece]:
        """Return a text cut into words, at their places from ``start`` on."""
        cut = _cut(text, self.lexicon, self.still)
        return [_Piece(start + place, word, cost, known) for place, word, cost, known in cut]

    def cost(self, word: str) -> float:
        """Return what a word costs, infinity if it is none."""
        return self.lexicon.word_cost(word)

    def abbreviates(self, end: int) -> bool:
        """Tell whether what ends at a place of the text is an abbreviation."""
        return self.text[end : end + 1] in _SHORTENS


@lru_cache(maxsize=8192)
def _cut(text: str, lexicon: Lexicon, still: Channel) -> tuple[tuple[int, str, float, bool], ...]:
    path = read_as_it_stands(text, lexicon, still)
    paid = 0.0
    words = []
    for word in path.words():
        cost = path.steps[word.end - 1].cost
        words.append((path.starts[word.first], word.text, cost - paid, word.known))
        paid = cost
    return tuple(words)


class _Stray(NamedTuple):
    """Marks that their surroundings want to lose.

    Attributes:
        marks: one or two of them,
        start: of what goes with them, and
        stop: one past it.
        first: the number of the first piece around it, and
        end: one past the last.
        rest: the pieces that are there without it; those behind it stand too far to the left.
        gain: nats that the loss brings.
    """

    marks: str
    start: int
    stop: int
    first: int
    end: int
    rest: list[_Piece]
    gain: float


def _found(pieces: Sequence[_Piece], number: int, reader: _Reader) -> tuple[_Stray, Carried] | None:
    """Return the marks in or beside a piece that go home, if one pair of marks and home is clearly best."""
    pairs: list[tuple[float, _Stray, int]] = []
    for stray in _strays(pieces, number, reader):
        homes = _homes_of(pieces, stray, reader)
        pairs += [(stray.gain + gain, stray, home) for home, gain in homes.items() if gain >= _MISSED - _RIVAL]
    pairs.sort(key=itemgetter(0), reverse=True)
    if not pairs or (len(pairs) > 1 and pairs[0][0] - pairs[1][0] < _RIVAL):
        return None
    gain, stray, home = pairs[0]
    least = _BOTH if stray.marks[-1] in _MARKS else _WITH_LETTER
    if gain < least or gain - stray.gain < _MISSED:
        return None
    between = reader.text[home : stray.start] or reader.text[stray.stop : home]
    if stray.gain < _SURE_SPOT and _within_reach(between):
        return None
    return stray, Carried(stray.marks, stray.start, stray.stop, home, gain)


def _within_reach(between: str) -> bool:
    """Tell whether the lattice could have moved a mark over some letters, and so had its reasons not to."""
    return not between.strip(_THAI) and 0 < sum(char not in _UNCOUNTED for char in between) <= _REACH


def _strays(pieces: Sequence[_Piece], number: int, reader: _Reader) -> Iterator[_Stray]:
    """Yield the marks in a piece, or beside it if it is no word, whose loss gains enough."""
    known = pieces[number].known
    if known and not _reads_better(pieces, number, reader):
        return
    first, end = _neighbours(pieces, number, over_spaces=True)
    start, text = pieces[first].start, "".join(piece.text for piece in pieces[first:end])
    own = range(pieces[number].start - start, pieces[number].end - start)
    for place, marks in _runs(text):
        if not known or place in own:
            cut, rest, gain = _lost(text, place, place + len(marks), _cost(pieces[first:end]), reader)
            if gain >= _SPOT and all(piece.known for piece in rest if piece.start < cut[0] <= piece.end):
                moved = [replace(piece, start=start + piece.start) for piece in rest]
                yield _Stray(marks, start + cut[0], start + cut[1], first, end, moved, gain)


def _lost(text: str, start: int, end: int, paid: float, reader: _Reader) -> tuple[tuple[int, int], list[_Piece], float]:
    """Return what to take out of a text for marks to go, what is then read, and what that gains.

    Of spaces on both sides one stays. No space does where it cut a word: but if the word wins as much with the marks
    in it, only the space was wrong.
    """
    before, behind = text[start - 1 : start] == " ", text[end : end + 1] == " "
    cut = start, end + (before and behind)
    rest = reader.pieces(text[: cut[0]] + text[cut[1] :])
    gain = paid - _cost(rest)
    if before or behind:
        wide = start - before, end + behind
        joined = reader.pieces(text[: wide[0]] + text[wide[1] :])
        with_marks = reader.pieces(text[: wide[0]] + text[start:end] + text[wide[1] :])
        more = min(paid, _cost(with_marks)) - _cost(joined)
        if more >= _SPOT and paid - _cost(joined) >= gain + _JOINED:
            return wide, joined, more
    return cut, rest, gain


def _cost(pieces: Sequence[_Piece]) -> float:
    return sum(piece.cost for piece in pieces)


def _reads_better(pieces: Sequence[_Piece], number: int, reader: _Reader) -> bool:
    """Tell whether a word, alone or with those beside it, is a likelier word without some of its marks."""
    text = pieces[number].text
    if _MARKS.isdisjoint(text):
        return False
    first, end = _neighbours(pieces, number)
    return any(
        _sheds(
            "".join(piece.text for piece in pieces[low:number]),
            text,
            "".join(piece.text for piece in pieces[number + 1 : high]),
            _cost(pieces[low:high]) - _SPOT,
            reader.lexicon,
        )
        for low in {first, number}
        for high in {end, number + 1}
    )


@lru_cache(maxsize=1 << 14)
def _sheds(before: str, text: str, behind: str, most: float, lexicon: Lexicon) -> bool:
    """Tell whether a text between two others makes one word with them that costs little enough, without some marks.

    Remembered, since words and their neighbours come again.
    """
    return most >= 0 and any(
        lexicon.word_cost(before + text[:place] + text[place + len(marks) :] + behind) <= most
        for place, marks in _runs(text)
    )


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Yield each mark, each two that one letter can have lost together, and each with the letter behind it.

    An extractor that takes a raised mark for the beginning of a line takes along what follows it there.
    """
    for place, mark in enumerate(text):
        if mark in _MARKS:
            yield place, mark
            other = text[place + 1 : place + 2]
            if other in _MARKS and (mark in _LOW) != (other in _LOW):
                yield place, mark + other if mark in _LOW else other + mark
            elif other in _CONSONANTS:
                yield place, mark + other


def _neighbours(pieces: Sequence[_Piece], number: int, *, over_spaces: bool = False) -> tuple[int, int]:
    """Return the range of a piece and those that touch it, or that a space keeps from touching it."""
    first, end = number, number + 1
    while first > 0 and pieces[first - 1].end == pieces[first].start:
        first -= 1
        if not (over_spaces and pieces[first].text == " "):
            break
    while end < len(pieces) and pieces[end - 1].end == pieces[end].start:
        end += 1
        if not (over_spaces and pieces[end - 1].text == " "):
            break
    return first, end


def _homes_of(pieces: Sequence[_Piece], stray: _Stray, reader: _Reader) -> dict[int, float]:
    """Return the places where a mark could belong, with what the text gains by it there."""
    before = [*pieces[: stray.first], *stray.rest]
    taken_out = stray.stop - stray.start
    rest = [replace(piece, start=piece.start + taken_out) for piece in stray.rest if piece.start >= stray.start]
    behind = [*rest, *pieces[stray.end :]]
    first = bisect_left(before, stray.start - _FAR, key=_start)
    last = bisect_left(behind, stray.stop + _FAR, key=_start)
    gains: dict[int, float] = {}
    for home, gain in _homes_among(before, range(len(before) - 1, first - 1, -1), stray.marks, reader):
        if home < stray.start:
            gains[home] = max(gain - _PER_LETTER * (stray.start - home), gains.get(home, -math.inf))
    for home, gain in _homes_among(behind, range(last), stray.marks, reader):
        gains[home] = max(gain - _BEHIND - _PER_LETTER * (home - stray.stop), gains.get(home, -math.inf))
    return gains


def _homes_among(
    pieces: Sequence[_Piece], numbers: Iterable[int], marks: str, reader: _Reader
) -> Iterator[tuple[int, float]]:
    """Yield the places in and behind some pieces where marks could belong, with what the text gains by them there."""
    for number in numbers:
        yield from (_homes if pieces[number].known else _homes_in_no_word)(pieces, number, marks, reader)


def _homes(pieces: Sequence[_Piece], number: int, marks: str, reader: _Reader) -> Iterator[tuple[int, float]]:
    """Yield the places from a piece on where the marks make one word of it, or of it and the next ones."""
    text, paid = "", 0.0
    for piece in pieces[number : number + _WORDS]:
        if piece.start != pieces[number].start + len(text) or piece.text[:1] == " ":
            return
        text, paid = text + piece.text, paid + piece.cost
        if len(text) > _LONGEST:
            return
        if reader.abbreviates(piece.end):
            continue
        for place in _bearers(text, marks):
            cost = reader.cost(text[:place] + marks + text[place:])
            if cost < math.inf:
                yield pieces[number].start + place, paid - cost


def _homes_in_no_word(
    pieces: Sequence[_Piece], number: int, marks: str, reader: _Reader
) -> Iterator[tuple[int, float]]:
    """Yield the places in a piece where the marks make words of it."""
    first, end = _neighbours(pieces, number)
    text = "".join(piece.text for piece in pieces[first:end])
    start, paid = pieces[first].start, _cost(pieces[first:end])
    if any(reader.abbreviates(piece.end) for piece in pieces[number:end]):
        return
    for place in _bearers(text, marks):
        if pieces[number].start < start + place <= pieces[number].end:
            cut = reader.pieces(text[:place] + marks + text[place:])
            if all(piece.known and _tells(piece, place, marks) for piece in cut):
                yield start + place, paid - _cost(cut)


def _tells(piece: _Piece, place: int, marks: str) -> bool:
    """Tell whether a word is long enough to ask for marks, or one with a letter, that stand in it, if they do."""
    least = _TELLING if marks[-1] in _MARKS else _TELLING + 1
    return len(piece.text) >= least or not piece.start < place < piece.end


def _bearers(text: str, marks: str) -> Iterator[int]:
    """Yield the places behind a letter that can bear the marks with those that it has."""
    marks = marks.rstrip(chars.CONSONANTS)
    low, high = marks[0] in _LOW, marks[-1] not in _LOW
    for place, char in enumerate(text if len(text) > 1 else "", 1):  # a letter alone abbreviates something
        behind = text[place : place + 2]
        if char in _CONSONANTS:
            if behind[:1] not in _MARKS or (not high and not _LOW.intersection(behind)):
                yield place
        elif char in _LOW and not low and behind[:1] not in _MARKS:
            yield place
