"""The accuracy ratchet: floors under the exact repairs and ceilings over the harm, on pinned files.

``floors.json`` holds the SHA-256 of each corpus file that was measured, the counts that were reached,
and the reasons for which they were ever lowered. The gate fails where a count is worse, where a file
is not the one that was measured, and where there is nothing to check, which would look like success.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.accuracy import Measure, own_measures
from benchmarks.materials import NothingToMeasureError, hashes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["FLOORS", "Floors", "RefusedError", "check", "renewed", "run"]

FLOORS = Path(__file__).with_name("floors.json")
_HOW = "if that is right: python -m benchmarks gate --renew --reason TEXT"


class RefusedError(Exception):
    """Floors that may not be written without a reason."""


@dataclass(frozen=True, slots=True)
class Floors:
    """What was measured, and on what.

    Attributes:
        files: SHA-256 of each measured file, by its path in the corpus.
        measures: by name.
        reasons: why counts were lowered or files changed, the oldest first.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    reasons: Sequence[str] = ()

    @classmethod
    def read(cls, path: Path) -> Floors:
        """Read the file; floors without anything in them where there is none."""
        if not path.is_file():
            return cls()
        row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        measures = {name: Measure(name=name, **values) for name, values in row["measures"].items()}
        return cls(files=row["files"], measures=measures, reasons=row["reasons"])

    def write(self, path: Path) -> None:
        """Write the file, sorted, so that a change of one count is a change of one line."""
        measures = {}
        for name, measure in sorted(self.measures.items()):
            measures[name] = asdict(measure)
            del measures[name]["name"]
        lines = [
            "{",
            f'"files": {_block(self.files)},',
            f'"measures": {_block(measures)},',
            f'"reasons": {json.dumps(list(self.reasons), ensure_ascii=False, indent=1)}',
            "}",
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _block(mapping: Mapping[str, Any]) -> str:
    rows = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in sorted(mapping.items())]
    return "{\n" + ",\n".join(rows) + "\n}"


def check(floors: Floors, measures: Iterable[Measure], files: Mapping[str, str]) -> list[str]:
    """Return every reason for which the gate fails."""
    found = {measure.name: measure for measure in measures}
    problems = _nothing(floors, found, files) + _other_files(floors, files)
    for name, pinned in floors.measures.items():
        problems.extend(_fallen(pinned, found.get(name)))
    problems.extend(f"{name}: measured, but it has no floor; {_HOW}" for name in found if name not in floors.measures)
    return problems


def _nothing(floors: Floors, found: Mapping[str, Measure], files: Mapping[str, str]) -> list[str]:
    """A gate that checks nothing is open, and looks shut."""
    problems = []
    if not files:
        problems.append("nothing to check: the corpus has no measured file")
    if not any(measure.kind == "floor" and measure.of for measure in found.values()):
        problems.append("nothing to check: the corpus has no damaged case")
    if not any(measure.kind == "ceiling" and measure.of for measure in found.values()):
        problems.append("nothing to check: the corpus has no case that could be harmed")
    if not any(measure.kind == "floor" and measure.count for measure in floors.measures.values()):
        problems.append(f"nothing to check: floors.json holds no floor above 0; {_HOW}")
    return problems


def _other_files(floors: Floors, files: Mapping[str, str]) -> list[str]:
    problems = []
    for path in sorted({*floors.files, *files}):
        if path not in files:
            problems.append(f"{path}: pinned, but it is gone; {_HOW}")
        elif path not in floors.files:
            problems.append(f"{path}: measured, but not pinned; {_HOW}")
        elif floors.files[path] != files[path]:
            problems.append(f"{path}: not the file whose figures the floors are; {_HOW}")
    return problems


def _fallen(pinned: Measure, now: Measure | None) -> list[str]:
    if now is None or not now.of:
        return [f"{pinned.name}: has a {pinned.kind} and nothing to measure; {_HOW}"]
    if not _is_worse(now, pinned):
        return []
    return [f"{pinned.name}: {now.count} of {now.of}, the {pinned.kind} is {pinned.count} of {pinned.of}"]


def _is_worse(now: Measure, pinned: Measure) -> bool:
    new, old = Fraction(now.count, now.of), Fraction(pinned.count, max(1, pinned.of))
    return new < old if pinned.kind == "floor" else new > old


def renewed(floors: Floors, measures: Iterable[Measure], files: Mapping[str, str], reason: str) -> Floors:
    """Return the floors that these measures make.

    Raises:
        RefusedError: a floor would fall, a ceiling rise, or a pinned file change, without a reason;
            or there is nothing to make floors of.
    """
    new = Floors(
        files=dict(files), measures={measure.name: measure for measure in measures}, reasons=list(floors.reasons)
    )
    empty = _nothing(new, new.measures, files)
    if empty:
        raise RefusedError("; ".join(empty))
    weaker = _weaker(floors, new)
    reason = reason.strip()
    if weaker and not reason:
        message = f"--renew needs --reason TEXT, since {'; '.join(weaker)}"
        raise RefusedError(message)
    return Floors(new.files, new.measures, [*new.reasons, reason] if reason else new.reasons)


def _weaker(old: Floors, new: Floors) -> list[str]:
    """List what a reader of the change should be told the reason of."""
    changed = [
        f"{path} {'changed' if path in new.files else 'is gone'}"
        for path, pinned in sorted(old.files.items())
        if new.files.get(path) != pinned
    ]
    fallen = [
        problem.removesuffix(f"; {_HOW}")
        for name, pinned in old.measures.items()
        for problem in _fallen(pinned, new.measures.get(name))
    ]
    return changed + fallen


def run(corpus: Path, *, renew: bool, reason: str, path: Path = FLOORS) -> tuple[list[str], list[str]]:
    """Measure the corpus, then check the floors or renew them; return the problems, and what else to say."""
    floors = Floors.read(path)
    files = hashes(corpus)
    try:
        measures = own_measures(corpus)
    except NothingToMeasureError as nothing:
        return [f"nothing to check: {nothing}"], []
    if not renew:
        problems = check(floors, measures, files)
        return problems, [] if problems else _summary(floors, measures)
    try:
        renewed(floors, measures, files, reason).write(path)
    except RefusedError as refused:
        return [str(refused)], []
    return [], [f"{path.name}: {len(measures)} measures of {len(files)} files"]


def _summary(floors: Floors, measures: Sequence[Measure]) -> list[str]:
    better = [
        f"{now.name}: {now.count} of {now.of}, the {now.kind} is {floors.measures[now.name].count}"
        for now in measures
        if now.count != floors.measures[now.name].count
    ]
    notes = [f"gate: {len(measures)} measures on {len(floors.files)} files hold"]
    if better:
        notes += ["better than pinned; keep it with python -m benchmarks gate --renew", *better]
    return notes
