"""Texts and pages made to be slow: time and memory a code point, beside ordinary damaged text, and how both grow.

Each text is repaired in a process of its own, at a tenth of its length and at its length, so that the growth of the
time shows (1 is linear, 2 quadratic), and the peak of the memory is its own.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from random import Random
from time import process_time
from typing import TYPE_CHECKING, Any

import thaifix
from benchmarks.materials import CORPUS, ROOT, sample_book
from benchmarks.tables import table
from thaifix.formats import Reading, open_document
from thaifix.knowledge import chars

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["PAGES", "TEXTS", "Figure", "describe", "measure"]

_TENTH = 10
_CODE_POINTS_OF_A_PAGE = 100_000
_BYTES_AT_RANDOM = 1 << 20
_MAIEK, _SARA_I = "\N{THAI CHARACTER MAI EK}", "\N{THAI CHARACTER SARA I}"
_KOKAI = "\N{THAI CHARACTER KO KAI}"
_WORDS = "โรงเรียนบ้านหนองบัวจัดอบรมเรื่องน้ำและป่าไม้ให้นักเรียนชั้นปีที่สาม"
_DAMAGED_WORDS = "โรงเรยีนบา้นหนองบวัจดัอบรมเรื่องน ้าและป่าไม้ให้นกัเรยีนชัน้ปีทีส่าม"


def _at_random(codec: str) -> str:
    """Return bytes drawn at random, as a code page or UTF-8 reads them."""
    return Random(0).randbytes(_BYTES_AT_RANDOM).decode(codec, "replace")


TEXTS: dict[str, Callable[[], str]] = {
    "one mark": lambda: _MAIEK,
    "two marks in turn": lambda: _MAIEK + _SARA_I,
    "a letter and a mark in turn": lambda: _KOKAI + _MAIEK,
    "a letter and two marks out of order": lambda: _KOKAI + _MAIEK + _SARA_I,
    "sound, without a space": lambda: _WORDS,
    "damaged, without a space": lambda: _DAMAGED_WORDS,
    "one line of letters between spaces": lambda: " ".join(_WORDS) + " ",
    "glyph codes one in another": lambda: "(cid:(cid:",
    "glyph codes and a letter in turn": lambda: "(cid:201)" + _KOKAI,
    "holes and letters in turn": lambda: "\N{REPLACEMENT CHARACTER}" + _KOKAI,
    "mojibake of mojibake": lambda: _WORDS.encode().decode("latin-1").encode().decode("latin-1"),
    "every letter twice": lambda: "".join(letter * 2 for letter in _WORDS),
    "random bytes as code page 874": lambda: _at_random("cp874"),
    "random bytes as Latin-1": lambda: _at_random("latin-1"),
    "random bytes as UTF-8": lambda: _at_random("utf-8"),
    "random Thai": lambda: "".join(Random(0).choices(chars.LETTERS + " ", k=_BYTES_AT_RANDOM)),
}
"""By what is said of it, what a text repeats."""

PAGES: tuple[tuple[str, str], ...] = (
    *(("html", unit) for unit in ("<", "<a", "&", "<!--", "</", "<b>ก", "&#", "<a href='", "<!", "<?", "ก<a ")),
    *(("hocr", unit) for unit in ("<p>ก", "<p></i>", "<b class='ocrx_word'>ก", "<p class='ocr_line'>ก")),
)
"""Formats, and what a page of each repeats: tags and references that never end, or that nest without end."""

_PROBE = """
import json, resource, sys
from benchmarks import hostile
name, size = sys.argv[1], int(sys.argv[2])
print(json.dumps(hostile.of_text(name, size)))
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one text or page takes.

    Attributes:
        name: of the text; of a page its format and what it repeats.
        nanoseconds: CPU time a code point, at the full length.
        growth: the exponent of the time in the length; 1 is linear.
        memory: bytes a code point by which the peak of the process grew; of a page not asked.
    """

    name: str
    nanoseconds: float
    growth: float
    memory: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain values."""
        return asdict(self)


def measure(code_points: int) -> tuple[float, list[Figure]]:
    """Measure every text, of so many code points, and every page.

    Returns:
        Nanoseconds that a code point of ordinary damaged text takes, of the sample book, and the figures.
    """
    ordinary = _probed("", 1)["nanoseconds"]
    figures = [Figure(name, **_probed(name, code_points)) for name in TEXTS]
    return ordinary, [*figures, *(_of_page(suffix, unit) for suffix, unit in PAGES)]


def _probed(name: str, code_points: int) -> dict[str, float]:
    done = subprocess.run(  # noqa: S603 - this interpreter, and the text above
        [sys.executable, "-c", _PROBE, name, str(code_points)], stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT
    )
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def of_text(name: str, code_points: int) -> dict[str, float]:
    """Measure one text in this process, or the sample book where none is named."""
    import resource  # noqa: PLC0415 - of systems that are like Unix

    thaifix.fix(_DAMAGED_WORDS)  # loads what is loaded once
    if not name:
        return _of_ordinary_text()
    unit = TEXTS[name]()
    text = (unit * (code_points // len(unit) + 1))[:code_points]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    short = _seconds(text[: code_points // _TENTH])
    long = _seconds(text)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    return {
        "nanoseconds": long / code_points * 1e9,
        "growth": math.log(long / short, _TENTH),
        "memory": grown / code_points,
    }


def _of_ordinary_text() -> dict[str, float]:
    """Measure the second half of the sample book, after the first has loaded what books need."""
    lines = sample_book(CORPUS).broken
    first, second = "\n".join(lines[: len(lines) // 2]), "\n".join(lines[len(lines) // 2 :])
    _seconds(first)
    return {"nanoseconds": _seconds(second) / len(second) * 1e9}


def _seconds(text: str) -> float:
    started = process_time()
    thaifix.fix(text)
    return process_time() - started


def _of_page(suffix: str, unit: str) -> Figure:
    frame = "<html><body><div class='ocr_page'>{}</div></body></html>" if suffix == "hocr" else "{}"
    long = frame.format(unit * (_CODE_POINTS_OF_A_PAGE // len(unit))).encode()
    short = frame.format(unit * (_CODE_POINTS_OF_A_PAGE // len(unit) // _TENTH)).encode()
    times = []
    for page in (short, long):
        started = process_time()
        with suppress(thaifix.InputError):
            open_document(f"page.{suffix}", page, Reading())
        times.append(process_time() - started)
    return Figure(f"{suffix}: {unit}", times[1] / _CODE_POINTS_OF_A_PAGE * 1e9, math.log(times[1] / times[0], _TENTH))


def describe(ordinary: float, figures: Sequence[Figure]) -> str:
    """Lay the figures out."""
    rows = [
        [
            f"`{figure.name}`" if figure.memory is None else figure.name,
            f"{figure.nanoseconds:.0f}",
            f"{figure.nanoseconds / ordinary:.2f}",
            f"{figure.growth:.2f}",
            "" if figure.memory is None else f"{figure.memory:.1f}",
        ]
        for figure in figures
    ]
    head = ["repeated", "ns a code point", "times damaged text", "growth", "bytes a code point"]
    return f"Ordinary damaged text takes {ordinary:.0f} ns a code point.\n\n{table(head, rows)}"
