"""The rule engine: applies the rows of the rule table to the lines that need it, until they settle."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from thaifix.edits import Edit, apply, compose, shift, trim
from thaifix.gate import suspicious_lines
from thaifix.guards import GUARDS, moved_reading
from thaifix.knowledge.rewrites import CLASSES, REWRITES, ZERO_WIDTH_SPACE
from thaifix.patterns import passes

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from thaifix.config import Config
    from thaifix.evidence import Evidence, Habits
    from thaifix.knowledge.rows import Rewrite

__all__ = ["doubtful", "propose", "wanted"]

_ROUNDS = 12  # real lines settle in two or three; a line that never does is left alone


def propose(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    """Return the edits of all rules, in positions of ``text``. No rule looks beyond its line."""
    habits = evidence.habits
    lines = suspicious_lines(text, wanted(config))
    return [shift(edit, offset) for offset, line in lines for edit in _settle(line, habits, config)]


def wanted(config: Config) -> str:
    """Return the characters that are sound, but to be changed by a setting."""
    spaces = ZERO_WIDTH_SPACE if config.zero_width_space == "remove" else ""
    return spaces + CLASSES["B"] if config.bullets == "unicode" else spaces


@lru_cache(maxsize=4096)
def _settle(line: str, habits: Habits, config: Config) -> tuple[Edit, ...]:
    """Apply every pass in order, round after round, until none of them changes anything any more."""
    edits: list[Edit] = []
    current = line
    quiet = 0  # passes since the last change
    for number in range(_ROUNDS * len(passes())):
        new = [edit for edit, allowed in _matches(number % len(passes()), current, habits, config) if allowed]
        quiet += 1
        if new:
            quiet = 0
            edits = compose(edits, new, line)
            current = apply(current, new)
        elif quiet == len(passes()):
            return tuple(edits)
    return ()


def _matches(number: int, line: str, habits: Habits, config: Config) -> Iterator[tuple[Edit, bool]]:
    """Yield what the rows of one pass would change, and whether the document and settings allow it.

    What is not allowed is given as the suggestion to show: a mark that seems to come from the
    letter before is suggested there.
    """
    this = passes()[number]
    if this.shown is not None and not this.shown.search(line):
        return
    for hit in this.pattern.finditer(line):
        row, match = this.row_of(hit)
        if row.family in config.without or row.name in config.without:
            continue
        allowed = row.confidence >= config.minimum_confidence and GUARDS[row.needs](match, row, habits, config)
        moved = None if allowed else moved_reading(match, row)
        if moved is None:
            start, after, family = match.start(), _replacement(row, match), row.family
        else:
            (start, after), family = moved, "displaced-mark"
        before = line[start : match.end()]
        edit = trim(Edit(start, match.end(), before, after, family, row.name, row.confidence))
        if edit is not None:
            yield edit, allowed


def _replacement(row: Rewrite, match: re.Match[str]) -> str:
    if isinstance(row.replace, str):
        return match.expand(row.replace)
    return row.replace[match[0]]


def doubtful(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    """Return what rules see in a settled text and may not change: the suggestions.

    Settings that were not asked for (bullets, zero-width spaces) are no suggestions.
    """
    suggestions = [
        shift(edit, offset)
        for offset, line in suspicious_lines(text)
        for number in range(len(passes()))
        for edit, allowed in _matches(number, line, evidence.habits, config)
        if not allowed and edit.rule not in _BY_SETTING
    ]
    return sorted(suggestions, key=lambda edit: (edit.start, edit.end))


_BY_SETTING = frozenset(row.name for row in REWRITES if row.needs in {"map-bullets", "remove-zwsp"})
