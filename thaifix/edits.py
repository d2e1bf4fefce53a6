"""Edits as values: replay, undo, compose, and offsets both ways. No Thai in this module.

Positions count code points (``str`` indices), as Python does; they are half open, and an
edit with ``start == end`` inserts.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from thaifix.errors import InputError, ReplayError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["Edit", "OffsetMap", "apply", "compose", "moves", "shift", "trim", "undo"]

_T = TypeVar("_T")
_SHOWN = 20  # code points of a text that an error message quotes


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: the source's ``[start, end)`` read ``before`` and now reads ``after``.

    Attributes:
        start: first code point of the source that the edit replaces.
        end: one past the last.
        before: the source's text there; ``len(before) == end - start``.
        after: what stands in its place.
        family: the kind of damage, one of :data:`thaifix.knowledge.families.FAMILIES`.
        rule: the row that made the edit; rows that worked on the same spot one after
            another are joined by ``+`` in the order they were applied.
        confidence: 0 to 1, how sure the row is; of several joined rows, the least.

    >>> Edit(1, 2, "�", "", "sara-am", "hole-before-am", 1.0)
    Edit(start=1, end=2, before='�', after='', family='sara-am', rule='hole-before-am', confidence=1.0)
    """

    start: int
    end: int
    before: str
    after: str
    family: str
    rule: str
    confidence: float

    def to_dict(self) -> dict[str, Any]:
        """Return the edit as a plain mapping, in the order of its fields: a line of edits.jsonl."""
        return {  # `asdict` takes eight times as long, and batches write edits by the million
            "start": self.start,
            "end": self.end,
            "before": self.before,
            "after": self.after,
            "family": self.family,
            "rule": self.rule,
            "confidence": self.confidence,
        }

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Edit:
        """Build an edit from such a mapping; other keys are ignored.

        >>> edit = Edit(0, 1, "a", "b", "ocr", "r", 0.5)
        >>> Edit.from_dict(edit.to_dict()) == edit
        True

        Raises:
            InputError: a key is missing or a value has the wrong type.
        """
        try:
            return cls(
                start=_typed(row["start"], int),
                end=_typed(row["end"], int),
                before=_typed(row["before"], str),
                after=_typed(row["after"], str),
                family=_typed(row["family"], str),
                rule=_typed(row["rule"], str),
                confidence=float(row["confidence"]),
            )
        except KeyError as missing:
            message = f"an edit needs the key {missing}; it has {', '.join(map(repr, row)) or 'none'}"
            raise InputError(message) from missing
        except (TypeError, ValueError) as wrong:
            message = f"an edit has a value of the wrong type: {wrong}"
            raise InputError(message) from wrong


def _typed(value: object, kind: type[_T]) -> _T:
    if not isinstance(value, kind) or isinstance(value, bool):
        message = f"expected {kind.__name__}, found {value!r}"
        raise TypeError(message)
    return value


def apply(source: str, edits: Iterable[Edit]) -> str:
    """Replay edits on the source they were made for; their order does not matter.

    >>> apply("นำ้", [Edit(1, 3, "ำ้", "้ำ", "sara-am", "tone-after-am", 1.0)])
    'น้ำ'

    Raises:
        ReplayError: two edits overlap, or the source does not read ``before`` where an edit says.
    """
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=_place):
        if edit.start < done or edit.end < edit.start:
            message = f"edit {edit.start}:{edit.end} overlaps the one that ends at {done}; replay each edit once"
            raise ReplayError(message)
        _check(source, edit.start, edit.end, edit.before, edit)
        pieces.append(source[done : edit.start])
        pieces.append(edit.after)
        done = edit.end
    pieces.append(source[done:])
    return "".join(pieces)


