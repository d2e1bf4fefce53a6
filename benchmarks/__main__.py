"""The command line of the measurements: ``python -m benchmarks COMMAND``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from benchmarks import accuracy as accuracy_
from benchmarks import calibration as calibration_
from benchmarks import cold as cold_
from benchmarks import docs as docs_
from benchmarks import fuzz as fuzz_
from benchmarks import gate as gate_
from benchmarks import hostile as hostile_
from benchmarks import imports as imports_
from benchmarks import names as names_
from benchmarks import report_page, rule_report
from benchmarks import scans as scans_
from benchmarks import screen as screen_
from benchmarks import shelf as shelf_
from benchmarks import speed as speed_
from benchmarks.browser import running
from benchmarks.materials import CORPUS, SHARED, NothingToMeasureError
from benchmarks.plot import draw

_SHARED = click.option(
    "--shared",
    type=click.Path(path_type=Path, file_okay=False),
    default=SHARED,
    help="A folder with further evaluation data; left out where it does not exist.  [default: ../shared]",
)
_JSON = click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Also write the figures to this file."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure thaifix. Nothing here is needed to use it."""


@main.command()
@click.option("--seconds", default=6.0, show_default=True, help="CPU seconds to spend on each kind of text.")
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Also draw the figures, as SVG.")
@_SHARED
@_JSON
def speed(seconds: float, shared: Path, json_file: Path | None, plot: Path | None) -> None:
    """CPU time of thaifix.fix and its peers on the same texts, in interleaved rounds."""
    tools, skipped = speed_.tools()
    for reason in skipped:
        print(f"left out: {reason}")
    materials = speed_.materials(CORPUS, shared)
    figures = []
    for material in materials:
        figures.append(speed_.compare(material, tools, seconds))
        print(speed_.describe(figures[-1]))
    _write(json_file, [figure.to_dict() for figure in figures])
    if plot:
        plot.write_text(draw(figures), encoding="utf-8")


@main.command()
@click.argument("book", type=click.Path(path_type=Path, dir_okay=False), default=SHARED / "book" / "award_book.txt")
@click.option("--runs", default=5, show_default=True, help="Fresh interpreters to start.")
@_JSON
def cold(book: Path, runs: int, json_file: Path | None) -> None:
    """The first reading of a book, of which nothing is remembered, beside ftfy; the award book if none is given."""
    seconds = cold_.measure(book, runs)
    print(cold_.describe(seconds))
    _write(json_file, seconds)


@main.command()
@click.option("--runs", default=9, show_default=True, help="Fresh interpreters to start.")
@_JSON
def imports(runs: int, json_file: Path | None) -> None:
    """Cost of importing thaifix and of its first call, each in a fresh interpreter."""
    report = imports_.measure(runs)
    print(imports_.describe(report))
    _write(json_file, report.to_dict())
    if report.heavy:
        sys.exit(1)


@main.command()
@click.option("--own", is_flag=True, help="Only the project's own corpus, even if there is other data.")
@click.option("--show", default=0, show_default=True, help="Print this many misses of each measure.")
@_SHARED
@_JSON
def accuracy(shared: Path, show: int, json_file: Path | None, *, own: bool) -> None:
    """Repairs and harm by family, on the labelled cases and the sample book."""
    text, figures = accuracy_.report_own(CORPUS, show)
    print(text)
    if not own:
        try:
            text, more = accuracy_.report_shared(shared, show)
        except NothingToMeasureError as nothing:
            print(f"left out: {nothing}")
        else:
            print(f"\n{text}")
            figures |= more
    _write(json_file, figures)


@main.command()
@click.option("--renew", is_flag=True, help="Measure again and write the floors, instead of checking them.")
@click.option("--reason", default="", help="Why a floor may fall or a pinned file may change; kept in the file.")
def gate(reason: str, *, renew: bool) -> None:
    """Check the accuracy against floors.json; exit 1 where it fell, or where there is nothing to check."""
    if reason and not renew:
        raise click.UsageError("--reason goes with --renew")  # noqa: TRY003, EM101 - click's way
    problems, notes = gate_.run(CORPUS, renew=renew, reason=reason)
    for note in notes:
        print(note)
    for problem in problems:
        print(f"gate: {problem}", file=sys.stderr)
    if problems:
        sys.exit(1)


@main.command()
@_SHARED
def calibration(shared: Path) -> None:
    """How many edits are right, by stage and by the confidence that they claim."""
    print(calibration_.describe(calibration_.measure(shared)))


