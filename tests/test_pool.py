"""Many texts over several processes: the same answers in the same order, and no fault stops the rest."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import damaged

import thaifix
from thaifix import Config, ConfigError, Fixer, InputError, ItemError, pipeline, pool

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FIXER = Fixer()
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups of this kind")


def _none(_texts: Sequence[str]) -> set[int]:
    return set()


def _repair(text: str) -> str:
    """Stand in for a repair that fails on some texts, and that dies on others."""
    if "fail" in text:
        raise _OddError(1, 2)
    if "die" in text:
        os._exit(9)
    return text.upper()


class _OddError(Exception):
    """An exception that pickle cannot bring back."""

    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"{one} and {other}")


def _over(texts: list[str], workers: int, faults: list[ItemError]) -> list[str]:
    def keep(error: ItemError) -> str:
        faults.append(error)
        return "?"

    if workers == 1:
        return list(pool.in_order(texts, _repair, keep))
    return list(pool.over_processes(texts, _none, _repair, keep, workers))


@settings(max_examples=5)
@given(st.lists(damaged(), max_size=30))
def test_processes_give_what_one_gives(texts: list[str]) -> None:
    fixed = list(FIXER.fix_many(texts, workers=2))
    assert fixed == [thaifix.fix(text) for text in texts]
    assert all(mended is text for mended, text in zip(fixed, texts, strict=True) if mended == text)


def _at_fault(_texts: Sequence[str]) -> set[int]:
    raise _OddError(1, 2)


@pytest.mark.parametrize("workers", [1, 2])
def test_where_all_texts_cannot_be_asked_at_once_each_is_asked(workers: int) -> None:
    texts, faults = ["a", "fail", "b"], list[ItemError]()

    def keep(error: ItemError) -> str:
        faults.append(error)
        return "?"

    if workers == 1:
        found = pool.in_groups(texts, _at_fault, _repair, keep)
    else:
        found = pool.over_processes(texts, _at_fault, _repair, keep, workers)
    assert list(found) == ["A", "?", "B"]
    assert [fault.number for fault in faults] == [1]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of three texts."""
    monkeypatch.setattr(pool, "_ITEMS", 3)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("workers", [1, 2, 3])
def test_answers_come_in_order_and_faults_with_their_texts(workers: int) -> None:
    texts = [f"text {number}{' fail' * (number % 7 == 3)}" for number in range(40)]
    faults: list[ItemError] = []
    expected = ["?" if "fail" in text else text.upper() for text in texts]
    assert _over(texts, workers, faults) == expected
    assert [fault.number for fault in faults] == [3, 10, 17, 24, 31, 38]
    assert str(faults[0]) == "text 3 ('text 3 fail'): _OddError: 1 and 2"
    assert faults[-1].text == "text 38 fail"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("deadly", [{0}, {29}, {4, 5, 22}])
def test_a_worker_that_dies_takes_one_text_with_it(deadly: set[int]) -> None:
    texts = [f"text {number}{' die' * (number in deadly)}" for number in range(30)]
    faults: list[ItemError] = []
    expected = ["?" if number in deadly else f"TEXT {number}" for number in range(30)]
    assert _over(texts, 2, faults) == expected
    assert [fault.number for fault in faults] == sorted(deadly)
    assert "died" in faults[0].problem


@pytest.mark.usefixtures("small")
def test_texts_are_taken_as_they_are_needed() -> None:
    taken = 0

    def texts() -> Iterator[str]:
        nonlocal taken
        for taken in count(1):  # noqa: B007 - looked at outside
            yield "ส�ำนักงาน"

    fixed = FIXER.fix_many(texts(), workers=2)
    for number in range(1, 50):
        assert next(fixed) == "สำนักงาน"
        assert taken < number + 3 * (2 * pool._AHEAD + 1)  # noqa: SLF001 - the bound is the matter
    fixed.close()  # type: ignore[attr-defined]  # it is a generator
    fixed = FIXER.fix_many(texts())
    assert taken < 100
    assert list(islice(fixed, 3)) == ["สำนักงาน"] * 3
    assert taken == 3


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_of_the_input_comes_behind_the_texts_before_it(workers: int) -> None:
    fixed = FIXER.fix_many(["เเผนที่", b"abc"], workers=workers)  # type: ignore[list-item]
    assert next(fixed) == "แผนที่"
    with pytest.raises(InputError, match="bytes"):
        next(fixed)


