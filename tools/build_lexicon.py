"""Compile the lexicon: word lists, names and counts into ``thaifix/data/lexicon.bin``.

    python -m tools.build_lexicon TEXT.jsonl              # the data file and its provenance
    python -m tools.build_lexicon TEXT.jsonl --mine       # before that, dictionaries/government.tsv anew
    python -m tools.build_lexicon TEXT.jsonl --hold-out   # measure on a tenth of the text, write nothing

TEXT.jsonl has one object a line with the key ``text``; the shipped lexicon was counted on the
government news of thaigov-v2-corpus (public domain). Word lists come from PyThaiNLP (those it
releases under CC0), names and terms from ``dictionaries/``. The same inputs give the same bytes;
the hashes of all of them are kept in ``thaifix/data/SOURCES.json``.

Method: the text is cut into words along the cheapest path, a word costing the negative logarithm
of its probability; the words are counted, and so on (Viterbi training). Pairs of words are kept
by how much they tell about each other. ``docs/lexicon.md`` says it in full.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from array import array
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from thaifix import trigrams
from thaifix.errors import TableError
from thaifix.knowledge import chars
from thaifix.lexicon import EMPTY, HEADER, MAGIC, NATS_PER_STEP, NODE_BITS, NOT_A_WORD, ROOT, encode
from tools.records import DATA, digest, write_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

FOLDER = Path(__file__).resolve().parent.parent
DICTIONARIES = FOLDER / "dictionaries"
TABLES = ("abbreviations.tsv", "agencies.tsv", "government.tsv", "places.tsv", "rejected.tsv", "terms.tsv")
LISTS = ("words_th.txt", "tnc_freq.txt", "ttc_freq.txt", "countries_th.txt")  # those of PyThaiNLP under CC0

_PAIYANNOI = "\N{THAI CHARACTER PAIYANNOI}"
_MAIYAMOK = "\N{THAI CHARACTER MAIYAMOK}"
_RU_LU = "\N{THAI CHARACTER RU}\N{THAI CHARACTER LU}"
_SARA_A = "\N{THAI CHARACTER SARA A}"
_SARA_AE = "\N{THAI CHARACTER SARA AE}"
_DOUBLE_SARA_E = "\N{THAI CHARACTER SARA E}" * 2
_ALONE = _MAIYAMOK + _PAIYANNOI + "\N{THAI CHARACTER NO NEN}"  # the only letters that are words by themselves

# ---- Spelling: what can be a Thai word, and which words are one slip apart ----------------------

_C, _V, _T = chars.CONSONANTS, chars.VOWEL_MARKS, chars.TONES
_WELL_FORMED = re.compile(
    f"(?:[{chars.LEADING_VOWELS}]?[{_C}](?:[{_V}]?[{_T}]?|[{_V}]?{chars.THANTHAKHAT}|{chars.MAITAIKHU})"
    f"(?:{chars.SARA_AA}?{_SARA_A}|{chars.SARA_AA}|{chars.SARA_AM})?"
    f"|[{_RU_LU}]\N{THAI CHARACTER LAKKHANGYAO}?)+{_PAIYANNOI}?"
)
_RUN = re.compile(f"[{chars.LETTERS}]+")
_NEVER_FIRST = frozenset(chars.MARKS + chars.FOLLOWING_VOWELS)
_NEVER_LAST = frozenset(chars.LEADING_VOWELS)
_ABBREVIATION = re.compile(f"(?<![{chars.LETTERS}.])(?:[{_C}]{{1,5}}\\.)+(?![{chars.DEPENDENT}])")
_LIKE = {  # the only slip of a letter that is common
    "\N{THAI CHARACTER DO CHADA}": "\N{THAI CHARACTER TO PATAK}",
    "\N{THAI CHARACTER TO PATAK}": "\N{THAI CHARACTER DO CHADA}",
}


def well_formed(word: str) -> bool:
    """Tell whether every mark of ``word`` has its letter, as the rules of input (WTT 2.0) want it.

    >>> well_formed("สำนักงาน"), well_formed("เฉพาะ"), well_formed("ผูเ้ล่น"), well_formed("เเรง")
    (True, True, False, False)
    """
    return bool(_WELL_FORMED.fullmatch(word))


def _split(word: str) -> tuple[list[str], list[str]]:
    """Return the letters of a word and the marks on each."""
    letters: list[str] = []
    marks: list[str] = []
    for c in word:
        if c in chars.MARKS and letters:
            marks[-1] += c
        else:
            letters.append(c)
            marks.append("")
    return letters, marks


def _join(letters: Sequence[str], marks: Sequence[str]) -> str:
    ordered = ("".join(sorted(own, key=chars.MARK_RANK.__getitem__)) for own in marks)
    return "".join(letter + own for letter, own in zip(letters, ordered, strict=True))


def slips(word: str) -> Iterator[str]:
    """Yield what ``word`` becomes when one mark moves by a letter, or one sara aa gets its ring.

    >>> list(slips("คณุ")), list(slips("ทา"))
    (['คุณ'], ['ทำ'])
    """
    letters, marks = _split(word)
    for i, own in enumerate(marks):
        for mark in own:
            for j in (i - 1, i + 1):
                if 0 <= j < len(letters) and letters[j] in chars.CONSONANTS and mark not in marks[j]:
                    moved = [*marks]
                    moved[i] = own.replace(mark, "", 1)
                    moved[j] += mark
                    yield _join(letters, moved)
    for i, letter in enumerate(word):
        if letter == chars.SARA_AA:
            yield f"{word[:i]}{chars.SARA_AM}{word[i + 1 :]}"


def misspellings(word: str) -> Iterator[str]:
    """Yield what ``word`` becomes when one mark is added, dropped or changed, or a do chada is a to patak.

    >>> "ปรากฏ" in misspellings("ปรากฎ"), "อนุญาต" in misspellings("อนุญาติ")
    (True, True)
    """
    letters, marks = _split(word)
    for i, own in enumerate(marks):
        if letters[i] not in chars.CONSONANTS:
            continue
        shorter = [own[:k] + own[k + 1 :] for k in range(len(own))]
        for other in [*shorter, *(base + mark for base in [own, *shorter] for mark in chars.MARKS)]:
            yield _join(letters, [*marks[:i], other, *marks[i + 1 :]])
    for i, letter in enumerate(word):
        if letter in _LIKE:
            yield f"{word[:i]}{_LIKE[letter]}{word[i + 1 :]}"


_CHANGES = {  # letters and marks that damaged text shows for one another
    chars.SARA_AA: chars.SARA_AM,
    chars.SARA_AM: chars.SARA_AA,
    "\N{THAI CHARACTER SARA I}": "\N{THAI CHARACTER SARA II}",
    "\N{THAI CHARACTER SARA II}": "\N{THAI CHARACTER SARA I}",
    "\N{THAI CHARACTER SARA UE}": "\N{THAI CHARACTER SARA UEE}",
    "\N{THAI CHARACTER SARA UEE}": "\N{THAI CHARACTER SARA UE}",
}


def rivals(word: str, words: Mapping[str, Any] | set[str]) -> set[str]:
    """Return the words that damage turns into ``word``, or ``word`` into them.

    >>> sorted(rivals("สี", {"สิ", "สี", "สี่"}))
    ['สิ']
    """
    found = set(slips(word))
    found |= {word[:i] + _CHANGES[c] + word[i + 1 :] for i, c in enumerate(word) if c in _CHANGES}
    return {other for other in found if other != word and other in words}


# ---- Inputs -------------------------------------------------------------------------------------


class Run(NamedTuple):
    """A stretch of Thai letters and how often it stands in the text."""

    text: str
    times: int


def read_texts(path: Path, *, keep: Callable[[int], bool]) -> Iterator[str]:
    """Yield the text of each document whose number is kept, with the slip of two sara e for sara ae put right."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if keep(number):
                yield json.loads(line)["text"].replace(_DOUBLE_SARA_E, _SARA_AE)


