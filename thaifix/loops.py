"""The scans as plain loops: what each of them finds, said in the simplest way.

This module is compiled by mypyc where thaifix is installed with a C compiler at hand (``hatch_build.py``), and is
then the fastest there is. Where it is not compiled, `thaifix.vectors` finds the same at the speed of NumPy, and
these loops are what it is tested against. `thaifix.scans` chooses.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_extensions import i64

__all__ = ["ALL", "COMPILED", "alike", "high", "pairs", "sweep", "triples"]

ALL = sys.maxsize
"""As many places as there are."""

_BITS: Final = 6  # of a symbol
_ALL_BITS: Final = (1 << 24) - 1  # of a sequence of four
_SIGN: Final = 128
_BEHIND: Final = 7  # symbols between the first and the last of a sum
_NEAR: Final = 8

COMPILED: bool = not __file__.endswith(".py")
"""Whether this is the compiled module."""


def pairs(data: bytes, first: bytes, second: bytes, doubtful: int, most: int = ALL) -> list[int]:
    r"""Return the places at which two neighbours share a bit of their tables, in order.

    Args:
        data: one byte a code point.
        first: a table of 256 bytes: the bits of a byte that stands first.
        second: the same for one that stands second.
        doubtful: a bit that counts only where it is shared three places before as well.
        most: places that are wanted, at most.

    >>> flags = bytes(byte in b"ab" for byte in range(256))
    >>> pairs(b"xabba", flags, flags, 0), pairs(b"xabba", flags, flags, 0, most=1)
    ([1, 2, 3], [1])
    >>> pairs(b"xabxaab", flags, flags, 1)
    [4]
    """
    found: list[int] = []
    size: i64 = len(data)
    doubt: i64 = doubtful
    bits: i64 = 0
    one: i64 = 0  # the bits of the last three places
    two: i64 = 0
    three: i64 = 0
    place: i64 = 0
    while place < size:
        byte: i64 = data[place]
        both: i64 = bits & second[byte]
        if both & ~(doubt & ~three) != 0:
            found.append(place - 1)
            if len(found) >= most:
                break
        three, two, one = two, one, both
        bits = first[byte]
        place += 1
    return found


def triples(data: bytes, tables: tuple[bytes, bytes, bytes], most: int = ALL) -> list[int]:
    r"""Return the places at which three neighbours share a bit of their tables, in order.

    >>> flags = bytes(byte in b"ab" for byte in range(256))
    >>> triples(b"xabba", (flags, flags, flags), 9)
    [1, 2]
    """
    first, second, third = tables
    found: list[int] = []
    size: i64 = len(data)
    one: i64 = 0
    two: i64 = 0
    place: i64 = 0
    while place < size:
        byte: i64 = data[place]
        three: i64 = two & third[byte]
        if three != 0:
            found.append(place - 2)
            if len(found) >= most:
                break
        two = one & second[byte]
        one = first[byte]
        place += 1
    return found


def high(block: bytes, odds: bytes, least: int, most: int = ALL) -> list[tuple[int, int]]:
    """Return where runs of sums that are high enough begin and end, in order.

    A sum is that of the odds of five overlapping sequences of four symbols; its place is that of the first. Sums that
    are up to eight places apart, the symbols that one looks at, are of one run.

    Args:
        block: symbols below 64, one byte each.
        odds: by four symbols of six bits each, signed.
        least: from which on a sum is high.
        most: runs that are wanted, at most.
    """
    runs: list[tuple[int, int]] = []
    size: i64 = len(block)
    enough: i64 = least
    at: i64 = 0
    one: i64 = 0
    two: i64 = 0
    three: i64 = 0
    four: i64 = 0
    first: i64 = -1
    last: i64 = -1
    place: i64 = 0
    while place < size:
        at = (at << _BITS | block[place]) & _ALL_BITS
        odd: i64 = odds[at]
        odd = (odd ^ _SIGN) - _SIGN
        if one + two + three + four + odd >= enough and place >= _BEHIND:
            if first >= 0 and place - last > _NEAR:
                runs.append((first - _BEHIND, last - _BEHIND))
                first = -1
                if len(runs) >= most:
                    break
            if first < 0:
                first = place
            last = place
        one, two, three, four = two, three, four, odd
        place += 1
    if first >= 0:
        runs.append((first - _BEHIND, last - _BEHIND))
    return runs


def alike(data: bytes, letters: bytes, marks: bytes, away: Sequence[int]) -> list[int]:
    """Return the places of a letter with a mark that stand once more a few places further on, in order.

    Args:
        data: one byte a code point.
        letters: a table of 256 bytes: whether a byte is a letter.
        marks: the same for a mark.
        away: the nearest and the farthest that counts as a few.
    """
    found: list[int] = []
    size: i64 = len(data) - 1
    nearest: i64 = away[0]
    farthest: i64 = away[-1]
    place: i64 = 0
    while place < size:
        letter: i64 = data[place]
        if letters[letter] != 0:
            mark: i64 = data[place + 1]
            if marks[mark] != 0:
                other: i64 = place + nearest
                end: i64 = min(place + farthest + 1, size)
                while other < end:
                    if data[other] == letter and data[other + 1] == mark:
                        found.append(place)
                        break
                    other += 1
        place += 1
    return found


# what two neighbours are, in the table of `sweep`
CLUSTER: Final = 1  # a letter and its mark
STOP: Final = 2  # something that ends the sweep,
DOUBTFUL: Final = 4  # if it stands three places before as well
SIGN: Final = 8  # a letter and a sign
GAP: Final = 16  # a letter and a space
CUE: Final = 32  # the beginning of a cue, or of a part of one
LINE: Final = 64  # what stands before the end of a line, or of a cell of a table, and that
COUNTED: Final = 128  # what is counted, and what stands before it
_EVENTS: Final = 126  # of these, what is rare
# what a byte is, in the table of kinds
BEHIND_SIGN: Final = 3  # bits of what follows signs of either kind
BEHIND_GAP: Final = 4
OF_SIGN: Final = 3  # how far the bits of signs of either kind are from those
LETTER: Final = 32
DEPENDENT: Final = 64  # begins no word
PARTING: Final = 128  # parts the members of a list
_LATIN: Final = 0x5F  # of the letters of ASCII, what is left without their case
_A: Final = 0x41
_Z: Final = 0x5A
# what a node of a tree of names is
KNOWN: Final = 1  # the end of a name that is known if no letter follows,
FREE: Final = 2  # or if one does
FORM: Final = 4  # the end of a name
CUE_END: Final = 8
SHORT_FORM: Final = 16  # of a cue, which is none behind a letter or full stop
PART: Final = 32  # the end of a part of a cue
LISTED: Final = 64  # the end of a cue of lists
OF_PLACES: Final = 128  # the end of a cue behind which places stand
NODE: Final = 6  # bytes of a node: its letter, three for its first child, how many of these it has, what it is
PADDING: Final = 7  # line ends behind the data of a sweep
CODE: Final = b"(cid:"  # of what begins as this does, all that ends a sweep
_C: Final = 0x63
NO_BYTE: Final = 0xFF  # of no character
_UNKNOWN: Final = 0x81  # of a character that is not of the code page, or was lost
_FULL_STOP: Final = 0x2E
_SPACE_SIGN: Final = 0x20
_LINE_END: Final = 0x0A
SHORTEST: Final = 3  # letters of a name
_LONGEST: Final = 24  # letters of the member of a list; with the word for "and" before it a few more
_WITH_AND: Final = 28
_GAP_OF_LIST: Final = 3
_MEMBERS: Final = 3  # of a list, at least
_COLUMN: Final = 4  # lines of a column, at least
_AGAIN: Final = 6  # places from a cluster to its like, at most
_AT_ONCE: Final = 3  # and where it has but one mark

Swept = tuple[bool, int, int, int, list[tuple[int, int]], list[int], list[int], list[int]]
"""What `sweep` returns: whether a sum is high; how many were counted, and how many signs and gaps there are; where
columns begin and end; and the places of lists, clusters and cues."""


def sweep(  # noqa: C901, PLR0912, PLR0915 - one loop over all text: whatever it called would cost more than it does
    data: bytes, joints: bytes, kinds: bytes, screen: tuple[bytes, bytes, int, int], tree: bytes
) -> Swept | None:
    """Ask nearly all that is asked of sound text in one go; ``None`` if it is no sound text beyond doubt.

    Each of these questions has a scan of its own, too, which says the same of a text; `thaifix.quiet` puts them.

    Args:
        data: one byte a code point, and `PADDING` line ends.
        joints: by two bytes, what they are as neighbours.
        kinds: by a byte, what it is.
        screen: symbols by byte, the odds by four of these as in `high`, what four spaces are there, and how
            high a sum must be; empty odds if that is not asked.
        tree: cues, and behind each the names that are known, as a tree of letters.
    """
    symbols, odds, at_first, least = screen
    odd = len(odds) > 0 and _is_odd(data, symbols, odds, at_first, least)
    again: list[int] = []
    cues: list[int] = []
    lists: list[int] = []
    columns: list[tuple[int, int]] = []
    size: i64 = len(data)
    counted: i64 = 0
    signs: i64 = 0
    gaps: i64 = 0
    cells: i64 = 0  # of so many lines, one after the other, each may be of a column; and where these begin
    column: i64 = 0
    parted: i64 = -1  # where a cell ended inside a line
    line: i64 = 0  # where it begins
    cluster: i64 = 0  # the last one, and where it ends
    last: i64 = 0
    done: i64 = 0  # where the last cue ends
    before: i64 = NO_BYTE
    place: i64 = 0
    while place < size:
        byte: i64 = data[place]
        pair: i64 = before << 8 | byte
        joint: i64 = joints[pair]
        counted += joint >> 7
        # every third letter has a mark: no processor foresees which, so nothing is asked but whether one comes again
        here: i64 = -(joint & CLUSTER)
        other: i64 = cluster ^ pair
        if other == 0 and here != 0:
            away: i64 = place - last
            if away <= _AT_ONCE or (away <= _AGAIN and kinds[data[last + 1]] & DEPENDENT != 0):
                again.append(last - 1)
        cluster ^= other & here
        last ^= (last ^ place) & here
        joint &= _EVENTS
        if joint != 0:
            if joint & (STOP | DOUBTFUL) != 0:
                if joint & STOP != 0 and (byte != _C or data[place - 1 : place + 4] == CODE):
                    return None
                if place > SHORTEST and joints[data[place - 4] << 8 | data[place - 3]] & DOUBTFUL != 0:
                    return None
            if joint & GAP != 0 and place + 1 < size and kinds[data[place + 1]] & BEHIND_GAP != 0:
                gaps += 1
            if joint & SIGN != 0 and place + 1 < size:
                kind: i64 = kinds[byte] >> OF_SIGN & kinds[data[place + 1]]
                if kind & BEHIND_SIGN != 0:
                    signs += 1
            if joint & LINE != 0:
                if byte != _LINE_END:
                    parted = place
                else:
                    if parted >= line or _is_cell(data, line, place, kinds):
                        cells += 1
                        column = line if cells == 1 else column
                    else:
                        if cells >= _COLUMN:
                            columns.append((column, line - 1))
                        cells = 0
                    line = place + 1
            if joint & CUE != 0:
                behind: i64 = _behind_cue(data, place - 1, tree)
                if behind != 0:
                    node: i64 = behind & _ALL_BITS
                    behind >>= 24
                    what: i64 = tree[node * NODE + 5]
                    if what & LISTED != 0 and _may_list(data, behind, kinds):
                        lists.append(place - 1)
                    if place > done:
                        if what & CUE_END == 0:
                            cues.append(place - 1)
                        elif what & SHORT_FORM == 0 or place == 1 or not _joined(data[place - 2], kinds):
                            done = behind
                            if not _is_known(data, behind, node, kinds, tree):
                                cues.append(place - 1)
        before = byte
        place += 1
    return odd, counted, signs, gaps, columns, lists, again, cues


def _is_odd(data: bytes, symbols: bytes, odds: bytes, at_first: i64, least: i64) -> bool:
    """Tell whether a sum as in `high` is high enough."""
    size: i64 = len(data)
    enough: i64 = least + 5 * _SIGN
    at: i64 = at_first
    one: i64 = _SIGN
    two: i64 = _SIGN
    three: i64 = _SIGN
    four: i64 = _SIGN
    place: i64 = 0
    while place < size:
        at = (at << _BITS | symbols[data[place]]) & _ALL_BITS
        odd: i64 = odds[at] ^ _SIGN
        if one + two + three + four + odd >= enough:
            return True
        one, two, three, four = two, three, four, odd
        place += 1
    return False


def _joined(byte: i64, kinds: bytes) -> bool:
    """Tell whether an abbreviation goes on to the left."""
    return byte == _FULL_STOP or kinds[byte] & LETTER != 0


def _child(tree: bytes, node: i64, byte: i64) -> i64:
    """Return the child of a node by its letter; nought, which is nobody's child, if it has none."""
    at: i64 = node * NODE
    first: i64 = tree[at + 1]
    first |= tree[at + 2] << 8
    first |= tree[at + 3] << 16
    count: i64 = tree[at + 4]
    end: i64 = first + count
    while first < end:
        if tree[first * NODE] == byte:
            return first
        first += 1
    return 0


