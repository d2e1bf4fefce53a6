"""Word documents: the text runs of body, tables, text boxes, headers, footers, notes and comments.

Libraries for Word write a document anew. Here only the text of runs is replaced in the XML, so that formatting,
pictures and all else of the archive stay as they are.
"""

from __future__ import annotations

import io
import re
import zipfile
from copy import copy
from typing import TYPE_CHECKING, Final

from thaifix.errors import InputError
from thaifix.formats.libraries import library, telling
from thaifix.formats.spans import Passage, Span, SpanDocument, check_count
from thaifix.formats.textfile import TextFile
from thaifix.formats.xmltext import Tag, XmlReader, declared_encoding, write_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from thaifix.formats.parts import Part, Reading

__all__ = ["open_docx"]

_BROKEN = "this is no sound Word document"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_PIECE: Final = 1 << 20
_TYPES = "[Content_Types].xml"
_STORY = re.compile(
    r"(?:wordprocessingml|ms-word)\.(?:(?P<main>(?:document|template)(?:\.macroEnabled(?:Template)?)?\.main)"
    r"|(?P<other>header|footer|footnotes|endnotes|comments))\+xml\Z"
)
_ORDER: Final = ("", "header", "footer", "footnotes", "endnotes", "comments")
_WORD: Final = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    }
)
_BREAKS: Final = frozenset({"br", "cr", "tab", "ptab", "sym", "noBreakHyphen", "softHyphen"})
_DELETED: Final = frozenset({"del", "moveFrom"})
_SPACE = "http://www.w3.org/XML/1998/namespace space"
_PRESERVE = ' xml:space="preserve"'


def open_docx(data: bytes, reading: Reading) -> WordDocument:
    """Read a Word document; a part is a paragraph, or what stands between its tabs and line breaks.

    Raises:
        InputError: it is no Word document, encrypted, damaged, or unpacks to more than the limit.
        ConfigError: the extra ``docx`` is not installed.
    """
    library("rapidfuzz", reading="Word documents", extra="docx")
    _refuse_ole(data)
    with telling(_BROKEN), zipfile.ZipFile(io.BytesIO(data)) as archive:
        _check(archive, reading.limit)
        stories = {
            name: _story(archive.read(name), label) for name, label in _stories(_content_types(archive), archive)
        }
    return WordDocument(data, stories)


class WordDocument:
    """A Word document: each story, as a header is one, and the archive that they come from."""

    notes: Sequence[str] = ()

    def __init__(self, data: bytes, stories: Mapping[str, SpanDocument]) -> None:
        """Keep the stories by the names of their members in the archive."""
        self._data = data
        self._stories = stories
        self.parts: Sequence[Part] = [part for story in stories.values() for part in story.parts]

    def rebuilt(self, texts: Sequence[str]) -> bytes:
        """Return the bytes of the document with other texts; every other member of the archive stays as it is."""
        check_count(self.parts, texts)
        if all(part.text == text for part, text in zip(self.parts, texts, strict=True)):
            return self._data
        rest = iter(texts)
        new = {name: story.rebuilt([next(rest) for _ in story.parts]) for name, story in self._stories.items()}
        target = io.BytesIO()
        with (
            telling(_BROKEN),
            zipfile.ZipFile(io.BytesIO(self._data)) as source,
            zipfile.ZipFile(target, "w") as archive,
        ):
            archive.comment = source.comment
            for member in source.infolist():
                content = new[member.filename] if member.filename in new else source.read(member)
                archive.writestr(copy(member), content)
        return target.getvalue()


def _refuse_ole(data: bytes) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            message = "this document is encrypted; open it with its password and save it without one"
        else:
            message = "this is a document of Word 97 to 2003 (.doc); save it as .docx"
        raise InputError(message)


def _check(archive: zipfile.ZipFile, limit: int) -> None:
    """Refuse archives that are traps, encrypted or damaged, before anything of them is kept."""
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        message = "this document is encrypted; open it with its password and save it without one"
        raise InputError(message)
    names = {member.filename for member in members}
    if len(names) < len(members):
        message = f"{_BROKEN}: two members of its archive have the same name; open it in Word and save it anew"
        raise InputError(message)
    _check_size(sum(member.file_size for member in members), limit)
    # An archive may say less than it holds.
    unpacked = 0
    for member in members:
        with archive.open(member) as file:
            while piece := file.read(_PIECE):
                unpacked += len(piece)
                _check_size(unpacked, limit)


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        message = f"this document unpacks to more than {limit} bytes, as traps do; raise the limit if it is none"
        raise InputError(message)


