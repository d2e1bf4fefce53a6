"""Accuracy: exact repairs and harm, by family on the labelled cases and line by line on books."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import thaifix
from benchmarks.materials import NothingToMeasureError, load_cases, sample_book, shared_books
from benchmarks.tables import share, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from benchmarks.materials import Book, Case

__all__ = [
    "BookScore",
    "Measure",
    "distance",
    "naive_repair",
    "own_measures",
    "report_own",
    "report_shared",
    "score_book",
]

_STAGES = ("rules", "decoder", "names")

# The naive repair shares nothing with the library, its tables included: it is a witness.
_CONSONANT = "\N{THAI CHARACTER KO KAI}-\N{THAI CHARACTER HO NOKHUK}"
_VOWEL = "\N{THAI CHARACTER MAI HAN-AKAT}\N{THAI CHARACTER SARA I}-\N{THAI CHARACTER SARA UU}"
_TONE = "\N{THAI CHARACTER MAI EK}-\N{THAI CHARACTER MAI CHATTAWA}"
_TOP = "\N{THAI CHARACTER MAI EK}-\N{THAI CHARACTER THANTHAKHAT}"
_MARK = (
    "\N{THAI CHARACTER MAI HAN-AKAT}\N{THAI CHARACTER SARA I}-\N{THAI CHARACTER PHINTHU}"
    "\N{THAI CHARACTER MAITAIKHU}-\N{THAI CHARACTER YAMAKKAN}"
)
_AM = "\N{THAI CHARACTER SARA AM}"
_HOLE = "\N{REPLACEMENT CHARACTER}"
_NAIVE = (
    (re.compile(f"{_HOLE}+ ?(?=[{_TONE}]?{_AM})"), ""),
    (re.compile(f"{_AM}([{_TONE}])"), rf"\1{_AM}"),
    (re.compile(f"([{_CONSONANT}])([{_TOP}])([{_VOWEL}])"), r"\1\3\2"),
    (re.compile(rf"([{_MARK}])\1+"), r"\1"),
    (re.compile(f"(?<=[{_CONSONANT}{_VOWEL}]) (?=[{_MARK}])"), ""),
)
_HOLE_BY_THAI = re.compile(f"(?<=[{_CONSONANT}{_MARK}]){_HOLE}|{_HOLE}(?=[{_CONSONANT}{_MARK}])")


def naive_repair(text: str) -> str:
    """Repair what needs no thought: holes before sara am, order, doubled marks, one space before a mark.

    It makes mistakes. Where it happens to give the sound text, though, the damage was of these
    kinds alone, and thaifix must give the sound text as well.

    >>> naive_repair("ก�ำหนดเวลาน้ี")
    'กำหนดเวลานี้'
    """
    for pattern, replacement in _NAIVE:
        text = pattern.sub(replacement, text)
    return text


@dataclass(frozen=True, slots=True)
class Measure:
    """A count that the gate holds: of exact repairs, which may not fall, or of harm, which may not rise."""

    name: str
    kind: Literal["floor", "ceiling"]
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class BookScore:
    """How the lines of a book came out.

    Attributes:
        damaged: lines that were damaged.
        exact: damaged lines that are now as the sound text.
        worse: damaged lines that are further from the sound text than before.
        sound: lines that were sound, blank ones left out.
        harmed: sound lines that were changed.
        holes: U+FFFD left beside a Thai letter.
        rule_only: damaged lines that the naive repair gets right.
        missed: those of them that thaifix does not get right: line number, broken, repaired, sound.
    """

    damaged: int
    exact: int
    worse: int
    sound: int
    harmed: int
    holes: int
    rule_only: int
    missed: tuple[tuple[int, str, str, str], ...]


def distance(first: str, second: str) -> int:
    """Count the insertions and deletions between two strings.

    Replacements do not count as one: a hole would pass for a damaged letter next to it.

    >>> distance("นำ้", "น้ำ")
    2
    """
    while first and second and first[0] == second[0]:
        first, second = first[1:], second[1:]
    while first and second and first[-1] == second[-1]:
        first, second = first[:-1], second[:-1]
    row = list(range(len(second) + 1))
    for above, char in enumerate(first):
        diagonal, row[0] = row[0], above + 1
        for place, other in enumerate(second, 1):
            best = diagonal if char == other else min(row[place], row[place - 1]) + 1
            diagonal, row[place] = row[place], best
    return row[-1]


def _accepts(got: str, sound: str, _alternatives: Sequence[tuple[str, str]]) -> bool:
    return got == sound


def score_book(book: Book, accepts: Callable[[str, str, Sequence[tuple[str, str]]], bool] = _accepts) -> BookScore:
    """Repair a book whole, as a user would, and compare it with its sound text line by line.

    Raises:
        ValueError: the repair changed the number of lines, which it never may.
    """
    fixed = thaifix.fix("\n".join(book.broken)).split("\n")
    count: Counter[str] = Counter()
    missed: list[tuple[int, str, str, str]] = []
    for number, (broken, sound, got) in enumerate(zip(book.broken, book.sound, fixed, strict=True), 1):
        alternatives = book.alternatives.get(number, ())
        good = accepts(got, sound, alternatives)
        if broken == sound:
            count.update(sound=int(bool(sound.strip())), harmed=int(not good))
            continue
        simple = accepts(naive_repair(broken), sound, alternatives)
        worse = not good and got != broken and distance(got, sound) > distance(broken, sound)
        count.update(damaged=1, exact=int(good), worse=int(worse), simple=int(simple))
        if simple and not good:
            missed.append((number, broken, got, sound))
    return BookScore(
        damaged=count["damaged"],
        exact=count["exact"],
        worse=count["worse"],
        sound=count["sound"],
        harmed=count["harmed"],
        holes=len(_HOLE_BY_THAI.findall("\n".join(fixed))),
        rule_only=count["simple"],
        missed=tuple(missed),
    )


def _outcome(case: Case) -> str:
    """Repair one case and say what came of it."""
    got = thaifix.fix(case.broken, case.config)
    if case.is_sound:
        return "kept" if got == case.broken else "harmed"
    if got == case.sound:
        return "exact"
    if got == case.broken:
        return "left"
    return "worse" if distance(got, case.sound) > distance(case.broken, case.sound) else "partly"


def _outcomes(cases: Sequence[Case]) -> list[tuple[Case, str]]:
    return [(case, _outcome(case)) for case in cases]


def own_measures(corpus: Path) -> list[Measure]:
    """Measure the project's own corpus: what the gate holds."""
    measures = [*_case_measures(_outcomes(load_cases(corpus)))]
    book = score_book(sample_book(corpus))
    return [
        *measures,
        Measure("book.lines.exact", "floor", book.exact, book.damaged),
        Measure("book.lines.harmed", "ceiling", book.harmed, book.sound),
        Measure("book.lines.worse", "ceiling", book.worse, book.damaged),
        Measure("book.rule-only.missed", "ceiling", len(book.missed), book.rule_only),
        Measure("book.holes", "ceiling", book.holes, book.damaged),
    ]


