"""Plain tables for the terminal and the documents."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["share", "spread", "table"]

_WHOLE = 100  # from here on, decimals are noise


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Lay rows out as a Markdown table that can be read as it is; numbers and shares to the right.

    >>> print(table(["tool", "ms"], [["thaifix", 12], ["decode", 1]]))
    | tool    | ms |
    | ------- | -- |
    | thaifix | 12 |
    | decode  |  1 |
    """
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *texts, strict=True)]
    lines = [list(head), ["-" * width for width in widths], *texts]
    return "\n".join("| " + " | ".join(map(_padded, line, widths)) + " |" for line in lines)


def _padded(cell: str, width: int) -> str:
    return cell.rjust(width) if cell[:1].isdigit() else cell.ljust(width)


def share(count: int, of: int) -> str:
    """Write a count and its share.

    >>> share(3, 4), share(0, 0)
    ('3/4 75.0%', '-')
    """
    return f"{count}/{of} {100 * count / of:.1f}%" if of else "-"


def spread(values: Sequence[float]) -> str:
    """Write the median of some values and their range.

    >>> spread([1.0, 2.0, 4.0]), spread([0.01234, 1234.5])
    ('2 (1..4)', '617 (0.0123..1234)')
    """
    middle, low, high = map(_figure, (median(values), min(values), max(values)))
    return f"{middle} ({low}..{high})"


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= _WHOLE else f"{value:.3g}"
