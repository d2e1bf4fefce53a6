"""The decoder against exhaustive search, and against the corpus read word by word."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import BOOK

import thaifix
from thaifix import lattice, lexicon, literal, moves, spaces, trigrams
from thaifix.config import Config
from thaifix.decoder import channel_of
from thaifix.evidence import Evidence, Spacing
from thaifix.knowledge import chars

if TYPE_CHECKING:
    from collections.abc import Iterator

DAMAGED = channel_of(Evidence(thai=5000, displaced=50, sara_am=50), Spacing(), Config())
SPACED = replace(DAMAGED, drop_space=1.0, drop_between=0.5, space_behind_mark=1.0, odd_gap=0.0, forward=2.0)
RINGLESS = channel_of(Evidence(thai=5000, displaced=50, am_lost=9), Spacing(), Config())
STEP = trigrams.NATS_PER_STEP
WORDS = sorted(
    {word for word in BOOK.split() if len(word) <= 12 and set(word) <= set(chars.LETTERS) and word in lexicon.load()}
)
SHORT = [word for word in WORDS if len(word) <= 5]


class Written(NamedTuple):
    """An option of a cell with its letter."""

    kind: int
    cost: float
    out: str
    pending: int
    move: str
    between: float
    took: int


def offered(allowed: moves.Moves, surroundings: tuple[str, str], letter: str, pending: int) -> list[Written]:
    """Return what may be written for a cell."""
    return [
        Written(o.kind, o.cost, o.out(letter), o.pending, o.move, o.between, o.took)
        for o in allowed.options(surroundings, pending)
    ]


def every_reading(window: str, channel: moves.Channel) -> Iterator[tuple[list[Written], float]]:
    """Yield every sequence of options for the cells of a window, and what the channel charges for it.

    What a dropped space costs depends on the words, so `Cut` charges it.
    """
    allowed = moves.moves_of(channel)
    cells = moves.Cells(window)
    places = cells.surroundings(allowed.reach)

    def extend(number: int, pending: int) -> Iterator[tuple[list[Written], float]]:
        if number == len(places):
            if not pending:
                yield [], 0.0
            return
        for option in offered(allowed, places[number], cells.texts[number][0], pending):
            charged = 0.0 if option.kind == moves.DROP else option.cost
            for rest, paid in extend(number + 1, option.pending):
                yield [option, *rest], charged + paid

    yield from extend(0, 0)


class Cut:
    """The cheapest way to cut one reading into words, stretches in no word, and spaces: plain recursion."""

    def __init__(self, options: list[Written], channel: moves.Channel) -> None:
        """Begin with nothing known; costs of the places that were asked for are kept."""
        self.options, self.channel = options, channel
        self.words, self.spaces = lexicon.load(), spaces.load()
        self.known: dict[tuple[int, int | None, bool], float] = {}

    def cost(self, start: int = 0, word: int | None = None, *, after_space: bool = False) -> float:
        """Return the cost from a place between words on; ``word`` is the node of the word that ends there, if any."""
        key = (start, word, after_space)
        if key not in self.known:
            self.known[key] = min(self._ways(start, word, after_space=after_space), default=math.inf)
        return self.known[key]

    def _ways(self, start: int, word: int | None, *, after_space: bool) -> Iterator[float]:
        if start == len(self.options):
            yield 0.0
            return
        first = self.options[start]
        if first.kind == moves.DROP:
            yield first.between + self.cost(start + 1, after_space=after_space)
        elif first.kind == moves.KEEP:
            single = len(first.out) == 1
            yield (self._behind(word) if single else 0) + self.cost(start + 1, after_space=single)
        else:
            for end in range(start + 1, len(self.options) + 1):
                part = self.options[start:end]
                if part[-1].kind == moves.WRITE:
                    yield from self._words(start, end, part, after_space=after_space)

    def _words(self, start: int, end: int, part: list[Written], *, after_space: bool) -> Iterator[float]:
        text = "".join(option.out for option in part if option.kind == moves.WRITE)
        dropped = sum(option.cost for option in part if option.kind == moves.DROP)
        node = self.words.node(text)
        front = self.spaces.before[node] - spaces.ZERO if after_space else 0
        if self.words.costs[node] != lexicon.NOT_A_WORD:
            yield dropped + self.words.costs[node] + front + self._kept_inside(part) + self.cost(end, node)
        if not any(option.kind == moves.KEEP for option in part):
            front = self.spaces.before[0] - spaces.ZERO if after_space else 0
            yield dropped + front + self._spelled(start, text, after_space=after_space) + self.cost(end, 0)

    def _behind(self, word: int | None) -> int:
        return 0 if word is None else self.spaces.behind[word] - spaces.ZERO

    def _kept_inside(self, part: list[Written]) -> float:
        """Return what spaces kept inside a compound cost: only behind a common word, and never little."""
        total, before = 0.0, ""
        for option in part:
            if option.kind == moves.KEEP:
                node = self.words.node(before)
                if self.words.costs[node] > lattice.COMMON or option.out != " ":
                    return math.inf
                total += max(self._behind(node), lattice.SPACE_IN_COMPOUND)
            elif option.kind == moves.WRITE:
                before += option.out
        return total

    def _spelled(self, start: int, text: str, *, after_space: bool) -> float:
        written = "".join(option.out for option in self.options[:start])
        before = " " if after_space or not written else written[-1]
        symbols = bytes([trigrams.OTHER]) + trigrams.encode(before) + trigrams.encode(text)
        size, table = trigrams.ALPHABET_SIZE, trigrams.table()
        spelled = sum(table[(a * size + b) * size + c] for (a, b), (_, c) in pairwise(pairwise(symbols)))
        return (self.channel.unknown + self.channel.unknown_letter * len(text)) / STEP + spelled


@st.composite
def damaged_words(draw: st.DrawFn, *, spaced: bool = False) -> str:
    """One or two words of the sample book with a mark moved on, a ring lost, and if asked a space put in."""
    word = "".join(draw(st.lists(st.sampled_from(SHORT if spaced else WORDS), min_size=1, max_size=2)))
    assume(len(word) <= 10)  # exhaustive search takes its time; a cut word would be no word
    marks = [i for i, char in enumerate(word[:-1]) if char in chars.MARKS and word[i + 1] in chars.CONSONANTS]
    if marks:
        i = draw(st.sampled_from(marks))
        word = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    if spaced:
        i = draw(st.integers(1, max(1, len(word) - 1)))
        word = word[:i] + " " + word[i:]
    if draw(st.booleans()):
        word = word.replace(chars.SARA_AM, chars.SARA_AA)
    return word


def cheapest(window: str, channel: moves.Channel, barred: tuple[int, str] = (-1, "")) -> float:
    """Return the cost of the best reading in nats, by exhaustive search; one cell may be barred from a text."""
    number, out = barred
    return STEP * min(
        paid + Cut(options, channel).cost()
        for options, paid in every_reading(window, channel)
        if number < 0 or options[number].out != out
    )


@given(damaged_words(spaced=True), st.sampled_from([DAMAGED, SPACED, RINGLESS]))
def test_the_search_finds_what_exhaustive_search_finds(window: str, channel: moves.Channel) -> None:
    channel = replace(channel, beam=math.inf)
    assert lattice.decode(window, lexicon.load(), channel).cost == pytest.approx(cheapest(window, channel))


@given(damaged_words(), st.sampled_from([DAMAGED, RINGLESS]))
def test_the_second_best_reading_is_what_exhaustive_search_finds_without_the_best(
    window: str, channel: moves.Channel
) -> None:
    channel = replace(channel, beam=math.inf)
    best = lattice.decode(window, lexicon.load(), channel)
    changed = [
        (n, step.out) for n, step in enumerate(best.steps) if step.out != window[best.starts[n] : best.starts[n + 1]]
    ]
    for barred in changed[:1]:
        second = lattice.decode(window, lexicon.load(), channel, barred=barred)
        assert second.cost == pytest.approx(cheapest(window, channel, barred))
        assert second.steps[barred[0]].out != barred[1]


@given(damaged_words(), st.sampled_from([DAMAGED, RINGLESS]))
def test_so_does_the_beam_on_damaged_words(window: str, channel: moves.Channel) -> None:
    assert lattice.decode(window, lexicon.load(), channel).cost == pytest.approx(cheapest(window, channel))


PLACES = st.text("กทาเำ" + chars.MARKS[:2] + chars.TONES[:2] + " ", max_size=12)


@given(PLACES, st.integers(1, 3), st.integers(0, 1 << moves.AHEAD + 2))
def test_options_depend_on_nothing_beyond_the_surroundings(window: str, reach: int, pending: int) -> None:
    """A cell in the middle of a window is offered what it is offered with all of the window in sight."""
    allowed = moves.Moves(replace(SPACED, jumps=(1.0, 2.0, 3.0)[:reach], ring=1.0, tone_for_space=4.0))
    pending &= ~moves.CARRIED
    cells = moves.Cells(window)
    for number, place in enumerate(cells.surroundings(reach)):
        before = cells.texts[number - 1] if number else ""
        everything = before, window[cells.starts[number] :]
        letter = cells.texts[number][0]
        assert offered(allowed, place, letter, pending) == offered(allowed, everything, letter, pending)


def test_no_reading_may_be_left_where_a_cell_is_barred() -> None:
    """In letters and marks at random the beam gives up the text as it stands, and the barred cell was the only way."""
    window = "ั็ุ่งืวบสืกรกทอทต์คูปหุหรันด้ครงสี่นยหสคขถงสบวชลยซ็มบีซี่ถผกทบบยึตืนต้ถงขจืทรค์หึก็ขบจู่ถัหัหจถอซัสุ"
    channel = moves.Channel(
        jumps=(2.75, 2.75),
        order=0.3,
        drop_space=6.25,
        drop_space_after_tall=6.25,
        ring=1.0,
        ring_after_space=5.0,
        tone_for_space=8.0,
    )
    best = lattice.decode(window, lexicon.load(), channel)
    assert best.steps[50].out == "ต"
    assert lattice.decode(window, lexicon.load(), channel, barred=(50, "ต")).cost == math.inf


@settings(max_examples=30)
@given(st.text(chars.CONSONANTS[:20] + chars.MARKS, min_size=150, max_size=300))
def test_letters_and_marks_at_random_are_read_too(text: str) -> None:
    explanation = thaifix.explain(text)
    assert thaifix.undo(explanation.text, explanation.edits) == text


@given(PLACES, st.integers(0, 1 << moves.AHEAD + 2))
def test_what_is_offered_at_a_place_is_ready_for_the_search(window: str, pending: int) -> None:
    """Symbols are those of what is written, and the marks on their way are numbered; it is worked out once."""
    allowed = moves.Moves(replace(SPACED, ring=1.0))
    pending &= ~moves.CARRIED
    cells = moves.Cells(window)
    surroundings = cells.surroundings(allowed.reach)
    for text, around, place in zip(cells.texts, surroundings, allowed.places(surroundings), strict=True):
        offers = place.offers(pending)
        assert allowed.place(around).offers(pending) is offers
        assert len(set(offers.pendings)) == len(offers.pendings)
        own = trigrams.encode(text[0])[0]
        for option in offers.options:
            assert offers.pendings[option.following] == option.pending
            if option.kind == moves.WRITE:
                first, last = (own if symbol < 0 else symbol for symbol in (option.first, option.last))
                assert bytes([first]) + option.rest == trigrams.encode(option.out(text[0]))
                assert last == (option.rest or bytes([first]))[-1]


@given(
    st.lists(st.sampled_from([*WORDS, *SHORT, " ", " ", "  ", *chars.MARKS[:3], "ก", "ฒ"]), max_size=12).map("".join)
)
def test_the_literal_reading_is_that_of_the_lattice(window: str) -> None:
    # a beam narrower than what a space can cost would leave no path
    for channel in (DAMAGED, replace(DAMAGED, keep_single_space=3.0), replace(DAMAGED, beam=8.0)):
        path = lattice.decode(window, lexicon.load(), channel, moves=False)
        assert literal.read_as_it_stands(window, lexicon.load(), channel) == path


def test_the_literal_reading_asks_the_lattice_only_where_it_must(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two paths that cost the same the lattice takes the one that it met first."""
    asked: list[str] = []

    def decode(window: str, words: lexicon.Lexicon, channel: moves.Channel, *, moves: bool) -> lattice.Path:
        asked.append(window)
        return lattice.decode(window, words, channel, moves=moves)

    monkeypatch.setattr(literal, "decode", decode)
    lines = [line for line in BOOK.splitlines() if set(line) <= set(chars.LETTERS + " ")]
    for line in lines:
        literal.read_as_it_stands(line, lexicon.load(), DAMAGED)
    assert lines
    assert len(asked) < len(lines) / 10
    literal.read_as_it_stands("กรม  ูการ", lexicon.load(), DAMAGED)
    assert asked[-1] == "กรม  ูการ"


