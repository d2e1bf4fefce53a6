"""Names that stand in a column or a list with others of their kind, without a cue of their own.

A column is a run of lines, or of cells of a table, each of one stretch of letters. A list follows a
cue: ``จังหวัดขอนแก่น อุดรธานี และหนองคาย``. Where most members are known names of a kind, the others are
likely to be meant as such.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from thaifix.knowledge import chars
from thaifix.needles import Needles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from thaifix.names.catalogue import Catalogue

__all__ = ["LIST_CUES", "Member", "Places", "may_list", "members", "members_at"]

KINDS = ("province", "district")
"""The kinds that stand in columns without a cue; agencies begin with theirs."""
_FEWEST_KNOWN, _SHARE_KNOWN = 3, 0.6  # members of a column that must be known, and of all
_FEWEST_LISTED, _SHARE_LISTED = 2, 0.5  # the same for a list behind a cue
_LONGEST = 24  # letters of a member
_LETTERS = f"[{chars.LETTERS}]{{3,{_LONGEST}}}"
_BETWEEN = r"(?:, ?| )(?:และ|หรือ)? ?"
LIST_CUES = {"จังหวัด": "province", "จ.": "province", "อำเภอ": "district"}
"""The cues behind which lists stand, and the kinds of their members."""


class Places(NamedTuple):
    """Where there is anything to look at in a sound text.

    Attributes:
        cues: where a cue begins behind which no known name stands, or a part of one, in order.
        lists: where a cue begins behind which a list may stand, in order.
        columns: where lines begin and end that may be columns, without the line end of the last.
    """

    cues: Sequence[int]
    lists: Sequence[int]
    columns: Sequence[tuple[int, int]]


class Member(NamedTuple):
    """What stands where a name should.

    Attributes:
        start: first code point, and
        end: one past the last.
        kind: of the names that it stands among.
        parent: the id of the province that they lie in, empty if in several.
    """

    start: int
    end: int
    kind: str
    parent: str


def may_list(text: str) -> bool:
    r"""Tell whether a text may hold a column or a list: no gazetteer is needed for that.

    >>> may_list("สกลนคร\nนครพนม\nเลย\nบึงกาฬ"), may_list("จังหวัดเลย อุดรธานี และหนองคาย"), may_list("จังหวัดเลย")
    (True, True, False)
    """
    return next(_lists(text), None) is not None or _may_be_column(text)


def _lists(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield what ``_list(cue).finditer`` yields for each cue, with it; to look for cues apart is far faster."""
    yield from _lists_at(text, _cues().places(text))


def _lists_at(text: str, cued: Iterable[tuple[int, str]]) -> Iterator[tuple[str, re.Match[str]]]:
    done = dict.fromkeys(LIST_CUES, 0)
    for place, cue in cued:
        if place >= done[cue] and (found := _list(cue).match(text, place)):
            yield cue, found
            done[cue] = found.end()


@cache
def _cues() -> Needles:
    return Needles(LIST_CUES)


def _may_be_column(text: str) -> bool:
    parted = _is_parted(text)
    if not parted and text.count("\n") < _FEWEST_KNOWN:
        return False
    cells = _cell(parted=parted).finditer(f"\n{text}")
    return next(islice(cells, _FEWEST_KNOWN, None), None) is not None


def _is_parted(text: str) -> bool:
    return "\t" in text or "|" in text


def members(text: str, shelf: Catalogue) -> Iterator[Member]:
    r"""Yield the members of columns and lists that are no known names, in no order.

    >>> from thaifix.names.catalogue import catalogue
    >>> [text[found.start : found.end] for text in ["เลย\nนครพนม\nศรีสะแกษ\nอุบลราชธานี"]
    ...     for found in members(text, catalogue())]
    ['ศรีสะแกษ']
    """
    yield from _in_columns(text, _blocks(text), shelf)
    yield from _in_lists(text, _lists(text), shelf)


def members_at(text: str, shelf: Catalogue, places: Places) -> Iterator[Member]:
    """Yield the same if it is known where there may be lists and columns."""
    yield from _in_columns(text, places.columns, shelf)
    cued = ((place, next(cue for cue in LIST_CUES if text.startswith(cue, place))) for place in places.lists)
    yield from _in_lists(text, _lists_at(text, cued), shelf)


def _in_columns(text: str, blocks: Sequence[tuple[int, int]], shelf: Catalogue) -> Iterator[Member]:
    for column in _columns(text, blocks):
        yield from _unknown(text, column, KINDS, shelf, _FEWEST_KNOWN, _SHARE_KNOWN)


