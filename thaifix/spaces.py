"""What a space between two words costs: Thai writes one between phrases, hardly one between words.

Each word of the lexicon has two numbers: what a space behind it costs, and what one before it
costs. Together with the letters around (`thaifix.evidence.gap_cost`) they are the log odds that a
space stood there in sound text, so a space that costs more than one put in by a PDF program is
damage. ``tools/build_spaces.py`` counts them on government news.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import NamedTuple

__all__ = ["ZERO", "Spaces", "load"]

MAGIC = b"spaces-1"  # these two are for the builder
HEADER = struct.Struct("<8sIf")
ZERO = 128
"""The entry that stands for 0 nats, in steps of `thaifix.lexicon.NATS_PER_STEP`."""


class Spaces(NamedTuple):
    """The tables, by the nodes of the lexicon; entry 0 is for letters in no word.

    Attributes:
        behind: steps above `ZERO` that a space behind the word costs; the average is in it.
        before: the same for a space before the word.
        gap_weight: what a nat of `gap_cost` adds, in nats.
    """

    behind: bytes
    before: bytes
    gap_weight: float


@cache
def load() -> Spaces:
    """Return the tables that are shipped with thaifix, read at the first call.

    >>> from thaifix import lexicon
    >>> spaces, words = load(), lexicon.load()
    >>> spaces.behind[words.node("ที่")] > ZERO > spaces.behind[words.node("ดังนี้")]
    True
    """
    import zlib  # noqa: PLC0415 - like the file, only the decoder needs it
    from importlib import resources  # noqa: PLC0415

    data = resources.files("thaifix.data").joinpath("spaces.bin").read_bytes()
    magic, cells, gap_weight = HEADER.unpack_from(data)
    if magic != MAGIC:
        msg = "spaces.bin is not of this version of thaifix; install thaifix anew"
        raise ImportError(msg)
    tables = zlib.decompress(data[HEADER.size :])
    return Spaces(tables[:cells], tables[cells:], gap_weight)
