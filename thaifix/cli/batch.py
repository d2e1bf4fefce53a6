"""The commands about folders: ``batch``, ``undo``, ``report``. What they do is in `thaifix.batch`."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thaifix.cli.common import common
from thaifix.cli.configure import SIZE
from thaifix.cli.files import READING, WRITING
from thaifix.cli.render import paint_for, say, shown
from thaifix.errors import ConfigError, ThaifixError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from thaifix.batch import Options, Summary
    from thaifix.batch.decisions import Decisions
    from thaifix.cli.common import Settings
    from thaifix.cli.progress import Progress

__all__ = ["batch_command", "read_decisions", "reading", "report_command", "telling", "undo_command"]

_INTERRUPTED = 130
_UNHEEDED = 1  # a decision could not be heeded; the command was understood, and all files were read
_OF_BATCH = ("include", "exclude", "hidden", "jobs", "max_size", "fields", "ocr", "copy_others", "report")
"""Parameters that are settings of the section ``[batch]``."""


class _UnreadError(click.ClickException):
    """What a command is about cannot be read."""

    exit_code = READING


class _UnwrittenError(click.ClickException):
    """What it makes cannot be written."""

    exit_code = WRITING


@contextmanager
def telling() -> Iterator[None]:
    """Turn what the library raises into what the user reads."""
    try:
        yield
    except ConfigError as wrong:
        raise click.UsageError(_reason(wrong)) from wrong
    except ThaifixError as wrong:
        raise _UnreadError(_reason(wrong)) from wrong
    except BrokenPipeError:
        raise
    except OSError as wrong:
        raise _UnwrittenError(_reason(wrong)) from wrong


def _reason(wrong: ThaifixError | OSError) -> str:
    """Say what is wrong, on one line: file names, which may hold anything, stand in it."""
    if isinstance(wrong, OSError):
        message = wrong.strerror or str(wrong)
        return shown(f"{wrong.filename}: {message}" if wrong.filename else message)
    return shown(str(wrong))


@contextmanager
def reading() -> Iterator[None]:
    """Tell of a fault of the system that what is given cannot be read."""
    try:
        yield
    except OSError as wrong:
        raise _UnreadError(_reason(wrong)) from wrong


def _size(_context: click.Context, _parameter: click.Parameter, given: str | None) -> object:
    size = None if given is None else SIZE.read(int(given) if given.isdecimal() else given)
    if given is not None and size is None:
        message = f"expected {SIZE.expected}"
        raise click.BadParameter(message)
    return size


_settings = partial(common, flags={name: f"batch.{name.replace('_', '-')}" for name in _OF_BATCH})
_target = click.argument("dst", metavar="DST")
_quiet = click.option("-q", "--quiet", is_flag=True, help="Tell faults alone.")


@click.command(
    "batch",
    epilog="""\b
