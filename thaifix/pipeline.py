"""The pipeline: one table that shows every stage in order, and the loop that runs it.

Why the stages stand in this order: docs/pipeline.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from thaifix import decoder, diagnosis, doubles, glyph_codes, mojibake, rules, screen, swaps, thaibytes
from thaifix.copies import suspected
from thaifix.edits import apply, compose
from thaifix.evidence import Background, gather, gather_spacing
from thaifix.explanation import Explanation
from thaifix.gate import suspicious
from thaifix.knowledge.rewrites import ZERO_WIDTH_SPACE
from thaifix.ownwords import sift

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from thaifix.config import Config
    from thaifix.edits import Edit
    from thaifix.evidence import Evidence

    Alarm = Callable[[str, Config], bool]

__all__ = ["STAGES", "Stage", "background", "fix", "run"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One row of the pipeline.

    Attributes:
        name: what `Config.stages` calls it.
        needs: what must have been done before, and why.
        propose: takes the text as it stands, the document's evidence and the settings, and returns
            edits in positions of that text.
        alarms: tests at the speed of a scan, of which one rings if the stage can find anything in a text that
            the gate lets through and that shows no damage else; where no alarm of any stage rings, it is sound.
    """

    name: str
    needs: str
    propose: Callable[[str, Evidence, Config], list[Edit]]
    alarms: tuple[Alarm, ...]


def _gate(text: str, config: Config) -> bool:
    return suspicious(text, ZERO_WIDTH_SPACE if config.zero_width_space == "remove" else "")


def _copies(text: str, _config: Config) -> bool:
    return suspected(text)


def _swaps(text: str, _config: Config) -> bool:
    return swaps.suspected(text)


def _screen(text: str, _config: Config) -> bool:
    return screen.odd(text)


def _crowded(text: str, _config: Config) -> bool:
    return decoder.crowded(text)


def _misspelt(text: str, config: Config) -> bool:
    from thaifix.names import restore  # noqa: PLC0415 - importing thaifix must not load what few texts need

    return restore.misspelt(text, config)


def _restore(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    from thaifix.names import restore  # noqa: PLC0415 - as above

    return restore.propose(text, evidence, config)


def _unrepaired(text: str, config: Config) -> bool:
    if config.dictionary is None:
        return False
    from thaifix import own  # noqa: PLC0415 - as above

    return own.suspected(text, config)


def _repair_pairs(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    if config.dictionary is None:
        return []
    from thaifix import own  # noqa: PLC0415 - as above

    return own.propose(text, evidence, config)


def _misread(text: str, config: Config) -> bool:
    from thaifix import misread  # noqa: PLC0415 - as above

    return misread.misread(text, config)


def _undo_confusions(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    from thaifix import misread  # noqa: PLC0415 - as above

    return misread.propose(text, evidence, config)


STAGES: tuple[Stage, ...] = (
    Stage("mojibake", "the bytes as they were misread: nothing may have touched the text", mojibake.propose, (_gate,)),
    Stage("glyph-codes", "letters that are letters: neighbours tell what a code is", glyph_codes.propose, (_gate,)),
    Stage("swaps", "characters, no codes; marks as they were found, doubled and all", swaps.propose, (_screen, _swaps)),
    Stage("doubles", "characters, no codes; marks that stand twice as they were", doubles.propose, (_screen, _copies)),
    Stage("rules", "characters, no codes: what may stand beside what in a cluster", rules.propose, (_gate,)),
    Stage("decoder", "clusters in order, displaced marks untouched: words tell", decoder.propose, (_screen, _crowded)),
    Stage("own", "clusters and words: a pair is repaired where its form is a word", _repair_pairs, (_unrepaired,)),
    Stage("words", "marks at home, no spaces in words: what is no word is misread", _undo_confusions, (_misread,)),
    Stage("names", "words: near misses of known names", _restore, (_misspelt,)),
)
"""Every stage, in the order in which a text goes through them."""

_TURNS = 8  # a text settles in two turns; the bound is for hostile input


def background(texts: Iterable[str]) -> Background:
    """Return what a document shows of its damage, for repairing pieces of it."""
    text = "\n\n".join(texts)
    return Background(gather(text), gather_spacing(text), decoder.sample(text))


def fix(text: str, config: Config, known: Background | None = None) -> tuple[str, list[Edit]]:
    """Run all stages until nothing changes; return the text and the edits, in positions of the source."""
    return _repair(text, config, known)[:2]


class _Repair(NamedTuple):
    """A repaired text, the edits in positions of the source, and what was withheld, in positions of the text."""

    text: str
    edits: list[Edit]
    withheld: list[Edit]


def _repair(text: str, config: Config, known: Background | None) -> _Repair:
    try:
        return _run_stages(text, config, known)
    finally:
        thaibytes.forget(text)


def _run_stages(text: str, config: Config, known: Background | None) -> _Repair:
    stages = [stage for stage in STAGES if stage.name in config.stages]
    alarms = dict.fromkeys([_gate, *chain.from_iterable(stage.alarms for stage in stages)])
    asked = known is not None and known.evidence.damaged  # then any word can be damaged and look sound
    if not asked and not any(alarm(text, config) for alarm in alarms):
        return _Repair(text, [], [])
    current = text
    edits: list[Edit] = []
    first = gather(text)
    evidence, stopped = first.within(known), asked or suspicious(text)
    found_nothing: dict[str, int] = {}  # by stage, how many times the text had changed when it last had nothing to do
    withheld: dict[str, list[Edit]] = {}  # by stage, when it was last asked
    changes = 0
    for _ in range(_TURNS):
        quiet = True
        for stage in stages:
            if found_nothing.get(stage.name) == changes:
                continue
            new: list[Edit] = []
            if stopped or evidence.damaged or any(alarm(current, config) for alarm in stage.alarms):
                new, withheld[stage.name] = sift(current, stage.propose(current, evidence, config), config)
            if not new:
                found_nothing[stage.name] = changes
                continue
            quiet = False
            changes += 1
            edits = compose(edits, new, text)
            current = apply(current, new)
            now = gather(current)
            evidence = now.within(known and known.settled(first, now)).after(evidence, new)
            stopped = asked or suspicious(current)
            withheld.clear()
        if quiet:
            break
    return _Repair(current if edits else text, edits, [*chain.from_iterable(withheld.values())])


def run(text: str, config: Config, known: Background | None = None) -> Explanation:
    """Repair a text and account for it. The text is the one that `fix` gives, by the same path."""
    fixed, edits, withheld = _repair(text, config, known)
    return Explanation(
        source=text,
        text=fixed,
        edits=tuple(edits),
        suggestions=diagnosis.suggest(text, fixed, edits, config, known, withheld=withheld),
        diagnosis=diagnosis.diagnose(text, fixed, edits),
    )