def runs_of(texts: Iterable[str]) -> list[Counter[str]]:
    """Count the stretches of Thai letters of each document, abbreviations left out."""
    return [Counter(_RUN.findall(_ABBREVIATION.sub(" ", text))) for text in texts]


def tally(documents: Iterable[Counter[str]]) -> list[Run]:
    """Sum the stretches of all documents, in one order for ever."""
    total: Counter[str] = Counter()
    for document in documents:
        total.update(document)
    return [Run(text, total[text]) for text in sorted(total)]


def read_list(path: Path) -> list[str]:
    """Read a word list, one entry a line."""
    return [line for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]


def read_counts(path: Path) -> dict[str, int]:
    """Read a list of words and counts."""
    return {word: int(times) for word, times in (line.split("\t") for line in read_list(path))}


def read_table(path: Path) -> list[list[str]]:
    """Read the rows of a table below its heading.

    Raises:
        TableError: a row has another number of cells than the heading.
    """
    heading, *rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    for line, row in enumerate(rows, 2):
        if len(row) != len(heading):
            raise TableError(path, line, f"{len(row)} cells where the heading has {len(heading)}")
    return rows


def corpus_folder() -> Path:
    """Return the folder of PyThaiNLP's word lists."""
    import pythainlp  # noqa: PLC0415 - only needed to find its files

    return Path(pythainlp.__file__).parent / "corpus"


@dataclass(slots=True)
class Inventory:
    """Which words there are, and what is known of them before the text is read.

    Attributes:
        words: every word, with the first source that has it.
        names: the words that stand in a table of names.
        listed: the words of PyThaiNLP's main list.
        prior: counts of the Thai National Corpus and the Thai Textbook Corpus.
        abbreviations: abbreviations, full stops included, with their counts.
        rejected: forms that must not enter.
    """

    words: dict[str, str]
    names: set[str]
    listed: set[str]
    prior: dict[str, int]
    abbreviations: dict[str, int]
    rejected: set[str]


