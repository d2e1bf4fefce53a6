"""The pipeline: one table that shows every stage in order, and the loop that runs it.

Why the stages stand in this order: docs/pipeline.md.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, chain
from typing import TYPE_CHECKING, NamedTuple

from thaifix import (
    copies,
    decoder,
    diagnosis,
    doubles,
    glyph_codes,
    mojibake,
    quiet,
    rules,
    scans,
    screen,
    subsets,
    swaps,
    thaibytes,
)
from thaifix.edits import apply, compose
from thaifix.evidence import Background, gather, gather_spacing
from thaifix.explanation import Explanation
from thaifix.gate import suspicious, suspicious_places
from thaifix.ownwords import sift

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from thaifix.config import Config
    from thaifix.edits import Edit
    from thaifix.evidence import Evidence

__all__ = ["SHORT", "STAGES", "Alarm", "Stage", "background", "fix", "forget", "run", "sound"]


class Alarm(NamedTuple):
    """A test at the speed of a scan.

    Attributes:
        rings: tells of a text whether a stage may find something in it.
        places: yields places of every short text in which it rings, where some of them stand in one, parted by
            `_PARTED`, and maybe of others. There is none if the alarm can be told only of a text by itself.
        letters: Thai letters below which it never rings.
        called: what `thaifix.quiet` calls it, if that can tell of it.
    """

    rings: Callable[[str, Config], bool]
    places: Callable[[str, Config], Iterable[int]] | None = None
    letters: int = 0
    called: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One row of the pipeline.

    Attributes:
        name: what `Config.stages` calls it.
        needs: what must have been done before, and why.
        propose: takes the text as it stands, the document's evidence and the settings, and returns
            edits in positions of that text.
        alarms: of which one rings if the stage can find anything in a text that the gate lets through and that
            shows no damage else; where no alarm of any stage rings, it is sound.
        waits: whether it comes only when the stages before it have nothing left to do.
    """

    name: str
    needs: str
    propose: Callable[[str, Evidence, Config], list[Edit]]
    alarms: tuple[Alarm, ...]
    waits: bool = False


_PARTED = "\n" * 3
"""What parts texts so that every scan sees in each what it sees in it alone: no scan looks across it at letters."""


_GATE = Alarm(
    rings=lambda text, config: suspicious(text, rules.wanted(config)),
    places=lambda text, config: suspicious_places(text, rules.wanted(config)),
    called=quiet.GATE,
)
_SCREEN = Alarm(
    rings=lambda text, _: screen.odd(text),
    places=lambda text, _: chain.from_iterable(range(*span) for span in screen.spans(text)),
    called=quiet.SCREEN,
)
_COPIES = Alarm(
    rings=lambda text, _: copies.suspected(text),
    places=lambda text, _: copies.likenesses(text),
    called=quiet.COPIES,
)
_SWAPS = Alarm(rings=lambda text, _: swaps.suspected(text), letters=swaps.LEAST, called=quiet.SWAPS)
_CROWDED = Alarm(rings=lambda text, _: decoder.crowded(text), letters=decoder.DENSE_ENOUGH, called=quiet.CROWDED)


def _misspelt(text: str, config: Config) -> bool:
    from thaifix.names import restore  # noqa: PLC0415 - importing thaifix must not load what few texts need

    return restore.misspelt(text, config)


def _near_names(text: str, _config: Config) -> Iterable[int]:
    from thaifix.names import catalogue  # noqa: PLC0415 - as above

    return catalogue.openings(text)


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


def _near_pairs(text: str, config: Config) -> Iterable[int]:
    if config.dictionary is None:
        return ()
    from thaifix import own  # noqa: PLC0415 - as above

    return own.places(text, config)


_UNREPAIRED = Alarm(_unrepaired, _near_pairs)


def _misread(text: str, config: Config) -> bool:
    from thaifix import misread  # noqa: PLC0415 - as above

    return misread.misread(text, config)


