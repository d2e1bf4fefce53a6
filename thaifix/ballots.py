"""Which characters may stand for others in a document: every odd place votes for what would make it Thai.

A vote is what an exchange is worth at one place under the trigram model, in nats. It proves nothing by
itself; it says which exchanges are worth reading into the words of the document (`thaifix.swaps`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from thaifix import scans, screen, thaibytes, trigrams
from thaifix.evidence import count_thai
from thaifix.knowledge import chars
from thaifix.knowledge.glyphs import BULLETS
from thaifix.knowledge.rewrites import HOLE, ZERO_WIDTH_SPACE
from thaifix.substitutions import Swap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["RING", "ballot", "enough", "floods", "sign_tables", "signs_in_words"]

_SARA_AM = thaibytes.encode(chars.SARA_AM)
_SIGNS = 4  # places of a sign inside words from which on it may stand for a letter
_SIGNS_PER_THAI = 1 / 10_000  # and in a long text; signs that fonts wrote for a mark are a hundred times as many
_AM_FLOOD = 1 / 40  # sara am to a letter; government news has one in 107
_RARE = 144  # steps of the trigram table; in sound text one trigram in 1,300 costs so much,
_ODD = 1 / 500  # and more than this where letters are swapped: 1 in 30 to 1 in 200
_FEWEST = 4
_SEEN = 8.0  # log odds, in nats, from which on the screen sees a spot; of 1,000 letters of sound text 0.4 are one
_SLICES, _SLICE = 8, 2500  # of a long text, what is looked at for odd trigrams
_SPOTS = 250  # odd trigrams that vote
_CANDIDATES = 20  # swaps that are worth reading,
_EACH = 4  # and those of them that share a code
_SURROUNDINGS = 3  # different ones that must vote for a swap
_VOTE = 64  # steps that a vote must be worth: it turns an odd trigram into a common one
_WITNESSES = 6  # surroundings that are named for a swap
_VOTES = 20.0  # nats that the votes for a swap must be worth together
_SIDE = 2  # characters on either side that a vote looks at


RING = re.compile(f"([{chars.TONES}]?)[{chars.SARA_AM}{chars.SARA_AA}]")
"""What follows the ring of a sara am."""

# Signs of punctuation stand between Thai letters in sound text, but never before a mark.
_QUOTES = "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{EN DASH}\N{HORIZONTAL ELLIPSIS}"
_PUNCTUATION = re.escape(".,/-()\"':;") + _QUOTES
_NO_SIGN = chars.LETTERS + chars.DIGITS + "\N{THAI CURRENCY SYMBOL BAHT}" + HOLE + ZERO_WIDTH_SPACE
_SIGN = re.compile(
    rf"(?<=[{chars.LETTERS}])"
    rf"(?:[^\s{_PUNCTUATION}{_NO_SIGN}](?=[{chars.LETTERS}])|[{_PUNCTUATION}](?=[{chars.DEPENDENT}]))"
)
_PRINTED = re.compile(r"\(cid:(\d{1,5})\)")
_NUMBERED = 0xF0000  # of the plane in which printed glyph numbers vote
_SPACE_BEHIND_MARK = re.compile(f"(?<=[{chars.MARKS}]) (?=[{chars.LETTERS}])")
_TONE_AND_AM = re.compile(f"(?<![{chars.TONES}])[{chars.TONES}]{chars.SARA_AM}")  # after a tone, a doubled one

_UPPER = chars.MARKS.translate(dict.fromkeys(map(ord, chars.YAMAKKAN + chars.PHINTHU + chars.NIKHAHIT)))
_MARK_LIKE = _UPPER + chars.FOLLOWING_VOWELS
_MARK_SYMBOLS = frozenset(trigrams.encode(mark) for mark in _UPPER)
_LETTER_LIKE = chars.CONSONANTS + chars.LEADING_VOWELS


def signs_in_words(text: str) -> list[str]:
    """Return the characters that are no Thai letters and stand in words often enough to stand for one.

    >>> signs_in_words("ที+ประชุมมีมติว+าด้วยแผน"), signs_in_words("ส+วน ว+า อย+าง ต+อ กล+าว")
    ([], ['+'])
    """
    hits = _signs(text)
    if len(hits) < _SIGNS:
        return []
    thai = count_thai(text)
    counts = Counter(hit[0] for hit in hits)
    return [sign for sign, count in counts.items() if enough(count, thai) and sign not in BULLETS]


def enough(signs: int, thai: int) -> bool:
    """Tell whether so many signs in words among so many Thai letters may stand for one."""
    return signs >= max(_SIGNS, thai * _SIGNS_PER_THAI)


def _signs(text: str) -> list[re.Match[str]]:
    """Return what ``_SIGN.finditer`` yields: the same three neighbours are looked for at the speed of a scan first."""
    places = scans.triples(thaibytes.encode(text), sign_tables())
    return [hit for place in places if (hit := _SIGN.match(text, place + 1))]


@cache
def sign_tables() -> tuple[bytes, bytes, bytes]:
    """Return what may stand before a sign, be one, and follow: a bit for signs, and one for signs of punctuation."""
    letters = dict.fromkeys(chars.LETTERS, 0b01)
    known = "".join(map(chr, range(ord(" "), ord("~") + 1))) + _QUOTES
    marks = {char: 0b10 for char in known if re.fullmatch(f"[{_PUNCTUATION}]", char)}
    no_sign = dict.fromkeys(" \t\n\r" + _NO_SIGN, 0)
    return (
        thaibytes.table_of(dict.fromkeys(chars.LETTERS, 0b11), other=0),
        thaibytes.table_of(no_sign | marks, other=0b01),
        thaibytes.table_of(letters | dict.fromkeys(chars.DEPENDENT, 0b11), other=0),
    )


def floods(text: str, thai: int) -> bool:
    """Tell whether sara am is so common that it must stand for sara aa as well."""
    return thaibytes.encode(text).count(_SARA_AM) > max(2 * _FEWEST, thai * _AM_FLOOD)


def ballot(text: str) -> dict[Swap, list[str]]:
    """Return the swaps that a document votes for, the most likely first, each with some of what voted for it.

    There are none if nothing about the document is odd.

    >>> first, *_ = ballot("ส+วนราชการ ว+าด้วย อย+างยิ่ง ต+อเนื่อง กล+าวคือ")
    >>> first == Swap("+", "\N{THAI CHARACTER MAI EK}")
    True
    """
    if not _worth_a_look(text):
        return {}
    squeezed = _PRINTED.sub(_as_sign, _SPACE_BEHIND_MARK.sub("", text))
    signs, odd = signs_in_words(squeezed), _many_odd(squeezed)
    flooded = floods(text, count_thai(text))
    if not (signs or odd or flooded):
        return {}
    symbols = trigrams.encode(squeezed)
    votes: dict[Swap, float] = defaultdict(float)
    surroundings: dict[Swap, dict[str, None]] = defaultdict(dict)  # a set that keeps its order
    for place in sorted({*_signed(squeezed, signs), *(_odd_spots(symbols) if odd else ())}):
        for swap, nats in _votes(squeezed, symbols, place):
            votes[swap] += nats
            surroundings[swap][squeezed[max(0, place - _SIDE) : place + _SIDE + 1]] = None
    fair = [swap for swap in votes if votes[swap] >= _VOTES and len(surroundings[swap]) >= _SURROUNDINGS]
    if flooded:
        flood = Swap(chars.SARA_AM, chars.SARA_AA)
        votes[flood] += _VOTES
        surroundings[flood].setdefault(chars.SARA_AM)
        fair = [flood, *(swap for swap in fair if swap != flood)]
    elected = _elected(sorted(fair, key=lambda swap: -votes[swap]))
    return {Swap(_as_printed(swap.code), swap.meaning): _some(list(surroundings[swap])) for swap in elected}


def _worth_a_look(text: str) -> bool:
    """Tell whether a text has signs in words or anything odd to the screen, which is ten times as fast as a count."""
    if len(screen.spans(text, _SEEN)) > max(_FEWEST, len(text) * _ODD) or "(cid:" in text:
        return True
    return floods(text, count_thai(text)) or bool(signs_in_words(text))


def _as_sign(printed: re.Match[str]) -> str:
    """Return a single character for a printed glyph number, so that it votes as any sign does."""
    return chr(_NUMBERED + int(printed[1]))


def _as_printed(text: str) -> str:
    """Return a text with such characters as they were printed."""
    return "".join(f"(cid:{ord(char) - _NUMBERED})" if ord(char) >= _NUMBERED else char for char in text)


def _some(surroundings: Sequence[str]) -> list[str]:
    """Return a few of them, from all over the document."""
    return [_as_printed(spot) for spot in surroundings[:: 1 + len(surroundings) // _WITNESSES]]


def _elected(swaps: Sequence[Swap]) -> list[Swap]:
    """Return the first swaps, but few of any code."""
    taken: Counter[str] = Counter()
    elected: list[Swap] = []
    for swap in swaps:
        taken[swap.code] += 1
        if taken[swap.code] <= _EACH:
            elected.append(swap)
    return elected[:_CANDIDATES]


def _signed(text: str, signs: Sequence[str]) -> Iterator[int]:
    """Yield where signs stand in words."""
    hits = _signs(text) if signs else []
    for sign in signs:
        places = [hit.start() for hit in hits if hit[0] == sign]
        yield from places[:: 1 + len(places) // (_SPOTS // 2)]


def _odd_spots(symbols: bytes) -> Iterator[int]:
    """Yield the places of odd trigrams that no displaced mark explains."""
    odd = _odd(symbols)
    odd = [place for place in odd[:: 1 + len(odd) // _SPOTS] if not _displaced(symbols, place)]
    for place in odd if len(odd) > _FEWEST else ():
        yield from (place - 2, place - 1, place)


def _many_odd(text: str) -> bool:
    """Tell whether odd trigrams are as common as swaps make them; of a long text, slices are looked at."""
    step = max(_SLICE, len(text) // _SLICES)
    slices = [text[start : start + _SLICE] for start in range(0, len(text), step)]
    return sum(len(_odd(trigrams.encode(part))) for part in slices) > max(_FEWEST, sum(map(len, slices)) * _ODD)


def _odd(symbols: bytes) -> list[int]:
    """Return where trigrams of letters end that sound Thai hardly ever has."""
    import numpy as np  # noqa: PLC0415 - importing thaifix must not load it

    one = np.frombuffer(symbols, np.uint8)
    three = (one[:-2].astype(np.uint32) * trigrams.ALPHABET_SIZE + one[1:-1]) * trigrams.ALPHABET_SIZE + one[2:]
    rare = np.frombuffer(trigrams.table(), np.uint8).take(three) >= _RARE
    letters = one > trigrams.SPACE
    places: list[int] = (np.flatnonzero(rare & letters[:-2] & letters[1:-1] & letters[2:]) + 2).tolist()
    return places


def _displaced(symbols: bytes, place: int) -> bool:
    """Tell whether an odd trigram is mended by a mark that goes back over its letter: that is no swap."""
    start = max(0, place - 4)
    window = symbols[start : place + 3]
    stands = _steps(window)
    for mark in range(place - 1 - start, place + 2 - start):
        if window[mark : mark + 1] in _MARK_SYMBOLS and mark > 0:
            moved = window[: mark - 1] + window[mark : mark + 1] + window[mark - 1 : mark] + window[mark + 1 :]
            if stands - _steps(moved) >= _VOTE:
                return True
    return False


def _votes(text: str, symbols: bytes, place: int) -> Iterator[tuple[Swap, float]]:
    """Yield the swaps that make the letters round a place much more Thai, and by how many nats."""
    before = symbols[max(0, place - _SIDE) : place].rjust(_SIDE, bytes([trigrams.SPACE]))
    for swap, gain in _for_one(text[place], before, symbols[place : place + 1 + _SIDE]):
        if gain >= _VOTE:
            yield swap, gain * trigrams.NATS_PER_STEP
    for swap, end, spelled in _for_several(text, place):
        behind = symbols[end : end + _SIDE]
        gain = _steps(before + symbols[place:end] + behind) - _steps(before + spelled + behind)
        if gain >= _VOTE:
            yield swap, gain * trigrams.NATS_PER_STEP


def _for_one(char: str, before: bytes, window: bytes) -> Iterator[tuple[Swap, int]]:
    """Yield what a single character may stand for, and the steps gained; ``window`` begins with it."""
    table, size = trigrams.table(), trigrams.ALPHABET_SIZE
    a, b, _, c, d = before + window.ljust(_SIDE + 1, bytes([trigrams.SPACE]))
    into = (a * size + b) * size
    stands = table[into + window[0]] + table[(b * size + window[0]) * size + c]
    stands += table[(window[0] * size + c) * size + d]
    for meaning, m in _meanings(char):
        spelled = table[into + m] + table[(b * size + m) * size + c] + table[(m * size + c) * size + d]
        yield Swap(char, meaning), stands - spelled


def _for_several(text: str, place: int) -> Iterator[tuple[Swap, int, bytes]]:
    """Yield each swap round a sara am, where what it replaces ends, and the symbols instead."""
    char = text[place]
    if char not in chars.LETTERS:
        ring = RING.match(text, place + 1)
        if ring is not None:
            yield Swap(char, chars.NIKHAHIT), ring.end(), trigrams.encode(ring[1] + chars.SARA_AM)
        if text[place - 1 : place] == chars.SARA_AM:
            yield Swap(char, ""), place + 1, b""
    elif _TONE_AND_AM.match(text, place):
        for meaning in (chars.SARA_AA, chars.SARA_AM):
            yield Swap(text[place : place + 2], meaning), place + 2, trigrams.encode(meaning)


@lru_cache(maxsize=256)
def _meanings(char: str) -> tuple[tuple[str, int], ...]:
    """Return what a single character may stand for, with symbols: a mark for a mark, a letter for a letter."""
    letter, mark = char in _LETTER_LIKE, char in _MARK_LIKE
    if char.isspace() or (not letter and not mark and char in _NO_SIGN):
        return ()
    slots = ("" if letter else _MARK_LIKE) + ("" if mark else _LETTER_LIKE)
    return tuple((slot, trigrams.encode(slot)[0]) for slot in slots if slot != char)


def _steps(symbols: bytes) -> int:
    """Return the cost of symbols from the third on."""
    table, size = trigrams.table(), trigrams.ALPHABET_SIZE
    return sum(table[(a * size + b) * size + c] for a, b, c in zip(symbols, symbols[1:], symbols[2:], strict=False))
