"""Recognised text: confusions of letters are undone in words, under the preset for it, and names are left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

import thaifix
from thaifix import Config, lexicon, misread
from thaifix.evidence import Evidence
from thaifix.meant import read
from thaifix.wordgraph import WordGraph

UNDONE = {
    "แผนงานนี้ช่วยถ้ายทอดความรู้สู่ชุมชน": "แผนงานนี้ช่วยถ่ายทอดความรู้สู่ชุมชน",  # a tone for another
    "ทุกหน่วยต้องจัดท่างบประมาณล่วงหน้า": "ทุกหน่วยต้องจัดทำงบประมาณล่วงหน้า",  # the ring of a sara am for a tone
    "การพัฒนากการศึกษาในพื้นที่": "การพัฒนาการศึกษาในพื้นที่",  # a letter twice
    "ประชาชนมีสวนร่วมในโครงการ": "ประชาชนมีส่วนร่วมในโครงการ",  # a tone lost, in words
    "เจ้าหน้าทีให้บริการประชาชน": "เจ้าหน้าที่ให้บริการประชาชน",
    "กฎหมายฉบับนี้คุมครองผู้บริโภค": "กฎหมายฉบับนี้คุ้มครองผู้บริโภค",
    "สำนักงานคณะกรรมกรพัฒนาระบบราชการ": "สำนักงานคณะกรรมการพัฒนาระบบราชการ",
    "เพื่อเพิ่มปรสิทธิภาพการทำงาน": "เพื่อเพิ่มประสิทธิภาพการทำงาน",
    "ตามหลักเศรฐกิจพอเพียง": "ตามหลักเศรษฐกิจพอเพียง",
    "ตามมารตฐานของกระทรวง": "ตามมาตรฐานของกระทรวง",  # neighbours changed places
}

LEFT = [
    "นางสาวกัญญภา ศรีสอาด มอบรางวัล",
    "นายภุชพงค์ วงศ์สุวรร ประธานในพิธี",
    "บ้านหนองแสนตอ ตำบลบ้านดอน",
    "บริษัท พูแรค จำกัด",
    "รองศาสตราจารย์ชณากานต์ กล่าวเปิดงาน",
    "ร้านกาแฟอเมซิ่งคอฟฟี่ของชุมชน",
    "น้ำจิ้มและข้าวสารของกลุ่มแม่บ้าน",
    "ประชุมร่วมกับ กกพ. และ รมว.พลังงาน",
    "ตามร่าง พรบ. ฉบับใหม่",
    "#ทีมพมหนึ่งเดียว",
    "วามยากจนของครัวเรือน",
    "สวนสาธารณะและสวนสัตว์ของจังหวัด",
    "ท่าเรือและท่าอากาศยาน",
    "ลูกๆหลานๆ ของสมาชิก",
    "โครงการพัฒนาคุฌภาพชีวิต",  # a confusion that nobody has seen
]


@pytest.mark.parametrize(("broken", "sound"), UNDONE.items())
def test_a_confusion_in_words_is_undone(broken: str, sound: str) -> None:
    assert thaifix.fix(broken, Config.OCR) == sound


@pytest.mark.parametrize("text", LEFT)
def test_names_abbreviations_and_sound_words_are_left(text: str) -> None:
    assert thaifix.fix(text, Config.OCR) is text


def _of_words(text: str, config: Config) -> list[thaifix.Edit]:
    return [edit for edit in thaifix.explain(text, config).edits if edit.rule == "word-recognised"]


@pytest.mark.parametrize("text", UNDONE)
def test_only_the_preset_for_recognised_text_does_it(text: str) -> None:
    for config in (
        Config.PDF,
        Config.SAFE,
        replace(Config.OCR, without=frozenset({"ocr"})),
        replace(Config.OCR, without=frozenset({"word-recognised"})),
    ):
        assert not _of_words(text, config)


def test_an_edit_tells_what_it_is() -> None:
    (edit,) = thaifix.explain("เพื่อถ้ายทอดความรู้", Config.OCR).edits
    assert (edit.start, edit.before, edit.after) == (6, "้", "่")
    assert (edit.family, edit.rule) == ("ocr", "word-recognised")
    assert Config.OCR.minimum_confidence <= edit.confidence < 1


def test_what_is_not_sure_enough_is_suggested() -> None:
    text = "เพื่อถ้ายทอดความรู้"
    config = replace(Config.OCR, minimum_confidence=0.999)
    explanation = thaifix.explain(text, config)
    assert explanation.text is text
    assert [edit.after for edit in explanation.suggestions] == ["่"]
    assert not thaifix.explain(text, Config.PDF).suggestions


@pytest.mark.parametrize(("text", "after"), [("คณะเดินทางไปเมืองฮีโรชิมา ประเทศญี่ปุ่น", "ิ"), ("ผลงานเป็นทียอมรับของบุคลากร", "่")])
def test_what_lacks_much_is_suggested_where_no_other_word_is_near(text: str, after: str) -> None:
    explanation = thaifix.explain(text, Config.OCR)
    assert explanation.text is text
    assert [edit.after for edit in explanation.suggestions] == [after]
    assert not thaifix.explain(text.replace("ฮีโร", "ฮิโร").replace("ที", "ที่"), Config.OCR).suggestions


def test_the_words_of_the_document_count() -> None:
    doubtful = "ประเมินผลของสวนราชการ"
    assert thaifix.fix(doubtful, Config.OCR) is doubtful
    sound = "ให้ทุกส่วนราชการ\n" * 4
    assert thaifix.fix(sound + doubtful, Config.OCR) == sound + "ประเมินผลของส่วนราชการ"


def test_a_form_that_stands_often_in_the_document_is_a_word_of_it() -> None:
    once = "ให้จัดท่างบประมาณล่วงหน้า"
    assert _of_words(once, Config.OCR)
    assert not _of_words(f"{once}\n" * 4, Config.OCR)


def test_in_a_document_with_errors_another_needs_less() -> None:
    doubtful = "ที่ลานมีน้าตลอดทั้งปี"
    assert thaifix.fix(doubtful, Config.OCR) is doubtful
    mended = doubtful.replace("น้า", "น้ำ")
    error = "เพื่อเพิ่มปรสิทธิภาพการทำงาน"
    assert thaifix.fix(f"{error}\n{doubtful}", Config.OCR).endswith(mended)
    sound = "คณะกรรมการพิจารณาแล้วเห็นชอบตามเสนอ\n" * 20
    assert thaifix.fix(f"{error}\n{sound}{doubtful}", Config.OCR).endswith(doubtful)


@pytest.mark.parametrize("broken", ["ที่ประชุมเห็นชอบโครงกา", "ที่ประชุมเห็นชอบโครงกา\nรพัฒนา", "โครงกา1ที่ผ่านมาแล้ว", "โครงกา�"])
def test_a_word_that_may_go_on_is_left(broken: str) -> None:
    assert not _of_words(broken, Config.OCR)


def test_pali_is_left() -> None:
    text = "พุทฺธํ สรณํ คจฺฉามิ ถ้ายทอดความรู้"
    assert not _of_words(text, Config.OCR)


def test_sound_text_without_rare_words_is_searched_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        pytest.fail("sound words were looked at")

    read.cache_clear()
    monkeypatch.setattr("thaifix.meant._near_words", refuse)
    assert read("การพัฒนาระบบราชการ").changes == ()
    with pytest.raises(pytest.fail.Exception):
        read("การพัฒนาระบบราซการ")


def test_neighbours_tell_which_word_is_cheaper() -> None:
    words = lexicon.load()
    graph = WordGraph("สวนราชการ", words)
    meant = graph.through(0, 3, words.node("ส่วน"), words.word_cost("ส่วน"))
    alone = WordGraph("สวน", words)
    by_itself = alone.through(0, 3, words.node("ส่วน"), words.word_cost("ส่วน"))
    assert graph.cost - meant > alone.cost - by_itself


def test_a_long_run_is_read_like_its_parts() -> None:
    words = "จัดประชุมชี้แจงแนวทาง" * 40
    text = f"{words}ถ้ายทอดความรู้ให้ชุมชน{words}"
    assert thaifix.fix(text, Config.OCR) == text.replace("ถ้าย", "ถ่าย")
    (alone,) = misread.propose(text, Evidence(), Config.OCR)
    found = misread.propose(text * 20, Evidence(), Config.OCR)
    assert {edit.start % len(text) for edit in found} == {alone.start}
    assert len(found) > 10  # a run is read in pieces, and a word that lies across two is left
