"""What the document as a whole says: counted once, asked by the rules before they act."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from thaifix import screen, thaibytes, trigrams
from thaifix.gate import suspicious_parts
from thaifix.knowledge import chars
from thaifix.knowledge.glyphs import GLYPH_MARKS, GLYPHS
from thaifix.knowledge.methods import CLUSTER_ECHOED, DRAWN_TWICE, MARK_HOME, SPACE_BETWEEN
from thaifix.knowledge.rewrites import HOLE
from thaifix.patterns import compile_row, displaced

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from thaifix.edits import Edit

__all__ = [
    "THAI_BYTES",
    "Background",
    "Evidence",
    "Habits",
    "Spacing",
    "count_thai",
    "gap_cost",
    "gather",
    "gather_spacing",
    "letters_apart",
]

_REMEMBERED = 1 << 20  # code points of a text up to which what it showed is remembered
_ENOUGH = 1000  # Thai letters from which on an absence means something
_ODD_GAP = 6.0  # nats; of genuine spaces one in fifty costs so much
_HABIT_OF_A_SLIP = 1 / 20_000  # slips to a Thai letter from which on they are a habit of the document
_HABIT = 3  # doubled marks that are no accident any more
_THAI_ENOUGH = 4.0  # nats for a mark and what follows; an icon's code read as a mark costs more
_AM_PRESENT = 5  # sara am seen before its absence elsewhere means anything
_SPACED, _STRETCHES, _STRETCH = 100_000, 16, 4000  # code points above which only so many stretches are looked at
_AM_PER_THAI = 1 / 250  # government text has one in 90 letters; below a third of that, some are lost


_COPIES = frozenset({CLUSTER_ECHOED.name, DRAWN_TWICE.name})


class Habits(NamedTuple):
    """What a document does throughout, as far as the rules ask: so few values that lines share what was decided.

    The attributes are those of `Evidence`.
    """

    marks_move: bool
    marks_double: bool
    holes_are_rings: bool
    keeps_sara_am: bool
    pali: bool
    private_marks: bool


@dataclass(frozen=True, slots=True)
class Spacing:
    """How a document spaces its words: counted only for the decoder, since it costs more.

    Attributes:
        gaps: single spaces between Thai letters.
        odd_gaps: those where Thai has none, by the trigram model.
        lines: lines that have gaps, and
        odd_lines: those that have an odd one.
        tall_gaps: spaces between a tall mark and a tall leading vowel, and
        tall_joints: the same neighbours without a space.
    """

    gaps: int = 0
    odd_gaps: int = 0
    lines: int = 0
    odd_lines: int = 0
    tall_gaps: int = 0
    tall_joints: int = 0

    def __add__(self, other: Spacing) -> Spacing:
        """Return the counts of two parts of a document together."""
        return Spacing(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    def __sub__(self, part: Spacing) -> Spacing:
        """Return the counts of a document without a part of it."""
        return Spacing(*(getattr(self, field.name) - getattr(part, field.name) for field in fields(self)))

    @property
    def drifts(self) -> bool:
        """Whether spaces fall into words as a habit: on many lines, so that one tracked heading does not count."""
        return self.odd_lines >= _HABIT and self.odd_lines > self.lines / 4 and self.odd_gaps > self.gaps / 16

    @property
    def letters_apart(self) -> bool:
        """Whether most spaces stand between letters of a word, as in widely tracked lines."""
        return self.odd_gaps >= _HABIT and self.odd_gaps > self.gaps / 3

    @property
    def opened_after_tall(self) -> float:
        """Share of the joints between a tall mark and a tall leading vowel where typesetting opened a gap, 0 to 1.

        Sound Thai has a space in one of eleven; a few such spaces prove nothing.
        """
        joints = self.tall_gaps + self.tall_joints
        return max(0.0, self.tall_gaps - joints / 11 - 1) / (joints + 1)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts over a whole document that decide what an ambiguous spot means.

    Attributes:
        thai: Thai letters and marks.
        displaced: proofs that marks stand on a neighbouring letter, and
        displaced_before_space: those of them with a space behind.
        went_home: such proofs, and marks that went home, in earlier turns of the same repair.
        handed_on: marks on a leading vowel that begins a word: they can only belong to the letter after it.
        doubled: marks written twice where no letter before can have lost one.
        cut_off: marks behind a space, now or in earlier turns, where no word begins so.
        sara_am: sara am, whole or broken beyond doubt.
        closed: spaces between words that were taken out in earlier turns.
        am_lost: sara aa cut off by a space, as a sara am that lost its ring leaves it.
        stray_holes: U+FFFD after a Thai letter that cannot be the ring of a sara am.
        pali: whether a phinthu is written, as in Pali and Sanskrit.
        private_marks: whether private codes stand for marks: inside a word, or where the mark makes one.
        background: of the document that the text is a piece of; its counts are in the others.
    """

    thai: int = 0
    displaced: int = 0
    displaced_before_space: int = 0
    went_home: int = 0
    handed_on: int = 0
    doubled: int = 0
    cut_off: int = 0
    closed: int = 0
    sara_am: int = 0
    am_lost: int = 0
    stray_holes: int = 0
    pali: bool = False
    private_marks: bool = False
    background: Background | None = None

    def within(self, background: Background | None) -> Evidence:
        """Return the evidence of a text together with that of the document that it is a piece of."""
        if background is None:
            return self
        return replace(self + background.evidence, background=background)

    def __add__(self, other: Evidence) -> Evidence:
        """Return the evidence of two parts of a document together."""
        counts = {name: getattr(self, name) + getattr(other, name) for name in _COUNTS}
        return Evidence(**counts, pali=self.pali or other.pali, private_marks=self.private_marks or other.private_marks)

    def __sub__(self, part: Evidence) -> Evidence:
        """Return the counts of a document without a part of it; what the part shows, others may show, too."""
        counts = {name: getattr(self, name) - getattr(part, name) for name in _COUNTS}
        return replace(self, **counts)

    @property
    def damage(self) -> int:
        """How many signs of damage there are, of all kinds."""
        return sum(getattr(self, name) for name in _COUNTS if name not in _SOUND)

    @property
    def damaged(self) -> bool:
        """Whether the document shows damage that only words undo: marks astray, or rings lost."""
        return self.marks_moved or self.loses_sara_am or self.rings_lost_at_spaces

    def after(self, earlier: Evidence, edits: Sequence[Edit]) -> Evidence:
        """Return this evidence of a repaired text with what the text showed before, and what was repaired for sure.

        A mark that went home is a proof that marks move, though the repaired text shows it no more. What only copies
        of letters seemed to prove goes with them.
        """
        moved = sum(MARK_HOME.name in edit.rule for edit in edits)
        if any(edit.rule in _COPIES for edit in edits):
            earlier = replace(earlier, displaced=0, handed_on=0, displaced_before_space=0)
        return replace(
            self,
            went_home=max(self.displaced, earlier.displaced, earlier.went_home) + moved,
            handed_on=max(self.handed_on, earlier.handed_on),
            cut_off=max(self.cut_off, earlier.cut_off),
            closed=earlier.closed + sum(edit.rule == SPACE_BETWEEN.name for edit in edits),
            displaced_before_space=max(self.displaced_before_space, earlier.displaced_before_space),
        )

    @property
    def habits(self) -> Habits:
        """What the rules ask."""
        return Habits(
            self.marks_move,
            self.marks_double,
            self.holes_are_rings,
            self.keeps_sara_am,
            self.pali,
            self.private_marks,
        )

    @property
    def marks_move(self) -> bool:
        """Whether displaced marks are a habit of this document as it stands."""
        return self.displaced > self.thai * _HABIT_OF_A_SLIP

    @property
    def marks_moved(self) -> bool:
        """Whether they are, or were before some of them went home.

        The rules ask the document as it stands: they would leave for later what they may not touch in it.
        """
        return max(self.displaced, self.went_home) > self.thai * _HABIT_OF_A_SLIP

    @property
    def hands_marks_on(self) -> bool:
        """Whether marks also stand on the letter before their own, as one producer leaves them."""
        return self.handed_on > 1 and self.handed_on > max(self.displaced, self.went_home) / 6

    @property
    def marks_push_spaces(self) -> bool:
        """Whether a mark that moved leaves a space behind it, as some extractors do."""
        all_displaced = max(self.displaced, self.went_home)
        return self.displaced_before_space >= _HABIT and self.displaced_before_space > all_displaced / 3

    @property
    def marks_double(self) -> bool:
        """Whether doubled marks are a habit of this document, as in bold print drawn twice."""
        return self.doubled >= _HABIT

    @property
    def loses_sara_am(self) -> bool:
        """Whether sara am is missing where it must have been: the document lost its rings."""
        return self.thai >= _ENOUGH and self.sara_am < self.thai / 1000

    @property
    def cuts_marks_off(self) -> bool:
        """Whether marks stand behind spaces in this document more than once in a while."""
        return self.cut_off > self.thai * _HABIT_OF_A_SLIP

    @property
    def rings_lost_at_spaces(self) -> bool:
        """Whether sara am also lost its ring to a space in this document: a slip in an archive is no habit of it."""
        return self.am_lost > self.thai * _HABIT_OF_A_SLIP

    @property
    def keeps_sara_am(self) -> bool:
        """Whether sara am comes through whole, so that a sara aa is a sara aa."""
        return self.sara_am >= max(_AM_PRESENT, self.thai * _AM_PER_THAI) and not self.rings_lost_at_spaces

    @property
    def holes_are_rings(self) -> bool:
        """Whether every lost character can be the ring of a sara am."""
        return not self.stray_holes


