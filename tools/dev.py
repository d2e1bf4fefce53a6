"""Set up and run, from nothing but Python: ``python3 tools/dev.py demo`` or ``... check``.

Uses only the standard library, since it runs before anything is installed. The environment is
``.venv`` in the checkout; delete the folder to start afresh.

    demo    repair the sample book of the corpus and show what was done
    check   formatter, linter, types, tests with coverage, accuracy gate, and the built wheel
    test    the tests alone
    lint    formatter, linter and types alone
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
_BIN = "Scripts" if os.name == "nt" else "bin"
_OLDEST = (3, 11)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_WHEEL_TESTS = (
    "test_scans.py",
    "test_quiet.py",
    "test_cases.py",
    "test_rewrites.py",
    "test_gate.py",
    "test_cli.py",
    "laws",
)


def run(python: Path, *arguments: str, folder: Path = ROOT, **variables: str) -> None:
    """Run a Python module in an environment, echoing the command; stop at the first failure."""
    print(f"\n$ python {' '.join(arguments)}", flush=True)
    started = time.monotonic()
    done = subprocess.run([str(python), *arguments], cwd=folder, env={**os.environ, **variables}, check=False)  # noqa: S603 - commands of this file
    print(f"# {time.monotonic() - started:.0f} s", flush=True)
    if done.returncode:
        sys.exit(done.returncode)


def environment(folder: Path, *requirements: str) -> Path:
    """Create a virtual environment, install into it, and return its Python."""
    if not (folder / "pyvenv.cfg").exists():
        venv.create(folder, with_pip=True)
    python = folder / _BIN / "python"
    quiet = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(python, *quiet, "--upgrade", "pip>=25.1")  # --group needs it
    run(python, *quiet, *requirements)
    return python


def demo() -> None:
    """Do the main job on the sample book."""
    python = environment(ENVIRONMENT, "--editable", ".")
    book = ROOT / "corpus" / "book" / "sample.broken.txt"
    run(python, "-m", "thaifix", "fix", str(book), "-o", "repaired.txt", "--explain", "edits.jsonl")
    print("The repaired book is repaired.txt; every edit is a line of edits.jsonl.")


def developer() -> Path:
    """Return the Python of the environment with all development tools."""
    return environment(ENVIRONMENT, "--editable", ".", "--group", "dev")


def lint() -> None:
    """Check the format, the lint rules and the types."""
    python = developer()
    run(python, "-m", "ruff", "format", "--check", ".")
    run(python, "-m", "ruff", "check", ".")
    run(python, "-m", "mypy")


def browser() -> None:
    """Install Chromium, in which the report is tested, where it is missing and we may."""
    if any(map(shutil.which, _BROWSERS)) or not shutil.which("apt-get") or os.geteuid() != 0:
        return
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        command = ["apt-get", "-qq", *arguments]
        print(f"\n$ {' '.join(command)}", flush=True)
        started = time.monotonic()
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(command, env=quiet, check=False)  # noqa: S603 - if it fails, the tests say what is missing
        print(f"# {time.monotonic() - started:.0f} s", flush=True)


def test() -> None:
    """Run all tests, laws included, and measure coverage."""
    browser()
    run(developer(), "-m", "pytest", "-n", "auto", "--cov", "--cov-report=term", "--no-header", "-q", "-r", "fEs")


def wheel() -> None:
    """Build the wheel, install it outside the tree, and test it there, where no source can stand in for it."""
    python = developer()
    with tempfile.TemporaryDirectory() as name:
        away = Path(name)
        run(python, "-m", "build", "--wheel", "--outdir", str(away / "dist"))
        (built,) = (away / "dist").glob("*.whl")
        clean = environment(away / "environment", str(built), "pytest", "hypothesis")
        for part in ("tests", "corpus", "tools", "pyproject.toml"):
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, away / part)
        run(clean, "-c", "import thaifix, sys; sys.exit('site-packages' not in thaifix.__file__)", folder=away)
        if shutil.which("cc"):  # the tests of the checkout run without compiled loops, these with them
            run(clean, "-c", "from thaifix import scans; raise SystemExit(not scans.COMPILED)", folder=away)
        tests = [str(Path("tests") / name) for name in _WHEEL_TESTS]
        run(clean, "-m", "pytest", "-q", "--no-header", "-r", "fE", *tests, folder=away, CI="")


def check() -> None:
    """Run everything that a change must pass."""
    lint()
    test()
    run(ENVIRONMENT / _BIN / "python", "-m", "benchmarks", "gate")
    wheel()


COMMANDS: dict[str, Callable[[], None]] = {"demo": demo, "check": check, "test": test, "lint": lint, "wheel": wheel}


def main(arguments: Sequence[str]) -> int:
    """Run one command."""
    if sys.version_info < _OLDEST:
        print(f"thaifix needs Python 3.11 or later; this is {sys.version.split()[0]}", file=sys.stderr)
        return 2
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 2
    COMMANDS[arguments[0]]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
