"""The page: the template with the sums, the index of the files, and their packed texts."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from thaifix._version import __version__
from thaifix.batch.html.payload import pack, payload
from thaifix.batch.html.sources import sources
from thaifix.batch.html.summary import BANDS, Summary, band, found, left, rate, strip
from thaifix.batch.manifest import Account
from thaifix.errors import ConfigError
from thaifix.explanation import SEVERITIES
from thaifix.knowledge.families import FAMILIES
from thaifix.replacing import Replacement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jinja2 import Environment

    from thaifix.batch.account import FileRecord, PartRecord

__all__ = ["build"]

PAGE = Path(__file__).parent / "page"
_NAME = "report.html"
_SCRIPTS = ("base.js", "decisions.js", "table.js", "marks.js", "panel.js", "file.js", "lists.js", "main.js")
_STYLE = "report.css"
_WHOLE_FILE = 400_000  # code points of a file that is taken along whole
_WHOLE_ALL = 30_000_000  # code points of all such files together, some 12 MB of the page
_BARS = 15  # files in the plots
_NOTES = 60  # of a file that are told; one may stand for each page
_THAI_RUN = re.compile("([\N{THAI CHARACTER KO KAI}-\N{THAI CHARACTER KHOMUT}]+)")


def build(dst: Path, target: Path | None = None) -> Path:
    """Write the report of the batch in ``dst`` and return where it is.

    The same account and outputs make the same bytes.

    Args:
        dst: the folder of outputs, with the account in it.
        target: the file to write; by default ``report.html`` in ``dst``, or where that is the name of an output or of
            a link, ``thaifix-report.html``, ``thaifix-report-2.html`` and so on.

    Raises:
        ConfigError: there is no account, ``target`` is an output, or the template library is not installed.
        TableError: the account is not what docs/batch.md says.
        OSError: the account cannot be read, or the file not be written.
    """
    environment = _environment()
    account = Account(dst)
    target = _free_place(account) if target is None else _no_output(account, target)
    page = environment.get_template("report.html.j2").stream(_values(account))
    page.enable_buffering(64)
    _write(target, page)
    return target


def _free_place(account: Account) -> Path:
    """Return where the report goes: in the place of no output, and through no link."""
    taken = {os.path.normcase(file.output.partition("/")[0]) for file in account.files()}
    names = chain((_NAME, f"thaifix-{_NAME}"), (f"thaifix-report-{number}.html" for number in count(2)))
    places = (account.dst / name for name in names if os.path.normcase(name) not in taken)
    return next(place for place in places if not place.is_symlink())


def _no_output(account: Account, target: Path) -> Path:
    """Return a target, unless a source comes back from what stands there."""
    real = os.path.realpath(target)
    if any(os.path.realpath(account.dst / file.output) == real for file in account.files() if file.output):
        message = f"{target} is an output of the batch, from which a source comes back; give the report another name"
        raise ConfigError(message)
    return target


def _environment() -> Environment:
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - an extra
    except ImportError as missing:
        message = 'writing the report needs Jinja2; install it with: pip install "thaifix[batch]"'
        raise ConfigError(message) from missing
    environment = Environment(
        loader=FileSystemLoader(PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["count"] = lambda number: f"{number:,}"
    environment.filters["runs"] = _THAI_RUN.split
    environment.filters["address"] = lambda path: quote(path, errors="replace")
    return environment


@dataclass
class _Gathered:
    """What one pass over the files yields."""

    files: list[FileRecord] = field(default_factory=list)
    summary: Summary = field(default_factory=Summary)
    index: list[dict[str, Any]] = field(default_factory=list)
    packed: list[tuple[int, str]] = field(default_factory=list)
    strips: list[list[float]] = field(default_factory=list)
    origins: dict[str, int] = field(default_factory=dict)
    room: int = _WHOLE_ALL

    def add(self, account: Account, file: FileRecord) -> None:
        """Read the account of a file, and its texts if anything was found in them."""
        parts = list(account.parts(file))
        number = len(self.files)
        self.files.append(file)
        self.summary.add(number, file, parts)
        self.strips.append(strip(file, parts))
        self.index.append(_entry(file, parts, self.origins))
        if not parts:
            return
        whole = file.characters <= min(_WHOLE_FILE, self.room)
        self.room -= file.characters if whole else 0
        told = payload(parts, sources(account, file, parts), whole=whole)
        self.packed.append((number, pack({**told, "strip": self.strips[-1]})))


def _values(account: Account) -> dict[str, Any]:
    """Return all that the template asks for."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with Jinja2

    got = _Gathered()
    for file in account.files():
        got.add(account, file)
    files, summary = got.files, got.summary
    script = "\n".join((PAGE / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    style = (PAGE / _STYLE).read_text(encoding="utf-8")
    worst = sorted((n for n, file in enumerate(files) if found(file)), key=_damage_of(files))
    return {
        "files": files,
        "title": account.dst.resolve().name,
        "version": account.runs[-1].thaifix if account.runs else __version__,
        "summary": summary,
        "severities": SEVERITIES,
        "causes": sorted(summary.causes.items(), key=lambda cause: -len(cause[1])),
        "left": sum(map(left, files)),
        "worst_files": worst[:_BARS],
        "many_pages": {number for number, values in enumerate(got.strips) if len(values) > 1},
        "spread": _spread(files),
        "strips": got.strips,
        "rate": rate,
        "found": found,
        "left_of": left,
        "index": _index(got),
        "packed": [(number, Markup(text)) for number, text in got.packed],  # noqa: S704 - base64, see `pack`
        "script": Markup(script),  # noqa: S704 - files of this package
        "style": Markup(style),  # noqa: S704 - likewise
        "script_hash": _hash(script),
        "style_hash": _hash(style),
    }


def _damage_of(files: Sequence[FileRecord]) -> Callable[[int], float]:
    return lambda number: -rate(found(files[number]), files[number].thai)


_BORDERS = (1, 5, 10, 30, 100)
_COLUMNS = ("none", "under 1", "1 to 5", "5 to 10", "10 to 30", "30 to 100", "over 100")


def _spread(files: Iterable[FileRecord]) -> list[tuple[str, int]]:
    """Return how many of the files that were read have how much damage."""
    counted: Counter[int] = Counter()
    for file in files:
        if file.status in {"repaired", "sound"}:
            damage = rate(found(file), file.thai)
            counted[1 + bisect_right(_BORDERS, damage) if damage else 0] += 1
    return [(label, counted[column]) for column, label in enumerate(_COLUMNS)]


def _entry(file: FileRecord, parts: Sequence[PartRecord], origins: dict[str, int]) -> dict[str, Any]:
    """Return what the lists tell of a file, without what is as in ``FILE`` of ``page/base.js``."""
    bands: dict[str, list[int]] = {}
    for edit in (edit for part in parts for edit in part.edits):
        bands.setdefault(edit.family, [0] * (len(BANDS) + 1))[band(edit.confidence)] += 1
    told = {
        "path": file.path.encode("utf-8", "replace").decode(),  # a name that is no text can stand in no page
        "status": file.status,
        "reason": file.reason,
        "format": file.format,
        "sha": file.sha256,
        "parts": file.parts,
        "edits": file.edits,
        "suggestions": file.suggestions,
        "left": left(file),
        "rate": round(rate(found(file), file.thai), 1),
        "severity": "" if file.severity == "none" else file.severity,
        "notes": file.notes[:_NOTES],
        "bands": bands,
        "doubts": Counter(edit.family for part in parts for edit in part.suggestions),
    }
    if file.origin:
        told["origin"] = origins.setdefault(file.origin, len(origins))
    return {key: value for key, value in told.items() if value or key == "origin"}


def _index(got: _Gathered) -> dict[str, Any]:
    listed = json.dumps([(file.path, file.sha256, file.output_sha256) for file in got.files])
    return {
        "report": hashlib.sha256(listed.encode()).hexdigest()[:16],
        "families": dict(FAMILIES),
        "severities": dict(SEVERITIES),
        "borders": BANDS,
        "origins": list(got.origins),
        "files": got.index,
        "names": got.summary.names,
        "worst": [(*part, round(part.lost_rate, 1), round(part.left_rate, 1)) for part in got.summary.worst],
    }


def _hash(text: str) -> str:
    """Return the hash by which the policy of the page lets this text run, and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _write(target: Path, pieces: Iterable[str]) -> None:
    """Write a file in one step: a reader sees the old report or the new one."""
    replacement = Replacement(str(target))
    try:
        for piece in pieces:
            replacement.write(piece.encode("utf-8", "replace"))
        replacement.seal()
        replacement.commit()
    except BaseException:
        replacement.discard()
        raise
