"""Where any of many written forms stand in a text: all places, however many forms there are.

Method: as in `thaifix.names.sieve`, the first four letters of every place are hashed into a table of flags, all at
once with NumPy; where a flag is set, up to four letters more are. What is left is compared letter by letter. In a
short text, for which NumPy takes too long to begin, the first letters are looked up in a set.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from thaifix import thaibytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Forms", "count"]

_HEAD = 4  # code points by which forms are told apart at first,
_MORE = 4  # and how many behind them
_WORTH_NUMPY = 400  # code points
_FEW = 20  # beginnings that are sooner looked for one by one
_BITS = 17  # of an index: a table of 128 KB stays in the cache of a core
_FACTOR = 0x9E3779B97F4A7C15  # 2**64 divided by the golden ratio, odd: neighbouring numbers end far apart


class Forms:
    """A set of forms to look for. Nothing in it changes after it is made; threads may share it."""

    def __init__(self, forms: Iterable[str]) -> None:
        """Take the forms; none may be empty."""
        by_head: dict[str, list[str]] = {}
        for form in sorted(set(forms), key=lambda form: (-len(form), form)):
            by_head.setdefault(form[:_HEAD], []).append(form)
        self._by_head = {head: tuple(forms) for head, forms in by_head.items()}
        self._sizes = sorted({len(head) for head in by_head}, reverse=True)

    def __bool__(self) -> bool:
        """Tell whether there is any form."""
        return bool(self._by_head)

    def occurrences(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield each form at each place where it stands, in the order of the text, the longest first.

        >>> list(Forms(["งาน", "งานวัด", "วัด"]).occurrences("ในงานวัด"))
        [(2, 'งานวัด'), (2, 'งาน'), (5, 'วัด')]
        """
        for place in self._places(text) if self._by_head else ():
            for size in self._sizes:
                head = text[place : place + size]
                for form in self._by_head.get(head, ()) if len(head) == size else ():
                    if text.startswith(form, place):
                        yield place, form

    def _places(self, text: str) -> Sequence[int]:
        """Return the places where a form may stand, in order."""
        if len(text) < _WORTH_NUMPY:
            return self._places_in_few(text)
        import numpy as np  # noqa: PLC0415 - short texts do without

        one = np.frombuffer(thaibytes.encode(text) + bytes(_HEAD + _MORE - 1), np.uint8).astype(np.uint32)
        two = one[:-1] | one[1:] << 8
        four = two[:-2] | two[2:] << 16  # of each place, and of the first behind the text
        here = four[:-_MORE]
        flagged = np.zeros(len(here), np.bool_)
        for size, table in self._heads.items():
            flagged |= table.take(_index(here << 8 * (_HEAD - size)))
        hits = np.flatnonzero(flagged)
        kept = np.zeros(len(hits), np.bool_)
        first, more = four[hits].astype(np.uint64), four[hits + _HEAD].astype(np.uint64)
        for size, table in self._beginnings.items():
            eight = first | more << 32
            kept |= table.take(_index(eight << 8 * (_HEAD + _MORE - size)))
        places: list[int] = hits[kept].tolist()
        return places

    def _places_in_few(self, text: str) -> Sequence[int]:
        heads = self._by_head
        if len(heads) <= _FEW and not any(head in text for head in heads):
            return ()
        places = range(len(text))
        found = [place for size in self._sizes for place in places if text[place : place + size] in heads]
        return sorted(set(found)) if found else ()

    @cached_property
    def _heads(self) -> dict[int, NDArray[np.bool_]]:
        """The flags of the first letters, by how many there are, up to four."""
        return _tables(self._by_head, _HEAD)

    @cached_property
    def _beginnings(self) -> dict[int, NDArray[np.bool_]]:
        """The same for up to eight letters."""
        return _tables((form for forms in self._by_head.values() for form in forms), _HEAD + _MORE)


def _tables(forms: Iterable[str], most: int) -> dict[int, NDArray[np.bool_]]:
    import numpy as np  # noqa: PLC0415 - as above

    by_size: dict[int, set[int]] = {}
    for form in forms:
        letters = thaibytes.encode(form[:most])
        by_size.setdefault(len(letters), set()).add(int.from_bytes(letters, "little") << 8 * (most - len(letters)))
    tables = {size: np.zeros(1 << _BITS, np.bool_) for size in sorted(by_size)}
    for size, keys in by_size.items():
        tables[size][_index(np.array(sorted(keys), np.uint64))] = True
    return tables


def _index(numbers: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return the index of each number: the first bits of a product, which all bits of the number have a part in."""
    import numpy as np  # noqa: PLC0415 - as above

    return (numbers.astype(np.uint64) * np.uint64(_FACTOR)) >> np.uint64(64 - _BITS)


def count(form: str, text: str) -> int:
    """Count where a form stands in a text, over itself too.

    >>> count("กก", "กกกก")
    3
    """
    return sum(text.startswith(form, place) for place in range(len(text) - len(form) + 1))
