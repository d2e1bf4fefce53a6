"""What is taken for what when Thai is recognised or typed, and what that costs, in nats.

Costs are minus the logarithm of how often a letter of the truth comes out so, so they may be added
to those of the lexicon and the trigram model. Counted: the 40 most frequent substitutions and the
15 most frequent losses and additions of Tesseract 5.3 on 880 page images of known Thai paragraphs
(about 400,000 characters), divided by how often each letter stands in government news
(thaigov-v2-corpus, public domain). Not counted but set by hand: letters that look alike in print,
letters that sound alike and are mistaken by people who type, and letters lost, doubled or swapped.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ADDED",
    "ADDED_OTHER",
    "DOUBLED",
    "LOST",
    "LOST_OTHER",
    "MERGED",
    "READ_AS",
    "READ_AS_OTHER",
    "READ_AS_TWO",
    "SWAPPED",
    "UNREADABLE",
]

_SAME_SHAPE = 5.0
_SAME_SOUND = 5.5
_SAME_PLACE = 6.0

# Letters that look alike in print, in groups; each may be taken for each other.
_SHAPES = (
    "เแ", "ดคต", "พผฟฝ", "ขชซ", "กภถฤ", "บปษ", "นม", "ทหฑ", "รธฐ", "ฎฏ", "ญณ", "ลส", "งว", "ใไโ", "าำ", "ะา",
    "ิีึื", "ุู", "่้๊๋", "็์ั", "ดศค", "อฮ", "จงว",
)  # fmt: skip
# Letters that are spoken alike and mistaken in typing.
_SOUNDS = ("ศษส", "ทธฒฑ", "นณ", "ลฬร", "ยญ", "ดฎ", "ตฏ", "ขคฆ", "ชฌ", "พภ", "ถฐ", "ใไ", "ะั", "ำั")
# Marks that stand in the same place.
_PLACES = ("ัิีึื็", "ุู", "่้๊๋์")

_COUNTED = {
    ("ำ", "า"): 2.2, ("ญ", "ณ"): 2.5, ("ซ", "ช"): 2.9, ("ึ", "ื"): 3.1, ("ข", "ย"): 3.4, ("ช", "ซ"): 4.0,
    ("ง", "จ"): 4.4, ("้", "่"): 4.5, ("ช", "ข"): 4.2, ("ด", "ต"): 4.4, ("ง", "ว"): 5.2, ("ก", "ค"): 5.0,
    ("ั", "้"): 5.6, ("ล", "ส"): 5.4, ("ิ", "ี"): 5.3, ("น", "บ"): 6.2, ("ม", "บ"): 5.8, ("ี", "ื"): 5.4,
    ("ไ", "ใ"): 4.6, ("ื", "ี"): 4.7, ("ิ", "ื"): 5.6, ("่", "้"): 6.1, ("้", "ั"): 6.0, ("้", "๊"): 6.0,
    ("ิ", "็"): 5.8, ("ก", "ภ"): 6.0, ("ง", "บ"): 6.4, ("ห", "ผ"): 5.5, ("พ", "ฟ"): 5.4, ("เ", "แ"): 5.0,
    ("ห", "ษ"): 5.6, ("ื", "ิ"): 5.1, ("ี", "ิ"): 6.0, ("ใ", "ไ"): 5.2, ("ด", "ค"): 5.0, ("แ", "เ"): 5.0,
}  # fmt: skip


def _substitutions() -> dict[tuple[str, str], float]:
    costs: dict[tuple[str, str], float] = {}
    for groups, cost in ((_PLACES, _SAME_PLACE), (_SOUNDS, _SAME_SOUND), (_SHAPES, _SAME_SHAPE)):
        costs |= {(a, b): cost for group in groups for a in group for b in group if a != b}
    return costs | _COUNTED


READ_AS: Mapping[tuple[str, str], float] = MappingProxyType(_substitutions())
"""The cost of a letter (first) coming out as another (second)."""
READ_AS_OTHER = 10.5
"""The cost of a letter coming out as any one that is not in the table."""

READ_AS_TWO: Mapping[tuple[str, str], float] = MappingProxyType(
    {("ำ", "่า"): 4.5, ("ำ", "้า"): 5.0, ("ำ", "ิา"): 6.0, ("ำ", "ัา"): 6.0, ("ำ", "ํา"): 2.0, ("แ", "เเ"): 2.0}
)
"""The cost of a letter (first) coming out as two others (second); set by hand: the ring of a sara am read as a tone."""

MERGED: Mapping[tuple[str, str], float] = MappingProxyType({("่า", "ำ"): 4.5, ("้า", "ำ"): 5.0, ("ี่", "ิ"): 5.0})
"""The cost of two letters (first) coming out as one (second); set by hand: a tone read as the ring of a sara am."""

LOST: Mapping[str, float] = MappingProxyType(
    {
        "่": 2.0, "้": 2.6, "ี": 4.2, "์": 4.0, "ื": 4.8, "ั": 5.1, "ิ": 5.1, "ึ": 4.8, "ุ": 5.5, "ู": 5.5, "็": 5.0,
        "๊": 2.6, "๋": 2.6, "า": 6.0, "ะ": 5.5, "ำ": 6.0, "อ": 5.8, "น": 5.8, "ง": 6.0, "ร": 6.5, "ท": 6.0, "ด": 6.2,
    }
)  # fmt: skip
"""The cost of a letter that is gone."""
LOST_OTHER = 6.5
"""The same for a letter that is not in the table."""

ADDED: Mapping[str, float] = MappingProxyType(
    {"่": 4.5, "้": 4.7, "๊": 6.5, "๋": 6.5, "ะ": 5.0, "์": 5.0, "เ": 6.5, "ซ": 6.5, "ร": 6.8, "ส": 6.8}
)
"""The cost of a letter that was not there."""
ADDED_OTHER = 7.2
"""The same for a letter that is not in the table."""

DOUBLED = 4.5
"""The cost of a letter written twice."""
SWAPPED = 4.5
"""The cost of two neighbours that changed places; a mark that stands on the next letter is one."""
UNREADABLE = 2.0
"""The cost of a mark that came out as U+FFFD: the damage is there to see, only its kind is not."""