Examples:
  thaifix batch shelf/ repaired/
  thaifix batch shelf/ repaired/ --resume
  thaifix batch shelf/ repaired/ --include '*.pdf' --exclude 'drafts/' --dry-run
  thaifix batch shelf/ repaired/ --resume --log 2>> batch.log      for cron""",
)
@click.argument("src", metavar="SRC", required=False)
@click.argument("dst", metavar="DST", required=False)
@click.option("--resume", is_flag=True, help="Go on with an earlier batch: do what is missing or has changed.")
@click.option("--overwrite", is_flag=True, help="Do all of an earlier batch again.")
@click.option("--dry-run", is_flag=True, help="Print what would be done, and write nothing.")
@click.option("--include", metavar="GLOB", multiple=True, help="Only files that match, as in .gitignore. Repeatable.")
@click.option("--exclude", metavar="GLOB", multiple=True, help="No files and folders that match. Repeatable.")
@click.option("--hidden/--no-hidden", default=None, help="Take files whose names begin with a dot.")
@click.option("--field", "fields", metavar="NAME", multiple=True, help="Columns or fields that hold text. Repeatable.")
@click.option("--ocr/--no-ocr", default=None, help="Recognise pages without text, if tesseract is installed.")
@click.option("--copy-others/--no-copy-others", default=None, help="Copy files that thaifix does not read.")
@click.option("-j", "--jobs", type=click.IntRange(min=0), metavar="N", help="Processes; by default one a processor.")
@click.option("--max-size", metavar="SIZE", callback=_size, help="Read no larger files.  [default: 256 MB]")
@click.option("--report/--no-report", default=None, help="Write a report to read in a browser, as by default.")
@click.option("--decisions", metavar="TSV", multiple=True, help="Heed what was decided in a report. Repeatable.")
@click.option("--log", is_flag=True, help="A line a file instead of a bar, as off a terminal.")
@_settings
def batch_command(  # noqa: PLR0913 - one argument an option
    settings: Settings,
    src: str | None,
    dst: str | None,
    *,
    resume: bool,
    overwrite: bool,
    dry_run: bool,
    decisions: Sequence[str],
    log: bool,
) -> int:
    """Repair all files of a folder SRC into a mirror of it, DST.

    The sources are never touched, and every one can be rebuilt from its output (thaifix undo). A file that
    cannot be read is told and stops nothing. What was stopped, by whatever, goes on with --resume. Files and
    folders that a file .thaifixignore names, as .gitignore does, are left out.
    """
    if not src or not dst:  # a variable of the shell that is not set would mean the current folder
        message = "give a folder to read and a folder to write: thaifix batch SRC DST"
        raise click.UsageError(message)
    with telling():
        decided = read_decisions(decisions)
        options = _options(settings, decided, resume=resume, overwrite=overwrite, dry_run=dry_run)
        summary = _run(settings, Path(src), Path(dst), options, log=log)
    if summary is None:
        return _INTERRUPTED
    code = WRITING if summary.unwritten else READING if summary.unread else _UNHEEDED if summary.undecided else 0
    for line in summary.undecided:
        say(f"thaifix: {shown(line)}", err=True)
    written = None
    if settings.chosen.batch("report") and not dry_run:
        written, fault = _report(Path(dst))
        code = max(code, fault)
    if not settings.quiet and not dry_run:
        _say_summary(settings, summary, written)
    return code


def read_decisions(paths: Sequence[str]) -> Decisions:
    """Read tables of decisions.

    Raises:
        click.ClickException: one cannot be read, or is none.
    """
    from thaifix.batch.decisions import Decisions  # noqa: PLC0415 - as above

    with reading():
        return Decisions.read(*paths)


def _options(settings: Settings, decisions: Decisions, **given: bool) -> Options:
    from thaifix.batch import Options  # noqa: PLC0415 - no other command needs batches
    from thaifix.formats import Reading  # noqa: PLC0415 - as above

    told = settings.chosen.batch
    open_ones = {name: told(key) for name, key in (("jobs", "jobs"), ("max_size", "max-size")) if told(key) is not None}
    limit = max(Reading().limit, told("max-size") or 0)
    reading = Reading(encoding=settings.encoding, fields=frozenset(told("fields")), ocr=told("ocr"), limit=limit)
    return Options(
        config=settings.config,
        reading=reading,
        include=told("include"),
        exclude=told("exclude"),
        hidden=told("hidden"),
        copy_others=told("copy-others"),
        decisions=decisions,
        **open_ones,
        **given,
    )


def _run(settings: Settings, src: Path, dst: Path, options: Options, *, log: bool) -> Summary | None:
    """Run the batch; return nothing if it was interrupted."""
    from thaifix import batch  # noqa: PLC0415 - as above

    try:
        with _progress(settings, log=log, dry_run=options.dry_run) as progress:
            return batch.run(src, dst, options, progress)
    except KeyboardInterrupt:
        say("thaifix: stopped; the same command with --resume goes on from here", err=True)
        return None


def _progress(settings: Settings, *, log: bool, dry_run: bool) -> Progress:
    from thaifix.cli.progress import Bar, Log, Progress  # noqa: PLC0415 - as above

    if settings.quiet:
        return Progress(settings)
    if log or dry_run or sys.stderr is None or not sys.stderr.isatty():
        return Log(settings, dry_run=dry_run)
    try:
        return Bar(settings)
    except ImportError:  # rich is an extra, and a bar is a luxury
        return Log(settings, dry_run=False)


def _say_summary(settings: Settings, summary: Summary, report: Path | None) -> None:
    from thaifix.cli.progress import summary_lines  # noqa: PLC0415 - as above
    from thaifix.knowledge.families import FAMILIES  # noqa: PLC0415 - as above

    paint = paint_for(err=True, no_color=settings.no_color)
    lines = list(summary_lines(summary, dict(FAMILIES)))
    say("\n".join([paint("title", lines[0]), *lines[1:]]), err=True)
    if report is not None:
        say(f"{paint('title', 'Report:')} {shown(str(report))}", err=True)


def _report(dst: Path) -> tuple[Path | None, int]:
    """Write the report; return where it is, and the exit code: the batch is done, whatever becomes of its report."""
    from thaifix.batch import html  # noqa: PLC0415 - as above

    try:
        return html.build(dst), 0
    except (ThaifixError, OSError) as wrong:
        say(f"thaifix: the report was not written: {_reason(wrong)}", err=True)
    return None, WRITING


@click.command(
    "undo",
    epilog="""\b
