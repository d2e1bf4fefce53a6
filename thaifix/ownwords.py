"""The forms of a user's dictionary in a text: which must stay, which are to be repaired, what may not be changed.

A form stands where no letter is cut at its ends (`thaifix.borders.stands`). That is all that is asked of what must
stay. A broken form must be a word of its own as well: inside a longer word the same letters may be right (``ทา``
in ``ทาง``), so the words around it decide.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from thaifix import lexicon
from thaifix.borders import between_words, stands
from thaifix.edits import apply, moves
from thaifix.forms import Forms
from thaifix.knowledge import chars
from thaifix.knowledge.methods import OWN_PAIR
from thaifix.wordgraph import WordGraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from thaifix.config import Config
    from thaifix.dictionary import Dictionary, Row
    from thaifix.edits import Edit
    from thaifix.lexicon import Lexicon
    from thaifix.wordgraph import Piece

__all__ = ["STAGE", "Spot", "candidates", "sift", "to_repair"]

STAGE = "own"
"""The stage that repairs the pairs, as `Config.stages` calls it."""

_AROUND = 24  # letters on either side that tell where words begin and end: some five words
_OVER_WORDS = 8.0  # nats by which a broken form must beat sound words that part its letters otherwise
_ABBREVIATION = 4  # letters before a full stop that may abbreviate a word
_NO_WORD = 0  # the node of letters in no word, as in `thaifix.wordgraph`

_WORDS = "".join(letter for letter in chars.LETTERS if letter not in chars.SIGNS)
_LETTERS = frozenset(_WORDS)
_BEFORE = re.compile(f"[{_WORDS}]*\\Z")
_BEHIND = re.compile(f"[{_WORDS}]*")


class Spot(NamedTuple):
    """A form of the dictionary and where it stands in a text."""

    start: int
    end: int
    form: str


class _Spots:
    """Some spots of a text, in order, and those of them that a span meets."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        self._spots = spots
        self._starts = [spot.start for spot in spots]
        self._longest = max((spot.end - spot.start for spot in spots), default=0)

    def __bool__(self) -> bool:
        return bool(self._spots)

    def __iter__(self) -> Iterator[Spot]:
        return iter(self._spots)

    def near(self, start: int, end: int) -> Iterator[Spot]:
        """Yield the spots that overlap a span or touch it."""
        for number in range(bisect_left(self._starts, start - self._longest), len(self._spots)):
            spot = self._spots[number]
            if spot.start > end:
                return
            if spot.end >= start:
                yield spot


class _Shelf:
    """A dictionary laid out for reading text.

    Attributes:
        pairs: those that the settings do not switch off, by their broken forms.
        longest: length of the longest form of all.
    """

    def __init__(self, dictionary: Dictionary, without: frozenset[str], *, repairs: bool) -> None:
        pairs: Mapping[str, Row] = dictionary.pairs if repairs and OWN_PAIR.name not in without else {}
        self.pairs = {form: pair for form, pair in pairs.items() if pair.kind not in without}
        self.longest = max(map(len, (*self.pairs, *dictionary.sound)), default=0)
        self._broken = Forms(self.pairs)
        self._sound = Forms(dictionary.sound)

    def sound(self, text: str) -> _Spots:
        """Return where sound forms stand."""
        return _Spots(list(_standing(self._sound, text)))

    def candidates(self, text: str) -> Iterator[Spot]:
        """Yield where broken forms stand, words of their own or not."""
        return _standing(self._broken, text)

    def broken(self, text: str) -> Iterator[Spot]:
        """Yield where broken forms stand as words of their own, in no sound form and over the edge of none."""
        spots = list(self.candidates(text))
        sound = self.sound(text) if spots else _Spots(())
        for spot in spots:
            if all(_within(other, spot) or not _overlap(other, spot) for other in sound.near(spot.start, spot.end)):
                left = _BEFORE.search(text, max(0, spot.start - _AROUND), spot.start)
                right = _BEHIND.match(text, spot.end, spot.end + _AROUND)
                assert left is not None and right is not None  # noqa: S101, PT018 - both match no letters as well
                if not _abbreviates(text, spot) and _is_word(
                    left[0].lstrip(chars.DEPENDENT), spot.form, right[0], self.pairs[spot.form].sound
                ):
                    yield spot


