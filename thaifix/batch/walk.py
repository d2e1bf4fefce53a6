"""The files of a folder, one after another in the order of their names, and where each goes.

No more than the names of the folders that lead to a file are held at a time.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from thaifix.batch.account import ACCOUNT
from thaifix.errors import ConfigError
from thaifix.formats import format_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pathspec

    from thaifix.batch.account import Status
    from thaifix.batch.options import Options

__all__ = ["IGNORE", "TEMPORARY", "Found", "Tree", "reason_of"]

IGNORE = ".thaifixignore"
"""A file of patterns, as ``.gitignore``, for its folder and all below."""

TEMPORARY = re.compile(r"\.thaifix-[0-9a-f]{16}")
"""The names under which files are written before they get their own; see `thaifix.replacing`."""

_REASONS = {
    errno.ENOENT: "there is no such file",
    errno.EACCES: "permission denied",
    errno.EPERM: "not permitted",
    errno.EISDIR: "a folder stands there",
    errno.ENOTDIR: "a file stands where a folder is needed",
    errno.EEXIST: "a file stands where a folder is needed",
    errno.ENOSPC: "no space left on the disk",
    errno.ENAMETOOLONG: "its name is too long for the system; shorten that of the source",
    errno.ELOOP: "a link that leads back to itself",
    errno.EMFILE: "too many files are open",
}
_OF_A_BATCH = "the outputs of a batch, which are no sources; to repair them all the same, give this folder as SRC"


def reason_of(wrong: OSError) -> str:
    """Say in words what the system said.

    >>> reason_of(FileNotFoundError(2, "No such file or directory"))
    'there is no such file'
    """
    return _REASONS.get(wrong.errno or 0, wrong.strerror or str(wrong))


class Found(NamedTuple):
    """A file of the source.

    Attributes:
        path: below SRC, with forward slashes.
        size: in bytes.
        output: where its output goes, below DST; empty if it is not read.
        status: empty if it is to be worked on, else what became of it already.
        reason: why.
    """

    path: str
    size: int = 0
    output: str = ""
    status: Status | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder on the way: its path below SRC, empty for SRC itself, and the rules that hold in it."""

    path: str
    rules: tuple[tuple[str, pathspec.GitIgnoreSpec], ...]

    def below(self, name: str) -> str:
        return f"{self.path}/{name}" if self.path else name


