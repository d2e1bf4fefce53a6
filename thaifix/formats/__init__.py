"""Files that hold text: what of each format is text, and how repaired text is put back in its place."""

from thaifix.formats.parts import Document, Format, Part, Reading, pages
from thaifix.formats.table import FORMATS, format_of, open_document

__all__ = ["FORMATS", "Document", "Format", "Part", "Reading", "format_of", "open_document", "pages"]
