"""The rule table, row by row: how often each fires, how often rightly, and whether it would touch a lexicon."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import thaifix
from benchmarks.accuracy import distance
from benchmarks.materials import Book, load_cases, sample_book, shared_books
from benchmarks.tables import share, table
from thaifix import rules
from thaifix.evidence import gather
from thaifix.knowledge.rewrites import REWRITES
from thaifix.patterns import compile_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from thaifix import Edit

__all__ = ["Report", "Row", "describe", "measure", "summary"]

_MOST_ROUNDS = 8
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Row:
    """What was seen of one rule.

    Attributes:
        rule: its name.
        fired: edits it had a part in, on texts whose sound text is known.
        right: those without which the line would be further from its sound text.
        on_sound: those on sound text, all of them wrong.
        words: words of the lexicon in which its pattern matches, whatever the document says.
    """

    rule: str
    fired: int
    right: int
    on_sound: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All rows, and what concerns them together.

    Attributes:
        rows: one a rule, in the order of the table.
        others: edits of what is not in the table (code pages, glyph codes).
        lexicon: words that were tried; 0 if no lexicon is installed.
        changed: words of the lexicon that ``fix`` changes.
        rounds: lines by the rounds the rules needed until nothing changed, 0 meaning nothing to do.
        wrong: edits that did not help: rule, before, after, and the line.
    """

    rows: tuple[Row, ...]
    others: tuple[Row, ...]
    lexicon: int
    changed: tuple[str, ...]
    rounds: dict[str, int]
    wrong: tuple[tuple[str, str, str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Firing:
    """An edit, on which line, and whether it helped."""

    edit: Edit
    line: str
    is_sound: bool
    helped: bool


def measure(corpus: Path, shared: Path) -> Report:
    """Run every rule over the corpus, the further books if there are any, and a lexicon if one is installed."""
    books = [*_cases_as_books(corpus), sample_book(corpus), *shared_books(shared)]
    firings = [firing for book in books for firing in _firings(book)]
    words = _lexicon()
    rules_seen = {row.name for row in REWRITES}
    others = sorted({rule for firing in firings for rule in firing.edit.rule.split("+")} - rules_seen)
    return Report(
        rows=tuple(_row(row.name, firings, _matching(row.match, words)) for row in REWRITES),
        others=tuple(_row(name, firings, ()) for name in others),
        lexicon=len(words),
        changed=tuple(word for word in words if thaifix.fix(word) != word),
        rounds=_rounds(books),
        wrong=tuple((one.edit.rule, one.edit.before, one.edit.after, one.line) for one in firings if not one.helped),
    )


def _cases_as_books(corpus: Path) -> Iterator[Book]:
    """Give each case as a book of its own. Those of the decoder and the names count as well: no rule may harm them."""
    for case in load_cases(corpus):
        broken, sound = case.broken.split("\n"), case.sound.split("\n")
        if len(broken) == len(sound):
            yield Book(case.label, tuple(broken), tuple(sound))


def _firings(book: Book) -> Iterator[_Firing]:
    """Repair a book and ask of each edit whether its line is nearer to the sound text because of it."""
    edits = list(reversed(thaifix.explain("\n".join(book.broken)).edits))
    offset = 0
    for number, (broken, sound) in enumerate(zip(book.broken, book.sound, strict=True), 1):
        end = offset + len(broken)
        here: list[Edit] = []
        while edits and edits[-1].start <= end:
            here.append(edits.pop())
        yield from _judged(broken, _readings(book, number, sound), here, offset)
        offset = end + 1


def _readings(book: Book, number: int, sound: str) -> list[str]:
    """Write out the sound line in all its equally good readings."""
    readings = [sound]
    for piece, alternative in book.alternatives.get(number, ()):
        readings += [reading.replace(piece, alternative) for reading in readings]
    return readings


def _judged(broken: str, readings: Sequence[str], edits: Sequence[Edit], offset: int) -> Iterator[_Firing]:
    """Leave each edit out in turn; it helped if the line is further from the sound text then."""
    fixed = _without(broken, edits, None, offset)
    for edit in edits:
        if fixed in readings:
            helped = broken not in readings
        else:
            left_out = _without(broken, edits, edit, offset)
            helped = _nearest(left_out, readings) > _nearest(fixed, readings)
        yield _Firing(edit, broken, broken in readings, helped)


def _nearest(text: str, readings: Sequence[str]) -> int:
    return min(distance(text, reading) for reading in readings)


def _without(line: str, edits: Sequence[Edit], left_out: Edit | None, offset: int) -> str:
    for edit in reversed(edits):
        if edit is not left_out:
            line = line[: edit.start - offset] + edit.after + line[edit.end - offset :]
    return line


def _row(rule: str, firings: Sequence[_Firing], words: tuple[str, ...]) -> Row:
    own = [firing for firing in firings if rule in firing.edit.rule.split("+")]
    return Row(
        rule=rule,
        fired=len(own),
        right=sum(1 for firing in own if firing.helped),
        on_sound=sum(1 for firing in own if firing.is_sound),
        words=words,
    )


def _lexicon() -> list[str]:
    try:
        from pythainlp.corpus import thai_words  # noqa: PLC0415 - optional, and slow to load
    except ImportError:
        return []
    return sorted(thai_words())


def _matching(match: str, words: Iterable[str]) -> tuple[str, ...]:
    search = compile_row(match).search
    return tuple(word for word in words if search(word))


def _rounds(books: Iterable[Book]) -> dict[str, int]:
    """Count lines by the rounds they needed: with fewer, the engine gives up on them and returns nothing."""
    counted: Counter[str] = Counter()
    for book in books:
        evidence = gather("\n".join(book.broken))
        for line in book.broken:
            settled = rules.propose(line, evidence, thaifix.Config.PDF)
            counted[_rounds_of(line, settled, lambda text: rules.propose(text, evidence, thaifix.Config.PDF))] += 1  # noqa: B023 - called at once
    return dict(sorted(counted.items()))


def _rounds_of(line: str, settled: list[Edit], propose: Any) -> str:  # noqa: ANN401 - a closure over `rules.propose`
    if not settled:
        return "0"
    for rounds in range(1, _MOST_ROUNDS):
        with patch.object(rules, "_ROUNDS", rounds + 1):  # one more round, to see that nothing changes
            if propose(line) == settled:
                return str(rounds)
    return f"{_MOST_ROUNDS} or more"


def describe(report: Report) -> str:
    """Write the report as a table, and what stands out under it."""
    rows = [
        [row.rule, row.fired, share(row.right, row.fired), row.on_sound, _listed(row.words) if report.lexicon else "?"]
        for row in (*report.rows, *report.others)
    ]
    wrong = [f"  {rule}: {old!r} -> {new!r} in {line!r}" for rule, old, new, line in report.wrong]
    return "\n".join([table(["rule", "fired", "right", "on sound", "words matched"], rows), summary(report), *wrong])


def summary(report: Report) -> str:
    """Write what concerns all rules together, a line each."""
    all_rows = (*report.rows, *report.others)
    fired, right = sum(row.fired for row in all_rows), sum(row.right for row in all_rows)
    lexicon = f"{report.lexicon} words" if report.lexicon else "left out, pythainlp is not installed"
    matched = [word for row in report.rows for word in row.words]
    lines = [
        f"firings of all rules that were right: {share(right, fired)}",
        f"firings on sound text: {sum(row.on_sound for row in all_rows)}",
        f"words of a lexicon (pythainlp, {lexicon}) that a rule matches: {_listed(matched)}",
        f"words of it that fix changes: {_listed(report.changed)}",
        "rounds until a line is settled: "
        + ", ".join(f"{rounds} ({count} lines)" for rounds, count in report.rounds.items()),
    ]
    return "\n".join(f"- {line}" for line in lines)


def _listed(words: Sequence[str]) -> str:
    more = " ..." if len(words) > _SHOWN else ""
    return f"{len(words)}: {' '.join(words[:_SHOWN])}{more}" if words else "0"
