"""Reading and writing whole files, so that a fault costs nothing and is told in one line.

A file is replaced atomically: its new content goes to a temporary file beside it, reaches the
disk, and takes the name only then. All that belongs together (a repaired text and its edits) is
staged first and committed after, in the order given.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from thaifix.cli.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO, TextIO

    from thaifix.cli.encoding import Decoded

__all__ = [
    "READING",
    "STANDARD",
    "WRITING",
    "CommandError",
    "ReadingError",
    "Source",
    "WritingError",
    "read",
    "write_all",
    "write_standard",
]

STANDARD = "-"
"""The path that means standard input or output."""

READING = 3
"""Exit code: an input cannot be read or decoded."""

WRITING = 4
"""Exit code: an output cannot be written."""

_STREAM = re.compile(r"/dev/(?:stdout|stderr|fd/(\d+))\Z")
_BINARY = getattr(os, "O_BINARY", 0)  # only Windows has it


class CommandError(Exception):
    """A fault with one file: its message is for the user, its code for the shell."""

    code = READING


class ReadingError(CommandError):
    """An input cannot be read or decoded."""


class WritingError(CommandError):
    """An output cannot be written."""

    code = WRITING


@dataclass(frozen=True, slots=True)
class Source:
    """An input: its path, the name to show, its bytes and what they spell."""

    path: str
    data: bytes
    decoded: Decoded

    @property
    def name(self) -> str:
        """The path, or ``<stdin>``."""
        return "<stdin>" if self.path == STANDARD else self.path

    @property
    def text(self) -> str:
        """The text, without byte order mark, with its line ends as they are."""
        return self.decoded.text


def read(path: str, encoding: str | None) -> Source:
    """Read and decode one input; ``-`` is standard input.

    Raises:
        ReadingError: says what is wrong and what to do.
    """
    try:
        data = _standard_input().read() if path == STANDARD else Path(path).read_bytes()
        return Source(path, data, decode(data, encoding))
    except (OSError, ValueError) as wrong:  # a path with a zero character is a ValueError
        raise ReadingError(_reason(wrong)) from wrong


def _standard_input() -> BinaryIO:
    # A program started with its input closed has no sys.stdin at all.
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return sys.stdin.buffer


def _reason(wrong: OSError | ValueError) -> str:
    if not isinstance(wrong, OSError):
        return str(wrong)
    known = {
        errno.ENOENT: "no such file",
        errno.EACCES: "permission denied",
        errno.EISDIR: "this is a directory, not a file",
        errno.ENOSPC: "no space left on the disk",
    }
    return known.get(wrong.errno or 0, wrong.strerror or str(wrong))


def write_all(outputs: Iterable[tuple[str, bytes]]) -> None:
    """Write each content to its path, all or none as far as the system allows.

    Regular files are staged before the first of them is replaced. Standard output (``-``),
    devices and pipes cannot be staged; they are written when their turn comes.

    Raises:
        WritingError: names the file; those staged so far are cleaned up.
        BrokenPipeError: the reader of standard output or a pipe has gone.
    """
    staged: list[_Staged] = []
    try:
        for path, data in outputs:
            with _telling(path):
                staged.append(_Staged(path, data))
        for output in staged:
            with _telling(output.path):
                output.commit()
    finally:
        for output in staged:
            output.discard()


@contextmanager
def _telling(path: str) -> Iterator[None]:
    """Turn a fault of the system into a WritingError that names the file."""
    try:
        yield
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as wrong:  # a path with a zero character is a ValueError
        message = f"cannot write {'<stdout>' if path == STANDARD else path}: {_reason(wrong)}"
        raise WritingError(message) from wrong


class _Staged:
    """A content on its way to a path."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self._data = data
        self._temporary: Path | None = None
        self._stream = _is_stream(path)
        if not self._stream:
            self._target = Path(os.path.realpath(path))  # a symbolic link stays; its target is replaced
            self._stage()

    def _stage(self) -> None:
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
        try:
            _write_new(self._temporary, self._data, status)
        except BaseException:
            self.discard()
            raise

    def commit(self) -> None:
        """Give the content its name."""
        if self._temporary is None:
            _write_stream(self.path, self._data)
            return
        self._temporary.replace(self._target)
        self._temporary = None
        _sync_directory(self._target.parent)

    def discard(self) -> None:
        """Remove what was staged and not committed."""
        if self._temporary is not None:
            self._temporary.unlink(missing_ok=True)
            self._temporary = None


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _write_new(path: Path, data: bytes, like: os.stat_result | None) -> None:
    """Create a file with the mode, and if possible the owner, of the one it will replace."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)  # less the umask
    with os.fdopen(handle, "wb") as file:
        if like is not None:
            with suppress(OSError, AttributeError):  # only root may give a file away; Windows cannot
                os.chown(path, like.st_uid, like.st_gid)
            path.chmod(stat.S_IMODE(like.st_mode))
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_directory(path: Path) -> None:
    """Make a new name survive a power cut, where the system lets a directory be synced."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _is_stream(path: str) -> bool:
    """Tell whether a path is written to as it is: standard output, a device, a pipe."""
    if path == STANDARD or _STREAM.match(path):
        return True
    status = _status(Path(path))
    return status is not None and not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode)


def _write_stream(path: str, data: bytes) -> None:
    own = _STREAM.match(path)
    if path in {STANDARD, "/dev/stdout"}:
        write_standard(sys.stdout, data)
    elif own:
        # Opening /dev/fd/N anew would cut a redirected file short; a copy of the handle does not.
        with os.fdopen(os.dup(int(own[1] or 2)), "wb") as file:
            file.write(data)
    else:
        with Path(path).open("wb") as device:
            device.write(data)


def write_standard(stream: TextIO | None, data: bytes) -> None:
    """Write all of the bytes to standard output or error.

    Under ``python -u`` or PYTHONUNBUFFERED the stream below is raw, and one write to a pipe may
    take only a part.

    Raises:
        OSError: the stream is closed, full, or nobody reads it.
    """
    if stream is None:  # a program started with its output closed has none at all
        raise OSError(errno.EBADF, "standard output is closed")
    stream.flush()
    rest = memoryview(data)
    while rest:
        written = stream.buffer.write(rest)
        if written is None:
            raise BlockingIOError(errno.EAGAIN, "standard output would block")
        rest = rest[written:]
    stream.buffer.flush()
