"""The word graph: every way to cut a run of letters into words, as it stands, with what neighbours say.

The lattice of the decoder finds one best path among readings with moves; this one knows no moves, but
prices each pair of neighbours, and keeps the cost of all paths up to each place and from each place on.
So a word that might have stood there instead is weighed at once: what leads to it, itself, what follows.

Method: forward and backward Viterbi search over words, with a stretch in no word as one more "word"
that costs a fine and its trigrams.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from thaifix import trigrams
from thaifix.lexicon import NATS_PER_STEP, NODE_BITS, NOT_A_WORD, ROOT, encode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from thaifix.lexicon import Lexicon

__all__ = ["Edge", "Piece", "WordGraph"]

_UNKNOWN = 9.0  # nats for a stretch that is in no word, and
_UNKNOWN_LETTER = 0.5  # for each letter of it above its trigram; both as in the decoder's lattice
_PAIR = 0.7 * NATS_PER_STEP  # of a step of a pair beside the costs of its words, as in `thaifix.rivals`
_NO_WORD = 0  # the node of a stretch that is in no word


class Piece(NamedTuple):
    """A word of the cheapest path, or a stretch that is in no word.

    Attributes:
        start: its first letter, and
        end: one past its last.
        known: whether the lexicon has it.
        cost: in nats, after the piece before it.
    """

    start: int
    end: int
    known: bool
    cost: float


class Edge(NamedTuple):
    """A word that may stand in a run.

    Attributes:
        start: its first letter, and
        end: one past its last.
        node: of the lexicon where the word ends.
        cost: in nats, without what its neighbours say.
    """

    start: int
    end: int
    node: int
    cost: float


class WordGraph:
    """All ways to cut one run of Thai letters into words.

    Attributes:
        text: the run.
        symbols: the same as `thaifix.lexicon.encode` gives it.
        cost: of the cheapest path, in nats.
    """

    __slots__ = ("_after", "_before", "_edges", "_letters", "_lexicon", "cost", "symbols", "text")

    def __init__(self, text: str, lexicon: Lexicon, more: Iterable[Edge] = ()) -> None:
        """Read a run, where ``more`` words may stand in it than its letters spell."""
        self.text, self._lexicon = text, lexicon
        self.symbols = encode(text)
        self._letters = _letter_costs(text)
        self._edges = self._words()
        for edge in more:
            self._edges[edge.start].append(edge)
        self._before = self._forward()
        self._after = self._backward()
        self.cost = min(self._before[-1].values())

    def excess(self, place: int) -> float:
        """Return by how many nats the cheapest cut that parts words at a place is dearer than the cheapest of all.

        What the two words that meet there say to each other is left out, so it is a guess.
        """
        return min(self._before[place].values()) + min(self._after[place].values()) - self.cost

    def through(self, start: int, end: int, node: int, cost: float) -> float:
        """Return the cost of the cheapest path that has the word at ``node`` from ``start`` to ``end``, at ``cost``.

        >>> from thaifix.lexicon import load
        >>> graph = WordGraph("สวนราชการ", load())
        >>> other = graph.through(0, 3, load().node("ส่วน"), load().word_cost("ส่วน"))
        >>> other < graph.cost
        True
        """
        return self._reach(self._before[start], node) + cost + self._leave(self._after[end], node)

    def without(self, place: int, words: Collection[Edge]) -> float:
        """Return the cost of the cheapest path on which the letter at a place is in none of some words.

        >>> from thaifix.lexicon import load
        >>> graph = WordGraph("งาน", load())
        >>> work = Edge(0, 3, load().node("งาน"), load().word_cost("งาน"))
        >>> graph.without(1, [work]) > graph.cost == graph.without(1, [])
        True
        """
        best = self._unread(place)
        for start in range(place + 1):
            for edge in self._edges[start]:
                if edge.end > place and edge not in words:
                    best = min(best, self.through(start, edge.end, edge.node, edge.cost))
        return best

    def _unread(self, place: int) -> float:
        """Return the cost of the cheapest path on which the letter at a place is in no word."""
        left, paid = math.inf, 0.0
        for start in range(place, -1, -1):
            left = min(left, min(self._before[start].values()) + paid)
            paid += self._letters[start - 1]
        right, paid = math.inf, 0.0
        for end in range(place + 1, len(self.text) + 1):
            right = min(right, min(self._after[end].values()) + paid)
            paid += self._letters[end] if end < len(self.text) else 0.0
        return _UNKNOWN + left + self._letters[place] + right

    def pieces(self) -> list[Piece]:
        """Return the cheapest path.

        >>> from thaifix.lexicon import load
        >>> run = "พัฒนางาน"
        >>> [run[piece.start : piece.end] for piece in WordGraph(run, load()).pieces()]
        ['พัฒนา', 'งาน']
        """
        return [piece for piece, _ in self.path()]

    def path(self) -> list[tuple[Piece, int]]:
        """Return the cheapest path, with the node of each word; 0 for a stretch in no word."""
        found: list[tuple[Piece, int]] = []
        place, node = 0, _NO_WORD
        while place < len(self.text):
            piece, node = self._next(place, node)
            found.append((piece, node))
            place = piece.end
        return found

    def _words(self) -> list[list[Edge]]:
        """Return the words that begin at each place."""
        base, check, costs = self._lexicon.base, self._lexicon.check, self._lexicon.costs
        symbols = self.symbols
        edges: list[list[Edge]] = []
        for start in range(len(symbols)):
            here: list[Edge] = []
            node = ROOT
            for place in range(start, len(symbols)):
                node = base[node] + symbols[place]
                if check[node] != symbols[place]:
                    break
                if costs[node] != NOT_A_WORD:
                    here.append(Edge(start, place + 1, node, costs[node] * NATS_PER_STEP))
            edges.append(here)
        return edges

    def _forward(self) -> list[dict[int, float]]:
        """Return, for each place, what it costs to get there by the word (its node) that ends there."""
        size = len(self.text)
        reached: list[dict[int, float]] = [{} for _ in range(size + 1)]
        reached[0][_NO_WORD] = 0.0
        inside = math.inf  # in a stretch in no word that goes on
        for place in range(size):
            here = reached[place]
            for edge in self._edges[place]:
                cost = self._reach(here, edge.node) + edge.cost
                ends = reached[edge.end]
                if cost < ends.get(edge.node, math.inf):
                    ends[edge.node] = cost
            inside = min(inside, min(here.values()) + _UNKNOWN) + self._letters[place]
            reached[place + 1][_NO_WORD] = inside
        return reached

    def _backward(self) -> list[dict[int, float]]:
        """Return, for each place, what the rest costs by the word (its node) that begins there."""
        size = len(self.text)
        rest: list[dict[int, float]] = [{} for _ in range(size + 1)]
        rest[size][_NO_WORD] = 0.0
        inside = math.inf
        for place in range(size - 1, -1, -1):
            here = rest[place]
            for edge in self._edges[place]:
                cost = self._leave(rest[edge.end], edge.node) + edge.cost
                if cost < here.get(edge.node, math.inf):
                    here[edge.node] = cost
            inside = min(inside, *rest[place + 1].values()) + self._letters[place]
            here[_NO_WORD] = inside + _UNKNOWN
        return rest

    def _reach(self, before: dict[int, float], node: int) -> float:
        pairs = self._lexicon.pairs
        return min(cost - _PAIR * pairs.get(other << NODE_BITS | node, 0) for other, cost in before.items())

    def _leave(self, after: dict[int, float], node: int) -> float:
        pairs, first = self._lexicon.pairs, node << NODE_BITS
        return min(cost - _PAIR * pairs.get(first | other, 0) for other, cost in after.items())

    def _next(self, place: int, previous: int) -> tuple[Piece, int]:
        """Return the piece of the cheapest path that begins at ``place`` behind a word, and its node."""
        pairs = self._lexicon.pairs
        best, chosen, node = self._after[place][_NO_WORD], None, _NO_WORD
        for edge in self._edges[place]:
            link = -_PAIR * pairs.get(previous << NODE_BITS | edge.node, 0)
            cost = link + edge.cost + self._leave(self._after[edge.end], edge.node)
            if cost < best:
                best, chosen, node = cost, Piece(place, edge.end, True, link + edge.cost), edge.node  # noqa: FBT003
        return chosen or self._stretch(place), node

    def _stretch(self, start: int) -> Piece:
        """Return the stretch in no word that begins at a place on the cheapest path."""
        paid, best, end = _UNKNOWN, math.inf, start
        for place in range(start, len(self.text)):
            paid += self._letters[place]
            whole = paid + min(self._after[place + 1].values())
            if whole < best:
                best, end = whole, place + 1
        return Piece(start, end, False, sum(self._letters[start:end]) + _UNKNOWN)  # noqa: FBT003


def _letter_costs(text: str) -> Sequence[float]:
    """Return what each letter costs in a stretch in no word."""
    table, size = trigrams.table(), trigrams.ALPHABET_SIZE
    symbols = bytes((trigrams.SPACE, trigrams.SPACE)) + trigrams.encode(text)
    return [
        table[(a * size + b) * size + c] * trigrams.NATS_PER_STEP + _UNKNOWN_LETTER
        for a, b, c in zip(symbols, symbols[1:], symbols[2:], strict=False)
    ]
