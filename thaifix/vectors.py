"""The scans of `thaifix.loops` at the speed of NumPy, of ``bytes.translate`` and of long integers.

Each function finds what its namesake there finds, by other means: a table of bits is asked of all bytes at once, and
*and* of the answers, as two long integers shifted by a place, leaves a bit wherever neighbours share one.
"""

from __future__ import annotations

import re
import sys
from itertools import accumulate, islice
from operator import sub
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ALL", "alike", "high", "pairs", "triples"]

ALL = sys.maxsize
"""As many places as there are."""

_NOT_NOUGHT = re.compile(b"[^\0]")
_APART = 3  # places between two bits that are doubtful alone
_FEW = 200  # symbols below which NumPy is slower
_BITS, _ORDER, _SUMMED = 6, 4, 5  # of a symbol; symbols of a sequence; sequences of a sum
_WIDTH = _ORDER + _SUMMED - 1
_MASK = (1 << _BITS * _ORDER) - 1


def pairs(data: bytes, first: bytes, second: bytes, doubtful: int, most: int = ALL) -> list[int]:
    """Return the places at which two neighbours share a bit of their tables; see `thaifix.loops`."""
    if len(data) < 2:  # noqa: PLR2004 - no neighbours
        return []
    size = len(data) - 1
    found = _bits(data[:-1], first) & _bits(data[1:], second)
    if found and doubtful:
        doubts = found & int.from_bytes(bytes([doubtful]) * size, "little")
        found ^= doubts ^ doubts & doubts << 8 * _APART
    return _places(found, size, most)


def triples(data: bytes, tables: tuple[bytes, bytes, bytes], most: int = ALL) -> list[int]:
    """Return the places at which three neighbours share a bit of their tables; see `thaifix.loops`."""
    first, second, third = (_bits(data, table) for table in tables)
    return _places(first & second >> 8 & third >> 16, len(data), most)


def _bits(data: bytes, table: bytes) -> int:
    return int.from_bytes(data.translate(table), "little")


def _places(bits: int, size: int, most: int = ALL) -> list[int]:
    if not bits:
        return []
    return [hit.start() for hit in islice(_NOT_NOUGHT.finditer(bits.to_bytes(size, "little")), most)]


def high(block: bytes, odds: bytes, least: int, most: int = ALL) -> list[tuple[int, int]]:
    """Return where runs of sums that are high enough begin and end; see `thaifix.loops`."""
    if len(block) < _FEW:
        return _runs([place for place, total in enumerate(_sums_of_few(block, odds)) if total >= least])[:most]
    import numpy as np  # noqa: PLC0415 - short texts do without

    one = np.frombuffer(block, np.uint8)
    two = one[:-1].astype(np.uint32) << _BITS | one[1:]
    four = two[:-2] << 2 * _BITS | two[2:]
    found = _as_numbers(odds).take(four)
    sums = found[: 1 - _SUMMED].copy()  # at most five times the highest entry, which a byte holds
    for more in range(1, _SUMMED):
        sums += found[more : len(found) - _SUMMED + 1 + more]
    if sums.max(initial=-128) < least:
        return []
    return _runs(np.flatnonzero(sums >= least).tolist())[:most]


def _as_numbers(odds: bytes) -> NDArray[np.int8]:
    import numpy as np  # noqa: PLC0415 - as above

    return np.frombuffer(odds, np.int8)


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Join places of which each is near the one before."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place - runs[-1][1] <= _WIDTH:
            runs[-1] = runs[-1][0], place
        else:
            runs.append((place, place))
    return runs


def _sums_of_few(block: bytes, odds: bytes) -> list[int]:
    """Return the sums of a few symbols, for which this is faster."""
    table = memoryview(odds).cast("b")
    at = 0
    found: list[int] = []
    for symbol in block:
        at = (at << _BITS | symbol) & _MASK
        found.append(table[at])
    totals = [0, *accumulate(found[_ORDER - 1 :])]
    return list(map(sub, totals[_SUMMED:], totals))


def alike(data: bytes, letters: bytes, marks: bytes, away: Sequence[int]) -> list[int]:
    """Return the places of a letter with a mark that stand once more a few places further on; see `thaifix.loops`."""
    import numpy as np  # noqa: PLC0415 - as above

    if len(data) < 2:  # noqa: PLR2004 - no letter with a mark
        return []
    values = np.frombuffer(data, np.uint8)
    two = values[:-1].astype(np.uint16) << 8 | values[1:]
    again = np.zeros(len(two), np.bool_)
    for step in away:
        again[: max(0, len(two) - step)] |= two[step:] == two[:-step]
    again &= np.frombuffer(data.translate(letters), np.bool_)[:-1]
    again &= np.frombuffer(data.translate(marks), np.bool_)[1:]
    places: list[int] = np.flatnonzero(again).tolist()
    return places
