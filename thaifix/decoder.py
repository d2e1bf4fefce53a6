"""The decoder: words decide what rules cannot, in a lattice over the damaged stretches of a document.

A reading is taken only if it beats the text as it stands by a margin: a small one in a document
that shows such damage elsewhere, a wide one in a document that does not.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from thaifix import lexicon, scans, screen, thaibytes
from thaifix.edits import Edit, shift, trim
from thaifix.estimation import RINGLESS_WORDS, estimate, local_costs, rings_lost
from thaifix.evidence import Spacing, count_thai, gather_spacing, letters_apart
from thaifix.gate import cut_off, lines_at
from thaifix.knowledge import chars
from thaifix.knowledge.methods import (
    MARK_HOME,
    RING_RESTORED,
    SPACE_BETWEEN,
    SPACE_IN_WORD,
    TONE_RESTORED,
    WORD_ORDER,
)
from thaifix.lattice import Channel, decode, space_cost, stands, words_cost
from thaifix.literal import read_as_it_stands
from thaifix.ownwords import sift
from thaifix.rivals import reconsider
from thaifix.strays import carried, line_heads

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from thaifix.config import Config
    from thaifix.evidence import Evidence
    from thaifix.knowledge.methods import (
        Method,
    )
    from thaifix.lattice import Path

__all__ = ["DENSE_ENOUGH", "channel_of", "crowded", "dense", "doubtful", "gap_tables", "propose", "sample"]

_STRETCH = re.compile(f"[{chars.LETTERS}]+(?: {{1,3}}[{chars.LETTERS}]+)*")  # Thai with up to three spaces between
_IN_DAMAGE = 3.0  # nats by which a reading must win in a document that shows such damage, and
_RIVAL = 0.5  # nats by which it must beat the second-best reading; of budget cells none was right below
_CLEAR = 8.0  # margin from which on nobody asks for that
_ELSEWHERE = 12.0  # in one that does not: no sound word of 1.5 million characters of news is read wrongly
_OFTEN = 250  # Thai letters to a proof of damage up to which it is a habit of the document
_BY_RARITY = 1.5  # nats more for each e-fold fewer
_CUT_VOWEL = re.compile(f" [{chars.FOLLOWING_VOWELS}]")
_MARKED_SPACE = re.compile(f" ([{chars.MARKS}]+)")
_GAPS = frozenset({" ", "\n", ""})  # what a space before it adds nothing to; nothing is the text's end
_NUMBER = re.compile(f"[0-9{chars.DIGITS}] {{0,2}}$")
_TALL_GAP = re.compile(f"[{chars.MARKS}ปฝฟฬ] {{1,3}}[ใไโ]")
_HOLE = re.compile(r"\(cid|[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd-\uffff]")  # stands for what was not read
_LETTER_OF_THAI = re.compile(f"(?![{chars.MARKS}])[{chars.LETTERS}]")
_LETTER_ALONE = re.compile(f"(?:^|[^{chars.LETTERS}])[{chars.CONSONANTS}]$")
_MARKS = frozenset(chars.MARKS)
_BESIDE = 5  # code points from a letter that could not be read to where nothing is sure
_NEAR = 90  # code points from a line within which others are looked at for marks that left it or came to it
_HEAD_HOME = 0.95  # confidence that a mark that begins a line ended the one before
_SURE_SPACE = 1.0  # nats by which no space between two words must be likelier than one; confidence asks for more
_SURE_SPACE_ELSEWHERE = 3.5
_CROWD = re.compile(f"(?: (?![{chars.MARKS}])[{chars.LETTERS}]{{1,9}}){{3}} (?![{chars.MARKS}])")
_CROWD_SPACES = 4
_SYLLABLE = 2  # code points of a word that may be but a syllable or letter
_ALL_APART = 0.6  # spaces to a letter from which on a line is set letter by letter, and its spaces mean nothing
_LETTER = re.compile(f"[^ {chars.MARKS}]")
_APART, _KEPT_APART = 0.25, 3.0  # nats for dropping, and for keeping, a single space where letters are set apart
_DENSE = 18  # Thai letters to a space below which spaces may have been put in; one paragraph of news in fifty has fewer
DENSE_ENOUGH = 200
"""Thai letters from which on that is asked."""
_GAPS_OPENED = 2.0  # nats for dropping a space between words up to which spaces were put in; no news comes below 2.75
_GAPS_COUNT = 3.5  # nats for dropping a space between words up to which spaces put in are a habit of the document
_RARE_SPACE = 4.0  # nats from which on no space between words is dropped, unless others stand around it
_LONG_WINDOW = 400  # code points decoded at once in damage, where moves reach over spaces,
_SAMPLE, _SAMPLE_WINDOW = 6000, 200  # code points that the channel is estimated from, a window of them
_AROUND = 16  # code points on either side of an odd spot that are read with it elsewhere
_HABIT = 3  # doubtful lines from which on the spacing of the whole document is asked
_UNUSUAL_GAP = 2.0  # nats by which a space must be unlikely to be dropped in damage; swept 0 to 6 on the award book
_ODD_GAP = 6.0  # and where spaces can be trusted
_THAI_PER_AM = 90  # Thai letters and marks of government news to one sara am
_SURE_WORDS = 2.0  # nats a code point: words this cheap need no second look
_HANDED_ON_SELDOM = 4.0  # nats for a mark that goes on to the next letter, where nothing tells, and
_HANDED_ON_OFTEN = 3.5  # up to which marks of a document do so: one in thirty
_LOST_RING = 1.0  # nats for a ring where rings are lost
_COMMON_RING = 4.0  # below this cost every sara aa is in doubt

_METHODS: dict[str, Method] = {
    "mark": MARK_HOME,
    "order": WORD_ORDER,
    "ring": RING_RESTORED,
    "tone": TONE_RESTORED,
    "space": SPACE_IN_WORD,
    "between": SPACE_BETWEEN,
}
"""The moves of the lattice by what they are called in edits; the first that was used names the family."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A change that the best path makes, and the nats by which it beats the text as it stands there."""

    edit: Edit
    margin: float

    def shifted(self, by: int) -> Reading:
        """Return the same reading ``by`` code points further on."""
        return Reading(shift(self.edit, by), self.margin)


