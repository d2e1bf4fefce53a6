"""Batches that were never run: an account and outputs as a batch leaves them, of any size, in seconds."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import thaifix
from benchmarks.materials import CORPUS, load_cases, sample_book
from thaifix.batch.account import FORMAT, FileRecord, PartRecord, account_path
from thaifix.batch.manifest import RunRecord, lines_of, manifest_path
from thaifix.edits import shift
from thaifix.evidence import count_thai
from thaifix.explanation import SEVERITIES
from thaifix.names import find
from thaifix.report import dump

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from thaifix.edits import Edit
    from thaifix.explanation import Explanation

__all__ = ["Batch", "explained", "make_batch", "part_of", "store", "write_account"]

_FAULTS = ("the PDF is encrypted; ask for its password", "the file is cut off: its end is missing")
_BROKEN_OF_TEN = 8  # files; of the others some are sound, some failed, some were skipped
_SOUND_LINES = 3  # between two broken ones, at most
_NAMED = 4000  # code points of a text in which names are looked for


@dataclass(frozen=True, slots=True)
class Batch:
    """What was made, and how much of it."""

    files: int
    edits: int
    suggestions: int
    characters: int


class _Stock:
    """Lines of the corpus, explained once, from which files are put together."""

    def __init__(self, random: Random) -> None:
        self._random = random
        lines = [line for line in sample_book(CORPUS).broken if line.strip()]
        lines += [case.broken for case in load_cases(CORPUS) if case.broken.isprintable()]
        told = [thaifix.explain(line) for line in lines]
        self._broken = [one for one in told if one.edits or one.suggestions]
        self._sound = [thaifix.explain(line) for line in sample_book(CORPUS).sound if line.strip()]

    def lines(self, edits: int) -> list[Explanation]:
        """Return lines that have so many edits, or a few more, and sound ones between."""
        chosen: list[Explanation] = []
        while edits > 0:
            chosen.append(self._random.choice(self._broken))
            edits -= len(chosen[-1].edits)
            chosen += self._random.choices(self._sound, k=self._random.randint(0, _SOUND_LINES))
        return chosen


def make_batch(folder: Path, files: int, edits: int, seed: int = 6) -> Batch:
    """Write the account and the outputs of so many text files with about so many edits together."""
    random = Random(seed)
    stock = _Stock(random)
    broken = sum(number % 10 < _BROKEN_OF_TEN for number in range(files))
    records: list[FileRecord] = []
    for number in range(files):
        name = f"{2555 + number % 10}/เล่ม {number // 10 + 1:03}/{number:04}.txt"
        if number % 10 < _BROKEN_OF_TEN:
            records.append(explained(folder, name, stock.lines(edits // broken)))
        else:
            records.append(_other(folder, name, number))
    write_account(folder, records)
    return Batch(
        files,
        sum(record.edits for record in records),
        sum(record.suggestions for record in records),
        sum(record.characters for record in records),
    )


def explained(folder: Path, name: str, lines: Sequence[Explanation]) -> FileRecord:
    """Write a file of lines that were explained one by one."""
    edits: list[Edit] = []
    suggestions: list[Edit] = []
    done = 0
    for line in lines:
        edits += [shift(edit, done) for edit in line.edits]
        suggestions += [shift(edit, done) for edit in line.suggestions]
        done += len(line.source) + 1
    source = "".join(f"{line.source}\n" for line in lines)
    left = [finding.family for line in lines for finding in line.diagnosis.findings if not finding.repaired]
    part = part_of(source, edits, suggestions, lost=len(left), left=left)
    origins = Counter(line.diagnosis.origin for line in lines if line.diagnosis.origin)
    text = "".join(f"{line.text}\n" for line in lines)
    return store(folder, name, [text], [part], origin=max(origins, key=origins.__getitem__, default=""))


def part_of(  # noqa: PLR0913 - a record has so many values
    source: str,
    edits: Sequence[Edit],
    suggestions: Sequence[Edit] = (),
    *,
    number: int = 0,
    place: str = "",
    lost: int = 0,
    left: Iterable[str] = (),
) -> PartRecord:
    """Return the record of a text, with a severity by the same limits as that of a diagnosis."""
    counts = Counter([*(edit.family for edit in edits), *left])
    thousands = max(thai := count_thai(source), 20) / 1000
    severity = "lost" if lost >= 15 * thousands else "heavy" if counts.total() >= 30 * thousands else "light"
    return PartRecord(
        part=number,
        place=place,
        characters=len(source),
        thai=thai,
        counts=dict(counts),
        lost=lost,
        severity=severity if counts else "none",
        edits=tuple(edits),
        suggestions=tuple(suggestions),
    )


def store(
    folder: Path, name: str, texts: Sequence[str], parts: Sequence[PartRecord], *, origin: str = ""
) -> FileRecord:
    """Write an output of these texts and the account of its parts; return its line of the manifest."""
    output = "\f".join(texts).encode("utf-8", "replace")
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(output)
    account = folder / account_path(name)
    account.parent.mkdir(parents=True, exist_ok=True)
    account.write_bytes(lines_of(list(parts)))
    names = Counter((one.kind, one.code, one.name) for text in texts for one in find(text[:_NAMED]))
    edits = sum(len(part.edits) for part in parts)
    return FileRecord(
        path=name,
        status="repaired" if edits else "sound",
        format="text",
        size=len(output),
        sha256=hashlib.sha256(name.encode("utf-8", "replace")).hexdigest(),
        output=name,
        output_sha256=hashlib.sha256(output).hexdigest(),
        undo="edits" if edits else "same",
        parts=len(texts),
        characters=sum(map(len, texts)),
        thai=sum(map(count_thai, texts)),
        edits=edits,
        repairs=dict(Counter(edit.family for part in parts for edit in part.edits)),
        suggestions=sum(len(part.suggestions) for part in parts),
        counts=dict(sum((Counter(part.counts) for part in parts), Counter())),
        lost=sum(part.lost for part in parts),
        severity=max((part.severity for part in parts), key=[*map(str, SEVERITIES)].index, default="none"),
        origin=origin,
        names=tuple((*name, count) for name, count in names.items()),
    )


def _other(folder: Path, name: str, number: int) -> FileRecord:
    """Write a sound file, or tell of one that failed or was skipped."""
    if number % 3 == 0:
        return store(folder, name, ["ภาษาไทยที่ไม่มีอะไรเสียหาย\n"], [])
    if number % 3 == 1:
        reason = _FAULTS[number // 3 % len(_FAULTS)]
        return FileRecord(
            path=name.replace(".txt", ".pdf"), status="failed", reason=reason, format="pdf", sha256="0" * 64
        )
    return FileRecord(path=name.replace(".txt", ".jpg"), status="skipped", reason="no format that thaifix reads")


def write_account(folder: Path, records: Sequence[FileRecord]) -> None:
    """Write the manifest."""
    run = RunRecord(thaifix.__version__, "", {}, "", "2026-01-01T00:00:00Z")
    rows = [{"format": FORMAT, **run._asdict()}, *(record.to_dict() for record in records)]
    path = manifest_path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{dump(row)}\n" for row in rows), encoding="utf-8")