class Tree:
    """A source, SRC, and the folder of its outputs, DST.

    Args:
        src: a folder, or one file.
        dst: a folder, which need not be there yet; it may lie in SRC and is then left out of it.
        options: what is taken of SRC.

    Raises:
        ConfigError: there is no SRC, SRC lies in DST, DST is a file, or a pattern is wrong.
    """

    def __init__(self, src: Path, dst: Path, options: Options) -> None:
        """Resolve both folders, and read the patterns."""
        real = _resolved(src)
        if not real.exists():
            message = f"{src}: there is no such file or folder"
            raise ConfigError(message)
        self._single = "" if real.is_dir() else real.name
        self.src = real.parent if self._single else real
        self.dst = _resolved(dst)
        if self.dst.exists() and not self.dst.is_dir():
            message = f"{dst}: the outputs need a folder, and this is a file"
            raise ConfigError(message)
        if real == self.dst or self.dst in real.parents:
            message = f"{src} lies in {dst}, so that sources and outputs would mix; give another folder for the outputs"
            raise ConfigError(message)
        self._hidden = options.hidden
        self._include = _patterns(options.include, "include")
        self._exclude = _patterns(options.exclude, "exclude")

    def files(self) -> Iterator[Found]:
        """Yield what is found, sorted by name folder by folder; what is ignored is not told."""
        if self._single:
            entries = [entry for entry in os.scandir(self.src) if entry.name == self._single]
            yield from (self._file(entry, self._single, {}) for entry in entries)
            return
        stack = [self._open(_Folder("", ()))]
        while stack:
            item = next(stack[-1], None)
            if item is None:
                stack.pop()
            elif isinstance(item, _Folder):
                stack.append(self._open(item))
            else:
                yield item

    def _open(self, folder: _Folder) -> Iterator[Found | _Folder]:
        """Yield the files and folders of a folder that are to be taken."""
        try:
            entries = sorted(os.scandir(self.src / folder.path), key=lambda entry: entry.name)
            folder = replace(folder, rules=folder.rules + self._rules(folder, entries))
        except OSError as wrong:
            yield Found(folder.path or ".", status="failed", reason=f"the folder cannot be read: {reason_of(wrong)}")
            return
        folders = (entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
        taken = {os.path.normcase(name): "the folder of that name" for name in folders}
        for entry in entries:
            path = folder.below(entry.name)
            is_folder = entry.is_dir(follow_symlinks=False)
            if self._left_out(entry, path, folder, is_folder=is_folder):
                continue
            if is_folder and (self.src / path / ACCOUNT).is_dir():
                yield Found(path, status="skipped", reason=_OF_A_BATCH)
            elif is_folder:
                yield _Folder(path, folder.rules)
            elif self._included(path):
                yield self._file(entry, path, taken)

    def _rules(
        self, folder: _Folder, entries: Iterable[os.DirEntry[str]]
    ) -> tuple[tuple[str, pathspec.GitIgnoreSpec], ...]:
        if not any(entry.name == IGNORE and entry.is_file() for entry in entries):  # a pipe would never end
            return ()
        file = self.src / folder.path / IGNORE
        lines = file.read_text(encoding="utf-8-sig", errors="surrogateescape").splitlines()
        rules = _patterns(lines, str(file))
        return ((folder.path, rules),) if rules is not None else ()

    def _left_out(self, entry: os.DirEntry[str], path: str, folder: _Folder, *, is_folder: bool) -> bool:
        if entry.name in {ACCOUNT, IGNORE} or TEMPORARY.fullmatch(entry.name):
            return True
        if not self._hidden and entry.name.startswith("."):
            return True
        if is_folder and self.src / path == self.dst:
            return True
        asked = f"{path}/" if is_folder else path
        if self._exclude is not None and self._exclude.match_file(asked):
            return True
        return _ignored(asked, folder.rules)

    def _included(self, path: str) -> bool:
        return self._include is None or self._include.match_file(path)

    def _file(self, entry: os.DirEntry[str], path: str, taken: dict[str, str]) -> Found:
        """Describe a file; ``taken`` are the names of outputs in its folder, with whose they are."""
        try:
            status = entry.stat()
        except OSError as wrong:
            dangling = entry.is_symlink() and wrong.errno == errno.ENOENT
            looping = wrong.errno == errno.ELOOP
            reason = "a link to a file that is not there" if dangling else reason_of(wrong)
            return Found(path, status="skipped" if looping else "failed", reason=reason)
        if entry.is_symlink():
            if stat.S_ISDIR(status.st_mode):
                return Found(path, status="skipped", reason="a link to a folder, which is not followed")
            parents = _resolved(self.src / path).parents
            if self.src not in parents or self.dst in parents:
                return Found(path, status="skipped", reason="a link to a file outside of the source, not followed")
        if not stat.S_ISREG(status.st_mode):
            return Found(path, status="skipped", reason="no regular file (a pipe, a socket or a device)")
        return _placed(path, status.st_size, taken)


def _placed(path: str, size: int, taken: dict[str, str]) -> Found:
    """Give a file its output, and see that nothing else has it."""
    name = PurePosixPath(path).name
    row = format_of(name)
    output = name + (row.becomes if row is not None else "")
    writer = taken.setdefault(os.path.normcase(output), name)
    if writer != name:
        reason = f"its output would be {output}, which is that of {writer}; rename one of the two"
        return Found(path, size, status="failed", reason=reason)
    return Found(path, size, str(PurePosixPath(path).with_name(output)))


def _resolved(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _patterns(lines: Iterable[str], where: str) -> pathspec.GitIgnoreSpec | None:
    """Compile patterns; ``None`` if there is none."""
    lines = [line for line in lines if line.strip() and not line.startswith("#")]
    if not lines:
        return None
    try:
        import pathspec  # noqa: PLC0415 - only whoever has patterns needs it
    except ImportError as missing:
        message = f'{where}: patterns need pathspec; install it with: pip install "thaifix[batch]"'
        raise ConfigError(message) from missing
    try:
        return pathspec.GitIgnoreSpec.from_lines(lines)
    except ValueError as wrong:
        message = f"{where}: {wrong}"
        raise ConfigError(message) from wrong


def _ignored(path: str, rules: tuple[tuple[str, pathspec.GitIgnoreSpec], ...]) -> bool:
    """Ask the rules of each folder; those of the innermost that say anything decide, as for git."""
    for folder, spec in reversed(rules):
        told = spec.check_file(path[len(folder) + 1 :] if folder else path).include
        if told is not None:
            return told
    return False
