"""The screen: in a text that is sound otherwise, the cues behind which no sound name and no words stand.

A long sound text must cost almost nothing, so only cues are looked at behind which all names are
known: those of places, ministries and departments. Each has a part that is rare and fast to find; a
regular expression takes it with the letters behind it there. What was found sound once, here or in
another text, is not looked at again.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from thaifix import lexicon
from thaifix.knowledge import chars
from thaifix.knowledge.rewrites import HOLE
from thaifix.lattice import words_reach
from thaifix.names.catalogue import trie_pattern
from thaifix.needles import Needles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from thaifix.names.catalogue import Catalogue, Group

__all__ = ["CUES", "LONG_TEXT", "RUN", "TRACES", "Screen", "Seen", "look", "look_at"]

CUES = ("กระทรวง", "กรม", "กิ่ง อ.", "กิ่งอำเภอ", "จ.", "จว.", "จังหวัด", "ต.", "ตำบล", "สป.", "อ.", "อำเภอ")
"""The cues behind which all names are known, but for new ones; a test compares them with the gazetteer."""
TRACES = {"ทรวง": "กระทรวง", "งหวัด": "จังหวัด", "จังห": "จังหวัด", "เภอ": "อำเภอ"}
"""Ends and beginnings of cues that hardly stand in anything else: where one is without the rest, an error may be."""
_RARE = ("กรม", "ตำบล")
_STOP = "."
"""Of these three, each of the other cues has one; so a few searches for a string find every cue."""
LONG_TEXT = 400
"""Code points up to which all of a sound text is looked at; in a longer one, what stands behind some cues."""
_BEFORE_TRACE = 5  # code points before such an end where the cue may begin
RUN = 40
"""Letters behind a cue that are taken with it: the longest name of a ministry."""
_WORDS, _LAST_WORD = 24, 8  # letters of these that must be words, but for the last, which may be cut
_SHORTEST = 3  # letters without which nothing is a name
_MANY = 1 << 15  # of what was found sound, as many are remembered


class Seen(NamedTuple):
    """What there is to look at in a text.

    Attributes:
        cues: where each cue stands, with itself and the letters behind it.
        traces: where one end of a cue stands without the other.
    """

    cues: Sequence[tuple[int, tuple[str, str]]]
    traces: Sequence[int]


class Screen:
    """Passes what is sound. Threads may share it."""

    def __init__(self, shelf: Catalogue) -> None:
        """Take a catalogue."""
        self._shelf = shelf
        self._sound: set[tuple[str, str]] = set()
        self._doubtful: set[tuple[str, str]] = set()

    def doubts(self, text: str) -> list[int]:
        """Return where a cue may stand behind which there is neither a known name nor words, in order.

        >>> from thaifix.names.catalogue import catalogue
        >>> Screen(catalogue()).doubts("จังหวัดเลย จังหวัดอัจฉริยะ และจังหวัดศรีสะแกษ")
        [30]
        """
        return self.doubts_of(look(text))

    def doubts_of(self, seen: Seen) -> list[int]:
        """Return the same from what was seen in the text already."""
        unsound = {cue: place for place, cue in seen.cues if cue not in self._sound}
        places = {start for end in seen.traces for start in range(max(0, end - _BEFORE_TRACE), end + 1)}
        if unsound:
            doubtful = {cue for cue in unsound if cue in self._doubtful or not self._is_sound(*cue)}
            if len(self._sound) < _MANY:
                self._sound.update(unsound.keys() - doubtful)
                self._doubtful |= doubtful
            places.update(place for place, cue in seen.cues if cue in doubtful)
        return sorted(places)

    def _is_sound(self, cue: str, behind: str) -> bool:
        """Tell whether what stands behind a cue is a known name, made of words, or too short for a name."""
        gap = behind[:1] in {" ", "\n"}
        run = behind[gap:]
        if len(run) < _SHORTEST:
            return True
        groups = [self._shelf.group(name) for name in self._shelf.groups_of[cue]]
        if groups[0].cued_inside:  # few names: whether one is near is told as fast as whether these are words
            return all(_is_agency(cue + behind, group) or not group.may_begin(cue + behind) for group in groups)
        if run[0] in chars.DEPENDENT or any(group.known_at(run, 0) for group in groups):
            return True
        return _made_of_words(run[:_WORDS]) and not any(group.one_error_at(run) for group in groups)


def _is_agency(piece: str, group: Group) -> bool:
    """Tell whether a known name stands there, and behind it nothing or words."""
    return group.known_at(piece, 0) or (
        (name := group.longest_at(piece, 0)) != "" and _made_of_words(piece[len(name) :][:_WORDS])
    )


def _made_of_words(run: str) -> bool:
    needed = len(run) if len(run) < _WORDS else _WORDS - _LAST_WORD
    return words_reach(run, lexicon.load()) >= needed


def look(text: str) -> Seen:
    """Return the cues of a text and their traces: no gazetteer is needed for that.

    >>> look("ในจังหวัดเลย")
    Seen(cues=[(2, ('จังหวัด', 'เลย'))], traces=[])
    >>> look("กะทรวงคมนาคม"), look("มีพื้นที่")
    (Seen(cues=[], traces=[2]), Seen(cues=[], traces=[]))
    """
    begins: list[int] = []
    traces: list[int] = []
    for place, part in _needles().places(text):
        if part.endswith(_STOP):
            begins += [place + 1 - back for back in _stops()[part[0]] if place + 1 >= back]
            continue
        if _is_whole(text, place, part):
            begins += [place - back for back in _parts()[part][2] if place >= back]
        elif part in TRACES:
            traces.append(place)
    return Seen(list(_matched(text, sorted(begins))), traces)


def look_at(text: str, places: Iterable[int]) -> Seen:
    """Return the same at a few places, in order, where either begins that is worth a look.

    >>> look_at("ในจังหวัดเลย กะทรวงคมนาคม", [2, 15])
    Seen(cues=[(2, ('จังหวัด', 'เลย'))], traces=[15])
    """
    match = _cues().match
    cues: list[tuple[int, tuple[str, str]]] = []
    traces: list[int] = []
    for place in places:
        if hit := match(text, place):
            cue, behind = hit.groups()
            cues.append((place, (cue, behind)))
        else:
            traces += [place for part in TRACES if text.startswith(part, place) and not _is_whole(text, place, part)]
    return Seen(cues, traces)


def _is_whole(text: str, place: int, part: str) -> bool:
    """Tell whether a part of a cue stands with the rest of it."""
    whole, ahead, _ = _parts()[part]
    return place >= ahead and text.startswith(whole, place - ahead)


@cache
def _needles() -> Needles:
    return Needles([*_parts(), *(f"{letter}{_STOP}" for letter in _stops())])


def _matched(text: str, begins: Iterable[int]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield the cues that begin at some of these places; none overlaps another."""
    match, done = _cues().match, 0
    for place in begins:
        if place >= done and (hit := match(text, place)):
            cue, behind = hit.groups()
            yield place, (cue, behind)
            done = place + len(cue)


