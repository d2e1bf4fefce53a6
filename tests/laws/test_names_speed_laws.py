"""What looks for cues, lists and columns fast finds what a slow look at every place finds."""

from __future__ import annotations

import re
from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text

from thaifix import thaibytes
from thaifix.knowledge import chars
from thaifix.names import lists, restore, screen
from thaifix.names.catalogue import catalogue, trie_pattern
from thaifix.names.sieve import WORTH_IT, Sieve
from thaifix.needles import Needles

PARTS = [*screen.CUES, "ทรวง", "งหวัด", "จังห", "เภอ", "กิ่ง", "กะทรวง", "จังหวด", "ถลมสรรพากร", "เลย", "น่าน", "นครพนม"]
SIGNS = [" ", "\n", "\t", "|", ".", ",", "และ", "12", "A", "ก", "มีพื้นที่"]
FILLER = "เขาเดินไปตลาด " * (WORTH_IT // 14 + 1)


@st.composite
def with_cues(draw: st.DrawFn) -> str:
    """Cues, parts of them, names and signs in any order."""
    return "".join(draw(st.lists(st.sampled_from([*PARTS, *SIGNS]), max_size=24)))


@given(st.lists(st.text(chars.LETTERS + ".", min_size=1, max_size=6), max_size=6), st.one_of(any_text(), with_cues()))
def test_a_sieve_keeps_every_place_where_a_string_begins(strings: list[str], text: str) -> None:
    text += "".join(strings)
    begins = {place for place in range(len(text)) if text.startswith(tuple(strings), place)}
    places = Sieve(strings).places(thaibytes.encode(text))
    assert begins <= set(places)
    assert list(places) == sorted(places)


@given(st.text(chars.LETTERS, min_size=4, max_size=6), with_cues())
def test_fours_are_those_of_the_places_that_four_divides(string: str, text: str) -> None:
    text += string
    begins = {place for place in range(0, len(text), 4) if text.startswith(string, place)}
    assert begins <= set(Sieve([string]).fours(thaibytes.encode(text)))


@given(st.one_of(any_text(), with_cues()))
def test_cues_are_those_of_a_look_at_every_place(text: str) -> None:
    shelf = catalogue()
    for text_or_longer in (text, FILLER + text):
        sound = [hit.span() for hit in shelf.cues(text_or_longer)]
        assert sound == [hit.span() for hit in shelf.cue_pattern.finditer(text_or_longer)]
        every = _every_cue().finditer(text_or_longer)
        found = shelf.damaged_cues(text_or_longer, restore._places(text_or_longer, shelf)[0])
        assert [(hit.start, hit.end) for hit in found] == [hit.span() for hit in every]


@cache
def _every_cue() -> re.Pattern[str]:
    return re.compile(trie_pattern(catalogue().all_cues))


@given(with_cues())
def test_lost_cues_are_those_of_a_look_at_every_place(text: str) -> None:
    shelf = catalogue()
    rests = restore._rests(shelf)
    for text_or_longer in (text, FILLER + text):
        _, places = restore._places(text_or_longer, shelf)
        assert rests.starts(text_or_longer, places) == rests.starts(text_or_longer, range(len(text_or_longer)))


@given(st.one_of(any_text(), with_cues()))
def test_looking_finds_every_cue_and_every_trace(text: str) -> None:
    seen = screen.look(text)
    every = screen._cues().finditer(text)
    assert list(seen.cues) == [(hit.start(), hit.groups()) for hit in every]
    traces = r"(?<!กระ)ทรวง|(?<!จั)งหวัด|จังห(?!วัด)|(?<!อำ)เภอ"
    assert sorted(seen.traces) == [hit.start() for hit in re.finditer(f"(?=({traces}))", text)]


@given(st.one_of(any_text(), with_cues()))
def test_lists_are_those_of_the_pattern(text: str) -> None:
    found = list(lists._lists(text))
    for cue in ("จังหวัด", "จ.", "อำเภอ"):
        spans = [hit.span() for of, hit in found if of == cue]
        assert spans == [hit.span() for hit in lists._list(cue).finditer(text)]


@given(
    st.sets(st.text("กขค.", min_size=2, max_size=4), max_size=12),
    st.text("กขค.A\N{REPLACEMENT CHARACTER}", max_size=60),
)
def test_needles_are_found_wherever_they_stand(strings: set[str], text: str) -> None:
    found = sorted((place, one) for place in range(len(text)) for one in strings if text.startswith(one, place))
    assert sorted(Needles(strings).places(text)) == found


CELLS = ["เลย", "น่าน", "นครพนม", "1. ตาก 5", "ก", "\tพล", "1\tเลย\t2", "ก|เลย", "|", "A", "", "ยาว" * 12, "สอง คำ"]


@given(st.lists(st.sampled_from(CELLS), max_size=16).map("\n".join))
def test_columns_that_are_long_enough_are_those_of_a_look_at_every_line(text: str) -> None:
    long_enough = [column for column in lists._columns_of(text, 0) if len(column) > 3]
    found = [column for column in lists._columns(text, lists._blocks(text)) if len(column) > 3]
    assert found == long_enough or (not found and not lists._may_be_column(text))
