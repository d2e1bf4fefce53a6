"""The commands about folders: options, exit codes, and what they say."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from shelves import BROKEN, FIXED, records, shelf, tree, use_simple_formats

import thaifix
from thaifix import batch
from thaifix.batch.manifest import Lock
from thaifix.cli import main
from thaifix.cli import progress as progress_
from thaifix.errors import ConfigError, TableError

if TYPE_CHECKING:
    from collections.abc import Callable

READING = 3
WRITING = 4
posix = pytest.mark.skipif(os.name != "posix", reason="needs signals and file names of POSIX")


@pytest.fixture(autouse=True)
def reports(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, Path | None]]:
    """Stand in for what builds the report, which has tests of its own; return what it was asked for."""
    asked: list[tuple[Path, Path | None]] = []

    def build(dst: Path, target: Path | None = None) -> Path:
        asked.append((dst, target))
        path = target or dst / "report.html"
        path.write_text("<html>", encoding="utf-8")
        return path

    module = ModuleType("thaifix.batch.html")
    module.build = build  # type: ignore[attr-defined]  # as the package has it
    monkeypatch.setitem(sys.modules, "thaifix.batch.html", module)
    monkeypatch.setattr(batch, "html", module, raising=False)
    return asked


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a shelf."""
    use_simple_formats(monkeypatch)
    shelf(tmp_path / "shelf", {"a.txt": BROKEN, "in/b.txt": FIXED, "in/c.jpg": "x"})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def thaifix_batch(*arguments: str) -> int:
    return main(["batch", "shelf", "out", "--jobs", "0", *arguments])