def undo(text: str, edits: Iterable[Edit]) -> str:
    """Give the exact source back from the repaired text and all the edits that made it.

    >>> undo("น้ำ", [Edit(1, 3, "ำ้", "้ำ", "sara-am", "tone-after-am", 1.0)])
    'นำ้'

    Raises:
        ReplayError: the text does not read ``after`` where an edit put it: it is not the text
            that these edits made, or some of them are missing.
    """
    pieces: list[str] = []
    done = shift = 0
    for edit in sorted(edits, key=_place):
        start = edit.start + shift
        end = start + len(edit.after)
        if start < done:
            message = f"edit {edit.start}:{edit.end} overlaps the one before it; undo each edit once"
            raise ReplayError(message)
        _check(text, start, end, edit.after, edit)
        pieces.append(text[done:start])
        pieces.append(edit.before)
        done = end
        shift += len(edit.after) - len(edit.before)
    pieces.append(text[done:])
    return "".join(pieces)


_place = attrgetter("start", "end")


def _check(text: str, start: int, end: int, expected: str, edit: Edit) -> None:
    found = text[start:end]
    if found != expected or end > len(text) or start < 0:
        message = (
            f"edit {edit.start}:{edit.end} ({edit.rule}) expects {expected[:_SHOWN]!r} at code point {start}, "
            f"found {found[:_SHOWN]!r}; replay edits only on the text they were made for"
        )
        raise ReplayError(message)


def shift(edit: Edit, by: int) -> Edit:
    """Move an edit by a number of code points: from a line or window into the text it was cut from.

    >>> shift(Edit(1, 2, "�", "", "sara-am", "r", 1.0), 40).start
    41
    """
    return Edit(  # thousands are moved in a text; `dataclasses.replace` costs three times as much
        edit.start + by, edit.end + by, edit.before, edit.after, edit.family, edit.rule, edit.confidence
    )


def trim(edit: Edit) -> Edit | None:
    """Narrow an edit to the code points that differ; ``None`` if nothing does.

    >>> trim(Edit(0, 4, "ส�ำน", "สำน", "sara-am", "r", 1.0))
    Edit(start=1, end=2, before='�', after='', family='sara-am', rule='r', confidence=1.0)
    """
    before, after = edit.before, edit.after
    if before == after:
        return None
    shortest = min(len(before), len(after))
    head = 0
    while head < shortest and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < shortest - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    if not head and not tail:
        return edit
    return Edit(
        edit.start + head,
        edit.end - tail,
        before[head : len(before) - tail],
        after[head : len(after) - tail],
        edit.family,
        edit.rule,
        edit.confidence,
    )


