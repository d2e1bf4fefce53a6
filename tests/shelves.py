"""Shelves for tests of batches: folders of files, formats that are simple enough to see through, and what came out."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from thaifix import batch
from thaifix.batch.walk import TEMPORARY
from thaifix.errors import InputError
from thaifix.formats import FORMATS, Format, Part, table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest

    from thaifix.formats import Reading

BROKEN = "เเผนที่ของส�ำนักงาน ปีน้ี\r\n"
FIXED = "แผนที่ของสำนักงาน ปีนี้\r\n"
SOUND = "แผนที่ของสำนักงาน ปีนี้\r\n"


def shelf(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    folder.mkdir(exist_ok=True)
    return folder


def run(src: Path, dst: Path, **options: object) -> batch.Summary:
    """Run a batch in this process."""
    return batch.run(src, dst, batch.Options(**{"jobs": 0, **options}))  # type: ignore[arg-type]  # any option


def records(dst: Path) -> dict[str, batch.FileRecord]:
    """Return the records by path, without what differs from run to run."""
    return {record.path: replace(record, seconds=0.0) for record in batch.Account(dst).files()}


def tree(folder: Path) -> dict[str, bytes]:
    """Return the content of all files of a folder; of the account only what is the same in every run."""
    kept = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    names = {path.relative_to(folder).as_posix(): path for path in kept}
    volatile = (".thaifix/manifest", ".thaifix/lock")
    return {name: path.read_bytes() for name, path in names.items() if not name.startswith(volatile)}


def litter(folder: Path) -> list[str]:
    """Return the temporary files that lie about."""
    return [name for _, _, names in os.walk(folder) for name in names if TEMPORARY.fullmatch(name)]


def all_back(src: Path, dst: Path, out: Path) -> None:
    """Check that every source of which there is an output comes back to the byte."""
    for rebuilt in batch.rebuild(dst, out):
        assert not rebuilt.fault, rebuilt
        if rebuilt.record.undo != "text":
            assert (out / rebuilt.path).read_bytes() == (src / rebuilt.record.path).read_bytes()


@dataclass
class _Lines:
    """Each line is a part."""

    data: bytes
    notes: Sequence[str] = ()

    @property
    def parts(self) -> list[Part]:
        return [Part(text, f"line {number}") for number, text in enumerate(self.data.decode().split("\n"), 1)]

    def rebuilt(self, texts: Sequence[str]) -> bytes:
        return "\n".join(texts).encode()


class _Odd(_Lines):
    """Writes a mark at the end that it reads over, so that edits alone do not bring the source back."""

    @property
    def parts(self) -> list[Part]:
        return [Part(self.data.decode().rstrip("!"))]

    def rebuilt(self, texts: Sequence[str]) -> bytes:
        return self.data if [part.text for part in self.parts] == list(texts) else f"{texts[0]}!!".encode()


class _Oneway(_Lines):
    """Writes what it cannot read again."""

    @property
    def parts(self) -> list[Part]:
        return [Part({b"\x00": ""}[self.data] if self.data[:1] == b"\x00" else self.data.decode())]

    def rebuilt(self, texts: Sequence[str]) -> bytes:
        return self.data if self.data.decode() == texts[0] else b"\x00" + texts[0].encode()


@dataclass
class _Scan(_Lines):
    """Read, not written: its output is a text file with a page after another."""

    notes: Sequence[str] = ("page 2 has no text",)

    @property
    def parts(self) -> list[Part]:
        return [Part(text, f"page {n}") for n, text in enumerate(self.data.decode()[1:].split("|"), 1)]

    def rebuilt(self, texts: Sequence[str]) -> bytes:
        return "\f".join(texts).encode()


def _crash(data: bytes, _reading: Reading) -> _Lines:
    kinds: dict[bytes, type[Exception]] = {
        b"input": InputError,
        b"memory": MemoryError,
        b"recursion": RecursionError,
        b"odd": ZeroDivisionError,
        b"system": OSError,
    }
    if data == b"die":
        os._exit(9)
    message = "it broke"
    raise kinds[data](message)


SIMPLE = (
    Format("lines", (".lines",), "", lambda data, _reading: _Lines(data)),
    Format("odd", (".odd",), "", lambda data, _reading: _Odd(data)),
    Format("oneway", (".oneway",), "", lambda data, _reading: _Oneway(data)),
    Format("scan", (".scan",), "", lambda data, _reading: _Scan(data), becomes=".txt"),
    Format("crash", (".crash",), "", _crash),
)


def use_simple_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the simple formats to the table, for this process and those it forks."""
    monkeypatch.setattr(table, "FORMATS", (*FORMATS, *SIMPLE))
