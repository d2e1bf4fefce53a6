"""The command ``learn``: a dictionary of what a reader decided. What it does is in `thaifix.batch.learning`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from thaifix.cli.batch import read_decisions, reading, telling
from thaifix.cli.files import STANDARD, CommandError, write_all
from thaifix.cli.render import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thaifix.batch.learning import Learned

__all__ = ["learn_command"]

_CONFLICTS = 1


@click.command(
    "learn",
    epilog="""\b
Examples:
  thaifix learn decisions.tsv --batch repaired/ -o own.tsv
  thaifix learn decisions.tsv --batch repaired/ --dictionary own.tsv -o own.tsv
  thaifix batch shelf/ repaired/ --resume --dictionary own.tsv""",
)
@click.argument("tables", metavar="DECISIONS...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="OWN.TSV", default=STANDARD, help="Where to write; else standard output.")
@click.option("--dictionary", metavar="OLD.TSV", multiple=True, help="What is known already, and is kept. Repeatable.")
@click.option("--batch", "dst", metavar="DST", help="The folder of the batch, to read the words around a change.")
@click.option("-q", "--quiet", is_flag=True, help="Tell conflicts alone.")
def learn_command(
    tables: Sequence[str], output: str, dictionary: Sequence[str], *, dst: str | None, quiet: bool
) -> int:
    """Make a dictionary of what was decided in the report of a batch.

    A rejected edit becomes a word to keep, an accepted suggestion a pair to repair; an edit that was accepted
    three times becomes a pair as well. What contradicts itself is told and left out; the exit code is 1 then.
    """
    from thaifix.batch.learning import Sources, learn  # noqa: PLC0415 - no other command needs it
    from thaifix.dictionary import Dictionary  # noqa: PLC0415 - as above

    with telling():
        with reading():
            old = Dictionary.read(*dictionary)
        decisions = read_decisions(tables)
        sources = Sources(dst) if dst is not None else None
        learned = learn(decisions, old, sources.around if sources is not None else None)
    try:
        write_all([(output, learned.dictionary.to_text().encode())])
    except CommandError as wrong:
        say(f"thaifix: {wrong}", err=True)
        return wrong.code
    for problem in (*(sources.problems if sources is not None else ()), *learned.conflicts):
        say(f"thaifix: {problem}", err=True)
    if not quiet:
        say("\n".join(_told(learned)), err=True)
    return _CONFLICTS if learned.conflicts else 0


def _told(learned: Learned) -> list[str]:
    """Say what was learned, and why the rest was not."""
    many = len(learned.conflicts)
    counts = f"{learned.keeps:,} to keep, {learned.pairs:,} pairs, {many:,} conflict{'' if many == 1 else 's'}"
    known = len(learned.dictionary.rows) - learned.keeps - learned.pairs
    lines = [f"learned {counts}; {known:,} rows were known"]
    if learned.skipped:
        lines.append("nothing was learned of:")
    return [*lines, *(f"  {reason}" for reason in learned.skipped)]