def _case_measures(outcomes: Sequence[tuple[Case, str]]) -> Iterator[Measure]:
    counts = _by_family(outcomes)
    for family, count in counts.items():
        for stage in _STAGES:
            if count[stage]:
                yield Measure(f"cases.{family}.{stage}.exact", "floor", count[f"{stage} exact"], count[stage])
        if count["damaged"]:
            yield Measure(f"cases.{family}.worse", "ceiling", count["worse"], count["damaged"])
        if count["sound"]:
            yield Measure(f"cases.{family}.harmed", "ceiling", count["harmed"], count["sound"])


def _by_family(outcomes: Sequence[tuple[Case, str]]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for case, outcome in outcomes:
        count = counts[case.family]
        if case.is_sound:
            count.update(sound=1, harmed=int(outcome == "harmed"))
        else:
            count.update({"damaged": 1, case.stage: 1, "worse": int(outcome == "worse")})
            count[f"{case.stage} exact"] += outcome == "exact"
    return dict(sorted(counts.items()))


def report_own(corpus: Path, show: int) -> tuple[str, dict[str, Any]]:
    """Return the figures of the project's own corpus, as text and as plain values."""
    outcomes = _outcomes(load_cases(corpus))
    counts = _by_family(outcomes)
    total = sum(counts.values(), Counter[str]())
    rows = [_family_row(name, count) for name, count in [*counts.items(), ("all", total)]]
    lines = [table(["family", *_STAGES, "worse", "sound harmed"], rows)]
    for case, outcome in [row for row in outcomes if _is_miss(*row)][:show]:
        got = thaifix.fix(case.broken, case.config)
        lines.append(f"{outcome}: {case.label}\n  in   {case.broken!r}\n  want {case.sound!r}\n  got  {got!r}")
    book = sample_book(corpus)
    score = score_book(book)
    figures: dict[str, Any] = {family: dict(count) for family, count in counts.items()}
    text = "\n".join([*lines, "", _book_table([(book, score)]), *_missed(book, score)])
    return text, figures | _figures(book, score)


def _is_miss(case: Case, outcome: str) -> bool:
    """Tell whether an outcome is wrong today: harm anywhere, or a rule's case that is not exact."""
    return outcome in {"harmed", "worse"} or (case.stage == "rules" and outcome in {"left", "partly"})


def _family_row(family: str, count: Counter[str]) -> list[str]:
    stages = [share(count[f"{stage} exact"], count[stage]) for stage in _STAGES]
    return [family, *stages, share(count["worse"], count["damaged"]), share(count["harmed"], count["sound"])]


def _book_table(scored: Sequence[tuple[Book, BookScore]]) -> str:
    head = ["book, line by line", "damaged exact", "worse", "sound harmed", "holes left", "rule-only exact"]
    rows = [
        [
            book.name,
            share(score.exact, score.damaged),
            share(score.worse, score.damaged),
            share(score.harmed, score.sound),
            score.holes,
            share(score.rule_only - len(score.missed), score.rule_only),
        ]
        for book, score in scored
    ]
    return table(head, rows)


def _missed(book: Book, score: BookScore) -> list[str]:
    lines = [
        f"- rule-only miss, line {number}: `{broken}` should be `{sound}` and is `{got}`"
        for number, broken, got, sound in score.missed
    ]
    return ["", f"{book.name}:", "", *lines] if lines else []


def _missed_lines(book: Book, score: BookScore) -> list[str]:
    """Name the lines without their text, which is not ours to print in a document."""
    numbers = ", ".join(str(number) for number, *_ in score.missed)
    return ["", f"{book.name}: rule-only misses in line {numbers}"] if numbers else []


def _figures(book: Book, score: BookScore) -> dict[str, Any]:
    return {book.name: {name: getattr(score, name) for name in BookScore.__slots__}}


def report_shared(shared: Path, show: int) -> tuple[str, dict[str, Any]]:
    """Return the figures of the further evaluation data by its own scorer, which prints what ``show`` asks for.

    Raises:
        NothingToMeasureError: there is no such data, or its scorer cannot run.
    """
    score = _scorer(shared)
    scored = [(book, score_book(book, score.accepts)) for book in shared_books(shared)]
    figures: dict[str, Any] = {}
    rows: list[list[str]] = []
    for name in ("book", "clean", "pairs"):
        measured = score.MEASURES[name](shared / "eval" / "data", show)
        figures |= measured
        rows += [[key, f"{value:.4g}"] for key, value in measured.items() if _is_headline(key)]
    for book, its in scored:
        figures |= _figures(book, its)
    misses = [line for book, its in scored for line in (_missed(book, its) if show else _missed_lines(book, its))]
    return "\n".join([_book_table(scored), *misses, "", table(["score.py", "figure"], rows)]), figures


def _is_headline(key: str) -> bool:
    """Leave out the figures of every single kind of damage; ``--json`` has them."""
    return not key.startswith("pairs.") or key.startswith("pairs.all.")


def _scorer(shared: Path) -> Any:  # noqa: ANN401 - a script without types
    path = shared / "eval" / "score.py"
    if not path.is_file():
        message = "there is no further evaluation data beside the repository"
        raise NothingToMeasureError(message)
    try:
        return _load(path)
    except ImportError as missing:
        message = f"the scorer of the further evaluation data cannot run: {missing}"
        raise NothingToMeasureError(message) from missing


def _load(path: Path) -> Any:  # noqa: ANN401 - a script without types
    """Import a script from a folder that is not ours to write to."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(path.name)
    module = importlib.util.module_from_spec(spec)
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = kept
    return module
