"""The best reading of a stretch of letters in which some may stand for others, by words.

A small sister of `thaifix.lattice`: marks stay where they are and no space is in question, but at given
places a character may be read as another one, or with the next one as one. Words cost what the lexicon
says; what is in no word costs its trigrams and a fine.

Method: Viterbi search over the ends of words, walking down the trie by every option at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from thaifix import trigrams
from thaifix.knowledge import chars
from thaifix.lexicon import NOT_A_WORD, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from thaifix.lexicon import Lexicon

__all__ = ["Choice", "Option", "Reading", "Swap", "read", "windows"]

_NATS = trigrams.NATS_PER_STEP
_SIZE = trigrams.ALPHABET_SIZE
_UNKNOWN = 9.0 / _NATS  # steps for a stretch that is in no word, and
_UNKNOWN_LETTER = 0.5 / _NATS  # for each character of it above its trigram cost: as in the lattice
_SIGN = 4.0 / _NATS  # steps for a character that is no Thai letter and stands for itself
_START = trigrams.SPACE * _SIZE + trigrams.SPACE
_SPACE = bytes([trigrams.SPACE])
_APART = frozenset({_SPACE, bytes([trigrams.OTHER])})  # what stands in no word and is read as itself


class Swap(NamedTuple):
    """What a document writes, and what that stands for.

    A ``meaning`` of nikhahit stands for the ring of a sara am whose other half follows; an empty one for
    a rest that a sara am left behind.
    """

    code: str
    meaning: str


class Option(NamedTuple):
    """What may be read at a place.

    Attributes:
        length: how many characters are replaced.
        after: what is read instead.
        nats: what that costs.
        swap: the swap that it undoes.
    """

    length: int
    after: str
    nats: float
    swap: Swap


class Choice(NamedTuple):
    """An option that the best reading takes, where it does, and the word that it makes.

    Attributes:
        start: the place.
        option: what is read there.
        first: where its word or stretch in no word begins, and
        end: ends.
        word: the word that is read, empty in a stretch that is in no word.
        clean: whether it is a word, and what stands before and behind it is one too, or nothing.
    """

    start: int
    option: Option
    first: int
    end: int
    word: str
    clean: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The best reading.

    Attributes:
        nats: its cost.
        choices: the options that it takes, from left to right.
    """

    nats: float
    choices: tuple[Choice, ...]


_Chain: TypeAlias = "tuple[_Chain, int, Option] | None"
"""The options taken in a word, the last one first."""


class _State(NamedTuple):
    """Where a path stands.

    Attributes:
        cost: in steps.
        before: the state before its last word or stretch in no word.
        first: where that begins, and
        end: ends.
        chain: the options taken in it.
        word: whether it is a word, or a space.
        context: its last two symbols, as a number of the trigram table.
    """

    cost: float
    before: _State | None
    first: int
    end: int
    chain: _Chain
    word: bool
    context: int


class _Way(NamedTuple):
    """One way past a place: where it ends, what has been paid then, the options taken, and what is written."""

    end: int
    cost: float
    chain: _Chain
    symbols: bytes


def read(
    text: str, options: Mapping[int, Sequence[Option]], lexicon: Lexicon, kept: Mapping[int, float] | None = None
) -> Reading:
    """Return the cheapest reading of ``text`` with the ``options`` by place.

    ``kept`` holds, by place, the nats that it costs to take no option there; nothing where it has no entry.

    >>> from thaifix.lexicon import load
    >>> option = Option(1, "\N{THAI CHARACTER MAI EK}", 1.0, Swap("+", "\N{THAI CHARACTER MAI EK}"))
    >>> [choice.word for choice in read("ส+วนใหญ", {1: [option]}, load()).choices]
    ['ส่วน']
    """
    search = _Search(text, options, kept or {}, lexicon)
    for place in range(len(text)):
        search.advance(place)
    end = search.best(len(text))
    return Reading(end.cost * _NATS, tuple(_choices(end, text)))


def windows(stretch: str, longest: int) -> Iterator[tuple[int, str]]:
    """Cut a stretch into windows of at most ``longest`` code points, before leading vowels, where words can begin.

    >>> [window for _, window in windows("การประชุมแผนงานเกษตร", 12)]
    ['การประชุม', 'แผนงานเกษตร']
    """
    start = 0
    while len(stretch) - start > longest:
        half = start + longest // 2
        end = max(stretch.rfind(vowel, half, start + longest) for vowel in chars.LEADING_VOWELS)
        end = end if end > 0 else start + longest
        yield start, stretch[start:end]
        start = end
    yield start, stretch[start:]


