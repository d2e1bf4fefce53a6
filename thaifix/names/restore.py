"""The stage that restores names: near misses of known names become these names.

A cue (``จังหวัด``, ``อ.``, ``กรม``) opens a window. Each known name that may have come out as the
beginning of the window is weighed: what it costs that it came out so, what the name costs among
those of its kind, what the rest of the window costs in words. A name is restored if that beats the
window read as it stands, known words or not, and beats the second-best name, both by a margin. So
a sound name that is in no table, made of words or of letters that could be Thai, stays.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from thaifix import lexicon, scans, thaibytes
from thaifix.borders import between_words
from thaifix.edits import Edit
from thaifix.knowledge import chars
from thaifix.knowledge.methods import NAME_RESTORED
from thaifix.knowledge.rewrites import HOLE
from thaifix.lattice import words_reach
from thaifix.names.catalogue import AGENCIES, AGENCY_WINDOW, CueAt, catalogue, may_open
from thaifix.names.distance import distance, prefix_costs
from thaifix.names.known import places
from thaifix.names.lists import may_list, members, members_at
from thaifix.names.nearby import close
from thaifix.names.reading import suffix_costs
from thaifix.names.rests import Rests
from thaifix.names.screen import LONG_TEXT, Screen, look, look_at
from thaifix.names.sieve import WORTH_IT, Sieve
from thaifix.ownwords import sift

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from thaifix.config import Config
    from thaifix.evidence import Evidence
    from thaifix.gazetteer import Entry
    from thaifix.names.catalogue import Catalogue, Group
    from thaifix.names.lists import Places
    from thaifix.names.screen import Seen

__all__ = ["doubtful", "misspelt", "misspelt_at", "propose"]

_GAINS = {"province": 6.0, "district": 10.0, "subdistrict": 14.0, "local-government": 14.0}
"""Nats by which a name must beat the window as it stands; set on government news and made-up errors, docs/names.md."""
_GAIN_OF_AGENCY = 10.0
_GAIN_OF_CONFIRMED = 6.0  # of a place that lies in the one named beside it,
_GAIN_OVER_WORDS = 7.0  # and of such a one over a name made of words, as those of villages are
_GAIN_OF_USER = 6.0
_GAIN_OF_CHANGED_CUE = 20.0  # of an agency whose cue has a word more or less, and all else is right
_LONGER_CUE = "สำนักงาน"  # the one cue that begins with another, which is mistaken for it
_A_WORD = 3  # letters
_WITHIN_PARENT = 2.0  # nats for a name that lies in the place named beside it,
_OUTSIDE_PARENT = 8.0  # and above the prior for one that lies elsewhere
_SLACK = 5  # letters by which a damaged name may be longer or shorter
_TAIL = 12  # code points behind the longest name that are read with it
_CELL = 64  # code points of a text of which it is remembered whether there is a name to restore
_SHORT, _SHORT_WITHIN = 3, 2  # letters without which nothing is a name; one that lies in the place named beside it
_CUT_SHORT = 2  # letters that are missing at the end of a shorter name, rather than lost
_FEW, _COMMON = 5, 6.9  # letters left behind a place, and nats that a word costs with which sentences go on (มี, และ)
_THAI_PER_DAMAGE = 2000  # Thai letters to a sign of damage, from which on a text counts as sound
_DOUBT = 0.5  # share of a margin from which on a restoration is at least a suggestion
_REACH = 90  # code points around a name in which the place it belongs to is looked for
_PLACE_WINDOW = 36  # code points that the window of a place holds at most
_ERRORS = (4.0, 1.3, 20.0)  # nats of errors that the name of a place may have
_ERRORS_WITHIN = (7.0, 1.5, 20.0)  # the same for a place that lies in the one named beside it, which tells much
_ERRORS_OF_AGENCY = (4.0, 0.8, 20.0)  # the same for a name that begins with its cue, which tells nothing
_LETTERS = frozenset(chars.LETTERS)
_CODE = "(cid:"  # begins a letter that came out as a number: what it was is for the glyph codes to say
_RUN = re.compile(f"[{chars.LETTERS}{HOLE}]*")
_WORDS = re.compile(f"[{chars.LETTERS}]+")


@dataclass(frozen=True, slots=True)
class _Choice:
    """The best name for a window.

    Attributes:
        name: the form that was chosen.
        length: code points of the window that it replaces.
        gain: nats by which it beats the window as it stands.
        margin: nats by which it beats the second-best name.
        confirmed: whether it lies in the place that is named beside it.
    """

    name: str
    length: int
    gain: float
    margin: float
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class _Spot:
    """A choice, where its window starts, and the group it was made in.

    Attributes:
        adds_a_word: whether the name has a word more or less than what stands there, in its own part, and
        changes_cue: whether it has in its cue (``สำนัก`` for ``สำนักงาน``).
        over_words: whether what stands there is made of words.
    """

    start: int
    group: str
    choice: _Choice
    adds_a_word: bool = False
    changes_cue: bool = False
    over_words: bool = False


def propose(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    """Return the names to restore, as edits."""
    found = [spot for spot, sure in _restorations(text, config, sound=_is_sound_mostly(text, evidence)) if sure]
    return [edit for spot in found for edit in _edits(text, spot, config)]


def doubtful(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    """Return the names that may be meant where the margins are not reached: the suggestions."""
    found = [spot for spot, sure in _restorations(text, config, sound=_is_sound_mostly(text, evidence)) if not sure]
    return [edit for spot in found for edit in _edits(text, spot, config)]


def _is_sound_mostly(text: str, evidence: Evidence) -> bool:
    """Tell whether a text is long and damaged, if at all, in so few places that it is no sign of damage elsewhere."""
    return len(text) > LONG_TEXT and not evidence.damaged and evidence.damage <= evidence.thai / _THAI_PER_DAMAGE


def misspelt(text: str, config: Config) -> bool:
    """Tell whether a text that is sound otherwise holds a name to restore.

    In a long one only cues are looked at whose names are all known (places, ministries, departments), and
    only where no words stand behind them, so that sound documents stay fast. All else is restored in
    documents with other damage, and in short texts.
    """
    if len(text) <= _CELL and not config.names:
        return _is_misspelt_cell(text, config)
    return any(sure for _, sure in _restorations(text, config, sound=len(text) > LONG_TEXT))


def misspelt_at(text: str, config: Config, places: Places) -> bool:
    """Tell the same of a text longer than `LONG_TEXT`, without names of the user's own, by what a sweep found in it."""
    known = _known_at(text, places)
    return any(sure for _, sure in _restorations(text, config, sound=True, known=known))


