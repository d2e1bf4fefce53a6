"""A shelf of books in all formats, good and bad: repaired, killed, taken up again, and rebuilt."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from html import escape
from pathlib import Path
from random import Random
from time import monotonic, process_time
from typing import TYPE_CHECKING, Any

from benchmarks.materials import ROOT, NothingToMeasureError, sample_book
from thaifix import Fixer, batch
from thaifix.batch.walk import TEMPORARY
from thaifix.formats import Reading, format_of
from thaifix.formats.table import open_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["Figures", "describe", "fill", "measure"]

_VARIANTS = 3  # good files of each kind
_LINES = 60  # of the sample book in each
_PAGE = 20  # lines of a page of a PDF
_HUGE = 2 << 30  # bytes of a line that is too long
_BOMB = 400 << 20  # bytes that a small document unpacks to
_ROUNDS = 3  # of the comparison with the library
_KINDS = {"books": (".txt", ".md"), "tables and documents": (".csv", ".tsv", ".jsonl", ".json", ".html", ".docx")}
_SMALL, _LARGE = 100, 1000  # files of the two shelves on which memory is measured
_WAYS = {"same", "edits", "patch"}  # in which a source comes back to the byte


# ---------------------------------------------------------------- good files


def _text(encoding: str, ending: str = "\n") -> Callable[[Sequence[str]], bytes]:
    def make(lines: Sequence[str]) -> bytes:
        return ending.join(lines).encode(encoding, "ignore")

    return make


def _html(lines: Sequence[str]) -> bytes:
    rows = "".join(f"<p class='line'>{escape(line)}</p>\n" for line in lines)
    return f"<!doctype html>\n<meta charset=utf-8><title>เล่ม</title>\n{rows}".encode()


def _table(delimiter: str) -> Callable[[Sequence[str]], bytes]:
    def make(lines: Sequence[str]) -> bytes:
        file = io.StringIO()
        rows = csv.writer(file, delimiter=delimiter)
        rows.writerow(["ลำดับ", "รายการ", "หมายเหตุ"])
        rows.writerows([number, line, "ไม่มี"] for number, line in enumerate(lines, 1))
        return file.getvalue().encode("utf-8-sig")

    return make


def _jsonl(lines: Sequence[str]) -> bytes:
    rows = (json.dumps({"id": n, "text": line}, ensure_ascii=n % 2 == 0) for n, line in enumerate(lines))
    return "".join(f"{row}\n" for row in rows).encode()


def _json(lines: Sequence[str]) -> bytes:
    return json.dumps({"pages": list(lines)}, ensure_ascii=False, indent=2).encode()


def _docx(lines: Sequence[str]) -> bytes:
    import docx  # noqa: PLC0415 - optional, as below

    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _arrow_table(lines: Sequence[str]) -> Any:  # noqa: ANN401 - pyarrow is optional
    import pyarrow as pa  # noqa: PLC0415 - as above

    return pa.table({"id": list(range(len(lines))), "text": list(lines)})


def _parquet(lines: Sequence[str]) -> bytes:
    from pyarrow import parquet  # noqa: PLC0415 - as above

    file = io.BytesIO()
    parquet.write_table(_arrow_table(lines), file)
    return file.getvalue()


def _arrow(lines: Sequence[str]) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - as above

    table, file = _arrow_table(lines), io.BytesIO()
    with pa.ipc.new_file(file, table.schema) as target:
        target.write_table(table)
    return file.getvalue()


def _pdf(lines: Sequence[str], trailer: str = "") -> bytes:
    """Write a PDF whose font has no glyphs, only the characters that they stand for: a text layer."""
    pages = [lines[first : first + _PAGE] for first in range(0, len(lines), _PAGE)]
    chars = sorted(set("".join(lines)))
    codes = {char: number for number, char in enumerate(chars, 1)}
    rows = "".join(f"<{codes[char]:04x}> <{char.encode('utf-16-be').hex()}>\n" for char in chars)
    unicode_map = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(chars)} beginbfchar\n{rows}endbfchar endcmap end"
    )
    cid_map = "/Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R"
    descendant = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{6 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        f"<< /Type /Font /Subtype /Type0 /BaseFont /None {cid_map} >>",
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /None {descendant} >>",
        _stream(unicode_map),
    ]
    for number, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2000 800] /Contents {7 + 2 * number} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>"
        )
        shown = "".join(f"<{''.join(f'{codes[char]:04x}' for char in line)}> Tj 0 -30 Td\n" for line in page)
        objects.append(_stream(f"BT /F 12 Tf 20 760 Td\n{shown}ET"))
    return _assembled(objects, trailer)


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _assembled(objects: Sequence[str], trailer: str) -> bytes:
    data = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode()


_MAKERS: dict[str, Callable[[Sequence[str]], bytes]] = {
    "utf8.txt": _text("utf-8"),
    "crlf.txt": _text("utf-8-sig", "\r\n"),
    "tis620.txt": _text("cp874"),
    "utf16.txt": _text("utf-16"),
    "notes.md": _text("utf-8"),
    "page.html": _html,
    "table.csv": _table(","),
    "table.tsv": _table("\t"),
    "rows.jsonl": _jsonl,
    "book.json": _json,
    "book.docx": _docx,
    "book.pdf": _pdf,
    "table.parquet": _parquet,
    "table.arrow": _arrow,
}


# ---------------------------------------------------------------- bad files


_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_TYPES}"/>')
        with archive.open("word/document.xml", "w", force_zip64=True) as member:
            for _ in range(_BOMB >> 20):
                member.write(b" " * (1 << 20))
    return file.getvalue()


_LOCKED = "/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{0}> /U <{0}> >>".format("5a" * 32)

_BAD: dict[str, Callable[[Sequence[str]], bytes]] = {
    "corrupt.pdf": lambda lines: _pdf(lines)[:400] + b"\0garbage",
    "encrypted.pdf": lambda lines: _pdf(lines, _LOCKED),
    "empty.pdf": lambda _: b"",
    "french.txt": lambda _: "Élève naïf, déjà vu à l'été, cœur brisé".encode("cp1252") * 20,
    "unmarked-utf16.txt": lambda lines: "\n".join(lines).encode("utf-16-le"),
    "cut.txt": lambda lines: "\n".join(lines).encode()[:-1] + b"\xe0\xb8",
    "broken.jsonl": lambda lines: _jsonl(lines)[:-30] + b"\n{]\n",
    "deep.json": lambda _: b"[" * 200_000 + b"]" * 200_000,
    "bomb.docx": lambda _: _bomb(),
    "no-archive.docx": lambda lines: "\n".join(lines).encode(),
    "truncated.parquet": lambda lines: _parquet(lines)[:-200],
}


def _bad_places(folder: Path) -> Iterator[str]:
    """Make what is bad by its kind, not by its bytes; yield the paths."""
    with (folder / "huge-line.txt").open("wb") as file:
        file.truncate(_HUGE)
    yield "huge-line.txt"
    (folder / "dangling.txt").symlink_to("nothing.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "up").symlink_to("..")
    yield from ("dangling.txt", "loop.txt", "up")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.txt")
        yield "pipe.txt"
    (folder / "program.exe").write_bytes(b"MZ")
    yield "program.exe"


@dataclass
class Shelf:
    """A shelf: the folder, the paths that can be repaired, those that cannot, and what could not be made."""

    folder: Path
    good: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def add(self, path: str, make: Callable[[], bytes], kind: list[str]) -> bool:
        """Write a file, if this thaifix reads such files and what makes them is installed."""
        if format_of(path) is None:
            self.left_out.append(f"{path} (thaifix does not read such files)")
            return False
        try:
            data = make()
        except ImportError as missing:
            self.left_out.append(f"{path} ({missing})")
            return False
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        kind.append(path)
        return True


def fill(folder: Path, corpus: Path, shared: Path, seed: int = 6) -> Shelf:
    """Put a shelf together: the books, files of all formats, and what goes wrong on real disks."""
    random = Random(seed)
    shelf = Shelf(folder)
    books = sorted((shared / "book").glob("*.txt")) or [corpus / "book" / "sample.broken.txt"]
    for book in books:
        shelf.add(f"เล่มจริง/{book.name}", book.read_bytes, shelf.good)
    lines = [line for line in sample_book(corpus).broken if line.strip() and line.isprintable()]
    for variant in range(_VARIANTS):
        for name, make in _MAKERS.items():
            first = random.randrange(max(1, len(lines) - _LINES))
            some = lines[first : first + _LINES]
            shelf.add(f"{2560 + variant}/เล่ม {variant + 1}/{name}", partial(make, some), shelf.good)
    for name, make in _BAD.items():
        shelf.add(f"เสีย/{name}", partial(make, lines[:_LINES]), shelf.bad)
    if shelf.add("เสีย/map.pdf", lambda: _pdf(lines[:5]), shelf.bad):
        shelf.add("เสีย/map.pdf.txt/inner.txt", lambda: b"", shelf.good)
    shelf.bad += [f"เสีย/{name}" for name in _bad_places(folder / "เสีย")]
    shelf.add("เสีย/empty.txt", lambda: b"", shelf.good)
    return shelf


# ---------------------------------------------------------------- what is measured


@dataclass
class Figures:
    """What came out.

    Attributes:
        good: files that can be repaired, and
        cleaned: those of them that were, or that were sound.
        bad: files that cannot, and
        told: those that were reported with a reason.
        rebuilt: sources that came back to the byte, of
        rebuildable: files with such a way back; of the others the text came back.
        texts: files of which the text came back, as of PDFs.
        exit_code: of the command.
        kills: times that a run was killed, and
        finished: runs that ended before they were killed.
        differences: paths whose record, output or account differ from those of the clean run, after all that.
        ratios: by what the files are: CPU time of the batch, reading apart, over that of `Fixer.learn` and
            `Fixer.explain` on the same texts, and over that of `Fixer.learn` and `Fixer.fix`.
        memory: peak MB of the first process and of its biggest helper, by number of files.
        left_out: what could not be made.
        undone: what went wrong, in words.
    """

    good: int = 0
    cleaned: int = 0
    bad: int = 0
    told: int = 0
    rebuilt: int = 0
    rebuildable: int = 0
    texts: int = 0
    exit_code: int = 0
    kills: int = 0
    finished: int = 0
    differences: list[str] = field(default_factory=list)
    ratios: dict[str, tuple[float, float]] = field(default_factory=dict)
    memory: dict[int, tuple[float, float]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain values."""
        return asdict(self)


