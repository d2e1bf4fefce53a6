"""What a space between two words costs: the shipped table fits the shipped lexicon, and says what Thai does."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import thaifix
from thaifix import spaces
from thaifix.estimation import estimate, local_costs
from thaifix.lattice import Channel, decode, space_cost
from thaifix.lexicon import load

DATA = Path(thaifix.__file__).parent / "data"
PRIOR = Channel(
    jumps=(2, 4),
    order=1,
    drop_space=6,
    drop_space_after_tall=6,
    ring=12,
    ring_after_space=4,
    tone_for_space=8,
    drop_between=6,
)
NEWS = "ที่ประชุมเห็นชอบแผนพัฒนาคุณภาพชีวิตของประชาชน และมอบหมายให้หน่วยงานที่เกี่ยวข้องดำเนินการต่อไป"
SET_APART = "ที่ประชุม เห็นชอบ แผน พัฒนา คุณภาพ ชีวิต ของ ประชาชน และ มอบหมาย ให้ หน่วยงาน ที่ เกี่ยวข้อง ดำเนินการ ต่อไป"


def test_the_table_was_counted_for_the_shipped_lexicon() -> None:
    made_from = json.loads((DATA / "SOURCES.json").read_text(encoding="utf-8"))["spaces.bin"]
    assert made_from["inputs"]["lexicon.bin"] == hashlib.sha256((DATA / "lexicon.bin").read_bytes()).hexdigest()
    assert made_from["sha256"] == hashlib.sha256((DATA / "spaces.bin").read_bytes()).hexdigest()
    table = spaces.load()
    assert len(table.behind) == len(table.before) == len(load().check)


@pytest.mark.parametrize(("before", "after"), [("ที่", "ได้"), ("ใช้", "ใน"), ("ของ", "ประชาชน"), ("คุณภาพ", "ของ")])
def test_words_of_one_phrase_have_no_space(before: str, after: str) -> None:
    assert space_cost(before, after, load()) > 1


@pytest.mark.parametrize(("before", "after"), [("แล้ว", "ซึ่ง"), ("ดังนี้", "การ"), ("ประชาชน", "โดย")])
def test_a_phrase_may_end_there(before: str, after: str) -> None:
    assert space_cost(before, after, load()) < 1


def test_a_document_of_words_set_apart_makes_dropping_cheap_and_sound_text_does_not() -> None:
    assert estimate([SET_APART] * 4, PRIOR, load()).drop_between < 1
    assert estimate([NEWS] * 4, PRIOR, load()).drop_between > 4


def test_only_the_stretched_line_is_cheap() -> None:
    window = NEWS + " " + SET_APART
    costs = local_costs(decode(window, load(), PRIOR, moves=False), PRIOR, load())
    late = [nats for place, nats in costs.items() if place > len(NEWS) + 30]
    assert costs[NEWS.index(" ")] > 2
    assert late
    assert max(late) < 1


WORD_BY_WORD = (
    "ชาวบ้าน ใน ตำบล ได้ รับ การ สนับสนุน จาก หน่วยงาน ของ รัฐ เพื่อ ปรับปรุง ระบบ น้ำ ที่ ใช้ ใน การ เกษตร และ "
    "มี การ จัด อบรม ให้ แก่ กลุ่ม ผู้ปลูก ผัก ซึ่ง เป็น อาชีพ หลัก ของ คน ใน พื้นที่ ทำ ให้ ราย ได้ ของ ครัวเรือน "
    "เพิ่ม ขึ้น จาก ปี ก่อน และ มี ผู้ สนใจ เข้า ร่วม โครงการ มาก ขึ้น ทุก ปี โดย ไม่ มี ค่า ใช้ จ่าย "
)
NOUNS = (
    "โต๊ะ เก้าอี้ ตู้ เตียง พัดลม โทรทัศน์ ตู้เย็น คอมพิวเตอร์ เครื่องพิมพ์ กระดาษ ปากกา ดินสอ ยางลบ ไม้บรรทัด สมุด "
    "แฟ้ม กล่อง ลวด กาว เทป ลำดับ รายการ จำนวน หน่วย ราคา รวม หมายเหตุ ผู้จัดทำ ผู้ตรวจ ผู้อนุมัติ วันที่ เดือน ปี "
    "งบประมาณ แผนงาน โครงการ กิจกรรม เป้าหมาย ตัวชี้วัด ผลผลิต ผลลัพธ์ ช้าง ม้า วัว ควาย แพะ แกะ หมู เป็ด ไก่ ห่าน "
)


@pytest.mark.parametrize("times", [1, 3])
def test_running_text_with_a_space_behind_each_word_is_closed_up(times: int) -> None:
    broken = "\n".join([WORD_BY_WORD.strip()] * times)
    fixed = thaifix.fix(broken)
    assert fixed.replace(" ", "") == broken.replace(" ", "")
    assert fixed.count(" ") < broken.count(" ") / 3
    assert thaifix.fix(fixed) == fixed


@pytest.mark.parametrize("sound", [NOUNS, NOUNS * 4, (NEWS + " ") * 6, "\n".join([NEWS, NOUNS] * 3)])
def test_lists_and_phrases_keep_their_spaces(sound: str) -> None:
    assert thaifix.fix(sound) is sound


def test_a_list_does_not_make_dropping_cheap() -> None:
    assert estimate([NOUNS] * 4, PRIOR, load()).drop_between > 2


def test_spaces_closed_before_still_count() -> None:
    again = estimate([NEWS] * 4, PRIOR, load(), closed=60).drop_between
    assert again < estimate([NEWS] * 4, PRIOR, load()).drop_between - 2
