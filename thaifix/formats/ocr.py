"""Recognition of pages that are pictures, by the program Tesseract where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

from thaifix.errors import InputError

__all__ = ["MISSING", "Tesseract"]

MISSING = "to recognise it install Tesseract with Thai (Debian: tesseract-ocr tesseract-ocr-tha)."
"""The end of a sentence about a page that could not be recognised."""

_PROGRAM = "tesseract"
_THAI = "tha"
_ENGLISH = "eng"
_SECONDS = 300  # for a page; a page of text takes five


@dataclass(frozen=True, slots=True)
class Tesseract:
    """Tesseract as it is installed here.

    Attributes:
        path: of the program.
        languages: that it is asked for, as in ``tha+eng``.
        version: as it tells it.
    """

    path: str
    languages: str
    version: str

    @classmethod
    def found(cls) -> Tesseract | None:
        """Return it, or ``None`` if it is not installed or knows no Thai."""
        path = shutil.which(_PROGRAM)
        if path is None:
            return None
        known = set(_run([path, "--list-langs"]).decode(errors="replace").split())
        if _THAI not in known:
            return None
        version = _run([path, "--version"]).decode(errors="replace").partition("\n")[0]
        return cls(path, f"{_THAI}+{_ENGLISH}" if _ENGLISH in known else _THAI, version.removeprefix("tesseract "))

    @property
    def name(self) -> str:
        """What to call it in a note."""
        return f"Tesseract {self.version} ({self.languages})"

    def read(self, picture: bytes) -> str:
        """Return the text in a picture, its lines ended by line feeds.

        Raises:
            InputError: it fails, or takes too long.
        """
        output = _run([self.path, "stdin", "stdout", "-l", self.languages, "--dpi", "300"], picture)
        return output.decode("utf-8", "replace").replace("\f", "")


def _run(command: list[str], given: bytes = b"") -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - the program by its full path, without a shell
            command,
            input=given,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            # Its threads wait for one another, and many files are read at once.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.TimeoutExpired) as wrong:
        message = f"Tesseract did not run: {wrong}"
        raise InputError(message) from wrong
    if done.returncode:
        detail = " ".join(done.stderr.decode(errors="replace").split())
        message = f"Tesseract failed with status {done.returncode}: {detail[:200]}"
        raise InputError(message)
    return done.stdout
