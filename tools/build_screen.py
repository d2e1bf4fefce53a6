"""Count what damage does to the sequences of letters in Thai text, and write ``thaifix/data/screen.bin``.

    python -m tools.build_screen TEXT.jsonl

TEXT.jsonl has one object a line with the key ``text``. The shipped table was counted on the
government news of thaigov-v2-corpus (public domain); counts carry no wording. The words of the
lexicon and the names of the gazetteer count as sound text too, once each.

Damage is made in every place where it can happen, one place at a time: a mark moves on to the next
letter, to the one after that, or back; a sara am loses its ring; a space falls into a word; and all
marks of a text move on together. The table holds the log odds of damage over sound text for four neighbours.
"""

from __future__ import annotations

import argparse
import json
import re
import zlib
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from thaifix import gazetteer, lexicon, screen, thaibytes
from thaifix.knowledge import chars
from tools.records import DATA, NEWS, digest, write_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Counts = NDArray[np.float64]

_KINDS = 1 << screen.SYMBOL_BITS * screen.ORDER
_CELL = re.compile(f"[^{chars.MARKS}][{chars.MARKS}]*")
_BEARERS = frozenset(chars.CONSONANTS)
_NEXT = frozenset(chars.CONSONANTS + chars.LEADING_VOWELS + chars.FOLLOWING_VOWELS)  # where marks are found astray
_SIDE = screen.ORDER - 1
_EVERY = 2  # damage is made in every so many texts; more changes nothing
_WEIGHTS = {"on": 1.0, "far": 0.2, "back": 0.3, "all": 0.5, "ring": 1.0, "gap": 0.02}
"""How much each kind of damage counts."""
_LONGEST = 20  # code points of a word that is looked for
_SMOOTHING = 0.5
_LEAST = 2.0  # occurrences below which a sequence that only damage makes is as good as unseen
_LOWEST, _HIGHEST = -1.0, 5.0  # nats; five of the highest must fit a byte


def _quads(encoded: bytes) -> NDArray[np.int64]:
    one = np.frombuffer(encoded, np.uint8).astype(np.int64)
    two = one[:-1] << screen.SYMBOL_BITS | one[1:]
    return two[:-2] << 2 * screen.SYMBOL_BITS | two[2:]


def _encode(text: str) -> bytes:
    return thaibytes.encode(text).translate(screen.symbols())


def count_sound(texts: Iterable[str]) -> Counts:
    """Count every four neighbours of sound texts."""
    counts = np.zeros(_KINDS)
    for text in texts:
        np.add.at(counts, _quads(_encode(f"\n{text}\n")), 1)
    return counts


class _Damage(NamedTuple):
    """What became of some cells: its kind, the first cell and the one behind the last, and what stands there now."""

    kind: str
    first: int
    end: int
    text: str


def _moves(cells: list[str], at: int) -> Iterator[_Damage]:
    """Yield what damage can make of a cell and its neighbours."""
    here, behind, before = cells[at], cells[at + 1], cells[at - 1]
    letter, marks = here[0], here[1:]
    if here == chars.SARA_AM:
        yield _Damage("ring", at, at + 1, chars.SARA_AA)
    if not marks or letter not in _BEARERS:
        return
    if behind[0] in _NEXT:
        yield _Damage("on", at, at + 2, letter + behind[0] + marks + behind[1:])
        if behind[1:]:
            yield _Damage("on", at, at + 2, letter + behind + marks)
        if len(marks) > 1:
            yield _Damage("on", at, at + 2, letter + marks[:1] + behind[0] + marks[1:] + behind[1:])
            yield _Damage("on", at, at + 2, letter + marks[1:] + behind[0] + marks[:1] + behind[1:])
        if at + 2 < len(cells) and cells[at + 2][0] in _NEXT:
            beyond = cells[at + 2]
            yield _Damage("far", at, at + 3, letter + behind + beyond[0] + marks + beyond[1:])
    elif behind == " ":
        yield _Damage("on", at, at + 2, letter + behind + marks)
    if before[0] in _BEARERS:
        yield _Damage("back", at - 1, at + 1, before + marks + letter)


