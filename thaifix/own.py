"""The stage of the user's own pairs: broken forms that a dictionary knows become their sound forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thaifix.edits import Edit, apply, compose, shift, trim
from thaifix.gate import lines_at
from thaifix.knowledge.methods import OWN_PAIR
from thaifix.ownwords import candidates, to_repair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thaifix.config import Config
    from thaifix.evidence import Evidence

__all__ = ["places", "propose", "suspected"]

_ROUNDS = 12  # a repair can bring the parts of another broken form together; a line that never settles is left alone
_SURE = 1.0  # the user has said so


def propose(text: str, _evidence: Evidence, config: Config) -> list[Edit]:
    """Return the edits of all pairs."""
    return list(_edits(text, config))


def suspected(text: str, config: Config) -> bool:
    """Tell whether a text that is sound otherwise holds a broken form to repair."""
    return next(_edits(text, config), None) is not None


def places(text: str, config: Config) -> Iterator[int]:
    """Yield where broken forms stand, words of their own or not.

    >>> from thaifix.config import Config
    >>> from thaifix.dictionary import Dictionary, Row
    >>> list(places("ทางานบนทาง", Config(dictionary=Dictionary((Row("pair", "ทา", "ทำ"),)))))
    [0, 7]
    """
    return (spot.start for spot in candidates(text, config))


def _edits(text: str, config: Config) -> Iterator[Edit]:
    """Yield the edits line by line; no form reaches beyond its line."""
    spots = [(spot.start, spot.end) for spot, _ in to_repair(text, config)]
    for offset, line in lines_at(text, spots):
        yield from (shift(edit, offset) for edit in _settled(line, config))


def _settled(line: str, config: Config) -> list[Edit]:
    """Return what the pairs make of a line, until no broken form is left in it."""
    edits: list[Edit] = []
    current = line
    for _ in range(_ROUNDS):
        found = to_repair(current, config)
        if not found:
            return edits
        proposed = (
            Edit(spot.start, spot.end, spot.form, pair.sound, pair.kind, OWN_PAIR.name, _SURE) for spot, pair in found
        )
        new = [edit for edit in map(trim, proposed) if edit is not None]
        edits = compose(edits, new, line)
        current = apply(current, new)
    return []
