"""The commands: their options, their help, and what they print. The work is done elsewhere."""

from __future__ import annotations

import importlib
import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

import click

from thaifix._version import __version__
from thaifix.cli.common import as_json_option, codec, common, inputs_argument
from thaifix.cli.files import STANDARD, WRITING, CommandError, ReadingError, WritingError, read, write_all
from thaifix.cli.render import paint_for, say, shown
from thaifix.cli.targets import Job, plan
from thaifix.errors import ThaifixError
from thaifix.report import Lines, Report, Tally, closing, diagnosis_dict, dump, edits_jsonl

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from thaifix.cli.common import Settings
    from thaifix.cli.files import Source
    from thaifix.explanation import Explanation

__all__ = ["entry_point", "main"]

_FOUND = 1  # exit codes; docs/command-line.md has the table
_INTERRUPTED = 130  # what a shell reports for a program ended by Ctrl-C,
_CLOSED_PIPE = 141  # and for one whose reader went away

_LATER = {**dict.fromkeys(("batch", "undo", "report"), "thaifix.cli.batch"), "learn": "thaifix.cli.learn"}
"""Commands whose module is loaded when they are asked for, or their help is."""


# ---------------------------------------------------------------- commands


class _Commands(click.Group):
    """The commands, some of which are loaded when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_LATER])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _LATER:
            command: click.Command = getattr(importlib.import_module(_LATER[cmd_name]), f"{cmd_name}_command")
            return command
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  thaifix fix book.txt -o repaired.txt --explain edits.jsonl
  thaifix check *.txt
  thaifix batch shelf/ repaired/
  pdftotext book.pdf - | thaifix fix > book.txt""",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def app() -> None:
    """Repair Thai text that a PDF, a code page or OCR has broken.

    thaifix mends what it can be sure of (ส�ำนักงาน becomes สำนักงาน), leaves the rest as it is,
    and tells you both.
    """


@app.command(
    "fix",
    epilog="""\b
Examples:
  thaifix fix book.txt -o repaired.txt --explain edits.jsonl
  thaifix fix --in-place chapter1.txt chapter2.txt
  thaifix fix old/*.txt -o repaired/ --output-encoding utf-8
  zcat archive.gz | thaifix fix --stream > archive.txt
  pdftotext book.pdf - | thaifix fix > book.txt""",
)
@inputs_argument
@click.option("-o", "--output", metavar="OUT", help="Write to this file, or into this directory.")
@click.option("-i", "--in-place", is_flag=True, help="Replace each file by its repaired text.")
@click.option("--explain", "edits", metavar="EDITS", help="Write every edit to this file, as JSON Lines.")
@click.option(
    "--output-encoding", metavar="NAME", callback=codec, help="Encoding to write; by default that of the input."
)
@click.option("--stream", is_flag=True, help="Work block by block, for inputs larger than memory; no account of edits.")
@common
def fix_command(  # noqa: PLR0913 - one argument an option
    settings: Settings,
    inputs: Sequence[str],
    *,
    output: str | None,
    in_place: bool,
    edits: str | None,
    output_encoding: str | None,
    stream: bool,
) -> int:
    """Repair files, or standard input, and say what was done.

    Line ends, encoding and byte order mark stay as they were. A file is replaced only when its
    new text is safely on the disk. The summary goes to standard error.
    """
    if stream and edits is not None:
        message = "--stream keeps no account of edits; leave out --explain, or --stream"
        raise click.UsageError(message)
    jobs = plan(_or_standard(inputs), output=output, in_place=in_place, edits=edits)
    if stream:
        from thaifix.cli.streamed import fix_streamed  # noqa: PLC0415 - few ask for it

        return fix_streamed(settings, jobs, output_encoding)
    summary = _Summary(settings, many=len(jobs) > 1)

    def work(source: Source, job: Job) -> int:
        began = time.perf_counter()
        explanation = settings.explain(source.text)
        seconds = time.perf_counter() - began
        write_all(_outputs(source, job, explanation, output_encoding))
        summary.add(Report(explanation, shown(source.name)), len(source.data), seconds)
        return 0

    code = _each(settings, jobs, work)
    summary.close()
    return code


