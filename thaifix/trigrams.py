"""How Thai is a string? A character trigram model, in nats; small, fast to load, no words in it.

The table was counted on public-domain Thai government news by ``tools/build_trigrams.py``; it
holds the cost of each character after each pair, quantised to 1/16 nat. Sound Thai costs about
2 nats a character, letters drawn at random 5 and more.

Method: trigrams interpolated with bigrams, unigrams and the uniform distribution by
Witten-Bell smoothing (Witten and Bell, 1991, "The zero-frequency problem").
"""

from __future__ import annotations

import codecs
from functools import cache

__all__ = ["ALPHABET_SIZE", "NATS_PER_STEP", "OTHER", "SPACE", "cost", "encode", "table"]

OTHER = 0
SPACE = 1
_FIRST = 2
_THAI = range(0x0E01, 0x0E5C)
ALPHABET_SIZE = _FIRST + len(_THAI)
"""Symbols of the model: anything else, white space, and U+0E01 to U+0E5B."""
NATS_PER_STEP = 1 / 16

_SYMBOLS = {code: _FIRST + code - _THAI.start for code in _THAI} | dict.fromkeys(b"\t\n\r ", SPACE)


class _Symbols(dict[int, int]):
    """For ``str.translate``: what has no symbol of its own is `OTHER`."""

    def __missing__(self, _code: int) -> int:
        return OTHER


_TRANSLATION = _Symbols(_SYMBOLS)
_CODE_PAGE = codecs.charmap_build("\0 " + "".join(map(chr, _THAI)))
"""Thai and spaces are a code page of their own, so a codec finds their symbols ten times as fast."""


def encode(text: str) -> bytes:
    """Return one symbol of the model a code point.

    >>> list(encode("ก a"))
    [2, 1, 0]
    """
    try:
        return codecs.charmap_encode(text, "strict", _CODE_PAGE)[0]
    except UnicodeEncodeError:
        return text.translate(_TRANSLATION).encode("latin-1")


@cache
def table() -> bytes:
    """Return the costs in units of `NATS_PER_STEP`, by three symbols; read at the first call."""
    import zlib  # noqa: PLC0415 - these two cost half of thaifix's import time, and sound text needs neither
    from importlib import resources  # noqa: PLC0415

    packed = resources.files("thaifix.data").joinpath("trigrams.bin").read_bytes()
    return zlib.decompress(packed)


def cost(text: str, before: str = "") -> float:
    """Return the cost of ``text`` in nats (the less, the more Thai it is), following ``before``.

    >>> cost("สำนักงาน") < cost("สนักำงาน")
    True
    >>> cost("", "ก")
    0.0
    """
    costs = table()
    first, second = (b"\0\0" + encode(before[-2:]))[-2:]
    total = 0
    for third in encode(text):
        total += costs[(first * ALPHABET_SIZE + second) * ALPHABET_SIZE + third]
        first, second = second, third
    return total * NATS_PER_STEP
