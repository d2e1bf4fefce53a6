"""The channel of one document: what it shows of its own damage sets the cost of undoing it.

A sample of windows is read with the prior costs; what was moved and dropped there, and the spaces
that words of sound text hardly have between them, give the rates of each kind of damage, and the
rates give the costs (minus the logarithm of a probability). Rates are shrunk to the prior, so a
short text keeps it.

Method: one step of expectation maximisation with the best path for the expectation (Viterbi
training); for spaces, the full posterior.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from thaifix.knowledge import chars
from thaifix.knowledge.particles import PARTICLES
from thaifix.lattice import decode, space_cost

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from thaifix.lattice import Channel, Path, Word
    from thaifix.lexicon import Lexicon

__all__ = ["RINGLESS_WORDS", "estimate", "local_costs", "rings_lost"]

_PRIOR_MARKS = 10.0  # marks that the prior costs are worth
_PRIOR_SPACES = 30.0  # places where a space may fall that the prior rates are worth
_PRIOR_RUNNING = 10.0  # the same of places in running text
_CLOSED = 3.0  # nats from which on a space is rarer than one in twenty, so that those there were put in
_RARELY = 0.002  # share of such places that have a space put in, where nothing is known
_LEAST, _MOST = 0.25, 8.0  # nats that a move can cost
_NEIGHBOURS = 8  # joints on either side that tell how spaces fall around one
_PRIOR_NEIGHBOURS = 3.0  # joints that the rate of the whole document is worth there
_STEP = 0.25  # nats to which costs are rounded, so that texts alike share what was decided
_ROUNDS = 12
RINGLESS_WORDS = 3
"""Different words that show that a text has lost its rings."""
_TELLING = 4  # code points of a word that shows it
_TALL_GAP = re.compile(f" [{chars.MARKS}]*[{chars.TALL_LEADING_VOWELS}]")


class Joint(NamedTuple):
    """A place where two words meet.

    Attributes:
        place: in the window.
        cost: nats by which a space is less likely there than none.
        spaced: whether one stands there.
        known: whether the lexicon has both words.
        running: whether one of them joins words into sentences, as none in a list does.
    """

    place: int
    cost: float
    spaced: bool
    known: bool
    running: bool = True


@dataclass(slots=True)
class _Counts:
    """What the paths of a sample show.

    Attributes:
        marks: marks in all, and
        jumps: those that went back, by letters,
        forward: and on to the next letter.
        inside: joints between the cells of a word, and
        dropped: those from which a space was taken out.
        joints: where two words meet.
    """

    marks: int = 0
    jumps: Counter[int] = field(default_factory=Counter)
    forward: int = 0
    inside: int = 0
    dropped: int = 0
    joints: list[Joint] = field(default_factory=list)

    def add(self, other: _Counts) -> None:
        """Add what another path shows."""
        self.marks += other.marks
        self.jumps.update(other.jumps)
        self.forward += other.forward
        self.inside += other.inside
        self.dropped += other.dropped
        self.joints.extend(other.joints)


def estimate(windows: Iterable[str], prior: Channel, lexicon: Lexicon, *, closed: float = 0.0) -> Channel:
    """Return the prior channel with the costs that a sample of windows shows.

    What the prior forbids (infinite costs) stays forbidden. ``closed`` is how many spaces between words
    were taken out of the sample already, which it shows no more.

    >>> from thaifix.lattice import Channel
    >>> from thaifix.lexicon import load
    >>> prior = Channel(jumps=(2, 4), order=1, drop_space=4, drop_space_after_tall=4, ring=12,
    ...                 ring_after_space=4, tone_for_space=8, drop_between=8)
    >>> shown = estimate(["การ พัฒนา คุณ ภาพ ชีวิต ของ ประชาชน"] * 5, prior, load())
    >>> shown.drop_between < 2, shown.jumps[0] > prior.jumps[0]
    (True, True)
    """
    return _estimated(tuple(windows), prior, lexicon, closed)


@lru_cache(maxsize=32)
def _estimated(windows: tuple[str, ...], prior: Channel, lexicon: Lexicon, closed: float) -> Channel:
    """Return the same; a document is read again for its suggestions."""
    counts = _Counts()
    nowhere_tall = replace(prior, drop_space_after_tall=0.0)  # one channel for all windows that make no use of it
    for window in windows:
        counts.add(_shown(window, prior if _TALL_GAP.search(window) else nowhere_tall, lexicon))
    return replace(
        prior,
        jumps=tuple(_cost(counts.jumps[n], counts.marks, nats) for n, nats in enumerate(prior.jumps, 1)),
        forward=_cost(counts.forward, counts.marks, prior.forward),
        drop_space=_space_cost(counts.dropped, counts.inside, prior.drop_space),
        drop_between=_between(counts.joints, prior.drop_between, closed),
    )


def rings_lost(windows: Iterable[str], channel: Channel, lexicon: Lexicon) -> bool:
    """Tell whether a text without any sara am has words, different ones, that are none without its ring.

    One such word can be a name; `RINGLESS_WORDS` in one text are no chance. ``channel`` has the cost of a ring
    where rings are lost.

    >>> from thaifix.lattice import Channel
    >>> from thaifix.lexicon import load
    >>> channel = Channel(jumps=(4, 8), order=1, drop_space=6, drop_space_after_tall=6, ring=1,
    ...                   ring_after_space=5, tone_for_space=8)
    >>> rings_lost(["กาหนดจานวนผู้เข้าประชุมประจาปี"], channel, load()), rings_lost(["กาหนดการ กาแฟ นาปี"], channel, load())
    (True, False)
    """
    found: set[str] = set()
    for window in windows:
        path = decode(window, lexicon, channel)
        found |= {
            word.text
            for word in path.words()
            if word.known
            and len(word.text) >= _TELLING
            and any(step.move == "ring" for step in path.steps[word.first : word.end])
            and word.text.replace(chars.SARA_AM, chars.SARA_AA) not in lexicon
        }
        if len(found) >= RINGLESS_WORDS:
            return True
    return False


@lru_cache(maxsize=512)
def _shown(window: str, prior: Channel, lexicon: Lexicon) -> _Counts:
    """Return what the best path of a window shows; most windows come again when the repaired text is read."""
    counts = _Counts()
    _count(decode(window, lexicon, prior), window, lexicon, counts)
    return counts


def _cost(times: int, of: int, prior: float) -> float:
    if prior == math.inf:
        return prior
    return _rounded(-math.log((times + _PRIOR_MARKS * math.exp(-prior)) / (of + _PRIOR_MARKS)), prior)


def _space_cost(times: int, of: int, prior: float) -> float:
    if prior == math.inf:
        return prior
    return _rounded(-math.log((times + _PRIOR_SPACES * math.exp(-prior)) / (of + _PRIOR_SPACES)), prior)


def _between(joints: Sequence[Joint], prior: float, closed: float) -> float:
    """Return what dropping a space between words costs; a list, which has one behind each word, proves nothing."""
    running = [joint for joint in joints if joint.running and joint.cost >= _CLOSED]
    rate = min(_rate(joints, closed=closed), _rate(running, worth=_PRIOR_RUNNING, closed=closed))
    return _rounded(-math.log(rate), prior)


def _rounded(nats: float, prior: float) -> float:
    if prior == math.inf:
        return prior
    return round(min(_MOST, max(_LEAST, nats)) / _STEP) * _STEP


def _rate(joints: Sequence[Joint], start: float = _RARELY, worth: float = _PRIOR_SPACES, closed: float = 0.0) -> float:
    """Return the share of joints without a genuine space that have one put in, or had; ``start`` is the prior."""
    genuine = [(1 / (1 + math.exp(min(joint.cost, 30.0))), joint.spaced) for joint in joints]
    open_to = sum([1 - share for share, _ in genuine]) + worth
    there = [share for share, spaced in genuine if spaced]
    rate = 0.1
    for _ in range(_ROUNDS if there else 1):
        put_in = sum([(1 - share) * rate / (share + (1 - share) * rate) for share in there])
        rate = min(0.98, (put_in + closed + worth * start) / open_to)
    return rate


def local_costs(path: Path, channel: Channel, lexicon: Lexicon) -> dict[int, float]:
    """Return what dropping each space of a window costs, by its place, from how spaces fall around it.

    A justified line is stretched or not: in a document that has few spaces put in, a line may have
    them between all words. The space itself does not count, nor do spaces beside letters that are in
    no word: those may come from other damage.

    Args:
        path: the window as it stands (`thaifix.lattice.decode` without moves).
        channel: of the document; its ``drop_between`` is the prior.
        lexicon: the words.
    """
    joints = list(_joints(path, lexicon))
    sure = [joint for joint in joints if joint.known]
    costs: dict[int, float] = {}
    rate = math.exp(-channel.drop_between)
    for joint in joints:
        if joint.spaced:
            number = bisect_left(sure, joint.place, key=lambda other: other.place)
            around = [
                other for other in sure[max(0, number - _NEIGHBOURS) : number + _NEIGHBOURS] if other is not joint
            ]
            local = _rate(around, rate, _PRIOR_NEIGHBOURS)
            costs[joint.place] = _rounded(-math.log(local), 0.0)
    return costs


def _count(path: Path, window: str, lexicon: Lexicon, counts: _Counts) -> None:
    """Add what one path shows."""
    counts.marks += path.first_marks[-1]
    for number, step in enumerate(path.steps):
        if step.move == "mark":
            for jump in _jumps(path, window, number, step.took << path.first_marks[number]):
                if jump:
                    counts.jumps[jump] += 1
                else:
                    counts.forward += 1
    counts.joints.extend(joint for joint in _joints(path, lexicon) if joint.known)
    for word in path.words():
        if word.known and not word.text.isspace():
            counts.inside += len(word.text) - 1
            counts.dropped += sum(step.move == "space" for step in path.steps[word.first : word.end])


def _jumps(path: Path, window: str, number: int, bits: int) -> Iterator[int]:
    """Yield by how many letters each newly taken mark went back; 0 for one that is handed on."""
    while bits:
        place = bits.bit_length() - 1
        bits ^= 1 << place
        cell = bisect_right(path.first_marks, place) - 1
        between = range(number + 1, cell)
        yield 0 if cell == number else 1 + sum(window[path.starts[other]] != " " for other in between)


def _lost_a_mark(path: Path, cell: int) -> bool:
    """Tell whether a path writes fewer marks for a cell than stand on it."""
    there = path.first_marks[cell + 1] - path.first_marks[cell]
    return there > sum(char in chars.MARKS for char in path.steps[cell].out)


def _joints(path: Path, lexicon: Lexicon) -> Iterator[Joint]:
    """Yield each place in a path where two words meet, with a single space between them or none."""
    last: Word | None = None
    for word in path.words():
        if word.text == " " and last is not None:
            continue
        if last is not None and word.text.strip(" "):
            spaced = word.first > last.end
            if spaced and (_lost_a_mark(path, last.end) or _lost_a_mark(path, last.end - 1)):
                last = word  # that space came with a mark that moved
                continue
            cost = space_cost(last.text, word.text, lexicon)
            running = not PARTICLES.isdisjoint((last.text, word.text))
            yield Joint(path.starts[last.end], cost, spaced, last.known and word.known, running)
        if word.text:
            last = word if word.text.strip(" ") else None