def _in_lists(text: str, lists: Iterable[tuple[str, re.Match[str]]], shelf: Catalogue) -> Iterator[Member]:
    for cue, found in lists:
        kind = LIST_CUES[cue]
        forms = shelf.group(kind).forms
        spans: list[tuple[int, int]] = []
        misses = 0
        for member in _member().finditer(text, found.start() + len(cue), found.end()):
            misses = 0 if member[1] in forms else misses + 1
            if misses > 1:
                break
            spans.append(member.span(1))
        if len(spans) > _FEWEST_LISTED:
            yield from _unknown(text, spans, (kind,), shelf, _FEWEST_LISTED, _SHARE_LISTED)


def _unknown(  # noqa: PLR0913, PLR0917 - two measures of how sure one must be
    text: str, spans: Sequence[tuple[int, int]], kinds: Sequence[str], shelf: Catalogue, fewest: int, share: float
) -> Iterator[Member]:
    """Yield what is no known name among members of which enough are, of the first kind that has enough."""
    written = [text[start:end] for start, end in spans]
    for kind in kinds:
        forms = shelf.group(kind).forms
        known = [name for name in written if name in forms]
        if len(set(known)) >= fewest and len(known) >= share * len(written):
            parent = _common_parent(known, kind, shelf)
            for (start, end), name in zip(spans, written, strict=True):
                if name not in forms and not shelf.names.named(name):
                    yield Member(start, end, kind, parent)
            return


def _common_parent(known: Sequence[str], kind: str, shelf: Catalogue) -> str:
    """Return the id of the province in which most known districts lie, empty if in several."""
    if kind != "district":
        return ""
    forms = shelf.group(kind).forms
    parents = [{entry.parent for entry in forms[name]} for name in known]
    votes = {parent: sum(parent in some for some in parents) for parent in set().union(*parents)}
    best = max(votes, key=lambda parent: (votes[parent], parent))
    return best if votes[best] >= _SHARE_KNOWN * len(known) else ""


def _blocks(text: str) -> list[tuple[int, int]]:
    """Return where lines that follow one another may be columns that are long enough."""
    if text.count("\n") < _FEWEST_KNOWN:
        return []
    found = (hit.span() for hit in _block(parted=_is_parted(text)).finditer(f"\n{text}"))
    return [(start, end - 1) for start, end in found]


def _columns(text: str, blocks: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield the columns that are long enough: in a text that may have any, only lines that follow one another."""
    if blocks and _may_be_column(text):
        for start, end in blocks:
            yield from _columns_of(text[start:end], start)


def _columns_of(block: str, place: int) -> Iterator[list[tuple[int, int]]]:
    """Yield the columns of lines that begin at ``place``: cells of one stretch of letters, line by line."""
    open_columns: dict[int, list[tuple[int, int]]] = {}
    for line in block.split("\n"):
        here: dict[int, list[tuple[int, int]]] = {}
        offset = place
        for number, field in enumerate(re.split(r"[\t|]", line)):
            cell = _alone().fullmatch(field)
            if cell:
                start, end = cell.span(1)
                here[number] = [*open_columns.pop(number, []), (offset + start, offset + end)]
            offset += len(field) + 1
        yield from open_columns.values()
        open_columns = here
        place += len(line) + 1
    yield from open_columns.values()


@cache
def _alone() -> re.Pattern[str]:
    """Match a field that has one stretch of letters, and numbers or signs around it."""
    return re.compile(rf"[^{chars.LETTERS}A-Za-z]*([{chars.LETTERS}]{{3,{_LONGEST}}})[^{chars.LETTERS}A-Za-z]*")


@cache
def _block(*, parted: bool) -> re.Pattern[str]:
    """Find lines, with the line ends before them, that may all have such a field, more than must be known."""
    signs = rf"[^{chars.LETTERS}A-Za-z\n]*+"
    line = rf"{signs}{_LETTERS}+{signs}(?![^\n])"
    line = rf"\n(?:{line}|[^\n\t|]*+[\t|][^\n]*+)" if parted else rf"\n{line}"
    return re.compile(rf"{line}(?:{line}){{{_FEWEST_KNOWN},}}+")


@cache
def _cell(*, parted: bool) -> re.Pattern[str]:
    """Find such a field, roughly, behind the sign that parts it from the one before; a line, if none are parted."""
    ends = r"\n\t|" if parted else r"\n"
    signs = rf"[^{chars.LETTERS}A-Za-z{ends}]{{0,12}}"
    return re.compile(rf"[{ends}]{signs}{_LETTERS}{signs}(?![^{ends}])")


@cache
def _list(cue: str) -> re.Pattern[str]:
    """Find a cue, the name behind it, and at least two more members."""
    return re.compile(f"{re.escape(cue)} ?{_LETTERS}+(?:{_BETWEEN}{_LETTERS}+){{2,40}}(?![{chars.LETTERS}])")


@cache
def _member() -> re.Pattern[str]:
    """Find a member of a list, with what stands between it and the one before."""
    return re.compile(f"(?:{_BETWEEN})?({_LETTERS})")
