"""A batch from beginning to end: what is there is counted, worked on by several processes, and written down."""

from __future__ import annotations

import os
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from thaifix._version import __version__
from thaifix.batch.account import ACCOUNT, FileRecord
from thaifix.batch.crew import Crew, Death
from thaifix.batch.decisions import in_brief
from thaifix.batch.manifest import Account, Lock, Manifest, has_account, refuse_links
from thaifix.batch.options import Options
from thaifix.batch.patch import need_zstandard
from thaifix.batch.places import clean
from thaifix.batch.walk import Tree
from thaifix.batch.work import UNKNOWN, Job, Outcome, Task, failed, still_holds, work
from thaifix.errors import ConfigError
from thaifix.formats import format_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from thaifix.batch.walk import Found

    OnProgress = Callable[["Event"], object]

__all__ = ["Begun", "Ended", "Event", "Planned", "Summary", "Waiting", "run"]

_TICK = 0.25  # seconds between two looks at what is told to the reader


class Planned(NamedTuple):
    """Before anything is worked on: how many files there are, and their bytes."""

    files: int
    size: int


class Begun(NamedTuple):
    """A file is worked on now."""

    path: str
    size: int


class Ended(NamedTuple):
    """What became of a file; ``kept`` if it was done before."""

    record: FileRecord
    kept: bool = False


class Waiting(NamedTuple):
    """Nothing new; a moment to draw a clock."""


Event = Planned | Begun | Ended | Waiting


@dataclass(slots=True)
class Summary:
    """What a batch came to.

    Attributes:
        files: by status.
        kept: files that were done before, among them.
        unread: files that could not be read or repaired, and
        unwritten: whose output could not be written.
        noted: files with something to tell, as pages without text.
        size: bytes of the files.
        characters: code points of their texts.
        edits: changes made, by family.
        suggestions: changes only suggested.
        severities: files by severity.
        undecided: decisions that could not be heeded, each with its reason, for a reader.
        seconds: how long it took.
    """

    files: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    unread: int = 0
    unwritten: int = 0
    noted: int = 0
    size: int = 0
    characters: int = 0
    edits: Counter[str] = field(default_factory=Counter)
    suggestions: int = 0
    severities: Counter[str] = field(default_factory=Counter)
    undecided: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, record: FileRecord, *, kept: bool = False) -> None:
        """Count a file."""
        self.files[record.status] += 1
        self.kept += kept
        self.unread += record.fault == "reading"
        self.unwritten += record.fault == "writing"
        self.noted += bool(record.notes)
        self.size += record.size
        self.characters += record.characters
        self.edits.update(record.repairs)
        self.suggestions += record.suggestions
        self.undecided += record.undecided
        if record.status in {"repaired", "sound"}:
            self.severities[record.severity] += 1


def run(
    src: str | Path, dst: str | Path, options: Options | None = None, on_progress: OnProgress | None = None
) -> Summary:
    """Repair the files of a folder into a mirror of it, with an account from which every source comes back.

    The sources are never touched. Each output is written in one step, and its line in the account only then, so
    that a run that was stopped, by whatever, goes on with ``Options(resume=True)`` where it was. A file that fails
    gets a record with its reason and stops nothing. Programs that start processes must guard their beginning by
    ``if __name__ == "__main__":`` (see `multiprocessing`), or use ``Options(jobs=0)``.

    Args:
        src: a folder, or one file.
        dst: a folder, new or empty, or one that such a run left.
        options: see `Options`.
        on_progress: is called with each `Event`, in this thread; while other processes work, four times a second.

    Raises:
        ConfigError: ``src`` is not there, ``dst`` cannot be used as it is, a pattern is wrong, another run is
            writing there, or a library is missing.
        TableError: the account in ``dst`` is damaged.
        OSError: ``dst`` or the account cannot be written.
        KeyboardInterrupt: Ctrl-C; all processes have ended and the account is whole.
    """
    return _Batch(Path(src), Path(dst), options or Options(), on_progress).run()


