"""Cues and the names that are known behind them as one tree of letters, for the sweep over sound text.

What stands behind a cue is one of a few thousand known names four times in five. The sweep
(`thaifix.loops.sweep`) walks down the tree as far as the text goes and so knows these without a
string being made; what it does not know is looked at by `thaifix.names.screen`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from thaifix import loops, scans, thaibytes
from thaifix.borders import between_words
from thaifix.knowledge import chars
from thaifix.names.catalogue import catalogue
from thaifix.names.lists import LIST_CUES, Places
from thaifix.names.screen import CUES, RUN, TRACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thaifix.loops import Swept
    from thaifix.names.catalogue import Group

__all__ = ["PADDING", "joints", "kinds", "places", "places_of", "tree"]

_LETTERS = frozenset(chars.LETTERS)
PADDING = b"\n" * loops.PADDING
"""What the sweep needs behind a text."""
_NOT_ODD = b"", b"", 0, 0
_GAPS = (" ", "\n")
_NOT_WORTH_IT = frozenset({"subdistrict"})  # six in seven names, and one cue in twenty-five


@dataclass(eq=False, slots=True)
class _Node:
    """A node of the tree: what it is, and what follows by letter; of those the first ones it may not have."""

    what: int = 0
    children: dict[str, _Node] = field(default_factory=dict)
    skipped: int = 0

    def at(self, letters: str) -> _Node:
        """Return the node that some letters lead to, made if there is none."""
        node = self
        for letter in letters:
            node = node.children.setdefault(letter, _Node())
        return node


def places(text: str, *, names: bool = True) -> Places:
    """Return where there is anything to look at in a text that is sound, at least mostly.

    >>> places("จังหวัดเลย จังหวัดศรีสะแกษ กะทรวงคมนาคม")
    Places(cues=[11, 29], lists=[0], columns=[])
    """
    swept = scans.sweep(thaibytes.encode(text) + PADDING, joints(), kinds(), _NOT_ODD, tree(names=names))
    assert swept is not None  # noqa: S101 - nothing of what is asked for ends it
    return places_of(swept)


def places_of(swept: Swept) -> Places:
    """Return the same from what a sweep found in the text."""
    *_, columns, lists, _, cues = swept
    return Places(cues, lists, columns)


@cache
def joints() -> bytes:
    """Return the table of neighbours for `thaifix.loops.sweep`: where cues may begin, and where lines and cells end."""
    table = bytearray(1 << 16)
    for opening in {text[:2] for text in (*CUES, *TRACES)}:
        first, second = thaibytes.encode(opening)
        table[first << 8 | second] = loops.CUE
    for before, end in product(range(256), b"\n\t|"):
        table[before << 8 | end] |= loops.LINE
    return bytes(table)


@cache
def kinds() -> bytes:
    """Return the table of kinds for it: letters, those that begin no word, and what parts the members of a list."""
    table = bytearray(256)
    for some, bit in ((chars.LETTERS, loops.LETTER), (chars.DEPENDENT, loops.DEPENDENT), (" ,", loops.PARTING)):
        for byte in thaibytes.encode(some):
            table[byte] |= bit
    table[thaibytes.UNKNOWN] = loops.DEPENDENT  # where a letter is lost, nothing ends beyond doubt
    return bytes(table)


@cache
def tree(*, names: bool) -> bytes:
    """Return the tree for `thaifix.loops.sweep`, with the names behind the cues if these are asked for.

    >>> len(tree(names=False)) % loops.NODE, len(tree(names=False)) < 1000 < len(tree(names=True))
    (0, True)
    """
    root = _Node()
    for part in TRACES:
        root.at(part).what |= loops.PART
    behind: dict[str, dict[str, _Node]] = {}
    for cue in CUES:
        node = root.at(cue)
        node.what |= loops.CUE_END | loops.SHORT_FORM * cue.endswith(".")
        for group in _groups(cue) if names else ():
            node.what |= loops.OF_PLACES * (not group.cued_inside)
            key = cue if group.cued_inside else group.name
            node.children = behind.get(key) or behind.setdefault(key, _names_behind(group, cue))
    for cue in LIST_CUES:
        root.at(cue).what |= loops.LISTED
    return _laid_out(root)


def _groups(cue: str) -> Iterator[Group]:
    """Yield the group of a cue; none if there are several, or too many names behind a rare cue."""
    shelf = catalogue()
    names = shelf.groups_of[cue]
    if len(names) == 1 and names[0] not in _NOT_WORTH_IT:
        yield shelf.group(names[0])


def _names_behind(group: Group, cue: str) -> dict[str, _Node]:
    """Return what may stand behind a cue: the names of a group, those of places with a gap before them as well."""
    top = _Node()
    for form in group.forms:
        rest = form.removeprefix(cue) if group.cued_inside else form
        if 0 < len(rest) <= RUN and _LETTERS.issuperset(rest) and (rest != form or not group.cued_inside):
            top.at(rest).what |= loops.FORM | _how_known(form, group)
    if group.cued_inside:
        return top.children
    gap = _Node(skipped=len(_GAPS))
    gap.children = dict.fromkeys(_GAPS, gap) | top.children
    return gap.children


def _how_known(form: str, group: Group) -> int:
    """Return what `Group.known_at` asks of a form, as far as it does not depend on what follows."""
    if len(form) < loops.SHORTEST or not between_words(form, len(form)):
        return 0
    return loops.KNOWN | loops.FREE * group.is_known_among_letters(form)


def _laid_out(root: _Node) -> bytes:
    """Write the nodes one after the other, brothers side by side."""
    rows = [("\0", root)]
    first: dict[int, int] = {}
    waiting = [root.children]
    for children in waiting:
        if children and id(children) not in first:
            first[id(children)] = len(rows)
            rows += children.items()
            waiting += [node.children for node in children.values()]
    letters = thaibytes.encode("".join(letter for letter, _ in rows))
    data = bytearray()
    for letter, (_, node) in zip(letters, rows, strict=True):
        count = len(node.children) - node.skipped
        start = first[id(node.children)] + node.skipped if count else 0
        data += bytes((letter, start & 0xFF, start >> 8 & 0xFF, start >> 16, count, node.what))
    return bytes(data)
