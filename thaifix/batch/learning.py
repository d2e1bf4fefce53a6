"""What decisions teach: a dictionary of words to keep and pairs to repair, for texts that come later.

A decision is about a few letters, a dictionary about words. So each change is widened to the words that it lies in,
as far as the text around it is known, read both ways: as it stands and as it would be. A form that is short, or a
word as it stands, is right in most places; it is learned only together with the words beside it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from thaifix import lexicon
from thaifix.batch.decisions import Problem, in_brief
from thaifix.batch.manifest import Account
from thaifix.batch.undo import reading_of, source_of
from thaifix.borders import between_words
from thaifix.config import Config
from thaifix.dictionary import KEEP, PAIR, Dictionary, Row, problems
from thaifix.errors import ThaifixError
from thaifix.fixer import Fixer
from thaifix.formats import format_of
from thaifix.knowledge import chars
from thaifix.knowledge.methods import NAME_RESTORED
from thaifix.knowledge.rewrites import HOLE
from thaifix.ownwords import sift, to_repair
from thaifix.wordgraph import WordGraph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from thaifix.batch.decisions import Decision, Decisions

    Around = Callable[[Decision], tuple[str, str] | None]
    """Returns what stands before and behind a change in the source, if that is known."""

__all__ = ["OFTEN", "Learned", "Skipped", "Sources", "context_of", "learn"]

OFTEN = 3
"""How many times an edit that thaifix makes by itself must have been accepted to be made wherever it stands."""

_REACH = 40  # code points of context that are looked at: more than the longest words and those beside them
_CONTEXT = 20  # code points of context that the report exports
_LEAST = 4  # code points of a form that says by itself which word it is
_RULES = replace(Config.SAFE, stages=frozenset({"rules"}))

_WORDS = "".join(letter for letter in chars.LETTERS if letter not in chars.SIGNS)
_BEFORE = re.compile(f"[{_WORDS}]*\\Z")
_BEHIND = re.compile(f"[{_WORDS}]*")
_RUN = re.compile(f"[{_WORDS}]+")
_LETTERS = frozenset(_WORDS)
_DEPENDENT = frozenset(chars.DEPENDENT)
_CODE_BEFORE = re.compile(r"\(cid:\d+\)\Z")
_CUT_BEHIND = re.compile(rf" +[{chars.DEPENDENT}]|\(cid:")
_BREAK = re.compile(r"[\t\n\r]")


class Learned(NamedTuple):
    """What was learned.

    Attributes:
        dictionary: all of it, with what was known before.
        keeps: how many words to keep are new in it, and
        pairs: how many pairs.
        conflicts: what contradicts itself and was left out, each with the lines, for a reader.
        skipped: decisions that teach nothing, each with the reason, for a reader.
    """

    dictionary: Dictionary
    keeps: int
    pairs: int
    conflicts: list[str]
    skipped: list[str]


class Skipped(Exception):  # noqa: N818 - it is no error, but the answer that there is nothing to learn
    """A decision teaches nothing; the message says why."""


def learn(decisions: Decisions, old: Dictionary | None = None, around: Around | None = None) -> Learned:
    """Make a dictionary of decisions.

    A rejected edit teaches a word to keep; an accepted suggestion a pair, and so does an edit that was accepted
    `OFTEN` times. What contradicts itself, or what was known before, is left out and told.

    Args:
        decisions: of any number of files.
        old: what is known already.
        around: tells what stands around a change; by default the columns of context in the table do.

    >>> from thaifix.batch.decisions import Decision, Decisions
    >>> row = Decision("a.txt", "0" * 64, 0, 5, 6, "ว", "บ", "ocr", "r", "suggestion", "accept", "มีระเ", "ียบการ")
    >>> dict(learn(Decisions((row,))).dictionary.pairs)
    {'ระเวียบ': Row(row='pair', form='ระเวียบ', sound='ระเบียบ', kind='ocr', note='')}
    """
    school = _School(around or context_of)
    for row in decisions.rows:
        school.take(row)
    return school.learned(old or Dictionary())


def context_of(row: Decision) -> tuple[str, str] | None:
    """Return the context that stands in a row itself; a report that knew none leaves both cells empty."""
    before, after = row.context_before or "", row.context_after or ""
    return (before, after) if before or after else None


class _School:
    """Collects what the decisions teach, with the lines that do."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._lessons: dict[Row, list[Decision]] = {}
        self._repeated: dict[Row, list[Decision]] = {}  # edits that thaifix makes by itself
        self._refused: dict[Row, list[Decision]] = {}  # pairs that would follow from what was rejected
        self._skipped: list[Problem] = []

    def take(self, row: Decision) -> None:
        """Learn from one decision."""
        try:
            if row.accepted:
                rows = self._lessons if row.kind == "suggestion" else self._repeated
                rows.setdefault(_pair(row, self._around(row)), []).append(row)
            elif row.kind == "suggestion":
                self._refused.setdefault(_pair(row, self._around(row)), []).append(row)
            else:
                self._lessons.setdefault(_keep(row, self._around(row)), []).append(row)
        except Skipped as reason:
            if row.accepted or row.kind == "edit":
                self._skipped.append(Problem(row, str(reason)))

    def learned(self, old: Dictionary) -> Learned:
        """Put together what goes together."""
        for lesson, taught in self._repeated.items():
            if len(taught) >= OFTEN:
                self._lessons.setdefault(lesson, []).extend(taught)
        known = {row._replace(note="") for row in old.rows}
        lessons = {row: taught for row, taught in self._lessons.items() if row not in known}
        conflicts = list(self._taken_back(lessons))
        conflicts += _settle(lessons, old)
        dictionary = Dictionary((*old.rows, *lessons))
        keeps = sum(row.row == KEEP for row in lessons)
        return Learned(dictionary, keeps, len(lessons) - keeps, conflicts, in_brief(self._skipped))

    def _taken_back(self, lessons: dict[Row, list[Decision]]) -> Iterator[str]:
        """Yield the pairs that were refused elsewhere, and the words to keep whose repair was not; take them out."""
        repaired = {row.form: row for row in self._repeated}
        for row in list(lessons):
            if row in self._refused:
                pair, accepted, rejected = row, lessons.pop(row), self._refused[row]
            elif row.row == KEEP and row.form in repaired and repaired[row.form] not in lessons:
                pair = repaired[row.form]
                accepted, rejected = self._repeated[pair], lessons.pop(row)
            else:
                continue
            told = f"{_places(accepted)} accepted, {_places(rejected)} rejected"
            yield f"{pair.form!r} to {pair.sound!r}: {told}; the text around it decides"


