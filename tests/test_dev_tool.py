"""The tool that sets everything up: what it installs by itself, and where it keeps its hands off."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tools import dev

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Run nothing, and note what would have been run."""
    commands: list[Sequence[str]] = []

    def note(command: Sequence[str], **_: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401 - as `run` takes them
        commands.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", note)
    return commands


def machine(monkeypatch: pytest.MonkeyPatch, *programs: str, root: bool) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name in programs else None)
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000, raising=False)


def test_installs_chromium_where_it_is_missing(ran: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, "apt-get", root=True)
    dev.browser()
    assert ran[-1][0] == "apt-get"
    assert "install" in ran[-1]
    assert ran[-1][-1] == "chromium"


@pytest.mark.parametrize(
    ("programs", "root"),
    [
        pytest.param(("apt-get", "chromium"), True, id="it is there"),
        pytest.param(("apt-get", "google-chrome"), True, id="its sister is there"),
        pytest.param(("apt-get",), False, id="no right to install"),
        pytest.param((), True, id="another system"),
    ],
)
def test_installs_nothing(
    ran: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch, programs: tuple[str, ...], *, root: bool
) -> None:
    machine(monkeypatch, *programs, root=root)
    dev.browser()
    assert ran == []
