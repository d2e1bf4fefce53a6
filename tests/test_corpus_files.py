"""The corpus files keep their own rules: keys, labels, spelling order, counts, and a book that can be made again."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from random import Random
from typing import Final

import pytest

from tools.damage import BOOK, CHANNELS, damage_book, main

CORPUS: Final = Path(__file__).resolve().parent.parent / "corpus"
BOOK_SOUND: Final = CORPUS / "book" / "sample.sound.txt"
BOOK_BROKEN: Final = CORPUS / "book" / "sample.broken.txt"
FAMILIES: Final = (
    "sara-am",
    "mark-order",
    "displaced-mark",
    "duplicate-mark",
    "space",
    "glyph",
    "invisible",
    "mojibake",
    "lookalike",
    "ocr",
    "name",
)
KEYS: Final = ["label", "family", "stage", "broken", "sound", "source", "comment"]
STAGES: Final = {"rules", "decoder", "names"}
LEAST: Final = 15
LABEL: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Case = dict[str, str]

CONSONANT: Final = "[\N{THAI CHARACTER KO KAI}-\N{THAI CHARACTER HO NOKHUK}]"
VOWEL_MARK: Final = (
    "[\N{THAI CHARACTER MAI HAN-AKAT}\N{THAI CHARACTER SARA I}-\N{THAI CHARACTER PHINTHU}\N{THAI CHARACTER MAITAIKHU}]"
)
TOP_MARK: Final = "[\N{THAI CHARACTER MAI EK}-\N{THAI CHARACTER THANTHAKHAT}]"
# What no sound text of a repaired case may hold: marks out of order, alone or twice, and the halves of sara am.
IMPOSSIBLE: Final = re.compile(
    f"{TOP_MARK}{VOWEL_MARK}|(?<!{CONSONANT}){VOWEL_MARK}|{TOP_MARK}{{2}}"
    f"|(?<!{CONSONANT})(?<!{VOWEL_MARK}){TOP_MARK}"
    "|\N{THAI CHARACTER SARA AM}[\N{THAI CHARACTER SARA AA}\N{THAI CHARACTER SARA AM}]"
    "|\N{THAI CHARACTER NIKHAHIT}|\N{THAI CHARACTER SARA E}{2}"
    "|[\N{REPLACEMENT CHARACTER}\ue000-\uf8ff\x00-\x08\x0b-\x1f\x7f-\x9f]"
)


def _lines(name: str) -> list[str]:
    text = (CORPUS / "cases" / f"{name}.jsonl").read_bytes().decode("utf-8")
    assert text.endswith("\n")
    return text.removesuffix("\n").split("\n")


def _cases(name: str) -> list[Case]:
    return [json.loads(line) for line in _lines(name)]


SOUND: Final = _cases("sound")
REPAIRS: Final = [case for family in FAMILIES for case in _cases(family)]
EVERY: Final = [*REPAIRS, *SOUND]


def _seeded() -> Random:
    return Random(7)  # noqa: S311 - repeatable damage, no secret


def _labels(cases: list[Case]) -> list[str]:
    return [case["label"] for case in cases]


def test_each_family_has_a_file_and_nothing_else_lies_there() -> None:
    files = {path.name for path in (CORPUS / "cases").iterdir()}
    assert files == {f"{family}.jsonl" for family in FAMILIES} | {"sound.jsonl"}


@pytest.mark.parametrize("case", EVERY, ids=_labels(EVERY))
def test_every_case_has_the_keys_in_order_and_a_known_stage(case: Case) -> None:
    assert list(case) == KEYS
    assert all(case.values())
    assert case["family"] in FAMILIES
    assert case["stage"] in STAGES
    assert LABEL.fullmatch(case["label"])
    assert case["comment"].endswith(".")


def test_labels_are_unique() -> None:
    assert [label for label, count in Counter(_labels(EVERY)).items() if count > 1] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_a_case_lies_in_the_file_of_its_family(family: str) -> None:
    assert {case["family"] for case in _cases(family)} == {family}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_has_enough_repairs_and_enough_texts_to_leave_alone(family: str) -> None:
    repairs = sum(case["family"] == family for case in REPAIRS)
    negatives = sum(case["family"] == family for case in SOUND)
    assert repairs >= LEAST
    assert negatives >= LEAST


@pytest.mark.parametrize("case", REPAIRS, ids=_labels(REPAIRS))
def test_a_repair_changes_its_text_into_sound_thai_of_as_many_lines(case: Case) -> None:
    broken, sound = case["broken"], case["sound"]
    assert broken != sound
    assert broken.count("\n") == sound.count("\n")
    assert (found := IMPOSSIBLE.search(sound)) is None, found


@pytest.mark.parametrize("case", SOUND, ids=_labels(SOUND))
def test_a_sound_text_stays_as_it_is(case: Case) -> None:
    assert case["broken"] == case["sound"]
    assert case["stage"] == "rules"
    assert case["label"].startswith("keep-")


@pytest.mark.parametrize("case", EVERY, ids=_labels(EVERY))
def test_normalisation_does_not_touch_the_sound_side(case: Case) -> None:
    assert unicodedata.normalize("NFC", case["sound"]) == case["sound"]


@pytest.mark.parametrize("name", [*FAMILIES, "sound"])
def test_characters_that_cannot_be_seen_are_escaped(name: str) -> None:
    hidden = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
    for line in _lines(name):
        for char in line:
            category = unicodedata.category(char)
            assert category not in hidden, (line, ascii(char))
            assert category != "Zs" or char == " ", (line, ascii(char))
            assert char != "\N{REPLACEMENT CHARACTER}", line
            assert not category.startswith("M") or "THAI" in unicodedata.name(char), (line, ascii(char))
            assert "LAO " not in unicodedata.name(char, ""), (line, ascii(char))


def test_the_broken_book_is_what_the_tool_makes(tmp_path: Path) -> None:
    again = tmp_path / "broken.txt"
    assert main(["book", str(BOOK_SOUND), "-o", str(again)]) == 0
    assert again.read_bytes() == BOOK_BROKEN.read_bytes()


def test_the_two_books_match_line_by_line() -> None:
    sound = BOOK_SOUND.read_bytes().decode("utf-8").split("\n")
    broken = BOOK_BROKEN.read_bytes().decode("utf-8").split("\n")
    assert len(sound) == len(broken)
    assert [line == "" for line in sound] == [line == "" for line in broken]
    assert sum(old != new for old, new in zip(sound, broken, strict=True)) > len(sound) // 2


def test_the_sound_book_is_sound() -> None:
    text = BOOK_SOUND.read_bytes().decode("utf-8")
    assert unicodedata.normalize("NFC", text) == text
    assert {found[0] for found in IMPOSSIBLE.finditer(text)} == {"\uf0d8"}


def test_the_plan_of_the_book_covers_it_in_order_with_known_channels() -> None:
    edges = [edge for stretch in BOOK for edge in (stretch.first, stretch.last)]
    assert edges == sorted(edges)
    assert len(BOOK_SOUND.read_bytes().decode("utf-8").split("\n")) > edges[-1]
    assert {name for stretch in BOOK for name, _ in stretch.channels} <= set(CHANNELS)


def test_a_plan_without_stretches_leaves_the_text() -> None:
    text = BOOK_SOUND.read_bytes().decode("utf-8")
    assert damage_book(text, ()) == text


@pytest.mark.parametrize("name", CHANNELS)
def test_a_channel_damages_the_book_repeatably_and_keeps_its_lines(name: str) -> None:
    text = BOOK_SOUND.read_bytes().decode("utf-8")
    channel = CHANNELS[name]
    once = channel.apply(text, _seeded(), 1.0)
    assert once == channel.apply(text, _seeded(), 1.0)
    assert once != text
    assert channel.apply(text, _seeded(), 0.0) == text
    assert once.count("\n") == text.count("\n")
    assert channel.family in FAMILIES


@pytest.mark.parametrize("name", CHANNELS)
def test_a_channel_leaves_text_without_thai_alone(name: str) -> None:
    text = "PMQA 2022: e-Service, 1,200.50\tOK\n\nEnd"
    assert CHANNELS[name].apply(text, _seeded(), 1.0) == text


def test_the_list_of_channels_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    shown = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert shown == list(CHANNELS)


def test_one_channel_can_be_applied_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in.txt"
    source.write_bytes("กำหนด\n".encode())
    assert main(["apply", "am-split", str(source)]) == 0
    assert capsys.readouterr().out == "ก\N{THAI CHARACTER NIKHAHIT}\N{THAI CHARACTER SARA AA}หนด\n"
