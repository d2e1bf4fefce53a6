"""Edits, settings, errors and diagnoses as values."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

import thaifix
from thaifix import Config, ConfigError, Edit, Fixer, InputError, ReplayError, TableError, ThaifixError


def edit(start: int, end: int, before: str, after: str) -> Edit:
    return Edit(start, end, before, after, "ocr", "test", 1.0)


def test_bytes_are_refused_with_advice() -> None:
    with pytest.raises(InputError, match=r"decode\('utf-8'\)"):
        thaifix.fix(b"abc")  # type: ignore[arg-type]  # the mistake under test


@pytest.mark.parametrize("value", [None, 1.5, ["ก"]])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(InputError, match="expected str"):
        Fixer().explain(value)  # type: ignore[arg-type]  # the mistake under test


def test_a_lone_surrogate_is_passed_through() -> None:
    assert thaifix.fix("ส�ำ\ud800") == "สำ\ud800"


def test_replay_refuses_overlapping_edits() -> None:
    with pytest.raises(ReplayError, match="overlaps"):
        thaifix.apply("abcd", [edit(0, 2, "ab", "x"), edit(1, 3, "bc", "y")])
    with pytest.raises(ReplayError, match="overlaps"):
        thaifix.undo("xyd", [edit(0, 2, "ab", "xy"), edit(1, 3, "bc", "y")])


def test_replay_says_what_it_found() -> None:
    with pytest.raises(ReplayError, match="expects 'b' at code point 1, found 'x'"):
        thaifix.apply("ax", [edit(1, 2, "b", "c")])
    with pytest.raises(ReplayError):
        thaifix.undo("ab", [edit(5, 6, "b", "c")])


def test_replay_does_not_mind_the_order_of_edits() -> None:
    edits = [edit(2, 3, "c", ""), edit(0, 1, "a", "xy")]
    assert thaifix.apply("abc", edits) == "xyb"
    assert thaifix.undo("xyb", edits) == "abc"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({}, "needs the key 'start'"),
        ({"start": "1"}, "wrong type"),
        ({"start": True}, "wrong type"),
        ({"start": 1, "end": 2, "before": "a", "after": "b", "family": "ocr", "rule": "r", "confidence": "x"}, "wrong"),
    ],
)
def test_a_malformed_row_is_no_edit(row: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Edit.from_dict(row)


def test_offsets_outside_the_text_are_refused() -> None:
    explanation = thaifix.explain("ส�ำ")
    for ask, position in ((explanation.to_fixed, 4), (explanation.to_source, 3), (explanation.to_fixed, -1)):
        with pytest.raises(InputError, match="lies outside"):
            ask(position)


def test_config_names_near_misses() -> None:
    with pytest.raises(ConfigError, match="did you mean 'hole-before-am'"):
        Config(without=frozenset({"hole-befor-am"}))
    with pytest.raises(ConfigError, match="known: decoder"):
        Config(stages=frozenset({"xyzzy"}))


@pytest.mark.parametrize(
    "setting",
    [
        {"zero_width_space": "drop"},
        {"bullets": "map"},
        {"minimum_confidence": 2},
        {"minimum_confidence": "high"},
        {"without": "sara-am"},
        {"stages": 3},
    ],
)
def test_config_refuses_values_that_make_no_sense(setting: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=next(iter(setting))):
        Config(**setting)  # type: ignore[arg-type]  # the mistake under test


def test_config_is_frozen_and_takes_any_collection() -> None:
    config = Config(without={"space"}, stages=["rules"])  # type: ignore[arg-type]  # convenient, and made a frozenset
    assert config.without == frozenset({"space"})
    with pytest.raises(FrozenInstanceError):
        config.bullets = "unicode"  # type: ignore[misc]  # the mistake under test


def test_presets_differ_in_stages_only() -> None:
    assert Config.SAFE.stages < Config.PDF.stages
    assert replace(Config.SAFE, stages=Config.PDF.stages) == Config.PDF


def test_stages_that_are_off_do_nothing() -> None:
    assert thaifix.fix("ÊÓ¹Ñ¡§Ò¹ ส�ำ", Config(stages=frozenset({"rules"}))) == "ÊÓ¹Ñ¡§Ò¹ สำ"
    assert thaifix.fix("ส�ำ", Config(stages=frozenset())) == "ส�ำ"


def test_errors_share_a_base_and_cross_processes() -> None:
    error = TableError("names.tsv", 3, "unknown parent")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (str(copy), copy.path, copy.line) == ("names.tsv:3: unknown parent", "names.tsv", 3)
    for kind in (ConfigError, InputError, ReplayError, TableError):
        assert issubclass(kind, ThaifixError)


def test_low_confidence_becomes_a_suggestion() -> None:
    strict = replace(Config.SAFE, minimum_confidence=0.99)
    explanation = thaifix.explain("ผู ้บริหาร", strict)
    assert explanation.text is explanation.source
    assert [(s.before, s.after, s.family) for s in explanation.suggestions] == [(" ", "", "space")]


def test_suggestions_stand_in_the_source_and_not_in_the_text() -> None:
    source = "ส�ำนักงานผู้มส่ีวน"
    explanation = thaifix.explain(source, Config.SAFE)
    (suggestion,) = explanation.suggestions
    assert source[suggestion.start : suggestion.end] == suggestion.before
    assert thaifix.apply(source, [suggestion]) == "ส�ำนักงานผู้มีส่วน"
    assert explanation.text == "สำนักงานผู้มส่ีวน"


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("สำนักงานคณะกรรมการ", "none"),
        ("รายงานผลการปฏิบัติราชการของหน่วยงานในสังกัดกระทรวงเป็นไปตามแผนน้ี ซึ่งมีผลดีต่อประชาชน", "light"),
        ("ส�ำนักงานน้ีได้ด�ำเนินการจัดท�ำแผน", "heavy"),
        ("สิทธิ� และการเล�ยงกุ�งของ�ระชาชน", "lost"),
    ],
)
def test_severity_answers_whether_to_repair_or_to_recognise_again(text: str, severity: str) -> None:
    diagnosis = thaifix.diagnose(text)
    assert diagnosis.severity == severity
    assert diagnosis.advice


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ส�ำนักงาน", "lost its nikhahit"),
        ("สํานักงาน", "two pieces"),
        ("ตัง้แต่ มุง่มัน่", "moved to the next letter"),
        ("ให\uf70bบริการ", "private codes"),
        ("ÊÓ¹Ñ¡§Ò¹", "cp874"),
        ("ข้้อความ", "twice"),
    ],
)
def test_origin_is_told_in_plain_language(text: str, words: str) -> None:
    assert words in (thaifix.diagnose(text).origin or "")


def test_a_lost_character_that_cannot_be_mended_stays_and_is_reported() -> None:
    diagnosis = thaifix.diagnose("สิทธิ� และ � บาท")
    assert thaifix.fix("สิทธิ� และ � บาท") == "สิทธิ� และ � บาท"
    assert [finding.sign for finding in diagnosis.findings] == ["hole-in-word", "hole"]
    assert not diagnosis.is_clean


def test_bullets_and_zero_width_spaces_change_only_when_asked() -> None:
    text = "\uf0b7 แผน\u200bงาน"
    assert thaifix.fix(text) is text
    assert thaifix.fix(text, Config(bullets="unicode", zero_width_space="remove")) == "• แผนงาน"
