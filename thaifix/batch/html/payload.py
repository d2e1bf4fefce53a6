"""What the page unpacks when a file is opened: its texts and changes, compressed."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING, Any

from thaifix.batch.html.rows import Change, Shown, excerpt, loose, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from thaifix.batch.account import PartRecord
    from thaifix.batch.html.rows import Row
    from thaifix.edits import Edit
    from thaifix.formats import Part

__all__ = ["changes_of", "pack", "payload"]

_AROUND = 20  # code points on either side of a change, enough for the word that it is in
_LEVEL = 6  # of zlib; 9 takes twice as long for one part in a hundred


def changes_of(part: PartRecord) -> list[Change]:
    """Return edits and suggestions of a part together, in the order of the text."""
    both = [Change(edit, suggested=False) for edit in part.edits]
    both += [Change(edit, suggested=True) for edit in part.suggestions]
    return sorted(both, key=lambda change: (change.edit.start, change.suggested, change.edit.end))


def payload(parts: Sequence[PartRecord], sources: Sequence[Part] | None, *, whole: bool) -> dict[str, Any]:
    """Return a file as plain values, as ``page/base.js`` reads them.

    Args:
        parts: those in which anything was found.
        sources: all texts of the file as they were; ``None`` where they are not to be had.
        whole: whether to take the whole text along; else only the lines with changes and those around.

    ``parts`` of the answer are lists of number, place, severity, lost, Thai letters, and rows. A row is a list of
    its line number and its pieces: a string, or ``[change, before, after]`` as shown. ``changes`` are counted
    through the file: part, start, end, before, after, family, rule, confidence, 1 if only suggested, and what stands
    before and behind it in the source, where that is known.
    """
    told = {part.part: part for part in parts}
    numbers = range(len(sources)) if whole and sources is not None else sorted(told)
    shown_parts: list[list[Any]] = []
    changes: list[list[Any]] = []
    for number in numbers:
        part = told.get(number)
        own = changes_of(part) if part else []
        source = sources[number] if sources is not None else None
        first = len(changes)
        changes.extend(_change(number, change, source) for change in own)
        place = part.place if part and part.place else source.place if source else ""
        verdict = (part.severity, part.lost, part.thai) if part else ("none", 0, 0)
        shown = _rows(own, source.text if source else None, whole=whole)
        shown_parts.append([number, place, *verdict, [_row(row, first) for row in shown]])
    return {"parts": shown_parts, "changes": changes, "whole": whole and sources is not None}


def _rows(changes: Sequence[Change], source: str | None, *, whole: bool) -> Iterable[Row]:
    if source is None:
        return loose(changes)
    lines = list(rows(source, changes))
    return lines if whole else excerpt(lines)


def _row(row: Row, first: int) -> list[Any]:
    pieces = [
        [first + piece.change, piece.before, piece.after] if isinstance(piece, Shown) else piece for piece in row.pieces
    ]
    return [row.number, *pieces]


def _change(part: int, change: Change, source: Part | None) -> list[Any]:
    edit = change.edit
    where = (part, edit.start, edit.end, edit.before, edit.after)
    around = () if source is None else _around(source.text, edit)
    return [*where, edit.family, edit.rule, edit.confidence, int(change.suggested), *around]


def _around(source: str, edit: Edit) -> tuple[str, str]:
    return source[max(0, edit.start - _AROUND) : edit.start], source[edit.end : edit.end + _AROUND]


def pack(value: object) -> str:
    """Compress a value; the answer has only letters, digits and ``+ / =``, so it ends no element of a page.

    >>> import base64, json, zlib
    >>> json.loads(zlib.decompress(base64.b64decode(pack({"text": "</script>"}))))
    {'text': '</script>'}
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # a text may hold lone surrogates; UTF-8 cannot, and the page could not show them
    return base64.b64encode(zlib.compress(text.encode("utf-8", "replace"), _LEVEL)).decode("ascii")
