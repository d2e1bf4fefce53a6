"""What a mixture of damage says about where a text came from, in plain language."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ORIGINS", "Origin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One likely cause of damage.

    Attributes:
        signs: the rules and signs that speak for it.
        says: what to tell a person; the origin with the most findings is told.
    """

    signs: frozenset[str]
    says: str


ORIGINS: tuple[Origin, ...] = (
    Origin(
        signs=frozenset({"hole-before-am", "hole-before-aa"}),
        says=(
            "sara am lost its nikhahit: typical of PDFs whose font splits sara am into a ring and sara aa, "
            "with no character behind the ring"
        ),
    ),
    Origin(
        signs=frozenset({"nikhahit-with-aa", "aa-before-nikhahit"}),
        says=(
            "sara am stands in two pieces: typical of fonts that draw it so (Chromium, XeTeX), "
            "of compatibility normalisation (NFKD, NFKC) and of OCR"
        ),
    ),
    Origin(
        signs=frozenset({"am-then-rest", "tone-after-am", "tone-round-am"}),
        says="pieces of sara am came out twice or in the wrong order: typical of PDFs made by office programs",
    ),
    Origin(
        signs=frozenset({"vowel-after-space", "space-before-am", "ring-restored", "tone-restored"}),
        says="sara am was cut in two by a space and lost its ring: typical of PDFs made by word processors",
    ),
    Origin(
        signs=frozenset(
            {
                "tone-before-vowel",
                "order-by-words",
                "mark-goes-home",
                "mark-on-leading-vowel",
                "mark-on-following-vowel",
                "tone-after-closed-vowel",
                "two-vowels-on-one-letter",
            }
        ),
        says=(
            "vowel and tone marks moved to the next letter: typical of extractors that sort glyphs by their place "
            "on the page, on tightly set text"
        ),
    ),
    Origin(
        signs=frozenset({"space-before-mark", "space-before-tone-and-aa", "mark-cut-off", "space-in-word"}),
        says="spaces fall into words and before marks: typical of extractors that guess spaces from gaps",
    ),
    Origin(
        signs=frozenset({"doubled-mark", "doubled-marks", "vowel-round-tone", "drawn-twice"}),
        says="letters or marks are written twice: typical of PDFs that print a glyph twice to make it bold",
    ),
    Origin(
        signs=frozenset({"cluster-echoed"}),
        says=(
            "letters with marks come again behind the next letter: typical of PDFium (Chrome) reading "
            "PDFs that Chrome printed"
        ),
    ),
    Origin(
        signs=frozenset({"private-mark", "private-letter", "private-mark-after-space"}),
        says=(
            "private codes of a Thai font stand for marks: typical of Windows and Mac fonts of the 1990s "
            "and their heirs"
        ),
    ),
    Origin(
        signs=frozenset({"glyph-code", "unknown-glyph"}),
        says="glyph numbers stand for characters: typical of PDFs whose font has no character map",
    ),
    Origin(
        signs=frozenset({"swapped-letter", "swapped-sign", "swapped-am"}),
        says=(
            "one letter or sign is written for another throughout: typical of PDFs whose font subset has a wrong "
            "character map"
        ),
    ),
    Origin(
        signs=frozenset({"tis-620-as-latin-1"}),
        says=(
            "Thai bytes (TIS-620, Windows-874) were read as Western European: "
            "reading the file again as cp874 is better still"
        ),
    ),
    Origin(
        signs=frozenset({"utf-8-as-cp874", "utf-8-as-latin-1"}),
        says="UTF-8 bytes were read with another code page: reading the file again as UTF-8 is better still",
    ),
    Origin(
        signs=frozenset({"letters-spaced"}),
        says="single letters stand apart: typical of widely tracked headings and of OCR with a script model",
    ),
    Origin(
        signs=frozenset({"double-sara-e", "lakkhangyao-for-aa", "ring-for-nikhahit", "lao-mark"}),
        says="look-alike characters stand in for the right ones: typical of typing and of OCR",
    ),
    Origin(
        signs=frozenset({"invisible-before-mark", "invisible-after-leading-vowel", "joiner-between-letters"}),
        says="invisible characters stand inside words: typical of text copied from web pages and word processors",
    ),
    Origin(
        signs=frozenset({"hole-in-word", "hole"}),
        says="characters were lost (U+FFFD): the font had no character for some of its glyphs",
    ),
)
"""In the order in which equals are told."""
