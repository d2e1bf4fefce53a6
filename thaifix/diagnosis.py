"""What was wrong with a text: its repaired spots, the damage that is left and why, and the likely cause."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from thaifix import decoder, doubles, rules
from thaifix.edits import Edit, OffsetMap, trim
from thaifix.evidence import count_thai, gather
from thaifix.explanation import Diagnosis, Finding
from thaifix.knowledge.families import FAMILIES
from thaifix.knowledge.origins import ORIGINS
from thaifix.knowledge.signs import SIGNS
from thaifix.patterns import signs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from thaifix.config import Config
    from thaifix.evidence import Background, Evidence
    from thaifix.explanation import Severity

__all__ = ["describe", "diagnose", "is_lost", "likely_origin", "suggest", "weigh"]

_SUGGESTED = 0.5  # confidence of what a rule sees and the document does not confirm
_HEAVY = 30  # findings a thousand Thai letters: about every fourth word
_LOST = 15  # findings a thousand Thai letters in which something is gone for good
_FEW = 20  # Thai letters below which a rate means nothing
_LOST_SIGNS = frozenset(sign.name for sign in SIGNS if sign.lost)


def suggest(  # noqa: PLR0913 - all that a repair knows
    source: str,
    fixed: str,
    edits: Sequence[Edit],
    config: Config,
    known: Background | None = None,
    *,
    withheld: Sequence[Edit] = (),
) -> tuple[Edit, ...]:
    """Return what rules see in the settled text and may not change, in positions of the source.

    ``withheld`` are changes of that text that the user's dictionary forbids.
    """
    offsets = OffsetMap(edits, len(source))
    suggestions: list[Edit] = []
    done = 0
    evidence = gather(fixed).within(known)
    doubts = [
        *withheld,
        *(doubles.doubtful(fixed, evidence, config) if "doubles" in config.stages else ()),
        *(rules.doubtful(fixed, evidence, config) if "rules" in config.stages else ()),
        *(decoder.doubtful(fixed, evidence, config) if "decoder" in config.stages else ()),
        *(_doubtful_words(fixed, evidence, config) if "words" in config.stages else ()),
        *(_doubtful_names(fixed, evidence, config) if "names" in config.stages else ()),
    ]
    for doubt in sorted(doubts, key=lambda edit: (edit.start, edit.end)):
        start, end = _span(offsets, doubt.start, doubt.end)
        edit = trim(Edit(start, end, source[start:end], doubt.after, doubt.family, doubt.rule, _SUGGESTED))
        if edit is not None and edit.start >= done:
            suggestions.append(edit)
            done = edit.end
    return tuple(suggestions)


def _doubtful_words(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    from thaifix import misread  # noqa: PLC0415 - importing thaifix must not load what few texts need

    return misread.doubtful(text, evidence, config)


def _doubtful_names(text: str, evidence: Evidence, config: Config) -> list[Edit]:
    from thaifix.names import restore  # noqa: PLC0415 - as above

    return restore.doubtful(text, evidence, config)


def _span(offsets: OffsetMap, start: int, end: int) -> tuple[int, int]:
    first = offsets.to_source(start)
    return first, max(first, offsets.to_source(end))


def diagnose(source: str, fixed: str, edits: Sequence[Edit]) -> Diagnosis:
    """Describe the damage of a source that ``edits`` turn into ``fixed``."""
    repaired = [Finding(e.start, e.end, e.before, e.family, e.rule, repaired=True) for e in edits]
    return describe(source, (*repaired, *_left(source, fixed, edits)))


def describe(source: str, found: Iterable[Finding]) -> Diagnosis:
    """Sum up what was found in a source."""
    findings = sorted(found, key=lambda finding: (finding.start, finding.end))
    counted = Counter(finding.family for finding in findings)
    thai = count_thai(source)
    return Diagnosis(
        counts=MappingProxyType({family: counted[family] for family in FAMILIES if counted[family]}),
        findings=tuple(findings),
        origin=likely_origin(findings),
        severity=weigh(len(findings), sum(map(is_lost, findings)), thai),
        thai=thai,
    )


def _left(source: str, fixed: str, edits: Sequence[Edit]) -> Iterator[Finding]:
    """Yield the signs of damage in the repaired text, each spot once, in positions of the source."""
    offsets = OffsetMap(edits, len(source))
    taken: set[int] = set()
    for sign, pattern in signs():
        for hit in pattern.finditer(fixed):
            spot = range(hit.start(), hit.end())
            if taken.isdisjoint(spot):
                taken.update(spot)
                start, end = _span(offsets, hit.start(), hit.end())
                yield Finding(start, end, source[start:end], sign.family, sign.name, repaired=False, note=sign.note)


def likely_origin(findings: Iterable[Finding]) -> str | None:
    """Tell the cause for which the most findings speak."""
    seen = Counter(rule for finding in findings for rule in finding.sign.split("+"))
    votes = [(sum(seen[sign] for sign in origin.signs), origin.says) for origin in ORIGINS]
    most, says = max(votes, key=lambda vote: vote[0])
    return says if most else None


def is_lost(finding: Finding) -> bool:
    """Tell whether something is gone there for good."""
    return finding.sign in _LOST_SIGNS


def weigh(findings: int, lost: int, thai: int) -> Severity:
    """Weigh what is gone, then how much is damaged, a thousand Thai letters.

    >>> weigh(3, 0, 5000), weigh(400, 0, 5000), weigh(400, 300, 5000)
    ('light', 'heavy', 'lost')
    """
    if not findings:
        return "none"
    thousands = max(thai, _FEW) / 1000
    if lost and lost >= _LOST * thousands:
        return "lost"
    return "heavy" if findings >= _HEAVY * thousands else "light"
