"""``fix --stream``: inputs of any size in bounded memory, with a short summary and no account of the edits."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from thaifix.cli.files import STANDARD, ReadingError, WritingError, reason_of
from thaifix.cli.render import say, shown
from thaifix.errors import InputError
from thaifix.fixer import Fixer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from thaifix.cli.common import Settings
    from thaifix.cli.targets import Job

__all__ = ["fix_streamed"]


def fix_streamed(settings: Settings, jobs: Sequence[Job], output_encoding: str | None) -> int:
    """Repair each input block by block; a fault is told and does not stop the others; the gravest code counts."""
    code = 0
    for job in jobs:
        try:
            began = time.perf_counter()
            changed = _fix(settings, job, output_encoding)
        except (ReadingError, WritingError) as wrong:
            settings.complain(job.source, wrong)
            code = max(code, wrong.code)
        else:
            if not settings.quiet:
                name = "<stdin>" if job.source == STANDARD else shown(job.source)
                done = "repaired" if changed else "sound, as it was"
                say(f"{name}: {done}, in {time.perf_counter() - began:.1f} s", err=True)
    return code


def _fix(settings: Settings, job: Job, output_encoding: str | None) -> bool:
    """Repair one input.

    Raises:
        ReadingError: it cannot be read or decoded.
        WritingError: the output cannot be written.
        BrokenPipeError: the reader of the output has gone.
    """
    source = _standard(sys.stdin, job.source)
    target = _standard(sys.stdout, job.output)
    _check(source)
    try:
        return Fixer(settings.config).fix_file(
            source, target, encoding=settings.encoding, output_encoding=output_encoding
        )
    except BrokenPipeError:
        raise
    except InputError as wrong:
        unwritable = isinstance(wrong.__cause__, UnicodeEncodeError)
        raise (WritingError if unwritable else ReadingError)(str(wrong)) from wrong
    except (OSError, ValueError) as wrong:  # a path with a zero character is a ValueError
        message = f"cannot write {'<stdout>' if job.output == STANDARD else job.output}: {reason_of(wrong)}"
        raise WritingError(message) from wrong


def _check(source: str | BinaryIO) -> None:
    """Open a file once, so that what goes wrong later can be laid to the output."""
    if isinstance(source, str):
        try:
            with Path(source).open("rb"):
                pass
        except (OSError, ValueError) as wrong:
            raise ReadingError(reason_of(wrong)) from wrong


def _standard(stream: object, path: str) -> str | BinaryIO:
    """Return the bytes below a standard stream for ``-``, else the path."""
    if path != STANDARD:
        return path
    buffer: BinaryIO | None = getattr(stream, "buffer", None)
    if buffer is None:
        message = "the standard stream is closed"
        raise ReadingError(message)
    return buffer
