"""Count the character trigrams of Thai text and write ``thaifix/data/trigrams.bin``.

    python -m tools.build_trigrams TEXT.jsonl

TEXT.jsonl has one object a line with the key ``text``. The shipped table was counted on the
government news of thaigov-v2-corpus (public domain); counts carry no wording. The hash of the
input and of the output are kept in ``thaifix/data/SOURCES.json``.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import zlib
from collections import Counter
from pathlib import Path

from thaifix.trigrams import ALPHABET_SIZE, NATS_PER_STEP, encode
from tools.records import DATA, NEWS, digest, write_record

_RUNS = re.compile(rb"([\x00\x01])\1+")  # long numbers and blank space say nothing about Thai
_HIGHEST = 255


def count(path: Path) -> Counter[tuple[int, int, int]]:
    """Count trigrams of symbols over all texts of a JSON Lines file."""
    counts: Counter[tuple[int, int, int]] = Counter()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            symbols = _RUNS.sub(rb"\1", b"\0\0" + encode(json.loads(line)["text"]))
            counts.update(zip(symbols, symbols[1:], symbols[2:], strict=False))
    return counts


def smooth(trigrams: Counter[tuple[int, int, int]]) -> bytes:
    """Turn counts into quantised costs for every trigram, by Witten-Bell interpolation."""
    bigrams: Counter[tuple[int, int]] = Counter()
    unigrams: Counter[int] = Counter()
    for (_, second, third), times in trigrams.items():
        bigrams[second, third] += times
        unigrams[third] += times
    symbols = range(ALPHABET_SIZE)
    total, kinds = unigrams.total(), len(unigrams)
    flat = [(unigrams[c] + kinds / ALPHABET_SIZE) / (total + kinds) for c in symbols]
    pairs = [_interpolate([bigrams[b, c] for c in symbols], flat) for b in symbols]
    table = bytearray()
    for a in symbols:
        for b in symbols:
            row = _interpolate([trigrams[a, b, c] for c in symbols], pairs[b])
            table.extend(min(_HIGHEST, round(-math.log(p) / NATS_PER_STEP)) for p in row)
    return bytes(table)


def _interpolate(counts: list[int], backoff: list[float]) -> list[float]:
    """Mix the counts after one context with a shorter context's distribution."""
    total = sum(counts)
    kinds = sum(1 for times in counts if times)
    if not total:
        return backoff
    return [(times + kinds * p) / (total + kinds) for times, p in zip(counts, backoff, strict=True)]


def main(argv: list[str] | None = None) -> int:
    """Build the table and record its provenance."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=DATA / "trigrams.bin")
    args = parser.parse_args(argv)
    counts = count(args.text)
    packed = zlib.compress(smooth(counts), 9)
    args.output.write_bytes(packed)
    made = {"generator": "tools/build_trigrams.py", **NEWS}
    write_record(args.output, {**made, "input_sha256": digest(args.text), "characters": counts.total()})
    print(f"{args.output}: {len(packed):,} bytes from {counts.total():,} characters")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
