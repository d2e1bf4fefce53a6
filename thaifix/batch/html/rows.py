"""A text as lines, each of them pieces of text and places where something was changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from thaifix.knowledge.chars import LEADING_VOWELS, MARKS, SARA_AM
from thaifix.report import legible, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from thaifix.edits import Edit

__all__ = ["CONTEXT", "Change", "Row", "Shown", "excerpt", "loose", "rows"]

CONTEXT = 1
"""Lines around a changed one that are shown with it."""
_MOST_CHANGES = 40  # in a row; a line of a million letters is shown in several
_MOST_LETTERS = 2000  # likewise
_LINE_END = re.compile(r"\r\n?|\n")
_LEANING = frozenset(MARKS + SARA_AM)


class Change(NamedTuple):
    """An edit, or a suggestion of one."""

    edit: Edit
    suggested: bool


class Shown(NamedTuple):
    """How a change is written for a reader: with the letters that its marks stand on.

    >>> from thaifix import Edit
    >>> next(rows("พฒันา", [Change(Edit(1, 3, "ฒั", "ัฒ", "displaced-mark", "r", 0.99), False)])).pieces
    (Shown(change=0, before='พฒั', after='พัฒ'), 'นา')
    """

    change: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the source, or a piece of a very long one.

    Attributes:
        number: of the line, from 1; 0 if only the change is known, and not its line.
        pieces: text as it stands, and changes in their places.
    """

    number: int
    pieces: tuple[str | Shown, ...]

    @property
    def changed(self) -> bool:
        """Whether anything was changed or suggested in it."""
        return any(isinstance(piece, Shown) for piece in self.pieces)


class _Span(NamedTuple):
    start: int
    end: int
    shown: Shown


def rows(source: str, changes: Sequence[Change]) -> Iterator[Row]:
    """Yield the lines of a text with the changes in their places; changes are sorted by place.

    A change whose place another has taken, as a suggestion within an edit can, stands behind that.
    """
    number = begun = 1  # the line that is read, and that in which the row began
    done = 0
    line: list[str | Shown] = []
    for span in (*_spans(source, changes), None):
        end = max(done, span.start) if span else len(source)
        for piece, ends in _lines(source, done, end):
            line.extend(_cut(piece))
            if ends:
                yield from _split(begun, line)
                number += 1
                begun, line = number, []
        if span:
            line.append(span.shown)
            number += len(_LINE_END.findall(source, end, span.end))
            done = max(done, span.end)
    if line or begun == 1:  # behind the last line end there is no line
        yield from _split(begun, line)


def _lines(source: str, start: int, end: int) -> Iterator[tuple[str, bool]]:
    """Yield pieces of a stretch, and whether the line ends behind each."""
    for found in _LINE_END.finditer(source, start, end):
        yield source[start : found.start()], True
        start = found.end()
    yield source[start:end], False


def _cut(piece: str) -> Iterator[str]:
    for start in range(0, len(piece), _MOST_LETTERS):
        yield piece[start : start + _MOST_LETTERS]


def _split(number: int, line: Sequence[str | Shown]) -> Iterator[Row]:
    """Yield a line as one row, or as many as its length asks for."""
    row: list[str | Shown] = []
    room, letters = _MOST_CHANGES, _MOST_LETTERS
    for piece in line:
        if row and (room <= 0 or letters <= 0):
            yield Row(number, tuple(row))
            row, room, letters = [], _MOST_CHANGES, _MOST_LETTERS
        room -= isinstance(piece, Shown)
        letters -= len(piece) if isinstance(piece, str) else 0
        row.append(piece)
    yield Row(number, tuple(row))


def _spans(source: str, changes: Sequence[Change]) -> Iterator[_Span]:
    """Widen each change to whole clusters, as far as its neighbours leave room."""
    done = 0
    for index, (edit, _) in enumerate(changes):
        following = changes[index + 1].edit.start if index + 1 < len(changes) else len(source)
        start, end = _widened(source, edit, done, following)
        head, tail = source[start : edit.start], source[edit.end : end]
        yield _Span(start, end, _shown(index, head + edit.before + tail, head + edit.after + tail))
        done = max(done, end)


def _widened(source: str, edit: Edit, done: int, following: int) -> tuple[int, int]:
    """Return the stretch to show: what the marks of a change stand on, and letters beside a mere space."""
    start, end = edit.start, edit.end
    bare = not (edit.before + edit.after).strip()
    if bare and end < following and not source[end].isspace():
        end += 1
        if end < following and source[end - 1] in LEADING_VOWELS and not source[end].isspace():
            end += 1
    while end < following and source[end] in _LEANING:
        end += 1
    tail = source[edit.end : end]
    leans = (edit.before + tail)[:1] in _LEANING or (edit.after + tail)[:1] in _LEANING
    if start > done and (leans or (bare and not source[start - 1].isspace())):
        start = _cluster(source, start, done)
    return start, end


def _cluster(source: str, end: int, done: int) -> int:
    """Return where the cluster begins that ends at a place."""
    start = end - 1
    while start > done and source[start] in _LEANING:
        start -= 1
    if start > done and source[start - 1] in LEADING_VOWELS:  # written before its letter, read behind it
        start -= 1
    return start


def _shown(index: int, before: str, after: str) -> Shown:
    return Shown(index, legible(shorten(before), spaces=True), legible(shorten(after), spaces=True))


def loose(changes: Sequence[Change]) -> Iterator[Row]:
    """Yield each change in a row of its own, where the text around is not to be had."""
    for index, (edit, _) in enumerate(changes):
        yield Row(0, (_shown(index, edit.before, edit.after),))


def excerpt(lines: Sequence[Row]) -> list[Row]:
    """Keep the rows with changes and `CONTEXT` rows around each."""
    kept: dict[int, Row] = {}
    for place, row in enumerate(lines):
        if row.changed:
            around = range(max(0, place - CONTEXT), min(len(lines), place + CONTEXT + 1))
            kept.update((near, lines[near]) for near in around)
    return [kept[place] for place in sorted(kept)]
