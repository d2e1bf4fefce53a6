"""HTML and XHTML: the text between the tags; tags, attributes, comments, scripts and styles stay as they are.

Libraries that build a tree of a page cannot write it as it was. The parser of the standard library tells where it
stands in the source, so a text is written in its place and nothing else is touched.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from html.parser import HTMLParser
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from thaifix.errors import InputError
from thaifix.formats.libraries import library, telling
from thaifix.formats.spans import Passage, Span, SpanDocument, respelled
from thaifix.formats.textfile import TextFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thaifix.formats.parts import Reading

__all__ = ["TextReader", "decoded", "open_html", "write_text"]

# Elements that a sentence runs through; every other tag ends it. Ruby annotations stand beside the sentence.
_PHRASES: Final = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike "
    "strong sub sup time tt u var wbr"
)
_CODE: Final = "script style textarea iframe noembed noframes xmp plaintext template"
_INLINE: Final = frozenset(_PHRASES.split())
_SKIPPED: Final = frozenset(_CODE.split())
_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);?")
_RISKY = re.compile("&(?! )")
_XHTML = re.compile(r"\s*<\?xml|[^>]*<html[^>]*\sxmlns\s*=", re.IGNORECASE)
_HEAD = 1024  # bytes in which browsers look for the encoding
_DECLARED = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]+encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE
)
_THAI_LABELS: Final = frozenset({"tis-620", "tis620", "windows-874", "iso-8859-11", "iso8859-11", "dos-874", "cp874"})
# What editors wrote into every page, whatever its encoding was.
_MEANT_NOTHING: Final = frozenset({"iso-8859-1", "latin1", "windows-1252", "us-ascii", "ascii", "utf-8", "utf8"})
_THAI_UTF8 = re.compile(rb"\xe0[\xb8\xb9][\x80-\xbf]")


def open_html(data: bytes, reading: Reading) -> SpanDocument:
    r"""Read a web page; a part is what stands between the tags of one block.

    >>> from thaifix.formats import Reading
    >>> document = open_html("<p>การพ<b>ฒันา</b>\n<p>R&amp;D".encode(), Reading())
    >>> document.parts
    [Part(text='การพฒันา\n', place='line 1')]
    >>> document.rebuilt(["การพัฒนา\n"]).decode()
    '<p>การพั<b>ฒนา</b>\n<p>R&amp;D'

    Raises:
        InputError: it is no text, or its encoding cannot be told.
        ConfigError: the extra ``html`` is not installed.
    """
    library("rapidfuzz", reading="HTML", extra="html")
    file = decoded(data, reading)
    passages = _Passages(file.text).read()
    return SpanDocument(file, passages, lambda span, text: write_text(file, span, text))


def decoded(data: bytes, reading: Reading) -> TextFile:
    """Decode a web page by its byte order mark, its content, or what it says of itself.

    A page that is UTF-8 or plainly Thai in CP874 is believed before it is asked: editors wrote ``iso-8859-1`` into Thai
    pages, and converters forgot to change what stood there.

    >>> from thaifix.formats import Reading
    >>> decoded('<meta charset="tis-620">ฟ้า'.encode("cp874"), Reading()).text
    '<meta charset="tis-620">ฟ้า'

    Raises:
        InputError: the encoding cannot be told.
    """
    label = _label(data)
    if reading.encoding is not None or label is None:
        return TextFile(data, reading.encoding)
    if label in _THAI_LABELS:
        return TextFile(data, None if _THAI_UTF8.search(data) else "cp874")
    try:
        return TextFile(data, None if label in _MEANT_NOTHING else label)
    except InputError as wrong:
        try:
            return TextFile(data, "cp1252" if label in _MEANT_NOTHING else None)
        except InputError:
            raise wrong from None


def _label(data: bytes) -> str | None:
    """Return the encoding that a page claims, lower case."""
    found = _DECLARED.search(data[:_HEAD])
    return (found[1] or found[2]).decode("ascii", "replace").lower() if found else None


def write_text(file: TextFile, span: Span, text: str) -> str:
    """Spell a text in the place of another, with the entities that stood there, and for what the encoding lacks."""
    raw = file.text[span.start : span.end]

    def write(char: str) -> str:
        if char in "&<":
            return html.escape(char)
        return char if file.can_write(char) else f"&#{ord(char)};"

    # Where an ampersand before a space stood for itself, it may go on doing so.
    loose = "& " in raw and _RISKY.search(text) is None
    return respelled(raw, text, _ENTITY, html.unescape, lambda char: "&" if loose and char == "&" else write(char))


class TextReader(HTMLParser):
    """Finds the texts of a page: calls `texts` with each stretch of raw text between two tags or comments."""

    def __init__(self, raw: str) -> None:
        """Take the source of a page."""
        super().__init__(convert_charrefs=False)
        self.raw = raw
        self._lines = list(accumulate((len(line) + 1 for line in raw.split("\n")), initial=0))
        self._skipping = ""
        self._xhtml = _XHTML.match(raw) is not None
        self._start = self._end = 0

    def read_all(self) -> None:
        """Read the page from its beginning to its end.

        Raises:
            InputError: it cannot be read.
        """
        with telling("this HTML cannot be read"):
            self.feed(self.raw)
            # A tag or comment that never ends takes all that follows, and browsers show none of it.
            if not self.rawdata.startswith("<"):
                self.close()
        self._finish()

    def text(self, span: Span) -> None:
        """Take a stretch of text."""
        raise NotImplementedError

    def start(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        """Take the start of an element."""

    def end(self, tag: str) -> None:
        """Take the end of an element."""

    def line_of(self, offset: int) -> int:
        """Return the number of the line at a place in the source, from 1."""
        return bisect_right(self._lines, offset)

    def _finish(self) -> None:
        if self._end > self._start and not self._skipping:
            raw = self.raw[self._start : self._end]
            self.text(Span(self._start, self._end, html.unescape(raw)))
        self._start = self._end

    def _take(self, length: int) -> None:
        line, column = self.getpos()
        start = self._lines[line - 1] + column
        if start != self._end:
            self._finish()
            self._start = start
        self._end = start + length

    def handle_data(self, data: str) -> None:
        """Take text without entities."""
        self._take(len(data))

    def handle_entityref(self, name: str) -> None:
        """Take an entity or what looks like one."""
        self._take_entity(f"&{name}")

    def handle_charref(self, name: str) -> None:
        """Take a character by its number."""
        self._take_entity(f"&#{name}")

    def _take_entity(self, raw: str) -> None:
        line, column = self.getpos()
        start = self._lines[line - 1] + column
        self._take(len(raw) + self.raw.startswith(";", start + len(raw)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a start tag."""
        self._finish()
        if not self._skipping:
            self._skipping = tag if tag in _SKIPPED else ""
            self.start(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag that ends with a slash, which means something in XHTML alone."""
        self._finish()
        if self._xhtml or tag not in _SKIPPED:
            if not self._skipping:
                self.start(tag, attrs)
                self.end(tag)
        else:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Take an end tag."""
        self._finish()
        if self._skipping in {"", tag}:
            self._skipping = ""
            self.end(tag)


class _Passages(TextReader):
    """Gathers the texts of each block."""

    def __init__(self, raw: str) -> None:
        super().__init__(raw)
        self._spans: list[Span] = []
        self._found: list[Passage] = []

    def read(self) -> Sequence[Passage]:
        """Return the blocks that have more than ASCII in them."""
        self.read_all()
        self._end_block()
        return self._found

    def text(self, span: Span) -> None:
        self._spans.append(span)

    def start(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        del attributes
        if tag not in _INLINE:
            self._end_block()

    def end(self, tag: str) -> None:
        if tag not in _INLINE:
            self._end_block()

    def _end_block(self) -> None:
        first = next((span for span in self._spans if not span.text.isspace()), None)
        # Of a block that holds nothing but spaces, as ``&nbsp;``, there is nothing to read.
        if first is not None and not all(span.text.isascii() for span in self._spans):
            blank = len(self.raw[first.start : first.end]) - len(self.raw[first.start : first.end].lstrip())
            self._found.append(Passage((tuple(self._spans),), f"line {self.line_of(first.start + blank)}"))
        self._spans = []
