"""Errors of thaifix: one base, one child for each kind of fault, each saying what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ConfigError", "InputError", "ItemError", "ReplayError", "TableError", "ThaifixError"]


_SHOWN = 40  # code points of a text that a message shows


class ThaifixError(ValueError):
    """Base of every error that thaifix raises on purpose.

    >>> issubclass(ThaifixError, ValueError)
    True
    """


class InputError(ThaifixError):
    """The text, file or offset handed in cannot be used; the message says why and what to do."""


class ConfigError(ThaifixError):
    """A setting does not exist or has a value that makes no sense."""


class ItemError(ThaifixError):
    """One text of many could not be repaired, which is a fault of thaifix or of the machine.

    Attributes:
        number: of the text, counted from 0.
        text: as it was handed in.
        problem: what went wrong.

    >>> raise ItemError(7, "ภาคผนวก", "the process that worked on it died")
    Traceback (most recent call last):
        ...
    thaifix.errors.ItemError: text 7 ('ภาคผนวก'): the process that worked on it died
    """

    def __init__(self, number: int, text: str, problem: str) -> None:
        """Keep the three beside the message, which shows the beginning of the text."""
        self.number = number
        self.text = text
        self.problem = problem
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        super().__init__(f"text {number} ({shown!r}): {problem}")

    def __reduce__(self) -> tuple[type[ItemError], tuple[int, str, str]]:
        """Let the error cross a process boundary: pickle would call ``__init__`` with one value."""
        return type(self), (self.number, self.text, self.problem)


class ReplayError(ThaifixError):
    """An edit does not fit the text it is replayed on or undone from."""


class TableError(ThaifixError):
    """A row of a table (a dictionary, a rule, a list of edits) is wrong.

    The message begins with ``path:line``, as compilers print it.

    >>> raise TableError("names.tsv", 7, "the name is not in NFC; normalise it")
    Traceback (most recent call last):
        ...
    thaifix.errors.TableError: names.tsv:7: the name is not in NFC; normalise it
    """

    def __init__(self, path: str | Path, line: int, problem: str) -> None:
        """Keep ``path`` and ``line`` (counted from 1) beside the message."""
        self.path = str(path)
        self.line = line
        self.problem = problem
        super().__init__(f"{path}:{line}: {problem}")

    def __reduce__(self) -> tuple[type[TableError], tuple[str, int, str]]:
        """Let the error cross a process boundary: pickle would call ``__init__`` with one value."""
        return type(self), (self.path, self.line, self.problem)
