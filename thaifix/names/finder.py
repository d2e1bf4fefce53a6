"""Known names in running text: one pass for the cues, one for names that need none.

Behind a cue, and at one that begins a name, the longest known form is looked up. A name without a cue
has a stretch of seven letters that is rare; whichever way the text (in code page 874, a byte a character,
without its white space) is cut into fours, one of four sequences of it is such a four, so a look at each
four tells where a name may be. Names that are too short for that are looked for where letters begin.
"""

from __future__ import annotations

import math
import re
import sys
from bisect import bisect
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, compress, count
from typing import TYPE_CHECKING, NamedTuple

from thaifix import lexicon, thaibytes, trigrams
from thaifix.borders import between_words
from thaifix.knowledge import chars
from thaifix.names.catalogue import AGENCIES, PLACES, catalogue, trie_pattern
from thaifix.names.reading import suffix_costs
from thaifix.names.sieve import WORTH_IT, Sieve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from thaifix.gazetteer import Entry
    from thaifix.names.catalogue import Catalogue, Group

__all__ = ["Finder", "Mention", "finder"]

_LETTERS = frozenset(chars.LETTERS)
_LEADING = frozenset(chars.LEADING_VOWELS)
_GRAM = 4  # bytes of the sequences by which a name is found, and
_STRETCH = 2 * _GRAM - 1  # those that hold one wherever the text is cut
_SHORTEST_FREE = 4  # letters of a name without a cue
_JOINING = ("และ", "หรือ", "ใน", "จาก", "กับ", "ถึง", "ของ", "ที่", "เช่น", "คือ", "ได้แก่", "เมือง", "ชาว")
# words behind which a short name may stand without a space
_AROUND = 14  # code points on either side of a name that are read with it
_REACH = 90  # code points around a name in which what it belongs to is looked for
_NAME_COST = 10.0  # nats of a name that the lexicon does not have
_SHORTEST_BROKEN = 5  # letters of a name that may be broken by a space or a line end
_BREAK = re.compile(r"[ \t\r\n](?:(?<=\n)[ \t]*|[ \t\r]*\n[ \t]*|(?<= ))")  # a line end with spaces, or one space
_SHORTEST_STEM = 7  # letters of a name that is cut short: a cue, and some
_BREAKING = frozenset(" \t\r\n")
_BETWEEN = re.compile(r"[ \t]*(?:,|\n|และ|หรือ|/|[ \t])[ \t]*(?:และ|หรือ)?[ \t]*")
_CAPITAL_DISTRICT = "เมือง"


