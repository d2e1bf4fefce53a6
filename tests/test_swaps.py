"""Letters that a document writes for others throughout: learned from many words, or left alone."""

from __future__ import annotations

import math
import re
from itertools import product
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein
from strategies import BOOK, any_text

import thaifix
from thaifix import Config, ballots, lexicon, swaps, trigrams
from thaifix.ballots import ballot, signs_in_words
from thaifix.evidence import Evidence
from thaifix.knowledge import chars
from thaifix.substitutions import Option, Swap, read
from tools.damage import damage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from thaifix import Edit

MAI_EK = "\N{THAI CHARACTER MAI EK}"
SARA_U = "\N{THAI CHARACTER SARA U}"
ALONE = Config(stages=frozenset({"swaps"}))
PARAGRAPHS = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).resolve().parent.parent / "corpus" / "roundtrip" / "sound").glob("*.txt"))
)
SHORT = PARAGRAPHS[:1200]
TEXTS = {"book": BOOK, "paragraphs": PARAGRAPHS, "page": SHORT}


def wrong(edits: Sequence[Edit], broken: str, sound: str) -> int:
    """Count the edits that do not give back what stood there; for swaps of one character for one."""
    assert len(broken) == len(sound)
    return sum(edit.after != sound[edit.start : edit.end] for edit in edits)


def apart(text: str, sound: str) -> int:
    return Levenshtein.distance(text, sound)


# --- what real programs do -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("channel", ["tones-as-vowels", "vowels-as-tones", "ek-for-u-for-ek", "aa-as-am"])
def test_letters_that_programs_swap_are_given_back(channel: str, name: str) -> None:
    sound = TEXTS[name]
    broken = damage(sound, channel, seed=1)
    explanation = thaifix.explain(broken, ALONE)
    assert apart(explanation.text, sound) <= apart(broken, sound) / 6
    assert wrong(explanation.edits, broken, sound) <= 1
    assert Levenshtein.distance(thaifix.fix(broken), sound) <= apart(broken, sound) / 25


@pytest.mark.parametrize("name", TEXTS)
def test_a_sara_aa_written_as_a_tone_and_a_sara_am_is_given_back(name: str) -> None:
    sound = TEXTS[name]
    broken = damage(sound, "aa-as-tone-am", seed=1)
    fixed = thaifix.fix(broken)
    assert abs(len(fixed) - len(sound)) <= (len(broken) - len(sound)) / 25
    assert fixed.count(chars.SARA_AA) >= 0.97 * sound.count(chars.SARA_AA)


@pytest.mark.parametrize(("letter", "sign"), list(product(["่", "ู", "า"], ["+", "L", "3", "ķ", "\x19"])))
def test_a_sign_that_stands_for_a_letter_is_read_as_that_letter(letter: str, sign: str) -> None:
    broken = SHORT.replace(letter, sign)
    fixed = thaifix.fix(broken)
    assert apart(fixed, SHORT) <= apart(broken, SHORT) / 6
    assert fixed.count("\n") == SHORT.count("\n")


@pytest.mark.parametrize("code", ["(cid:22)", "\x02", "\ue012"])
def test_a_glyph_code_of_two_letters_is_read_by_words(code: str) -> None:
    broken = SHORT.replace(MAI_EK, code).replace(SARA_U, code)
    explanation = thaifix.explain(broken)
    assert explanation.text.count(code) <= broken.count(code) / 8  # where two stand side by side
    assert {edit.family for edit in explanation.edits if "glyph-code" in edit.rule} == {"glyph"}
    assert [edit for edit in explanation.edits if edit.after == SARA_U]


@pytest.mark.parametrize("rest", ["Y", "3", "’"])
def test_a_sign_in_the_place_of_a_ring_goes(rest: str) -> None:
    sound = SHORT
    for broken in (sound.replace("ำ", f"{rest}ำ"), sound.replace("ำ", f"{rest}า"), sound.replace("ำ", f"ำ{rest}")):
        assert thaifix.fix(broken).count("ำ") >= 0.9 * sound.count("ำ")
        families = {edit.family for edit in thaifix.explain(broken).edits}
        assert "sara-am" in families


def test_a_space_that_an_extractor_left_behind_the_mark_goes_with_it() -> None:
    broken = re.sub(f"{MAI_EK}(?=[{chars.CONSONANTS}])", f"{SARA_U} ", PARAGRAPHS)
    fixed = thaifix.fix(broken)
    assert fixed.count(f"{SARA_U} ") - PARAGRAPHS.count(f"{SARA_U} ") <= broken.count(f"{SARA_U} ") / 3


