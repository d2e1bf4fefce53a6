"""The types of the rows in the tables of knowledge. No field that explains or tests a row has a default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Need", "Rewrite", "Sign"]

Need = Literal[
    "",
    "holes-are-nikhahit",
    "map-bullets",
    "marks-in-place",
    "not-pali",
    "not-quoted",
    "private-marks-seen",
    "remove-zwsp",
    "sara-am-present",
    "space-is-damage",
]
"""What a row asks of the document or the settings before it may act; see `thaifix.evidence`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    r"""A rule: what to look for, what to write, and the proof that it should.

    Attributes:
        name: written once, here; edits, settings and reports use it.
        family: the kind of damage.
        match: a regular expression in which ``{C}``, ``{T}`` ... stand for the classes of
            `thaifix.knowledge.rewrites.CLASSES`. What it matches is replaced.
        replace: the template of the replacement (``\1`` ... as in `re.sub`), or a mapping from
            the matched text to it.
        confidence: 0 to 1.
        needs: evidence or setting without which the row is silent.
        why: the reason, for people.
        fixes: pairs of broken and sound text, run as tests through this row alone.
        keeps: sound or undecidable texts that this row must leave, run as tests.
    """

    name: str
    family: str
    match: str
    replace: str | dict[str, str]
    confidence: float = 1.0
    needs: Need = ""
    why: str
    fixes: tuple[tuple[str, str], ...]
    keeps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Damage that can be seen and not mended by a rule: looked for in the repaired text.

    Attributes:
        name: of the sign.
        family: the kind of damage.
        match: a regular expression, as in `Rewrite`.
        lost: whether something is gone that the text cannot give back.
        note: why it is left, for people.
        shows: texts in which it is found.
        keeps: texts in which it is not.
    """

    name: str
    family: str
    match: str
    lost: bool
    note: str
    shows: tuple[str, ...]
    keeps: tuple[str, ...]