_TNC_ENOUGH = 30  # below this, what the Thai National Corpus alone has is mostly torn from longer words
_TNC_LONG = 4
_SHORT_ENOUGH = 300  # a word of two letters that is rarer than this is more often a torn one
_SHORT = 2
_SYLLABLE = 3
_TTC_WEIGHT = 2  # textbooks are closer to the register of reports than novels are


def inventory(folder: Path, dictionaries: Path = DICTIONARIES) -> Inventory:
    """Read all lists, and drop from them what is no word."""
    tnc = read_counts(folder / "tnc_freq.txt")
    ttc = read_counts(folder / "ttc_freq.txt")
    prior = {word: tnc.get(word, 0) + _TTC_WEIGHT * ttc.get(word, 0) for word in {*tnc, *ttc}}
    listed = {word for word in read_list(folder / "words_th.txt") if well_formed(word)}
    listed -= {word for word in listed if len(word) <= _SYLLABLE and not prior.get(word)}
    tables = {name: read_table(dictionaries / name) for name in TABLES}
    names = {part for name in ("places.tsv", "agencies.tsv") for row in tables[name] for part in _RUN.findall(row[0])}
    sources: dict[str, Iterable[str]] = {
        "words_th": listed,
        "terms": (row[0] for row in tables["terms.tsv"]),
        "places": (part for row in tables["places.tsv"] for part in _RUN.findall(row[0])),
        "agencies": (part for row in tables["agencies.tsv"] for part in _RUN.findall(row[0])),
        "countries": read_list(folder / "countries_th.txt"),
        "government": (row[0] for row in tables["government.tsv"]),
        "tnc": (word for word, times in tnc.items() if times >= _TNC_ENOUGH and _whole(word, tnc)),
    }
    rejected = {row[0] for row in tables["rejected.tsv"]}
    words = dict.fromkeys(_ALONE, "signs")
    for source, members in sources.items():
        for word in members:
            if well_formed(word) and word not in rejected and _long_enough(word, listed, prior):
                words.setdefault(word, source)
    poison = {word for word in words if word not in names and _poisoned(word, words, prior)}
    return Inventory(
        words={word: source for word, source in words.items() if word not in poison},
        names=names & words.keys(),
        listed=listed,
        prior=prior,
        abbreviations={row[0]: int(row[1]) for row in tables["abbreviations.tsv"]},
        rejected=rejected | poison,
    )


def _long_enough(word: str, listed: set[str], prior: Mapping[str, int]) -> bool:
    return len(word) > _SHORT or (len(word) == _SHORT and word in listed and prior.get(word, 0) >= _SHORT_ENOUGH)


def _whole(word: str, tnc: Mapping[str, int]) -> bool:
    """Tell whether a form that only the Thai National Corpus has is more than a torn word."""
    torn = word[0] in chars.CONSONANTS and well_formed(word[1:]) and tnc.get(word[1:], 0) >= _TNC_ENOUGH
    return len(word) >= _TNC_LONG and not torn


_ATTESTED = 20  # a word that the corpora have so often is no accident, whatever it resembles
_RIVAL = 20  # a form is poison if a slip makes it a word so many times more frequent


def _poisoned(word: str, words: Mapping[str, str], counts: Mapping[str, int]) -> bool:
    """Tell whether a word is but a damaged form of another, as some in the lists are."""
    times = counts.get(word, 0)
    if times >= _ATTESTED:
        return False
    return any(other in words and counts.get(other, 0) >= _RIVAL * max(1, times) for other in slips(word))


# ---- Cutting text into words --------------------------------------------------------------------

UNKNOWN = 9.0  # nats of a stretch that is in no word, and
UNKNOWN_LETTER = 0.5  # of each of its characters, above what the trigram model says
Trie = dict[str, Any]
_shared: dict[str, Trie] = {}  # handed to the worker processes by fork


def make_trie(costs: Mapping[str, float]) -> Trie:
    """Return words as nested dictionaries, the cost of a word under the empty string."""
    root: Trie = {}
    for word, cost in costs.items():
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = cost
    return root


class Token(NamedTuple):
    """A piece of a stretch: a word, or letters that are in no word."""

    text: str
    known: bool


