"""Settings: a frozen value with three presets, checked when it is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from thaifix.errors import ConfigError
from thaifix.knowledge.families import FAMILIES
from thaifix.knowledge.methods import METHODS
from thaifix.knowledge.rewrites import REWRITES

__all__ = ["STAGE_NAMES", "Config"]

STAGE_NAMES = ("mojibake", "glyph-codes", "rules", "decoder", "names")
"""Every stage a config can switch; `thaifix.pipeline.STAGES` shows their order and needs."""

_SWITCHES = frozenset([*FAMILIES, *(method.name for method in METHODS), *(row.name for row in REWRITES)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What thaifix may change. Start from a preset and change a setting with ``dataclasses.replace``.

    Attributes:
        stages: names of the stages to run. Their order is the pipeline's, whatever it is here.
        without: families or single rules to leave alone, by name. Damage of these kinds is
            still reported by ``diagnose`` as far as it can be seen.
        zero_width_space: ``"keep"`` (default) leaves U+200B between words, where web pages and
            typesetters put it on purpose to allow a line break; inside a grapheme cluster it is
            always damage. ``"remove"`` takes it out between any two Thai characters.
        bullets: ``"keep"`` (default) leaves symbol-font bullets (U+F0xx) as they are, since only
            the font knew their shape; ``"unicode"`` maps the known ones (U+F0B7 to U+2022 ...).
        minimum_confidence: an edit below it becomes a suggestion, 0 to 1.

    >>> Config.PDF.zero_width_space
    'keep'
    >>> Config(without=frozenset({"sara-an"}))
    Traceback (most recent call last):
        ...
    thaifix.errors.ConfigError: without: there is no family or rule 'sara-an'; did you mean 'sara-am'?

    Raises:
        ConfigError: a name or value that does not exist; near matches are listed.
    """

    stages: frozenset[str] = field(default=frozenset(STAGE_NAMES))
    without: frozenset[str] = frozenset()
    zero_width_space: Literal["keep", "remove"] = "keep"
    bullets: Literal["keep", "unicode"] = "keep"
    minimum_confidence: float = 0.9

    SAFE: ClassVar[Config]
    """Only what is right whatever the words are: code pages, glyph codes, rules."""
    PDF: ClassVar[Config]
    """The default, for text extracted from PDFs: every stage that this version has."""
    OCR: ClassVar[Config]
    """For recognised text; in this version the same as PDF: confusions of letters are not undone yet."""

    def __post_init__(self) -> None:
        """Take any collection of names, and refuse what does not exist."""
        object.__setattr__(self, "stages", _names("stages", self.stages, frozenset(STAGE_NAMES), "stage"))
        object.__setattr__(self, "without", _names("without", self.without, _SWITCHES, "family or rule"))
        _one_of("zero_width_space", self.zero_width_space, ("keep", "remove"))
        _one_of("bullets", self.bullets, ("keep", "unicode"))
        _probability("minimum_confidence", self.minimum_confidence)


def _names(setting: str, given: object, known: frozenset[str], kind: str) -> frozenset[str]:
    if isinstance(given, str) or not isinstance(given, frozenset | set | list | tuple):
        message = f"{setting}: expected a collection of names, found {given!r}"
        raise ConfigError(message)
    names = frozenset(given)
    for name in sorted(names - known, key=str):
        from difflib import get_close_matches  # noqa: PLC0415 - only an error needs it

        near = get_close_matches(str(name), known, n=3)
        hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"known: {', '.join(sorted(known))}"
        message = f"{setting}: there is no {kind} {name!r}; {hint}"
        raise ConfigError(message)
    return names


def _probability(setting: str, given: object) -> None:
    if not isinstance(given, int | float) or not 0 <= given <= 1:
        message = f"{setting}: expected a number from 0 to 1, found {given!r}"
        raise ConfigError(message)


def _one_of(setting: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        message = f"{setting}: expected {' or '.join(map(repr, known))}, found {given!r}"
        raise ConfigError(message)


Config.SAFE = Config(stages=frozenset({"mojibake", "glyph-codes", "rules"}))
Config.PDF = Config()
Config.OCR = Config()