def count_damaged(texts: Iterable[str]) -> tuple[Counts, int]:
    """Count the neighbours that damage makes, by weight; return them with the code points it was made in."""
    counts: dict[str, Counter[bytes]] = {kind: Counter() for kind in _WEIGHTS}
    size = 0
    for text in texts:
        size += len(text)
        cells = _CELL.findall(text)
        _count_windows(counts["all"], _encode(_all_moved(cells)))
        for damage in chain.from_iterable(_moves(cells, at) for at in range(1, len(cells) - 1)):
            before = "".join(cells[max(0, damage.first - _SIDE) : damage.first])[-_SIDE:]
            after = "".join(cells[damage.end : damage.end + _SIDE])[:_SIDE]
            _count_windows(counts[damage.kind], _encode(before + damage.text + after))
        for place in _inside_words(text):
            around = text[max(0, place - _SIDE) : place] + " " + text[place : place + _SIDE]
            _count_windows(counts["gap"], _encode(around))
    total = np.zeros(_KINDS)
    for kind, weight in _WEIGHTS.items():
        total[_quads_of(counts[kind])] += weight * np.array(list(counts[kind].values()), float)
    return total, size


def _inside_words(text: str) -> Iterator[int]:
    """Yield the places in words where letters meet, of the longest words from the left."""
    words = lexicon.load()
    place = 0
    while place < len(text):
        end = max((end for end, _ in words.prefixes(text[place : place + _LONGEST])), default=1)
        yield from (place + at for at in range(1, end) if text[place + at] not in chars.MARKS)
        place += end


def _count_windows(counts: Counter[bytes], encoded: bytes) -> None:
    order = screen.ORDER
    counts.update(encoded[start : start + order] for start in range(len(encoded) - order + 1))


def _quads_of(counts: Counter[bytes]) -> NDArray[np.int64]:
    return _quads(b"".join(counts))[:: screen.ORDER]


def _all_moved(cells: list[str]) -> str:
    """Return a text of which every mark stands on the next letter."""
    out: list[str] = []
    carried = ""
    for cell in cells:
        bears = cell[0] in _BEARERS
        here = cell[0] if bears else cell
        out.append(here + carried if cell[0] in _NEXT or here == " " else carried + here)
        carried = cell[1:] if bears else ""
    return "".join(out) + carried


def log_odds(sound: Counts, damaged: Counts) -> NDArray[np.int8]:
    """Return the table in steps of `screen.STEPS_PER_NAT`; what nothing is known of is `screen.UNSEEN`."""
    odds = np.clip(np.log((damaged + _SMOOTHING) / (sound + _SMOOTHING)), _LOWEST, _HIGHEST)
    odds[(sound == 0) & (damaged < _LEAST)] = screen.UNSEEN
    return np.round(odds * screen.STEPS_PER_NAT).astype(np.int8)


def pack(table: NDArray[np.int8]) -> bytes:
    """Return the file: the gaps between the entries that are not `screen.UNSEEN`, byte by byte, and the entries."""
    places = np.flatnonzero(table != round(screen.UNSEEN * screen.STEPS_PER_NAT)).astype(np.uint32)
    gaps = np.diff(places, prepend=np.uint32(0))
    planes = [(gaps >> shift & 0xFF).astype(np.uint8) for shift in (0, 8, 16)]
    return screen.MAGIC + zlib.compress(b"".join(p.tobytes() for p in (*planes, table[places].view(np.uint8))), 9)


def main(argv: list[str] | None = None) -> int:
    """Build the table and record its provenance."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=DATA / "screen.bin")
    args = parser.parse_args(argv)
    texts = [json.loads(line)["text"] for line in args.text.open(encoding="utf-8")]
    sound = count_sound(texts) + count_sound(lexicon.load())
    sound += count_sound(entry.name for entry in gazetteer.load())
    damaged, size = count_damaged(texts[::_EVERY])
    packed = pack(log_odds(sound, damaged * sum(map(len, texts)) / size))
    args.output.write_bytes(packed)
    inputs = {"thaigov-v2-corpus": digest(args.text)}
    inputs |= {name: digest(DATA / name) for name in ("lexicon.bin", "gazetteer.bin")}
    made = {"generator": "tools/build_screen.py", **NEWS}
    write_record(args.output, {**made, "inputs": inputs, "characters": sum(map(len, texts))})
    print(f"{args.output}: {len(packed):,} bytes from {sum(map(len, texts)):,} characters")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
