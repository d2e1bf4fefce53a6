"""Plain text and Markdown: the whole file is one text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thaifix.encoding import decode
from thaifix.errors import InputError
from thaifix.formats.parts import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thaifix.formats.parts import Reading

__all__ = ["PlainText", "open_plain"]


class PlainText:
    """A text file; its line ends, encoding and byte order mark stay as they are."""

    notes: Sequence[str] = ()

    def __init__(self, data: bytes, encoding: str | None) -> None:
        """Decode the bytes.

        Raises:
            InputError: they are no text in that encoding, or in none that can be told.
        """
        self._data = data
        self._decoded = decode(data, encoding)
        self.parts: Sequence[Part] = (Part(self._decoded.text),)

    def rebuilt(self, texts: Sequence[str]) -> bytes:
        """Return the bytes of the file with another text."""
        (text,) = texts
        if text == self._decoded.text:
            return self._data
        try:
            return self._decoded.encode(text)
        except UnicodeEncodeError as wrong:
            message = (
                f"the repaired text has U+{ord(text[wrong.start]):04X}, which {wrong.encoding} cannot write; "
                "convert the file to UTF-8 first"
            )
            raise InputError(message) from wrong


def open_plain(data: bytes, reading: Reading) -> PlainText:
    r"""Read a text file.

    >>> from thaifix.formats import Reading
    >>> document = open_plain("ส�ำนักงาน\r\n".encode(), Reading())
    >>> document.rebuilt(["สำนักงาน\r\n"]).decode()
    'สำนักงาน\r\n'
    """
    return PlainText(data, reading.encoding)
