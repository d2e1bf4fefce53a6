"""Texts in a text file: where each stands, and the file again with other texts in these places alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from thaifix.errors import InputError
from thaifix.formats.laying import lay, lay_words
from thaifix.formats.parts import Part

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Sequence

    from thaifix.formats.textfile import TextFile

__all__ = ["Passage", "Span", "SpanDocument", "check_count", "replaced", "respelled"]


class Span(NamedTuple):
    """A piece of the raw text of a file, and what it reads.

    Attributes:
        start: where it begins, in code points.
        end: behind its last.
        text: what it reads, unescaped.
    """

    start: int
    end: int
    text: str


class Passage(NamedTuple):
    """The spans that make up one part, in their order, and where the part is for a reader.

    Attributes:
        words: what is written apart, as the words of recognised text are: each is some spans, and they read as joined
            by spaces. All other passages are one word.
        place: as in ``thaifix.formats.Part``.
    """

    words: tuple[tuple[Span, ...], ...]
    place: str

    @property
    def part(self) -> Part:
        """The part that they make up."""
        return Part(" ".join(self._texts), self.place)

    @property
    def _texts(self) -> list[str]:
        return ["".join(span.text for span in spans) for spans in self.words]

    def laid(self, text: str) -> Iterator[tuple[Span, str]]:
        """Yield the spans that read something else in another text, and what."""
        pieces = lay_words(self._texts, text) if len(self.words) > 1 else [text]
        for spans, piece in zip(self.words, pieces, strict=True):
            for span, new in zip(spans, lay([span.text for span in spans], piece), strict=True):
                if new != span.text:
                    yield span, new


class SpanDocument:
    """A text file in which some spans are texts; what is outside of those that change stays as it is."""

    def __init__(
        self, file: TextFile, passages: Sequence[Passage], write: Callable[[Span, str], str], notes: Sequence[str] = ()
    ) -> None:
        """Keep the places.

        Args:
            file: the whole.
            passages: the parts, in the order of the file and apart.
            write: returns what to put in the place of a span to make it read otherwise.
            notes: what the reader should know.
        """
        self._file = file
        self._passages = passages
        self._write = write
        self.notes = notes
        self.parts: Sequence[Part] = [passage.part for passage in passages]

    def rebuilt(self, texts: Sequence[str]) -> bytes:
        """Return the bytes of the file with other texts."""
        check_count(self.parts, texts)
        changes: list[tuple[int, int, str]] = []
        for passage, part, text in zip(self._passages, self.parts, texts, strict=True):
            if text != part.text:
                changes.extend((span.start, span.end, self._write(span, new)) for span, new in passage.laid(text))
        return self._file.encode(replaced(self._file.text, changes))


def replaced(raw: str, changes: Sequence[tuple[int, int, str]]) -> str:
    """Return a text with other pieces in some places, which are apart and in order.

    >>> replaced("<b>พฒันา</b>", [(3, 8, "พัฒนา")])
    '<b>พัฒนา</b>'
    """
    pieces: list[str] = []
    done = 0
    for start, end, new in changes:
        pieces += (raw[done:start], new)
        done = end
    return "".join([*pieces, raw[done:]]) if pieces else raw


def respelled(
    raw: str, text: str, escape: re.Pattern[str], read: Callable[[str], str], write: Callable[[str], str]
) -> str:
    r"""Spell a text as a raw one is spelled: what is escaped there is escaped here, in the same way.

    Args:
        raw: the model.
        text: what is to be spelled.
        escape: matches what stands for a character; without groups.
        read: returns the character that an escape stands for.
        write: spells a character that the model does not escape.

    >>> import html, re
    >>> respelled("&quot;ก&#x20;", 'ข "ค"', re.compile("&[^;]+;"), html.unescape, str)
    'ข&#x20;&quot;ค&quot;'
    """
    known = {read(spelling): spelling for spelling in dict.fromkeys(escape.findall(raw))}
    spelled = {char: known.get(char) or write(char) for char in set(text)}
    return "".join(map(spelled.__getitem__, text))


def check_count(parts: Sequence[Part], texts: Sequence[str]) -> None:
    """Check that there is a text for each part.

    Raises:
        InputError: there is not.
    """
    if len(parts) != len(texts):
        message = f"the file has {len(parts)} parts, and was given {len(texts)} texts"
        raise InputError(message)