@given(st.text("กทาำเ" + chars.MARKS[:3] + chars.TONES[:2] + " ", max_size=10), st.integers(0, 7))
def test_a_letter_keeps_its_place_whatever_is_written_for_it(window: str, taken: int) -> None:
    """Words that do not go on with the next letter are given up: none may be lost by that."""
    allowed = moves.Moves(replace(SPACED, ring=1.0))
    cells = moves.Cells(window)
    for text, place in zip(cells.texts, cells.surroundings(allowed.reach), strict=True):
        for option in offered(allowed, place, text[0], taken << moves.AHEAD):
            if text[0] not in {" ", chars.SARA_AA}:
                assert option.kind == moves.WRITE
                assert option.out[0] == text[0]


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
        ("หนงัสือแผนกลยุทธ ์", "หนังสือแผนกลยุทธ์"),
        ("ผู้มีรายได้นอ้ ย ตัง้ แต่ปีนี้", "ผู้มีรายได้น้อย ตั้งแต่ปีนี้"),
        ("ตัง้ใจหาตลาดทีมี่ศักยภาพ", "ตั้งใจหาตลาดที่มีศักยภาพ"),
        ("โครงการเ่พิมผลผลิตและเค่รืองจักร่ทีทันสมัย", "โครงการเพิ่มผลผลิตและเครื่องจักรที่ทันสมัย"),
    ],
)
def test_words_decide(broken: str, sound: str) -> None:
    assert thaifix.fix(broken) == sound


