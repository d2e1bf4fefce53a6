"""Texts larger than memory: repaired block by block, with what the whole of them shows of its damage.

A text of up to `WHOLE` code points is repaired in one go. A longer one is cut into blocks, and every block is
repaired with the evidence of the others (`thaifix.evidence.Background`): of all of them if the input can be read
twice, else of those read so far, which are `WHOLE` code points more than those repaired. What this cannot carry
from block to block: docs/streams.md.
"""

from __future__ import annotations

import codecs
import os
import re
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from thaifix import pipeline
from thaifix.encoding import find_spelling, texts
from thaifix.errors import InputError
from thaifix.evidence import Background, Evidence, Spacing
from thaifix.inputs import checked
from thaifix.knowledge import chars
from thaifix.replacing import Replacement, is_regular, write_fully

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

    from thaifix.config import Config
    from thaifix.encoding import Spelling

__all__ = ["BLOCK", "WHOLE", "fix_chunks", "fix_file", "fix_lines"]

WHOLE = 1 << 19
"""Code points up to which a text is repaired as a whole; 1.5 MB of Thai in UTF-8."""
BLOCK = 1 << 18
"""Code points of a block of a longer text, at most."""

_READ = 1 << 18  # bytes
_SAMPLE = 12_000  # code points of all blocks from which the costs of the decoder are estimated, at most
_INSIDE = chars.MARKS + chars.FOLLOWING_VOWELS  # what no block begins with, if that can be helped
# where blocks may end, the best first: behind what, before what not, and behind which part of a block
_ENDS = (
    ("\n\n", _INSIDE, 1 / 2),
    ("\n", _INSIDE, 0),
    ("\r", _INSIDE + "\n", 1 / 2),
    (" ", _INSIDE, 1 / 2),
)
_CLUSTER = re.compile(f"(?<![{chars.LEADING_VOWELS}\r])[^{_INSIDE}]")
_NEAR = 1 << 10  # code points before the end of a block in which the beginning of a cluster is looked for


class Settings(NamedTuple):
    """What a fixer repairs with: its settings, and what it has learned."""

    config: Config
    known: Background | None


def fix_chunks(chunks: Iterable[str], settings: Settings) -> Iterator[str]:
    """Yield the repair of a text that comes in chunks, cut anywhere; in chunks of another size."""
    for _, repaired in _repaired(lambda: map(checked, chunks), settings, twice=iter(chunks) is not chunks):
        yield repaired


def fix_lines(lines: Iterable[str], settings: Settings) -> Iterator[str]:
    """Yield the repaired lines of a text in order, each with the line end that it had; sound ones as the same object.

    Lines without line ends are taken as lines all the same.
    """
    waiting: deque[str] = deque()
    twice = iter(lines) is not lines

    def chunks() -> Iterator[str]:
        waiting.clear()
        return _with_ends(lines, waiting)

    parts: list[str] = []
    ends = 0  # those in the parts
    for _, repaired in _repaired(chunks, settings, twice=twice):
        place = 0
        while (end := repaired.find("\n", place) + 1) > 0:
            parts.append(repaired[place:end])
            place = end
            ends += 1
            if ends > waiting[0].removesuffix("\n").count("\n"):
                yield _as_before(waiting.popleft(), "".join(parts))
                parts.clear()
                ends = 0
        parts.append(repaired[place:])
    if waiting:  # the last line has no end
        yield _as_before(waiting.popleft(), "".join(parts))


def _with_ends(lines: Iterable[str], waiting: deque[str]) -> Iterator[str]:
    """Yield the text that lines make, and keep the lines as they are until they are done with."""
    ended = True
    for line in map(checked, lines):
        if not ended:
            yield "\n"
        waiting.append(line)
        yield line
        ended = line.endswith("\n")


def _as_before(line: str, repaired: str) -> str:
    """Return a repaired line with its end only if it had one, and the line itself if nothing has changed."""
    if not line.endswith("\n"):
        repaired = repaired.removesuffix("\n")
    return line if repaired == line else repaired


# ---------------------------------------------------------------- blocks and what they show together


