"""What the report says of all files together: sums, causes, the worst pages, the names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from thaifix.explanation import SEVERITIES
from thaifix.knowledge.families import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from thaifix.batch.account import FileRecord, PartRecord

__all__ = [
    "BANDS",
    "STRIP",
    "Damage",
    "Name",
    "Summary",
    "WorstPart",
    "band",
    "found",
    "left",
    "rate",
    "strip",
]

BANDS = (0.8, 0.9, 0.95, 0.99)
"""Where confidences are cut into bands for the filters of the list of files."""
STRIP = 60
"""Columns of a strip of pages, at most; a column may hold several pages."""
_WORST = 500  # pages that are listed
_FEW = 20  # Thai letters; below, a rate means nothing
_MANY = 15  # damaged spots left for 1,000 Thai letters, from which on a page is worth reading again


class Damage(NamedTuple):
    """Of a family: findings before the repair, and those left after it."""

    family: str
    meaning: str
    before: int
    after: int


class WorstPart(NamedTuple):
    """A page, cell or paragraph that should be read again from its image."""

    file: int
    place: str
    severity: str
    lost: int
    left: int
    thai: int

    @property
    def lost_rate(self) -> float:
        """Lost letters for 1,000 Thai letters."""
        return rate(self.lost, self.thai)

    @property
    def left_rate(self) -> float:
        """Damaged spots for 1,000 Thai letters that no edit repaired, the lost ones among them."""
        return rate(self.left, self.thai)


class Name(NamedTuple):
    """A known name in the repaired texts: how many times, and in how many files."""

    kind: str
    ident: str
    name: str
    times: int
    files: int


def rate(count: int, thai: int) -> float:
    """Return how many for 1,000 Thai letters; a text of a few letters counts as one of twenty.

    >>> rate(3, 1500), rate(1, 2)
    (2.0, 50.0)
    """
    return count * 1000 / max(thai, _FEW)


def found(record: FileRecord | PartRecord) -> int:
    """Return how many damaged spots were found."""
    return sum(record.counts.values())


def left(record: FileRecord | PartRecord) -> int:
    """Return how many damaged spots no edit repaired."""
    edits = record.edits if isinstance(record.edits, int) else len(record.edits)
    return max(0, found(record) - edits)


def band(confidence: float) -> int:
    """Return the band of a confidence: 0 below the first of `BANDS`, then 1, and so on.

    >>> band(0.5), band(0.8), band(1.0)
    (0, 1, 4)
    """
    return sum(confidence >= border for border in BANDS)


def strip(file: FileRecord, parts: Sequence[PartRecord]) -> list[float]:
    """Return the findings for 1,000 Thai letters along a file, page by page; of a long one, the mean of several.

    >>> from thaifix.batch.account import FileRecord, PartRecord
    >>> strip(FileRecord(path="a", status="repaired", parts=3), [PartRecord(part=1, thai=100, counts={"space": 2})])
    [0.0, 20.0, 0.0]
    """
    pages = max(file.parts, *(part.part + 1 for part in parts), 1) if parts else max(file.parts, 1)
    columns = min(pages, STRIP)
    sums = [0.0] * columns
    for part in parts:
        sums[part.part * columns // pages] += rate(found(part), part.thai)
    sizes = Counter(page * columns // pages for page in range(pages)) if pages > columns else Counter(range(columns))
    return [round(total / sizes[column], 1) for column, total in enumerate(sums)]


@dataclass
class Summary:
    """Sums over the files of a batch; `add` takes one after another.

    Attributes:
        files: how many of each status.
        edits: changes made.
        suggestions: changes only suggested.
        parts: texts in all files.
        thai: Thai letters and marks.
        found: findings by family.
        edited: edits by family.
        causes: numbers of files by origin.
        severities: how many files of each severity, of those that could be read.
        reasons: numbers of files by status and reason, of those that failed or were skipped.
        lost_parts: how many pages, cells or paragraphs lost too much to be repaired.
    """

    files: Counter[str] = field(default_factory=Counter)
    edits: int = 0
    suggestions: int = 0
    parts: int = 0
    thai: int = 0
    found: Counter[str] = field(default_factory=Counter)
    edited: Counter[str] = field(default_factory=Counter)
    causes: dict[str, list[int]] = field(default_factory=dict)
    severities: Counter[str] = field(default_factory=Counter)
    reasons: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    lost_parts: int = 0
    _worst: list[WorstPart] = field(default_factory=list)
    _names: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)

    def add(self, number: int, file: FileRecord, parts: Iterable[PartRecord]) -> None:
        """Add a file, which is the ``number``-th of the list."""
        self.files[file.status] += 1
        self.edits += file.edits
        self.suggestions += file.suggestions
        self.parts += file.parts
        self.thai += file.thai
        self.found.update(file.counts)
        self.edited.update(file.repairs)
        if file.status in {"failed", "skipped"}:
            self.reasons.setdefault((file.status, file.reason), []).append(number)
            return
        self.severities[file.severity] += 1
        if file.origin:
            self.causes.setdefault(file.origin, []).append(number)
        for kind, ident, name, count in file.names:
            sums = self._names.setdefault((kind, ident, name), [0, 0])
            sums[0] += count
            sums[1] += 1
        for part in parts:
            self._add_part(number, part)

    def _add_part(self, number: int, part: PartRecord) -> None:
        self.lost_parts += part.severity == "lost"
        worst = WorstPart(number, part.place, part.severity, part.lost, left(part), part.thai)
        if part.lost or worst.left_rate >= _MANY:
            self._worst.append(worst)
            if len(self._worst) > 4 * _WORST:  # so that a table of a million cells does not fill the memory
                self._worst = self.worst

    @property
    def damage(self) -> list[Damage]:
        """Every family that was found, as it was before and after."""
        known = [*FAMILIES, *sorted(self.found.keys() - FAMILIES.keys())]
        return [
            Damage(family, FAMILIES.get(family, ""), count, max(0, count - self.edited[family]))
            for family in known
            if (count := self.found[family])
        ]

    @property
    def worst(self) -> list[WorstPart]:
        """The parts that should be read again, worst first: by what is lost, then by severity and what is left."""
        order: dict[str, int] = {severity: place for place, severity in enumerate(SEVERITIES)}
        ranked = sorted(
            self._worst,
            key=lambda part: (part.lost_rate, order.get(part.severity, 0), part.left_rate, -part.file),
            reverse=True,
        )
        return ranked[:_WORST]

    @property
    def names(self) -> list[Name]:
        """Names in the repaired texts, the most frequent first."""
        rows = [Name(*key, count, files) for key, (count, files) in self._names.items()]
        return sorted(rows, key=lambda row: (-row.times, row.kind, row.name))
