"""What a rule asks of the document or the settings before it acts: one function a need."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from thaifix.knowledge import chars
from thaifix.trigrams import cost

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

    from thaifix.config import Config
    from thaifix.evidence import Habits
    from thaifix.knowledge.rows import Need, Rewrite

    Guard = Callable[[re.Match[str], Rewrite, Habits, Config], bool]

__all__ = ["GUARDS", "moved_reading"]

_SIDE = 2  # characters on either side that take part in a comparison
_MARGIN_WHERE_MARKS_MOVE = 3.0  # nats; swept on the award book, see docs/pipeline.md
_MARGIN_ELSEWHERE = 0.0
_MOST_MARKS = 4  # on one letter, damage included; a longer run is no cluster
_MARKABLE = frozenset(chars.CONSONANTS + chars.MARKS)
_MARK_DROPPED = 3.0  # nats for dropping a mark, unless doubling is a habit of the document


def _always(_match: re.Match[str], _row: Rewrite, _habits: Habits, _config: Config) -> bool:
    return True


def _marks_in_place(match: re.Match[str], row: Rewrite, habits: Habits, _config: Config) -> bool:
    """Ask whether the marks are at home, or one came from the letter before (``มส่ีวน`` is มีส่วน).

    Both readings are written out and the more Thai one wins, by a margin that the document sets.
    """
    spot = _Spot.of(match)
    mended = match.expand(str(row.replace))
    dropped = _count_marks(mended) < _count_marks(match[0])
    if dropped and habits.marks_move and not habits.marks_double:
        # marks wander in chains here (``ยดีจิิ`` is ยีดิจิ): a second mark is more likely astray than doubled
        return match.string[_base(match) - 1 : _base(match)] not in _MARKABLE
    if spot is None:
        return True  # nothing stands before that could have lost a mark
    home = spot.cost(spot.previous + spot.kept + mended)
    away = min(map(spot.cost, _readings_moved(spot, mended, match)))
    margin = _MARGIN_WHERE_MARKS_MOVE if habits.marks_move else _MARGIN_ELSEWHERE
    if dropped and not habits.marks_double:
        margin += _MARK_DROPPED
    return home + margin <= away


def _count_marks(text: str) -> int:
    return sum(char in chars.MARKS for char in text)


def _base(match: re.Match[str]) -> int:
    """Return the place of the letter that bears the marks of a match."""
    base = match.start()
    while base > max(0, match.start() - _MOST_MARKS) and match.string[base] in chars.MARKS:
        base -= 1
    return base


@dataclass(frozen=True, slots=True)
class _Spot:
    """A match and the letter or vowel mark before it, from which a mark may have come.

    ``kept`` is what stands between ``previous`` and the match: the marks' own letter and the
    marks on it that the rule does not touch.
    """

    start: int
    before: str
    previous: str
    kept: str
    after: str

    @classmethod
    def of(cls, match: re.Match[str]) -> _Spot | None:
        line, base = match.string, _base(match)
        start = base - 1
        # a vowel mark can only have left a bare consonant, a tone also one with a vowel (``ทีผ่่าน`` is ที่ผ่าน)
        losers = chars.CONSONANTS + (chars.VOWEL_MARKS if line[match.start()] in chars.TOP_MARKS else "")
        if start < 0 or line[start] not in losers or line[base] not in chars.CONSONANTS:
            return None
        return cls(
            start=start,
            before=line[max(0, start - _SIDE) : start],
            previous=line[start],
            kept=line[base : match.start()],
            after=(line + "\n")[match.end() : match.end() + _SIDE],
        )

    def cost(self, reading: str) -> float:
        return cost(reading + self.after, self.before)


def _readings_moved(spot: _Spot, mended: str, match: re.Match[str]) -> list[str]:
    """Write out the readings in which a mark goes back to the letter before."""
    if match[0][0] in chars.CONSONANTS:  # tone before vowel: the vowel moves, or both do
        base, tone, vowel = match.groups()
        return [spot.previous + vowel + base + tone, spot.previous + vowel + tone + base]
    return [spot.previous + match[1] + spot.kept + mended]  # a doubled mark: one of the two moves


def moved_reading(match: re.Match[str], row: Rewrite) -> tuple[int, str] | None:
    """Return where the best reading with a mark moved back starts, and its text up to the match's end."""
    spot = _Spot.of(match)
    if spot is None or row.needs != "marks-in-place":
        return None
    mended = match.expand(str(row.replace))
    return spot.start, min(_readings_moved(spot, mended, match), key=spot.cost)


def _holes_are_nikhahit(_match: re.Match[str], _row: Rewrite, habits: Habits, _config: Config) -> bool:
    return habits.holes_are_rings


def _sara_am_present(_match: re.Match[str], _row: Rewrite, habits: Habits, _config: Config) -> bool:
    return habits.keeps_sara_am


def _not_pali(_match: re.Match[str], _row: Rewrite, habits: Habits, _config: Config) -> bool:
    return not habits.pali


def _private_marks_seen(_match: re.Match[str], _row: Rewrite, habits: Habits, _config: Config) -> bool:
    return habits.private_marks


def _remove_zwsp(_match: re.Match[str], _row: Rewrite, _habits: Habits, config: Config) -> bool:
    return config.zero_width_space == "remove"


def _map_bullets(_match: re.Match[str], _row: Rewrite, _habits: Habits, config: Config) -> bool:
    return config.bullets == "unicode"


def _not_quoted(match: re.Match[str], _row: Rewrite, _habits: Habits, _config: Config) -> bool:
    """Refuse where marks are the subject: quoted, or several of them one by one."""
    rest = match.string[match.end() : match.end() + 1]
    return not rest or rest not in match[0]


def _space_is_damage(_match: re.Match[str], _row: Rewrite, habits: Habits, _config: Config) -> bool:
    """Refuse where the document shows displaced marks: the space may be genuine and the mark beyond it astray."""
    return not habits.marks_move


GUARDS: Mapping[Need, Guard] = MappingProxyType(
    {
        "": _always,
        "holes-are-nikhahit": _holes_are_nikhahit,
        "map-bullets": _map_bullets,
        "marks-in-place": _marks_in_place,
        "not-pali": _not_pali,
        "not-quoted": _not_quoted,
        "private-marks-seen": _private_marks_seen,
        "remove-zwsp": _remove_zwsp,
        "sara-am-present": _sara_am_present,
        "space-is-damage": _space_is_damage,
    }
)
"""The guard of every need that a row can declare."""
