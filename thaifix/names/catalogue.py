"""The gazetteer laid out for reading text: which cue opens a search among which names.

Agencies share their cues, so each of their cues opens a search among all of them, from the first
letter of the cue, which is part of their names. Places stand behind their cues.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from thaifix import gazetteer, thaibytes
from thaifix.borders import between_words
from thaifix.knowledge import chars
from thaifix.names.distance import one_error
from thaifix.names.nearby import Nearby, close
from thaifix.names.sieve import WORTH_IT, Sieve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from thaifix.gazetteer import Entry, Gazetteer

__all__ = [
    "AGENCIES",
    "AGENCY_WINDOW",
    "PLACES",
    "ROOT",
    "Catalogue",
    "CueAt",
    "Group",
    "catalogue",
    "may_open",
    "openings",
    "trie_pattern",
]

PLACES = ("province", "district", "subdistrict", "local-government")
"""The kinds whose names stand behind a cue, without it."""
AGENCIES = "agency:"
"""Begins the names of the groups of all kinds whose names begin with their cue: one for each `ROOT` letters."""
AGENCY_WINDOW = 90
"""Code points that are read of what begins with the cue of an agency, at most."""
ROOT = 3
"""Letters of a cue that the names it opens begin with: of ``สำนัก`` and ``สำนักงาน`` the same."""
_BEGINNINGS = (
    "กรม",
    "กระ",
    "กอง",
    "การ",
    "กิ่",
    "คณะ",
    "จ.",
    "จว.",
    "จัง",
    "ต.",
    "ตำบ",
    "ตำร",
    "ทต.",
    "ทน.",
    "ทบว",
    "ทม.",
    "ทัพ",
    "ธนา",
    "บจก",
    "บมจ",
    "บรร",
    "บริ",
    "ม.",
    "มทร",
    "มรภ",
    "มหา",
    "มูล",
    "รพ.",
    "รพท",
    "รพศ",
    "ราง",
    "วิท",
    "ศาล",
    "ศูน",
    "สถา",
    "สนง",
    "สป.",
    "สภา",
    "สมา",
    "สรร",
    "สำน",
    "หน่",
    "อ.",
    "องค",
    "อบจ",
    "อบต",
    "อำเ",
    "เขต",
    "เทศ",
    "แขว",
    "โรง",
)
# of all cues, so that a text without any is known before the gazetteer is loaded; a test compares them with it
_ENDINGS = (
    "กีฬา", "ค์การ", "งงาน", "งทัพ", "งทุน", "งวัล", "งเรียน", "ฟฟ้า", "ถาบัน", "ทรวง", "ที่ยว", "นัก", "นาคาร", "นย์",
    "บล", "พยาบาล", "มาคม", "ประเมิน", "ประปา", "ภูธร", "ยาสูบ", "รถไฟ", "รมการ", "ลนิธิ", "วิทยาลัย", "ษัท", "หวัด", "อภาค",
    "เคหะ", "เภอ", "ท่าเรือ", "นิคม", "พิเศษ", "บัญชาการ", "บังคับการ", "อำนวยการ", "สามิต", "พากร",
)  # fmt: skip
# of the cues that are looked for with an error in their first letters
_CITY_CODE = "10"
_CITY = "@Bangkok"
_CITY_CUES = frozenset({"เขต", "แขวง"})  # words of many meanings, and cues of districts and subdistricts of Bangkok
_NOT_OPENING = frozenset({"ม.", "สนง.", "บจก.", "บมจ.", "รพท.", "รพศ.", "มรภ.", "มทร."})
# of the cues, those that stand before anything or before short forms that are in no table
_MORE_CUES = ("สป.", "เขต", "ตำรวจ", "ทัพเรือ")
# what agencies begin with that is no cue of a kind
_NO_CUES = ("โรงพยาบาลส่งเสริมสุขภาพตำบล", "ส่งเสริมสุขภาพตำบล")  # villages follow, which are in no table
_LETTERS = frozenset(chars.LETTERS)
_SURELY_KNOWN = 6  # letters of a known name that need no second look though letters follow
_OPENERS = (14, 9, 6, 3)  # letters by which forms that begin alike are told apart, the most first
_HEADS = (6, 5, 4, 3, 2)  # letters by which cues are told apart, those of the shortest last
_SHORTEST = 3  # letters of a name that can be restored
_MANY_HEADS = 1 << 14  # beginnings of texts of which it is remembered which names may stand there
_FEW_FORMS = 200  # provinces: what these come out as with an error is few enough to be laid out
_ABBREVIATED = re.compile(r"\.[^.]{0,4}$")  # what is near too many others; a ministry's name behind สป. is not
_OWN = 5  # letters of a name without a cue that open a window for it
_SHORT_ROOTS = frozenset({"กรม"})  # the one cue of three letters that is common enough to be looked for damaged
_PLACE_CUES = {"จังหวัด": "province", "อำเภอ": "district", "ตำบล": "subdistrict"}
# the cues of places that are looked for damaged; abbreviations are too short for that
_LONG_ROOTS = ("สำนักงาน",)  # cues that are looked for damaged though a shorter one begins them


class CueAt(NamedTuple):
    """A cue, sound or damaged, and where it stands."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """One past its last code point."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class Group:
    """Names that compete behind the same cues.

    Attributes:
        name: a kind of places, also with ``@Bangkok`` behind it; a kind of the user's; or `AGENCIES` with the
            first letters that its names share.
        forms: the entries of each written form.
        cued: whether cues tell where the names stand.
        cues: those that the names begin with.
    """

    name: str
    forms: Mapping[str, Sequence[Entry]]
    cued: bool = True
    cues: Sequence[str] = ()

    @property
    def cued_inside(self) -> bool:
        """Whether the names begin with their cue."""
        return self.name.startswith(AGENCIES)

    @cached_property
    def nearby(self) -> Nearby:
        """The forms by their pieces."""
        names = [form for form in self.forms if len(form) >= _SHORTEST and not _ABBREVIATED.search(form)]
        skipped = {form: max((len(cue) for cue in self.cues if form.startswith(cue)), default=0) for form in names}
        return Nearby({form: skipped[form] for form in names if len(form) > skipped[form]}, finer=int(not self.cued))

    @cached_property
    def prior(self) -> float:
        """What any one of the names costs, in nats, if all are as likely."""
        return math.log(max(len(self.forms), 1))

    @cached_property
    def longest(self) -> int:
        """Length of the longest form, in code points."""
        return max(map(len, self.forms), default=0)

    @cached_property
    def openers(self) -> Mapping[str, tuple[str, ...]]:
        """The forms by as many of their first letters as `_OPENERS` allows, the longest first."""
        found: dict[str, list[str]] = {}
        for form in sorted(self.forms, key=len, reverse=True):
            size = next((size for size in _OPENERS if size <= len(form)), len(form))
            found.setdefault(form[:size], []).append(form)
        return {opening: tuple(forms) for opening, forms in found.items()}

    @cached_property
    def stems(self) -> frozenset[str]:
        """The forms that longer ones begin with, whatever follows in these."""
        forms = sorted(self.forms)
        return frozenset(form for form, after in pairwise(forms) if after.startswith(form))

    @cached_property
    def _first_words(self) -> frozenset[str]:
        """The forms that longer ones begin with, a space behind them: ``กรมอนามัย`` of ``กรมอนามัย ...``."""
        return frozenset(form[:place] for form in self.forms for place in _spaces(form) if form[:place] in self.forms)

    def known_at(self, text: str, start: int) -> bool:
        """Tell whether a name stands at ``start`` beyond doubt: no letters behind it, or no longer name begins so."""
        form = self.longest_at(text, start)
        end = start + len(form)
        if len(form) < _SHORTEST or not between_words(text, end):
            return False
        if text[end : end + 1] == " " and form in self._first_words:
            return False
        return text[end : end + 1] not in _LETTERS or self.is_known_among_letters(form)

    def is_known_among_letters(self, form: str) -> bool:
        """Tell whether a form needs no second look though letters follow: it is long, and no longer one begins so."""
        return len(form) >= _SURELY_KNOWN and form not in self.stems

    def may_begin(self, text: str) -> bool:
        """Tell whether a name, or what it has before its first space, is near the beginning of a text."""
        return bool(self.nearby.candidates(text)) or any(close(part, text) for part in self._first_parts)

    @cached_property
    def _first_parts(self) -> tuple[str, ...]:
        return tuple({form.partition(" ")[0] for form in self.forms if " " in form})

    def one_error_at(self, text: str) -> bool:
        """Tell whether a text begins with a name that has one error of the table; of many names nobody knows."""
        return any(text[:size] in self._with_one_error for size in range(_SHORTEST, min(self.longest, len(text)) + 2))

    @cached_property
    def _with_one_error(self) -> frozenset[str]:
        if len(self.forms) > _FEW_FORMS:
            return frozenset()
        wrong = (wrong for form in self.forms if len(form) > _SHORTEST for wrong in one_error(form))
        return frozenset(text for text in wrong if len(text) >= _SHORTEST).difference(self.forms)

    @cached_property
    def _prefixes(self) -> frozenset[str]:
        return frozenset(form[:size] for form in self.forms for size in range(1, min(len(form), _OPENERS[0]) + 1))

    @cached_property
    def _in_order(self) -> Sequence[str]:
        return sorted(self.forms)

    def beginning_with(self, stem: str) -> Sequence[str]:
        """Return the forms that begin with ``stem``."""
        names = self._in_order
        first = bisect_left(names, stem)
        return list(takewhile(lambda form: form.startswith(stem), islice(names, first, None)))

    def goes_on(self, text: str) -> bool:
        """Tell whether a form may begin with a text: its first letters are those of a form."""
        return text[: _OPENERS[0]] in self._prefixes

    def longest_at(self, text: str, start: int) -> str:
        """Return the longest form that stands at ``start``, or nothing."""
        head = text[start : start + _OPENERS[0]]
        forms = self._by_head.get(head)
        if forms is None:
            forms = self._remember(head)
        for form in forms:
            if text.startswith(form, start):
                return form
        return ""

    @cached_property
    def _by_head(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _remember(self, head: str) -> tuple[str, ...]:
        """Return the forms that may stand where a text goes on with ``head``, the longest first, and keep them."""
        if len(self._by_head) > _MANY_HEADS:
            self._by_head.clear()
        sizes = (size for size in (*_OPENERS, 2, 1) if size <= len(head))
        forms = tuple(form for size in sizes for form in self.openers.get(head[:size], ()))
        self._by_head[head] = forms
        return forms


class Catalogue:
    """The groups of a gazetteer, each laid out when it is first asked for."""

    def __init__(self, names: Gazetteer) -> None:
        """Take a gazetteer."""
        self.names = names
        self._groups: dict[str, Group] = {}

    def group(self, name: str) -> Group:
        """Return a group by its name."""
        found = self._groups.get(name)
        if found is None:
            cues = [cue for cue, groups in self.groups_of.items() if name.startswith(AGENCIES) and name in groups]
            found = self._groups[name] = Group(name, self._forms(name), cued=name not in self.uncued, cues=cues)
        return found

    def _forms(self, name: str) -> Mapping[str, list[Entry]]:
        if name.startswith(AGENCIES):
            return self._agencies.get(name, {})
        forms: dict[str, list[Entry]] = {}
        kind = name.removesuffix(_CITY)
        for entry in self.names.of_kind(kind):
            if kind != name and not entry.code.startswith(_CITY_CODE):
                continue
            for form in self._forms_of(entry):
                forms.setdefault(form, []).append(entry)
        return forms

    def _forms_of(self, entry: Entry) -> Iterable[str]:
        if entry.kind == "local-government":
            return (self.names.bare(entry),)
        return dict.fromkeys((entry.name, *entry.aliases, *entry.former))

    @cached_property
    def _agencies(self) -> Mapping[str, dict[str, list[Entry]]]:
        """The forms of all agencies by group."""
        groups: dict[str, dict[str, list[Entry]]] = {}
        for kind in self.names.kinds:
            if kind in PLACES or kind not in self.cued:
                continue
            for entry in self.names.of_kind(kind):
                for form in dict.fromkeys(entry.forms):
                    groups.setdefault(AGENCIES + form[:ROOT], {}).setdefault(form, []).append(entry)
        return groups

    def within(self, group: str, parent: str) -> Sequence[str]:
        """Return the forms of a group that lie in the district ``parent``: few enough to try them all."""
        return self._by_parent(group).get(parent, ())

    @lru_cache(maxsize=16)  # noqa: B019 - catalogues live as long as the process
    def _by_parent(self, group: str) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for form, entries in self.group(group).forms.items():
            for entry in entries:
                if entry.parent and len(form) >= _SHORTEST:
                    found.setdefault(entry.parent, []).append(form)
        return found

    def has_kind(self, group: str, form: str, kinds: frozenset[str]) -> bool:
        """Tell whether a form of a group names something of one of ``kinds``, or of a kind of the user's."""
        return any(entry.kind in kinds or entry.kind not in self.cued for entry in self.group(group).forms[form])

    @cached_property
    def uncued(self) -> tuple[str, ...]:
        """The kinds without a cue: the user's own."""
        return tuple(kind for kind in self.names.kinds if kind not in self.cued)

    @cached_property
    def cued(self) -> frozenset[str]:
        """The kinds that have cues: all but the user's own."""
        return frozenset(cue.kind for cue in self.names.cues)

    @cached_property
    def groups_of(self) -> Mapping[str, tuple[str, ...]]:
        """The groups that each cue opens; those behind the cue before those that begin with it."""
        found: dict[str, dict[str, None]] = {}
        for cue in self.names.cues:
            if cue.text in _NOT_OPENING or (cue.kind not in PLACES and not cue.part_of_name):
                continue
            group = cue.kind if cue.kind in PLACES else AGENCIES + cue.text[:ROOT]
            if cue.text in _CITY_CUES:
                group += _CITY
            found.setdefault(cue.text, {})[group] = None
        for text in (*_MORE_CUES, *self._own_beginnings(found)):
            found.setdefault(text, {})[AGENCIES + text[:ROOT]] = None
        return {cue: tuple(groups) for cue, groups in found.items()} | dict.fromkeys(_NO_CUES, ())

    def _own_beginnings(self, cues: Mapping[str, Iterable[str]]) -> Iterator[str]:
        """Yield the first letters of agencies that begin with no cue: they are cues of their own."""
        of_agencies = (cue for cue, groups in cues.items() if any(group.startswith(AGENCIES) for group in groups))
        begins = re.compile(trie_pattern(of_agencies))
        for forms in self._agencies.values():
            for form in forms:
                if len(form) >= 2 * _OWN and "." not in form and not form.isascii() and not begins.match(form):
                    yield form[:_OWN]

    @cached_property
    def damaged_groups_of(self) -> Mapping[str, tuple[str, ...]]:
        """The same with the cues of agencies as they come out with one error: these are parts of names."""
        found: dict[str, dict[str, None]] = {cue: dict.fromkeys(groups) for cue, groups in self.groups_of.items()}
        own = {*(cue.text for cue in self.names.cues), *_MORE_CUES}
        roots = [cue for cue in own if not any(cue != other and cue.startswith(other) for other in own)]
        roots = [cue for cue in self.groups_of if cue in roots]
        for cue in (*roots, *_LONG_ROOTS):
            groups = [group for group in self.groups_of[cue] if group.startswith(AGENCIES)]
            if groups and "." not in cue and (len(cue) > _SHORTEST or cue in _SHORT_ROOTS):
                for wrong in one_error(cue):
                    if wrong not in self.groups_of and len(wrong) >= _SHORTEST:
                        found.setdefault(wrong, {}).update(dict.fromkeys(groups))
        return {cue: tuple(groups) for cue, groups in found.items()}

    @cached_property
    def damaged_cues_of_places(self) -> Mapping[str, tuple[str, str]]:
        """The cues of places as they come out with one error: each with the sound one and the group it opens."""
        wrong = {
            wrong: (cue, kind)
            for cue, kind in _PLACE_CUES.items()
            for wrong in one_error(cue)
            if len(wrong) > _SHORTEST
        }
        return {cue: found for cue, found in wrong.items() if cue not in self.damaged_groups_of}

    def damaged_cues(self, text: str, places: Iterable[int]) -> Iterator[CueAt]:
        """Return the cues of a text, sound or damaged, the longest at each place; none overlaps another.

        Args:
            text: any text.
            places: where cues may begin, in order; they are looked for nowhere else.

        >>> list(catalogue().damaged_cues("กะทรวงคมนาคม และจังหวัดเลย", range(26)))
        [CueAt(start=0, text='กะทรวง'), CueAt(start=16, text='จังหวัด')]
        """
        done, size, by_head = 0, _HEADS[0], self._damaged_after
        for place in places:
            head = text[place : place + size]
            cues = by_head.get(head)
            if cues is None:
                cues = self._remember(head)
            if cues and place >= done:
                for cue in cues:
                    if text.startswith(cue, place):
                        yield CueAt(place, cue)
                        done = place + len(cue)
                        break

    def _remember(self, head: str) -> Sequence[str]:
        """Return the cues that may stand where a text goes on with ``head``, the longest first, and keep them."""
        if len(self._damaged_after) > _MANY_HEADS:
            self._damaged_after.clear()
        sizes = [size for size in _HEADS if size <= len(head)]
        cues = tuple(cue for size in sizes for cue in self._damaged_by_head.get(head[:size], ()))
        self._damaged_after[head] = cues
        return cues

    @cached_property
    def _damaged_after(self) -> dict[str, Sequence[str]]:
        return {}

    @cached_property
    def damaged_cues_of_agencies(self) -> frozenset[str]:
        """The cues, sound or damaged, behind which no places stand."""
        groups_of = self.damaged_groups_of
        return frozenset(cue for cue, groups in groups_of.items() if all(name.startswith(AGENCIES) for name in groups))

    @cached_property
    def longest_agency(self) -> int:
        """Length of the longest form of an agency, in code points; no less than a window of one."""
        return max(AGENCY_WINDOW, *(len(form) for forms in self._agencies.values() for form in forms))

    @property
    def all_cues(self) -> Iterable[str]:
        """All cues, sound or damaged."""
        return (*self.damaged_groups_of, *self.damaged_cues_of_places)

    @cached_property
    def _damaged_by_head(self) -> Mapping[str, Sequence[str]]:
        """The cues by as many of their first letters as `_HEADS` allows, the longest first."""
        found: dict[str, list[str]] = {}
        for cue in sorted(self.all_cues, key=len, reverse=True):
            found.setdefault(cue[: _HEADS[0]], []).append(cue)
        return found

    def cues(self, text: str) -> Iterator[re.Match[str]]:
        """Return the sound cues of a text, the longest at each place; none overlaps another."""
        if len(text) < WORTH_IT:
            return self.cue_pattern.finditer(text)
        return _found(self.cue_pattern, text, self._cue_sieve)

    @cached_property
    def _cue_sieve(self) -> Sieve:
        return Sieve(self.groups_of)

    @cached_property
    def cue_pattern(self) -> re.Pattern[str]:
        """Finds any cue, the longest first."""
        return re.compile(trie_pattern(self.groups_of))


def _found(pattern: re.Pattern[str], text: str, sieve: Sieve) -> Iterator[re.Match[str]]:
    """Yield what ``pattern.finditer`` yields, if it matches nowhere but where a sieve says."""
    done = 0
    for place in sieve.places(thaibytes.encode(text)):
        if place >= done and (hit := pattern.match(text, place)):
            yield hit
            done = hit.end()


def _spaces(form: str) -> Iterator[int]:
    return (place for place, char in enumerate(form) if char == " ")


def trie_pattern(words: Iterable[str]) -> str:
    """Write words as a regular expression that tries each first letter once, longer words first."""
    by_first: dict[str, set[str]] = {}
    ends = False
    for word in words:
        if word:
            by_first.setdefault(word[0], set()).add(word[1:])
        else:
            ends = True
    parts = [re.escape(letter) + trie_pattern(rests) for letter, rests in sorted(by_first.items())]
    if not parts:
        return ""
    inside = "|".join(parts)
    if ends:
        return f"(?:{inside})?"
    return inside if len(parts) == 1 else f"(?:{inside})"


@cache
def _any_beginning() -> re.Pattern[str]:
    return re.compile(trie_pattern((*_BEGINNINGS, *_ENDINGS)))


def may_open(text: str) -> bool:
    """Tell whether a text may hold a cue, sound or with an error.

    >>> may_open("ในจังหวัดเลย"), may_open("กะทรวงคมนาคม"), may_open("มีพื้นที่")
    (True, True, False)
    """
    return _any_beginning().search(text) is not None


def openings(text: str) -> Iterator[int]:
    """Yield places of every line of a text that may hold a cue."""
    return (hit.start() for hit in _any_beginning().finditer(text))


@lru_cache(maxsize=8)
def catalogue(added: tuple[Entry, ...] = ()) -> Catalogue:
    """Return the catalogue of the shipped names and the user's own."""
    names = gazetteer.load()
    return Catalogue(names.extended(added) if added else names)
