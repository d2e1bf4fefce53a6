"""The figures in the documents, written by the measurement itself so that they cannot drift from it.

A block stands between ``<!-- figures: NAME -->`` and ``<!-- end of figures -->``; the words round it are
written by hand and stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import accuracy, calibration, cold, hostile, imports, rule_report, scans, screen, speed
from benchmarks.materials import CORPUS, ROOT, NothingToMeasureError
from benchmarks.plot import draw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["fill", "renew"]

_END = "<!-- end of figures -->"
_RUNS = 15  # fresh interpreters
_READINGS = 5  # the same
_HOSTILE = 1_000_000  # code points of each text made to be slow


def renew(shared: Path, seconds: float) -> dict[str, str]:
    """Write every block again; return for each the reason why it was left, or nothing."""
    tools, _ = speed.tools()

    def _speed() -> str:
        compared = [speed.compare(material, tools, seconds) for material in speed.materials(CORPUS, shared)]
        (ROOT / "docs" / "speed.svg").write_text(draw(compared), encoding="utf-8")
        return "\n".join(map(speed.describe, compared)).strip()

    performance: dict[str, Callable[[], str]] = {
        "imports": lambda: imports.describe(imports.measure(_RUNS)),
        "speed": _speed,
        "cold": lambda: cold.describe(cold.measure(shared / "book" / "award_book.txt", _READINGS)),
        "scans": lambda: scans.describe(scans.measure(CORPUS, shared, seconds)),
        "screen": lambda: screen.describe(screen.measure(shared)),
        "hostile": lambda: hostile.describe(*hostile.measure(_HOSTILE)),
    }
    right: dict[str, Callable[[], str]] = {
        "own corpus": lambda: accuracy.report_own(CORPUS, 0)[0],
        "rules": lambda: rule_report.summary(rule_report.measure(CORPUS, shared)),
        "calibration": lambda: calibration.describe(calibration.measure(shared)),
        "further data": lambda: accuracy.report_shared(shared, 0)[0],
    }
    return _written(ROOT / "docs" / "performance.md", performance) | _written(ROOT / "docs" / "accuracy.md", right)


def _written(path: Path, blocks: dict[str, Callable[[], str]]) -> dict[str, str]:
    text = path.read_text(encoding="utf-8")
    left: dict[str, str] = {}
    for name, figures in blocks.items():
        try:
            text = fill(text, name, figures())
            left[name] = ""
        except NothingToMeasureError as nothing:
            left[name] = f"left as it was: {nothing}"
    path.write_text(text, encoding="utf-8")
    return left


def fill(text: str, name: str, figures: str) -> str:
    """Replace one block of a document.

    >>> print(fill("<!-- figures: speed -->old<!-- end of figures -->", "speed", "new"))
    <!-- figures: speed -->
    <BLANKLINE>
    new
    <BLANKLINE>
    <!-- end of figures -->

    Raises:
        NothingToMeasureError: the document has no such block.
    """
    start = f"<!-- figures: {name} -->"
    before, found, rest = text.partition(start)
    _, ended, after = rest.partition(_END)
    if not found or not ended:
        message = f"the document has no block {start} ... {_END}"
        raise NothingToMeasureError(message)
    return f"{before}{start}\n\n{figures}\n\n{_END}{after}"
