"""Where each repaired text and its edits go, decided before anything is written."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thaifix.cli.files import STANDARD, WRITING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Job", "NoDirectoryError", "plan"]

_EDITS_SUFFIX = ".edits.jsonl"


@dataclass(frozen=True, slots=True)
class Job:
    """One input, where its repaired text goes, and where its edits go, if anywhere."""

    source: str
    output: str
    edits: str | None


class NoDirectoryError(click.ClickException):
    """The directory to write into does not exist."""

    exit_code = WRITING


def plan(inputs: Sequence[str], *, output: str | None, in_place: bool, edits: str | None) -> list[Job]:
    """Give every input its places.

    Raises:
        click.UsageError: the options contradict each other, or one file would be written twice
            or be lost.
        NoDirectoryError: a directory to write into does not exist.
    """
    _check_options(inputs, output=output, in_place=in_place)
    jobs = [
        Job(
            source=path,
            output=path if in_place else _place(path, output or STANDARD, "", "-o", many=len(inputs) > 1),
            edits=None if edits is None else _place(path, edits, _EDITS_SUFFIX, "--explain", many=len(inputs) > 1),
        )
        for path in inputs
    ]
    _check_places(jobs)
    return jobs


def _check_options(inputs: Sequence[str], *, output: str | None, in_place: bool) -> None:
    if in_place and output is not None:
        message = "give either --in-place or -o, not both"
        raise click.UsageError(message)
    if in_place and STANDARD in inputs:
        message = "--in-place needs files; standard input has no place"
        raise click.UsageError(message)
    if len(inputs) > 1 and output is None and not in_place:
        message = "several files need --in-place, or -o DIRECTORY/ for the repaired copies"
        raise click.UsageError(message)
    if inputs.count(STANDARD) > 1:
        message = "standard input (-) can be read only once"
        raise click.UsageError(message)


def _place(source: str, given: str, suffix: str, option: str, *, many: bool) -> str:
    """Return the path for one input: what was given, or a name in it if that is a directory."""
    named_as_directory = given.endswith(("/", os.sep))
    if not named_as_directory and not _is_directory(given):
        if many:
            message = f"{option} {given}: several files need a directory here that exists"
            raise click.UsageError(message)
        return given
    if not _is_directory(given):
        message = f"{option} {given}: there is no such directory; make it first"
        raise NoDirectoryError(message)
    if source == STANDARD:
        message = f"{option} {given}: standard input has no name; give a file to write"
        raise click.UsageError(message)
    return str(Path(given) / f"{Path(source).name}{suffix}")


def _is_directory(path: str) -> bool:
    # Unlike Path.is_dir this answers for every string, be it too long or without permission.
    return os.path.isdir(path)  # noqa: PTH112


def _check_places(jobs: Sequence[Job]) -> None:
    """Refuse to write a file twice, or edits over a source."""
    sources = {_identity(job.source) for job in jobs}
    writers: dict[str, str] = {}
    for job in jobs:
        if job.edits is not None and _identity(job.edits) in sources:
            message = f"--explain {job.edits} would replace an input; give it another name"
            raise click.UsageError(message)
        for place in filter(None, (job.output, job.edits)):
            identity = _identity(place)
            if identity in writers and place != os.devnull:
                message = f"{place} would be written twice, for {writers[identity]} and for {job.source}"
                raise click.UsageError(message)
            writers[identity] = job.source


def _identity(path: str) -> str:
    """Tell two spellings of one file from two files; ``-`` is itself."""
    if path == STANDARD or "\0" in path:  # no path can hold that; opening it will say so
        return path
    return os.path.normcase(os.path.realpath(path))
