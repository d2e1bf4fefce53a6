"""The stage for recognised text: words that came out with a letter confused, lost, added or swapped.

`thaifix.meant` finds what may be meant in each run of letters. Here the document has its say: what stands
beside the run, titles and cues that announce a name, and the words that it uses elsewhere.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from thaifix import faded, lexicon
from thaifix.edits import Edit, apply, compose, trim
from thaifix.faded import FADING, Faded
from thaifix.knowledge import chars
from thaifix.knowledge.callings import BEFORE_NAMES
from thaifix.knowledge.methods import WORD_RECOGNISED
from thaifix.meant import ALONE, SHORT, read
from thaifix.wordgraph import WordGraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from thaifix.config import Config
    from thaifix.evidence import Evidence
    from thaifix.meant import Change

__all__ = ["doubtful", "misread", "propose"]

_BESIDE = 4.0  # nats by which a word must beat the second-best one
_NAMED = 6.0  # nats more behind a word that announces a name, and over what stands often in the document
_OF_A_PERSON = 8.0  # nats more where what stands beyond the space beside it may be a name as well
_NAME = 24  # letters behind a title that may be the name of a person
_MOST_CREDIT = 3.0  # nats less that a document's own words can ask for
_HABIT = 3  # times that letters stand in a document and are no accident any more
_NEARBY = 50_000  # code points on either side that count as the document
_JOINED = 3.0  # nats by which two runs read better as one: a word was broken between them
_ABBREVIATION = 4  # consonants that may be one
_AROUND = 20  # letters of a run that are read with its neighbour's
_SPREAD = 6.0  # nats over which confidence approaches 1
_DOUBT = 0.5  # share of what is needed from which on a change is at least a suggestion,
_CLEAR, _CLEAR_DOUBT = 3.0, 14.0  # or what it may lack if it gains so much, and no other word is near

_TELLING = 600  # code points for each sure error of a document where another needs
_RELIEF = 1.5  # so many nats less

# Where recognition lost many tones, by nats; set on pages of news recognised by Tesseract, with other pages held out.
_PROOF, _PROOF_ALONE = 7.0, 9.0  # for a tone that shows it, with words beside it or without
_PRIOR_TONES = 10  # tones that a document is taken to have kept, besides those that it has
_LEAST_RATE, _HIGH_RATE = 0.01, 0.05  # share of tones lost from which on it counts, and from which on fully
_FADED = 3.0  # what a mark needs,
_NO_TONE = 1.0  # and more if it is no tone that is missing,
_BY_ITSELF, _BY_ITSELF_RARE = 1.5, 5.0  # if its run tells nothing: an everyday word, or another,
_EVERYDAY, _EVERYDAY_LONG = 6.5, 9.5  # nats up to which a word is one; if it is not short,
_SHORTEST = 3  # letters up to which one must be all of its run
_RARE, _FADED_RARE = 10.0, 4.0  # and if its word is short and rare

_WORDS = "".join(letter for letter in chars.LETTERS if letter not in chars.SIGNS)  # what words are made of
_LEAST_RUN, _LONGEST_RUN = 4, 240  # letters: in fewer nothing tells what is meant, and more are read in parts
_RUN = re.compile(f"[{_WORDS}]{{{_LEAST_RUN},{_LONGEST_RUN}}}")
_SHORT_RUN = re.compile(f"[{_WORDS}]{{2,{_LONGEST_RUN}}}")
_LAST = re.compile(f"[{_WORDS}]+\\Z")
_FIRST = re.compile(f"[{_WORDS}]+")
_TAGS = frozenset("#@")
_MARKS = frozenset(chars.MARKS + chars.SARA_AM + chars.SARA_AA)
_CONSONANTS = frozenset(chars.CONSONANTS)


def propose(text: str, _evidence: Evidence, config: Config) -> list[Edit]:
    """Return the words that are meant, as edits."""
    return [edit for sure, edit in _edits(text, config) if sure and edit.confidence >= config.minimum_confidence]


def doubtful(text: str, _evidence: Evidence, config: Config) -> list[Edit]:
    """Return the words that may be meant where the margins are not reached: the suggestions."""
    return [edit for sure, edit in _edits(text, config) if not sure or edit.confidence < config.minimum_confidence]


def misread(text: str, config: Config) -> bool:
    """Tell whether a text that is sound otherwise holds a word to put right."""
    return any(sure and edit.confidence >= config.minimum_confidence for sure, edit in _edits(text, config))


def _edits(text: str, config: Config) -> Iterable[tuple[bool, Edit]]:
    """Return the edits, and whether the margins are reached; those that reach them stand from left to right."""
    if {WORD_RECOGNISED.name, WORD_RECOGNISED.family} & config.without or chars.PHINTHU in text:
        return ()
    found = list(_by_words(text))
    if sum(surplus >= 0 for _, surplus, _ in found) * _TELLING >= len(text):
        found = [hit if hit.surplus >= 0 else hit._replace(surplus=hit.surplus + _RELIEF) for hit in found]
    if any(_is_lost_tone(edit) for edit, _, _ in found):
        return _with_faded(text, found)
    return [(surplus >= 0, edit) for edit, surplus, doubt in found if surplus >= -doubt]


class _Found(NamedTuple):
    """What is meant somewhere: by how many nats it has more than it needs, and may lack if it is a suggestion."""

    edit: Edit
    surplus: float
    doubt: float


def _by_words(text: str) -> Iterator[_Found]:
    """Yield what is meant by one word after the other."""
    for run, change in _changes(text):
        if not _lies_open(text, run, change):
            surplus = _surplus(text, run, change)
            edit = _edit(text, run.start() + change.start, run.start() + change.end, change.word, surplus)
            if edit is not None:
                yield _Found(edit, surplus, _doubt(change))


def _doubt(change: Change) -> float:
    """Return how many nats a change may lack and still be a suggestion."""
    clear = change.margin >= _BESIDE and change.gain >= _CLEAR
    return max(_DOUBT * change.needed, _CLEAR_DOUBT if clear else 0.0)


def _edit(text: str, start: int, end: int, after: str, surplus: float) -> Edit | None:
    family, rule = WORD_RECOGNISED.family, WORD_RECOGNISED.name
    return trim(Edit(start, end, text[start:end], after, family, rule, _confidence(surplus)))


def _is_lost_tone(edit: Edit) -> bool:
    return not edit.before and edit.after in FADING


def _with_faded(text: str, found: Sequence[_Found]) -> Iterator[tuple[bool, Edit]]:
    """Yield the same edits, and the marks that are meant where many are gone: looked for once the others are there."""
    first = [edit for edit, surplus, _ in found if surplus >= 0]
    middle = apply(text, first)
    marks = list(_faded(middle))
    lost = sum(map(_is_lost_tone, first)) + sum(_is_proof(mark) for _, mark in marks)
    kept = sum(map(middle.count, FADING)) + _PRIOR_TONES
    second: list[_Found] = []
    for run, mark in marks:
        others = lost - _is_proof(mark)  # no mark is a proof of itself
        surplus = mark.margin - _needed_by(mark, others / (others + kept), whole=mark.last - mark.first == len(run[0]))
        edit = _edit(middle, run.start() + mark.start, run.start() + mark.end, mark.after, surplus)
        if edit is not None:
            second.append(_Found(edit, surplus, _DOUBT * mark.margin))
    sure = compose(first, [edit for edit, surplus, _ in second if surplus >= 0], text)
    yield from ((True, edit) for edit in sure)
    starts = [edit.start for edit in sure]
    unsure = [*found, *second] if middle == text else found
    for edit in dict.fromkeys(edit for edit, surplus, doubt in unsure if -doubt <= surplus < 0):
        before = bisect_right(starts, edit.end) - 1
        if before < 0 or sure[before].end < edit.start:
            yield False, edit


def _is_proof(mark: Faded) -> bool:
    """Tell whether a mark shows by itself that the document lost some."""
    if mark.start != mark.end or mark.after not in FADING:
        return False
    return mark.margin >= (_PROOF if mark.letters >= ALONE else _PROOF_ALONE)


def _needed_by(mark: Faded, rate: float, *, whole: bool) -> float:
    """Return how many nats a mark needs where recognition lost so many of all tones; infinity if it lost few.

    ``whole`` tells whether its word is all of the run.
    """
    alone, no_tone = mark.letters < ALONE, mark.start != mark.end
    begun = len(mark.word) <= _SHORTEST and not whole  # Latin letters read as Thai begin so (`ใหโอ`)
    if rate < _LEAST_RATE or (alone and (no_tone or begun)):
        return math.inf
    needed = _FADED + max(0.0, math.log(_HIGH_RATE / rate))
    cost = lexicon.load().word_cost(mark.word)
    needed += _NO_TONE if no_tone else 0.0
    short = len(mark.word) <= SHORT
    if alone:
        needed += _BY_ITSELF if cost <= (_EVERYDAY if short else _EVERYDAY_LONG) else _BY_ITSELF_RARE
    return needed + (_FADED_RARE if short and cost > _RARE else 0.0)


def _faded(text: str) -> Iterator[tuple[re.Match[str], Faded]]:
    """Yield the marks that may be meant, but none where a name may stand or where words show something else."""
    names = _names(text)
    starts, ends = [start for start, _ in names], list(accumulate((end for _, end in names), max))
    for run in _SHORT_RUN.finditer(text):
        for mark in faded.read(run[0]):
            place = run.start() + mark.start
            before = bisect_right(starts, place) - 1
            in_name = before >= 0 and ends[before] >= place
            if not (in_name or _lies_open(text, run, mark) or _is_denied(run[0], mark)):
                yield run, mark


def _is_denied(run: str, mark: Faded) -> bool:
    """Tell whether, of all words, the nearest asks there for other letters: marks alone are no answer then."""
    for change in read(run).changes:
        edit = _edit(run, change.start, change.end, change.word, 0.0)
        beside = edit is not None and edit.start <= mark.last and mark.first <= edit.end
        if edit is not None and beside and not _MARKS.issuperset(edit.before + edit.after):
            return True
    return False


def _names(text: str) -> list[tuple[int, int]]:
    """Return the stretches behind titles where the name of a person may stand."""
    spans: list[tuple[int, int]] = []
    for run in _RUN.finditer(text):
        titled = read(run[0]).titled
        if titled >= 0:
            start = run.start() + titled
            goes_on = run.end() - start <= _NAME and text[run.end() : run.end() + 1] == " "
            spans.append((start, run.end() + 1 + _NAME if goes_on else min(run.end(), start + _NAME)))
    return spans


def _changes(text: str) -> Iterator[tuple[re.Match[str], Change]]:
    """Yield each run with a change in it, but none where the name of a person may stand."""
    named = -1  # up to where a surname may stand
    for run in _RUN.finditer(text):
        if text[run.start() - 1 : run.start()] in _TAGS and run.start():
            continue
        reading = read(run[0])
        titled = reading.titled
        for change in reading.changes:
            in_name = 0 <= titled <= change.start < titled + _NAME
            if not in_name and run.start() + change.start >= named:
                yield run, change
        if titled >= 0 and len(run[0]) - titled <= _NAME and text[run.end() : run.end() + 1] == " ":
            named = run.end() + 1 + _NAME


def _confidence(surplus: float) -> float:
    """Return how sure a change is, by the nats that it has more than it needs (docs/accuracy.md)."""
    return round(1 - 0.1 * math.exp(-max(0.0, surplus) / _SPREAD), 3)


def _surplus(text: str, run: re.Match[str], change: Change) -> float:
    """Return by how many nats a change has more than it needs, in its gain or over the second-best word."""
    needed = change.needed + _by_the_document(text, run, change)
    if any(run[0].endswith(cue, 0, change.start) for cue in BEFORE_NAMES):
        needed += _NAMED
    if _may_be_of_a_person(text, run, change):
        needed += _OF_A_PERSON
    return min(change.gain - needed, change.margin - _BESIDE)


def _by_the_document(text: str, run: re.Match[str], change: Change) -> float:
    """Return how many nats more a change needs, or less, by how often either form stands in the document."""
    as_found = max(1, _count(text, run, change, run[0][change.start : change.end]))
    as_meant = _count(text, run, change, change.word)
    if as_meant > as_found:
        return -min(_MOST_CREDIT, 1 + math.log(as_meant / as_found))
    return _NAMED if as_found >= _HABIT else 0.0


def _count(text: str, run: re.Match[str], change: Change, word: str) -> int:
    """Count a word in the document, beside one of the neighbours that it has here, as far as they are known."""
    first, last = max(0, run.start() - _NEARBY), run.end() + _NEARBY
    forms = {form for form in (change.left + word, word + change.right) if form != word}
    return max((text.count(form, first, last) for form in forms), default=0)


def _may_be_of_a_person(text: str, run: re.Match[str], change: Change) -> bool:
    """Tell whether a change lies at a space beyond which may be the other half of a person's name."""
    if change.end >= len(run[0]) - SHORT and text[run.end() : run.end() + 1] == " ":
        behind = _RUN.match(text, run.end() + 1)
        if behind is not None and read(behind[0]).odd_first:
            return True
    if change.start > SHORT or text[run.start() - 1 : run.start()] != " ":
        return False
    before = _LAST.search(text, max(0, run.start() - 1 - _AROUND), run.start() - 1)
    return before is not None and len(before[0]) >= _LEAST_RUN and read(before[0]).odd_last


