"""What a user pays before the first answer: the import, the modules it loads, the first calls, their memory."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.materials import ROOT
from benchmarks.tables import spread, table

__all__ = ["HEAVY", "Report", "describe", "measure"]

HEAVY = ("click", "ftfy", "numpy", "pythainlp", "regex", "rich", "wcwidth")
"""Modules that ``import thaifix`` must not load."""

_PROBE = """
import json, sys
from time import perf_counter
memory = sys.argv[1] == "memory"
before = set(sys.modules)
if memory:
    import tracemalloc
    tracemalloc.start()
seconds, peaks = {}, {}
def step(name, action):
    if memory:
        tracemalloc.reset_peak()
    started = perf_counter()
    value = action()
    seconds[name] = perf_counter() - started
    if memory:
        peaks[name] = tracemalloc.get_traced_memory()[1]
    return value
thaifix = step("import thaifix", lambda: __import__("thaifix"))
loaded = sorted(set(sys.modules) - before)
step("names of places and agencies", lambda: __import__("thaifix.gazetteer").gazetteer.load())
for name, text in json.loads(sys.stdin.read()).items():
    step(name, lambda: thaifix.fix(text))
late = sorted(set(sys.modules) - before - set(loaded))
print(json.dumps({"seconds": seconds, "peaks": peaks, "loaded": loaded, "late": late}))
"""
_CALLS = {
    "first fix, sound text": "ราคา 12 บาท",
    "first fix, broken text": "ส\N{REPLACEMENT CHARACTER}ำนักงานเก่ียวกับน้ี",
    "second fix, broken text": "ท\N{REPLACEMENT CHARACTER}ำงานเก่ียวกับน้ี",
    "first fix, UTF-8 read as Latin-1 (loads ftfy)": "สำนักงาน".encode().decode("latin-1"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """What fresh interpreters reported.

    Attributes:
        seconds: by step, one value a run.
        peaks: by step, bytes of Python objects at the highest, the import's own included.
        loaded: modules that the import brought in.
        late: modules that the calls brought in.
    """

    seconds: dict[str, list[float]]
    peaks: dict[str, int]
    loaded: list[str]
    late: list[str]

    @property
    def heavy(self) -> list[str]:
        """What the import loaded and must not."""
        return [name for name in HEAVY if any(module.split(".")[0] == name for module in self.loaded)]

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain values."""
        return asdict(self) | {"heavy": self.heavy}


def measure(runs: int) -> Report:
    """Start fresh interpreters and ask each; memory is asked apart, since watching it takes time."""
    _probe("time")  # the first run compiles and fills the file cache
    timed = [_probe("time") for _ in range(max(1, runs))]
    memory = _probe("memory")
    return Report(
        seconds={step: [run["seconds"][step] for run in timed] for step in timed[0]["seconds"]},
        peaks=memory["peaks"],
        loaded=timed[0]["loaded"],
        late=timed[0]["late"],
    )


def _probe(what: str) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 - this interpreter, and the text above
        [sys.executable, "-c", _PROBE, what],
        input=json.dumps(_CALLS),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def describe(report: Report) -> str:
    """Write the report as a table, and the modules under it."""
    rows = [
        [step, spread([1000 * value for value in values]), f"{report.peaks[step] / 1e6:.2f}"]
        for step, values in report.seconds.items()
    ]
    own = [module for module in report.loaded if module.split(".")[0] == "thaifix"]
    others = sorted({module.split(".")[0] for module in report.loaded if not module.startswith(("_", "thaifix"))})
    late = sorted({module.split(".")[0] for module in report.late if not module.startswith("_")})
    return "\n".join(
        (
            table(["step", "ms, median (range)", "peak MB"], rows),
            "",
            f"- loaded by the import: {len(own)} modules of thaifix, and {', '.join(others)}",
            f"- loaded by the calls: {', '.join(late) or 'nothing'}",
            f"- heavy modules loaded by the import: {', '.join(report.heavy) or 'none'}",
        )
    )
