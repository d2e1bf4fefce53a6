"""A dictionary of one's own: words and names to keep, pairs to repair; a table that is checked when it is read.

What each row does to a text: docs/dictionary.md. This module knows only the table; `thaifix.ownwords` finds its
forms in text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from thaifix.errors import ConfigError, TableError
from thaifix.forms import Forms, count
from thaifix.gazetteer import Entry
from thaifix.knowledge import chars
from thaifix.knowledge.families import FAMILIES
from thaifix.knowledge.rewrites import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from os import PathLike

__all__ = ["COLUMNS", "KEEP", "NAME", "PAIR", "Dictionary", "Problem", "Row", "problems"]

COLUMNS = ("row", "form", "sound", "kind", "note")
"""The heading of the table; the first two must be there."""
KEEP, PAIR, NAME = "keep", "pair", "name"
"""The three kinds of rows."""

_ORDER = (KEEP, PAIR, NAME)
_COMMENT = "#"
_FAMILY = "ocr"  # of a pair that does not say it
_KIND = "user"  # of a name that does not say it, as in `thaifix.gazetteer.read_table`
_BREAKS = frozenset("\t\n\r")
_NO_BEGINNING = frozenset(chars.DEPENDENT + HOLE)
_NO_END = frozenset(chars.LEADING_VOWELS)


class Row(NamedTuple):
    """One row of a dictionary.

    Attributes:
        row: ``keep``, ``pair`` or ``name``.
        form: as it is written in texts: the word or name to keep, or the broken form of a pair.
        sound: what a pair makes of it; else empty.
        kind: the family of the edits of a pair, ``ocr`` if empty; the kind of a name, ``user`` if empty.
        note: for people.
    """

    row: str
    form: str
    sound: str = ""
    kind: str = ""
    note: str = ""


class Problem(NamedTuple):
    """What is wrong with a row, and the other row that it does not go with, both by their numbers from 0.

    ``other`` is the row itself if there is no other.
    """

    row: int
    other: int
    says: str


@dataclass(frozen=True)
class Dictionary:
    """Words and names to keep, pairs to repair, and names of one's own: a value, as `thaifix.Config` is.

    Attributes:
        rows: sorted, each once, whatever order and doubles they are given in.

    Raises:
        ConfigError: a row is wrong, or two do not go together; from `read` it is a TableError, which tells the line.

    >>> own = Dictionary((Row("keep", "ภูริวัฒน์"), Row("pair", "จานวร", "จำนวน")))
    >>> own.keeps, own.pairs["จานวร"].sound
    (('ภูริวัฒน์',), 'จำนวน')
    >>> Dictionary((Row("pair", "จานวร", "จานวร"),))
    Traceback (most recent call last):
        ...
    thaifix.errors.ConfigError: dictionary: 'จานวร': the sound form is the broken form; change it, or delete the row
    """

    rows: tuple[Row, ...] = ()

    def __post_init__(self) -> None:
        """Sort the rows, and refuse what makes no sense."""
        rows = tuple(dict.fromkeys(_normal(row) for row in self.rows))
        for found in problems(rows):
            message = f"dictionary: {rows[found.row].form!r}: {found.says}"
            raise ConfigError(message)
        object.__setattr__(self, "rows", _sorted(rows))

    @classmethod
    def read(cls, *paths: str | PathLike[str]) -> Dictionary:
        """Read a dictionary from one table or several; a row may stand in several of them, but once in each.

        Raises:
            TableError: a row is wrong, or two do not go together.
            OSError: a file cannot be read.
        """
        merged: dict[tuple[str, ...], tuple[Row, str, int]] = {}
        for path in map(str, paths):
            seen: dict[tuple[str, ...], int] = {}
            for line, row in _read(path):
                before = seen.setdefault(_key(row), line)
                if before != line:
                    raise TableError(path, line, f"{row.form!r} stands in line {before} already; delete one")
                merged.setdefault(row[:-1], (row, path, line))
        rows = [row for row, _, _ in merged.values()]
        places = [(path, line) for _, path, line in merged.values()]
        for found in problems(rows):
            path, line = places[found.row]
            beside = "" if found.other == found.row else " (see {}:{})".format(*places[found.other])
            raise TableError(path, line, f"{found.says}{beside}")
        return cls(tuple(rows))

    def to_text(self) -> str:
        r"""Return the table, sorted, which `read` reads back.

        >>> Dictionary((Row("keep", "ภูริวัฒน์"),)).to_text()
        'row\tform\tsound\tkind\tnote\nkeep\tภูริวัฒน์\t\t\t\n'
        """
        return "".join("\t".join(row) + "\n" for row in (COLUMNS, *self.rows))

    def write(self, path: str | PathLike[str]) -> None:
        """Write the table, sorted, in UTF-8.

        Raises:
            OSError: the file cannot be written.
        """
        Path(path).write_bytes(self.to_text().encode())

    @cached_property
    def keeps(self) -> tuple[str, ...]:
        """The forms that stay as they are."""
        return tuple(row.form for row in self.rows if row.row == KEEP)

    @cached_property
    def pairs(self) -> Mapping[str, Row]:
        """The pairs by their broken forms."""
        return {row.form: row for row in self.rows if row.row == PAIR}

    @cached_property
    def names(self) -> tuple[Entry, ...]:
        """The names as entries for ``Config.names``, which takes them over by itself."""
        return tuple(Entry(row.kind, f"{row.kind}:{row.form}", "", row.form) for row in self.rows if row.row == NAME)

    @cached_property
    def sound(self) -> tuple[str, ...]:
        """All forms that are right as they are: those to keep, the names, and what pairs make."""
        return tuple(dict.fromkeys(row.sound or row.form for row in self.rows))

    @cached_property
    def _hash(self) -> int:
        return hash(self.rows)

    def __hash__(self) -> int:
        """Return the hash of the rows, worked out once: settings are hashed for every line of a text."""
        return self._hash

    def __getstate__(self) -> dict[str, object]:
        """Pickle the rows alone: another process hashes text differently."""
        return {"rows": self.rows}

    def __repr__(self) -> str:
        """Say how much there is: ten thousand rows would hide the other settings."""
        return f"Dictionary({len(self.keeps)} to keep, {len(self.pairs)} pairs, {len(self.names)} names)"


def _sorted(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: (_ORDER.index(row.row), *row[1:])))


def _key(row: Row) -> tuple[str, ...]:
    """Return what only one row may say something about; a name may be that of several kinds of things."""
    return (row.row, row.form, row.kind if row.row == NAME else "")


def _normal(row: Row) -> Row:
    """Return a row with the family or kind that it leaves out."""
    usual = {PAIR: _FAMILY, NAME: _KIND}.get(row.row, "")
    return row if row.kind else row._replace(kind=usual)


# ---------------------------------------------------------------- reading


def _read(path: str) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a table with their lines; each is checked by itself only as far as its cells go."""
    try:
        lines = Path(path).read_bytes().decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as wrong:
        line = wrong.object.count(b"\n", 0, wrong.start) + 1
        raise TableError(path, line, "the line is not in UTF-8; save the table in UTF-8") from wrong
    columns: list[str] = []
    for number, raw in enumerate(lines, 1):
        text = raw.removesuffix("\r")
        if not text.strip() or text.startswith(_COMMENT):
            continue
        cells = text.split("\t")
        if not columns:
            columns = _heading(path, number, cells)
            continue
        while len(cells) > len(columns) and not cells[-1]:
            del cells[-1]
        if len(cells) > len(columns):
            raise TableError(path, number, f"{len(cells)} cells where the heading has {len(columns)}")
        yield number, _normal(Row(**{"row": "", "form": "", **dict(zip(columns, cells, strict=False))}))
    if not columns:
        raise TableError(path, 1, f"there is no heading; begin the table with {' '.join(COLUMNS)}, separated by tabs")