def segment(text: str, trie: Trie) -> list[Token]:
    """Cut Thai letters into words along the cheapest path.

    Words begin and end at grapheme clusters only. Two paths are kept for each place: the best one
    whose last piece is a word, and the best one whose last piece is unknown.
    """
    size = len(text)
    unknown = _unknown_costs(text)
    borders = bytearray(b"\1" * (size + 1))
    for i in range(1, size):
        borders[i] = text[i] not in _NEVER_FIRST and text[i - 1] not in _NEVER_LAST
    best = [math.inf] * (size + 1)
    back: list[tuple[int, bool]] = [(0, True)] * (size + 1)
    best[0] = 0.0
    opened, opened_at = math.inf, 0  # the best place for an unknown stretch to begin
    for i in range(size):
        if not borders[i]:
            continue
        if opened + unknown[i] < best[i]:
            best[i], back[i] = opened + unknown[i], (opened_at, False)
        here = best[i]
        if here + UNKNOWN - unknown[i] < opened:
            opened, opened_at = here + UNKNOWN - unknown[i], i
        node = trie
        for k in range(i, size):
            child = node.get(text[k])
            if child is None:
                break
            node = child
            if borders[k + 1] and "" in node and here + node[""] < best[k + 1]:
                best[k + 1], back[k + 1] = here + node[""], (i, True)
    if opened + unknown[size] < best[size]:
        back[size] = opened_at, False
    return _trace(text, back)


def _unknown_costs(text: str) -> list[float]:
    """Return the cost of the letters before each place, were none of them in a word."""
    costs, total = [0.0], 0.0
    table, width = trigrams.table(), trigrams.ALPHABET_SIZE
    first = second = trigrams.SPACE
    for third in trigrams.encode(text):
        total += table[(first * width + second) * width + third] * trigrams.NATS_PER_STEP + UNKNOWN_LETTER
        costs.append(total)
        first, second = second, third
    return costs


def _trace(text: str, back: Sequence[tuple[int, bool]]) -> list[Token]:
    tokens = []
    end = len(text)
    while end:
        start, known = back[end]
        tokens.append(Token(text[start:end], known))
        end = start
    return tokens[::-1]


def _cut(runs: list[Run]) -> list[list[Token]]:
    return [segment(run.text, _shared["trie"]) for run in runs]


def cut_all(runs: Sequence[Run], costs: Mapping[str, float], workers: int) -> list[list[Token]]:
    """Cut all runs into words, in several processes."""
    _shared["trie"] = make_trie(costs)
    size = 2_000
    parts = [list(runs[i : i + size]) for i in range(0, len(runs), size)]
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        return [tokens for part in pool.map(_cut, parts) for tokens in part]


# ---- Probabilities ------------------------------------------------------------------------------

_TEXT_SHARE = 0.75  # of the probability of a word; the rest is the national and the textbook corpus
_NAMES_SHARE = 0.005  # of all words of the text are names from the tables, which share it evenly
_TERMS_SHARE = 0.005
_LEAST = 1e-9
_ROUNDS = 2


def estimate(known: Inventory, counts: Mapping[str, int] | None) -> dict[str, float]:
    """Return the cost of each word in nats, from counts of the text if there are any yet."""
    prior_total = sum(known.prior.get(word, 0) for word in known.words)
    total = sum(counts.get(word, 0) for word in known.words) if counts else 1
    share = _TEXT_SHARE if counts else 0.0
    terms = sum(source == "terms" for source in known.words.values())
    costs = {}
    for word in sorted(known.words):
        probability = _LEAST + (1 - share) * known.prior.get(word, 0) / prior_total
        if counts:
            probability += share * counts.get(word, 0) / total
        if word in known.names:
            probability += _NAMES_SHARE / len(known.names)
        if known.words[word] == "terms":
            probability += _TERMS_SHARE / terms
        costs[word] = -math.log(probability)
    return costs


def count(runs: Sequence[Run], cuts: Sequence[Sequence[Token]], known: Inventory) -> Counter[str]:
    """Count the words of a text that is cut.

    A short word counts only where its neighbours are sound: beside letters that are in no word it
    is more likely a piece of a name.
    """
    counts: Counter[str] = Counter()
    for run, tokens in zip(runs, cuts, strict=True):
        for i, token in enumerate(tokens):
            if not token.known:
                continue
            sides = (*tokens[max(0, i - 1) : i], *tokens[i + 1 : i + 2])
            if len(token.text) > _SYLLABLE or all(_sound(side, known) for side in sides):
                counts[token.text] += run.times
    return counts


def _sound(token: Token, known: Inventory) -> bool:
    if not token.known:
        return False
    return len(token.text) > _SHORT or known.prior.get(token.text, 0) > _SHORT_COMMON


_SHORT_COMMON = 20_000


def train(runs: Sequence[Run], known: Inventory, workers: int) -> tuple[dict[str, float], list[list[Token]]]:
    """Estimate the costs of all words on the text, and cut the text by them."""
    costs = estimate(known, None)
    for _ in range(_ROUNDS):
        costs = estimate(known, count(runs, cut_all(runs, costs, workers), known))
    return costs, cut_all(runs, costs, workers)


# ---- Words that the text has and the lists have not ---------------------------------------------

