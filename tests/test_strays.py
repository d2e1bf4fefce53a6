"""Marks that were carried far go home if one home is clearly the best."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import damaged

import thaifix
from thaifix.config import Config
from thaifix.decoder import _windows, channel_of
from thaifix.evidence import Evidence, Spacing
from thaifix.knowledge import chars
from thaifix.lexicon import load
from thaifix.strays import carried, line_heads

if TYPE_CHECKING:
    from collections.abc import Iterator

STILL = channel_of(Evidence(), Spacing(), Config()).still()


def home(text: str) -> str:
    """Return a line with its carried marks at home."""
    pieces = [(0, text)]
    for marks, start, end, where, _ in list(carried(text, pieces, load(), STILL))[::-1]:
        if where < start:
            text = text[:where] + marks + text[where:start] + text[end:]
        else:
            text = text[:start] + text[end:where] + marks + text[where:]
    return text


@pytest.mark.parametrize(
    ("broken", "sound"),
    [
        ("จะจัดขึนระห้ว่างวันหยุด", "จะจัดขึ้นระหว่างวันหยุด"),
        ("สำรวจทุกครังเมื่อ้ฝนตก", "สำรวจทุกครั้งเมื่อฝนตก"),
        ("รวมทังไข่้ไก่", "รวมทั้งไข่ไก่"),
        ("ต้องมันใจว่าน้ำในคลองมีคุณภาพ่ดี", "ต้องมั่นใจว่าน้ำในคลองมีคุณภาพดี"),
        ("เร่งดำเนนการได้ิทันที", "เร่งดำเนินการได้ทันที"),
        ("อบรมทังครูใน้โรงเรียน", "อบรมทั้งครูในโรงเรียน"),
        ("ปลูกป่าให้ยังยืนในระยะสิบปี่ข้างหน้า", "ปลูกป่าให้ยั่งยืนในระยะสิบปีข้างหน้า"),  # it stands in a word, too
        ("ติดตังสะพ ้ านไม้ข้ามคลอง", "ติดตั้งสะพานไม้ข้ามคลอง"),  # with the spaces around it
        ("ซ่อมทงระบบั้ในปีนี้", "ซ่อมทั้งระบบในปีนี้"),  # two of one letter
        ("ครูนำกลมนักเรียนทุ่ำความสะอาด", "ครูนำกลุ่มนักเรียนทำความสะอาด"),
        ("สำรวจไข่้ไก่ของนักเรียนทุกครัง", "สำรวจไข่ไก่ของนักเรียนทุกครั้ง"),  # home stands behind it
        ("สภาพอากาศคลี้ง่คลายแล้ว ครูจึงไปสำรวจอีกครั", "สภาพอากาศคลี่คลายแล้ว ครูจึงไปสำรวจอีกครั้ง"),  # with a letter
        ("ฝึกกลมเกษตรกรในตำบล ุ่ ให้ทำปุ๋ย", "ฝึกกลุ่มเกษตรกรในตำบล ให้ทำปุ๋ย"),  # of two spaces one stays
    ],
)
def test_a_carried_mark_goes_home(broken: str, sound: str) -> None:
    assert home(broken) == sound


@pytest.mark.parametrize(
    "text",
    [
        "ครูและนักเรียนปลูกต้นไม้ริมคลอง",  # sound
        "คุณญาญ่าไปร้านหนังสือ",  # a name in no list, with its marks where they belong
        "เวลา 10 นาฬิกา ม.ค. ไข่้",  # a mark too many that nothing before lacks
        "ทังครูทังนักเรียนกินไข่้ไก่",  # two words lack it
        "เก็บเกียวข้าวแล้วจูงม้ากลับบ้าน",  # no word has a mark too many
        "ส่งเสริมการเก็บเงนของชาวนาในบ้านคำปุน",  # a slip of the pen, and a name
        "ครูสอนค่าดชนีราคา",  # so near that the lattice would have taken it
        "ครูไปสำรวจอีกครังในตำบล เพือชาวนา",  # marks are missing, no letter is too many
        "แลกเปลี่ ยนความเห็นของกลมเกษตรกร",  # the space is too many, not the mark
    ],
)
def test_without_a_clear_home_a_mark_stays(text: str) -> None:
    assert home(text) == text


def test_a_mark_comes_from_no_farther_than_some_lines() -> None:
    between = "และเกษตรกรปลูกข้าว" * 15
    assert home(f"ทุกครัง{between}เมื่อ้ฝนตก") == f"ทุกครัง{between}เมื่อ้ฝนตก"
    assert home(f"ทุกครัง{between[:36]}เมื่อ้ฝนตก") != f"ทุกครัง{between[:36]}เมื่อ้ฝนตก"


def test_marks_come_home_from_the_next_line_but_not_from_another_part() -> None:
    shown = "พฒันาคณุภาพ ตัง้แต่"
    there, away = "ครูไปสำรวจทุกครัง", "เมื่อ้ฝนตกในตำบล"
    mended = "พัฒนาคุณภาพ ตั้งแต่\nครูไปสำรวจทุกครั้ง\nเมื่อฝนตกในตำบล"
    assert thaifix.fix(f"{shown}\n{there}\n{away}") == mended
    assert away in thaifix.fix(f"{shown}\n{there}\n\n{away}")


def test_a_stretch_without_spaces_is_cut_where_syllables_begin() -> None:
    words = "เกษตรกรปลูกข้าว" * 60
    windows = [window for _, window in _windows(words, 400)]
    assert "".join(windows) == words
    assert all(window[0] == "เ" for window in windows)


def test_names_leave_a_mark_to_the_word_that_lacks_it() -> None:
    broken = "พรอมกันนี้ผู้แทนกระท้รวงอุตสาหกรรมมาเปิดงาน\nพฒันาคณุภาพ ตัง้แต่ มุง่มัน่"
    assert thaifix.fix(broken).split("\n")[0] == "พร้อมกันนี้ผู้แทนกระทรวงอุตสาหกรรมมาเปิดงาน"


def test_it_takes_a_document_that_shows_such_damage() -> None:
    line = "ปลูกป่าให้ยังยืนในระยะ 10 ปี่ ข้างหน้า"
    assert thaifix.fix(line) == line
    assert thaifix.fix(f"{line}\nพฒันาคณุภาพ ตัง้แต่") == "ปลูกป่าให้ยั่งยืนในระยะ 10 ปี ข้างหน้า\nพัฒนาคุณภาพ ตั้งแต่"
    assert thaifix.fix("โรงเรียนจะจัดขึนระห้ว่างวันหยุด") == "โรงเรียนจะจัดขึนระห้ว่างวันหยุด"


def test_no_home_is_in_an_abbreviation() -> None:
    assert home("ให้ครูสวมหมวกเรื่อง้นี้") == "ให้ครูสวมหมวกเรื่อง้นี้"
    assert home("รวมทังเรื่อง้นี้") == "รวมทั้งเรื่องนี้"
    text = "รวมทัง.เรื่อง้นี้"
    pieces = [(0, "รวมทัง"), (7, "เรื่อง้นี้")]
    assert not list(carried(text, pieces, load(), STILL))
    assert list(carried(text.replace(".", ","), pieces, load(), STILL))


def test_where_something_was_not_read_no_mark_is_taken() -> None:
    line = "โรงเรียนจะจัดขึนระห้ว่าง{}วันหยุด\nผู ้ปกครองมาได้"
    assert "จัดขึ้นระหว่าง" in thaifix.fix(line.format(""))
    assert "จัดขึนระห้ว่าง" in thaifix.fix(line.format("\N{REPLACEMENT CHARACTER}"))


def test_both_ends_are_edits_that_can_be_undone() -> None:
    broken = "โรงเรียนจะจัดขึนระห้ว่างวันหยุด\nผู ้ปกครองมาได้"
    explained = thaifix.explain(broken)
    moved = [edit for edit in explained.edits if edit.rule == "mark-goes-home"]
    assert [(edit.before, edit.after) for edit in moved] == [
        ("", "\N{THAI CHARACTER MAI THO}"),
        ("\N{THAI CHARACTER MAI THO}", ""),
    ]
    assert thaifix.undo(explained.text, explained.edits) == broken
    assert thaifix.fix(broken, Config(without=frozenset({"mark-goes-home"}))).startswith("โรงเรียนจะจัดขึนระห้ว่าง")


@given(st.lists(damaged(), min_size=1, max_size=3).map("".join))
def test_a_mark_goes_to_a_letter_before_it_that_can_bear_it(text: str) -> None:
    for marks, place, end, where, margin in carried(text, [(0, text)], load(), STILL):
        assert where < place
        assert set(marks) <= set(text[place:end]) <= {*marks, " "}
        assert text[where - 1] in chars.CONSONANTS + chars.MARKS
        assert margin > 0


@pytest.mark.parametrize(
    ("broken", "sound"),
    [
        ("หน่วยงานที\n่เกี่ยวข้องกับแผน", "หน่วยงานที่\nเกี่ยวข้องกับแผน"),
        ("เพือให้ทั\n\n้งสองฝ่าย", "เพือให้ทั้\n\nงสองฝ่าย"),
        ("โครงการริเริม\n่ ในจังหวัด", "โครงการริเริ่ม\n ในจังหวัด"),
        ("ใช้จ่ายในปี\n2567 ท\nี่ผ่านมา", "ใช้จ่ายในปี\n2567 ที่\nผ่านมา"),
    ],
)
def test_a_mark_that_begins_a_line_ends_the_line_before(broken: str, sound: str) -> None:
    assert thaifix.fix(broken) == sound
    assert thaifix.undo(sound, thaifix.explain(broken).edits) == broken


@pytest.mark.parametrize(
    "text", ["วรรณยุกต์\n่\n้", "สระ\nิ อิ", "หน้า 4\n่เกี่ยวข้อง", "ที่\n่เกี่ยวข้อง", "\n่เกี่ยวข้อง", "ก\n\N{THAI CHARACTER MAI EK}"]
)
def test_a_mark_that_has_no_letter_there_stays(text: str) -> None:
    assert "\n".join(thaifix.fix(text).split("\n")[:1]) == text.split("\n", maxsplit=1)[0]
    assert thaifix.fix(text).count("\n") == text.count("\n")
    assert not list(line_heads(text))


LINE_HEAD = re.compile(
    f"(?<=[{chars.CONSONANTS}])([{chars.MARKS}]*)[ \\t\\r]*\\n\\s*([{chars.MARKS}]{{1,2}})(?= ?[{chars.LETTERS}])"
)


def _heads_plainly(text: str) -> Iterator[tuple[int, int, str]]:
    low_marks = chars.VOWEL_MARKS + chars.PHINTHU + chars.MAITAIKHU
    for hit in LINE_HEAD.finditer(text):
        own, marks = hit[1], hit[2]
        low = [mark for mark in own + marks if mark in low_marks]
        if len(low) <= 1 and len(own + marks) - len(low) <= 1:
            yield hit.start(2), hit.start(1) if low and low[0] in marks else hit.end(1), marks


@given(st.text("กเ่ัา \n\t\r\x0b\xa0\u2003A", max_size=24))
def test_heads_of_lines_are_those_of_the_plain_pattern(text: str) -> None:
    assert list(line_heads(text)) == list(_heads_plainly(text))
