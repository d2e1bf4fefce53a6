"""Where a text may hold a copy of its own letters, by shape alone; `thaifix.doubles` decides which are damage.

Two kinds of programs leave copies. Bold that is printed twice comes out letter by letter: every letter, or mark
and letter, is followed by its like (``รราายยชชื่ื่อ``). PDFium, and what is built on it, writes a cluster with
marks once more behind the next one, often with a space (``สุขสุ ภาพ``); some fonts make other programs write it
at once (``ซึ่ซึ่ง``).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from thaifix import scans, thaibytes, trigrams
from thaifix.gate import lines_at
from thaifix.knowledge import chars
from thaifix.knowledge.glyphs import GLYPH_MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "ODD",
    "Echo",
    "Square",
    "echoes",
    "likenesses",
    "lines_with_echoes",
    "lines_with_squares",
    "squares",
    "suspected",
    "suspected_at",
]

ODD = 13.0
"""Nats that the letters of an echo cost beyond those of the text without it, from which on it is no chance: of 1,600
clusters that read like their neighbours in 12 million characters of news, none costs so much."""

_WORTH_NUMPY = 200  # code points
_AWAY = range(2, 7)  # code points from a cluster of two or three to its like, with a cluster of three at most between
_NEAR = 2  # characters on either side by which an echo is judged
_M, _C = chars.MARKS, chars.CONSONANTS
_LOW = chars.VOWEL_MARKS + chars.PHINTHU + chars.MAITAIKHU
_HIGH = chars.TOP_MARKS + chars.NIKHAHIT


class Echo(NamedTuple):
    """A cluster with marks that reads like the one before, or like the last but one.

    Attributes:
        start: its first code point, or that of the space that parts it from its like.
        end: one past its last.
        space: 1 if a single space follows, which may have come with it, else 0.
        between: what stands between the two: nothing, another cluster or letter, as PDFium leaves them, or a space,
            as it does in bold that is printed twice.
        cost: what its letters cost, in nats, beyond those of the text without them.
    """

    start: int
    end: int
    space: int
    between: str
    cost: float


class Square(NamedTuple):
    """Letters or marks followed by their copy; ``middle`` is where the copy starts."""

    start: int
    middle: int
    end: int


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    marks = chars.MARKS + GLYPH_MARKS
    letters = "".join(c for c in chars.LETTERS if c not in _M)
    one = f"[{marks}{chars.SARA_AM}]{{0,3}}[{letters}][{marks}]{{0,3}}|[{marks}]{{1,3}} ?"
    return {
        "unit": re.compile(f"[{_C}][{_M}]*|.", re.DOTALL),
        # marks out of order are for the rules; what stands in order then is looked at in the next turn
        "cluster": re.compile(f"[{_C}](?=[{_M}])[{_LOW}]?[{_HIGH}]?"),
        "echo": re.compile(f"([{_C}][{_M}]+)(?:[{_C}][{_M}]*|[^{_M}])?\\1(?![{_M}])"),
        # the same but for a cluster with marks between the two, wherever it begins: for the gate
        "glance": re.compile(f"(?=([{_C}][{_M}]+)(?![{_M}])[^{_M}]?(\\1))"),
        "square": re.compile(f"({one})\\1"),
        # any run of squares has a letter that stands twice without marks, and something twice behind it
        "squares": re.compile(f"([{letters}])\\1([{letters}{marks}]{{1,3}})\\2"),
    }


def suspected(text: str) -> bool:
    """Tell whether a text holds an echo that is no chance.

    Letters drawn twice need no scan of their own: they double marks and sara e, which `thaifix.gate` sees.

    >>> suspected("รายชื่อชื่ ผู้สมัคร"), suspected("ทุกวันวันละร้อยบาท")
    (True, False)
    """
    glance = _patterns()["glance"]
    if len(text) < _WORTH_NUMPY and not scans.COMPILED:
        return any(map(_is_odd, glance.finditer(text)))
    return suspected_at(text, likenesses(text))


def suspected_at(text: str, places: Iterable[int]) -> bool:
    """Tell whether an echo that is no chance begins at one of these places."""
    hits = (_patterns()["glance"].match(text, place) for place in places)
    return any(hit is not None and _is_odd(hit) for hit in hits)


def lines_with_echoes(text: str) -> Iterator[tuple[int, str, list[Echo]]]:
    r"""Yield each line that has echoes, with its offset and with them.

    >>> [(offset, len(found)) for offset, _, found in lines_with_echoes("สุขภาพ\nสุขสุ ภาพ")]
    [(7, 1)]
    """
    for offset, line in lines_at(text, ((place, place + 1) for place in likenesses(text))):
        found = echoes(line)
        if found:
            yield offset, line, found


def lines_with_squares(text: str, least: int = 4) -> Iterator[tuple[int, str, list[list[Square]]]]:
    """Yield each line that has runs of letters that all stand twice, with its offset and with them."""
    for offset, line in lines_at(text, (hit.span() for hit in _doubled(text))):
        found = squares(line, least)
        if found:
            yield offset, line, found


def likenesses(text: str) -> list[int]:
    """Return where a consonant and its mark come again a cluster further on or at once, at the speed of a scan."""
    return scans.alike(thaibytes.encode(text), _table_of(_C), _table_of(_M), _AWAY)


def _doubled(text: str) -> Iterator[re.Match[str]]:
    """Return the hits of ``squares``, of long texts also those that overlap."""
    pattern = _patterns()["squares"]
    if len(text) < _WORTH_NUMPY:
        return pattern.finditer(text)
    import numpy as np  # noqa: PLC0415 - short texts do without

    data = np.frombuffer(thaibytes.encode(text) + b"\n" * 7, np.uint8)
    same = [data[back:] == data[:-back] for back in (1, 2, 3)]
    count = len(text)
    one, two, three = ([alike[place : place + count] for place in (2, 3, 4)] for alike in same)
    behind = one[0] | (two[0] & two[1]) | (three[0] & three[1] & three[2])  # one to three letters stand twice
    places = np.flatnonzero(same[0][:count] & behind).tolist()
    return (hit for place in places if (hit := pattern.match(text, place)))


@cache
def _table_of(letters: str) -> bytes:
    return thaibytes.table_of(dict.fromkeys(letters, 1), other=0)


def _is_odd(hit: re.Match[str]) -> bool:
    """Tell whether the copy in a hit of the glance is no chance."""
    text, (start, end) = hit.string, hit.span(2)
    if text[start - 1] == " ":
        start -= 1
    else:
        end += text[end : end + 1] == " "
    return _price(text[start:end], text[max(0, start - _NEAR) : start], text[end : end + _NEAR]) >= ODD


def _price(copy: str, before: str, after: str) -> float:
    """Return by how many nats a text is dearer with a copy between two strings; at its end stands a line's end."""
    after = (after + "\n")[:_NEAR]
    return trigrams.cost(copy + after, before[-_NEAR:]) - trigrams.cost(after, before[-_NEAR:])


