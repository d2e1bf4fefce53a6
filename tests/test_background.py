"""Pieces of a document are repaired as the whole is, if the fixer has learned from it."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from strategies import any_text, damaged

import thaifix
from benchmarks.materials import CORPUS, sample_book
from thaifix import Fixer, InputError
from thaifix.evidence import Background, Evidence, Spacing

PAGE = sample_book(CORPUS).broken
LEARNED = Fixer().learn(PAGE)
RINGS_LOST = ["จานวนผู้เข้าร่วมประชุม", "งบประมาณที่ได้รับจัดสรรทั้งสิ้น", "การดาเนินงานตามแผนประจาปี"] * 30


def test_most_lines_come_out_as_in_the_whole_and_more_than_alone() -> None:
    whole = thaifix.fix("\n".join(PAGE)).split("\n")
    together = sum(LEARNED.fix(line) == fixed for line, fixed in zip(PAGE, whole, strict=True))
    alone = sum(thaifix.fix(line) == fixed for line, fixed in zip(PAGE, whole, strict=True))
    assert together >= 0.9 * len(PAGE)
    assert together > alone


def test_a_cell_gets_the_ring_back_that_its_document_lost() -> None:
    fixer = Fixer().learn(RINGS_LOST)
    assert fixer.fix("จานวน") == "จำนวน"
    assert fixer.fix("คานา") == "คำนำ"
    assert thaifix.fix("คานา") == "คานา"


def test_a_sound_document_teaches_nothing() -> None:
    fixer = Fixer().learn(sample_book(CORPUS).sound)
    assert fixer.fix("คานา") == "คานา"
    assert fixer.fix("พฒันาคุณภาพ") == "พัฒนาคุณภาพ"


@settings(max_examples=100)
@given(any_text() | damaged())
def test_the_laws_hold_with_what_was_learned(text: str) -> None:
    explanation = LEARNED.explain(text)
    assert explanation.text == LEARNED.fix(text)
    assert thaifix.apply(text, explanation.edits) == explanation.text
    assert thaifix.undo(explanation.text, explanation.edits) == text
    assert LEARNED.fix(explanation.text) is explanation.text


def test_what_was_learned_can_be_pickled() -> None:
    again = pickle.loads(pickle.dumps(LEARNED))  # noqa: S301 - our own bytes
    assert again == LEARNED


def test_bytes_are_refused() -> None:
    with pytest.raises(InputError, match="bytes"):
        Fixer().learn([b"abc"])  # type: ignore[list-item]


def test_the_rest_of_a_document_settles_as_a_large_piece_of_it_does() -> None:
    rest = Evidence(thai=1000, displaced=30, cut_off=7, sara_am=10, pali=True)
    first = Evidence(thai=500, displaced=10, sara_am=5)
    kept, settles = (Background(rest, Spacing(), (), settles=settles) for settles in (False, True))
    now = Evidence(thai=500, displaced=2, sara_am=6)
    assert kept.settled(first, now) is kept
    assert settles.settled(first, first) == settles
    assert settles.settled(first, now).evidence == Evidence(thai=1000, displaced=6, cut_off=1, sara_am=12, pali=True)
    nothing = settles.settled(Evidence(thai=500), Evidence(thai=500)).evidence
    assert (nothing.displaced, nothing.cut_off) == (30, 7)


def test_a_slip_in_an_archive_is_no_habit_of_it() -> None:
    assert Evidence(thai=5000, sara_am=50, am_lost=1).damaged
    assert not Evidence(thai=4_000_000, sara_am=40_000, am_lost=4, displaced=1).damaged
    assert Evidence(thai=4_000_000, sara_am=40_000, am_lost=4).keeps_sara_am
    assert not Evidence(thai=5000, sara_am=50, am_lost=1).keeps_sara_am
    assert Evidence(thai=5000, cut_off=1).cuts_marks_off
    assert not Evidence(thai=50_000, cut_off=1).cuts_marks_off
