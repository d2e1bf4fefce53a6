"""Marks that recognition loses throughout: tones above all, and what stands with them above a letter.

Where a page came out without most of its small marks (`ทังนี`, `พืนที`, `นำทวม`), every second word has an error, words
side by side among them, and most of what is left are words of their own: one word at a time, as `thaifix.meant`
weighs them, each is read among neighbours that are wrong. Here a run is read whole: every word may have lost or
changed up to two marks, and the cheapest path through all words says what was meant. How sure a mark is: by how
many nats the cheapest path without it is dearer.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from thaifix import lexicon
from thaifix.knowledge import chars
from thaifix.knowledge.confusions import LOST, MERGED, READ_AS, READ_AS_TWO
from thaifix.lexicon import NATS_PER_STEP, NOT_A_WORD, ROOT
from thaifix.wordgraph import Edge, WordGraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from thaifix.wordgraph import Piece

__all__ = ["FADING", "Faded", "read"]

FADING = chars.TONES[:2]
"""The tones that get lost: mai ek and mai tho; the others are too rare to tell."""
_MOST = 2  # marks of one word that may be wrong
_COMMON, _LONG = 9.5, 5  # nats up to which, or letters from which on, a word tells that words stand here
_VOWELS = chars.ABOVE_VOWELS


class Faded(NamedTuple):
    """A mark that may be meant in a run.

    Attributes:
        start: first letter of the run that is not as it was printed, and
        end: one past the last; the same where a mark is only missing.
        after: what was printed.
        word: that it makes, with the others that are wrong in it, from
        first: its first letter in the run, to
        last: one past its last.
        margin: nats by which the run reads worse without it.
        letters: of other common words in the run; none where letters in no word touch the word.
    """

    start: int
    end: int
    after: str
    word: str
    first: int
    last: int
    margin: float
    letters: int


class _Error(NamedTuple):
    """What came out from ``start`` to ``end``, and the symbols that were printed there."""

    start: int
    end: int
    truth: bytes


class _Word(NamedTuple):
    """A word that a run may have had, and the errors it came out with."""

    edge: Edge
    symbols: bytes
    errors: tuple[_Error, ...]


class _Walk(NamedTuple):
    """Where a walk through the trie stands."""

    place: int
    node: int
    symbols: bytes
    errors: tuple[_Error, ...]
    paid: float


@cache
def _printed() -> Mapping[bytes, Sequence[tuple[bytes, float]]]:
    """Return what may have been printed, and at which cost, by the one or two symbols that came out; none if lost."""
    marks = _VOWELS + FADING
    found: dict[bytes, list[tuple[bytes, float]]] = {}

    def add(out: str, truth: str, cost: float) -> None:
        found.setdefault(lexicon.encode(out), []).append((lexicon.encode(truth), cost))

    for tone in FADING:
        add("", tone, LOST[tone])
    for (truth, out), cost in READ_AS.items():
        if (truth in marks and out in marks + chars.TONES) or (truth, out) == (chars.SARA_AM, chars.SARA_AA):
            add(out, truth, cost)
    for (truth, out), cost in READ_AS_TWO.items():
        if truth == chars.SARA_AM:
            add(out, truth, cost)
    for (truth, out), cost in MERGED.items():
        add(out, truth, cost)
    return found


@lru_cache(maxsize=32_768)  # of a long document all runs come again in every turn
def read(run: str) -> tuple[Faded, ...]:
    """Return the marks that are meant in a run, from left to right.

    >>> [(mark.start, mark.after, mark.word) for mark in read("ทังนีรัฐบาลมันใจว่าประชาชนเข้าใจ")]
    [(2, '้', 'ทั้งนี้'), (5, '้', 'ทั้งนี้'), (13, '่', 'มั่นใจ')]
    """
    symbols = lexicon.encode(run)
    words = [word for start in range(len(run)) for word in _words(symbols, start)]
    if not words:
        return ()
    graph = WordGraph(run, lexicon.load(), [word.edge for word in words])
    path = graph.path()
    cheapest: dict[tuple[int, int, int], _Word] = {}
    for word in words:
        key = word.edge[:3]
        if key not in cheapest or word.edge.cost < cheapest[key].edge.cost:
            cheapest[key] = word
    found: list[Faded] = []
    for place, (piece, node) in enumerate(path):
        meant = cheapest.get((piece.start, piece.end, node))
        if meant is not None:
            letters = _letters(path, place)
            text = lexicon.decode(meant.symbols)
            for error in meant.errors:
                # A word has an error only behind its first letter, so the letter before is in the same word.
                with_it = {other.edge for other in words if error in other.errors}
                with_it -= {other.edge for other in words if error not in other.errors}
                margin = graph.without(error.start - 1, with_it) - graph.cost
                truth = lexicon.decode(error.truth)
                found.append(Faded(error.start, error.end, truth, text, piece.start, piece.end, margin, letters))
    return tuple(found)


def _letters(path: Sequence[tuple[Piece, int]], place: int) -> int:
    """Count the letters of the common words around one of a path, none if letters in no word are beside it."""
    if any(not piece.known for piece, _ in path[max(0, place - 1) : place + 2]):
        return 0
    others = (piece for piece, _ in (*path[:place], *path[place + 1 :]) if piece.known)
    return sum(p.end - p.start for p in others if p.cost < _COMMON or p.end - p.start >= _LONG)


def _words(symbols: bytes, start: int) -> Iterator[_Word]:
    """Yield the words that may have come out from a place on with one or two marks wrong."""
    words = lexicon.load()
    base, check, costs = words.base, words.check, words.costs
    waiting = [_Walk(start, ROOT, b"", (), 0.0)]
    while waiting:
        walk = waiting.pop()
        place, node = walk.place, walk.node
        if walk.errors and place > start and costs[node] != NOT_A_WORD:
            cost = costs[node] * NATS_PER_STEP + walk.paid
            yield _Word(Edge(start, place, node, cost), walk.symbols, walk.errors)
        if walk.symbols and len(walk.errors) < _MOST:
            waiting += _with_an_error(walk, symbols)
        if place < len(symbols):
            child = base[node] + symbols[place]
            if check[child] == symbols[place]:
                step = walk.symbols + symbols[place : place + 1]
                waiting.append(_Walk(place + 1, child, step, walk.errors, walk.paid))


def _with_an_error(walk: _Walk, symbols: bytes) -> Iterator[_Walk]:
    """Yield where a walk stands behind one error more."""
    words, place = lexicon.load(), walk.place
    base, check = words.base, words.check
    for width in range(min(3, len(symbols) - place + 1)):
        for truth, cost in _printed().get(symbols[place : place + width], ()):
            node = walk.node
            for symbol in truth:
                node = base[node] + symbol
                if check[node] != symbol:
                    break
            else:
                error = _Error(place, place + width, truth)
                errors = (*walk.errors, error)
                yield _Walk(place + width, node, walk.symbols + truth, errors, walk.paid + cost)
