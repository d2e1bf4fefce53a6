"""The channel: what each kind of damage costs to undo, in nats."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

__all__ = ["Channel"]

_IN_WORD = 1.0  # nats by which a space in a word is less likely than one between words, where spaces fall all over
_FALLS_ANYWHERE = 2.0  # nats for dropping a space between words from which on it is dropped from words like them


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What each kind of damage costs, in nats; the more common in the document, the cheaper to undo.

    Attributes:
        jumps: for a mark that goes back by one letter, by two ...
        forward: for a mark that goes on to the next letter.
        order: for marks of one letter put in order.
        drop_space: for a space taken out of a word,
        drop_between: and out from between two words.
        drop_space_after_tall: for one between a tall mark and a tall leading vowel.
        ring: for a sara aa read as sara am.
        ring_after_space: for the same where a space cut the sara aa off.
        tone_for_space: for a tone read in the place of a space before sara aa.
        drop_under_mark: for a space taken out that bore a mark.
        space_behind_mark: for keeping a space right behind a letter that lost its mark; dropping it is
            cheap then. 0 where such spaces mean nothing.
        keep_single_space: for a single space kept where letters are set apart by them.
        odd_gap: nats by which a space must be less Thai than none before it may be dropped from a word.
        unknown: for a stretch that is in no word, and
        unknown_letter: for each character of it, above its trigram cost.
        beam: paths that cost this much more than the best one at a word's end are given up.
    """

    jumps: tuple[float, ...]
    order: float
    drop_space: float
    drop_space_after_tall: float
    ring: float
    ring_after_space: float
    tone_for_space: float
    forward: float = math.inf
    drop_between: float = math.inf
    drop_under_mark: float = 0.5
    space_behind_mark: float = 0.0
    keep_single_space: float = 0.0
    odd_gap: float = 0.0
    unknown: float = 9.0
    unknown_letter: float = 0.5
    beam: float = 16.0

    def still(self) -> Channel:
        """Return the channel that allows no move; all that are alike but for their moves give the same one."""
        return _still(self.keep_single_space, self.unknown, self.unknown_letter, self.beam)

    def moves_cost_no_less_than(self, other: Channel) -> bool:
        """Tell whether each move costs the same as under another channel or more, and all else the same."""
        mine, its = self._moves(), other._moves()
        return (
            len(mine) == len(its)
            and all(cost >= cheap for cost, cheap in zip(mine, its, strict=True))
            and self._moves_aside() == other._moves_aside()
        )

    def _moves(self) -> tuple[float, ...]:
        return (
            self.order,
            self.drop_space,
            self.drop_space_after_tall,
            self.ring,
            self.ring_after_space,
            self.tone_for_space,
            self.forward,
            self.drop_between,
            self.drop_under_mark,
            self.odd_gap,
            *self.jumps,
        )

    def _moves_aside(self) -> tuple[float, ...]:
        return self.space_behind_mark, self.keep_single_space, self.unknown, self.unknown_letter, self.beam

    def where_spaces_fall(self, nats: float) -> Channel:
        """Return the channel of a place where dropping a space between words costs ``nats``."""
        if nats > _FALLS_ANYWHERE:
            return replace(self, drop_between=nats)
        return replace(self, drop_between=nats, drop_space=min(self.drop_space, nats + _IN_WORD), odd_gap=0.0)


@lru_cache(maxsize=32)
def _still(keep_single_space: float, unknown: float, unknown_letter: float, beam: float) -> Channel:
    never = math.inf
    return Channel(
        jumps=(never,),
        order=never,
        drop_space=never,
        drop_space_after_tall=never,
        ring=never,
        ring_after_space=never,
        tone_for_space=never,
        drop_under_mark=never,
        keep_single_space=keep_single_space,
        unknown=unknown,
        unknown_letter=unknown_letter,
        beam=beam,
    )
