"""PDF: the text layer, page by page; pages that are pictures are recognised if that is asked for.

The output is text, since nobody can put letters back into a PDF: pages joined by form feeds, as `pages` cuts them.
"""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING, Any, Final

from thaifix.errors import InputError
from thaifix.formats.libraries import library, telling
from thaifix.formats.ocr import MISSING, Tesseract
from thaifix.formats.pagetext import is_upright, page_chars, page_text
from thaifix.formats.parts import PAGE_END, Part
from thaifix.formats.spans import check_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from thaifix.formats.parts import Reading

__all__ = ["PdfText", "open_pdf"]

_MAGIC = b"%PDF-"
_HEAD = 1024  # bytes in which readers look for it
_WRONG_PASSWORD = 4  # PDFium's number for it
_BROKEN = "this PDF cannot be read"
_DPI: Final = 300
_INCH: Final = 72  # points
_MOST_PIXELS: Final = 40_000_000  # an A3 page has 17 million at 300 dots an inch
_ONE_AT_A_TIME = threading.Lock()  # PDFium is used by one thread at a time or not at all


class PdfText:
    """The texts of the pages of a PDF."""

    def __init__(self, texts: Sequence[str], notes: Sequence[str]) -> None:
        """Keep the texts of all pages, those without text included."""
        self.parts: Sequence[Part] = [Part(text, f"page {number}") for number, text in enumerate(texts, 1)]
        self.notes = notes

    def rebuilt(self, texts: Sequence[str]) -> bytes:
        """Return the texts of the pages as a UTF-8 text, with a form feed between each two.

        Raises:
            InputError: a text has a form feed in it, or half a character.
        """
        check_count(self.parts, texts)
        if any(PAGE_END in text for text in texts):
            message = "a page has a form feed in it, which would make two pages of it; take it out"
            raise InputError(message)
        with telling("the text cannot be written as UTF-8"):
            return PAGE_END.join(texts).encode()


def open_pdf(data: bytes, reading: Reading) -> PdfText:
    """Read the text layer of a PDF.

    Raises:
        InputError: it is no PDF, damaged, encrypted, or has more text than the limit.
        ConfigError: the extra ``pdf`` is not installed.
    """
    pdfium = library("pypdfium2", reading="PDF", extra="pdf")
    raw = library("pypdfium2.raw", reading="PDF", extra="pdf")
    if _MAGIC not in data[:_HEAD]:
        message = "this is no PDF file, whatever its name says; give it its right name, or get it again"
        raise InputError(message)
    with _ONE_AT_A_TIME, telling(_BROKEN):
        document = _opened(pdfium, data)
        try:
            return _read(document, raw, reading)
        finally:
            document.close()


def _opened(pdfium: Any, data: bytes) -> Any:  # noqa: ANN401 - an optional library, not always there to be typed
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as wrong:
        if getattr(wrong, "err_code", None) == _WRONG_PASSWORD or "password" in str(wrong).lower():
            message = "this PDF is encrypted; open it with its password and save it without one"
            raise InputError(message) from wrong
        raise


def _read(document: Any, raw: Any, reading: Reading) -> PdfText:  # noqa: ANN401 - as above
    if not len(document):
        message = f"{_BROKEN}: it has no pages; get it again"
        raise InputError(message)
    tesseract = Tesseract.found() if reading.ocr else None
    texts: list[str] = []
    pictures: list[int] = []
    size = 0
    for number in range(len(document)):
        page = document[number]
        text = _text(page, raw)
        if not text.strip() and raw.FPDFPage_CountObjects(page.raw):
            pictures.append(number + 1)
            text = tesseract.read(_picture(page)) if tesseract else ""
        page.close()
        size += len(text)
        if size > reading.limit:
            message = (
                f"this PDF has more than {reading.limit} letters of text, as traps do; raise the limit if it is none"
            )
            raise InputError(message)
        texts.append(text)
    return PdfText(texts, [_note(pictures, tesseract, asked=reading.ocr)] if pictures else [])


def _text(page: Any, raw: Any) -> str:  # noqa: ANN401 - as above
    """Return the text of a page; the positions of letters mean something only where lines run across."""
    text_page = page.get_textpage()
    try:
        upright = is_upright(text_page.raw, raw)
        text = page_text(page_chars(text_page.raw, raw)) if upright else text_page.get_text_range()
    finally:
        text_page.close()
    # On some systems PDFium hands out halves of characters.
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\r\n", "\n").replace("\r", "\n").replace(PAGE_END, "\n")


def _picture(page: Any) -> bytes:  # noqa: ANN401 - as above
    """Paint a page in grey, as a PGM file."""
    width, height = page.get_size()
    scale = min(_DPI / _INCH, math.sqrt(_MOST_PIXELS / max(width * height, 1)))
    bitmap = page.render(scale=scale, grayscale=True)
    buffer = memoryview(bitmap.buffer).cast("B")
    rows = (buffer[row * bitmap.stride : row * bitmap.stride + bitmap.width] for row in range(bitmap.height))
    return b"".join((f"P5 {bitmap.width} {bitmap.height} 255\n".encode(), *rows))


def _note(pictures: Sequence[int], tesseract: Tesseract | None, *, asked: bool) -> str:
    pages = ", ".join(_ranges(pictures))
    which = f"Page {pages} has" if len(pictures) == 1 else f"Pages {pages} have"
    if tesseract:
        return f"{which} no text layer; recognised by {tesseract.name}."
    if asked:
        return f"{which} no text layer; {MISSING}"
    return f"{which} no text layer; ask for recognition (--ocr), or look for a better copy."


def _ranges(numbers: Sequence[int]) -> Iterator[str]:
    """Yield numbers in order, those in a row as one.

    >>> list(_ranges([1, 3, 4, 5]))
    ['1', '3-5']
    """
    start = last = numbers[0]
    for number in [*numbers[1:], None]:
        if number != last + 1:
            yield str(start) if start == last else f"{start}-{last}"
            start = number or 0
        last = number or 0
