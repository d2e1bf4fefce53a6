"""Stray marks: a mark that was carried far from its word, past what the moves of the lattice reach.

Extractors that sort glyphs by their place on the page leave a mark letters or words behind its
own (``จัดขึนระห้ว่าง``). Two things show it: without the mark the spot where it stands is Thai,
and not far before, a word lacks just this mark. Both are asked of the lexicon; the mark goes home
only if one home is clearly the best.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from thaifix import scans, thaibytes
from thaifix.knowledge import chars
from thaifix.literal import read_as_it_stands

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from thaifix.lattice import Channel
    from thaifix.lexicon import Lexicon

__all__ = ["Carried", "carried", "line_heads"]

_SUPPOSED = 12.0  # nats that a spot must gain by losing the mark
_MISSED = 1.0  # nats that a word must gain by getting it,
_RIVAL = 3.0  # and by which mark and home must beat any other pair
_PER_LETTER = 0.05  # nats off for each code point between
_FAR = 90  # code points between a mark and its home at most: about a line of print
_WORDS = 3  # that one word can have been read as, for want of a mark
_LONGEST = 16  # code points of such words together
_UNREADABLE = 0.3  # share of a line in no word from on which nothing in it is sure
_LOW = frozenset(chars.VOWEL_MARKS + chars.PHINTHU + chars.MAITAIKHU)
_CONSONANTS = frozenset(chars.CONSONANTS)
_MARKS = frozenset(chars.MARKS)
_LINE_HEAD = re.compile(f"[{chars.MARKS}]{{1,2}}(?= ?[{chars.LETTERS}])")


class Carried(NamedTuple):
    """A mark and its home.

    Attributes:
        place: of the mark, in the text.
        home: where it belongs, before ``place``.
        margin: nats by which the text gains.
    """

    place: int
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


def carried(stretches: Sequence[tuple[int, str]], lexicon: Lexicon, still: Channel) -> Iterator[Carried]:
    """Yield the marks of a line that go home, from left to right; no two share a word.

    Args:
        stretches: the windows of Thai in a line, with their places.
        lexicon: the words.
        still: a channel that allows no move.

    >>> from thaifix.lattice import Channel
    >>> from thaifix.lexicon import load
    >>> still = Channel(jumps=(1,), order=1, drop_space=1, drop_space_after_tall=1, ring=1, ring_after_space=1,
    ...                 tone_for_space=1).still()
    >>> [(mark.place, mark.home) for mark in carried([(0, "จัดขึนระห้ว่าง")], load(), still)]
    [(9, 5)]
    """
    pieces = [piece for start, window in stretches for piece in _pieces(window, lexicon, still, start)]
    odd = sum(len(piece.text) for piece in pieces if not piece.known)
    if odd > _UNREADABLE * sum(len(piece.text) for piece in pieces) + _LONGEST:
        return
    number = 0
    while number < len(pieces):
        found = None if pieces[number].known else _found(pieces, number, lexicon, still)
        if found is None:
            number += 1
        else:
            stray, mark = found
            yield mark
            del pieces[: stray.end]  # what goes home past one that went is left to the next turn
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


def _pieces(text: str, lexicon: Lexicon, still: Channel, start: int = 0) -> list[_Piece]:
    """Return a text cut into words, at their places from ``start`` on."""
    return [_Piece(start + place, word, cost, known) for place, word, cost, known in _cut(text, lexicon, still)]


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
    """A mark that its surroundings want to lose.

    Attributes:
        mark: the mark,
        place: and where it stands.
        first: the number of the first piece around it, and
        end: one past the last.
        rest: the pieces that are there without it; those behind it stand a place too far to the left.
        gain: nats that its loss brings.
    """

    mark: str
    place: int
    first: int
    end: int
    rest: list[_Piece]
    gain: float


def _found(pieces: Sequence[_Piece], number: int, lexicon: Lexicon, still: Channel) -> tuple[_Stray, Carried] | None:
    """Return the mark in or beside a piece in no word that goes home, if one pair of mark and home is clearly best."""
    pairs: list[tuple[float, _Stray, int]] = []
    for stray in _strays(pieces, number, lexicon, still):
        homes = _homes_of(pieces, stray, lexicon, still)
        pairs += [(stray.gain + gain, stray, home) for home, gain in homes.items() if gain >= _MISSED - _RIVAL]
    pairs.sort(key=itemgetter(0), reverse=True)
    if not pairs or (len(pairs) > 1 and pairs[0][0] - pairs[1][0] < _RIVAL):
        return None
    gain, stray, home = pairs[0]
    return (stray, Carried(stray.place, home, gain)) if gain - stray.gain >= _MISSED else None


def _strays(pieces: Sequence[_Piece], number: int, lexicon: Lexicon, still: Channel) -> Iterator[_Stray]:
    """Yield the marks in or beside a piece whose loss gains enough."""
    first, end = _neighbours(pieces, number)
    start, text = pieces[first].start, "".join(piece.text for piece in pieces[first:end])
    paid = sum(piece.cost for piece in pieces[first:end])
    for place, mark in enumerate(text):
        if mark in _MARKS:
            rest = _pieces(text[:place] + text[place + 1 :], lexicon, still, start)
            gain = paid - sum(piece.cost for piece in rest)
            if gain >= _SUPPOSED:
                yield _Stray(mark, start + place, first, end, rest, gain)


def _neighbours(pieces: Sequence[_Piece], number: int) -> tuple[int, int]:
    """Return the range of a piece and those that touch it."""
    first = number - (number > 0 and pieces[number - 1].end == pieces[number].start)
    end = number + 1
    return first, end + (end < len(pieces) and pieces[number].end == pieces[end].start)


def _homes_of(pieces: Sequence[_Piece], stray: _Stray, lexicon: Lexicon, still: Channel) -> dict[int, float]:
    """Return the places before a mark where it could belong, with what the text gains by it there."""
    before = [*pieces[: stray.first], *stray.rest]
    gains: dict[int, float] = {}
    for number in range(len(before) - 1, -1, -1):
        if stray.place - before[number].start > _FAR:
            break
        if before[number].known:
            homes = _homes(before, number, stray.mark, lexicon)
        else:
            homes = _homes_in_no_word(before, number, stray.mark, lexicon, still)
        for home, gain in homes:
            if home < stray.place:
                less = gain - _PER_LETTER * (stray.place - home)
                gains[home] = max(less, gains.get(home, -math.inf))
    return gains


def _homes(pieces: Sequence[_Piece], number: int, mark: str, lexicon: Lexicon) -> Iterator[tuple[int, float]]:
    """Yield the places from a piece on where the mark makes one word of it, or of it and the next ones."""
    text, paid = "", 0.0
    for piece in pieces[number : number + _WORDS]:
        if piece.start != pieces[number].start + len(text) or piece.text[:1] == " ":
            return
        text, paid = text + piece.text, paid + piece.cost
        if len(text) > _LONGEST:
            return
        for place in _bearers(text, mark):
            cost = lexicon.word_cost(text[:place] + mark + text[place:])
            if cost < math.inf:
                yield pieces[number].start + place, paid - cost


def _homes_in_no_word(
    pieces: Sequence[_Piece], number: int, mark: str, lexicon: Lexicon, still: Channel
) -> Iterator[tuple[int, float]]:
    """Yield the places in a piece where the mark makes words of it."""
    first, end = _neighbours(pieces, number)
    text = "".join(piece.text for piece in pieces[first:end])
    start, paid = pieces[first].start, sum(piece.cost for piece in pieces[first:end])
    for place in _bearers(text, mark):
        if pieces[number].start < start + place <= pieces[number].end:
            cut = _cut(text[:place] + mark + text[place:], lexicon, still)
            if all(known for _, _, _, known in cut):
                yield start + place, paid - sum(cost for _, _, cost, _ in cut)


def _bearers(text: str, mark: str) -> Iterator[int]:
    """Yield the places behind a letter that can bear the mark with those that it has."""
    low = mark in _LOW
    for place, char in enumerate(text if len(text) > 1 else "", 1):  # a letter alone abbreviates something
        behind = text[place : place + 2]
        if char in _CONSONANTS:
            if behind[:1] not in _MARKS or (low and not _LOW.intersection(behind)):
                yield place
        elif char in _LOW and not low and behind[:1] not in _MARKS:
            yield place
