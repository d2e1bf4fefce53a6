"""Text whose bytes were read with the wrong code page: found run by run, read again, judged by its Thai.

Three misreadings are known, each once or twice over. A run is changed only if what comes out is
far more Thai than chance, by the trigram model; European and Vietnamese letters never are.

ftfy undoes UTF-8 read as Latin-1 or Windows-1252 and does it well, so those runs go to it; but
only those: on TIS-620 read as Latin-1 it would decode ``Ó¹`` as UTF-8 and lose the text for good.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from thaifix.edits import Edit
from thaifix.gate import suspicious_parts
from thaifix.knowledge import chars
from thaifix.knowledge.methods import TIS620, UTF8_AS_CP874, UTF8_AS_LATIN
from thaifix.trigrams import cost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from thaifix.config import Config
    from thaifix.evidence import Evidence
    from thaifix.knowledge.methods import Method

__all__ = ["propose"]

_ALONE = 8.0  # nats by which a run must beat chance to be changed on its own
_IN_COMPANY = 0.0  # and in a document where others were
_DIGIT = 1.0  # nats for a Thai digit: a little better than nothing, since any byte of a number would do
_SHORTEST = 4  # different characters in a run that may stand alone
_LETTERS = frozenset(chars.LETTERS)
_DIGITS = frozenset(chars.DIGITS)


@dataclass(frozen=True, slots=True)
class Misreading:
    """One way of reading Thai bytes wrongly.

    Attributes:
        method: the rule's name, for the edits.
        runs: finds what it leaves behind.
        read: reads a run again; ``None`` if it cannot be this misreading.
        chance: nats a Thai character of the new reading must beat on the average. Thai costs about
            2 and letters drawn at random 5 and more; of UTF-8 three characters in a row had to fit
            for each, so that almost anything Thai will do.
    """

    method: Method
    runs: re.Pattern[str]
    read: Callable[[str], str | None]
    chance: float


def _read_tis620(run: str) -> str | None:
    return b"".join(_byte(char, ("latin-1", "cp1252")) for char in run).decode("cp874", "replace")


def _read_utf8_as_cp874(run: str) -> str | None:
    """Read UTF-8 seen as code page 874 again, twice if that too is UTF-8."""
    once = _decode(run, _CP874)
    return once and (_decode(once, _CP874) or once)


def _read_utf8_as_latin(run: str) -> str | None:
    """Read UTF-8 seen as Latin-1 again; under it may lie a second misreading."""
    import ftfy  # noqa: PLC0415 - 70 ms that only such a text should cost

    read = ftfy.fix_encoding(run)  # also where U+00A0, the last byte of pho samphao, became a space
    if _THAI.search(read):
        return read
    once = _decode(run, _LATIN)
    if once is None:
        return None
    if _TIS_RUN.fullmatch(once.strip(_QUOTES)):
        return _read_tis620(once)
    return once if _THAI.search(once) else _decode(once, _LATIN)


def _decode(run: str, codecs: tuple[str, ...]) -> str | None:
    """Turn a run back into bytes, by the first codec that has each character, and read UTF-8."""
    try:
        return b"".join(_byte(char, codecs) for char in run).decode("utf-8")
    except ValueError:
        return None


def _byte(char: str, codecs: tuple[str, ...]) -> bytes:
    for codec in codecs:
        try:
            return char.encode(codec)
        except UnicodeEncodeError:
            continue
    message = f"{char!r} stands for no byte"
    raise ValueError(message)


_THAI = re.compile("[ก-๛]")
_LATIN = ("cp1252", "latin-1")
_CP874 = ("cp874", *_LATIN)
_QUOTES = "\x85\x91\x92\x93\x94\x95\x96\x97‘’“”•–—…"
_TIS_CHARS = "\xa1-\xda\xdf-\xfb"
_TIS_RUN = re.compile(f"[{_TIS_CHARS}](?:[{_TIS_CHARS}\xa0]*[{_TIS_CHARS}])?")
_SPECIALS = bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")  # what Windows-1252 put in the place of C1 controls
_TRAIL = f"ก-ฟ\x80-\xa0{_SPECIALS}"  # the bytes 0x80 to 0xBF as code page 874 reads them

_MISREADINGS = (
    Misreading(
        method=UTF8_AS_LATIN,
        runs=re.compile(rf"[\xc2\xc3\xe0\xe2](?:[\x80-\xff{_SPECIALS}]|(?<=à¸) (?=à))+"),
        read=_read_utf8_as_latin,
        chance=10.0,
    ),
    Misreading(
        method=UTF8_AS_CP874,
        runs=re.compile(rf"(?:เ[ธน][{_TRAIL}]|โ€[{_TRAIL}]|ย[\x80-\x9f])+"),
        read=_read_utf8_as_cp874,
        chance=10.0,
    ),
    Misreading(method=TIS620, runs=_TIS_RUN, read=_read_tis620, chance=4.5),
)


def propose(text: str, _evidence: Evidence, config: Config) -> list[Edit]:
    """Return the runs of ``text`` that were read with the wrong code page, as edits.

    >>> from thaifix.config import Config
    >>> from thaifix.evidence import Evidence
    >>> [edit.after for edit in propose("ÊÓ¹Ñ¡§Ò¹", Evidence(), Config())]
    ['สำนักงาน']
    """
    if "mojibake" in config.without:
        return []
    edits: list[Edit] = []
    parts = list(suspicious_parts(text))
    for misreading in _MISREADINGS:
        if misreading.method.name in config.without:
            continue
        found = list(_candidates(text, parts, misreading))
        certain = [edit for gain, edit in found if gain >= _ALONE]
        if certain:
            certain = [edit for gain, edit in found if gain >= _IN_COMPANY and _in_company(text, edit, certain)]
        edits.extend(edit for edit in certain if not _overlaps(edit, edits))
    return sorted(edits, key=lambda edit: edit.start)


def _in_company(text: str, edit: Edit, certain: list[Edit]) -> bool:
    """Tell whether a run may follow the certain ones: a short run only those of its own line."""
    if len(set(edit.before)) >= _SHORTEST - 1:
        return True
    start, end = text.rfind("\n", 0, edit.start), text.find("\n", edit.end)
    return any(start < other.start and (end < 0 or other.end <= end) for other in certain)


def _overlaps(edit: Edit, others: list[Edit]) -> bool:
    return any(edit.start < other.end and other.start < edit.end for other in others)


def _candidates(text: str, parts: Sequence[tuple[int, int]], misreading: Misreading) -> Iterator[tuple[float, Edit]]:
    """Yield each run in some parts of a text with the nats by which its new reading beats chance."""
    for hit in chain.from_iterable(misreading.runs.finditer(text, start, end) for start, end in parts):
        run = hit[0]
        read = misreading.read(run)
        if read is None or read == run or (_beside_latin(text, hit) and len(set(run)) <= _SHORTEST):
            continue
        gain = _gain(read, misreading.chance)
        if len(set(run)) < _SHORTEST:
            gain = min(gain, _ALONE - 1)  # too little to stand alone
        confidence = 0.99 if gain >= _ALONE else 0.95
        yield gain, Edit(hit.start(), hit.end(), run, read, "mojibake", misreading.method.name, confidence)


def _gain(read: str, chance: float) -> float:
    """Return how much more Thai a reading is than chance; one with no Thai in it gains nothing."""
    letters = sum(1 for char in read if char in _LETTERS)
    digits = sum(1 for char in read if char in _DIGITS)
    if not letters + digits or "\N{REPLACEMENT CHARACTER}" in read or any("\x80" <= char <= "\x9f" for char in read):
        return float("-inf")
    spelled = "".join(char for char in read if char not in _DIGITS)
    return chance * letters + _DIGIT * digits - cost(spelled, "ก ")


def _beside_latin(text: str, hit: re.Match[str]) -> bool:
    beside = text[max(0, hit.start() - 1) : hit.start()] + text[hit.end() : hit.end() + 1]
    return any(char.isascii() and char.isalpha() for char in beside)
