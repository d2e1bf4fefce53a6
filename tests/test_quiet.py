"""What one sweep tells of a text is what the alarms tell one by one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thaifix import loops, pipeline, quiet
from thaifix.config import Config
from thaifix.knowledge import chars
from thaifix.names import known
from thaifix.names.catalogue import catalogue
from thaifix.names.lists import _blocks, members, members_at
from thaifix.names.screen import CUES, TRACES, Screen, look, look_at

PIECES = (
    "การพัฒนาระบบราชการ", "พฒันา", "ที่ประชุม", "ทีป่ระชุม", "เเผน", "สุขสุ ภาพ", "ซึ่งซึ่ง", "ชื่อชื่อ", "รรม",
    "ส+วน", "ว+า", "ต+อ", "กล+าว", "กA", "ที่ จะ ได้ ใน ", "จำนำทำคำนำ", "จังหวัด", "จังหวัดเลย",
    "จังหวัดศรีสะแกษ", "จังหวัดที่มี", "จังห วัด", "อ.เมือง", "กิ่ง อ.", "กิ่งอำเภอ", "บจ.เลย", "จ.เลย", "สป.",
    "กะทรวงคมนาคม", "กระทรวงคมนาคม", "กระทรวงคมนาคน", "กรมป่าไม้", "กรมปาไม้", "กรมธรรม์", "เลย, ตาก และน่าน",
    " นครพนม สกลนคร", "\n", "\n- เลย\n- ตาก\n- น่าน\n- แพร่\n", "\tตาก", "|", "(cid:7)", "(c)", "เธ", "เน",
    "เธเนเธ", "\N{REPLACEMENT CHARACTER}", "\N{ZERO WIDTH SPACE}", "\N{SNOWMAN}", "1", "๑", ".", ",", " ", "ๆ",
    "ฯ", "่", "ั", "ำ", "า", "ก", "\r\n",
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.sampled_from(PIECES), min_size=40, max_size=120).map("".join),
    st.text(chars.LETTERS + " \n.,", max_size=120),
)
ALARMS = {alarm.called: alarm for stage in pipeline.STAGES for alarm in stage.alarms if alarm.called}


def _silent(text: str, config: Config = Config.PDF) -> frozenset[str]:
    return frozenset(called for called, alarm in ALARMS.items() if not alarm.rings(text, config))


def test_every_answer_has_its_alarm() -> None:
    assert set(ALARMS) == {quiet.GATE, quiet.SCREEN, quiet.COPIES, quiet.SWAPS, quiet.CROWDED, quiet.NAMES}


@given(TEXTS, st.booleans())
def test_no_alarm_rings_of_which_it_is_told_that_it_does_not(text: str, names: bool) -> None:  # noqa: FBT001 - drawn
    assert quiet.told(text, Config.PDF, names=names) <= _silent(text)


@given(TEXTS)
def test_what_is_silent_is_told_so_where_the_sweep_goes_through(text: str) -> None:
    told, silent = quiet.told(text, Config.PDF, names=True), _silent(text)
    if quiet.GATE in silent:
        left = silent - told
        assert left <= {quiet.SWAPS, quiet.NAMES}
        assert quiet.NAMES not in left or len(text) <= 400


@pytest.mark.parametrize(
    ("text", "loud"),
    [
        ("การพฒันาระบบ", quiet.SCREEN),
        ("ส�ำนักงาน", quiet.GATE),
        ("(cid:7)", quiet.GATE),
        ("เน€เธ", quiet.GATE),
        ("รายชื่อชื่ ผู้สมัคร", quiet.COPIES),
        ("ส+วนราชการต+าง ๆ กล+าวถึงกลุ+มอย+างต+อเนื+อง ที+ประชุมร+วมส+งเสริมแหล+งท+องเที+ยว" * 3, quiet.SWAPS),
        ("นี้ คือ งาน ที่ ได้ รับ จาก การ ทำ ของ คน ใน กรม " * 9, quiet.CROWDED),
        ("ผู้ว่าราชการจังหวัดศรีสะแกษมีหนังสือถึงกรม " * 12, quiet.NAMES),
        ("ราชการ " * 80 + "\nเลย\nนครพนม\nศรีสะแกษ\nอุบลราชธานี", quiet.NAMES),
        ("ราชการ " * 80 + "จังหวัดเลย นครพนม ศรีสะแกษ อุบลราชธานี", quiet.NAMES),
        ("ราชการ " * 80 + "กะทรวงคมนาคม", quiet.NAMES),
    ],
)
def test_damage_of_each_kind_is_not_told_to_be_none(text: str, loud: str) -> None:
    for names in (False, True):
        assert loud not in quiet.told(text, Config.PDF, names=names)
    assert loud not in _silent(text)


def test_only_a_whole_code_ends_the_sweep() -> None:
    assert quiet.GATE in quiet.told("โควิด (covid) (c", Config.PDF)
    assert quiet.GATE not in quiet.told("โควิด (covid) (cid:7)", Config.PDF)


def test_a_setting_that_changes_sound_characters_leaves_the_gate_to_its_alarm() -> None:
    assert quiet.GATE in quiet.told("กรมป่าไม้", Config.PDF)
    assert quiet.GATE not in quiet.told("กรมป่าไม้", Config(zero_width_space="remove"))


def test_sound_text_with_known_names_is_told_silent_without_a_look_at_any_name() -> None:
    text = "กระทรวงคมนาคมและกรมป่าไม้ประชุมที่จังหวัดเลย อ.ด่านซ้าย จ.เลย และอำเภอ เชียงคาน จังหวัด\nขอนแก่น " * 6
    swept = loops.sweep(quiet.padded(text), *quiet.asked(names=True))
    assert swept is not None
    assert swept[7] == []
    bare = loops.sweep(quiet.padded(text), *quiet.asked(names=False))
    assert bare is not None
    assert len(bare[7]) == 7 * 6


HOLE = "\N{REPLACEMENT CHARACTER}"
BEHIND = [
    HOLE,
    " ",
    "\n",
    "เลย",
    "ตาก",
    "คมนาคม",
    "คมนาค",
    "ป่าไม้",
    "ที่",
    "า",
    "ฯ",
    "เ",
    "บ้าน",
    "เมือง",
    "ก",
    ".",
    "1",
    "และ",
]
CUED = st.lists(st.sampled_from([*CUES, *TRACES, *BEHIND]), max_size=14).map("".join)


@given(st.one_of(CUED, TEXTS))
def test_the_places_of_the_sweep_leave_out_nothing_that_is_doubtful(text: str) -> None:
    of_all, of_places = look(text), look_at(text, known.places(text).cues)
    assert set(of_places.cues) <= set(of_all.cues)
    assert of_places.traces == sorted(of_all.traces)
    screen = Screen(catalogue())
    assert screen.doubts_of(of_places) == screen.doubts_of(of_all)


def test_no_known_name_is_taken_for_more_than_it_is() -> None:
    shelf = catalogue()
    chosen = random.Random(874)  # noqa: S311 - the same names each time
    for cue in CUES:
        (group,) = (shelf.group(name) for name in shelf.groups_of[cue])
        for form in chosen.sample(sorted(group.forms), min(40, len(group.forms))):
            for behind in (" มี", "มี", "์", "\N{REPLACEMENT CHARACTER}"):
                text = (form if group.cued_inside else cue + form) + behind
                assert Screen(shelf).doubts_of(look_at(text, known.places(text).cues)) == Screen(shelf).doubts(text)


LINES = [
    "เลย",
    "- ตาก",
    "นครพนม สกลนคร",
    "1. น่าน (3)",
    "เลย|ตาก น่าน",
    "\t",
    "ก",
    "A แพร่",
    "แพร่ A",
    "ระยอง" * 8,
    "." * 13 + "ตาก",
    "",
    "ตาก ",
]
COLUMNS = st.lists(st.sampled_from(LINES), max_size=12).map("\n".join)
MEMBERS = [
    "จังหวัด",
    "จ.",
    "อำเภอ",
    "เลย",
    "ตาก",
    "น่าน",
    "ระยอง" * 6,
    "ก",
    "และ",
    "หรือ",
    " และ",
    " ",
    "  ",
    ", ",
    ",",
    "\n",
    ".",
]
LISTS = st.lists(st.sampled_from(MEMBERS), max_size=14).map("".join)


@given(st.one_of(COLUMNS, LISTS, TEXTS))
def test_the_sweep_sees_every_column_and_list(text: str) -> None:
    found = known.places(text)
    of_places = members_at(text, catalogue(), found)
    assert sorted(of_places) == sorted(members(text, catalogue()))
    assert list(found.columns) == _blocks(text)


def test_what_is_no_column_is_none_to_the_sweep() -> None:
    lines = ["เลย", "- ตาก", "1. น่าน (3)", "แพร่"]
    assert known.places("\n".join(lines)).columns == [(0, 26)]
    assert known.places("\n".join(["ระยอง" * 8, *lines[:3], "นครพนม|สกลนคร สุรินทร์", "ก"])).columns
    for line in ("แพร่ A", "นครพนม สกลนคร", "ระยอง" * 8, "ก", ""):
        assert not known.places("\n".join([*lines[:3], line, *lines[:3]])).columns
