"""Characters outside Thai that no rule, sign or method asks for, wherever they stand: a text with them is not odd.

Only whole blocks that come with Thai text in practice: everything else counts as strange, and the text is looked at.
A test compares the table with what the rules ask for.
"""

from __future__ import annotations

__all__ = ["IDLE"]

IDLE: tuple[tuple[int, int, str], ...] = (
    (0x0100, 0x0151, "Latin letters with marks, but for those of Windows-1252, which wrong code pages leave"),
    (0x0154, 0x015F, "the same"),
    (0x0162, 0x0177, "the same"),
    (0x0179, 0x017C, "the same"),
    (0x0370, 0x052F, "Greek and Cyrillic letters"),
    (0x2010, 0x2012, "hyphens"),
    (0x2032, 0x2037, "primes"),
    (0x203B, 0x203F, "reference marks and double signs"),
    (0x2100, 0x2121, "letterlike symbols, up to the trade mark sign, which is of Windows-1252"),
    (0x2123, 0x2BFF, "number forms, arrows, mathematics, boxes, shapes, dingbats, pictographs"),
    (0x3001, 0x9FFF, "Chinese and Japanese"),
    (0xAC00, 0xD7A3, "Korean"),
    (0xF000, 0xF0FF, "bullets and pictures of symbol fonts, which are mapped only where that is asked for"),
    (0xFE00, 0xFE0F, "variation selectors, which follow pictographs"),
    (0xFF01, 0xFF60, "letters and signs of full width"),
    (0x1F000, 0x1FAFF, "pictographs"),
)
"""First and last code point of a range, and what it holds."""
