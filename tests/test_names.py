"""Names: found in running text, matched, and restored; and those that must be left alone."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import thaifix
from thaifix import Config, gazetteer, lexicon, names
from thaifix.config import NAME_KINDS
from thaifix.errors import ConfigError, InputError
from thaifix.evidence import Evidence
from thaifix.gazetteer import Entry
from thaifix.knowledge import chars, confusions
from thaifix.names.catalogue import AGENCIES, PLACES, catalogue, may_open
from thaifix.names.distance import distance, one_error
from thaifix.names.lists import may_list
from thaifix.names.nearby import Nearby
from thaifix.names.restore import doubtful
from thaifix.names.screen import CUES, Screen

if TYPE_CHECKING:
    from pathlib import Path


def config_with(**settings: Any) -> Config:  # noqa: ANN401 - any collection is taken, as users give it
    return Config(**settings)


RESTORED = {
    "จังหวัดศรีสะแกษ": "จังหวัดศรีสะเกษ",
    "จ. กาญจบบุรี ภาคตะวันตก": "จ. กาญจนบุรี ภาคตะวันตก",
    "อำเภอหาคใหญ่ จังหวัดสงขลา": "อำเภอหาดใหญ่ จังหวัดสงขลา",
    "ตำบลแน่สิน อำเภอศรีสัชนาลัย": "ตำบลแม่สิน อำเภอศรีสัชนาลัย",
    "สป.หมาดไทย": "สป.มหาดไทย",
    "กรมวิทยาศาสตรก์ารแพทย รับรอง": "กรมวิทยาศาสตร์การแพทย์ รับรอง",
    "กรมสรรพกรขยายเวลา": "กรมสรรพากรขยายเวลา",
    "ภรมสรรพากรขยายเวลา": "กรมสรรพากรขยายเวลา",
    "มหาวิทยาลัยเนชั่ม": "มหาวิทยาลัยเนชั่น",
    "จังหวด ขอนแก่น": "จังหวัด ขอนแก่น",
    "จังหวัด ศรีสะแกษ": "จังหวัด ศรีสะเกษ",
    "อาเภอชุมแพ ร่วมกับ": "อำเภอชุมแพ ร่วมกับ",
    "กะทรวงคมนาคม": "กระทรวงคมนาคม",
    "กระทรวงเกษตรและสหกรณ\ufffd ร่วม": "กระทรวงเกษตรและสหกรณ์ ร่วม",
    "จังหวัดขอนแก\ufffdน": "จังหวัดขอนแก่น",
}

LEFT = [
    "จังหวัดอัจฉริยะ",
    "ตราด",
    "อำเภอน้ำพอง",
    "คณะกรมการจังหวัด",
    "ตำบลหนองยายชี",
    "นายอำเภอสมบูรณ์",
    "อ.สมศักดิ์ ศรีประเสริฐ",
    "กรมการจังหวัด",
    "สำนักพัฒนาระบบงาน",
    "ธนาคารกรุงเทพ จำกัด (มหาชน)",
    "พฤษภาคมและสิงหาคม",
    "รพ.สต. 12 แห่ง",
    "สำนักงานเขตที่ 4 และ 5",
    "จังหวะเลย",
    "ตำบลท่าไทรคู่ อำเภอเฉลิมพระเกียรติ จังหวัดนครศรีธรรมราช",  # there is ท่าไร่, but no sentence goes on with คู่
    "จังหวดของเรา",
    "เป็นหวัดน่านอน",
    "กระทรวงแรงงานน\ufffd ไปใช้",  # a hole is a letter: what stands before it is not the end of a name
    "กรมอุตสาหกรรมพื้นฐา(cid:26) ร่วม",
    "กระทรวงพัฒนาสังคมและความมั่นคงของมนุษย์",  # a word less: that may be what they call it
]
SOUND = "ดำเนินงานในพื้นที่จำนวนมากตามที่กำหนดไว้ " * 40


@pytest.mark.parametrize(("broken", "sound"), RESTORED.items())
def test_a_near_miss_behind_its_cue_is_restored(broken: str, sound: str) -> None:
    assert thaifix.fix(broken) == sound


@pytest.mark.parametrize("text", LEFT)
def test_sound_names_that_are_not_known_are_left(text: str) -> None:
    assert thaifix.fix(text) is text


@pytest.mark.parametrize("text", RESTORED)
def test_without_the_stage_or_the_family_nothing_is_restored(text: str) -> None:
    for config in (Config.SAFE, Config(without=frozenset({"name"})), Config(without=frozenset({"name-restored"}))):
        assert not [edit for edit in thaifix.explain(text, config).edits if edit.family == "name"]


def test_an_edit_tells_what_it_is() -> None:
    (edit,) = thaifix.explain("จังหวัดศรีสะแกษ").edits
    assert (edit.before, edit.after, edit.family, edit.rule) == ("แ", "เ", "name", "name-restored")
    assert edit.confidence >= Config.PDF.minimum_confidence


def test_digits_are_never_changed() -> None:
    for entry in gazetteer.load().of_kind("office"):
        if entry.name.endswith(" 1"):
            assert thaifix.fix(entry.name[:-1] + "99") == entry.name[:-1] + "99"


def test_only_the_kinds_asked_for_are_restored() -> None:
    text = "จังหวัดศรีสะแกษ กรมสรรพกรขยายเวลา"
    assert thaifix.fix(text, config_with(names_kinds={"province"})) == "จังหวัดศรีสะเกษ กรมสรรพกรขยายเวลา"
    assert thaifix.fix(text, config_with(names_kinds={"department"})) == "จังหวัดศรีสะแกษ กรมสรรพากรขยายเวลา"


def test_a_name_with_a_rival_needs_the_margin() -> None:
    rival = Entry("province", "rival", "", "ระนอจิ")
    assert thaifix.fix("จังหวัดระนอจ") == "จังหวัดระนอง"
    assert thaifix.fix("จังหวัดระนอจ", config_with(names=[rival])) == "จังหวัดระนอจ"
    assert thaifix.fix("จังหวัดระนอจ", config_with(names=[rival], names_margin=0.0)) == "จังหวัดระนอง"


def test_what_is_below_the_confidence_is_doubtful() -> None:
    sure = replace(Config.PDF, minimum_confidence=1.0)
    assert thaifix.fix("จังหวัดหนองคาช", sure) == "จังหวัดหนองคาช"
    assert doubtful("จังหวัดหนองคาช", Evidence(), sure)
    assert not doubtful("จังหวัดหนองคาย", Evidence(), sure)


def test_names_of_ones_own_are_restored_anywhere() -> None:
    config = config_with(names=["โนนเขวา"])
    assert thaifix.fix("โนเนชวาโมเดล โดยจังหวัดขอนแก่น", config) == "โนนเขวาโมเดล โดยจังหวัดขอนแก่น"
    assert thaifix.fix("บ้านโนนเขวา", config) == "บ้านโนนเขวา"
    assert thaifix.fix("โนเนชวาโมเดล") == "โนเนชวาโมเดล"


def test_entries_of_a_known_kind_stand_behind_its_cues(tmp_path: Path) -> None:
    table = tmp_path / "mine.tsv"
    table.write_text("name\tparent\nเวียงแก่งคำ\tTH-57\n", encoding="utf-8")
    config = config_with(names=gazetteer.read_table(table, "district"))
    assert thaifix.fix("อำเภอเวียงแก่งดำ จังหวัดเชียงราย", config) == "อำเภอเวียงแก่งคำ จังหวัดเชียงราย"


def test_settings_are_values() -> None:
    config = config_with(names=["โนนเขวา"], names_kinds=["province"])
    assert pickle.loads(pickle.dumps(config)) == config  # noqa: S301 - our own value
    assert hash(config) == hash(config_with(names=("โนนเขวา",), names_kinds={"province"}))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"names": "โนนเขวา"}, "put a single name into a list"),
        ({"names": [3]}, "found 3 among them"),
        ({"names": [Entry("a", "1", "", "ก"), Entry("a", "1", "", "ข")]}, "two entries have the id"),
        ({"names_kinds": {"provinces"}}, "did you mean 'province'"),
        ({"names_margin": -1}, "expected a number, 0 or more"),
    ],
)
def test_wrong_settings_are_refused(settings: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        Config(**settings)  # type: ignore[arg-type] # wrong on purpose


def test_the_kinds_of_the_settings_are_those_of_the_gazetteer() -> None:
    assert gazetteer.load().kinds == NAME_KINDS


# ---------------------------------------------------------------- finding


def found(text: str) -> list[tuple[str, str]]:
    return [(mention.text, mention.name) for mention in names.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("จ.สกลนคร", [("สกลนคร", "สกลนคร")]),
        ("สป.สาธารณสุข", [("สป.สาธารณสุข", "สำนักงานปลัดกระทรวงสาธารณสุข")]),
        ("สป.รง และ", [("สป.รง", "สำนักงานปลัดกระทรวงแรงงาน")]),
        ("สำนักงาน ก.พ.ร.", [("สำนักงาน ก.พ.ร.", "สำนักงานคณะกรรมการพัฒนาระบบราชการ")]),
        ("อ.เมือง จ.ตาก", [("เมือง", "เมืองตาก"), ("ตาก", "ตาก")]),
        ("ตากแดดตากลม เลยเวลา น่านน้ำ แพร่หลาย", []),
        ("เชียงราย ตาก น่าน และแพร่", [(name, name) for name in ("เชียงราย", "ตาก", "น่าน", "แพร่")]),
        ("จังหวัดเชียง\nใหม่", [("เชียง\nใหม่", "เชียงใหม่")]),
        ("กรมวิทยา ศาสตร์การแพทย์", [("กรมวิทยา ศาสตร์การแพทย์", "กรมวิทยาศาสตร์การแพทย์")]),
        ("รางวัล PMQA 4.0", [("PMQA 4.0", "ระบบราชการ 4.0")]),
        ("ไปหาดใหญ่", [("หาดใหญ่", "หาดใหญ่")]),
    ],
)
def test_names_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("กระทรวงเกษตรฯ แถลง", [("กระทรวงเกษตรฯ", "กระทรวงเกษตรและสหกรณ์")]),
        ("กรมการแพทย์แผนไทยฯ", [("กรมการแพทย์แผนไทยฯ", "กรมการแพทย์แผนไทยและการแพทย์ทางเลือก")]),
        ("กรมส่งเสริมฯ", []),  # several begin so
        ("กรมการแพทย์แผนไทย \nและการแพทย์ทางเลือก",
         [("กรมการแพทย์แผนไทย \nและการแพทย์ทางเลือก", "กรมการแพทย์แผนไทยและการแพทย์ทางเลือก")]),
        ("กรมส่งเสริม \nการปกครองท้องถิ่น", [("กรมส่งเสริม \nการปกครองท้องถิ่น", "กรมส่งเสริมการปกครองท้องถิ่น")]),
        ("ในลพบุรี และสตูล", [("ลพบุรี", "ลพบุรี"), ("สตูล", "สตูล")]),
        ("ต้นทางในเมืองโนนสูง", []),  # a subdistrict counts beside its district only
    ],
)  # fmt: skip
def test_names_that_are_cut_short_or_broken_are_found_whole(text: str, found: list[tuple[str, str]]) -> None:
    assert [(mention.text, mention.name) for mention in names.find(text)] == found


def test_a_mention_has_code_and_span() -> None:
    text = "ที่ตำบลบัวใหญ่ อำเภอน้ำพอง จังหวัดขอนแก่น"
    mentions = names.find(text)
    assert [(mention.kind, mention.code) for mention in mentions] == [
        ("subdistrict", "400704"),
        ("district", "4007"),
        ("province", "40"),
    ]
    assert all(text[mention.start : mention.end] == mention.text for mention in mentions)
    assert not any(mention.others for mention in mentions)


def test_names_of_ones_own_are_found() -> None:
    mine = Entry("village", "v1", "", "โนนเขวา")
    assert names.find("บ้านโนนเขวา", names=[mine])[0].entry == mine


# ---------------------------------------------------------------- matching


@pytest.mark.parametrize(
    ("text", "kind", "best"),
    [
        ("ศรีสะแกษ", "province", "ศรีสะเกษ"),
        ("จังหวัดศรีสะแกษ", "province", "ศรีสะเกษ"),
        ("กรมสรรพกร", None, "กรมสรรพากร"),
        ("หาคใหญ่", "district", "หาดใหญ่"),
    ],
)
def test_the_nearest_name_comes_first(text: str, kind: str | None, best: str) -> None:
    matches = names.match(text, kind)
    assert matches[0].entry.name == best
    assert [match.cost for match in matches] == sorted(match.cost for match in matches)
    assert matches[0].margin == pytest.approx(matches[1].cost - matches[0].cost)


def test_the_nearest_province_is_the_one_that_plain_search_finds() -> None:
    provinces = gazetteer.load().of_kind("province")
    for entry in provinces[::4]:
        for wrong in list(one_error(entry.name))[::9]:
            best = min(distance(form, wrong) for province in provinces for form in province.forms)
            assert names.match(wrong, "province")[0].cost == pytest.approx(best)


def test_wrong_questions_are_refused() -> None:
    with pytest.raises(InputError, match="no kind of names 'planet'"):
        names.match("ก", "planet")
    with pytest.raises(InputError, match="1 or more"):
        names.match("ก", limit=0)
    with pytest.raises(InputError, match="found bytes"):
        names.find(b"x")  # type: ignore[arg-type] # wrong on purpose


# ---------------------------------------------------------------- the parts


def test_the_table_of_confusions_is_one_of_thai_letters() -> None:
    for truth, read in confusions.READ_AS:
        assert truth != read
        assert {truth, read} <= set(chars.LETTERS + chars.DIGITS)
    assert set(confusions.LOST) | set(confusions.ADDED) <= set(chars.LETTERS)
    assert max(confusions.READ_AS.values()) < confusions.READ_AS_OTHER


def test_every_name_is_a_candidate_for_what_it_comes_out_as_with_one_error() -> None:
    districts = [entry.name for entry in gazetteer.load().of_kind("district") if len(entry.name) >= 6]
    near = Nearby(districts)
    missed = total = 0
    for name in districts[::10]:
        for wrong in one_error(name):
            total += 1
            missed += name not in {near.names[number] for number in near.candidates(wrong)}
    assert missed <= total // 100


def test_a_long_sound_text_is_looked_through_for_names_that_are_all_known() -> None:
    kinds = {*PLACES[:3], *(AGENCIES + root for root in ("กระ", "กรม", "สป."))}
    assert set(CUES) == {cue for cue, groups in catalogue(()).groups_of.items() if kinds & set(groups)}


@pytest.mark.parametrize("broken", ["จังหวัดศรีสะแกษ", "สป.หมาดไทย", "กรมสรรพกร", "กะทรวงคมนาคม", "จังหวดตาก"])
def test_a_name_in_a_long_sound_text_is_restored(broken: str) -> None:
    assert thaifix.fix(SOUND + broken) == SOUND + thaifix.fix(broken) != SOUND + broken


@pytest.mark.parametrize("kind", ["province", "ministry", "department"])
def test_the_screen_lets_no_misspelt_name_pass(kind: str) -> None:
    hidden = []
    for entry in gazetteer.load().of_kind(kind)[::4]:
        cue = "จังหวัด" if kind == "province" else ""
        for wrong in list(one_error(entry.name))[::9]:
            text = cue + wrong
            fixed = thaifix.fix(text)
            if fixed == cue + entry.name and text.startswith(CUES) and SOUND + fixed != thaifix.fix(SOUND + text):
                hidden.append(text)
    assert len(hidden) < 3, hidden


def test_what_the_screen_found_sound_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen(catalogue(()))
    assert screen.doubts("จังหวัดอัจฉริยะ และจังหวัดศรีสะแกษ") == [19]
    looked = []
    monkeypatch.setattr(lexicon, "load", lambda: looked.append(1))
    assert not screen.doubts("จังหวัดอัจฉริยะ")
    assert not looked


def test_a_cue_within_reach_of_another_is_screened_too() -> None:
    assert thaifix.fix(SOUND + "จังหวัดขอนแก่นและจังหวัดศรีสะแกษ").endswith("และจังหวัดศรีสะเกษ")


def test_most_cues_with_an_error_are_seen_before_the_gazetteer_is_loaded() -> None:
    shelf = catalogue(())
    wrong = [cue for cue in (*shelf.damaged_groups_of, *shelf.damaged_cues_of_places) if len(cue) > 4]
    assert sum(map(may_open, wrong)) > 0.9 * len(wrong)


LISTED = {
    "นครพนม\nสกลนคร\nศรีสะแกษ\nอุบลราชธานี": "นครพนม\nสกลนคร\nศรีสะเกษ\nอุบลราชธานี",
    "1. ขอนแก่น 12\n2. อุดรธานี 14\n3. ลำพุน 8\n4. เลย 9\nรวม": "1. ขอนแก่น 12\n2. อุดรธานี 14\n3. ลำพูน 8\n4. เลย 9\nรวม",
    "ที่\tจังหวัด\n1\tขอนแก่น\n2\tอุครธานี\n3\tเลย\n4\tหนองคาย": "ที่\tจังหวัด\n1\tขอนแก่น\n2\tอุดรธานี\n3\tเลย\n4\tหนองคาย",
    "ชุมแพ\nน้ำพอง\nพระยีน\nบ้านไผ่\nพล": "ชุมแพ\nน้ำพอง\nพระยืน\nบ้านไผ่\nพล",
    "จังหวัดขอนแก่น อุตรธานี และหนองคาย": "จังหวัดขอนแก่น อุดรธานี และหนองคาย",
    "จังหวัดขอนแก่น, มหาสารคาน, ร้อยเอ็ด และกาฬสินธุ์": "จังหวัดขอนแก่น, มหาสารคาม, ร้อยเอ็ด และกาฬสินธุ์",
    "อำเภอชุมแพ น้ำพอง และพระยีน จังหวัดขอนแก่น": "อำเภอชุมแพ น้ำพอง และพระยืน จังหวัดขอนแก่น",
}
NOT_LISTED = [
    "สมชาย\nสมหญิง\nศรีสะแกษ\nวันดี",  # no names of provinces around it
    "นครพนม\nศรีสะแกษ",  # too few
    "เลย\nตาก\nแพร่\nน่านฟ้า\nตราด",  # a word
    "นครพนม\nสกลนคร\nหนองคาย\nโนนสะอาด",  # a name, of another kind
    "นครพนม ศรีสะแกษ มุกดาหาร",
    "จังหวัดขอนแก่น อุดรธานี ร่วมกับหน่วยงานในพื้นที่",
]


@pytest.mark.parametrize(("broken", "sound"), LISTED.items())
def test_a_name_in_a_column_or_list_of_names_is_restored(broken: str, sound: str) -> None:
    assert thaifix.fix(broken) == sound
    assert thaifix.fix(f"{SOUND}\n{broken}") == f"{SOUND}\n{sound}"


@pytest.mark.parametrize("text", NOT_LISTED)
def test_a_column_or_list_of_other_things_is_left(text: str) -> None:
    assert thaifix.fix(text) is text
    assert not any(may_list(line) for line in text.splitlines() if "จังหวัด" not in line)


def test_a_word_more_or_less_is_only_suggested() -> None:
    (suggestion,) = thaifix.explain("กระทรวงพัฒนาสังคมและความมั่นคงของมนุษย์").suggestions
    assert (suggestion.after, suggestion.family) == ("การ", "name")


def test_a_cue_may_have_a_word_more_where_all_else_is_right() -> None:
    text = "สำนักนโยบายและแผนทรัพยากรธรรมชาติและสิ่งแวดล้อม"
    assert thaifix.fix(text) == text.replace("สำนัก", "สำนักงาน")
    for left in ("สำนักพัฒนาระบบบริหาร", "กรมพัฒนาชุมชน", "ศูนย์อุตสาหกรรมป้องกันประเทศและพลังงานทหาร"):
        assert thaifix.fix(left) is left


def test_the_beginnings_of_cues_are_those_of_the_gazetteer() -> None:
    for cue in catalogue(()).groups_of:
        assert may_open(cue) or not cue.startswith(tuple(entry.text[:3] for entry in gazetteer.load().cues))


def test_text_without_a_cue_loads_no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        pytest.fail("text without a cue loaded the gazetteer")

    catalogue.cache_clear()
    monkeypatch.setattr(gazetteer, "load", refuse)
    assert thaifix.fix("มีพื้นที่เพาะปลูก 2571 ไร่") == "มีพื้นที่เพาะปลูก 2571 ไร่"
    with pytest.raises(pytest.fail.Exception):
        thaifix.fix("จังหวัดศรีสะแกษ ปี 2571")  # a short text is remembered, and this one stands in no other test
    monkeypatch.undo()
    catalogue.cache_clear()


def test_known_names_ask_for_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        pytest.fail("a known name loaded the lexicon")

    monkeypatch.setattr(lexicon, "load", refuse)
    assert thaifix.fix("จังหวัดศรีสะเกษ") == "จังหวัดศรีสะเกษ"