@lru_cache(maxsize=4096)
def _is_misspelt_cell(text: str, config: Config) -> bool:
    """Remember what was found of cells of tables, many of which say the same."""
    return any(sure for _, sure in _restorations(text, config))


def _restorations(
    text: str, config: Config, *, sound: bool = False, known: _Known | None = None
) -> Iterator[tuple[_Spot, bool]]:
    """Yield the names, from left to right, and whether the margins are reached; of sound text, what is in doubt."""
    if {NAME_RESTORED.name, NAME_RESTORED.family} & config.without:
        return
    found = _spots(text, config, known or (_known(text, config) if sound else None))
    if not found:
        return
    taken: set[int] = set()
    chosen: list[_Spot] = []
    for spot in sorted(found, key=lambda spot: (-spot.choice.gain, spot.start)):
        place = range(spot.start, spot.start + spot.choice.length)
        if taken.isdisjoint(place) and _is_worth_telling(spot, config):
            taken.update(place)
            chosen.append(spot)
    for spot in sorted(chosen, key=lambda spot: spot.start):
        needed = _gain(spot)
        sure = not spot.adds_a_word and spot.choice.gain >= needed and spot.choice.margin >= config.names_margin
        sure = sure and _confidence(spot, config) >= config.minimum_confidence
        # a name is restored as a whole or not at all, though it takes several edits
        yield spot, sure and not sift(text, list(_edits(text, spot, config)), config)[1]


class _Known(NamedTuple):
    """What is known of a sound text: the cues to look at, and where columns and lists may be, if that is known."""

    seen: Seen
    places: Places | None = None

    def may_list(self, text: str) -> bool:
        """Tell whether the text may have a column or a list."""
        return bool(self.places.lists or self.places.columns) if self.places else may_list(text)


def _known(text: str, config: Config) -> _Known:
    """Return what there is to look at in a text, by a sweep where that is compiled."""
    if not scans.COMPILED or config.names:
        return _Known(look(text))
    return _known_at(text, places(text))


