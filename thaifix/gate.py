"""The gate: proves in a few fast scans that a text needs no rule, or says that it must be looked at.

Every rule's match holds one of these patterns (`tests/test_gate.py` shows it row by row and
with Hypothesis), so a text that passes the gate is returned as the very same object. Several
simple scans are three times faster than one alternation of them (docs/performance.md).
"""

from __future__ import annotations

import re
from functools import cache

from thaifix.knowledge import chars
from thaifix.knowledge.rewrites import PUNCTUATION

__all__ = ["cut_off", "suspicious"]

_VOWELISH = chars.VOWEL_MARKS + chars.PHINTHU + chars.MAITAIKHU
_KNOWN = (
    "\t\n\r -~\xa0"
    + "".join(c for c in chars.LETTERS if c not in chars.NIKHAHIT + chars.YAMAKKAN + "\N{THAI CHARACTER LAKKHANGYAO}")
    + chars.DIGITS
    + "\N{THAI CURRENCY SYMBOL BAHT}"
    + "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
    + "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
    + "\N{EN DASH}\N{EM DASH}\N{HORIZONTAL ELLIPSIS}\N{BULLET}"
)


_CUT_OFF = f" [{chars.MARKS}{chars.FOLLOWING_VOWELS}]"


@cache
def _scans() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(pattern)
        for pattern in (
            f"[^{_KNOWN}]",  # holes, private codes, invisible characters, other scripts, code pages
            f"[{chars.MARKS}][{_VOWELISH}]|[{chars.TOP_MARKS}][{chars.TOP_MARKS}]",  # order, doubled, displaced
            f"{chars.SARA_AM}[{chars.TONES}{chars.SARA_AA}{chars.SARA_AM}]",
            _CUT_OFF,
            f"[{PUNCTUATION}][{chars.MARKS}]",
            "เเ",
            "(?:เ[ธน][ก-ฟ]){2}",  # UTF-8 read as code page 874
            r"\(cid:",
        )
    )


@cache
def _cut_off() -> re.Pattern[str]:
    return re.compile(_CUT_OFF)


def cut_off(text: str) -> bool:
    """Tell whether a mark or following vowel stands after a space, where none can begin a word.

    >>> cut_off("ส านักงาน"), cut_off("สำนักงาน")
    (True, False)
    """
    return _cut_off().search(text) is not None


def suspicious(text: str) -> bool:
    """Tell whether any rule could have something to do here.

    >>> suspicious("สำนักงาน ก.พ.ร. ปี 2564"), suspicious("ส�ำนักงาน")
    (False, True)
    """
    return any(scan.search(text) for scan in _scans())
