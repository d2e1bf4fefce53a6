"""Count how words go with the spaces of Thai and write ``thaifix/data/spaces.bin``.

    python -m tools.build_spaces TEXT.jsonl

TEXT.jsonl has one object a line with the key ``text``. Thai writes no space between words, but
one between phrases; which words stand at the end and the start of a phrase tells a genuine space
from one that a PDF program put in. The text is cut into words of the shipped lexicon; for each
word, spaces behind and before it are counted. A logistic regression on every twentieth document,
which is left out of the counts, weighs the two with the letters around (`gap_cost`). Run it
again after ``tools/build_lexicon.py``: the table is laid out by the nodes of the lexicon.
"""

from __future__ import annotations

import argparse
import math
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from thaifix import lexicon
from thaifix.evidence import gap_cost
from thaifix.knowledge import chars
from thaifix.spaces import HEADER, MAGIC, ZERO
from tools.build_lexicon import make_trie, read_texts, segment
from tools.records import DATA, NEWS, digest, write_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tools.build_lexicon import Trie

_STRETCH = re.compile(f"[{chars.LETTERS}]+(?: [{chars.LETTERS}]+)*")
_HELD_OUT = 20  # every so many documents
_PRIOR = 5.0  # times that each word is taken to have been seen with the average share of spaces
_STEP = lexicon.NATS_PER_STEP


class Boundary(NamedTuple):
    """Where one word ends and the next begins; a stretch that is in no word is the empty string."""

    before: str
    after: str
    spaced: bool
    gap: float


def boundaries(texts: Iterable[str], trie: Trie) -> Iterator[Boundary]:
    """Yield every boundary between two words, or a word and letters in no word."""
    cut: dict[str, list[str]] = {}
    for text in texts:
        for stretch in _STRETCH.finditer(text):
            last: tuple[str, str] | None = None
            for part in stretch[0].split(" "):
                if part not in cut:
                    cut[part] = [token.text if token.known else "\0" + token.text for token in segment(part, trie)]
                spaced = True
                for token in cut[part]:
                    word, letters = ("", token[1:]) if token[0] == "\0" else (token, token)
                    if last is not None:
                        yield Boundary(last[0], word, spaced, gap_cost(last[1][-2:], letters[:2]))
                    last, spaced = (word, letters), False


@dataclass(slots=True)
class Side:
    """How often a word stood on one side of a boundary, and how often of a space."""

    all: Counter[str] = field(default_factory=Counter)
    spaced: Counter[str] = field(default_factory=Counter)

    def add(self, word: str, *, spaced: bool) -> None:
        """Count one boundary."""
        self.all[word] += 1
        self.spaced[word] += spaced

    def log_odds(self, word: str) -> float:
        """Return by how many nats a word makes a space likelier than on average, shrunk to 0."""
        total, spaced = self.all.total(), self.spaced.total()
        share = spaced / total
        there, not_there = self.spaced[word] + _PRIOR * share, self.all[word] - self.spaced[word] + _PRIOR * (1 - share)
        return math.log(there / not_there) - math.log(share / (1 - share))


def fit(rows: Sequence[tuple[float, ...]], answers: Sequence[bool]) -> list[float]:
    """Return the weights of a logistic regression, by Newton's method."""
    size = len(rows[0])
    weights = [0.0] * size
    for _ in range(12):
        gradient = [0.0] * size
        curvature = [[1e-9 * (i == j) for j in range(size)] for i in range(size)]
        for row, answer in zip(rows, answers, strict=True):
            p = 1 / (1 + math.exp(-sum(w * x for w, x in zip(weights, row, strict=True))))
            for i, x in enumerate(row):
                gradient[i] += x * (answer - p)
                for j, y in enumerate(row):
                    curvature[i][j] += p * (1 - p) * x * y
        weights = [w + d for w, d in zip(weights, _solve(curvature, gradient), strict=True)]
    return weights


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve a small system by Gaussian elimination; the matrix is positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i, pivot in enumerate(rows):
        for other in rows[:i] + rows[i + 1 :]:
            factor = other[i] / pivot[i]
            other[:] = [a - factor * b for a, b in zip(other, pivot, strict=True)]
    return [row[-1] / row[i] for i, row in enumerate(rows)]


def pack(weights: Sequence[float], behind: Side, before: Side, words: lexicon.Lexicon) -> bytes:
    """Lay out, by the nodes of the lexicon, what a kept space costs behind and before each word."""
    bias, gap, after_weight, before_weight = weights
    cells = len(words.check)
    tables = [bytearray([ZERO] * cells), bytearray([ZERO] * cells)]
    for table, side, weight, start in (
        (tables[0], behind, after_weight, bias),
        (tables[1], before, before_weight, 0.0),
    ):
        steps: Callable[[float], int] = lambda nats: max(1, min(255, ZERO + round(nats / _STEP)))  # noqa: E731 - one use
        for word in ["", *words]:
            table[words.node(word) if word else 0] = steps(-start - weight * side.log_odds(word))
    return HEADER.pack(MAGIC, cells, -gap) + zlib.compress(bytes(tables[0] + tables[1]), 9)


def main(argv: list[str] | None = None) -> int:
    """Build the table and record its provenance."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=DATA / "spaces.bin")
    args = parser.parse_args(argv)
    words = lexicon.load()
    trie = make_trie({word: words.word_cost(word) for word in words if "." not in word})
    behind, before = Side(), Side()
    for boundary in boundaries(read_texts(args.text, keep=lambda number: number % _HELD_OUT != 0), trie):
        behind.add(boundary.before, spaced=boundary.spaced)
        before.add(boundary.after, spaced=boundary.spaced)
    held_out = list(boundaries(read_texts(args.text, keep=lambda number: number % _HELD_OUT == 0), trie))
    rows = [(1.0, row.gap, behind.log_odds(row.before), before.log_odds(row.after)) for row in held_out]
    weights = fit(rows, [row.spaced for row in held_out])
    args.output.write_bytes(pack(weights, behind, before, words))
    _record(args.text, args.output, behind.all.total(), weights)
    guesses = [sum(w * x for w, x in zip(weights, row, strict=True)) > 0 for row in rows]
    wrong = sum(guess != boundary.spaced for guess, boundary in zip(guesses, held_out, strict=True))
    print(f"{args.output}: {args.output.stat().st_size:,} bytes; weights {[round(weight, 3) for weight in weights]}")
    print(f"of {len(rows):,} boundaries held out, {wrong / len(rows):.4f} are guessed wrong")
    return 0


def _record(text: Path, output: Path, counted: int, weights: Sequence[float]) -> None:
    entry = {
        "generator": "tools/build_spaces.py",
        **NEWS,
        "inputs": {"thaigov-v2-corpus": digest(text), "lexicon.bin": digest(DATA / "lexicon.bin")},
        "boundaries": counted,
        "weights": [round(weight, 3) for weight in weights],
    }
    write_record(output, entry)


if __name__ == "__main__":
    raise SystemExit(main())
