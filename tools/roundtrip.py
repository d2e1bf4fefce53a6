"""Break sound Thai text as real programs do: write it to PDF, read the PDF back, and pair what came out with the truth.

Each line of a text file is a paragraph and gets a page of its own, so that pages pair with paragraphs whatever
the reader does to their words. Every producer prints every font in every setting, and every extractor reads
every PDF; what is not installed is named and left out. docs/roundtrip.md tells the programs and the keys::

    python -m tools.roundtrip --list
    python -m tools.roundtrip corpus/roundtrip/sound/*.txt --out pairs.jsonl
    python -m tools.roundtrip text.txt --out pairs.jsonl --producer chromium --font Laksaman --extractor pdftotext

Needs the development environment, and of the programs below those that you want to see.
"""

from __future__ import annotations

import argparse
import html
import importlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from rapidfuzz.distance import Levenshtein

from thaifix.errors import ThaifixError
from thaifix.formats import Reading, open_document
from thaifix.knowledge.glyphs import GLYPHS
from tools.damage import (
    CONSONANT,
    HOLE,
    LOWER,
    MARK,
    NIKHAHIT,
    SARA_AA,
    SARA_AM,
    THAI,
    TONES,
    TOP,
    UPPER,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

__all__ = [
    "EXTRACTORS",
    "PRODUCERS",
    "SETTINGS",
    "Job",
    "Paragraph",
    "Program",
    "RoundTripError",
    "Setting",
    "dump",
    "families",
    "fonts",
    "join_lines",
    "main",
    "read_paragraphs",
]


class RoundTripError(ThaifixError):
    """A program is missing or fails, a font is unknown, or pages and paragraphs do not pair; the message says it."""


# ---------------------------------------------------------------------------------------------------------
# What is printed


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of a text file: its name in the output and its text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Setting:
    """How the paragraphs are set: ``align`` is left or justify, ``style`` what else is done to them."""

    align: str
    style: str

    @property
    def name(self) -> str:
        """The name of the setting in the ``id`` of a pair.

        >>> Setting("left", "plain").name, Setting("left", "fake-bold").name
        ('left', 'left+fake-bold')
        """
        return self.align if self.style == "plain" else f"{self.align}+{self.style}"


# What the styles do, and to which paragraphs. Tracking is in points.
ALIGNS: Final = ("left", "justify")
STYLES: Final[Mapping[str, str]] = {
    "plain": "the regular face",
    "fake-bold": "bold of a font whose bold face is hidden, so that the program must make one up",
    "overprinted": "every letter printed twice, a hair apart, as old programs make bold",
    "spaced-headings": "short paragraphs letter-spaced, the others plain",
    "squeezed": "letters moved together, as typesetters do to save a line",
}
SETTINGS: Final = (
    *(Setting(align, "plain") for align in ALIGNS),
    *(Setting("left", style) for style in STYLES if style != "plain"),
)
_TRACKING: Final[Mapping[str, float]] = {"spaced-headings": 2.0, "squeezed": -0.5}
_HEADING: Final = 50  # a paragraph of at most so many characters is a heading
_SIZE: Final = 15  # points; four to eight lines a paragraph on A5


@dataclass(frozen=True, slots=True)
class Job:
    """One PDF to make: what to print, how, a folder to work in, and the environment that shows the fonts."""

    texts: Sequence[str]
    font: str
    setting: Setting
    folder: Path
    environment: Mapping[str, str]
    font_folder: Path | None = None

    @property
    def pdf(self) -> Path:
        """Where the producer must write."""
        return self.folder / "page.pdf"

    def tracking(self, text: str) -> float:
        """Return the points between the letters of one paragraph."""
        if self.setting.style == "spaced-headings" and len(text) > _HEADING:
            return 0.0
        return _TRACKING.get(self.setting.style, 0.0)

    @property
    def bold(self) -> bool:
        """Whether bold is asked for."""
        return self.setting.style == "fake-bold"


def read_paragraphs(path: Path) -> list[Paragraph]:
    """Read the paragraphs of a UTF-8 text file: its lines, without the empty ones."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read as UTF-8 text ({error}); give a text file with a paragraph a line"
        raise RoundTripError(message) from error
    texts = [" ".join(line.split()) for line in lines if line.strip()]
    if not texts:
        message = f"{path}: no paragraph; write sound Thai text, a paragraph a line"
        raise RoundTripError(message)
    return [Paragraph(f"{path.stem}-{number}", text) for number, text in enumerate(texts, 1)]


# ---------------------------------------------------------------------------------------------------------
# Programs


@dataclass(frozen=True, slots=True)
class Program:
    """A producer or an extractor: the commands and modules it needs, and where they come from."""

    name: str
    commands: Sequence[str]
    modules: Sequence[str]
    install: str
    run: Callable[..., Any]
    styles: frozenset[str] = frozenset(STYLES)

    def missing(self) -> list[str]:
        """Name the commands and Python modules that are not there."""
        commands = [name for name in self.commands if shutil.which(name) is None]
        return commands + [name for name in self.modules if importlib.util.find_spec(name) is None]

    def require(self) -> None:
        """Raise if something is missing, saying what to install."""
        if missing := self.missing():
            message = f"{self.name} needs {', '.join(missing)}; install {self.install}"
            raise RoundTripError(message)


def _call(arguments: Sequence[str | Path], environment: Mapping[str, str] | None = None, seconds: float = 600) -> str:
    """Run a program and return what it printed."""
    command = [str(argument) for argument in arguments]
    try:
        done = subprocess.run(  # noqa: S603 - the programs of this table, without a shell
            command, capture_output=True, env=environment, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        message = f"{command[0]} did not run: {error}"
        raise RoundTripError(message) from error
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().split("\n")[-1]
        message = f"{command[0]} failed with status {done.returncode}: {last}"
        raise RoundTripError(message)
    return done.stdout.decode("utf-8", errors="replace")


def _module(name: str) -> Any:  # noqa: ANN401 - optional libraries, not installed where types are checked
    return importlib.import_module(name)


# ---------------------------------------------------------------------------------------------------------
# Producers


def _page(job: Job) -> Path:
    """Write the paragraphs as a web page, one a printed page."""
    weight = "bold" if job.bold else "normal"
    rows = "".join(f'<p style="letter-spacing: {job.tracking(text)}pt">{html.escape(text)}</p>\n' for text in job.texts)
    shadow = "0.3pt 0 black" if job.setting.style == "overprinted" else "none"
    style = (
        "@page { size: A5; margin: 15mm } p + p { break-before: page } "
        f'p {{ margin: 0; font: {weight} {_SIZE}pt/1.6 "{job.font}"; text-align: {job.setting.align}; '
        f"text-shadow: {shadow} }}"
    )
    path = job.folder / "page.html"
    document = f'<!doctype html><html lang="th"><meta charset="utf-8"><title>-</title><style>{style}</style>\n{rows}'
    path.write_text(document, encoding="utf-8")
    return path


def chromium(job: Job) -> None:
    """Print a web page by Chromium."""
    # Chromium refuses its sandbox to root, which is who runs in a container.
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    options = ["--headless", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={job.folder / 'profile'}"]
    page = _page(job)
    _call(["chromium", *sandbox, *options, f"--print-to-pdf={job.pdf}", page.as_uri()], job.environment)


def weasyprint(job: Job) -> None:
    """Print the same web page by WeasyPrint."""
    # A process of its own, for fontconfig reads its environment once.
    _call([sys.executable, "-m", "weasyprint", _page(job), job.pdf], job.environment)


_ODT: Final = """<?xml version="1.0" encoding="UTF-8"?>
<office:document office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">
<office:font-face-decls><style:font-face style:name="F" svg:font-family="&apos;{font}&apos;"/></office:font-face-decls>
<office:automatic-styles>
<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="148mm" fo:page-height="210mm"
 fo:margin="15mm"/></style:page-layout>
{styles}</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L"/></office:master-styles>
<office:body><office:text>
{rows}</office:text></office:body></office:document>
"""
# Thai is "complex script": size, weight and font are given twice.
_ODT_STYLE: Final = """<style:style style:name="{name}" style:family="paragraph" style:master-page-name="">
<style:paragraph-properties fo:break-before="{stop}" fo:text-align="{align}"/>
<style:text-properties style:font-name="F" style:font-name-complex="F" fo:font-size="{size}pt"
 style:font-size-complex="{size}pt" fo:font-weight="{weight}" style:font-weight-complex="{weight}"
 fo:letter-spacing="{tracking}pt" style:language-complex="th" style:country-complex="TH"/></style:style>
"""


def libreoffice(job: Job) -> None:
    """Print a flat OpenDocument text by LibreOffice."""
    styles, rows = [], []
    for number, text in enumerate(job.texts):
        fields = {
            "name": f"P{number}",
            "stop": "page" if number else "auto",
            "align": job.setting.align,
            "size": _SIZE,
            "weight": "bold" if job.bold else "normal",
            "tracking": job.tracking(text),
        }
        styles.append(_ODT_STYLE.format(**fields))
        rows.append(f'<text:p text:style-name="P{number}">{html.escape(text)}</text:p>\n')
    document = _ODT.format(font=html.escape(job.font), styles="".join(styles), rows="".join(rows))
    source = job.folder / "page.fodt"
    source.write_text(document, encoding="utf-8")
    # A profile of its own, so that an open LibreOffice does not take the call.
    profile = f"-env:UserInstallation={(job.folder / 'profile').as_uri()}"
    _call(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", job.folder, source], job.environment)


def typst(job: Job) -> None:
    """Print by Typst, from its Python package."""
    justify = str(job.setting.align == "justify").lower()
    rows = [f"#text(tracking: {job.tracking(text)}pt, {json.dumps(text, ensure_ascii=False)})\n" for text in job.texts]
    source = (
        '#set page(paper: "a5", margin: 15mm)\n'
        f"#set par(justify: {justify})\n"
        f'#set text(font: "{job.font}", size: {_SIZE}pt, lang: "th", fallback: false)\n' + "#pagebreak()\n".join(rows)
    )
    path = job.folder / "page.typ"
    path.write_text(source, encoding="utf-8")
    folders = [str(job.font_folder)] if job.font_folder else []
    try:
        _module("typst").compile(str(path), output=str(job.pdf), font_paths=folders)
    except RuntimeError as error:  # the base of the package's own error
        message = f"typst failed: {error}"
        raise RoundTripError(message) from error


# Only Chromium can print twice; Typst and WeasyPrint never make up a bold face.
_NOT_TWICE: Final = frozenset(STYLES) - {"overprinted"}
_NO_BOLD: Final = _NOT_TWICE - {"fake-bold"}
_PRODUCERS: Final = (
    Program("chromium", ("chromium",), (), "Chromium (Debian: chromium)", chromium),
    Program(
        "libreoffice",
        ("soffice",),
        (),
        "LibreOffice Writer (Debian: libreoffice-writer-nogui)",
        libreoffice,
        _NOT_TWICE,
    ),
    Program("typst", (), ("typst",), "the PyPI package typst", typst, _NO_BOLD),
    Program("weasyprint", (), ("weasyprint",), "the PyPI package weasyprint and Pango", weasyprint, _NO_BOLD),
)
PRODUCERS: Final[Mapping[str, Program]] = {program.name: program for program in _PRODUCERS}


# ---------------------------------------------------------------------------------------------------------
# Extractors: from a PDF and a folder to work in to the text of each page

Extract: TypeAlias = "Callable[[Path, Path], list[str]]"


def _form_feeds(text: str) -> list[str]:
    """Split at form feeds, which stand behind every page."""
    pages = text.split("\f")
    return pages[:-1] if not pages[-1].strip() else pages


def pdftotext(*options: str) -> Extract:
    """Return the reading by poppler's pdftotext with some options."""

    def extract(pdf: Path, _: Path) -> list[str]:
        return _form_feeds(_call(["pdftotext", "-enc", "UTF-8", *options, pdf, "-"]))

    return extract


def pypdfium2(pdf: Path, _: Path) -> list[str]:
    """Read by PDFium, the reader of Chromium."""
    document = _module("pypdfium2").PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def thaifix_formats(pdf: Path, _: Path) -> list[str]:
    """Read as thaifix does: by PDFium, without what that adds to Thai."""
    return [part.text for part in open_document(pdf.name, pdf.read_bytes(), Reading()).parts]


def pdfminer(pdf: Path, _: Path) -> list[str]:
    """Read by pdfminer.six."""
    return _form_feeds(_module("pdfminer.high_level").extract_text(pdf))


def pdfplumber(pdf: Path, _: Path) -> list[str]:
    """Read by pdfplumber."""
    with _module("pdfplumber").open(pdf) as document:
        return [page.extract_text() for page in document.pages]


def pypdf(pdf: Path, _: Path) -> list[str]:
    """Read by pypdf."""
    return [page.extract_text() for page in _module("pypdf").PdfReader(pdf).pages]


_JARS: Final = Path("/usr/share/java")  # where Debian puts them
_PDFBOX: Final = tuple(_JARS / f"{name}.jar" for name in ("pdfbox2-tools", "pdfbox2", "fontbox2", "commons-logging"))


class _Pages(HTMLParser):
    """The pages of PDFBox's HTML, which alone of its outputs says where a page ends."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div" and "page-break" in (dict(attrs).get("style") or ""):
            self.pages.append("")
        elif tag == "p" and self.pages:
            self.pages[-1] += "\n"

    def handle_data(self, data: str) -> None:
        if self.pages:
            self.pages[-1] += data


def pdfbox(pdf: Path, folder: Path) -> list[str]:
    """Read by Apache PDFBox 2."""
    if absent := [str(jar) for jar in _PDFBOX if not jar.exists()]:
        message = f"pdfbox needs {', '.join(absent)}; install PDFBox 2 (Debian: libpdfbox2-java)"
        raise RoundTripError(message)
    output = folder / "pdfbox.html"
    tool = "org.apache.pdfbox.tools.ExtractText"
    path = os.pathsep.join(str(jar) for jar in _PDFBOX)
    _call(["java", "-cp", path, tool, "-html", "-encoding", "UTF-8", pdf, output])
    parser = _Pages()
    parser.feed(output.read_text(encoding="utf-8"))
    return parser.pages


def tesseract(pdf: Path, folder: Path) -> list[str]:
    """Paint the pages at 300 dots an inch and recognise them by Tesseract."""
    _call(["pdftoppm", "-r", "300", "-gray", "-png", pdf, folder / "image"])
    images = sorted(folder.glob("image*.png"))
    # --psm 6: one block of text, which is what the pages are.
    pages = [_call(["tesseract", image, "-", "-l", "tha", "--psm", "6"]) for image in images]
    for image in images:
        image.unlink()
    return pages


_POPPLER: Final = "poppler's tools (Debian: poppler-utils)"
_EXTRACTORS: Final = (
    Program("pdftotext", ("pdftotext",), (), _POPPLER, pdftotext()),
    Program("pdftotext-layout", ("pdftotext",), (), _POPPLER, pdftotext("-layout")),
    Program("pdftotext-raw", ("pdftotext",), (), _POPPLER, pdftotext("-raw")),
    Program("pypdfium2", (), ("pypdfium2",), "the PyPI package pypdfium2", pypdfium2),
    Program("thaifix", (), ("pypdfium2",), "the PyPI package pypdfium2", thaifix_formats),
    Program("pdfminer", (), ("pdfminer",), "the PyPI package pdfminer.six", pdfminer),
    Program("pdfplumber", (), ("pdfplumber",), "the PyPI package pdfplumber", pdfplumber),
    Program("pypdf", (), ("pypdf",), "the PyPI package pypdf", pypdf),
    Program("pdfbox", ("java",), (), "Java and PDFBox 2 (Debian: default-jre-headless, libpdfbox2-java)", pdfbox),
    Program(
        "tesseract",
        ("tesseract", "pdftoppm"),
        (),
        "Tesseract with Thai and poppler's tools (Debian: tesseract-ocr-tha, poppler-utils)",
        tesseract,
    ),
)
EXTRACTORS: Final[Mapping[str, Program]] = {program.name: program for program in _EXTRACTORS}


# ---------------------------------------------------------------------------------------------------------
# Fonts

_HIDE_BOLD: Final = "".join(
    f'<selectfont><rejectfont><pattern><patelt name="weight"><const>{weight}</const></patelt></pattern></rejectfont>'
    "</selectfont>"
    for weight in ("medium", "demibold", "bold", "extrabold", "black")
)


def _environment(folder: Path, font_folder: Path | None, *, hide_bold: bool) -> dict[str, str]:
    """Return an environment in which fontconfig sees the fonts of the system and of one folder.

    ``hide_bold`` leaves only light and regular faces: it makes every font one that has no bold.
    """
    extra = f"<dir>{html.escape(str(font_folder.resolve()))}</dir>" if font_folder else ""
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"{extra}<cachedir>{folder / 'cache'}</cachedir>{_HIDE_BOLD if hide_bold else ''}</fontconfig>\n",
        encoding="utf-8",
    )
    return {**os.environ, "FONTCONFIG_FILE": str(path)}


def fonts(environment: Mapping[str, str] | None = None) -> list[str]:
    """List the families that have Thai letters, as fontconfig knows them."""
    if shutil.which("fc-list") is None:
        message = "the fonts cannot be listed: install fontconfig"
        raise RoundTripError(message)
    names = {
        line.split(",")[0].replace("\\-", "-").strip()
        for line in _call(["fc-list", ":lang=th", "family"], environment).split("\n")
    }
    return sorted(names - {""})


def _chosen_fonts(wanted: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """Return the fonts asked for, or all; a name that is not installed would be replaced in silence."""
    installed = fonts(environment)
    if unknown := [name for name in wanted if name not in installed]:
        message = (
            f"no Thai font is called {', '.join(unknown)}; "
            f"there are {', '.join(installed) or 'none: install Thai fonts (Debian: fonts-thai-tlwg)'}"
        )
        raise RoundTripError(message)
    if not installed:
        message = "there is no Thai font; install some (Debian: fonts-thai-tlwg, fonts-noto-core)"
        raise RoundTripError(message)
    return list(wanted) or installed


# ---------------------------------------------------------------------------------------------------------
# Pairing

_BREAK: Final = re.compile(r"[^\S\n]*\n\s*")


def join_lines(page: str, truth: str) -> str:
    r"""Join the lines of a page into one; a line end becomes a space where the truth has one and nothing elsewhere.

    White space at line ends says nothing about the words, so it is settled by the truth and never counts as damage.

    >>> join_lines("จังหวัด\nน่าน ปี\n2566\n", "จังหวัดน่าน ปี 2566")
    'จังหวัดน่าน ปี 2566'
    """
    lines = _BREAK.split(page.replace("\r", "").strip("\n\t "))
    spaced = " ".join(lines)
    kept = {
        place
        for step in Levenshtein.opcodes(spaced, truth)
        if step.tag == "equal"
        for place in range(step.src_start, step.src_end)
    }
    joined, place = [lines[0]], len(lines[0])
    for line in lines[1:]:
        joined += [" " if place in kept else "", line]
        place += 1 + len(line)
    return "".join(joined)


# ---------------------------------------------------------------------------------------------------------
# Families of damage

_AM: Final = {
    "am_split": re.compile(f"{NIKHAHIT}{SARA_AA}|{NIKHAHIT}[{TONES}]{SARA_AA}"),
    "am_doubled": re.compile(f"{SARA_AM}[{SARA_AA}{SARA_AM}]"),
    "am_tone_order": re.compile(f"{SARA_AM}[{TONES}]|[{TONES}]{NIKHAHIT}|{NIKHAHIT}{SARA_AA}[{TONES}]"),
    "am_hole_aa": re.compile(f"[{HOLE}\x00-\x08\x0e-\x1f][{TONES}]?{SARA_AA}"),
    "am_spaced_before": re.compile(f"\\s{SARA_AM}"),
}
# Signs that a text shows by itself; the pattern counts only where the truth has fewer.
_SIGNS: Final = {
    **_AM,
    "pua": re.compile("[\ue000-\uf8ff]"),
    "fffd": re.compile(HOLE),
    "control": re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]"),
    "cid": re.compile(r"\(cid:\d+\)"),
    "invisible": re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]"),
    "mark_order": re.compile(f"[{TOP}][{UPPER}{LOWER}]"),
    # A reader that takes /ActualText once for each glyph of a cluster.
    "cluster_doubled": re.compile(f"({CONSONANT}{MARK}+)\\s?{THAI}?\\s?\\1"),
    "space_before_mark": re.compile(f"\\s{MARK}"),
}
_SPACED_CLUSTERS: Final = re.compile(f"{THAI} (?={CONSONANT})")
_SARA: Final = {(SARA_AA, SARA_AM): "am_to_aa", (SARA_AM, SARA_AA): "aa_to_am"}  # got, wanted
_Change: TypeAlias = tuple[int, str]  # a place in the truth and the character lost or added there
_GARBLED: Final = 0.5  # share of characters wrong
_MOVED: Final = 8  # a mark lost and found again within so many characters has moved


def _kind(char: str) -> str:
    """Return the kind of a character: mark, letter, space or nonthai."""
    if char.isspace():
        return "space"
    if not re.fullmatch(THAI, char):
        return "nonthai"
    return "mark" if re.fullmatch(MARK, char) else "letter"


def _changes(broken: str, truth: str) -> tuple[list[_Change], list[_Change], set[str]]:
    """Return what is lost and what is added, and the families of one sara that is read as another."""
    lost: list[_Change] = []
    added: list[_Change] = []
    found: set[str] = set()
    for step in Levenshtein.editops(broken, truth):
        want = truth[step.dest_pos] if step.tag != "delete" else ""
        got = broken[step.src_pos] if step.tag != "insert" else ""
        if name := _SARA.get((got, want)):
            found.add(name)
        else:
            lost += [(step.dest_pos, want)] if want else []
            added += [(step.dest_pos, got)] if got else []
    return lost, added, found


def _moves(lost: list[_Change], added: list[_Change], truth: str) -> set[str]:
    """Take out the characters that were lost in one place and added in another near by; name the moves."""
    found: set[str] = set()
    for place, char in list(lost):
        near = next((other for other in added if other[1] == char and abs(other[0] - place) <= _MOVED), None)
        if near is None or char.isspace():
            continue
        lost.remove((place, char))
        added.remove(near)
        low, high = sorted((place, near[0]))
        passed = truth[low + 1 : high]
        if _kind(char) != "mark":
            found.add("letter_moved")
        elif re.search(f"(?!{MARK}){THAI}", passed):
            found.add("mark_displaced")
        else:
            found.add("mark_order")
    return found


def _substitutions(lost: list[_Change], added: list[_Change]) -> set[str]:
    """Take out the characters that stand where another of their kind was lost; name them."""
    found: set[str] = set()
    for place, char in list(lost):
        kind = _kind(char)
        other = next((item for item in added if item[0] == place and _kind(item[1]) == kind), None)
        if other is not None and kind != "space":
            lost.remove((place, char))
            added.remove(other)
            found.add(f"{kind}_substituted")
    return found


def _addition(place: int, char: str, truth: str) -> str:
    """Name a character that was added before a place of the truth."""
    kind = _kind(char)
    if kind == "space":
        return "space_inserted"
    return "mark_doubled" if kind == "mark" and char in truth[max(place - 1, 0) : place + 1] else f"{kind}_added"


_FOLDS: Final = (
    (re.compile(f"[{HOLE}\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff\u00ad]"), ""),
    (re.compile(f"([{TONES}]?){NIKHAHIT}([{TONES}]?){SARA_AA}([{TONES}]?)"), f"\\1\\2\\3{SARA_AM}"),
    (re.compile(f"{SARA_AM}([{TONES}]?)[{SARA_AA}{SARA_AM}]?([{TONES}]?)"), f"\\1\\2{SARA_AM}"),
)
_DOUBLED: Final = re.compile(f"({MARK})\\1+")


def _fold(text: str) -> str:
    """Undo the spellings that are known damage whatever the words are, so that an alignment shows the rest."""
    text = "".join(GLYPHS.get(char, char) for char in text)
    for pattern, replacement in _FOLDS:
        text = pattern.sub(replacement, text)
    return text


def families(broken: str, truth: str, *, ocr: bool = False) -> list[str]:
    """Name the kinds of damage between a text and its truth, by signs in the text and by an alignment.

    The first is ``sound``, ``lossless`` (only order, white space and known spellings are wrong), ``lossy`` or
    ``ocr``. Where faults meet in one word the names are a guess.

    >>> families("มีนํา้ใจ และ่พัฒนา", "มีน้ำใจและพัฒนา")
    ['lossy', 'am_split', 'am_tone_order', 'mark_added', 'space_inserted']
    """
    if broken == truth:
        return ["sound"]
    found = {name for name, pattern in _SIGNS.items() if len(pattern.findall(broken)) > len(pattern.findall(truth))}
    read = _fold(broken)
    lost, added, sara = _changes(read, truth)
    found |= sara
    found |= _moves(lost, added, truth) | _substitutions(lost, added)
    found |= {"space_lost" if char.isspace() else f"{_kind(char)}_lost" for _, char in lost}
    found |= {_addition(place, char, truth) for place, char in added}
    if len(_SPACED_CLUSTERS.findall(broken)) > len(re.findall(CONSONANT, truth)) / 3:
        found.add("letterspaced")
    if Levenshtein.distance(broken, truth) > _GARBLED * len(truth):
        found.add("garbled")
    want = Counter("".join(truth.split()))
    have = [Counter("".join(text.split())) for text in (read, _DOUBLED.sub(r"\1", read))]
    lossless = want in have or want + want in have
    first = "ocr" if ocr else "lossless" if lossless else "lossy"
    return [first, *sorted(found)]


# ---------------------------------------------------------------------------------------------------------
# The matrix


def _pairs(
    paragraphs: Sequence[Paragraph], pages: Sequence[str], producer: str, extractor: str, job: Job
) -> Iterator[dict[str, Any]]:
    """Pair the pages of one reading with the paragraphs."""
    if len(pages) != len(paragraphs):
        message = f"{len(paragraphs)} paragraphs came back on {len(pages)} pages; shorten those that fill a page"
        raise RoundTripError(message)
    font = "".join(job.font.lower().split())
    for paragraph, page in zip(paragraphs, pages, strict=True):
        broken = join_lines(page, paragraph.text)
        yield {
            "id": f"{paragraph.label}/{producer}/{font}/{job.setting.name}/{extractor}",
            "producer": producer,
            "font": job.font,
            "align": job.setting.align,
            "style": job.setting.style,
            "extractor": extractor,
            "broken": broken,
            "truth": paragraph.text,
            "families": families(broken, paragraph.text, ocr=extractor == "tesseract"),
        }


def _jobs(
    texts: Sequence[str], font_names: Sequence[str], settings: Sequence[Setting], font_folder: Path | None
) -> Iterator[Job]:
    """Plan the PDFs of one producer; each has a folder that is removed when the next is asked for."""
    for font in font_names:
        for setting in settings:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                environment = _environment(folder, font_folder, hide_bold=setting.style == "fake-bold")
                yield Job(texts, font, setting, folder, environment, font_folder)


def _print(producer: Program, job: Job) -> None:
    """Make one PDF."""
    producer.run(job)
    if not job.pdf.exists():
        message = f"{producer.name} wrote no PDF"
        raise RoundTripError(message)


def _read_all(
    paragraphs: Sequence[Paragraph], producer: Program, extractors: Sequence[Program], job: Job
) -> Iterator[dict[str, Any]]:
    """Make one PDF and read it by every extractor; what fails is named on standard error and left out."""
    where = f"{producer.name}/{job.font}/{job.setting.name}"
    try:
        _print(producer, job)
    except RoundTripError as error:
        print(f"left out: {where}: {error}", file=sys.stderr)
        return
    for extractor in extractors:
        try:
            pages = extractor.run(job.pdf, job.folder)
            yield from _pairs(paragraphs, pages, producer.name, extractor.name, job)
        except Exception as error:  # noqa: BLE001 - each library has its own errors, and none may end the matrix
            print(f"left out: {where}/{extractor.name}: {error}", file=sys.stderr)


_HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})


def _visible(char: str) -> bool:
    """Tell whether a reader of the file can see a character and tell it apart."""
    category = unicodedata.category(char)
    if category in _HIDDEN or char == HOLE or (category == "Zs" and char != " "):
        return False
    name = unicodedata.name(char, "")
    return "LAO " not in name and (not category.startswith("M") or "THAI" in name)


def dump(row: Mapping[str, Any]) -> str:
    r"""Write a pair as a line of JSON, with escapes for what cannot be seen.

    >>> dump({"broken": "ก\x00 \uf70b"})
    '{"broken": "ก\\u0000 \\uf70b"}'
    """
    line = json.dumps(row, ensure_ascii=False)
    return "".join(char if _visible(char) else json.dumps(char)[1:-1] for char in line)


# ---------------------------------------------------------------------------------------------------------
# Command line


def _choose(table: Mapping[str, Program], wanted: Sequence[str], kind: str) -> list[Program]:
    """Return the programs asked for, which must be there, or all that are there."""
    if wanted:
        for name in wanted:
            table[name].require()
        return [table[name] for name in wanted]
    for program in table.values():
        if missing := program.missing():
            note = f"without {program.name}, which needs {', '.join(missing)}: install {program.install}"
            print(note, file=sys.stderr)
    if there := [program for program in table.values() if not program.missing()]:
        return there
    message = f"no {kind} is installed; `python -m tools.roundtrip --list` shows what to install"
    raise RoundTripError(message)


def _list() -> None:
    """Show the programs, what is missing, and the fonts."""
    for title, table in (("producers", PRODUCERS), ("extractors", EXTRACTORS)):
        print(title)
        for program in table.values():
            state = f"missing: install {program.install}" if program.missing() else "installed"
            print(f"  {program.name:18} {state}")
    print("styles")
    for name, what in STYLES.items():
        print(f"  {name:18} {what}")
    print("fonts\n  " + ", ".join(fonts()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.roundtrip", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("texts", nargs="*", type=Path, help="sound text, a paragraph a line")
    parser.add_argument("--out", type=Path, help="file for the pairs (standard output if not given)")
    parser.add_argument("--producer", action="append", choices=PRODUCERS, default=[], help="repeatable; default: all")
    parser.add_argument("--extractor", action="append", choices=EXTRACTORS, default=[], help="repeatable; default: all")
    parser.add_argument("--font", action="append", default=[], help="repeatable; default: every Thai family")
    parser.add_argument("--font-folder", type=Path, help="a folder of further fonts")
    parser.add_argument("--align", action="append", choices=ALIGNS, default=[], help="repeatable; default: both")
    parser.add_argument("--style", action="append", choices=STYLES, default=[], help="repeatable; default: all")
    parser.add_argument("--damaged", action="store_true", help="leave out what came back unharmed")
    parser.add_argument("--list", action="store_true", help="show the programs, the styles and the fonts")
    return parser


def _settings(aligns: Sequence[str], styles: Sequence[str]) -> list[Setting]:
    """Return the settings asked for: all of `SETTINGS`, or every wanted style in every wanted alignment."""
    if not styles:
        return [setting for setting in SETTINGS if not aligns or setting.align in aligns]
    return [Setting(align, style) for style in styles for align in aligns or ("left",)]


def _run(options: argparse.Namespace) -> int:
    """Make the pairs and write them; return how many there are."""
    paragraphs = [paragraph for path in options.texts for paragraph in read_paragraphs(path)]
    if doubles := [label for label, count in Counter(item.label for item in paragraphs).items() if count > 1]:
        message = f"two files give {doubles[0]}; rename one, for its name is the name of its paragraphs"
        raise RoundTripError(message)
    producers = _choose(PRODUCERS, options.producer, "producer")
    extractors = _choose(EXTRACTORS, options.extractor, "extractor")
    with tempfile.TemporaryDirectory() as name:
        font_names = _chosen_fonts(options.font, _environment(Path(name), options.font_folder, hide_bold=False))
    settings = _settings(options.align, options.style)
    texts = [paragraph.text for paragraph in paragraphs]
    rows = (
        row
        for producer in producers
        for job in _jobs(
            texts, font_names, [item for item in settings if item.style in producer.styles], options.font_folder
        )
        for row in _read_all(paragraphs, producer, extractors, job)
    )
    count = 0
    output = options.out.open("w", encoding="utf-8", newline="\n") if options.out else sys.stdout
    try:
        for row in rows:
            if not (options.damaged and row["families"] == ["sound"]):
                output.write(dump(row) + "\n")
                count += 1
        output.flush()
    finally:
        if options.out:
            output.close()
    return count


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = _parser()
    options = parser.parse_args(argv)
    try:
        if options.list:
            _list()
            return 0
        if not options.texts:
            parser.error("give a text file, or --list")
        count = _run(options)
    except RoundTripError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"{count} pairs", file=sys.stderr)
    return 0 if count else 1


if __name__ == "__main__":
    raise SystemExit(main())