def _behind_cue(data: bytes, start: i64, tree: bytes) -> i64:
    """Return the node of the cue, or part of one, at a place, and above 24 bits where that ends; or nought."""
    size: i64 = len(data)
    place: i64 = start
    node: i64 = 0
    found: i64 = 0
    while place < size:
        node = _child(tree, node, data[place])
        if node == 0:
            break
        place += 1
        what: i64 = tree[node * NODE + 5]
        if what & (CUE_END | PART) != 0:
            found = place << 24 | node
            if what & CUE_END != 0:
                break
    return found


def _is_known(data: bytes, behind: i64, cue: i64, kinds: bytes, tree: bytes) -> bool:
    """Tell whether a known name stands behind a cue, or what is too short for a name, or begins no word."""
    size: i64 = len(data)
    run: i64 = behind
    if run < size and (data[run] == _SPACE_SIGN or data[run] == _LINE_END):
        run += 1
    end: i64 = run
    while end < size and end < run + SHORTEST and kinds[data[end]] & LETTER != 0:
        end += 1
    if end < run + SHORTEST:
        return end == size or data[end] != _UNKNOWN
    if tree[cue * NODE + 5] & OF_PLACES != 0 and kinds[data[run]] & DEPENDENT != 0:
        return True
    node: i64 = cue
    place: i64 = behind
    name: i64 = 0
    what: i64 = 0
    while place < size:
        node = _child(tree, node, data[place])
        if node == 0:
            break
        place += 1
        here: i64 = tree[node * NODE + 5]
        if here & FORM != 0:
            name = place
            what = here
    if what & KNOWN == 0 or name >= size:
        return False
    kind: i64 = kinds[data[name]]
    return kind & DEPENDENT == 0 and (kind & LETTER == 0 or what & FREE != 0)


