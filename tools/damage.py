"""Damage sound Thai text as PDF producers, extractors, code pages and fonts do.

Every channel is a pure function ``(text, rng, rate) -> text``: it finds the places where its fault can
happen and spoils each with probability ``rate``, drawing from the generator it is given and from nothing
else, so a seed repeats the damage exactly. No channel adds, removes or joins lines.

The channels stand in one table, `CHANNELS`. The tests draw from it, and ``corpus/book`` was made with it::

    python -m tools.damage list
    python -m tools.damage apply am-split --rate 0.5 sound.txt
    python -m tools.damage book corpus/book/sample.sound.txt -o corpus/book/sample.broken.txt
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = ["BOOK", "BOOK_SEED", "CHANNELS", "Channel", "Damage", "Stretch", "damage", "damage_book", "main"]

Damage: TypeAlias = "Callable[[str, Random, float], str]"
Replace: TypeAlias = "Callable[[re.Match[str], Random], str]"

# ---------------------------------------------------------------------------------------------------------
# The script, as far as the channels need it

MAI_HAN_AKAT: Final = "\N{THAI CHARACTER MAI HAN-AKAT}"
SARA_AA: Final = "\N{THAI CHARACTER SARA AA}"
SARA_AM: Final = "\N{THAI CHARACTER SARA AM}"
SARA_I: Final = "\N{THAI CHARACTER SARA I}"
SARA_II: Final = "\N{THAI CHARACTER SARA II}"
SARA_UE: Final = "\N{THAI CHARACTER SARA UE}"
SARA_UEE: Final = "\N{THAI CHARACTER SARA UEE}"
SARA_U: Final = "\N{THAI CHARACTER SARA U}"
SARA_UU: Final = "\N{THAI CHARACTER SARA UU}"
PHINTHU: Final = "\N{THAI CHARACTER PHINTHU}"
SARA_E: Final = "\N{THAI CHARACTER SARA E}"
SARA_AE: Final = "\N{THAI CHARACTER SARA AE}"
SARA_O: Final = "\N{THAI CHARACTER SARA O}"
AI_MAIMUAN: Final = "\N{THAI CHARACTER SARA AI MAIMUAN}"
AI_MAIMALAI: Final = "\N{THAI CHARACTER SARA AI MAIMALAI}"
MAITAIKHU: Final = "\N{THAI CHARACTER MAITAIKHU}"
MAI_EK: Final = "\N{THAI CHARACTER MAI EK}"
MAI_THO: Final = "\N{THAI CHARACTER MAI THO}"
MAI_TRI: Final = "\N{THAI CHARACTER MAI TRI}"
MAI_CHATTAWA: Final = "\N{THAI CHARACTER MAI CHATTAWA}"
THANTHAKHAT: Final = "\N{THAI CHARACTER THANTHAKHAT}"
NIKHAHIT: Final = "\N{THAI CHARACTER NIKHAHIT}"
LAKKHANGYAO: Final = "\N{THAI CHARACTER LAKKHANGYAO}"
KO_KAI: Final = "\N{THAI CHARACTER KO KAI}"
HO_NOKHUK: Final = "\N{THAI CHARACTER HO NOKHUK}"
YO_YING: Final = "\N{THAI CHARACTER YO YING}"
THO_THAN: Final = "\N{THAI CHARACTER THO THAN}"

CONSONANT: Final = f"[{KO_KAI}-{HO_NOKHUK}]"
UPPER: Final = MAI_HAN_AKAT + SARA_I + SARA_II + SARA_UE + SARA_UEE + MAITAIKHU
LOWER: Final = SARA_U + SARA_UU + PHINTHU
TONES: Final = MAI_EK + MAI_THO + MAI_TRI + MAI_CHATTAWA
TOP: Final = TONES + THANTHAKHAT
MARK: Final = f"[{UPPER}{LOWER}{TOP}]"
LEADING: Final = f"[{SARA_E}{SARA_AE}{SARA_O}{AI_MAIMUAN}{AI_MAIMALAI}]"
THAI: Final = "[\N{THAI CHARACTER KO KAI}-\N{THAI CHARACTER KHOMUT}]"
# A consonant, its tone if it has one, and sara am.
AM_CLUSTER: Final = re.compile(f"({CONSONANT})([{TONES}]?){SARA_AM}")

HOLE: Final = "\N{REPLACEMENT CHARACTER}"
ZWSP: Final = "\N{ZERO WIDTH SPACE}"

# Consonants with a tall right stroke: marks above them move left. Consonants with a deep foot: marks below move down.
TALL: Final = "\N{THAI CHARACTER PO PLA}\N{THAI CHARACTER FO FA}\N{THAI CHARACTER FO FAN}\N{THAI CHARACTER LO CHULA}"
DEEP: Final = "\N{THAI CHARACTER DO CHADA}\N{THAI CHARACTER TO PATAK}"


def _spoil(text: str, pattern: re.Pattern[str], replace: Replace, rng: Random, rate: float) -> str:
    """Replace each match with probability ``rate``."""
    return pattern.sub(lambda found: replace(found, rng) if rng.random() < rate else found[0], text)


# ---------------------------------------------------------------------------------------------------------
# Sara am


def _am(form: str) -> Damage:
    """Return the channel that writes sara am as ``form``, where ``T`` stands for the tone of the cluster if any."""

    def apply(text: str, rng: Random, rate: float = 1.0) -> str:
        return _spoil(text, AM_CLUSTER, lambda found, _: found[1] + form.replace("T", found[2]), rng, rate)

    return apply


def am_tone_after(text: str, rng: Random, rate: float = 1.0) -> str:
    """Put the tone behind sara am, where no text has it."""
    pattern = re.compile(f"([{TONES}]){SARA_AM}")
    return _spoil(text, pattern, lambda found, _: SARA_AM + found[1], rng, rate)


def aa_as_am(text: str, rng: Random, rate: float = 1.0) -> str:
    """Write every sara aa as sara am, as a font subset that numbers its glyphs wrongly does."""
    return _spoil(text, re.compile(SARA_AA), lambda _, __: SARA_AM, rng, rate)


# ---------------------------------------------------------------------------------------------------------
# Order, place and number of marks


def tone_before_vowel(text: str, rng: Random, rate: float = 1.0) -> str:
    """Swap vowel and tone of a cluster, as a reader does that sorts raised glyphs by position."""
    pattern = re.compile(f"([{UPPER}{LOWER}])([{TOP}])")
    return _spoil(text, pattern, lambda found, _: found[2] + found[1], rng, rate)


def doubled_marks(text: str, rng: Random, rate: float = 1.0) -> str:
    """Print a mark twice, as fake bold does."""
    return _spoil(text, re.compile(MARK), lambda found, _: found[0] * 2, rng, rate)


def doubled_letters(text: str, rng: Random, rate: float = 1.0) -> str:
    """Print every glyph of a Thai run twice: fake bold read by a reader that keeps both layers."""
    return _spoil(text, re.compile(f"{THAI}+"), lambda found, _: "".join(glyph * 2 for glyph in found[0]), rng, rate)


_UNIT: Final = re.compile(f"{CONSONANT}{MARK}*|.", re.DOTALL)
_ECHO_SPACE: Final = 0.7  # share of echoes with a space behind


def echoed_clusters(text: str, rng: Random, rate: float = 1.0) -> str:
    """Write a cluster with marks once more behind the letter after it, often with a space, as PDFium does.

    >>> echoed_clusters("สุขภาพ", Random(3))
    'สุขสุ ภาพ'
    """
    units = ["", *_UNIT.findall(text), ""]
    parts: list[str] = []
    for before, unit, after in zip(units, units[1:], units[2:], strict=False):
        parts.append(unit)
        if len(before) > 1 and unit.strip() and rng.random() < rate:
            parts.append(before + " " * (bool(after.strip()) and rng.random() < _ECHO_SPACE))
    return "".join(parts)


# The last mark of a cluster and the letter behind it, with that letter's own marks. The letter may not carry
# sara am: readers never move a mark into such a cluster.
_BEFORE_LETTER: Final = re.compile(f"({MARK})({CONSONANT}|{LEADING})(?!{SARA_AM}|[{TONES}]{SARA_AM})({MARK}*)")


def displaced(text: str, rng: Random, rate: float = 1.0) -> str:
    """Move a mark behind the next letter, which is what squeezed lines do to a reader that sorts by position.

    The letter's own marks move one further in their turn or stay before or after the newcomer.
    """

    def jump(found: re.Match[str], rng: Random) -> str:
        mark, letter, own = found[1], found[2], found[3]
        cut = rng.randint(0, len(own))
        return letter + own[:cut] + mark + own[cut:]

    return _spoil(text, _BEFORE_LETTER, jump, rng, rate)


def displaced_with_space(text: str, rng: Random, rate: float = 1.0) -> str:
    """Move a mark behind the next letter and leave a space there."""
    pattern = re.compile(f"({MARK})({CONSONANT}|{LEADING})(?=[{KO_KAI}-{HO_NOKHUK}{SARA_AA}])")
    return _spoil(text, pattern, lambda found, _: f"{found[2]}{found[1]} ", rng, rate)


# ---------------------------------------------------------------------------------------------------------
# Spaces


def space_before_mark(text: str, rng: Random, rate: float = 1.0) -> str:
    """Put one space before a mark, as stretched lines do."""
    return _spoil(text, re.compile(MARK), lambda found, _: f" {found[0]}", rng, rate)


def space_before_am(text: str, rng: Random, rate: float = 1.0) -> str:
    """Put one space before sara am."""
    return _spoil(text, re.compile(SARA_AM), lambda found, _: f" {found[0]}", rng, rate)


def space_after_tall(text: str, rng: Random, rate: float = 1.0) -> str:
    """Leave a space between a mark above and sara ai or sara o behind it."""
    pattern = re.compile(f"(?<=[{UPPER}{TOP}])(?=[{AI_MAIMUAN}{AI_MAIMALAI}{SARA_O}])")
    return _spoil(text, pattern, lambda _, __: " ", rng, rate)


def letter_spaced(text: str, rng: Random, rate: float = 1.0) -> str:
    """Part the clusters of a whole line by spaces, as wide tracking does."""
    cluster = re.compile(f"(?<={THAI})(?={CONSONANT}|{LEADING}|[{SARA_AA}])")
    return _spoil(text, re.compile(r"[^\r\n]+"), lambda line, _: cluster.sub(" ", line[0]), rng, rate)


# ---------------------------------------------------------------------------------------------------------
# Glyphs of fonts


@dataclass(frozen=True, slots=True)
class _Shifted:
    """The glyph codes of one mark: lowered, lowered and moved left, moved left (empty where a font has none)."""

    low: str
    low_left: str
    left: str


# HarfBuzz, src/hb-ot-shaper-thai.cc, lists both columns. A vowel above only moves left; one below only moves down.
_WINDOWS: Final[Mapping[str, _Shifted]] = {
    MAI_EK: _Shifted("\uf70a", "\uf705", "\uf713"),
    MAI_THO: _Shifted("\uf70b", "\uf706", "\uf714"),
    MAI_TRI: _Shifted("\uf70c", "\uf707", "\uf715"),
    MAI_CHATTAWA: _Shifted("\uf70d", "\uf708", "\uf716"),
    THANTHAKHAT: _Shifted("\uf70e", "\uf709", "\uf717"),
    SARA_I: _Shifted("", "", "\uf701"),
    SARA_II: _Shifted("", "", "\uf702"),
    SARA_UE: _Shifted("", "", "\uf703"),
    SARA_UEE: _Shifted("", "", "\uf704"),
    MAI_HAN_AKAT: _Shifted("", "", "\uf710"),
    NIKHAHIT: _Shifted("", "", "\uf711"),
    MAITAIKHU: _Shifted("", "", "\uf712"),
    SARA_U: _Shifted("\uf718", "", ""),
    SARA_UU: _Shifted("\uf719", "", ""),
    PHINTHU: _Shifted("\uf71a", "", ""),
    YO_YING: _Shifted("\uf70f", "", ""),
    THO_THAN: _Shifted("\uf700", "", ""),
}
_MAC: Final[Mapping[str, _Shifted]] = {
    MAI_EK: _Shifted("\uf88b", "\uf88c", "\uf88a"),
    MAI_THO: _Shifted("\uf88e", "\uf88f", "\uf88d"),
    MAI_TRI: _Shifted("\uf891", "\uf892", "\uf890"),
    MAI_CHATTAWA: _Shifted("\uf894", "\uf895", "\uf893"),
    THANTHAKHAT: _Shifted("\uf897", "\uf898", "\uf896"),
    SARA_I: _Shifted("", "", "\uf885"),
    SARA_II: _Shifted("", "", "\uf886"),
    SARA_UE: _Shifted("", "", "\uf887"),
    SARA_UEE: _Shifted("", "", "\uf888"),
    MAI_HAN_AKAT: _Shifted("", "", "\uf884"),
    NIKHAHIT: _Shifted("", "", "\uf899"),
    MAITAIKHU: _Shifted("", "", "\uf889"),
    SARA_U: _Shifted("\uf89b", "", ""),
    SARA_UU: _Shifted("\uf89c", "", ""),
    PHINTHU: _Shifted("\uf89d", "", ""),
    YO_YING: _Shifted("\uf89a", "", ""),
    THO_THAN: _Shifted("\uf89e", "", ""),
}
_CLUSTER: Final = re.compile(f"({CONSONANT})([{LOWER}]?)([{UPPER}]?)([{TOP}]?)(?!{SARA_AM})")


def _private_use(table: Mapping[str, _Shifted]) -> Damage:
    """Return the channel that writes marks as the shifted glyphs of ``table``, by the shape of their consonant."""

    def shape(found: re.Match[str], _: Random) -> str:
        consonant, lower, upper, top = found[1], found[2], found[3], found[4]
        tall = consonant in TALL
        if lower and consonant in DEEP:
            lower = table[lower].low
        elif lower and consonant in table:
            consonant = table[consonant].low
        if top and upper:
            top = table[top].left if tall else top
        elif top:
            top = table[top].low_left if tall else table[top].low
        if upper and tall:
            upper = table[upper].left
        return consonant + lower + upper + top

    def apply(text: str, rng: Random, rate: float = 1.0) -> str:
        return _spoil(text, _CLUSTER, shape, rng, rate)

    return apply


# Code of the glyph in the fonts that print it as a number or as the Latin-1 letter of that number.
_LEGACY_GLYPHS: Final[Mapping[str, int]] = {
    MAI_EK: 201,
    MAI_THO: 202,
    MAI_TRI: 203,
    MAI_CHATTAWA: 204,
    THANTHAKHAT: 205,
}
_TOP_CLUSTER: Final = re.compile(f"([{UPPER}{LOWER}]?)([{TOP}])(?!{SARA_AM})")


def cid_codes(text: str, rng: Random, rate: float = 1.0) -> str:
    """Print tones and thanthakhat as ``(cid:N)`` before the vowel of their cluster."""
    return _spoil(text, _TOP_CLUSTER, lambda found, _: f"(cid:{_LEGACY_GLYPHS[found[2]]}){found[1]}", rng, rate)


def latin1_codes(text: str, rng: Random, rate: float = 1.0) -> str:
    """Print tones and thanthakhat as the Latin-1 letters of their glyph codes, after the vowel."""
    return _spoil(text, _TOP_CLUSTER, lambda found, _: f"{found[1]}{chr(_LEGACY_GLYPHS[found[2]])}", rng, rate)


def control_codes(text: str, rng: Random, rate: float = 1.0) -> str:
    """Print one mark of the text as one control code throughout, if ``rate`` says so."""
    present = sorted(set(re.findall(f"{MARK}|{SARA_AM}", text)))
    if not present or rng.random() >= rate:
        return text
    code = rng.choice([chr(point) for point in range(0x20) if chr(point) not in "\t\n\v\f\r\x1c\x1d\x1e"])
    return text.replace(rng.choice(present), code)


# ---------------------------------------------------------------------------------------------------------
# Invisible characters and look-alikes


def zwsp_in_cluster(text: str, rng: Random, rate: float = 1.0) -> str:
    """Put a zero width space before a mark, sara aa or sara am."""
    pattern = re.compile(f"(?<={THAI})(?={MARK}|[{SARA_AA}{SARA_AM}])")
    return _spoil(text, pattern, lambda _, __: ZWSP, rng, rate)


def double_e(text: str, rng: Random, rate: float = 1.0) -> str:
    """Write sara ae as two sara e."""
    return _spoil(text, re.compile(SARA_AE), lambda _, __: SARA_E * 2, rng, rate)


def lakkhangyao(text: str, rng: Random, rate: float = 1.0) -> str:
    """Write sara aa as lakkhangyao, its taller twin."""
    return _spoil(text, re.compile(f"(?<={CONSONANT}){SARA_AA}"), lambda _, __: LAKKHANGYAO, rng, rate)


_LAO_TWINS: Final[Mapping[str, str]] = {
    MAI_EK: "\N{LAO TONE MAI EK}",
    MAI_THO: "\N{LAO TONE MAI THO}",
    SARA_I: "\N{LAO VOWEL SIGN I}",
    SARA_II: "\N{LAO VOWEL SIGN II}",
    SARA_U: "\N{LAO VOWEL SIGN U}",
    SARA_UU: "\N{LAO VOWEL SIGN UU}",
    MAI_HAN_AKAT: "\N{LAO VOWEL SIGN MAI KAN}",
    THANTHAKHAT: "\N{LAO CANCELLATION MARK}",
}


def lao_marks(text: str, rng: Random, rate: float = 1.0) -> str:
    """Write a mark as the Lao sign of the same shape."""
    pattern = re.compile(f"(?<={THAI})[{''.join(_LAO_TWINS)}]")
    return _spoil(text, pattern, lambda found, _: _LAO_TWINS[found[0]], rng, rate)


# ---------------------------------------------------------------------------------------------------------
# Letters swapped throughout: a text is damaged as a whole or not at all, since one glyph is one character in it


def _swapped(*pairs: tuple[str, str]) -> Damage:
    """Return the channel that writes each first string as the second, all at once."""
    table = dict(pairs)
    pattern = re.compile("|".join(map(re.escape, table)))

    def apply(text: str, rng: Random, rate: float = 1.0) -> str:
        return pattern.sub(lambda found: table[found[0]], text) if rng.random() < rate else text

    return apply


def _present(text: str, letters: str) -> list[str]:
    return sorted(set(re.findall(letters, text)))


def mark_as_sign(text: str, rng: Random, rate: float = 1.0) -> str:
    """Print one mark of the text as one sign of ASCII throughout."""
    present = _present(text, f"{MARK}|{SARA_AM}")
    if not present or rng.random() >= rate:
        return text
    return text.replace(rng.choice(present), rng.choice([sign for sign in "!#$%&*+<=>?@DLNX^_`|~" if sign not in text]))


def letter_as_letter(text: str, rng: Random, rate: float = 1.0) -> str:
    """Print one letter of the text as another one throughout, a mark as a mark, a consonant as a consonant."""
    kind = rng.choice([f"{MARK}|[{SARA_AA}{SARA_AM}]", CONSONANT])
    present = _present(text, kind)
    if len(present) < 2 or rng.random() >= rate:  # noqa: PLR2004 - one for the other
        return text
    written, instead = rng.sample(present, 2)
    return text.replace(written, instead)


# ---------------------------------------------------------------------------------------------------------
# Code pages


def _decode(data: bytes, encoding: str) -> str:
    """Decode as browsers do: a byte that the code page leaves open becomes the control code of its number."""
    return "".join(
        bytes([byte]).decode(encoding, "ignore") or chr(byte)  # each of these code pages is a single-byte one
        for byte in data
    )


def _thai_bytes(text: str) -> bytes | None:
    """Encode to CP874, or return None where the text holds anything else."""
    try:
        return text.encode("cp874")
    except UnicodeEncodeError:
        return None


def tis620_as_latin1(text: str, rng: Random, rate: float = 1.0) -> str:
    """Read the TIS-620 bytes of whole lines as Latin-1; lines that TIS-620 cannot hold stay."""

    def misread(line: re.Match[str], _: Random) -> str:
        data = _thai_bytes(line[0])
        return line[0] if data is None else data.decode("latin-1")

    return _spoil(text, re.compile(r"[^\r\n]+"), misread, rng, rate)


def _utf8_as(encoding: str) -> Damage:
    """Return the channel that reads the UTF-8 bytes of whole lines by a single-byte code page."""

    def apply(text: str, rng: Random, rate: float = 1.0) -> str:
        line = re.compile(r"[^\r\n]+")
        return _spoil(text, line, lambda found, _: _decode(found[0].encode(), encoding), rng, rate)

    return apply


# ---------------------------------------------------------------------------------------------------------
# The table


@dataclass(frozen=True, slots=True)
class Channel:
    """One way of damaging text: its name, the family of what it makes, where it was seen, and the function."""

    name: str
    family: str
    why: str
    apply: Damage


_TABLE: Final[Sequence[Channel]] = (
    Channel("am-fffd", "sara-am", "PDFBox reading of tracked text, Thai award books", _am(f"{HOLE}T{SARA_AM}")),
    Channel(
        "am-fffd-tone",
        "sara-am",
        "the same, with the tone behind sara am",
        _am(f"{HOLE}{SARA_AM}T"),
    ),
    Channel("am-fffd-space", "sara-am", "the same on letter-spaced lines", _am(f"{HOLE} T{SARA_AM}")),
    Channel("am-hole-aa", "sara-am", "pdfminer.six and pypdf, state budget books", _am(f"{HOLE}T{SARA_AA}")),
    Channel("am-hole-between", "sara-am", "pdftotext, state budget books", _am(f"T{SARA_AM}{HOLE}{SARA_AA}")),
    Channel("am-hole-behind", "sara-am", "PyMuPDF, state budget books", _am(f"T{SARA_AM}{HOLE}")),
    Channel("am-split", "sara-am", "Chromium and XeTeX round trips, Tesseract", _am(f"{NIKHAHIT}T{SARA_AA}")),
    Channel("am-split-tone", "sara-am", "ReportLab + pdfplumber", _am(f"T{NIKHAHIT}{SARA_AA}")),
    Channel("am-swapped", "sara-am", "pdfplumber, state budget books", _am(f"T{SARA_AA}{NIKHAHIT}")),
    Channel("am-doubled", "sara-am", "LibreOffice, PDFKit and fpdf2", _am(f"T{SARA_AM}{SARA_AA}")),
    Channel("am-twice", "sara-am", "pdftotext, state budget books", _am(f"T{SARA_AM}{SARA_AM}")),
    Channel("am-tone-after", "sara-am", "PDFKit and pdfmake", am_tone_after),
    Channel("am-spaced", "sara-am", "LibreOffice + pdftotext -raw", space_before_am),
    Channel("am-space-aa", "sara-am", "Royal Gazette, most extractors", _am(f"T {SARA_AA}")),
    Channel("am-lost", "sara-am", "WeasyPrint, Typst; Royal Gazette with pdftotext -raw", _am(f"T{SARA_AA}")),
    Channel("aa-as-am", "sara-am", "WeasyPrint, by the order of the font subset", aa_as_am),
    Channel("tone-before-vowel", "mark-order", "PDFBox; TLWG fonts with XeTeX and Pango", tone_before_vowel),
    Channel("displaced", "displaced-mark", "PDFBox on squeezed lines", displaced),
    Channel("displaced-with-space", "displaced-mark", "pdftotext on squeezed lines", displaced_with_space),
    Channel("doubled-marks", "duplicate-mark", "fake bold in state budget books", doubled_marks),
    Channel("doubled-letters", "duplicate-mark", "fake bold read by pdfplumber", doubled_letters),
    Channel("echoed-clusters", "duplicate-mark", "PDFium on PDFs that Chromium printed", echoed_clusters),
    Channel("space-before-mark", "space", "PDFium and pdftotext on stretched lines", space_before_mark),
    Channel("space-after-tall", "space", "typesetting of Thai award books", space_after_tall),
    Channel("letter-spaced", "space", "wide tracking in Thai award books", letter_spaced),
    Channel("pua-windows", "glyph", "HarfBuzz table; Chromium, Qt, Scribus, FOP", _private_use(_WINDOWS)),
    Channel("pua-mac", "glyph", "HarfBuzz table, Mac column", _private_use(_MAC)),
    Channel("cid-codes", "glyph", "pdfminer.six on legacy fonts", cid_codes),
    Channel("latin1-codes", "glyph", "legacy fonts in forms and budgets", latin1_codes),
    Channel("control-codes", "glyph", "Chromium + pdf.js; legacy fonts", control_codes),
    Channel("zwsp-in-cluster", "invisible", "text set with zero width spaces", zwsp_in_cluster),
    Channel("double-e", "lookalike", "typing, manuals and forms", double_e),
    Channel("lakkhangyao", "lookalike", "constructed from the shapes", lakkhangyao),
    Channel("lao-marks", "lookalike", "constructed from the shapes", lao_marks),
    Channel(
        "tones-as-vowels",
        "lookalike",
        "LibreOffice, Pango and WeasyPrint with TLWG fonts",
        _swapped((MAI_EK, SARA_U), (MAI_THO, SARA_UU)),
    ),
    Channel(
        "vowels-as-tones",
        "lookalike",
        "WeasyPrint, Pango, PDFKit and LibreOffice with TLWG fonts",
        _swapped((SARA_U, MAI_EK), (SARA_UU, MAI_THO)),
    ),
    Channel(
        "ek-for-u-for-ek",
        "lookalike",
        "LibreOffice and WeasyPrint with Loma and Garuda",
        _swapped((MAI_EK, SARA_U), (SARA_U, MAI_EK)),
    ),
    Channel("aa-as-tone-am", "sara-am", "WeasyPrint with Sarabun and Laksaman", _swapped((SARA_AA, MAI_THO + SARA_AM))),
    Channel("mark-as-sign", "lookalike", "Typst; fonts without a sound character map", mark_as_sign),
    Channel("letter-as-letter", "lookalike", "constructed: any letter for any other of its kind", letter_as_letter),
    Channel("tis620-as-latin1", "mojibake", "TIS-620 opened as Latin-1", tis620_as_latin1),
    Channel("utf8-as-cp874", "mojibake", "UTF-8 opened as CP874", _utf8_as("cp874")),
    Channel("utf8-as-latin1", "mojibake", "UTF-8 opened as Latin-1", _utf8_as("latin-1")),
    Channel("utf8-as-cp1252", "mojibake", "UTF-8 opened as CP1252", _utf8_as("cp1252")),
)
CHANNELS: Final[Mapping[str, Channel]] = MappingProxyType({channel.name: channel for channel in _TABLE})


def damage(text: str, name: str, *, seed: int, rate: float = 1.0) -> str:
    """Pass ``text`` through the channel ``name`` with a fresh generator.

    >>> damage("แผน", "double-e", seed=1)
    'เเผน'
    """
    return CHANNELS[name].apply(text, Random(seed), rate)


# ---------------------------------------------------------------------------------------------------------
# The sample book


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines ``first`` to ``last`` (from 1, both included) and the channels they pass in turn, each with its rate."""

    first: int
    last: int
    channels: Sequence[tuple[str, float]]


