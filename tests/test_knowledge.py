"""The tables of the script against the Unicode Character Database, TIS 620 and each other."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from thaifix.knowledge import chars
from thaifix.knowledge.families import FAMILIES
from thaifix.knowledge.glyphs import BULLETS, CODE_PRIORS, GLYPH_LETTERS, GLYPH_MARKS, GLYPHS
from thaifix.knowledge.methods import METHODS
from thaifix.knowledge.origins import ORIGINS
from thaifix.knowledge.rewrites import CLASSES, LAO, LAO_LEADING, REWRITES
from thaifix.knowledge.signs import SIGNS
from thaifix.patterns import compile_row

if TYPE_CHECKING:
    from thaifix.knowledge.rows import Sign

THAI = [chr(code) for code in range(0x0E00, 0x0E80) if unicodedata.category(chr(code)) != "Cn"]


def test_marks_are_exactly_the_nonspacing_characters_of_the_block() -> None:
    assert set(chars.MARKS) == {c for c in THAI if unicodedata.category(c) == "Mn"}


def test_consonants_are_the_44_of_the_alphabet() -> None:
    assert len(chars.CONSONANTS) == 44
    for consonant in chars.CONSONANTS:
        assert unicodedata.name(consonant).startswith("THAI CHARACTER ")
        assert unicodedata.category(consonant) == "Lo"


def test_leading_vowels_are_those_with_logical_order_exception() -> None:
    # Logical_Order_Exception is not in `unicodedata`; PropList.txt lists U+0E40..U+0E44 for Thai
    assert "".join(map(chr, range(0x0E40, 0x0E45))) == chars.LEADING_VOWELS


def test_classes_do_not_overlap_and_make_up_the_letters() -> None:
    parts = [chars.CONSONANTS, chars.LEADING_VOWELS, chars.FOLLOWING_VOWELS, chars.MARKS]
    rest = "\N{THAI CHARACTER RU}\N{THAI CHARACTER LU}\N{THAI CHARACTER LAKKHANGYAO}"
    rest += "\N{THAI CHARACTER MAIYAMOK}\N{THAI CHARACTER PAIYANNOI}"
    together = "".join(parts) + rest
    assert len(set(together)) == len(together)
    assert set(together) == set(chars.LETTERS)


def test_digits_are_the_decimal_digits_of_the_block() -> None:
    assert set(chars.DIGITS) == {c for c in THAI if unicodedata.category(c) == "Nd"}


def test_every_letter_is_in_tis_620_at_its_place() -> None:
    for letter in chars.LETTERS + chars.DIGITS:
        assert letter.encode("tis-620")[0] == ord(letter) - 0x0E00 + 0xA0


def test_canonical_order_never_contradicts_unicode_normalisation() -> None:
    for low in chars.VOWEL_MARKS:
        for high in chars.TOP_MARKS:
            assert unicodedata.normalize("NFC", "ก" + low + high) == "ก" + low + high


@pytest.mark.parametrize(("mark", "rank"), [(chars.NIKHAHIT, 2), (chars.SARA_AM, 3), ("\N{THAI CHARACTER SARA I}", 1)])
def test_rank_of_marks(mark: str, rank: int) -> None:
    assert chars.MARK_RANK[mark] == rank


def test_every_mark_and_following_vowel_has_a_rank() -> None:
    assert set(chars.MARK_RANK) == set(chars.MARKS + chars.FOLLOWING_VOWELS)


def test_there_are_27_windows_and_27_mac_glyphs_and_each_draws_one_character() -> None:
    assert {c for c in GLYPHS if c < "\uf800"} == {chr(code) for code in range(0xF700, 0xF71B)}
    assert {c for c in GLYPHS if c > "\uf800"} == {chr(code) for code in range(0xF884, 0xF89F)}
    assert sorted(GLYPHS[c] for c in GLYPHS if c < "\uf800") == sorted(GLYPHS[c] for c in GLYPHS if c > "\uf800")
    assert set(GLYPH_MARKS + GLYPH_LETTERS) == set(GLYPHS)
    assert set(GLYPHS.values()) <= set(chars.LETTERS)


def test_glyph_codes_and_bullets_are_apart() -> None:
    assert not set(GLYPHS) & set(BULLETS)
    assert all(unicodedata.category(c) == "Co" for c in [*GLYPHS, *BULLETS])
    assert set(CODE_PRIORS.values()) <= set(chars.MARKS)


def test_lao_signs_are_the_sisters_of_the_same_place_in_the_chart() -> None:
    for lao, thai in (LAO | LAO_LEADING).items():
        # the two blocks run in parallel, 0x80 apart; these are the only signs that do not
        moved = {"\N{LAO VOWEL SIGN AY}": "ใ", "\N{LAO VOWEL SIGN AI}": "ไ"}
        assert thai == moved.get(lao, chr(ord(lao) - 0x80))


def test_tables_are_normalised() -> None:
    for text in [*GLYPHS.values(), *LAO.values(), *LAO_LEADING.values(), *BULLETS.values(), *CODE_PRIORS.values()]:
        assert unicodedata.is_normalized("NFC", text)


def test_classes_need_no_escaping_inside_brackets() -> None:
    for name, inside in CLASSES.items():
        assert not set(inside) & set("]\\^-["), name


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.name)
def test_a_sign_is_found_where_it_shows_and_not_where_it_must_not(sign: Sign) -> None:
    pattern = compile_row(sign.match)
    assert sign.shows
    assert sign.keeps
    for text in sign.shows:
        assert pattern.search(text), text
    for text in sign.keeps:
        assert not pattern.search(text), text


def test_every_rule_and_sign_speaks_for_at_most_one_origin_and_origins_name_only_what_exists() -> None:
    named = [sign for origin in ORIGINS for sign in origin.signs]
    assert len(set(named)) == len(named)
    known = {method.name for method in METHODS} | {row.name for row in REWRITES} | {sign.name for sign in SIGNS}
    assert set(named) <= known


def test_signs_and_methods_have_known_families() -> None:
    assert {sign.family for sign in SIGNS} | {method.family for method in METHODS} <= set(FAMILIES)