_DOCUMENTS = 8
_PIECES = 6
_LONGEST = 30
_ONLY_CONSONANTS = re.compile(f"[{_C}]{{1,4}}")  # an abbreviation, most often
_SHARE_WEAK = 0.5  # a form that one fragment stands beside more often than this is itself a fragment,
_SHARE_WORD = 0.9  # and one that a word stands beside more often than this is part of a fixed phrase,
_COMMON = 8.0  # unless that word costs less than this: titles, prepositions
_MANY_DOCUMENTS = 50  # a form of three letters must be in so many
_GAIN = 4.0  # nats that a form as one word must save against its pieces


@dataclass(slots=True)
class Found:
    """A candidate word of the text.

    Attributes:
        times: how often it was seen.
        documents: in how many documents.
        cost: nats of its pieces, where it was seen first.
        before: the pieces seen before it; at the edge of a run that is an empty one.
        after: the pieces seen after it.
    """

    times: int
    documents: int
    cost: float
    before: Counter[Token]
    after: Counter[Token]


def _piece_costs(tokens: Sequence[Token], costs: Mapping[str, float]) -> list[float]:
    return [costs[t.text] if t.known else UNKNOWN + _unknown_costs(t.text)[-1] for t in tokens]


def candidates(
    documents: Sequence[Counter[str]], runs: Sequence[Run], cuts: Sequence[list[Token]], costs: Mapping[str, float]
) -> dict[str, Found]:
    """Collect what stands in enough documents and is cut into pieces, some of them weak."""
    spans = {run.text: _spans(tokens, _piece_costs(tokens, costs)) for run, tokens in zip(runs, cuts, strict=True)}
    seen_in: Counter[str] = Counter()
    for document in documents:
        seen_in.update({text for run in document for text, *_ in spans[run]})
    found: dict[str, Found] = {}
    for run in runs:
        for text, cost, before, after in spans[run.text]:
            if seen_in[text] < _DOCUMENTS:
                continue
            entry = found.setdefault(text, Found(0, seen_in[text], cost, Counter(), Counter()))
            entry.times += run.times
            entry.before[before] += run.times
            entry.after[after] += run.times
    return found


def _spans(tokens: Sequence[Token], piece_costs: Sequence[float]) -> list[tuple[str, float, Token, Token]]:
    """Return the sequences of pieces that hold an unknown one: text, cost, the piece before and after."""
    edge = Token("", known=True)
    found = []
    for start in range(len(tokens)):
        for end in range(start + 1, min(len(tokens), start + _PIECES) + 1):
            text = "".join(token.text for token in tokens[start:end])
            if len(text) > _LONGEST:
                break
            unknown = [token.text for token in tokens[start:end] if not token.known]
            if unknown and (end - start == 1 or not any(_ONLY_CONSONANTS.fullmatch(piece) for piece in unknown)):
                before = tokens[start - 1] if start else edge
                after = tokens[end] if end < len(tokens) else edge
                found.append((text, sum(piece_costs[start:end]), before, after))
    return found


def mine(
    documents: Sequence[Counter[str]], runs: Sequence[Run], known: Inventory, workers: int
) -> tuple[dict[str, Found], dict[str, tuple[str, int, int]]]:
    """Find words that the lists lack and add them; return them, and the forms that look like slips of other words."""
    mined: dict[str, Found] = {}
    slipped: dict[str, tuple[str, int, int]] = {}
    for _ in range(_MINING_ROUNDS):
        costs, cuts = train(runs, known, workers)
        counts = count(runs, cuts, known)
        fresh: list[str] = []
        found = candidates(documents, runs, cuts, costs)
        for text in sorted(found, key=lambda text: (len(text), text)):
            entry = found[text]
            if text in known.rejected or any(form in text for form in slipped):
                continue
            if entry.cost + math.log(entry.times / counts.total()) < _GAIN or not _is_word(text, entry, known, costs):
                continue
            better = _spelt_better(text, entry.times, counts, known)
            if better:
                slipped[text] = (better, entry.times, counts[better])
            elif not any(word in text for word in fresh):  # what holds a new word is judged when that is known
                fresh.append(text)
                mined[text] = entry
        for text in fresh:
            known.words.setdefault(text, "government")
    costs, cuts = train(runs, known, workers)
    counts = count(runs, cuts, known)
    for text in [text for text in mined if counts[text] < _DOCUMENTS]:
        del mined[text], known.words[text]
    return mined, slipped


_MINING_ROUNDS = 2


def _is_word(text: str, entry: Found, known: Inventory, costs: Mapping[str, float]) -> bool:
    if len(text) <= _SHORT or (len(text) == _SYLLABLE and entry.documents < _MANY_DOCUMENTS):
        return False
    if not well_formed(text) or _PAIYANNOI in text or not set(text) - set(chars.CONSONANTS):
        return False
    return all(_free(sides, entry.times, known, costs) for sides in (entry.before, entry.after))


def _free(sides: Counter[Token], times: int, known: Inventory, costs: Mapping[str, float]) -> bool:
    """Tell whether a form keeps varied company on one side, and so is no part of something longer."""
    for token, together in sides.items():
        if not _sound(token, known):
            if token.text and together > _SHARE_WEAK * times:
                return False
        elif together > _SHARE_WORD * times and costs[token.text] > _COMMON:
            return False
    return True


