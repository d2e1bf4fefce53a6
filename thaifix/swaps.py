"""Letters that a document writes for others throughout: learned from all its places, applied where words agree.

A font subset can show one glyph under another's character: every mai ek comes out as sara u
(``สุวน`` for ส่วน), every sara aa as sara am, a mark as ``+``. Which character stands for which is the same
all through a document, but what it stands for may also be written where it belongs, so that a single place
proves nothing. Three steps, each dearer than the one before and each for fewer texts:

1. *Suspect.* Letters run as in no Thai, signs stand inside words, or sara am is as common as sara aa.
   What would mend these places is put on a ballot (`thaifix.ballots`).
2. *Learn.* The candidates are read into the words of the document (`thaifix.substitutions`), all at once.
   Those that turn many different words from none into one, in either half of the document, are kept; how
   often each holds is counted from that reading, and the next reading starts from these counts.
3. *Apply.* With the swaps and their rates known, each place is read by its words once more.

Method of the second step: Viterbi training, a few rounds of it.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from thaifix import lexicon, scans, thaibytes
from thaifix.ballots import RING, ballot, floods, signs_in_words
from thaifix.edits import Edit, apply, compose, trim
from thaifix.evidence import count_thai
from thaifix.knowledge import chars
from thaifix.knowledge.glyphs import GLYPHS
from thaifix.knowledge.methods import GLYPH_CODE, SWAPPED_AM, SWAPPED_LETTER, SWAPPED_SIGN
from thaifix.substitutions import Option, Swap, read, windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from thaifix.config import Config
    from thaifix.evidence import Evidence
    from thaifix.knowledge.methods import Method
    from thaifix.substitutions import Choice

__all__ = ["LEAST", "propose", "suspected"]

LEAST = 150
"""Thai letters below which no text is looked at: a table cell proves nothing."""
_PRIOR = 3.0  # nats that a swap costs at a place as long as it is not known how often it holds
_SAMPLE = 12_000  # code points that are read to learn
_ROUNDS = 3  # of learning, and of learning more from what was repaired
_WINDOW = 90  # longest stretch that is read at once
_WORD = 3  # letters of a word that proves anything, and those that count no more than others,
_LETTERS = 4  # and the most that count of one word
_PROOF = 4.0  # nats by which a word must win to be a proof
_WORDS, _WEIGHT = 3, 8  # different words that prove a swap, and the letters that must count of them together
_WORDS_OF_SIGN, _WEIGHT_OF_SIGN = 2, 5  # and one of a sign, which has no business inside a word
_PROMISE = 0.25  # of the places that are read as swaps must be proofs where a swap was voted for,
_TRIAL = 80  # windows in which that is tried,
_FIRST = 12  # of which the first must have a proof at all,
_CLEAR = 0.4  # and this share of all of them anywhere
_SHARE, _SHARE_OF_SIGN = 1 / 50, 1 / 4  # of the places of a letter, and of a sign, that must be swaps
_SURELY, _HARDLY = 0.98, 0.02  # bounds of what a count is believed
_SPACE_DROPPED = 1.0  # nats for the space that an extractor left behind a mark
_MARGIN = 4.0  # nats by which a place must win that makes a word,
# and one that makes none, or but a few letters beside others in none, where a letter mostly stands for the other one
_MARGIN_IN_NO_WORD = 8.0
_MOSTLY = math.log(2)  # nats that a swap costs at most which holds at every second place
# by margin; of 13,000 edits in news with swapped letters 99.98 and 99 in a hundred were right
_SAFE_MARGIN, _SAFE_CONFIDENCE, _CONFIDENCE = 8.0, 0.99, 0.97

_FORMS = str.maketrans(GLYPHS)
_FONT_CODE = re.compile(f"[{''.join(GLYPHS)}]")
_OUT_OF_ORDER = chars.TOP_MARKS, chars.VOWEL_MARKS
_DISORDER = re.compile("([{}])([{}])".format(*_OUT_OF_ORDER))
_CODE_ALONE = re.compile(r"\(cid:\d+\)|[\x00-\x1f\x7f-\x9f\ue000-\uf8ff\U000f0000-\U0010ffff]")


def suspected(text: str) -> bool:
    """Tell whether a text in which no letters are odd may still have swapped ones; some cheap counts.

    >>> suspected("ส+วน")
    False
    """
    thai = count_thai(text)
    return thai >= LEAST and (floods(text, thai) or bool(signs_in_words(text)))


def propose(text: str, _evidence: Evidence, config: Config) -> list[Edit]:
    """Return the places where a swap makes words, as edits.

    What was repaired shows more: the swaps of a letter that was mostly another one.

    >>> from thaifix.config import Config
    >>> from thaifix.evidence import Evidence
    >>> page = "ส+วนราชการต+าง ๆ กล+าวถึงกลุ+มอย+างต+อเนื+อง ที+ประชุมร+วมส+งเสริมแหล+งท+องเที+ยวใหม+ " * 3
    >>> {(edit.before, edit.rule) for edit in propose(page, Evidence(), Config())}
    {('+', 'swapped-sign')}
    """
    edits: list[Edit] = []
    current = text
    for _ in range(_ROUNDS):
        new = [edit for edit in _swapped(current, config.without) if edit.confidence >= config.minimum_confidence]
        if not new:
            break
        edits = compose(edits, new, text)
        current = apply(current, new)
    return edits


def _swapped(text: str, without: frozenset[str]) -> list[Edit]:
    """Return the edits of the swaps that a text shows."""
    if count_thai(text) < LEAST:
        return []
    plain = _plain(text)
    candidates = {
        swap: witnesses
        for swap, witnesses in ballot(plain).items()
        if without.isdisjoint({_method(swap).name, _method(swap).family})
    }
    if not candidates:
        return []
    document = _Document(plain, candidates)
    rates = _learn(document, candidates)
    edits = document.edits(rates) if rates else []
    return [replace(edit, before=before) for edit in edits if (before := _source(text, edit)) is not None]


def _source(text: str, edit: Edit) -> str | None:
    """Return what stands in a text where an edit of its plain form is; ``None`` if marks were put in order there."""
    before = text[edit.start : edit.end]
    return before if before.translate(_FORMS) == edit.before else None


def _plain(text: str) -> str:
    """Return a text of the same length with font codes as letters and marks in order: other rules mend these."""
    encoded = thaibytes.encode(text)  # to look for what would be changed takes a tenth of the time of changing nothing
    if thaibytes.UNKNOWN in encoded and _FONT_CODE.search(text):
        text = text.translate(_FORMS)
        encoded = thaibytes.encode(text)
    return _DISORDER.sub(r"\2\1", text) if scans.pairs(encoded, *_disorder(), 0, 1) else text


@cache
def _disorder() -> tuple[bytes, bytes]:
    """Return the tables of `thaifix.scans.pairs` for a mark before the one that it stands above."""
    first, second = (thaibytes.table_of(dict.fromkeys(marks, 1), other=0) for marks in _OUT_OF_ORDER)
    return first, second


def _method(swap: Swap) -> Method:
    if _CODE_ALONE.fullmatch(swap.code):
        return GLYPH_CODE
    ring = chars.SARA_AM in swap.code or swap == Swap(chars.SARA_AA, chars.SARA_AM)
    if ring or swap.meaning in {chars.NIKHAHIT, ""}:
        return SWAPPED_AM
    return SWAPPED_LETTER if swap.code in chars.LETTERS else SWAPPED_SIGN


@dataclass(frozen=True, slots=True)
class _Rates:
    """What each swap costs at a place, and what leaving a code as it is does: minus the logarithms of shares."""

    swaps: dict[Swap, float]
    kept: dict[str, float] = field(default_factory=dict)


class _Document:
    """The stretches of a document in which something may be swapped, and where each stands.

    Attributes:
        windows: each different one, with its places.
    """

    def __init__(self, text: str, swaps: Iterable[Swap]) -> None:
        codes = sorted({swap.code for swap in swaps})
        code = re.compile("|".join(map(re.escape, codes)))
        signs = [re.escape(code) for code in codes if code[0] not in chars.LETTERS]
        # a space behind a code may be one that an extractor left behind a mark
        behind = "|".join(f"(?<={re.escape(code)}) (?=[{chars.LETTERS}])" for code in codes)
        stretch = re.compile(f"(?:{'|'.join([f'[{chars.LETTERS}]', *signs, behind])})+")
        self.text = text
        self.windows: dict[str, list[int]] = defaultdict(list)
        for hit in stretch.finditer(text):
            for start, window in windows(hit[0], _WINDOW):
                if code.search(window):
                    self.windows[window].append(hit.start() + start)

    def sample(self) -> list[str]:
        """Return windows from all over the document."""
        every = max(1, sum(map(len, self.windows)) // _SAMPLE)
        return list(self.windows)[::every]

    def around(self, witnesses: Iterable[Sequence[str]]) -> list[str]:
        """Return the windows in which witnesses stand, each once."""
        spots = {spot for some in witnesses for spot in some}
        return [window for window in self.windows if any(spot in window for spot in spots)][:_TRIAL]

    def edits(self, rates: _Rates) -> list[Edit]:
        """Return each swap that wins by the margin."""
        return sorted(
            (
                edit
                for window, starts in self.windows.items()
                for choices, margin in _read(window, rates)
                if _wins(choices, margin)
                for choice in choices
                for start in starts
                if (edit := self._edit(start + choice.start, choice.option, margin)) is not None
            ),
            key=lambda edit: edit.start,
        )

    def _edit(self, start: int, option: Option, margin: float) -> Edit | None:
        method = _method(option.swap)
        confidence = _SAFE_CONFIDENCE if margin >= _SAFE_MARGIN else _CONFIDENCE
        end = start + option.length
        return trim(Edit(start, end, self.text[start:end], option.after, method.family, method.name, confidence))


def _wins(choices: Sequence[Choice], margin: float) -> bool:
    """Tell whether the swaps of a word, or of a stretch in no word, win by enough."""
    if choices[0].clean or len(choices[0].word) > _WORD:
        return margin >= _MARGIN
    return margin >= _MARGIN_IN_NO_WORD and all(
        choice.option.nats <= _MOSTLY or choice.option.swap.code[0] not in chars.LETTERS for choice in choices
    )


def _learn(document: _Document, candidates: Mapping[Swap, Sequence[str]]) -> _Rates | None:
    """Return how often each candidate holds that the words of a document prove, ``None`` if none does.

    ``candidates`` are what `ballot` returns: those that make no words even where they were voted for are
    dropped first, since in other damage all are such.
    """
    rates = _Rates(dict.fromkeys(candidates, _PRIOR))
    trial = document.around(candidates.values())
    if not any(count.proved for count in _count(trial[:_FIRST], rates).values()):
        return None
    counts = _count(trial, rates)
    rates = _Rates({swap: _PRIOR for swap in candidates if swap in counts and counts[swap].promises()})
    sample = document.sample()
    for _ in range(_ROUNDS):
        if not rates.swaps:
            return None
        rates = _recount(sample, rates)
    return rates if rates.swaps else None


@dataclass(slots=True)
class _Count:
    """What speaks for a swap: the places where it was read, those where it made a word, and these words."""

    read: int = 0
    proved: int = 0
    words: dict[str, int] = field(default_factory=dict)  # each with a bit for either half of the document

    @property
    def weight(self) -> int:
        """The letters that count of the words: a short word can come about by chance."""
        return sum(min(_LETTERS, len(word) - _WORD) for word in self.words)

    def promises(self) -> bool:
        """Tell whether there is anything to it at all."""
        return self.weight > 0 and self.proved >= self.read * _PROMISE

    def holds(self, swap: Swap, places: int) -> bool:
        """Tell whether this is proof, for a code that stands in so many places."""
        letter = swap.code[0] in chars.LETTERS
        return (
            len(self.words) >= (_WORDS if letter else _WORDS_OF_SIGN)
            and self.weight >= (_WEIGHT if letter else _WEIGHT_OF_SIGN)
            and all(any(sides & side for sides in self.words.values()) for side in (1, 2))
            and self.read >= places * (_SHARE if letter else _SHARE_OF_SIGN)
            and self.proved >= self.read * _CLEAR
        )


def _count(sample: Sequence[str], rates: _Rates) -> dict[Swap, _Count]:
    """Read a sample by the rates, and count what speaks for each swap."""
    counts: dict[Swap, _Count] = defaultdict(_Count)
    for number, window in enumerate(sample):
        for choices, margin in _read(window, rates):
            word = choices[0].word
            proof = margin >= _PROOF and len(word) >= _WORD and choices[0].clean
            for choice in choices:
                count = counts[choice.option.swap]
                count.read += 1
                if proof:
                    count.proved += 1
                    count.words[word] = count.words.get(word, 0) | 1 << number % 2
    return counts


def _recount(sample: Sequence[str], rates: _Rates) -> _Rates:
    """Read a sample by the rates, and return those of the swaps that hold in this reading."""
    counts = _count(sample, rates)
    places = {code: sum(window.count(code) for window in sample) for code in {swap.code for swap in counts}}
    shares = {
        swap: min(_SURELY, (count.read + 0.5) / (places[swap.code] + 1))
        for swap, count in counts.items()
        if count.holds(swap, places[swap.code])
    }
    kept: dict[str, float] = defaultdict(lambda: 1.0)
    for swap, share in shares.items():
        kept[swap.code] -= share
    return _Rates(
        {swap: -math.log(share) for swap, share in shares.items()},
        {code: -math.log(max(_HARDLY, share)) for code, share in kept.items()},
    )


def _read(window: str, rates: _Rates) -> Iterator[tuple[list[Choice], float]]:
    """Yield the swaps of each word of a window, and by how many nats they win over what is read without them."""
    options = _options(window, rates)
    if not options:
        return
    words = lexicon.load()
    kept = {place: max(rates.kept.get(option.swap.code, 0.0) for option in here) for place, here in options.items()}
    best = read(window, options, words, kept)
    by_word: dict[tuple[int, int], list[Choice]] = defaultdict(list)
    for choice in best.choices:
        by_word[choice.first, choice.end].append(choice)
    for choices in by_word.values():
        without = dict(options)
        for choice in choices:  # with or without the space behind it, it is the same swap
            without[choice.start] = [other for other in without[choice.start] if other.swap != choice.option.swap]
        yield choices, read(window, without, words, kept).nats - best.nats


def _options(window: str, rates: _Rates) -> dict[int, list[Option]]:
    """Return what may be read at each place of a window."""
    found: dict[int, list[Option]] = defaultdict(list)
    for swap, nats in rates.swaps.items():
        place = window.find(swap.code)
        while place >= 0:
            found[place].extend(_of_swap(window, place, swap, nats, rates))
            place = window.find(swap.code, place + 1)
    return {place: here for place, here in found.items() if here}


def _of_swap(window: str, place: int, swap: Swap, nats: float, rates: _Rates) -> Iterator[Option]:
    """Yield the ways to read a swap at a place."""
    end = place + len(swap.code)
    if swap.meaning == chars.NIKHAHIT:
        yield from _rings(window, place, swap, nats, rates)
    elif swap.meaning:
        if swap.meaning in swap.code and window[place - 1 : place] == swap.code[:1]:
            return  # a doubled mark, which is another matter
        yield Option(len(swap.code), swap.meaning, nats, swap)
        if window[end : end + 1] == " ":
            yield Option(len(swap.code) + 1, swap.meaning, nats + _SPACE_DROPPED, swap)
    elif chars.SARA_AM in window[max(0, place - 1) : place]:
        yield Option(len(swap.code), "", nats, swap)


def _rings(window: str, place: int, swap: Swap, nats: float, rates: _Rates) -> Iterator[Option]:
    """Yield a sara am for its ring and what follows: its other half, or what stands for that."""
    end = place + len(swap.code)
    ring = RING.match(window, end)
    if ring is not None:
        yield Option(ring.end() - place, ring[1] + chars.SARA_AM, nats, swap)
    for half in rates.swaps:
        if half.meaning == chars.SARA_AA and window.startswith(half.code, end):
            yield Option(len(swap.code) + len(half.code), chars.SARA_AM, nats, swap)
