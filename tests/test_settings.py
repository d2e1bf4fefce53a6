"""Settings from files: which file counts, what overrides what, and what is refused."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from thaifix import Config
from thaifix.cli import main
from thaifix.cli.configure import SETTINGS, choose, find_file
from thaifix.errors import ConfigError


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a folder in it."""
    (tmp_path / "work" / "in").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


class TestFiles:
    """The nearest file counts."""

    def test_upwards_and_its_own_file_first(self, here: Path) -> None:
        work = here / "work"
        assert find_file(work / "in") is None
        outer = write(here / "pyproject.toml", '[tool.thaifix]\npreset = "ocr"\n')
        assert find_file(work / "in") == outer
        write(work / "pyproject.toml", '[project]\nname = "thaifix.tool"\n')  # says nothing about thaifix
        assert find_file(work) == outer
        shared = write(work / "pyproject.toml", "[tool.thaifix.batch]\njobs = 3\n")
        assert find_file(work) == shared
        own = write(work / "thaifix.toml", "")
        assert find_file(work) == find_file(work / "in" / "book.txt") == own

    def test_that_of_the_source_before_that_of_the_current_folder(self, here: Path) -> None:
        write(here / "work" / "thaifix.toml", 'preset = "safe"\n')
        assert choose(here, {}).values["preset"] == "safe"
        write(here / "thaifix.toml", 'preset = "ocr"\n')
        assert choose(here, {}).values["preset"] == "ocr"
        assert choose(Path("in"), {}).values["preset"] == "safe"

    def test_none_if_told_so(self, here: Path) -> None:
        write(here / "thaifix.toml", "nonsense")
        assert choose(here, {}, use_file=False).config is not None

    def test_a_broken_pyproject_of_someone_else_is_no_fault(self, here: Path) -> None:
        write(here / "pyproject.toml", "[tool.other\n")
        assert find_file(here) is None


