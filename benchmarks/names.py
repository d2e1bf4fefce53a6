"""Names: how many damaged ones come back, how many sound unknown ones are changed, and the speed of finding.

Errors are drawn as the table of confusions says, and written into carrier sentences of our own.
What must survive is made here too: known names cut short, surnames and village names put together
from the parts that such names have, and common words, each beside a cue.
"""

from __future__ import annotations

import math
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import thaifix
from benchmarks.materials import sample_book
from benchmarks.tables import table
from thaifix import gazetteer, lexicon, names
from thaifix.borders import between_words
from thaifix.knowledge import chars
from thaifix.knowledge.confusions import LOST, LOST_OTHER, READ_AS, SWAPPED
from thaifix.lattice import words_cost

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from thaifix.gazetteer import Entry, Gazetteer

__all__ = ["Report", "describe", "measure"]

_MANY = 5000
_LETTERS = frozenset(chars.LETTERS)
_FEWEST_LETTERS = 4
_MARKS = frozenset(chars.MARKS)
_CONSONANTS = frozenset(chars.CONSONANTS)
_MARKLESS = _CONSONANTS
_COMMON = [letter for letter in chars.LETTERS if letter not in "ฃฅฆฌฎฏฐฑฒฬฮฤฦๅฺํ๎"]  # what is hardly ever read
_RARELY = 6.0  # nats from which on a confusion is none that one meets
_CUE = {"province": "จังหวัด", "district": "อำเภอ", "subdistrict": "ตำบล"}
_PREFIXES = (
    "ศรี",
    "วงศ์",
    "สุข",
    "ทอง",
    "แก้ว",
    "จันทร์",
    "พงษ์",
    "บุญ",
    "เพชร",
    "รัตน",
    "สิงห์",
    "อินทร์",
    "ชัย",
    "ธนา",
    "มณี",
    "คำ",
)
_SUFFIXES = (
    "สวัสดิ์",
    "พันธุ์",
    "วัฒน์",
    "รักษ์",
    "ประเสริฐ",
    "กุล",
    "สกุล",
    "วงศ์",
    "ศักดิ์",
    "เจริญ",
    "มงคล",
    "พานิช",
    "สมบูรณ์",
    "ไพศาล",
    "งาม",
    "ดี",
)
_VILLAGES = (
    "บ้าน",
    "โนน",
    "หนอง",
    "ห้วย",
    "คลอง",
    "โคก",
    "ดอน",
    "ท่า",
    "วัง",
    "บึง",
    "นา",
    "ป่า",
    "สวน",
    "เกาะ",
    "แหลม",
    "ปาก",
)
_OF_VILLAGES = (
    "ไผ่", "ตาล", "หิน", "ทราย", "เสือ", "ช้าง", "ม่วง", "มะขาม", "ยางสูง", "แฝก", "หวายดำ", "ตาสา", "ยายชี",
    "ไทรคู่", "กระโดน", "หมาก", "พลวง", "ตะแบก", "เกวียนหัก", "แสงทอง", "สามขา", "เตยหอม", "ลุงดำ", "ใต้ฟ้า",
)  # fmt: skip
_BEHIND = ("จังหวัด", "จ.", "อำเภอ", "อ.", "ตำบล", "ต.", "เทศบาลตำบล", "อบต.")


