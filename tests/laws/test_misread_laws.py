"""Laws of recognised text: what is put right settles, words near a string are all found, and paths are the cheapest."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import BOOK, any_text, sound_thai

import thaifix
from thaifix import Config, faded, lexicon, trigrams
from thaifix.faded import FADING
from thaifix.knowledge import chars
from thaifix.knowledge.confusions import (
    ADDED,
    ADDED_OTHER,
    DOUBLED,
    LOST,
    LOST_OTHER,
    MERGED,
    READ_AS,
    READ_AS_TWO,
    SWAPPED,
)
from thaifix.nearwords import NearWords
from thaifix.wordgraph import WordGraph

if TYPE_CHECKING:
    from collections.abc import Iterator

LETTERS = frozenset(chars.LETTERS)
PHRASES = sorted({phrase for phrase in BOOK.split() if set(phrase) <= LETTERS and len(phrase) > 3})
LIMIT = 8.0


@st.composite
def misread_text(draw: st.DrawFn) -> str:
    """Phrases of the sample book, each with a letter confused, lost, doubled or swapped, or none."""
    phrases = draw(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4))
    return draw(st.sampled_from([" ", "\n", ""])).join(_misread(draw, phrase) for phrase in phrases)


def _misread(draw: st.DrawFn, phrase: str) -> str:
    place = draw(st.integers(0, len(phrase) - 1))
    others = [out for truth, out in READ_AS if truth == phrase[place]]
    out: str = draw(st.sampled_from([phrase[place], "", phrase[place] * 2, *others, *"่้a. "]))
    return phrase[:place] + out + phrase[place + 1 :]


@given(misread_text())
def test_a_text_put_right_is_put_right_no_further(text: str) -> None:
    once = thaifix.fix(text, Config.OCR)
    assert thaifix.fix(once, Config.OCR) is once


@given(st.one_of(misread_text(), any_text()))
def test_it_can_be_replayed_and_undone_and_explaining_changes_nothing(text: str) -> None:
    explanation = thaifix.explain(text, Config.OCR)
    assert explanation.text == thaifix.fix(text, Config.OCR)
    assert thaifix.apply(text, explanation.edits) == explanation.text
    assert thaifix.undo(explanation.text, explanation.edits) == text


@given(misread_text())
def test_no_other_preset_does_it(text: str) -> None:
    for config in (Config.PDF, Config.SAFE):
        explanation = thaifix.explain(text, config)
        assert not [edit for edit in (*explanation.edits, *explanation.suggestions) if "word-recognised" in edit.rule]


@given(misread_text())
def test_only_thai_letters_come_and_go(text: str) -> None:
    for edit in thaifix.explain(text, Config.OCR).edits:
        if edit.rule == "word-recognised":
            assert set(edit.before + edit.after) <= LETTERS


@given(sound_thai())
def test_sound_thai_comes_back_as_the_very_same_object(text: str) -> None:
    assert thaifix.fix(text, Config.OCR) is text


def _undone(text: str) -> Iterator[tuple[str, float]]:
    """Yield every string that may have come out as ``text`` by one error, with its cost: no trie, no cleverness."""
    for place in range(len(text) + 1):
        head, tail = text[:place], text[place:]
        for letter in chars.LETTERS:
            yield head + letter + tail, LOST.get(letter, LOST_OTHER)
        if tail:
            doubled = head[-1:] == tail[0]
            yield head + tail[1:], DOUBLED if doubled else ADDED.get(tail[0], ADDED_OTHER)
            for (truth, out), cost in READ_AS.items():
                if out == tail[0]:
                    yield head + truth + tail[1:], cost
        if len(tail) > 1:
            for (truth, out), cost in READ_AS_TWO.items():
                if out == tail[:2]:
                    yield head + truth + tail[2:], cost
            if tail[0] != tail[1]:
                yield head + tail[1] + tail[0] + tail[2:], SWAPPED


@cache
def _words() -> NearWords:
    return NearWords(lexicon.load())


@given(misread_text(), st.integers(1, 9))
def test_the_words_near_a_string_are_those_that_trying_everything_finds(text: str, length: int) -> None:
    text = "".join(letter for letter in text if letter in LETTERS)[:length]
    slow: dict[tuple[int, str], float] = {}
    for end in range(len(text) + 1):
        for truth, cost in _undone(text[:end]):
            if cost < LIMIT and truth in lexicon.load():
                slow[end, truth] = min(cost, slow.get((end, truth), math.inf))
    fast: dict[tuple[int, str], float] = {}
    for near in _words().search(lexicon.encode(text), 0, LIMIT):
        place = near.end, lexicon.decode(near.word)
        fast[place] = min(near.cost, fast.get(place, math.inf))
    assert fast == pytest.approx(slow)


def _cheapest(text: str, start: int, previous: int, spelled: bool) -> float:  # noqa: FBT001 - mirrors the model
    """Return what the rest of a text costs, by trying every cut: a word, or one more letter in no word."""
    words = lexicon.load()
    if start == len(text):
        return 0.0
    before = ("  " + text)[start : start + 2]
    letter = trigrams.cost(text[start], before if start > 1 else ("\n\n" + text)[start : start + 2])
    opening = 0.0 if spelled else 9.0
    best = opening + letter + 0.5 + min(_cheapest(text, start + 1, 0, spelled=s) for s in (True, False))
    for end in range(start + 1, len(text) + 1):
        cost = words.word_cost(text[start:end])
        if cost < math.inf:
            node = words.node(text[start:end])
            link = words.pairs.get(previous << lexicon.NODE_BITS | node, 0) * lexicon.NATS_PER_STEP
            best = min(best, cost - 0.7 * link + _cheapest(text, end, node, spelled=False))
    return best


@given(misread_text())
def test_the_cheapest_path_is_the_one_that_trying_every_cut_finds(text: str) -> None:
    text = "".join(letter for letter in text if letter in LETTERS)[:8]
    if not text:
        return
    graph = WordGraph(text, lexicon.load())
    assert graph.cost == pytest.approx(_cheapest(text, 0, 0, spelled=False))
    assert sum(piece.cost for piece in graph.pieces()) == pytest.approx(graph.cost)
    assert graph.excess(0) == pytest.approx(0, abs=1e-6)
    assert graph.excess(len(text)) == pytest.approx(0, abs=1e-6)


@given(misread_text())
def test_a_word_that_stands_there_costs_what_the_path_through_it_costs(text: str) -> None:
    text = "".join(letter for letter in text if letter in LETTERS)
    if not text:
        return
    words = lexicon.load()
    graph = WordGraph(text, words)
    for piece in graph.pieces():
        if piece.known:
            word = text[piece.start : piece.end]
            through = graph.through(piece.start, piece.end, words.node(word), words.word_cost(word))
            assert through == pytest.approx(graph.cost)


@st.composite
def faded_text(draw: st.DrawFn) -> str:
    """Phrases of the sample book from which many tones are gone."""
    phrases = draw(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=8))
    text = draw(st.sampled_from([" ", "\n", ""])).join(phrases)
    kept = draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    return "".join(letter for letter, keep in zip(text, kept, strict=True) if keep or letter not in FADING)


@given(faded_text())
def test_faded_text_settles_and_can_be_undone(text: str) -> None:
    explanation = thaifix.explain(text, Config.OCR)
    assert explanation.text == thaifix.fix(text, Config.OCR)
    assert thaifix.undo(explanation.text, explanation.edits) == text
    assert thaifix.fix(explanation.text, Config.OCR) is explanation.text


def _wrong_marks(text: str) -> list[tuple[int, int, str, float]]:
    """Where a mark may be wrong in ``text``, to where, what was printed there, and what that costs."""
    vowels = chars.ABOVE_VOWELS + FADING
    errors = [(place, place, tone, LOST[tone]) for place in range(1, len(text) + 1) for tone in FADING]
    for (truth, out), cost in {**READ_AS, **READ_AS_TWO, **MERGED}.items():
        marks = truth in vowels and out in vowels + chars.TONES
        ring = truth == chars.SARA_AM and chars.SARA_AA in out
        if marks or ring or (truth, out) in MERGED:
            places = (place for place in range(1, len(text)) if text.startswith(out, place))
            errors += [(place, place + len(out), truth, cost) for place in places]
    return errors


def _printed(text: str) -> Iterator[tuple[str, float]]:
    """Yield every string that may have come out as ``text`` with one or two marks wrong: no trie, no cleverness."""
    errors = _wrong_marks(text)
    for start, end, truth, cost in errors:
        yield text[:start] + truth + text[end:], cost
        for again, last, other, more in errors:
            if again >= end:
                yield text[:start] + truth + text[end:again] + other + text[last:], cost + more


@given(faded_text(), st.integers(1, 7))
def test_the_words_with_a_mark_or_two_wrong_are_those_that_trying_everything_finds(text: str, length: int) -> None:
    text = "".join(letter for letter in text if letter in LETTERS)[:length]
    words = lexicon.load()
    slow: dict[tuple[int, str], float] = {}
    for end in range(1, len(text) + 1):
        for truth, cost in _printed(text[:end]):
            if truth in words:
                slow[end, truth] = min(cost, slow.get((end, truth), math.inf))
    fast: dict[tuple[int, str], float] = {}
    for word in faded._words(lexicon.encode(text), 0):
        place = word.edge.end, lexicon.decode(word.symbols)
        fast[place] = min(word.edge.cost - words.word_cost(place[1]), fast.get(place, math.inf))
    assert fast == pytest.approx(slow)


@given(faded_text())
def test_what_a_mark_is_worth_is_what_the_run_costs_without_it(text: str) -> None:
    words = lexicon.load()
    for run in "".join(letter if letter in LETTERS else " " for letter in text).split():
        found = [word for start in range(len(run)) for word in faded._words(lexicon.encode(run), start)]
        cost = WordGraph(run, words, [word.edge for word in found]).cost
        for mark in faded.read(run):
            error = (mark.start, mark.end, lexicon.encode(mark.after))
            others = [word.edge for word in found if error not in word.errors]
            assert mark.margin == pytest.approx(WordGraph(run, words, others).cost - cost)