@main.command()
@click.option("--seconds", default=6.0, show_default=True, help="CPU seconds to spend.")
@_SHARED
def scans(seconds: float, shared: Path) -> None:
    """Speed of each scan that sound text pays for, beside reading the text and the whole repair."""
    print(scans_.describe(scans_.measure(CORPUS, shared, seconds)))


@main.command()
@_SHARED
def screen(shared: Path) -> None:
    """How many damaged words the screen sees, and how many sound ones it takes for damaged."""
    print(screen_.describe(screen_.measure(shared)))


@main.command()
@_SHARED
@_JSON
def rules(shared: Path, json_file: Path | None) -> None:
    """Firings, precision and effect on a lexicon, row by row of the rule table."""
    report = rule_report.measure(CORPUS, shared)
    print(rule_report.describe(report))
    _write(json_file, report.to_dict())


@main.command()
@click.option("--most", default=1000, show_default=True, help="Names of each kind to damage, drawn at random.")
@click.option("--seed", default=0, show_default=True, help="Of the random errors.")
@click.option("--show", default=0, show_default=True, help="Print this many misses of each row, eight at most.")
@_JSON
def names(most: int, seed: int, show: int, json_file: Path | None) -> None:
    """Names: damaged ones that come back, sound unknown ones that are changed, speed of finding."""
    report = names_.measure(CORPUS, most, seed)
    print(names_.describe(report))
    for what, examples in report.examples.items():
        for example in examples[:show]:
            print(f"{what}: {example}")
    _write(json_file, report.to_dict())


@main.command()
@click.option("--files", default=1000, show_default=True, help="Files of the batch that is made for it.")
@click.option("--edits", default=100_000, show_default=True, help="Edits in all of them together.")
@click.option("--runs", default=5, show_default=True, help="How often the report is opened.")
@_JSON
def report(files: int, edits: int, runs: int, json_file: Path | None) -> None:
    """The HTML report of a big batch in Chromium: size, time to open, time of its filters."""
    with running() as chromium:
        figures = report_page.measure(chromium, files, edits, runs)
    print(report_page.describe(figures))
    _write(json_file, figures.to_dict())


@main.command()
@click.option("--minutes", default=1.0, show_default=True, help="How long to search.")
@click.option("--seed", default=0, show_default=True, help="Of the random search.")
@click.option("--call", type=click.Choice(sorted(fuzz_.CALLS)), default="fix", show_default=True)
def fuzz(minutes: float, seed: int, call: str) -> None:
    """Search for texts that take the most time a code point. Run by hand; nothing is asserted."""
    print(fuzz_.describe(fuzz_.search(minutes * 60, seed, fuzz_.CALLS[call])))


@main.command()
@click.option("--code-points", default=1_000_000, show_default=True, help="Of each text.")
@_JSON
def hostile(code_points: int, json_file: Path | None) -> None:
    """Texts and pages made to be slow: time and memory beside ordinary damaged text, and how they grow."""
    ordinary, figures = hostile_.measure(code_points)
    print(hostile_.describe(ordinary, figures))
    _write(json_file, [figure.to_dict() for figure in figures])


@main.command()
@click.option("--kills", default=20, show_default=True, help="Times that a run is killed and taken up again.")
@click.option("--seed", default=6, show_default=True, help="Of what stands on the shelf and of the moments.")
@_SHARED
@_JSON
def shelf(shared: Path, kills: int, seed: int, json_file: Path | None) -> None:
    """A shelf of good and bad files of all formats: repaired, killed, resumed, rebuilt; time and memory."""
    figures = shelf_.measure(CORPUS, shared, kills, seed, lambda told: print(f"{told}\n", flush=True))
    print(shelf_.describe(figures))
    _write(json_file, figures.to_dict())
    if figures.undone or figures.differences:
        sys.exit(1)


@main.command()
@click.option("--seconds", default=10.0, show_default=True, help="CPU seconds to spend on each kind of text.")
@_SHARED
def docs(seconds: float, shared: Path) -> None:
    """Measure everything again and write the figures into docs/performance.md and docs/accuracy.md."""
    for name, reason in docs_.renew(shared, seconds).items():
        print(f"{name}: {reason or 'written'}")


def _write(path: Path | None, figures: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    if path is not None:
        path.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except NothingToMeasureError as nothing:
        print(f"benchmarks: {nothing}", file=sys.stderr)
        sys.exit(2)
