"""The stage for recognised text: words that came out with a letter confused, lost, added or swapped.

`thaifix.meant` finds what may be meant in each run of letters. Here the document has its say: what stands
beside the run, titles and cues that announce a name, and the words that it uses elsewhere.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from thaifix import lexicon
from thaifix.edits import Edit, trim
from thaifix.knowledge import chars
from thaifix.knowledge.callings import BEFORE_NAMES
from thaifix.knowledge.methods import WORD_RECOGNISED
from thaifix.meant import SHORT, read
from thaifix.wordgraph import WordGraph

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_DOUBT = 0.5  # share of what is needed from which on a change is at least a suggestion

_WORDS = "".join(letter for letter in chars.LETTERS if letter not in chars.SIGNS)  # what words are made of
_LEAST_RUN, _LONGEST_RUN = 4, 240  # letters: in fewer nothing tells what is meant, and more are read in parts
_RUN = re.compile(f"[{_WORDS}]{{{_LEAST_RUN},{_LONGEST_RUN}}}")
_LAST = re.compile(f"[{_WORDS}]+\\Z")
_FIRST = re.compile(f"[{_WORDS}]+")
_TAGS = frozenset("#@")
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


def _edits(text: str, config: Config) -> Iterator[tuple[bool, Edit]]:
    """Yield the edits, from left to right, and whether the margins are reached."""
    if {WORD_RECOGNISED.name, WORD_RECOGNISED.family} & config.without or chars.PHINTHU in text:
        return
    for run, change in _changes(text):
        if _lies_open(text, run, change):
            continue
        surplus = _surplus(text, run, change)
        if surplus < -_DOUBT * change.needed:
            continue
        start, end = run.start() + change.start, run.start() + change.end
        family, rule = WORD_RECOGNISED.family, WORD_RECOGNISED.name
        edit = trim(Edit(start, end, text[start:end], change.word, family, rule, _confidence(surplus)))
        if edit is not None:
            yield surplus >= 0, edit


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


def _lies_open(text: str, run: re.Match[str], change: Change) -> bool:
    """Tell whether a change lies where a part of its word may be missing, or where no word may be meant."""
    before = run[0][change.start : change.end]
    if 1 < len(before) <= _ABBREVIATION and _CONSONANTS.issuperset(before) and before not in lexicon.load():
        return True  # an abbreviation
    at_start, at_end = change.start == 0, change.end == len(run[0])
    if (at_start and before.endswith(change.word)) or (at_end and before.startswith(change.word)):
        return True  # a letter at the end of a run may be all that is left of a word
    if at_start and run.start() == 0 and change.word.endswith(before):
        return True  # the text may be a snippet, cut in a word
    if at_end and run.end() == len(text) and change.word.startswith(before):
        return True
    if at_start and run.start() and (_goes_on(text[run.start() - 1]) or _joins(text, run.start() - 1)):
        return True
    return at_end and run.end() < len(text) and (_goes_on(text[run.end()]) or _joins(text, run.end()))


def _goes_on(beside: str) -> bool:
    """Tell whether a character beside a run may be a part of its word: an abbreviation, a letter read as a sign."""
    if beside == "." or not (beside.isprintable() or beside.isspace()):
        return True
    return beside.isalnum() and beside not in chars.SIGNS


def _joins(text: str, place: int) -> bool:
    """Tell whether the letters on either side of a single space or line end read better as one run."""
    left = _LAST.search(text, max(0, place - _AROUND), place)
    right = _FIRST.match(text, place + 1, place + 1 + _AROUND)
    if text[place] not in {" ", "\n"} or left is None or right is None:
        return False
    words = lexicon.load()
    apart = WordGraph(left[0], words).cost + WordGraph(right[0], words).cost
    return WordGraph(left[0] + right[0], words).cost < apart - _JOINED
