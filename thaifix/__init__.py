"""thaifix repairs Thai text broken by PDF extraction, code pages and OCR, and accounts for every edit.

>>> import thaifix
>>> thaifix.fix("ส�ำนักงานต้ังอยู่ในเเผนที่")
'สำนักงานตั้งอยู่ในแผนที่'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from thaifix._version import __version__
from thaifix.config import Config
from thaifix.edits import Edit, apply, undo
from thaifix.errors import ConfigError, InputError, ItemError, ReplayError, TableError, ThaifixError
from thaifix.explanation import Diagnosis, Explanation, Finding
from thaifix.fixer import Fixer

__all__ = [
    "Config",
    "ConfigError",
    "Diagnosis",
    "Edit",
    "Explanation",
    "Finding",
    "Fixer",
    "InputError",
    "ItemError",
    "ReplayError",
    "TableError",
    "ThaifixError",
    "__version__",
    "apply",
    "diagnose",
    "explain",
    "fix",
    "undo",
]

if TYPE_CHECKING:
    from types import ModuleType

    from thaifix import names as names


def __getattr__(name: str) -> ModuleType:
    """Load `thaifix.names` when it is first asked for: few programs need it, and it is the largest part."""
    if name == "names":
        from importlib import import_module  # noqa: PLC0415 - few programs need it

        return import_module("thaifix.names")
    message = f"module 'thaifix' has no attribute {name!r}"
    raise AttributeError(message)


def fix(text: str, config: Config = Config.PDF) -> str:
    """Return ``text`` repaired; sound text comes back as the very same object.

    Line breaks, digits, other scripts, emoji and genuine spaces stay as they are, and so does
    whatever cannot be repaired with confidence.

    Args:
        text: any ``str``, of any length.
        config: what may be changed; the default suits text from PDFs.

    Raises:
        InputError: ``text`` is not a ``str``.

    >>> fix("น�้ำ"), fix("เก่ียวกับ"), fix("ผู ้บริหาร")
    ('น้ำ', 'เกี่ยวกับ', 'ผู้บริหาร')
    >>> sound = "ราคา 12 บาท"
    >>> fix(sound) is sound
    True
    """
    return Fixer(config).fix(text)


def explain(text: str, config: Config = Config.PDF) -> Explanation:
    """Return the repair of ``text`` with every edit, the suggestions and the diagnosis.

    The repaired text is exactly what ``fix`` returns.

    Raises:
        InputError: ``text`` is not a ``str``.

    >>> for edit in explain("ปี 2564 ส�ำนักงาน").edits:
    ...     print(edit.start, edit.end, edit.family, edit.rule)
    9 10 sara-am hole-before-am
    """
    return Fixer(config).explain(text)


def diagnose(text: str) -> Diagnosis:
    """Return what is wrong with ``text``, where, what probably caused it, and what to do about it.

    Raises:
        InputError: ``text`` is not a ``str``.

    >>> diagnose("ส�ำนักงานน้ี").counts
    mappingproxy({'sara-am': 1, 'mark-order': 1})
    >>> diagnose("สำนักงานนี้").is_clean
    True
    """
    return explain(text).diagnosis
