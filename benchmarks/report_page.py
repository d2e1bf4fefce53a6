"""The report in a browser: how soon a big one can be used, and how fast its filters are."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from benchmarks.accounts import make_batch
from benchmarks.browser import open_report
from benchmarks.tables import table
from thaifix.batch.html import build

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Browser, Page

    from benchmarks.accounts import Batch

__all__ = ["Report", "describe", "measure"]

_CHANGE = """
async (field, value) => {
  const begun = performance.now();
  if (field.type === "checkbox") field.click();
  else {
    field.value = value;
    field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
  }
  document.body.getBoundingClientRect();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begun;
}
"""
_PAINT = """() => new Promise((told) => new PerformanceObserver((list, observer) => {
  const found = list.getEntriesByName('first-contentful-paint');
  if (found.length) { observer.disconnect(); told(found[0].startTime); }
}).observe({type: 'paint', buffered: true}))"""
_READY = "performance.getEntriesByName('thaifix-ready')[0].startTime"
_LONGEST = "INDEX.files.reduce((most, file) => (file.edits > most.edits ? file : most)).path"
_OF_FILES = (
    ("files by family", "#page-files select >> nth=2", "space"),
    ("files by confidence", "#page-files select >> nth=3", "3"),
    ("files by name", "#page-files input[type=search]", "003"),
)
_OF_A_FILE = (
    ("a file by family", "#page-file .chip input >> nth=0", ""),
    ("a file by confidence", "#page-file select >> nth=1", "0.99"),
    ("a file, the whole text", "#page-file .check input >> nth=0", ""),
)


@dataclass(frozen=True, slots=True)
class Report:
    """Milliseconds, medians of the runs, but for what says otherwise.

    Attributes:
        files: in the batch.
        edits: in all files together.
        megabytes: of the report.
        build: seconds to make it.
        paint: from the start of the navigation to the first text on the screen.
        ready: from the start of the navigation until the page answers.
        opening: from the list of files to the page of a file.
        filters: from a change of a filter to the next frame, by filter.
    """

    files: int
    edits: int
    megabytes: float
    build: float
    paint: float
    ready: float
    opening: float
    filters: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain values."""
        return asdict(self)


def measure(browser: Browser, files: int, edits: int, runs: int) -> Report:
    """Make a batch and its report, open it in a browser, and use it."""
    with TemporaryDirectory() as name:
        batch = make_batch(Path(name), files, edits)
        begun = time.perf_counter()
        report = build(Path(name))
        seconds = time.perf_counter() - begun
        rounds = [_round(browser, report) for _ in range(runs)]
        return _report(batch, report.stat().st_size, seconds, rounds)


def _round(browser: Browser, report: Path) -> dict[str, float]:
    """Open the report in a fresh profile and return milliseconds by name."""
    context = browser.new_context()
    page = context.new_page()
    open_report(page, report)
    taken = {"ready": float(page.evaluate(_READY)), "paint": float(page.evaluate(_PAINT))}
    open_report(page, report, "#files")
    taken |= _filtered(page, _OF_FILES)
    longest = quote(page.evaluate(_LONGEST))
    begun = time.perf_counter()
    open_report(page, report, f"#file/{longest}")
    taken["opening"] = (time.perf_counter() - begun) * 1000
    taken |= _filtered(page, _OF_A_FILE)
    context.close()
    return taken


def _filtered(page: Page, fields: Iterable[tuple[str, str, str]]) -> dict[str, float]:
    return {label: float(page.locator(field).evaluate(_CHANGE, value)) for label, field, value in fields}


def _report(batch: Batch, size: int, seconds: float, rounds: list[dict[str, float]]) -> Report:
    middle = {name: median(one[name] for one in rounds) for name in rounds[0]}
    paint, ready, opening = (middle.pop(name) for name in ("paint", "ready", "opening"))
    return Report(batch.files, batch.edits, size / 1e6, seconds, paint, ready, opening, middle)


def describe(report: Report) -> str:
    """Write the figures for a reader."""
    rows = [
        ("first text on the screen", f"{report.paint:.0f}"),
        ("ready to be used", f"{report.ready:.0f}"),
        ("the page of the longest file opens", f"{report.opening:.0f}"),
        *((f"filter: {name}", f"{value:.0f}") for name, value in report.filters.items()),
    ]
    head = f"{report.files:,} files, {report.edits:,} edits: {report.megabytes:.1f} MB, made in {report.build:.1f} s"
    return f"{head}\n{table(['in Chromium', 'ms'], rows)}"
