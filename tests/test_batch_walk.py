"""Which files of a folder a batch takes, in what order, and where each goes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from shelves import shelf, use_simple_formats

from thaifix.batch.account import ACCOUNT
from thaifix.batch.options import Options
from thaifix.batch.walk import Found, Tree
from thaifix.errors import ConfigError

posix = pytest.mark.skipif(os.name != "posix", reason="needs links and pipes of POSIX")


def found(src: Path, dst: Path | None = None, **options: Any) -> list[Found]:  # noqa: ANN401 - any option
    return list(Tree(src, dst or src.parent / "out", Options(**options)).files())


def paths(src: Path, dst: Path | None = None, **options: Any) -> list[str]:  # noqa: ANN401 - any option
    return [one.path for one in found(src, dst, **options)]


def by_path(src: Path) -> dict[str, Found]:
    return {one.path: one for one in found(src)}


def test_files_come_sorted_folder_by_folder(tmp_path: Path) -> None:
    src = shelf(tmp_path / "src", dict.fromkeys(("b.txt", "a/z.txt", "a/b/c.txt", "a.txt", "c/d.bin"), "x"))
    assert paths(src) == ["a/b/c.txt", "a/z.txt", "a.txt", "b.txt", "c/d.bin"]
    assert found(src)[0] == Found("a/b/c.txt", 1, "a/b/c.txt")


def test_a_single_file_is_a_source(tmp_path: Path) -> None:
    src = shelf(tmp_path / "src", {"a.txt": "x", "b.txt": "x"})
    assert found(src / "b.txt") == [Found("b.txt", 1, "b.txt")]


def test_hidden_files_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    src = shelf(tmp_path / "src", {".a.txt": "", ".git/b.txt": "", "c.txt": "", ".thaifix/d.txt": ""})
    assert paths(src) == ["c.txt"]
    assert paths(src, hidden=True) == [".a.txt", ".git/b.txt", "c.txt"]


def test_what_another_run_is_writing_is_no_source(tmp_path: Path) -> None:
    src = shelf(tmp_path / "src", {".thaifix-0123456789abcdef": "", ".thaifix-notes": ""})
    assert paths(src, hidden=True) == [".thaifix-notes"]


def test_patterns_include_and_exclude(tmp_path: Path) -> None:
    src = shelf(tmp_path / "src", dict.fromkeys(("a.txt", "a.pdf", "old/a.txt", "old/b/a.txt", "new/c.txt"), ""))
    assert paths(src, include=("*.txt",)) == ["a.txt", "new/c.txt", "old/a.txt", "old/b/a.txt"]
    assert paths(src, exclude=("old/",)) == ["a.pdf", "a.txt", "new/c.txt"]
    assert paths(src, include=("/old/*.txt", "*.pdf"), exclude=("b",)) == ["a.pdf", "old/a.txt"]


def test_ignore_rules_hold_in_their_folder_and_below_and_the_inner_ones_decide(tmp_path: Path) -> None:
    files = dict.fromkeys(("a.txt", "b.md", "in/a.txt", "in/b.md", "in/deep/keep.txt", "drafts/c.md"), "")
    src = shelf(tmp_path / "src", {**files, ".thaifixignore": "# rules\n*.txt\ndrafts/\n"})
    assert paths(src) == ["b.md", "in/b.md"]
    shelf(src, {"in/.thaifixignore": "!keep.txt\n/b.md\n"})
    assert paths(src) == ["b.md", "in/deep/keep.txt"]


def test_a_wrong_pattern_is_told_with_its_place(tmp_path: Path) -> None:
    src = shelf(tmp_path / "src", {"in/.thaifixignore": "!\n"})
    with pytest.raises(ConfigError, match=r"in.\.thaifixignore: "):
        paths(src)
    with pytest.raises(ConfigError, match="include: "):
        paths(src, include=("!",))


def test_the_outputs_are_no_source(tmp_path: Path) -> None:
    src = shelf(tmp_path / "src", {"a.txt": "", "out/a.txt": "", "in/out/b.txt": ""})
    assert paths(src, src / "out") == ["a.txt", "in/out/b.txt"]


def test_the_outputs_of_another_batch_are_no_source_unless_asked_for(tmp_path: Path) -> None:
    files = ["a.txt", "earlier/b.txt", f"earlier/{ACCOUNT}/manifest.jsonl", "later/c.txt"]
    src = shelf(tmp_path / "src", dict.fromkeys(files, ""))
    assert [(one.path, one.status) for one in found(src)] == [
        ("a.txt", None),
        ("earlier", "skipped"),
        ("later/c.txt", None),
    ]
    assert paths(src / "earlier") == ["b.txt"]


@pytest.mark.parametrize("dst", ["src", ".", "src/../src"])
def test_sources_among_the_outputs_are_refused(tmp_path: Path, dst: str) -> None:
    src = shelf(tmp_path / "src", {"a.txt": ""})
    with pytest.raises(ConfigError, match="would mix"):
        Tree(src, tmp_path / dst, Options())
    with pytest.raises(ConfigError, match="would mix"):
        Tree(src / "a.txt", src, Options())


def test_folders_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    shelf(tmp_path, {"file": ""})
    with pytest.raises(ConfigError, match="no such file"):
        Tree(tmp_path / "nothing", tmp_path / "out", Options())
    with pytest.raises(ConfigError, match="this is a file"):
        Tree(shelf(tmp_path / "src", {}), tmp_path / "file", Options())


class TestCollisions:
    """Two sources never write one output."""

    @pytest.fixture(autouse=True)
    def _formats(self, monkeypatch: pytest.MonkeyPatch) -> None:
        use_simple_formats(monkeypatch)

    def test_the_second_fails_and_says_why(self, tmp_path: Path) -> None:
        src = shelf(tmp_path / "src", {"a.scan": "", "a.scan.txt": "", "b.scan": "", "in/a.scan.txt": ""})
        first, second, other, inner = found(src)
        assert (first.output, other.output, inner.output) == ("a.scan.txt", "b.scan.txt", "in/a.scan.txt")
        assert (second.status, second.output) == ("failed", "")
        assert "that of a.scan; rename" in second.reason

    def test_a_folder_of_that_name_is_one_too(self, tmp_path: Path) -> None:
        src = shelf(tmp_path / "src", {"a.scan": "", "a.scan.txt/b.txt": ""})
        assert [one.status for one in found(src)] == ["failed", None]

    def test_what_is_left_out_takes_no_name(self, tmp_path: Path) -> None:
        src = shelf(tmp_path / "src", {"a.scan": "", "a.scan.txt": ""})
        assert found(src, exclude=("*.scan",)) == [Found("a.scan.txt", 0, "a.scan.txt")]


@posix
class TestOddFiles:
    """Links, pipes and folders that cannot be read are told, and nothing leads out of the source."""

    def test_links(self, tmp_path: Path) -> None:
        src = shelf(tmp_path / "src", {"a.txt": "1234", "in/b.txt": ""})
        shelf(tmp_path / "away", {"c.txt": ""})
        targets = {"file.txt": "a.txt", "out.txt": "../away/c.txt", "gone.txt": "nothing", "loop.txt": "loop.txt"}
        for name, target in {**targets, "folder": "in", "up": ".."}.items():
            (src / name).symlink_to(target)
        got = by_path(src)
        assert got["file.txt"] == Found("file.txt", 4, "file.txt")
        told = {name: (one.status, one.reason) for name, one in got.items() if one.status}
        assert told == {
            "out.txt": ("skipped", "a link to a file outside of the source, not followed"),
            "gone.txt": ("failed", "a link to a file that is not there"),
            "loop.txt": ("skipped", "a link that leads back to itself"),
            "folder": ("skipped", "a link to a folder, which is not followed"),
            "up": ("skipped", "a link to a folder, which is not followed"),
        }

    def test_a_link_to_an_output_is_not_followed(self, tmp_path: Path) -> None:
        src = shelf(tmp_path / "src", {"out/a.txt": ""})
        (src / "b.txt").symlink_to("out/a.txt")
        assert [one.status for one in found(src, src / "out")] == ["skipped"]

    def test_pipes(self, tmp_path: Path) -> None:
        src = shelf(tmp_path / "src", {})
        os.mkfifo(src / "pipe.txt")
        assert [(one.status, one.reason.partition(" (")[0]) for one in found(src)] == [("skipped", "no regular file")]

    def test_patterns_are_read_from_files_alone(self, tmp_path: Path) -> None:
        src = shelf(tmp_path / "src", {"a.txt": "", "in/b.txt": "", "in/.thaifixignore/c.txt": ""})
        os.mkfifo(src / ".thaifixignore")  # reading it would never end
        assert paths(src) == ["a.txt", "in/b.txt"]

    def test_a_folder_that_cannot_be_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        src = shelf(tmp_path / "src", {"a/b.txt": "", "c.txt": ""})
        scandir = os.scandir

        def refusing(path: str | Path) -> Any:  # noqa: ANN401 - as os.scandir
            if Path(path).name == "a":
                raise PermissionError(13, "Permission denied")
            return scandir(path)

        monkeypatch.setattr(os, "scandir", refusing)
        assert [(one.path, one.status, one.reason) for one in found(src)] == [
            ("a", "failed", "the folder cannot be read: permission denied"),
            ("c.txt", None, ""),
        ]

    def test_a_name_that_is_no_text(self, tmp_path: Path) -> None:
        src = shelf(tmp_path / "src", {})
        Path(os.fsdecode(os.fsencode(src) + b"/\xa1\xa2.txt")).touch()
        (one,) = found(src)
        assert os.fsencode(one.path) == b"\xa1\xa2.txt"


def test_a_tree_that_is_deeper_than_the_stack_of_calls(tmp_path: Path) -> None:
    folder = tmp_path / "src"
    for _ in range(600):
        folder /= "d"
    folder.mkdir(parents=True)
    (folder / "a.txt").touch()
    assert len(found(tmp_path / "src")) == 1
