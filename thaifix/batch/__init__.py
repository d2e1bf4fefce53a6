"""Folders of documents: repaired into a mirror of themselves, with an account from which each source comes back.

>>> import tempfile
>>> from pathlib import Path
>>> from thaifix import batch
>>> with tempfile.TemporaryDirectory() as folder:
...     shelf = Path(folder, "shelf")
...     shelf.mkdir()
...     _ = Path(shelf, "page.txt").write_text("เเผนที่ส�ำนักงาน", encoding="utf-8")
...     summary = batch.run(shelf, Path(folder, "repaired"), batch.Options(jobs=0))
...     repaired = Path(folder, "repaired", "page.txt").read_text(encoding="utf-8")
...     back = [rebuilt.fault for rebuilt in batch.rebuild(Path(folder, "repaired"))]
>>> repaired, dict(summary.files), back
('แผนที่สำนักงาน', {'repaired': 1}, [''])
"""

from thaifix.batch.account import FileRecord, PartRecord
from thaifix.batch.manifest import Account, RunRecord
from thaifix.batch.options import Options
from thaifix.batch.runner import Begun, Ended, Event, Planned, Summary, Waiting, run
from thaifix.batch.undo import Rebuilt, rebuild

__all__ = [
    "Account",
    "Begun",
    "Ended",
    "Event",
    "FileRecord",
    "Options",
    "PartRecord",
    "Planned",
    "Rebuilt",
    "RunRecord",
    "Summary",
    "Waiting",
    "rebuild",
    "run",
]