def echoes(line: str) -> list[Echo]:
    """Return the clusters of a line that may be echoes, each judged as if those before it were taken out.

    >>> echoes("สุขสุ ภาพ")
    [Echo(start=3, end=5, space=1, between='ข', cost=...)]
    >>> echoes("สุขภาพ")
    []
    """
    if not _patterns()["echo"].search(line):
        return []
    found: list[Echo] = []
    cluster = _patterns()["cluster"]
    last = last_but_one = ""
    skip = -1
    for hit in _patterns()["unit"].finditer(line):
        unit, start, end = hit[0], hit.start(), hit.end()
        if start == skip:
            continue
        if unit in {last, last_but_one} and cluster.fullmatch(unit):
            parted = last == " "
            space = 0 if parted else int(line[end : end + 1] == " " and line[end + 1 : end + 2] not in {"", " "})
            first = start - parted
            after = line[end + space : end + space + _NEAR]
            cost = _price(line[first : end + space], last_but_one + last.strip(), after)
            found.append(Echo(first, end, space, "" if unit == last else last, cost))
            if parted:
                last, last_but_one = last_but_one, ""
            skip = end if space else -1
        else:
            last_but_one, last = last, unit
    return found


def squares(line: str, least: int = 4) -> list[list[Square]]:
    """Return the runs of letters that all stand twice, spaces and other characters between them not counted.

    A run has ``least`` different letters or more. Three in a row are in one name of 425,000 (``พุทธธรรมมิศราช``), four
    in none.

    >>> [[line[a:b] for a, b, _ in run] for line in ["นนักัก เเรรีียยน"] for run in squares(line)]
    [['น', 'ัก', 'เ', 'ร', 'ี', 'ย']]
    >>> squares("พรรคธรรม มากกกก")
    []
    """
    runs: list[list[Square]] = [[]]
    ends = 0
    for hit in _patterns()["square"].finditer(line):
        if any(char in chars.LETTERS for char in line[ends : hit.start()]):
            runs.append([])
        runs[-1].append(Square(hit.start(), hit.start() + len(hit[1]), hit.end()))
        ends = hit.end()
    return [run for run in runs if len({line[one.start : one.middle] for one in run}) >= least]
