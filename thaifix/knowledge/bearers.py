"""How often a letter of sound Thai bears the same marks: what keeps chance from looking like a habit.

Counted on a quarter of the government news (5 million letters) that the lexicon is made of: a share of the places of
the letter, for each that has it in more than one place of five.
"""

from __future__ import annotations

__all__ = ["OFTEN_SO", "SELDOM_SO"]

SELDOM_SO = 0.2
"""Share that any other letter has at most."""

OFTEN_SO: dict[str, float] = {
    "ฏิ": 0.78,
    "ฑ์": 0.76,
    "ผู": 0.45,
    "ผู้": 0.44,
    "ซึ": 0.38,
    "ซึ่": 0.38,
    "ที": 0.29,
    "ที่": 0.27,
    "ฝ่": 0.24,
    "ฝ่า": 0.24,
    "ข้": 0.22,
    "ฟ้": 0.21,
    "ฉี": 0.21,
}
"""Letters with marks and the share."""
