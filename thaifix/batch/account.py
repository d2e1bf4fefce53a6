"""The account of a batch: what is written of each file, and how it is read back.

It lies in ``DST/.thaifix``: ``manifest.jsonl`` with a line for the run and a line for each file, and below
``files/`` one JSON Lines file for each repaired source. docs/batch.md has every key.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from thaifix.edits import Edit
from thaifix.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ACCOUNT", "FORMAT", "Fault", "FileRecord", "PartRecord", "Status", "account_path", "patch_path"]

ACCOUNT = ".thaifix"
"""The folder of the account, in the folder of the outputs."""

FORMAT = 1
"""The version of the account; it grows only when an old reader would misread a new one."""

Status = Literal["repaired", "sound", "failed", "skipped"]
"""Repaired; read and found sound; not to be read or written; of no format that thaifix reads."""

Fault = Literal["", "reading", "writing"]
"""What failed: the source could not be read or repaired, or the output not be written."""

_LONGEST = 255  # bytes of a file name that all usual systems take


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """One line of the manifest: what became of one file.

    Attributes:
        path: of the source below SRC, with forward slashes.
        status: what became of it.
        reason: why it failed or was skipped, for a reader; else empty.
        fault: what failed, if something did.
        format: the row of ``thaifix.formats.FORMATS`` that read it.
        size: bytes of the source.
        sha256: of the source.
        modified: when the source was, in nanoseconds since 1970, as its file system told.
        output: path of the output below DST; empty if there is none.
        output_sha256: of the output.
        undo: how the source comes back: by its ``edits``, by a ``patch`` of the bytes, or, of a format that
            cannot be written, only its ``text``; ``same`` if the output has the bytes of the source.
        text_sha256: of the output that the unrepaired text would have made, where ``undo`` is ``text``.
        parts: texts in the file.
        characters: code points of all parts.
        thai: Thai letters and marks among them.
        edits: changes made.
        repairs: changes made, by family.
        suggestions: changes only suggested.
        counts: findings by family, as in ``thaifix.Diagnosis``.
        lost: findings in which something is gone for good.
        severity: as in ``thaifix.Diagnosis``, of the whole file.
        origin: as in ``thaifix.Diagnosis``; empty if there is no clue.
        names: names found in the repaired text: kind, id, canonical form, how many times.
        decisions: a hash of what was decided about the file (``Decisions.digest``), empty if nothing was.
        undecided: decisions that could not be heeded, each with its reason; they stand in the notes as well.
        notes: what the format has to tell, as of pages without text.
        seconds: that reading, repairing and writing took.
    """

    path: str
    status: Status
    reason: str = ""
    fault: Fault = ""
    format: str = ""
    size: int = 0
    sha256: str = ""
    modified: int = 0
    output: str = ""
    output_sha256: str = ""
    undo: Literal["", "same", "edits", "patch", "text"] = ""
    text_sha256: str = ""
    parts: int = 0
    characters: int = 0
    thai: int = 0
    edits: int = 0
    repairs: dict[str, int] = field(default_factory=dict)
    suggestions: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    severity: str = "none"
    origin: str = ""
    names: tuple[tuple[str, str, str, int], ...] = ()
    decisions: str = ""
    undecided: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def has_parts(self) -> bool:
        """Whether there is something to tell of its parts, in the file at `account_path`."""
        return bool(self.edits or self.suggestions or self.counts)

    def to_dict(self) -> dict[str, Any]:
        """Return what one line of the manifest holds."""
        return {name: getattr(self, name) for name in _FILE_KEYS}  # `asdict` would copy all of it

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> FileRecord:
        """Build a record from such a line; other keys are ignored.

        Raises:
            InputError: it has no path or no status, its path leads out of its folder, or a value is of another type.
        """
        known = {name: row[name] for name in _FILE_KEYS if name in row}
        if not known.keys() >= {"path", "status"}:
            message = "a record of a file needs the keys 'path' and 'status'"
            raise InputError(message)
        _check_types(known, _FILE_TYPES)
        for key in ("path", "output"):
            _refuse_astray(known.get(key, ""))
        known["names"] = tuple(map(_name, known.get("names", ())))
        known["notes"] = tuple(known.get("notes", ()))
        known["undecided"] = tuple(known.get("undecided", ()))
        return cls(**known)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRecord:
    """What became of one text of a file; only parts with edits, suggestions or findings have one.

    Attributes:
        part: its number in ``Document.parts``, from 0.
        place: as in ``thaifix.formats.Part``.
        characters: code points of the source.
        thai: Thai letters and marks among them.
        counts: findings by family.
        lost: findings in which something is gone for good.
        severity: of this part.
        edits: in positions of the source text of the part.
        suggestions: likewise.
    """

    part: int
    place: str = ""
    characters: int = 0
    thai: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    severity: str = "none"
    edits: tuple[Edit, ...] = ()
    suggestions: tuple[Edit, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return what one line of an account file holds."""
        told = {name: getattr(self, name) for name in _PART_KEYS}
        return {
            **told,
            "edits": [edit.to_dict() for edit in self.edits],
            "suggestions": [edit.to_dict() for edit in self.suggestions],
        }

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> PartRecord:
        """Build a record from such a line; other keys are ignored.

        Raises:
            InputError: it has no number, an edit of it is wrong, or a value is of another type.
        """
        known = {name: row[name] for name in _PART_KEYS if name in row}
        if "part" not in known:
            message = "a record of a part needs its number, 'part'"
            raise InputError(message)
        _check_types(known, _PART_TYPES)
        for key in ("edits", "suggestions"):
            known[key] = tuple(map(Edit.from_dict, known.get(key, ())))
        return cls(**known)