def _spelt_better(text: str, times: int, counts: Mapping[str, int], known: Inventory) -> str:
    """Return the far more frequent word that ``text`` may be a slip of, or nothing."""
    options = {*slips(text), *misspellings(text)}
    likely = [other for other in sorted(options) if other in known.words and counts.get(other, 0) >= _RIVAL * times]
    return max(likely, key=lambda other: counts.get(other, 0), default="")


# ---- Pairs --------------------------------------------------------------------------------------

_STRENGTH = 20  # pseudo-counts that pull a pair towards independence
_PAIRS = 120_000
_PAIR_TIMES = 2
_PAIR_NATS = 0.5
_LOWEST = -4.0  # news may avoid what a report says
_RIVAL_NATS = 0.25


def pair_bonuses(
    runs: Sequence[Run], cuts: Sequence[Sequence[Token]], costs: Mapping[str, float]
) -> dict[tuple[str, str], float]:
    """Return by how many nats a word changes the cost of the next, for the pairs that tell most."""
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for run, tokens in zip(runs, cuts, strict=True):
        for one, two in pairwise(tokens):
            if one.known:
                singles[one.text] += run.times
                if two.known:
                    pairs[one.text, two.text] += run.times

    def bonus(one: str, two: str) -> float:
        probability = math.exp(-costs[two])
        return math.log((pairs[one, two] / probability + _STRENGTH) / (singles[one] + _STRENGTH))

    chosen = {pair: max(_LOWEST, bonus(*pair)) for pair in _between_rivals(singles, pairs, costs)}
    chosen = {pair: nats for pair, nats in chosen.items() if abs(nats) >= _RIVAL_NATS}
    others = {pair: bonus(*pair) for pair, times in pairs.items() if times >= _PAIR_TIMES and pair not in chosen}
    telling = (pair for pair, nats in others.items() if nats >= _PAIR_NATS)
    best = sorted(telling, key=lambda pair: (-pairs[pair] * others[pair], pair))[: max(0, _PAIRS - len(chosen))]
    kept = chosen | {pair: others[pair] for pair in best}
    return {pair: nats for pair, nats in kept.items() if nats < 0 or not _damaged(pair, costs, pairs)}


def _damaged(pair: tuple[str, str], costs: Mapping[str, float], pairs: Counter[tuple[str, str]]) -> bool:
    """Tell whether two words seem to stand together only because one word was written amiss."""
    one, two = pair
    likelier = -math.log(pairs[pair] * _RIVAL / pairs.total()) if pairs[pair] else math.inf
    return any(costs.get(other, math.inf) <= likelier for other in slips(one + two))


def _between_rivals(
    singles: Mapping[str, int], pairs: Mapping[tuple[str, str], int], costs: Mapping[str, float]
) -> set[tuple[str, str]]:
    """Return the pairs that decide between two words that damage turns into one another."""
    twins = {word: sorted(rivals(word, costs)) for word in costs}
    asked = set()
    for (one, two), times in pairs.items():
        if times < _PAIR_TIMES:
            continue
        asked |= {(one, twin) for twin in [two, *twins[two]] if twins[two]}
        asked |= {(twin, two) for twin in [one, *twins[one]] if twins[one] and singles.get(twin, 0)}
    return asked


# ---- The data file ------------------------------------------------------------------------------

_RESERVED = 256  # cells at both ends where nobody lives, so that no index runs out of the arrays
_DEAREST = NOT_A_WORD - 1


@dataclass(slots=True)
class DoubleArray:
    """A trie in arrays; see `thaifix.lexicon`.

    Attributes:
        base: where the children of each node begin.
        check: the symbol that leads to each node.
        costs: the cost of the word that ends at each node.
        nodes: the node where each word ends.
    """

    base: array[int]
    check: bytearray
    costs: bytearray
    nodes: dict[str, int]


def double_array(words: Mapping[str, int]) -> DoubleArray:
    """Lay words with their quantised costs out as a double array.

    Nodes with many children are placed first, and no two have the same base, so that the symbol
    alone tells whose child a cell is.
    """
    children, ends = _plain_trie(words)
    bases, size = _place(children)
    laid = DoubleArray(
        base=array("i", bytes(4 * size)),
        check=bytearray([EMPTY]) * size,
        costs=bytearray([NOT_A_WORD]) * size,
        nodes={},
    )
    open_nodes = [(0, ROOT)]
    while open_nodes:
        node, cell = open_nodes.pop()
        laid.base[cell] = bases[node]
        if node in ends:
            laid.nodes[ends[node]] = cell
            laid.costs[cell] = words[ends[node]]
        for symbol, child in children[node].items():
            laid.check[bases[node] + symbol] = symbol
            open_nodes.append((child, bases[node] + symbol))
    return laid


