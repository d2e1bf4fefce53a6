"""The table of formats: which file names are read by what."""

from __future__ import annotations

from thaifix.formats.parts import Format
from thaifix.formats.plain import open_plain

__all__ = ["FORMATS", "format_of"]

FORMATS: tuple[Format, ...] = (Format("text", (".txt", ".md"), "", open_plain),)
"""Every format; a suffix stands in one row only."""


def format_of(name: str) -> Format | None:
    """Return the format of a file by its name, ``None`` if it is none of the table.

    >>> format_of("award/Book.TXT").name
    'text'
    """
    lower = name.lower()
    return next((row for row in FORMATS if lower.endswith(row.suffixes)), None)
