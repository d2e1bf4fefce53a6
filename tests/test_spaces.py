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
