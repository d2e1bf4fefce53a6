"""The gate: proves in one fast pass that a text needs no rule, or tells which lines must be looked at.

Every rule's match holds a pair of neighbours of `_PAIRS`, a character that is not `_KNOWN`, or one
of two longer sequences (`tests/test_gate.py` shows it row by row and with Hypothesis), so a text
that passes the gate is returned as the very same object.

Method: each character becomes a byte; one table of 256 says which pairs it can begin, one which it can end, and
a pair stands where two neighbours share a bit. Eight kinds of pairs are looked for at once (`thaifix.scans`).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from thaifix import loops, scans
from thaifix.knowledge import chars
from thaifix.knowledge.rewrites import PUNCTUATION, ZERO_WIDTH_SPACE
from thaifix.thaibytes import IDLE, encode, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "cut_off",
    "lines_at",
    "suspicious",
    "suspicious_lines",
    "suspicious_parts",
    "suspicious_places",
    "tables",
]

_VOWELISH = chars.VOWEL_MARKS + chars.PHINTHU + chars.MAITAIKHU
_KNOWN = (
    "\t\n\r\N{NO-BREAK SPACE}"
    + "".join(map(chr, range(ord(" "), ord("~") + 1)))
    + "".join(c for c in chars.LETTERS if c not in chars.NIKHAHIT + chars.YAMAKKAN + "\N{THAI CHARACTER LAKKHANGYAO}")
    + chars.DIGITS
    + "\N{THAI CURRENCY SYMBOL BAHT}"
    + "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
    + "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
    + ZERO_WIDTH_SPACE
    + "\N{EN DASH}\N{EM DASH}\N{HORIZONTAL ELLIPSIS}\N{BULLET}"
)
_DIGITS = "0123456789" + chars.DIGITS
_SARA_E = "\N{THAI CHARACTER SARA E}"
_UTF8_LEADS = "\N{THAI CHARACTER THO THONG}\N{THAI CHARACTER NO NU}"  # bytes E0 B8 and E0 B9 read as code page 874

_PAIRS: tuple[tuple[str, str], ...] = (
    (chars.MARKS, _VOWELISH),  # out of order, doubled, displaced
    (chars.TOP_MARKS, chars.TOP_MARKS),
    (chars.SARA_AM + "l", chars.TONES + chars.SARA_AA + chars.SARA_AM),  # l: a ring that came out as a Latin letter
    (" " + ZERO_WIDTH_SPACE, chars.MARKS + chars.FOLLOWING_VOWELS),
    (PUNCTUATION + _DIGITS + "\n", chars.MARKS),
    (chars.LEADING_VOWELS, _SARA_E + ZERO_WIDTH_SPACE),  # no other leading vowel stands before sara e either
    (_SARA_E, _UTF8_LEADS),  # UTF-8 read as code page 874, if there are two in a row; must stay the last
)
_MISREAD = 1 << len(_PAIRS) - 1
"""The bit of the pair that counts only where it stands three places before as well: a Thai character in UTF-8 has as
many bytes, of which each became a character."""
_CODE = loops.CODE.decode()  # begins a glyph number that was printed for a letter
_BLOCK = 1 << 18  # code points looked at in one go, which bounds the memory,
_OVERLAP = 8  # and how far the next ones reach into them: no less than the longest sequence
_STRANGE = 1 << len(_PAIRS)  # the bit of holes, private codes, invisible characters, other scripts, code pages


def _flags(side: int) -> bytes:
    """Return the table that maps a byte of `thaibytes` to the bits of the pairs that it can begin or end."""
    bits = {char: sum(1 << n for n, pair in enumerate(_PAIRS) if char in pair[side]) for char in _KNOWN}
    second = _STRANGE * side  # whatever stands behind a strange character makes a pair with it
    table = bytearray(table_of({char: second | pairs for char, pairs in bits.items()}, other=_STRANGE))
    table[IDLE] = second
    return bytes(table)


@cache
def tables() -> tuple[bytes, bytes, int]:
    """Return what `thaifix.scans.pairs` is asked with: the bits of either side, and the one that is doubtful alone."""
    return _flags(0), _flags(1), _MISREAD


@cache
def cut_off() -> re.Pattern[str]:
    """Return what finds a mark or following vowel after a space, where none can begin a word.

    >>> bool(cut_off().search("ส านักงาน")), bool(cut_off().search("สำนักงาน"))
    (True, False)
    """
    return re.compile(f" [{chars.MARKS}{chars.FOLLOWING_VOWELS}]")


def suspicious(text: str, wanted: str = "") -> bool:
    """Tell whether any rule could have something to do here; or whether the text has one of some characters.

    >>> suspicious("สำนักงาน ก.พ.ร. ปี 2564"), suspicious("ส�ำนักงาน")
    (False, True)
    """
    return any(char in text for char in wanted) or next(_hits(text, most=1), None) is not None


def suspicious_lines(text: str, wanted: str = "") -> Iterator[tuple[int, str]]:
    r"""Return each line in which a rule could have something to do, or which has a wanted character, with its offset.

    >>> list(suspicious_lines("สำนักงาน\nส�ำนักงาน"))
    [(9, 'ส�ำนักงาน')]
    """
    return lines_at(text, ((place, place + 1) for place in suspicious_places(text, wanted)))


def suspicious_places(text: str, wanted: str = "") -> Iterator[int]:
    """Yield places of which each such line has one, in no order that means anything."""
    return chain(_hits(text), (hit.start() for hit in re.finditer(f"[{wanted}]", text)) if wanted else ())


def suspicious_parts(text: str) -> Iterator[tuple[int, int]]:
    r"""Yield the stretches of such lines, from the first code point to the line end of the last; neighbours are one.

    >>> list(suspicious_parts("สำนักงาน\nส�ำนักงาน\nเเผน\nงาน"))
    [(9, 23)]
    >>> list(suspicious_parts("เเผน\nงาน\nเเผน"))
    [(0, 4), (9, 13)]
    """
    start, end = 0, None
    for offset, line in suspicious_lines(text):
        if end != offset - 1:
            if end is not None:
                yield start, end
            start = offset
        end = offset + len(line)
    if end is not None:
        yield start, end


def lines_at(text: str, parts: Iterable[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    r"""Yield each line into which some parts of a text reach, once and in order, with its offset.

    >>> list(lines_at("ก\nข\nค", [(4, 5), (2, 3), (2, 3)]))
    [(2, 'ข'), (4, 'ค')]
    """
    done = -1
    for start, end in sorted(parts):
        place = max(start, done + 1)
        while place < end:
            first = text.rfind("\n", 0, place) + 1
            done = text.find("\n", place)
            done = len(text) if done < 0 else done
            yield first, text[first:done]
            place = done + 1


def _hits(text: str, most: int = scans.ALL) -> Iterator[int]:
    """Yield places of which every line that must be looked at has one, in no order that means anything.

    Of all that a block has of a kind, as many as are wanted at most.
    """
    encoded = encode(text)
    for start in range(0, len(text), _BLOCK):
        for place in scans.pairs(encoded[start : start + _BLOCK + _OVERLAP] + b"\n", *tables(), most):
            yield start + place
    place = text.find(_CODE)
    while place >= 0:
        yield place
        place = text.find(_CODE, place + 1)
