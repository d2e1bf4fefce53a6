"""Speed over time: `pytest-benchmark` keeps the figures of every run, and tells what became slower.

Run by hand, on one machine::

    pytest benchmarks/history.py --benchmark-autosave --benchmark-compare --benchmark-compare-fail=median:15%

ftfy stands beside thaifix in each group, so that a slower machine shows as one. The first call on a book is not here,
since every round after the first finds its words remembered: ``python -m benchmarks cold``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import ftfy
import pytest

import thaifix
from benchmarks.materials import CORPUS, SHARED
from benchmarks.speed import materials
from thaifix import pipeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.speed import Material

    class Timer(Protocol):
        """The fixture of pytest-benchmark, which only who measures has installed."""

        group: str
        extra_info: dict[str, object]

        def __call__(self, function: Callable[[], None]) -> None:
            """Time a function."""


_MATERIALS = materials(CORPUS, SHARED)
_TOOLS: dict[str, Callable[[str], object]] = {
    "thaifix.fix": thaifix.fix,
    "thaifix.explain": thaifix.explain,
    "ftfy.fix_text": ftfy.fix_text,
}


@pytest.mark.parametrize("tool", _TOOLS)
@pytest.mark.parametrize("material", _MATERIALS, ids=lambda material: material.name)
def test_speed(benchmark: Timer, material: Material, tool: str) -> None:
    """Time one tool on all texts of a material."""
    benchmark.group = material.name
    benchmark.extra_info["megabytes"] = material.megabytes

    def _all() -> None:
        pipeline.forget()
        for text in material.texts:
            _TOOLS[tool](text)

    benchmark(_all)