def test_a_letter_that_abbreviates_takes_no_mark() -> None:
    broken = "ต้อนรับปใหม่ี พ.ศ. เ่พือชาวบ้าน เค่รืองจักร่ทีทันสมัย ้ตังแต่ เ่ริมงาน"
    assert "ปีใหม่ พ.ศ. เพื่อชาวบ้าน" in thaifix.fix(broken)


def test_marks_go_on_only_in_a_document_where_that_is_a_habit() -> None:
    marks_went_back = "พฒันาคณุภาพชวีติของนกัเรยีนตัง้แต่ปนีี้ "
    assert thaifix.fix(marks_went_back * 4 + "รา้นค่ลืน") == ("พัฒนาคุณภาพชีวิตของนักเรียนตั้งแต่ปีนี้ " * 4 + "ร้านค่ลืน")


@pytest.mark.parametrize("text", ["เตมิท", "ทางหลวง นาปี กาแฟ คาบ", "สมชาติ ยุทธ", "โจ หลุยส์", "นเรนทิราเทพยวดี"])
def test_sound_words_and_unknown_names_are_left(text: str) -> None:
    assert thaifix.fix(text) is text


def test_switching_the_decoder_off_leaves_its_damage() -> None:
    assert thaifix.fix("พฒันา", Config.SAFE) == "พฒันา"
    assert thaifix.fix("พฒันา", Config(without=frozenset({"displaced-mark"}))) == "พฒันา"