def measure(
    corpus: Path, shared: Path, kills: int, seed: int = 6, tell: Callable[[str], object] = lambda _: None
) -> Figures:
    """Run all of it in a folder of its own, which is removed at the end; ``tell`` gets the figures as they come.

    Raises:
        NothingToMeasureError: there is no book.
    """
    with tempfile.TemporaryDirectory(prefix="thaifix-shelf-") as name:
        folder = Path(name)
        (folder / "shelf").mkdir()
        shelf = fill(folder / "shelf", corpus, shared, seed)
        if not shelf.good:
            message = "there is no book to put on the shelf"
            raise NothingToMeasureError(message)
        figures = Figures(left_out=shelf.left_out)
        _clean_run(shelf, folder, figures)
        tell(describe(figures))
        figures.ratios = {name: _ratios(shelf, folder, suffixes) for name, suffixes in _KINDS.items()}
        figures.memory = {files: _memory(folder, corpus, files) for files in (_SMALL, _LARGE)}
        tell(describe(figures))
        if kills:
            _kill(shelf, folder, figures, kills, Random(seed))
        return figures


def _command(shelf: Shelf, dst: Path, *more: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "thaifix",
        "batch",
        str(shelf.folder),
        str(dst),
        "--no-report",
        "-q",
        "-j",
        "2",
        *more,
    ]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def _clean_run(shelf: Shelf, folder: Path, figures: Figures) -> None:
    clean = folder / "clean"
    done = subprocess.run(_command(shelf, clean), env=_environment(), stderr=subprocess.PIPE, check=False)  # noqa: S603 - this project's own command
    figures.exit_code = done.returncode
    records = {record.path: record for record in batch.Account(clean).files()}
    figures.good, figures.bad = len(shelf.good), len(shelf.bad)
    for path in shelf.good:
        if records[path].status in {"repaired", "sound"}:
            figures.cleaned += 1
        else:
            figures.undone.append(f"{path}: {records[path].status}: {records[path].reason}")
    for path in shelf.bad:
        record = records.get(path)
        if record is not None and record.status in {"failed", "skipped"} and record.reason:
            figures.told += 1
        else:
            figures.undone.append(f"{path}: {record.status if record is not None else 'no record'}")
    _rebuild(shelf, clean, folder / "back", figures)


