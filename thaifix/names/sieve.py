"""Where any of many strings may begin in a text: all places that matter, and few others.

Each string is known by its first four letters or fewer. Those of every place of the text, as one number,
are multiplied and cut to an index into a table of flags (multiplicative hashing), all places at
once with NumPy: a few nanoseconds a code point, however many strings there are. In a short text, for
which NumPy takes too long to begin, each is looked up in a set.
"""

from __future__ import annotations

import sys
from functools import cached_property
from itertools import compress, count
from typing import TYPE_CHECKING

from thaifix import thaibytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["WORTH_IT", "Sieve"]

WORTH_IT = 400
"""Code points from which on a sieve is faster than a look at each place."""
_MOST = 4  # bytes by which a string is known
_BITS = 17  # of an index: a table of 128 KB stays in the cache of a core
_FACTOR = 2654435761  # Knuth's, 2**32 divided by the golden ratio: neighbouring numbers end far apart


class Sieve:
    """Keeps the places where one of some strings may begin. Nothing in it changes after it is laid out."""

    def __init__(self, strings: Iterable[str]) -> None:
        """Take the strings; none may be empty."""
        self._strings = tuple(strings)

    def places(self, data: bytes) -> Sequence[int]:
        """Return the places, in order, in a text that `thaibytes.encode` has encoded.

        >>> Sieve(["กรม", "จังหวัด", "อ."]).places(thaibytes.encode("ในจังหวัดเลยมี อ.ภูเรือ"))
        [2, 15]
        """
        if len(data) < WORTH_IT:
            return self._places_in_few(data)
        import numpy as np  # noqa: PLC0415 - short texts do without

        one = np.frombuffer(data + bytes(_MOST - 1), np.uint8).astype(np.uint32)
        two = one[:-1] | one[1:] << 8
        four = two[:-2] | two[2:] << 16
        found = np.zeros(len(four), np.bool_)
        for size, table in self._tables.items():
            found |= table.take(_index(four << 8 * (_MOST - size)))
        places: list[int] = np.flatnonzero(found).tolist()
        return places

    def fours(self, data: bytes) -> Sequence[int]:
        """Return the places that four divides where one of the strings of four letters or more may begin.

        >>> Sieve(["กระทรวง"]).fours(thaibytes.encode("กระทรวงและกระทรวง"))
        [0]
        """
        import numpy as np  # noqa: PLC0415 - as above

        numbers = np.frombuffer(data, "<u4", len(data) // _MOST)
        places: list[int] = (np.flatnonzero(self._tables[_MOST].take(_index(numbers))) * _MOST).tolist()
        return places

    def _places_in_few(self, data: bytes) -> Sequence[int]:
        """Return the places in a short text, the sequences of which are looked up one by one."""
        wide, last = len(data) // _MOST + 1, len(data) - 1
        back = bytes(_MOST - 1) + data[::-1] + bytes(_MOST)  # the letter that may be any one first, for `_keys`
        fours = memoryview(b"".join([back[first : first + wide * _MOST] for first in range(_MOST)])).cast("I")
        hits = compress(count(), map(self._keys.__contains__, fours.tolist()))
        found = [last - hit % wide * _MOST - hit // wide for hit in hits]
        for key in self._short_keys:
            place = data.find(key)
            while place >= 0:
                found.append(place)
                place = data.find(key, place + 1)
        found.sort()
        return found

    @cached_property
    def _keys(self) -> frozenset[int]:
        """What the strings of three letters and more begin with, those of three with every byte behind them.

        The letters stand backwards, so that numbers which differ in the last only do not collide in the set.
        """
        heads = {thaibytes.encode(string[:_MOST]) for string in self._strings if len(string) >= _MOST - 1}
        ends = [bytes([end]) for end in range(256)]
        whole = (head + end for head in heads for end in (ends if len(head) < _MOST else [b""]))
        return frozenset(int.from_bytes(four[::-1], sys.byteorder) for four in whole)

    @cached_property
    def _short_keys(self) -> Sequence[bytes]:
        return sorted({thaibytes.encode(string) for string in self._strings if len(string) < _MOST - 1})

    @cached_property
    def _tables(self) -> dict[int, NDArray[np.bool_]]:
        """For each number of first bytes that strings are known by, the flags of their indexes."""
        import numpy as np  # noqa: PLC0415 - as above

        by_size: dict[int, list[int]] = {}
        for string in dict.fromkeys(string[:_MOST] for string in self._strings):
            key = int.from_bytes(thaibytes.encode(string), "little") << 8 * (_MOST - len(string))
            by_size.setdefault(len(string), []).append(key)
        tables = {size: np.zeros(1 << _BITS, np.bool_) for size in sorted(by_size)}
        for size, keys in by_size.items():
            tables[size][_index(np.array(keys, np.uint32))] = True
        return tables


def _index(numbers: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return the index of each number: the first bits of a product, which all bits of the number have a part in."""
    return numbers * _FACTOR >> 32 - _BITS
