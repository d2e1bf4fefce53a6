"""The laws of the library hold whatever a user's dictionary says, and a dictionary keeps its promises."""

from __future__ import annotations

import io
import pickle
from dataclasses import replace
from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st
from strategies import any_text, damaged, sound_thai, thai_cluster

import thaifix
from thaifix import Config, Fixer, ownwords
from thaifix.borders import stands
from thaifix.dictionary import Dictionary, Row, problems
from thaifix.forms import Forms
from thaifix.knowledge.families import FAMILIES
from thaifix.ownwords import sift

FEW = st.text("กขาน่ เ1", min_size=1, max_size=5)  # few letters, so that forms overlap and hold one another
WORDS = st.sampled_from(["ทา", "ทำ", "ทาง", "ที", "ที่", "นา", "นำ", "สานัก", "สำนัก", "งาน", "พฒันา", "พัฒนา", "ศรีสะแกษ"])
FORMS = st.one_of(FEW, WORDS, thai_cluster(), st.lists(thai_cluster(), min_size=1, max_size=3).map("".join))


@st.composite
def dictionaries(draw: st.DrawFn) -> Dictionary:
    """Any rows that go together, in the order in which they were drawn."""
    keep = st.builds(Row, st.just("keep"), FORMS)
    name = st.builds(Row, st.just("name"), FORMS, st.just(""), st.sampled_from(["user", "village", "province"]))
    pair = st.builds(Row, st.just("pair"), FORMS, FORMS, st.sampled_from(sorted(FAMILIES)))
    rows: list[Row] = []
    for row in draw(st.lists(st.one_of(keep, pair, pair, name), max_size=8)):
        if row not in rows and not list(problems([*rows, row])):
            rows.append(row)
    return Dictionary(tuple(rows))


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, Config]:
    """A text with forms of a dictionary in it, and settings with that dictionary."""
    own = draw(dictionaries())
    forms = [row.form for row in own.rows] + [row.sound for row in own.rows if row.sound]
    piece = st.one_of(*([st.sampled_from(forms)] * 2 if forms else []), FEW, WORDS, damaged(), st.just("\n"))
    text = draw(st.one_of(any_text(), st.lists(piece, max_size=8).map("".join)))
    preset = draw(st.sampled_from([Config.PDF, Config.PDF, Config.SAFE, Config.OCR]))
    return text, replace(preset, dictionary=own)


def standing(form: str, text: str) -> int:
    """Count where a form stands, by the definition."""
    places = range(len(text) - len(form) + 1)
    return sum(text.startswith(form, at) and stands(text, at, at + len(form)) for at in places)


@given(cases())
def test_a_repair_with_a_dictionary_obeys_the_laws_of_any_repair(case: tuple[str, Config]) -> None:
    text, config = case
    explanation = thaifix.explain(text, config)
    fixed = thaifix.fix(text, config)
    assert explanation.text == fixed
    assert fixed is text or explanation.edits
    assert thaifix.fix(fixed, config) is fixed
    assert thaifix.apply(text, explanation.edits) == fixed
    assert thaifix.undo(fixed, explanation.edits) == text
    assert thaifix.apply(text, explanation.suggestions) != text or not explanation.suggestions
    assert [c for c in fixed if c in "\n\r"] == [c for c in text if c in "\n\r"]
    assert all(edit.family in FAMILIES and 0 < edit.confidence <= 1 for edit in explanation.edits)


@given(cases())
def test_what_is_to_be_kept_stands_as_often_as_before(case: tuple[str, Config]) -> None:
    text, config = case
    assert config.dictionary is not None
    fixed = thaifix.fix(text, config)
    for row in config.dictionary.rows:
        if row.row != "pair":
            assert standing(row.form, fixed) >= standing(row.form, text)


@given(sound_thai(), st.sets(FORMS, max_size=5))
def test_what_is_to_be_kept_never_changes_sound_text(text: str, forms: set[str]) -> None:
    good = [row for form in forms if not list(problems([row := Row("keep", form)]))]
    assert thaifix.fix(text, Config(dictionary=Dictionary(tuple(good)))) is text


@given(cases())
def test_lines_are_repaired_as_the_whole_and_many_as_one_by_one(case: tuple[str, Config]) -> None:
    text, config = case
    fixer = Fixer(config)
    lines = text.split("\n")
    assert list(fixer.fix_many(lines)) == [fixer.fix(line) for line in lines]
    assert "".join(fixer.fix_lines(list(io.StringIO(text, newline="\n")))) == fixer.fix(text)


@given(dictionaries())
@example(Dictionary())
def test_a_dictionary_comes_back_from_its_table_and_from_a_pickle(own: Dictionary) -> None:
    config = Config(dictionary=own)
    copy = pickle.loads(pickle.dumps(config))  # noqa: S301 - our own bytes
    assert copy == config
    assert hash(copy) == hash(config)
    assert Dictionary(own.rows[::-1]) == own
    assert not list(problems(own.rows))


@given(st.lists(FORMS, max_size=6), st.one_of(st.lists(st.one_of(FEW, WORDS), max_size=150).map("".join), any_text()))
def test_forms_are_found_as_by_looking_at_every_place(forms: list[str], text: str) -> None:
    found = [(at, form) for at in range(len(text)) for form in set(forms) if text.startswith(form, at)]
    assert list(Forms(forms).occurrences(text)) == sorted(found, key=lambda hit: (hit[0], -len(hit[1])))


@given(cases(), st.data())
def test_sifting_parts_edits_and_loses_none(case: tuple[str, Config], data: st.DataObject) -> None:
    text, config = case
    text += "มีที่ 12 ทาง" * data.draw(st.integers(0, 20)) + text[::-1] + text
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=10)))
    spans = dict.fromkeys(zip(cuts[::2], cuts[1::2], strict=False))
    edits = [thaifix.Edit(start, end, text[start:end], data.draw(FEW), "ocr", "r", 1.0) for start, end in spans]
    allowed, withheld = sift(text, edits, config)
    assert sorted([*allowed, *withheld], key=lambda edit: (edit.start, edit.end)) == edits
    with patch.object(ownwords, "_windows", lambda _edits, around: [(0, len(text) + around)]):
        assert sift(text, edits, config) == (allowed, withheld)  # as if all of the text were looked at
    fixed = thaifix.apply(text, allowed)
    assert config.dictionary is not None
    for form in config.dictionary.sound:
        assert standing(form, fixed) >= standing(form, text)