def _rebuild(shelf: Shelf, dst: Path, back: Path, figures: Figures) -> None:
    for rebuilt in batch.rebuild(dst, back):
        whole = rebuilt.record.undo in _WAYS
        figures.rebuildable += whole
        figures.texts += not whole and not rebuilt.fault
        same = not whole or (back / rebuilt.path).read_bytes() == (shelf.folder / rebuilt.record.path).read_bytes()
        figures.rebuilt += whole and not rebuilt.fault and same
        if rebuilt.fault or not same:
            figures.undone.append(f"{rebuilt.record.path} does not come back: {rebuilt.reason or 'other bytes'}")


def _kill(shelf: Shelf, folder: Path, figures: Figures, kills: int, random: Random) -> None:
    """Kill runs at random moments until there were so many; each run that ends is compared, and another begun."""
    dst = folder / "killed"
    longest = _seconds(_command(shelf, folder / "timed"))
    while figures.kills < kills:
        with subprocess.Popen(  # noqa: S603 - as above
            _command(shelf, dst, "--resume"), env=_environment(), stderr=subprocess.DEVNULL
        ) as program:
            try:
                program.wait(random.uniform(0.05, 0.7) * longest)
            except subprocess.TimeoutExpired:
                program.send_signal(signal.SIGKILL)
                program.wait()
                figures.kills += 1
                continue
        figures.finished += 1
        figures.differences += _differences(folder / "clean", dst)
        shutil.rmtree(dst)
    subprocess.run(_command(shelf, dst, "--resume"), env=_environment(), stderr=subprocess.DEVNULL, check=False)  # noqa: S603 - as above
    figures.differences += _differences(folder / "clean", dst)


