"""Words that one ring tells apart (``ทา``/``ทำ``, ``นา``/``นำ``): the words on either side decide.

The lattice weighs words one by one. Where a sara aa may have lost its ring, both readings can be
words; this looks at the path once more, with the pairs of the lexicon, and takes the other reading
where its neighbours ask for it. A reading that its neighbours support wins by so much more.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from thaifix.knowledge import chars
from thaifix.knowledge.rings import BESIDE, COUNTED
from thaifix.lexicon import NODE_BITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thaifix.lattice import Channel, Path, Step, Word
    from thaifix.lexicon import Lexicon

__all__ = ["reconsider"]

_WEIGHT = 0.7  # of a pair beside the costs of its words, which hold a part of what the pair says
_STEP_NATS = 1 / 16
_BESIDE = 6.0  # nats for a word of `BESIDE` on one side, or a number before a word that counts
_COMMON_RING = 4.0  # nats; where a ring costs more, a sara aa is what it seems


class _Choice(NamedTuple):
    """A cell that may be a sara aa or a sara am: the word with the other reading, and what it would cost more."""

    cell: int
    text: str
    more: float


def reconsider(path: Path, lexicon: Lexicon, channel: Channel, *, counts: bool = False) -> Path:
    """Return the path with each sara aa or sara am that its neighbours decide.

    Args:
        path: the best path of a window.
        lexicon: the words.
        channel: what a ring costs.
        counts: whether a number stands before the window, and its first word may count something.

    >>> from thaifix.lattice import Channel, decode
    >>> from thaifix.lexicon import load
    >>> channel = Channel(jumps=(1.5, 3), order=0.3, drop_space=3, drop_space_after_tall=1, ring=3.5,
    ...                   ring_after_space=2, tone_for_space=4)
    >>> path = decode("ทาความดี", load(), channel)
    >>> "".join(step.out for step in reconsider(path, load(), channel).steps)
    'ทำความดี'
    """
    if channel.ring > _COMMON_RING:
        return path
    words = [word for word in path.words() if word.text]
    steps = list(path.steps)
    changes: list[tuple[int, float]] = []
    for number, word in enumerate(words):
        before = words[number - 1].text if number and words[number - 1].known else ""
        after = words[number + 1].text if number + 1 < len(words) and words[number + 1].known else ""
        alone = counts and number == 0 and (len(words) == 1 or words[1].text.isspace())
        for choice in _choices(path, word, lexicon, channel):
            support = _context(before, choice.text, after, lexicon) - _context(before, word.text, after, lexicon)
            support += _beside(before, word.text, after, alone=alone) - _beside(before, choice.text, after, alone=alone)
            if choice.more + support < 0:
                steps[choice.cell] = _flipped(steps[choice.cell])
                changes.append((word.end - 1, choice.more + support))
                break
            if steps[choice.cell].move == "ring":
                changes.append((word.end - 1, -support))
    return _repriced(path, steps, changes) if changes else path


def _choices(path: Path, word: Word, lexicon: Lexicon, channel: Channel) -> Iterator[_Choice]:
    """Yield the cells of a word that leave a word when their reading is the other one."""
    if not word.known or (chars.SARA_AA not in word.text and chars.SARA_AM not in word.text):
        return
    here = lexicon.word_cost(word.text)
    for cell in range(word.first, word.end):
        step = path.steps[cell]
        if step.out == chars.SARA_AA or step.move == "ring":
            parts = [path.steps[n].out for n in range(word.first, word.end)]
            parts[cell - word.first] = _other(step.out)
            text = "".join(parts)
            cost = lexicon.word_cost(text)
            if cost < math.inf:
                yield _Choice(cell, text, cost - here + (-channel.ring if step.move == "ring" else channel.ring))


def _other(letter: str) -> str:
    return chars.SARA_AA if letter == chars.SARA_AM else chars.SARA_AM


def _flipped(step: Step) -> Step:
    return step._replace(out=_other(step.out), move="" if step.move == "ring" else "ring")


def _context(before: str, word: str, after: str, lexicon: Lexicon) -> float:
    """Return what the neighbours of a word add to its cost: less where they go well together."""
    nodes = [lexicon.node(text) if text.strip() else 0 for text in (before, word, after)]
    pairs = sum(lexicon.pairs.get(a << NODE_BITS | b, 0) for a, b in pairwise(nodes) if a and b)
    return -_WEIGHT * pairs * _STEP_NATS


def _beside(before: str, word: str, after: str, *, alone: bool) -> float:
    """Return the nats that speak for a word where it stands as words with a ring do."""
    behind, ahead = BESIDE.get(word, ((), ()))
    fits = before in behind or (ahead and after.startswith(ahead)) or (alone and word in COUNTED)
    return _BESIDE if fits else 0.0


def _repriced(path: Path, steps: list[Step], changes: list[tuple[int, float]]) -> Path:
    """Return a path whose costs hold what was changed, from the end of each word on."""
    from dataclasses import replace  # noqa: PLC0415 - only a few windows come here

    total, pending = 0.0, dict.fromkeys((cell for cell, _ in changes), 0.0)
    for cell, nats in changes:
        pending[cell] += nats
    for cell, step in enumerate(steps):
        total += pending.get(cell, 0.0)
        steps[cell] = step._replace(cost=step.cost + total)
    return replace(path, steps=steps, cost=path.cost + total)
