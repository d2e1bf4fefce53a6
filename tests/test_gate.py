"""The gate never passes a text that a stage would change."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import any_text, well_formed

import thaifix
from thaifix import pipeline, swaps
from thaifix.config import Config
from thaifix.evidence import gather
from thaifix.gate import suspicious
from thaifix.knowledge.idle import IDLE
from thaifix.knowledge.rewrites import CLASSES, ZERO_WIDTH_SPACE
from thaifix.rules import wanted

# words are asked where letters look odd, or where a cluster comes again (tests/test_doubles.py)
ASK_WORDS = {"decoder", "doubles", "subsets", "swaps", "words"}


@given(any_text())
def test_what_the_gate_passes_no_stage_would_change(text: str) -> None:
    config = Config(zero_width_space="remove", bullets="unicode", minimum_confidence=0.0)
    if suspicious(text, wanted(config)) or swaps.suspected(text):
        return
    for stage in pipeline.STAGES:
        if stage.name not in ASK_WORDS:
            assert stage.propose(text, gather(text), config) == []


@given(well_formed())
def test_well_formed_thai_passes(text: str) -> None:
    assume(not re.search("เ[ธน].เ[ธน]", text))  # syllables that look like UTF-8 read as code page 874
    assert not suspicious(text)


THAI = st.text(st.sampled_from("กานเำ่ี "), max_size=6)
IDLE_CHARS = st.sampled_from(IDLE).flatmap(lambda row: st.integers(row[0], row[1])).map(chr)


@given(st.lists(st.one_of(THAI, IDLE_CHARS, st.just(ZERO_WIDTH_SPACE)), max_size=8).map("".join))
def test_idle_characters_hide_nothing_that_a_stage_would_change(text: str) -> None:
    if suspicious(text) or swaps.suspected(text):
        return
    for stage in pipeline.STAGES:
        if stage.name not in ASK_WORDS:
            assert stage.propose(text, gather(text), Config(minimum_confidence=0.0)) == []


def test_no_rule_or_method_asks_for_an_idle_character() -> None:
    asked = "".join(row for name, row in CLASSES.items() if name != "B")  # bullets are asked for by a setting only
    asked += bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
    assert not [char for char in asked if any(first <= ord(char) <= last for first, last, _ in IDLE)]
    assert [row[0] for row in IDLE] == sorted(row[0] for row in IDLE)


@pytest.mark.parametrize("text", ["การ\u200bทำงาน", "ข่าว ☺️ 😀 → ●", "ป\u2010น Ā 中文", "ทำ\u200bเอง"])
def test_idle_characters_and_spaces_of_no_width_between_words_pass(text: str) -> None:
    assert not suspicious(text)
    assert thaifix.fix(text) is text


@pytest.mark.parametrize("text", ["ท\u200bี่", "เ\u200bรียน", "การ\u200bะ", "น\u200b้ำ"])
def test_spaces_of_no_width_inside_a_cluster_do_not(text: str) -> None:
    assert suspicious(text)


def test_bullets_are_mapped_where_that_is_asked_for() -> None:
    mapped = thaifix.fix("\uf0b7 งาน\n\uf0b7 แผน", Config(bullets="unicode"))
    assert mapped == "• งาน\n• แผน"
    assert not suspicious("\uf0b7 งาน\n\uf0b7 แผน")


def test_spaces_of_no_width_are_taken_out_where_that_is_asked_for() -> None:
    remove = Config(zero_width_space="remove")
    assert thaifix.fix("การ\u200bทำงาน\nของ\u200bคน", remove) == "การทำงาน\nของคน"
    assert thaifix.fix("การทำงาน", remove) == "การทำงาน"