def _known_at(text: str, found: Places) -> _Known:
    return _Known(look_at(text, found.cues), found)


def _spots(text: str, config: Config, sound: _Known | None) -> list[_Spot]:
    """Return the best name wherever one may be meant; in a sound text, only where that is cheap to tell."""
    listed = sound.may_list(text) if sound else may_list(text)
    if not (config.names or (any(sound.seen) if sound else may_open(text)) or listed):
        return []
    shelf = catalogue(config.names)
    found = list(_in_lists(text, shelf, config, sound and sound.places)) if listed else []
    if sound:
        found += _behind_cues(text, _doubtful_cues(text, sound.seen, shelf), shelf, config)
    else:
        of_cues, of_rests = _places(text, shelf)
        found += _behind_cues(text, shelf.damaged_cues(text, of_cues), shelf, config)
        found += _behind_lost_cues(text, of_rests, shelf, config)
    if config.names:
        found += _of_user(text, shelf)
    return found


def _is_worth_telling(spot: _Spot, config: Config) -> bool:
    choice = spot.choice
    return choice.gain >= _DOUBT * _gain(spot) and choice.margin >= _DOUBT * config.names_margin


def _edits(text: str, spot: _Spot, config: Config) -> Iterator[Edit]:
    """Yield what must be replaced to make the name."""
    confidence = _confidence(spot, config)
    window = text[spot.start : spot.start + spot.choice.length]
    for kind, a, b, c, d in _opcodes(window, spot.choice.name):
        if kind != "equal":
            yield Edit(
                spot.start + a,
                spot.start + b,
                window[a:b],
                spot.choice.name[c:d],
                NAME_RESTORED.family,
                NAME_RESTORED.name,
                confidence,
            )


def _confidence(spot: _Spot, config: Config) -> float:
    """Return how sure a restoration is, by the nats that it is above what is needed."""
    above = max(0.0, min(spot.choice.gain - _gain(spot), spot.choice.margin - config.names_margin))
    return round(1 - 0.08 * math.exp(-above / 5), 3)


def _behind_cues(text: str, hits: Iterable[CueAt], shelf: Catalogue, config: Config) -> Iterator[_Spot]:
    """Yield the best name at each cue, sound or damaged, where another one stands."""
    done = 0
    for hit in hits:
        if hit.start < done or not _opens(text, hit):
            continue
        if hit.text not in shelf.groups_of and _is_sound(text, hit, shelf):
            continue
        spot = _at_groups(text, hit, shelf, config)
        if spot is not None:
            yield spot
            done = spot.start + spot.choice.length


def _doubtful_cues(text: str, seen: Seen, shelf: Catalogue) -> list[CueAt]:
    """Return the cues of a sound text that do not pass the screen."""
    return [hit for place in _screen(shelf).doubts_of(seen) for hit in shelf.damaged_cues(text, (place,))]


@lru_cache(maxsize=8)
def _screen(shelf: Catalogue) -> Screen:
    return Screen(shelf)


def _at_groups(text: str, hit: CueAt, shelf: Catalogue, config: Config) -> _Spot | None:
    """Return the best name of the first group of a cue that has one, or the cue itself where that is damaged."""
    if hit.text in shelf.damaged_cues_of_places:
        return _cue_of_place(text, hit, shelf, config)
    if hit.text in shelf.damaged_cues_of_agencies:
        piece = text[hit.start : hit.start + shelf.longest_agency + 2]
        spot = _agency_at(piece, hit.text, shelf, config.names_kinds)
        return replace(spot, start=hit.start) if spot else None
    for name in shelf.damaged_groups_of[hit.text]:
        spot = _at_cue(text, hit, shelf, name)
        if spot is not None and shelf.has_kind(name, spot.choice.name, config.names_kinds):
            return spot
    return None


@lru_cache(maxsize=4096)
def _agency_at(piece: str, cue: str, shelf: Catalogue, kinds: frozenset[str]) -> _Spot | None:
    """Return the best name at a cue that only agencies begin with; a piece of text tells all about these."""
    for name in shelf.damaged_groups_of[cue]:
        spot = _at_cue(piece, CueAt(0, cue), shelf, name)
        if spot is not None and shelf.has_kind(name, spot.choice.name, kinds):
            return spot
    return None


