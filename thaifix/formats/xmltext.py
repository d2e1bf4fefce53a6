"""XML read by expat, with the place of everything in the source, and XML text written."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn
from xml.parsers import expat

from thaifix.errors import InputError
from thaifix.formats.spans import respelled

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ENTITY", "Tag", "XmlReader", "declared_encoding", "write_attribute", "write_text"]

ENTITY = re.compile(r"&(?:#[0-9]+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);")
"""What may stand for a character in XML without declarations of its own."""

_TAG = re.compile(r"<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*(/?)>")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*[\"']([\w.:-]+)")
_SEPARATOR = " "  # between the namespace and the name of an element


class Tag(NamedTuple):
    """Where a start tag stands in the source, and whether it ends its element, too."""

    start: int
    end: int
    empty: bool


class XmlReader:
    """Walks through a document; what is found is handed to methods that a reader of a format overrides.

    Entities that a document declares are refused: they can grow a file of kilobytes to gigabytes, and no format
    that is read here has any. External files are never fetched.

    Attributes:
        raw: the source.
    """

    def __init__(self, raw: str) -> None:
        """Take the source."""
        self.raw = raw
        self._bytes = raw.encode("utf-8", "surrogatepass")
        self._plain = raw.isascii()
        self._byte = self._char = 0
        self._parser = expat.ParserCreate("utf-8", _SEPARATOR)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self.data
        self._parser.EntityDeclHandler = _refuse_entity

    def read_all(self) -> None:
        """Read the document from its beginning to its end.

        Raises:
            InputError: it is no XML, or declares entities.
        """
        try:
            self._parser.Parse(self._bytes, True)  # noqa: FBT003 - expat takes it by position
        except expat.ExpatError as wrong:
            reason = expat.ErrorString(wrong.code)
            message = f"no sound XML ({reason}, line {wrong.lineno}, column {wrong.offset + 1}); get the file again"
            raise InputError(message) from wrong

    def start(self, name: str, attributes: Mapping[str, str], tag: Tag) -> None:
        """Take the start of an element, by its name without the namespace."""

    def end(self, name: str, place: int) -> None:
        """Take the end of an element, and where its end tag begins."""

    def data(self, text: str) -> None:
        """Take text."""

    def in_namespace(self, namespace: str) -> bool:
        """Tell whether the elements of a namespace are wanted; of others the methods are not called."""
        del namespace
        return True

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        namespace, _, local = name.rpartition(_SEPARATOR)
        if self.in_namespace(namespace):
            place = self._place()
            tag = _TAG.match(self.raw, place)
            if tag is None:  # pragma: no cover - expat has found it sound
                message = f"no tag where XML has one, at character {place}"
                raise InputError(message)
            self.start(local, attributes, Tag(place, tag.end(), bool(tag[1])))

    def _end(self, name: str) -> None:
        namespace, _, local = name.rpartition(_SEPARATOR)
        if self.in_namespace(namespace):
            self.end(local, self._place())

    def _place(self) -> int:
        """Return where the parser is, in code points; it only goes forwards."""
        place = self._parser.CurrentByteIndex
        if self._plain:
            return place
        if place > self._byte:
            self._char += len(self._bytes[self._byte : place].decode("utf-8", "surrogatepass"))
            self._byte = place
        return self._char


def _refuse_entity(*_: object) -> NoReturn:
    message = "this XML declares entities of its own, as traps do and documents do not; leave it out"
    raise InputError(message)


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that an XML declaration names; UTF-16 has its mark.

    >>> declared_encoding(b'<?xml version="1.0" encoding="TIS-620"?><a/>')
    'TIS-620'
    """
    found = _DECLARATION.match(data)
    return found[1].decode("ascii", "replace") if found else None


def write_text(raw: str, text: str) -> str:
    r"""Spell the text of an element, as another was spelled.

    >>> write_text("&#3585;", "ก <ข>\r")
    '&#3585; &lt;ข&gt;&#13;'

    Raises:
        InputError: XML has no way to write a character.
    """
    return _written(raw, text, "\r")


def write_attribute(raw: str, text: str) -> str:
    r"""Spell the value of an attribute, for quotes of either kind.

    >>> write_attribute("", "'ก'\n")
    '&#39;ก&#39;&#10;'

    Raises:
        InputError: XML has no way to write a character.
    """
    return _written(raw, text, "\r\n\t\"'")


def _written(raw: str, text: str, numbered: str) -> str:
    if wrong := _FORBIDDEN.search(text):
        message = (
            f"the repaired text has U+{ord(wrong[0]):04X}, which XML cannot write; take it out of the source first"
        )
        raise InputError(message)
    return respelled(
        raw, text, ENTITY, html.unescape, lambda char: f"&#{ord(char)};" if char in numbered else html.escape(char)
    )
