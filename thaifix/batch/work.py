"""One file: read, repaired, proved to come back, written with its account."""

from __future__ import annotations

import hashlib
import traceback
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from thaifix import names
from thaifix.batch.account import FileRecord, PartRecord, account_path, patch_path
from thaifix.batch.decisions import Problem, decide, in_brief
from thaifix.batch.joined import explain_pages
from thaifix.batch.manifest import lines_of
from thaifix.batch.patch import difference
from thaifix.batch.places import UnwritableError, pieces, sha256_of, write
from thaifix.batch.undo import by_edits
from thaifix.batch.walk import reason_of
from thaifix.diagnosis import is_lost, likely_origin, weigh
from thaifix.errors import InputError, ThaifixError
from thaifix.fixer import Fixer
from thaifix.formats import format_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from thaifix.batch.account import Fault
    from thaifix.batch.decisions import Decision
    from thaifix.batch.options import Options
    from thaifix.batch.walk import Found
    from thaifix.explanation import Explanation, Finding
    from thaifix.formats import Document, Format, Part, Reading

__all__ = ["UNKNOWN", "Job", "Outcome", "Task", "failed", "still_holds", "work"]

UNKNOWN = "thaifix does not read files of this kind"
"""The reason of a file that is skipped for its name."""

_REMEMBERED = 4096  # short texts of a file that are repaired once, however often they stand there; tables repeat cells
_SHORT = 200  # code points of such a text
_MEGA = 1 << 20


@dataclass(frozen=True, slots=True)
class Job:
    """What all files of a batch share: both folders, resolved, and the options."""

    src: Path
    dst: Path
    options: Options


class Task(NamedTuple):
    """A file that is to be worked on, and its record if that may still hold."""

    found: Found
    before: FileRecord | None = None


class Outcome(NamedTuple):
    """What became of a file, and whether that was so before."""

    record: FileRecord
    kept: bool = False


def work(task: Task, job: Job) -> Outcome:
    """Work on one file; whatever goes wrong becomes its record."""
    began = perf_counter()
    found = task.found
    try:
        if task.before is not None and still_holds(task.before, found, job):
            return Outcome(task.before, kept=True)
        record = _worked(found, job)
    except UnwritableError as wrong:
        record = failed(found, str(wrong), "writing")
    except OSError as wrong:
        record = failed(found, reason_of(wrong))
    except ThaifixError as wrong:
        record = failed(found, str(wrong))
    except MemoryError:
        record = failed(found, "there is not enough memory to repair it; split it, or use a machine with more")
    except RecursionError:
        record = failed(found, "it is nested too deeply to be read")
    except Exception as wrong:  # noqa: BLE001 - one file must not stop the others
        record = failed(found, _fault_of_ours(wrong))
    return Outcome(replace(record, seconds=round(perf_counter() - began, 4)))


def failed(found: Found, reason: str, fault: Fault = "reading") -> FileRecord:
    """Return the record of a file that failed."""
    row = format_of(found.path)
    name = "" if row is None else row.name
    return FileRecord(path=found.path, status="failed", reason=reason, fault=fault, format=name, size=found.size)


