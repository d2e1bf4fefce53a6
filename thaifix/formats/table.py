"""The table of formats: which file names are read by what."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thaifix.errors import InputError
from thaifix.formats.parts import Format

if TYPE_CHECKING:
    from thaifix.formats.parts import Document, Reading

__all__ = ["FORMATS", "format_of", "open_document"]


@dataclass(frozen=True, slots=True)
class _Later:
    """A function of a module that is loaded when it is first called."""

    module: str
    name: str

    def __call__(self, data: bytes, reading: Reading) -> Document:
        opens = getattr(importlib.import_module(f"thaifix.formats.{self.module}"), self.name)
        try:
            document: Document = opens(data, reading)
        except InputError as wrong:
            if data:
                raise
            message = "this file is empty, and no file of its kind can be; get it again"
            raise InputError(message) from wrong
        return document


FORMATS: tuple[Format, ...] = (
    Format("text", (".txt", ".md"), "", _Later("plain", "open_plain")),
    Format("html", (".html", ".htm", ".xhtml"), "html", _Later("webpage", "open_html")),
    Format("csv", (".csv",), "", _Later("separated", "open_csv")),
    Format("tsv", (".tsv", ".tab"), "", _Later("separated", "open_tsv")),
    Format("docx", (".docx", ".docm"), "docx", _Later("docx", "open_docx")),
    Format("pdf", (".pdf",), "pdf", _Later("pdf", "open_pdf"), becomes=".txt"),
    Format("parquet", (".parquet",), "arrow", _Later("columns", "open_parquet")),
    Format("arrow", (".arrow", ".arrows", ".feather"), "arrow", _Later("columns", "open_arrow")),
    Format("hocr", (".hocr",), "hocr", _Later("recognised", "open_hocr")),
    Format("alto", (".alto", ".xml"), "hocr", _Later("recognised", "open_alto")),
    Format("jsonl", (".jsonl", ".ndjson"), "", _Later("jsonlines", "open_jsonl")),
    Format("json", (".json",), "", _Later("jsonlines", "open_json")),
)
"""Every format; a suffix stands in one row only."""


def format_of(name: str) -> Format | None:
    """Return the format of a file by its name, ``None`` if it is none of the table.

    >>> format_of("award/Book.TXT").name
    'text'
    """
    lower = name.lower()
    return next((row for row in FORMATS if lower.endswith(row.suffixes)), None)


def open_document(name: str, data: bytes, reading: Reading) -> Document:
    r"""Read a file in the format that its name tells.

    >>> from thaifix.formats import Reading
    >>> [part.place for part in open_document("ofices.csv", "ชื่อ\nกรมท ี่ดิน\n".encode(), Reading()).parts]
    ['row 2, ชื่อ']

    Raises:
        InputError: thaifix reads no files of such a name, or not these bytes; says why and what to do.
        ConfigError: the library that reads them is not installed; says which extra brings it.
    """
    found = format_of(name)
    if found is None:
        known = " ".join(suffix for row in FORMATS for suffix in row.suffixes)
        message = f"{name}: thaifix reads files that end in {known}; convert it to one of them"
        raise InputError(message)
    return found.opens(data, reading)