@cache
def _parts() -> Mapping[str, tuple[str, int, tuple[int, ...]]]:
    """By each rare part the cue it is of, how far before it that begins, and how far others do that hold that."""
    wholes = TRACES | {cue: cue for cue in _RARE}
    return {
        part: (cue, cue.index(part), tuple(one.index(part) for one in CUES if cue in one))
        for part, cue in wholes.items()
    }


@cache
def _stops() -> Mapping[str, tuple[int, ...]]:
    """By the letter before its full stop, how far before the stop a cue begins that is an abbreviation."""
    short = [cue for cue in CUES if cue.endswith(_STOP)]
    return {cue[-2]: tuple(len(one) - 1 for one in short if one[-2] == cue[-2]) for cue in short}


@cache
def _cues() -> re.Pattern[str]:
    """Find any cue, and tell what stands behind it; an abbreviation, where no letter or full stop is before it."""
    by_first: dict[str, list[str]] = {}
    for cue in CUES:
        by_first.setdefault(cue[0], []).append(cue[1:])
    branches = []
    for first, rests in by_first.items():  # looking behind is done last: else every place would be looked at
        words = trie_pattern(rest for rest in rests if not rest.endswith("."))
        short = trie_pattern(rest for rest in rests if rest.endswith("."))
        behind = f"(?<![.{chars.LETTERS}]{first})"
        branches.append(f"{first}(?:{'|'.join(filter(None, (words, short and f'{behind}(?:{short})')))})")
    return re.compile(f"({'|'.join(branches)})(?=([ \\n]?[{chars.LETTERS}{HOLE}]{{0,{RUN}}}))")
