"""The text of a PDF page, letter by letter from PDFium, without what PDFium adds to Thai.

PDFium heeds ActualText, and so reads Thai with less damage than most (docs/formats.md). What it does to Thai, the
positions of the letters give away:

* A cluster whose mark is drawn apart comes again with the mark (``ถิ่นถิ่``). The box of the copy is that of the mark,
  off the line on which letters stand, or over that of the cluster.
* Behind such a mark, and behind a sara am of which one half is drawn apart, it sees a gap and makes up a space or a
  line end; before a mark it makes up a space.
* A mark that a program draws when the line is done (``ขึน ้``) comes when it is drawn. Its letter is the one under it.
"""

from __future__ import annotations

import ctypes
import math
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from thaifix.knowledge.chars import CONSONANTS, MARKS, SARA_AA, SARA_AM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Char", "is_upright", "page_chars", "page_text"]

_HOLE: Final = 0xFFFD  # for a glyph of which the file does not tell the letter
_BASES: Final = frozenset(CONSONANTS)
_DRAWN_MARKS: Final = frozenset(MARKS)
_MARKS: Final = _DRAWN_MARKS | {SARA_AM}
# In heights of a letter.
_OFF = 0.5  # how far above the line a box begins that has no letter in it
_SPACE = 0.33  # the narrowest gap that is a space
_WIDE = 0.55  # the narrowest that is a space where PDFium sees none
_AA = 0.58  # the width of a sara aa, where a page has none
_BESIDE = 0.22  # the room around it
_FAR = 40  # chunks between a letter and a mark of its own, at most
_BACK = 8  # clusters between a letter and its mark, at most
_SAMPLE = 50  # letters that tell how a page is turned
_TURNED = 0.05  # radians
_OVERHANG = 0.3  # how far to the right of its letter the middle of a mark can be
_LINE = 0.5  # how far apart lines are at least


class Char(NamedTuple):
    """A letter on a page.

    Attributes:
        text: what it is.
        made_up: whether PDFium put it in, as a space where it sees a gap.
        x: where it is drawn from.
        y: the line that it stands on.
        left: of its box, as are the others; in points, from the lower left corner of the page.
    """

    text: str
    made_up: bool
    x: float
    y: float
    left: float
    bottom: float
    right: float
    top: float


def page_text(chars: Sequence[Char]) -> str:
    """Return the text of a page, for the lines of which run across it."""
    if not any(char.text in _BASES for char in chars):
        return "".join(char.text for char in chars).replace("\r\n", "\n")
    line = _Line(_sizes(chars))
    for chunk in _chunks(chars):
        line.add(chunk)
    return line.text()


class _Size(NamedTuple):
    """How large letters are: the height of most, and the half of a sara am with the room around it."""

    height: float
    half: float


def _sizes(chars: Sequence[Char]) -> Mapping[float, _Size]:
    """Return how large letters are in each line, told by where it stands; a heading is larger than other text."""
    page = _size(chars, 0.0)
    lines: dict[float, list[Char]] = {}
    for char in chars:
        lines.setdefault(char.y, []).append(char)
    return {y: _size(line, page.height) for y, line in lines.items()}


def _size(chars: Sequence[Char], otherwise: float) -> _Size:
    height = median([char.top - char.bottom for char in chars if char.text in _BASES] or [otherwise])
    width = median([char.right - char.left for char in chars if char.text == SARA_AA] or [_AA * height])
    return _Size(height, width + _BESIDE * height)