class _Search:
    """One search: the best states at each place, between words and in a stretch that is in no word."""

    __slots__ = ("_between", "_kept", "_lexicon", "_options", "_symbols", "_unknown")

    def __init__(
        self, text: str, options: Mapping[int, Sequence[Option]], kept: Mapping[int, float], lexicon: Lexicon
    ) -> None:
        self._lexicon = lexicon
        self._symbols = trigrams.encode(text)
        self._options = {
            place: [(option, option.nats / _NATS, trigrams.encode(option.after)) for option in here]
            for place, here in options.items()
        }
        self._kept = {place: nats / _NATS for place, nats in kept.items()}
        size = len(text) + 1
        self._between: list[_State | None] = [None] * size
        self._unknown: list[_State | None] = [None] * size
        self._between[0] = _State(0.0, None, 0, 0, None, word=True, context=_START)

    def best(self, place: int) -> _State:
        """Return the cheapest state at a place; there is one everywhere, since letters in no word lead on."""
        between, unknown = self._between[place], self._unknown[place]
        if between is None or (unknown is not None and unknown.cost < between.cost):
            assert unknown is not None  # noqa: S101 - see above
            return unknown
        return between

    def advance(self, place: int) -> None:
        """Go on from a place by every word, and by one character in no word."""
        self._words(place)
        self._letters(place)

    def _ways(self, place: int, cost: float, chain: _Chain) -> Iterator[_Way]:
        """Yield every way past a place."""
        for option, paid, symbols in self._options.get(place, ()):
            yield _Way(place + option.length, cost + paid, (chain, place, option), symbols)
        yield _Way(place + 1, cost + self._kept.get(place, 0.0), chain, self._symbols[place : place + 1])

    def _words(self, place: int) -> None:
        """Walk down the trie from a place, by every option, and note where words end."""
        base, check, costs = self._lexicon.base, self._lexicon.check, self._lexicon.costs
        symbols, options = self._symbols, self._options
        before = self.best(place)
        stack: list[tuple[int, float, _Chain, int]] = [(place, before.cost, None, ROOT)]
        while stack:
            at, cost, chain, node = stack.pop()
            if at == len(symbols):
                continue
            if at not in options:  # the common case, without the detour
                child = base[node] + symbols[at]
                if check[child] == symbols[at]:
                    stack.append((at + 1, cost, chain, child))
                    if costs[child] != NOT_A_WORD:
                        self._end_word(before, place, at + 1, cost + costs[child], chain)
                continue
            for way in self._ways(at, cost, chain):
                child = self._walk(node, way.symbols)
                if child:
                    stack.append((way.end, way.cost, way.chain, child))
                    if costs[child] != NOT_A_WORD:
                        self._end_word(before, place, way.end, way.cost + costs[child], way.chain)

    def _walk(self, node: int, symbols: bytes) -> int:
        """Return the node that symbols lead to, or 0."""
        for symbol in symbols:
            node = self._lexicon.step(node, symbol)
            if not node:
                break
        return node

    def _end_word(self, before: _State, first: int, end: int, cost: float, chain: _Chain) -> None:
        there = self._between[end]
        if there is None or cost < there.cost:
            self._between[end] = _State(cost, before, first, end, chain, word=True, context=trigrams.OTHER)

    def _letters(self, place: int) -> None:
        """Go on by one character in no word, or past a sign or space that stands for itself."""
        source = self.best(place)
        unknown = self._unknown[place]
        goes_on = unknown is not None and unknown.cost <= source.cost + _UNKNOWN
        if goes_on and unknown is not None:
            source = unknown
        for way in self._ways(place, source.cost, source.chain if goes_on else None):
            if way.symbols in _APART:
                self._pass_by(source, place, way)
                continue
            cost, context = way.cost + (0 if goes_on else _UNKNOWN), source.context
            for symbol in way.symbols:
                cost += trigrams.table()[context * _SIZE + symbol] + _UNKNOWN_LETTER
                context = context % _SIZE * _SIZE + symbol
            there = self._unknown[way.end]
            if there is None or cost < there.cost:
                before, first = (source.before, source.first) if goes_on else (source, place)
                self._unknown[way.end] = _State(cost, before, first, way.end, way.chain, word=False, context=context)

    def _pass_by(self, source: _State, place: int, way: _Way) -> None:
        """Note what stands behind a sign or space that parts words."""
        space = way.symbols == _SPACE
        cost = way.cost + (0 if space else _SIGN)
        there = self._between[way.end]
        if there is None or cost < there.cost:
            self._between[way.end] = _State(cost, source, place, way.end, None, word=space, context=way.symbols[0])


def _choices(end: _State, text: str) -> Iterator[Choice]:
    """Yield the options of the best path."""
    found: list[Choice] = []
    state: _State | None = end
    behind = True
    while state is not None:
        taken: list[tuple[int, Option]] = []
        chain = state.chain
        while chain is not None:
            chain, at, option = chain
            taken.append((at, option))
        word = _written(text, state.first, state.end, taken[::-1]) if state.word else ""
        clean = state.word and behind and (state.before is None or state.before.word)
        found.extend(Choice(at, option, state.first, state.end, word, clean) for at, option in taken)
        behind, state = state.word, state.before
    yield from reversed(found)


def _written(text: str, first: int, end: int, taken: Sequence[tuple[int, Option]]) -> str:
    """Return a word with its options filled in."""
    parts: list[str] = []
    for at, option in taken:
        parts.extend((text[first:at], option.after))
        first = at + option.length
    return "".join(parts) + text[first:end]
