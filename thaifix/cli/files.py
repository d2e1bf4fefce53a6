"""Reading and writing whole files, so that a fault costs nothing and is told in one line.

A file is replaced atomically: its new content goes to a temporary file beside it, reaches the
disk, and takes the name only then. All that belongs together (a repaired text and its edits) is
staged first and committed after, in the order given.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from thaifix.encoding import decode
from thaifix.replacing import Replacement, is_regular, write_fully

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO, TextIO

    from thaifix.encoding import Decoded

__all__ = [
    "READING",
    "STANDARD",
    "WRITING",
    "CommandError",
    "ReadingError",
    "Source",
    "WritingError",
    "read",
    "reason_of",
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
        raise ReadingError(reason_of(wrong)) from wrong


def _standard_input() -> BinaryIO:
    # A program started with its input closed has no sys.stdin at all.
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return sys.stdin.buffer


def reason_of(wrong: OSError | ValueError) -> str:
    """Say in plain words why a file cannot be read or written."""
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
        message = f"cannot write {'<stdout>' if path == STANDARD else path}: {reason_of(wrong)}"
        raise WritingError(message) from wrong


class _Staged:
    """A content on its way to a path."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self._data = data
        self._new = None if _is_stream(path) else Replacement(path)
        if self._new is not None:
            try:
                self._new.write(data)
                self._new.seal()
            except BaseException:
                self._new.discard()
                raise

    def commit(self) -> None:
        """Give the content its name."""
        if self._new is None:
            _write_stream(self.path, self._data)
        else:
            self._new.commit()

    def discard(self) -> None:
        """Remove what was staged and not committed."""
        if self._new is not None:
            self._new.discard()


def _is_stream(path: str) -> bool:
    """Tell whether a path is written to as it is: standard output, a device, a pipe."""
    if path == STANDARD or _STREAM.match(path):
        return True
    return not is_regular(path)


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
    write_fully(stream.buffer, data)
    stream.buffer.flush()
