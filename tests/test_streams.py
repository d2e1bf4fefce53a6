"""Texts and files of any size come out as the whole does, from lists, generators, files and pipes."""

from __future__ import annotations

import io
import os
import sys
import threading
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import BOOK, any_text, damaged, sound_thai

import thaifix
from thaifix import Fixer, InputError, encoding, streams
from thaifix.evidence import Background, Spacing, gather
from thaifix.knowledge import chars
from tools.damage import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIXER = Fixer()
BROKEN = "ส�ำนักงานต้ังอยู่ในเเผนที่\r\nการพฒันาระบบราชการ\n"
MENDED = "สำนักงานตั้งอยู่ในแผนที่\r\nการพัฒนาระบบราชการ\n"
MAI_EK = "\N{THAI CHARACTER MAI EK}"
MARKED = f" {MAI_EK}"  # a space that no block may end at
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes of this kind")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks so small that some pages fill many."""
    monkeypatch.setattr(streams, "BLOCK", 4096)
    monkeypatch.setattr(streams, "WHOLE", 8192)
    monkeypatch.setattr(streams, "_READ", 1000)


def _passed(text: str, *channels: tuple[str, float]) -> str:
    for name, rate in channels:
        text = CHANNELS[name].apply(text, Random(1), rate)  # noqa: S311 - repeatable damage, no secret
    return text


def _pages(count: int) -> str:
    """Lines of the sample book in an order that never comes again."""
    lines = BOOK.splitlines()
    rng = Random(7)  # noqa: S311 - as above
    return "\n".join(line for _ in range(count) for line in rng.sample(lines, len(lines)))


def _cuts(text: str, places: list[int]) -> list[str]:
    ends = sorted(place % (len(text) + 1) for place in places)
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


# ---------------------------------------------------------------- the law, up to `WHOLE`


@settings(max_examples=40)
@given(any_text(), st.lists(st.integers(0, 10_000), max_size=5))
def test_chunks_make_what_the_whole_makes(text: str, places: list[int]) -> None:
    chunks = _cuts(text, places)
    whole = thaifix.fix(text)
    assert "".join(FIXER.fix_chunks(chunks)) == whole
    assert "".join(FIXER.fix_chunks(iter(chunks))) == whole


@settings(max_examples=40)
@given(st.lists(damaged(), max_size=5))
@example([])
@example(["", ""])
@example(["ที", "่เกี่ยวข้อง\n", "\r\n"])
def test_lines_make_what_the_whole_makes(lines: list[str]) -> None:
    text = "".join(line if line.endswith("\n") or last else line + "\n" for line, last in _with_last(lines))
    fixed = list(FIXER.fix_lines(lines))
    together = "".join(line if line.endswith("\n") or last else line + "\n" for line, last in _with_last(fixed))
    assert together == thaifix.fix(text)
    assert [line.endswith("\n") for line in fixed] == [line.endswith("\n") for line in lines]
    assert [line.count("\n") for line in fixed] == [line.count("\n") for line in lines]
    assert list(FIXER.fix_lines(iter(lines))) == fixed


def _with_last(lines: list[str]) -> Iterator[tuple[str, bool]]:
    yield from ((line, number == len(lines) - 1) for number, line in enumerate(lines))


def test_evidence_from_other_lines_counts() -> None:
    lines = ["จานวนผู้เข้าร่วมประชุม", "งบประมาณที่ได้รับจัดสรรทั้งสิ้น", "การดาเนินงานตามแผนประจาปี"] * 30
    assert list(FIXER.fix_lines([*lines, "คานา"]))[-1] == "คำนำ"
    assert list(FIXER.fix_lines(["คานา"])) == ["คานา"]


def test_what_a_fixer_has_learned_counts() -> None:
    learned = FIXER.learn(["จานวนผู้เข้าร่วมประชุม", "งบประมาณที่ได้รับจัดสรรทั้งสิ้น", "การดาเนินงานตามแผนประจาปี"] * 30)
    assert list(learned.fix_lines(["คานา"])) == ["คำนำ"]


