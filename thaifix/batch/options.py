"""What a batch is told: settings that are checked when they are made, and fit into the account."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from thaifix._version import __version__
from thaifix.batch.decisions import Decisions
from thaifix.config import Config
from thaifix.errors import ConfigError
from thaifix.formats import Reading

__all__ = ["MAX_SIZE", "Options", "plain_values"]

MAX_SIZE = 256 << 20
"""Bytes of a file that is read into memory, unless the options say otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a batch is run.

    Attributes:
        config: what is repaired.
        reading: how files are read; its ``limit`` is that of what a file may unpack to.
        include: patterns as in ``.gitignore``; only files that match one are taken, or all if there is none.
        exclude: likewise; files and folders that match are left out.
        hidden: whether files and folders are taken whose names begin with a dot.
        jobs: processes that repair; 0 repairs in this process, where a crash ends everything.
        max_size: bytes; a longer file is not read.
        copy_others: whether files that thaifix does not read are copied.
        resume: whether what the account of DST says is done is left as it is.
        overwrite: whether the account of DST, if there is one, begins anew.
        dry_run: whether nothing is written.
        decisions: which edits and suggestions of an earlier batch were accepted and rejected.

    Raises:
        ConfigError: a value makes no sense.

    >>> Options(jobs=-1)
    Traceback (most recent call last):
        ...
    thaifix.errors.ConfigError: jobs: expected a whole number, 0 or more, found -1
    """

    config: Config = Config.PDF
    reading: Reading = field(default_factory=Reading)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    hidden: bool = False
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    max_size: int = MAX_SIZE
    copy_others: bool = False
    resume: bool = False
    overwrite: bool = False
    dry_run: bool = False
    decisions: Decisions = field(default_factory=Decisions)

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        for name in ("jobs", "max_size"):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                message = f"{name}: expected a whole number, 0 or more, found {value!r}"
                raise ConfigError(message)
        if self.resume and self.overwrite:
            message = "resume and overwrite contradict each other; resume keeps what is done, overwrite does it again"
            raise ConfigError(message)

    @property
    def settings(self) -> dict[str, Any]:
        """What decides the outputs, as plain values: two batches with the same settings write the same.

        But for the decisions: each file has its own (``FileRecord.decisions``).
        """
        return {
            "config": plain_values(self.config),
            "reading": plain_values(self.reading),
            "copy_others": self.copy_others,
        }

    @property
    def settings_sha256(self) -> str:
        """The hash of what decides the outputs, and of the version of thaifix.

        The limit does not: what it lets through comes out the same, and what it keeps out has no output.
        """
        decides = {**self.settings, "reading": plain_values(replace(self.reading, limit=0))}
        told = json.dumps([__version__, decides], ensure_ascii=True, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


def plain_values(value: object) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Return settings as JSON can hold them, the same ones always the same: sets are sorted.

    >>> plain_values(frozenset("ba")), plain_values(Reading())["limit"]
    (['a', 'b'], 268435456)
    """
    if is_dataclass(value):
        return {row.name: plain_values(getattr(value, row.name)) for row in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain_values(one) for key, one in value.items()}
    if isinstance(value, AbstractSet):
        return sorted(map(plain_values, value), key=str)
    if isinstance(value, tuple | list):
        return [plain_values(one) for one in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
