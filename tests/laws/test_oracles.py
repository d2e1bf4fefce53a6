"""Fast code against slow, plain code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from strategies import damaged

from thaifix import Config
from thaifix.edits import apply
from thaifix.evidence import gather
from thaifix.guards import GUARDS
from thaifix.knowledge.rewrites import CLASSES, REWRITES, SHOWN_BY
from thaifix.patterns import compile_row, passes
from thaifix.rules import propose
from thaifix.trigrams import ALPHABET_SIZE, NATS_PER_STEP, cost, encode

if TYPE_CHECKING:
    from thaifix.evidence import Evidence
    from thaifix.knowledge.rows import Rewrite

CONFIG = Config()
ROUNDS = 40


def plainly(line: str, evidence: Evidence) -> str:
    """Apply the rows as strings, family by family, leftmost match and earliest row first, until nothing changes."""
    for _ in range(ROUNDS):
        before = line
        for family in dict.fromkeys(row.family for row in REWRITES):
            line = _one_pass([row for row in REWRITES if row.family == family], line, evidence)
        if line == before:
            break
    return line


def _one_pass(rows: list[Rewrite], line: str, evidence: Evidence) -> str:
    out, at = "", 0
    while at <= len(line):
        matches = ((row, compile_row(row.match).match(line, at)) for row in rows)
        row, match = next(((row, match) for row, match in matches if match), (None, None))
        if row and match:
            out += _answer(row, match) if GUARDS[row.needs](match, row, evidence.habits, CONFIG) else match[0]
        if match and match.end() > at:
            at = match.end()
        else:
            out += line[at : at + 1]
            at += 1
    return out


def _answer(row: Rewrite, match: re.Match[str]) -> str:
    return match.expand(row.replace) if isinstance(row.replace, str) else row.replace[match[0]]


@given(damaged())
def test_the_engine_does_what_a_plain_loop_over_the_table_does(text: str) -> None:
    evidence = gather(text)
    expected = "\n".join(plainly(line, evidence) for line in text.split("\n"))
    assert apply(text, propose(text, evidence, CONFIG)) == expected


_FIXED = [broken for row in REWRITES for broken, _ in row.fixes]


@given(
    st.lists(
        st.sampled_from([*(inside for inside in CLASSES.values()), "ๅเ", " ", "12"]), min_size=1, max_size=6
    ).flatmap(lambda classes: st.tuples(*map(st.sampled_from, classes)).map("".join))
    | st.sampled_from(_FIXED)
)
def test_no_row_matches_a_line_without_what_shows_its_family(text: str) -> None:
    for one in passes():
        if one.pattern.search(text):
            assert one.shown is None or one.shown.search(text), one.rows[0][0].family


def test_what_shows_a_family_is_asked_and_seldom_there() -> None:
    """A pattern that finds something in any Thai would spare nothing."""
    assert set(SHOWN_BY) == {one.rows[0][0].family for one in passes() if one.shown}
    assert not any(one.shown and one.shown.search("การประชุมคณะกรรมการ ครั้งที่ 1/2564") for one in passes())


@given(damaged())
def test_thai_is_counted_as_a_plain_count_does(text: str) -> None:
    assert gather(text).thai == len(re.findall("[ก-ฺ฿-๛]", text))


@given(damaged(), damaged())
def test_costs_add_up(first: str, second: str) -> None:
    assert cost(first + second) == cost(first) + cost(second, ("\x00\x00" + first)[-2:])
    assert cost(first) <= len(first) * 255 * NATS_PER_STEP
    assert all(symbol < ALPHABET_SIZE for symbol in encode(first))