def _cue_of_place(text: str, hit: CueAt, shelf: Catalogue, config: Config) -> _Spot | None:
    """Weigh whether the cue of a place is meant: only where a known name stands behind it."""
    cue, name = shelf.damaged_cues_of_places[hit.text]
    group = shelf.group(name)
    start = hit.end + (text[hit.end : hit.end + 1] == " ")
    form = group.longest_at(text, start)
    if not group.known_at(text, start) or not shelf.has_kind(name, form, config.names_kinds):
        return None
    window = text[hit.start : start + len(form) + _TAIL]
    rest = suffix_costs(window)
    meant = distance(cue, hit.text) + group.prior + rest[start + len(form) - hit.start]
    return _Spot(hit.start, name, _Choice(cue, len(hit.text), rest[0] - meant, math.inf))


def _in_lists(text: str, shelf: Catalogue, config: Config, places: Places | None) -> Iterator[_Spot]:
    """Yield the best name for each member of a column or list that is none, if it is that and nothing more."""
    for member in members_at(text, shelf, places) if places else members(text, shelf):
        window = text[member.start : member.end]
        choice = _choose(window, shelf, member.kind, member.parent)
        if choice and choice.length == len(window) and shelf.has_kind(member.kind, choice.name, config.names_kinds):
            yield _spot(choice, member.start, member.kind, window)


def _behind_lost_cues(text: str, places: Iterable[int], shelf: Catalogue, config: Config) -> Iterator[_Spot]:
    """Yield agencies of which all is there but the cue, which is beyond recognition.

    The rest alone may well be meant: an agency is named for what it deals with. So only what stands
    before the rest is weighed: it must make a worse word than a cue.
    """
    for found in _rests(shelf).starts(text, places):
        window = _line(text, found.start, AGENCY_WINDOW)
        choice = _choose(window, shelf, found.group, "")
        if choice and shelf.has_kind(found.group, choice.name, config.names_kinds):
            before, cue = text[max(0, found.start - _TAIL) : found.start], text[found.start : found.end]
            as_it_stands = suffix_costs(before + cue)[0] - suffix_costs(before)[0]
            gain = min(choice.gain, as_it_stands - found.cost)
            yield _spot(replace(choice, gain=gain), found.start, found.group, window)


def _places(text: str, shelf: Catalogue) -> tuple[Sequence[int], Sequence[int]]:
    """Return where cues may begin, and where what rests are known by may stand; in a short text, where either may."""
    data = thaibytes.encode(text)
    if len(text) >= WORTH_IT:
        return _sieve_of_cues(shelf).places(data), _sieve_of_rests(shelf).places(data)
    either = _sieve_of_both(shelf).places(data)
    return either, either


@lru_cache(maxsize=8)
def _sieve_of_cues(shelf: Catalogue) -> Sieve:
    return Sieve(shelf.all_cues)


@lru_cache(maxsize=8)
def _sieve_of_rests(shelf: Catalogue) -> Sieve:
    return Sieve(_rests(shelf).grams)


@lru_cache(maxsize=8)
def _sieve_of_both(shelf: Catalogue) -> Sieve:
    return Sieve([*shelf.all_cues, *_rests(shelf).grams])


@lru_cache(maxsize=8)
def _rests(shelf: Catalogue) -> Rests:
    return Rests(shelf)


def _gain(spot: _Spot) -> float:
    """Return the nats by which a name must beat the window as it stands."""
    if spot.group.startswith(AGENCIES):
        return _GAIN_OF_CHANGED_CUE if spot.changes_cue else _GAIN_OF_AGENCY
    least = _GAINS.get(spot.group.partition("@")[0], _GAIN_OF_USER)
    if not spot.choice.confirmed:
        return least
    return min(least, _GAIN_OVER_WORDS if spot.over_words else _GAIN_OF_CONFIRMED)


def _run_at(text: str, start: int, most: int) -> str:
    """Return the letters that follow, ``most`` at most."""
    found = _RUN.match(text, start, start + most)
    return found[0] if found else ""


def _line(text: str, start: int, most: int) -> str:
    """Return what follows on the line, ``most`` code points at most."""
    end = text.find("\n", start, start + most)
    return text[start : start + most if end < 0 else end]


def _is_sound(text: str, hit: CueAt, shelf: Catalogue) -> bool:
    """Tell whether what looks like a damaged cue is a part of a sound one, or begins with no letter of its own."""
    start = hit.start
    if not between_words(text, start):
        return True
    cues = (shelf.cue_pattern.match(text, before) for before in range(max(0, start - 2), start))
    return any(cue is not None and cue.end() > start for cue in cues)