def channel_of(evidence: Evidence, spacing: Spacing, config: Config) -> Channel:
    """Set the cost of each move by what the document shows; what is switched off costs infinity."""

    def cost(method: Method, nats: float) -> float:
        return math.inf if without and not without.isdisjoint((method.name, method.family)) else nats

    without = config.without
    moves = evidence.marks_moved
    spacing_of_its_own = evidence.pali and not moves  # Pali and Sanskrit set words apart that Thai writes as one
    return Channel(
        jumps=tuple(cost(MARK_HOME, nats) for nats in ((1.5, 3.0) if moves else (4.0, 8.0))),
        forward=cost(MARK_HOME, 3.0 if evidence.hands_marks_on else math.inf),
        order=cost(WORD_ORDER, 0.3 if moves else 1.0),
        drop_space=math.inf if spacing_of_its_own else cost(SPACE_IN_WORD, 3.0 if moves or spacing.drifts else 6.0),
        drop_space_after_tall=math.inf
        if spacing_of_its_own
        else cost(SPACE_BETWEEN, -math.log(max(spacing.opened_after_tall, 0.002))),
        ring=cost(RING_RESTORED, _ring(evidence)),
        ring_after_space=cost(RING_RESTORED, 1.5 if evidence.rings_lost_at_spaces else 5.0),
        tone_for_space=cost(TONE_RESTORED, 4.0 if evidence.rings_lost_at_spaces else 8.0),
        drop_under_mark=cost(SPACE_IN_WORD, 0.5),
        space_behind_mark=1.0 if evidence.marks_push_spaces else 0.0,
        drop_between=math.inf if spacing_of_its_own else cost(SPACE_BETWEEN, 6.0),
        odd_gap=_UNUSUAL_GAP,
    )


