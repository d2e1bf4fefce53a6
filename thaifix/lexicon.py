"""Thai words and what each costs, in nats: a double-array trie in one file, read in milliseconds.

A node is an integer. From `ROOT`, `Lexicon.step` leads to the node of one more character, and
`Lexicon.cost` tells what the word that ends there costs. The file is three flat arrays, so
nothing is built on loading: no word exists as a Python object. ``tools/build_lexicon.py`` writes
it; ``docs/lexicon.md`` says from what, and what was measured.

Method: a double array (Aoe, 1989, "An efficient digital search algorithm by using a double-array
structure") whose ``check`` holds the symbol that leads to a cell. That is enough as long as no
two nodes share a ``base``; the builder sees to it.

>>> lexicon = load()
>>> lexicon.word_cost("สำนักงาน") < lexicon.word_cost("สำนวน")
True
>>> "สานักงาน" in lexicon
False
"""

from __future__ import annotations

import codecs
import math
import struct
import sys
from array import array
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from thaifix import trigrams

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["NATS_PER_STEP", "NODE_BITS", "NOT_A_WORD", "ROOT", "Lexicon", "decode", "encode", "load"]

ROOT = 1
"""The node of the empty string."""
NATS_PER_STEP = 1 / 16
"""What one unit of `Lexicon.costs` and of the pairs is worth."""
EMPTY = 255  # for the builder: in `Lexicon.check` where no node is; no symbol is that high
NOT_A_WORD = 255
"""The entry of `Lexicon.costs` at a node where no word ends."""

NODE_BITS = 20
"""A pair of words is the number ``previous << NODE_BITS | node``; no node is numbered higher than that."""
MAGIC = b"thaifix1"  # these two are for the builder
HEADER = struct.Struct("<8sII")
_EXTRA = {ord("."): trigrams.ALPHABET_SIZE, ord("-"): trigrams.ALPHABET_SIZE + 1}


def _symbols() -> dict[int, int]:
    """Map code points to the symbols of `trigrams`, the signs of abbreviations behind them."""
    thai = {code: trigrams.encode(chr(code))[0] for code in range(0x0E01, 0x0E5C)}
    return {**dict.fromkeys(b"\t\n\r ", trigrams.SPACE), **thai, **_EXTRA}


class _Translation(dict[int, int]):
    """For ``str.translate``: what is in no word is `trigrams.OTHER`."""

    def __missing__(self, _code: int) -> int:
        return trigrams.OTHER


_TRANSLATION = _Translation(_symbols())
_CODE_PAGE = codecs.charmap_build("\0 " + "".join(map(chr, range(0x0E01, 0x0E5C))) + ".-")  # as in `trigrams`


def encode(text: str) -> bytes:
    """Return one symbol a code point: those of `trigrams.encode`, and two more for ``.`` and ``-``.

    Words with a full stop (abbreviations) or a hyphen are reached by these two only; whoever
    walks over `trigrams.encode` meets all other words.

    >>> list(encode("ก.ก-a")) == [2, 93, 2, 94, 0]
    True
    """
    try:
        return codecs.charmap_encode(text, "strict", _CODE_PAGE)[0]
    except UnicodeEncodeError:
        return text.translate(_TRANSLATION).encode("latin-1")


def decode(symbols: bytes) -> str:
    """Return the letters of a word that `encode` made symbols of.

    >>> decode(encode("สำนักงาน"))
    'สำนักงาน'
    """
    letters = _letters()
    return "".join([letters[symbol] for symbol in symbols])


@cache
def _letters() -> dict[int, str]:
    return {symbol: chr(code) for code, symbol in _symbols().items() if symbol > trigrams.SPACE}