def _opens(text: str, hit: CueAt) -> bool:
    """Tell whether a cue stands where a word can begin; an abbreviation, where nothing is before it."""
    before = text[hit.start - 1 : hit.start]
    if hit.text.endswith("."):
        return before not in _LETTERS and before != "."
    return before not in chars.LEADING_VOWELS or not before


def _at_cue(text: str, hit: CueAt, shelf: Catalogue, name: str) -> _Spot | None:
    """Weigh the names of a group at a cue."""
    group = shelf.group(name)
    if name.startswith(AGENCIES):
        start = hit.start
        if group.known_at(text, start):
            return None
        window = _line(text, start, AGENCY_WINDOW)
        choice = _choose(window, shelf, name, "")
        return _spot(choice, start, name, window) if choice else None
    return _place_at_cue(text, hit, shelf, name)


def _place_at_cue(text: str, hit: CueAt, shelf: Catalogue, name: str) -> _Spot | None:
    """Weigh the names of places behind a cue."""
    start = hit.end + (text[hit.end : hit.end + 1] in {" ", "\n"})
    window = _run_at(text, start, _PLACE_WINDOW)
    if not window or window[0] in chars.DEPENDENT or text.startswith(_CODE, start + len(window)):
        return None
    if shelf.group(name).known_at(text, start):
        return None
    parent = _parent(text, hit.start, start + len(window), shelf, name)
    if len(window) < (_SHORT_WITHIN if parent else _SHORT):
        return None
    choice = _choose(window, shelf, name, parent)
    if choice is None or _goes_on(window[choice.length :]):
        return None
    return _spot(choice, start, name, window)


def _goes_on(left: str) -> bool:
    """Tell whether the few letters behind a place are part of a longer name, no word that sentences go on with."""
    return 0 < len(left) <= _FEW and lexicon.load().word_cost(left) > _COMMON


def _spot(choice: _Choice, start: int, group: str, window: str) -> _Spot:
    there = window[: choice.length]
    over_words = words_reach(there, lexicon.load()) == len(there)
    added = list(_words_added(there, choice.name))
    in_cue = [end <= len(_LONGER_CUE) and choice.name.startswith(_LONGER_CUE) for end in added]
    return _Spot(start, group, choice, not all(in_cue), any(in_cue), over_words)


def _words_added(window: str, name: str) -> Iterator[int]:
    """Yield where letters end in a name, enough for a word, that the window has not, or the other way round."""
    for _, a, b, c, d in _opcodes(window, name):
        if abs((b - a) - (d - c)) >= _A_WORD:
            yield d


