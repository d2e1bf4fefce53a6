"""Every labelled case of the corpus: repaired, replayed, undone, and repaired no further."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

import thaifix
from thaifix import Config

CASES = Path(__file__).resolve().parent.parent / "corpus" / "cases"


class Case(NamedTuple):
    """One line of a case file."""

    label: str
    family: str
    stage: str
    broken: str
    sound: str
    source: str
    comment: str

    @property
    def config(self) -> Config:
        """The settings that the case is for: what recognition confused is undone under its own preset only."""
        return Config.OCR if self.family == "ocr" else Config.PDF


def _load() -> list[Case]:
    rows = [
        Case(**json.loads(line))
        for path in sorted(CASES.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    assert rows, f"no cases under {CASES}"
    return rows


ALL = _load()
KNOWN_FAILURES = json.loads((Path(__file__).parent / "known_failures.json").read_text(encoding="utf-8"))
"""Labels of cases that this version cannot repair, with the reason; a case that begins to pass must leave the list."""

RULES = [case for case in ALL if case.stage == "rules"]


@pytest.mark.parametrize("case", RULES, ids=lambda case: case.label)
def test_the_rules_repair_it_or_leave_it_as_the_case_says(case: Case) -> None:
    assert thaifix.fix(case.broken, Config.SAFE) == case.sound, case.comment


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.label, marks=pytest.mark.xfail(strict=True, reason=KNOWN_FAILURES[case.label]))
        if case.label in KNOWN_FAILURES
        else pytest.param(case, id=case.label)
        for case in ALL
    ],
)
def test_all_stages_together_repair_it_or_leave_it_as_the_case_says(case: Case) -> None:
    assert thaifix.fix(case.broken, case.config) == case.sound, case.comment


def test_known_failures_are_cases() -> None:
    assert set(KNOWN_FAILURES) <= {case.label for case in ALL}


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.label)
def test_what_is_done_can_be_replayed_undone_and_stays(case: Case) -> None:
    explanation = thaifix.explain(case.broken, case.config)
    assert thaifix.apply(case.broken, explanation.edits) == explanation.text
    assert thaifix.undo(explanation.text, explanation.edits) == case.broken
    assert thaifix.fix(explanation.text, case.config) is explanation.text


@pytest.mark.parametrize("case", [case for case in RULES if case.broken != case.sound], ids=lambda case: case.label)
def test_the_first_edit_is_of_the_family_of_the_case(case: Case) -> None:
    assert case.family in {edit.family for edit in thaifix.explain(case.broken, Config.SAFE).edits}


@pytest.mark.parametrize(
    "case",
    [case for case in ALL if case.broken == case.sound and case.label not in KNOWN_FAILURES],
    ids=lambda case: case.label,
)
def test_a_sound_text_is_the_same_object(case: Case) -> None:
    assert thaifix.fix(case.broken, case.config) is case.broken