@dataclass(frozen=True, slots=True)
class Background:
    """What a document shows, for repairing pieces of it that show too little by themselves: cells, lines, pages.

    Attributes:
        evidence: of the whole.
        spacing: of the whole.
        sample: some of its stretches of Thai, from which the costs of the decoder are estimated.
        settles: whether the rest of the document is repaired in the same turns as a large piece of it, and so shows
            less and less damage as the piece does.
    """

    evidence: Evidence
    spacing: Spacing
    sample: tuple[str, ...]
    settles: bool = False

    def __add__(self, other: Background) -> Background:
        """Return what two parts of a document show together."""
        return replace(
            self,
            evidence=self.evidence + other.evidence,
            spacing=self.spacing + other.spacing,
            sample=self.sample + other.sample,
        )

    def settled(self, first: Evidence, now: Evidence) -> Background:
        """Return what the rest of the document shows when a piece of it does not show what it did at first any more.

        What the piece never showed goes with the rest of its damage.
        """
        if not self.settles:
            return self
        counts = {}
        for name in _COUNTS:
            before, after = getattr(first, name), getattr(now, name)
            if not before and name not in _SOUND:
                before, after = first.damage, now.damage
            if before:
                counts[name] = getattr(self.evidence, name) * after // before
        return replace(self, evidence=replace(self.evidence, **counts))