def _settle(lessons: dict[Row, list[Decision]], old: Dictionary) -> Iterator[str]:
    """Take out lessons until all go together with each other and with the old rows; yield what was taken out."""
    known = set(old.rows)
    while found := list(problems(rows := [*old.rows, *lessons])):
        for problem in found:
            both = [rows[number] for number in dict.fromkeys((problem.row, problem.other))]
            if all(row in lessons or row in known for row in both):
                told = " and ".join(f"{_as_told(row)} ({_origin(row, lessons)})" for row in both)
                yield f"{told}: {problem.says.partition(';')[0]}"
                for row in both:
                    lessons.pop(row, None)


def _as_told(row: Row) -> str:
    return f"{row.row} {row.form!r}" + (f" to {row.sound!r}" if row.sound else "")


def _origin(row: Row, lessons: dict[Row, list[Decision]]) -> str:
    return _places(lessons[row]) if row in lessons else "in the dictionary"


def _places(rows: Sequence[Decision]) -> str:
    more = f" and {len(rows) - 1:,} more" if len(rows) > 1 else ""
    return f"{rows[0].origin}{more}"


# ---------------------------------------------------------------- words around a change


class _Span(NamedTuple):
    """A change in its context: ``left + before + right`` would become ``left + after + right``.

    Attributes:
        left: the letters right before it, and
        before: what stands there,
        after: what it would become,
        right: the letters right behind it.
        whole: whether the context was known.
        cut_left: whether the first of the letters may be in the middle of a word, and
        cut_right: the last ones.
    """

    left: str
    before: str
    after: str
    right: str
    whole: bool
    cut_left: bool
    cut_right: bool

    @classmethod
    def of(cls, row: Decision, context: tuple[str, str] | None) -> _Span:
        if _BREAK.search(row.before + row.after):
            raise Skipped(_ON_TWO_LINES)
        before, behind = context or ("", "")
        before, behind = before[-_REACH:], behind[:_REACH]
        left, right = _BEFORE.search(before), _BEHIND.match(behind)
        assert left is not None and right is not None  # noqa: S101, PT018 - both match no letters as well
        if _goes_on_before(before[: left.start()], left[0]) or _goes_on_behind(behind[right.end() :]):
            raise Skipped(_DAMAGED_BESIDE)
        cut_left = len(left[0]) == len(before) >= _CONTEXT
        cut_right = len(right[0]) == len(behind) >= _CONTEXT
        return cls(left[0], row.before, row.after, right[0], context is not None, cut_left, cut_right)

    def forms(self, first: int, last: int) -> tuple[str, str]:
        """Return the letters with so many of the left and right context: as they stand, and as they would be."""
        left, right = self.left[len(self.left) - first :], self.right[:last]
        return left + self.before + right, left + self.after + right

    def words(self, *, repaired: bool) -> tuple[int, int]:
        """Return how many letters of the left and right context belong to the words of the change, read both ways.

        Of what is ``repaired``, fewer will do, if they make one word: ``ระเวียบ`` though it stands in ``ระเวียบการ``.
        """
        both = sorted((self._reach(middle) for middle in (self.before, self.after)), key=sum)
        first, last = max(first for first, _ in both), max(last for _, last in both)
        if repaired and _known(self.forms(*both[0])[1]):
            first, last = both[0]
        if (self.cut_left and first == len(self.left)) or (self.cut_right and last == len(self.right)):
            raise Skipped(_NO_CONTEXT)
        return first, last

    def _reach(self, middle: str) -> tuple[int, int]:
        run, start = self.left + middle + self.right, len(self.left)
        end = start + len(middle)
        first, last = start, end
        for piece_start, piece_end in _pieces(run):
            overlaps = piece_start < end and start < piece_end
            # a sign, a space, or nothing belongs to the words on both sides
            before = piece_end == start and run[start : start + bool(middle)] not in _LETTERS
            behind = piece_start == end and run[max(start, end - 1) : end] not in _LETTERS
            if overlaps or before or behind:
                first, last = min(first, piece_start), max(last, piece_end)
        return start - first, last - end

    def neighbours(self, first: int, last: int) -> tuple[int, int]:
        """Return the same with a word more on either side, as far as there is a whole one."""
        before, behind = _pieces(self.left[: len(self.left) - first]), _pieces(self.right[last:])
        if len(before) > self.cut_left:
            first += before[-1][1] - before[-1][0]
        if len(behind) > self.cut_right:
            last += behind[0][1]
        return first, last