@app.command(
    "explain",
    epilog="""\b
Examples:
  thaifix explain book.txt | less -R
  thaifix explain --json book.txt > report.json""",
)
@click.argument("path", metavar="[FILE]", default=STANDARD)
@as_json_option
@common
def explain_command(settings: Settings, path: str, *, as_json: bool) -> int:
    """List every change that fix would make, and why; the file stays as it is.

    Each change shows its place (line and column), the damage between « and », and the words
    before and after. Changes that are only suggested come last.
    """

    def work(source: Source, _job: Job) -> int:
        report = Report(settings.explain(source.text), shown(source.name))
        if as_json:
            say(dump(report.to_dict(source.decoded.encoding)))
            return 0
        paint = paint_for(err=False, no_color=settings.no_color)
        lines = [*report.listing(paint), *([] if settings.quiet else report.closing(paint))]
        if lines:
            say("\n".join(lines))
        return 0

    return _each(settings, [Job(path, STANDARD, None)], work)


@app.command(
    "check",
    epilog="""\b
Examples:
  thaifix check *.txt
  thaifix check --quiet book.txt || echo "book.txt needs repair"
  thaifix check --json *.txt > findings.jsonl""",
)
@inputs_argument
@as_json_option
@common
def check_command(settings: Settings, inputs: Sequence[str], *, as_json: bool) -> int:
    """Tell whether fix would change a file; exit code 1 if it would.

    Each change is a line `file:line:column: family rule: before → after`. Columns count
    characters (code points) from 1. With --quiet nothing is printed.
    """

    def work(source: Source, _job: Job) -> int:
        report = Report(settings.explain(source.text), shown(source.name))
        if report.explanation.edits and not settings.quiet:
            paint = paint_for(err=False, no_color=settings.no_color)
            say("\n".join(map(dump, report.check_rows()) if as_json else report.check_lines(paint)))
        return _FOUND if report.explanation.edits else 0

    return _each(settings, [Job(path, STANDARD, None) for path in _or_standard(inputs)], work)


@app.command(
    "diagnose",
    epilog="""\b
Examples:
  thaifix diagnose book.txt
  thaifix diagnose --quiet *.txt
  thaifix diagnose --json *.txt > diagnoses.jsonl""",
)
@inputs_argument
@as_json_option
@common
def diagnose_command(settings: Settings, inputs: Sequence[str], *, as_json: bool) -> int:
    """Say what kind of damage a file has, where it comes from, and what to do about it.

    Is the text worth repairing, or should the pages be recognised (OCR) again? With --quiet one
    line a file.
    """

    def work(source: Source, _job: Job) -> int:
        report = Report(settings.explain(source.text), shown(source.name))
        paint = paint_for(err=False, no_color=settings.no_color)
        diagnosis = report.explanation.diagnosis
        if as_json:
            say(dump({"source": source.name, **diagnosis_dict(diagnosis)}))
        elif settings.quiet:
            say(f"{paint('path', report.name)}: {paint('severity', diagnosis.severity)}")
        else:
            say("\n".join(report.diagnosis(paint)))
        return 0

    return _each(settings, [Job(path, STANDARD, None) for path in _or_standard(inputs)], work)


@app.command(
    "names",
    epilog="""\b
Examples:
  thaifix names book.txt
  thaifix names --kind province --json book.txt > provinces.jsonl
  thaifix fix scan.txt | thaifix names --own villages.tsv""",
)
@inputs_argument
@click.option("--kind", "kinds", metavar="KIND", multiple=True, help="Only names of this kind. May be repeated.")
@click.option("--own", metavar="TABLE", help="A table (TSV) of names of your own, looked for as well.")
@as_json_option
@common
def names_command(
    settings: Settings, inputs: Sequence[str], *, kinds: Sequence[str], own: str | None, as_json: bool
) -> int:
    """List the names of places and agencies in a file, with their ids and codes.

    Each name is a line `file:line:column: kind id code: as written → canonical form`. The text is taken as it
    stands: repair it first if it is damaged. With --quiet only the names are printed.
    """
    from thaifix.cli.names import lister  # noqa: PLC0415 - no other command needs the names

    listed = lister(kinds, own)

    def work(source: Source, _job: Job) -> int:
        rows = listed(source.text, shown(source.name))
        lines = [dump(row.to_dict()) if as_json else row.name if settings.quiet else row.line() for row in rows]
        if lines:
            say("\n".join(lines))
        return 0

    return _each(settings, [Job(path, STANDARD, None) for path in _or_standard(inputs)], work)


# ---------------------------------------------------------------- what they have in common


def _or_standard(inputs: Sequence[str]) -> list[str]:
    return list(inputs) or [STANDARD]