BOOK_SEED: Final = 2565
# The book channel: sara am with U+FFFD before it throughout, its tone now and then on the wrong side.
_AM: Final = (("am-fffd-tone", 0.4), ("am-fffd", 1.0))
_SQUEEZED: Final = (("displaced", 0.3), ("tone-before-vowel", 0.3), ("space-after-tall", 0.6), *_AM)
_STRETCHED: Final = (("tone-before-vowel", 0.2), ("space-before-mark", 0.12), *_AM)
_RAISED: Final = (("tone-before-vowel", 0.35), ("space-after-tall", 0.6), *_AM)

# corpus/book/README.md tells what each stretch shows.
BOOK: Final[Sequence[Stretch]] = (
    Stretch(1, 10, _RAISED),
    Stretch(11, 12, _SQUEEZED),
    Stretch(14, 21, _RAISED),
    Stretch(23, 25, _SQUEEZED),
    Stretch(27, 32, _AM),
    Stretch(33, 38, _SQUEEZED),
    Stretch(40, 44, _STRETCHED),
    Stretch(46, 52, _AM),
    Stretch(53, 53, (("letter-spaced", 1.0), ("am-fffd-space", 1.0))),
    Stretch(55, 58, (("pua-windows", 0.7), *_AM)),
    Stretch(60, 63, _SQUEEZED),
    Stretch(65, 69, (("cid-codes", 1.0), *_AM)),
    Stretch(71, 76, _AM),
    Stretch(77, 80, _SQUEEZED),
    Stretch(82, 86, (("doubled-marks", 0.3), *_AM)),
    Stretch(88, 91, _STRETCHED),
    Stretch(93, 96, _RAISED),
    Stretch(98, 103, _SQUEEZED),
    Stretch(105, 112, _SQUEEZED),
    Stretch(114, 114, _AM),
    Stretch(115, 117, _STRETCHED),
    Stretch(118, 119, _SQUEEZED),
    Stretch(121, 127, _AM),
    Stretch(129, 129, (("tis620-as-latin1", 1.0),)),
)


