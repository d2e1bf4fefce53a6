"""The first reading of a book: nothing of it is remembered yet, as of every new document."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks.materials import NothingToMeasureError
from benchmarks.tables import spread, table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["describe", "measure"]

_PROBE = """
import json, sys
from pathlib import Path
from time import process_time
import ftfy, thaifix
text = Path(sys.argv[1]).read_text(encoding="utf-8")
ftfy.fix_text("\\u0e01"), thaifix.fix("\\u0e01")
seconds = []
for tool in (ftfy.fix_text, thaifix.fix, thaifix.fix):
    begun = process_time()
    tool(text)
    seconds.append(process_time() - begun)
print(json.dumps(seconds))
"""


def measure(book: Path, runs: int) -> list[tuple[float, float, float]]:
    """Read a book in fresh interpreters.

    Returns:
        CPU seconds of ftfy, of thaifix at first, lexicon and all, and of thaifix once more, for each of them.

    Raises:
        NothingToMeasureError: there is no such book.
    """
    if not book.is_file():
        message = f"{book}: there is no such book"
        raise NothingToMeasureError(message)
    return [_run(book) for _ in range(runs)]


def _run(book: Path) -> tuple[float, float, float]:
    done = subprocess.run(  # noqa: S603 - this interpreter, and the text above
        [sys.executable, "-c", _PROBE, str(book)], stdout=subprocess.PIPE, text=True, check=True
    )
    ftfy, first, again = json.loads(done.stdout)
    return ftfy, first, again


def describe(seconds: Sequence[tuple[float, float, float]]) -> str:
    """Lay the figures out, with ratios taken within each run.

    >>> print(describe([(0.06, 0.6, 0.12)]))
    | reading          | CPU ms, median (range) | times ftfy, median (range) |
    | ---------------- | ---------------------- | -------------------------- |
    | ftfy.fix_text    |            60 (60..60) |                   1 (1..1) |
    | thaifix, first   |         600 (600..600) |                10 (10..10) |
    | thaifix, another |         120 (120..120) |                   2 (2..2) |
    """
    tools = ("ftfy.fix_text", "thaifix, first", "thaifix, another")
    rows = [
        [tool, spread([1000 * run[number] for run in seconds]), spread([run[number] / run[0] for run in seconds])]
        for number, tool in enumerate(tools)
    ]
    return table(["reading", "CPU ms, median (range)", "times ftfy, median (range)"], rows)
