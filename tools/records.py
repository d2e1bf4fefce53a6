"""What the built data was made from: hashes, and the record beside the data that holds them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DATA", "NEWS", "digest", "read_record", "write_record"]

DATA = Path(__file__).resolve().parent.parent / "thaifix" / "data"
NEWS = {
    "source": "thaigov-v2-corpus: news of the Royal Thai Government",
    "licence": "public domain (Thai Copyright Act, section 7)",
}
"""Where the text comes from that most tables are counted on."""
_RECORD = "SOURCES.json"


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_record(data: Path) -> dict[str, Any]:
    """Return the record of all data files beside ``data``, by name; empty where there is none yet."""
    path = data.with_name(_RECORD)
    records: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return records


def write_record(data: Path, entry: Mapping[str, Any]) -> None:
    """Write how a data file was made into the record beside it, with the hash of what it holds now."""
    records = read_record(data) | {data.name: {**entry, "sha256": digest(data)}}
    text = json.dumps(records, indent=2, ensure_ascii=False) + "\n"
    data.with_name(_RECORD).write_text(text, encoding="utf-8")
