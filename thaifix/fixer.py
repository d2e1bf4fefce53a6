"""The reusable repairer: settings once, many texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from thaifix.config import Config
from thaifix.errors import ConfigError
from thaifix.inputs import checked, refuse_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from os import PathLike
    from typing import BinaryIO, Literal

    from thaifix.errors import ItemError
    from thaifix.evidence import Background
    from thaifix.explanation import Explanation

__all__ = ["Fixer"]


@dataclass(frozen=True, slots=True)
class Fixer:
    """Repairs texts with one set of settings. It holds no state: share it between threads, pickle it.

    >>> fixer = Fixer()
    >>> list(fixer.fix_many(["ส�ำนักงาน", "เเผนที่"]))
    ['สำนักงาน', 'แผนที่']
    """

    config: Config = Config.PDF
    background: Background | None = None
    """What the document shows that the texts are pieces of; see `learn`."""

    def learn(self, texts: Iterable[str]) -> Fixer:
        """Return a fixer for pieces of one document, which knows how the document is damaged.

        A table cell or a single line shows too little to tell ``ทา`` from ``ทำ`` with its ring lost. Give the
        document, or a good part of it, as it is, and repair the pieces with what is returned. Costs about
        as much as repairing some pages of it.

        Raises:
            InputError: a text is not a ``str``.

        >>> page = ["จานวนผู้เข้าร่วมประชุม", "งบประมาณที่ได้รับจัดสรรทั้งสิ้น", "การดาเนินงานตามแผนประจาปี"] * 30
        >>> Fixer().fix("คานำ"), Fixer().learn(page).fix("คานา")
        ('คานำ', 'คำนำ')
        """
        from thaifix import pipeline  # noqa: PLC0415 - importing thaifix must not load what its first call needs

        return replace(self, background=pipeline.background(map(checked, texts)))

    def fix(self, text: str) -> str:
        """Return the repaired text; the very same object if there is nothing to change.

        Raises:
            InputError: ``text`` is not a ``str``.
        """
        from thaifix import pipeline  # noqa: PLC0415 - as above

        return pipeline.fix(checked(text), self.config, self.background)[0]

    def explain(self, text: str) -> Explanation:
        """Return the repaired text with its edits, suggestions and diagnosis.

        Raises:
            InputError: ``text`` is not a ``str``.
        """
        from thaifix import pipeline  # noqa: PLC0415 - as above

        return pipeline.run(checked(text), self.config, self.background)

    def fix_many(
        self,
        texts: Iterable[str],
        *,
        workers: int = 1,
        errors: Literal["raise", "keep"] | Callable[[ItemError], str] = "raise",
    ) -> Iterator[str]:
        """Yield the repaired texts in order, each as `fix` returns it; lazy.

        A list of short texts, such as the cells of a table, is repaired several times as fast as text by text.

        With more than one worker, texts go to other processes in batches, and only so many are taken from the
        iterable as keep them busy. A program that starts processes must guard its beginning by
        ``if __name__ == "__main__":`` (see `multiprocessing`).

        Args:
            texts: any number of them.
            workers: processes that repair; with one, texts are repaired in this process, one at a time.
            errors: what is done about a text on which thaifix fails or a worker dies: ``"raise"`` an ItemError,
                ``"keep"`` the text as it is with a RuntimeWarning, or ask a function, which gets the ItemError
                and returns what is to stand in its place. The rest is carried on.

        Raises:
            InputError: a text is not a ``str``; those before it have been yielded.
            ConfigError: a setting makes no sense.
            ItemError: see ``errors``; those before it have been yielded.
        """
        from thaifix import pool  # noqa: PLC0415 - as above

        refuse_text(texts)
        if workers < 1:
            message = f"workers must be 1 or more, not {workers}"
            raise ConfigError(message)
        on_error = pool.handler(errors)
        if workers > 1:
            return pool.over_processes(map(checked, texts), self._sound, self.fix, on_error, workers)
        if isinstance(texts, list | tuple) and all(isinstance(text, str) for text in texts):
            return pool.in_groups(texts, self._sound, self.fix, on_error)
        return pool.in_order(map(checked, texts), self.fix, on_error)

    def _sound(self, texts: Sequence[str]) -> set[int]:
        from thaifix import pipeline  # noqa: PLC0415 - as above

        return pipeline.sound(texts, self.config, self.background)

    def fix_lines(self, lines: Iterable[str]) -> Iterator[str]:
        r"""Yield the repaired lines of one text, with the memory of some blocks of it, however long it is.

        They are those that `fix` makes of the whole; of a text above 500,000 code points, nearly always
        (docs/streams.md). Line ends stay as they are; lines without are lines all the same. A list, or anything
        else that can be gone through twice, is: first to see how the text is damaged.

        Raises:
            InputError: a line is not a ``str``.

        >>> list(Fixer().fix_lines(["ส�ำนักงาน\n", "เเผนที่\n"]))
        ['สำนักงาน\n', 'แผนที่\n']
        """
        from thaifix import streams  # noqa: PLC0415 - as above

        refuse_text(lines)
        return streams.fix_lines(lines, streams.Settings(self.config, self.background))

    def fix_chunks(self, chunks: Iterable[str]) -> Iterator[str]:
        """Yield the repair of one text that comes in chunks cut anywhere, as `fix_lines` does; in other chunks.

        Raises:
            InputError: a chunk is not a ``str``.

        >>> "".join(Fixer().fix_chunks(["ส�", "ำนักง", "าน"]))
        'สำนักงาน'
        """
        from thaifix import streams  # noqa: PLC0415 - as above

        refuse_text(chunks)
        return streams.fix_chunks(chunks, streams.Settings(self.config, self.background))

    def fix_file(
        self,
        source: str | PathLike[str] | BinaryIO,
        target: str | PathLike[str] | BinaryIO,
        *,
        encoding: str | None = None,
        output_encoding: str | None = None,
    ) -> bool:
        """Repair a file of any size, as `fix_lines` does; return whether anything was changed.

        A target that is a path gets its new content at the very end, or stays as it is; it may be the source.
        Line ends, byte order mark and encoding stay as they are. A source that cannot be wound back is read once.

        Args:
            source: a path, or a binary stream, which is read from where it stands.
            target: a path, or a binary stream.
            encoding: of the source; detected if not given, as by the command line.
            output_encoding: of the target, if it is to be another one.

        Raises:
            InputError: the source is no text in its encoding, or the target's cannot write it.
            LookupError: there is no such encoding.
            OSError: a file cannot be read or written.
        """
        from thaifix import streams  # noqa: PLC0415 - as above

        settings = streams.Settings(self.config, self.background)
        return streams.fix_file(source, target, settings, encoding=encoding, output_encoding=output_encoding)
