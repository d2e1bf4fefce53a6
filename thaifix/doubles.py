"""Letters and clusters that stand twice: bold printed twice, and clusters that an extractor wrote once more.

`thaifix.copies` knows what such damage looks like. Real Thai repeats itself too (``ทุกวันวันละ``, ``พิถีพิถัน``,
``ในพื้นที่ที่มี``), so words decide: the text without the copy must read better than the text as it stands, by a
small margin in a document that shows such copies beyond doubt, by a wide one elsewhere.
"""

from __future__ import annotations

import math
import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from thaifix import lexicon, trigrams
from thaifix.copies import ODD, lines_with_echoes, lines_with_squares, suspected
from thaifix.edits import Edit, shift
from thaifix.knowledge import chars
from thaifix.knowledge.methods import CLUSTER_ECHOED, DRAWN_TWICE, SPACE_IN_WORD
from thaifix.lattice import Channel
from thaifix.literal import read_as_it_stands
from thaifix.patterns import displaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from thaifix.config import Config
    from thaifix.copies import Echo, Square
    from thaifix.evidence import Evidence
    from thaifix.knowledge.methods import Method
    from thaifix.lattice import Path

    _Runs: TypeAlias = dict[int, tuple[str, list[list[Square]]]]
    _Heard: TypeAlias = dict[int, tuple[str, list[Echo]]]

__all__ = ["doubtful", "propose"]

_HABIT = 3  # different echoes beyond doubt that are no accident any more, if they outnumber marks on wrong letters
_THAI_PER_ECHO = 5_000  # Thai letters; where these programs leave echoes, there are ten times as many and more
_ELSEWHERE = 14.0  # nats by which a text without an echo must win in a document that does not show them
_SURE_RUN = 4  # letters in a row that stand twice (``พุทธธรรมมิ`` has three); where that is proven,
_SHORT_RUN = 2  # so many are enough for a word by itself
_THAI_ENOUGH = 5.0  # nats a letter; a run that reads worse with every letter once is a list, not words
_NEAR = 4  # code points on either side that tell one spot from another
_ONE_MARK = 2  # code points of a cluster with one mark
_COMMON_TONES = "\N{THAI CHARACTER MAI EK}\N{THAI CHARACTER MAI THO}"
_SIDE = 14  # code points on either side of an echo that are read
_SPACE_FELL = 0.7  # nats: of the spaces behind an echo the most came with it; one that words ask for is kept
_SURE, _LIKELY = 0.98, 0.95  # confidences: of 290 echoes in round trips two took a genuine space along, none was none

_LETTERS = frozenset(chars.LETTERS)
_NO_LETTERS = re.compile(f"[^{chars.LETTERS}]+")
_LETTERS_BEFORE = re.compile(f"[{chars.LETTERS} ]*$")
_LETTERS_AFTER = re.compile(f"[{chars.LETTERS} ]*")
_NEVER = math.inf
_STILL = Channel(
    jumps=(_NEVER,),
    order=_NEVER,
    drop_space=_NEVER,
    drop_space_after_tall=_NEVER,
    ring=_NEVER,
    ring_after_space=_NEVER,
    tone_for_space=_NEVER,
)


class _Kind(Enum):
    """Where an echo stands: behind the next cluster or letter, right behind its like, or with a space between."""

    APART = "apart"
    AT_ONCE = "at once"
    PARTED = "parted"


_LEAST = {_Kind.APART: 3.0, _Kind.AT_ONCE: 12.0, _Kind.PARTED: 12.0}
"""Nats by which a text without an echo must win where the document shows this kind; Thai has ``พื้นที่ที่``, too."""
_SUGGESTED = 3.0  # nats from which on it is worth a suggestion


class _Document(NamedTuple):
    """What decides about the echoes of a document.

    Attributes:
        shown: the kinds that it shows beyond doubt.
        marks_stay: whether marks stand on their letters; where they move they leave likenesses of all kinds, so an
            echo of another kind is no echo.
        keeps_spaces: whether the settings forbid to drop a space.
    """

    shown: set[_Kind]
    marks_stay: bool
    keeps_spaces: bool


class _Copy(NamedTuple):
    """What would be taken out, the nats by which the text wins without it, and those that it must win by."""

    edit: Edit
    margin: float
    least: float


