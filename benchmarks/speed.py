"""Speed beside the peers: the same texts, the same run, round by round, in CPU time.

A figure of one machine says little, so ratios are what is reported: each round measures every tool
once, one after the other, and the ratio is taken within the round, where the machine is in the
same mood for all.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from time import process_time
from typing import TYPE_CHECKING, Any, TypeAlias

from benchmarks.materials import NothingToMeasureError, cells, sample_book
from benchmarks.tables import spread, table
from thaifix import pipeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    Tool: TypeAlias = "Callable[[str], object] | OfAll"

__all__ = ["Comparison", "Material", "OfAll", "compare", "describe", "materials", "tools"]

REFERENCE = "thaifix.fix"
_KILO, _MEGA = 1_000, 1_000_000  # bytes of a text, about
_FEWEST_ROUNDS = 5
_SHORTEST = 0.02  # CPU seconds of one timing at least; a tool that is done sooner is called again
_BYTES = 400_000  # of a material, about


@dataclass(frozen=True, slots=True)
class Material:
    """Texts of one kind. A tool is called once for each text."""

    name: str
    texts: tuple[str, ...]

    @property
    def megabytes(self) -> float:
        """Size in UTF-8."""
        return sum(len(text.encode()) for text in self.texts) / 1e6


@dataclass(frozen=True, slots=True)
class OfAll:
    """A tool that takes all texts of a material at once."""

    tool: Callable[[Sequence[str]], object]


@dataclass(frozen=True, slots=True)
class Comparison:
    """CPU seconds a megabyte of each tool on one material, one value a round."""

    material: Material
    rounds: Mapping[str, Sequence[float]]

    def ratios(self, tool: str) -> list[float]:
        """How many times the reference's time a tool took, round by round."""
        return [mine / its for mine, its in zip(self.rounds[tool], self.rounds[REFERENCE], strict=True)]

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain values."""
        return {
            "material": self.material.name,
            "texts": len(self.material.texts),
            "megabytes": self.material.megabytes,
            "seconds_per_megabyte": {tool: list(values) for tool, values in self.rounds.items()},
            "times_thaifix": {tool: self.ratios(tool) for tool in self.rounds},
        }


def tools() -> tuple[dict[str, Tool], list[str]]:
    """Return the tools that are installed, and why the others are left out."""
    import ftfy  # noqa: PLC0415 - a peer here, loaded only to be measured

    import thaifix  # noqa: PLC0415 - beside its peers

    fixer = thaifix.Fixer()
    found: dict[str, Tool] = {
        REFERENCE: thaifix.fix,
        "thaifix fix_many": OfAll(lambda texts: list(fixer.fix_many(texts))),
        "thaifix.explain": thaifix.explain,
        "ftfy.fix_text": ftfy.fix_text,
    }
    skipped: list[str] = []
    try:
        from pythainlp.util import normalize  # noqa: PLC0415 - optional
    except ImportError as missing:
        skipped.append(f"pythainlp.util.normalize ({missing})")
    else:
        found["pythainlp normalize"] = normalize
    try:
        from fixthaipdf import clean  # noqa: PLC0415 - optional
    except ImportError as missing:
        skipped.append(f"fixthaipdf ({missing})")
    else:
        found["fixthaipdf"] = clean
    found["encode + decode"] = _there_and_back
    return found, skipped


def _there_and_back(text: str) -> str:
    return text.encode().decode()


def materials(corpus: Path, shared: Path) -> list[Material]:
    """Gather the texts: of the corpus, and of the further data where there is any."""
    book = sample_book(corpus)
    own = [
        Material("sound sample book, repeated", (_repeated("\n".join(book.sound)),)),
        Material("broken sample book, repeated", (_repeated("\n".join(book.broken)),)),
        Material("table cells, 1 in 20 damaged", tuple(cells(corpus))),
    ]
    return [*own, *_shared_materials(shared)]


def _repeated(text: str) -> str:
    return text * max(1, _BYTES // len(text.encode()))


def _shared_materials(shared: Path) -> Iterator[Material]:
    award = shared / "book" / "award_book.txt"
    if award.is_file():
        yield Material("award book", (award.read_text(encoding="utf-8"),))
    clean = sorted((shared / "eval" / "data" / "clean").glob("*.jsonl"))
    if clean:
        news = tuple(_some(clean[0]))
        whole = "\n".join(news)
        yield Material("sound government news, one text of 1 MB", (whole * (1 + _MEGA // len(whole.encode())),))
        yield Material("sound government news, texts of 1 KB", tuple(_cut(whole, _KILO // 3)))
        yield Material("sound government news, article by article", news)


def _cut(text: str, size: int) -> Iterator[str]:
    """Yield the lines of a text in groups of about so many code points."""
    group: list[str] = []
    for line in text.split("\n"):
        group.append(line)
        if sum(map(len, group)) >= size:
            yield "\n".join(group)
            group = []


def _some(path: Path) -> Iterator[str]:
    """Yield texts of a JSON Lines file until they are enough."""
    size = 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            size += len(text.encode())
            yield text
            if size > 2 * _BYTES:
                return


def compare(
    material: Material, tools: Mapping[str, Tool], seconds: float, clock: Callable[[], float] = process_time
) -> Comparison:
    """Time every tool in each round, until the time is spent; five rounds at least.

    Raises:
        NothingToMeasureError: the material is empty.
    """
    if not material.megabytes:
        message = f"{material.name} is empty"
        raise NothingToMeasureError(message)
    repeats = {name: _repeats(tool, material, clock) for name, tool in tools.items()}
    rounds: dict[str, list[float]] = {name: [] for name in tools}
    started = clock()
    while len(rounds[REFERENCE]) < _FEWEST_ROUNDS or clock() - started < seconds:
        for name, tool in tools.items():
            taken = _time(tool, material, repeats[name], clock)
            rounds[name].append(taken / repeats[name] / material.megabytes)
    return Comparison(material, rounds)


def _repeats(tool: Tool, material: Material, clock: Callable[[], float]) -> int:
    """Warm a tool up, and tell how many times to call it for a timing of some length."""
    _time(tool, material, 1, clock)
    taken = _time(tool, material, 1, clock)
    return max(1, math.ceil(_SHORTEST / max(taken, 1e-6)))


def _time(tool: Tool, material: Material, repeats: int, clock: Callable[[], float]) -> float:
    texts = material.texts
    pipeline.forget()  # what a table says twice is remembered, what the round before said is not
    started = clock()
    for _ in range(repeats):
        if isinstance(tool, OfAll):
            tool.tool(texts)
            continue
        for text in texts:
            tool(text)
    return clock() - started


def describe(comparison: Comparison) -> str:
    """Write a comparison as a table."""
    material = comparison.material
    rows = [
        [tool, spread([1000 * value for value in values]), spread(comparison.ratios(tool))]
        for tool, values in comparison.rounds.items()
    ]
    count = len(comparison.rounds[REFERENCE])
    texts = "1 text" if len(material.texts) == 1 else f"{len(material.texts)} texts"
    head = f"\n**{material.name}**: {material.megabytes:.2f} MB in {texts}, {count} rounds\n\n"
    return head + table(["tool", "CPU ms/MB, median (range)", "times thaifix, median (range)"], rows)
