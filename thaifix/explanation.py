"""What came of a text: the explanation of a repair and the diagnosis of the damage, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from thaifix.edits import OffsetMap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from thaifix.edits import Edit

__all__ = ["SEVERITIES", "Diagnosis", "Explanation", "Finding", "Severity"]

Severity = Literal["none", "light", "heavy", "lost"]
SEVERITIES: Mapping[Severity, str] = MappingProxyType(
    {
        "none": "The text is sound as far as its spelling shows. Nothing to do.",
        "light": "Worth repairing: the damage is scattered and most of it can be mended from the text itself.",
        "heavy": (
            "Worth repairing, with care: much of the text is damaged. Repair it, read the suggestions, "
            "and compare a page with its print."
        ),
        "lost": (
            "Letters are gone that the text alone cannot give back. Read the pages again from their image (OCR), "
            "or extract them with another program."
        ),
    }
)
"""Each severity and the answer it gives to: repair this text, or recognise the page again?"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One damaged spot of the source.

    Attributes:
        start: first code point of the source.
        end: one past the last.
        text: what stands there.
        family: the kind of damage, a key of ``Diagnosis.counts``.
        sign: the rule that repairs it, or the sign of damage that gave it away.
        repaired: whether ``fix`` would change it.
        note: why it is left, empty if it is repaired.
    """

    start: int
    end: int
    text: str
    family: str
    sign: str
    repaired: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """How a text is damaged, where, and by what.

    Attributes:
        counts: findings by family, in the order of the families.
        findings: all of them, in the order of the text.
        origin: a plain-language guess at what damaged the text, ``None`` if there is no clue.
        severity: one of :data:`SEVERITIES`.
        thai: Thai letters and marks in the text, in code points.
    """

    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    findings: tuple[Finding, ...] = ()
    origin: str | None = None
    severity: Severity = "none"
    thai: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def advice(self) -> str:
        """Is this text worth repairing, or should the page be recognised again? In a sentence."""
        return SEVERITIES[self.severity]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A repair and everything one may ask of it.

    Attributes:
        source: the text as it was.
        text: the text as ``fix`` returns it, the same object as ``source`` if nothing changed.
        edits: the changes, sorted, without overlap; replaying them on ``source`` gives ``text``.
        suggestions: changes that the evidence does not carry, also in positions of the source;
            they are not in ``text``.
        diagnosis: what was wrong.

    >>> import thaifix
    >>> thaifix.explain("ส�ำนักงาน").edits
    (Edit(start=1, end=2, before='�', after='', family='sara-am', rule='hole-before-am', confidence=1.0),)
    """

    source: str
    text: str
    edits: tuple[Edit, ...]
    suggestions: tuple[Edit, ...]
    diagnosis: Diagnosis
    _offsets: OffsetMap = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Prepare the offsets, which may be asked for once a token."""
        object.__setattr__(self, "_offsets", OffsetMap(self.edits, len(self.source)))

    def to_fixed(self, position: int) -> int:
        """Map a position of ``source`` (code points, 0 to its length) to ``text``.

        Raises:
            InputError: the position lies outside the source.
        """
        return self._offsets.to_fixed(position)

    def to_source(self, position: int) -> int:
        """Map a position of ``text`` (code points, 0 to its length) to ``source``.

        Raises:
            InputError: the position lies outside the text.
        """
        return self._offsets.to_source(position)
