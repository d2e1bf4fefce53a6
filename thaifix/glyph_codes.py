"""Glyph codes that an extractor printed instead of characters: their meaning is learned from the document.

A font without a character map makes extractors print the glyph's number, ``(cid:201)``, or the
character that happens to have it, ``É`` or a control character. One such code is one glyph
throughout a document, so every place where it stands is a witness: the character that makes
all of them the most Thai (trigram model) is its meaning, if it wins clearly, if no place
contradicts it, and, for codes never met before, if there are enough places.

This is a substitution cipher of a few letters, solved one code at a time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thaifix.edits import Edit
from thaifix.gate import suspicious_parts
from thaifix.holes import filled
from thaifix.knowledge import chars
from thaifix.knowledge.glyphs import BULLETS, CODE_PRIORS, GLYPHS
from thaifix.knowledge.methods import GLYPH_CODE, HOLE_FILLED
from thaifix.trigrams import cost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thaifix.config import Config
    from thaifix.evidence import Evidence

__all__ = ["learn", "propose"]

_LEFT, _RIGHT = 6, 4  # characters of context that judge a reading
_SAMPLE = 200  # places that are enough to judge a code by
_PLACES = 3  # fewest places of a code that is in no table
_PRIOR = 9.0  # nats a document may speak against the meaning that the table of known fonts gives
_DOUBT = 2.0  # and nats more for each place, since such documents displace marks as well
_MARGIN = 6.0  # nats by which the best meaning must beat the second
_REGRET = 1.0  # nats a place may lose, on the average, against the meaning it would choose for itself
_CONTRADICTION = 3.0  # nats a single place may lose; one place in eight may lose more
_EMPTY = 2.0  # nats that dropping a code costs a place, since a shorter text is always cheaper
_PLAUSIBLE = 4.0  # nats a character, at most, of the text round a code with its meaning filled in

_CODE = re.compile(
    r"\(cid:\d{1,5}\)"
    r"|[\xc0-\xd6\xd8-\xf6\xf8-\xff](?![A-Za-z\xc0-\xff])"
    r"|[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]"
    r"|[\ue000-\uefff\uf100-\uf8ff]"
    r"|[\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
)
_BREAK = re.compile(rf"\n|{_CODE.pattern}")  # beyond which nothing is known: another code tells nothing as it stands
_LONGEST = len("(cid:12345)")
_AFTER_THAI = re.compile(f"(?<=[{chars.LETTERS}])(?:{_CODE.pattern})")
_AM_FOLLOWS = re.compile(f"[{chars.TONES}]?{chars.SARA_AM}")
# over a space a letter of Latin-1 is taken only before a mark, which shows that it stands inside a cluster
_AFTER_SPACE = re.compile(
    rf"(?<=[{chars.LETTERS}]) {{1,3}}((?:{_CODE.pattern})(?=[{chars.MARKS}])|\(cid:\d{{1,5}}\)(?=[{chars.LETTERS}]))"
)
_MEANINGS = ("", *chars.MARKS.replace(chars.YAMAKKAN, ""), chars.SARA_AM, chars.SARA_AA, *chars.CONSONANTS)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a code stands: its span, and the text on both sides of it."""

    start: int
    end: int
    left: str
    right: str


def propose(text: str, _evidence: Evidence, config: Config) -> list[Edit]:
    r"""Return the codes of ``text`` whose meaning the document shows, as edits.

    >>> from thaifix.config import Config
    >>> from thaifix.evidence import Evidence
    >>> [edit.after for edit in propose("เคร(cid:201)ือง", Evidence(), Config())] == ["\N{THAI CHARACTER MAI EK}"]
    True
    """
    if GLYPH_CODE.family in config.without:
        return []
    edits = [] if GLYPH_CODE.name in config.without else _decoded(text, config)
    if edits or HOLE_FILLED.name in config.without:
        return edits
    return [edit for edit in filled(text) if edit.confidence >= config.minimum_confidence]


def _decoded(text: str, config: Config) -> list[Edit]:
    """Return the codes that have one meaning throughout."""
    places = _places(text)
    meanings = learn(places)
    for code, place in _places_after_space(text) if meanings else ():
        if code in meanings:
            places[code].append(place)
    edits = [
        _edit(text, place, meaning, confidence)
        for code, (meaning, confidence) in meanings.items()
        for place in places[code]
        if confidence >= config.minimum_confidence
    ]
    return sorted(edits, key=lambda edit: edit.start)


