"""A text as one byte a code point: code page 874 (TIS-620) for Thai and ASCII, one byte for all else.

Whole-text questions are asked of these bytes, since ``bytes.translate`` and NumPy answer them at
gigabytes a second.
"""

from __future__ import annotations

import codecs
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["UNKNOWN", "encode", "forget", "table_of"]

UNKNOWN = 0x81
"""The byte of what code page 874 has not; the code page leaves it unassigned."""
_CODEC = "cp874"
_WORTH_NUMPY = 1000  # code points from which on NumPy is faster, loading it apart
_BLOCK = 1 << 18  # code points that are encoded at once, and that may stay remembered
_TABLE_SIZE = 0x2100  # beyond the last character of the code page


def _as_unknown(error: UnicodeError) -> tuple[bytes, int]:
    assert isinstance(error, UnicodeEncodeError)  # noqa: S101 - the handler is used for encoding only, below
    return bytes([UNKNOWN]) * (error.end - error.start), error.end


codecs.register_error("thaifix-unknown", _as_unknown)


def encode(text: str) -> bytes:
    """Return one byte a code point; any ``str`` will do, lone surrogates included.

    >>> encode("ก A☺") == bytes([0xA1, 0x20, 0x41, UNKNOWN])
    True
    """
    if len(text) < _WORTH_NUMPY:
        return text.encode(_CODEC, "thaifix-unknown")
    same, encoded = _last[0]
    if same is not text:
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
    """Return the byte of every code point up to the last of the code page, and one for all beyond."""
    import numpy as np  # noqa: PLC0415

    points = "".join(map(chr, range(_TABLE_SIZE)))
    return np.frombuffer(points.encode(_CODEC, "thaifix-unknown") + bytes([UNKNOWN]), np.uint8)


def table_of(values: Mapping[str, int], *, other: int) -> bytes:
    r"""Return a table for ``bytes.translate`` with a value for each of some characters.

    >>> encode("กข").translate(table_of({"ก": 7}, other=0))
    b'\x07\x00'
    """
    table = bytearray([other]) * 256
    for char, value in values.items():
        byte = encode(char)[0]
        if byte != UNKNOWN:
            table[byte] = value
    return bytes(table)