class Lexicon:
    """Words with costs. A hot loop may use the arrays themselves, which is what `step` and `cost` do.

    From node ``n``, the symbol ``s`` leads to ``t = base[n] + s`` if ``check[t] == s``, else
    nowhere; ``costs[t]`` is in steps of `NATS_PER_STEP`, or `NOT_A_WORD`. No symbol that `encode`
    returns runs out of the arrays.

    Attributes:
        base: where the children of each node begin.
        check: the symbol that leads to each node.
        costs: the cost of the word that ends at each node.
    """

    __slots__ = ("_packed", "_pair_keys", "_pair_values", "_pairs", "base", "check", "costs")

    def __init__(self, data: bytes) -> None:
        """Lay the arrays over the contents of the data file."""
        magic, cells, pairs = HEADER.unpack_from(data)
        if magic != MAGIC:
            msg = "lexicon.bin is not of this version of thaifix; install thaifix anew"
            raise ImportError(msg)
        offset = HEADER.size
        self.base: array[int] = array("i")
        self._pair_keys: array[int] = array("q")
        self._pair_values: array[int] = array("b")
        self._pairs: dict[int, int] | None = None
        for part, size in ((self.base, cells), (self._pair_keys, pairs), (self._pair_values, pairs)):
            end = offset + size * part.itemsize
            part.frombytes(data[offset:end])
            offset = end
            if sys.byteorder == "big":
                part.byteswap()
        self._packed = b""
        self.check = data[offset : offset + cells]
        self.costs = data[offset + cells : offset + 2 * cells]

    def packed(self) -> bytes:
        """Return `base` as four bytes a node, the lowest first, for compiled loops: they read bytes without a call.

        >>> int.from_bytes(load().packed()[4 * ROOT : 4 * ROOT + 4], "little") == load().base[ROOT]
        True
        """
        if not self._packed:
            base = self.base[:]
            if sys.byteorder == "big":
                base.byteswap()
            self._packed = base.tobytes()
        return self._packed

    def step(self, node: int, symbol: int) -> int:
        """Return the node that ``symbol`` leads to, or 0 if no word goes on that way.

        >>> lexicon = load()
        >>> lexicon.step(ROOT, encode("ก")[0]) > 0, lexicon.step(ROOT, encode("ำ")[0])
        (True, 0)
        """
        child = self.base[node] + symbol
        return child if self.check[child] == symbol else 0

    def cost(self, node: int) -> float:
        """Return the cost in nats of the word that ends at ``node``, infinity if none does.

        >>> load().cost(ROOT)
        inf
        """
        steps = self.costs[node]
        return math.inf if steps == NOT_A_WORD else steps * NATS_PER_STEP

    def node(self, text: str) -> int:
        """Return the node that ``text`` leads to from `ROOT`, or 0.

        >>> load().node("กำหน") > 0, load().node("กำหำน")
        (True, 0)
        """
        base, check = self.base, self.check
        node = ROOT
        for symbol in encode(text):
            node = base[node] + symbol
            if check[node] != symbol:
                return 0
        return node

    def word_cost(self, word: str) -> float:
        """Return the cost of ``word`` in nats, infinity if it is not in the lexicon.

        >>> load().word_cost("การ") < 6 < load().word_cost("กระวาน")
        True
        >>> load().word_cost("กรา ร")
        inf
        """
        return self.cost(self.node(word))

    def __contains__(self, word: object) -> bool:
        """Tell whether ``word`` is in the lexicon.

        >>> "จำนวน" in load(), "จานวน" in load()
        (True, False)
        """
        return isinstance(word, str) and self.costs[self.node(word)] != NOT_A_WORD

    def prefixes(self, text: str, start: int = 0) -> Iterator[tuple[int, float]]:
        """Yield the end and the cost of every word that begins at ``start``, the shortest first.

        >>> [end for end, _ in load().prefixes("มากมายก่ายกอง")]
        [2, 3, 6, 13]
        """
        base, check, costs = self.base, self.check, self.costs
        node = ROOT
        for end, symbol in enumerate(encode(text[start:]), start + 1):
            node = base[node] + symbol
            if check[node] != symbol:
                return
            if costs[node] != NOT_A_WORD:
                yield end, costs[node] * NATS_PER_STEP

    @property
    def pairs(self) -> dict[int, int]:
        """The steps of `pair_bonus` for each pair that has one, by ``previous << NODE_BITS | node``.

        It is laid out at the first call, in some 15 ms; a text without rivals never asks for it.
        """
        if self._pairs is None:
            self._pairs = dict(zip(self._pair_keys, self._pair_values, strict=True))
        return self._pairs

    def pair_bonus(self, previous_word: str, word: str) -> float:
        """Return by how many nats ``previous_word`` makes ``word`` likelier than it is by itself.

        Negative where the two avoid each other, 0 where nothing is known. Both words must stand
        in one stretch of letters; what a space does is not in these numbers.

        >>> lexicon = load()
        >>> lexicon.pair_bonus("ดอกเบี้ย", "ค้าง") > 0 > lexicon.pair_bonus("การ", "มิ")
        True
        >>> lexicon.pair_bonus("ทำ", "กระวาน")
        0.0
        """
        previous, node = self.node(previous_word), self.node(word)
        return self.pairs.get(previous << NODE_BITS | node, 0) * NATS_PER_STEP

    def __iter__(self) -> Iterator[str]:
        """Yield every word, in no order that means anything. For tests and tables, not for speed."""
        letters = _letters()
        parents = {base: node for node, base in enumerate(self.base) if base}
        children: dict[int, list[tuple[int, str]]] = {}
        for cell, symbol in enumerate(self.check):
            if symbol != EMPTY:
                children.setdefault(parents[cell - symbol], []).append((cell, letters[symbol]))
        paths = [(ROOT, "")]
        while paths:
            node, word = paths.pop()
            if self.costs[node] != NOT_A_WORD:
                yield word
            paths.extend((child, word + letter) for child, letter in children.get(node, ()))


_loaded: list[Lexicon] = []
_loading = Lock()


def load() -> Lexicon:
    """Return the lexicon that is shipped with thaifix: read at the first call, the same ever after.

    >>> load() is load()
    True
    """
    if not _loaded:
        with _loading:
            if not _loaded:
                _loaded.append(_read())
    return _loaded[0]


def _read() -> Lexicon:
    from importlib import resources  # noqa: PLC0415 - costs a third of thaifix's import, and sound text needs no words

    return Lexicon(resources.files("thaifix.data").joinpath("lexicon.bin").read_bytes())