class _Batch:
    """One run."""

    def __init__(self, src: Path, dst: Path, options: Options, on_progress: OnProgress | None) -> None:
        self._options = options
        self._tree = Tree(src, dst, options)
        self._job = Job(self._tree.src, self._tree.dst, options)
        self._tell: OnProgress = on_progress or (lambda _event: None)
        self._summary = Summary()

    def run(self) -> Summary:
        began = time.monotonic()
        dst = self._tree.dst
        _check_empty(dst, self._options)
        if self._options.dry_run:
            self._tell(self._planned())
            self._try_out(Account(dst) if self._options.resume and has_account(dst) else None)
        else:
            need_zstandard()
            planned = self._planned()  # it finds wrong patterns before anything is written
            (dst / ACCOUNT).mkdir(parents=True, exist_ok=True)
            with Lock(dst):
                _check_empty(dst, self._options)  # another run may have begun and ended since
                self._tell(planned)
                self._run()
        decisions = self._options.decisions
        if decisions.rows:
            there = (found.path for found in self._tree.files())
            self._summary.undecided += in_brief(decisions.elsewhere(there))
        self._summary.seconds = time.monotonic() - began
        return self._summary

    def _planned(self) -> Planned:
        files = size = 0
        for found in self._tree.files():
            files += 1
            size += found.size
        return Planned(files, size)

    def _run(self) -> None:
        dst = self._tree.dst
        account = None
        if self._options.overwrite:
            Manifest.put_aside(dst)
        elif has_account(dst):
            account = Account(dst)
        clean(dst)
        manifest = Manifest(dst, account.end if account is not None else 0)
        try:
            manifest.begin(self._tree.src, self._options, __version__)
            with closing(self._outcomes(account)) as outcomes:  # all processes end here, whatever is raised
                for outcome in outcomes:
                    if not outcome.kept:
                        manifest.add(outcome.record)
                    self._count(outcome)
        finally:
            manifest.close()

    def _count(self, outcome: Outcome) -> None:
        self._summary.add(outcome.record, kept=outcome.kept)
        self._tell(Ended(*outcome))

    def _tasks(self, account: Account | None) -> Iterator[Task]:
        """Yield the files with the records that may still hold: those of runs with the same settings."""
        same = self._options.settings_sha256
        for found in self._tree.files():
            before = account.find(found.path) if account is not None else None
            holds = before is not None and before[1].settings_sha256 == same
            yield Task(found, before[0] if before is not None and holds else None)

    def _outcomes(self, account: Account | None) -> Generator[Outcome]:
        function = partial(work, job=self._job)
        if not self._options.jobs:
            for task in self._tasks(account):
                if task.found.status is None:
                    self._tell(Begun(task.found.path, task.found.size))
                yield _settled(task.found) or function(task)
            return
        crew: Crew[Task, Outcome] = Crew(function, self._options.jobs)
        try:
            for task in self._tasks(account):
                settled = _settled(task.found)
                if settled is not None:
                    yield settled
                    continue
                while crew.is_full:
                    yield from self._done(crew)
                self._tell(Begun(task.found.path, task.found.size))
                crew.begin(task)
            while not crew.is_idle:
                yield from self._done(crew)
        finally:
            crew.dismiss()
            if crew.is_untidy:
                clean(self._tree.dst)

    def _done(self, crew: Crew[Task, Outcome]) -> Iterator[Outcome]:
        done = crew.wait(_TICK)
        for task, outcome in done:
            yield Outcome(failed(task.found, outcome.reason)) if isinstance(outcome, Death) else outcome
        if not done:
            self._tell(Waiting())

    def _try_out(self, account: Account | None) -> None:
        """Tell what would be done, and do nothing."""
        for task in self._tasks(account):
            outcome = _settled(task.found)
            if outcome is None and task.before is not None and still_holds(task.before, task.found, self._job):
                outcome = Outcome(task.before, kept=True)
            self._count(outcome or Outcome(_promised(task.found, self._options)))


def _settled(found: Found) -> Outcome | None:
    """Return what became of a file that the walk has found unfit."""
    if found.status is None:
        return None
    row = format_of(found.path)
    record = FileRecord(
        path=found.path,
        status=found.status,
        reason=found.reason,
        fault="reading" if found.status == "failed" else "",
        format=row.name if row is not None else "",
        size=found.size,
    )
    return Outcome(record)


def _promised(found: Found, options: Options) -> FileRecord:
    """Return the record of a file that would be worked on, as far as its name and size tell."""
    row = format_of(found.path)
    if row is None:
        output = found.output if options.copy_others else ""
        return FileRecord(path=found.path, status="skipped", reason=UNKNOWN, size=found.size, output=output)
    if found.size > options.max_size:
        return failed(found, "it is too large; raise --max-size")
    return FileRecord(path=found.path, status="sound", format=row.name, size=found.size, output=found.output)


def _check_empty(dst: Path, options: Options) -> None:
    """Refuse a folder of outputs that holds what this run could destroy, or leads elsewhere."""
    refuse_links(dst)
    if has_account(dst):
        if not (options.resume or options.overwrite):
            message = (
                f"{dst} holds the outputs of an earlier batch; --resume does what is missing or has changed since, "
                "--overwrite does all of it again"
            )
            raise ConfigError(message)
    elif dst.is_dir() and not options.overwrite and any(name != ACCOUNT for name in os.listdir(dst)):  # noqa: PTH208 - names are what is asked for
        message = (
            f"{dst} is not empty, and no batch has written it; give a new folder, or --overwrite to replace in it "
            "what has the name of an output"
        )
        raise ConfigError(message)