def _heading(path: str, number: int, cells: Sequence[str]) -> list[str]:
    columns = list(cells)
    if not set(COLUMNS[:2]) <= set(columns) <= set(COLUMNS) or len(set(columns)) < len(columns):
        problem = (
            f"the heading must hold 'row' and 'form' and may hold {', '.join(COLUMNS[2:])}, separated by tabs, "
            f"not {'<tab>'.join(columns)!r}"
        )
        raise TableError(path, number, problem)
    return columns


# ---------------------------------------------------------------- checking


def problems(rows: Sequence[Row]) -> Iterator[Problem]:
    """Yield what is wrong with rows: with each by itself, then with what they say together.

    >>> rows = [Row("keep", "ทุเรียล"), Row("pair", "ทุเรียล", "ทุเรียน", "ocr")]
    >>> [(found.row, found.other) for found in problems(rows)]
    [(1, 0)]
    """
    wrong: set[int] = set()
    for number, row in enumerate(rows):
        says = _wrong(row)
        if says:
            wrong.add(number)
            yield Problem(number, number, says)
    good = {number: row for number, row in enumerate(rows) if number not in wrong}
    yield from _told_twice(good)
    yield from _chains(good)
    yield from _kept_and_changed(good)


def _wrong(row: Row) -> str:
    """Say what is wrong with a row by itself; nothing if it is right."""
    if row.row not in _ORDER:
        return f"a row is a 'keep', a 'pair' or a 'name', not {row.row!r}"
    if not row.form:
        return "the form is empty; fill it in or delete the row"
    if any(_BREAKS.intersection(cell) for cell in row):
        return "a cell holds a tab or a line end"
    for what, text in (("form", row.form), ("sound form", row.sound)):
        says = _wrong_form(text) if text else ""
        if says:
            return f"the {what} {says}"
    return _wrong_pair(row) if row.row == PAIR else _wrong_cells(row)


