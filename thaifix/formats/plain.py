"""Plain text and Markdown: the whole file is one text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thaifix.formats.parts import Part
from thaifix.formats.spans import check_count
from thaifix.formats.textfile import TextFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thaifix.formats.parts import Reading

__all__ = ["PlainText", "open_plain"]


class PlainText:
    """A text file; its line ends, encoding and byte order mark stay as they are."""

    notes: Sequence[str] = ()

    def __init__(self, file: TextFile) -> None:
        """Take the whole text as the one part."""
        self._file = file
        self.parts: Sequence[Part] = (Part(file.text),)

    def rebuilt(self, texts: Sequence[str]) -> bytes:
        """Return the bytes of the file with another text."""
        check_count(self.parts, texts)
        return self._file.encode(texts[0])


def open_plain(data: bytes, reading: Reading) -> PlainText:
    r"""Read a text file.

    >>> from thaifix.formats import Reading
    >>> document = open_plain("ส�ำนักงาน\r\n".encode(), Reading())
    >>> document.rebuilt(["สำนักงาน\r\n"]).decode()
    'สำนักงาน\r\n'

    Raises:
        InputError: it is no text, or its encoding cannot be told.
    """
    return PlainText(TextFile(data, reading.encoding))
