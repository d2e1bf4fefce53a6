"""What `thaifix names` prints: a row a mention."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from thaifix import gazetteer, names
from thaifix.cli.render import shown
from thaifix.config import NAME_KINDS
from thaifix.errors import ThaifixError
from thaifix.report import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from thaifix.gazetteer import Entry

__all__ = ["Row", "lister"]


@dataclass(frozen=True, slots=True)
class Row:
    """A mention and its place; ``start`` and ``end`` count code points of the text, the column from 1."""

    source: str
    line_number: int
    column: int
    start: int
    end: int
    text: str
    kind: str
    id: str
    code: str
    name: str
    others: tuple[str, ...]

    def line(self) -> str:
        """Return the row for people."""
        what = " ".join(filter(None, (self.kind, self.id, self.code)))
        written = "" if self.text == self.name else f"{shown(self.text)} \N{RIGHTWARDS ARROW} "
        return f"{self.source}:{self.line_number}:{self.column}: {what}: {written}{self.name}"

    def to_dict(self) -> dict[str, Any]:
        """Return the row for programs."""
        fields = asdict(self)
        return {"line" if key == "line_number" else key: value for key, value in fields.items()}


def lister(kinds: Sequence[str], own: str | None) -> Callable[[str, str], list[Row]]:
    """Return what lists the names of a text, given the text and the name of its source.

    Raises:
        click.UsageError: a kind does not exist, or the table of own names cannot be read or is wrong.
    """
    try:
        entries = tuple(gazetteer.read_table(Path(own))) if own else ()
    except (OSError, UnicodeDecodeError, ThaifixError) as wrong:
        message = f"--own: {wrong}"
        raise click.UsageError(message) from wrong
    known = (*NAME_KINDS, *{entry.kind for entry in entries})
    for kind in kinds:
        if kind not in known:
            message = f"--kind: there is no kind of names {kind!r}; known: {', '.join(known)}"
            raise click.UsageError(message)
    return partial(_rows, kinds=frozenset(kinds), entries=entries)


def _rows(text: str, source: str, *, kinds: frozenset[str], entries: tuple[Entry, ...]) -> list[Row]:
    return list(_listed(text, source, kinds, entries))


def _listed(text: str, source: str, kinds: frozenset[str], entries: tuple[Entry, ...]) -> Iterator[Row]:
    places = Lines(text)
    for found in names.find(text, names=entries):
        if not kinds or found.kind in kinds:
            line, column = places.place(found.start)
            others = tuple(entry.id for entry in found.others)
            what = (found.start, found.end, found.text, found.kind, found.id, found.code, found.name)
            yield Row(source, line, column, *what, others)
