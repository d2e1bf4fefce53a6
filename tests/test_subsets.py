"""Letters that a font subset writes with marks that are not theirs are learned from the document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import thaifix
from thaifix import subsets
from thaifix.config import Config
from thaifix.evidence import Evidence
from thaifix.knowledge import chars

SOUND = (
    "คณะกรรมการของโรงเรียนประชุมเรื่องการปลูกต้นไม้ริมคลองในเดือนหน้า ครูและนักเรียนทุกคนช่วยกันรดน้ำแปลงผักหลังเลิกเรียน "
    "ผู้ปกครองนำกล้าไม้มามอบให้ในวันเปิดงาน กรรมการจึงตกลงจัดงบประมาณสำหรับซื้อดินและปุ๋ยคอก "
    "เมื่อฝนตกหนักน้ำในคลองจะล้นตลิ่ง นักเรียนรุ่นพี่จึงขุดร่องระบายน้ำรอบแปลง การทำงานร่วมกันเช่นนี้ทำให้ทุกคนรู้จักกันมากขึ้น"
)
BORNE = {"ก": "ั", "น": "ี้", "ร": "ื", "ล": "้ำ"}
CODES = {mark: f"(cid:{number})" for number, mark in enumerate(chars.MARKS, 5)}


def subset(text: str, borne: dict[str, str], codes: dict[str, str]) -> str:
    """Return a text as a reader sees it that trusts the names of a subset's glyphs."""
    return "".join(codes.get(char, char + borne.get(char, "")) for char in text)


def test_marks_of_a_subset_are_learned_and_taken_off() -> None:
    assert subsets.learn(subset(SOUND, BORNE, CODES)) == BORNE
    bare = dict.fromkeys(chars.MARKS, "")
    assert subsets.learn(subset(SOUND, BORNE, bare)) == BORNE


def test_then_the_codes_of_the_marks_are_learned() -> None:
    fixed = thaifix.fix(subset(SOUND * 2, BORNE, CODES))
    for word in ("ครูและนักเร", "ต้นไม้", "น้ำในคลอง", "การทำงาน", "ซื้อ", "มากขึ้น"):
        assert word in fixed, word


def test_a_vowel_may_be_coded_behind_its_tone() -> None:
    tone, vowel = "\N{THAI CHARACTER MAI THO}", "\N{THAI CHARACTER SARA UU}"
    behind = SOUND.replace(vowel + tone, tone + vowel)
    assert behind != SOUND
    fixed = thaifix.fix(subset(behind * 3, BORNE, CODES))
    assert "ผู้ปกครอง" in fixed


def test_another_font_may_write_the_letter_bare_now_and_then() -> None:
    broken = subset(SOUND * 3, BORNE, CODES)
    assert subsets.learn(broken.replace("กั", "ก", 1)) == BORNE
    assert "ก" not in subsets.learn(broken.replace("กั", "ก", 9))


@pytest.mark.parametrize(
    "text",
    [
        SOUND,
        "ที่ผู้ซื้อ " * 40,  # letters that have their marks each time
        "ฟ้อง ซุ้ม ปุ๋ย " * 40,  # and in the same surroundings
        " ".join(
            title + name for title in ("นาย", "คุณ", "ครู", "พี่", "ป้า", "ลุง") for name in ("ซุซุกะ", "อิสึสึจิ", "ดัคดัคโก", "ฮิชิกิ")
        ),
        subset(SOUND, {"ก": "ั", "น": "ี้"}, CODES),  # two letters can be chance
    ],
)
def test_without_three_sure_letters_nothing_is_learned(text: str) -> None:
    assert subsets.learn(text) == {}


def test_what_is_switched_off_stays() -> None:
    broken = subset(SOUND, BORNE, CODES)
    assert subsets.propose(broken, Evidence(), Config())
    assert not subsets.propose(broken, Evidence(), Config(without=frozenset({"marks-of-subset"})))
    assert not subsets.propose(broken, Evidence(), Config(without=frozenset({"glyph"})))
    assert not subsets.propose(broken, Evidence(), Config(minimum_confidence=0.98))


@given(st.text(alphabet=chars.LETTERS + " \n", max_size=200))
def test_edits_take_off_marks_and_nothing_else(text: str) -> None:
    for edit in subsets.propose(text, Evidence(), Config()):
        assert text[edit.start : edit.end] == edit.before
        assert not edit.after
        assert not edit.before.strip(chars.MARKS + chars.SARA_AM + chars.SARA_AA)


@given(st.dictionaries(st.sampled_from("กนรลมค"), st.sampled_from(["ั", "ี้", "ึ", "่"]), min_size=4, max_size=4))
def test_any_letters_may_bear_any_marks(borne: dict[str, str]) -> None:
    learned = subsets.learn(subset(SOUND * 2, borne, CODES))
    assert all(learned[letter] == borne[letter] for letter in learned)
    assert len(learned) >= 3
