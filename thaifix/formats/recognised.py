"""hOCR and ALTO, as programs for recognition write them: a part is a line, laid back on the boxes of its words."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from thaifix.errors import InputError
from thaifix.formats.libraries import library
from thaifix.formats.spans import Passage, Span, SpanDocument
from thaifix.formats.textfile import TextFile
from thaifix.formats.webpage import TextReader, decoded, write_text
from thaifix.formats.xmltext import XmlReader, declared_encoding, write_attribute

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from thaifix.formats.parts import Reading
    from thaifix.formats.xmltext import Tag

__all__ = ["open_alto", "open_hocr"]

_LINES: Final = frozenset({"ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"})
_WORD: Final = "ocrx_word"
_ROLES: Final = _LINES | {_WORD}
_PAGE: Final = "ocr_page"
_NEVER_CLOSED: Final = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
_ATTRIBUTE = re.compile(r"\s([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CONTENT: Final = "CONTENT"


def open_hocr(data: bytes, reading: Reading) -> SpanDocument:
    """Read a page of recognised text in hOCR.

    >>> from thaifix.formats import Reading
    >>> line = "<span class='ocr_line'><b class='ocrx_word' title='x'>ท</b> <b class='ocrx_word'>ำงาน</b></span>"
    >>> document = open_hocr(f"<div class='ocr_page'>{line}</div>".encode(), Reading())
    >>> document.parts
    [Part(text='ท ำงาน', place='page 1, line 1')]
    >>> document.rebuilt(["ทำงาน"]).decode()
    "<div class='ocr_page'><span class='ocr_line'><b class='ocrx_word' title='x'>ทำงาน</b> <b class='ocrx_word'></b>..."

    Raises:
        InputError: it is no text, or no hOCR.
        ConfigError: the extra ``hocr`` is not installed.
    """
    library("rapidfuzz", reading="hOCR", extra="hocr")
    file = decoded(data, reading)
    reader = _Hocr(file.text)
    reader.read_all()
    if not reader.is_hocr:
        message = f"this is no hOCR: nothing in it is of the class {_PAGE}; if it is a web page, name it .html"
        raise InputError(message)
    return SpanDocument(file, reader.passages, lambda span, text: write_text(file, span, text))


class _Hocr(TextReader):
    """Gathers the words of lines.

    Attributes:
        passages: the lines that have more than ASCII in them.
        is_hocr: whether there is a page.
    """

    def __init__(self, raw: str) -> None:
        super().__init__(raw)
        self.passages: list[Passage] = []
        self.is_hocr = False
        self._open: list[tuple[str, frozenset[str]]] = []
        # How many open elements have a name or a role: some pages close nothing, and the list grows with the page.
        self._names: Counter[str] = Counter()
        self._roles: Counter[str] = Counter()
        self._page = self._line = 0
        self._words: list[list[Span]] = []
        self._rest: list[Span] = []

    def start(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        classes = frozenset((dict(attributes).get("class") or "").split())
        if tag not in _NEVER_CLOSED:
            roles = classes & _ROLES
            self._open.append((tag, roles))
            self._names[tag] += 1
            self._roles.update(roles)
        if _PAGE in classes:
            self.is_hocr = True
            self._page += 1
            self._line = 0
        if classes & _LINES:
            self._finish_line()
            self._line += 1
        if _WORD in classes:
            self._words.append([])

    def text(self, span: Span) -> None:
        if self._roles[_WORD] and self._words:  # a line in a word ends the line before it, and its words
            self._words[-1].append(span)
        elif any(self._roles[line] for line in _LINES):
            self._rest.append(span)

    def end(self, tag: str) -> None:
        # Some elements are never closed; what is closed closes those in it.
        if not self._names[tag]:
            return
        while self._open:
            name, roles = self._open.pop()
            self._names[name] -= 1
            self._roles.subtract(roles)
            if roles & _LINES:
                self._finish_line()
            if name == tag:
                return

    def read_all(self) -> None:
        super().read_all()
        self._finish_line()

    def _finish_line(self) -> None:
        words = tuple(tuple(word) for word in self._words if any(span.text for span in word))
        # Some programs mark lines and no words.
        found = words or (tuple(self._rest),)
        if not all(span.text.isascii() for word in found for span in word):
            self.passages.append(Passage(found, f"page {self._page}, line {self._line}"))
        self._words, self._rest = [], []


def open_alto(data: bytes, reading: Reading) -> SpanDocument:
    """Read recognised text in ALTO.

    >>> from thaifix.formats import Reading
    >>> line = '<TextLine><String CONTENT="ท"/><SP/><String CONTENT="ำงาน" WC="0.9"/></TextLine>'
    >>> document = open_alto(f"<alto><Page>{line}</Page></alto>".encode(), Reading())
    >>> document.rebuilt(["ทำงาน"]).decode()
    '<alto><Page><TextLine><String CONTENT="ทำงาน"/><SP/><String CONTENT="" WC="0.9"/></TextLine></Page></alto>'

    Raises:
        InputError: it is no text, no sound XML, or XML of another kind.
        ConfigError: the extra ``hocr`` is not installed.
    """
    library("rapidfuzz", reading="ALTO", extra="hocr")
    file = TextFile(data, reading.encoding or declared_encoding(data))
    reader = _Alto(file.text)
    reader.read_all()

    def write(span: Span, text: str) -> str:
        return write_attribute(file.text[span.start : span.end], text)

    return SpanDocument(file, reader.passages, write)


class _Alto(XmlReader):
    """Gathers the strings of lines.

    Attributes:
        passages: the lines that have more than ASCII in them.
    """

    def __init__(self, raw: str) -> None:
        super().__init__(raw)
        self.passages: list[Passage] = []
        self._is_alto = False
        self._page = self._line = 0
        self._words: list[tuple[Span, ...]] = []

    def start(self, name: str, attributes: Mapping[str, str], tag: Tag) -> None:
        if not self._is_alto:
            if name.lower() != "alto":
                message = f"this XML is no ALTO but <{name}>, of which thaifix cannot tell what is text"
                raise InputError(message)
            self._is_alto = True
        if name == "Page":
            self._page += 1
            self._line = 0
        elif name == "TextLine":
            self._line += 1
            self._words = []
        elif name == "String" and attributes.get(_CONTENT):
            self._words.append((self._content(attributes[_CONTENT], tag),))

    def end(self, name: str, place: int) -> None:
        del place
        if name == "TextLine":
            if not all(span.text.isascii() for word in self._words for span in word):
                self.passages.append(Passage(tuple(self._words), f"page {self._page}, line {self._line}"))
            self._words = []

    def _content(self, text: str, tag: Tag) -> Span:
        """Find the value of the attribute in the source."""
        found = next(
            found
            for found in _ATTRIBUTE.finditer(self.raw, tag.start, tag.end)
            if found[1].rpartition(":")[2] == _CONTENT
        )
        return Span(*found.span(2 if found[2] is not None else 3), text)
