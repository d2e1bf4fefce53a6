"""Rules that are methods rather than rows: they weigh a document, and cannot be written as a pattern."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "CLUSTER_ECHOED",
    "DRAWN_TWICE",
    "GLYPH_CODE",
    "HOLE_FILLED",
    "MARKS_OF_SUBSET",
    "MARK_HOME",
    "METHODS",
    "NAME_RESTORED",
    "OWN_PAIR",
    "RING_RESTORED",
    "SPACE_BETWEEN",
    "SPACE_IN_WORD",
    "SWAPPED_AM",
    "SWAPPED_LETTER",
    "SWAPPED_SIGN",
    "TIS620",
    "TONE_RESTORED",
    "UTF8_AS_CP874",
    "UTF8_AS_LATIN",
    "WORD_ORDER",
    "WORD_RECOGNISED",
    "Method",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """The name of a rule that a stage applies by itself.

    Attributes:
        name: written once, here; edits, settings and reports use it.
        family: the kind of damage.
        why: the reason, for people.
    """

    name: str
    family: str
    why: str


GLYPH_CODE = Method(
    name="glyph-code",
    family="glyph",
    why="a printed glyph code means the same character throughout a document, which its places reveal",
)
UTF8_AS_LATIN = Method(
    name="utf-8-as-latin-1",
    family="mojibake",
    why="UTF-8 bytes were read as Latin-1 or Windows-1252, once or twice over",
)
UTF8_AS_CP874 = Method(
    name="utf-8-as-cp874",
    family="mojibake",
    why="UTF-8 bytes were read as TIS-620 or Windows-874",
)
TIS620 = Method(
    name="tis-620-as-latin-1",
    family="mojibake",
    why="TIS-620 or Windows-874 bytes were read as Latin-1 or Windows-1252",
)
DRAWN_TWICE = Method(
    name="drawn-twice",
    family="duplicate-mark",
    why="every letter of a run stands twice, as bold leaves it that is printed twice",
)
CLUSTER_ECHOED = Method(
    name="cluster-echoed",
    family="duplicate-mark",
    why="a cluster was written once more behind itself or the next one, and only without the copy there are words",
)
HOLE_FILLED = Method(
    name="hole-filled",
    family="glyph",
    why="the document writes one code for several marks, and words show which is lost here",
)
MARK_HOME = Method(
    name="mark-goes-home",
    family="displaced-mark",
    why="words show that a mark belongs to a letter before the one it stands on",
)
SPACE_IN_WORD = Method(
    name="space-in-word",
    family="space",
    why="words show that a space fell into one",
)
SPACE_BETWEEN = Method(
    name="space-between-words",
    family="space",
    why="typesetting opened gaps between words, and sound Thai hardly ever has a space between these two",
)
RING_RESTORED = Method(
    name="ring-restored",
    family="sara-am",
    why="words show that a sara aa was a sara am whose ring is lost",
)
TONE_RESTORED = Method(
    name="tone-restored",
    family="space",
    why="words show that a space stands in the place of a lost tone",
)
WORD_ORDER = Method(
    name="order-by-words",
    family="mark-order",
    why="words show that the marks of a letter are only out of order",
)
WORD_RECOGNISED = Method(
    name="word-recognised",
    family="ocr",
    why="words show that recognition took a letter for another, lost it, or put one in",
)
OWN_PAIR = Method(
    name="own-pair",
    family="ocr",  # unless the pair says another one
    why="the user's own dictionary says what this form stands for",
)
MARKS_OF_SUBSET = Method(
    name="marks-of-subset",
    family="glyph",
    why="the document writes a letter with the same marks wherever it stands, as the subset of a font names it",
)
SWAPPED_LETTER = Method(
    name="swapped-letter",
    family="lookalike",
    why="the document writes one letter or mark for another throughout, as many of its words show",
)
SWAPPED_SIGN = Method(
    name="swapped-sign",
    family="lookalike",
    why="the document writes a sign for a Thai letter or mark throughout, as many of its words show",
)
SWAPPED_AM = Method(
    name="swapped-am",
    family="sara-am",
    why="the document writes sara am for sara aa, or a sign for its ring, throughout, as many of its words show",
)
NAME_RESTORED = Method(
    name="name-restored",
    family="name",
    why="behind its cue stands a near miss of one known name, and nothing else is as likely there",
)

METHODS = (
    UTF8_AS_LATIN,
    UTF8_AS_CP874,
    TIS620,
    GLYPH_CODE,
    HOLE_FILLED,
    MARKS_OF_SUBSET,
    SWAPPED_LETTER,
    SWAPPED_SIGN,
    SWAPPED_AM,
    DRAWN_TWICE,
    CLUSTER_ECHOED,
    MARK_HOME,
    WORD_ORDER,
    SPACE_IN_WORD,
    SPACE_BETWEEN,
    RING_RESTORED,
    TONE_RESTORED,
    OWN_PAIR,
    WORD_RECOGNISED,
    NAME_RESTORED,
)
