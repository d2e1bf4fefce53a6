"""The texts of a file as they were, read back from its output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thaifix.batch.undo import reading_of
from thaifix.edits import undo
from thaifix.errors import ConfigError, InputError, ReplayError
from thaifix.formats import FORMATS, Part, format_of, pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thaifix.batch.account import FileRecord, PartRecord
    from thaifix.batch.manifest import Account

__all__ = ["sources"]


def sources(account: Account, file: FileRecord, parts: Sequence[PartRecord]) -> list[Part] | None:
    """Return all texts of a source, ``None`` if the output is not there, or is not what the batch wrote."""
    edits = {part.part: part.edits for part in parts}
    places = {part.part: part.place for part in parts}
    texts = _outputs(account, file)
    if texts is None or not edits.keys() <= set(range(len(texts))):
        return None
    try:
        return [
            Part(undo(text.text, edits.get(number, ())), places.get(number) or text.place)
            for number, text in enumerate(texts)
        ]
    except ReplayError:  # someone edited the output; the account still tells what was done
        return None


def _outputs(account: Account, file: FileRecord) -> Sequence[Part] | None:
    """Read an output; that of a format which cannot be written is text with a form feed between its pages."""
    path = account.output(file)
    row = format_of(file.output)
    if path is None or row is None:
        return None
    reading = reading_of(account.run_of(file).settings)
    try:
        parts = row.opens(path.read_bytes(), reading).parts
    except (OSError, InputError, ConfigError):
        return None
    was = next((known for known in FORMATS if known.name == file.format), None)
    if was is not None and was.becomes and len(parts) == 1:
        return [Part(page, f"page {number}") for number, page in enumerate(pages(parts[0].text), 1)]
    return parts
