"""The scans as plain loops: what each of them finds, said in the simplest way.

This module is compiled by mypyc where thaifix is installed with a C compiler at hand (``hatch_build.py``), and is
then the fastest there is. Where it is not compiled, `thaifix.vectors` finds the same at the speed of NumPy, and
these loops are what it is tested against. `thaifix.scans` chooses.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_extensions import i64

__all__ = ["ALL", "COMPILED", "alike", "high", "pairs", "triples"]

ALL = sys.maxsize
"""As many places as there are."""

_BITS: Final = 6  # of a symbol
_ALL_BITS: Final = (1 << 24) - 1  # of a sequence of four
_SIGN: Final = 128
_BEHIND: Final = 7  # symbols between the first and the last of a sum
_NEAR: Final = 8

COMPILED: bool = not __file__.endswith(".py")
"""Whether this is the compiled module."""


def pairs(data: bytes, first: bytes, second: bytes, doubtful: int, most: int = ALL) -> list[int]:
    r"""Return the places at which two neighbours share a bit of their tables, in order.

    Args:
        data: one byte a code point.
        first: a table of 256 bytes: the bits of a byte that stands first.
        second: the same for one that stands second.
        doubtful: a bit that counts only where it is shared three places before as well.
        most: places that are wanted, at most.

    >>> flags = bytes(byte in b"ab" for byte in range(256))
    >>> pairs(b"xabba", flags, flags, 0), pairs(b"xabba", flags, flags, 0, most=1)
    ([1, 2, 3], [1])
    >>> pairs(b"xabxaab", flags, flags, 1)
    [4]
    """
    found: list[int] = []
    size: i64 = len(data)
    doubt: i64 = doubtful
    bits: i64 = 0
    one: i64 = 0  # the bits of the last three places
    two: i64 = 0
    three: i64 = 0
    place: i64 = 0
    while place < size:
        byte: i64 = data[place]
        both: i64 = bits & second[byte]
        if both & ~(doubt & ~three) != 0:
            found.append(place - 1)
            if len(found) >= most:
                break
        three, two, one = two, one, both
        bits = first[byte]
        place += 1
    return found


def triples(data: bytes, tables: tuple[bytes, bytes, bytes], most: int = ALL) -> list[int]:
    r"""Return the places at which three neighbours share a bit of their tables, in order.

    >>> flags = bytes(byte in b"ab" for byte in range(256))
    >>> triples(b"xabba", (flags, flags, flags), 9)
    [1, 2]
    """
    first, second, third = tables
    found: list[int] = []
    size: i64 = len(data)
    one: i64 = 0
    two: i64 = 0
    place: i64 = 0
    while place < size:
        byte: i64 = data[place]
        three: i64 = two & third[byte]
        if three != 0:
            found.append(place - 2)
            if len(found) >= most:
                break
        two = one & second[byte]
        one = first[byte]
        place += 1
    return found


def high(block: bytes, odds: bytes, least: int, most: int = ALL) -> list[tuple[int, int]]:
    """Return where runs of sums that are high enough begin and end, in order.

    A sum is that of the odds of five overlapping sequences of four symbols; its place is that of the first. Sums that
    are up to eight places apart, the symbols that one looks at, are of one run.

    Args:
        block: symbols below 64, one byte each.
        odds: by four symbols of six bits each, signed.
        least: from which on a sum is high.
        most: runs that are wanted, at most.
    """
    runs: list[tuple[int, int]] = []
    size: i64 = len(block)
    enough: i64 = least
    at: i64 = 0
    one: i64 = 0
    two: i64 = 0
    three: i64 = 0
    four: i64 = 0
    first: i64 = -1
    last: i64 = -1
    place: i64 = 0
    while place < size:
        at = (at << _BITS | block[place]) & _ALL_BITS
        odd: i64 = odds[at]
        odd = (odd ^ _SIGN) - _SIGN
        if one + two + three + four + odd >= enough and place >= _BEHIND:
            if first >= 0 and place - last > _NEAR:
                runs.append((first - _BEHIND, last - _BEHIND))
                first = -1
                if len(runs) >= most:
                    break
            if first < 0:
                first = place
            last = place
        one, two, three, four = two, three, four, odd
        place += 1
    if first >= 0:
        runs.append((first - _BEHIND, last - _BEHIND))
    return runs


def alike(data: bytes, letters: bytes, marks: bytes, away: Sequence[int]) -> list[int]:
    """Return the places of a letter with a mark that stand once more a few places further on, in order.

    Args:
        data: one byte a code point.
        letters: a table of 256 bytes: whether a byte is a letter.
        marks: the same for a mark.
        away: the nearest and the farthest that counts as a few.
    """
    found: list[int] = []
    size: i64 = len(data) - 1
    nearest: i64 = away[0]
    farthest: i64 = away[-1]
    place: i64 = 0
    while place < size:
        letter: i64 = data[place]
        if letters[letter] != 0:
            mark: i64 = data[place + 1]
            if marks[mark] != 0:
                other: i64 = place + nearest
                end: i64 = min(place + farthest + 1, size)
                while other < end:
                    if data[other] == letter and data[other + 1] == mark:
                        found.append(place)
                        break
                    other += 1
        place += 1
    return found
