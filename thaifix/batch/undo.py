"""The way back: every source from its output and the account."""

from __future__ import annotations

import hashlib
import os
from dataclasses import fields
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from thaifix.batch.account import patch_path
from thaifix.batch.manifest import Account
from thaifix.batch.patch import patched
from thaifix.batch.places import UnwritableError, pieces, sha256_of, write
from thaifix.batch.walk import reason_of
from thaifix.edits import undo
from thaifix.errors import ConfigError, InputError, ThaifixError
from thaifix.formats import Reading, format_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from thaifix.batch.account import Fault, FileRecord, PartRecord
    from thaifix.formats import Document

__all__ = ["Rebuilt", "by_edits", "reading_of", "rebuild", "source_of"]


class Rebuilt(NamedTuple):
    """What became of the way back of one file.

    Attributes:
        record: of the file.
        path: what came back, below OUT: the source, or the text of it where its format cannot be written.
        fault: empty if it came back to the byte.
        reason: why it did not.
    """

    record: FileRecord
    path: str
    fault: Fault = ""
    reason: str = ""


def by_edits(document: Document, parts: Iterable[PartRecord]) -> bytes:
    """Return the bytes of a document in which the edits of its parts are undone.

    Raises:
        InputError: there are fewer parts, or a text cannot be written.
        ReplayError: the edits are not those of this document.
    """
    texts = [part.text for part in document.parts]
    for row in parts:
        if not 0 <= row.part < len(texts):
            message = f"the output has {len(texts)} parts, and none with the number {row.part}"
            raise InputError(message)
        texts[row.part] = undo(texts[row.part], row.edits)
    return document.rebuilt(texts)


def rebuild(dst: str | Path, out: str | Path | None = None) -> Iterator[Rebuilt]:
    """Rebuild every source of a batch and compare its hash; yield what became of each, sorted by path.

    Files of which nothing was written (failed, skipped) are left out: their sources are all there is of them.

    Args:
        dst: the folder of the outputs.
        out: where the sources go, a folder that is empty or not there yet; by default they are only compared.

    Raises:
        ConfigError: there is no account in ``dst``, or ``out`` holds something or lies in ``dst``.
        TableError: the manifest is damaged.
        OSError: the manifest cannot be read.
    """
    account = Account(dst)
    target = None if out is None else _empty(Path(out), account.dst)
    for record in account.files():
        if record.undo:
            yield _rebuilt(account, record, target)


def source_of(account: Account, record: FileRecord) -> bytes:
    """Return the bytes of a source: from where it was if it is still the same, else from its output.

    Raises:
        InputError: it does not come back from its output.
        OSError: it cannot be read.
    """
    path = Path(account.run_of(record).source, record.path)
    if path.is_file() and sha256_of(path) == record.sha256:
        return path.read_bytes()
    if record.undo == "text":
        message = f"{path} is not there any more as it was, and its text alone does not tell its parts"
        raise InputError(message)
    return b"".join(_content(account, record))


def _empty(out: Path, dst: Path) -> Path:
    real, outputs = Path(os.path.realpath(out)), Path(os.path.realpath(dst))
    if real == outputs or outputs in real.parents:
        message = f"{out} lies among the outputs; give a folder of its own"
        raise ConfigError(message)
    if real.exists() and (not real.is_dir() or any(real.iterdir())):
        message = f"{out} is not an empty folder; nothing in it is to be replaced, so give another one"
        raise ConfigError(message)
    return real


def _rebuilt(account: Account, record: FileRecord, target: Path | None) -> Rebuilt:
    path = record.output if record.undo == "text" else record.path
    try:
        content = _content(account, record)
        if target is None:
            for _ in content:
                pass
        else:
            write(target, PurePosixPath(path), content)
    except UnwritableError as wrong:
        return Rebuilt(record, path, "writing", str(wrong))
    except OSError as wrong:
        place = f"{Path(os.path.relpath(wrong.filename, account.dst)).as_posix()}: " if wrong.filename else ""
        return Rebuilt(record, path, "reading", f"{place}{reason_of(wrong)}")
    except ThaifixError as wrong:
        return Rebuilt(record, path, "reading", str(wrong))
    return Rebuilt(record, path)


def _content(account: Account, record: FileRecord) -> Iterator[bytes]:
    """Yield the bytes of a source; the last of them only if its hash is right."""
    output = account.dst / record.output
    if record.undo == "same":  # it may be of any size
        if sha256_of(output) != record.sha256:
            raise InputError(_CHANGED)
        yield from pieces(output)
        return
    data = output.read_bytes()
    if hashlib.sha256(data).hexdigest() != record.output_sha256:
        raise InputError(_CHANGED)
    source = _source(account, record, data)
    expected = record.text_sha256 if record.undo == "text" else record.sha256
    if hashlib.sha256(source).hexdigest() != expected:
        message = "what comes back is not the source: its account was changed, or thaifix reads it in another way now"
        raise InputError(message)
    yield source


_CHANGED = "the output was changed after the batch; the source can be rebuilt only from the output as it was"


def _source(account: Account, record: FileRecord, data: bytes) -> bytes:
    if record.undo == "edits":
        row = format_of(record.output)
        if row is None:
            message = f"thaifix does not read {record.output}"
            raise InputError(message)
        return by_edits(row.opens(data, reading_of(account.run_of(record).settings)), account.parts(record))
    if record.undo == "text" and record.text_sha256 == record.output_sha256:
        return data
    return patched(data, (account.dst / patch_path(record.path)).read_bytes())


def reading_of(settings: dict[str, Any]) -> Reading:
    """Return how the files of a run were read, from its line in the manifest.

    >>> reading_of({"reading": {"encoding": "cp874", "fields": ["name"], "later": 1}}).fields
    frozenset({'name'})
    """
    known = {row.name for row in fields(Reading)}
    told = {name: value for name, value in settings.get("reading", {}).items() if name in known}
    told["fields"] = frozenset(told.get("fields", ()))
    return Reading(**told)
