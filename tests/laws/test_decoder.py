"""The decoder against exhaustive search, and against the corpus read word by word."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import BOOK

import thaifix
from thaifix import lattice, lexicon, trigrams
from thaifix.config import Config
from thaifix.decoder import channel_of
from thaifix.evidence import Evidence, Spacing
from thaifix.knowledge import chars

if TYPE_CHECKING:
    from collections.abc import Iterator

DAMAGED = channel_of(Evidence(thai=5000, displaced=50, sara_am=50), Spacing(), Config())
RINGLESS = channel_of(Evidence(thai=5000, displaced=50, am_lost=9), Spacing(), Config())
STEP = trigrams.NATS_PER_STEP
WORDS = sorted(
    {word for word in BOOK.split() if len(word) <= 12 and set(word) <= set(chars.LETTERS) and word in lexicon.load()}
)


def every_reading(window: str, channel: lattice.Channel) -> Iterator[tuple[list[lattice._Option], float]]:
    """Yield every sequence of options for the cells of a window, and what the channel charges for it."""
    cells, _, _ = lattice._cells(window)

    def extend(number: int, taken: int) -> Iterator[tuple[list[lattice._Option], float]]:
        if number == len(cells):
            yield [], 0.0
            return
        for option in lattice._options(cells, number, taken, channel, moves=True):
            for rest, paid in extend(number + 1, option.taken):
                yield [option, *rest], option.cost + paid

    yield from extend(0, 0)


def words_cost(options: list[lattice._Option], channel: lattice.Channel) -> float:
    """Return the cheapest way to cut a reading into words and stretches in no word: plain O(n^2) search."""
    words = lexicon.load()
    best = [0.0] + [math.inf] * len(options)
    for end in range(1, len(options) + 1):
        if options[end - 1].kind == lattice._KEEP:
            best[end] = best[end - 1]
            continue
        for start in range(end):
            part = options[start:end]
            if any(option.kind == lattice._KEEP for option in part):
                continue
            text = "".join(option.out for option in part)
            whole = [option for option in part if option.kind != lattice._DROP]
            if not whole or part[-1].kind == lattice._DROP or part[0].kind == lattice._DROP:
                continue
            best[end] = min(best[end], best[start] + round(words.word_cost(text) / STEP, 6))
            best[end] = min(best[end], best[start] + _stretch_cost(options, start, end, channel))
    for end, option in enumerate(options, 1):  # a dropped space may stand between words, too
        if option.kind == lattice._DROP:
            best[end] = min(best[end], best[end - 1])
    return best[-1]


def _stretch_cost(options: list[lattice._Option], start: int, end: int, channel: lattice.Channel) -> float:
    before = "".join(option.out for option in options[:start])[-1:] or " "
    text = "".join(option.out for option in options[start:end])
    symbols = bytes([trigrams.OTHER]) + trigrams.encode(before) + trigrams.encode(text)
    size = trigrams.ALPHABET_SIZE
    table = trigrams.table()
    spelled = sum(table[(a * size + b) * size + c] for (a, b), (_, c) in pairwise(pairwise(symbols)))
    return (channel.unknown + channel.unknown_letter * len(text)) / STEP + spelled


@st.composite
def damaged_words(draw: st.DrawFn) -> str:
    """One or two words of the sample book with a mark moved on, a space put in, or a ring lost."""
    word = "".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=2)))[:9]
    marks = [i for i, char in enumerate(word[:-1]) if char in chars.MARKS and word[i + 1] in chars.CONSONANTS]
    if marks:
        i = draw(st.sampled_from(marks))
        word = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    if draw(st.booleans()):
        word = word.replace(chars.SARA_AM, chars.SARA_AA)
    return word


@given(damaged_words(), st.sampled_from([DAMAGED, RINGLESS]))
def test_the_beam_finds_what_exhaustive_search_finds(window: str, channel: lattice.Channel) -> None:
    path = lattice.decode(window, lexicon.load(), channel)
    cheapest = min(paid + words_cost(options, channel) for options, paid in every_reading(window, channel))
    assert path.cost == pytest.approx(cheapest * STEP)


@given(damaged_words())
def test_reading_without_moves_changes_nothing(window: str) -> None:
    path = lattice.decode(window, lexicon.load(), DAMAGED, moves=False)
    assert "".join(step.out for step in path.steps) == window
    assert path.cost >= lattice.decode(window, lexicon.load(), DAMAGED).cost - 1e-9


@given(st.text(chars.LETTERS + " ", max_size=30))
def test_every_reading_keeps_every_letter(window: str) -> None:
    path = lattice.decode(window, lexicon.load(), RINGLESS)
    out = "".join(step.out for step in path.steps).replace(" ", "").replace(chars.SARA_AM, chars.SARA_AA)
    tones = sum(step.move == "tone" for step in path.steps)
    assert len(out) - tones == len(window.replace(" ", ""))
    if not tones:
        assert sorted(out) == sorted(window.replace(" ", "").replace(chars.SARA_AM, chars.SARA_AA))


@pytest.mark.parametrize(
    ("broken", "sound"),
    [
        ("พฒันา", "พัฒนา"),
        ("คณุภาพ", "คุณภาพ"),
        ("ผู้มส่ีวนได้ส่วนเสีย", "ผู้มีส่วนได้ส่วนเสีย"),
        ("สูผู่้บริหาร", "สู่ผู้บริหาร"),
        ("เพือ่เชดิช ูหน่วยงาน", "เพื่อเชิดชู หน่วยงาน"),
        ("ส านักงาน", "สำนักงาน"),
        ("วงเงิน ๑๒ ล านบาท", "วงเงิน ๑๒ ล้านบาท"),
        ("สง่ิแวดลอ้ม", "สิ่งแวดล้อม"),
        ("น ้าตาล", "น้ำตาล"),
    ],
)
def test_words_decide(broken: str, sound: str) -> None:
    assert thaifix.fix(broken) == sound


@pytest.mark.parametrize("text", ["เตมิท", "ทางหลวง นาปี กาแฟ คาบ", "สมชาติ ยุทธ", "โจ หลุยส์", "นเรนทิราเทพยวดี"])
def test_sound_words_and_unknown_names_are_left(text: str) -> None:
    assert thaifix.fix(text) is text


def test_switching_the_decoder_off_leaves_its_damage() -> None:
    assert thaifix.fix("พฒันา", Config.SAFE) == "พฒันา"
    assert thaifix.fix("พฒันา", Config(without=frozenset({"displaced-mark"}))) == "พฒันา"


def test_a_document_without_sara_am_gets_its_rings_back() -> None:
    broken = BOOK.replace(chars.SARA_AM, chars.SARA_AA)
    fixed = thaifix.fix(broken)
    lost = BOOK.count(chars.SARA_AM)
    wrong = sum(a != b for a, b in zip(fixed, BOOK, strict=True))
    assert wrong <= lost // 5
