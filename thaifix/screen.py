"""The screen: finds where letters run as in damaged Thai, and not as in sound Thai, at the speed of a scan.

``พฒันา`` breaks no rule of the script, so the gate lets it through. But sound Thai hardly has the
sequences ``พฒั`` and ``ฒัน``, and a mark that slipped makes them often. For every four neighbours the
table of the screen holds the log odds of the two; five in a row are summed, and where the sum is
high enough a word is looked at. To look costs time; only the decoder decides what is changed.

Method: a likelihood ratio between two character models, sound text and the same text with every
mark moved and every ring lost in turn (``tools/build_screen.py``). How many damaged words it sees, and
how many sound ones it takes for damaged: docs/performance.md.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from thaifix import scans, thaibytes
from thaifix.knowledge import chars

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["IN_DAMAGE", "SURE", "asked", "odd", "spans"]

SURE = 10.0
"""Log odds from which on a sequence is looked at in a text that shows no other damage, in nats."""
IN_DAMAGE = 4.0
"""The same for a text that does."""

MAGIC = b"screen-1"  # this and what follows are for the builder
STEPS_PER_NAT = 5
SYMBOL_BITS = 6
ORDER = 4  # neighbours in an entry
UNSEEN = 2.0
"""What four letters weigh that neither sound text nor the damaged one has, in nats."""
_SUMMED = 5  # entries
WIDTH = ORDER + _SUMMED - 1
"""Code points that a sum looks at."""
_BLOCK = 1 << 16
_FIRST = 1 - WIDTH
_MASK = (1 << SYMBOL_BITS * ORDER) - 1

_SAME = {
    "\N{THAI CHARACTER KHO KHUAT}": "\N{THAI CHARACTER KHO KHAI}",
    "\N{THAI CHARACTER KHO KHON}": "\N{THAI CHARACTER KHO KHWAI}",
    "\N{THAI CHARACTER LU}": "\N{THAI CHARACTER RU}",
    "\N{THAI CHARACTER LAKKHANGYAO}": chars.SARA_AA,
    chars.PHINTHU: chars.YAMAKKAN,
    chars.NIKHAHIT: chars.YAMAKKAN,
    "\N{THAI CHARACTER PAIYANNOI}": "\N{THAI CHARACTER MAIYAMOK}",
    "\N{THAI CHARACTER LO CHULA}": "\N{THAI CHARACTER HO NOKHUK}",
    "\N{THAI CHARACTER THO NANGMONTHO}": "\N{THAI CHARACTER HO NOKHUK}",
    "\N{THAI CHARACTER DO CHADA}": "\N{THAI CHARACTER TO PATAK}",
    "\N{THAI CHARACTER MAI CHATTAWA}": "\N{THAI CHARACTER MAI TRI}",
}
"""Rare letters and marks that are counted with another, so that six bits hold a symbol."""
OTHER, SPACE = 0, 1


@cache
def symbols() -> bytes:
    """Return the table that maps a byte of `thaibytes` to a symbol below 64.

    >>> max(symbols()), symbols()[ord("A")] == OTHER, symbols()[ord(" ")] == SPACE
    (63, True, True)
    """
    first = [char for char in chars.LETTERS if char not in _SAME]
    values = {char: number for number, char in enumerate(first, SPACE + 1)}
    values |= {rare: values[usual] for rare, usual in _SAME.items()}
    return thaibytes.table_of(values | dict.fromkeys("\t\n\r \N{NO-BREAK SPACE}", SPACE), other=OTHER)


@cache
def _table() -> bytes:
    """Return the log odds by four symbols, one signed byte each, laid out at the first call."""
    import zlib  # noqa: PLC0415 - like NumPy and the file, a text without Thai letters does without
    from importlib import resources  # noqa: PLC0415

    import numpy as np  # noqa: PLC0415

    packed = resources.files("thaifix.data").joinpath("screen.bin").read_bytes()
    if packed[: len(MAGIC)] != MAGIC:
        msg = "screen.bin is not of this version of thaifix; install thaifix anew"
        raise ImportError(msg)
    data = np.frombuffer(zlib.decompress(packed[len(MAGIC) :]), np.uint8).reshape(4, -1)
    gaps = data[0].astype(np.uint32) | data[1].astype(np.uint32) << 8 | data[2].astype(np.uint32) << 16
    table = np.full(_MASK + 1, round(UNSEEN * STEPS_PER_NAT), np.int8)
    table[np.cumsum(gaps, dtype=np.uint32)] = data[3].view(np.int8)
    _ignore_all_but_thai(table)
    return table.tobytes()


def _ignore_all_but_thai(table: NDArray[np.int8]) -> None:
    """Let four neighbours of which two are no Thai letters weigh nothing."""
    cube = table.reshape((1 << SYMBOL_BITS,) * ORDER)
    no_letter, every = slice(0, SPACE + 1), slice(None)
    for one, other in combinations(range(ORDER), 2):
        cube[tuple(no_letter if axis in {one, other} else every for axis in range(ORDER))] = 0


@cache
def asked() -> tuple[bytes, bytes, int, int]:
    """Return what `thaifix.scans.sweep` asks for `odd` with."""
    spaces = sum(SPACE << SYMBOL_BITS * place for place in range(ORDER))
    return symbols(), _table(), spaces, round(SURE * STEPS_PER_NAT)


def odd(text: str, least: float = SURE) -> bool:
    """Tell whether a text has a sequence of letters whose log odds are ``least`` nats or more.

    >>> odd("การพฒันาระบบ"), odd("การพัฒนาระบบ")
    (True, False)
    """
    return next(_hits(text, least, most=1), None) is not None


def spans(text: str, least: float = SURE) -> list[tuple[int, int]]:
    """Return the stretches of such sequences, in code points; those that overlap are one.

    >>> text = "พัฒนาระบบราชการ พฒันาระบบราชการ"
    >>> [text[start:end] for start, end in spans(text)]
    ['การ พฒันาระบ']
    """
    found: list[tuple[int, int]] = []
    for first, last in _hits(text, least):
        start, end = max(0, first), min(len(text), last + WIDTH)
        if found and start <= found[-1][1]:
            start = found.pop()[0]
        found.append((start, end))
    return found


def _hits(text: str, least: float, most: int = scans.ALL) -> Iterator[tuple[int, int]]:
    """Yield where runs of sums that are high enough begin and end, in order; the first may begin before the text.

    Of those of a block, as many as are wanted at most.
    """
    encoded, steps = thaibytes.encode(text), round(least * STEPS_PER_NAT)
    around = bytes([SPACE]) * (WIDTH - 1)
    for start in range(0, len(text), _BLOCK):
        before, end = max(0, start - WIDTH + 1), start + _BLOCK
        block = encoded[before:end].translate(symbols())
        block = around * (not before) + block + around * (end >= len(text))
        place = before or _FIRST
        for first, last in scans.high(block, _table(), steps, most):
            yield place + first, place + last