def _each(settings: Settings, jobs: Sequence[Job], work: Callable[[Source, Job], int]) -> int:
    """Work on each input; a fault is told and does not stop the others; the gravest code counts."""
    code = 0
    for job in jobs:
        try:
            _hint_at_keyboard(settings, job.source)
            code = max(code, work(read(job.source, settings.encoding), job))
        except CommandError as wrong:
            settings.complain(job.source, wrong)
            code = max(code, wrong.code)
        except ThaifixError as wrong:
            settings.complain(job.source, wrong)
            code = max(code, ReadingError.code)
    return code


def _hint_at_keyboard(settings: Settings, path: str) -> None:
    if path == STANDARD and not settings.quiet and sys.stdin is not None and sys.stdin.isatty():
        say("thaifix: reading what you type; end it with Ctrl-D (Windows: Ctrl-Z and Enter)", err=True)


def _outputs(
    source: Source, job: Job, explanation: Explanation, output_encoding: str | None
) -> list[tuple[str, bytes]]:
    """Return what to write: the edits first, since without them the repair could not be undone."""
    outputs = []
    if job.edits is not None:
        lines = edits_jsonl(explanation, source=source.name, encoding=source.decoded.encoding, data=source.data)
        outputs.append((job.edits, lines.encode()))
    data = _encode(source, explanation.text, output_encoding)
    if job.output != job.source or data != source.data or job.source == STANDARD:  # in place, nothing to do
        outputs.append((job.output, data))
    return outputs


def _encode(source: Source, text: str, output_encoding: str | None) -> bytes:
    if output_encoding is None and text == source.text:
        return source.data
    try:
        return source.decoded.encode(text) if output_encoding is None else text.encode(output_encoding)
    except UnicodeEncodeError as wrong:
        line, column = Lines(text).place(wrong.start)
        message = (
            f"the repaired text has U+{ord(text[wrong.start]):04X} at line {line}, column {column}, "
            f"which {wrong.encoding} cannot write; nothing was written; add --output-encoding utf-8"
        )
        raise WritingError(message) from wrong


class _Summary:
    """What `fix` says on standard error: a paragraph for one file; a line each and a sum for many."""

    def __init__(self, settings: Settings, *, many: bool) -> None:
        self._quiet = settings.quiet
        self._many = many
        self._paint = paint_for(err=True, no_color=settings.no_color)
        self._tally = Tally(self._paint)
        self._last: Report | None = None

    def add(self, report: Report, size: int, seconds: float) -> None:
        if self._quiet:
            return
        self._tally.add(report, size=size, seconds=seconds)
        self._last = report
        if self._many:
            say(report.headline(self._paint), err=True)

    def close(self) -> None:
        if self._last is None:
            return
        lines = [] if self._many else [self._last.headline(self._paint)]
        lines += self._tally.lines()
        if not self._many:
            lines += closing(self._last.explanation.diagnosis, self._paint)
        say("\n".join([*lines, self._tally.speed()]), err=True)


# ---------------------------------------------------------------- entry points


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; faults of the user's become a line, not a traceback.

    Args:
        argv: the arguments, without the name of the program; by default those of the process.
    """
    try:
        with app.make_context("thaifix", list(sys.argv[1:] if argv is None else argv)) as context:
            return int(app.invoke(context))
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as wrong:
        with suppress(OSError):  # where nothing can be told, the code still does
            wrong.show()
        return wrong.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _INTERRUPTED
    except BrokenPipeError:
        return _CLOSED_PIPE
    except OSError as wrong:  # printing failed, as on a full disk; files have their own handling
        with suppress(OSError):
            say(f"thaifix: cannot write the output: {wrong.strerror or wrong}", err=True)
        return WRITING


def entry_point() -> NoReturn:
    """Run as a program: as `main`, and leave quietly if the reader of the output has gone."""
    code = main()
    for stream in (sys.stdout, sys.stderr):
        _flush_for_good(stream)
    sys.exit(code)


def _flush_for_good(stream: Any) -> None:  # noqa: ANN401 - a text stream or None
    """Flush a standard stream; if it cannot be, send the rest nowhere, or the interpreter's exit would complain."""
    if stream is None:
        return
    try:
        stream.flush()
    except OSError:
        handle = os.open(os.devnull, os.O_WRONLY)
        os.dup2(handle, stream.fileno())
        os.close(handle)
