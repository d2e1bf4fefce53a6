"""Speed of the scans that every sound text pays for, each beside the whole repair and a plain copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import thaifix
from benchmarks.speed import REFERENCE, compare, materials
from benchmarks.speed import describe as describe_speed
from thaifix import copies, decoder, gate, quiet, scans, screen, swaps
from thaifix.config import Config
from thaifix.names import restore

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.speed import Comparison, Tool

__all__ = ["describe", "measure"]

_SCANS: dict[str, Tool] = {
    REFERENCE: thaifix.fix,
    "all at once": lambda text: quiet.told(text, Config.PDF),
    "gate": gate.suspicious,
    "screen": screen.odd,
    "copies": copies.suspected,
    "swapped letters": swaps.suspected,
    "spaces put in": decoder.crowded,
    "names behind cues": lambda text: restore.misspelt(text, Config.PDF),
    "encode + decode": lambda text: text.encode().decode(),
}


def measure(corpus: Path, shared: Path, seconds: float) -> Comparison:
    """Measure on the last of the materials: sound news, or cells where that is not at hand."""
    return compare(materials(corpus, shared)[-1], _SCANS, seconds)


def describe(comparison: Comparison) -> str:
    """Say whether the loops are compiled, and lay the figures out."""
    means = "compiled loops" if scans.COMPILED else "NumPy and long integers; the loops are not compiled here"
    return f"By {means}.\n{describe_speed(comparison)}"