def _repaired(read: Callable[[], Iterator[str]], settings: Settings, *, twice: bool) -> Iterator[tuple[str, str]]:
    """Yield each block of a text with its repair.

    Args:
        read: begins to read the text, in chunks of any size.
        settings: of the fixer.
        twice: whether that can be done twice.
    """
    if not twice:
        yield from _with_what_came(_blocks(read()), settings)
        return
    blocks = _blocks(read())
    first, second = next(blocks, None), next(blocks, None)
    if second is None:
        if first is not None:
            for block in _blocks(read()):  # the reader may keep account of what is read
                yield block, pipeline.fix(block, *settings)[0]
        return
    survey = _Survey()
    for block in _chained(first, second, blocks):
        survey.add(block)
    for block in _blocks(read()):
        yield block, survey.repair(block, pipeline.background([block]), settings)


def _chained(first: str | None, second: str, rest: Iterator[str]) -> Iterator[str]:
    """Yield blocks and forget each, which `itertools.chain` over a tuple would not."""
    if first is not None:
        yield first
        del first
    yield second
    del second
    yield from rest


def _with_what_came(blocks: Iterator[str], settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield each block with its repair, by what the blocks before it and some behind it show."""
    survey = _Survey()
    waiting: deque[tuple[str, Background]] = deque()
    ahead = 0
    for block in blocks:
        waiting.append((block, survey.add(block)))
        ahead += len(block)
        while ahead > WHOLE:
            ahead -= len(waiting[0][0])
            yield _next(waiting, survey, settings)
    while waiting:
        yield _next(waiting, survey, settings)


def _next(waiting: deque[tuple[str, Background]], survey: _Survey, settings: Settings) -> tuple[str, str]:
    block, own = waiting.popleft()
    return block, survey.repair(block, own, settings)


class _Survey:
    """What the blocks of a text show together: of one size however many they are."""

    def __init__(self) -> None:
        self._evidence = Evidence()
        self._spacing = Spacing()
        self._sample: list[str] = []
        self._every = 1  # of the windows that blocks offer as a sample, which are kept
        self._blocks = 0

    def add(self, block: str) -> Background:
        """Take up a block; return what it shows by itself."""
        own = pipeline.background([block])
        self._evidence += own.evidence
        self._spacing += own.spacing
        self._sample += own.sample[:: self._every]
        self._blocks += 1
        while len(self._sample) > 1 and sum(map(len, self._sample)) > _SAMPLE:
            self._sample = self._sample[::2]
            self._every *= 2
        return own

    def repair(self, block: str, own: Background, settings: Settings) -> str:
        """Repair a block with what all others show and what the fixer has learned."""
        known = settings.known
        if self._blocks > 1:
            evidence, spacing = self._evidence - own.evidence, self._spacing - own.spacing
            others = Background(evidence, spacing, tuple(self._sample), settles=True)
            known = others if known is None else others + known
        return pipeline.fix(block, settings.config, known)[0]


def _blocks(chunks: Iterator[str]) -> Iterator[str]:
    """Cut a text into blocks: one if it is short enough to be repaired as a whole, else at line ends if possible."""
    parts: list[str] = []
    size, limit = 0, WHOLE
    for chunk in chunks:
        if not chunk:
            continue
        parts.append(chunk)
        size += len(chunk)
        if size <= limit:
            continue
        limit = BLOCK
        text, place = "".join(parts), 0
        parts.clear()
        while len(text) - place > BLOCK:
            end = _end_of_block(text, place)
            yield text[place:end]
            place = end
        parts.append(text[place:])
        size = len(text) - place
        del text
    if size:
        yield "".join(parts)


def _end_of_block(text: str, start: int) -> int:
    """Return where a block ends that begins at a place: best at an empty line, else at a line end if there is any."""
    most = start + BLOCK
    for end, not_before, share in _ENDS:
        least = start + int(BLOCK * share)
        place = text.rfind(end, least, most)
        while place >= 0 and text[place + len(end)] in not_before:
            place = text.rfind(end, least, place + len(end) - 1)
        if place >= 0:
            return place + len(end)
    near = max(start + BLOCK // 2, most - _NEAR)
    return max((hit.start() for hit in _CLUSTER.finditer(text, near, most + 1)), default=most)


# ---------------------------------------------------------------- files


def fix_file(
    source: str | os.PathLike[str] | BinaryIO,
    target: str | os.PathLike[str] | BinaryIO,
    settings: Settings,
    *,
    encoding: str | None = None,
    output_encoding: str | None = None,
) -> bool:
    """Repair a file into another one, or into itself; return whether anything was changed."""
    with _opened(source) as stream:
        start = stream.tell() if stream.seekable() else None
        reader = _Reader(stream, start, encoding)
        with _Writer(target, reader.spelling, output_encoding) as writer:
            changed = False
            for block, repaired in _repaired(reader.read, settings, twice=start is not None):
                changed = changed or repaired != block
                writer.write(repaired)
            writer.close(needed=changed or output_encoding is not None or not _same_file(source, target))
    return changed


@contextmanager
def _opened(source: str | os.PathLike[str] | BinaryIO) -> Iterator[BinaryIO]:
    """Open a path for reading; a stream stays open behind it, since it is not ours."""
    if not isinstance(source, str | os.PathLike):
        yield source
        return
    with Path(source).open("rb") as stream:
        yield stream


def _same_file(source: str | os.PathLike[str] | BinaryIO, target: str | os.PathLike[str] | BinaryIO) -> bool:
    if not isinstance(source, str | os.PathLike) or not isinstance(target, str | os.PathLike):
        return False
    return os.path.realpath(source) == os.path.realpath(target)


class _Reader:
    """A binary stream as text; from its beginning as often as one likes, if it can be wound back.

    Attributes:
        spelling: how its bytes spell the text.
    """

    def __init__(self, stream: BinaryIO, start: int | None, encoding: str | None) -> None:
        self._stream = stream
        self._start = start
        self._head = b"" if start is not None else _read(stream, WHOLE)
        self.spelling: Spelling = find_spelling(
            self._bytes if start is not None else lambda: iter([self._head]),
            encoding,
            complete=start is not None or len(self._head) < WHOLE,
        )

    def read(self) -> Iterator[str]:
        """Yield the text, without the byte order mark."""
        return texts(self._bytes(), self.spelling)

    def _bytes(self) -> Iterator[bytes]:
        if self._start is not None:
            self._stream.seek(self._start)
        elif self._head:
            head, self._head = self._head, b""
            yield head
        while data := _read(self._stream, _READ):
            yield data


def _read(stream: BinaryIO, size: int) -> bytes:
    """Read so many bytes, fewer only at the end; a raw stream may give fewer at a time."""
    parts: list[bytes] = []
    while size > 0:
        data: object = stream.read(size)  # whatever the stream says it is
        if data is None:
            message = "the input is a stream that does not block; hand in one that does"
            raise InputError(message)
        if not data:
            break
        if not isinstance(data, bytes):
            message = f"the input gives {type(data).__name__}; open it in binary mode, as open(path, 'rb')"
            raise InputError(message)
        parts.append(data)
        size -= len(data)
    return b"".join(parts)


class _Writer:
    """A text on its way to a file or a stream, in an encoding; a path gets its new content at the very end."""

    def __init__(self, target: str | os.PathLike[str] | BinaryIO, spelling: Spelling, encoding: str | None) -> None:
        self._name = encoding or spelling.codec
        self._encoder = codecs.getincrementalencoder(self._name)()
        self._first = b"" if encoding else spelling.bom
        self._line = 1
        self._new: Replacement | None = None
        self._stream: BinaryIO | None = None
        self._own = isinstance(target, str | os.PathLike)
        if not isinstance(target, str | os.PathLike):
            self._stream = target
        elif is_regular(target):
            self._new = Replacement(os.fspath(target))
        else:
            self._stream = Path(target).open("wb")  # noqa: SIM115 - closed in __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._new is not None:
            self._new.discard()
        if self._stream is not None and self._own:
            self._stream.close()

    def write(self, text: str) -> None:
        """Add to the text."""
        try:
            data = self._first + self._encoder.encode(text)
        except UnicodeEncodeError as wrong:
            message = (
                f"the repaired text has U+{ord(wrong.object[wrong.start]):04X} in line "
                f"{self._line + wrong.object.count(chr(10), 0, wrong.start)}, which {self._name} cannot write; "
                "choose an output encoding that can, such as utf-8"
            )
            raise InputError(message) from wrong
        self._first = b""
        self._line += text.count("\n")
        self._put(data)

    def close(self, *, needed: bool) -> None:
        """End the text, and let a path have it if that is needed."""
        self._put(self._first + self._encoder.encode("", final=True))
        if self._new is not None and needed:
            self._new.seal()
            self._new.commit()
        elif self._stream is not None:
            self._stream.flush()

    def _put(self, data: bytes) -> None:
        if self._new is not None:
            self._new.write(data)
        elif self._stream is not None:
            write_fully(self._stream, data)
