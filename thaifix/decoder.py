"""The decoder: words decide what rules cannot, in a lattice over the damaged stretches of a document.

A reading is taken only if it beats the text as it stands by a margin: a small one in a document
that shows such damage elsewhere, a wide one in a document that does not.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from thaifix import lexicon
from thaifix.edits import Edit, shift, trim
from thaifix.evidence import gather_spacing, has_rare, looks_odd
from thaifix.gate import cut_off
from thaifix.knowledge import chars
from thaifix.knowledge.methods import (
    MARK_HOME,
    RING_RESTORED,
    SPACE_IN_WORD,
    TONE_RESTORED,
    WORD_ORDER,
)
from thaifix.lattice import Channel, decode, words_cost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thaifix.config import Config
    from thaifix.evidence import Evidence, Spacing
    from thaifix.knowledge.methods import (
        Method,
    )
    from thaifix.lattice import Path

__all__ = ["channel_of", "doubtful", "propose"]

_STRETCH = re.compile(f"[{chars.LETTERS}]+(?: {{1,3}}[{chars.LETTERS}]+)*")  # Thai with up to three spaces between
_IN_DAMAGE = 3.0  # nats by which a reading must win in a document that shows such damage, and
_ELSEWHERE = 16.0  # in one that does not: no sound word of 1.5 million characters of news is read wrongly
_TALL_GAP = re.compile(f"[{chars.MARKS}ปฝฟฬ] {{1,3}}[ใไโ]")
_LONG_WINDOW = 400  # code points decoded at once in damage, where moves reach over spaces,
_SHORT_WINDOW = 60  # and elsewhere, where only an odd spot is looked at
_PLAUSIBLE = 7.0  # nats more that are asked for where the letters as they stand could be Thai: an unknown name, say
_IMPLAUSIBLE = 6.5  # nats of a character that Thai hardly ever has there
_UNUSUAL_GAP = 2.0  # nats by which a space must be unlikely to be dropped in damage; swept 0 to 6 on the award book
_ODD_GAP = 6.0  # and where spaces can be trusted
_THAI_PER_AM = 90  # Thai letters and marks of government news to one sara am
_SURE_WORDS = 2.0  # nats a code point: words this cheap need no second look
_COMMON_RING = 4.0  # below this cost every sara aa is in doubt

_METHODS: dict[str, Method] = {
    "mark": MARK_HOME,
    "order": WORD_ORDER,
    "ring": RING_RESTORED,
    "tone": TONE_RESTORED,
    "space": SPACE_IN_WORD,
}
"""The moves of the lattice by what they are called in edits; the first that was used names the family."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A change that the best path makes, and the nats by which it beats the text as it stands there."""

    edit: Edit
    margin: float


def channel_of(evidence: Evidence, spacing: Spacing, config: Config) -> Channel:
    """Set the cost of each move by what the document shows; what is switched off costs infinity."""

    def cost(method: Method, nats: float) -> float:
        return math.inf if {method.name, method.family} & config.without else nats

    moves = evidence.marks_moved
    return Channel(
        jump=cost(MARK_HOME, 1.5 if moves else 4.0),
        order=cost(WORD_ORDER, 0.3 if moves else 1.0),
        drop_space=cost(SPACE_IN_WORD, 3.0 if moves or spacing.drifts else 6.0),
        drop_space_after_tall=cost(SPACE_IN_WORD, 1.0 if spacing.opens_after_tall else 6.0),
        ring=cost(RING_RESTORED, _ring(evidence)),
        ring_after_space=cost(RING_RESTORED, 1.5 if evidence.am_lost else 5.0),
        tone_for_space=cost(TONE_RESTORED, 4.0 if evidence.am_lost else 8.0),
        keep_odd_space=1.0 if spacing.drifts else 0.0,
        space_behind_mark=1.0 if evidence.marks_push_spaces else 0.0,
        odd_gap=_UNUSUAL_GAP,
    )


def _ring(evidence: Evidence) -> float:
    """Return what a ring costs: the less likely the missing sara am are in sound text, the less (Poisson)."""
    expected = evidence.thai / _THAI_PER_AM
    return max(1.0, 12.0 - expected) if not evidence.sara_am else 1.0 if evidence.loses_sara_am else 12.0