def _plain_trie(words: Iterable[str]) -> tuple[list[dict[int, int]], dict[int, str]]:
    children: list[dict[int, int]] = [{}]
    ends = {}
    for word in sorted(words):
        node = 0
        for symbol in encode(word):
            if symbol not in children[node]:
                children[node][symbol] = len(children)
                children.append({})
            node = children[node][symbol]
        ends[node] = word
    return children, ends


def _place(children: Sequence[Mapping[int, int]]) -> tuple[list[int], int]:
    """Choose a base for each node that has children; return them and the size of the arrays."""
    used = bytearray(2 * len(children) + 4 * _RESERVED)
    used[:_RESERVED] = b"\1" * _RESERVED
    taken = bytearray(len(used))
    bases = [0] * len(children)
    first_free = _RESERVED
    for node in sorted((n for n in range(len(children)) if children[n]), key=lambda n: (-len(children[n]), n)):
        symbols = list(children[node])
        first_free = cell = used.index(0, first_free)
        while taken[cell - symbols[0]] or any(used[cell - symbols[0] + symbol] for symbol in symbols):
            cell = used.index(0, cell + 1)
        bases[node] = cell - symbols[0]
        taken[bases[node]] = 1
        for symbol in symbols:
            used[bases[node] + symbol] = 1
    return bases, used.rindex(1) + 1 + _RESERVED


def quantise(costs: Mapping[str, float]) -> dict[str, int]:
    """Turn nats into steps of one byte."""
    return {word: max(0, min(_DEAREST, round(cost / NATS_PER_STEP))) for word, cost in costs.items()}


def serialise(costs: Mapping[str, float], bonuses: Mapping[tuple[str, str], float]) -> bytes:
    """Return the contents of the data file."""
    laid = double_array(quantise(costs))
    if len(laid.base) >> NODE_BITS:
        message = f"{len(laid.base):,} cells do not fit {NODE_BITS} bits; raise NODE_BITS in thaifix/lexicon.py"
        raise SystemExit(message)
    steps = {pair: max(-127, min(127, round(nats / NATS_PER_STEP))) for pair, nats in bonuses.items()}
    keyed = sorted((laid.nodes[one] << NODE_BITS | laid.nodes[two], value) for (one, two), value in steps.items())
    keys, values = array("q", [key for key, _ in keyed]), array("b", [value for _, value in keyed])
    header = HEADER.pack(MAGIC, len(laid.base), len(keyed))
    return b"".join((header, laid.base.tobytes(), keys.tobytes(), values.tobytes(), laid.check, laid.costs))


# ---- Commands -----------------------------------------------------------------------------------

_TENTH = 10


def build(text: Path, output: Path, workers: int) -> None:
    """Write the data file and its provenance."""
    known = inventory(corpus_folder())
    runs = tally(runs_of(read_texts(text, keep=lambda _: True)))
    costs, cuts = train(runs, known, workers)
    bonuses = pair_bonuses(runs, cuts, costs)
    shortened = costs | abbreviation_costs(known, count(runs, cuts, known).total())
    data = serialise(shortened, bonuses)
    fresh = output.with_suffix(".new")
    fresh.write_bytes(data)
    fresh.replace(output)  # whoever reads the old file meanwhile reads all of it
    sizes = {"words": len(costs), "abbreviations": len(shortened) - len(costs), "pairs": len(bonuses)}
    record(text, output, known, sizes)
    print(f"{output}: {len(data):,} bytes, {len(shortened):,} words, {len(bonuses):,} pairs")


def abbreviation_costs(known: Inventory, total: int) -> dict[str, float]:
    """Return the costs of abbreviations, from their own counts in the same text."""
    return {word: -math.log(max(_LEAST, times / total)) for word, times in known.abbreviations.items()}


def record(text: Path, output: Path, known: Inventory, sizes: Mapping[str, int]) -> None:
    """Note what the data file was made from, beside the other data files."""
    by_source = Counter(known.words.values())
    entry = {
        "generator": "tools/build_lexicon.py",
        "source": "word lists and counts of PyThaiNLP; thaigov-v2-corpus; dictionaries/",
        "licence": "CC0-1.0; public domain (Thai Copyright Act, section 7); see dictionaries/SOURCES.toml",
        "inputs": {
            "thaigov-v2-corpus": digest(text),
            **{f"pythainlp/{name}": digest(corpus_folder() / name) for name in LISTS},
            **{f"dictionaries/{name}": digest(DICTIONARIES / name) for name in TABLES},
        },
        **sizes,
        "words_by_source": dict(sorted(by_source.items())),
    }
    write_record(output, entry)


