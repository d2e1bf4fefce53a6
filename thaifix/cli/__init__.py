"""The command line: ``thaifix fix | explain | check | diagnose | batch ...``. See ``docs/command-line.md``."""

from __future__ import annotations

from thaifix.cli.app import entry_point, main

__all__ = ["entry_point", "main"]
