"""The figures of the speed as a picture for the README: bars on a logarithmic scale, in SVG."""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from benchmarks.speed import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.speed import Comparison

__all__ = ["draw"]

_ROW, _GAP, _HEAD = 18, 14, 24  # heights, in pixels,
_LEFT, _BARS, _RIGHT = 190, 460, 90  # and widths
_OWN, _OTHER = "#1a7f5a", "#9aa5b1"
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#444}.h{font-weight:600;fill:#111}"
    "@media(prefers-color-scheme:dark){text{fill:#bbb}.h{fill:#eee}}"
)


def draw(comparisons: Sequence[Comparison]) -> str:
    """Draw MB/s of each tool on each material, one bar each.

    Raises:
        ValueError: there is nothing to draw.
    """
    speeds = [
        (found.material.name, {tool: 1 / median(values) for tool, values in found.rounds.items()})
        for found in comparisons
    ]
    every = [speed for _, by_tool in speeds for speed in by_tool.values()]
    low, high = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))
    parts: list[str] = []
    top = 0
    for name, by_tool in speeds:
        parts.append(_text(0, top + 15, name, "h"))
        top += _HEAD
        for tool, speed in by_tool.items():
            width = round(_BARS * (math.log10(speed) - low) / max(1, high - low))
            colour = _OWN if tool.startswith(REFERENCE.partition(".")[0]) else _OTHER
            parts += [
                _text(_LEFT - 8, top + 13, tool, anchor="end"),
                f'<rect x="{_LEFT}" y="{top + 2}" width="{max(1, width)}" height="{_ROW - 5}" fill="{colour}" rx="2"/>',
                _text(_LEFT + width + 6, top + 13, f"{speed:.3g} MB/s"),
            ]
            top += _ROW
        top += _GAP
    size = f'width="{_LEFT + _BARS + _RIGHT}" height="{top}" viewBox="0 0 {_LEFT + _BARS + _RIGHT} {top}"'
    title = "<title>Speed of thaifix beside its peers, on a logarithmic scale</title>"
    start = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    return f"{start}{title}<style>{_STYLE}</style>{''.join(parts)}</svg>\n"


def _text(x: int, y: int, text: str, css: str = "", anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" class="{css}" text-anchor="{anchor}">{escape(text)}</text>'
