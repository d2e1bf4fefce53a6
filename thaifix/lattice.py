"""The lattice: all readings of a window that the channel allows, searched for the most probable one.

What may be written for each cell of a window, and what that costs, is the business of
`thaifix.moves`. Each word costs what the lexicon says; a space between words costs the less, the
more often one stands there in sound text; what is in no word costs its characters under the trigram
model and a fine. The cheapest path is the reading.

Method: Viterbi search over (trie node, context, marks on their way) at each cell, with a beam. All
costs inside are in steps of 1/16 nat, as in the tables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from thaifix import spaces, trigrams
from thaifix.beam import COMMON, SPACE_IN_COMPOUND, Beam, Step, traced, word_costs
from thaifix.evidence import gap_cost
from thaifix.moves import Cells, Channel, moves_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from thaifix.lexicon import Lexicon

__all__ = [
    "COMMON",
    "SPACE_IN_COMPOUND",
    "Channel",
    "Path",
    "Step",
    "Word",
    "decode",
    "space_cost",
    "stands",
    "words_cost",
    "words_reach",
]


class Word(NamedTuple):
    """A word of a path, letters in no word, a space that was kept, or nothing where one was dropped.

    Attributes:
        first: the number of its first cell, and
        end: of the cell behind its last one.
        text: what is written.
        known: whether the lexicon has it.
    """

    first: int
    end: int
    text: str
    known: bool


@dataclass(frozen=True, slots=True)
class Path:
    """The best path.

    Attributes:
        steps: of the cells, in order.
        starts: where each cell begins in the window, and last the window's length.
        first_marks: the number of each cell's first mark, and last that of all marks.
        cost: of the whole path, in nats.
    """

    steps: list[Step]
    starts: list[int]
    first_marks: list[int]
    cost: float

    @property
    def moves(self) -> bool:
        """Whether the channel was asked for anything."""
        return any(step.move for step in self.steps)

    def words(self) -> Iterator[Word]:
        """Yield each word as it is read, and each space that is kept between words."""
        first = 0
        for number, step in enumerate(self.steps):
            if step.boundary:
                text = "".join(part.out for part in self.steps[first : number + 1])
                yield Word(first, number + 1, text, step.known)
                first = number + 1


def words_cost(window: str, lexicon: Lexicon, *, scraps: bool = True) -> float:
    """Return the cost in nats of a window cut into words and spaces, infinity if it is not made of them.

    Without ``scraps``, short words that are rare do not count: pieces of damaged words look like them.

    >>> from thaifix.lexicon import load
    >>> words_cost("กรม การ", load()) < words_cost("กรมกา ร", load()) == math.inf
    True
    """
    return word_costs(trigrams.encode(window), lexicon, scraps=scraps)[-1] * trigrams.NATS_PER_STEP


def words_reach(window: str, lexicon: Lexicon) -> int:
    """Return how far words and spaces lead in a window: the length of its longest beginning made of them.

    >>> from thaifix.lexicon import load
    >>> words_reach("กรมการ", load()), words_reach("กรมกา ร", load()), words_reach("พฒันา", load())
    (6, 6, 0)
    """
    costs = word_costs(trigrams.encode(window), lexicon, scraps=True)
    return next(place for place in range(len(window), -1, -1) if costs[place] < math.inf)


def space_cost(before: str, after: str, lexicon: Lexicon) -> float:
    """Return by how many nats a space between two words is less likely than none in sound Thai.

    >>> from thaifix.lexicon import load
    >>> space_cost("ที่", "ได้", load()) > 3 > space_cost("ดังนี้", "การ", load())
    True
    """
    table = spaces.load()
    steps = table.behind[lexicon.node(before)] + table.before[lexicon.node(after)] - 2 * spaces.ZERO
    return steps * trigrams.NATS_PER_STEP + table.gap_weight * gap_cost(before[-2:], after[:2])


def decode(  # noqa: PLR0913 - three of them are options, each with its own caller
    window: str,
    lexicon: Lexicon,
    channel: Channel,
    *,
    moves: bool = True,
    drops: Mapping[int, float] | None = None,
    barred: tuple[int, str] | None = None,
) -> Path:
    """Return the cheapest reading of a window; without ``moves``, the cheapest way to read it as it stands.

    ``drops`` holds, by its place, what dropping a space between words costs where that is not the
    channel's ``drop_between``. ``barred`` is the number of a cell and what may not be written for it, which
    must not be the cell itself: the second-best reading is found so. If the beam has left none, its cost is infinite.

    >>> from thaifix.lexicon import load
    >>> channel = Channel(jumps=(1.5, 3), order=0.3, drop_space=3, drop_space_after_tall=1, ring=12,
    ...                   ring_after_space=2, tone_for_space=4)
    >>> "".join(step.out for step in decode("คณุภาพ", load(), channel).steps)
    'คุณภาพ'
    """
    told = channel if moves else channel.still()
    if " " not in window:
        told = _for_letters(told)
        path = _searched(window, lexicon, told, {}, barred) if barred else _cheapest(window, lexicon, told)
    else:
        path = _searched(window, lexicon, told, drops or {}, barred)
    if moves and not drops and not barred and not path.moves:
        _stood_under(window).append(told)
    return path


@lru_cache(maxsize=256)
def _for_letters(channel: Channel) -> Channel:
    """Return a channel for windows without a space: the same for all that differ in what they do to spaces."""
    never = math.inf
    return Channel(
        jumps=channel.jumps,
        forward=channel.forward,
        order=channel.order,
        ring=channel.ring,
        drop_space=never,
        drop_space_after_tall=never,
        ring_after_space=never,
        tone_for_space=never,
        unknown=channel.unknown,
        unknown_letter=channel.unknown_letter,
        beam=channel.beam,
    )


@lru_cache(maxsize=64)
def _cheapest(window: str, lexicon: Lexicon, channel: Channel) -> Path:
    """Return the cheapest reading; a table cell is read at the costs that it begins with, then at those it shows."""
    return _searched(window, lexicon, channel, {}, None)


def _searched(
    window: str, lexicon: Lexicon, channel: Channel, falls: Mapping[int, float], barred: tuple[int, str] | None
) -> Path:
    cells = Cells(window)
    allowed = moves_of(channel)
    surroundings = cells.surroundings(allowed.reach)
    places = allowed.places(surroundings)
    for number, start in enumerate(cells.starts[:-1]) if falls else ():
        if start in falls:
            places[number] = moves_of(channel.where_spaces_fall(falls[start])).place(surroundings[number])
    search = Beam(lexicon, channel.unknown, channel.unknown_letter, channel.beam, before_space=window[:1] == " ")
    search.read(places, cells, trigrams.encode(window), barred)
    steps = traced(search.best(), cells.texts)
    cost = steps[-1].cost if steps else math.inf if window else 0.0
    return Path(steps, cells.starts, cells.first_marks, cost)


def stands(window: str, channel: Channel) -> bool:
    """Tell whether it is known that no move pays in a window: none did where each cost the same or less.

    A text is read again after it was repaired, when moves have become dearer for want of damage, and most of
    it was found sound the first time.
    """
    others = _stood_under(window)
    if not others:
        return False
    told = channel if " " in window else _for_letters(channel)
    return any(told.moves_cost_no_less_than(other) for other in others)


@lru_cache(maxsize=4096)
def _stood_under(_window: str) -> list[Channel]:
    """Return the list of the channels under which a window was read as it stands, to look into and add to."""
    return []