def propose(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    """Return the copies that the text reads better without by the margin, as edits."""
    return [
        copy.edit
        for copy in _copies(text, evidence, config)
        if copy.margin >= copy.least and copy.edit.confidence >= config.minimum_confidence
    ]


def doubtful(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    """Return those that it reads better without, but not by enough: the suggestions."""
    return [
        copy.edit
        for copy in _copies(text, evidence, config)
        if copy.margin >= _SUGGESTED and (copy.margin < copy.least or copy.edit.confidence < config.minimum_confidence)
    ]


def _copies(text: str, evidence: Evidence, config: Config) -> Iterator[_Copy]:
    """Yield every copy that the text may hold, in order; of letters drawn twice only those beyond doubt."""
    runs = {} if _is_off(DRAWN_TWICE, config) else _runs(text)
    heard = _heard(text, runs) if suspected(text) and not _is_off(CLUSTER_ECHOED, config) else {}
    document = _Document(_shown(heard, text, evidence), not evidence.marks_move, _is_off(SPACE_IN_WORD, config))
    for offset in sorted({*runs, *heard}):
        if offset in runs:
            yield from _of_runs(*runs[offset], offset)
        else:
            yield from _of_echoes(*heard[offset], offset, document)


def _is_off(method: Method, config: Config) -> bool:
    return not config.without.isdisjoint({method.name, method.family})


# --- letters drawn twice ------------------------------------------------------------------------


def _runs(text: str) -> _Runs:
    """Return each line drawn twice and its runs, by its offset; short runs where longer ones prove them."""
    sure = _find_runs(text, _SURE_RUN)
    return _find_runs(text, _SHORT_RUN) if sure else sure


def _find_runs(text: str, least: int) -> _Runs:
    found: _Runs = {}
    for offset, line, runs in lines_with_squares(text, least):
        read = [run for run in runs if _reads_once(line, run)]
        if read:
            found[offset] = line, read
    return found


def _reads_once(line: str, run: Sequence[Square]) -> bool:
    """Tell whether a run is far more Thai with every letter once; a short one must be a word by itself."""
    start, end = run[0].start, run[-1].end
    if len(run) < _SURE_RUN and (line[start - 1 : start].strip() or line[end : end + 1].strip()):
        return False
    twice, once = _thai_of(line[start:end]), _thai_of(_with_letters_once(line, run))
    cost = trigrams.cost(once, "\n")
    return cost <= _THAI_ENOUGH * len(once) and trigrams.cost(twice, "\n") - cost >= ODD


def _thai_of(text: str) -> str:
    return _NO_LETTERS.sub("\n", text + "\n")


def _with_letters_once(line: str, run: Sequence[Square]) -> str:
    parts: list[str] = []
    done = run[0].start
    for square in run:
        parts.append(line[done : square.middle])
        done = square.end
    return "".join(parts)


def _of_runs(line: str, runs: Sequence[Sequence[Square]], offset: int) -> Iterator[_Copy]:
    for run in runs:
        for _, start, end in run:
            yield _Copy(_cut(line, range(start, end), offset, DRAWN_TWICE, _SURE), ODD, ODD)


def _cut(line: str, what: range, offset: int, method: Method, confidence: float) -> Edit:
    edit = Edit(what.start, what.stop, line[what.start : what.stop], "", method.family, method.name, confidence)
    return shift(edit, offset)


# --- clusters written once more -----------------------------------------------------------------


def _heard(text: str, runs: Mapping[int, object]) -> _Heard:
    """Return each line with echoes and these, by its offset; in a line drawn twice everything looks like one."""
    return {offset: (line, found) for offset, line, found in lines_with_echoes(text) if offset not in runs}


def _shown(heard: _Heard, text: str, evidence: Evidence) -> set[_Kind]:
    """Return the kinds of echoes that a document shows beyond doubt; one name that comes again does not count twice."""
    sure: dict[_Kind, set[str]] = {kind: set() for kind in _Kind}
    for line, found in heard.values():
        for echo in found:
            if _is_sure(echo, line):
                sure[_kind(echo)].add(line[max(0, echo.start - _NEAR) : echo.end + _NEAR])
    if all(len(spots) < _HABIT for spots in sure.values()):
        return set()
    enough = max(_HABIT - 1, evidence.thai / _THAI_PER_ECHO, _count_displaced(heard, text))
    return {kind for kind, spots in sure.items() if len(spots) > enough}


def _count_displaced(heard: _Heard, text: str) -> int:
    """Count the proofs that marks stand on wrong letters, but for those that echoes only seem to give."""
    parts: list[str] = []
    done = 0
    for offset, (_, found) in heard.items():
        for echo in found:
            parts.append(text[done : offset + echo.start])
            done = offset + echo.end + echo.space
    parts.append(text[done:])
    return sum(1 for _ in displaced().finditer("".join(parts)))


def _kind(echo: Echo) -> _Kind:
    return _Kind.PARTED if echo.between == " " else _Kind.APART if echo.between else _Kind.AT_ONCE


def _is_sure(echo: Echo, line: str) -> bool:
    """Tell whether an echo is no name: these go like ``ซุซุกิ``, ``อิชิอิ`` and ``ดัคดัค``, hardly ever like ``ชื่อชื่``."""
    if echo.cost < ODD:
        return False
    if echo.between:
        return len(echo.between) == 1 and not line.startswith(echo.between, echo.end)
    copy = line[echo.start : echo.end]
    return len(copy) > _ONE_MARK and copy[-1] in _COMMON_TONES


def _stands_out(echo: Echo, line: str) -> bool:
    """Tell whether an echo is worth a look in a document that does not show its kind: no letter may follow it."""
    return _kind(echo) is _Kind.APART and _is_sure(echo, line) and line[echo.end : echo.end + 1] not in _LETTERS


def _of_echoes(line: str, found: Sequence[Echo], offset: int, document: _Document) -> Iterator[_Copy]:
    """Weigh the echoes of a line from left to right, those before as they were decided, those behind taken out."""
    before, done = "", 0
    for number, echo in enumerate(found):
        before += line[done : echo.start]
        # the copies of two neighbours may stand one behind the other: ``ที่มีที่ มีผล``
        kind = _Kind.APART if number and echo.start == done else _kind(echo)
        done = echo.start
        shown = kind in document.shown
        if not shown and not (document.marks_stay and _stands_out(echo, line)):
            continue
        spot = _Spot.of(before, line, echo, _rest(line, found[number:]))
        margin, spaces = spot.margin(keep_space=document.keeps_spaces or not echo.space)
        least = _LEAST[kind] if shown else _ELSEWHERE if spot.stands_between_words(spaces) else _NEVER
        end = echo.end + spaces
        if margin >= least:
            done = end
        confidence = _SURE if echo.cost >= ODD else _LIKELY
        yield _Copy(_cut(line, range(echo.start, end), offset, CLUSTER_ECHOED, confidence), margin, least)


def _rest(line: str, found: Sequence[Echo]) -> str:
    """Return the beginning of what follows the first of some echoes, with the others taken out."""
    parts: list[str] = []
    done = found[0].end + found[0].space
    for echo in found[1:]:
        if sum(map(len, parts)) >= _SIDE:
            break
        parts.append(line[done : echo.start])
        done = echo.end + echo.space
    parts.append(line[done : done + _SIDE])
    return "".join(parts)


class _Spot(NamedTuple):
    """A cluster that may be an echo, and the letters around it.

    Attributes:
        left: the Thai before it, spaces included, as far as it is read.
        echo: its letters.
        space: a space if one follows that may have come with it, else nothing.
        right: the Thai behind that.
    """

    left: str
    echo: str
    space: str
    right: str

    @classmethod
    def of(cls, before: str, line: str, echo: Echo, rest: str) -> _Spot:
        left, right = _LETTERS_BEFORE.search(before[-_SIDE:]), _LETTERS_AFTER.match(rest[:_SIDE])
        return cls(
            left=left[0] if left else "",
            echo=line[echo.start : echo.end],
            space=" " * echo.space,
            right=right[0] if right else "",
        )

    def margin(self, *, keep_space: bool) -> tuple[float, int]:
        """Return by how many nats the text wins without the echo, and how many spaces had better go with it."""
        kept = _read(self.left + self.echo + self.space + self.right).cost
        apart = _read(self.left + self.space + self.right).cost
        joined = math.inf if keep_space or not self.right else _read(self.left + self.right).cost + _SPACE_FELL
        return (kept - joined, 1) if joined < apart else (kept - apart, 0)

    def stands_between_words(self, spaces: int) -> bool:
        """Tell whether there are words where the echo stood, once it is taken out with so many spaces."""
        at = len(self.left)
        path = _read(self.left + self.space[spaces:] + self.right)
        return all(word.known for word in path.words() if path.starts[word.first] <= at <= path.starts[word.end])


@lru_cache(maxsize=4096)
def _read(window: str) -> Path:
    """Return the cheapest way to read a window as it stands."""
    return read_as_it_stands(window, lexicon.load(), _STILL)
