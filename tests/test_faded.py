"""Recognised text that lost most of its tones: they come back where the document shows that it lost some."""

from __future__ import annotations

import time

import pytest

import thaifix
from thaifix import Config, lexicon
from thaifix.faded import FADING, read
from thaifix.wordgraph import WordGraph

FADED = {
    "ทังนี รัฐบาลมันใจว่าประชาชนในพืนทีจะมีนำดื่ม": "ทั้งนี้ รัฐบาลมั่นใจว่าประชาชนในพื้นที่จะมีน้ำดื่ม",
    "เจ้าหน้าทีแจ้งเตือนเรืองนำท่วมในพืนที": "เจ้าหน้าที่แจ้งเตือนเรื่องน้ำท่วมในพื้นที่",
    "หน่วยงานทีเกียวข้องลงพืนที\nดูแลประชาชนทีเดือดร้อน": "หน่วยงานที่เกี่ยวข้องลงพื้นที่\nดูแลประชาชนที่เดือดร้อน",
    "ประชาชนทัวประเทศเชือมันในความยังยืน": "ประชาชนทั่วประเทศเชื่อมั่นในความยั่งยืน",
}
"""Two marks of a word, words side by side, words that are others without their tone, a word by itself."""

LEFT = {
    "ประชุมเรื่องนำเข้าสินค้าที่จังหวัด": "นำเข้า",  # no tone is missing anywhere
    "นักเรียนยังยืนรออยู่ที่ประตูโรงเรียน": "ยังยืน",
    "เจ้าหน้าทีแจ้งว่านายสมชัย ยังยืน มาถึงพืนทีแล้ว": "ยังยืน",  # behind a title any letters may be a name,
    "เจ้าหน้าทีลงพืนทีพร้อมกับนายจาง เจียนฟง ของจีน": "นายจาง",  # though an employer is a word
    "เจ้าหน้าทีลงพืนที (ใหโอ) ของจังหวัด": "ใหโอ",  # Latin letters read as Thai
}
"""Texts, and what must stay in them."""


@pytest.mark.parametrize(("broken", "sound"), FADED.items())
def test_tones_come_back_where_many_are_gone(broken: str, sound: str) -> None:
    assert thaifix.fix(broken, Config.OCR) == sound
    assert thaifix.fix(sound, Config.OCR) is sound


@pytest.mark.parametrize("broken", FADED)
def test_only_the_preset_for_recognised_text_looks_for_them(broken: str) -> None:
    explanation = thaifix.explain(broken, Config.PDF)
    assert not [edit for edit in explanation.edits if edit.family == "ocr"]


@pytest.mark.parametrize(("text", "kept"), LEFT.items())
def test_what_words_do_not_show_is_left(text: str, kept: str) -> None:
    assert kept in thaifix.fix(text, Config.OCR)


def test_one_error_in_a_long_sound_document_shows_nothing() -> None:
    broken = "ประชาชนเชื่อถือและมันใจว่าจะสำเร็จ"
    mended = broken.replace("มันใจ", "มั่นใจ")
    assert thaifix.fix(f"หน่วยงานทีเกี่ยวข้อง เจ้าหน้าทีลงพื้นที\n{broken}", Config.OCR).endswith(mended)
    sound = "เจ้าหน้าที่ชี้แจงเรื่องที่ประชาชนต้องรู้ก่อนยื่นคำร้องที่หน่วยงาน\n" * 40
    assert thaifix.fix(f"{sound}{broken}", Config.OCR) == f"{sound}{broken}"


def test_a_mark_tells_what_it_is_worth() -> None:
    run = "รัฐบาลมันใจว่าประชาชนเข้าใจ"
    (mark,) = read(run)
    assert (run[mark.first : mark.last], mark.word) == ("มันใจ", "มั่นใจ")
    assert (mark.start, mark.end, mark.after) == (8, 8, FADING[0])
    mended = run[: mark.start] + mark.after + run[mark.start :]
    words = lexicon.load()
    assert mark.margin <= WordGraph(run, words).cost - WordGraph(mended, words).cost
    assert mark.letters >= len("รัฐบาล")


def test_letters_in_no_word_beside_a_mark_say_nothing() -> None:
    beside = [mark.letters for mark in read("ประชาชนในพืนทีฆฌฑ") if mark.word == "พื้นที่"]
    apart = [mark.letters for mark in read("ประชาชนในพืนที") if mark.word == "พื้นที่"]
    assert beside == [0, 0]
    assert apart == [9, 9]


def test_a_page_is_read_in_time_that_grows_with_its_length() -> None:
    page = "".join(FADED) * 3
    thaifix.fix(page, Config.OCR)
    started = time.process_time()
    thaifix.fix("\n".join(page.replace("จ", "ด") for _ in range(10)), Config.OCR)
    assert time.process_time() - started < 10  # some 20 times as long as it takes
