"""What every format answers: the texts of a file, and the bytes of the same file with other texts in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["PAGE_END", "Document", "Format", "Part", "Reading", "pages"]

PAGE_END = "\f"
"""What stands between two pages of a text that was a PDF."""


class Part(NamedTuple):
    """One text of a file: a page, a cell, a paragraph, or all of it.

    Attributes:
        text: as it stands in the file, unescaped.
        place: where that is, for a reader (``"page 3"``, ``"row 2, ชื่อ"``); empty if the part is the whole file.
    """

    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are to be read; each format heeds what concerns it.

    Attributes:
        encoding: of text files; detected if ``None``.
        fields: names of the columns or fields that hold text, as of a table; all of them if empty.
        ocr: whether pages without a text layer are recognised.
        limit: bytes that a file may unpack to, at most; more is refused, as a trap or a mistake.
    """

    encoding: str | None = None
    fields: frozenset[str] = frozenset()
    ocr: bool = False
    limit: int = 1 << 28


class Document(Protocol):
    """A file that has been read."""

    @property
    def parts(self) -> Sequence[Part]:
        """The texts of the file, in its order."""

    @property
    def notes(self) -> Sequence[str]:
        """What the reader should know, as that a page has no text; each a sentence."""

    def rebuilt(self, texts: Sequence[str]) -> bytes:
        """Return the bytes of the file in which part ``i`` reads ``texts[i]`` and nothing else has changed.

        The very bytes that were read if no text differs.

        Raises:
            InputError: a text cannot be written, as in the encoding of the file.
        """


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table of formats.

    Attributes:
        name: what it is called in reports and settings.
        suffixes: of file names, lower case, with the dot.
        extra: the extra of thaifix that brings its library, empty if none is needed.
        opens: reads bytes. Raises InputError, saying what is wrong and what to do, or ConfigError if the extra
            is not installed.
        becomes: what is added to the name of the output, where the format can be read but not written
            (``".txt"`` for PDF); else empty.
    """

    name: str
    suffixes: tuple[str, ...]
    extra: str
    opens: Callable[[bytes, Reading], Document]
    becomes: str = ""


def pages(text: str) -> list[str]:
    r"""Return the pages of a text that was a PDF; a text without form feeds is one page.

    >>> pages("ปก\fสารบัญ\nหน้า\f")
    ['ปก', 'สารบัญ\nหน้า', '']
    """
    return text.split(PAGE_END)
