"""Code pages and glyph codes: what is weighed rather than matched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import thaifix
from thaifix import Config

THAI = "สำนักงานคณะกรรมการได้จัดทำแผนปฏิบัติราชการ ในปี ๒๕๖๔ ต่าง ๆ และภาษีของหน่วยงาน"


def as_latin(data: bytes) -> str:
    return data.decode("latin-1")


def as_windows(data: bytes) -> str:
    """Windows-1252 as browsers read it: undefined bytes are C1 controls."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data)


def as_cp874(data: bytes) -> str:
    """Windows-874 as browsers read it."""
    return "".join(bytes([b]).decode("cp874", "ignore") or chr(b) for b in data)


READERS = {
    "TIS-620 as Latin-1": lambda text: as_latin(text.encode("cp874")),
    "TIS-620 as Windows-1252": lambda text: as_windows(text.encode("cp874")),
    "UTF-8 as Latin-1": lambda text: as_latin(text.encode()),
    "UTF-8 as Windows-1252": lambda text: as_windows(text.encode()),
    "UTF-8 as Windows-874": lambda text: as_cp874(text.encode()),
    "UTF-8 as Latin-1, twice": lambda text: as_latin(as_latin(text.encode()).encode()),
    "UTF-8 as Windows-1252, twice": lambda text: as_windows(as_windows(text.encode()).encode()),
    "TIS-620 as Latin-1, then UTF-8 as Latin-1": lambda text: as_latin(as_latin(text.encode("cp874")).encode()),
}


@pytest.mark.parametrize("reader", READERS)
def test_a_whole_text_that_was_misread_is_read_again(reader: str) -> None:
    assert thaifix.fix(READERS[reader](THAI)) == THAI


@pytest.mark.parametrize("reader", READERS)
def test_a_misread_run_inside_sound_text_is_read_again(reader: str) -> None:
    assert thaifix.fix(f"หัวข้อ: {READERS[reader]('สำนักงาน')} (เดิม)") == "หัวข้อ: สำนักงาน (เดิม)"


def test_utf_8_whose_no_break_space_became_a_space_is_read_again() -> None:
    assert thaifix.fix(as_latin("ภาษีภาคใต้".encode()).replace("\xa0", " ")) == "ภาษีภาคใต้"


@pytest.mark.parametrize(
    "text",
    [
        "Ça va, élève ? ÀÉÈÊËÎÏÔÙÛÜŸ « déjà vu »",
        "größere Übungen ÄÖÜ ß",
        "ÁÉÍÓÚ ñandú ¿Qué? ¡Olé! nº 1 ª",
        "Þórður æðið ÐÞÆÖ",
        "Tiếng Việt có dấu: Đường, Nguyễn",
        "ÅÄÖ åäö øæå",
        "£££ ×××× §§§§ ···· ±±±± °C µm ¼½¾",
        "café déjà naïve coöperate",
    ],
)
def test_european_and_vietnamese_text_is_never_touched(text: str) -> None:
    assert thaifix.fix(text) is text


@given(st.text(st.characters(min_codepoint=0xC0, max_codepoint=0xFF), min_size=1, max_size=3))
def test_a_few_accented_letters_alone_are_never_thai(letters: str) -> None:
    text = f"mot {letters}, fin"
    assert thaifix.fix(text) is text


# A mark of a page in which U+001E stands for sara am and U+001F for sara aa, as in the brief of the field.
PAGE = "สำนักงานได้จัดทำแผนงาน\nการดำเนินงานประจำปี\nจำนวนหน่วยงานที่ชำระภาษี\nกำหนดการประชุม\nหน้าที่อำนาจและคำสั่ง\n" * 3


@pytest.mark.parametrize(
    ("code", "char"), [("\x1f", "า"), ("(cid:77)", "่"), ("\U0010fc05", "้"), ("\x8f", "ั"), ("\ue010", "ำ")]
)
def test_a_code_that_stands_for_one_glyph_throughout_is_learned(code: str, char: str) -> None:
    broken = PAGE.replace(char, code)
    assert broken != PAGE
    assert thaifix.fix(broken) == PAGE


def test_two_codes_of_one_page_are_learned_together() -> None:
    assert thaifix.fix(PAGE.replace("ำ", "\x1e").replace("า", "\x1f")) == PAGE


def test_a_code_that_stands_for_several_glyphs_is_left() -> None:
    broken = PAGE.replace("่", "\x00").replace("้", "\x00").replace("ั", "\x00").replace("ี", "\x00")
    assert thaifix.fix(broken) is broken
    assert {finding.sign for finding in thaifix.diagnose(broken).findings} == {"unknown-glyph"}


def test_a_code_seen_once_is_left_unless_its_font_is_known() -> None:
    assert thaifix.fix("ที(cid:77)ประชุม") == "ที(cid:77)ประชุม"
    assert thaifix.fix("ที(cid:201)ประชุม") == "ที่ประชุม"


def test_known_codes_need_a_place_where_a_mark_can_stand() -> None:
    for text in ("CAFÉ", "É", "คาเฟ่ École", "ร้าน É", "(cid:201)", "พูดว่าÉcole"):
        assert thaifix.fix(text) is text


def test_rare_codes_of_a_confirmed_font_are_taken_from_its_table() -> None:
    page = "เครื่องที่หนึ่ง\nต้องชื่นชม\nเพื่อสิ่งที่ดี\nปิ๊กอัพ".replace("่", "É").replace("๊", "Ë")
    assert thaifix.fix(page).endswith("ปิ๊กอัพ")


def test_switching_the_method_off_leaves_codes_alone() -> None:
    text = "ที(cid:201)ประชุม"
    assert thaifix.fix(text, Config(without=frozenset({"glyph-code"}))) is text
