"""The account of a batch: what is written of each file, and how it is read back.

It lies in ``DST/.thaifix``: ``manifest.jsonl`` with a line for the run and a line for each file, and below
``files/`` one JSON Lines file for each repaired source. docs/batch.md has every key.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from thaifix.edits import Edit

__all__ = ["ACCOUNT", "FORMAT", "FileRecord", "PartRecord", "Status", "account_path"]

ACCOUNT = ".thaifix"
"""The folder of the account, in the folder of the outputs."""

FORMAT = 1
"""The version of the account; it grows only when an old reader would misread a new one."""

Status = Literal["repaired", "sound", "failed", "skipped"]
"""Repaired; read and found sound; not to be read or written; of no format that thaifix reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """One line of the manifest: what became of one file.

    Attributes:
        path: of the source below SRC, with forward slashes.
        status: what became of it.
        reason: why it failed or was skipped, for a reader; else empty.
        format: the row of ``thaifix.formats.FORMATS`` that read it.
        size: bytes of the source.
        sha256: of the source.
        output: path of the output below DST; empty if there is none.
        output_sha256: of the output.
        undo: how the source comes back: by its ``edits``, by a ``patch`` of the bytes, or, of a format that
            cannot be written, only its ``text``; ``same`` if the output has the bytes of the source.
        parts: texts in the file.
        characters: code points of all parts.
        thai: Thai letters and marks among them.
        edits: changes made.
        suggestions: changes only suggested.
        counts: findings by family, as in ``thaifix.Diagnosis``.
        lost: findings in which something is gone for good.
        severity: as in ``thaifix.Diagnosis``, of the whole file.
        origin: as in ``thaifix.Diagnosis``; empty if there is no clue.
        names: names found in the repaired text: kind, id, canonical form, how many times.
        notes: what the format has to tell, as of pages without text.
        seconds: that reading, repairing and writing took.
    """

    path: str
    status: Status
    reason: str = ""
    format: str = ""
    size: int = 0
    sha256: str = ""
    output: str = ""
    output_sha256: str = ""
    undo: Literal["", "same", "edits", "patch", "text"] = ""
    parts: int = 0
    characters: int = 0
    thai: int = 0
    edits: int = 0
    suggestions: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    severity: str = "none"
    origin: str = ""
    names: tuple[tuple[str, str, str, int], ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return what one line of the manifest holds."""
        return asdict(self)


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


def account_path(source: str) -> PurePosixPath:
    """Return where the parts of a source are told, below DST.

    >>> account_path("2560/book.txt").as_posix()
    '.thaifix/files/2560/book.txt.jsonl'
    """
    return PurePosixPath(ACCOUNT, "files", f"{source}.jsonl")