@dataclass(slots=True)
class Report:
    """Figures: each a count and of how many, and examples of what went wrong."""

    restored: dict[str, tuple[int, int]] = field(default_factory=dict)
    changed: dict[str, tuple[int, int]] = field(default_factory=dict)
    megabytes_per_second: float = 0.0
    examples: dict[str, list[str]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain values."""
        return {
            "restored": self.restored,
            "changed": self.changed,
            "find_megabytes_per_second": self.megabytes_per_second,
            "examples": self.examples,
        }


def measure(corpus: Path, most: int = 1000, seed: int = 0) -> Report:
    """Measure all; of each kind of names, ``most`` are damaged, drawn at random."""
    rng = random.Random(seed)
    known = gazetteer.load()
    report = Report()
    for kind in known.kinds:
        entries = [entry for entry in known.of_kind(kind) if sum(c in _LETTERS for c in entry.name) >= _FEWEST_LETTERS]
        some = rng.sample(entries, min(most, len(entries)))
        for errors in (1, 2):
            _restore(report, known, kind, some, errors, rng)
    for what, texts in _survivors(known, rng).items():
        outs = [(text, thaifix.fix(text)) for text in texts]
        report.changed[what] = (sum(out != text for text, out in outs), len(outs))
        report.examples[what] = [f"{text} → {out}" for text, out in outs if out != text][:8]
    report.megabytes_per_second = _speed(corpus)
    return report


def _restore(  # noqa: PLR0913, PLR0917 - one row of the table
    report: Report, known: Gazetteer, kind: str, entries: Sequence[Entry], errors: int, rng: random.Random
) -> None:
    good = total = 0
    missed: list[str] = []
    for entry in entries:
        cue = len(entry.name) - len(known.bare(entry)) if kind == "local-government" else 0
        wrong = entry.name[:cue] + _damaged(entry.name[cue:], errors, rng)
        if wrong == entry.name or known.named(wrong):
            continue  # the error made another known name, which nobody could know
        broken, sound = (_carrier(known, kind, entry, form) for form in (wrong, entry.name))
        total += 1
        got = thaifix.fix(broken)
        good += got == sound
        if got != sound:
            missed.append(f"{broken} → {got}")
    what = f"{kind}, {errors} error{'s' if errors > 1 else ''}"
    report.restored[what] = (good, total)
    report.examples[what] = missed[:8]


def _carrier(known: Gazetteer, kind: str, entry: Entry, form: str) -> str:
    """Put a name into a sentence as government text has it: places with the place they belong to."""
    cue = _CUE.get(kind, "")
    parents = [f" {_CUE[parent.kind]}{parent.name}" for parent in known.parents(entry) if parent.kind in _CUE]
    return f"โครงการของ {cue}{form}{''.join(parents)} ได้ดำเนินการแล้ว"


def _damaged(name: str, errors: int, rng: random.Random) -> str:
    """Make errors at different letters, each as likely as the table of confusions says."""
    text = list(name)
    for _ in range(errors):
        choices = [choice for choice in _errors("".join(text)) if not choice[0].startswith(" ")]
        if not choices:
            break
        weights = [math.exp(-cost) for _, cost in choices]
        text = list(rng.choices([new for new, _ in choices], weights)[0])
    return "".join(text)


def _errors(text: str) -> Iterator[tuple[str, float]]:
    """Yield every text that is one error away, with what the error costs; signs and digits stay."""
    for place, letter in enumerate(text):
        if letter not in _LETTERS:
            continue
        if _well_formed(text[place - 1 : place], text[place + 1 : place + 2]):
            yield text[:place] + text[place + 1 :], LOST.get(letter, LOST_OTHER)
        for other in _COMMON:
            if READ_AS.get((letter, other), _RARELY) < _RARELY:
                yield text[:place] + other + text[place + 1 :], READ_AS[letter, other]
        after = text[place + 1 : place + 2]
        if after in _MARKS and letter in _MARKLESS and text[place - 1 : place] in _CONSONANTS and after != letter:
            yield text[:place] + after + letter + text[place + 2 :], SWAPPED + 1


def _well_formed(before: str, after: str) -> bool:
    """Tell whether two letters may meet where one between them was lost."""
    if not after or after not in chars.DEPENDENT:
        return True
    return bool(before) and before in chars.CONSONANTS


def _survivors(known: Gazetteer, rng: random.Random) -> dict[str, list[str]]:
    """Make what must stay as it is, each beside a cue."""
    words = sorted(word for word in lexicon.load() if len(word) > _FEWEST_LETTERS and known.named(word) == ())
    surnames = [rng.choice(_PREFIXES) + rng.choice(_SUFFIXES) for _ in range(_MANY)]
    villages = [rng.choice(_VILLAGES) + rng.choice(_OF_VILLAGES) for _ in range(_MANY)]
    common = rng.sample(words, _MANY)
    entries = rng.sample([entry for entry in known if len(entry.name) > 2 * _FEWEST_LETTERS], _MANY)
    return {
        "names cut short": [
            f"โครงการของ {_CUE.get(entry.kind, '')}{short} ได้ดำเนินการแล้ว"
            for entry in entries
            if (short := _cut_short(entry.name)) and not known.named(short)
        ],
        "surnames": [_beside(name, rng) for name in surnames if not known.named(name)],
        "villages": [_beside(name, rng) for name in villages if not known.named(name)],
        "common words": [_beside(word, rng) for word in common],
        "villages in a district": [
            f"ที่ตำบล{name} อำเภอ{district.name} จังหวัด{next(known.parents(district)).name}"
            for name, district in zip(villages, rng.choices(known.of_kind("district"), k=_MANY), strict=True)
            if not known.named(name)
        ],
    }


def _cut_short(name: str) -> str:
    """Take the last word away, or nothing if there is only one."""
    words = lexicon.load()
    for place in range(len(name) - 2, 2, -1):
        if between_words(name, place) and words_cost(name[place:], words) + words_cost(name[:place], words) < math.inf:
            return name[:place].rstrip()
    return ""


def _beside(name: str, rng: random.Random) -> str:
    return f"ที่{rng.choice(_BEHIND)}{name} ได้ดำเนินการแล้ว"


def _speed(corpus: Path) -> float:
    """Return megabytes (UTF-8) in which names are found in a second of one core, on the sound sample book."""
    text = "\n".join(sample_book(corpus).sound) * 20
    names.find(text)
    began = time.process_time()
    names.find(text)
    return len(text.encode()) / 1e6 / (time.process_time() - began)


def describe(report: Report) -> str:
    """Write the figures as tables."""
    restored = [[what, str(total), f"{good / total:.3f}"] for what, (good, total) in report.restored.items() if total]
    changed = [
        [what, str(total), str(bad), f"{1000 * bad / total:.2f}"] for what, (bad, total) in report.changed.items()
    ]
    return "\n\n".join(
        [
            table(["damaged names", "texts", "restored"], restored),
            table(["sound, unknown", "texts", "changed", "in 1,000"], changed),
            f"finding: {report.megabytes_per_second:.1f} MB/s",
        ]
    )
