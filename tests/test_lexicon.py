"""The lexicon against a plain dictionary, its builder against exhaustive search, and words that must not be in it."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import thaifix
from thaifix import lexicon, trigrams
from thaifix.knowledge import chars
from thaifix.lexicon import EMPTY, NATS_PER_STEP, NODE_BITS, NOT_A_WORD, ROOT, Lexicon, encode, load
from tools import build_lexicon as builder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PACKAGE = Path(thaifix.__file__).parent
SOURCES = json.loads((PACKAGE / "data" / "SOURCES.json").read_text(encoding="utf-8"))["lexicon.bin"]

# Few letters, so that words share beginnings and hold one another
LETTERS = "กนท\N{THAI CHARACTER SARA AA}\N{THAI CHARACTER SARA I}\N{THAI CHARACTER MAI EK}.-"
SHORT = st.text(alphabet=LETTERS, min_size=1, max_size=6)
WORDS = st.dictionaries(SHORT, st.floats(0, 15), max_size=40)


def _steps(nats: float) -> int:
    return round(nats / NATS_PER_STEP)


# ---- The arrays hold what was put into them


@given(WORDS, st.lists(SHORT, max_size=10))
def test_costs_are_those_of_a_plain_dictionary(words: dict[str, float], others: list[str]) -> None:
    built = Lexicon(builder.serialise(words, {}))
    assert set(built) == set(words)
    for word in [*words, *others, "", "กข", "word"]:
        assert (word in built) == (word in words)
        assert built.word_cost(word) == (_steps(words[word]) * NATS_PER_STEP if word in words else math.inf)


@given(WORDS, st.text(alphabet=LETTERS + " ", max_size=12), st.integers(0, 12))
def test_prefixes_are_those_of_a_plain_dictionary(words: dict[str, float], text: str, start: int) -> None:
    built = Lexicon(builder.serialise(words, {}))
    expected = [
        (end, _steps(words[text[start:end]]) * NATS_PER_STEP)
        for end in range(start + 1, len(text) + 1)
        if text[start:end] in words
    ]
    assert list(built.prefixes(text, start)) == expected


@given(WORDS)
def test_no_symbol_runs_out_of_the_arrays_or_leads_astray(words: dict[str, float]) -> None:
    built = Lexicon(builder.serialise(words, {}))
    beginnings = {word[:end] for word in words for end in range(len(word) + 1)}
    reached = {ROOT: ""}
    open_nodes = [ROOT]
    letters = {encode(letter)[0]: letter for letter in LETTERS}
    while open_nodes:
        node = open_nodes.pop()
        for symbol in range(EMPTY):
            child = built.step(node, symbol)
            if child:
                assert child not in reached
                reached[child] = reached[node] + letters[symbol]
                open_nodes.append(child)
    assert set(reached.values()) == beginnings | {""}


@given(WORDS.filter(bool), st.data())
def test_pairs_are_kept_and_others_are_nought(words: dict[str, float], data: st.DataObject) -> None:
    one = st.sampled_from(sorted(words))
    bonuses = data.draw(st.dictionaries(st.tuples(one, one), st.floats(-7, 7)))
    built = Lexicon(builder.serialise(words, bonuses))
    for previous in words:
        for word in words:
            expected = _steps(bonuses.get((previous, word), 0.0)) * NATS_PER_STEP
            assert built.pair_bonus(previous, word) == expected
    assert len(built.pairs) == len(bonuses)


@given(WORDS)
def test_the_bytes_do_not_depend_on_the_order_of_the_words(words: dict[str, float]) -> None:
    assert builder.serialise(dict(reversed(words.items())), {}) == builder.serialise(words, {})


def test_symbols_are_those_of_the_trigram_model_with_two_more() -> None:
    for code in range(0x0E00, 0x0E80):
        assert encode(chr(code)) == trigrams.encode(chr(code))
    assert list(encode(".-")) == [trigrams.ALPHABET_SIZE, trigrams.ALPHABET_SIZE + 1]
    assert encode("a\u200b\U0001f600") == bytes([trigrams.OTHER] * 3)
    assert encode(" \n") == bytes([trigrams.SPACE] * 2)


# ---- Loading


def test_a_file_of_another_version_is_refused() -> None:
    with pytest.raises(ImportError, match="install thaifix anew"):
        Lexicon(b"thaifix0" + bytes(64))


def test_all_threads_get_the_same_lexicon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "_loaded", [])
    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(lambda _: load(), range(32)))
    assert all(one is loaded[0] for one in loaded)


def test_it_loads_from_a_zip_file(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "tree" / "thaifix", ignore=shutil.ignore_patterns("__pycache__"))
    archive = shutil.make_archive(str(tmp_path / "thaifix"), "zip", tmp_path / "tree")
    code = (
        f"import sys; sys.path.insert(0, {archive!r}); import thaifix.lexicon as x; print(x.__file__, 'ปี' in x.load())"
    )
    done = subprocess.run([sys.executable, "-I", "-X", "utf8", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{Path(archive, 'thaifix', 'lexicon.py')} True"


def test_it_is_read_without_numpy_or_anything_else() -> None:
    code = "import sys, thaifix.lexicon as x; x.load(); print(*{'numpy', 'zlib', 'json', 'regex'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "numpy" not in done.stdout
    assert "regex" not in done.stdout


# ---- What is in the shipped lexicon


def test_the_file_is_the_one_whose_sources_are_noted() -> None:
    assert hashlib.sha256((PACKAGE / "data" / "lexicon.bin").read_bytes()).hexdigest() == SOURCES["sha256"]
    assert len(_shipped()) == len(list(load())) == SOURCES["words"] + SOURCES["abbreviations"]
    assert len(load().pairs) == SOURCES["pairs"]


def test_every_node_fits_into_a_pair() -> None:
    assert len(load().base) < 1 << NODE_BITS


def test_every_word_is_well_formed() -> None:
    for word in _shipped():
        if "." not in word and word != "\N{THAI CHARACTER MAIYAMOK}":
            assert builder.well_formed(word) or word == "\N{THAI CHARACTER PAIYANNOI}", word


KNOWN = """
    สำนักงาน จำนวน พัฒนา คุณภาพ เฉพาะ เกาะ กรุงเทพฯ ก็ ณ ฤดู ฤๅษี ดิจิทัล แพลตฟอร์ม โควิด สุราษฎร์ธานี สุไหงปาดี
    ตัวชี้วัด รัฐวิสาหกิจ องค์การบริหารส่วนตำบล ครม. พ.ศ. ๆ ฯ"""
DAMAGED = """
    พฒันา คณุภาพ ทาให้ สานักงาน จานวน กาหนด ชาระ บญุ วสัดุ แหง่ ปรากฎ กฏหมาย เเละ สุมทรสาคร อำนาจเจิรญ กระทา
    ครบบริบรูณ์ ปฎิบัติ นำ้ สํานัก"""
TORN = ["ก", "น", "ร์", "เ", "า", "\N{THAI CHARACTER MAI EK}"]


@pytest.mark.parametrize("word", KNOWN.split())
def test_words_that_must_be_known(word: str) -> None:
    assert word in load()


@pytest.mark.parametrize("form", [*DAMAGED.split(), *TORN])
def test_damaged_and_torn_forms_are_not_words(form: str) -> None:
    assert form not in load()


@cache
def _shipped() -> dict[str, float]:
    return {word: load().word_cost(word) for word in load()}


RIVALS_THAT_STAY = {"ขมุ": "ขุม", "คล้า": "คล้ำ", "ทา": "ทำ", "น้า": "น้ำ", "มิต": "มติ", "รดี": "รีด"}
"""Words in use that a slip turns into one at least 20 times more frequent."""


def _overshadowed(words: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    for word, nats in words.items():
        for other in builder.slips(word):
            if other in words and nats - words[other] >= math.log(20):
                yield word, other


def test_no_other_word_is_a_slip_of_a_far_more_frequent_one() -> None:
    assert dict(_overshadowed(_shipped())) == RIVALS_THAT_STAY


@pytest.mark.parametrize(
    ("likely", "unlikely"),
    [("ทำ", "ทา"), ("นำ", "นา"), ("คำ", "คา"), ("จำ", "จา"), ("สี", "สิ"), ("น้ำ", "น้า"), ("ที่", "ที")],
)
def test_true_rivals_are_both_words_and_the_common_one_is_cheaper(likely: str, unlikely: str) -> None:
    assert load().word_cost(likely) < load().word_cost(unlikely) < math.inf


@pytest.mark.parametrize(
    ("before", "word", "rival"),
    [("ดอกเบี้ย", "ค้าง", "คาง"), ("เพื่อ", "นำ", "นา"), ("ช่วย", "ยืด", "ยึด"), ("ค้าง", "คา", "คำ"), ("เสื้อ", "ยืด", "ยึด")],
)
def test_the_word_before_decides_between_rivals(before: str, word: str, rival: str) -> None:
    def total(option: str) -> float:
        return load().word_cost(option) - load().pair_bonus(before, option)

    assert total(word) < total(rival)


def test_costs_are_those_of_probabilities() -> None:
    total = sum(math.exp(-nats) for word, nats in _shipped().items() if "." not in word)
    assert 0.98 < total < 1.03


# ---- The builder


SYLLABIC = "กนทร\N{THAI CHARACTER SARA AA}\N{THAI CHARACTER SARA AM}\N{THAI CHARACTER SARA I}\N{THAI CHARACTER SARA E}"


@given(
    st.text(alphabet=SYLLABIC, max_size=9),
    st.dictionaries(st.text(alphabet=SYLLABIC, min_size=1, max_size=4), st.floats(1, 15), max_size=12),
)
def test_segmentation_is_as_cheap_as_the_cheapest_of_all(text: str, words: dict[str, float]) -> None:
    words = {word: nats for word, nats in words.items() if builder.well_formed(word)}
    pieces = builder.segment(text, builder.make_trie(words))
    assert "".join(piece.text for piece in pieces) == text
    unknown = builder._unknown_costs(text)  # noqa: SLF001 - the oracle must count letters as the search does
    borders = [i for i in range(len(text) + 1) if _may_break(text, i)]

    def cheapest(start: int) -> float:
        if start == len(text):
            return 0.0
        return min(
            min(words.get(text[start:end], math.inf), builder.UNKNOWN + unknown[end] - unknown[start]) + cheapest(end)
            for end in borders
            if end > start
        )

    position, total = 0, 0.0
    for piece in pieces:
        end = position + len(piece.text)
        total += words[piece.text] if piece.known else builder.UNKNOWN + unknown[end] - unknown[position]
        position = end
    assert total == pytest.approx(cheapest(0))


def _may_break(text: str, i: int) -> bool:
    if i in {0, len(text)}:
        return True
    return text[i] not in chars.MARKS + chars.FOLLOWING_VOWELS and text[i - 1] not in chars.LEADING_VOWELS


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [("พฒันา", "พัฒนา"), ("คณุภาพ", "คุณภาพ"), ("จานวน", "จำนวน"), ("ภาษติ", "ภาษิต"), ("แหง่", "แห่ง"), ("หนิ", "หิน")],
)
def test_a_slip_of_a_mark_is_undone_by_a_slip(damaged: str, sound: str) -> None:
    assert sound in set(builder.slips(damaged))


@given(st.text(alphabet=chars.LETTERS, max_size=8))
def test_slips_only_move_marks_or_add_a_ring(word: str) -> None:
    for other in builder.slips(word):
        assert sorted(other.replace(chars.SARA_AM, chars.SARA_AA)) == sorted(word.replace(chars.SARA_AM, chars.SARA_AA))


def test_unused_costs_are_not_words() -> None:
    shipped = load()
    assert shipped.costs[0] == shipped.costs[ROOT] == NOT_A_WORD
    assert shipped.word_cost("") == math.inf
    assert "" not in shipped
    assert 5 not in shipped


@given(st.text(st.characters() | st.sampled_from(chars.LETTERS + " .-\t\n\0\xa0\ud800"), max_size=8))
def test_a_symbol_is_that_of_its_letter_whatever_stands_beside_it(text: str) -> None:
    """Thai alone takes a faster way than Thai among other signs."""
    for encoded, others in ((trigrams.encode, 0), (lexicon.encode, 2)):
        symbols = [encoded(char)[0] for char in text]
        assert list(encoded(text)) == list(encoded(text + "a")[:-1]) == symbols
        for char, symbol in zip(text, symbols, strict=True):
            if "\u0e01" <= char <= "\u0e5b":
                assert symbol == 2 + ord(char) - 0x0E01
            else:
                known = {" ": 1, "\t": 1, "\n": 1, "\r": 1, **dict(zip(".-"[:others], (93, 94), strict=False))}
                assert symbol == known.get(char, trigrams.OTHER)