class _Line:
    """What has been read of a page: the chunks that were kept, and what stands between them."""

    def __init__(self, sizes: Mapping[float, _Size]) -> None:
        self._sizes = sizes
        self._height = self._half = 0.0
        self._pieces: list[str] = []  # the text in front of a chunk and of the chunk, in turn
        self._kept: list[Sequence[Char]] = []
        self._edge = 0.0  # of the last letter and its marks, to the right
        self._made_up = ""
        self._dropped = False

    def add(self, chunk: Sequence[Char]) -> None:
        """Take the next chunk, or what was made up between two."""
        if chunk[0].made_up:
            self._made_up += chunk[0].text
            return
        self._height, self._half = self._sizes[chunk[0].y]
        if self._is_echo(chunk):
            self._dropped = True
        elif (home := self._home(chunk)) is not None:
            self._pieces[2 * home + 1] += chunk[0].text
            self._dropped = True
        else:
            self._keep(chunk)

    def _keep(self, chunk: Sequence[Char]) -> None:
        between = (self._gap(chunk) if self._dropped else self._joint(chunk)) if self._kept else self._made_up
        self._pieces += (between.replace("\r\n", "\n"), "".join(char.text for char in chunk))
        same = chunk[0].text in _DRAWN_MARKS and not between
        self._edge = max(self._edge, chunk[-1].right) if same else chunk[-1].right
        self._kept.append(chunk)
        self._made_up, self._dropped = "", False

    def text(self) -> str:
        """Return it all."""
        return "".join([*self._pieces, self._made_up.replace("\r\n", "\n")])

    def _is_echo(self, chunk: Sequence[Char]) -> bool:
        """Tell whether a cluster came with its mark, when it had come with its letter."""
        if len(chunk) == 1 or not any(char.text in _BASES for char in chunk):
            return False
        first = chunk[0]
        if first.bottom > first.y + _OFF * self._height or first.top < first.y:
            return True  # there is no letter in the box
        text = [char.text for char in chunk]
        if self._kept and text[-1] == SARA_AM and text == [char.text for char in self._kept[-1]]:
            # Between two such clusters there is room for the half of the first.
            return first.left - self._kept[-1][-1].right < self._half / 2
        return any(_overlap(chunk, other) and text == [char.text for char in other] for other in self._kept[-_BACK:])

    def _joint(self, chunk: Sequence[Char]) -> str:
        """Return what PDFium put between two chunks, but for what it put into a word."""
        before = self._kept[-1]
        if self._made_up == " ":
            if chunk[0].text in _MARKS:
                return ""
            return self._gap(chunk) if _is_half(before) or before[0].text in _DRAWN_MARKS else " "
        if self._made_up == "\r\n" and self._gap(chunk) != "\n":
            near = 0 <= chunk[0].left - before[-1].right < self._height
            return self._gap(chunk) if near else "\n"
        if not self._made_up and len(before) > 1 and self._gap(chunk) == " ":
            wide = self._room(chunk) > _WIDE * self._height
            return " " if wide and not (before[-1].text + chunk[0].text).isspace() else ""
        return self._made_up

    def _gap(self, chunk: Sequence[Char]) -> str:
        """Return what stands before a chunk by its position: a line end, a space or nothing."""
        if abs(chunk[0].y - self._kept[-1][0].y) > _LINE * self._height:
            return "\n"
        return " " if self._room(chunk) > _SPACE * self._height else ""

    def _room(self, chunk: Sequence[Char]) -> float:
        """Return how much room is before a chunk in its line."""
        return chunk[0].left - self._edge - (self._half if _is_half(self._kept[-1]) else 0.0)

    def _home(self, chunk: Sequence[Char]) -> int | None:
        """Return the chunk above or below which a mark was drawn after other letters, as LibreOffice does."""
        mark = chunk[0]
        if mark.text not in _DRAWN_MARKS or len(chunk) > 1:
            return None
        middle = (mark.left + mark.right) / 2
        passed = 0
        for place in range(len(self._kept) - 1, max(len(self._kept) - _FAR, 0) - 1, -1):
            other = self._kept[place]
            if abs(other[0].y - mark.y) > _LINE * self._height:
                return None
            if other[0].text in _DRAWN_MARKS:
                continue
            if other[0].left <= middle <= other[-1].right + _OVERHANG * self._height and other[0].text in _BASES:
                return self._behind_marks(place) if passed else None
            passed += 1
        return None

    def _behind_marks(self, place: int) -> int:
        while place + 1 < len(self._kept) and self._kept[place + 1][0].text in _DRAWN_MARKS:
            place += 1
        return place


def _chunks(chars: Sequence[Char]) -> Iterator[list[Char]]:
    """Yield letters by what they were drawn with: those of one ActualText share their origin, and a box in slices."""
    for key, group in groupby(chars, lambda char: (char.made_up, *char[2:4], char.bottom, char.top)):
        if key[0]:
            yield from ([char] for char in group)
        else:
            yield list(group)


def _overlap(one: Sequence[Char], other: Sequence[Char]) -> bool:
    """Tell whether a cluster stands above, below or on another, in its line."""
    middle = (one[0].left + one[-1].right) / 2
    return other[0].left <= middle <= other[-1].right and one[0].bottom < other[0].top and other[0].bottom < one[0].top


def _is_half(chunk: Sequence[Char]) -> bool:
    """Tell whether a cluster can have a half that stands behind its box."""
    return len(chunk) > 1 and chunk[-1].text == SARA_AM


def page_chars(page: Any, raw: Any) -> list[Char]:  # noqa: ANN401 - PDFium's text page and its bindings have no types
    """Read the letters of a page."""
    x, y, left, bottom, right, top = (ctypes.c_double() for _ in range(6))
    chars: list[Char] = []
    for number in range(raw.FPDFText_CountChars(page)):
        raw.FPDFText_GetCharOrigin(page, number, x, y)
        raw.FPDFText_GetCharBox(page, number, left, right, bottom, top)
        code = ord("-") if raw.FPDFText_IsHyphen(page, number) == 1 else raw.FPDFText_GetUnicode(page, number) or _HOLE
        made_up = raw.FPDFText_IsGenerated(page, number) == 1
        chars.append(Char(chr(code), made_up, x.value, y.value, left.value, bottom.value, right.value, top.value))
    return chars


def is_upright(page: Any, raw: Any) -> bool:  # noqa: ANN401 - as above
    """Tell whether most of the first letters of a page stand upright."""
    angles = [raw.FPDFText_GetCharAngle(page, number) for number in range(min(_SAMPLE, raw.FPDFText_CountChars(page)))]
    return 2 * sum(abs(math.remainder(angle, math.tau)) < _TURNED for angle in angles) >= len(angles)