# ---------------------------------------------------------------- beyond it


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("once", [False, True])
@pytest.mark.parametrize(
    "channels",
    [
        (("displaced", 0.3), ("tone-before-vowel", 0.3), ("am-fffd", 1.0)),
        (("am-lost", 1.0),),
        (("space-before-mark", 0.3), ("am-spaced", 0.5)),
    ],
    ids=["squeezed", "rings-lost", "stretched"],
)
def test_lines_of_a_long_text_come_out_nearly_all_as_in_the_whole(
    channels: tuple[tuple[str, float], ...], *, once: bool
) -> None:
    lines = _passed(_pages(2), *channels).split("\n")
    whole = thaifix.fix("\n".join(lines)).split("\n")
    fixed = list(FIXER.fix_lines(iter(lines) if once else lines))
    assert len(fixed) == len(whole)
    assert sum(map(str.__ne__, fixed, whole)) <= 0.01 * len(whole)
    assert sum(map(str.__ne__, fixed, lines)) > 0.2 * len(lines)


@pytest.mark.usefixtures("small")
def test_evidence_from_behind_counts_if_a_text_can_be_read_twice() -> None:
    sound = [line for line in BOOK.split("\n") if chars.SARA_AM not in line] * 4
    lost = ["งบประมาณที่ได้รับจัดสรรทั้งสิ้น", "จานวนผู้เข้าร่วมประชุม", "การดาเนินงานตามแผนประจาปี"] * 300
    lines = ["คานา", *sound, *lost]
    assert next(iter(FIXER.fix_lines(lines))) == thaifix.fix("\n".join(lines)).split("\n")[0] == "คำนำ"


@pytest.mark.usefixtures("small")
@settings(max_examples=10)
@given(sound_thai().filter(bool))
def test_sound_lines_come_back_as_the_same_objects(page: str) -> None:
    lines = (page * (10_000 // len(page))).splitlines(keepends=True)
    assert all(fixed is line for fixed, line in zip(FIXER.fix_lines(lines), lines, strict=True))


# ---------------------------------------------------------------- blocks


def _block_ends(text: str, block: int) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "BLOCK", block)
        patch.setattr(streams, "WHOLE", 2 * block)
        return list(streams._blocks(iter([text])))  # noqa: SLF001 - where texts are cut is the matter


@settings(max_examples=100)
@given(any_text().map(lambda text: text * 5), st.integers(2, 40))
def test_blocks_make_the_text_again_and_are_small(text: str, block: int) -> None:
    blocks = _block_ends(text, block)
    assert "".join(blocks) == text
    assert all(len(part) <= block for part in blocks) or len(text) <= 2 * block


def _end_by_the_book(text: str, block: int) -> int:
    """The slow oracle: every place in a block, or in its second half, the best kind of end first."""
    inside = chars.MARKS + chars.FOLLOWING_VOWELS
    half = block // 2
    for end, not_before, least in (
        ("\n\n", inside, half),
        ("\n", inside, 0),
        ("\r", inside + "\n", half),
        (" ", inside, half),
    ):
        ends = range(least + len(end), block + 1)
        places = [place for place in ends if text[:place].endswith(end) and text[place] not in not_before]
        if places:
            return places[-1]
    ends = range(half, block + 1)
    no_end = chars.LEADING_VOWELS + "\r"
    return max((at for at in ends if text[at] not in inside and text[at - 1] not in no_end), default=block)


@given(st.text(f"กเ{MAI_EK}\n\r \N{THAI CHARACTER SARA AA}", min_size=13, max_size=30), st.integers(2, 12))
def test_blocks_end_where_the_oracle_ends_them(text: str, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "BLOCK", block)
        assert streams._end_of_block(text, 0) == _end_by_the_book(text, block)  # noqa: SLF001 - as above


@settings(max_examples=100)
@given(st.lists(st.text("กข ", min_size=1, max_size=23), min_size=9, max_size=40))
def test_no_line_is_cut_that_a_block_can_hold(lines: list[str]) -> None:
    assert all(part.endswith("\n") for part in _block_ends("\n".join(lines) + "\n", 24))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("กขคง\n\nกข\nกขคง", "กขคง\n\n"),
        ("กขคง\nกข คงกขคง", "กขคง\n"),
        ("กขคงก\N{THAI CHARACTER MAI EK} ข คงกขคง", "กขคงก\N{THAI CHARACTER MAI EK} "),
        ("กขคง กข" + MARKED + "คงกขคง", "กขคง "),
        ("กขคง\n\N{THAI CHARACTER MAI EK}ค กขคง", "กขคง\n\N{THAI CHARACTER MAI EK}ค "),
        ("กขคงกขคเงกขค", "กขคงกขค"),
        ("ก" + MAI_EK * 20, "ก" + MAI_EK * 7),
        ("ก\nขคง กขคงกขคง", "ก\n"),
        ("กขคงก\rกขคงกข", "กขคงก\r"),
        ("กขคกขคก\r\nกขคง", "กขคกขคก"),
    ],
)
def test_where_a_block_ends(text: str, first: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "BLOCK", 8)
        assert text[: streams._end_of_block(text, 0)] == first  # noqa: SLF001 - as above


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("line", ["ก", MAI_EK, "พฒันา", "\ud800"])
def test_a_line_longer_than_a_block_is_repaired_in_bounded_pieces(line: str) -> None:
    taken = 0

    def chunks() -> Iterator[str]:
        nonlocal taken
        for _ in range(21):
            taken += 1000
            yield (line * 1000)[:1000]

    for number, chunk in enumerate(FIXER.fix_chunks(chunks()), 1):
        assert len(chunk) <= streams.BLOCK
        assert taken <= 1000 + streams.WHOLE + (number + 1) * streams.BLOCK
    assert number > 21_000 / streams.BLOCK


