"""Writing for good: all bytes to a stream, and files replaced atomically.

A file is replaced atomically: the new content is written beside the file, reaches the disk, and takes
the name only then.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["Replacement", "is_regular", "write_fully"]

_BINARY = getattr(os, "O_BINARY", 0)  # only Windows has it


class Replacement:
    """A new content of a file on its way to its name: `write`, then `seal`, then `commit`; else `discard`.

    A symbolic link stays, and its target is replaced. Mode and, if possible, owner are those of the file before.

    Args:
        path: the file; it need not be there yet.

    Raises:
        OSError: it cannot be replaced (a directory, read-only), or there is no directory to write it in.
    """

    def __init__(self, path: str, mode: int = 0o666) -> None:
        """Check the path, and open a temporary file beside it, with a mode if the file is new; less the umask."""
        self._target = Path(os.path.realpath(path))
        status = _status(self._target)
        if status is not None and stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, "is a directory")
        if status is None and not self._target.parent.is_dir():
            message = f"there is no directory {self._target.parent}"
            raise OSError(message)
        # Replacing needs no right to the file itself, but a file that is read-only was meant to stay.
        if status is not None and not os.access(self._target, os.W_OK):
            raise OSError(errno.EACCES, "permission denied")
        self._temporary = self._target.with_name(f".thaifix-{secrets.token_hex(8)}")
        handle = os.open(self._temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode & 0o666)
        self._file: BinaryIO = os.fdopen(handle, "wb")
        self._committed = False
        if status is not None:
            try:
                _make_like(self._temporary, status)
            except BaseException:
                self.discard()
                raise

    def write(self, data: bytes) -> None:
        """Add to the content."""
        self._file.write(data)

    def seal(self) -> None:
        """Make sure that all of the content is on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def commit(self) -> None:
        """Give the sealed content its name."""
        self._temporary.replace(self._target)
        self._committed = True
        _sync_directory(self._target.parent)

    def discard(self) -> None:
        """Remove what was not committed."""
        with suppress(OSError):  # closing may try once more to write what a full disk did not take
            self._file.close()
        if not self._committed:
            self._temporary.unlink(missing_ok=True)


def is_regular(path: str | os.PathLike[str]) -> bool:
    """Tell whether a path is no device and no pipe; it need not be there yet, and a directory is refused later."""
    status = _status(Path(path))
    return status is None or stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)


def write_fully(stream: BinaryIO, data: bytes) -> None:
    """Write all of the bytes: one write to a raw stream may take only a part.

    Raises:
        OSError: the stream is full, would block, or nobody reads it.
    """
    rest = memoryview(data)
    while rest:
        written = stream.write(rest)
        if written is None:
            raise BlockingIOError(errno.EAGAIN, "the output would block")
        rest = rest[written:]


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _make_like(path: Path, status: os.stat_result) -> None:
    """Give a file the mode, and if possible the owner, of the one it will replace."""
    with suppress(OSError, AttributeError):  # only root may give a file away; Windows cannot
        os.chown(path, status.st_uid, status.st_gid)
    path.chmod(stat.S_IMODE(status.st_mode))


def _sync_directory(path: Path) -> None:
    """Make a new name survive a power cut, where the system lets a directory be synced."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