def moves(edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    """Yield edits by themselves, or two that belong together: what one puts in, the next one takes out elsewhere.

    Whoever leaves one of the two out has a mark twice or not at all.

    >>> home, away = Edit(2, 2, "", "่", "ocr", "r", 0.9), Edit(4, 5, "่", "", "ocr", "r", 0.9)
    >>> [len(move) for move in moves([home, away, home])]
    [2, 1]
    """
    first: Edit | None = None
    for edit in edits:
        if first is not None and first.after == edit.before and not edit.after and first.rule == edit.rule:
            yield [first, edit]
            first = None
            continue
        if first is not None:
            yield [first]
        first = edit if not edit.before else None
        if first is None:
            yield [edit]
    if first is not None:
        yield [first]


def compose(first: Sequence[Edit], second: Sequence[Edit], source: str) -> list[Edit]:
    """Join edits of two stages, source to middle and middle to result, into source to result.

    Both lists are sorted and free of overlap; so is the answer. Where an edit of the second
    stage meets the outcome of one of the first, they become one edit: the first one's family,
    which is the root of the damage, both rules, and the lower confidence.

    >>> swap = Edit(1, 3, "é่", "่é", "mark-order", "swap", 0.9)
    >>> glyph = Edit(2, 3, "é", "ี", "glyph", "e-acute", 1.0)
    >>> compose([swap], [glyph], "กé่")
    [Edit(start=1, end=3, before='é่', after='่ี', family='mark-order', rule='swap+e-acute', confidence=0.9)]
    """
    composed: list[Edit] = []
    moved = 0  # middle = source + moved, for all that lies before both heads
    ahead = 0
    waiting = list(reversed(second))
    while ahead < len(first) or waiting:
        if not waiting or (ahead < len(first) and _before(first[ahead], moved, waiting[-1])):
            edit = first[ahead]
            ahead += 1
            moved += len(edit.after) - len(edit.before)
            composed.append(edit)
        elif ahead >= len(first) or waiting[-1].end < first[ahead].start + moved:
            edit = waiting.pop()
            composed.append(shift(edit, -moved))
        else:
            merged, ahead, moved = _merge(first, ahead, moved, waiting, source)
            if merged is not None:
                composed.append(merged)
    return composed


def _before(edit: Edit, moved: int, other: Edit) -> bool:
    """Tell whether a first-stage edit's outcome lies strictly before a second-stage edit."""
    return edit.start + moved + len(edit.after) < other.start


def _merge(
    first: Sequence[Edit], ahead: int, moved: int, waiting: list[Edit], source: str
) -> tuple[Edit | None, int, int]:
    """Merge the touching group at the two heads; return the edit and the new state of `compose`."""
    start = min(first[ahead].start + moved, waiting[-1].start)  # of the group, in the middle text
    source_start = start - moved
    end = start
    olds: list[Edit] = []
    news: list[Edit] = []
    while True:
        if ahead < len(first) and first[ahead].start + moved <= end:
            edit = first[ahead]
            end = max(end, edit.start + moved + len(edit.after))
            moved += len(edit.after) - len(edit.before)
            olds.append(edit)
            ahead += 1
        elif waiting and waiting[-1].start <= end:
            news.append(waiting.pop())
            end = max(end, news[-1].end)
        else:
            break
    source_end = end - moved
    before = source[source_start:source_end]
    middle = _splice(before, source_start, olds)
    after = _splice(middle, start, news)
    rules = dict.fromkeys(rule for edit in (*olds, *news) for rule in edit.rule.split("+"))
    merged = Edit(
        start=source_start,
        end=source_end,
        before=before,
        after=after,
        family=(olds or news)[0].family,
        rule="+".join(rules),
        confidence=min(edit.confidence for edit in (*olds, *news)),
    )
    return trim(merged), ahead, moved


def _splice(text: str, offset: int, edits: Sequence[Edit]) -> str:
    pieces: list[str] = []
    done = 0
    for edit in edits:
        pieces.append(text[done : edit.start - offset])
        pieces.append(edit.after)
        done = edit.end - offset
    pieces.append(text[done:])
    return "".join(pieces)


class OffsetMap:
    """Offsets between a source and its repaired text, both ways, in O(log edits) each.

    Outside the edits the maps are each other's inverse. A position inside an edit goes as far
    into its other side as there is room; both maps never step backwards.

    >>> offsets = OffsetMap([Edit(1, 2, "�", "", "sara-am", "r", 1.0)], source_length=8)
    >>> offsets.to_fixed(3), offsets.to_source(2)
    (2, 3)
    """

    __slots__ = ("_fixed_length", "_rows", "_source_length")

    def __init__(self, edits: Sequence[Edit], source_length: int) -> None:
        """Read sorted edits of a source of ``source_length`` code points."""
        self._rows: list[tuple[int, int, int, int]] = []
        shift = 0
        for edit in edits:
            fixed = edit.start + shift
            self._rows.append((edit.start, edit.end, fixed, fixed + len(edit.after)))
            shift += len(edit.after) - len(edit.before)
        self._source_length = source_length
        self._fixed_length = source_length + shift

    def to_fixed(self, position: int) -> int:
        """Map a position of the source, 0 to its length, to the repaired text."""
        self._check(position, self._source_length, "source")
        row = bisect_right(self._rows, position, key=lambda r: r[0]) - 1
        if row < 0:
            return position
        start, end, fixed_start, fixed_end = self._rows[row]
        if position >= end:
            return position - end + fixed_end
        return min(position - start + fixed_start, fixed_end)

    def to_source(self, position: int) -> int:
        """Map a position of the repaired text, 0 to its length, to the source."""
        self._check(position, self._fixed_length, "repaired text")
        row = bisect_right(self._rows, position, key=lambda r: r[2]) - 1
        if row < 0:
            return position
        start, end, fixed_start, fixed_end = self._rows[row]
        if position >= fixed_end:
            return position - fixed_end + end
        return min(position - fixed_start + start, end)

    @staticmethod
    def _check(position: int, length: int, name: str) -> None:
        if not 0 <= position <= length:
            message = f"offset {position} lies outside the {name}; give 0 to {length}"
            raise InputError(message)