def _lies_open(text: str, run: re.Match[str], change: Change | Faded) -> bool:
    """Tell whether a change lies where a part of its word may be missing, or where no word may be meant."""
    first, last = (change.first, change.last) if isinstance(change, Faded) else (change.start, change.end)
    before = run[0][first:last]
    if 1 < len(before) <= _ABBREVIATION and _CONSONANTS.issuperset(before) and before not in lexicon.load():
        return True  # an abbreviation
    at_start, at_end = first == 0, last == len(run[0])
    if (at_start and before.endswith(change.word)) or (at_end and before.startswith(change.word)):
        return True  # a letter at the end of a run may be all that is left of a word
    if at_start and run.start() == 0 and change.word.endswith(before):
        return True  # the text may be a snippet, cut in a word
    if at_end and run.end() == len(text) and change.word.startswith(before):
        return True
    word = change.word if isinstance(change, Faded) else ""
    if at_start and run.start() and (_goes_on(text[run.start() - 1]) or _joins(text, run.start() - 1, right=word)):
        return True
    return at_end and run.end() < len(text) and (_goes_on(text[run.end()]) or _joins(text, run.end(), left=word))


def _goes_on(beside: str) -> bool:
    """Tell whether a character beside a run may be a part of its word: an abbreviation, a letter read as a sign."""
    if beside == "." or not (beside.isprintable() or beside.isspace()):
        return True
    return beside.isalnum() and beside not in chars.SIGNS


def _joins(text: str, place: int, left: str = "", right: str = "") -> bool:
    """Tell whether the letters on either side of a single space or line end read better as one run.

    Where what is meant on a side is known, it is given: what stands there would go with anything.
    """
    before = _LAST.search(text, max(0, place - _AROUND), place)
    behind = _FIRST.match(text, place + 1, place + 1 + _AROUND)
    if text[place] not in {" ", "\n"} or before is None or behind is None:
        return False
    words, left, right = lexicon.load(), left or before[0], right or behind[0]
    return WordGraph(left + right, words).cost < WordGraph(left, words).cost + WordGraph(right, words).cost - _JOINED
