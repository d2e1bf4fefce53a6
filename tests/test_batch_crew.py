"""Processes that work on a task each: they die alone, and end with the first one."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from shelves import BROKEN, FIXED, all_back, litter, records, run, shelf, tree, use_simple_formats

import thaifix
from thaifix import batch
from thaifix.batch.crew import Crew, Death
from thaifix.batch.manifest import Manifest

if TYPE_CHECKING:
    from collections.abc import Sequence

posix = pytest.mark.skipif(os.name != "posix", reason="needs signals of POSIX")
ROOT = Path(thaifix.__file__).parents[1]


def _do(task: str) -> str:
    if task == "die":
        os._exit(3)
    if task == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "sleep":
        time.sleep(60)
    return f"{task} by {os.getpid()}"


def done(tasks: Sequence[str], jobs: int) -> dict[str, str | Death]:
    crew: Crew[str, str] = Crew(_do, jobs)
    outcomes: list[tuple[str, str | Death]] = []
    try:
        for task in tasks:
            while crew.is_full:
                outcomes += crew.wait(1.0)
            crew.begin(task)
        while not crew.is_idle:
            outcomes += crew.wait(1.0)
    finally:
        crew.dismiss()
    assert len(outcomes) == len(tasks)
    return dict(outcomes)


@pytest.mark.parametrize("jobs", [1, 3])
def test_every_task_is_done_once_by_no_more_processes_than_asked_for(jobs: int) -> None:
    outcomes = done([str(number) for number in range(20)], jobs)
    workers = {str(outcome).partition(" by ")[2] for outcome in outcomes.values()}
    assert len(workers) <= jobs
    assert str(os.getpid()) not in workers


@posix
def test_a_process_that_dies_takes_its_own_task_with_it() -> None:
    outcomes = done(["a", "die", "b", "killed", "c"], 2)
    deaths = {task: outcome for task, outcome in outcomes.items() if isinstance(outcome, Death)}
    assert deaths == {"die": Death(0), "killed": Death(signal.SIGKILL)}
    assert deaths["killed"].reason == (
        "the process that worked on it died (SIGKILL); it may need more memory than there is"
    )
    assert "()" not in deaths["die"].reason


@posix
def test_a_process_that_dies_idle_costs_one_task_at_most() -> None:
    crew: Crew[str, str] = Crew(_do, 1)
    try:
        crew.begin("a")
        ((_, outcome),) = crew.wait(10.0)
        os.kill(int(str(outcome).partition(" by ")[2]), signal.SIGKILL)
        time.sleep(0.2)
        crew.begin("b")
        ((task, death),) = crew.wait(10.0)
        assert (task, isinstance(death, Death)) == ("b", True)
        crew.begin("c")
        assert crew.wait(10.0)[0][0] == "c"
    finally:
        crew.dismiss()


def test_dismissing_waits_for_nothing() -> None:
    crew: Crew[str, str] = Crew(_do, 2)
    began = time.monotonic()
    crew.begin("sleep")
    assert crew.wait(0.05) == []
    crew.dismiss()
    assert time.monotonic() - began < 10
    assert crew.is_untidy
    assert crew.is_idle


class TestBatch:
    """A batch by several processes."""

    def test_is_that_by_one(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        use_simple_formats(monkeypatch)
        files = {f"{number % 3}/{number}.txt": BROKEN * (1 + number % 5) for number in range(12)}
        more = {"a.crash": "odd", "b.scan": "%เเผนที่", "b.scan.txt": "", "c.jpg": ""}
        src = shelf(tmp_path / "src", {**files, **more})
        one, many = tmp_path / "one", tmp_path / "many"
        assert run(src, one).files == run(src, many, jobs=3).files
        assert tree(one) == tree(many)
        assert records(one) == records(many)

    def test_a_file_on_which_a_process_dies_fails_and_the_next_run_tries_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        use_simple_formats(monkeypatch)
        src = shelf(tmp_path / "src", {"a.txt": BROKEN, "b.crash": "die", "c.txt": BROKEN, "d.crash": "die"})
        dst = tmp_path / "dst"
        summary = run(src, dst, jobs=2)
        assert (summary.files["repaired"], summary.unread) == (2, 2)
        assert records(dst)["b.crash"].reason.startswith("the process that worked on it died")
        shelf(src, {"b.crash": "input"})
        run(src, dst, jobs=2, resume=True)
        assert records(dst)["b.crash"].reason == "it broke"

    def test_a_callback_that_raises_ends_all_processes(self, tmp_path: Path) -> None:
        src = shelf(tmp_path / "src", {f"{number}.txt": BROKEN for number in range(5)})

        def stop(event: batch.Event) -> None:
            assert not isinstance(event, batch.Ended)

        with pytest.raises(AssertionError):
            batch.run(src, tmp_path / "dst", batch.Options(jobs=2), stop)
        assert not multiprocessing.active_children()
        assert not litter(tmp_path / "dst")
        run(src, tmp_path / "dst", resume=True)
        all_back(src, tmp_path / "dst", tmp_path / "back")

    def test_a_disk_that_is_full_ends_the_run_and_not_what_was_done(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        src = shelf(tmp_path / "src", {f"{number}.txt": BROKEN for number in range(9)})
        dst = tmp_path / "dst"
        write, lines = Manifest._write, 0  # noqa: SLF001 - the disk is full below it

        def full(manifest: Manifest, row: dict[str, object]) -> None:
            nonlocal lines
            lines += 1
            if lines == 5:
                manifest._file.write(b'{"path": "cut')  # noqa: SLF001 - as above
                raise OSError(errno.ENOSPC, "No space left on device")
            write(manifest, row)

        with monkeypatch.context() as patch:
            patch.setattr(Manifest, "_write", full)
            with pytest.raises(OSError, match="No space"):
                run(src, dst, jobs=2)
        assert not multiprocessing.active_children()
        assert len(records(dst)) == 3
        assert run(src, dst, jobs=2, resume=True).kept == 3
        all_back(src, dst, tmp_path / "back")


_PROGRAM = """
import sys
from thaifix import batch
if __name__ == "__main__":
    try:
        batch.run(sys.argv[1], sys.argv[2], batch.Options(jobs=2, resume=True), lambda event: print(event, flush=True))
    except KeyboardInterrupt:
        sys.exit(130)
