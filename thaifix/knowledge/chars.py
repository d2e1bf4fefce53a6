"""The Thai script: classes of characters, and what may follow what in a grapheme cluster.

Sources: the Unicode Character Database (names and categories, checked by the tests against
``unicodedata``), TIS 620-2533 (the repertoire and its order), and WTT 2.0, the input and
output rules of the Thai API Consortium (1991), whose classes are named in brackets.

Every constant is a string of characters, made to stand inside a regular expression's
``[...]``; none holds a character that would need escaping there.
"""

from __future__ import annotations

__all__ = [
    "ABOVE_VOWELS",
    "BELOW_VOWELS",
    "CONSONANTS",
    "DEPENDENT",
    "DIGITS",
    "FOLLOWING_VOWELS",
    "LEADING_VOWELS",
    "LETTERS",
    "MAITAIKHU",
    "MARKS",
    "MARK_RANK",
    "NIKHAHIT",
    "PAIYANNOI",
    "PHINTHU",
    "SARA_AA",
    "SARA_AM",
    "SIGNS",
    "THANTHAKHAT",
    "TONES",
    "TOP_MARKS",
    "VOWEL_MARKS",
    "YAMAKKAN",
]

SARA_AA = "\N{THAI CHARACTER SARA AA}"
SARA_AM = "\N{THAI CHARACTER SARA AM}"
PAIYANNOI = "\N{THAI CHARACTER PAIYANNOI}"
"""Stands for the rest of a name that is cut short."""
PHINTHU = "\N{THAI CHARACTER PHINTHU}"  # [BD]
MAITAIKHU = "\N{THAI CHARACTER MAITAIKHU}"  # [AD2]
THANTHAKHAT = "\N{THAI CHARACTER THANTHAKHAT}"  # [AD1]
NIKHAHIT = "\N{THAI CHARACTER NIKHAHIT}"  # [AD1]
YAMAKKAN = "\N{THAI CHARACTER YAMAKKAN}"  # [AD3]

_RU = "\N{THAI CHARACTER RU}"
_LU = "\N{THAI CHARACTER LU}"

CONSONANTS = "".join(
    chr(code)
    for code in range(ord("\N{THAI CHARACTER KO KAI}"), ord("\N{THAI CHARACTER HO NOKHUK}") + 1)
    if chr(code) not in _RU + _LU  # these two are vowels of a syllable by themselves and bear no mark
)
"""[CONS] The 44 consonants: what can bear a mark."""

LEADING_VOWELS = (
    "\N{THAI CHARACTER SARA E}"
    "\N{THAI CHARACTER SARA AE}"
    "\N{THAI CHARACTER SARA O}"
    "\N{THAI CHARACTER SARA AI MAIMUAN}"
    "\N{THAI CHARACTER SARA AI MAIMALAI}"
)
"""[LV] Written before the consonant they are spoken after."""

TALL_LEADING_VOWELS = "\N{THAI CHARACTER SARA O}\N{THAI CHARACTER SARA AI MAIMUAN}\N{THAI CHARACTER SARA AI MAIMALAI}"
"""Those that rise above the line, and that a tall letter or mark before pushes away in some fonts."""
TALL_CONSONANTS = (
    "\N{THAI CHARACTER PO PLA}\N{THAI CHARACTER FO FA}\N{THAI CHARACTER FO FAN}\N{THAI CHARACTER LO CHULA}"
)
FOLLOWING_VOWELS = "\N{THAI CHARACTER SARA A}" + SARA_AA + SARA_AM
"""[FV1] Written after their consonant, as letters of their own. Never first in a word."""

ABOVE_VOWELS = (
    "\N{THAI CHARACTER MAI HAN-AKAT}"
    "\N{THAI CHARACTER SARA I}"
    "\N{THAI CHARACTER SARA II}"
    "\N{THAI CHARACTER SARA UE}"
    "\N{THAI CHARACTER SARA UEE}"
)
"""[AV1-AV3]"""

BELOW_VOWELS = "\N{THAI CHARACTER SARA U}\N{THAI CHARACTER SARA UU}"
"""[BV1, BV2]"""

VOWEL_MARKS = ABOVE_VOWELS + BELOW_VOWELS

TONES = "\N{THAI CHARACTER MAI EK}\N{THAI CHARACTER MAI THO}\N{THAI CHARACTER MAI TRI}\N{THAI CHARACTER MAI CHATTAWA}"
"""[TONE]"""

TOP_MARKS = TONES + THANTHAKHAT
"""What stands highest on a cluster and is stored after its vowel mark."""

MARKS = VOWEL_MARKS + PHINTHU + MAITAIKHU + TONES + THANTHAKHAT + NIKHAHIT + YAMAKKAN
"""Every combining mark (general category Mn)."""

DEPENDENT = MARKS + FOLLOWING_VOWELS + "\N{THAI CHARACTER LAKKHANGYAO}"
"""What cannot begin a word: it needs a letter before it."""

LETTERS = "".join(
    chr(code)
    for code in range(ord("\N{THAI CHARACTER KO KAI}"), ord("\N{THAI CHARACTER YAMAKKAN}") + 1)
    if chr(code) not in "\u0e3b\u0e3c\u0e3d\u0e3e\N{THAI CURRENCY SYMBOL BAHT}"  # four unassigned, one currency sign
)
"""Letters, vowels and marks: all that Thai words are made of."""

SIGNS = "\N{THAI CHARACTER PAIYANNOI}\N{THAI CHARACTER MAIYAMOK}"
"""Letters by their codes that are signs: abbreviation, and repetition of the word before."""

DIGITS = "".join(chr(code) for code in range(ord("\N{THAI DIGIT ZERO}"), ord("\N{THAI DIGIT NINE}") + 1))

MARK_RANK = {
    **dict.fromkeys(VOWEL_MARKS + PHINTHU + MAITAIKHU, 1),
    **dict.fromkeys(TONES + THANTHAKHAT + NIKHAHIT + YAMAKKAN, 2),
    **dict.fromkeys(FOLLOWING_VOWELS, 3),
}
"""Canonical order inside a cluster: consonant (0), vowel mark, tone or sign, following vowel."""