@lru_cache(maxsize=4096)
def _opcodes(window: str, name: str) -> Iterable[tuple[str, int, int, int, int]]:
    """Return what turns a window into a name."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - only a misspelt name needs it

    return SequenceMatcher(None, window, name, autojunk=False).get_opcodes()


_PROVINCE = re.compile(r"(?:จังหวัด|จ\.) ?")
_DISTRICT = re.compile(r"(?:อำเภอ|อ\.|เขต) ?")


def _parent(text: str, start: int, end: int, shelf: Catalogue, name: str) -> str:
    """Return the id of the place that is named beside a window, on the same line: the nearest that is known."""
    if name == "province":
        return ""
    for pattern, kind in ((_DISTRICT, "district"), (_PROVINCE, "province")):
        if name.startswith("district") and kind == "district":
            continue
        group = shelf.group(kind)
        for hit in (*pattern.finditer(text, end, end + _REACH), *pattern.finditer(text, max(0, start - _REACH), start)):
            form = group.longest_at(text, hit.end())
            if form and between_words(text, hit.end() + len(form)):
                entries = group.forms[form]
                if len(entries) == 1:
                    return entries[0].id
    return ""


@lru_cache(maxsize=4096)
def _choose(window: str, shelf: Catalogue, name: str, parent: str) -> _Choice | None:
    """Return the best name that a window may begin with, unless that is what stands there."""
    group = shelf.group(name)
    inside = frozenset(shelf.within(name, parent)) if parent else frozenset()
    possible = [
        (form, ends)
        for form in _candidates(window, shelf, name, parent)
        if (ends := _ends(form, window, _errors(group, within=form in inside)))
    ]
    if not possible:
        return None
    window = window[: max(max(ends) for _, ends in possible) + _TAIL]
    rest = suffix_costs(window)
    ranked: list[tuple[float, str, int]] = []
    for form, ends in possible:
        cost, length = min((cost + rest[place], place) for place, cost in ends.items())
        ranked.append((cost + _prior(form, group, shelf, parent), form, length))
    ranked.sort()
    cost, form, length = ranked[0]
    confirmed = bool(parent) and any(_lies_in(entry, parent, shelf) for entry in group.forms[form])
    if form.startswith(window[:length]) and not 0 < len(form) - length < _CUT_SHORT:
        return None  # it is the name, or a shorter one
    whole = form + window[length:]
    rivals = (other - cost for other, rival, end in ranked[1:] if rival + window[end:] != whole)
    margin = min(rivals, default=math.inf)
    return _Choice(form, length, rest[0] - cost, margin, confirmed=confirmed)


def _errors(group: Group, *, within: bool) -> tuple[float, float, float]:
    """Return what the errors of a name may cost: so much, so much a letter, and at most."""
    if group.cued_inside:
        return _ERRORS_OF_AGENCY
    return _ERRORS_WITHIN if within else _ERRORS


def _candidates(window: str, shelf: Catalogue, name: str, parent: str) -> Iterable[str]:
    """Return the forms that a window may begin with: those near it, and all that lie in the place beside it."""
    if parent:
        inside = [form for form in shelf.within(name, parent) if close(form, window)]
        if inside:
            return inside  # to lay out all subdistricts takes a tenth of a second
    nearby = shelf.group(name).nearby
    return (nearby.names[number] for number in nearby.candidates(window))


def _ends(form: str, window: str, errors: tuple[float, float, float]) -> dict[int, float]:
    """Return where a damaged ``form`` may end in a window that begins with it, and what its errors cost."""
    base, per_letter, most = errors
    limit = min(base + per_letter * len(form), most)
    alike = (place for place, (a, b) in enumerate(zip(form, window, strict=False)) if a != b)
    same = max(0, next(alike, min(len(form), len(window))) - 2)  # what both begin with needs no search
    costs = prefix_costs(form[same:], window[same : len(form) + _SLACK], limit)
    return {
        place: cost for place, cost in enumerate(costs, same) if cost <= limit and place and _can_end(window, place)
    }


def _can_end(window: str, place: int) -> bool:
    """Tell whether a name can end before ``place``: between words, not inside a number, no letter lost behind it."""
    inside = window[place - 1].isdigit() and window[place : place + 1].isdigit()
    return between_words(window, place) and not inside and not window.startswith(_CODE, place)


def _prior(form: str, group: Group, shelf: Catalogue, parent: str) -> float:
    """Return what a name costs before its letters are looked at."""
    if not parent:
        return group.prior
    inside = any(_lies_in(entry, parent, shelf) for entry in group.forms[form])
    return _WITHIN_PARENT if inside else group.prior + _OUTSIDE_PARENT


def _lies_in(entry: Entry, parent: str, shelf: Catalogue) -> bool:
    return shelf.names.within(entry, parent)


def _of_user(text: str, shelf: Catalogue) -> Iterator[_Spot]:
    """Yield near misses of the user's names that have no cue, wherever they stand."""
    for name in shelf.uncued:
        group = shelf.group(name)
        for run in _WORDS.finditer(text):
            for form, start in group.nearby.places(run[0]):
                spot = _in_run(run[0], form, start, group)
                if spot is not None:
                    yield replace(spot, start=spot.start + run.start())


def _in_run(run: str, form: str, start: int, group: Group) -> _Spot | None:
    """Weigh one name at one place of a run of letters."""
    if not between_words(run, start) or run.startswith(form, start):
        return None
    window = run[start : start + len(form) + _TAIL]
    ends = _ends(form, window, _ERRORS)
    if not ends:
        return None
    rest = suffix_costs(window)
    before = run[max(0, start - _TAIL) : start]
    literal = min(rest[0], suffix_costs(before + window)[0] - suffix_costs(before)[0])
    cost, length = min((cost + rest[place], place) for place, cost in ends.items())
    return _Spot(start, group.name, _Choice(form, length, literal - cost - group.prior, math.inf))
