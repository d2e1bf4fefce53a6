"""Settings: a frozen value with three presets, checked when it is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from thaifix.errors import ConfigError
from thaifix.knowledge.families import FAMILIES
from thaifix.knowledge.methods import METHODS
from thaifix.knowledge.rewrites import REWRITES

if TYPE_CHECKING:
    from thaifix.dictionary import Dictionary
    from thaifix.gazetteer import Entry

__all__ = ["NAME_KINDS", "STAGE_NAMES", "Config"]

STAGE_NAMES = ("mojibake", "subsets", "glyph-codes", "swaps", "doubles", "rules", "decoder", "own", "words", "names")
"""Every stage a config can switch; `thaifix.pipeline.STAGES` shows their order and needs."""

_FOR_PDF = frozenset(STAGE_NAMES) - {"words"}

NAME_KINDS = (
    "province",
    "district",
    "subdistrict",
    "local-government",
    "ministry",
    "department",
    "independent-body",
    "force",
    "state-enterprise",
    "public-organisation",
    "university",
    "hospital",
    "office",
    "system",
)
"""The kinds of names that thaifix knows, as in ``thaifix.gazetteer``."""

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
        names_kinds: kinds of names that are restored, of `NAME_KINDS`; your own names always are.
        names_margin: nats by which a name must beat the second-best one; more restores less.
        names: names of your own: strings, or entries as ``thaifix.gazetteer.read_table`` gives them.
            Entries of a known kind are looked for behind its cues, all others anywhere.
        dictionary: words of your own to keep, and pairs to repair, as ``thaifix.dictionary.Dictionary.read`` gives
            them (docs/dictionary.md). Its names are added to ``names``.

    >>> Config.PDF.zero_width_space
    'keep'
    >>> Config(without=frozenset({"sara-an"}))
    Traceback (most recent call last):
        ...
    thaifix.errors.ConfigError: without: there is no family or rule 'sara-an'; did you mean 'sara-am'?

    Raises:
        ConfigError: a name or value that does not exist; near matches are listed.
    """

    stages: frozenset[str] = field(default=_FOR_PDF)
    without: frozenset[str] = frozenset()
    zero_width_space: Literal["keep", "remove"] = "keep"
    bullets: Literal["keep", "unicode"] = "keep"
    minimum_confidence: float = 0.9
    names_kinds: frozenset[str] = frozenset(NAME_KINDS)
    names_margin: float = 4.0
    names: tuple[Entry, ...] = ()
    dictionary: Dictionary | None = None

    SAFE: ClassVar[Config]
    """Only what is right whatever the words are: code pages, glyph codes, rules; and your own pairs."""
    PDF: ClassVar[Config]
    """The default, for text extracted from PDFs: every stage but ``words``."""
    OCR: ClassVar[Config]
    """For recognised text: every stage, so that letters that were taken for others are put right in words."""

    def __post_init__(self) -> None:
        """Take any collection of names, and refuse what does not exist."""
        object.__setattr__(self, "stages", _names("stages", self.stages, frozenset(STAGE_NAMES), "stage"))
        object.__setattr__(self, "without", _names("without", self.without, _SWITCHES, "family or rule"))
        _one_of("zero_width_space", self.zero_width_space, ("keep", "remove"))
        _one_of("bullets", self.bullets, ("keep", "unicode"))
        _probability("minimum_confidence", self.minimum_confidence)
        object.__setattr__(
            self, "names_kinds", _names("names_kinds", self.names_kinds, frozenset(NAME_KINDS), "kind of names")
        )
        _not_negative("names_margin", self.names_margin)
        object.__setattr__(self, "names", _entries(self.names))
        if self.dictionary is not None:
            names = _names_of(self.dictionary)
            object.__setattr__(self, "names", _entries((*self.names, *names)) if names else self.names)


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


class _Names(tuple["Entry", ...]):  # noqa: SLOT001 - a tuple has no room of its own for the hash
    """Entries whose hash is worked out once: settings are hashed for every line, and names may be thousands."""

    _hash: int | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = super().__hash__()
        return self._hash

    def __reduce__(self) -> tuple[type[_Names], tuple[tuple[Entry, ...]]]:
        """Pickle the entries alone: another process hashes text differently."""
        return type(self), (tuple(self),)


def _entries(given: object) -> tuple[Entry, ...]:
    """Make entries of a user's names, and refuse what is none or comes twice."""
    if isinstance(given, tuple) and not given:
        return ()
    from thaifix.gazetteer import Entry  # noqa: PLC0415 - only whoever has names of his own pays for it

    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        message = f"names: expected names or entries, found {given!r}; put a single name into a list"
        raise ConfigError(message)
    entries: dict[str, Entry] = {}
    for name in given:
        entry = Entry("user", f"user:{name}", "", name) if isinstance(name, str) else name
        if not isinstance(entry, Entry) or not entry.name.strip():
            message = f"names: expected names or entries of thaifix.gazetteer, found {name!r} among them"
            raise ConfigError(message)
        if entry.id in entries and entries[entry.id] != entry:
            message = f"names: two entries have the id {entry.id!r}; give each its own"
            raise ConfigError(message)
        entries[entry.id] = entry
    return _Names(entries.values())


def _names_of(given: object) -> tuple[Entry, ...]:
    from thaifix.dictionary import Dictionary  # noqa: PLC0415 - only whoever has a dictionary pays for it

    if not isinstance(given, Dictionary):
        message = f"dictionary: expected a thaifix.dictionary.Dictionary, found {given!r}; Dictionary.read reads one"
        raise ConfigError(message)
    return given.names


def _not_negative(setting: str, given: object) -> None:
    if not isinstance(given, int | float) or not given >= 0:
        message = f"{setting}: expected a number, 0 or more, found {given!r}"
        raise ConfigError(message)


def _probability(setting: str, given: object) -> None:
    if not isinstance(given, int | float) or not 0 <= given <= 1:
        message = f"{setting}: expected a number from 0 to 1, found {given!r}"
        raise ConfigError(message)


def _one_of(setting: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        message = f"{setting}: expected {' or '.join(map(repr, known))}, found {given!r}"
        raise ConfigError(message)


Config.SAFE = Config(stages=frozenset({"mojibake", "glyph-codes", "rules", "own"}))
Config.PDF = Config()
Config.OCR = Config(stages=frozenset(STAGE_NAMES))