class TestBatch:
    """`thaifix batch`."""

    def test_says_what_it_did(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert thaifix_batch() == 0
        assert (here / "out" / "a.txt").read_bytes() == FIXED.encode()
        out, err = capsys.readouterr()
        assert out == ""
        lines = err.splitlines()
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d repaired a\.txt: 3 edits, \d+\.\d s", lines[0])
        assert "skipped in/c.jpg: thaifix does not read files of this kind, " in lines[2]
        assert re.fullmatch(r"3 files in \d+:\d\d: 1 repaired, 1 sound, 1 skipped", lines[3])
        assert lines[4] == "3 edits"
        assert sorted(line.split()[0] for line in lines[5:8]) == ["lookalike", "mark-order", "sara-am"]
        assert lines[8] == f"Report: {Path('out', 'report.html')}"

    def test_quiet_tells_faults_alone(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        shelf(here / "shelf", {"bad.crash": "input"})
        assert thaifix_batch("--quiet") == READING
        assert capsys.readouterr().err == "thaifix: bad.crash: it broke\n"

    @posix
    def test_names_in_reasons_are_told_on_one_line(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        shelf(here / "shelf", {"a\x1b.scan": "", "a\x1b.scan.txt": ""})
        assert thaifix_batch("--quiet") == READING
        said = capsys.readouterr().err
        assert "its output would be a<U+001B>.scan.txt, which is that of a<U+001B>.scan;" in said
        assert "\x1b" not in said

    def test_outputs_that_cannot_be_written_weigh_more(self, here: Path) -> None:
        shelf(here / "shelf", {"bad.crash": "input"})
        (here / "out" / "a.txt").mkdir(parents=True)
        assert thaifix_batch("--overwrite") == WRITING

    @pytest.mark.usefixtures("here")
    def test_an_earlier_batch_is_not_replaced_unasked(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert thaifix_batch() == 0
        assert thaifix_batch() == 2
        assert "--resume" in capsys.readouterr().err
        assert thaifix_batch("--resume") == 0
        said = capsys.readouterr().err
        assert "kept a.txt\n" in said
        assert "2 of them were done before" in said
        assert thaifix_batch("--overwrite") == 0
        assert "kept" not in capsys.readouterr().err

    def test_a_dry_run(
        self, here: Path, capsys: pytest.CaptureFixture[str], reports: list[tuple[Path, Path | None]]
    ) -> None:
        before = tree(here)
        shelf(here / "shelf", {"z.scan": "", "z.scan.txt": ""})
        assert thaifix_batch("--dry-run", "--copy-others") == READING
        assert capsys.readouterr().out.splitlines() == [
            "read a.txt, write a.txt",
            "read in/b.txt, write in/b.txt",
            "copy in/c.jpg: thaifix does not read files of this kind",
            "read z.scan, write z.scan.txt",
            "fail z.scan.txt: its output would be z.scan.txt, which is that of z.scan; rename one of the two",
        ]
        assert not (here / "out").exists()
        assert before.items() <= tree(here).items()
        assert not reports
        thaifix_batch("--quiet")
        capsys.readouterr()
        assert thaifix_batch("--dry-run", "--resume", "--exclude", "z*") == 0
        assert capsys.readouterr().out.splitlines()[0] == "keep a.txt"

    def test_the_report(self, here: Path, reports: list[tuple[Path, Path | None]]) -> None:
        assert thaifix_batch("--no-report") == 0
        assert reports == []
        shelf(here / "shelf", {"report.txt": ""})
        assert thaifix_batch("--resume") == 0
        assert reports == [(Path("out"), None)]

    @pytest.mark.parametrize("wrong", [ConfigError("no Jinja2"), OSError(28, "no space")])
    def test_a_report_that_cannot_be_written(
        self, here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, wrong: Exception
    ) -> None:
        def build(*_: object) -> None:
            raise wrong

        monkeypatch.setattr(sys.modules["thaifix.batch.html"], "build", build)
        assert thaifix_batch() == WRITING
        said = capsys.readouterr().err
        assert "the report was not written: no " in said
        assert "3 files" in said
        assert (here / "out" / "a.txt").exists()

    def test_options_reach_the_batch(self, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[batch.Options] = []

        def run(_src: Path, _dst: Path, options: batch.Options, _progress: object) -> batch.Summary:
            seen.append(options)
            return batch.Summary()

        monkeypatch.setattr(batch, "run", run)
        given = "--include *.txt --include *.md --exclude old/ --hidden --field ชื่อ --ocr --copy-others -j 3"
        settings = "--max-size 2.5MB --encoding cp874 --preset safe --without lookalike --no-report"
        assert main(["batch", "shelf", "out", *given.split(), *settings.split()]) == 0
        (options,) = seen
        assert (options.include, options.exclude) == (("*.txt", "*.md"), ("old/",))
        assert (options.hidden, options.copy_others, options.jobs, options.max_size) == (True, True, 3, 2_621_440)
        assert (options.reading.encoding, options.reading.ocr) == ("cp874", True)
        assert options.reading.fields == {"ชื่อ"}
        assert options.reading.limit == 1 << 28
        assert options.config.without == {"lookalike"}
        assert "decoder" not in options.config.stages
        assert here.exists()

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["batch"], "SRC DST"),
            (["batch", "shelf"], "SRC DST"),
            (["batch", "", "out"], "SRC DST"),
            (["batch", "shelf", ""], "SRC DST"),
            (["batch", "nothing", "out"], "no such file"),
            (["batch", "shelf", "shelf"], "would mix"),
            (["batch", "shelf", "out", "--resume", "--overwrite"], "contradict"),
            (["batch", "shelf", "out", "--max-size", "much"], "256 MB"),
            (["batch", "shelf", "out", "--include", "!"], "include"),
            (["undo", "out"], "OUT"),
            (["undo", "out", "back", "--verify"], "OUT"),
            (["undo", "shelf", "--verify"], "no account"),
        ],
    )
    @pytest.mark.usefixtures("here")
    def test_what_is_not_understood(self, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(arguments) == 2
        assert said in capsys.readouterr().err

    def test_outputs_that_have_no_place(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        shelf(here, {"file": ""})
        assert main(["batch", "shelf", "file/out"]) == WRITING
        assert "out" in capsys.readouterr().err

    def test_an_account_that_is_damaged(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        thaifix_batch("--quiet")
        (here / "out" / ".thaifix" / "manifest.jsonl").write_text("{]\n", encoding="utf-8")
        assert thaifix_batch("--resume") == READING
        assert "manifest.jsonl:1: not a JSON object" in capsys.readouterr().err

    def test_another_run(self, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        thaifix_batch("--quiet")
        monkeypatch.setattr("thaifix.batch.runner.Lock", lambda path: Lock(path, patience=0.1))
        with Lock(here / "out"):
            assert thaifix_batch("--resume") == 2
        assert "another thaifix batch" in capsys.readouterr().err

    def test_ctrl_c_is_told(
        self, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def stop(_task: object, **_job: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("thaifix.batch.runner.work", stop)
        assert thaifix_batch() == 130
        assert "--resume goes on from here" in capsys.readouterr().err
        monkeypatch.undo()
        assert main(["batch", str(here / "shelf"), str(here / "out"), "--resume", "--jobs", "0", "--no-report"]) == 0

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    def test_a_log_that_cannot_be_written(self, here: Path) -> None:
        command = [sys.executable, "-m", "thaifix", "batch", "shelf", "out", "--no-report", "--log"]
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                command,
                cwd=here,
                stderr=full,
                env={**os.environ, "PYTHONPATH": str(Path(thaifix.__file__).parents[1])},
                check=False,
            )
        assert done.returncode == WRITING

    @posix
    def test_ctrl_c_in_a_shell(self, here: Path) -> None:
        shelf(here / "shelf", {f"{number}.txt": BROKEN * 300 for number in range(40)})
        with subprocess.Popen(
            [sys.executable, "-m", "thaifix", "batch", "shelf", "out", "--no-report", "--jobs", "2"],
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(thaifix.__file__).parents[1]), "PYTHONIOENCODING": "utf-8"},
            start_new_session=True,
        ) as program:
            assert program.stderr is not None
            program.stderr.readline()
            os.killpg(program.pid, signal.SIGINT)
            _, said = program.communicate(timeout=30)
        assert program.returncode == 130
        assert b"Traceback" not in said
        assert said.count(b"--resume goes on") == 1
        assert 0 < len(records(here / "out")) < 43


class TestProgress:
    """What is told on the way."""

    def bar(self, monkeypatch: pytest.MonkeyPatch, act: Callable[[progress_.Progress], object]) -> str:
        """Return what a terminal gets."""
        from thaifix.cli.common import Settings
        from thaifix.cli.configure import choose

        terminal = io.StringIO()
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("COLUMNS", "100")
        monkeypatch.setattr(progress_, "_OFTEN", 0.0)
        monkeypatch.setattr(progress_, "_SETTLING", 0.0)
        with progress_.Bar(Settings(choose(Path(), {}), quiet=False, no_color=True)) as shown:
            act(shown)
        return terminal.getvalue()

    def test_the_bar(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def act(shown: progress_.Progress) -> None:
            shown(batch.Planned(4, 4_000_000))
            shown(batch.Begun("2560/book.txt", 1_000_000))
            time.sleep(0.01)
            done = batch.FileRecord(path="a", status="repaired", size=1_000_000, counts={"space": 1200, "name": 3})
            shown(batch.Ended(done))
            shown(batch.Ended(batch.FileRecord(path="k", status="sound", size=1_000_000), kept=True))
            shown(batch.Ended(batch.FileRecord(path="bad\x1b.pdf", status="failed", reason="it is encrypted")))
            shown(batch.Waiting())

        said = self.bar(monkeypatch, act)
        assert "0 of 4 files" in said
        assert "3 of 4 files" in said
        assert "MB/s" in said
        assert "left" in said
        assert "space 1,200, name 3" in said
        assert "2560/book.txt" in said
        assert "thaifix: bad<U+001B>.pdf: it is encrypted" in said

    def test_empty_files_are_no_trouble(self, monkeypatch: pytest.MonkeyPatch) -> None:
        families = {str(number): 1 for number in range(6)}

        def act(shown: progress_.Progress) -> None:
            shown(batch.Planned(0, 0))
            shown(batch.Ended(batch.FileRecord(path="a", status="sound", counts=families)))

        assert "6 in all" in self.bar(monkeypatch, act)

    @pytest.mark.usefixtures("here")
    def test_a_terminal_gets_the_bar_and_a_log_if_asked_or_without_rich(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        assert thaifix_batch("--no-color") == 0
        assert "repaired a.txt" not in capsys.readouterr().err
        assert thaifix_batch("--overwrite", "--log", "--no-color") == 0
        assert "repaired a.txt" in capsys.readouterr().err
        monkeypatch.setitem(sys.modules, "rich.console", None)
        assert thaifix_batch("--overwrite", "--no-color") == 0
        assert "repaired a.txt" in capsys.readouterr().err

    def test_the_summary_of_nothing(self) -> None:
        (line,) = progress_.summary_lines(batch.Summary(), {})
        assert line.startswith("no files: ")

    def test_one_of_a_kind(self) -> None:
        record = batch.FileRecord(path="a", status="repaired", edits=1, suggestions=1)
        assert progress_.told(record, kept=False) == "repaired a: 1 edit, 1 suggestion, 0.0 s"

    def test_the_summary_of_everything(self) -> None:
        summary = batch.Summary(kept=1, noted=2, suggestions=1, seconds=4000)
        summary.files.update(repaired=3, failed=1)
        summary.severities.update(lost=1)
        assert list(progress_.summary_lines(summary, {})) == [
            "4 files in 1:06:40: 3 repaired, 1 failed",
            "  1 of them were done before and left as they are",
            "1 suggestion to decide; none was applied",
            "1 file with letters that are gone for good: better scanned or extracted again",
            "2 files with notes, as on pages without text",
        ]


class TestUndo:
    """`thaifix undo`."""

    @pytest.fixture(autouse=True)
    def _done(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        shelf(here / "shelf", {"z.scan": "%เเผนที่"})
        thaifix_batch("--quiet", "--copy-others")
        capsys.readouterr()

    def test_rebuilds(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["undo", "out", "back"]) == 0
        assert capsys.readouterr().err == "3 sources rebuilt to the byte, of 1 the text as it was extracted\n"
        sources = tree(here / "shelf")
        sources["z.scan.txt"] = sources.pop("z.scan")[1:]
        assert tree(here / "back") == sources

    def test_verifies(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["undo", "out", "--verify"]) == 0
        assert "3 sources can be rebuilt to the byte" in capsys.readouterr().err
        (here / "out" / "a.txt").write_bytes(b"changed")
        assert main(["undo", "out", "--verify"]) == READING
        said = capsys.readouterr().err
        assert said.startswith("thaifix: a.txt: the output was changed after the batch")
        assert said.endswith(", 1 do not come back\n")
        assert main(["undo", "out", "--verify", "-q"]) == READING

    def test_what_cannot_be_written(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        shelf(here, {"file": ""})
        assert main(["undo", "out", "file/back"]) == WRITING
        assert "4 not" in capsys.readouterr().err


class TestReport:
    """`thaifix report`."""

    def test_writes_it_again(
        self, here: Path, capsys: pytest.CaptureFixture[str], reports: list[tuple[Path, Path | None]]
    ) -> None:
        thaifix_batch("--quiet", "--no-report")
        assert main(["report", "out"]) == 0
        assert capsys.readouterr().out == f"{Path('out', 'report.html')}\n"
        assert main(["report", "out", "-o", "mine.html", "-q"]) == 0
        assert (here / "mine.html").exists()
        assert reports == [(Path("out"), None), (Path("out"), Path("mine.html"))]

    @pytest.mark.parametrize(
        ("wrong", "code", "said"),
        [
            (ConfigError("no account"), 2, "Error: no account"),
            (TableError("out/\n.jsonl", 1, "no object"), READING, "Error: out/<U+000A>.jsonl:1: no object"),
            (OSError(28, "no space", "out/report.html"), WRITING, "Error: out/report.html: no space"),
        ],
    )
    def test_what_goes_wrong(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        wrong: Exception,
        code: int,
        said: str,
    ) -> None:
        def build(*_: object) -> None:
            raise wrong

        monkeypatch.setattr(sys.modules["thaifix.batch.html"], "build", build)
        assert main(["report", "out"]) == code
        assert said in capsys.readouterr().err.splitlines()


class TestLoading:
    """What is not asked for is not loaded."""

    def test_other_commands_and_the_help_load_no_batches(self, here: Path) -> None:
        code = (
            "import sys, thaifix.cli as cli; cli.main(['--help']); cli.main(['fix', '-q', 'shelf/a.txt']);"
            "print(*sys.modules, file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=here,
            env={**os.environ, "PYTHONPATH": str(Path(thaifix.__file__).parents[1]), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        )
        loaded = set(done.stderr.decode().split())
        heavy = {"thaifix.batch", "multiprocessing", "rich", "pathspec", "zstandard", "jinja2", "thaifix.formats"}
        assert "thaifix.cli.batch" in loaded  # the help has its line
        assert not loaded & heavy
