"""A text as one byte a code point: code page 874 (TIS-620) for Thai and ASCII, three bytes for all else.

Whole-text questions are asked of these bytes, since ``bytes.translate`` and NumPy answer them at
gigabytes a second.
"""

from __future__ import annotations

import codecs
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING

from thaifix.knowledge.idle import IDLE as _IDLE_RANGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["IDLE", "UNKNOWN", "ZERO_WIDTH_SPACE", "encode", "forget", "table_of"]

UNKNOWN = 0x81
"""The byte of what code page 874 has not; the code page leaves it unassigned."""
IDLE = 0x82
"""The byte of characters that mean nothing to any rule (`thaifix.knowledge.idle`); unassigned as well."""
ZERO_WIDTH_SPACE = 0x83
"""The byte of U+200B, with which web pages part words; unassigned as well."""
_CODEC = "cp874"
_WORTH_NUMPY = 1000  # code points from which on NumPy is faster, loading it apart
_BLOCK = 1 << 18  # code points that are encoded at once, and that may stay remembered
_LAST_OF_CODE_PAGE, _LAST_KNOWN = 0x20FF, 0x1FFFF  # no character beyond the first is of the code page, nor idle
_ZWSP = ord("\N{ZERO WIDTH SPACE}")
_FIRST_IDLE = [first for first, _, _ in _IDLE_RANGES]


def _outside(error: UnicodeError) -> tuple[bytes, int]:
    assert isinstance(error, UnicodeEncodeError)  # noqa: S101 - the handler is used for encoding only, below
    return bytes([_byte_outside(ord(char)) for char in error.object[error.start : error.end]]), error.end


def _byte_outside(point: int) -> int:
    """Return the byte of a code point that the code page has not."""
    if point == _ZWSP:
        return ZERO_WIDTH_SPACE
    row = bisect_right(_FIRST_IDLE, point) - 1
    return IDLE if row >= 0 and point <= _IDLE_RANGES[row][1] else UNKNOWN


codecs.register_error("thaifix-outside", _outside)


def encode(text: str) -> bytes:
    r"""Return one byte a code point; any ``str`` will do, lone surrogates included.

    >>> encode("ก A☺\N{REPLACEMENT CHARACTER}") == bytes([0xA1, 0x20, 0x41, IDLE, UNKNOWN])
    True
    """
    same, encoded = _last[0]
    if same is not text:
        if len(text) < _WORTH_NUMPY:
            encoded = text.encode(_CODEC, "thaifix-outside")
        else:
            encoded = b"".join([_encode(text[start : start + _BLOCK]) for start in range(0, len(text), _BLOCK)])
        _last[0] = text, encoded
    return encoded


def forget(text: str) -> None:
    """Let go of a text that was encoded and of its bytes, if they are many."""
    if len(text) > _BLOCK:
        _last[0] = "", b""


_last: list[tuple[str, bytes]] = [("", b"")]
"""The text that was encoded last and its bytes: every scan of a text asks for them anew."""


def _encode(text: str) -> bytes:
    import numpy as np  # noqa: PLC0415 - short texts do without

    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _bytes_of_points().take(points, mode="clip").tobytes()


@cache
def _bytes_of_points() -> NDArray[np.uint8]:
    """Return the byte of every code point up to the last idle one, and one for all beyond."""
    import numpy as np  # noqa: PLC0415

    table = np.full(_LAST_KNOWN + 1, UNKNOWN, np.uint8)
    for first, last, _ in _IDLE_RANGES:
        table[first : last + 1] = IDLE
    table[_ZWSP] = ZERO_WIDTH_SPACE
    points = "".join(map(chr, range(_LAST_OF_CODE_PAGE + 1)))
    own = np.frombuffer(points.encode(_CODEC, "replace"), np.uint8)
    has = own != ord("?")
    has[ord("?")] = True
    table[: len(own)][has] = own[has]
    return table


def table_of(values: Mapping[str, int], *, other: int) -> bytes:
    r"""Return a table for ``bytes.translate`` with a value for each of some characters.

    >>> encode("กข").translate(table_of({"ก": 7}, other=0))
    b'\x07\x00'
    """
    table = bytearray([other]) * 256
    for char, value in values.items():
        byte = encode(char)[0]
        if byte not in {UNKNOWN, IDLE}:
            table[byte] = value
    return bytes(table)
