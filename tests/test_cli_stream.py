"""``fix --stream``: the same text as without, and no fault costs the user a file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from broken_book import BROKEN, FIXED

import thaifix
from thaifix.cli import main


def piped(*arguments: str, stdin: bytes) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a pipe."""
    variables = {**os.environ, "PYTHONPATH": str(Path(thaifix.__file__).parents[1])}
    command = [sys.executable, "-m", "thaifix", "fix", "--stream", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, env=variables, check=False)


def test_a_file_goes_to_another_or_is_replaced(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "--stream", "book.txt", "-o", "out.txt"]) == 0
    assert Path("out.txt").read_bytes() == FIXED.encode()
    assert book.read_bytes() == BROKEN.encode()
    assert main(["fix", "--stream", "--in-place", "book.txt", "out.txt"]) == 0
    assert book.read_bytes() == FIXED.encode()
    said = capsys.readouterr().err
    assert "book.txt: repaired, in" in said
    assert "out.txt: sound, as it was" in said


def test_a_pipe_keeps_its_encoding_and_line_ends() -> None:
    text = "ประกาศของหน่วยงานน้ี\r\nพฒันาคณุภาพ 2564\x0c\n" * 9000
    done = piped("--quiet", stdin=text.encode("cp874"))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == "ประกาศของหน่วยงานนี้\r\nพัฒนาคุณภาพ 2564\x0c\n".encode("cp874") * 9000


@pytest.mark.usefixtures("book")
def test_faults_are_told_in_a_line_with_their_code(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.txt").write_bytes("déjà vu, café".encode("latin-1"))
    assert main(["fix", "--stream", "bad.txt", "-o", "out.txt"]) == 3
    assert main(["fix", "--stream", "none.txt", "-o", "out.txt"]) == 3
    assert main(["fix", "--stream", "book.txt", "-o", "out.txt", "--output-encoding", "ascii"]) == 4
    assert main(["fix", "--stream", "book.txt", "-o", "no/out.txt"]) == 4
    assert not Path("out.txt").exists()
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 4
    assert "no such file" in said[1]
    assert "which ascii cannot write" in said[2]


@pytest.mark.usefixtures("book")
def test_no_account_of_edits_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "--stream", "book.txt", "-o", "out.txt", "--explain", "edits.jsonl"]) == 2
    assert "--stream keeps no account" in capsys.readouterr().err
    assert not Path("out.txt").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.usefixtures("book")
def test_a_full_disk_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "--stream", "book.txt", "-o", "/dev/full"]) == 4
    assert "no space left" in capsys.readouterr().err