class _ContentTypes(XmlReader):
    """What the members of the archive are."""

    def __init__(self, raw: str) -> None:
        super().__init__(raw)
        self.found: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str], tag: Tag) -> None:
        del tag
        if name in {"Override", "Default"}:
            key = attributes.get("PartName", "").lstrip("/") or "." + attributes.get("Extension", "")
            self.found[key.lower()] = attributes.get("ContentType", "")

    def of(self, name: str) -> str:
        """Return the type of a member: its own, or that of its suffix."""
        lower = name.lower()
        return self.found.get(lower) or self.found.get("." + lower.rpartition(".")[2], "")


def _content_types(archive: zipfile.ZipFile) -> _ContentTypes:
    if _TYPES not in archive.namelist():
        message = f"{_BROKEN}: it is another kind of ZIP archive; give it its right name, or unpack it"
        raise InputError(message)
    reader = _ContentTypes(_decoded(archive.read(_TYPES)).text)
    reader.read_all()
    return reader


def _stories(types: _ContentTypes, archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the members that hold text, in the order of a reader, and what to call them; the body has no name."""
    found: list[tuple[int, str, str]] = []
    for name in archive.namelist():
        if kind := _STORY.search(types.of(name)):
            label = name.rpartition("/")[2].removesuffix(".xml") if kind["other"] else ""
            found.append((_ORDER.index(kind["other"] or ""), name, label))
    if not any(order == 0 for order, _, _ in found):
        message = f"{_BROKEN}: it has no body; if it is a document of another program, save it as .docx there"
        raise InputError(message)
    return ((name, label) for _, name, label in sorted(found))


def _story(data: bytes, label: str) -> SpanDocument:
    file = _decoded(data)
    reader = _Paragraphs(file.text, label)
    reader.read_all()

    def write(span: Span, text: str) -> str:
        spaced = text != text.strip() and span.start in reader.trimmed
        return (_PRESERVE if spaced else "") + ">" + write_text(file.text[span.start + 1 : span.end], text)

    return SpanDocument(file, reader.passages, write)


def _decoded(data: bytes) -> TextFile:
    return TextFile(data, None if data.startswith(_UTF16) else declared_encoding(data) or "utf-8")


class _Paragraphs(XmlReader):
    """Gathers the texts of paragraphs, which may stand in one another: a text box is part of a paragraph.

    A span begins with the end of the start tag, for a text that begins or ends with a space needs an attribute.

    Attributes:
        passages: what was found.
        trimmed: where spans begin that have no such attribute.
    """

    def __init__(self, raw: str, label: str) -> None:
        super().__init__(raw)
        self.passages: list[Passage] = []
        self.trimmed: set[int] = set()
        self._label = label
        self._number = 0
        self._open: list[tuple[int, list[Span]]] = []
        self._deleted = 0
        self._text: list[str] | None = None
        self._tag = Tag(0, 0, empty=False)

    def in_namespace(self, namespace: str) -> bool:
        return namespace in _WORD

    def start(self, name: str, attributes: Mapping[str, str], tag: Tag) -> None:
        if name == "p":
            self._number += 1
            self._open.append((self._number, []))
        elif name == "t" and not tag.empty:
            self._text, self._tag = [], tag
            if _SPACE not in attributes:
                self.trimmed.add(tag.end - 1)
        elif name in _BREAKS:
            self._finish()
        elif name in _DELETED:
            self._deleted += 1

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str, place: int) -> None:
        if name == "t" and self._text is not None:
            self._take("".join(self._text), place)
            self._text = None
        elif name == "p":
            self._finish()
            self._open.pop()
        elif name in _DELETED:
            self._deleted -= 1

    def _take(self, text: str, end: int) -> None:
        # Comments in a text are allowed by XML, and no program writes any.
        if self._open and not self._deleted and text and "<" not in self.raw[self._tag.end : end]:
            self._open[-1][1].append(Span(self._tag.end - 1, end, text))

    def _finish(self) -> None:
        """End the part that is being gathered."""
        if not self._open:
            return
        number, spans = self._open[-1]
        if not all(span.text.isascii() for span in spans):
            place = ", ".join(filter(None, (self._label, f"paragraph {number}")))
            self.passages.append(Passage((tuple(spans),), place))
        self._open[-1] = (number, [])