def _undo_confusions(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    from thaifix import misread  # noqa: PLC0415 - as above

    return misread.propose(text, evidence, config)


STAGES: tuple[Stage, ...] = (
    Stage("mojibake", "the bytes as they were misread: nothing may have touched the text", mojibake.propose, (_GATE,)),
    Stage("subsets", "the bytes as they were meant; codes of marks may still be codes", subsets.propose, (_SCREEN,)),
    Stage("glyph-codes", "letters that are letters: neighbours tell what a code is", glyph_codes.propose, (_GATE,)),
    Stage("swaps", "characters, no codes; marks as they were found, doubled and all", swaps.propose, (_SCREEN, _SWAPS)),
    Stage("doubles", "characters, no codes; marks that stand twice as they were", doubles.propose, (_SCREEN, _COPIES)),
    Stage("rules", "characters, no codes: what may stand beside what in a cluster", rules.propose, (_GATE,)),
    Stage("decoder", "clusters in order, displaced marks untouched: words tell", decoder.propose, (_SCREEN, _CROWDED)),
    Stage("own", "clusters and words: a pair is repaired where its form is a word", _repair_pairs, (_UNREPAIRED,)),
    Stage(
        "words", "marks at home, no spaces in words: what is no word is misread", _undo_confusions, (Alarm(_misread),)
    ),
    Stage(
        "names",
        "words, all marks at home: a name must not lose the mark that another word lacks",
        _restore,
        (Alarm(_misspelt, _near_names, called=quiet.NAMES),),
        waits=True,
    ),
)
"""Every stage, in the order in which a text goes through them."""

_TURNS = 8  # a text settles in two turns; the bound is for hostile input


def background(texts: Iterable[str]) -> Background:
    """Return what a document shows of its damage, for repairing pieces of it."""
    text = "\n\n".join(texts)
    return Background(gather(text), gather_spacing(text), decoder.sample(text))


def fix(text: str, config: Config, known: Background | None = None) -> tuple[str, list[Edit]]:
    """Run all stages until nothing changes; return the text and the edits, in positions of the source."""
    if len(text) > SHORT or known is not None:
        return _repair(text, config, known)[:2]
    repaired, edits = _fix_short(text, config)
    return (repaired, list(edits)) if edits else (text, [])


def forget() -> None:
    """Let go of what is remembered of short texts, as a measurement must."""
    _fix_short.cache_clear()


@lru_cache(maxsize=8192)
def _fix_short(text: str, config: Config) -> tuple[str, tuple[Edit, ...]]:
    """Remember what became of short texts: many cells of a table say the same."""
    repaired, edits, _ = _repair(text, config, None)
    return repaired, tuple(edits)


@cache
def _asked(names: frozenset[str]) -> tuple[Sequence[Stage], Sequence[Alarm]]:
    """Return the stages of some names, in order, and their alarms, each once."""
    stages = tuple(stage for stage in STAGES if stage.name in names)
    return stages, tuple(dict.fromkeys([_GATE, *chain.from_iterable(stage.alarms for stage in stages)]))


SHORT = 140
"""Code points up to which a text is short, as a cell of a table: no alarm that has no places rings in so few."""
_NOT_ALONE = frozenset("\n\t|")  # of texts that are tables themselves


def sound(texts: Sequence[str], config: Config, known: Background | None = None) -> set[int]:
    """Return the numbers of some short texts that are sound: in which no alarm rings, as all together show.

    To ask an alarm costs as much as to look at a hundred letters, so short texts are asked for at once. Those that
    are not short, or for which that cannot be done, are not told.
    """
    if (known is not None and known.evidence.damaged) or config.names:
        return set()
    _, alarms = _asked(config.stages)
    asked = [alarm for alarm in alarms if alarm.letters <= SHORT]
    numbers = [number for number, text in enumerate(texts) if len(text) <= SHORT and _NOT_ALONE.isdisjoint(text)]
    whole = _PARTED.join([texts[number] for number in numbers])
    ends = list(accumulate([len(texts[number]) + len(_PARTED) for number in numbers]))
    passed = set(numbers)
    for alarm in asked:
        if alarm.places is None:
            return set()
        near = {numbers[bisect_right(ends, place)] for place in alarm.places(whole, config)}
        passed -= {number for number in near & passed if alarm.rings(texts[number], config)}
    return passed


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


class _Bells:
    """Which alarms ring in a text: each is asked once, and where loops are compiled, most are asked in one go."""

    def __init__(self, text: str, config: Config) -> None:
        self._text = text
        self._config = config
        self._found: dict[str, bool] = {}
        self._told: frozenset[str] | None = None

    def any_rings(self, alarms: Iterable[Alarm]) -> bool:
        """Tell whether any of some alarms rings."""
        return any(map(self._rings, alarms))

    def stops(self) -> bool:
        """Tell whether the gate stops the text, whatever the settings want."""
        return _GATE.called not in self._silent() and suspicious(self._text)

    def _rings(self, alarm: Alarm) -> bool:
        if alarm.called in self._silent():
            return False
        if not alarm.called:
            return alarm.rings(self._text, self._config)
        found = self._found.get(alarm.called)
        if found is None:
            found = self._found[alarm.called] = alarm.rings(self._text, self._config)
        return found

    def _silent(self) -> frozenset[str]:
        """Return what the sweep tells not to ring."""
        if self._told is None:
            self._told = quiet.told(self._text, self._config) if scans.COMPILED else frozenset()
        return self._told


def _run_stages(text: str, config: Config, known: Background | None) -> _Repair:
    stages, alarms = _asked(config.stages)
    bells = _Bells(text, config)
    asked = known is not None and known.evidence.damaged  # then any word can be damaged and look sound
    if not asked and not bells.any_rings(alarms):
        return _Repair(text, [], [])
    current = text
    edits: list[Edit] = []
    first = gather(text)
    evidence, stopped = first.within(known), asked or bells.stops()
    found_nothing: dict[str, int] = {}  # by stage, how many times the text had changed when it last had nothing to do
    withheld: dict[str, list[Edit]] = {}  # by stage, when it was last asked
    changes = 0
    for _ in range(_TURNS):
        settled = True
        for stage in stages:
            if found_nothing.get(stage.name) == changes or (stage.waits and not settled):
                continue
            new: list[Edit] = []
            if stopped or evidence.damaged or bells.any_rings(stage.alarms):
                new, withheld[stage.name] = sift(current, stage.propose(current, evidence, config), config)
            if not new:
                found_nothing[stage.name] = changes
                continue
            settled = False
            changes += 1
            edits = compose(edits, new, text)
            current = apply(current, new)
            now = gather(current)
            evidence = now.within(known and known.settled(first, now)).after(evidence, new)
            bells = _Bells(current, config)
            stopped = asked or bells.stops()
            withheld.clear()
        if settled:
            break
    return _Repair(current if edits else text, edits, [*chain.from_iterable(withheld.values())])


def run(text: str, config: Config, known: Background | None = None) -> Explanation:
    """Repair a text and account for it. The text is the one that `fix` gives, by the same path."""
    fixed, edits, withheld = _repair(text, config, known)
    try:
        return Explanation(
            source=text,
            text=fixed,
            edits=tuple(edits),
            suggestions=diagnosis.suggest(text, fixed, edits, config, known, withheld=withheld),
            diagnosis=diagnosis.diagnose(text, fixed, edits),
        )
    finally:
        thaibytes.forget(text)
