"""Laws of names: what is found stands there, what is restored settles, and the distance is one."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text, sound_thai

import thaifix
from thaifix import Config, gazetteer, names
from thaifix.knowledge import chars
from thaifix.names.distance import distance, prefix_costs
from thaifix.names.reading import suffix_costs

CUES = ("จังหวัด", "จ.", "อำเภอ", "อ.", "ตำบล", "กรม", "กระทรวง", "สำนักงาน", "")
THAI = st.text(chars.LETTERS, max_size=8)


@cache
def known() -> tuple[str, ...]:
    return tuple(entry.name for entry in gazetteer.load() if entry.kind in {"province", "district", "department"})


@st.composite
def misspelt(draw: st.DrawFn) -> str:
    """A name behind a cue with a letter changed, lost or added, words after it or not."""
    name = draw(st.sampled_from(known()))
    place = draw(st.integers(0, len(name) - 1))
    wrong = name[:place] + draw(st.text(chars.LETTERS, max_size=2)) + name[place + 1 :]
    return draw(st.sampled_from(CUES)) + wrong + draw(st.sampled_from(["", " ", "มีพื้นที่", "\nและ", " จังหวัดตาก"]))


@given(misspelt())
def test_a_restored_name_is_restored_no_further(text: str) -> None:
    once = thaifix.fix(text)
    assert thaifix.fix(once) is once


@given(misspelt())
def test_restoring_can_be_replayed_and_undone_and_explaining_changes_nothing(text: str) -> None:
    explanation = thaifix.explain(text)
    assert explanation.text == thaifix.fix(text)
    assert thaifix.apply(text, explanation.edits) == explanation.text
    assert thaifix.undo(explanation.text, explanation.edits) == text


@given(misspelt())
def test_the_safe_preset_restores_no_name(text: str) -> None:
    assert not [edit for edit in thaifix.explain(text, Config.SAFE).edits if "name-restored" in edit.rule]


@given(st.one_of(any_text(), sound_thai(), misspelt()))
def test_what_is_found_stands_there_in_order(text: str) -> None:
    last = 0
    for mention in names.find(text):
        assert last <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        last = mention.end


@given(st.sampled_from(known()))
def test_a_known_name_is_its_own_nearest(name: str) -> None:
    assert names.match(name)[0].cost == 0


@given(THAI, THAI)
def test_prefix_costs_are_those_of_the_prefixes(name: str, text: str) -> None:
    costs = prefix_costs(name, text)
    for length in range(len(text) + 1):
        assert costs[length] == pytest.approx(distance(name, text[:length]))


@given(THAI, THAI)
def test_a_limit_hides_what_is_dearer_and_nothing_else(name: str, text: str) -> None:
    exact = distance(name, text)
    limited = distance(name, text, 10.0)
    assert limited == (pytest.approx(exact) if exact <= 10.0 else float("inf"))


@given(THAI)
def test_the_distance_to_itself_is_nothing(name: str) -> None:
    assert distance(name, name) == 0


@given(st.text(chars.LETTERS + " a1", max_size=20))
def test_reading_costs_are_finite_and_never_negative(window: str) -> None:
    assert all(0 <= cost < float("inf") for cost in suffix_costs(window))