def propose(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    """Return the readings that beat the text as it stands by the margin, as edits."""
    return [
        reading.edit
        for least, reading in _readings(text, evidence, config)
        if reading.margin >= least and reading.edit.confidence >= config.minimum_confidence
    ]


def doubtful(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    """Return the readings that beat the text as it stands, but not by enough: the suggestions."""
    return [
        reading.edit
        for least, reading in _readings(text, evidence, config)
        if 0 < reading.margin < least or reading.edit.confidence < config.minimum_confidence
    ]


def _readings(text: str, evidence: Evidence, config: Config) -> Iterator[tuple[float, Reading]]:
    """Yield every reading that differs from the text, with the margin that it needs."""
    damaged = evidence.marks_moved or evidence.loses_sara_am or evidence.am_lost > 0
    if not damaged and not _doubtful(text):
        return
    spacing = gather_spacing(text)
    channel = channel_of(evidence, spacing, config)
    drifting = replace(channel, drop_space=min(channel.drop_space, 3.0), keep_odd_space=1.0, odd_gap=0.0)
    apart = replace(drifting, keep_single_space=6.0)
    least, longest = _IN_DAMAGE, _LONG_WINDOW
    if not damaged and not spacing.drifts:
        least, longest = _ELSEWHERE, _SHORT_WINDOW
        channel = replace(channel, odd_gap=_ODD_GAP)
    for hit in _STRETCH.finditer(text):
        for start, window in _windows(hit[0], longest):
            if least == _IN_DAMAGE or _doubtful(window):
                spaces = gather_spacing(window)
                local = apart if spaces.letters_apart else drifting if spaces.crowded else channel
                for reading in _read(window, local):
                    yield least, replace(reading, edit=shift(reading.edit, hit.start() + start))


def _doubtful(text: str) -> bool:
    """Tell whether the rules left a mark alone, or the letters run as in no Thai."""
    return cut_off(text) or looks_odd(text)


def _windows(stretch: str, longest: int) -> Iterator[tuple[int, str]]:
    """Cut a stretch into windows of at most ``longest`` code points, at spaces if there are any."""
    start = 0
    while len(stretch) - start > longest:
        end = stretch.rfind(" ", start + 1, start + longest)
        end = end if end > 0 else start + longest
        yield start, stretch[start:end]
        start = end
    yield start, stretch[start:]


@lru_cache(maxsize=4096)
def _read(window: str, channel: Channel) -> tuple[Reading, ...]:
    """Return where the best reading of a window differs from it, and by how much it wins there."""
    words = lexicon.load()
    if _spaces_are_sure(window, channel) and words_cost(window, words) < _SURE_WORDS * len(window):
        return ()
    literal = decode(window, words, channel, moves=False)
    best = decode(window, words, channel)
    return tuple(_differences(window, literal, best))


def _spaces_are_sure(window: str, channel: Channel) -> bool:
    """Tell whether only letters are in doubt: no ring, and no space but where Thai has one."""
    if channel.ring <= _COMMON_RING or channel.keep_odd_space:
        return False
    gaps_open = channel.drop_space_after_tall < channel.drop_space
    return not (gaps_open and _TALL_GAP.search(window))


def _differences(window: str, literal: Path, best: Path) -> Iterator[Reading]:
    """Cut two paths at the places where both are between words, and yield the parts that differ."""
    first = 0
    paid = 0.0  # by which the literal path was dearer at the last cut
    for number, (plain, step) in enumerate(zip(literal.steps, best.steps, strict=True)):
        if plain.boundary and step.boundary and best.nothing_pending(number):
            gap = plain.cost - step.cost
            margin = gap - paid
            around = window[max(0, best.starts[first] - 2) : best.starts[number + 1] + 2]
            moved = any(part.move == "mark" for part in best.steps[first : number + 1])
            if moved and not has_rare(around, _IMPLAUSIBLE):
                margin -= _PLAUSIBLE
            for start, end in _words(best, first, number + 1):
                edit = _edit(window, best, start, end, margin)
                if edit is not None:
                    yield Reading(edit, margin)
            first, paid = number + 1, gap


def _words(best: Path, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the cells of each word of the best path, so that an edit is no longer than it must be."""
    for number in range(first, last):
        if best.steps[number].boundary and best.nothing_pending(number):
            yield first, number + 1
            first = number + 1


def _edit(window: str, best: Path, first: int, last: int, margin: float) -> Edit | None:
    """Return what the best path changes in some cells; its confidence follows the margin (docs/accuracy.md)."""
    start, end = best.starts[first], best.starts[last]
    parts = best.steps[first:last]
    before, after = window[start:end], "".join(part.out for part in parts)
    if before == after:
        return None
    used = [method for move, method in _METHODS.items() if any(part.move == move for part in parts)]
    # a space is dropped for a word's sake; letters that make none are a list, or a name to leave alone
    if used == [SPACE_IN_WORD] and not all(part.known for part in parts):
        return None
    rule = "+".join(method.name for method in used)
    confidence = round(1 - 0.05 * math.exp(-max(0.0, margin - _IN_DAMAGE) / 6), 3)
    return trim(Edit(start, end, before, after, used[0].family, rule, confidence))