# --- what must be left alone -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TEXTS)
def test_sound_text_is_not_touched(name: str) -> None:
    assert thaifix.fix(TEXTS[name]) is TEXTS[name]


def test_a_table_cell_proves_nothing() -> None:
    for text in ("สุวนราชการ", "ที+ประชุม", "กำรพัฒนำ", "แผLนงานของกลุLมงาน ", "ผ้้ใหญ่ร้้ดี"):
        assert swaps.propose(text * 2, Evidence(), Config()) == []
        assert not swaps.suspected(text)


@pytest.mark.parametrize("sign", "|+/-=xA1*•→~,.:&L#IT")
def test_signs_between_words_stand_for_themselves(sign: str) -> None:
    rng = Random(f"{sign} 1")  # noqa: S311 - a choice of words
    words = [word for word in re.findall(f"[{chars.LETTERS}]+", BOOK) if len(word) <= 12]
    text = "".join(rng.choice(words) + (sign if rng.random() < 0.7 else " ") for _ in range(500))
    assert swaps.propose(text, Evidence(), Config()) == []


@pytest.mark.parametrize(
    "phrase",
    [
        "ระบบITของหน่วยงาน",
        "แผนAและแผนBของจังหวัด",
        "ภาษาC++ในห้องเรียน",
        "ระยะ3กม.+ค่าขนส่ง",
        "ที่+ที่ดินและอาคาร",
        "วิตามินCช่วยร่างกาย",
        "ข้อ2และข้อ3ของประกาศ",
        "คะแนน=เต็ม",
    ],
)
def test_latin_and_signs_beside_thai_words_stay_however_often_they_come(phrase: str) -> None:
    text = " ".join(f"{word}{phrase}" for word in sorted(set(re.findall(f"[{chars.LETTERS}]{{4,9}}", BOOK)))[:80])
    assert swaps.propose(text, Evidence(), Config()) == []


def test_two_words_that_would_gain_are_too_few() -> None:
    # one swapped word, however often it comes, can be a name or a misspelling
    text = SHORT + "\n" + "สุวนใหญ่ของกลุุม " * 20
    assert swaps.propose(text, Evidence(), Config()) == []


def test_displaced_marks_are_no_swaps() -> None:
    for channel in ("displaced", "displaced-with-space", "tone-before-vowel", "doubled-marks", "space-before-mark"):
        broken = damage(BOOK, channel, seed=3, rate=0.3)
        assert swaps.propose(broken, Evidence(), Config()) == [], channel


def test_what_is_switched_off_is_not_learned() -> None:
    broken = damage(SHORT, "tones-as-vowels", seed=1)
    for name in ("swapped-letter", "lookalike"):
        edits = thaifix.explain(broken, Config(without=frozenset({name}))).edits
        assert not [edit for edit in edits if "swapped-letter" in edit.rule]
    assert swaps.propose(broken, Evidence(), Config(minimum_confidence=1.0)) == []


# --- laws ------------------------------------------------------------------------------------------------------

