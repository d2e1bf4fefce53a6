"""What letters cost if they are read as they stand: in words, or as a stretch that is in no word.

This is what a restored name must beat. The cost of every suffix of a window is found at once, since
the names that are tried end at different places.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from thaifix import lexicon, trigrams
from thaifix.lexicon import NOT_A_WORD, ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["suffix_costs"]

_UNKNOWN = 9.0  # nats for a stretch that is in no word, and
_UNKNOWN_LETTER = 0.5  # for each letter of it above its trigram; both as in the decoder's lattice
_STEPS = 1 / trigrams.NATS_PER_STEP


def suffix_costs(window: str) -> Sequence[float]:
    """Return, for each place in a window, the cost in nats of reading what follows as it stands.

    >>> costs = suffix_costs("มีพื้นที่")
    >>> costs[0] < 20 and costs[-1] == 0
    True
    """
    words = lexicon.load()
    base, check, price = words.base, words.check, words.costs
    table, size = trigrams.table(), trigrams.ALPHABET_SIZE
    symbols = trigrams.encode(window)
    around = bytes((trigrams.SPACE, trigrams.SPACE)) + symbols
    opening, letter = _UNKNOWN * _STEPS, _UNKNOWN_LETTER * _STEPS
    end = len(symbols)
    known = [math.inf] * (end + 1)  # a word, or nothing, begins here
    inside = [math.inf] * (end + 1)  # a stretch in no word goes on here
    known[end] = inside[end] = 0.0
    for start in range(end - 1, -1, -1):
        symbol = symbols[start]
        if symbol <= trigrams.SPACE:
            known[start] = inside[start] = known[start + 1]
            continue
        best = math.inf
        node, place = ROOT, start
        while place < end:
            node = base[node] + symbols[place]
            if check[node] != symbols[place]:
                break
            place += 1
            if price[node] != NOT_A_WORD and price[node] + known[place] < best:
                best = price[node] + known[place]
        here = table[(around[start] * size + around[start + 1]) * size + symbol] + letter
        inside[start] = here + min(inside[start + 1], known[start + 1])
        known[start] = min(best, opening + inside[start])
    return [cost * trigrams.NATS_PER_STEP for cost in known]
