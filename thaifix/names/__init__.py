"""Names of Thai places and agencies: found in running text, and matched with what was meant.

>>> from thaifix import names
>>> [(mention.text, mention.kind, mention.code) for mention in names.find("จ.สกลนคร และกรมสรรพากร")]
[('สกลนคร', 'province', '47'), ('กรมสรรพากร', 'department', '')]
>>> best = names.match("ศรีสะแกษ", "province")[0]
>>> best.entry.name, best.cost
('ศรีสะเกษ', 5.0)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from thaifix.errors import InputError
from thaifix.names.finder import Mention, finder
from thaifix.names.matcher import Match, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from thaifix.gazetteer import Entry

__all__ = ["Match", "Mention", "find", "match"]


def find(text: str, *, names: Iterable[Entry] = ()) -> list[Mention]:
    """Return the known names in ``text``, in order; none overlaps another.

    Names that are also common words (ตาก, เลย) count behind a cue or in a list of names. A name may be
    broken once, by a space or a line end. Names that are misspelt are not found: `thaifix.fix` first.

    Args:
        text: any text; offsets are code points of it.
        names: entries of your own, as `thaifix.gazetteer.read_table` gives them.

    Raises:
        InputError: ``text`` is not a ``str``.

    >>> [(mention.start, mention.name) for mention in find("อ.เมือง จ.ตาก")]
    [(2, 'เมืองตาก'), (10, 'ตาก')]
    >>> find("ตากแดดตากลม")
    []
    """
    _check(text)
    return finder(tuple(names)).find(text)


def match(text: str, kind: str | None = None, limit: int = 5, *, names: Iterable[Entry] = ()) -> list[Match]:
    """Return the known names nearest to ``text``, best first, with what each costs in nats.

    The cost is that of the errors (`thaifix.knowledge.confusions`); 0 for a name that stands there.

    Args:
        text: a name as written, with its cue or without.
        kind: only names of this kind: ``province``, ``district`` ...; by default of all.
        limit: how many to return at most.
        names: entries of your own.

    Raises:
        InputError: ``text`` is not a ``str``, ``kind`` does not exist, or ``limit`` is below 1.

    >>> [found.entry.name for found in match("กรมสรรพกร", limit=2)]
    ['กรมสรรพากร', 'กรมศิลปากร']
    """
    _check(text)
    return nearest(text, kind, limit, tuple(names))


def _check(text: object) -> None:
    if not isinstance(text, str):
        message = f"names are looked for in text: expected str, found {type(text).__name__}"
        raise InputError(message)
