"""Words near a string: a search of the trie that allows an error or two, each at its cost.

Not all edits of all strings are tried: the trie is walked along the letters as they stand, and at
each step only those errors are taken that the table of confusions knows and that lead on to a word.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from thaifix import trigrams
from thaifix.knowledge import chars
from thaifix.knowledge.confusions import (
    ADDED,
    ADDED_OTHER,
    DOUBLED,
    LOST,
    LOST_OTHER,
    READ_AS,
    READ_AS_TWO,
    SWAPPED,
)
from thaifix.lexicon import NOT_A_WORD, ROOT, encode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from thaifix.lexicon import Lexicon

__all__ = ["Near", "NearWords"]

_REMEMBERED = 65_536  # nodes whose children are kept
_NOTHING: Mapping[int, float] = {}


class Near(NamedTuple):
    """A word that may have come out as the letters from a place on.

    Attributes:
        end: one past the last of these letters.
        node: of the lexicon where the word ends.
        word: its symbols.
        cost: of its errors, in nats.
    """

    end: int
    node: int
    word: bytes
    cost: float


class _Walk(NamedTuple):
    """Where a walk stands: the place in the string, the node, the word so far, and what its errors cost."""

    place: int
    node: int
    word: bytes
    cost: float


class _Tables(NamedTuple):
    """What errors cost, by symbols: what came out, then the truth."""

    read_as: Mapping[int, Mapping[int, float]]
    read_as_two: Mapping[tuple[int, int], Mapping[int, float]]
    lost: Mapping[int, float]
    added: Mapping[int, float]


@cache
def _tables() -> _Tables:
    symbol = {letter: encode(letter)[0] for letter in chars.LETTERS}
    read_as: dict[int, dict[int, float]] = {}
    for (truth, out), cost in READ_AS.items():
        read_as.setdefault(symbol[out], {})[symbol[truth]] = cost
    two: dict[tuple[int, int], dict[int, float]] = {}
    for (truth, out), cost in READ_AS_TWO.items():
        two.setdefault((symbol[out[0]], symbol[out[1]]), {})[symbol[truth]] = cost
    return _Tables(
        read_as,
        two,
        {symbol[letter]: LOST.get(letter, LOST_OTHER) for letter in chars.LETTERS},
        {symbol[letter]: ADDED.get(letter, ADDED_OTHER) for letter in chars.LETTERS},
    )


class NearWords:
    """The search, with what it remembers of the trie."""

    __slots__ = ("_children", "_lexicon")

    def __init__(self, lexicon: Lexicon) -> None:
        """Start with nothing remembered."""
        self._lexicon = lexicon
        self._children: dict[int, tuple[tuple[int, int], ...]] = {}

    def search(self, symbols: bytes, start: int, limit: float, errors: int = 1) -> Iterator[Near]:
        """Yield the words that may have come out as what begins at ``start``, by one error up to ``errors``.

        Errors cost ``limit`` nats at most together. A word can come more than once, at different costs.

        >>> from thaifix.lexicon import load
        >>> text, word = encode("ถ้ายทอดความรู้"), encode("ถ่ายทอด")
        >>> found = list(NearWords(load()).search(text, 0, 8.0))
        >>> any(near.word == word and near.end == 7 for near in found)
        True
        """
        base, check, costs = self._lexicon.base, self._lexicon.check, self._lexicon.costs
        size = len(symbols)
        waiting = [_Walk(start, ROOT, b"", 0.0)]
        for left in range(errors, -1, -1):
            behind: list[_Walk] = []
            for walk in waiting:
                place, node, word, cost = walk
                while True:
                    if left < errors and costs[node] != NOT_A_WORD:
                        yield Near(place, node, word, cost)
                    if left:
                        self._errors(_Walk(place, node, word, cost), symbols, limit, behind)
                    if place == size:
                        break
                    symbol = symbols[place]
                    child = base[node] + symbol
                    if check[child] != symbol:
                        break
                    place, node, word = place + 1, child, word + symbols[place : place + 1]
            waiting = behind

    def _errors(self, walk: _Walk, symbols: bytes, limit: float, found: list[_Walk]) -> None:
        """Add where a walk stands behind one error more."""
        place, node, word, paid = walk
        tables = _tables()
        here = symbols[place] if place < len(symbols) else trigrams.OTHER
        read_as, lost = tables.read_as.get(here, _NOTHING), tables.lost
        for truth, child in self._ways(node):
            if paid + lost.get(truth, limit) < limit:
                found.append(_Walk(place, child, word + bytes((truth,)), paid + lost[truth]))
            if truth in read_as and paid + read_as[truth] < limit:
                found.append(_Walk(place + 1, child, word + bytes((truth,)), paid + read_as[truth]))
        cost = DOUBLED if word and word[-1] == here else tables.added.get(here, limit)
        if paid + cost < limit:
            found.append(_Walk(place + 1, node, word, paid + cost))
        if place + 1 < len(symbols):
            self._errors_of_two(walk, symbols, limit, found)

    def _errors_of_two(self, walk: _Walk, symbols: bytes, limit: float, found: list[_Walk]) -> None:
        """Add the errors that two letters show: neighbours that changed places, one letter read as two."""
        place, node, word, paid = walk
        here, behind = symbols[place], symbols[place + 1]
        base, check = self._lexicon.base, self._lexicon.check
        first = base[node] + behind
        if here != behind and paid + SWAPPED < limit and check[first] == behind:
            second = base[first] + here
            if check[second] == here:
                found.append(_Walk(place + 2, second, word + bytes((behind, here)), paid + SWAPPED))
        for truth, cost in _tables().read_as_two.get((here, behind), _NOTHING).items():
            child = base[node] + truth
            if paid + cost < limit and check[child] == truth:
                found.append(_Walk(place + 2, child, word + bytes((truth,)), paid + cost))

    def _ways(self, node: int) -> tuple[tuple[int, int], ...]:
        """Return the symbols that lead on from a node, and where to."""
        ways = self._children.get(node)
        if ways is None:
            if len(self._children) >= _REMEMBERED:
                self._children.clear()
            base, check = self._lexicon.base[node], self._lexicon.check
            ways = tuple((symbol, base + symbol) for symbol in _tables().lost if check[base + symbol] == symbol)
            self._children[node] = ways
        return ways