_SLOW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
_MARKS = st.sampled_from(list("ัิีึืุู่้์็าำะ"))
_CONSONANTS = st.sampled_from("กขคงจชซดตถทนบปผพฟมยรลวสหอ")
_LETTER_PAIRS = st.one_of(st.tuples(_MARKS, _MARKS), st.tuples(_CONSONANTS, _CONSONANTS))
_SIGN_PAIRS = st.tuples(st.one_of(_MARKS, _CONSONANTS), st.sampled_from("+#&*<=>@LNODs~^|ķЖ\x12\ue099"))


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Eight hundred letters or more of sound text, from anywhere in the paragraphs or the book."""
    source = draw(st.sampled_from([BOOK, PARAGRAPHS]))
    start = draw(st.integers(0, len(source) - 900))
    return source[start : start + draw(st.integers(900, 1800))]


@_SLOW
@given(pages(), st.one_of(_LETTER_PAIRS, _SIGN_PAIRS))
def test_a_swap_throughout_a_text_is_undone_or_left_and_nothing_gets_worse(page: str, pair: tuple[str, str]) -> None:
    written, instead = pair
    broken = page.replace(written, instead)
    edits = thaifix.explain(broken, ALONE).edits
    assert wrong(edits, broken, page) <= len(edits) / 20
    fixed = thaifix.apply(broken, edits)
    assert apart(fixed, page) <= apart(broken, page)
    assert thaifix.undo(fixed, edits) == broken
    assert thaifix.fix(fixed, ALONE) is fixed


@_SLOW
@given(pages())
def test_any_page_of_sound_text_stays(page: str) -> None:
    assert not swaps.propose(page, Evidence(), Config())


@_SLOW
@given(st.text(st.sampled_from("กขนม่้ัาำ +L3\n"), min_size=200, max_size=300))
def test_any_letters_are_read_without_complaint_and_once(text: str) -> None:
    once = thaifix.fix(text, ALONE)
    assert thaifix.fix(once, ALONE) is once


# --- the reader ------------------------------------------------------------------------------------------------


def _spellings(text: str, options: Mapping[int, Sequence[Option]], kept: float) -> Iterator[tuple[str, float]]:
    """Every way to write a text with its options: the oracle, exponential and plain."""
    if not text:
        yield "", 0.0
        return
    here = options.get(0, ())
    for length, after, nats in [*((o.length, o.after, o.nats) for o in here), (1, text[0], kept if here else 0.0)]:
        rest = {place - length: there for place, there in options.items() if place >= length}
        for spelled, paid in _spellings(text[length:], rest, kept):
            yield after + spelled, paid + nats


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from(["ส่วน", "กลุ่ม", "การ", "ผู้", "ที่", "ว่า", "รุ่น", "มั่ว", "ขข"]), min_size=1, max_size=3),
    st.sampled_from([(MAI_EK, SARA_U), (SARA_U, MAI_EK), (MAI_EK, "+"), ("ู", "้")]),
    st.floats(0, 3),
)
def test_the_reading_is_the_cheapest_of_all_spellings(words: list[str], pair: tuple[str, str], kept: float) -> None:
    written, instead = pair
    text = "".join(words).replace(written, instead)
    swap = Swap(instead, written)
    options = {place: [Option(1, written, 2.0, swap)] for place, char in enumerate(text) if char == instead}
    assume(len(options) <= 5)
    words_known = lexicon.load()
    best = min(paid + read(spelled, {}, words_known).nats for spelled, paid in _spellings(text, options, kept))
    found = read(text, options, words_known, dict.fromkeys(options, kept))
    assert math.isclose(found.nats, best, abs_tol=0.5 * trigrams.NATS_PER_STEP * len(text) + 1e-9)


def test_the_reader_tells_the_word_and_whether_its_neighbours_are_words() -> None:
    option = Option(1, MAI_EK, 1.0, Swap("+", MAI_EK))
    (choice,) = read("กรมส+วน", {4: [option]}, lexicon.load()).choices
    assert (choice.start, choice.word, choice.clean) == (4, "ส่วน", True)
    (choice,) = read("กรมส+วนฆฌฆฌ", {4: [option]}, lexicon.load()).choices
    assert (choice.word, choice.clean) == ("ส่วน", False)


# --- the ballot ------------------------------------------------------------------------------------------------


def test_the_right_swap_leads_the_ballot() -> None:
    first, second, *_ = ballot(damage(SHORT, "tones-as-vowels", seed=1))
    assert {first, second} == {Swap(SARA_U, MAI_EK), Swap("ู", "้")}
    assert next(iter(ballot(SHORT.replace("่", "+")))) == Swap("+", "่")
    assert ballot(SHORT) == {}


def test_displaced_marks_do_not_vote() -> None:
    for broken in (damage(BOOK, "displaced", seed=1, rate=0.1), damage(BOOK, "displaced", seed=1)):
        assert len(ballot(broken)) < 8


def test_punctuation_between_words_is_no_sign_but_before_a_mark_it_is() -> None:
    assert signs_in_words("ก.พ.ร. ส.ค.ส. ม.ค. และ/หรือ ที่-ที่ " * 3) == []
    assert signs_in_words("ว.า ต.าง อย.าง ย.าน") == ["."]


@given(any_text())
def test_no_sign_in_a_word_is_passed_over_by_the_fast_look(text: str) -> None:
    assert [hit.span() for hit in ballots._signs(text)] == [hit.span() for hit in ballots._SIGN.finditer(text)]  # noqa: SLF001 - the oracle is within


def test_sound_punctuation_is_no_sign() -> None:
    assert not ballots._signs("แผน/โครงการ (พ.ศ. 2565) “ส่วน” ราชการ-ไทย 50% C++ ระบบ IT")  # noqa: SLF001 - likewise
