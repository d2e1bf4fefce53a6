"""Pages of one text, repaired as one and told page by page.

What codes and swapped letters stand for is learned in each text by itself (docs/pipeline.md), and a page shows too
little of it: of the pages of a PDF that lost its letters, one in nine comes back if each is repaired alone, and six in
ten if all are repaired together.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

from thaifix.diagnosis import describe
from thaifix.edits import Edit
from thaifix.explanation import Explanation, Finding
from thaifix.formats.parts import PAGE_END, pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thaifix.fixer import Fixer

__all__ = ["explain_pages"]

_Spot = TypeVar("_Spot", Edit, Finding)


def explain_pages(fixer: Fixer, texts: Sequence[str]) -> list[Explanation]:
    r"""Repair the pages of a document together, and return what came of each.

    >>> from thaifix import Fixer
    >>> [page.text for page in explain_pages(Fixer(), ["ส�ำนักงาน", "", "เเผนที่"])]
    ['สำนักงาน', '', 'แผนที่']
    """
    whole = fixer.explain(PAGE_END.join(texts))
    fixed = pages(whole.text)
    starts = list(accumulate((len(text) + 1 for text in texts[:-1]), initial=0))
    edits, suggestions = _cut(whole.edits, starts), _cut(whole.suggestions, starts)
    findings = _cut(whole.diagnosis.findings, starts)
    if len(fixed) != len(texts) or not (_fit(edits, texts) and _fit(suggestions, texts) and _fit(findings, texts)):
        # A page has a form feed in it, or damage goes over the end of one: it cannot be told page by page.
        alone = fixer.learn(texts)
        return [alone.explain(text) for text in texts]
    return [
        Explanation(
            source=source,
            text=source if source == text else text,
            edits=tuple(edits[number]),
            suggestions=tuple(suggestions[number]),
            diagnosis=describe(source, findings[number]),
        )
        for number, (source, text) in enumerate(zip(texts, fixed, strict=True))
    ]


def _fit(spots: Sequence[Sequence[Edit | Finding]], texts: Sequence[str]) -> bool:
    """Tell whether what lies in each page ends in it."""
    return all(spot.end <= len(text) for page, text in zip(spots, texts, strict=True) for spot in page)


def _cut(spots: Sequence[_Spot], starts: Sequence[int]) -> list[list[_Spot]]:
    """Return what lies in each page, in positions of the page."""
    found: list[list[_Spot]] = [[] for _ in starts]
    for spot in spots:
        page = bisect_right(starts, spot.start) - 1
        found[page].append(replace(spot, start=spot.start - starts[page], end=spot.end - starts[page]))
    return found
