"""The manifest on the disk: written a line a file, read back after whatever happened, and held by one run at a time."""

from __future__ import annotations

import errno
import json
import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from thaifix.batch.account import ACCOUNT, FORMAT, FileRecord, PartRecord, account_path
from thaifix.errors import ConfigError, InputError, TableError
from thaifix.report import dump

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from thaifix.batch.options import Options

__all__ = [
    "MANIFEST",
    "Account",
    "Lock",
    "Manifest",
    "RunRecord",
    "has_account",
    "lines_of",
    "manifest_path",
    "refuse_links",
]

MANIFEST = "manifest.jsonl"
_OLD = "manifest.old.jsonl"
_LOCK = "lock"
_SYNCED = 1.0  # seconds of work that a power cut may cost: a line is on its way at once, and on the disk by then
_PATIENCE = 10.0  # seconds that the processes of a killed run may take to end


class RunRecord(NamedTuple):
    """The line of a run: what made the lines of files that follow it.

    Attributes:
        thaifix: the version.
        source: SRC, as an absolute path.
        settings: what decided the outputs, as plain values.
        settings_sha256: of these and the version.
        begun: when, as ISO 8601 in UTC.
    """

    thaifix: str
    source: str
    settings: dict[str, Any]
    settings_sha256: str
    begun: str


class _Line(NamedTuple):
    """Where the line of a file stands, and the number of the run that wrote it."""

    offset: int
    run: int


def manifest_path(dst: Path) -> Path:
    """Return where the manifest of a folder of outputs lies."""
    return dst / ACCOUNT / MANIFEST


def has_account(dst: Path) -> bool:
    """Tell whether a batch was begun into this folder."""
    return manifest_path(dst).is_file()


def refuse_links(dst: Path) -> None:
    """See that the account is written where it seems to be.

    Raises:
        ConfigError: a link stands in its place.
    """
    folder = dst / ACCOUNT
    for path in (folder, *(folder / name for name in (MANIFEST, _OLD, _LOCK))):
        if path.is_symlink():
            message = f"{path} is a link, and nothing is written through links; remove it, or give another folder"
            raise ConfigError(message)


def lines_of(rows: list[PartRecord]) -> bytes:
    """Return the content of the account file of a source."""
    return "".join(f"{dump(row.to_dict())}\n" for row in rows).encode()


class Account:
    """What a batch wrote down, read from DST: its runs, its files, their parts.

    Of each file it holds no more than where its line stands; the last line of a file is the one that counts.

    Attributes:
        dst: the folder of the outputs.
        runs: the runs, the last of them last.

    Raises:
        ConfigError: there is no account in this folder.
        TableError: a line of the manifest is wrong; one that a kill cut off at the end is none.
        OSError: the manifest cannot be read.
    """

    def __init__(self, dst: str | Path) -> None:
        """Go through the manifest once."""
        self.dst = Path(dst)
        self._path = manifest_path(self.dst)
        if not self._path.is_file():
            message = f"{dst}: there is no account of a batch here ({ACCOUNT}/{MANIFEST})"
            raise ConfigError(message)
        self.runs: list[RunRecord] = []
        self._places: dict[str, _Line] = {}
        self.end = 0
        """Bytes of the manifest that are whole lines."""
        with self._path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.endswith(b"\n"):
                    break
                self._take(line, number)
                self.end += len(line)

    def _take(self, line: bytes, number: int) -> None:
        row = self._row(line, number)
        if "thaifix" in row:
            self.runs.append(self._run(row, number))
        elif not self.runs or not isinstance(row.get("path"), str):
            problem = "expected the line of a run or of a file; is this a manifest of thaifix?"
            raise TableError(self._path, number, problem)
        else:
            self._places[row["path"]] = _Line(self.end, len(self.runs) - 1)

    def _row(self, line: bytes, number: int) -> dict[str, Any]:
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as wrong:
            problem = f"not a JSON object in UTF-8: {wrong}; delete the line, and --resume does its file again"
            raise TableError(self._path, number, problem) from wrong
        if not isinstance(row, dict):
            raise TableError(self._path, number, "expected one JSON object on the line")
        return row

    def _run(self, row: dict[str, Any], number: int) -> RunRecord:
        if row.get("format") != FORMAT:
            problem = f'expected a run with "format": {FORMAT}; is the account of a newer thaifix?'
            raise TableError(self._path, number, problem)
        try:
            return RunRecord(*(row[name] for name in RunRecord._fields))
        except KeyError as missing:
            problem = f"a run needs the key {missing}"
            raise TableError(self._path, number, problem) from missing

    def __len__(self) -> int:
        """Return how many files there are."""
        return len(self._places)

    def files(self) -> Iterator[FileRecord]:
        """Yield the record of each file, sorted by path.

        Raises:
            TableError: a line is wrong.
        """
        with self._path.open("rb") as file:
            for path, place in sorted(self._places.items()):
                file.seek(place.offset)
                yield self._record(path, file.readline())

    def find(self, path: str) -> tuple[FileRecord, RunRecord] | None:
        """Return the record of a file and the run that wrote it, ``None`` if there is none."""
        place = self._places.get(path)
        if place is None:
            return None
        with self._path.open("rb") as file:
            file.seek(place.offset)
            return self._record(path, file.readline()), self.runs[place.run]

    def _record(self, path: str, line: bytes) -> FileRecord:
        try:
            return FileRecord.from_dict(json.loads(line))
        except InputError as wrong:
            message = f"{self._path}: the line of {path}: {wrong}"
            raise InputError(message) from wrong

    def run_of(self, record: FileRecord) -> RunRecord:
        """Return the run that wrote the line of a file."""
        return self.runs[self._places[record.path].run]

    def parts(self, record: FileRecord) -> Iterator[PartRecord]:
        """Yield the parts of a file with edits, suggestions or findings, in their order.

        Raises:
            TableError: a line is wrong.
            OSError: the account of the file cannot be read.
        """
        if not record.has_parts:
            return
        path = self.dst / account_path(record.path)
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    yield PartRecord.from_dict(json.loads(line))
                except (ValueError, RecursionError) as wrong:  # an InputError is a ValueError
                    raise TableError(path, number, str(wrong)) from wrong

    def output(self, record: FileRecord) -> Path | None:
        """Return the path of the output of a file, ``None`` if it has none."""
        return self.dst / record.output if record.output else None