Examples:
  thaifix undo repaired/ sources-again/
  thaifix undo repaired/ --verify""",
)
@_target
@click.argument("out", metavar="[OUT]", required=False)
@click.option("--verify", is_flag=True, help="Write nothing; only prove that every source comes back.")
@_quiet
def undo_command(dst: str, out: str | None, *, verify: bool, quiet: bool) -> int:
    """Rebuild the sources of a batch from its outputs, DST, into a new folder, OUT.

    Each is compared with the hash that the batch wrote down. Of a PDF the text comes back as it was extracted;
    the file itself was never touched.
    """
    from thaifix.batch import rebuild  # noqa: PLC0415 - no other command needs it

    if verify == (out is not None):
        message = "give a folder for the sources, OUT, or --verify to compare them only"
        raise click.UsageError(message)
    codes = {"": 0, "reading": READING, "writing": WRITING}
    counted: Counter[str] = Counter()
    with telling():
        for rebuilt in rebuild(dst, out):
            counted[rebuilt.fault] += 1
            counted["text"] += not rebuilt.fault and rebuilt.record.undo == "text"
            if rebuilt.fault:
                say(f"thaifix: {shown(rebuilt.record.path)}: {shown(rebuilt.reason)}", err=True)
    if not quiet:
        say(_counted(counted, verify=verify), err=True)
    return max((code for fault, code in codes.items() if counted[fault]), default=0)


def _counted(counted: Counter[str], *, verify: bool) -> str:
    what = "can be rebuilt" if verify else "rebuilt"
    whole = counted[""] - counted["text"]
    parts = [f"{whole:,} sources {what} to the byte"]
    if counted["text"]:
        parts.append(f"of {counted['text']:,} the text as it was extracted")
    faults = counted["reading"] + counted["writing"]
    return ", ".join([*parts, *([f"{faults:,} do not come back" if verify else f"{faults:,} not"] if faults else [])])


@click.command(
    "report",
    epilog="""\b
Examples:
  thaifix report repaired/
  thaifix report repaired/ -o for-the-director.html""",
)
@_target
@click.option("-o", "--output", metavar="FILE", help="Where to write it.  [default: report.html in DST]")
@_quiet
def report_command(dst: str, output: str | None, *, quiet: bool) -> int:
    """Write the report of a batch, DST, again: one file to read in a browser."""
    from thaifix.batch import html  # noqa: PLC0415 - no other command needs it

    with telling():
        written = html.build(Path(dst), Path(output) if output else None)
    if not quiet:
        say(shown(str(written)))
    return 0
