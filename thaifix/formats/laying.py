"""A changed text laid back on the runs that it was read from, which keep what they have of it.

A word can be cut into runs by formatting, by tags or by the boxes of an OCR program. Only the old and the new text are
known; their difference, code point by code point, says what became of each run.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

__all__ = ["lay", "lay_words"]


class _Step(NamedTuple):
    """A stretch of the old text and what stands for it in the new one; kept as it is or not."""

    start: int
    end: int
    new: str
    kept: bool


def lay(runs: Sequence[str], text: str) -> list[str]:
    """Return runs that read a text together, as like to the old ones as can be.

    What comes for letters of several runs goes to the run where they begin; what comes between two runs, to the
    first. So marks follow their letter.

    >>> lay(["พฒั", "นา", "คณุ"], "พัฒนาคุณ")
    ['พัฒ', 'นา', 'คุณ']
    >>> lay(["ส", " า", "นัก"], "สำนัก")
    ['ส', 'ำ', 'นัก']
    """
    if len(runs) == 1:
        return [text]
    laid = [""] * len(runs)
    ends = list(accumulate(map(len, runs)))
    run = 0
    for step in _steps("".join(runs), text):
        if not step.kept:
            run = _run_at(ends, run, step)
            laid[run] += step.new
            continue
        start = step.start
        while start < step.end:
            while ends[run] <= start:
                run += 1
            stop = min(step.end, ends[run])
            laid[run] += step.new[start - step.start : stop - step.start]
            start = stop
    return laid


def _run_at(ends: Sequence[int], run: int, step: _Step) -> int:
    """Return the run that a change belongs to; what is only put in belongs to the letter before it."""
    place = step.start if step.end > step.start else max(step.start - 1, 0)
    # Runs are only gone through forwards, and a place before the current run means its beginning.
    while run < len(ends) - 1 and ends[run] <= place:
        run += 1
    return run


def _steps(old: str, new: str) -> Iterator[_Step]:
    """Walk through the difference of two texts; changes that touch are one step."""
    start = new_start = 0
    for at, new_at, size in _blocks(old, new):
        if at > start or new_at > new_start:
            yield _Step(start, at, new[new_start:new_at], kept=False)
        if size:
            yield _Step(at, at + size, new[new_at : new_at + size], kept=True)
        start, new_start = at + size, new_at + size


def _blocks(old: str, new: str) -> Iterator[tuple[int, int, int]]:
    """Yield what is common to both: where in the old one, where in the new one, how long; the last ends both."""
    at = new_at = 0
    # Repairs keep lines, and the difference of a book costs as much as the square of its length.
    by_line = old.count("\n") == new.count("\n")
    pieces = zip(old.split("\n"), new.split("\n"), strict=True) if by_line else [(old, new)]
    for piece, new_piece in pieces:
        if at or new_at:
            yield at - 1, new_at - 1, 1
        yield from ((at + start, new_at + other, size) for start, other, size in _common(piece, new_piece))
        at += len(piece) + 1
        new_at += len(new_piece) + 1
    yield len(old), len(new), 0


def _common(old: str, new: str) -> list[tuple[int, int, int]]:
    if old == new:
        return [(0, 0, len(old))]
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - of an extra; who opens files with runs asks for it

    return [(block.a, block.b, block.size) for block in Levenshtein.opcodes(old, new).as_matching_blocks()]


def lay_words(words: Sequence[str], text: str) -> list[str]:
    """Return words that read a text when they are joined by spaces, the empty ones left out.

    Where a space between two words has gone they become one, in the place of the first.

    >>> lay_words(["ส", "านักงาน", "ก.พ.ร."], "สำนักงาน ก.พ.ร.")
    ['สำนักงาน', '', 'ก.พ.ร.']
    >>> lay_words(["การพฒันา", "ระบบ"], "การ พัฒนา ระบบ")
    ['การ พัฒนา', 'ระบบ']
    """
    laid: list[str] = []
    for group, size in _groups(words, text):
        laid += [group, *[""] * (size - 1)]
    return laid


def _groups(words: Sequence[str], text: str) -> Iterator[tuple[str, int]]:
    """Cut a text at the spaces between words that it has kept: each piece, and how many words it stands for."""
    spaces = [end - 1 for end in accumulate(len(word) + 1 for word in words[:-1])]
    kept = _kept(" ".join(words), text, set(spaces))
    start, first = 0, 0
    for number, space in enumerate(spaces, 1):
        cut = kept.get(space)
        # An empty word would lose its space when the words are read again.
        if cut is not None and cut > start and cut + 1 < len(text):
            yield text[start:cut], number - first
            start, first = cut + 1, number
    yield text[start:], len(words) - first


def _kept(old: str, new: str, places: AbstractSet[int]) -> dict[int, int]:
    """Return where the letters of some places of the old text are in the new one, if they are."""
    found: dict[int, int] = {}
    for at, new_at, size in _blocks(old, new):
        found.update((place, new_at + place - at) for place in range(at, at + size) if place in places)
    return found
