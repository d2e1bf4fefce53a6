"""What came of a text, on paper: JSON Lines of edits, JSON, and text for people.

The file of edits is described in ``docs/edits-jsonl.md``. Text for people is built as lines
without colour; a ``Paint`` given by the caller colours their parts.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from thaifix._version import __version__
from thaifix.edits import Edit, OffsetMap
from thaifix.errors import InputError, TableError
from thaifix.knowledge.chars import DEPENDENT, LEADING_VOWELS
from thaifix.knowledge.families import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from thaifix.explanation import Diagnosis, Explanation, Finding

    Paint = Callable[[str, str], str]
    """Takes the role of a piece of text (``"family"``, ``"before"``, ...) and the text; returns it coloured."""

__all__ = [
    "FORMAT",
    "Lines",
    "Report",
    "Tally",
    "closing",
    "diagnosis_dict",
    "dump",
    "edits_jsonl",
    "legible",
    "plain",
    "read_edits",
    "shorten",
    "write_edits",
]

FORMAT = 1
"""The version of the file of edits; it grows only when an old reader would misread a new file."""

# ---------------------------------------------------------------- machine formats


def dump(value: object) -> str:
    r"""Write a value as one line of JSON that a person can read too.

    Thai stays Thai; what cannot be seen (controls, Private Use, zero-width characters, odd
    spaces) is escaped.

    >>> print(dump({"before": "น\u200bา"}))
    {"before": "น\u200bา"}
    """
    line = json.dumps(value, ensure_ascii=False)
    if line.isprintable():
        return line
    return line.translate({ord(char): json.dumps(char)[1:-1] for char in set(line) if not char.isprintable()})


def edits_jsonl(
    explanation: Explanation, *, source: str = "", encoding: str = "utf-8", data: bytes | None = None
) -> str:
    r"""Return the file of edits: a header line, a line for each edit, a line for each suggestion.

    Args:
        explanation: what ``thaifix.explain`` returned.
        source: the name of the text, for the header.
        encoding: the codec that reads the whole of ``data``.
        data: the bytes that the text was read from; by default the text in ``encoding``.

    >>> import thaifix
    >>> print(edits_jsonl(thaifix.explain("ส�ำนักงาน")).splitlines()[1])
    {"start": 1, "end": 2, "before": "�", "after": "", "family": "sara-am", "rule": "hole-before-am", "confidence": 1.0}
    """
    header = {
        "thaifix": __version__,
        "format": FORMAT,
        "source": source,
        "encoding": encoding,
        "sha256": hashlib.sha256(explanation.source.encode(encoding) if data is None else data).hexdigest(),
        "characters": len(explanation.source),
        "edits": len(explanation.edits),
        "suggestions": len(explanation.suggestions),
    }
    rows = [header, *(edit.to_dict() for edit in explanation.edits)]
    rows += [{**edit.to_dict(), "suggestion": True} for edit in explanation.suggestions]
    return "".join(f"{dump(row)}\n" for row in rows)


def write_edits(path: str | Path, explanation: Explanation, *, source: str = "") -> None:
    """Write the file of edits of an explanation, in UTF-8; see `edits_jsonl`."""
    Path(path).write_bytes(edits_jsonl(explanation, source=source).encode())


def read_edits(path: str | Path) -> list[Edit]:
    """Read a file of edits back: the edits in their order, without the suggestions.

    Raises:
        TableError: a line is not what ``docs/edits-jsonl.md`` says, or lines are missing.
        OSError: the file cannot be read.
    """
    rows = list(_rows(path))
    if not rows:
        raise TableError(path, 1, "the file is empty; a file of edits begins with a header line")
    header = rows[0]
    if header.get("format") != FORMAT:
        problem = f'expected a header with "format": {FORMAT}; is this a file of edits, and not of a newer thaifix?'
        raise TableError(path, 1, problem)
    edits: list[Edit] = []
    for line, row in enumerate(rows[1:], start=2):
        try:
            edit = Edit.from_dict(row)
        except InputError as wrong:
            raise TableError(path, line, str(wrong)) from wrong
        if not row.get("suggestion", False):
            edits.append(edit)
    if len(edits) != header.get("edits", len(edits)):
        problem = f"the header promises {header['edits']} edits, the file has {len(edits)}; was it cut off?"
        raise TableError(path, len(rows), problem)
    return edits


def _rows(path: str | Path) -> Iterator[dict[str, Any]]:
    """Yield each line's object; blank lines are not allowed, so that row and line numbers agree."""
    for line, raw in enumerate(Path(path).read_bytes().splitlines(), start=1):
        try:
            row = json.loads(raw)
        except (ValueError, RecursionError) as wrong:  # a UnicodeDecodeError is a ValueError
            problem = f"not a JSON object in UTF-8: {wrong}"
            raise TableError(path, line, problem) from wrong
        if not isinstance(row, dict):
            raise TableError(path, line, "expected one JSON object on the line")
        yield row


