"""JSON and JSON Lines: the strings that are values; keys, numbers and white space stay as they are."""

from __future__ import annotations

import json
import json.scanner
import re
from functools import cache
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in the stubs
from typing import TYPE_CHECKING, Any, NamedTuple

from thaifix.errors import InputError
from thaifix.formats.chosen import Chosen
from thaifix.formats.spans import Passage, Span, SpanDocument, respelled
from thaifix.formats.textfile import TextFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thaifix.formats.parts import Reading

__all__ = ["open_json", "open_jsonl"]

_ESCAPE = re.compile(r"\\u[Dd][89ABab][0-9A-Fa-f]{2}\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\[^u]")
_UPPER = re.compile(r"\\u[0-9a-f]{0,3}[A-F]")
_LAST_PLAIN = "~"  # behind it the standard library escapes, too


class _Pairs(NamedTuple):
    """An object, its pairs in the order of the file, of which two may have the same key."""

    pairs: list[tuple[str, Any]]


class _Decoder(json.JSONDecoder):
    """Reads JSON as the standard library does, and puts a span in the place of each string that is a value."""

    def __init__(self) -> None:
        # Numbers are not looked at, and may be longer than int allows.
        super().__init__(object_pairs_hook=_Pairs, parse_int=_nothing, parse_float=_nothing, parse_constant=_nothing)
        self.parse_string = self._span
        # The scanner in C would not ask for strings.
        self.scan_once = json.scanner.py_make_scanner(self)  # type: ignore[attr-defined]  # not in the stubs

    @staticmethod
    def _span(raw: str, start: int, strict: bool) -> tuple[Span, int]:  # noqa: FBT001 - as the scanner calls it
        text, end = scanstring(raw, start, strict)
        return Span(start, end - 1, text), end


def _nothing(_: str) -> None:
    """Read a number or constant as nothing."""


# Says whether it is JSON, ten times as fast.
_CHECK = json.JSONDecoder(parse_int=_nothing, parse_float=_nothing, parse_constant=_nothing)


def open_jsonl(data: bytes, reading: Reading) -> SpanDocument:
    r"""Read a file with one JSON value a line.

    >>> from thaifix.formats import Reading
    >>> document = open_jsonl('{"id":1.50, "a":{"b":["ท่ ี่ดิน\\n"]}}\n'.encode(), Reading())
    >>> document.parts
    [Part(text='ท่ ี่ดิน\n', place='line 1, a.b')]
    >>> document.rebuilt(["ที่ดิน\n"]).decode()
    '{"id":1.50, "a":{"b":["ที่ดิน\\n"]}}\n'

    Raises:
        InputError: it is no text, a line is no JSON, or no field that was asked for is there.
    """
    return _open(data, reading, lines=True)


def open_json(data: bytes, reading: Reading) -> SpanDocument:
    """Read a file that is one JSON value.

    Raises:
        InputError: it is no text or no JSON, or no field that was asked for is there.
    """
    return _open(data, reading, lines=False)


def _open(data: bytes, reading: Reading, *, lines: bool) -> SpanDocument:
    file = TextFile(data, reading.encoding)
    chosen = Chosen(reading.fields, "field")
    records = _lines(file.text) if lines else iter([(0, 0, file.text)])
    passages = [
        Passage(((Span(start + span.start, start + span.end, span.text),),), _place(number, path))
        for number, start, raw in records
        for path, span in _strings(_read(raw, number, chosen), "", chosen)
        if not span.text.isascii()
    ]
    chosen.check()
    return SpanDocument(file, passages, _Writer(file.text), chosen.notes())


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the number, the start and the text of each line that is not blank.

    Only line feeds end lines: U+2028 and its like may stand in strings.
    """
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, start, line
        start += len(line) + 1


def _place(number: int, path: str) -> str:
    return ", ".join(filter(None, (f"line {number}" if number else "", path)))


def _read(raw: str, number: int, chosen: Chosen) -> Any:  # noqa: ANN401 - JSON
    where = f"line {number}: " if number else ""
    # What has neither Thai letters nor their codes is only checked, unless there are fields to look for.
    decoder = _CHECK if chosen.everything and raw.isascii() and "\\u" not in raw else _Decoder()
    try:
        return decoder.decode(raw)
    except json.JSONDecodeError as wrong:
        line = "" if number else f"line {wrong.lineno}, "
        message = f"{where}no JSON ({wrong.msg}, {line}character {wrong.colno}); put it right, or take it out"
        raise InputError(message) from wrong
    except RecursionError as wrong:
        message = f"{where}JSON nested too deeply to be read"
        raise InputError(message) from wrong


def _strings(value: Any, path: str, chosen: Chosen) -> Iterator[tuple[str, Span]]:  # noqa: ANN401 - JSON
    """Yield the strings of a value that are wanted, with the dotted names of their fields."""
    # A loop, since a value may be nested as deeply as the decoder allows.
    waiting: list[tuple[str, Any]] = [(path, value)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Span):
            if chosen.wants(path):
                yield path, value
        elif isinstance(value, _Pairs):
            inner = [(f"{path}.{key}" if path else key, child) for key, child in value.pairs]
            for name, _ in inner:
                chosen.wants(name)
            waiting.extend(reversed(inner))
        elif isinstance(value, list):
            waiting.extend((path, child) for child in reversed(value))


class _Writer:
    """Writes strings as they were written: with escapes for what is not ASCII, or without."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._ascii = raw.isascii()

    def __call__(self, span: Span, text: str) -> str:
        raw = self._raw[span.start : span.end]
        coded = self._ascii or (raw.isascii() and not span.text.isascii())
        upper = _UPPER.search(raw) is not None

        return respelled(raw, text, _ESCAPE, _read_escape, lambda char: _spelled(char, coded=coded, upper=upper))


@cache
def _spelled(char: str, *, coded: bool, upper: bool) -> str:
    """Spell a character: as a code if it must be, or all but ASCII are, in digits of one case."""
    if char in '"\\' or char < " " or "\ud800" <= char <= "\udfff" or (coded and char > _LAST_PLAIN):
        spelled = json.dumps(char)[1:-1]
        return re.sub("u(.{4})", lambda code: f"u{code[1].upper()}", spelled) if upper else spelled
    return char


@cache
def _read_escape(escape: str) -> str:
    char: str = json.loads(f'"{escape}"')
    return char