class TestValues:
    """Flags, then the file, then the defaults."""

    def test_layers(self, here: Path) -> None:
        file = write(
            here / "thaifix.toml", 'preset = "ocr"\nwithout = ["space"]\nbullets = "unicode"\n[batch]\njobs = 2\n'
        )
        chosen = choose(here, {"without": ("name",), "bullets": None, "batch.hidden": False, "batch.include": ()})
        assert chosen.config.stages == Config.OCR.stages
        assert chosen.config.without == {"name"}
        assert chosen.config.bullets == "unicode"
        assert (chosen.batch("jobs"), chosen.batch("ocr")) == (2, False)
        assert {key: chosen.origins[key] for key in ("preset", "without", "batch.hidden", "batch.ocr")} == {
            "preset": str(file),
            "without": "--without",
            "batch.hidden": "--hidden",
            "batch.ocr": "default",
        }

    def test_every_setting_can_be_set(self, here: Path) -> None:
        write(here / "own.tsv", "name\nบ้านโนนเขวา\n")
        write(here / "words.tsv", "row\tform\nkeep\tเเผน\n")
        values = {
            "preset": '"safe"',
            "stages": '["rules"]',
            "without": '["space"]',
            "zero-width-space": '"remove"',
            "bullets": '"unicode"',
            "minimum-confidence": "0.5",
            "names": '["own.tsv"]',
            "names-kinds": '["province"]',
            "names-margin": "7",
            "dictionary": '["words.tsv"]',
            "encoding": '"cp874"',
            "batch.include": '["*.txt"]',
            "batch.exclude": '["old/"]',
            "batch.hidden": "true",
            "batch.jobs": "3",
            "batch.max-size": '"1.5 GB"',
            "batch.fields": '["ชื่อ"]',
            "batch.ocr": "true",
            "batch.copy-others": "true",
            "batch.report": "false",
        }
        assert values.keys() == SETTINGS.keys()
        write(here / "thaifix.toml", "".join(f"{key} = {value}\n" for key, value in values.items()))
        chosen = choose(here, {})
        config = chosen.config
        assert (config.stages, config.names_kinds) == (frozenset({"rules"}), frozenset({"province"}))
        assert (config.minimum_confidence, config.names_margin) == (0.5, 7.0)
        assert [entry.name for entry in config.names] == ["บ้านโนนเขวา"]
        assert config.dictionary is not None
        assert config.dictionary.keeps == ("เเผน",)
        assert (chosen.batch("max-size"), chosen.batch("fields")) == (3 << 29, ("ชื่อ",))
        assert not [key for key, origin in chosen.origins.items() if origin == "default"]

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("preset = ", "not a TOML file"),
            ('presett = "ocr"', "there is no setting 'presett'; did you mean 'preset'?"),
            ("jobs = 3", "there is no setting 'jobs'; did you mean 'batch.jobs'?"),
            ("[batch]\njob = 3", "there is no setting 'batch.job'; did you mean 'batch.jobs'"),
            ("zzz = 3", "there is no setting 'zzz'; known: preset, "),
            ('preset = "pdff"', 'preset: expected "safe" or "pdf" or "ocr", found \'pdff\''),
            ('without = "space"', "without: expected a list of strings, found 'space'"),
            ('without = ["spac"]', "without: there is no family or rule 'spac'; did you mean 'space'?"),
            ('stages = ["rule"]', "stages: there is no stage 'rule'; did you mean 'rules'"),
            ("minimum-confidence = 3", "minimum_confidence: expected a number from 0 to 1"),
            ('minimum-confidence = "3"', "minimum-confidence: expected a number, found '3'"),
            ('encoding = "klingon"', "encoding: expected a text encoding"),
            ("[batch]\njobs = -1", "batch.jobs: expected a whole number, 0 or more, found -1"),
            ("[batch]\njobs = true", "batch.jobs: expected a whole number"),
            ('[batch]\nmax-size = "1 parsec"', "batch.max-size: expected a number of bytes, or such as"),
            ("batch = 3", "there is no setting 'batch'; did you mean"),
            ('names = ["nothing.tsv"]', "names: .*nothing.tsv: No such file"),
            ('dictionary = ["nothing.tsv"]', "dictionary: .*nothing.tsv: No such file"),
            ('dictionary = ["thaifix.toml"]', r"dictionary: .*thaifix.toml:1: the heading must hold"),
        ],
    )
    def test_what_is_wrong_is_told_with_the_file(self, here: Path, text: str, problem: str) -> None:
        write(here / "thaifix.toml", text)
        with pytest.raises(ConfigError, match=problem.replace("?", r"\?")) as caught:
            choose(here, {})
        assert "thaifix.toml: " in str(caught.value) or text.startswith(("names", "dictionary"))

    def test_what_is_wrong_in_a_flag_is_not_the_fault_of_the_file(self, here: Path) -> None:
        write(here / "thaifix.toml", 'preset = "ocr"')
        with pytest.raises(ConfigError, match=r"^without: there is no family"):
            choose(here, {"without": ("spac",)})


class TestCommands:
    """Every command heeds the files."""

    def test_fix(self, here: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
        book = here / "work" / "book.txt"
        book.write_bytes("เเผนที่".encode())
        write(here / "thaifix.toml", 'without = ["lookalike"]')
        assert main(["fix", "-q", "book.txt"]) == 0
        assert main(["fix", "-q", "book.txt", "--no-config"]) == 0
        assert capsysbinary.readouterr().out.decode() == "เเผนที่แผนที่"
        assert main(["check", "-q", "book.txt"]) == 0
        assert main(["check", "-q", "book.txt", "--without", "space"]) == 1

    def test_a_wrong_file_is_a_fault_of_use(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write(here / "thaifix.toml", "preset = 1")
        assert main(["diagnose", "book.txt"]) == 2
        assert "thaifix.toml: preset: expected" in capsys.readouterr().err

    def test_show_config_prints_toml_that_says_the_same(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = write(here / "thaifix.toml", 'without = ["space"]\n[batch]\ninclude = ["*.\\u007F\\""]\njobs = 3\n')
        assert main(["batch", "--show-config", "--ocr", "--max-size", "5K"]) == 0
        shown = capsys.readouterr().out
        table = tomllib.loads(shown)
        assert table["without"] == ["space"]
        assert table["stages"] == sorted(Config.PDF.stages)
        assert table["batch"]["include"] == ['*.\x7f"']
        assert (table["batch"]["ocr"], table["batch"]["max-size"]) == (True, 5120)
        lines = shown.splitlines()
        assert lines[0] == f"# settings file: {file}"
        assert f'without = ["space"]  # {file}' in lines
        assert "ocr = true  # --ocr" in lines
        assert "# encoding: detected" in lines
        write(here / "work" / "thaifix.toml", shown)
        assert choose(Path(), {}).values["batch.include"] == ('*.\x7f"',)
