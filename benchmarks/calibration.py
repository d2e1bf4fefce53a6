"""Calibration: of the edits that claim a confidence, how many are right?

Broken text with its sound text is repaired; repaired and sound text are aligned (Levenshtein). An
edit is right if nothing differs within what it wrote, or, where it took something out, at that
place; a space that the text lost beside it is no fault of it. Where the sound text is not to be
trusted in its spaces, only letters, marks and digits are compared, and edits of spaces left out. Pairs
whose consonants changed places (lines that an extractor mixed) cannot be judged edit by edit.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import thaifix
from benchmarks.materials import CORPUS, NothingToMeasureError
from benchmarks.tables import share, table
from thaifix.knowledge import chars
from thaifix.knowledge.glyphs import GLYPHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from thaifix import Config, Edit

__all__ = ["Claim", "claims", "describe", "measure", "reliability"]

_RECOGNISED = "ocr"  # the family of pairs that were read from page images, repaired under the preset for it
_BINS = (0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 1.0)
_NAMES, _WORDS = "names", "words"
_MISSPELT = " misspelt in the sound text too"
"""What is restored in the broken text as in the sound one: the sound text has the author's error."""
_NOT_COMPARED = re.compile("[^\N{THAI CHARACTER KO KAI}-\N{THAI CHARACTER KHOMUT}0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Claim:
    """One edit: the stage that made it, the confidence it claims, and whether it is right."""

    stage: str
    confidence: float
    right: bool


@dataclass(slots=True)
class _Pair:
    broken: str
    truth: str
    letters_only: bool = False
    recognised: bool = False
    lines: list[str] = field(default_factory=list)


def reliability(found: Iterable[Claim]) -> dict[tuple[str, float], tuple[int, int]]:
    """Count the right edits and all edits by stage and by the lower border of their confidence.

    >>> reliability([Claim("decoder", 0.96, right=True), Claim("decoder", 0.951, right=False)])
    {('decoder', 0.95): (1, 2)}
    """
    counts: dict[tuple[str, float], list[int]] = defaultdict(lambda: [0, 0])
    for claim in found:
        border = max((low for low in _BINS if low <= claim.confidence), default=0.0)
        counts[claim.stage, border][0] += claim.right
        counts[claim.stage, border][1] += 1
    return {key: (right, of) for key, (right, of) in sorted(counts.items())}


def claims(
    broken: str, truth: str, *, letters_only: bool = False, config: Config = thaifix.Config.PDF
) -> Iterator[Claim]:
    """Yield every edit of a text with whether it is right.

    >>> [claim.right for claim in claims("ส�ำนักงาน พฒันา", "สำนักงาน พัฒนา")]
    [True, True]
    """
    explained = thaifix.explain(broken, config)
    if not explained.edits:
        return
    kept = [i for i, char in enumerate(explained.text) if not (letters_only and _NOT_COMPARED.match(char))]
    fixed = "".join(explained.text[i] for i in kept)
    wrong = _wrong_places(fixed, _compared(truth, letters_only=letters_only))
    wrong_too: list[tuple[int, str]] | None = None  # where the sound text is restored first
    shift = 0
    for edit in explained.edits:
        start = edit.start + shift
        end = start + len(edit.after)
        shift += len(edit.after) - (edit.end - edit.start)
        if letters_only and _only_spaces(edit):
            continue
        low, high = bisect_left(kept, start), bisect_left(kept, end)
        stage, right = _stage(edit), not any(_spoils(low, high, *one) for one in wrong)
        if not right and stage in {_NAMES, _WORDS}:
            if wrong_too is None:
                wrong_too = _wrong_places(fixed, _compared(thaifix.fix(truth, config), letters_only=letters_only))
            if not any(_spoils(low, high, *one) for one in wrong_too):
                stage, right = stage + _MISSPELT, True
        yield Claim(stage, edit.confidence, right=right)


def _compared(truth: str, *, letters_only: bool) -> str:
    return _NOT_COMPARED.sub("", truth) if letters_only else truth


def _spoils(low: int, high: int, place: int, missing: str) -> bool:
    """Tell whether a difference at ``place`` lies in what an edit wrote between ``low`` and ``high``."""
    if not missing:
        return low <= place < high
    return low <= place <= high if low == high or missing != " " else low < place < high


def _only_spaces(edit: Edit) -> bool:
    return edit.before.replace(" ", "") == edit.after.replace(" ", "")


def _stage(edit: Edit) -> str:
    from thaifix.knowledge import methods  # noqa: PLC0415 - after the package, which it is a part of

    by_words = {method.name for method in (methods.MARK_HOME, methods.WORD_ORDER, methods.RING_RESTORED)}
    by_words |= {method.name for method in (methods.SPACE_IN_WORD, methods.SPACE_BETWEEN, methods.TONE_RESTORED)}
    parts = set(edit.rule.split("+"))
    if methods.NAME_RESTORED.name in parts:
        return _NAMES
    if methods.WORD_RECOGNISED.name in parts:
        return _WORDS
    if methods.SPACE_BETWEEN.name in parts:
        return "decoder: spaces between words"
    return "decoder" if parts & by_words else "rules"


def _wrong_places(fixed: str, truth: str) -> list[tuple[int, str]]:
    """Return the places in ``fixed`` that differ, with what is missing there."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - of the bench group

    return [(op.src_pos, truth[op.dest_pos] if op.tag == "insert" else "") for op in Levenshtein.editops(fixed, truth)]


def measure(shared: Path) -> dict[str, dict[tuple[str, float], tuple[int, int]]]:
    """Return the counts for each set of pairs that is there; the project's own first.

    Raises:
        NothingToMeasureError: not even the project's own pairs are there.
    """
    report = {}
    for name, pairs in _sets(shared):
        report[name] = reliability(claim for one in pairs for claim in _claims_of(one))
    if not any(report.values()):
        message = f"no pairs in {CORPUS / 'roundtrip'} and none in {shared}"
        raise NothingToMeasureError(message)
    return report


def _claims_of(pair: _Pair) -> Iterator[Claim]:
    config = thaifix.Config.OCR if pair.recognised else thaifix.Config.PDF
    return claims(pair.broken, pair.truth, letters_only=pair.letters_only, config=config)


def _sets(shared: Path) -> Iterator[tuple[str, list[_Pair]]]:
    own = CORPUS / "roundtrip" / "pairs.jsonl"
    if own.exists():
        yield "own round trips", _pairs(own, "lossless")
    folder = shared / "eval" / "data" / "pairs"
    if (folder / "roundtrip.jsonl").exists():
        yield "round trips", _pairs(folder / "roundtrip.jsonl", "lossless")
        yield "recognised pages", _pairs(folder / "roundtrip.jsonl", _RECOGNISED)
    if (folder / "budget.jsonl").exists():
        yield "budget cells", _pairs(folder / "budget.jsonl", "")


def _pairs(path: Path, family: str) -> list[_Pair]:
    """Read pairs, the rows of one document joined by line ends so that they share its evidence."""
    documents: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            if (not family or family in row["families"]) and _in_order(row["broken"], row["truth"]):
                documents[row.get("doc") or str(number)].append(row)
    return [
        _Pair(
            "\n".join(row["broken"].replace("\n", " ") for row in rows),
            "\n".join(row["truth"].replace("\n", " ") for row in rows),
            letters_only=family == _RECOGNISED or any(row.get("letters_only") for row in rows),
            recognised=family == _RECOGNISED,
        )
        for rows in documents.values()
    ]


def _in_order(broken: str, truth: str) -> bool:
    """Tell whether the consonants of both come in one order; beside letters that changed places no edit can be judged.

    >>> _in_order("ทีไ่ด้", "ที่ได้"), _in_order("ได้ที่", "ที่ได้")
    (True, False)
    """
    return _consonants(broken) == _consonants(truth)


def _consonants(text: str) -> str:
    read = "".join(GLYPHS.get(char, char) for char in text)
    return "".join(char for char in read if char in chars.CONSONANTS)


def describe(report: dict[str, dict[tuple[str, float], tuple[int, int]]]) -> str:
    """Return the reliability tables."""
    parts = []
    for name, counts in report.items():
        rows = [[stage, f"{low:g} and more", share(right, of)] for (stage, low), (right, of) in counts.items()]
        of = sum(all_ for (_, low), (_, all_) in counts.items() if low >= _BINS[0])
        right = sum(good for (_, low), (good, _) in counts.items() if low >= _BINS[0])
        rows.append(["all", "0.9 and more", share(right, of)])
        parts.append(table([name, "confidence", "right"], rows))
    return "\n\n".join(parts)