# ---------------------------------------------------------------- places and legible text

_CIRCLE = "\N{DOTTED CIRCLE}"
_HOLE = "\N{REPLACEMENT CHARACTER}"
_SARA_AM = "\N{THAI CHARACTER SARA AM}"
_LINE_END = re.compile(r"\r\n?|\n")
_LEANING = frozenset(DEPENDENT + _HOLE)
_LINE_BREAKS = frozenset("\r\n\f\v")
_BREAKS = _LINE_BREAKS | frozenset(" \t\N{NO-BREAK SPACE}")
_NEAR = 8  # code points of context on each side where an edit is quoted in a word or two
_SLACK = 4  # a cut that would leave out fewer is not worth its ellipsis
_WIDE = 24  # the same where an edit has a line to itself
_LONG = 64  # code points of a quotation before its middle is left out; a run of mojibake may fill a page
_EXAMPLES = 3


class Lines:
    r"""Lines and columns of a text, both counted from 1; columns count code points.

    Only ``\n``, ``\r\n`` and ``\r`` end a line, as in a text editor: a form feed between the
    pages of a PDF does not.

    >>> Lines("ก\r\nขค").place(4)
    (2, 2)
    """

    def __init__(self, text: str) -> None:
        """Find where each line of ``text`` begins."""
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(text))]

    def place(self, position: int) -> tuple[int, int]:
        """Return line and column of a code point."""
        row = bisect_right(self._starts, position) - 1
        return row + 1, position - self._starts[row] + 1


def legible(text: str, *, spaces: bool = False) -> str:
    r"""Show a text so that nothing in it hides or climbs on what stands before it.

    A mark with no letter below it stands on a dotted circle; what cannot be seen is written by
    its code point; with ``spaces``, so are spaces, as ``␣``.

    >>> legible("\u0e49าง"), legible("ก\uf70a"), legible("ผู \u0e49", spaces=True)
    ('◌้าง', 'ก<U+F70A>', 'ผู␣◌้')
    """
    shown: list[str] = []
    bare = True  # nothing here that a mark could stand on
    for char in text:
        if not char.isprintable():
            shown.append(f"<U+{ord(char):04X}>")
            bare = True
        elif _is_mark(char) or char == _SARA_AM:
            shown.append(_CIRCLE + char if bare else char)
            bare = char == _SARA_AM
        else:
            shown.append("\N{OPEN BOX}" if spaces and char == " " else char)
            bare = char == " "
    return "".join(shown)


def shorten(text: str) -> str:
    """Leave out the middle of a text that is too long to quote.

    >>> shorten("ก" * 20_000) == "ก" * 32 + " … " + "ก" * 32
    True
    """
    half = _LONG // 2
    return text if len(text) <= _LONG else f"{text[:half]} … {text[-half:]}"


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in {"Mn", "Mc", "Me"}


def _width(text: str) -> int:
    """Count the columns of a terminal that a text takes."""
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def plain(role: str, text: str) -> str:  # noqa: ARG001 - a Paint that paints nothing
    """Leave a piece of text without colour: the ``Paint`` for files and pipes."""
    return text


class Quote(NamedTuple):
    """An edit with what stands around it: ``left + damage + right`` became ``fixed``.

    The damage is shown in whole clusters, since a mark cannot be read away from its letter. An
    ellipsis on a side tells that the words go on there.
    """

    left: str
    damage: str
    right: str
    fixed: str
    ellipses: tuple[str, str]

    def change(self, paint: Paint) -> str:
        """Show the words as they were and as they are."""
        was = self._whole(self.left + self.damage + self.right)
        now = self._whole(self.fixed) or "(nothing)"
        return f"{paint('before', was)} → {paint('after', now)}"

    def marked(self, paint: Paint) -> str:
        """Show the line with the damage between « and »."""
        first, last = self.ellipses
        damage = paint("mark", legible(shorten(self.damage), spaces=True))
        return f"{first}{legible(self.left)}«{damage}»{legible(self.right)}{last}"

    def _whole(self, text: str) -> str:
        return f"{self.ellipses[0]}{legible(shorten(text), spaces=True)}{self.ellipses[1]}"


