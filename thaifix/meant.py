"""What may be meant in a run of letters: words that came out with a letter confused, lost, added or swapped.

A run is cut into words as it stands. Where that goes badly (letters in no word, rare words side by side), the
words are looked for that may have come out so. What speaks for one is by how many nats the whole run reads
better with it, neighbours included; how many it needs depends on what could be meant instead, since letters
in no word may be a name.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from thaifix import lexicon
from thaifix.knowledge import chars
from thaifix.knowledge.callings import BEFORE_PERSONS
from thaifix.nearwords import NearWords
from thaifix.wordgraph import WordGraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from thaifix.wordgraph import Piece

__all__ = ["ALONE", "SHORT", "Change", "Reading", "read"]

_DEAR = 8.0  # nats from which on a word is looked at again
_REACH = 8  # letters before such a word where the one that is meant may begin
_ERRORS = 8.0  # nats that the error of a word may cost
_DETOUR = 12.0  # nats by which a cut into words may be dearer than the best to be tried
_LEAST = 2.0  # nats that a change must gain to be weighed at all; rivals count from 0 on
_MAY_BE_A_NAME = 11.0  # nats from which on a word may be one

# What a change needs, in nats: set on government news with errors put in, and on names of persons that stay.
_IN_NO_WORD = 8.0  # over letters in no word,
_STRAY_LETTER = 6.0  # over a single letter in no word,
_IN_WORDS = 4.0  # and over words
SHORT = 6
"""Letters up to which a word is short."""
_SHORT_NEEDS = 2.0  # more for such a word in the place of letters in no word,
_SHORTER, _SHORTER_NEEDS = 4, 3.0  # for one of so many letters,
_TINY, _TINY_NEEDS = 3, 2.0  # and for one of so many in the place of words
_RARE, _RARE_STEP = 9.0, 2.5  # nats from which on a word is rare, and what each more needs,
_LONG, _RARE_STEP_LONG, _VERY_LONG = 9, 1.5, 14  # or for a word of so many letters; of so many, nothing
_RARE_BESIDE, _RARE_BESIDE_NEEDS = 10.0, 5.0  # nats from which on a word beside it is rare
ALONE = 6
"""Letters of other words in the run without which nothing tells a name from a word."""
_ALONE_NEEDS = 8.0  # more for such a word
_WORD_FOR_WORD = 4.0  # for a word in the place of one, for which neighbours do not ask
_SUPPORT = 2.5  # nats from which on they do
_COMMON, _A_LONG_WORD = 9.5, 5  # nats up to which, or letters from which on, a word tells that words stand here

_DEPENDENT = frozenset(chars.DEPENDENT)
_LEADING = frozenset(chars.LEADING_VOWELS)


class Change(NamedTuple):
    """A word that may be meant in a run, and what speaks for it.

    Attributes:
        start: first letter of the run that it replaces, and
        end: one past the last.
        word: what is meant.
        gain: nats by which the run reads better with it.
        margin: nats by which it reads better than with the second-best word there, infinite if there is none.
        needed: nats that it must gain, as far as the run can tell.
        left: the word before it, if it is known, and
        right: the one behind.
    """

    start: int
    end: int
    word: str
    gain: float
    margin: float
    needed: float
    left: str
    right: str


class Reading(NamedTuple):
    """What was found in one run.

    Attributes:
        changes: in their order; no two overlap.
        titled: where the last title of a person ends, -1 if there is none.
        odd_first: whether the run begins with what may be a name: letters in no word, or a rare word, and
        odd_last: whether it ends so.
    """

    changes: tuple[Change, ...]
    titled: int
    odd_first: bool
    odd_last: bool


class _Candidate(NamedTuple):
    """A word that may be meant: what it gains, where it stands, and what its error costs."""

    gain: float
    start: int
    end: int
    word: str
    error: float

    def overlaps(self, other: _Candidate) -> bool:
        return self.start < other.end and other.start < self.end


class _Around(NamedTuple):
    """What stands around a change.

    Attributes:
        letters: of common words in the run; none where letters in no word touch the change.
        rare: whether a word beside it is rare, as the parts of a name are.
        left: the word right before it, if it is known, and
        right: the one right behind.
    """

    letters: int
    rare: bool
    left: str
    right: str


@lru_cache(maxsize=1)
def _near_words() -> NearWords:
    return NearWords(lexicon.load())


@lru_cache(maxsize=32_768)  # of a long document all runs come again in every turn
def read(run: str) -> Reading:
    """Return what may be meant in a run; most runs come again in later turns.

    >>> [(change.start, change.word) for change in read("เพื่อถ้ายทอดความรู้").changes]
    [(5, 'ถ่ายทอด')]
    """
    graph = WordGraph(run, lexicon.load())
    pieces = graph.pieces()
    titled = max((piece.end for piece in pieces if run[piece.start : piece.end] in BEFORE_PERSONS), default=-1)
    odd_first, odd_last = (not piece.known or piece.cost >= _MAY_BE_A_NAME for piece in (pieces[0], pieces[-1]))
    return Reading(tuple(_changes(graph, pieces)), titled, odd_first, odd_last)


def _changes(graph: WordGraph, pieces: Sequence[Piece]) -> list[Change]:
    """Return the best changes that do not overlap."""
    spots = [piece for piece in pieces if not piece.known or piece.cost >= _DEAR]
    candidates = sorted(_candidates(graph, spots), reverse=True) if spots else []
    chosen: list[_Candidate] = []
    for candidate in candidates:
        if candidate.gain >= _LEAST and not any(candidate.overlaps(other) for other in chosen):
            chosen.append(candidate)
    return sorted(_weighed(candidate, candidates, graph, pieces) for candidate in chosen)


def _candidates(graph: WordGraph, spots: Sequence[Piece]) -> list[_Candidate]:
    """Return the words that read better than what stands there, each text that they make once."""
    run = graph.text
    best: dict[str, _Candidate] = {}
    for candidate in _words_near(graph, spots):
        text = run[: candidate.start] + candidate.word + run[candidate.end :]
        if text != run and (text not in best or candidate.gain > best[text].gain):
            best[text] = candidate
    return list(best.values())


def _words_near(graph: WordGraph, spots: Sequence[Piece]) -> Iterator[_Candidate]:
    """Yield the words that may have come out as what stands at a spot, and that gain something."""
    run, words = graph.text, lexicon.load()
    cuts = [place for place in range(len(run) + 1) if _can_part(run, place) and graph.excess(place) <= _DETOUR]
    ends = frozenset(cuts)
    for start in cuts:
        beside = [spot for spot in spots if spot.start - _REACH <= start < spot.end]
        if not beside or (start and run[start - 1] in _LEADING):
            continue
        first = beside[0].start  # a word that ends before it leaves every spot alone
        for near in _near_words().search(graph.symbols, start, _ERRORS):
            if near.end > first and near.end in ends:
                through = graph.through(start, near.end, near.node, words.cost(near.node) + near.cost)
                if graph.cost > through:
                    yield _Candidate(graph.cost - through, start, near.end, lexicon.decode(near.word), near.cost)


def _can_part(run: str, place: int) -> bool:
    """Tell whether a word can end, and another begin, at a place; what it ends with may be lost."""
    return place == len(run) or run[place] not in _DEPENDENT


def _weighed(best: _Candidate, candidates: Sequence[_Candidate], graph: WordGraph, pieces: Sequence[Piece]) -> Change:
    second = max((other.gain for other in candidates if other is not best and best.overlaps(other)), default=-math.inf)
    around = _around(best, graph)
    needed = _needed(best, graph.text, pieces, around)
    return Change(best.start, best.end, best.word, best.gain, best.gain - second, needed, around.left, around.right)


def _needed(best: _Candidate, run: str, pieces: Sequence[Piece], around: _Around) -> float:
    """Return how many nats a change must gain, by what could be meant instead."""
    cost, size = lexicon.load().word_cost(best.word), len(best.word)
    there = [piece for piece in pieces if piece.start < best.end and best.start < piece.end]
    unknown = max((piece.end - piece.start for piece in there if not piece.known), default=0)
    if unknown > 1:
        needed = _IN_NO_WORD
        needed += _SHORTER_NEEDS if size <= _SHORTER else _SHORT_NEEDS if size <= SHORT else 0.0
    else:
        needed = _STRAY_LETTER if unknown else _IN_WORDS
        needed += _TINY_NEEDS if size <= _TINY else 0.0
    if size < _VERY_LONG:
        needed += max(0.0, cost - _RARE) * (_RARE_STEP if size < _LONG else _RARE_STEP_LONG)
    if around.letters < ALONE:
        needed += _ALONE_NEEDS
    elif around.rare:
        needed += _RARE_BESIDE_NEEDS
    if not unknown and len(there) == 1 and (there[0].start, there[0].end) == (best.start, best.end):
        by_itself = lexicon.load().word_cost(run[best.start : best.end]) - cost - best.error
        needed += _WORD_FOR_WORD if best.gain - by_itself < _SUPPORT else 0.0
    return needed


def _around(best: _Candidate, graph: WordGraph) -> _Around:
    """Look at what stands around a change once it is made."""
    run = graph.text
    changed = run[: best.start] + best.word + run[best.end :]
    start, end = best.start, best.start + len(best.word)
    letters, rare, left, right = 0, False, "", ""
    for piece in WordGraph(changed, lexicon.load()).pieces():
        text = changed[piece.start : piece.end]
        if not piece.known:
            if piece.start <= end and piece.end >= start:
                return _Around(0, rare=True, left="", right="")
        elif piece.end <= start or piece.start >= end:
            letters += len(text) if piece.cost < _COMMON or len(text) >= _A_LONG_WORD else 0
            left = text if piece.end == start else left
            right = text if piece.start == end else right
            rare = rare or (start <= piece.end and piece.start <= end and piece.cost >= _RARE_BESIDE)
    return _Around(letters, rare, left, right)
