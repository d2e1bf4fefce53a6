"""The reusable repairer: settings once, many texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from thaifix import pipeline
from thaifix.config import Config
from thaifix.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
        return replace(self, background=pipeline.background(map(_checked, texts)))

    def fix(self, text: str) -> str:
        """Return the repaired text; the very same object if there is nothing to change.

        Raises:
            InputError: ``text`` is not a ``str``.
        """
        return pipeline.fix(_checked(text), self.config, self.background)[0]

    def explain(self, text: str) -> Explanation:
        """Return the repaired text with its edits, suggestions and diagnosis.

        Raises:
            InputError: ``text`` is not a ``str``.
        """
        return pipeline.run(_checked(text), self.config, self.background)

    def fix_many(self, texts: Iterable[str]) -> Iterator[str]:
        """Yield the repaired texts in order, each as `fix` returns it; lazy, one at a time.

        Raises:
            InputError: a text is not a ``str``; those before it have been yielded.
        """
        return map(self.fix, texts)


def _checked(text: object) -> str:
    if isinstance(text, str):
        return text
    if isinstance(text, bytes | bytearray | memoryview):
        message = (
            "thaifix repairs text, and was given bytes. Decode them first, e.g. data.decode('utf-8'), or 'cp874' for "
            "old Thai files; `thaifix fix FILE` on the command line finds the encoding by itself."
        )
        raise InputError(message)
    message = f"thaifix repairs text: expected str, found {type(text).__name__}; missing cells are best skipped"
    raise InputError(message)