class _Quoter:
    """Cuts quotations of edits and findings out of one explanation."""

    def __init__(self, explanation: Explanation) -> None:
        self._source = explanation.source
        self._text = explanation.text
        self._offsets = OffsetMap(explanation.edits, len(explanation.source))
        self._inserted = frozenset(edit.start for edit in explanation.edits if edit.start == edit.end)

    def quote(self, edit: Edit, room: int, breaks: frozenset[str]) -> Quote:
        """Quote an edit or a suggestion with up to ``room`` code points around it."""
        head, tail = self._clusters(edit.start, edit.end)
        first, last = self._window(head, tail, room, breaks)
        to_fixed = self._offsets.to_fixed
        start = to_fixed(edit.start)
        if not edit.before and edit.start in self._inserted:  # the place of an insertion is behind it
            start -= len(edit.after)
        left = self._text[to_fixed(first) : start]
        right = self._text[to_fixed(edit.end) : to_fixed(last)]
        return Quote(
            left=self._source[first:head],
            damage=self._source[head:tail],
            right=self._source[tail:last],
            fixed=left + edit.after + right,
            ellipses=self._ellipses(first, last, breaks),
        )

    def words(self, finding: Finding) -> str:
        """Quote the words around a finding."""
        first, last = self._window(*self._clusters(finding.start, finding.end), _NEAR, _BREAKS)
        before, after = self._ellipses(first, last, _BREAKS)
        return before + legible(shorten(self._source[first:last]), spaces=True) + after

    def _clusters(self, start: int, end: int) -> tuple[int, int]:
        """Widen a span until no mark or vowel is cut from the letter it leans on, within reason."""
        first, last = max(0, start - _NEAR), min(len(self._source), end + _NEAR)
        while start > first and self._leans(start):
            start -= 1
        while end < last and self._leans(end):
            end += 1
        return start, end

    def _window(self, start: int, end: int, room: int, breaks: frozenset[str]) -> tuple[int, int]:
        """Widen a span by at most ``room`` code points a side, to whole clusters, no further than a break."""
        before = self._source[max(0, start - room - _SLACK) : start]
        after = self._source[end : end + room + _SLACK]
        first = start - _reach(before[::-1], room, breaks)
        last = end + _reach(after, room, breaks)
        if first > 0 and self._source[first - 1] in LEADING_VOWELS:
            first -= 1
        if last < len(self._source) and self._source[last - 1 : last] in LEADING_VOWELS:
            last += 1
        return self._clusters(first, last)

    def _ellipses(self, first: int, last: int, breaks: frozenset[str]) -> tuple[str, str]:
        before = first > 0 and self._source[first - 1] not in breaks
        after = last < len(self._source) and self._source[last] not in breaks
        return ("…" if before else "", "…" if after else "")

    def _leans(self, position: int) -> bool:
        """Tell whether a character must be read with the one before it."""
        if position >= len(self._source) or self._source[position - 1] in _LINE_BREAKS:
            return False
        char = self._source[position]
        return char in _LEANING or _is_mark(char)


def _reach(text: str, room: int, breaks: frozenset[str]) -> int:
    """Return how much of a text to quote: up to its first break or whole if that is near, else ``room``."""
    stop = next((place for place, char in enumerate(text) if char in breaks), len(text))
    return stop if stop < room + _SLACK else min(room, stop)


# ---------------------------------------------------------------- text for people


