"""Shared by all tests: Hypothesis profiles, and where the material lies that may be absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from broken_book import BROKEN
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.register_profile("default", max_examples=300, deadline=None)
settings.register_profile(
    "ci", max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default"))


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a directory of its own that holds a broken book."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "book.txt"
    path.write_bytes(BROKEN.encode())
    return path


@pytest.fixture(scope="session")
def shared() -> Path:
    """The labelled data beside the checkout; skip where a user does not have it."""
    folder = ROOT.parent / "shared"
    if not (folder / "eval" / "data").is_dir():
        pytest.skip("the labelled data (../shared) is not beside this checkout")
    return folder
