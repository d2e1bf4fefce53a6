"""Compiles the innermost loops when thaifix is built, if that can be done; without, thaifix is the same but slower.

A hook of hatchling. The modules of `COMPILED` are plain Python that mypyc turns into C. Where there is no C compiler,
or the variable THAIFIX_PURE is set, the wheel is made without and serves every platform.
"""

from __future__ import annotations

import os
import shutil
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
COMPILED = (
    "thaifix/loops.py",
    "thaifix/moves.py",
    "thaifix/beam.py",
    "thaifix/literal.py",
    "thaifix/names/nearby.py",
)
_SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")


class CompileLoops(BuildHookInterface[Any]):
    """Puts the compiled modules into the wheel, beside their sources."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and say in one line if that fails; an editable install runs the sources, which may be edited."""
        if self.target_name != "wheel" or version == "editable" or os.environ.get("THAIFIX_PURE"):
            return
        self._room = tempfile.mkdtemp()
        try:
            built = compiled(Path(self._room))
        except (Exception, SystemExit) as wrong:  # noqa: BLE001 - whatever a compiler does, thaifix works without
            self.app.display_warning(f"thaifix is built without compiled loops, and slower for it: {wrong}")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["force_include"].update({str(path): str(path.relative_to(self._room)) for path in built})

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling's
        """Leave nothing behind."""
        shutil.rmtree(getattr(self, "_room", ""), ignore_errors=True)


def compiled(room: Path) -> list[Path]:
    """Compile in a folder of its own, where no import sees the result, and return the files."""
    from mypyc.build import mypycify  # noqa: PLC0415 - not there when thaifix is built without
    from setuptools import Distribution  # noqa: PLC0415 - as above

    unused = shutil.ignore_patterns("__pycache__", "data", "*.so", "*.pyd")
    shutil.copytree(ROOT / "thaifix", room / "thaifix", ignore=unused)  # all of the code, for its types
    here = Path.cwd()
    os.chdir(room)
    try:
        extensions = mypycify(
            [*COMPILED, "--strict", "--follow-imports=silent"],
            target_dir=str(room / "c"),
            group_name="thaifix.compiled",  # what they share lies in the package too
        )
        command = Distribution({"name": "thaifix", "ext_modules": extensions}).get_command_obj("build_ext")
        command.build_lib, command.build_temp = str(room), str(room / "o")
        command.ensure_finalized()
        command.run()
    finally:
        os.chdir(here)
    return sorted(path for path in room.rglob(f"*{_SUFFIX}") if path.is_file())