class Mention(NamedTuple):
    """A known name in a text.

    Attributes:
        start: first code point of the name, without the cue of a place, and
        end: one past the last.
        text: the name as written, with the space or line end that breaks it, if any.
        entry: what it names; of several that share the form, the one that fits what stands beside it.
        others: the others, where nothing tells which is meant.
    """

    start: int
    end: int
    text: str
    entry: Entry
    others: tuple[Entry, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of the entry: ``province``, ``department`` ..."""
        return self.entry.kind

    @property
    def id(self) -> str:
        """The id of the entry."""
        return self.entry.id

    @property
    def code(self) -> str:
        """The official code, empty where there is none."""
        return self.entry.code

    @property
    def name(self) -> str:
        """The canonical form."""
        return self.entry.name


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    entries: tuple[Entry, ...]
    cued: bool


class Finder:
    """Finds the names of a catalogue. What it needs is laid out at the first text."""

    def __init__(self, shelf: Catalogue) -> None:
        """Take a catalogue."""
        self._shelf = shelf

    def find(self, text: str) -> list[Mention]:
        """Return the mentions in a text, in order; none overlaps another."""
        hits = _apart([*self._behind_cues(text), *self._abbreviated(text), *self._in_ascii(text), *self._alone(text)])
        hits = self._with_subdistricts(text, self._with_lists(text, hits))
        return [self._mention(text, hits, number) for number in range(len(hits))]

    # ---------------------------------------------------------------- with a cue

    def _behind_cues(self, text: str) -> Iterator[_Hit]:
        shelf = self._shelf
        for cue in shelf.cues(text):
            begin, end = cue.span()
            before = text[begin - 1 : begin]
            if before in _LEADING or (cue[0][-1] == "." and (before in _LETTERS or before == ".")):
                continue
            for name in shelf.groups_of[cue[0]]:
                hit = self._at(text, begin, name) if name.startswith(AGENCIES) else self._place(text, end, name)
                if hit is not None:
                    yield hit
                    break

    def _place(self, text: str, start: int, name: str) -> _Hit | None:
        gap = _BREAK.match(text, start)
        start = gap.end() if gap else start
        if name == "district" and text.startswith(_CAPITAL_DISTRICT, start):
            hit = self._at(text, start, name)
            return hit or self._capital(text, start)
        return self._at(text, start, name)

    def _at(self, text: str, start: int, name: str) -> _Hit | None:
        """Return the longest name of a group that begins at ``start``; it may be broken once."""
        group = self._shelf.group(name)
        form = group.longest_at(text, start)
        end = start + len(form)
        if not form or form in group.stems or (text[end : end + 1] in _BREAKING and not _BREAKING.isdisjoint(form)):
            longer = self._broken_at(text, start, group)
            if longer is not None and len(longer[0]) > len(form):
                form, end = longer
        if text[end : end + 1] in _LETTERS and group.cued_inside:
            short = self._cut_short(text, start, group, len(form))
            if short is not None:
                return short if short.entries else None
        if not form or not between_words(text, end):
            return None
        return _Hit(start, end, tuple(group.forms[form]), cued=True)

    @staticmethod
    def _cut_short(text: str, start: int, group: Group, least: int) -> _Hit | None:
        """Return the name that is cut short with paiyannoi, ``กระทรวงเกษตรฯ``; without entries where it may be several.

        ``None``, if what stands there is not cut short beyond ``least`` letters.
        """
        end = text.find(chars.PAIYANNOI, start, start + group.longest)
        if end < start + max(least + 1, _SHORTEST_STEM):
            return None
        stem = text[start:end]
        if not _BREAKING.isdisjoint(stem):
            return None
        forms = group.beginning_with(stem)
        entries = {entry.id: entry for form in forms for entry in group.forms[form]}
        if not entries:
            return None
        return _Hit(start, end + 1, tuple(entries.values()) if len(entries) == 1 else (), cued=True)

    @staticmethod
    def _broken_at(text: str, start: int, group: Group) -> tuple[str, int] | None:
        """Return the longest name of a group that begins at ``start`` and is broken once, with its end."""
        head = text[start : start + _AROUND]
        if _BREAKING.isdisjoint(head) and not group.goes_on(head):
            return None
        gap = _BREAK.search(text, start + 1, start + group.longest + 1)
        if gap is None or not group.goes_on(text[start : gap.start()]):
            return None
        whole = text[start : gap.start()] + text[gap.end() : gap.end() + group.longest]
        form = group.longest_at(whole, 0)
        if len(form) <= max(gap.start() - start, _SHORTEST_BROKEN - 1):
            return None
        return form, start + len(form) + gap.end() - gap.start()

    def _capital(self, text: str, start: int) -> _Hit | None:
        """Resolve ``อ.เมือง`` by the province that is named beside it."""
        end = start + len(_CAPITAL_DISTRICT)
        provinces = self._shelf.group("province")
        for cue in re.compile(r"(?:จังหวัด|จ\.) ?").finditer(text, max(0, start - _REACH), end + _REACH):
            form = provinces.longest_at(text, cue.end())
            districts = self._shelf.group("district").forms.get(_CAPITAL_DISTRICT + form, ()) if form else ()
            if districts and between_words(text, end):
                return _Hit(start, end, tuple(districts), cued=True)
        return None

    # ---------------------------------------------------------------- short forms

    @cached_property
    def _short(self) -> Mapping[str, tuple[Entry, ...]]:
        """Abbreviations with full stops, also without the last one, and forms in Latin letters."""
        found: dict[str, list[Entry]] = {}
        for entry in self._shelf.names:
            for form in (*entry.abbreviations, *entry.aliases):
                if "." in form or form.isascii():
                    found.setdefault(form, []).append(entry)
                    if form.count(".") > 1:
                        found.setdefault(form.removesuffix("."), []).append(entry)
        return {form: tuple(dict.fromkeys(entries)) for form, entries in found.items()}

    def _abbreviated(self, text: str) -> Iterator[_Hit]:
        """Yield the longest known abbreviation around each full stop."""
        place, done = text.find("."), 0
        while place >= 0:
            start = place
            while start > done and (text[start - 1] in _LETTERS or text[start - 1] == ".") and place - start < _AROUND:
                start -= 1
            end = place + 1
            while end < len(text) and (text[end] in _LETTERS or text[end] == ".") and end - place < _AROUND:
                end += 1
            form = next((text[start:e] for e in range(end, start + 1, -1) if text[start:e] in self._short), "")
            if form and (form[-1] == "." or text[start + len(form) : start + len(form) + 1] not in _LETTERS):
                yield _Hit(start, start + len(form), self._short[form], cued=False)
                done = start + len(form)
            place = text.find(".", max(place + 1, done))

    @cached_property
    def _ascii(self) -> re.Pattern[str]:
        """Finds the forms in Latin letters as words of their own, the longest first."""
        forms = trie_pattern(form for form in self._short if form.isascii())
        return re.compile(f"(?:{forms})(?![A-Za-z0-9])")

    def _in_ascii(self, text: str) -> Iterator[_Hit]:
        for word in self._ascii.finditer(text):
            before = text[word.start() - 1 : word.start()]  # to look behind in the pattern would take twice as long
            if not (before.isascii() and before.isalnum()):
                yield _Hit(word.start(), word.end(), self._short[word[0]], cued=False)

    # ---------------------------------------------------------------- without a cue

    @cached_property
    def _free(self) -> Mapping[str, tuple[Entry, ...]]:
        """The forms that may stand without a cue: no common words, none that begins with its own cue."""
        common = self._shelf.names.common_words
        found: dict[str, list[Entry]] = {}
        for entry in self._shelf.names:
            if entry.kind in {"local-government", "subdistrict"}:
                continue
            for form in (entry.name, *entry.aliases, *entry.former):
                if form in common or "." in form or form.isascii() or len(form.replace(" ", "")) < _SHORTEST_FREE:
                    continue
                if entry.kind in PLACES or not self._shelf.cue_pattern.match(form):
                    found.setdefault(form, []).append(entry)
        return {form: tuple(dict.fromkeys(entries)) for form, entries in found.items()}

    @cached_property
    def _anchors(self) -> Mapping[int, tuple[tuple[int, bytes, str], ...]]:
        """For each sequence of four bytes, the names known by it: its place in the name, the name, the form."""
        found: dict[int, list[tuple[int, bytes, str]]] = {}
        often: dict[str, float] = {}
        for form in self._free:
            squeezed = form.replace(" ", "")
            if len(squeezed) < _STRETCH:
                continue
            grams = [squeezed[start : start + _GRAM] for start in range(len(squeezed) - _GRAM + 1)]
            for gram in grams:
                if gram not in often:
                    often[gram] = math.exp(-trigrams.cost(gram, "  "))
            sums = [sum(often[gram] for gram in grams[start : start + _GRAM]) for start in range(len(grams) - 3)]
            best = min(range(len(sums)), key=sums.__getitem__)
            data = thaibytes.encode(squeezed)
            for place in range(best, best + _GRAM):
                key = int.from_bytes(data[place : place + _GRAM], sys.byteorder)
                found.setdefault(key, []).append((place, data, form))
        return {gram: tuple(names) for gram, names in found.items()}

    @cached_property
    def _short_free(self) -> re.Pattern[str]:
        """Finds names that are too short for that where letters begin, or behind a word that joins."""
        forms = trie_pattern(form for form in self._free if len(form) < _STRETCH)
        return re.compile(f"[^{chars.LETTERS}](?:{trie_pattern(_JOINING)})?({forms})")

    def _alone(self, text: str) -> Iterator[_Hit]:
        pieces = thaibytes.encode(text).translate(_TO_SPACE).split(b" ")
        data = b"".join(pieces)
        gaps = list(accumulate(map(len, pieces)))  # where white space was taken out
        for place, names in self._anchored(data):
            for inside, name, form in names:
                start = place - inside
                if start >= 0 and data.startswith(name, start):
                    last = start + len(name) - 1
                    hit = self._free_hit(text, start + bisect(gaps, start), last + bisect(gaps, last) + 1, form)
                    if hit is not None:
                        yield hit
        yield from self._short_alone(text)

    def _anchored(self, data: bytes) -> Iterator[tuple[int, tuple[tuple[int, bytes, str], ...]]]:
        """Yield the places of fours that names are known by, with these."""
        anchors = self._anchors
        if len(data) >= WORTH_IT:
            for place in self._anchor_sieve.fours(data):
                key = int.from_bytes(data[place : place + _GRAM], sys.byteorder)
                if key in anchors:
                    yield place, anchors[key]
            return
        fours = memoryview(data)[: len(data) // _GRAM * _GRAM].cast("I")
        for place in compress(count(0, _GRAM), map(anchors.__contains__, fours)):
            yield place, anchors[fours[place // _GRAM]]

    @cached_property
    def _anchor_sieve(self) -> Sieve:
        names = ((place, form.replace(" ", "")) for found in self._anchors.values() for place, _, form in found)
        return Sieve(squeezed[place : place + _GRAM] for place, squeezed in names)

    def _short_alone(self, text: str) -> Iterator[_Hit]:
        for found in self._short_free.finditer(f"\n{text}"):
            hit = self._free_hit(text, found.start(1) - 1, found.end() - 1, found[1])
            if hit is not None:
                yield hit

    def _free_hit(self, text: str, start: int, end: int, form: str) -> _Hit | None:
        """Check that a name found without white space is one in the text: broken once at most, between words."""
        written = text[start:end]
        if len(written) != len(form) and (len(form) < _SHORTEST_BROKEN or len(_BREAK.findall(written)) != 1):
            return None
        return _Hit(start, end, self._free[form], cued=False) if self._is_free(text, start, end, form) else None

    def _is_free(self, text: str, start: int, end: int, form: str) -> bool:
        """Tell whether what stands there is a word of its own."""
        if not (between_words(text, start) and between_words(text, end)):
            return False
        before, after = _run_before(text, start), _run_after(text, end)
        return not (before or after) or _stands_alone(before, form, after)

    # ---------------------------------------------------------------- what is meant

    def _with_lists(self, text: str, hits: list[_Hit]) -> list[_Hit]:
        """Add names that are common words where they stand in a list with names of the same kind."""
        added: list[_Hit] = []
        taken = {hit.start for hit in hits}
        provinces = self._shelf.group("province")
        for hit in hits:
            if hit.entries[0].kind != "province":
                continue
            place = hit.end
            while gap := _BETWEEN.match(text, place):
                form = provinces.longest_at(text, gap.end())
                end = gap.end() + len(form)
                if not form or gap.end() in taken or not between_words(text, end) or text[end : end + 1] in _LETTERS:
                    break
                added.append(_Hit(gap.end(), end, tuple(provinces.forms[form]), cued=False))
                taken.add(gap.end())
                place = end
        return _apart([*hits, *added]) if added else hits

    def _with_subdistricts(self, text: str, hits: list[_Hit]) -> list[_Hit]:
        """Add subdistricts without a cue beside the district that they lie in."""
        added: list[_Hit] = []
        for hit in hits:
            if hit.entries[0].kind != "district":
                continue
            around = max(0, hit.start - _REACH), hit.end + _REACH
            for district in hit.entries:
                for form, entries in self._subdistricts.get(district.id, ()):
                    start = text.find(form, *around)
                    if start >= 0 and self._is_free(text, start, start + len(form), form):
                        added.append(_Hit(start, start + len(form), entries, cued=False))
        return _apart([*hits, *added]) if added else hits

    @cached_property
    def _subdistricts(self) -> Mapping[str, Sequence[tuple[str, tuple[Entry, ...]]]]:
        """The subdistricts of each district that may stand without a cue."""
        common = self._shelf.names.common_words
        found: dict[str, dict[str, tuple[Entry, ...]]] = {}
        for entry in self._shelf.names.of_kind("subdistrict"):
            for form in (entry.name, *entry.aliases, *entry.former):
                if form not in common and len(form) >= _SHORTEST_FREE:
                    found.setdefault(entry.parent, {})[form] = (entry,)
        return {district: tuple(forms.items()) for district, forms in found.items()}

    def _mention(self, text: str, hits: Sequence[_Hit], number: int) -> Mention:
        hit = hits[number]
        entries = hit.entries
        if len(entries) > 1:
            beside = self._beside(hits, number)
            fitting = tuple(entry for entry in entries if any(self._shelf.names.within(entry, one) for one in beside))
            entries = fitting or entries
        return Mention(hit.start, hit.end, text[hit.start : hit.end], entries[0], entries[1:])

    def _beside(self, hits: Sequence[_Hit], number: int) -> list[str]:
        """Return the ids of the places of one meaning that are named near a hit, districts before provinces."""
        hit = hits[number]
        near: list[Entry] = []
        for step in (1, -1):
            other = number + step
            while 0 <= other < len(hits) and abs(hits[other].start - hit.start) < _REACH:
                near += hits[other].entries if len(hits[other].entries) == 1 else ()
                other += step
        districts = [entry.id for entry in near if entry.kind == "district"]
        return districts or [entry.id for entry in near if entry.kind == "province"]


_WHITE = b" \t\r\n"
_TO_SPACE = bytes.maketrans(_WHITE, b" " * len(_WHITE))


def _apart(hits: Iterable[_Hit]) -> list[_Hit]:
    """Return hits in order, of overlapping ones the first, of those the longest, with a cue rather than without."""
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, not hit.cued)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _run_before(text: str, end: int) -> str:
    start = end
    while start and end - start < _AROUND and text[start - 1] in _LETTERS:
        start -= 1
    return text[start:end]


def _run_after(text: str, start: int) -> str:
    end = start
    while end < len(text) and end - start < _AROUND and text[end] in _LETTERS:
        end += 1
    return text[start:end]


@lru_cache(maxsize=16384)
def _stands_alone(before: str, name: str, after: str) -> bool:
    """Tell whether the letters around a name are best read with the name as a word of its own."""
    price = lexicon.load().word_cost(name)
    price = _NAME_COST if price == math.inf else price
    apart = suffix_costs(before)[0] + price + suffix_costs(after)[0]
    return apart <= suffix_costs(before + name + after)[0] + trigrams.NATS_PER_STEP


@lru_cache(maxsize=8)
def finder(added: tuple[Entry, ...] = ()) -> Finder:
    """Return the finder of the shipped names and the user's own."""
    return Finder(catalogue(added))
