"""Files that are text: their encoding, and the bytes of another text in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thaifix.encoding import decode
from thaifix.errors import InputError

if TYPE_CHECKING:
    from thaifix.encoding import Decoded

__all__ = ["TextFile"]

# How files of other kinds begin. None of these can begin a text, but for PDF's, which is told by its number.
_MAGIC = (
    (b"%PDF-1.", "a PDF file"),
    (b"%PDF-2.", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive, as .docx and .xlsx are"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or encrypted Office file"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1\0\0", "an Arrow file"),
    (b"\x1f\x8b\x08", "compressed by gzip"),
    (b"BZh", "compressed by bzip2"),
    (b"\xfd7zXZ\0", "compressed by xz"),
    (b"\x28\xb5\x2f\xfd", "compressed by Zstandard"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
)
_THAI = ("\N{THAI CHARACTER KO KAI}", "\N{THAI CHARACTER KHOMUT}")


class TextFile:
    """The text of a file; its encoding and byte order mark stay as they are.

    Attributes:
        data: the bytes.
        text: what they spell.
    """

    def __init__(self, data: bytes, encoding: str | None = None) -> None:
        """Decode the bytes.

        Raises:
            InputError: they are no text, or none in that encoding, or in none that can be told.
        """
        _refuse_other_kinds(data)
        self.data = data
        self._decoded = _decode(data, encoding)
        self.text = self._decoded.text
        _refuse_zeros(self.text)

    def encode(self, text: str) -> bytes:
        """Return the bytes of the file with another text; the very same bytes for the same text.

        Raises:
            InputError: the text cannot be spelled so that everything else stays as it is.
        """
        if text == self.text:
            return self.data
        try:
            if self._decoded.encode(self.text) != self.data:
                message = f"{self._decoded.codec} spells this file in more than one way; convert it to UTF-8 first"
                raise InputError(message)
            return self._decoded.encode(text)
        except UnicodeEncodeError as wrong:
            char = wrong.object[wrong.start]
            message = (
                f"the repaired text has U+{ord(char):04X}, which {wrong.encoding} cannot write; "
                "convert the file to UTF-8 first"
            )
            raise InputError(message) from wrong

    def can_write(self, text: str) -> bool:
        """Tell whether the encoding has bytes for a text."""
        try:
            text.encode(self._decoded.codec)
        except UnicodeEncodeError:
            return False
        return True


def _decode(data: bytes, encoding: str | None) -> Decoded:
    try:
        return decode(data, encoding)
    except LookupError as wrong:
        message = f"there is no text encoding {encoding!r}; Python's names are meant, as cp874 or utf-16-le"
        raise InputError(message) from wrong


def _refuse_other_kinds(data: bytes) -> None:
    found = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if found is not None:
        message = f"this is no text: it is {found}; give the file its right name, or unpack it"
        raise InputError(message)


def _refuse_zeros(text: str) -> None:
    """Refuse binary data: zeros stand in broken Thai for lost marks, of which a letter has one or two."""
    zeros = text.count("\0")
    if zeros > 1 and zeros > 2 * sum(_THAI[0] <= char <= _THAI[1] for char in text):
        message = f"this is no text: it has {zeros} zero bytes; get the file again, or leave it out"
        raise InputError(message)
