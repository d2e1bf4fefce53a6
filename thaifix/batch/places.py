"""Files below a folder: written whole or not at all, and never outside of it."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from thaifix.batch.walk import TEMPORARY, reason_of
from thaifix.replacing import Replacement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import PurePath

__all__ = ["UnwritableError", "clean", "pieces", "sha256_of", "write"]

_PIECE = 1 << 20


class UnwritableError(Exception):
    """An output cannot be written; the message says which, and why."""


def write(root: Path, relative: PurePath, data: Iterable[bytes], mode: int = 0o666) -> None:
    """Write a file below a folder, in one step; the folders on the way are made.

    Args:
        root: as `os.path.realpath` gives it.
        relative: path below it.
        data: the content, in pieces.
        mode: who may read and write a new file, at most: of its source, so that nobody reads more than before.

    Raises:
        UnwritableError: it cannot be written, or a link there leads elsewhere.
        OSError: a piece cannot be read.
    """
    content = iter(data)
    new = None
    try:
        with _Telling(relative):
            new = Replacement(str(_place(root, relative)), mode)
        for piece in content:
            with _Telling(relative):
                new.write(piece)
        with _Telling(relative):
            new.seal()
            new.commit()
    finally:
        if new is not None:
            new.discard()


class _Telling:
    """Turns a fault of the system into an UnwritableError."""

    def __init__(self, relative: PurePath) -> None:
        self._relative = relative

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, wrong: object, _trace: object) -> None:
        if isinstance(wrong, OSError):
            message = f"cannot write {self._relative.as_posix()}: {reason_of(wrong)}"
            raise UnwritableError(message) from wrong


def _place(root: Path, relative: PurePath) -> Path:
    """Make the folder of a file, and see that it lies where it should."""
    path = root / relative
    astray = root not in path.parents or ".." in relative.parts
    if astray or os.path.realpath(path.parent) != str(path.parent) or path.is_symlink():
        message = f"cannot write {relative.as_posix()}: a link there leads elsewhere; remove it"
        raise UnwritableError(message)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def pieces(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def sha256_of(path: Path) -> str:
    """Return the hash of a file.

    Raises:
        OSError: it cannot be read.
    """
    told = hashlib.sha256()
    for piece in pieces(path):
        told.update(piece)
    return told.hexdigest()


def clean(root: Path) -> None:
    """Remove what a killed run was just writing."""
    for folder, _, names in os.walk(root):
        for name in names:
            if TEMPORARY.fullmatch(name):
                with suppress(OSError):
                    Path(folder, name).unlink()