_ON_TWO_LINES = "it reaches over a line end"
_DAMAGED_BESIDE = "the word is damaged elsewhere too, so nothing tells where it ends; add it to the dictionary yourself"
_NO_CONTEXT = "it is part of a word, and the text around it is not known; give --batch with the folder of the outputs"
_TOO_SHORT = "it is too short, or a word of its own, and may be right elsewhere; add it to the dictionary yourself"
_NO_USE = "its letters are no word of their own there; add it to the dictionary yourself"
_BY_RULES = "thaifix repairs it by itself"
_SPACE = "whether a space belongs between two words depends on the text"


def _goes_on_before(beside: str, letters: str) -> bool:
    """Tell whether a word that begins with some letters may begin before them, beyond damage."""
    return letters[:1] in _DEPENDENT or _CODE_BEFORE.search(beside) is not None or _is_damage(beside[-1:])


def _goes_on_behind(beside: str) -> bool:
    return _CUT_BEHIND.match(beside) is not None or _is_damage(beside[:1])


def _is_damage(beside: str) -> bool:
    """Tell whether a character beside letters may stand for one: a lost or private one, or what cannot be seen."""
    if not beside or beside.isspace() or beside in chars.SIGNS:
        return False
    return beside == HOLE or (unicodedata.category(beside)[0] not in "PSN" and not beside.isascii())


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[tuple[int, int], ...]:
    """Cut letters into words and stretches in no word, as they stand; none begins inside a letter."""
    pieces: list[tuple[int, int]] = []
    for run in _RUN.finditer(text):
        for piece in WordGraph(run[0], lexicon.load()).pieces():
            start, end = run.start() + piece.start, run.start() + piece.end
            if pieces and pieces[-1][1] == start and not between_words(text, start):
                start = pieces.pop()[0]
            pieces.append((start, end))
    return tuple(pieces)


