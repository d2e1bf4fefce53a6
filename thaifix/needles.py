"""A few strings, found all at once: by their first three letters at the speed of a scan, then by all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thaifix import scans, thaibytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Needles"]

_BITS = 8
_LETTERS = 3


class Needles:
    """Finds every place of some strings. Strings share bits of three tables; what only looks like one is sorted out."""

    def __init__(self, strings: Iterable[str]) -> None:
        """Take strings of two letters or more, all of the code page."""
        tables = [bytearray(256) for _ in range(_LETTERS)]
        by_first: dict[str, list[str]] = {}
        for number, string in enumerate(sorted(set(strings), key=lambda string: (string[1], string))):
            bit = 1 << number % _BITS
            by_first.setdefault(string[0], []).append(string)
            for place, table in enumerate(tables):
                for byte in thaibytes.encode(string[place : place + 1]) or range(256):
                    table[byte] |= bit
        self._tables = bytes(tables[0]), bytes(tables[1]), bytes(tables[2])
        self._by_first = by_first

    def places(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield each place of each string with it, in the order of the text; places may overlap.

        >>> list(Needles(["กรม", "จ."]).places("กรมป่าไม้ จ.ตาก"))
        [(0, 'กรม'), (10, 'จ.')]
        """
        for place in scans.triples(thaibytes.encode(text) + b"\n", self._tables):
            for string in self._by_first.get(text[place], ()):
                if text.startswith(string, place):
                    yield place, string