"""


@posix
class TestKilled:
    """Killed at any moment, a run is taken up where it was, and ends as a run that was left alone."""

    @pytest.fixture
    def src(self, tmp_path: Path) -> Path:
        files = {f"{number}/{number}.txt": BROKEN * (1 + 40 * (number % 4)) for number in range(24)}
        return shelf(tmp_path / "src", {**files, "bad.txt": b"\xff\xfe\xfd"})

    def begin(self, src: Path, dst: Path, tmp_path: Path) -> subprocess.Popen[bytes]:
        script = tmp_path / "program.py"
        script.write_text(_PROGRAM, encoding="utf-8")
        return subprocess.Popen(
            [sys.executable, str(script), str(src), str(dst)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            start_new_session=True,
        )

    def test_by_sigkill_again_and_again(self, src: Path, tmp_path: Path) -> None:
        clean, dst = tmp_path / "clean", tmp_path / "dst"
        run(src, clean)
        ended = 0
        for events in (1, 3, 8, 13, 20):
            with self.begin(src, dst, tmp_path) as program:
                assert program.stdout is not None
                for _ in range(events):
                    program.stdout.readline()
                program.kill()  # the first process alone: the others are to follow by themselves
            ended += program.returncode != -signal.SIGKILL
        assert ended < 5
        run(src, dst, resume=True)
        assert records(dst) == records(clean)
        assert tree(dst) == tree(clean)
        assert not litter(dst)
        all_back(src, dst, tmp_path / "back")

    def test_no_process_is_left(self, src: Path, tmp_path: Path) -> None:
        with self.begin(src, tmp_path / "dst", tmp_path) as program:
            assert program.stdout is not None
            for _ in range(6):
                program.stdout.readline()
            program.kill()
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                os.killpg(program.pid, 0)
            except ProcessLookupError:
                return
            time.sleep(0.05)
        pytest.fail("processes live on")

    def test_ctrl_c(self, src: Path, tmp_path: Path) -> None:
        dst = tmp_path / "dst"
        with self.begin(src, dst, tmp_path) as program:
            assert program.stdout is not None
            for _ in range(8):
                program.stdout.readline()
            os.killpg(program.pid, signal.SIGINT)
            program.communicate(timeout=30)
        assert program.returncode == 130
        assert not litter(dst)
        with pytest.raises(ProcessLookupError):
            os.killpg(program.pid, 0)
        run(src, dst, resume=True)
        assert (dst / "0" / "0.txt").read_bytes() == FIXED.encode()
        all_back(src, dst, tmp_path / "back")