def write_mined(text: Path, workers: int) -> None:
    """Write the words that the text has and the lists have not to ``dictionaries/government.tsv``."""
    table = DICTIONARIES / "government.tsv"
    table.write_text("word\tdocuments\n", encoding="utf-8")
    texts = list(read_texts(text, keep=lambda _: True))
    write_abbreviations(texts)
    documents = runs_of(texts)
    mined, slipped = mine(documents, tally(documents), inventory(corpus_folder()), workers)
    _write_table(table, "word\tdocuments", ((word, mined[word].documents) for word in sorted(mined)))
    for word, (better, times, better_times) in sorted(slipped.items()):
        print(f"not taken: {word} ({times}), as {better} ({better_times}) is a slip away")


def write_abbreviations(texts: Iterable[str]) -> None:
    """Write the abbreviations that stand in enough documents to ``dictionaries/abbreviations.tsv``."""
    seen_in: Counter[str] = Counter()
    for text in texts:
        seen_in.update(set(_ABBREVIATION.findall(text)))
    rows = ((short, times) for short, times in sorted(seen_in.items()) if times >= _DOCUMENTS and len(short) > _SHORT)
    _write_table(DICTIONARIES / "abbreviations.tsv", "abbreviation\tdocuments", rows)


def _write_table(path: Path, heading: str, rows: Iterable[tuple[object, ...]]) -> None:
    body = "".join("\t".join(map(str, row)) + "\n" for row in rows)
    path.write_text(f"{heading}\n{body}", encoding="utf-8")


def hold_out(text: Path, workers: int) -> None:
    """Train on nine tenths of the text and measure on the rest."""
    known = inventory(corpus_folder())
    for word in [word for word, source in known.words.items() if source == "government"]:
        del known.words[word]
    documents = runs_of(read_texts(text, keep=lambda number: number % _TENTH != 0))
    runs = tally(documents)
    mined, _ = mine(documents, runs, known, workers)
    costs, cuts = train(runs, known, workers)
    bonuses = pair_bonuses(runs, cuts, costs)
    unseen = tally(runs_of(read_texts(text, keep=lambda number: number % _TENTH == 0)))
    cut = cut_all(unseen, costs, workers)
    print(f"mined on nine tenths: {len(mined):,} words")
    seen = {run.text for run in runs}
    fresh = [(run, tokens) for run, tokens in zip(unseen, cut, strict=True) if run.text not in seen]
    _measure_words("all of the rest", zip(unseen, cut, strict=True), costs, bonuses)
    _measure_words("stretches not seen before", fresh, costs, bonuses)
    _measure_rivals(fresh, costs, bonuses)


def _measure_words(
    what: str,
    cuts: Iterable[tuple[Run, Sequence[Token]]],
    costs: Mapping[str, float],
    bonuses: Mapping[tuple[str, str], float],
) -> None:
    """Print how much of a text is in no word, and what a word costs by itself and after the one before it."""
    pieces, letters = Counter[bool](), Counter[bool]()
    alone = together = 0.0
    for run, tokens in cuts:
        for before, token in pairwise([Token("", known=True), *tokens]):
            pieces[token.known] += run.times
            letters[token.known] += run.times * len(token.text)
            if token.known:
                alone += run.times * costs[token.text]
                together += run.times * (costs[token.text] - bonuses.get((before.text, token.text), 0.0))
    torn = pieces[False] / pieces.total(), letters[False] / letters.total()
    nats = alone / pieces[True], together / pieces[True]
    print("{}: {:.2%} of words and {:.2%} of letters unknown;".format(what, *torn), end=" ")
    print("{:.2f} nats a word by itself, {:.2f} after the one before".format(*nats))


def _measure_rivals(
    cuts: Iterable[tuple[Run, Sequence[Token]]], costs: Mapping[str, float], bonuses: Mapping[tuple[str, str], float]
) -> None:
    """Ask of every word that has rivals whether it beats them, by itself and with its neighbours."""
    twins = {word: sorted(rivals(word, costs)) for word in costs}
    asked = alone = together = 0
    for run, tokens in cuts:
        padded = ["", *(token.text if token.known else "" for token in tokens), ""]
        for before, word, after in zip(padded, padded[1:], padded[2:], strict=False):
            if not word or not twins[word]:
                continue

            def total(option: str, before: str = before, after: str = after) -> float:
                return costs[option] - bonuses.get((before, option), 0.0) - bonuses.get((option, after), 0.0)

            asked += run.times
            alone += run.times * all(costs[word] < costs[twin] for twin in twins[word])
            together += run.times * all(total(word) < total(twin) for twin in twins[word])
    print(f"words with rivals: {asked:,}; right by cost alone {alone / asked:.2%}, with pairs {together / asked:.2%}")


def main(argv: list[str] | None = None) -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=DATA / "lexicon.bin")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--mine", action="store_true", help="find words in the text first")
    parser.add_argument("--hold-out", action="store_true", help="measure, write nothing")
    args = parser.parse_args(argv)
    if args.hold_out:
        hold_out(args.text, args.workers)
        return 0
    if args.mine:
        write_mined(args.text, args.workers)
    build(args.text, args.output, args.workers)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