def _fault_of_ours(wrong: Exception) -> str:
    frames = traceback.extract_tb(wrong.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"a fault of thaifix, please report it: {type(wrong).__name__}{place}: {wrong}"


def still_holds(before: FileRecord, found: Found, job: Job) -> bool:
    """Tell whether a record is still true: same source, and the output and the account are there."""
    if not before.output or before.output != found.output:
        return False
    if before.decisions != job.options.decisions.digest(found.path):
        return False
    source, output = job.src / found.path, job.dst / before.output
    try:
        status = source.stat()
        if status.st_size != before.size:
            return False
        if status.st_mtime_ns != before.modified and sha256_of(source) != before.sha256:
            return False
        needed = [account_path(before.path)] if before.has_parts else []
        if before.undo == "patch" or (before.undo == "text" and before.text_sha256 != before.output_sha256):
            needed.append(patch_path(before.path))
        return all((job.dst / path).is_file() for path in needed) and sha256_of(output) == before.output_sha256
    except OSError:
        return False


# ---------------------------------------------------------------- one file


def _worked(found: Found, job: Job) -> FileRecord:
    row = format_of(found.path)
    if row is None:
        return _left(found, job)
    source = job.src / found.path
    status = source.stat()
    limit = job.options.max_size
    if status.st_size > limit:
        message = (
            f"it is too large, {status.st_size / _MEGA:,.0f} MB of at most {limit / _MEGA:,.0f}; repair a text file "
            "of any size with thaifix.Fixer().fix_file, or raise --max-size"
        )
        raise InputError(message)
    data = source.read_bytes()
    record = FileRecord(
        path=found.path,
        status="sound",
        format=row.name,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        modified=status.st_mtime_ns,
        output=found.output,
        decisions=job.options.decisions.digest(found.path),
    )
    return _Repair(row, data, job, record).write(status.st_mode)


def _left(found: Found, job: Job) -> FileRecord:
    """Leave a file that is of no format, or copy it."""
    if not job.options.copy_others:
        return FileRecord(path=found.path, status="skipped", reason=UNKNOWN, size=found.size)
    source = job.src / found.path
    status = source.stat()
    told = hashlib.sha256()

    def content() -> Iterator[bytes]:
        for piece in pieces(source):
            told.update(piece)
            yield piece

    write(job.dst, PurePosixPath(found.output), content(), status.st_mode)
    return FileRecord(
        path=found.path,
        status="skipped",
        reason=f"{UNKNOWN}; copied as it is",
        size=status.st_size,
        sha256=told.hexdigest(),
        modified=status.st_mtime_ns,
        output=found.output,
        output_sha256=told.hexdigest(),
        undo="same",
    )


@dataclass(slots=True)
class _Sum:
    """What the parts of a file come to."""

    characters: int = 0
    thai: int = 0
    suggestions: int = 0
    repairs: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def add(self, explanation: Explanation) -> None:
        diagnosis = explanation.diagnosis
        self.characters += len(explanation.source)
        self.thai += diagnosis.thai
        self.suggestions += len(explanation.suggestions)
        self.repairs.update(edit.family for edit in explanation.edits)
        self.counts.update(diagnosis.counts)
        self.findings += diagnosis.findings


class _Repair:
    """The repair of one file."""

    def __init__(self, row: Format, data: bytes, job: Job, record: FileRecord) -> None:
        """Read and repair it; the record tells what is known of it before.

        Raises:
            InputError: it cannot be read.
            ConfigError: the library that reads it is not installed.
        """
        self._row = row
        self._data = data
        self._job = job
        self._record = record
        self._undecided: list[Problem] = []
        self._reading: Reading = job.options.reading
        self._document: Document = row.opens(data, self._reading)
        self._sum = _Sum()
        self._rows: list[PartRecord] = []
        self._texts = self._repaired(self._document.parts)

    def _repaired(self, parts: Sequence[Part]) -> list[str]:
        """Return the repaired texts, and note what was done."""
        texts: list[str] = []
        decided = self._decided(len(parts))
        for number, (part, found) in enumerate(zip(parts, self._explained(parts), strict=True)):
            explanation, problems = decide(found, decided[number]) if number in decided else (found, ())
            self._undecided += problems
            self._note(number, part.place, explanation)
            texts.append(explanation.text)
        return texts

    def _explained(self, parts: Sequence[Part]) -> Iterator[Explanation]:
        """Repair the parts: the pages of a text as one, all others by themselves, with what all of them show."""
        fixer = Fixer(self._job.options.config)
        if self._row.becomes:
            yield from explain_pages(fixer, [part.text for part in parts])
            return
        if len(parts) > 1:
            fixer = fixer.learn(part.text for part in parts)
        again = lru_cache(_REMEMBERED)(fixer.explain)
        for part in parts:
            yield (again if len(part.text) <= _SHORT else fixer.explain)(part.text)

    def _decided(self, parts: int) -> Mapping[int, Sequence[Decision]]:
        """Return what was decided about each part."""
        decided, problems = self._job.options.decisions.about(self._record.path, self._record.sha256)
        self._undecided += problems
        for number in decided:
            if number >= parts:
                says = f"the file has {parts} parts, and none with the number {number}; decide again"
                self._undecided += [Problem(row, says) for row in decided[number]]
        return decided

    def _note(self, number: int, place: str, explanation: Explanation) -> None:
        self._sum.add(explanation)
        diagnosis = explanation.diagnosis
        if not (diagnosis.findings or explanation.suggestions):
            return
        record = PartRecord(
            part=number,
            place=place,
            characters=len(explanation.source),
            thai=diagnosis.thai,
            counts=dict(diagnosis.counts),
            lost=sum(map(is_lost, diagnosis.findings)),
            severity=diagnosis.severity,
            edits=explanation.edits,
            suggestions=explanation.suggestions,
        )
        self._rows.append(record)

    def write(self, mode: int) -> FileRecord:
        """Write the output and its account, the output last; return what to write down.

        Nobody may read or write them who may not the source, whose mode is given.

        Raises:
            UnwritableError: one of them cannot be written.
        """
        output = self._output(self._texts)
        told = replace(self._told(self._record), output_sha256=hashlib.sha256(output).hexdigest())
        record, patch = self._with_way_back(told, output)
        dst = self._job.dst
        if self._rows:
            write(dst, account_path(record.path), [lines_of(self._rows)], mode)
        if patch is not None:
            write(dst, patch_path(record.path), [patch], mode)
        write(dst, PurePosixPath(record.output), [output], mode)
        return record

    def _output(self, texts: Sequence[str]) -> bytes:
        try:
            return self._document.rebuilt(texts)
        except InputError as wrong:
            raise UnwritableError(str(wrong)) from wrong

    def _told(self, record: FileRecord) -> FileRecord:
        """Return a record with what was found and done."""
        total = self._sum
        lost = sum(map(is_lost, total.findings))
        edits = total.repairs.total()
        undecided = tuple(in_brief(self._undecided))
        return replace(
            record,
            status="repaired" if edits else "sound",
            parts=len(self._document.parts),
            characters=total.characters,
            thai=total.thai,
            edits=edits,
            repairs=dict(total.repairs.most_common()),
            suggestions=total.suggestions,
            counts=dict(total.counts.most_common()),
            lost=lost,
            severity=weigh(len(total.findings), lost, total.thai),
            origin=likely_origin(total.findings) or "",
            names=self._names(),
            undecided=undecided,
            notes=(*self._document.notes, *undecided),
        )

    def _names(self) -> tuple[tuple[str, str, str, int], ...]:
        """Count the names in the repaired text; those with an empty line between them are no neighbours."""
        found = names.find("\n\n".join(self._texts), names=self._job.options.config.names)
        counted = Counter((mention.kind, mention.id, mention.name) for mention in found)
        return tuple((*name, times) for name, times in counted.most_common())

    def _with_way_back(self, record: FileRecord, output: bytes) -> tuple[FileRecord, bytes | None]:
        """Find how the source comes back, and prove it; return the patch too, if one is needed."""
        if self._row.becomes:
            text = self._output([part.text for part in self._document.parts])
            record = replace(record, undo="text", text_sha256=hashlib.sha256(text).hexdigest())
            return record, None if text == output else difference(output, text)
        if output == self._data:
            return replace(record, undo="same"), None
        if self._comes_back(output):
            return replace(record, undo="edits"), None
        return replace(record, undo="patch"), difference(output, self._data)

    def _comes_back(self, output: bytes) -> bool:
        """Tell whether the edits alone make the source of the output."""
        try:
            return by_edits(self._row.opens(output, self._reading), self._rows) == self._data
        except Exception:  # noqa: BLE001 - whatever is wrong with this way back, there is another
            return False