def test_the_counts_of_parts_add_up() -> None:
    one, other = gather(_passed(BOOK, ("displaced", 0.5))), gather(_passed(BOOK, ("am-fffd", 1.0), ("cid-codes", 0.5)))
    both = one + other
    assert both.displaced == one.displaced + other.displaced > 0
    assert both - other == one
    within = one.within(Background(other, Spacing(), ()))
    assert within.displaced == both.displaced
    assert within.private_marks == both.private_marks
    assert (Spacing(1, 2, 3, 4, 5, 6) + Spacing(1, 1, 1, 1, 1, 1)) - Spacing(1, 2, 3, 4, 5, 6) == Spacing(
        1, 1, 1, 1, 1, 1
    )


# ---------------------------------------------------------------- files


@settings(max_examples=60)
@given(
    any_text().filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text)),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp874"]),
    st.integers(4, 50),
)
def test_an_encoding_is_found_in_pieces_as_in_the_whole(text: str, codec: str, size: int) -> None:
    data = text.encode(codec, "ignore")
    pieces = [data[place : place + size] for place in range(0, len(data), size)]
    try:
        whole = encoding.decode(data)
    except InputError:
        return  # what is refused is the next test's
    found = encoding.find_spelling(lambda: iter([data]))
    assert (found.codec, found.bom) == (whole.codec, whole.bom)
    assert "".join(encoding.texts(pieces, found)) == whole.text


@pytest.mark.parametrize("size", [4, 7, 1000])
@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("ภาษาไทย\nCaf".encode() + b"\xe9 ", "byte 0xE9 at offset 25, line 2, breaks"),
        (b"one\ntwo\n\nCaf\xe9 is not Thai", "byte 0xE9 at offset 12, line 4, is not UTF-8"),
        ("ก".encode()[:2], "byte 0xE0 at offset 0, line 1, is not UTF-8"),
        ("ก\nข".encode()[:-1], "byte 0xE0 at offset 4, line 2, breaks"),
    ],
)
def test_what_is_refused_is_refused_at_its_place(data: bytes, place: str, size: int) -> None:
    def read() -> Iterator[bytes]:
        return (data[start : start + size] for start in range(0, len(data), size))

    with pytest.raises(InputError, match=place):
        encoding.find_spelling(read)
    with pytest.raises(InputError, match=place):
        encoding.decode(data)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
@pytest.mark.parametrize("pages", [0, 1])
def test_a_file_keeps_its_encoding(codec: str, pages: int, tmp_path: Path) -> None:
    broken = "ต้ังอยู่ในเเผนที่\r\n" + _passed(_pages(pages), ("tone-before-vowel", 0.3))
    broken = broken.encode(codec, "ignore").decode(codec)
    source, target = tmp_path / "broken.txt", tmp_path / "mended.txt"
    source.write_bytes(broken.encode(codec))
    assert FIXER.fix_file(source, target)
    assert target.read_bytes() == "".join(FIXER.fix_chunks([broken])).encode(codec)
    stream = io.BytesIO()
    assert FIXER.fix_file(io.BytesIO(source.read_bytes()), stream)
    assert stream.getvalue() == target.read_bytes()
    assert not FIXER.fix_file(target, stream)


