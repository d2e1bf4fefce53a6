"""What sound text is asked in one go: which alarms are sure not to ring.

Each alarm has a scan of its own. Nearly all text is sound, so that nearly all text would be gone through by all of
them; `thaifix.loops.sweep` asks for all at once instead, where it is compiled, and answers no question but
whether there is anything to ask. The alarms are its twin: what it says must be what they say (`tests/test_quiet.py`).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from thaifix import ballots, copies, decoder, gate, loops, rules, scans, screen, swaps, thaibytes
from thaifix.evidence import THAI_BYTES
from thaifix.knowledge import chars

if TYPE_CHECKING:
    from thaifix.config import Config
    from thaifix.loops import Swept

__all__ = ["COPIES", "CROWDED", "GATE", "NAMES", "SCREEN", "SWAPS", "asked", "padded", "told"]

GATE, SCREEN, COPIES, SWAPS, CROWDED, NAMES = "gate", "screen", "copies", "swaps", "crowded", "names"
"""What may be told of a text."""
_ALL = frozenset({GATE, SCREEN, COPIES, SWAPS, CROWDED, NAMES})
_ENOUGH = 64  # long texts from which on the names behind cues are laid out, which takes as long as to look at these
_PADDING = b"\n" * loops.PADDING
_swept = [0]  # long texts so far


def told(text: str, config: Config, *, names: bool | None = None) -> frozenset[str]:
    """Return of which alarms one sweep tells that they do not ring; the others must be asked.

    Args:
        text: any text.
        config: the settings.
        names: whether the names behind cues are to be laid out for it; without, they are after some long texts.

    >>> from thaifix.config import Config
    >>> sorted(told("การพัฒนาระบบ", Config.PDF)), told("ส�ำนักงาน", Config.PDF)
    (['copies', 'crowded', 'gate', 'screen', 'swaps'], frozenset())
    >>> told("การพัฒนาระบบ", Config.PDF) - told("การพฒันาระบบ", Config.PDF)
    frozenset({'screen'})
    """
    long = len(text) > _long() and not config.names  # else not only cues are looked at
    if names is None:
        _swept[0] += long
        names = _swept[0] > _ENOUGH
    swept = scans.sweep(padded(text), *asked(names=names))
    if swept is None:
        return frozenset()
    loud = {GATE} if rules.wanted(config) else set()
    odd, thai, signs, gaps, _, _, again, _ = swept
    if odd:
        loud.add(SCREEN)
    if thai >= swaps.LEAST and (ballots.enough(signs, thai) or ballots.floods(text, thai)):
        loud.add(SWAPS)
    if decoder.dense(thai, gaps):
        loud.add(CROWDED)
    if again and copies.suspected_at(text, again):
        loud.add(COPIES)
    if not long or _misspelt(text, config, swept):
        loud.add(NAMES)
    return _ALL - loud if loud else _ALL


def padded(text: str) -> bytes:
    """Return a text as the bytes that the sweep takes."""
    return thaibytes.encode(text) + _PADDING


def _misspelt(text: str, config: Config, swept: Swept) -> bool:
    *_, columns, lists, _, cues = swept
    if not (columns or lists or cues):
        return False
    from thaifix.names import known, restore  # noqa: PLC0415 - importing thaifix must not load what few texts need

    return restore.misspelt_at(text, config, known.places_of(swept))


@cache
def _long() -> int:
    from thaifix.names.screen import LONG_TEXT  # noqa: PLC0415 - as above

    return LONG_TEXT


@cache
def asked(*, names: bool) -> tuple[bytes, bytes, tuple[bytes, bytes, int, int], bytes]:
    """Return what the sweep is asked with beside the text, with the names behind cues laid out or without."""
    from thaifix.names import known  # noqa: PLC0415 - as above

    return *_tables(), screen.asked(), known.tree(names=names)


@cache
def _tables() -> tuple[bytes, bytes]:
    """Return the tables of the sweep: what two neighbours are, and what a byte is."""
    from thaifix.names import known  # noqa: PLC0415 - as above

    of_names = int.from_bytes(known.joints(), "little")
    all_else = int.from_bytes(b"".join(_row(_first(byte)) for byte in range(256)), "little")
    joints = bytearray((of_names | all_else).to_bytes(1 << 16, "little"))
    first, second, *_ = loops.CODE
    joints[first << 8 | second] |= loops.STOP
    return bytes(joints), bytes(_kind(byte) | of_names for byte, of_names in enumerate(known.kinds()))


class _First(NamedTuple):
    """What a byte is as the first of two, for each question the bits of its table."""

    pairs: int
    cluster: int
    sign: int
    gap: int


_NOTHING = _First(0, 0, 0, 0)


def _first(byte: int) -> _First:
    if byte == loops.NO_BYTE:  # before the text
        return _NOTHING
    signs, gaps = ballots.sign_tables()[0], decoder.gap_tables()[0]
    return _First(gate.tables()[0][byte], _consonants()[byte], signs[byte], gaps[byte])


@cache
def _row(first: _First) -> bytes:
    """Return what two neighbours are by the second; most bytes are the same as the first."""
    return bytes(_joint(first, second) for second in range(256))


def _joint(first: _First, second: int) -> int:
    _, pairs, doubtful = gate.tables()
    found = first.pairs & pairs[second]
    asked = {
        loops.STOP: found & ~doubtful,
        loops.DOUBTFUL: found & doubtful,
        loops.CLUSTER: first.cluster & _marks()[second],
        loops.SIGN: first.sign & ballots.sign_tables()[1][second],
        loops.GAP: first.gap & decoder.gap_tables()[1][second],
        loops.COUNTED: second in THAI_BYTES,
    }
    return sum(bit for bit, is_so in asked.items() if is_so)


def _kind(byte: int) -> int:
    """Return what a byte is."""
    _, signs, behind = ballots.sign_tables()
    return behind[byte] | signs[byte] << loops.OF_SIGN | loops.BEHIND_GAP * decoder.gap_tables()[2][byte]


def _consonants() -> bytes:
    return _members(chars.CONSONANTS)


def _marks() -> bytes:
    return _members(chars.MARKS)


@cache
def _members(some: str) -> bytes:
    return thaibytes.table_of(dict.fromkeys(some, 1), other=0)
