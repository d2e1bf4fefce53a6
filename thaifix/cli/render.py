"""Colours, and the one way to the terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from thaifix.cli.files import write_standard
from thaifix.report import plain

if TYPE_CHECKING:
    from thaifix.report import Paint

__all__ = ["paint_for", "say", "shown"]

_STYLES: dict[str, dict[str, Any]] = {
    "path": {"bold": True},
    "title": {"bold": True},
    "family": {"fg": "cyan"},
    "rule": {"fg": "bright_black"},
    "note": {"fg": "bright_black"},
    "before": {"fg": "red"},
    "after": {"fg": "green"},
    "mark": {"fg": "red", "reverse": True},
    "severity": {"fg": "yellow", "bold": True},
    "fault": {"fg": "red", "bold": True},
}
"""How each role of `thaifix.report.Paint` looks."""


def paint_for(*, err: bool, no_color: bool) -> Paint:
    """Return the colours for standard output or error: none off a terminal, under NO_COLOR or when asked."""
    stream = sys.stderr if err else sys.stdout
    if no_color or os.environ.get("NO_COLOR") or stream is None or not stream.isatty():
        return plain
    return _colour


def _colour(role: str, text: str) -> str:
    return click.style(text, **_STYLES[role])


def say(text: str, *, err: bool = False) -> None:
    """Print a line; what the terminal's encoding lacks is escaped rather than fatal."""
    stream = sys.stderr if err else sys.stdout
    if stream is None:
        return
    encoding = stream.encoding or "utf-8"
    data = f"{text}\n".encode(encoding, "backslashreplace")
    if stream.isatty() or not hasattr(stream, "buffer"):
        click.echo(data.decode(encoding), err=err, nl=False)
    else:
        write_standard(stream, data)


def shown(path: str) -> str:
    r"""Show a path on one line and without control codes.

    >>> shown("a\x1b[31m.txt")
    'a<U+001B>[31m.txt'
    """
    return "".join(char if char.isprintable() else f"<U+{ord(char):04X}>" for char in path)