@pytest.mark.parametrize(
    ("broken", "sound"),
    [
        ("สานักงานกาหนดจานวนครู", "สำนักงานกำหนดจำนวนครู"),
        ("ผู้ดารงตาแหน่งชานาญการ", "ผู้ดำรงตำแหน่งชำนาญการ"),
    ],
)
def test_three_words_show_that_a_line_lost_its_rings(broken: str, sound: str) -> None:
    assert thaifix.fix(broken) == sound


@pytest.mark.parametrize(
    "text", ["จานวนจานวนจานวน", "กาหนดการ นาปี คาบ", "จานวน และสำนัก กาหนด ตาแหน่ง", "นางสาวสาราญ ชานาญ"]
)
def test_fewer_do_not_nor_where_a_ring_is_left(text: str) -> None:
    assert thaifix.fix(text) is text


def test_a_document_without_sara_am_gets_its_rings_back() -> None:
    broken = BOOK.replace(chars.SARA_AM, chars.SARA_AA)
    fixed = thaifix.fix(broken)
    lost = BOOK.count(chars.SARA_AM)
    wrong = sum(a != b for a, b in zip(fixed, BOOK, strict=True))
    assert wrong <= lost // 5


def test_short_words_that_are_rare_are_no_proof_of_sound_text() -> None:
    words = lexicon.load()
    assert lattice.words_cost("ตลาดทีมี่ศักยภาพ", words) < math.inf
    assert lattice.words_cost("ตลาดทีมี่ศักยภาพ", words, scraps=False) == math.inf
    assert lattice.words_cost("ตลาดที่มีศักยภาพ", words, scraps=False) < math.inf
