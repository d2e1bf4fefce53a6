"""Words that one ring tells apart are decided by their neighbours, where rings are lost at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from thaifix.config import Config
from thaifix.decoder import channel_of
from thaifix.evidence import Evidence, Spacing
from thaifix.lattice import decode
from thaifix.lexicon import load
from thaifix.rivals import reconsider

RINGLESS = channel_of(Evidence(thai=5000, displaced=50, am_lost=9), Spacing(), Config())
WHOLE = replace(RINGLESS, ring=12.0)


def read(text: str, *, ringless: bool = True) -> str:
    channel = RINGLESS if ringless else WHOLE
    path = reconsider(decode(text, load(), channel), load(), channel)
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
