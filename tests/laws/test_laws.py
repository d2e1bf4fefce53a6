"""The laws that every text and every setting must obey."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import any_text, damaged, sound_thai, well_formed

import thaifix
from thaifix import Config, Edit, Fixer
from thaifix.edits import OffsetMap, compose, trim
from thaifix.knowledge.families import FAMILIES
from thaifix.knowledge.rewrites import REWRITES

CONFIGS = st.sampled_from(
    [
        Config.PDF,
        Config.SAFE,
        Config.OCR,
        Config(zero_width_space="remove", bullets="unicode"),
        Config(without=frozenset({"sara-am", "space"})),
        Config(minimum_confidence=0.0),
        Config(minimum_confidence=0.99),
    ]
)


@given(any_text(), CONFIGS)
def test_explaining_never_changes_the_answer_and_any_text_is_accepted(text: str, config: Config) -> None:
    assert thaifix.explain(text, config).text == thaifix.fix(text, config)


@given(any_text(), CONFIGS)
def test_a_repaired_text_is_repaired_no_further(text: str, config: Config) -> None:
    once = thaifix.fix(text, config)
    assert thaifix.fix(once, config) is once


@given(any_text(), CONFIGS)
def test_replay_gives_the_result_and_undo_gives_the_source(text: str, config: Config) -> None:
    explanation = thaifix.explain(text, config)
    assert thaifix.apply(text, explanation.edits) == explanation.text
    assert thaifix.undo(explanation.text, explanation.edits) == text


@given(sound_thai())
def test_sound_thai_comes_back_as_the_very_same_object(text: str) -> None:
    assert thaifix.fix(text) is text


@given(well_formed())
def test_no_rule_touches_well_formed_clusters_even_if_they_make_no_words(text: str) -> None:
    assert thaifix.fix(text, Config.SAFE) is text


@given(any_text())
def test_text_outside_the_findings_is_untouched(text: str) -> None:
    explanation = thaifix.explain(text)
    inside = {i for finding in explanation.diagnosis.findings for i in range(finding.start, finding.end + 1)}
    for edit in explanation.edits:
        assert {edit.start, edit.end} <= inside
        assert set(range(edit.start, edit.end)) <= inside


@given(any_text(), CONFIGS)
def test_lines_are_neither_joined_nor_split(text: str, config: Config) -> None:
    breaks = [c for c in text if c in "\n\r"]
    assert [c for c in thaifix.fix(text, config) if c in "\n\r"] == breaks


@given(any_text())
def test_digits_latin_and_emoji_survive_where_no_code_page_code_or_stand_in_was_undone(text: str) -> None:
    config = Config(without=frozenset({"mojibake", "glyph-code", "swapped-sign", "swapped-am", "latin-l-for-ring"}))
    fixed = thaifix.fix(text, config)
    assert [c for c in fixed if _to_keep(c)] == [c for c in text if _to_keep(c)]


def _to_keep(char: str) -> bool:
    return (char.isascii() and char.isprintable() and char != " ") or char in "๐๑๒๓๔๕๖๗๘๙😀é"


@given(st.lists(damaged(), max_size=5))
def test_many_texts_are_repaired_as_one_by_one(texts: list[str]) -> None:
    fixer = Fixer()
    assert list(fixer.fix_many(texts)) == [fixer.fix(text) for text in texts]


@given(damaged())
def test_repair_leaves_nothing_to_repair(text: str) -> None:
    after = thaifix.diagnose(thaifix.fix(text))
    assert not [finding for finding in after.findings if finding.repaired]


@given(damaged(), st.sampled_from([*FAMILIES, *(row.name for row in REWRITES)]))
def test_what_is_switched_off_makes_no_edit(text: str, name: str) -> None:
    config = Config(without=frozenset({name}))
    for edit in thaifix.explain(text, config).edits:
        assert edit.family != name or "+" in edit.rule
        assert name not in edit.rule.split("+")


@given(any_text())
def test_edits_are_sorted_apart_and_change_something(text: str) -> None:
    last = 0
    for edit in thaifix.explain(text).edits:
        assert last <= edit.start <= edit.end
        assert edit.before == text[edit.start : edit.end] != edit.after
        assert edit.family in FAMILIES
        assert 0 < edit.confidence <= 1
        last = edit.end


@given(any_text())
def test_offsets_agree_outside_the_edits_and_never_step_back(text: str) -> None:
    explanation = thaifix.explain(text)
    offsets = OffsetMap(explanation.edits, len(text))
    fixed = [offsets.to_fixed(i) for i in range(len(text) + 1)]
    source = [offsets.to_source(i) for i in range(len(explanation.text) + 1)]
    assert fixed == sorted(fixed)
    assert source == sorted(source)
    touched = {i for edit in explanation.edits for i in range(edit.start, edit.end)}
    for i, char in enumerate(text):
        if i not in touched:
            assert explanation.text[fixed[i]] == char
            assert source[fixed[i]] == i


@given(any_text())
def test_suggestions_fit_the_source(text: str) -> None:
    suggestions = thaifix.explain(text).suggestions
    assert thaifix.apply(text, suggestions) != text or not suggestions


@given(damaged())
def test_counts_agree_with_findings(text: str) -> None:
    diagnosis = thaifix.diagnose(text)
    assert sum(diagnosis.counts.values()) == len(diagnosis.findings)
    assert diagnosis.is_clean == (not diagnosis.findings) == (diagnosis.severity == "none")
    for finding in diagnosis.findings:
        assert finding.text == text[finding.start : finding.end]
        assert finding.repaired or finding.note


@given(damaged())
def test_a_fixer_that_was_pickled_repairs_alike(text: str) -> None:
    fixer = Fixer(Config.SAFE)
    copy = pickle.loads(pickle.dumps(fixer))  # noqa: S301 - our own bytes
    assert copy == fixer
    assert copy.fix(text) == fixer.fix(text)


@st.composite
def edit_lists(draw: st.DrawFn, text: str) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    edits: list[Edit] = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        after = draw(st.text("abc", max_size=3))
        edit = trim(Edit(start, end, text[start:end], after, "ocr", draw(st.sampled_from("rst")), 0.5))
        if edit is not None and (not edits or edit.start > edits[-1].end):
            edits.append(edit)
    return edits


@given(st.data())
def test_composed_edits_do_in_one_step_what_two_lists_do_in_two(data: st.DataObject) -> None:
    source = data.draw(st.text("abcd", max_size=14))
    first = data.draw(edit_lists(source))
    middle = thaifix.apply(source, first)
    second = data.draw(edit_lists(middle))
    result = thaifix.apply(middle, second)
    composed = compose(first, second, source)
    assert thaifix.apply(source, composed) == result
    assert thaifix.undo(result, composed) == source
    assert len(composed) <= len(first) + len(second)


@given(any_text(), any_text())
def test_edits_refuse_a_text_they_were_not_made_for(text: str, other: str) -> None:
    edits = thaifix.explain(text).edits
    if edits and other[edits[0].start : edits[0].end] != edits[0].before:
        with pytest.raises(thaifix.ReplayError):
            thaifix.apply(other, edits)


@given(any_text())
@example("ส�ำนักงาน")
def test_an_edit_survives_the_way_to_json_and_back(text: str) -> None:
    for edit in thaifix.explain(text).edits:
        assert Edit.from_dict(edit.to_dict()) == edit
        assert replace(edit) == edit


@pytest.mark.parametrize("unit", ["พน้ี", "๎๎ูู่ี", "ท ี่เก่ียว", "ก่ ", "้ี", "ส�ำ", "ÊÓ", "ก\x00", "(cid:201)ก", "เ", "ำ�"])
def test_no_text_asks_for_more_and_more_work_a_character(unit: str) -> None:
    text = unit * (2000 // len(unit))
    assert thaifix.explain(text).text == thaifix.fix(text)  # an exponential search would not come back


def test_threads_may_share_a_fixer() -> None:
    texts = [f"{broken} ปีที่ {number}" for number in range(40) for broken in ("พฒันาคณุภาพ", "ส านักงาน", "ราคา")]
    fixer = Fixer()
    with ThreadPoolExecutor(8) as threads:  # first, while nothing of these texts is remembered
        together = list(threads.map(fixer.explain, texts))
    assert together == [fixer.explain(text) for text in texts]
