"""Holes: one code in the place of several marks, which words tell apart.

A font that has no code for its shifted marks makes extractors write U+FFFD or U+0000 for every tone,
so that the code means nothing by itself (``พื�นที�`` is พื้นที่). Where a document shows the same hole
often, each is read as the mark that makes a word of the letters around it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from thaifix import lexicon
from thaifix.edits import Edit
from thaifix.knowledge import chars
from thaifix.knowledge.methods import HOLE_FILLED
from thaifix.substitutions import Option, Swap, read, windows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from thaifix.substitutions import Choice

__all__ = ["filled"]

_OFTEN = 5  # places from which on a hole is a habit
_PROOFS = 4  # different words that prove it, of
_WORD = 4  # code points and more
_MEANINGS = 2  # different marks that these show; a hole that is always the same mark is a glyph code
_FILL = 2.0  # nats for a mark read in a hole
_WINDOW, _MOST = 60, 12  # code points that are read at once, and the holes among them that still leave words
_MARGIN = 4.0  # nats by which the best mark must win
_CONFIDENCE = 0.95
# what means nothing; of other codes the swaps learn what they mean
_HOLES = "\0\N{REPLACEMENT CHARACTER}\ufffe\uffff"
_CODES = re.escape(_HOLES)
_BEARERS = chars.CONSONANTS + chars.VOWEL_MARKS
_HOLE = re.compile(f"(?<=[{_BEARERS}])[{_CODES}](?![{_CODES}{chars.MARKS}{chars.SARA_AA}{chars.SARA_AM}])")
_RUN = re.compile(f"[{chars.LETTERS}]+(?:[{_CODES}][{chars.LETTERS}]*)+")


def filled(text: str) -> Iterator[Edit]:
    r"""Yield an edit for each hole whose mark the words show, in a document that shows such holes often.

    >>> text = "พื�นที�ทั�งหมดเริ�มเพิ�มขึ�น ผู้อื�นทั�วไปเชื�อมต่อ"
    >>> {edit.after for edit in filled(text)} == {"\N{THAI CHARACTER MAI EK}", "\N{THAI CHARACTER MAI THO}"}
    True
    """
    if not any(code in text for code in _HOLES):  # ten times as fast as to look where they stand
        return
    places: dict[str, list[int]] = defaultdict(list)
    for hit in _HOLE.finditer(text):
        places[hit[0]].append(hit.start())
    wanted = {place for some in places.values() if len(some) >= _OFTEN for place in some}
    if not wanted:
        return
    found: list[tuple[int, Choice]] = []
    for run in _RUN.finditer(text):
        for offset, window in windows(run[0], _WINDOW):
            start = run.start() + offset
            here = [place for place in range(1, len(window)) if start + place in wanted]
            if 0 < len(here) <= _MOST:
                found += [(start, choice) for choice in _read(window, here)]
    proved = _proved(found)
    for start, choice in found:
        swap = choice.option.swap
        if swap.code in proved:
            place = start + choice.start
            yield Edit(place, place + 1, swap.code, swap.meaning, HOLE_FILLED.family, HOLE_FILLED.name, _CONFIDENCE)


def _proved(found: Sequence[tuple[int, Choice]]) -> set[str]:
    """Return the codes that stand for several marks beyond doubt."""
    words: dict[str, set[str]] = defaultdict(set)
    marks: dict[str, Counter[str]] = defaultdict(Counter)
    for _, choice in found:
        if len(choice.word) >= _WORD:
            words[choice.option.swap.code].add(choice.word)
            marks[choice.option.swap.code][choice.option.swap.meaning] += 1
    return {code for code, some in words.items() if len(some) >= _PROOFS and len(marks[code]) >= _MEANINGS}


def _read(run: str, places: Sequence[int]) -> Iterator[Choice]:
    """Yield what the words make of the holes in a run of letters, where one mark is clearly the best."""
    options = {place: list(_options(run, place)) for place in places}
    words = lexicon.load()
    best = read(run, options, words)
    for choice in best.choices:
        if not choice.word or not choice.clean:
            continue
        without = dict(options)
        without[choice.start] = [option for option in options[choice.start] if option.swap != choice.option.swap]
        if read(run, without, words).nats - best.nats >= _MARGIN:
            yield choice


def _options(run: str, place: int) -> Iterator[Option]:
    marks = chars.TOP_MARKS if run[place - 1] in chars.VOWEL_MARKS else chars.MARKS
    for mark in marks:
        if mark not in chars.NIKHAHIT + chars.YAMAKKAN + chars.PHINTHU:
            yield Option(1, mark, _FILL, Swap(run[place], mark))