class Report:
    """The explanation of one text under its name, in every form that is read line by line."""

    def __init__(self, explanation: Explanation, name: str) -> None:
        """Keep the explanation and find the lines of its source."""
        self.explanation = explanation
        self.name = name
        self._lines = Lines(explanation.source)
        self._quoter = _Quoter(explanation)

    def to_dict(self, encoding: str = "utf-8") -> dict[str, Any]:
        """Return everything as one plain mapping: the object of ``thaifix explain --json``."""
        return {
            "thaifix": __version__,
            "source": self.name,
            "encoding": encoding,
            "characters": len(self.explanation.source),
            "edits": [edit.to_dict() for edit in self.explanation.edits],
            "suggestions": [edit.to_dict() for edit in self.explanation.suggestions],
            "diagnosis": diagnosis_dict(self.explanation.diagnosis),
        }

    def check_rows(self) -> Iterator[dict[str, Any]]:
        """Yield each edit with its place: the lines of ``thaifix check --json``."""
        for edit in self.explanation.edits:
            line, column = self._lines.place(edit.start)
            yield {"path": self.name, "line": line, "column": column, **edit.to_dict()}

    def check_lines(self, paint: Paint = plain) -> Iterator[str]:
        """Yield each edit as compilers print their messages."""
        for edit in self.explanation.edits:
            change = self._quoter.quote(edit, _NEAR, _BREAKS).change(paint)
            kind = f"{paint('family', edit.family)} {paint('rule', edit.rule)}"
            yield f"{self._place(edit.start, paint)}: {kind}: {change}"

    def listing(self, paint: Paint = plain) -> Iterator[str]:
        """Yield the readable list of edits, then of suggestions: ``thaifix explain``."""
        for edit in self.explanation.edits:
            yield from self._entry(edit, paint, "")
        for edit in self.explanation.suggestions:
            yield from self._entry(edit, paint, paint("note", "not changed: "))

    def headline(self, paint: Paint = plain) -> str:
        """Say in a line how much was done."""
        explanation = self.explanation
        parts = [_number(len(explanation.edits), "edit")]
        left = sum(not finding.repaired for finding in explanation.diagnosis.findings)
        if left:
            parts.append(f"{left:,} left as they were")
        if explanation.suggestions:
            parts.append(_number(len(explanation.suggestions), "suggestion"))
        return f"{paint('path', self.name)}: {', '.join(parts)}"

    def closing(self, paint: Paint = plain) -> Iterator[str]:
        """Yield the end of the readable list: how much, and what it tells about the text."""
        yield self.headline(paint)
        yield from closing(self.explanation.diagnosis, paint)

    def diagnosis(self, paint: Paint = plain) -> Iterator[str]:
        """Yield the readable diagnosis: ``thaifix diagnose``."""
        diagnosis = self.explanation.diagnosis
        size = f"{len(self.explanation.source):,} characters, {diagnosis.thai:,} of them Thai"
        yield f"{paint('path', self.name)}: {_number(len(diagnosis.findings), 'damaged spot')} in {size}"
        for family, count in diagnosis.counts.items():
            yield f"  {paint('family', family)}  {count:,}  {paint('note', FAMILIES.get(family, ''))}"
            found = [finding for finding in diagnosis.findings if finding.family == family]
            yield f"      for example {',  '.join(self._examples(found))}"
            notes = Counter(finding.note for finding in found if not finding.repaired)
            yield from (f"      {left:,} left as they are: {note or _NO_NOTE}" for note, left in notes.most_common())
        yield from closing(diagnosis, paint)

    def left(self) -> Iterator[tuple[str, str, str]]:
        """Yield family, reason and quotation of each finding that is not repaired."""
        for finding in self.explanation.diagnosis.findings:
            if not finding.repaired:
                yield finding.family, finding.note, self._quoter.words(finding)

    def changes(self) -> Iterator[tuple[str, str, Quote]]:
        """Yield family, rule and quotation of each edit."""
        for edit in self.explanation.edits:
            yield edit.family, edit.rule, self._quoter.quote(edit, _NEAR, _BREAKS)

    def _examples(self, findings: Iterable[Finding]) -> list[str]:
        distinct: dict[str, None] = {}
        for finding in findings:
            distinct[self._quoter.words(finding)] = None
            if len(distinct) == _EXAMPLES:
                break
        return list(distinct)

    def _entry(self, edit: Edit, paint: Paint, label: str) -> Iterator[str]:
        kind = f"{paint('family', edit.family)} {paint('rule', edit.rule)}"
        yield f"{self._place(edit.start, paint)}: {label}{kind} (confidence {edit.confidence:.2f})"
        yield f"    {self._quoter.quote(edit, _WIDE, _LINE_BREAKS).marked(paint)}"
        yield f"    {self._quoter.quote(edit, _NEAR, _BREAKS).change(paint)}"

    def _place(self, position: int, paint: Paint) -> str:
        line, column = self._lines.place(position)
        return paint("path", f"{self.name}:{line}:{column}")


_COUNT = "count"
_TINY = 10_000  # bytes; below, the speed says nothing
_NO_NOTE = "no rule is sure of them"


