"""Words that one ring tells apart are decided by their neighbours, where rings are lost at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

import thaifix
from thaifix.config import Config
from thaifix.decoder import channel_of
from thaifix.evidence import Evidence, Spacing
from thaifix.lattice import decode
from thaifix.lexicon import load
from thaifix.rivals import reconsider

RINGLESS = channel_of(Evidence(thai=5000, displaced=50, am_lost=9), Spacing(), Config())
WHOLE = replace(RINGLESS, ring=12.0)


def read(text: str, *, ringless: bool = True, counts: bool = False) -> str:
    channel = RINGLESS if ringless else WHOLE
    path = reconsider(decode(text, load(), channel), load(), channel, counts=counts)
    return "".join(step.out for step in path.steps)


@pytest.mark.parametrize(
    ("lost", "sound"),
    [
        ("เครื่องทาน้ำ", "เครื่องทำน้ำ"),
        ("วัยทางาน", "วัยทำงาน"),
        ("ทาความดี", "ทำความดี"),
        ("คาบรรยาย", "คำบรรยาย"),
        ("จะนาเสนอ", "จะนำเสนอ"),
    ],
)
def test_neighbours_give_the_ring_back(lost: str, sound: str) -> None:
    assert read(lost) == sound


@pytest.mark.parametrize("text", ["ชาวนาปลูกข้าว", "เวลาราชการ", "ราคาสินค้า", "ทาสีอาคาร", "วันลาพักผ่อน"])
def test_a_sara_aa_that_its_neighbours_want_stays(text: str) -> None:
    assert read(text) == text


@pytest.mark.parametrize("text", ["ทาความดี", "คาบรรยาย"])
def test_nothing_is_reconsidered_where_rings_are_whole(text: str) -> None:
    assert read(text, ringless=False) == text


@pytest.mark.parametrize("text", ["เครื่องทาน้ำ", "จะนาเสนอคาบรรยาย", "ชาวนาทาสีอาคาร"])
def test_costs_stay_those_of_one_path(text: str) -> None:
    before = decode(text, load(), RINGLESS)
    after = reconsider(before, load(), RINGLESS)
    assert after.cost == pytest.approx(after.steps[-1].cost)
    assert [(s.took, s.settled) for s in after.steps] == [(s.took, s.settled) for s in before.steps]
    assert after.cost <= before.cost + sum(8 for step in after.steps if step.move == "ring")


@pytest.mark.parametrize(
    ("lost", "sound"),
    [("ขุดลอกลาแม่ปิง", "ขุดลอกลำแม่ปิง"), ("ฝายลาทรายขาว", "ฝายลำทรายขาว"), ("ซ่อมคันลาเหมือง", "ซ่อมคันลำเหมือง")],
)
def test_waterworks_stand_beside_streams(lost: str, sound: str) -> None:
    assert read(lost) == sound


def test_what_ends_behind_a_number_counts() -> None:
    assert read("ลา", counts=True) == "ลำ"
    assert read("ลา") == "ลา"
    assert read("ลาป่วย", counts=True) == "ลาป่วย"
    assert read("ลา", counts=True, ringless=False) == "ลา"


def test_a_boat_is_counted_in_a_document_without_rings() -> None:
    line = "กรมเจ้าท่าพัฒนาเรือตรวจการณ์จำนวน 3 ลำ และสำหรับจังหวัดลำพูนอีก 1 ลำ"
    lost = line.replace("\N{THAI CHARACTER SARA AM}", "\N{THAI CHARACTER SARA AA}").replace("พัฒ", "พฒั")
    assert thaifix.fix("\n".join([lost] * 20)) == "\n".join([line] * 20)


@pytest.mark.parametrize("text", ["ยื่นใบลา", "ข้อ 3 ลาป่วยได้ปีละ 30 วัน", "ลาและม้า"])
def test_leave_and_donkeys_stay(text: str) -> None:
    assert read(text) == text
