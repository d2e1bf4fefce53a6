"""Generators of Thai, damaged Thai and anything else; shared by the laws and the oracles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from thaifix.knowledge import chars
from thaifix.knowledge.glyphs import BULLETS, CODE_PRIORS, GLYPHS
from thaifix.knowledge.rewrites import HOLE, INVISIBLES, LAO, REWRITES, RINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BOOK", "any_text", "damaged", "sound_thai", "thai_cluster", "well_formed"]


def _one_of(letters: Iterable[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(letters))


@st.composite
def thai_cluster(draw: st.DrawFn) -> str:
    """A well-formed grapheme cluster, or a syllable of two, by the rules of WTT 2.0."""
    lead = draw(st.sampled_from(["", "", "", *chars.LEADING_VOWELS]))
    consonant = draw(_one_of(chars.CONSONANTS))
    vowel = draw(st.sampled_from(["", "", *chars.VOWEL_MARKS])) if not lead else ""
    tone = draw(st.sampled_from(["", "", *chars.TONES]))
    follow = draw(st.sampled_from(["", "", chars.SARA_AA, chars.SARA_AM])) if not vowel and not lead else ""
    final = draw(st.sampled_from(["", *"กงดนบมยรว"]))
    return f"{lead}{consonant}{vowel}{tone}{follow}{final}"


_BETWEEN = ["", "", "", " ", " PMQA ", " 2564 ", "\n", " ๒๕๖๔ ", " (", ") "]


def well_formed() -> st.SearchStrategy[str]:
    """Well-formed clusters that need not make words, with spaces, digits and Latin between."""
    return st.lists(st.tuples(thai_cluster(), st.sampled_from(_BETWEEN)), max_size=20).map(
        lambda parts: "".join(cluster + gap for cluster, gap in parts)
    )


BOOK = (Path(__file__).resolve().parent.parent / "corpus" / "book" / "sample.sound.txt").read_text(encoding="utf-8")
_PHRASES = sorted({phrase for phrase in BOOK.split() if set(phrase) <= set(chars.LETTERS)})


def sound_thai() -> st.SearchStrategy[str]:
    """Phrases of the sample book in any order, as sound as Thai can be, with digits and Latin between."""
    between = st.sampled_from([" ", " ", " ", " PMQA ", " 2564 ", "\n", " ๒๕๖๔ ", " (", ") "])
    return st.lists(st.tuples(st.sampled_from(_PHRASES), between), max_size=12).map(
        lambda parts: "".join(phrase + gap for phrase, gap in parts)
    )


_EXAMPLES = [broken for row in REWRITES for broken, _ in row.fixes] + [keep for row in REWRITES for keep in row.keeps]
_ODD = [
    *GLYPHS,
    *BULLETS,
    *CODE_PRIORS,
    *INVISIBLES,
    *LAO,
    *RINGS,
    HOLE,
    chars.NIKHAHIT,
    chars.YAMAKKAN,
    "ÊÓ¹Ñ¡§Ò¹",
    "à¸ªà¸³",
    "เธชเธณ",
    "café",
    "Việt",
    "😀",
    "\r\n",
    "\x00",
    "\x1e",
    "\U0010fc00",
    "  ",
    "\t",
]


def damaged() -> st.SearchStrategy[str]:
    """Thai, marks in any place, every kind of odd character and every rule's examples, in any mixture."""
    piece = st.one_of(
        thai_cluster(),
        _one_of(chars.MARKS + chars.SARA_AM + chars.SARA_AA + chars.SARA_AM),
        _one_of(chars.CONSONANTS),
        _one_of(chars.LEADING_VOWELS),
        st.sampled_from(_ODD),
        st.sampled_from(_EXAMPLES),
        st.sampled_from([" ", " ", "\n"]),
        st.text(max_size=3),
    )
    return st.lists(piece, max_size=30).map("".join)


def any_text() -> st.SearchStrategy[str]:
    """Any ``str`` at all, lone surrogates included, half of the time in the middle of damaged Thai."""
    anything = st.text(st.characters(exclude_categories=()), max_size=40)
    return st.one_of(damaged(), anything, st.tuples(damaged(), anything, damaged()).map("".join))
