"""Words that only a ring tells apart, and what stands beside the one with the ring.

The pairs of the lexicon come from news, which writes little of waterworks and of boats.
"""

from __future__ import annotations

__all__ = ["BESIDE", "COUNTED"]

COUNTED = frozenset({"ลำ"})
"""Words that count (boats, aircraft) and end what is said of a number; without its ring such a word counts nothing."""

BESIDE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ลำ": (
        ("อ่างเก็บน้ำ", "น้ำ", "คลอง", "ห้วย", "ฝาย", "เขื่อน", "แก้มลิง", "ขุดลอก", "บำรุงรักษา", "แม่น้ำ", "ริม", "สะพาน"),
        ("ห้วย", "เหมือง", "คลอง", "ราง", "น้ำ"),
    ),
}
"""For a word with a ring: words that stand before it, and beginnings of words that stand behind it."""
