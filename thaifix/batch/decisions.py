"""Decisions of a reader: which edits stand, which suggestions are taken; read from the table that the report exports.

docs/dictionary.md describes the table. Positions are those of the source text of a part, as in the account.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from thaifix.diagnosis import diagnose
from thaifix.edits import Edit, apply, moves
from thaifix.errors import TableError
from thaifix.explanation import Explanation
from thaifix.knowledge.families import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from os import PathLike

__all__ = ["COLUMNS", "CONTEXT", "Decided", "Decision", "Decisions", "Problem", "decide", "escaped", "in_brief"]

COLUMNS = (
    "file", "sha256", "part", "start", "end", "before", "after", "family", "rule", "kind", "decision",
)  # fmt: skip
"""The heading of the table."""
CONTEXT = ("context_before", "context_after")
"""Columns that may follow: what stands on either side in the source, for ``thaifix learn``."""

_UNESCAPED = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}
_ESCAPE = re.compile(r"\\[\\tnr]")
_ESCAPED = {ord(sign): escape for escape, sign in _UNESCAPED.items()}
_HASH = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{1,15}")
_SURE = 1.0  # somebody has looked

Change = tuple[int, int, str, str]
"""What makes a change this one: start, end, before, after."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One row: a change of the source, and whether it is to be made.

    Attributes:
        file: path of the source below the folder of the batch, with forward slashes.
        sha256: of the source.
        part: number of the part of the file, from 0.
        start: first code point of the source text of the part.
        end: one past the last.
        before: what stands there.
        after: what the change makes of it.
        family: of the change.
        rule: of the change.
        kind: ``edit`` if thaifix had made it, ``suggestion`` if it had not.
        decision: ``accept`` or ``reject``.
        context_before: some of the source before it; ``None`` if the table does not tell.
        context_after: some of the source behind it; likewise.
        origin: path and line of the row.
    """

    file: str
    sha256: str
    part: int
    start: int
    end: int
    before: str
    after: str
    family: str
    rule: str
    kind: str
    decision: str
    context_before: str | None = None
    context_after: str | None = None
    origin: str = field(default="", compare=False)

    @property
    def accepted(self) -> bool:
        """Whether the change is to be made."""
        return self.decision == "accept"

    @property
    def change(self) -> Change:
        """What makes it this change."""
        return self.start, self.end, self.before, self.after

    @property
    def edit(self) -> Edit:
        """The change as an edit that somebody has decided on."""
        return Edit(self.start, self.end, self.before, self.after, self.family, self.rule, _SURE)


class Problem(NamedTuple):
    """A decision that was not heeded, and why."""

    decision: Decision
    says: str

    def __str__(self) -> str:
        """Return the message with the place of the row."""
        return f"{self.decision.origin}: {self.says}" if self.decision.origin else self.says


@dataclass(frozen=True)
class Decisions:
    """The decisions about the files of a batch.

    Attributes:
        rows: each once, in the order of the tables.
    """

    rows: tuple[Decision, ...] = ()

    @classmethod
    def read(cls, *paths: str | PathLike[str]) -> Decisions:
        """Read tables of decisions; a row may stand in several of them.

        Raises:
            TableError: a table is not what docs/dictionary.md says.
            OSError: a file cannot be read.
        """
        return cls(tuple(dict.fromkeys(row for path in paths for row in _read(str(path)))))

    @cached_property
    def by_file(self) -> Mapping[str, tuple[Decision, ...]]:
        """The decisions by the path of the file."""
        found: dict[str, list[Decision]] = {}
        for row in self.rows:
            found.setdefault(row.file, []).append(row)
        return {file: tuple(rows) for file, rows in found.items()}

    def about(self, file: str, sha256: str) -> tuple[Mapping[int, Sequence[Decision]], list[Problem]]:
        """Return the decisions about a file by its parts, and those that were made about another state of it.

        Args:
            file: its path below the folder of the batch.
            sha256: of its bytes as they are now.
        """
        parts: dict[int, list[Decision]] = {}
        problems: list[Problem] = []
        for row in self.by_file.get(file, ()):
            if row.sha256 == sha256:
                parts.setdefault(row.part, []).append(row)
            else:
                problems.append(Problem(row, "the source has changed since this was decided; decide again"))
        return parts, problems

    def elsewhere(self, files: Iterable[str]) -> list[Problem]:
        """Return the decisions about files that are not among some."""
        left = dict(self.by_file)
        for file in files:
            left.pop(file, None)
        return [Problem(row, f"there is no file {row.file} in this batch") for rows in left.values() for row in rows]

    def digest(self, file: str) -> str:
        """Return a hash of what is decided about a file; empty if nothing is."""
        rows = self.by_file.get(file)
        if not rows:
            return ""
        told = sorted((row.sha256, row.part, *row.change, row.family, row.rule, row.decision) for row in rows)
        return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()


def in_brief(problems: Iterable[Problem]) -> list[str]:
    """Return problems for a reader, those that say the same as one.

    >>> row = Decision("a.txt", "0" * 64, 0, 0, 1, "ก", "ข", "ocr", "r", "edit", "accept", origin="d.tsv:2")
    >>> in_brief([Problem(row, "decide again")] * 3)
    ['d.tsv:2 (and 2 more): decide again']
    """
    told: dict[str, list[str]] = {}
    for problem in problems:
        told.setdefault(problem.says, []).append(problem.decision.origin)
    return [
        f"{rows[0]}{f' (and {len(rows) - 1:,} more)' if len(rows) > 1 else ''}: {says}" for says, rows in told.items()
    ]


# ---------------------------------------------------------------- reading


def escaped(text: str) -> str:
    r"""Return a text as a cell of the table holds it.

    >>> escaped("a\tb\\n")
    'a\\tb\\\\n'
    """
    return text.translate(_ESCAPED)


def _unescaped(cell: str) -> str:
    return _ESCAPE.sub(lambda found: _UNESCAPED[found[0]], cell)


def _read(path: str) -> Iterator[Decision]:
    try:
        text = Path(path).read_bytes().decode("utf-8-sig", "surrogatepass")
    except UnicodeDecodeError as wrong:
        line = wrong.object.count(b"\n", 0, wrong.start) + 1
        raise TableError(path, line, "the line is not in UTF-8; export the decisions again") from wrong
    lines = text.split("\n")
    columns = tuple(lines[0].removesuffix("\r").split("\t"))
    if columns[: len(COLUMNS)] != COLUMNS or not set(columns[len(COLUMNS) :]) <= set(CONTEXT):
        problem = f"the heading must be {' '.join(COLUMNS)}, separated by tabs; is this a table of decisions?"
        raise TableError(path, 1, problem)
    for number, raw in enumerate(lines[1:], 2):
        row = raw.removesuffix("\r")
        if row:
            cells = [_unescaped(cell) for cell in row.split("\t")]
            if len(cells) != len(columns):
                raise TableError(path, number, f"{len(cells)} cells where the heading has {len(columns)}")
            yield _decision(path, number, dict(zip(columns, cells, strict=True)))


def _decision(path: str, line: int, cells: Mapping[str, str]) -> Decision:
    """Build a row, and refuse what cannot have been exported."""
    numbers: dict[str, int] = {}
    for name in ("part", "start", "end"):
        if not _NUMBER.fullmatch(cells[name]):
            raise TableError(path, line, f"{name}: expected a whole number, 0 or more, found {cells[name]!r}")
        numbers[name] = int(cells[name])
    for name, known in (("kind", ("edit", "suggestion")), ("decision", ("accept", "reject")), ("family", FAMILIES)):
        if cells[name] not in known:
            raise TableError(path, line, f"{name}: expected {' or '.join(known)}, found {cells[name]!r}")
    if not _HASH.fullmatch(cells["sha256"]):
        raise TableError(path, line, "sha256: expected 64 hexadecimal digits")
    if numbers["end"] - numbers["start"] != len(cells["before"]):
        raise TableError(path, line, "before: it is not as long as start and end say")
    if cells["before"] == cells["after"]:
        raise TableError(path, line, "after: nothing would change")
    return Decision(**{**cells, **numbers}, origin=f"{path}:{line}")  # type: ignore[arg-type]  # numbers are numbers


# ---------------------------------------------------------------- heeding


class Decided(NamedTuple):
    """A repair as it was decided, and the decisions that could not be heeded."""

    explanation: Explanation
    problems: list[Problem]


def decide(explanation: Explanation, decisions: Iterable[Decision]) -> Decided:
    """Take out the edits of a part that were rejected, and put in the suggestions that were accepted.

    What was decided is suggested no more. Nothing is lost: a decision that cannot be heeded is a problem.

    >>> import thaifix
    >>> explanation = thaifix.explain("เเผนส�ำนักงาน")
    >>> row = Decision("a.txt", "0" * 64, 0, 0, 2, "เเ", "แ", "lookalike", "double-sara-e", "edit", "reject")
    >>> decide(explanation, [row]).explanation.text
    'เเผนสำนักงาน'
    """
    made = _Made(explanation)
    rows = list(dict.fromkeys(decisions))
    if not rows:
        return Decided(explanation, [])
    fitting = made.fitting(rows)
    made.take_out([row for row in fitting if not row.accepted])
    made.put_in([row for row in fitting if row.accepted])
    order = {row: number for number, row in enumerate(rows)}
    return Decided(made.explanation(), sorted(made.problems, key=lambda problem: order[problem.decision]))


class _Made:
    """The edits of a part on their way from what thaifix did to what was decided."""

    def __init__(self, explanation: Explanation) -> None:
        self._before = explanation
        self._edits = list(explanation.edits)
        self._suggestions = list(explanation.suggestions)
        self.problems: list[Problem] = []

    def explanation(self) -> Explanation:
        source = self._before.source
        edits = tuple(sorted(self._edits, key=attrgetter("start", "end")))
        text = apply(source, edits) if edits else source
        return Explanation(
            source=source,
            text=text,
            edits=edits,
            suggestions=tuple(self._suggestions),
            diagnosis=diagnose(source, text, edits),
        )

    def fitting(self, rows: Sequence[Decision]) -> list[Decision]:
        """Return the decisions that fit the source and do not contradict each other."""
        said: dict[Change, set[bool]] = {}
        for row in rows:
            said.setdefault(row.change, set()).add(row.accepted)
        fitting: list[Decision] = []
        for row in rows:
            there = self._before.source[row.start : row.end]
            if there != row.before or row.end > len(self._before.source):
                says = f"expected {row.before!r} at code point {row.start} of part {row.part}, found {there!r}"
                self.problems.append(Problem(row, f"{says}; decide again"))
            elif len(said[row.change]) > 1:
                self.problems.append(Problem(row, "this was both accepted and rejected; delete one of the rows"))
            else:
                fitting.append(row)
        return fitting

    def take_out(self, rows: Sequence[Decision]) -> None:
        """Take out rejected edits, with those that belong together with them, and rejected suggestions."""
        rejected = {row.change for row in rows}
        found = {_change(edit) for edit in (*self._edits, *self._suggestions)}
        self._suggestions = [edit for edit in self._suggestions if _change(edit) not in rejected]
        self._edits = [edit for move in moves(self._edits) if not _any_of(move, rejected) for edit in move]
        left = _Index(self._edits)
        for row in rows:
            other = left.first_over(row.edit)
            if row.change not in found and other is not None:
                says = f"thaifix now makes another change there, {other.before!r} to {other.after!r}; decide again"
                self.problems.append(Problem(row, says))

    def put_in(self, rows: Sequence[Decision]) -> None:
        """Put in accepted changes that thaifix has not made, unless they do not go together."""
        accepted = {row.change for row in rows}
        there = {_change(edit) for edit in self._edits}
        taken_out = {_change(edit) for edit in self._before.edits} - there
        halves = {
            _change(edit): move
            for move in moves(self._before.suggestions)
            for edit in move
            if len(move) > 1 and not accepted.issuperset(map(_change, move))
        }
        new: dict[Change, Decision] = {row.change: row for row in rows if row.change not in there}
        all_made = _Index([*self._edits, *(row.edit for row in new.values())])
        chosen: list[Edit] = []
        for change, row in new.items():
            clash = all_made.first_over(row.edit)
            if change in taken_out:
                says = "it belongs together with an edit that was rejected: decide the same about both"
            elif change in halves:
                says = "it belongs together with another suggestion, which takes out what it puts in: accept both"
            elif clash is not None:
                says = f"it overlaps another change, {clash.before!r} to {clash.after!r}; only one of them can be made"
            else:
                chosen.append(row.edit)
                continue
            self.problems.append(Problem(row, says))
        self._edits += chosen
        done, over = accepted | there, _Index(chosen)
        self._suggestions = [
            edit for edit in self._suggestions if _change(edit) not in done and over.first_over(edit) is None
        ]


def _change(edit: Edit) -> Change:
    return edit.start, edit.end, edit.before, edit.after


def _any_of(move: Sequence[Edit], changes: set[Change]) -> bool:
    return any(_change(edit) in changes for edit in move)


class _Index:
    """Edits in the order of the text, to be asked which of them overlaps another one."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._edits = sorted(edits, key=attrgetter("start", "end"))
        self._starts = [edit.start for edit in self._edits]
        self._longest = max((edit.end - edit.start for edit in self._edits), default=0)

    def first_over(self, edit: Edit) -> Edit | None:
        """Return the first edit that overlaps one and is another change."""
        for number in range(bisect_left(self._starts, edit.start - self._longest), len(self._edits)):
            other = self._edits[number]
            if other.start > edit.end:
                return None
            if _overlap(other, edit) and _change(other) != _change(edit):
                return other
        return None


def _overlap(one: Edit, other: Edit) -> bool:
    """Tell whether two changes cannot both be made: they share a code point, or put something in at one place."""
    if one.start == one.end == other.start == other.end:
        return True
    return one.start < other.end and other.start < one.end