class Manifest:
    """The manifest of a running batch: lines are added, and are on their way to the disk when `add` returns.

    Args:
        dst: the folder of the outputs, with its folder of the account.
        end: bytes to keep of what is there: whole lines.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(self, dst: Path, end: int = 0) -> None:
        """Open it, and cut off what a killed run left behind the last whole line."""
        self._path = manifest_path(dst)
        self._file = self._path.open("ab")
        self._file.truncate(end)
        self._synced = time.monotonic()

    @staticmethod
    def put_aside(dst: Path) -> None:
        """Keep the manifest under another name, so that a new one begins."""
        with suppress(FileNotFoundError):
            manifest_path(dst).replace(manifest_path(dst).with_name(_OLD))

    def begin(self, source: Path, options: Options, version: str) -> None:
        """Add the line of a run."""
        begun = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        run = RunRecord(version, str(source), options.settings, options.settings_sha256, begun)
        self._write({"format": FORMAT, **run._asdict()})
        self._sync()

    def add(self, record: FileRecord) -> None:
        """Add the line of a file."""
        self._write(record.to_dict())
        if time.monotonic() - self._synced > _SYNCED:
            self._sync()

    def _write(self, row: dict[str, Any]) -> None:
        with self._named():
            self._file.write(f"{dump(row)}\n".encode())
            self._file.flush()

    def _sync(self) -> None:
        with self._named():
            os.fsync(self._file.fileno())
        self._synced = time.monotonic()

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Say which file it is that cannot be written; a full disk does not."""
        try:
            yield
        except OSError as wrong:
            raise OSError(wrong.errno, wrong.strerror, str(self._path)) from wrong

    def close(self) -> None:
        """Make sure that all lines are on the disk."""
        with self._named(), self._file:
            self._file.flush()
            self._sync()


class Lock:
    """Held by the one run into a folder of outputs; the system lets go of it when the run ends, however it ends.

    Raises:
        ConfigError: another run holds it.
        OSError: it cannot be made.
    """

    def __init__(self, dst: Path, patience: float = _PATIENCE) -> None:
        """Take it; the processes of a run that was just killed have some seconds to end."""
        path = dst / ACCOUNT / _LOCK
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        until = time.monotonic() + patience
        while not _try_lock(self._handle):
            if time.monotonic() > until:
                os.close(self._handle)
                message = f"{dst}: another thaifix batch is writing here; wait until it has ended"
                raise ConfigError(message)
            time.sleep(0.05)

    def __enter__(self) -> None:
        """Hold it."""

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go."""
        os.close(self._handle)


def _try_lock(handle: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 - only Windows has it

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # only Windows has it
        else:
            import fcntl  # noqa: PLC0415 - Windows has none

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as wrong:
        if wrong.errno in {errno.EACCES, errno.EAGAIN, errno.EDEADLK}:
            return False
        if wrong.errno not in {errno.ENOTSUP, errno.ENOLCK, errno.ENOSYS}:  # a file system without locks
            raise
    return True
