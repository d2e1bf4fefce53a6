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
from typing import TYPE_CHECKING, NamedTuple

from thaifix.errors import InputError
from thaifix.knowledge.chars import DIGITS, LETTERS
from thaifix.trigrams import cost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Decoded", "Spelling", "decode", "find_spelling", "is_plausible_thai", "texts"]

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


class Spelling(NamedTuple):
    """How bytes spell a text.

    Attributes:
        codec: the codec of the bytes behind the mark.
        bom: the byte order mark, mostly empty.
    """

    codec: str
    bom: bytes = b""


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
    spelling = find_spelling(lambda: iter([data]), encoding)
    return Decoded("".join(texts([data], spelling)), *spelling)


def find_spelling(
    read: Callable[[], Iterator[bytes]], encoding: str | None = None, *, complete: bool = True
) -> Spelling:
    """Tell how the bytes of a file spell a text, holding one piece of it at a time; see `decode`.

    Args:
        read: begins to read the file, in pieces of which the first is no shorter than a byte order mark.
        encoding: what the user says, else it is detected.
        complete: whether that is all of the file; the beginning of a stream may end inside a character.

    Raises:
        InputError: the encoding cannot be told; says where and what to do.
    """
    head = next(read(), b"")
    name = None if encoding is None else codecs.lookup(encoding).name
    for bom, codec, whole in _BOMS:
        if head.startswith(bom) and name in {None, codec, whole}:
            return Spelling(codec, bom)
    if name is not None:
        return Spelling(_UNMARKED.get(name, name))
    _refuse_unmarked_utf16(head)
    return _detect(read, complete=complete)


def texts(pieces: Iterable[bytes], spelling: Spelling) -> Iterator[str]:
    r"""Decode the pieces of a file, which may be cut anywhere; the byte order mark is left out.

    >>> list(texts([b"\xe0\xb8", b"\x81"], Spelling("utf-8")))
    ['', 'ก', '']

    Raises:
        InputError: the bytes are no text in this encoding; says where and what to do.
    """
    decoded = _Progress(spelling.codec)
    skipped = len(spelling.bom)
    try:
        for piece in pieces:
            yield decoded.take(piece[skipped:])
            skipped = 0
        yield decoded.take(b"", final=True)
    except UnicodeDecodeError as wrong:
        message = (
            f"{decoded.place(wrong, len(spelling.bom))} is not {spelling.codec}; name the encoding with --encoding"
        )
        raise InputError(message) from wrong
    except UnicodeError as wrong:  # codecs such as idna do not say where
        message = f"not {spelling.codec}: {wrong}; name the encoding with --encoding"
        raise InputError(message) from wrong


class _Progress:
    """How far a file has been decoded.

    Attributes:
        ascii: whether all of it is ASCII so far.
    """

    def __init__(self, codec: str) -> None:
        self._decoder = codecs.getincrementaldecoder(codec)()
        self._bytes = 0
        self._line_ends = 0
        self.ascii = True

    def take(self, piece: bytes, *, final: bool = False) -> str:
        self._bytes += len(piece)
        text = self._decoder.decode(piece, final)
        self._line_ends += text.count("\n")
        self.ascii = self.ascii and text.isascii()
        return text

    def place(self, wrong: UnicodeDecodeError, skipped: int) -> str:
        """Return the words for the place of a fault in the last piece, behind what is skipped."""
        offset = self._bytes - len(wrong.object) + wrong.start
        line = 1 + self._line_ends + wrong.object[: wrong.start].decode(wrong.encoding, "replace").count("\n")
        return f"byte 0x{wrong.object[wrong.start]:02X} at offset {skipped + offset}, line {line},"


def _detect(read: Callable[[], Iterator[bytes]], *, complete: bool) -> Spelling:
    decoded = _Progress("utf-8")
    try:
        for piece in read():
            decoded.take(piece)
        if complete:
            decoded.take(b"", final=True)
    except UnicodeDecodeError as wrong:
        if _is_thai_in_cp874(read()):
            return Spelling("cp874")
        if decoded.ascii and wrong.object[: wrong.start].isascii():
            finding = "is not UTF-8, and the text is not plainly Thai in CP874 (TIS-620)"
        else:
            finding = "breaks a text that is UTF-8 up to there; if the file was cut off or damaged, get it again"
        message = f"{decoded.place(wrong, 0)} {finding}; if you know the encoding, name it with --encoding NAME"
        raise InputError(message) from wrong
    return Spelling("utf-8")


def _is_thai_in_cp874(pieces: Iterator[bytes]) -> bool:
    seen = _Plausibility()
    try:
        for piece in pieces:
            seen.add(piece.decode("cp874"))
    except UnicodeDecodeError:
        return False
    return seen.is_thai()


class _Plausibility:
    """What speaks for Thai in a text: its runs of Thai characters."""

    def __init__(self) -> None:
        self._thai = self._single = self._runs = self._weighed = 0
        self._cost = 0.0

    def add(self, text: str) -> None:
        runs = _RUN.findall(text)
        self._thai += sum(map(len, runs))
        self._single += sum(len(run) == 1 for run in runs)
        sample = runs[: max(0, _SAMPLE - self._runs)]
        self._runs += len(sample)
        self._weighed += sum(map(len, sample))
        self._cost += sum(map(cost, sample))

    def is_thai(self) -> bool:
        if self._thai < _LEAST or self._single > self._thai / 2:
            return False
        return self._cost < _DEAREST * self._weighed


def is_plausible_thai(text: str) -> bool:
    """Tell whether a text that was decoded from CP874 can have been meant as Thai.

    Most of its letters must stand side by side, as the accented letters of Latin-1 do not, and
    follow one another as in Thai, which a trigram model tells. It may be broken Thai: that is what
    it is here for.

    >>> is_plausible_thai("สำนักงาน ก.พ.ร."), is_plausible_thai("Caf้ เ Paris")
    (True, False)
    """
    seen = _Plausibility()
    seen.add(text)
    return seen.is_thai()


def _refuse_unmarked_utf16(data: bytes) -> None:
    """Refuse UTF-16 without its mark: Thai in it is valid ASCII, byte by byte."""
    for codec, high in (("utf-16-le", data[1::2]), ("utf-16-be", data[0::2])):
        telling = high.count(0) + high.count(0x0E)  # the high bytes of ASCII and of Thai
        if len(high) >= _MIN_UNITS and telling >= _MOST * len(high) and any(data):
            message = f"this looks like UTF-16 without a byte order mark; if it is, add --encoding {codec}"
            raise InputError(message)
