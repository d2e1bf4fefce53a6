"""The rule engine: applies the rows of the rule table to the lines that need it, until they settle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thaifix.edits import Edit, apply, compose, trim
from thaifix.gate import suspicious
from thaifix.guards import GUARDS
from thaifix.patterns import passes

if TYPE_CHECKING:
    import re

    from thaifix.config import Config
    from thaifix.evidence import Evidence
    from thaifix.knowledge.rows import Rewrite

__all__ = ["doubtful", "propose"]

_ROUNDS = 32  # real lines settle in two or three; a line that never does is left alone


def propose(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    """Return the edits of all rules, in positions of ``text``. No rule looks beyond its line."""
    edits: list[Edit] = []
    offset = 0
    for line in text.split("\n"):
        if suspicious(line):
            edits.extend(_moved(edit, offset) for edit in _settle(line, evidence, config))
        offset += len(line) + 1
    return edits


def _moved(edit: Edit, offset: int) -> Edit:
    return Edit(
        edit.start + offset, edit.end + offset, edit.before, edit.after, edit.family, edit.rule, edit.confidence
    )


def _settle(line: str, evidence: Evidence, config: Config) -> list[Edit]:
    """Apply every pass in order, round after round, until a whole round changes nothing."""
    edits: list[Edit] = []
    current = line
    for _ in range(_ROUNDS):
        quiet = True
        for number in range(len(passes())):
            new = [edit for edit, allowed in _matches(number, current, evidence, config) if allowed]
            if new:
                quiet = False
                edits = compose(edits, new, line)
                current = apply(current, new)
        if quiet:
            return edits
    return []


def _matches(number: int, line: str, evidence: Evidence, config: Config) -> list[tuple[Edit, bool]]:
    """Return what the rows of one pass would change, and whether the document and settings allow it."""
    this = passes()[number]
    found: list[tuple[Edit, bool]] = []
    for hit in this.pattern.finditer(line):
        row, match = this.row_of(hit)
        if row.family in config.without or row.name in config.without:
            continue
        edit = trim(
            Edit(hit.start(), hit.end(), hit[0], _replacement(row, match), row.family, row.name, row.confidence)
        )
        if edit is not None:
            allowed = row.confidence >= config.minimum_confidence and GUARDS[row.needs](match, row, evidence, config)
            found.append((edit, allowed))
    return found


def _replacement(row: Rewrite, match: re.Match[str]) -> str:
    if isinstance(row.replace, str):
        return match.expand(row.replace)
    return row.replace[match[0]]


def doubtful(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    """Return what rules see in a settled text and may not change: the suggestions.

    Settings that were not asked for (bullets, zero-width spaces) are no suggestions.
    """
    suggestions: list[Edit] = []
    offset = 0
    for line in text.split("\n"):
        if suspicious(line):
            for number in range(len(passes())):
                suggestions.extend(
                    _moved(edit, offset)
                    for edit, allowed in _matches(number, line, evidence, config)
                    if not allowed and edit.rule not in _BY_SETTING
                )
        offset += len(line) + 1
    return sorted(suggestions, key=lambda edit: (edit.start, edit.end))


_BY_SETTING = frozenset({"symbol-bullet", "zero-width-space-between-letters"})