def _shelf(config: Config) -> _Shelf | None:
    if config.dictionary is None:
        return None
    return _laid_out(config.dictionary, config.without, repairs=STAGE in config.stages)


@lru_cache(maxsize=8)
def _laid_out(dictionary: Dictionary, without: frozenset[str], *, repairs: bool) -> _Shelf:
    return _Shelf(dictionary, without, repairs=repairs)


def _standing(forms: Forms, text: str) -> Iterator[Spot]:
    for start, form in forms.occurrences(text):
        if stands(text, start, start + len(form)):
            yield Spot(start, start + len(form), form)


def _overlap(one: Spot, other: Spot) -> bool:
    return one.start < other.end and other.start < one.end


def _within(inner: Spot, outer: Spot) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and inner != outer


# ---------------------------------------------------------------- what is to be repaired


def to_repair(text: str, config: Config) -> list[tuple[Spot, Row]]:
    """Return the broken forms of the dictionary in a text, from left to right, with their pairs; none overlaps another.

    >>> from thaifix.config import Config
    >>> from thaifix.dictionary import Dictionary, Row
    >>> config = Config(dictionary=Dictionary((Row("pair", "ทา", "ทำ"),)))
    >>> [spot.start for spot, _ in to_repair("ทางานตามทางที่ทาไว้", config)]
    [0, 14]
    """
    shelf = _shelf(config)
    found: list[tuple[Spot, Row]] = []
    if shelf is None or not shelf.pairs:
        return found
    done = 0
    for spot in shelf.broken(text):
        if spot.start >= done:
            found.append((spot, shelf.pairs[spot.form]))
            done = spot.end
    return found


def _abbreviates(text: str, spot: Spot) -> bool:
    """Tell whether a few letters stand before a full stop that is none of theirs, as those of ``มิ.ย.`` do."""
    return len(spot.form) <= _ABBREVIATION and text[spot.end : spot.end + 1] == "."


def candidates(text: str, config: Config) -> Iterator[Spot]:
    """Yield where broken forms stand, of which some may have to be repaired."""
    shelf = _shelf(config)
    if shelf is not None:
        yield from shelf.candidates(text)


@lru_cache(maxsize=8192)
def _is_word(left: str, form: str, right: str, sound: str) -> bool:
    """Tell whether a broken form between letters is a word of its own, rather than parts of the words around it."""
    if not left and not right:
        return True
    words = lexicon.load()
    run, start, end = left + form + right, len(left), len(left) + len(form)
    if _in_longer_word(run, start, end, words):
        return False
    if not _LETTERS.issuperset(form):
        head, tail = _BEHIND.match(form), _BEFORE.search(form)
        assert head is not None and tail is not None  # noqa: S101, PT018 - both match no letters as well
        crossed = [*_crossing(left + head[0], start, words), *_crossing(tail[0] + right, len(tail[0]), words)]
        return not any(piece.known for piece in crossed)
    graph = WordGraph(run, words)
    pieces = graph.pieces()
    crossed = [piece for piece in pieces if piece.start < start < piece.end or piece.start < end < piece.end]
    if not crossed:
        return True
    needed = _OVER_WORDS if any(piece.known for piece in crossed) else 0.0
    return _cost_of_word(graph, start, end, sound) + needed <= graph.cost


def _in_longer_word(run: str, start: int, end: int, words: Lexicon) -> bool:
    """Tell whether a word of the lexicon that may stand there holds a part of a run and more."""
    return any(
        last >= end and (first < start or last > end) and between_words(run, last)
        for first in range(start + 1)
        if between_words(run, first)
        for last, _ in words.prefixes(run, first)
    )


def _crossing(run: str, place: int, words: Lexicon) -> list[Piece]:
    """Return the word, or letters in no word, that goes on over a place in a run as it stands, if one does."""
    return [piece for piece in WordGraph(run, words).pieces() if piece.start < place < piece.end] if run else []