def _is_cell(data: bytes, start: i64, end: i64, kinds: bytes) -> bool:
    """Tell whether one stretch of letters of the right length is between two places, with signs around it."""
    place: i64 = start
    while place < end and not _is_letter(data[place], kinds):
        place += 1
    first: i64 = place
    while place < end and kinds[data[place]] & LETTER != 0:
        place += 1
    if place - first < SHORTEST or place - first > _LONGEST:
        return False
    while place < end:
        if _is_letter(data[place], kinds):
            return False
        place += 1
    return True


def _is_letter(byte: i64, kinds: bytes) -> bool:
    """Tell whether a byte is a letter, Thai or of ASCII."""
    return kinds[byte] & LETTER != 0 or (_A <= byte & _LATIN <= _Z and byte < _SIGN)


def _may_list(data: bytes, behind: i64, kinds: bytes) -> bool:
    """Tell whether members of a list may stand behind a cue, as many as make one."""
    size: i64 = len(data)
    place: i64 = behind
    if place < size and data[place] == _SPACE_SIGN:
        place += 1
    members: i64 = 0
    longest: i64 = _LONGEST
    while place < size:
        start: i64 = place
        while place < size and kinds[data[place]] & LETTER != 0:
            place += 1
        members += 1
        if place - start < SHORTEST or place - start > longest:
            return False
        if members == _MEMBERS:
            return True
        longest = _WITH_AND
        start = place
        while place < size and kinds[data[place]] & PARTING != 0:
            place += 1
        if place == start or place - start > _GAP_OF_LIST:
            return False
    return False