def _seconds(command: Sequence[str]) -> float:
    began = monotonic()
    subprocess.run(command, env=_environment(), stderr=subprocess.DEVNULL, check=False)  # noqa: S603 - as above
    return monotonic() - began


def _differences(one: Path, other: Path) -> list[str]:
    """Return the paths by which two results differ: files, their content, and what the manifests say at last."""
    found = {
        name for name in {*_content(one), *_content(other)} if _content(one).get(name) != _content(other).get(name)
    }
    told = [
        {record.path: replace(record, seconds=0.0) for record in batch.Account(dst).files()} for dst in (one, other)
    ]
    found |= {path for path in {*told[0], *told[1]} if told[0].get(path) != told[1].get(path)}
    return sorted(found)


def _content(dst: Path) -> dict[str, bytes]:
    paths = [path for path in dst.rglob("*") if path.is_file() or TEMPORARY.fullmatch(path.name)]
    names = {path.relative_to(dst).as_posix(): path for path in paths}
    return {
        name: path.read_bytes()
        for name, path in names.items()
        if not name.startswith((".thaifix/manifest", ".thaifix/lock"))
    }


def _ratios(shelf: Shelf, folder: Path, suffixes: tuple[str, ...]) -> tuple[float, float]:
    """Compare the CPU time of a batch in one process with that of the library on the same texts."""
    paths = [path for path in shelf.good if path.endswith(suffixes)]
    documents = _read_all(shelf, paths)
    told: list[tuple[float, float, float]] = []
    for number in range(_ROUNDS + 1):
        reading = _cpu(partial(_read_all, shelf, paths))
        whole = _cpu(partial(_one_process, shelf, paths, folder / f"ratio{number}"))
        explain = _cpu(partial(_library, documents, explain=True))
        fix = _cpu(partial(_library, documents, explain=False))
        if number:  # the first round warms up
            told.append((whole - reading, explain, fix))
    batches, explains, fixes = (sorted(column)[len(column) // 2] for column in zip(*told, strict=True))
    return batches / explains, batches / fixes


def _cpu(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


def _read_all(shelf: Shelf, paths: Sequence[str]) -> list[list[str]]:
    documents = (open_document(path, (shelf.folder / path).read_bytes(), Reading()) for path in paths)
    return [[part.text for part in document.parts] for document in documents]


def _one_process(shelf: Shelf, paths: Sequence[str], dst: Path) -> None:
    batch.run(shelf.folder, dst, batch.Options(jobs=0, include=tuple(f"/{path}" for path in paths)))
    shutil.rmtree(dst)


def _library(documents: Sequence[Sequence[str]], *, explain: bool) -> None:
    for texts in documents:
        fixer = Fixer().learn(texts) if len(texts) > 1 else Fixer()
        work: Callable[[str], object] = fixer.explain if explain else fixer.fix
        for text in texts:
            work(text)


_MEASURED = """
import re, resource, sys
from pathlib import Path
from thaifix import batch
if __name__ == "__main__":
    batch.run(sys.argv[1], sys.argv[2], batch.Options(jobs=2))
    # What resource tells of this process begins with the size of the one that started it.
    print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024)
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


def _memory(folder: Path, corpus: Path, files: int) -> tuple[float, float]:
    """Return the peak MB of a batch of so many files: of the first process, and of the biggest of the others."""
    src = folder / f"many{files}"
    text = "\n".join(sample_book(corpus).broken[:_LINES])
    for number in range(files):
        path = src / f"{number % 10}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{number}\n{text}", encoding="utf-8")
    command = [sys.executable, "-c", _MEASURED, str(src), str(folder / f"out{files}")]
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=True)  # noqa: S603 - as above
    first, biggest = map(float, done.stdout.split())
    return first, biggest


def describe(figures: Figures) -> str:
    """Write the figures as text."""
    lines = [
        f"good files: {figures.cleaned} of {figures.good} cleaned or found sound",
        f"bad files: {figures.told} of {figures.bad} told with a reason; exit code {figures.exit_code}",
        f"sources rebuilt to the byte: {figures.rebuilt} of {figures.rebuildable}",
        f"texts rebuilt of files that cannot be written: {figures.texts}",
    ]
    for kind, (explain, fix) in figures.ratios.items():
        lines.append(f"CPU time on {kind}, reading apart: {explain:.2f} times that of explain, {fix:.2f} that of fix")
    for files, (first, biggest) in figures.memory.items():
        lines.append(f"peak memory with {files:,} files: {first:.0f} MB, the biggest helper {biggest:.0f} MB")
    if figures.kills:
        lines.append(f"killed {figures.kills} times and resumed, {figures.finished} runs ended in between")
        lines.append(f"differences from a clean run: {len(figures.differences)}")
    lines += [f"left out: {what}" for what in figures.left_out]
    lines += [f"WRONG: {what}" for what in figures.undone]
    return "\n".join([*lines, *(f"DIFFERS: {path}" for path in figures.differences)])