def test_a_file_may_be_replaced_by_its_own_repair(tmp_path: Path) -> None:
    path = tmp_path / "book.txt"
    path.write_bytes(BROKEN.encode())
    path.chmod(0o640)
    assert FIXER.fix_file(str(path), path)
    assert path.read_bytes() == MENDED.encode()
    before = path.stat()
    assert not FIXER.fix_file(path, path)
    assert (path.stat().st_ino, path.stat().st_mode) == (before.st_ino, before.st_mode)
    assert os.listdir(tmp_path) == ["book.txt"]  # noqa: PTH208 - names are enough


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("data", [BOOK.encode() * 3 + b"\xe9", BOOK.encode("cp874", "ignore") * 3 + b"\x81"])
def test_a_fault_leaves_the_target_as_it_was(data: bytes, tmp_path: Path) -> None:
    source, target = tmp_path / "broken.txt", tmp_path / "mended.txt"
    source.write_bytes(data)
    target.write_bytes(b"older")
    with pytest.raises(InputError):
        FIXER.fix_file(source, target)
    with pytest.raises(InputError):
        FIXER.fix_file(_Pipe(data), target)  # type: ignore[arg-type]  # all that is asked of it
    assert target.read_bytes() == b"older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.txt", "mended.txt"]


def test_what_the_encoding_cannot_write_is_told_with_its_line(tmp_path: Path) -> None:
    source, target = tmp_path / "book.txt", tmp_path / "new.txt"
    source.write_text("หน้า 1\nหน้า ☺\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"U\+263A in line 2, which cp874"):
        FIXER.fix_file(source, target, output_encoding="cp874")
    assert not target.exists()
    assert not FIXER.fix_file(source, source, output_encoding="utf-16")
    assert source.read_bytes().decode("utf-16") == "หน้า 1\nหน้า ☺\n"
    assert not FIXER.fix_file(source, target, encoding="utf-16", output_encoding="utf-8")
    assert target.read_text(encoding="utf-8") == "หน้า 1\nหน้า ☺\n"


class _Pipe(io.RawIOBase):
    """A stream that cannot be wound back and gives a few bytes at a time."""

    def __init__(self, data: bytes) -> None:
        self._rest = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._rest.read(min(size, 700))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp874"])
def test_a_pipe_is_read_once(codec: str) -> None:
    broken = _passed(_pages(2), ("tone-before-vowel", 0.3)).encode(codec, "ignore").decode(codec)
    target = io.BytesIO()
    assert FIXER.fix_file(_Pipe(broken.encode(codec)), target)  # type: ignore[arg-type]  # all that is asked of it
    assert target.getvalue().decode(codec) == "".join(FIXER.fix_chunks(iter([broken])))


def test_a_stream_is_read_from_where_it_stands() -> None:
    source, target = io.BytesIO(b"\xff" + BROKEN.encode()), io.BytesIO()
    source.read(1)
    FIXER.fix_file(source, target)
    assert target.getvalue() == MENDED.encode()


@posix
def test_named_pipes_and_devices_are_written_as_they_are(tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    os.mkfifo(source)
    os.mkfifo(target)
    writer = threading.Thread(target=source.write_bytes, args=(BROKEN.encode(),))
    worker = threading.Thread(target=FIXER.fix_file, args=(source, target))
    writer.start()
    worker.start()
    assert target.read_bytes() == MENDED.encode()
    writer.join()
    worker.join()
    assert FIXER.fix_file(io.BytesIO(BROKEN.encode()), os.devnull)


# ---------------------------------------------------------------- what is refused


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="bytes"):
        list(FIXER.fix_lines([b"abc"]))  # type: ignore[list-item]
    with pytest.raises(InputError, match="NoneType"):
        list(FIXER.fix_chunks(iter(["ก", None])))  # type: ignore[arg-type]
    for method in (FIXER.fix_lines, FIXER.fix_chunks, FIXER.fix_many):
        with pytest.raises(InputError, match="in a list"):
            method("สำนักงาน")
    with pytest.raises(InputError, match="binary"):
        FIXER.fix_file(io.StringIO("ก"), io.BytesIO())  # type: ignore[arg-type]
    with pytest.raises(LookupError):
        FIXER.fix_file(io.BytesIO(b""), io.BytesIO(), encoding="klingon")
    with pytest.raises(FileNotFoundError):
        FIXER.fix_file(tmp_path / "none.txt", tmp_path / "new.txt")