def _edit(text: str, place: Place, meaning: str, confidence: float) -> Edit:
    before = text[place.start : place.end]
    return Edit(place.start, place.end, before, meaning, GLYPH_CODE.family, GLYPH_CODE.name, confidence)


def _places(text: str) -> dict[str, list[Place]]:
    """Group the places of all codes that stand after a Thai letter."""
    places: dict[str, list[Place]] = defaultdict(list)
    for hit in _hits(_AFTER_THAI, text):
        code = hit[0]
        if code in GLYPHS or code in BULLETS:
            continue
        left = _BREAK.split(text[max(0, hit.start() - _LEFT - _LONGEST) : hit.start()])[-1][-_LEFT:]
        right = _BREAK.split(text[hit.end() : hit.end() + _RIGHT + _LONGEST], maxsplit=1)[0][:_RIGHT]
        places[code].append(Place(hit.start(), hit.end(), left, right))
    return places


def _places_after_space(text: str) -> Iterator[tuple[str, Place]]:
    for hit in _hits(_AFTER_SPACE, text):
        yield hit[1], Place(hit.start(1), hit.end(1), "", "")


def _hits(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern of codes, all of which the gate stops."""
    for start, end in suspicious_parts(text):
        yield from pattern.finditer(text, start, end)


def learn(places: dict[str, list[Place]]) -> dict[str, tuple[str, float]]:
    """Return the meaning and confidence of each code that has one beyond doubt."""
    meanings: dict[str, tuple[str, float]] = {}
    for code, where in places.items():
        meaning = _meaning(code, where[:: max(1, len(where) // _SAMPLE)])
        if meaning is not None:
            meanings[code] = meaning, 0.99 if len(where) >= _PLACES else 0.95
    if any(code in CODE_PRIORS and len(places[code]) >= _PLACES for code in meanings):
        # the document's font is the one of the table: its rarer codes need no proof of their own
        rest = {code: (CODE_PRIORS[code], 0.95) for code in places if code in CODE_PRIORS}
        meanings = rest | meanings
    return meanings


def _meaning(code: str, sample: list[Place]) -> str | None:
    """Choose the meaning that makes all places together the most Thai; ``None`` if it is not clear."""
    by_place = [[_cost(place, meaning) for meaning in _MEANINGS] for place in sample]
    totals = [sum(costs) for costs in zip(*by_place, strict=True)]
    best, second = sorted(range(len(totals)), key=totals.__getitem__)[:2]
    if code in CODE_PRIORS:
        known = _MEANINGS.index(CODE_PRIORS[code])
        return CODE_PRIORS[code] if totals[known] - totals[best] <= _PRIOR + _DOUBT * len(sample) else None
    # a code before a whole sara am can hardly be but its ring: one place is enough to see that it is no tone
    if (len(sample) < _PLACES and _MEANINGS[best]) or totals[second] - totals[best] < _MARGIN:
        return None
    if 2 * sum(1 for place in sample if place.right[:1] == " ") > len(sample):
        return None  # a lost sara am looks so: the spaces are part of the damage and mislead the model
    regrets = [costs[best] - min(costs) for costs in by_place]
    contradictions = sum(1 for regret in regrets if regret > _CONTRADICTION)
    length = sum(len(place.left) + len(place.right) + 1 for place in sample)
    agreed = sum(regrets) <= _REGRET * len(sample) and contradictions <= len(sample) // 8
    return _MEANINGS[best] if agreed and totals[best] <= _PLAUSIBLE * length else None


def _cost(place: Place, meaning: str) -> float:
    """Return the cost in nats of the text round a place with ``meaning`` filled in, marks in order."""
    left, right = place.left, place.right
    if not meaning:
        return cost(left + right) + _EMPTY if _AM_FOLLOWS.match(right) else float("inf")
    if meaning in chars.TOP_MARKS and right[:1] and right[0] in chars.VOWEL_MARKS:
        return cost(left + right[0] + meaning + right[1:])
    if meaning in chars.VOWEL_MARKS and left[-1:] and left[-1] in chars.TOP_MARKS:
        return cost(left[:-1] + meaning + left[-1] + right)
    if meaning == chars.NIKHAHIT and right[:1] == chars.SARA_AA:
        return cost(left + chars.SARA_AM + right[1:])
    return cost(left + meaning + right)
