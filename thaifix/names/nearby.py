"""Which of many names are worth comparing with a string: those that share letters with it at about the same place.

Each name is cut into zones, more than it may have errors, and each zone is known by the rarest
sequence of a few letters in it. So at least one such sequence comes through whole, shifted by the
letters that were lost or added before it; to look a string up is one step a letter.

Method: partition into exact searching (Wu and Manber, 1992; Navarro, 2001, "A guided tour to
approximate string matching"), with the pieces chosen by rarity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import accumulate, chain, repeat
from operator import itemgetter, or_
from typing import TYPE_CHECKING, TypeAlias

from thaifix.knowledge import chars

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Nearby", "close"]

_SHORT, _MIDDLE = 7, 16  # letters from which a name is known by sequences of three letters, and of four
_SHIFT, _FAR_SHIFT = 3, 6  # letters lost or added before a sequence: in short names, and in long ones

_SHARED = 60  # names that a sequence may stand for; one of more says too little;
_SHARED_AGENCY = 120  # agencies come in numbered series
_REACH = 48  # code points of a text whose sequences are looked up; long names show enough in them
_LEAST = 4  # letters that a long name must share: more than one sequence
_FEW = 100  # names behind a cue, of which all are candidates whose letters are there
_ERRORS = 2  # different letters of a short name that may be missing
_SHORT_REST = 10  # letters behind a shared beginning up to which a name is known by its letters alone:
_SHORT_SHORT = 5  # two of these may be missing, of so many letters one
_BITS = {letter: 1 << number for number, letter in enumerate(chars.LETTERS, 1)}
_SIGN = 1  # the bit of all that is no Thai letter

_Place: TypeAlias = tuple[int, int, int]
"""A name that a sequence stands for: its number, where the sequence stands in it, how far that may be shifted."""


class Nearby:
    """Names by a few sequences of their letters. Nothing changes after it is made.

    Attributes:
        names: the names; a candidate is a place in it.

    >>> near = Nearby(["ศรีสะเกษ", "สกลนคร", "นครราชสีมา"])
    >>> [near.names[number] for number in near.candidates("ศรีสะแกษมีพื้นที่")]
    ['ศรีสะเกษ']
    """

    __slots__ = ("_all", "_grams", "_keys", "_lengths", "_letters", "_rests", "names")

    def __init__(self, names: Mapping[str, int] | Iterable[str], *, finer: int = 0) -> None:
        """Choose the sequences by which each name is known.

        Args:
            names: the names, or each with how many of its first letters it shares with most others.
            finer: by how many letters the sequences are shorter than usual; two letters they have at least.
        """
        skipped = names if isinstance(names, Mapping) else dict.fromkeys(names, 0)
        self.names: Sequence[str] = tuple(skipped)
        self._lengths = tuple(len(name) - skipped[name] for name in self.names)
        pieces: list[list[str]] = []  # of each name, from its first letter that counts on
        for name, length in zip(self.names, self._lengths, strict=True):
            size = max(2, _size(length) - finer)
            pieces.append([name[place : place + size] for place in range(len(name) - length, len(name) - size + 1)])
        often = Counter(chain.from_iterable(pieces))
        grams: dict[str, list[_Place]] = {}
        for number, length in enumerate(self._lengths):
            size = max(2, _size(length) - finer)
            shift = _SHIFT if length < _MIDDLE else _FAR_SHIFT
            skip = len(self.names[number]) - length
            for start, last in _zones(length, size):
                rarest, place = _rarest(pieces[number], start, last, often)
                grams.setdefault(rarest, []).append((number, skip + place, shift))
        most = _SHARED_AGENCY if any(skipped.values()) else _SHARED
        self._grams = grams = {gram: found for gram, found in grams.items() if len(found) <= most}
        reach: dict[int, int] = {}
        for gram, found in grams.items():
            farthest = 0
            for _, place, shift in found:
                farthest = max(farthest, place + shift)
            reach[len(gram)] = max(reach.get(len(gram), 0), farthest + len(gram))
        self._keys = tuple(
            (size, frozenset(gram for gram in grams if len(gram) == size), min(reach[size], _REACH))
            for size in sorted(reach)
        )
        self._all = len(self.names) <= _FEW and not any(skipped.values())
        self._letters: dict[int, int] = {}
        self._rests: dict[str, list[tuple[int, int, int]]] = {}
        for number, (name, length) in enumerate(zip(self.names, self._lengths, strict=True)):
            if length < len(name) and length <= _SHORT_REST:
                first, rest = name[:-length], name[-length:]
                self._rests.setdefault(first, []).append((number, length, _letters(rest)))

    def candidates(self, text: str, most: int = 40) -> list[int]:
        """Return the names that ``text`` may begin with, those sharing the most with it first.

        At most ``most`` are returned. A name of which more letters than a few errors can take away
        do not stand where it would end is none.
        """
        seen: dict[int, int] = {}
        if self._all:
            seen = dict.fromkeys(range(len(self.names)), _LEAST + 1)
        for size, keys, reach in self._keys:
            here = {text[start : start + size]: start for start in range(min(len(text), reach) - size + 1)}
            for gram in keys.intersection(here):
                start = here[gram]
                for number, place, shift in self._grams[gram]:
                    if -shift <= place - start <= shift:
                        seen[number] = seen.get(number, 0) + size
        for number in self._with_short_rests(text):
            seen.setdefault(number, _LEAST + 1)
        if not seen:
            return []
        ahead = _letters_so_far(text)
        close = [number for number, shared in seen.items() if self._close(number, shared, ahead)]
        close.sort(key=lambda number: (len(self.names[number]) - 4 * seen[number], number))
        return close[:most]

    def _with_short_rests(self, text: str) -> Iterator[int]:
        """Yield the names of which the shared beginning stands there, and nearly all letters of a short rest."""
        for first, rests in self._rests.items():
            if text.startswith(first):
                there = _letters_so_far(text[len(first) : len(first) + _SHORT_REST + _SHIFT])
                last = len(there) - 1
                for number, length, letters in rests:
                    if _missing(letters, there[min(length + 1, last)]) <= (length > _SHORT_SHORT) + 1:
                        yield number

    def places(self, text: str) -> list[tuple[str, int]]:
        """Return the names that may stand anywhere in ``text``, each with where it may begin.

        >>> sorted(Nearby(["โนนเขวา"], finer=1).places("เกษตรโนเนชวาโมเดล"))
        [('โนนเขวา', 3), ('โนนเขวา', 4), ('โนนเขวา', 5), ('โนนเขวา', 6)]
        """
        found: set[tuple[str, int]] = set()
        for size, keys, _ in self._keys:
            for start in range(len(text) - size + 1):
                if text[start : start + size] in keys:
                    for number, place, _ in self._grams[text[start : start + size]]:
                        name, begins = self.names[number], range(max(0, start - place - 1), start - place + 2)
                        if not any(text.startswith(name, begin) for begin in begins):
                            found |= {(name, begin) for begin in begins}
        return sorted(found, key=itemgetter(1))

    def _close(self, number: int, shared: int, ahead: Sequence[int]) -> bool:
        """Tell whether a name shares enough with the beginning of a text to be searched there."""
        size, last = len(self.names[number]), len(ahead) - 1
        if self._lengths[number] >= _MIDDLE:
            return shared > _LEAST and _missing(self._letters_of(number), ahead[min(size + _FAR_SHIFT, last)]) <= _SHIFT
        return _missing(self._letters_of(number), ahead[min(size + _SHIFT, last)]) <= _ERRORS

    def _letters_of(self, number: int) -> int:
        """Return which letters stand in a name, laid out at the first call: most names are never asked for."""
        found = self._letters.get(number)
        if found is None:
            found = self._letters[number] = _letters(self.names[number])
        return found


def close(name: str, text: str) -> bool:
    """Tell whether ``text`` may begin with a short name: nearly all letters of it stand there.

    >>> close("ศรีสะเกษ", "ศรีสะแกษมีพื้นที่"), close("ศรีสะเกษ", "มีพื้นที่")
    (True, False)
    """
    return _missing(_letters(name), _letters(text[: len(name) + _SHIFT])) <= _ERRORS


def _letters(text: str) -> int:
    """Return which letters stand in a text, a bit each."""
    bits = 0
    for letter in text:
        bits |= _BITS.get(letter, _SIGN)
    return bits


def _letters_so_far(text: str) -> Sequence[int]:
    """Return the same for each prefix of a text, the empty one first."""
    return list(accumulate(map(_BITS.get, text, repeat(_SIGN)), or_, initial=0))


def _missing(letters: int, there: int) -> int:
    """Return how many letters of one text do not stand in another."""
    return (letters & ~there).bit_count()


def _size(length: int) -> int:
    return 2 if length < _SHORT else 3 if length < _MIDDLE else 4


def _rarest(pieces: list[str], start: int, last: int, often: Mapping[str, int]) -> tuple[str, int]:
    """Return the rarest sequence of a zone, the first of them, and where it begins."""
    rarest, place, least = pieces[start], start, often[pieces[start]]
    for other in range(start + 1, last + 1):
        times = often[pieces[other]]
        if times < least:
            rarest, place, least = pieces[other], other, times
    return rarest, place


def _zones(length: int, size: int) -> list[tuple[int, int]]:
    """Return where the sequence of each zone may begin first and last; those of neighbouring zones do not overlap."""
    if length < size:
        return []
    count = max(2, min(5, length // size)) if length > size else 1
    found: list[tuple[int, int]] = []
    for zone in range(count):
        start, end = length * zone // count, length * (zone + 1) // count
        last = min(max(start, end - size), length - size)
        found.append((min(start, length - size), last))
    return found
