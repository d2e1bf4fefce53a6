"""The families of damage: the ``family`` of an edit and the keys of ``Diagnosis.counts``."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FAMILIES"]

FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "sara-am": "sara am lost its ring, was split in two, doubled, or has its tone mark on the wrong side",
        "mark-order": "the marks of one letter stand in the wrong order (น้ี for นี้)",
        "displaced-mark": "a vowel or tone mark stands on a neighbouring letter (พฒันา for พัฒนา)",
        "duplicate-mark": "a mark, letter or cluster is written twice (ข้้อความ for ข้อความ, ชื่อชื่ for ชื่อ)",
        "space": "a space fell into a word (ผู ้บริหาร for ผู้บริหาร)",
        "glyph": "a font's private code stands for a Thai character (U+F70A or (cid:201) for mai ek)",
        "invisible": "an invisible character stands inside a word",
        "mojibake": "the bytes were read with the wrong code page (ÊÓ¹Ñ¡§Ò¹ for สำนักงาน)",
        "lookalike": "a character that looks the same stands in for the right one (เเ for แ)",
        "ocr": "optical character recognition confused letters",
        "name": "a near miss of a known name",
    }
)
"""Each family and what it means, in the order in which reports list them."""
