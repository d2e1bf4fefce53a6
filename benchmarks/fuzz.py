"""A search for slow texts: hill climbing over short patterns, repeated, for time a code point.

A regular expression that backtracks, or an engine that goes over a line once for each of its edits, shows
itself on some repeated pattern long before it does in a book. What is climbed is the time that each *more*
code point costs, between a short and a long text: a fixed cost, however high, cancels out.
"""

from __future__ import annotations

import math
import signal
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from time import process_time
from types import MappingProxyType
from typing import TYPE_CHECKING

import thaifix
from benchmarks.tables import table
from thaifix.knowledge import chars
from thaifix.knowledge.rewrites import HOLE, INVISIBLES, REWRITES, RINGS
from thaifix.knowledge.signs import SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Call = Callable[[str], object]
    Genome = tuple[str, ...]

__all__ = ["CALLS", "Worst", "describe", "search"]

CALLS: Mapping[str, Call] = MappingProxyType(
    {"diagnose": thaifix.diagnose, "explain": thaifix.explain, "fix": thaifix.fix}
)

_SHORT, _LONG = 1000, 4000  # code points of the two texts that are tried
_PIECES = 12  # of a pattern, at most
_PATIENCE = 60  # tries without success before another start
_KEPT = 8
_LIMIT = 5.0  # seconds after which a call is given up and counts as endless
_NEARLY = 0.9  # of its time that a pattern may lose when it is shortened
_SOUND = "โรงเรียนบ้านหนองบัวจัดอบรมเรื่องน้ำและป่าไม้ให้นักเรียนชั้นปีที่ 3 จำนวน 40 คน\n"


@dataclass(frozen=True, slots=True)
class Worst:
    """A slow pattern.

    Attributes:
        pattern: what was repeated.
        nanoseconds: CPU time that each more code point costs; infinite if a call had to be given up.
        times_sound: how many times what it costs in sound text.
        growth: the exponent of the time in the length, from a text four times as long; 1 is linear.
    """

    pattern: str
    nanoseconds: float
    times_sound: float
    growth: float


def search(seconds: float, seed: int, call: Call) -> list[Worst]:
    """Climb from many starts until the time is over; return the slowest patterns, the worst first."""
    random = Random(seed)
    pieces = _pieces()
    best: dict[Genome, float] = {}
    started = process_time()
    while process_time() - started < seconds:
        genome, taken = _climb(random, pieces, call, started + seconds)
        best[genome] = taken
        best = dict(sorted(best.items(), key=lambda item: -item[1])[:_KEPT])
    sound = _slowness(call, (_SOUND,), 5)
    shrunk = {_shrunk(genome, call) for genome in best}
    return sorted((_worst(genome, call, sound) for genome in shrunk), key=lambda worst: -worst.nanoseconds)


def _pieces() -> list[str]:
    """What patterns are made of: every kind of character, and every damage that the tables know."""
    single = [*chars.LETTERS, *INVISIBLES, *RINGS, HOLE, *" \n\r\t1a.(", "\x1e", "\xc9", "\uf70b", "\uf0b7", "\u0eb5"]
    known = [broken for row in REWRITES for broken, _ in row.fixes]
    kept = [text for row in REWRITES for text in row.keeps]
    signs = [text for sign in SIGNS for text in sign.shows]
    codes = ["(cid:201)", "(cid:", "สำนัก".encode().decode("latin-1"), "สำนัก".encode("cp874").decode("latin-1")]
    return [*single, *known, *kept, *signs, *codes]


def _climb(random: Random, pieces: Sequence[str], call: Call, until: float) -> tuple[Genome, float]:
    genome: Genome = tuple(random.choices(pieces, k=random.randint(1, 4)))
    slowest = _slowness(call, genome, 1)
    failures = 0
    while failures < _PATIENCE and slowest < math.inf and process_time() < until:
        other = _mutated(random, pieces, genome)
        taken = _slowness(call, other, 1)
        if taken > slowest:
            taken = _slowness(call, other, 3)  # the least of several: a hiccup of the machine is no discovery
        if taken > slowest:
            genome, slowest, failures = other, taken, 0
        else:
            failures += 1
    return genome, slowest


def _shrunk(genome: Genome, call: Call) -> Genome:
    """Drop the pieces that do not make a pattern slow, for people to read."""
    slowest = _slowness(call, genome, 3)
    for place in reversed(range(len(genome))):
        less = (*genome[:place], *genome[place + 1 :])
        if less and _slowness(call, less, 3) >= _NEARLY * slowest:
            genome = less
    return genome


def _mutated(random: Random, pieces: Sequence[str], genome: Genome) -> Genome:
    """Add, replace, repeat, drop or exchange a piece."""
    place = random.randrange(len(genome))
    piece = random.choice((random.choice(pieces), genome[place]))
    grown = (*genome[:place], piece, *genome[place:])[:_PIECES]
    replaced = (*genome[:place], random.choice(pieces), *genome[place + 1 :])
    dropped = (*genome[:place], *genome[place + 1 :]) or replaced
    turned = (*genome[place:], *genome[:place])
    return random.choice((grown, grown, replaced, dropped, turned))


def _repeated(genome: Genome, length: int) -> str:
    pattern = "".join(genome)
    return (pattern * (length // len(pattern) + 1))[:length]


def _seconds(call: Call, text: str, repeats: int, limit: float) -> float:
    """Time a call: the least of some, infinite if it had to be given up."""
    least = math.inf
    for _ in range(repeats):
        started = process_time()
        try:
            with _given_up_after(limit):
                call(text)
        except TimeoutError:
            break
        least = min(least, process_time() - started)
    return least


@contextmanager
def _given_up_after(seconds: float) -> Iterator[None]:
    """Interrupt what takes longer, where the system can."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def _stop(_number: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _slowness(call: Call, genome: Genome, repeats: int) -> float:
    """Return the seconds that each more code point costs."""
    long = _seconds(call, _repeated(genome, _LONG), repeats, _LIMIT)
    if long == math.inf:
        return long
    short = _seconds(call, _repeated(genome, _SHORT), repeats, _LIMIT)
    return max(long - short, 0.0) / (_LONG - _SHORT)


def _worst(genome: Genome, call: Call, sound: float) -> Worst:
    slowness = _slowness(call, genome, 5)
    growth = math.inf if slowness == math.inf else _growth(call, genome)
    return Worst("".join(genome), slowness * 1e9, slowness / max(sound, 1e-9), growth)


def _growth(call: Call, genome: Genome) -> float:
    long, longer = (
        max(_seconds(call, _repeated(genome, times * _LONG), 2, times**2 * _LIMIT), 1e-9) for times in (1, 4)
    )
    return math.log(longer / long, 4) if long < math.inf else math.inf


def describe(found: Sequence[Worst]) -> str:
    """Write the slowest patterns as a table."""
    rows = [
        [f"{worst.nanoseconds:.0f}", f"{worst.times_sound:.0f}", f"{worst.growth:.2f}", ascii(worst.pattern)]
        for worst in found
    ]
    return table(["ns a code point", "times sound text", "growth", "pattern, repeated"], rows)
