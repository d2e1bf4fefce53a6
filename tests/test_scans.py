"""The scans at the speed of NumPy find what the plain loops find."""

from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from thaifix import loops, scans, vectors

BYTES = st.one_of(st.binary(max_size=40), st.text("abcd", max_size=300).map(str.encode))
TABLES = st.binary(min_size=256, max_size=256)
FEW_FLAGS = st.lists(st.sampled_from([0, 0, 0, 1, 2]), min_size=256, max_size=256).map(bytes)
FLAGS = st.sets(st.sampled_from(b"abcd")).map(lambda chosen: bytes(byte in chosen for byte in range(256)))
MOST = st.sampled_from([1, 2, scans.ALL])
ODDS = bytes(byte % 24 for byte in random.Random(874).randbytes(4099)) * 4096  # a byte holds five of them together


@given(BYTES, st.one_of(TABLES, FEW_FLAGS), st.one_of(TABLES, FEW_FLAGS), st.sampled_from([0, 1, 2, 128]), MOST)
def test_pairs(data: bytes, first: bytes, second: bytes, doubtful: int, most: int) -> None:
    shared = [first[one] & second[other] for one, other in pairwise(data)]
    before = [0, 0, 0, *shared]
    sure = [place for place, bits in enumerate(shared) if bits & ~doubtful or bits & before[place] & doubtful]
    assert loops.pairs(data, first, second, doubtful, most) == sure[:most]
    assert vectors.pairs(data, first, second, doubtful, most) == sure[:most]


@given(BYTES, st.tuples(FEW_FLAGS, FEW_FLAGS, FEW_FLAGS), MOST)
def test_triples(data: bytes, tables: tuple[bytes, bytes, bytes], most: int) -> None:
    found = loops.triples(data, tables, most)
    a, b, c = tables
    assert found == [i for i in range(len(data) - 2) if a[data[i]] & b[data[i + 1]] & c[data[i + 2]]][:most]
    assert vectors.triples(data, tables, most) == found


@given(st.lists(st.integers(0, 63), max_size=500).map(bytes), st.integers(-100, 127), MOST)
def test_high(block: bytes, least: int, most: int) -> None:
    assert vectors.high(block, ODDS, least, most) == loops.high(block, ODDS, least, most)


def test_high_adds_what_a_byte_holds_with_its_sign() -> None:
    odds = bytearray(1 << 24)
    odds[0], odds[1] = 20, 256 - 20
    block = bytes(12) + bytes([1]) + bytes(200)
    assert loops.high(block, bytes(odds), 100) == vectors.high(block, bytes(odds), 100)
    assert loops.high(bytes(8), bytes(odds), 100) == [(0, 0)]
    assert loops.high(bytes(8), bytes(odds), 101) == []
    assert loops.high(bytes(7), bytes(odds), 1) == []


@given(BYTES, FLAGS, FLAGS)
def test_alike(data: bytes, letters: bytes, marks: bytes) -> None:
    found = loops.alike(data, letters, marks, range(2, 7))
    assert vectors.alike(data, letters, marks, range(2, 7)) == found
    for place in found:
        pair = data[place : place + 2]
        assert letters[pair[0]]
        assert marks[pair[1]]
        assert any(data[place + step : place + step + 2] == pair for step in range(2, 7))


def test_a_letter_with_its_mark_counts_at_either_end_of_what_is_near() -> None:
    letters = bytes(byte == ord("a") for byte in range(256))
    marks = bytes(byte == ord("b") for byte in range(256))
    texts = [b"ab" + b"x" * gap + b"ab" for gap in range(7)]
    assert [loops.alike(text, letters, marks, range(2, 7)) for text in texts] == [[0]] * 5 + [[]] * 2
