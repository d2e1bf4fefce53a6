"""The rule table: each row proves itself, alone and in its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import thaifix
from thaifix.config import Config
from thaifix.evidence import gather
from thaifix.gate import suspicious
from thaifix.guards import GUARDS
from thaifix.knowledge.families import FAMILIES
from thaifix.knowledge.methods import METHODS
from thaifix.knowledge.rewrites import REWRITES
from thaifix.patterns import compile_row, passes
from thaifix.rules import wanted

if TYPE_CHECKING:
    from thaifix.knowledge.rows import Rewrite

ASKED = Config(zero_width_space="remove", bullets="unicode")
FIXES = [(row, broken, sound) for row in REWRITES for broken, sound in row.fixes]
KEEPS = [(row, text) for row in REWRITES for text in row.keeps]


def alone(row: Rewrite, text: str) -> str:
    """Apply one row, as its guard allows, and nothing else."""
    evidence = gather(text)

    def answer(match: re.Match[str]) -> str:
        if not GUARDS[row.needs](match, row, evidence.habits, ASKED):
            return match[0]
        return match.expand(row.replace) if isinstance(row.replace, str) else row.replace[match[0]]

    return compile_row(row.match).sub(answer, text)


@pytest.mark.parametrize(("row", "broken", "sound"), FIXES, ids=lambda value: getattr(value, "name", ""))
def test_a_row_repairs_its_examples_by_itself(row: Rewrite, broken: str, sound: str) -> None:
    assert alone(row, broken) == sound != broken


@pytest.mark.parametrize(("row", "text"), KEEPS, ids=lambda value: getattr(value, "name", ""))
def test_a_row_leaves_its_counter_examples(row: Rewrite, text: str) -> None:
    assert alone(row, text) == text


@pytest.mark.parametrize(("row", "broken", "_sound"), FIXES, ids=lambda value: getattr(value, "name", ""))
def test_no_earlier_row_shadows_an_example(row: Rewrite, broken: str, _sound: str) -> None:
    rules = {rule for edit in thaifix.explain(broken, ASKED).edits for rule in edit.rule.split("+")}
    assert row.name in rules


@pytest.mark.parametrize(("row", "broken", "_sound"), FIXES, ids=lambda value: getattr(value, "name", ""))
def test_the_gate_stops_every_example(row: Rewrite, broken: str, _sound: str) -> None:
    assert suspicious(broken, wanted(ASKED) if row.needs in {"remove-zwsp", "map-bullets"} else ""), row.name


@pytest.mark.parametrize("row", REWRITES, ids=lambda row: row.name)
def test_a_row_is_complete(row: Rewrite) -> None:
    assert row.family in FAMILIES
    assert row.fixes
    assert row.keeps
    assert row.why
    assert 0 < row.confidence <= 1
    assert row.needs in GUARDS
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", row.name)


def test_names_are_written_once() -> None:
    names = [*(method.name for method in METHODS), *(row.name for row in REWRITES)]
    assert len(set(names)) == len(names)
    assert not set(names) & set(FAMILIES) - {"mojibake"}


def test_rows_of_a_family_share_one_pass_and_adding_a_row_adds_none() -> None:
    families = [{row.family for row, _ in one.rows} for one in passes()]
    assert all(len(family) == 1 for family in families)
    assert len(families) == len({row.family for row in REWRITES})


def test_every_guard_is_needed_by_a_row() -> None:
    assert {row.needs for row in REWRITES} == set(GUARDS)
