"""A code in the place of several marks is read by words, and only where a document shows it often."""

from __future__ import annotations

import pytest

import thaifix
from thaifix import Config

SOUND = "พื้นที่ทั้งหมดเริ่มเพิ่มขึ้น ผู้อื่นทั่วไปเชื่อมต่อ"


def broken(hole: str) -> str:
    return "พื�นที�ทั�งหมดเริ�มเพิ�มขึ�น ผู้อื�นทั�วไปเชื�อมต่อ".replace("\N{REPLACEMENT CHARACTER}", hole)


@pytest.mark.parametrize("hole", ["\N{REPLACEMENT CHARACTER}", "\0", "\ufffe", "\uffff"])
def test_words_tell_which_mark_is_lost(hole: str) -> None:
    result = thaifix.explain(broken(hole))
    assert result.text == SOUND
    assert {edit.rule for edit in result.edits} == {"hole-filled"}
    assert thaifix.fix(result.text) is result.text


@pytest.mark.parametrize(
    "text",
    [
        "พื�นที�",  # twice is no habit
        "ข้อมูล�สำคัญ " * 6,  # between words: nothing is lost there that words know
        "กรมA�B และ C�D " * 6,
    ],
)
def test_what_words_do_not_show_stays(text: str) -> None:
    assert thaifix.fix(text) is text


@pytest.mark.parametrize("without", ["glyph", "hole-filled"])
def test_it_can_be_switched_off(without: str) -> None:
    text = broken("\N{REPLACEMENT CHARACTER}")
    edits = thaifix.explain(text, Config(without=frozenset({without}))).edits
    assert not [edit for edit in edits if "hole-filled" in edit.rule]


def test_a_ring_is_left_to_the_rules() -> None:
    text = "ส�านักงาน ด�าเนินการ ก�าหนด จ�านวน ท�างาน อ�าเภอ"
    assert thaifix.fix(text) == "สำนักงาน ดำเนินการ กำหนด จำนวน ทำงาน อำเภอ"


def test_a_hole_with_two_readings_stays() -> None:
    fixed = thaifix.fix(broken("\N{REPLACEMENT CHARACTER}") + " ไปเลี�ยง")
    assert fixed == SOUND + " ไปเลี�ยง"  # เลี้ยง or เลี่ยง