def _ring(evidence: Evidence) -> float:
    """Return what a ring costs: the less likely the missing sara am are in sound text, the less (Poisson)."""
    expected = evidence.thai / _THAI_PER_AM
    return max(_LOST_RING, 12.0 - expected) if not evidence.sara_am else _LOST_RING if evidence.loses_sara_am else 12.0


def propose(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    """Return the readings that beat the text as it stands by the margin, as edits.

    Marks that were carried to the next line go home before that, and marks that were carried far are looked for
    when nothing else is left to do. What the user's dictionary withholds does not count as left to do.
    """
    edits = list(_heads_home(text, config))
    if not sift(text, edits, config)[0]:
        edits += _won(text, evidence, config)
    if not sift(text, edits, config)[0]:
        edits += sift(text, list(_carried_home(text, evidence, config)), config)[0]
    return edits


def _won(text: str, evidence: Evidence, config: Config) -> Iterator[Edit]:
    """Yield the readings that win by enough."""
    for least, reading in _allowed(text, evidence, config):
        if reading.margin >= least and reading.edit.confidence >= config.minimum_confidence:
            yield reading.edit


def _heads_home(text: str, config: Config) -> Iterator[Edit]:
    """Yield two edits for each run of marks at the start of a line that the line before ends without."""
    if config.without & {MARK_HOME.name, MARK_HOME.family} or config.minimum_confidence > _HEAD_HOME:
        return
    for place, home, marks in line_heads(text):
        yield Edit(home, home, "", marks, MARK_HOME.family, MARK_HOME.name, _HEAD_HOME)
        yield Edit(place, place + len(marks), marks, "", MARK_HOME.family, MARK_HOME.name, _HEAD_HOME)


def _carried_home(text: str, evidence: Evidence, config: Config) -> Iterator[Edit]:
    """Yield two edits for each mark that was carried far: it is written at home, and taken from where it stands."""
    if not (evidence.marks_moved or evidence.cuts_marks_off) or config.without & {MARK_HOME.name, MARK_HOME.family}:
        return
    still = channel_of(evidence, Spacing(), config).still()
    for windows in _odd_parts(text):
        for marks, start, end, home, margin in carried(text, windows, lexicon.load(), still):
            confidence = _confidence(margin)
            if confidence >= config.minimum_confidence and not _in_doubt(text, min(home, start), max(home, end)):
                both = (
                    Edit(home, home, "", marks, MARK_HOME.family, MARK_HOME.name, confidence),
                    Edit(start, end, text[start:end], "", MARK_HOME.family, MARK_HOME.name, confidence),
                )
                yield from both if home < start else both[::-1]


def _odd_parts(text: str) -> Iterator[list[tuple[int, str]]]:
    """Yield the windows of each part of a text in which marks may have been carried far.

    A part is a line that is not made of words, with the lines around it that its marks may come from or belong to.
    """
    parts: list[list[tuple[int, str]]] = []
    reach = -1  # to where the last part goes
    lines = [(offset, line, _windows_of_line(line, offset)) for offset, line in lines_at(text, [(0, len(text))])]
    for number, (offset, line, windows) in enumerate(lines):
        if all(_made_of_words(window) for _, window in windows):
            continue
        first = number
        while first and lines[first - 1][1].strip() and lines[first - 1][0] + len(lines[first - 1][1]) > offset - _NEAR:
            first -= 1
        last = number + 1
        while last < len(lines) and lines[last][1].strip() and lines[last][0] < offset + len(line) + _NEAR:
            last += 1
        if first >= reach:
            parts.append([])
        parts[-1] += [window for _, _, here in lines[max(first, reach) : last] for window in here]
        reach = last
    yield from parts


def _windows_of_line(line: str, offset: int) -> list[tuple[int, str]]:
    return [
        (offset + hit.start() + start, window)
        for hit in _STRETCH.finditer(line)
        for start, window in _windows(hit[0], _LONG_WINDOW)
    ]


def _in_doubt(text: str, home: int, end: int) -> bool:
    """Tell whether a mark goes home over letters, and something that could not be read stands beside either place.

    What could not be read can be another mark, or the letter that the mark belongs to.
    """
    holes = (_HOLE.search(text, max(0, place - _BESIDE), place + _BESIDE) for place in (home, end))
    return _LETTER_OF_THAI.search(text, home, end) is not None and any(holes)


def doubtful(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    """Return the readings that beat the text as it stands, but not by enough: the suggestions."""
    return [
        reading.edit
        for least, reading in _allowed(text, evidence, config)
        if 0 < reading.margin < least or reading.edit.confidence < config.minimum_confidence
    ]


def _allowed(text: str, evidence: Evidence, config: Config) -> Iterator[tuple[float, Reading]]:
    """Yield the readings that use nothing that is switched off; a mark that moves can bring more with it."""
    for least, reading in _readings(text, evidence, config):
        if not config.without & {reading.edit.family, *reading.edit.rule.split("+"), *_families(reading.edit.rule)}:
            yield least, reading


def _families(rule: str) -> set[str]:
    return {method.family for method in _METHODS.values() if method.name in rule.split("+")}


def _readings(text: str, evidence: Evidence, config: Config) -> Iterator[tuple[float, Reading]]:
    """Yield every reading that differs from the text, with the margin that it needs."""
    spots = [] if evidence.damaged else _doubtful_spots(text)
    dense = not evidence.damaged and (evidence.closed > 0 or _dense(text, evidence.thai))
    if not (evidence.damaged or spots or dense):
        return
    lines = list(lines_at(text, spots))
    few = not evidence.damaged and not dense and len(lines) < _HABIT
    spacing = gather_spacing("\n".join(line for _, line in lines) if few else text)
    known = evidence.background
    spacing += known.spacing if known else Spacing()
    channel = channel_of(evidence, spacing, config)
    ringless = _rings_are_lost(text, evidence, channel)
    if ringless:
        channel = replace(channel, ring=_LOST_RING)
    habit = evidence.damaged or ringless or spacing.drifts
    stretches = _stretches(text, 0) if habit or dense else []
    if habit and not dense and _nothing_is_in_doubt(stretches, evidence, channel):
        return
    estimated = _estimated(stretches, evidence, channel) if stretches else channel
    if habit or (dense and estimated.drop_between <= _GAPS_OPENED):
        margin = _IN_DAMAGE if ringless else _margin(evidence) if habit else _ELSEWHERE
        yield from _in_damage(text, stretches, estimated, margin)
    else:
        yield from _elsewhere(text, lines, spots, channel)


def _nothing_is_in_doubt(stretches: Sequence[tuple[int, str]], evidence: Evidence, channel: Channel) -> bool:
    """Tell whether all that is left are words without a space, as in a table cell once it is repaired.

    Where no space stands, none was put in, whatever the estimate says of other moves.
    """
    if evidence.background or evidence.closed or any(" " in stretch for _, stretch in stretches):
        return False
    windows = (window for _, stretch in stretches for _, window in _windows(stretch, _LONG_WINDOW))
    return all(_spaces_are_sure(window, channel) and _made_of_words(window) for window in windows)


def _estimated(stretches: Sequence[tuple[int, str]], evidence: Evidence, channel: Channel) -> Channel:
    """Return a channel with the costs that a sample of the document shows."""
    sampled = (*(evidence.background.sample if evidence.background else ()), *_sample(stretches))
    closed = evidence.closed * sum(map(len, sampled)) / max(1, sum(len(stretch) for _, stretch in stretches))
    asked = evidence.marks_moved and channel.forward == math.inf > channel.jumps[0]
    prior = replace(channel, forward=_HANDED_ON_SELDOM) if asked else channel
    shown = estimate(sampled, prior, lexicon.load(), closed=closed)
    return replace(shown, forward=math.inf) if asked and shown.forward > _HANDED_ON_OFTEN else shown


def _in_damage(
    text: str, stretches: Sequence[tuple[int, str]], channel: Channel, margin: float
) -> Iterator[tuple[float, Reading]]:
    """Yield the readings of a document whose damage is a habit: of all its stretches."""
    for offset, stretch in stretches:
        counts = _NUMBER.search(text, max(0, offset - _SYLLABLE), offset) is not None
        for reading in _in_stretch(stretch, channel, counts=counts):
            mended = _no_space_too_many(reading.shifted(offset), text)
            if not _marks_an_abbreviation(mended.edit, text):
                yield _least(mended, margin, _SURE_SPACE), mended


def _marks_an_abbreviation(edit: Edit, text: str) -> bool:
    """Tell whether an edit gives a mark to a letter alone before a full stop, which abbreviates a word."""
    stop = text[edit.end : edit.end + 1] == "." and edit.after[-1:] in _MARKS
    return stop and _LETTER_ALONE.search(text, max(0, edit.end - _SYLLABLE), edit.end) is not None


def _elsewhere(
    text: str, lines: Sequence[tuple[int, str]], spots: Sequence[tuple[int, int]], channel: Channel
) -> Iterator[tuple[float, Reading]]:
    """Yield the readings of a document without such a habit: of what is odd in some of its lines."""
    looks = _Looks(replace(channel, odd_gap=_ODD_GAP), replace(channel, drop_space=math.inf))
    for offset, stretch in (found for start, line in lines for found in _stretches(line, start)):
        for start, window, here in _odd_windows(stretch, _within(spots, offset, len(stretch)), looks):
            for reading in _read(window, _local(window, here)):
                mended = _no_space_too_many(reading.shifted(offset + start), text)
                yield _least(mended, _ELSEWHERE, _SURE_SPACE_ELSEWHERE), mended


def crowded(text: str) -> bool:
    """Tell whether a text has so many spaces that they may have been put in between words.

    >>> crowded("นี้ คือ งาน ที่ ได้ รับ จาก การ ทำ ของ คน ใน กรม " * 9), crowded("งานที่ได้รับมอบหมายจากกรม " * 30)
    (True, False)
    """
    return " " in text and _dense(text, count_thai(text))


def _dense(text: str, thai: int) -> bool:
    data = thaibytes.encode(text)
    if not dense(thai, data.count(b" ")):
        return False
    return dense(thai, len(scans.triples(data, gap_tables(), thai // _DENSE + 1)))


def dense(thai: int, spaces: int) -> bool:
    """Tell whether so many spaces may have been put in among so many Thai letters."""
    return DENSE_ENOUGH <= thai < _DENSE * spaces


@cache
def gap_tables() -> tuple[bytes, bytes, bytes]:
    """Return the tables of `thaifix.scans.triples` for a space between a letter and what can begin a word."""
    sides = (chars.LETTERS, " ", chars.CONSONANTS + chars.LEADING_VOWELS)
    before, space, behind = (thaibytes.table_of(dict.fromkeys(side, 1), other=0) for side in sides)
    return before, space, behind


@lru_cache(maxsize=4096)
def _in_stretch(stretch: str, channel: Channel, *, counts: bool) -> tuple[Reading, ...]:
    """Return the readings of a stretch in damage, in positions of it; ``counts`` tells that a number stands before."""
    return tuple(
        reading.shifted(start)
        for start, window in _windows(stretch, _LONG_WINDOW)
        for reading in _read(window, _local(window, channel), counts=counts and start == 0)
    )


def _no_space_too_many(reading: Reading, text: str) -> Reading:
    """Return a reading without the space that a mark moved past, where another one or a line's end follows.

    A mark that drifted off (``กลยุทธ ์ 4``) opened that space; one that left a letter may have moved past a
    genuine one, so marks that go home from letters keep it.
    """
    edit = reading.edit
    drifted = edit.family == SPACE_IN_WORD.family and _MARKED_SPACE.search(edit.before)
    if not drifted or not edit.after.endswith(" ") or text[edit.end : edit.end + 1] not in _GAPS:
        return reading
    return replace(reading, edit=replace(edit, after=edit.after.rstrip(" ")))


class _Looks(NamedTuple):
    """The channels of a document without damage: for what is odd, and for spaces among short words."""

    careful: Channel
    spaces: Channel


def _rings_are_lost(text: str, evidence: Evidence, channel: Channel) -> bool:
    """Tell whether words show what is too short to be shown by a missing sara am: that the text lost its rings."""
    if evidence.sara_am or not _COMMON_RING < channel.ring < math.inf or text.count(chars.SARA_AA) < RINGLESS_WORDS:
        return False
    windows = (window for _, stretch in _stretches(text, 0) for _, window in _windows(stretch, _SAMPLE_WINDOW))
    return rings_lost(windows, replace(channel, ring=_LOST_RING), lexicon.load())


def _margin(evidence: Evidence) -> float:
    """Return the nats by which a reading must win in a document: the more, the rarer damage is in it.

    One slip in a page makes the next one likelier, but not as likely as in a book full of them.
    """
    if evidence.loses_sara_am:
        return _IN_DAMAGE
    rarity = evidence.thai / (_OFTEN * max(evidence.displaced, evidence.went_home, evidence.am_lost, 1))
    return min(_ELSEWHERE, _IN_DAMAGE + _BY_RARITY * max(0.0, math.log(max(rarity, 1.0))))


def _doubtful_spots(text: str) -> list[tuple[int, int]]:
    """Return where the rules left a mark alone, or the letters run as in no Thai."""
    return sorted([*screen.spans(text), *(hit.span() for hit in cut_off().finditer(text))])


def _within(spots: Sequence[tuple[int, int]], offset: int, length: int) -> list[tuple[int, int]]:
    """Return the spots that reach into a stretch, in positions of it."""
    moved = ((max(0, start - offset), min(length, end - offset)) for start, end in spots)
    return [(start, end) for start, end in moved if start < end]


def _stretches(text: str, offset: int) -> list[tuple[int, str]]:
    return [(offset + hit.start(), hit[0]) for hit in _STRETCH.finditer(text)]


def _odd_windows(stretch: str, spots: Sequence[tuple[int, int]], looks: _Looks) -> Iterator[tuple[int, str, Channel]]:
    """Yield the windows of a stretch that are looked at in a document without damage, with their channels."""
    if stretch.count(" ") >= _CROWD_SPACES and _CROWD.search(stretch):
        for start, window in _windows(stretch, _LONG_WINDOW):
            yield start, window, looks.careful if _within(spots, start, len(window)) else looks.spaces
        return
    done = 0
    for first, last in spots:  # in order
        if last > done:
            start, done = _whole_cells(stretch, max(done, first - _AROUND), last + _AROUND)
            yield start, stretch[start:done], looks.careful


def _whole_cells(stretch: str, start: int, end: int) -> tuple[int, int]:
    """Widen a part of a stretch so that no mark is cut from its letter."""
    while 0 < start < len(stretch) and stretch[start] in chars.MARKS:
        start -= 1
    while end < len(stretch) and stretch[end] in chars.MARKS:
        end += 1
    return start, min(end, len(stretch))


def _least(reading: Reading, margin: float, for_space: float) -> float:
    """Return the margin asked of a reading; what a space between words costs is a log odds already."""
    return for_space if reading.edit.rule == SPACE_BETWEEN.name else margin


def sample(text: str) -> tuple[str, ...]:
    """Return some stretches of a document that tell how it is damaged, for `thaifix.evidence.Background`."""
    return tuple(_sample(_stretches(text, 0)))


def _sample(stretches: Sequence[tuple[int, str]]) -> Iterator[str]:
    """Yield windows from all over a document, some thousands of code points in all."""
    windows = [window for _, stretch in stretches for _, window in _windows(stretch, _SAMPLE_WINDOW)]
    every = max(1, sum(map(len, windows)) // _SAMPLE)
    yield from windows[::every]


def _local(window: str, channel: Channel) -> Channel:
    """Return the channel of a window: its own where letters are set apart."""
    if max(channel.drop_space, channel.drop_between) == math.inf or not letters_apart(window):
        return channel
    drop, between = min(channel.drop_space, _APART), min(channel.drop_between, _APART)
    return replace(channel, drop_space=drop, drop_between=between, odd_gap=0.0, keep_single_space=_KEPT_APART)


def _windows(stretch: str, longest: int) -> Iterator[tuple[int, str]]:
    """Cut a stretch into windows of at most ``longest`` code points, at spaces, or else where syllables begin."""
    start = 0
    while len(stretch) - start > longest:
        end = stretch.rfind(" ", start + 1, start + longest)
        if end < 0:
            end = max(stretch.rfind(vowel, start + longest // 2, start + longest) for vowel in chars.LEADING_VOWELS)
        end = end if end > 0 else start + longest
        yield start, stretch[start:end]
        start = end
    yield start, stretch[start:]


@lru_cache(maxsize=4096)
def _read(window: str, channel: Channel, *, counts: bool = False) -> tuple[Reading, ...]:
    """Return where the best reading of a window differs from it, and by how much it wins there.

    ``counts`` tells that a number stands before the window.
    """
    words = lexicon.load()
    if _spaces_are_sure(window, channel) and _made_of_words(window):
        return ()
    crowded = _APART < channel.drop_between < math.inf and _CROWD.search(window)
    drops = local_costs(_literal(window, channel.still()), channel, words) if crowded else {}
    if channel.ring > _COMMON_RING and not drops and stands(window, channel):
        return ()
    best = decode(window, words, channel, drops=drops)
    if channel.drop_under_mark < _RARE_SPACE and _MARKED_SPACE.search(window) and _letters_lost_marks(best, window):
        # where marks leave letters, a mark on a space left a letter too, past a space that was there
        best = decode(window, words, replace(channel, drop_under_mark=_RARE_SPACE), drops=drops)
    best = reconsider(best, words, channel, counts=counts)
    if not best.moves:
        return ()
    found = _differences(window, _literal(window, channel.still()), best, channel)
    return tuple(reading for reading in found if not _has_a_rival(reading, window, best, channel, drops))


def _has_a_rival(reading: Reading, window: str, best: Path, channel: Channel, drops: Mapping[int, float]) -> bool:
    """Tell whether another reading is as good: then nothing tells which is right.

    Only readings that win by little are asked; whatever else words make of the others costs as much as they stand.
    """
    if reading.margin >= _CLEAR or reading.edit.rule == SPACE_BETWEEN.name:
        return False
    for number in range(bisect_right(best.starts, reading.edit.start) - 1, len(best.steps)):
        step, start, end = best.steps[number], best.starts[number], best.starts[number + 1]
        if start >= max(reading.edit.end, reading.edit.start + 1):
            return False
        if step.out != window[start:end]:
            second = decode(window, lexicon.load(), channel, drops=drops, barred=(number, step.out))
            return second.cost - best.cost < _RIVAL
    return False


@lru_cache(maxsize=4096)
def _made_of_words(window: str) -> bool:
    """Tell whether a window as it stands is made of words that need no second look."""
    return words_cost(window, lexicon.load(), scraps=False) < _SURE_WORDS * len(window)


@lru_cache(maxsize=2048)
def _literal(window: str, still: Channel) -> Path:
    """Return the cheapest way to read a window as it stands; a later turn with other costs asks for it again."""
    return read_as_it_stands(window, lexicon.load(), still)


def _letters_lost_marks(path: Path, window: str) -> bool:
    """Tell whether a path takes marks from letters, not from spaces alone."""
    out = "".join(step.out for step in path.steps if step.out[:1] != " ")
    moved = {step.move for step in path.steps} & {"mark"}
    return bool(moved) and out != _MARKED_SPACE.sub(r"\1", window).replace(" ", "")


def _spaces_are_sure(window: str, channel: Channel) -> bool:
    """Tell whether only letters are in doubt: no ring, and no space but where Thai has one."""
    if channel.ring <= _COMMON_RING or channel.drop_between < _RARE_SPACE or _CROWD.search(window):
        return False
    gaps_open = channel.drop_space_after_tall < channel.drop_space
    return not (gaps_open and _TALL_GAP.search(window))


def _differences(window: str, literal: Path, best: Path, channel: Channel) -> Iterator[Reading]:
    """Cut two paths at the places where both are between words, and yield the parts that differ."""
    first = 0
    paid = 0.0  # by which the literal path was dearer at the last cut
    apart = channel.keep_single_space > 0 and window.count(" ") > _ALL_APART * len(_LETTER.findall(window))
    for number, (plain, step) in enumerate(zip(literal.steps, best.steps, strict=True)):
        if plain.boundary and step.boundary and step.settled:
            gap = plain.cost - step.cost
            margin = gap - paid
            for start, end in _words(best, first, number + 1):
                between = best.steps[start].move == "between"
                won = _space_margin(best, start) + channel.keep_single_space if between else margin
                edit = _edit(window, best, range(start, end), won, channel, apart=apart)
                if edit is not None:
                    yield Reading(edit, won)
            first, paid = number + 1, gap


def _space_margin(best: Path, number: int) -> float:
    """Return by how much the path with a space dropped between two words beats the same path with it kept."""
    before = after = ""
    for word in best.words():
        if word.end <= number and word.text:
            before = word.text
        elif word.first > number and word.text:
            after = word.text
            break
    if len(before) <= _SYLLABLE and len(after) <= _SYLLABLE:
        return -math.inf  # a list of letters or syllables, maybe
    if after[:1] in chars.DEPENDENT:
        return -math.inf  # no word begins so: a letter is lost there, and the space is not what is wrong
    previous = best.steps[number - 1].cost if number else 0.0
    return space_cost(before, after, lexicon.load()) - (best.steps[number].cost - previous)


def _words(best: Path, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the cells of each word of the best path, so that an edit is no longer than it must be."""
    for number in range(first, last):
        if best.steps[number].boundary and best.steps[number].settled:
            yield first, number + 1
            first = number + 1


def _confidence(margin: float) -> float:
    return round(1 - 0.1 * math.exp(-max(0.0, margin - _IN_DAMAGE) / 12), 3)


def _confidence_in_a_gap(margin: float, channel: Channel, *, counted: bool) -> float:
    """Return how sure it is that a space between two words was put in.

    How often a document opens gaps behind tall marks, or a line between letters, is counted; where spaces
    between words are a habit, the margin says the less, the rarer they are; elsewhere it rests on the spaces
    nearby and says too much. The lines were fitted to round trips of known text (docs/accuracy.md).
    """
    if counted:
        log_odds = margin
    elif channel.drop_between <= _GAPS_COUNT and not channel.keep_single_space:
        log_odds = margin + 1.2 - 0.65 * channel.drop_between
    else:
        log_odds = 0.65 * margin - 1.6
    return round(1 / (1 + math.exp(-log_odds)), 3) if log_odds > 0 else 0.0


def _edit(  # noqa: PLR0913
    window: str, best: Path, cells: range, margin: float, channel: Channel, *, apart: bool
) -> Edit | None:
    """Return what the best path changes in some cells; its confidence follows the margin (docs/accuracy.md)."""
    start, end = best.starts[cells.start], best.starts[cells.stop]
    parts = best.steps[cells.start : cells.stop]
    before, after = window[start:end], "".join(part.out for part in parts)
    if before == after:
        return None
    if _CUT_VOWEL.match(window, end):
        return None  # a letter is lost there (``ใช ้ าน`` is ใช้งาน), so nothing about its neighbours is sure
    used = [method for move, method in _METHODS.items() if any(part.move == move for part in parts)]
    if before.replace(" ", "") == after.replace(" ", ""):
        used = [method for method in used if method.family == SPACE_IN_WORD.family] or [SPACE_IN_WORD]
    # a space is dropped for a word's sake; letters that make none are a list, or a name to leave alone
    if used == [SPACE_IN_WORD] and not all(part.known for part in parts):
        return None
    rule = "+".join(method.name for method in used)
    if used == [SPACE_BETWEEN]:
        counted = apart or bool(_TALL_GAP.match(window, start - 1))
        confidence = _confidence_in_a_gap(margin, channel, counted=counted)
    else:
        confidence = _confidence(margin)
    return trim(Edit(start, end, before, after, used[0].family, rule, confidence))