_SOUND = frozenset({"thai", "sara_am"})  # counts that are no damage
_COUNTS = tuple(field.name for field in fields(Evidence) if field.type == "int")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "rings": compile_row(r"[{C}][{H}{T}{N} ]*(?:(?<={N}){AA}|(?<={N}[{T}]){AA})"),
        "am_lost": compile_row(r" {AA}(?:(?<=[{C}] {AA})|(?<=[{C}][{T}] {AA}))"),
        "handed_on": compile_row(r"(?<![{L}])[{E}][{M}]"),
        "cut_off": compile_row(r"[{L}] [{M}]"),
        "doubled": compile_row(r"(?<![{C}{M}])[{C}][{V}]?([{M}])\1"),
        "stray_holes": compile_row(r"[{C}{M}][{H}]+(?! ?[{T}]?[{AA}{AM}{H}])"),
        "private_marks": compile_row(r"[{L}][{GM}]"),
        "private_marks_apart": compile_row(r"([{L}][{C}][{V}]?) ([{GM}])([^{GM}]?)"),
    }


def gather(text: str) -> Evidence:
    """Count the evidence of one document, in the lines and letters that are no sound Thai.

    >>> gather("ตัง้แต่ ปี พ.ศ. 2555 มุง่มัน่").marks_move
    True
    """
    return _gathered_once(text) if len(text) <= _REMEMBERED else _gathered(text)


@lru_cache(maxsize=4)
def _gathered_once(text: str) -> Evidence:
    """Remember what the last texts showed: blocks of a stream are asked when they come, and when they are repaired."""
    return _gathered(text)


def _gathered(text: str) -> Evidence:
    find = _patterns()
    odd = screen.spans(text, screen.IN_DAMAGE)
    parts = _suspicious_parts(text, odd)
    proofs = list(_hits(displaced(), text, odd))  # letters that no Thai has are odd ones, wherever they stand
    return Evidence(
        thai=count_thai(text),
        displaced=len(proofs),
        displaced_before_space=sum(1 for hit in proofs if text[hit.end() : hit.end() + 1] == " "),
        handed_on=_count(find["handed_on"], text, parts),
        doubled=_count(find["doubled"], text, parts),
        cut_off=_count(find["cut_off"], text, parts) if " " in text else 0,
        sara_am=text.count(chars.SARA_AM) + _count(find["rings"], text, parts),
        am_lost=_count(find["am_lost"], text, parts) if " " in text else 0,
        stray_holes=_count(find["stray_holes"], text, parts) if HOLE in text else 0,
        pali=chars.PHINTHU in text,
        private_marks=any(mark in text for mark in GLYPH_MARKS) and _private_marks(text, parts),
    )


