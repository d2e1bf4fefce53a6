"""Imports point one way, the public surface is small, and importing costs little."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import thaifix
from thaifix import lexicon
from thaifix.config import STAGE_NAMES
from thaifix.pipeline import STAGES

PACKAGE = Path(thaifix.__file__).parent

LAYERS = (
    {"_version", "errors", "data", "loops", "replacing", "vectors"},
    {"knowledge", "inputs", "scans"},
    {"borders", "edits", "trigrams", "gazetteer", "thaibytes"},
    {"forms"},
    {"dictionary"},
    {"config", "encoding", "explanation", "needles", "patterns", "gate", "screen", "lexicon", "spaces"},
    {"evidence", "nearwords", "substitutions", "wordgraph"},
    {"ballots", "copies", "holes", "guards", "channel", "meant", "faded", "ownwords"},
    {"moves"},
    {"beam"},
    {"lattice"},
    {"literal"},
    {"estimation", "rivals", "strays"},
    {"mojibake", "subsets", "glyph_codes", "swaps", "doubles", "rules", "decoder", "own", "misread"},
    {"names"},
    {"diagnosis", "quiet"},
    {"pipeline"},
    {"pool", "streams"},
    {"fixer"},
    {"__init__"},
    {"report", "formats"},
    {"batch"},
    {"cli"},
    {"__main__"},
)
"""From the bottom up: a module may import only from layers below its own (or within its package)."""

LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
STAGE_MODULES = {"mojibake", "subsets", "glyph_codes", "swaps", "doubles", "rules", "decoder", "own", "misread"}


def _unit(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def _imports(path: Path) -> set[str]:
    """The parts of thaifix that a module imports, type checking included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "thaifix":
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {_named(alias.name) for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {
                name.name.split(".")[1] if "." in name.name else "__init__"
                for name in node.names
                if name.name.split(".")[0] == "thaifix"
            }
    return found


def _named(name: str) -> str:
    return name if name in LEVEL else "__init__"


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    unit = _unit(path)
    for imported in _imports(path):
        assert imported == unit or LEVEL[imported] < LEVEL[unit], f"{unit} imports {imported}"


def test_the_test_of_imports_sees_imports() -> None:
    assert "rules" in _imports(PACKAGE / "pipeline.py")
    assert {LEVEL[_unit(path)] for path in MODULES} == set(range(len(LAYERS)))


def test_stages_never_import_one_another() -> None:
    for stage in STAGE_MODULES:
        assert not _imports(PACKAGE / f"{stage}.py") & (STAGE_MODULES - {stage})


def test_knowledge_imports_nothing_but_knowledge() -> None:
    for path in (PACKAGE / "knowledge").rglob("*.py"):
        assert _imports(path) <= {"knowledge"}


def test_only_the_pipeline_knows_the_stages() -> None:
    assert tuple(stage.name for stage in STAGES) == STAGE_NAMES
    users = {_unit(path) for path in MODULES if _imports(path) & STAGE_MODULES}
    assert users == {"pipeline", "diagnosis", "quiet"}


def test_the_public_surface_is_what_all_says() -> None:
    for name in thaifix.__all__:
        assert hasattr(thaifix, name)
    assert thaifix.__all__ == sorted(thaifix.__all__, key=lambda name: (not name[0].isupper(), name))


def _fresh(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_importing_loads_nothing_heavy() -> None:
    loaded = set(_fresh("import sys, thaifix; print(' '.join(sys.modules))").split())
    heavy = {"ftfy", "click", "wcwidth", "numpy", "regex", "difflib", "zlib"}
    assert not loaded & (
        heavy | {"thaifix.cli", "thaifix.names", "thaifix.misread", "thaifix.own", "thaifix.dictionary"}
    )


def test_sound_text_asks_for_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        pytest.fail("sound text loaded the lexicon")

    monkeypatch.setattr(lexicon, "load", refuse)
    assert thaifix.fix("สำนักงานคณะกรรมการพัฒนาระบบราชการ 2571") == "สำนักงานคณะกรรมการพัฒนาระบบราชการ 2571"
    with pytest.raises(pytest.fail.Exception):
        thaifix.fix("พฒันาคณุภาพ 2571")  # a short text is remembered, and this one stands in no other test