def _known(text: str) -> bool:
    return text in lexicon.load()


def _widened(span: _Span, *, repaired: bool) -> tuple[str, str]:
    """Return the words of a change, as they stand and as they would be."""
    first, last = span.words(repaired=repaired)
    form, sound = span.forms(first, last)
    if not span.whole and not (_known(form) or _known(sound)):
        raise Skipped(_NO_CONTEXT)
    if len(form.replace(" ", "")) < _LEAST or (repaired and span.whole and _known(form)):
        wider = span.neighbours(first, last)
        if wider == (first, last) or not span.whole:
            raise Skipped(_TOO_SHORT)
        form, sound = span.forms(*wider)
    return form, sound


def _keep(row: Decision, context: tuple[str, str] | None) -> Row:
    """Return the word that a rejected edit teaches to keep."""
    span = _Span.of(row, context)
    form = _name_of(span) if row.rule == NAME_RESTORED.name else ""
    lesson = _checked(Row(KEEP, form or _widened(span, repaired=False)[0]))
    text, start = span.left + span.before + span.right, len(span.left)
    edit = replace(row.edit, start=start, end=start + len(span.before))
    if not sift(text, [edit], Config(dictionary=Dictionary((lesson,))))[1]:
        raise Skipped(_NO_USE)
    return lesson


def _name_of(span: _Span) -> str:
    """Return what stands where a name would have been restored, empty if that cannot be told."""
    from thaifix import names  # noqa: PLC0415 - few decisions are about names

    start = len(span.left)
    for mention in names.find(span.left + span.after + span.right):
        if mention.start <= start and start + len(span.after) <= mention.end:
            first, last = start - mention.start, mention.end - start - len(span.after)
            return span.forms(first, last)[0]
    return ""


def _pair(row: Decision, context: tuple[str, str] | None) -> Row:
    """Return the pair that an accepted change teaches."""
    span = _Span.of(row, context)
    form, sound = _widened(span, repaired=True)
    if form.replace(" ", "") == sound.replace(" ", "") and not _known(sound):
        raise Skipped(_SPACE)
    settled = Fixer(_RULES).fix(form)  # pairs are repaired behind the rules
    if settled != form:
        raise Skipped(_BY_RULES if settled == sound else _DAMAGED_BESIDE)
    lesson = _checked(Row(PAIR, form, sound, row.family))
    text = span.left + span.before + span.right
    if not to_repair(text, Config(dictionary=Dictionary((lesson,)))):
        raise Skipped(_NO_USE)
    return lesson


def _checked(row: Row) -> Row:
    for found in problems([row]):
        raise Skipped(found.says)
    return row


# ---------------------------------------------------------------- context from a batch


class Sources:
    """The sources of a batch, which know what stands around a change.

    Attributes:
        problems: files whose text is not known, each with the reason.

    Raises:
        ConfigError: there is no account of a batch in the folder.
    """

    def __init__(self, dst: str | Path) -> None:
        """Open the account of the outputs."""
        self._account = Account(dst)
        self._file = ""
        self._texts: Sequence[str] | None = None
        self.problems: list[str] = []

    def around(self, row: Decision) -> tuple[str, str] | None:
        """Return what stands before and behind a change: all of it, if the source is the one that was decided about."""
        key = f"{row.sha256} {row.file}"
        if key != self._file:  # decisions come file by file
            self._file, self._texts = key, self._read(row)
        if self._texts is None or row.part >= len(self._texts):
            return context_of(row)
        text = self._texts[row.part]
        return (text[: row.start], text[row.end :]) if text[row.start : row.end] == row.before else context_of(row)

    def _read(self, row: Decision) -> list[str] | None:
        found = self._account.find(row.file)
        if found is None or found[0].sha256 != row.sha256:
            self.problems.append(f"{row.file}: the batch has no such file, or another state of it")
            return None
        record, run = found
        form = format_of(row.file)
        try:
            data = source_of(self._account, record)
            return [part.text for part in form.opens(data, reading_of(run.settings)).parts] if form else None
        except (OSError, ThaifixError) as wrong:
            self.problems.append(f"{row.file}: {wrong}")
            return None