_FILE_KEYS = tuple(row.name for row in fields(FileRecord))
_PART_KEYS = tuple(row.name for row in fields(PartRecord))

# What JSON makes of the type of each value.
_JSON: dict[str, tuple[type, ...]] = {"int": (int,), "float": (int, float), "dict": (dict,), "tuple": (tuple, list)}


def _types(record: type) -> dict[str, tuple[type, ...]]:
    return {row.name: _JSON.get(str(row.type).partition("[")[0], (str,)) for row in fields(record)}


_FILE_TYPES = _types(FileRecord)
_PART_TYPES = _types(PartRecord)


def _check_types(known: Mapping[str, object], types: Mapping[str, tuple[type, ...]]) -> None:
    """Refuse a value of another type: the account may come from anywhere, and may have been edited."""
    for name, value in known.items():
        if not isinstance(value, types[name]) or isinstance(value, bool):
            message = f"{name}: expected {types[name][-1].__name__}, found {value!r:.40}"
            raise InputError(message)


def _name(told: object) -> tuple[str, str, str, int]:
    """Return a name that was found, and how many times."""
    if not isinstance(told, list | tuple) or list(map(type, told)) != [str, str, str, int]:
        message = f"names: expected kind, id, canonical form and a number, found {told!r:.40}"
        raise InputError(message)
    kind, identifier, name, times = told
    return kind, identifier, name, times


def _refuse_astray(path: str) -> None:
    """Refuse a path that leads out of the folder it is to be below: the account may come from anywhere."""
    if path.startswith("/") or ".." in path.split("/") or "\0" in path:
        message = f"the path {path!r} leads out of its folder"
        raise InputError(message)


def account_path(source: str) -> PurePosixPath:
    """Return where the parts of a source are told, below DST.

    >>> account_path("2560/book.txt").as_posix()
    '.thaifix/files/2560/book.txt.jsonl'
    """
    return _below("files", source, ".jsonl")


def patch_path(source: str) -> PurePosixPath:
    """Return where the patch lies that makes a source of its output, below DST.

    >>> patch_path("2560/book.txt").as_posix()
    '.thaifix/patches/2560/book.txt.zst'
    """
    return _below("patches", source, ".zst")


def _below(folder: str, source: str, suffix: str) -> PurePosixPath:
    path = PurePosixPath(source)
    name = f"{path.name}{suffix}"
    if len(name.encode("utf-8", "surrogatepass")) > _LONGEST:  # the hash of the name is as good a name
        name = f"{hashlib.sha256(path.name.encode('utf-8', 'surrogatepass')).hexdigest()}{suffix}"
    return PurePosixPath(ACCOUNT, folder, path.parent, name)