def test_what_is_done_about_faults() -> None:
    error = ItemError(3, "ก" * 50, "it broke")
    assert str(error) == f"text 3 ('{'ก' * 40}…'): it broke"
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (again.number, again.text, again.problem) == (3, "ก" * 50, "it broke")
    with pytest.raises(ItemError):
        pool.handler("raise")(error)
    with pytest.warns(RuntimeWarning, match="text 3"):
        assert pool.handler("keep")(error) == error.text
    assert pool.handler(lambda error: error.problem)(error) == "it broke"
    with pytest.raises(ConfigError, match="ignore"):
        FIXER.fix_many([], errors="ignore")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="1 or more"):
        FIXER.fix_many([], workers=0)


def test_a_fault_in_this_process_keeps_its_cause() -> None:
    with pytest.raises(ItemError) as caught:
        list(pool.in_order(["fail"], _repair, pool.handler("raise")))
    assert isinstance(caught.value.__cause__, _OddError)


_ENDLESS = """
import itertools, thaifix
if __name__ == "__main__":
    for text in thaifix.Fixer().fix_many(map("{} ส�ำนักงาน".format, itertools.count()), workers=2):
        print(text, flush=True)
"""


@posix
def test_ctrl_c_ends_all_processes_at_once_and_quietly(tmp_path: Path) -> None:
    script = tmp_path / "endless.py"
    script.write_text(_ENDLESS, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(thaifix.__file__).parents[1]), "PYTHONIOENCODING": "utf-8"},
        start_new_session=True,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline().decode() == "0 สำนักงาน\n"
        os.killpg(program.pid, signal.SIGINT)
        _, told = program.communicate(timeout=60)
    assert program.returncode == -signal.SIGINT
    assert told.count(b"Traceback") == 1
    assert b"KeyboardInterrupt" in told
    with pytest.raises(ProcessLookupError):
        os.killpg(program.pid, 0)


CELLS = st.one_of(
    damaged(), st.sampled_from(["จังหวัดศรีสะแกษ", "กรมสรรพกร", "ี", "น้ำ", "ก\tข", "", "รายชื่อชื่", "ธ\u200bุ", "เเ", "๑."])
)


@given(st.lists(CELLS, max_size=30))
def test_short_texts_in_a_list_become_what_each_becomes_alone(texts: list[str]) -> None:
    assert list(FIXER.fix_many(texts)) == [FIXER.fix(text) for text in texts]
    assert list(FIXER.fix_many(tuple(texts))) == list(FIXER.fix_many(iter(texts)))


@given(st.lists(CELLS, max_size=30))
def test_what_is_told_sound_of_many_short_texts_is_sound_alone(texts: list[str]) -> None:
    for config in (Config.PDF, Config.SAFE, Config(zero_width_space="remove")):
        for number in pipeline.sound(texts, config):
            assert pipeline.fix(texts[number], config)[0] is texts[number]


def test_most_sound_cells_are_told_by_a_look_at_all_of_them() -> None:
    cells = ["สำนักงาน", "กรมการปกครอง", "จำนวน 12 คน", "พฒันา", "จังหวัดเลย"] * 20
    passed = pipeline.sound(cells, Config.PDF)
    assert passed == {number for number in range(100) if number % 5 != 3}
    assert pipeline.sound(cells, Config(names=("บ้านโนนเขวา",))) == set()  # type: ignore[arg-type]  # any name will do
