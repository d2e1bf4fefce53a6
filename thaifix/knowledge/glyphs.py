"""Private and legacy code points that fonts used for Thai glyphs, and the characters they draw.

Windows and Mac Private Use codes: the tables that HarfBuzz documents in its Thai shaper
(``hb-ot-shaper-thai.cc``: columns ``win_pua`` and ``mac_pua``). The same mark has several glyphs:
at its normal height, lowered for a cluster without a vowel above, shifted left for a tall
consonant. U+F704 to U+F71B are also function keys in AppKit, so these codes mean Thai only
beside Thai.
"""

from __future__ import annotations

from thaifix.knowledge import chars

__all__ = ["BULLETS", "CODE_PRIORS", "GLYPHS", "GLYPH_LETTERS", "GLYPH_MARKS"]

GLYPHS: dict[str, str] = {
    # letters without their lower part, before a mark below
    "\uf700": "\N{THAI CHARACTER THO THAN}",
    "\uf89e": "\N{THAI CHARACTER THO THAN}",
    "\uf70f": "\N{THAI CHARACTER YO YING}",
    "\uf89a": "\N{THAI CHARACTER YO YING}",
    # vowels above, shifted left
    "\uf701": "\N{THAI CHARACTER SARA I}",
    "\uf885": "\N{THAI CHARACTER SARA I}",
    "\uf702": "\N{THAI CHARACTER SARA II}",
    "\uf886": "\N{THAI CHARACTER SARA II}",
    "\uf703": "\N{THAI CHARACTER SARA UE}",
    "\uf887": "\N{THAI CHARACTER SARA UE}",
    "\uf704": "\N{THAI CHARACTER SARA UEE}",
    "\uf888": "\N{THAI CHARACTER SARA UEE}",
    "\uf710": "\N{THAI CHARACTER MAI HAN-AKAT}",
    "\uf884": "\N{THAI CHARACTER MAI HAN-AKAT}",
    "\uf712": "\N{THAI CHARACTER MAITAIKHU}",
    "\uf889": "\N{THAI CHARACTER MAITAIKHU}",
    "\uf711": "\N{THAI CHARACTER NIKHAHIT}",
    "\uf899": "\N{THAI CHARACTER NIKHAHIT}",
    # marks below, shifted down
    "\uf718": "\N{THAI CHARACTER SARA U}",
    "\uf89b": "\N{THAI CHARACTER SARA U}",
    "\uf719": "\N{THAI CHARACTER SARA UU}",
    "\uf89c": "\N{THAI CHARACTER SARA UU}",
    "\uf71a": "\N{THAI CHARACTER PHINTHU}",
    "\uf89d": "\N{THAI CHARACTER PHINTHU}",
    # tones and thanthakhat: lowered and left, lowered, left
    "\uf705": "\N{THAI CHARACTER MAI EK}",
    "\uf88c": "\N{THAI CHARACTER MAI EK}",
    "\uf70a": "\N{THAI CHARACTER MAI EK}",
    "\uf88b": "\N{THAI CHARACTER MAI EK}",
    "\uf713": "\N{THAI CHARACTER MAI EK}",
    "\uf88a": "\N{THAI CHARACTER MAI EK}",
    "\uf706": "\N{THAI CHARACTER MAI THO}",
    "\uf88f": "\N{THAI CHARACTER MAI THO}",
    "\uf70b": "\N{THAI CHARACTER MAI THO}",
    "\uf88e": "\N{THAI CHARACTER MAI THO}",
    "\uf714": "\N{THAI CHARACTER MAI THO}",
    "\uf88d": "\N{THAI CHARACTER MAI THO}",
    "\uf707": "\N{THAI CHARACTER MAI TRI}",
    "\uf892": "\N{THAI CHARACTER MAI TRI}",
    "\uf70c": "\N{THAI CHARACTER MAI TRI}",
    "\uf891": "\N{THAI CHARACTER MAI TRI}",
    "\uf715": "\N{THAI CHARACTER MAI TRI}",
    "\uf890": "\N{THAI CHARACTER MAI TRI}",
    "\uf708": "\N{THAI CHARACTER MAI CHATTAWA}",
    "\uf895": "\N{THAI CHARACTER MAI CHATTAWA}",
    "\uf70d": "\N{THAI CHARACTER MAI CHATTAWA}",
    "\uf894": "\N{THAI CHARACTER MAI CHATTAWA}",
    "\uf716": "\N{THAI CHARACTER MAI CHATTAWA}",
    "\uf893": "\N{THAI CHARACTER MAI CHATTAWA}",
    "\uf709": "\N{THAI CHARACTER THANTHAKHAT}",
    "\uf898": "\N{THAI CHARACTER THANTHAKHAT}",
    "\uf70e": "\N{THAI CHARACTER THANTHAKHAT}",
    "\uf897": "\N{THAI CHARACTER THANTHAKHAT}",
    "\uf717": "\N{THAI CHARACTER THANTHAKHAT}",
    "\uf896": "\N{THAI CHARACTER THANTHAKHAT}",
}
"""Each Private Use code of a Thai font, 27 of Windows and 27 of Mac, and its character."""

GLYPH_MARKS = "".join(code for code, char in GLYPHS.items() if char in chars.MARKS)
GLYPH_LETTERS = "".join(code for code, char in GLYPHS.items() if char not in chars.MARKS)

BULLETS: dict[str, str] = {
    "\uf0b7": "\N{BULLET}",
    "\uf0a7": "\N{BLACK SMALL SQUARE}",
    "\uf076": "\N{BLACK DIAMOND MINUS WHITE X}",
    "\uf0d8": "\N{THREE-D TOP-LIGHTED RIGHTWARDS ARROWHEAD}",
    "\uf0fc": "\N{CHECK MARK}",
    "\uf0fb": "\N{BALLOT X}",
    "\uf0e0": "\N{RIGHTWARDS ARROW}",
    "\uf06e": "\N{BLACK SQUARE}",
    "\uf06c": "\N{BLACK CIRCLE}",
    "\uf071": "\N{LOWER RIGHT SHADOWED WHITE SQUARE}",
}
"""Symbol and Wingdings codes that word processors leave as bullets, and their Unicode look-alikes.
Source: the Wingdings and Symbol charts; U+F000 is added to the font's byte."""

_LEGACY_MARKS = {
    0xC8: chars.MAITAIKHU,
    0xC9: "\N{THAI CHARACTER MAI EK}",
    0xCA: "\N{THAI CHARACTER MAI THO}",
    0xCB: "\N{THAI CHARACTER MAI TRI}",
    0xCC: "\N{THAI CHARACTER MAI CHATTAWA}",
    0xCD: chars.THANTHAKHAT,
    0xCE: chars.NIKHAHIT,
}
"""Raised marks of an old Thai font family: TIS-620's row 0xE7..0xED moved to 0xC8..0xCE. Seen for
0xC9 to 0xCD in state budget books of 2021 (as ``(cid:201)`` and ``É``); 0xC8 and 0xCE follow the row."""

CODE_PRIORS: dict[str, str] = {chr(code): mark for code, mark in _LEGACY_MARKS.items()} | {
    f"(cid:{code})": mark for code, mark in _LEGACY_MARKS.items()
}
"""What a printed glyph code probably means, before the document is asked."""