def diagnosis_dict(diagnosis: Diagnosis) -> dict[str, Any]:
    """Return a diagnosis as a plain mapping.

    >>> import thaifix
    >>> diagnosis_dict(thaifix.diagnose("ภาษาไทย"))["severity"]
    'none'
    """
    return {
        "is_clean": diagnosis.is_clean,
        "severity": diagnosis.severity,
        "advice": diagnosis.advice,
        "origin": diagnosis.origin,
        "thai": diagnosis.thai,
        "counts": dict(diagnosis.counts),
        "findings": [asdict(finding) for finding in diagnosis.findings],
    }


def closing(diagnosis: Diagnosis, paint: Paint = plain) -> Iterator[str]:
    """Yield what the damage comes from and what to do about it."""
    if diagnosis.origin:
        yield f"  {paint('title', 'Origin:')} {diagnosis.origin}"
    yield f"  {paint('title', 'Damage:')} {paint('severity', diagnosis.severity)}. {diagnosis.advice}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}" if count else f"no {noun}s"


@dataclass
class _Row:
    """A line of a table: how many, and the first of them as an example."""

    example: str
    count: int = 0


@dataclass
class Tally:
    """The sum of many reports: the summary that ``thaifix fix`` prints.

    Attributes:
        paint: colours the examples.
        files: how many texts were added.
        characters: their length together.
        size: their bytes together.
        seconds: what the repair of them took.
        edits: how often each family and rule, with an example.
        left: how often each family and reason, with an example.
        suggestions: how many changes are only proposed.
    """

    paint: Paint = plain
    files: int = 0
    characters: int = 0
    size: int = 0
    seconds: float = 0.0
    edits: dict[tuple[str, str], _Row] = field(default_factory=dict)
    left: dict[tuple[str, str], _Row] = field(default_factory=dict)
    suggestions: int = 0

    def add(self, report: Report, *, size: int, seconds: float) -> None:
        """Add one text: its explanation, its bytes, and the time its repair took."""
        self.files += 1
        self.characters += len(report.explanation.source)
        self.size += size
        self.seconds += seconds
        self.suggestions += len(report.explanation.suggestions)
        for family, rule, quote in report.changes():
            row = self.edits.get((family, rule))
            if row is None:
                row = self.edits[family, rule] = _Row(quote.change(self.paint))
            row.count += 1
        for family, note, words in report.left():
            self.left.setdefault((family, note), _Row(words)).count += 1

    def lines(self) -> Iterator[str]:
        """Yield the summary."""
        paint = self.paint
        if self.edits:
            yield paint("title", "Changed")
            changed = [(family, rule, f"{row.count:,}", row.example) for (family, rule), row in _ordered(self.edits)]
            yield from _aligned(changed, ("family", "rule", _COUNT), paint)
        if self.left:
            yield paint("title", "Left as it was")
            left = [
                (family, f"{row.count:,}", row.example, paint("note", note or _NO_NOTE))
                for (family, note), row in _ordered(self.left)
            ]
            yield from _aligned(left, ("family", _COUNT, "before"), paint)
        if self.suggestions:
            noun = _number(self.suggestions, "suggestion")
            yield f"{paint('title', noun)} not applied; `thaifix explain` lists them"

    def speed(self) -> str:
        """Say how much was read and how fast."""
        rate = f", {self.size / self.seconds / 1e6:.1f} MB/s" if self.seconds > 0 and self.size > _TINY else ""
        return f"{_number(self.characters, 'character')} in {self.seconds:.2f} s{rate}"


def _ordered(rows: Mapping[tuple[str, str], _Row]) -> list[tuple[tuple[str, str], _Row]]:
    """Sort rows by family, in the order of FAMILIES, and big rows first."""
    places = {family: place for place, family in enumerate(FAMILIES)}
    return sorted(rows.items(), key=lambda item: (places.get(item[0][0], len(places)), -item[1].count))


def _aligned(table: Sequence[tuple[str, ...]], roles: tuple[str, ...], paint: Paint) -> Iterator[str]:
    """Align columns; the last, without a role, is as wide as it likes, and a count stands to the right."""
    widths = [max(map(_width, column)) for column in list(zip(*table, strict=True))[:-1]]
    for row in table:
        line = ""
        for cell, role, width in zip(row[:-1], roles, widths, strict=True):
            gap = " " * (width - _width(cell))
            line += f"  {gap}{cell}" if role == _COUNT else f"  {paint(role, cell)}{gap}"
        yield f"{line}  {row[-1]}"
