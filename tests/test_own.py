"""What a user's dictionary does to texts: what stays, what is repaired, and where it is not."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

import thaifix
from thaifix import Config, ConfigError, Edit, Fixer
from thaifix.dictionary import Dictionary, Row
from thaifix.ownwords import sift, to_repair


def own(*rows: tuple[str, ...], preset: Config = Config.PDF) -> Config:
    return replace(preset, dictionary=Dictionary(tuple(Row(*row) for row in rows)))


def rules(text: str, config: Config) -> list[tuple[str, str]]:
    return [(edit.rule, edit.family) for edit in thaifix.explain(text, config).edits]


# ---------------------------------------------------------------- pairs


@pytest.mark.parametrize(
    ("form", "sound", "text", "fixed"),
    [
        ("จานวร", "จำนวน", "มีจานวรมากขึ้น", "มีจำนวนมากขึ้น"),
        ("จานวร", "จำนวน", "จานวร", "จำนวน"),
        ("จานวร", "จำนวน", "จานวร จานวร\nจานวร", "จำนวน จำนวน\nจำนวน"),
        ("กรรมกา", "กรรมการ", "ประธานกรรมกาบริหาร", "ประธานกรรมการบริหาร"),
        ("ทา", "ทำ", "ผู้จัดทาแผน และทางาน", "ผู้จัดทำแผน และทำงาน"),
        ("จา นวน", "จำนวน", "มีจา นวนมาก", "มีจำนวนมาก"),
        ("สน�.", "สนง.", "ที่ สน�. เขต", "ที่ สนง. เขต"),
        ("ต่างๆ", "ต่าง ๆ", "ในด้านต่างๆ เช่น", "ในด้านต่าง ๆ เช่น"),
        ("PMOA", "PMQA", "รางวัลPMOAปี 2564", "รางวัลPMQAปี 2564"),
    ],
)
def test_a_broken_form_is_repaired_where_it_is_a_word(form: str, sound: str, text: str, fixed: str) -> None:
    assert thaifix.fix(text, own(("pair", form, sound))) == fixed


@pytest.mark.parametrize(
    ("form", "sound", "text"),
    [
        ("ทา", "ทำ", "ทางหลวงชนบท"),  # inside a longer word
        ("ทา", "ทำ", "ที่ท่าเรือ"),  # other letters
        ("ทา", "ทำ", "เทาทาง"),  # the vowel before belongs to it
        ("นา", "นำ", "พัฒนาระบบ"),
        ("นา", "นำ", "นาน ๆ ครั้ง"),
        ("กรรมกา", "กรรมการ", "คณะกรรมการและกรรมการ"),  # the sound form begins so
        ("สำนัก", "สำนักงาน", "สำนักงานเขต"),
        ("ตาก", "ตำก", "นั่งตากลม"),
        ("มากา", "มากๆ", "ลมการละเล่น"),
        ("จานวร", "จำนวน", "เขาวางจานวรรคหนึ่ง"),  # over the edge of a word
        ("มิ", "มี", "เดือน มิ.ย. และ มิ.ค."),
        ("PMO", "PMQ", "รางวัล PMOA และ 2PMO"),  # Latin words and numbers count too
        ("12", "13", "ปี 2512 และ 123"),
    ],
)
def test_inside_a_longer_word_nothing_is_repaired(form: str, sound: str, text: str) -> None:
    assert thaifix.fix(text, own(("pair", form, sound))) is text


def test_the_edits_of_a_pair_name_it_and_its_family() -> None:
    assert rules("จานวร", own(("pair", "จานวร", "จำนวน"))) == [("own-pair", "ocr")]
    (edit,) = thaifix.explain("ต่างๆ", own(("pair", "ต่างๆ", "ต่าง ๆ", "space"))).edits
    assert edit == Edit(4, 4, "", " ", "space", "own-pair", 1.0)


def test_a_pair_of_a_family_that_is_off_is_off() -> None:
    config = own(("pair", "จานวร", "จำนวน", "ocr"))
    assert thaifix.fix("จานวร", replace(config, without=frozenset({"ocr"}))) == "จานวร"
    assert thaifix.fix("จานวร", replace(config, without=frozenset({"own-pair"}))) == "จานวร"
    assert thaifix.fix("จานวร", replace(config, without=frozenset({"space"}))) == "จำนวน"
    assert thaifix.fix("จานวร", replace(config, stages=config.stages - {"own"})) == "จานวร"


@pytest.mark.parametrize("preset", [Config.SAFE, Config.PDF, Config.OCR])
def test_every_preset_repairs_pairs(preset: Config) -> None:
    assert thaifix.fix("จานวร", own(("pair", "จานวร", "จำนวน"), preset=preset)) == "จำนวน"


def test_a_pair_goes_before_what_other_stages_make_of_its_form() -> None:
    assert thaifix.fix("การพฒันา") == "การพัฒนา"
    assert thaifix.fix("การพฒันา", own(("pair", "พฒันา", "พัฒน์"))) == "การพัฒน์"


def test_the_sound_form_of_a_pair_stays_whatever_other_stages_think_of_it() -> None:
    config = own(("pair", "พัฒน์", "พฒันา"))
    assert thaifix.fix("นายพัฒน์ พฒันา", config) == "นายพฒันา พฒันา"


def test_pairs_that_undo_one_another_at_the_edge_settle() -> None:
    config = own(("pair", "กข", "ขก"))
    once = thaifix.fix("กกกกกกกกกกกกขขขขขขขขขขขข", config)
    assert thaifix.fix(once, config) is once


def test_a_form_that_shrinks_step_by_step_settles_or_is_left_alone() -> None:
    config = own(("pair", "--.", "-."))
    assert thaifix.fix("------.", config) == "-."
    endless = "-" * 40 + "."
    assert thaifix.fix(endless, config) is endless


def test_a_word_in_doubtful_letters_is_found_beside_words() -> None:
    config = own(("pair", "อิพยาบาน", "โรงพยาบาล"))
    assert thaifix.fix("ที่อิพยาบานศรีนคร", config) == "ที่โรงพยาบาลศรีนคร"


# ---------------------------------------------------------------- words to keep


def test_a_word_to_keep_stays_and_its_repair_is_suggested() -> None:
    text = "บ้านพฒันาอยู่ใกล้ที่ทำการพฒันา"
    assert thaifix.fix(text) == "บ้านพัฒนาอยู่ใกล้ที่ทำการพัฒนา"
    explanation = thaifix.explain(text, own(("keep", "บ้านพฒันา")))
    assert explanation.text == "บ้านพฒันาอยู่ใกล้ที่ทำการพัฒนา"
    assert [(edit.start, edit.rule) for edit in explanation.suggestions] == [(5, "mark-goes-home")]


@pytest.mark.parametrize(
    ("keep", "text", "fixed"),
    [
        ("เเผนที่", "เเผนที่เเละเเบบ", "เเผนที่และแบบ"),  # rules
        ("นักเรียน", "นัก�ำนักเรียน", "นักำนักเรียน"),  # beside it
        ("ส�ำ", "ส�ำนักส�ำ", "ส�ำนักส�ำ"),
        ("ÊÓ¹Ñ¡§Ò¹", "ÊÓ¹Ñ¡§Ò¹\nÊÓ¹Ñ¡§Ò¹¾Ñ²¹Ò", "ÊÓ¹Ñ¡§Ò¹\nสำนักงานพัฒนา"),  # a code page, in another run
        ("จ านวน", "จ านวน ส านักงาน", "จ านวน สำนักงาน"),
    ],
)
def test_no_stage_changes_what_is_to_be_kept(keep: str, text: str, fixed: str) -> None:
    assert thaifix.fix(text, own(("keep", keep))) == fixed


def test_an_edit_that_only_touches_what_is_to_be_kept_is_made() -> None:
    assert thaifix.fix("ข้้อความเเผนที่", own(("keep", "ความเเผนที่"))) == "ข้อความเเผนที่"
    assert thaifix.fix("เเผนที่น้ี", own(("keep", "เเผนที่"))) == "เเผนที่นี้"


def test_a_mark_is_not_put_on_what_is_to_be_kept() -> None:
    assert thaifix.fix("ผู ้บริหาร") == "ผู้บริหาร"
    assert thaifix.fix("ผู ้บริหาร", own(("keep", "ผู"))) == "ผู ้บริหาร"


def test_inside_other_letters_a_form_to_keep_is_another_word() -> None:
    assert thaifix.fix("ผู ้บริหาร", own(("keep", "ผ"))) == "ผู้บริหาร"
    assert thaifix.fix("เเผนที่", own(("keep", "ผ"))) == "แผนที่"


def test_a_mark_that_is_not_taken_out_is_not_put_in_elsewhere() -> None:
    text = "หน่วยงานที\n่เกี่ยวข้องกับเเผน"
    assert thaifix.fix(text) == "หน่วยงานที่\nเกี่ยวข้องกับแผน"
    kept = thaifix.explain(text, own(("keep", "หน่วยงานที")))
    assert kept.text == "หน่วยงานที\n่เกี่ยวข้องกับแผน"
    assert [edit.after for edit in kept.suggestions] == ["่", ""]


def test_what_is_withheld_at_one_place_does_not_keep_the_decoder_from_others() -> None:
    text = "หน่วยงานที\n่เกี่ยวข้อง การพฒันา"
    assert thaifix.fix(text, own(("keep", "หน่วยงานที"))) == "หน่วยงานที\n่เกี่ยวข้อง การพัฒนา"


def test_a_name_is_restored_as_a_whole_or_not_at_all() -> None:
    text = "จังหวัดศรีสะแกษ"
    for keep in ("ศรีสะแกษ", "สะแกษ", "แกษ"):
        explanation = thaifix.explain(text, own(("keep", keep)))
        assert explanation.text is text
        assert {edit.rule for edit in explanation.suggestions} == {"name-restored"}


def test_a_pair_inside_a_longer_word_to_keep_has_an_exception_there() -> None:
    config = own(("pair", "จานวร", "จำนวน"), ("keep", "บ้านจานวร"))
    assert thaifix.fix("บ้านจานวร มีจานวรมาก", config) == "บ้านจานวร มีจำนวนมาก"


def test_a_dictionary_of_words_to_keep_leaves_sound_text_the_same_object() -> None:
    text = "สำนักงานคณะกรรมการพัฒนาระบบราชการ"
    assert thaifix.fix(text, own(("keep", "ระบบ"))) is text


# ---------------------------------------------------------------- names, and settings


def test_names_are_restored_and_kept() -> None:
    config = own(("name", "บ้านโนนเขวาน้อย", "", "village"))
    assert [entry.name for entry in config.names] == ["บ้านโนนเขวาน้อย"]
    assert thaifix.fix("ที่บ้านโนนเขวานอย อำเภอเมือง", config) == "ที่บ้านโนนเขวาน้อย อำเภอเมือง"
    assert thaifix.fix("ที่บ้านโนนเขวาน้อย", config) == "ที่บ้านโนนเขวาน้อย"


def test_names_of_the_dictionary_join_those_of_the_settings() -> None:
    config = own(("name", "บ้านโนนเขวา"), preset=Config(names=("บ้านหนองแวง",)))  # type: ignore[arg-type]  # convenient
    assert [entry.name for entry in config.names] == ["บ้านหนองแวง", "บ้านโนนเขวา"]
    assert replace(config, bullets="unicode").names == config.names


def test_names_are_hashed_once_and_travel_without_their_hash() -> None:
    config = own(("name", "บ้านโนนเขวา", "", "village"))
    assert hash(config.names) == hash(tuple(config.names)) == hash(config.names)
    copy = pickle.loads(pickle.dumps(config))  # noqa: S301 - our own bytes
    assert "_hash" not in vars(copy.names)
    assert (copy, hash(copy)) == (config, hash(config))


def test_what_is_no_dictionary_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"dictionary: expected.*Dictionary\.read"):
        Config(dictionary="own.tsv")  # type: ignore[arg-type]  # the mistake under test


def test_pieces_of_a_document_are_repaired_with_the_dictionary_too() -> None:
    fixer = Fixer(own(("pair", "จานวร", "จำนวน"), ("keep", "เเผน"))).learn(["สำนักงาน"])
    assert list(fixer.fix_many(["จานวร", "เเผน", "เเบบ"], workers=2)) == ["จำนวน", "เเผน", "แบบ"]


# ---------------------------------------------------------------- the parts


def test_pairs_do_not_overlap_and_the_longest_goes_first() -> None:
    config = own(("pair", "กกก", "ข"), ("pair", "กก", "ค"))
    assert [(spot.start, spot.form) for spot, _ in to_repair("กกก กก", config)] == [(0, "กกก"), (4, "กก")]


def test_without_a_dictionary_all_edits_are_allowed() -> None:
    edits = [Edit(0, 1, "ก", "ข", "ocr", "r", 1.0)]
    assert sift("ก", edits, Config.PDF) == (edits, [])
    assert to_repair("ก", Config.PDF) == []
