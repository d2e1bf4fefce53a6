"""What the report is made from: the account of a batch, and the texts of its outputs."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from thaifix import undo
from thaifix.batch.account import ACCOUNT, FORMAT, FileRecord, PartRecord, account_path
from thaifix.edits import Edit
from thaifix.errors import ConfigError, InputError, ReplayError, TableError
from thaifix.formats import FORMATS, Part, Reading, format_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["ReportData", "read_account"]

MANIFEST = "manifest.jsonl"
_PAGE_END = "\f"


@dataclass(frozen=True, slots=True)
class ReportData:
    """The account of a batch.

    Attributes:
        folder: of the outputs and of the account.
        header: the line of the last run.
        files: what became of each file, sorted by path.
    """

    folder: Path
    header: Mapping[str, Any]
    files: Sequence[FileRecord]

    def parts(self, file: FileRecord) -> list[PartRecord]:
        """Return what was found in the parts of a file; empty where nothing was.

        Raises:
            TableError: the account of the file is not what docs/batch.md says.
        """
        path = self.folder / account_path(file.path)
        return [_part(row, path, line) for line, row in _rows(path)] if path.is_file() else []

    def sources(self, file: FileRecord, parts: Sequence[PartRecord]) -> list[Part] | None:
        """Return the texts of the source, read back from the output; ``None`` if it is not there or was changed."""
        edits = {part.part: part.edits for part in parts}
        texts = self._outputs(file)
        if texts is None or any(number >= len(texts) for number in edits):
            return None
        places = {part.part: part.place for part in parts}
        try:
            return [
                Part(undo(text.text, edits.get(number, ())), places.get(number) or text.place)
                for number, text in enumerate(texts)
            ]
        except ReplayError:  # someone edited the output; the account still tells what was done
            return None

    def _outputs(self, file: FileRecord) -> Sequence[Part] | None:
        """Read an output; that of a format which cannot be written is text with a form feed between its pages."""
        row = format_of(file.output) if file.output else None
        if row is None:
            return None
        try:
            parts = row.opens((self.folder / file.output).read_bytes(), self._reading()).parts
        except (OSError, InputError, ConfigError):
            return None
        was = next((known for known in FORMATS if known.name == file.format), None)
        if was is not None and was.becomes and len(parts) == 1:
            return [Part(page) for page in parts[0].text.split(_PAGE_END)]
        return parts

    def _reading(self) -> Reading:
        """Return how the files of the batch were read, as far as the header says so."""
        settings = self.header.get("settings") or {}
        return Reading(fields=frozenset(settings.get("reading", {}).get("fields", ())))


def read_account(folder: Path) -> ReportData:
    """Read the manifest of a batch.

    Raises:
        InputError: there is none.
        TableError: a line is not what docs/batch.md says.
    """
    path = folder / ACCOUNT / MANIFEST
    if not path.is_file():
        message = f"{folder} has no {ACCOUNT}/{MANIFEST}; give the folder that `thaifix batch SRC DST` wrote to"
        raise InputError(message)
    header: dict[str, Any] = {}
    files: dict[str, FileRecord] = {}
    for line, row in _rows(path):
        if "path" in row:
            record = _file(row, path, line)
            files[record.path] = record
        else:
            header = row
    if header.get("format", FORMAT) != FORMAT:
        problem = f'expected a header with "format": {FORMAT}; is this the account of a newer thaifix?'
        raise TableError(path, 1, problem)
    return ReportData(folder, header, [files[name] for name in sorted(files)])


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a file; a last line that was cut off, as by a kill, is no fault."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as wrong:
                if not line.endswith(b"\n"):
                    return
                problem = f"not a JSON object in UTF-8: {wrong}"
                raise TableError(path, number, problem) from wrong
            if not isinstance(row, dict):
                raise TableError(path, number, "expected one JSON object on the line")
            yield number, row


_FILE_FIELDS = frozenset(field.name for field in fields(FileRecord))
_PART_FIELDS = frozenset(field.name for field in fields(PartRecord))


def _file(row: dict[str, Any], path: Path, line: int) -> FileRecord:
    known = {key: value for key, value in row.items() if key in _FILE_FIELDS}
    try:
        known["names"] = tuple((str(kind), str(ident), str(name), int(n)) for kind, ident, name, n in row["names"])
        known["notes"] = tuple(map(str, row["notes"]))
        return FileRecord(**known)
    except (KeyError, TypeError, ValueError) as wrong:
        problem = f"not the record of a file: {wrong}"
        raise TableError(path, line, problem) from wrong


def _part(row: dict[str, Any], path: Path, line: int) -> PartRecord:
    known = {key: value for key, value in row.items() if key in _PART_FIELDS}
    try:
        known["edits"] = tuple(map(Edit.from_dict, row.get("edits", ())))
        known["suggestions"] = tuple(map(Edit.from_dict, row.get("suggestions", ())))
        return PartRecord(**known)
    except (InputError, TypeError) as wrong:
        problem = f"not the record of a part: {wrong}"
        raise TableError(path, line, problem) from wrong
