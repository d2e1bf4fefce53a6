"""CSV and TSV: the cells below the header.

Python's csv reads such files and forgets how they were quoted, so the cells are found here, by one regular
expression, where csv finds them; the tests compare the two. A cell that csv would read otherwise than a spreadsheet
(``"5" pipe"``) is left alone.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

from thaifix.errors import InputError
from thaifix.formats.chosen import Chosen
from thaifix.formats.spans import Passage, Span, SpanDocument
from thaifix.formats.textfile import TextFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thaifix.formats.parts import Reading

__all__ = ["open_csv", "open_tsv"]

_SEPARATORS = ",;\t|"
_TOLD = re.compile(r"sep=(.)(?:\r\n?|\n)", re.IGNORECASE)  # a first line by which Excel is told
_SAMPLE = 1 << 16  # code points that the separator is told from
_SAMPLE_ROWS = 100
_QUOTE = '"'


class _Cell(NamedTuple):
    """A cell: where its text stands in the file, quotes left out, how it is written, and what it reads."""

    span: Span
    style: Literal["plain", "quoted", "odd"]


def open_csv(data: bytes, reading: Reading) -> SpanDocument:
    r"""Read a table whose cells are separated by commas, semicolons, tabs or bars, whichever cuts it evenly.

    >>> from thaifix.formats import Reading
    >>> document = open_csv('ลำดับ,"ชื่อ"\r\n1,"ส ำนัก, ก"\r\n'.encode(), Reading())
    >>> document.parts
    [Part(text='ส ำนัก, ก', place='row 2, ชื่อ')]
    >>> document.rebuilt(['สำนัก, ก']).decode()
    'ลำดับ,"ชื่อ"\r\n1,"สำนัก, ก"\r\n'

    Raises:
        InputError: it is no text, a quote is never closed, or a column that was asked for is not there.
    """
    return _open(TextFile(data, reading.encoding), reading, None)


def open_tsv(data: bytes, reading: Reading) -> SpanDocument:
    r"""Read a table whose cells are separated by tabs.

    >>> from thaifix.formats import Reading
    >>> document = open_tsv("ชื่อ\tปี\nกรมท่ ี่ดิน\t2565\n".encode(), Reading())
    >>> document.parts[0].place
    'row 2, ชื่อ'

    Raises:
        InputError: it is no text, or a column that was asked for is not there.
    """
    return _open(TextFile(data, reading.encoding), reading, "\t")


def _open(file: TextFile, reading: Reading, separator: str | None) -> SpanDocument:
    told = _TOLD.match(file.text)
    start = told.end() if told else 0
    separator = separator or (told[1] if told else _separator(file.text))
    quoting = separator != "\t" or _quotes_are_even(file.text, start)
    chosen = Chosen(reading.fields, "column")
    notes: list[str] = []
    passages = tuple(_passages(_rows(file.text, start, separator, quoting=quoting), chosen, notes))
    chosen.check()
    write = _Writer(file.text, separator, quoting=quoting)
    return SpanDocument(file, passages, write, (*notes, *chosen.notes()))


def _passages(rows: Iterator[list[_Cell]], chosen: Chosen, notes: list[str]) -> Iterator[Passage]:
    header: list[str] = []
    odd: list[int] = []
    for number, row in enumerate(rows, 1):
        if not header:
            # Blank lines may stand before the header.
            header = [cell.span.text.strip() for cell in row] if any(cell.span.text for cell in row) else []
            wanted = [chosen.wants(name) for name in header]
            continue
        for column, (span, style) in enumerate(row):
            # Thai is not ASCII, and a table is mostly numbers.
            if span.text.isascii() or not (wanted[column] if column < len(wanted) else chosen.everything):
                continue
            if style == "odd":
                odd.append(number)
            else:
                name = header[column] if column < len(header) else ""
                yield Passage(((span,),), f"row {number}, {name or f'column {column + 1}'}")
    if odd:
        notes.append(
            f"{len(odd)} cells have text behind their closing quote and were left alone, first in row {odd[0]}."
        )


def _rows(text: str, start: int, separator: str, *, quoting: bool) -> Iterator[list[_Cell]]:
    """Cut a table into rows of cells, beginning at a place in it."""
    row: list[_Cell] = []
    for found in _cells(separator, quoting).finditer(text, start):
        quoted, plain = found["quoted"], found["plain"]
        if quoted is None:
            if quoting and plain.startswith(_QUOTE):
                line = text.count("\n", 0, found.start()) + 1
                message = f"line {line}: a quote opens a cell and is never closed; put it right, or take it out"
                raise InputError(message)
            row.append(_Cell(Span(*found.span("plain"), plain), "plain"))
        else:
            inner = quoted[1:-1].replace(_QUOTE * 2, _QUOTE)
            row.append(_Cell(Span(*found.span("quoted"), inner), "odd" if plain else "quoted"))
        if found["end"] != separator:
            yield row
            row = []
        if not found["end"]:
            return


@cache
def _cells(separator: str, quoting: bool) -> re.Pattern[str]:  # noqa: FBT001 - the cache wants it so
    quoted = r'(?P<quoted>"(?:[^"]++|"")*+")?' if quoting else r"(?P<quoted>(?!))?"
    mark = re.escape(separator)
    return re.compile(rf"{quoted}(?P<plain>[^{mark}\r\n]*+)(?P<end>{mark}|\r\n?|\n|\Z)")


def _quotes_are_even(text: str, start: int) -> bool:
    """Tell whether quotes can be quotes in a table cut by tabs, where many programs take them for letters."""
    if _QUOTE not in text:
        return True
    try:
        return all(cell.style != "odd" for row in _rows(text, start, "\t", quoting=True) for cell in row)
    except InputError:
        return False


def _separator(text: str) -> str:
    """Return what cuts the most of the first rows into as many cells as the header."""
    scores = {mark: _even_rows(text[:_SAMPLE], mark) for mark in _SEPARATORS}
    return max(_SEPARATORS, key=scores.__getitem__)


def _even_rows(text: str, separator: str) -> int:
    sizes: list[int] = []
    with suppress(InputError):  # the sample may end inside a quoted cell
        sizes.extend(len(row) for row in islice(_rows(text, 0, separator, quoting=True), _SAMPLE_ROWS))
    return sizes.count(sizes[0]) if sizes and sizes[0] > 1 else 0


class _Writer:
    """Writes cells as they were written, with quotes or without."""

    def __init__(self, raw: str, separator: str, *, quoting: bool) -> None:
        self._raw = raw
        self._separator = separator
        self._quoting = quoting

    def __call__(self, span: Span, text: str) -> str:
        breaking = self._separator in text or "\r" in text or "\n" in text
        if not self._quoting:
            if breaking:
                message = f"this table has no quotes, and the new text of a cell needs them: {text[:40]!r}"
                raise InputError(message)
            return text
        # A quote inside a cell that begins with none is a letter.
        if breaking or text.startswith(_QUOTE) or self._raw.startswith(_QUOTE, span.start):
            return f'"{text.replace(_QUOTE, _QUOTE * 2)}"'
        return text
