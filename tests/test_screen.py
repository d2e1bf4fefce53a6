"""The screen sees what damage makes of words, and nothing in sound text; its fast way is its plain way."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from strategies import any_text, damaged

import thaifix
from benchmarks.materials import NothingToMeasureError
from benchmarks.screen import damaged_words, measure
from thaifix import screen, thaibytes
from thaifix.knowledge import chars

if TYPE_CHECKING:
    from collections.abc import Iterator

SOUND = "ที่ประชุมเห็นชอบแผนพัฒนาคุณภาพชีวิตของประชาชน และมอบหมายให้หน่วยงานที่เกี่ยวข้องดำเนินการต่อไป\n" * 20
DATA = Path(thaifix.__file__).parent / "data"


def test_the_table_is_the_one_whose_making_is_recorded() -> None:
    record = json.loads((DATA / "SOURCES.json").read_text(encoding="utf-8"))["screen.bin"]
    assert record["sha256"] == hashlib.sha256((DATA / "screen.bin").read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "text", ["การพฒันาประเทศ", "แผนงานคณุภาพชีวิต", "ผู้มส่ีวนได้ส่วนเสีย", "รัฐมนตรีชว่ยวา่การ", "สมทุรสาคร", "ส่งิแวดลอ้ม"]
)
def test_words_with_marks_astray_are_seen_alone_and_in_a_long_text(text: str) -> None:
    assert screen.odd(text)
    long = SOUND + text + SOUND
    spans = screen.spans(long)
    assert spans
    assert len(SOUND) - screen.WIDTH < spans[0][0] < spans[-1][1] < len(long) - len(SOUND) + screen.WIDTH


@pytest.mark.parametrize("text", [SOUND, "", "ก", "ABC 123", "การพัฒนาประเทศ", "อำเภอเมืองสมุทรสาคร", "โครงการ พ.ศ. ๒๕๖๔"])
def test_sound_text_is_not_seen(text: str) -> None:
    assert screen.spans(text) == []


def _plainly(text: str, least: float) -> Iterator[int]:
    """Look at every eight neighbours, spaces around the text, and add the log odds of each four of them."""
    table = memoryview(screen._table()).cast("b")  # noqa: SLF001 - the oracle reads the same table
    symbols = [1] * 7 + list(thaibytes.encode(text).translate(screen.symbols())) + [1] * 7
    for place in range(len(symbols) - screen.WIDTH + 1):
        eight = symbols[place : place + screen.WIDTH]
        total = 0
        for first in range(5):
            number = 0
            for symbol in eight[first : first + screen.ORDER]:
                number = number * 64 + symbol
            total += table[number]
        if total >= round(least * screen.STEPS_PER_NAT):
            yield place - 7


@given(damaged())
def test_both_ways_to_add_give_what_a_plain_loop_gives(text: str) -> None:
    long = text * (400 // (len(text) or 1) + 1)
    for one in (text, long):
        covered = {place + offset for place in _plainly(one, 6) for offset in range(screen.WIDTH)}
        found = {place for start, end in screen.spans(one, 6) for place in range(start, end)}
        assert found == {place for place in covered if 0 <= place < len(one)} | _bridged(covered, found)


def _bridged(covered: set[int], found: set[int]) -> set[int]:
    """Places between two sums that touch: they are one span."""
    return {place for place in found - covered if place - 1 in found and place + 1 in found}


@given(any_text())
def test_any_text_becomes_as_many_bytes(text: str) -> None:
    assert len(thaibytes.encode(text)) == len(text)
    assert thaibytes.encode(text * 1000)[: len(text)] == thaibytes.encode(text)


def test_every_code_point_is_encoded_alike_alone_and_in_a_long_text() -> None:
    every = "".join(map(chr, range(0x20100)))
    assert b"".join(map(thaibytes.encode, every)) == thaibytes.encode(every)


def test_every_thai_letter_has_a_symbol() -> None:
    symbols = thaibytes.encode(chars.LETTERS).translate(screen.symbols())
    assert min(symbols) > screen.SPACE


def test_the_differences_of_a_word_count_as_one() -> None:
    assert damaged_words("คณุภาพ", "คุณภาพ") == [(1, 2)]
    assert damaged_words("คุณ ภาพ", "คุณภาพ") == []
    assert damaged_words("พฒันาระบบคณุภาพ", "พัฒนาระบบคุณภาพ") == [(1, 2), (10, 11)]
    assert damaged_words("", "ก") == []


def test_nearly_all_damaged_words_are_seen(shared: Path) -> None:
    rows = {row.least: row for row in measure(shared)}
    found, total = rows[screen.IN_DAMAGE].seen["moved"]
    assert found / total > 0.99
    assert rows[screen.SURE].alarms < 0.3


def test_no_data_is_said(tmp_path: Path) -> None:
    with pytest.raises(NothingToMeasureError):
        measure(tmp_path)
