"""Where one word may end and another begin, by the script alone."""

from __future__ import annotations

from thaifix.knowledge import chars
from thaifix.knowledge.rewrites import HOLE

__all__ = ["between_words", "stands"]

_DEPENDENT = frozenset(chars.DEPENDENT + HOLE)  # where a letter is lost, it is a mark in nearly every case
_LEADING = frozenset(chars.LEADING_VOWELS)
_LETTERS = frozenset(chars.LETTERS)


def between_words(text: str, place: int) -> bool:
    r"""Tell whether a word can end, and another begin, before the letter at ``place``.

    >>> between_words("ตากแดด", 3), between_words("ตากแดด", 4), between_words("ตาก้", 3)
    (True, False, False)
    >>> between_words("สหกรณ\ufffd", 5)
    False
    """
    if place < len(text) and text[place] in _DEPENDENT:
        return False
    return not (place and text[place - 1] in _LEADING)


def stands(text: str, start: int, end: int) -> bool:
    """Tell whether what is between two places may be words: no Thai letter, number or Latin word is cut there.

    >>> stands("ที่ดิน", 0, 2), stands("ที่ดิน", 0, 3), stands("OCRed", 0, 3)
    (False, True, False)
    """
    return _parted(text, start) and _parted(text, end)


def _parted(text: str, place: int) -> bool:
    if not between_words(text, place):
        return False
    if not 0 < place < len(text):
        return True
    before, behind = text[place - 1], text[place]
    return before in _LETTERS or behind in _LETTERS or not (before.isalnum() and behind.isalnum())
