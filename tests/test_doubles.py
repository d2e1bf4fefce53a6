"""Letters and clusters that stand twice: what is taken out, what must stay, and who decides."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import BOOK, any_text, damaged, sound_thai

import thaifix
from thaifix import Config
from thaifix.copies import echoes, lines_with_squares, squares, suspected
from thaifix.gate import suspicious
from thaifix.knowledge import chars
from tools.damage import damage

ECHOED = "แผนปฏิบัฏิ ติบั กติารด้าด้ นดิจิดิ ทัจิ ลทั หลักลั สูตสูรฝึกฝึ อบรม"
"""A line as PDFium leaves it, which shows beyond doubt what kind of damage the document has."""
PRINTED_TWICE = "แผนพั พัฒนาท้ ท้องถิ่ ถิ่น ศู ศูนย์ ย์ฝึ ฝึกอาชี ชีพ"
AT_ONCE = "ทั้ทั้งนี้ เริ่ริ่มใช้ ซึ่ซึ่งได้ สิ้สิ้นสุด"

_GLYPH = re.compile(".", re.DOTALL)
_CLUSTER = re.compile(f"[{chars.CONSONANTS}][{chars.MARKS}]*|.", re.DOTALL)
_WITH_NEXT = re.compile(
    f"[{chars.MARKS}{chars.SARA_AM}]*[^{chars.MARKS}{chars.SARA_AM} ]|[{chars.MARKS}{chars.SARA_AM}]+ ?|."
)


def letters_of(text: str) -> str:
    return text.replace(" ", "")


# --- letters drawn twice ------------------------------------------------------------------------


def twice(text: str, unit: re.Pattern[str]) -> str:
    """Write every unit of Thai twice, as readers leave bold that was printed twice."""
    return "".join(part * 2 if any(char in chars.LETTERS for char in part) else part for part in unit.findall(text))


@pytest.mark.parametrize("unit", [_GLYPH, _CLUSTER, _WITH_NEXT], ids=["glyph", "cluster", "mark and letter"])
@pytest.mark.parametrize(
    "text",
    [
        "ประกาศรายชื่อผู้มีสิทธิสอบ",
        "สำนักงานปลัดกระทรวง ก.พ.",
        "คณะกรรมการสรรหา (พรรคเล็ก)",
        "บ้านเลขที่ 12 ถนนน้ำพุ",
    ],
)
def test_letters_drawn_twice_are_read_once(text: str, unit: re.Pattern[str]) -> None:
    assert thaifix.fix(twice(text, unit)) == text


@given(sound_thai(), st.sampled_from([_GLYPH, _CLUSTER]))
def test_sound_thai_comes_back_from_bold_that_is_printed_twice(text: str, unit: re.Pattern[str]) -> None:
    heading = "ประกาศกรมพัฒนาชุมชน"
    lines = [line for line in text.split("\n") if len(set(line) & set(chars.LETTERS)) > len(heading)]
    sound = "\n".join([heading, *lines])
    assert thaifix.fix(twice(sound, unit)) == sound


def test_only_the_part_that_is_drawn_twice_is_changed() -> None:
    assert thaifix.fix("เเรรื่ื่อองง ธรรมเนียมการบรรยาย") == "เรื่อง ธรรมเนียมการบรรยาย"


def test_digits_and_latin_letters_stay_whatever_they_look_like() -> None:
    assert thaifix.fix("ปปีี 22556655 PPDDFF แแผผนนงงาานน") == "ปี 22556655 PPDDFF แผนงาน"


def test_a_short_word_needs_a_longer_run_beside_it() -> None:
    assert thaifix.fix("ปปาา") == "ปปาา"
    assert thaifix.fix("ปปาา\nแแผผนนงงาานน") == "ปา\nแผนงาน"


@pytest.mark.parametrize(
    "text", ["กก ขข คค งง", "พระพุทธธรรมมิกราช", "นานา มามา ไปไป", "กากา ขาขา", "ฮ่าฮ่าฮ่า", "อออออ มมมมม นนนนน"]
)
def test_pairs_that_make_no_words_are_no_bold(text: str) -> None:
    assert thaifix.fix(text) is text


def slow_squares(line: str) -> set[int]:
    """Return the places where letters of one base stand twice, found by trying every place and length."""
    marks = set(chars.MARKS)
    found = set()
    for start in range(len(line)):
        for half in range(1, 8):
            part, copy = line[start : start + half], line[start + half : start + 2 * half]
            bases = [char for char in part if char not in marks]
            if part == copy and len(bases) == 1 and bases[0] in chars.LETTERS:
                found.add(start)
    return found


@given(damaged())
@example("นนักัก")
def test_each_letter_of_a_run_stands_twice(text: str) -> None:
    for line in text.split("\n"):
        for run in squares(line):
            for start, middle, end in run:
                assert line[start:middle] == line[middle:end]
            starts = {start for start, _, _ in run if any(c not in chars.MARKS + " " for c in line[start : start + 1])}
            assert starts <= slow_squares(line) | {s for s in starts if line[s] == chars.SARA_AM}


# --- clusters written once more -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "sound"),
    [
        ("สรุปรายชื่อชื่", "สรุปรายชื่อ"),
        ("เอกสารของสำนักนั งานจังหวัด", "เอกสารของสำนักงานจังหวัด"),
        ("จัดทำเพื่อพื่ ประชาชน", "จัดทำเพื่อประชาชน"),
    ],
)
def test_one_echo_is_taken_out_where_words_ask_for_it(broken: str, sound: str) -> None:
    edits = thaifix.explain(broken).edits
    assert thaifix.fix(broken) == sound
    assert [(edit.rule, edit.family) for edit in edits] == [("cluster-echoed", "duplicate-mark")]


@pytest.mark.parametrize("alone", ["รับรัฟังความเห็น", "อาชีพชีอิสระ", "ที่ร่มร่มีลม"])
def test_a_weak_echo_is_taken_out_only_where_the_document_shows_them(alone: str) -> None:
    assert thaifix.fix(alone) is alone
    assert echoes(alone)
    mended = thaifix.fix(f"{ECHOED}\n{alone}").split("\n")[1]
    assert len(mended) < len(alone)


def test_one_kind_of_echo_is_no_evidence_of_another() -> None:
    name = "นายซุซุกะ"
    for shown in (ECHOED, PRINTED_TWICE):
        assert thaifix.fix(f"{shown}\n{name}").endswith(f"\n{name}")


@pytest.mark.parametrize("shown", [ECHOED, PRINTED_TWICE, AT_ONCE])
@pytest.mark.parametrize(
    "sound",
    [
        "ในพื้นที่ที่ได้รับผลกระทบ",
        "ดำเนินการได้ด้วยตนเอง",
        "อย่างพิถีพิถัน ทุกวันวันละครั้ง",
        "เที่ยวบินบินตรง จังหวัดวัดได้",
        "ตระหนักรู้ รู้เท่าทัน ปี ปี 2565",
        "ที่อื่นๆ ที่มีอยู่ จริงจัง ต่างต่าง ดีดี",
    ],
)
def test_real_repetition_stays_even_where_the_document_shows_echoes(shown: str, sound: str) -> None:
    fixed = thaifix.fix(f"{shown}\n{sound}")
    assert fixed.endswith(f"\n{sound}")
    assert not fixed.startswith(shown)


def test_a_name_that_comes_again_and_again_proves_nothing() -> None:
    names = "{0}ซุซุกะ {0}อิสึสึจิ {0}อิชิอิ {0}เอ็มอ็อกโทน {0}ดัคดัคโก ธาตุอูนอูนเบียม"
    text = " ".join(names.format(title) for title in ("นาย", "นาง", "คุณ", "ครู", "พี่"))
    assert thaifix.fix(text) is text


def test_marks_on_wrong_letters_leave_likenesses_that_are_no_echoes() -> None:
    for text in ("ทีด่ ี ตัง้ แต่ มัง่คัง่ ยัง่ยืน", "เศรษฐกจิดจิ ทิ ลั ของประเทศ ตัง้ แต่"):
        rules = {edit.rule for edit in thaifix.explain(text).edits}
        assert not any("cluster-echoed" in rule for rule in rules)


def test_a_space_that_words_ask_for_stays_when_the_copy_goes() -> None:
    assert thaifix.fix(f"{ECHOED}\nครั้งรั้ 2 ทั้งนี้").endswith("\nครั้ง 2 ทั้งนี้")


def test_no_space_is_dropped_where_the_settings_forbid_it() -> None:
    broken = "เอกสารของสำนักนั งานจังหวัด"
    for name in ("space", "space-in-word"):
        fixed = thaifix.fix(broken, Config(without=frozenset({name})))
        assert fixed.count(" ") == broken.count(" ")


@pytest.mark.parametrize("name", ["cluster-echoed", "drawn-twice", "duplicate-mark"])
def test_each_repair_can_be_switched_off(name: str) -> None:
    broken = "สรุปรายชื่อชื่\nแแผผนนงงาานน"
    rules = "+".join(edit.rule for edit in thaifix.explain(broken, Config(without=frozenset({name}))).edits)
    assert name not in rules
    assert ("cluster-echoed" in rules) == (name == "drawn-twice")
    assert ("drawn-twice" in rules) == (name == "cluster-echoed")


def test_what_wins_by_too_little_is_a_suggestion() -> None:
    explanation = thaifix.explain("สรุปรายชื่อชื่", Config(minimum_confidence=0.99))
    assert explanation.text == explanation.source
    assert [edit.before for edit in explanation.suggestions] == ["ชื่"]


def test_the_sample_book_comes_back_from_echoes() -> None:
    for rate in (1.0, 0.1):
        broken = damage(BOOK, "echoed-clusters", seed=7, rate=rate)
        pairs = [
            (letters_of(sound), letters_of(fixed))
            for sound, damaged_line, fixed in zip(
                BOOK.split("\n"), broken.split("\n"), thaifix.fix(broken).split("\n"), strict=True
            )
            if sound != damaged_line
        ]
        assert len(pairs) > 40
        assert sum(sound == fixed for sound, fixed in pairs) >= 0.95 * len(pairs)


@pytest.mark.parametrize("rate", [1.0, 0.3, 0.03])
def test_what_copies_seemed_to_prove_goes_with_them(rate: float) -> None:
    explanation = thaifix.explain(damage(BOOK, "echoed-clusters", seed=4, rate=rate))
    assert {edit.rule for edit in explanation.edits} == {"cluster-echoed"}
    assert thaifix.fix(explanation.text) is explanation.text


def slow_echoes(line: str) -> list[tuple[int, int]]:
    """Return the clusters with marks that were read one or two before, copies not counted, by plain search."""
    seen: list[str] = []
    found = []
    position = 0
    while position < len(line):
        unit = _CLUSTER.match(line, position)
        assert unit is not None
        end = unit.end()
        if _is_cluster(unit[0]) and unit[0] in seen[-2:]:
            start = position - 1 if seen[-1] == " " else position
            found.append((start, end))
            if seen[-1] == " ":
                seen.pop()
                seen[:-1] = []
            elif line[end : end + 1] == " " and line[end + 1 : end + 2] not in {"", " "}:
                end += 1
        else:
            seen.append(unit[0])
        position = end
    return found


def _is_cluster(unit: str) -> bool:
    low = chars.VOWEL_MARKS + chars.PHINTHU + chars.MAITAIKHU
    high = chars.TOP_MARKS + chars.NIKHAHIT
    marks = unit[1:]
    return unit[0] in chars.CONSONANTS and (
        (len(marks) == 1 and marks in low + high) or (len(marks) == 2 and marks[0] in low and marks[1] in high)
    )


@given(st.one_of(damaged(), sound_thai().map(lambda text: damage(text, "echoed-clusters", seed=1, rate=0.5))))
@example("ที่ ที่ ที่")
@example("กิกิกิ กินิกินิ")
def test_echoes_are_those_of_a_plain_search(text: str) -> None:
    for line in text.split("\n"):
        assert [(echo.start, echo.end) for echo in echoes(line)] == slow_echoes(line)


# --- the gate -----------------------------------------------------------------------------------


def test_one_echo_in_a_page_of_sound_text_is_seen() -> None:
    page = BOOK[:6000]
    assert not suspected(page)
    assert suspected(page + "\nสรุปรายชื่อชื่\n" + page)


def test_echoes_throughout_a_long_book_are_seen() -> None:
    book = BOOK * 9
    assert len(book) > 40_000
    assert not suspected(book)
    assert suspected(damage(book, "echoed-clusters", seed=1, rate=0.3))


def test_a_bold_heading_in_a_long_book_is_seen() -> None:
    book = BOOK * 9
    heading = damage("หมวดสาม เรื่องการส่งเสริมอาชีพ", "doubled-letters", seed=1)
    assert suspicious(book + heading)
    assert thaifix.fix(f"{book}\n{heading}\n").endswith("\nหมวดสาม เรื่องการส่งเสริมอาชีพ\n")


@given(st.one_of(damaged(), sound_thai().map(lambda text: damage(text, "echoed-clusters", seed=1, rate=0.1))))
@example("สี่สี่")
@example("ชื่อชื่")
@example("กิกิ")
@example("สุขสุ ")
def test_a_long_text_is_asked_at_speed_what_a_short_one_is(text: str) -> None:
    page = BOOK[:1000]
    assert suspected(f"{page}\n{text}\n{page}") == any(suspected(line) for line in text.split("\n"))


@given(any_text())
def test_any_text_may_be_asked_for_copies(text: str) -> None:
    assert suspected(text) in {True, False}
    for echo in echoes(text):
        assert 0 <= echo.start < echo.end <= len(text)


@given(st.text(st.sampled_from("กขค่ิ \n"), min_size=8, max_size=40))
def test_letters_that_stand_twice_are_found_in_long_texts_as_in_short_ones(part: str) -> None:
    text = f"{part}\n" * 30
    short = {offset: runs for offset, _, runs in lines_with_squares(f"{part}\n", 1)}
    first = {offset: runs for offset, _, runs in lines_with_squares(text, 1) if offset <= len(part)}
    assert first == short
