"""Bytes to text: which encoding a file is in, told or detected, and back again unchanged.

Detection is strict and knows four answers: a byte order mark is believed; bytes that are valid
UTF-8 are UTF-8; bytes that make plausible Thai in CP874 are CP874, of which TIS-620 is a part;
anything else is refused, since a wrong guess would damage the text for good. European text in
Latin-1 decodes in CP874 without an error, so "it decodes" is no evidence: what counts is whether
the letters could be Thai words.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from thaifix.errors import InputError
from thaifix.knowledge.chars import DIGITS, LETTERS
from thaifix.trigrams import cost

__all__ = ["Decoded", "decode", "is_plausible_thai"]

# The mark, the codec of what follows it, the codec that reads both. UTF-32 first: its mark begins with UTF-16's.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)
# What a name means where the text has no mark; without one, UTF-16 is little-endian nearly everywhere.
_UNMARKED = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}

_MOST = 0.9
_LEAST = 3  # Thai characters; fewer are no evidence of anything
_MIN_UNITS = 16  # code units before zero bytes are taken as a sign of UTF-16
# Mean cost of a Thai character in nats. Lines of a badly broken Thai book cost up to 6.0, texts in 14 code
# pages of other scripts, read as CP874, 8.1 and more (one word of Korean: 7.8).
_DEAREST = 7.0
_SAMPLE = 20_000  # runs that are weighed; the first pages of a book are enough
_RUN = re.compile(f"[{LETTERS}{DIGITS}]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how its bytes spelled it.

    Attributes:
        text: the text, line ends as they are, without the byte order mark.
        codec: the codec of the bytes behind the mark.
        bom: the mark, mostly empty.
    """

    text: str
    codec: str
    bom: bytes = b""

    @property
    def encoding(self) -> str:
        """The one codec that reads mark and text."""
        return next((whole for bom, codec, whole in _BOMS if self.bom == bom and self.codec == codec), self.codec)

    def encode(self, text: str) -> bytes:
        """Spell another text as this one was spelled.

        Raises:
            UnicodeEncodeError: the codec has no bytes for a character.
        """
        return self.bom + text.encode(self.codec)


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    r"""Decode a file, in the encoding told or else the one detected.

    >>> decode(b"\xca\xd3\xb9\xd1\xa1\xa7\xd2\xb9").text
    'สำนักงาน'
    >>> decode(b"\xef\xbb\xbfok").encoding
    'utf-8-sig'
    >>> decode("Café".encode("latin-1"))
    Traceback (most recent call last):
        ...
    thaifix.errors.InputError: byte 0xE9 at offset 3, line 1, is not UTF-8, ... name it with --encoding ...

    Raises:
        InputError: the bytes are no text in this encoding; says where and what to do.
    """
    if encoding is not None:
        return _decode_as(data, codecs.lookup(encoding).name)
    for bom, codec, _ in _BOMS:
        if data.startswith(bom):
            return Decoded(_strict(data[len(bom) :], codec, len(bom)), codec, bom)
    return _detect(data)


def _decode_as(data: bytes, name: str) -> Decoded:
    for bom, codec, whole in _BOMS:
        if data.startswith(bom) and name in {codec, whole}:
            return Decoded(_strict(data[len(bom) :], codec, len(bom)), codec, bom)
    codec = _UNMARKED.get(name, name)
    return Decoded(_strict(data, codec, 0), codec)


def _strict(data: bytes, codec: str, skipped: int) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as wrong:
        place = _place(data[: wrong.start].decode(codec, "replace").count("\n"), data, wrong.start, skipped)
        message = f"{place} is not {codec}; name the encoding with --encoding"
        raise InputError(message) from wrong
    except UnicodeError as wrong:  # codecs such as idna do not say where
        message = f"not {codec}: {wrong}; name the encoding with --encoding"
        raise InputError(message) from wrong


def _detect(data: bytes) -> Decoded:
    _refuse_unmarked_utf16(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as wrong:
        thai = _cp874(data)
        if thai is not None:
            return Decoded(thai, "cp874")
        place = _place(data.count(b"\n", 0, wrong.start), data, wrong.start, 0)
        if data[: wrong.start].isascii():
            finding = "is not UTF-8, and the text is not plainly Thai in CP874 (TIS-620)"
        else:
            finding = "breaks a text that is UTF-8 up to there; if the file was cut off or damaged, get it again"
        message = f"{place} {finding}; if you know the encoding, name it with --encoding NAME"
        raise InputError(message) from wrong


def _place(line_ends: int, data: bytes, offset: int, skipped: int) -> str:
    return f"byte 0x{data[offset]:02X} at offset {skipped + offset}, line {line_ends + 1},"


def _cp874(data: bytes) -> str | None:
    try:
        text = data.decode("cp874")
    except UnicodeDecodeError:
        return None
    return text if is_plausible_thai(text) else None


def is_plausible_thai(text: str) -> bool:
    """Tell whether a text that was decoded from CP874 can have been meant as Thai.

    Most of its letters must stand side by side, as the accented letters of Latin-1 do not, and
    follow one another as in Thai, which a trigram model tells. It may be broken Thai: that is what
    it is here for.

    >>> is_plausible_thai("สำนักงาน ก.พ.ร."), is_plausible_thai("Caf้ เ Paris")
    (True, False)
    """
    runs = _RUN.findall(text)
    thai = sum(map(len, runs))
    if thai < _LEAST or sum(len(run) == 1 for run in runs) > thai / 2:
        return False
    sample = runs[:_SAMPLE]
    return sum(map(cost, sample)) < _DEAREST * sum(map(len, sample))


def _refuse_unmarked_utf16(data: bytes) -> None:
    """Refuse UTF-16 without its mark: Thai in it is valid ASCII, byte by byte."""
    for codec, high in (("utf-16-le", data[1::2]), ("utf-16-be", data[0::2])):
        telling = high.count(0) + high.count(0x0E)  # the high bytes of ASCII and of Thai
        if len(high) >= _MIN_UNITS and telling >= _MOST * len(high) and any(data):
            message = f"this looks like UTF-16 without a byte order mark; if it is, add --encoding {codec}"
            raise InputError(message)
