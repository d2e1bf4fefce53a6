"""The command line: what it writes, what it says, and that no fault costs the user a file."""

from __future__ import annotations

import errno
import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from broken_book import BROKEN, FIXED

import thaifix
from thaifix.cli import app, entry_point, main, render
from thaifix.cli.files import write_standard
from thaifix.encoding import decode
from thaifix.report import read_edits

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import ReadableBuffer

READING = 3
WRITING = 4

posix = pytest.mark.skipif(os.name != "posix", reason="needs devices, modes or signals of POSIX")
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


def program(
    *arguments: str,
    cwd: Path,
    stdin: bytes = b"",
    stdout: int = subprocess.PIPE,
    handles: tuple[int, ...] = (),
    **variables: str,
) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a shell would."""
    environment = {**os.environ, "PYTHONPATH": str(Path(thaifix.__file__).parents[1]), **variables}
    return subprocess.run(
        [sys.executable, "-m", "thaifix", *arguments],
        cwd=cwd,
        input=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        pass_fds=handles,
        env=environment,
        check=False,
        timeout=60,
    )


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def typed(data: bytes) -> io.TextIOWrapper:
    """Return a standard input."""
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class TestFix:
    """Where the repaired text goes, and that all the rest of the file stays."""

    def test_one_file_goes_to_standard_output(self, book: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        assert main(["fix", "book.txt"]) == 0
        out, err = capfdbinary.readouterr()
        assert out == FIXED.encode()
        assert err
        assert book.read_bytes() == BROKEN.encode()

    @pytest.mark.parametrize("arguments", [["fix"], ["fix", "-"], ["fix", "-", "-o", "-"]])
    def test_standard_input_goes_to_standard_output(
        self, arguments: list[str], capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stdin", typed(BROKEN.encode()))
        assert main(arguments) == 0
        assert capfdbinary.readouterr().out == FIXED.encode()

    def test_a_file_can_be_named(self, book: Path) -> None:
        assert main(["fix", "book.txt", "-o", "new.txt"]) == 0
        assert (book.parent / "new.txt").read_bytes() == FIXED.encode()

    def test_the_output_may_be_the_input(self, book: Path) -> None:
        assert main(["fix", "book.txt", "-o", "./book.txt"]) == 0
        assert book.read_bytes() == FIXED.encode()

    def test_many_files_go_into_a_directory(self, book: Path) -> None:
        (book.parent / "out").mkdir()
        (book.parent / "b.txt").write_bytes(BROKEN.encode())
        assert main(["fix", "book.txt", "b.txt", "-o", "out", "--explain", "out/"]) == 0
        assert names(book.parent / "out") == ["b.txt", "b.txt.edits.jsonl", "book.txt", "book.txt.edits.jsonl"]
        assert (book.parent / "out" / "b.txt").read_bytes() == FIXED.encode()

    def test_many_files_are_repaired_in_place_and_each_has_its_line(
        self, book: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (book.parent / "b.txt").write_bytes(BROKEN.encode())
        assert main(["fix", "--in-place", "book.txt", "b.txt"]) == 0
        assert book.read_bytes() == (book.parent / "b.txt").read_bytes() == FIXED.encode()
        said = capsys.readouterr().err.splitlines()
        assert said[:2] == ["book.txt: 2 edits", "b.txt: 2 edits"]
        assert names(book.parent) == ["b.txt", "book.txt"]

    def test_a_sound_file_is_not_written_in_place(self, book: Path) -> None:
        book.write_bytes("สำนักงาน".encode())
        os.utime(book, ns=(1, 1))
        assert main(["fix", "-i", "book.txt"]) == 0
        assert book.stat().st_mtime_ns == 1

    @posix
    def test_mode_bits_stay(self, book: Path) -> None:
        book.chmod(0o640)
        main(["fix", "-i", "book.txt"])
        assert book.read_bytes() == FIXED.encode()
        assert stat.S_IMODE(book.stat().st_mode) == 0o640

    @posix
    def test_a_new_file_has_the_usual_mode(self, book: Path) -> None:
        main(["fix", "book.txt", "-o", "new.txt"])
        (book.parent / "plain").touch()
        assert (book.parent / "new.txt").stat().st_mode == (book.parent / "plain").stat().st_mode

    @posix
    def test_a_symbolic_link_stays_and_its_target_is_repaired(self, book: Path) -> None:
        (book.parent / "real").mkdir()
        target = book.rename(book.parent / "real" / "book.txt")
        book.symlink_to(target)
        assert main(["fix", "-i", "book.txt"]) == 0
        assert book.is_symlink()
        assert target.read_bytes() == FIXED.encode()

    def test_the_edits_replay_and_undo(self, book: Path) -> None:
        assert main(["fix", "-i", "book.txt", "--explain", "e.jsonl"]) == 0
        edits = read_edits("e.jsonl")
        assert thaifix.apply(BROKEN, edits) == FIXED
        assert thaifix.undo(book.read_bytes().decode(), edits) == BROKEN

    def test_zero_characters_are_legal(self, book: Path) -> None:
        book.write_bytes("a\0b ส�ำ".encode())
        assert main(["fix", "-i", "-q", "book.txt"]) == 0
        assert book.read_bytes() == "a\0b สำ".encode()

    def test_an_empty_file_stays_empty(self, book: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        book.write_bytes(b"")
        assert main(["fix", "book.txt"]) == 0
        out, err = capfdbinary.readouterr()
        assert out == b""
        assert b"book.txt: no edits" in err

    @posix
    def test_devices_and_pipes_are_written_as_they_are(self, book: Path) -> None:
        assert main(["fix", "book.txt", "-o", "/dev/null", "--explain", "/dev/null"]) == 0
        assert Path("/dev/null").is_char_device()
        done = program("fix", "-q", "book.txt", "-o", "/dev/stdout", cwd=book.parent)
        assert done.stdout == FIXED.encode()

    @posix
    def test_a_stream_of_the_shell_is_written(self, book: Path) -> None:
        reader, writer = os.pipe()
        try:
            done = program("fix", "-q", "book.txt", "-o", f"/dev/fd/{writer}", cwd=book.parent, handles=(writer,))
        finally:
            os.close(writer)
        with os.fdopen(reader, "rb") as result:
            assert result.read() == FIXED.encode()
        assert done.stdout == done.stderr == b""

    @posix
    def test_dev_stdout_appends_where_the_shell_does(self, book: Path) -> None:
        log = book.parent / "log"
        log.write_bytes(b"kept\n")
        with log.open("ab") as end:
            program("fix", "-q", "book.txt", "-o", "/dev/stdout", cwd=book.parent, stdout=end.fileno())
        assert log.read_bytes() == b"kept\n" + FIXED.encode()


class TestSummary:
    """What `fix` tells on standard error."""

    def test_it_tells_rules_examples_damage_and_speed(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        book.write_text("ส�ำนักงาน ส�ำคัญ น้ี ก� ", encoding="utf-8")
        main(["fix", "book.txt", "-o", "new.txt"])
        out, err = capsys.readouterr()
        assert out == ""
        assert "book.txt: 3 edits, 1 left as they were" in err
        assert [line.split() for line in err.splitlines() if "hole-before-am" in line] == [
            ["sara-am", "hole-before-am", "2", "ส�ำนักงาน", "→", "สำนักงาน"]
        ]
        assert thaifix.diagnose(book.read_text(encoding="utf-8")).advice in err
        assert "24 characters in " in err

    @pytest.mark.usefixtures("book")
    def test_quiet_says_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["fix", "-q", "book.txt", "-o", "new.txt"])
        assert capsys.readouterr() == ("", "")


class TestEncodings:
    """A file keeps the encoding and the byte order mark it came with."""

    SOUND = "สำนักงานคณะกรรมการ น้ี\r\n"
    REPAIRED = "สำนักงานคณะกรรมการ นี้\r\n"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp874"])
    def test_a_detected_encoding_is_kept(self, book: Path, encoding: str) -> None:
        book.write_bytes(self.SOUND.encode(encoding))
        assert main(["fix", "-i", "book.txt", "--explain", "e.jsonl"]) == 0
        assert book.read_bytes() == self.REPAIRED.encode(encoding)
        header = json.loads(Path("e.jsonl").read_text(encoding="utf-8").splitlines()[0])
        assert header["encoding"] == encoding
        assert self.SOUND.encode(encoding).decode(header["encoding"]) == self.SOUND

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
    def test_both_byte_orders_are_kept(self, book: Path, encoding: str) -> None:
        mark = "\ufeff".encode(encoding)
        book.write_bytes(mark + self.SOUND.encode(encoding))
        assert main(["fix", "-i", "book.txt"]) == 0
        assert book.read_bytes() == mark + self.REPAIRED.encode(encoding)

    @pytest.mark.parametrize(
        ("told", "data"),
        [
            ("utf-16", "\ufeffก".encode("utf-16-be")),
            ("utf-16", "ก".encode("utf-16-le")),
            ("utf-8", b"\xef\xbb\xbf\xe0\xb8\x81"),
            ("utf-8-sig", b"\xe0\xb8\x81"),
            ("tis-620", b"\xa1"),
            ("cp874", b"\xa1"),
        ],
    )
    def test_a_told_encoding_is_believed_and_the_bytes_come_back(self, told: str, data: bytes) -> None:
        decoded = decode(data, told)
        assert decoded.text == "ก"
        assert decoded.encode("ก") == data
        assert data.decode(decoded.encoding) == "ก"

    def test_a_sound_text_keeps_its_very_bytes(self, book: Path) -> None:
        data = b"+AGE- b"  # "a b", in UTF-7 as no encoder would write it
        book.write_bytes(data)
        assert main(["fix", "--encoding", "utf-7", "book.txt", "-o", "new.txt"]) == 0
        assert (book.parent / "new.txt").read_bytes() == data

    def test_another_encoding_can_be_written(self, book: Path) -> None:
        book.write_bytes(self.SOUND.encode("cp874"))
        assert main(["fix", "-i", "book.txt", "--output-encoding", "utf-8"]) == 0
        assert book.read_bytes() == self.REPAIRED.encode()

    def test_a_text_that_the_encoding_cannot_hold_is_refused(
        self, book: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        book.write_text("น้ี\n ก😀", encoding="utf-8")
        assert main(["fix", "-i", "book.txt", "--output-encoding", "cp874", "--explain", "e.jsonl"]) == WRITING
        said = capsys.readouterr().err
        assert "U+1F600 at line 2, column 3, which" in said
        assert "--output-encoding utf-8" in said
        assert book.read_text(encoding="utf-8") == "น้ี\n ก😀"
        assert names(book.parent) == ["book.txt"]

    @pytest.mark.parametrize(
        ("encoding", "text"),
        [
            ("latin-1", "Café François à Nîmes, où l'été dure. Noël, élève"),
            ("latin-1", "Größe, Straße, Ärger über Öl; Füße weiß"),
            ("latin-1", "São Paulo não é coração, informações"),
            ("latin-1", "ÀÉÈ ÇA ÉTÉ"),
            ("latin-1", "Il va à Paris, à Rome, à Nice, à Cannes"),
            ("latin-1", "25 °C ± 3 £ § 5 © 2020 «bonjour»"),
            ("cp1252", "“Äänekoski” – Hääyöaie pöytä"),
            ("cp1251", "Привет, мир! Москва"),
            ("koi8-r", "Москва"),
            ("iso8859-7", "Καλημέρα κόσμε"),
            ("cp1255", "שלום עולם זה טקסט בעברית"),
            ("cp1256", "مرحبا بالعالم هذا نص عربي"),
            ("gbk", "你好，世界。这是一个中文文本，用来测试"),
            ("big5", "你好，世界。這是一個中文文本"),
            ("euc-kr", "안녕하세요 세계. 이것은 한국어 텍스트입니다"),
        ],
    )
    def test_other_code_pages_are_refused_not_read_as_thai(self, encoding: str, text: str) -> None:
        with pytest.raises(thaifix.InputError, match="--encoding"):
            decode(text.encode(encoding))

    @pytest.mark.parametrize(
        "text", ["สวัสดี", "น้ำ", "สำนักงาน ก.พ.ร.", "การพฒันาคุณภาพ ประจำปี พ.ศ. ๒๕๖๔", "ผู ้บริหาร – “คำพูด”"]
    )
    def test_thai_in_cp874_is_detected_sound_or_broken(self, text: str) -> None:
        assert decode(text.encode("cp874")).text == text

    def test_damaged_utf8_is_not_read_as_cp874(self) -> None:
        with pytest.raises(thaifix.InputError, match="byte 0xB8 at offset 29, line 2, breaks a text that is UTF-8"):
            decode("การบริหาร\r\n".encode() + b"\xb8")

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("text", ["สำนักงานคณะกรรมการ", "plain English text"])
    def test_utf16_without_its_mark_is_not_read_as_ascii(self, encoding: str, text: str) -> None:
        with pytest.raises(thaifix.InputError, match=f"--encoding {encoding}"):
            decode(text.encode(encoding))

    @pytest.mark.parametrize("name", ["utf-99", "hex", "rot13", "", "a\0b"])
    @pytest.mark.usefixtures("book")
    def test_an_unknown_encoding_is_a_usage_error(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["fix", "book.txt", "--encoding", name]) == 2
        assert "no text encoding" in capsys.readouterr().err


class TestFaults:
    """Each fault is one line, has its exit code, and costs nothing."""

    def one_line(self, capsys: pytest.CaptureFixture[str], *parts: str) -> None:
        out, err = capsys.readouterr()
        assert out == ""
        assert err.count("\n") == 1
        assert err.startswith("thaifix: ")
        for part in parts:
            assert part in err

    @pytest.mark.parametrize("command", ["fix", "explain", "check", "diagnose"])
    @pytest.mark.parametrize("missing", ["missing.txt", "book.txt/x", "", "a\0b", "x" * 5000])
    @pytest.mark.usefixtures("book")
    def test_a_missing_file(self, command: str, missing: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([command, missing]) == READING
        self.one_line(capsys)

    @pytest.mark.usefixtures("book")
    def test_a_missing_file_is_called_so(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "missing.txt"]) == READING
        self.one_line(capsys, "missing.txt: no such file")

    def test_a_directory(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", str(book.parent)]) == READING
        self.one_line(capsys, str(book.parent), "directory")

    def test_a_file_without_permission(
        self, book: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(_path: Path) -> bytes:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "read_bytes", refuse)  # root may read everything
        assert main(["check", book.name]) == READING
        self.one_line(capsys, "book.txt: permission denied")

    def test_undecodable_input(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        data = "déjà vu\nété".encode("latin-1")
        book.write_bytes(data)
        assert main(["fix", "-i", "book.txt"]) == READING
        self.one_line(capsys, "book.txt", "byte 0xE9 at offset 1, line 1,", "--encoding")
        assert book.read_bytes() == data

    def test_input_that_is_not_in_the_encoding_told(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        book.write_bytes(b"\xff\xfea\0\n\0\x00\xd8")
        assert main(["check", "--encoding", "utf-16", "book.txt"]) == READING
        self.one_line(capsys, "offset 6, line 2,", "not utf-16-le", "--encoding")

    def test_a_bad_file_does_not_stop_the_others(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["fix", "-i", "-q", "missing.txt", "book.txt"]) == READING
        self.one_line(capsys, "missing.txt")
        assert book.read_bytes() == FIXED.encode()

    def test_the_gravest_code_counts(self, book: Path) -> None:
        (book.parent / "b.txt").write_text("😀 น้ี", encoding="utf-8")
        assert main(["check", "missing.txt", "book.txt"]) == READING
        assert main(["fix", "-i", "b.txt", "missing.txt", "--output-encoding", "cp874"]) == WRITING

    @pytest.mark.parametrize(
        "arguments",
        [
            ["book.txt", "b.txt"],
            ["book.txt", "b.txt", "-o", "new.txt"],
            ["book.txt", "b.txt", "-o", "out", "--explain", "e.jsonl"],
            ["book.txt", "-i", "-o", "new.txt"],
            ["-", "-i"],
            ["-", "-o", "out"],
            ["-", "-", "-o", "out"],
            ["book.txt", "out/book.txt", "-o", "out"],
            ["book.txt", "./book.txt", "-i"],
            ["book.txt", "--explain", "book.txt"],
            ["book.txt", "b.txt", "-i", "--explain", "./b.txt"],
            ["book.txt", "-o", "new.txt", "--explain", "new.txt"],
            ["book.txt", "--explain", "-"],
            ["book.txt", "--without", "sara-an"],
            ["book.txt", "--preset", "word"],
            ["book.txt", "--nonsense"],
        ],
    )
    def test_options_that_contradict_are_usage_errors_before_anything_is_written(
        self, book: Path, arguments: list[str], capfdbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        (book.parent / "out").mkdir()
        for other in ("b.txt", "out/book.txt"):
            (book.parent / other).write_bytes(BROKEN.encode())
        assert main(["fix", *arguments]) == 2
        assert capfdbinary.readouterr().out == b""
        assert names(book.parent) == ["b.txt", "book.txt", "out"]
        for path in ("book.txt", "b.txt", "out/book.txt"):
            assert (book.parent / path).read_bytes() == BROKEN.encode()

    @pytest.mark.usefixtures("book")
    def test_a_misspelt_family_is_told_its_near_match(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["fix", "book.txt", "--without", "sara-an"])
        assert "did you mean 'sara-am'" in capsys.readouterr().err

    @pytest.mark.parametrize("option", ["-o", "--explain"])
    def test_an_output_directory_that_does_not_exist(
        self, book: Path, option: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["fix", "-q", "book.txt", option, "none/"]) == WRITING
        assert "none/" in capsys.readouterr().err
        assert main(["fix", "-q", "book.txt", option, "none/new.txt"]) == WRITING
        assert "there is no directory" in capsys.readouterr().err
        assert names(book.parent) == ["book.txt"]

    @posix
    def test_a_read_only_file_is_not_replaced(self, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everything
        assert main(["fix", "-i", "-q", "book.txt"]) == WRITING
        assert book.read_bytes() == BROKEN.encode()
        assert names(book.parent) == ["book.txt"]

    @pytest.mark.parametrize("edits", ["none/e.jsonl", "locked.jsonl"])
    def test_without_its_edits_the_source_is_not_replaced(
        self, book: Path, edits: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        locked = book.parent / "locked.jsonl"
        locked.write_bytes(b"older")
        allowed: Callable[..., bool] = os.access
        monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != locked.name and allowed(path, mode))
        assert main(["fix", "-i", "-q", "book.txt", "--explain", edits]) == WRITING
        assert book.read_bytes() == BROKEN.encode()
        assert names(book.parent) == ["book.txt", "locked.jsonl"]
        assert locked.read_bytes() == b"older"

    def test_if_the_text_cannot_be_staged_older_edits_stay(self, book: Path) -> None:
        edits = book.parent / "e.jsonl"
        edits.write_bytes(b"older")
        assert main(["fix", "-q", "book.txt", "-o", "none/new.txt", "--explain", "e.jsonl"]) == WRITING
        assert edits.read_bytes() == b"older"
        assert names(book.parent) == ["book.txt", "e.jsonl"]

    @pytest.mark.parametrize("fault", [OSError(5, "Input/output error"), KeyboardInterrupt()])
    def test_an_interrupted_write_leaves_the_file_and_no_litter(
        self, book: Path, fault: BaseException, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(_handle: int) -> None:
            raise fault

        monkeypatch.setattr(os, "fsync", fail)
        assert main(["fix", "-i", "-q", "book.txt"]) == (WRITING if isinstance(fault, OSError) else 130)
        assert book.read_bytes() == BROKEN.encode()
        assert names(book.parent) == ["book.txt"]

    @posix
    def test_a_full_disk_leaves_the_file_and_no_litter(self, book: Path) -> None:
        data = BROKEN.encode() * 1_000
        book.write_bytes(data)
        script = 'ulimit -f 8; exec "$0" -m thaifix fix -q -i book.txt'
        done = subprocess.run(
            ["/bin/sh", "-c", script, sys.executable],
            cwd=book.parent,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(Path(thaifix.__file__).parents[1]), "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
            timeout=60,
        )
        assert done.returncode == WRITING
        assert done.stderr.count(b"\n") == 1
        assert b"cannot write book.txt" in done.stderr
        assert book.read_bytes() == data
        assert names(book.parent) == ["book.txt"]

    @needs_full
    @pytest.mark.parametrize("arguments", [["fix", "-q"], ["explain"], ["check"], ["diagnose", "--json"], ["--help"]])
    @pytest.mark.parametrize("unbuffered", ["", "1"])
    def test_a_full_device_as_standard_output(self, book: Path, arguments: list[str], unbuffered: str) -> None:
        book.write_bytes(BROKEN.encode() * 100)
        files_given = [] if "--help" in arguments else ["book.txt"]
        with Path("/dev/full").open("wb") as full:
            done = program(*arguments, *files_given, cwd=book.parent, stdout=full.fileno(), PYTHONUNBUFFERED=unbuffered)
        assert done.returncode == WRITING
        assert done.stderr.count(b"\n") == 1
        assert b"space left" in done.stderr

    @needs_full
    @pytest.mark.usefixtures("book")
    def test_a_full_device_as_output_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["fix", "-q", "book.txt", "-o", "/dev/full"]) == WRITING
        self.one_line(capsys, "/dev/full", "no space left")

    @posix
    @pytest.mark.parametrize("arguments", [["fix", "-q"], ["fix"], ["explain"], ["check", "--json"], ["--help"]])
    @pytest.mark.parametrize("unbuffered", ["", "1"])
    def test_a_closed_pipe_ends_silently(self, book: Path, arguments: list[str], unbuffered: str) -> None:
        book.write_bytes(BROKEN.encode() * 1_000)
        files_given = [] if "--help" in arguments else ["book.txt"]
        reader, writer = os.pipe()
        os.close(reader)
        try:
            done = program(*arguments, *files_given, cwd=book.parent, stdout=writer, PYTHONUNBUFFERED=unbuffered)
        finally:
            os.close(writer)
        assert done.returncode == 141
        assert done.stderr == b""

    def test_standard_output_that_takes_little_at_a_time_gets_every_byte(self) -> None:
        taken = bytearray()

        class Slow(io.RawIOBase):
            def writable(self) -> bool:
                return True

            def write(self, data: ReadableBuffer) -> int:
                taken.extend(bytes(data)[:3])
                return min(3, len(bytes(data)))

        raw = io.TextIOWrapper(Slow(), write_through=True)  # type: ignore[type-var] # as under python -u
        write_standard(raw, FIXED.encode())
        assert bytes(taken) == FIXED.encode()

    @posix
    @pytest.mark.parametrize("unbuffered", ["", "1"])
    def test_a_slow_reader_gets_every_byte(self, book: Path, unbuffered: str) -> None:
        sound = "สำนักงาน\n".encode() * 20_000
        book.write_bytes(BROKEN.encode() + sound)  # far more than a pipe holds
        done = program("fix", "-q", "book.txt", cwd=book.parent, PYTHONUNBUFFERED=unbuffered)
        assert done.stdout == FIXED.encode() + sound

    @posix
    def test_closed_standard_streams(self, book: Path) -> None:
        for redirection, code in ((">&-", WRITING), ("<&-", READING)):
            script = f'"$0" -m thaifix fix -q {"book.txt" if code == WRITING else ""} {redirection}'
            done = subprocess.run(
                ["/bin/sh", "-c", script, sys.executable],
                cwd=book.parent,
                capture_output=True,
                env={**os.environ, "PYTHONPATH": str(Path(thaifix.__file__).parents[1])},
                check=False,
                timeout=60,
            )
            assert done.returncode == code
            assert done.stderr.count(b"\n") == 1

    @pytest.mark.usefixtures("book")
    def test_a_text_that_the_library_refuses(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            message = "no such text"
            raise thaifix.InputError(message)

        monkeypatch.setattr(thaifix.Fixer, "explain", refuse)
        assert main(["check", "book.txt"]) == READING
        self.one_line(capsys, "book.txt: no such text")

    @pytest.mark.usefixtures("book")
    @pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, WRITING), (errno.EPIPE, 141)])
    def test_printing_that_fails(self, number: int, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(render, "write_standard", fail)
        assert main(["check", "book.txt"]) == code

    def test_ctrl_c(self, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(app, "read", interrupt)
        assert main(["check", book.name]) == 130


class TestCheck:
    """The messages, their forms and the exit code."""

    @pytest.mark.usefixtures("book")
    def test_it_tells_place_kind_and_change(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "book.txt"]) == 1
        out, err = capsys.readouterr()
        lines = out.splitlines()
        assert lines[0] == "book.txt:1:2: sara-am hole-before-am: ส�ำนักงาน → สำนักงาน"
        assert lines[1].startswith("book.txt:1:12: mark-order ")
        assert lines[1].endswith(": น้ี → นี้")
        assert len(lines) == 2
        assert err == ""

    def test_sound_files_pass(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        book.write_bytes(FIXED.encode())
        assert main(["check", "book.txt"]) == 0
        assert capsys.readouterr() == ("", "")

    @pytest.mark.usefixtures("book")
    @pytest.mark.parametrize("extra", [[], ["--json"]])
    def test_quiet_prints_nothing_and_tells_by_its_code(
        self, extra: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["check", "-q", *extra, "book.txt"]) == 1
        assert capsys.readouterr() == ("", "")

    @pytest.mark.usefixtures("book")
    def test_json_lines(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "--json", "book.txt"]) == 1
        rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert rows[0] == {
            "path": "book.txt",
            "line": 1,
            "column": 2,
            "start": 1,
            "end": 2,
            "before": "�",
            "after": "",
            "family": "sara-am",
            "rule": "hole-before-am",
            "confidence": rows[0]["confidence"],
        }

    @pytest.mark.parametrize("without", ["sara-am", "hole-before-am"])
    def test_a_family_or_rule_can_be_left_alone(
        self, book: Path, without: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        book.write_text("ส�ำนักงาน", encoding="utf-8")
        assert main(["check", "--without", without, "book.txt"]) == 0
        assert capsys.readouterr().out == ""

    def test_options_reach_the_config(self, book: Path) -> None:
        book.write_text("ที่\u200bประชุม \uf0b7 ข้อ", encoding="utf-8")
        assert main(["check", "-q", "book.txt"]) == 0
        assert main(["check", "-q", "--zero-width-space", "remove", "book.txt"]) == 1
        assert main(["check", "-q", "--bullets", "unicode", "book.txt"]) == 1

    def test_a_path_with_control_codes_cannot_write_to_the_terminal(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["check", "a\x1b[31m.txt"])
        assert "\x1b" not in capsys.readouterr().err


class TestExplain:
    """The list for readers."""

    def test_it_shows_damage_and_repair(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "book.txt"]) == 0
        out = capsys.readouterr().out
        assert "book.txt:1:2: sara-am hole-before-am (confidence 1.00)\n    «ส�ำ»นักงาน น้ี\n" in out
        assert "book.txt: 2 edits\n" in out
        assert book.read_bytes() == BROKEN.encode()

    @pytest.mark.usefixtures("book")
    def test_json_is_one_object(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "--json", "book.txt"]) == 0
        value = json.loads(capsys.readouterr().out)
        assert value["source"] == "book.txt"
        assert value["encoding"] == "utf-8"
        assert len(value["edits"]) == 2
        assert set(value["diagnosis"]) >= {"counts", "origin", "severity", "advice", "findings"}

    def test_quiet_leaves_only_the_list(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        book.write_bytes(FIXED.encode())
        assert main(["explain", "-q", "book.txt"]) == 0
        assert capsys.readouterr().out == ""

    def test_a_terminal_of_another_encoding_is_no_fault(self, book: Path) -> None:
        done = program("explain", "book.txt", cwd=book.parent, PYTHONIOENCODING="ascii")
        assert done.returncode == 0
        assert rb"\u0e2a" in done.stdout


class TestDiagnose:
    """The advice."""

    def test_it_counts_and_advises(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["diagnose", "book.txt"]) == 0
        out = capsys.readouterr().out
        diagnosis = thaifix.diagnose(book.read_bytes().decode())
        assert f"book.txt: 2 damaged spots in {len(BROKEN)} characters" in out
        assert diagnosis.advice in out
        assert diagnosis.origin is not None
        assert diagnosis.origin in out

    @pytest.mark.usefixtures("book")
    def test_quiet_is_a_line_a_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        severity = thaifix.diagnose(BROKEN).severity
        assert main(["diagnose", "-q", "book.txt", "book.txt"]) == 0
        assert capsys.readouterr().out == f"book.txt: {severity}\n" * 2

    @pytest.mark.usefixtures("book")
    def test_json_lines(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["diagnose", "--json", "book.txt", "book.txt"]) == 0
        rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [row["source"] for row in rows] == ["book.txt", "book.txt"]
        assert rows[0]["counts"] == dict(thaifix.diagnose(BROKEN).counts)


@pytest.mark.usefixtures("book")
class TestColours:
    """Only on a terminal, and never against the user's wish."""

    @pytest.mark.parametrize(
        ("terminal", "variable", "arguments", "coloured"),
        [
            (True, None, [], True),
            (True, "", [], True),
            (True, "1", [], False),
            (True, None, ["--no-color"], False),
            (False, None, [], False),
        ],
    )
    def test_when(
        self,
        *,
        terminal: bool,
        variable: str | None,
        arguments: list[str],
        coloured: bool,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        out = Terminal() if terminal else io.StringIO()
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.delenv("NO_COLOR", raising=False)
        if variable is not None:
            monkeypatch.setenv("NO_COLOR", variable)
        assert main(["check", *arguments, "book.txt"]) == 1
        assert ("\x1b[" in out.getvalue()) is coloured
        assert "สำนักงาน" in out.getvalue()


class TestProgram:
    """The program as a whole."""

    @pytest.mark.parametrize("command", [[], ["fix"], ["explain"], ["check"], ["diagnose"]])
    def test_help_ends_with_examples(self, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        assert main([*command, "--help"]) == 0
        assert "  thaifix " in capsys.readouterr().out.partition("Examples:")[2]

    def test_version(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--version"]) == 0
        assert capsys.readouterr().out == f"thaifix {thaifix.__version__}\n"

    @pytest.mark.parametrize("arguments", [[], ["nonsense"], ["check", "--nonsense"], ["explain", "a", "b"]])
    def test_usage_errors_exit_with_2(self, arguments: list[str]) -> None:
        assert main(arguments) == 2

    def test_it_runs_as_a_module(self, book: Path) -> None:
        done = program("fix", cwd=book.parent, stdin=BROKEN.encode())
        assert done.returncode == 0
        assert done.stdout == FIXED.encode()
        assert b"<stdin>: 2 edits" in done.stderr
        assert program("check", "-q", "book.txt", cwd=book.parent).returncode == 1

    @pytest.mark.usefixtures("book")
    def test_the_entry_point_exits_with_the_code_of_main(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "argv", ["thaifix", "check", "-q", "book.txt"])
        with pytest.raises(SystemExit) as ended:
            entry_point()
        assert ended.value.code == 1

    def test_the_library_does_not_load_click(self, book: Path) -> None:
        code = "import sys, thaifix; sys.exit('click' in sys.modules or 'thaifix.cli' in sys.modules)"
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=book.parent,
            env={**os.environ, "PYTHONPATH": str(Path(thaifix.__file__).parents[1])},
            check=False,
            timeout=60,
        )
        assert done.returncode == 0

    def test_someone_at_the_keyboard_is_told_how_to_end(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keyboard = typed(b"")
        monkeypatch.setattr(keyboard, "isatty", lambda: True)
        monkeypatch.setattr(sys, "stdin", keyboard)
        assert main(["check"]) == 0
        assert "Ctrl-D" in capsys.readouterr().err


def test_every_command_takes_a_dictionary(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("own.tsv").write_text("row\tform\tsound\nkeep\tน้ี\t\npair\tปี\tปีที่\n", encoding="utf-8")
    Path("more.tsv").write_text("row\tform\nkeep\tส�ำนักงาน\n", encoding="utf-8")
    both = ["--dictionary", "own.tsv", "--dictionary", "more.tsv"]
    assert main(["fix", "--quiet", *both, "book.txt"]) == 0
    assert capsys.readouterr().out.encode() == BROKEN.replace("ปี", "ปีที่").encode()
    assert main(["explain", *both, "book.txt"]) == 0
    assert capsys.readouterr().out.count("not changed: ") == 2
    assert main(["check", "--quiet", *both[2:], "book.txt"]) == 1
    assert main(["diagnose", "--quiet", *both, "book.txt"]) == 0
    assert book.read_bytes() == BROKEN.encode()


@pytest.mark.usefixtures("book")
def test_a_dictionary_that_is_wrong_is_told_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("own.tsv").write_text("row\tform\nkeep\tก\nkeep\tก\n", encoding="utf-8")
    assert main(["fix", "--dictionary", "own.tsv", "book.txt"]) == 2
    assert "dictionary: own.tsv:3: 'ก' stands in line 2 already" in capsys.readouterr().err
    assert main(["fix", "--dictionary", "none.tsv", "book.txt"]) == 2
    assert "none.tsv" in capsys.readouterr().err
