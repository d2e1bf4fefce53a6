"""Compiling the tables: class placeholders, and many rows in one regular expression."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from thaifix.knowledge.rewrites import CLASSES, REWRITES, SHOWN_BY
from thaifix.knowledge.signs import DISPLACED, SIGNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thaifix.knowledge.rows import Rewrite, Sign

__all__ = ["Pass", "compile_row", "displaced", "passes", "signs"]


def compile_row(match: str) -> re.Pattern[str]:
    r"""Compile a row's ``match``, with ``{C}`` and its like filled in.

    >>> bool(compile_row(r"[{C}][{T}]").fullmatch("ก่"))
    True
    """
    return re.compile(_expand(match))


def _expand(match: str) -> str:
    return match.format_map(CLASSES)


@dataclass(frozen=True, slots=True)
class Pass:
    """Neighbouring rows of one family, tried together in one scan.

    Attributes:
        pattern: finds where any of the rows matches.
        rows: the rows with their own patterns, whose groups fill the replacement.
        groups: the number of each row's group in ``pattern``.
        shown: what stands in every text that ``pattern`` is found in, and is looked for faster; if there is any.
    """

    pattern: re.Pattern[str]
    rows: tuple[tuple[Rewrite, re.Pattern[str]], ...]
    groups: tuple[int, ...]
    shown: re.Pattern[str] | None

    def row_of(self, hit: re.Match[str]) -> tuple[Rewrite, re.Match[str]]:
        """Return the row that a hit of ``pattern`` belongs to, and the row's own match at that spot."""
        row, own = self.rows[self.groups.index(hit.lastindex or 0)]
        match = own.match(hit.string, hit.start())
        assert match is not None, row.name  # noqa: S101 - the alternation just matched the same pattern here
        return row, match


@cache
def passes() -> tuple[Pass, ...]:
    """Compile the rule table into as few scans as its order allows: one a run of rows of a family."""
    return tuple(_compile_pass(list(rows)) for _, rows in groupby(REWRITES, key=lambda row: row.family))


def _compile_pass(rows: Sequence[Rewrite]) -> Pass:
    pattern, groups = _any_of([row.match for row in rows])
    compiled = tuple((row, compile_row(row.match)) for row in rows)
    shown = SHOWN_BY.get(rows[0].family)
    return Pass(pattern=pattern, rows=compiled, groups=groups, shown=compile_row(shown) if shown else None)


def _any_of(matches: Sequence[str]) -> tuple[re.Pattern[str], tuple[int, ...]]:
    """Join patterns into one, each in a group; return it with the groups' numbers."""
    parts: list[str] = []
    numbers: list[int] = []
    groups = 0
    for match in matches:
        expanded = _expand(match)
        groups += 1
        numbers.append(groups)
        parts.append(f"({_shift_references(expanded, groups)})")
        groups += re.compile(expanded).groups
    return re.compile("|".join(parts)), tuple(numbers)


def _shift_references(pattern: str, by: int) -> str:
    return re.sub(r"\\([1-9])", lambda found: f"\\{int(found[1]) + by}", pattern)


@cache
def signs() -> tuple[tuple[Sign, re.Pattern[str]], ...]:
    """Compile the signs of damage that are left."""
    return tuple((sign, compile_row(sign.match)) for sign in SIGNS)


@cache
def displaced() -> re.Pattern[str]:
    """Compile the proofs of displaced marks into one pattern."""
    return _any_of([sign.match for sign in DISPLACED])[0]