def _suspicious_parts(text: str, odd: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the lines that the gate stops, and what the screen sees elsewhere: where all evidence is."""
    parts: list[tuple[int, int]] = []
    for start, end in sorted([*suspicious_parts(text), *odd]):
        if parts and start <= parts[-1][1]:
            start, end = parts[-1][0], max(end, parts.pop()[1])  # noqa: PLW2901 - the two become one
        parts.append((start, end))
    return parts


def _hits(pattern: re.Pattern[str], text: str, parts: Sequence[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Yield the matches in some parts of a text; what stands around a part is seen on its left, and a little beyond."""
    for start, end in parts:
        yield from pattern.finditer(text, start, end + 1)


def _count(pattern: re.Pattern[str], text: str, parts: Sequence[tuple[int, int]]) -> int:
    count = 0
    for start, end in parts:
        count += len(pattern.findall(text, start, end + 1))
    return count


def _private_marks(text: str, parts: Sequence[tuple[int, int]]) -> bool:
    """Tell whether private codes stand for marks: inside a word, or after a space where their mark makes Thai."""
    find = _patterns()
    if next(_hits(find["private_marks"], text, parts), None):
        return True
    hits = _hits(find["private_marks_apart"], text, parts)
    return any(trigrams.cost(GLYPHS[hit[2]] + (hit[3] or "\n"), hit[1]) <= _THAI_ENOUGH for hit in hits)


def gather_spacing(text: str) -> Spacing:
    """Count how a document spaces its words; of a long one, how some stretches of it do.

    >>> gather_spacing("ที่ ได้ ใช้ ใน ให้ โอกาส").opened_after_tall > 1 / 3
    True
    """
    find = _spaces()
    if len(text) > _SPACED:
        text = "\n".join(text[start : start + _STRETCH] for start in range(0, len(text), len(text) // _STRETCHES))
    by_line = [_count_gaps(line) for line in text.split("\n")]
    return Spacing(
        gaps=sum(gaps for gaps, _ in by_line),
        odd_gaps=sum(odd for _, odd in by_line),
        lines=sum(gaps > 0 for gaps, _ in by_line),
        odd_lines=sum(odd > 0 for _, odd in by_line),
        tall_gaps=len(find["tall_gaps"].findall(text)),
        tall_joints=len(find["tall_joints"].findall(text)),
    )


@lru_cache(maxsize=8192)
def _count_gaps(line: str) -> tuple[int, int]:
    """Count the gaps of a line, and the odd ones; most lines come again when the text is read again."""
    gaps = [gap_cost(*hit) >= _ODD_GAP for hit in _spaces()["gaps"].findall(line)] if " " in line else []
    return len(gaps), sum(gaps)


def letters_apart(window: str) -> bool:
    """Tell whether most spaces of a single stretch stand between letters of a word (`Spacing.letters_apart`).

    >>> letters_apart("ก ร ม ก า ร"), letters_apart("กรม การ ปกครอง ไทย")
    (True, False)
    """
    return window.count(" ") >= _HABIT and Spacing(*_count_gaps(window)).letters_apart


@cache
def _spaces() -> dict[str, re.Pattern[str]]:
    return {
        "gaps": compile_row(r"([{L}]{{1,2}}) (?![{M}])(?=([{L}]{{1,2}}))"),
        "tall_gaps": compile_row(r"[{C}][{V}]?[{T}] (?=[ใไโ])"),
        "tall_joints": compile_row(r"[{C}][{V}]?[{T}](?=[ใไโ])"),
    }


@lru_cache(maxsize=8192)
def gap_cost(before: str, after: str) -> float:
    """Return by how many nats a space between two strings is less Thai than none.

    >>> gap_cost("ัน", "ทั") < gap_cost("พั", "ฒน")
    True
    """
    return trigrams.cost(" " + after, before) - trigrams.cost(after, before)


def count_thai(text: str) -> int:
    """Count the characters of TIS-620 at the speed of a codec.

    >>> count_thai("ปี 2564")
    2
    """
    encoded = thaibytes.encode(text)
    return len(encoded) - len(encoded.translate(None, THAI_BYTES))


THAI_BYTES = bytes(range(0xA1, 0xFC))
"""The bytes of `thaibytes` that are counted as Thai."""