def damage_book(text: str, plan: Iterable[Stretch] = BOOK, seed: int = BOOK_SEED) -> str:
    """Damage the lines of ``text`` by a plan; lines that no stretch names stay sound."""
    rng = Random(seed)
    lines = text.split("\n")
    for stretch in plan:
        for number in range(stretch.first - 1, min(stretch.last, len(lines))):
            for name, rate in stretch.channels:
                lines[number] = CHANNELS[name].apply(lines[number], rng, rate)
    return "\n".join(lines)


# ---------------------------------------------------------------------------------------------------------
# Command line


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.damage", description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="show the channels")
    one = commands.add_parser("apply", help="pass a file through one channel")
    one.add_argument("channel", choices=CHANNELS)
    one.add_argument("--rate", type=float, default=1.0)
    one.add_argument("--seed", type=int, default=BOOK_SEED)
    book = commands.add_parser("book", help="make the broken sample book from the sound one")
    for command in (one, book):
        command.add_argument("source", type=Path)
        command.add_argument("-o", "--output", type=Path, help="file to write (standard output if not given)")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = _parser().parse_args(argv)
    if options.command == "list":
        for channel in CHANNELS.values():
            sys.stdout.write(f"{channel.name:22} {channel.family:16} {channel.why}\n")
        return 0
    text = options.source.read_bytes().decode("utf-8")
    if options.command == "book":
        broken = damage_book(text)
    else:
        broken = damage(text, options.channel, seed=options.seed, rate=options.rate)
    if options.output is None:
        sys.stdout.write(broken)
    else:
        options.output.write_bytes(broken.encode("utf-8"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
