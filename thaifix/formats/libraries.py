"""Libraries that only some formats need: loaded when they are, and their errors told as ours."""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from thaifix.errors import ConfigError, InputError, ThaifixError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["library", "telling"]


def library(module: str, *, reading: str, extra: str) -> Any:  # noqa: ANN401 - modules have no type of their own
    """Import a module of a library that an extra of thaifix brings.

    >>> library("no_such_library.part", reading="runes", extra="runes")
    Traceback (most recent call last):
        ...
    thaifix.errors.ConfigError: reading runes needs no_such_library; install it with: pip install "thaifix[runes]"

    Raises:
        ConfigError: it is not installed; says which extra to install.
    """
    try:
        return importlib.import_module(module)
    except ImportError as missing:
        name = module.partition(".")[0]
        message = f'reading {reading} needs {name}; install it with: pip install "thaifix[{extra}]"'
        raise ConfigError(message) from missing


@contextmanager
def telling(what: str) -> Iterator[None]:
    """Turn whatever a library raises on a broken file into an InputError.

    >>> with telling("this is no ZIP file"):
    ...     raise EOFError("file ends too early")
    Traceback (most recent call last):
        ...
    thaifix.errors.InputError: this is no ZIP file: file ends too early

    Raises:
        InputError: says what, and what the library said.
    """
    try:
        yield
    except ThaifixError:
        raise
    # A damaged file can end a library in any of its errors, a failed allocation included, and the next file must
    # be read all the same.
    except Exception as wrong:
        detail = " ".join(str(wrong).split()) or type(wrong).__name__
        message = f"{what}: {detail}"
        raise InputError(message) from wrong
