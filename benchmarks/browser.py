"""Chromium without a window, for what only a browser can tell: the tests of the report, and its speed."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks.materials import NothingToMeasureError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

__all__ = ["chromium", "open_report", "running", "why_not"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_QUIET = (
    "--no-sandbox",  # root has no other way, and it opens nothing but our own file
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """Return the path of Chromium, ``None`` if there is none."""
    return next((found for found in map(shutil.which, _NAMES) if found), None)


def why_not() -> str:
    """Say what is missing to run the browser; nothing if all is there."""
    if chromium() is None:
        return "there is no Chromium; install it, for example with: apt-get install chromium"
    try:
        import playwright.sync_api  # noqa: F401, PLC0415 - a development tool
    except ImportError:
        return "there is no playwright; install it with: pip install playwright"
    return ""


@contextmanager
def running() -> Iterator[Browser]:
    """Run Chromium.

    Raises:
        NothingToMeasureError: it is not there, or its driver is not.
    """
    if reason := why_not():
        raise NothingToMeasureError(reason)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a development tool

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()


def open_report(page: Page, report: Path, route: str = "") -> None:
    """Open a report, or another of its pages, and wait until it can be used."""
    page.goto(f"{report.resolve().as_uri()}{route}")
    wanted = route or "#overview"
    # Not wait_for_function: what it asks a second time the policy of the report forbids as evaluated text.
    page.locator(f"html[data-ready={json.dumps(wanted, ensure_ascii=False)}]").wait_for(state="attached")