def _wrong_cells(row: Row) -> str:
    if row.sound:
        return "only a pair has a sound form; make the row a pair, or clear the cell"
    return "a word to keep has no kind; clear the cell, or make the row a name" if row.row == KEEP and row.kind else ""


def _wrong_form(text: str) -> str:
    if text != text.strip():
        return "has a space before or behind it"
    if not unicodedata.is_normalized("NFC", text):
        return "is not in NFC; normalise it"
    if any("\ud800" <= char <= "\udfff" for char in text):
        return "holds half a character, which no file can hold"
    if text[0] in _NO_BEGINNING:
        return "begins inside a letter (with a mark, a following vowel or a lost character), as no word does"
    return "ends with a vowel whose letter is missing, as no word does" if text[-1] in _NO_END else ""


def _wrong_pair(row: Row) -> str:
    if not row.sound:
        return "the sound form of the pair is empty; fill it in or delete the row"
    if row.sound == row.form:
        return "the sound form is the broken form; change it, or delete the row"
    return "" if row.kind in FAMILIES else f"there is no family {row.kind!r}; known: {', '.join(FAMILIES)}"


def _told_twice(rows: Mapping[int, Row]) -> Iterator[Problem]:
    """Yield the pairs and names that stand in two rows which differ."""
    first: dict[tuple[str, ...], int] = {}
    for number, row in rows.items():
        other = first.setdefault(_key(row), number)
        if other != number:
            before = rows[other]
            says = f"{row.form!r} is {before.sound!r} in another row and {row.sound!r} here; delete one"
            yield Problem(number, other, says if row.sound != before.sound else f"{row.form!r} stands in two rows")


def _chains(rows: Mapping[int, Row]) -> Iterator[Problem]:
    """Yield the pairs whose sound form is the broken form of another one."""
    pairs = {row.form: number for number, row in rows.items() if row.row == PAIR}
    for form, number in pairs.items():
        other = pairs.get(rows[number].sound)
        if other is not None:
            then = rows[other].sound
            loop = then == form or _loops(form, pairs, rows)
            advice = "they go round in a loop; delete one" if loop else f"write {form!r} to {then!r} at once"
            yield Problem(number, other, f"{rows[number].sound!r} is the broken form of another pair: {advice}")


def _loops(form: str, pairs: Mapping[str, int], rows: Mapping[int, Row]) -> bool:
    at = form
    for _ in range(len(pairs) + 1):
        if at not in pairs:
            return False
        at = rows[pairs[at]].sound
        if at == form:
            return True
    return True  # it runs into a loop that it is no part of


def _kept_and_changed(rows: Mapping[int, Row]) -> Iterator[Problem]:
    """Yield the pairs that would change a word or name to keep; one inside such a word is an exception, no problem."""
    kept = {row.form: number for number, row in rows.items() if row.row != PAIR}
    forms = Forms(kept)
    for number, row in rows.items():
        if row.row != PAIR:
            continue
        for form in dict.fromkeys(form for _, form in forms.occurrences(row.form)):
            if count(form, row.sound) < count(form, row.form):
                yield Problem(number, kept[form], f"the pair would change {form!r}, which is to be kept; delete one")