def _cost_of_word(graph: WordGraph, start: int, end: int, sound: str) -> float:
    """Return what a run costs if the letters between two places are one word: as it stands, or the sound one."""
    words = lexicon.load()
    form = graph.text[start:end]
    prices = [(_NO_WORD, WordGraph(form, words).cost)]
    if _LETTERS.issuperset(sound):
        prices.append((_NO_WORD, WordGraph(sound, words).cost))
    prices += [(words.node(word), words.word_cost(word)) for word in (form, sound) if word in words]
    return min(graph.through(start, end, node, cost) for node, cost in prices)


# ---------------------------------------------------------------- what may not be changed


def sift(text: str, edits: list[Edit], config: Config) -> tuple[list[Edit], list[Edit]]:
    """Part edits of a text: those that leave the forms of the dictionary as they stand, and those to withhold.

    Withheld are edits that overlap a form to keep, a name, the sound form of a pair, or a broken one that its pair
    repairs; such as would put a mark on one; and edits that belong together with these. Edits of pairs have been
    looked at before.

    >>> from thaifix.config import Config
    >>> from thaifix.dictionary import Dictionary, Row
    >>> from thaifix.edits import Edit
    >>> config = Config(dictionary=Dictionary((Row("keep", "ภูริวัฒน์"),)))
    >>> edits = [Edit(0, 0, "", "นาย", "ocr", "r", 1.0), Edit(5, 6, "ั", "า", "ocr", "r", 1.0)]
    >>> [[edit.after for edit in part] for part in sift("ภูริวัฒน์", edits, config)]
    [['นาย'], ['า']]
    """
    shelf = _shelf(config)
    if shelf is None or not edits:
        return edits, []
    guarded = _guarded(text, edits, shelf)
    if not guarded:
        return edits, []
    allowed: list[list[Edit]] = []
    withheld: list[Edit] = []
    for move in moves(edits):
        if any(_harms(edit, guarded) for edit in move):
            withheld += move
        else:
            allowed.append(move)
    while unsettling := _unsettling(text, [edit for move in allowed for edit in move], guarded):
        withheld += [edit for move in allowed if not unsettling.isdisjoint(move) for edit in move]
        allowed = [move for move in allowed if unsettling.isdisjoint(move)]
    return [edit for move in allowed for edit in move], sorted(withheld, key=attrgetter("start", "end"))


def _guarded(text: str, edits: Sequence[Edit], shelf: _Shelf) -> _Spots:
    """Return the spots near edits that no edit may change."""
    found: set[Spot] = set()
    around = 2 * shelf.longest + _AROUND  # of forms that meet a form beside an edit, and the words around these
    for start, end in _windows(edits, around):
        window = text[start:end]
        for spot in (*shelf.sound(window), *shelf.broken(window)):
            found.add(Spot(start + spot.start, start + spot.end, spot.form))
    return _Spots(sorted(found))


def _windows(edits: Sequence[Edit], around: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text around edits, those that meet as one."""
    start = end = 0
    for edit in sorted(edits, key=attrgetter("start", "end")):
        if edit.start - around > end:
            yield start, end
            start = edit.start - around
        end = max(end, edit.end + around)
    yield start, end


def _harms(edit: Edit, guarded: _Spots) -> bool:
    """Tell whether an edit changes a spot, or puts something into it."""
    if edit.rule == OWN_PAIR.name:
        return False
    return any(edit.start < spot.end and spot.start < edit.end for spot in guarded.near(edit.start, edit.end))


def _unsettling(text: str, edits: Sequence[Edit], guarded: _Spots) -> frozenset[Edit]:
    """Return the edits beside spots that do not stand any more with them: a mark would come to stand on one."""
    touched: dict[Spot, list[Edit]] = {}
    for edit in edits:
        if edit.rule != OWN_PAIR.name:
            for spot in guarded.near(edit.start, edit.end):
                touched.setdefault(spot, []).append(edit)
    if not touched:
        return frozenset()
    changed = apply(text, edits)
    ordered = sorted(edits, key=attrgetter("start", "end"))
    ends = [edit.end for edit in ordered]
    shifts = [0, *accumulate(len(edit.after) - len(edit.before) for edit in ordered)]
    found: set[Edit] = set()
    for spot, beside in touched.items():
        start = spot.start + shifts[bisect_right(ends, spot.start)]
        if not stands(changed, start, start + spot.end - spot.start):
            found.update(beside)
    return frozenset(found)
