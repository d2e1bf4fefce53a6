"""Settings from files: ``thaifix.toml``, or ``[tool.thaifix]`` in ``pyproject.toml``, under what the flags say.

`SETTINGS` has every key. Which file counts, and which value: docs/command-line.md.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from thaifix.config import Config
from thaifix.errors import ConfigError, ThaifixError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from thaifix.dictionary import Dictionary
    from thaifix.gazetteer import Entry

__all__ = ["BATCH", "PRESETS", "SETTINGS", "SIZE", "Chosen", "choose", "find_file", "size_of"]

PRESETS = {"safe": Config.SAFE, "pdf": Config.PDF, "ocr": Config.OCR}
BATCH = "batch"
_OWN_FILE = "thaifix.toml"
_SHARED_FILE = "pyproject.toml"
_SECTION = re.compile(rb"^\s*\[\s*tool\s*\.\s*[\"']?thaifix\b", re.MULTILINE)
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)B?", re.IGNORECASE)
_UNITS = {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}


# ---------------------------------------------------------------- what a setting may be


class _Kind(NamedTuple):
    """What a setting may be, in words, and what reads a value: ``None`` where it is something else."""

    expected: str
    read: Callable[[Any], object]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _texts(value: object) -> tuple[str, ...] | None:
    is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return tuple(value) if is_list else None  # type: ignore[arg-type]  # it is one


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _encoding(value: object) -> str | None:
    try:
        "".encode(_text(value) or "?")
    except (LookupError, ValueError):
        return None
    return _text(value)


def size_of(value: object) -> int | None:
    """Return a number of bytes, which may be written with a unit; ``None`` if it is none.

    >>> size_of("1.5 MB"), size_of("2G"), size_of(10), size_of("much")
    (1572864, 2147483648, 10, None)
    """
    found = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    return _count(value) if found is None else int(float(found[1]) * (1 << _UNITS[found[2].upper()]))


def _one_of(*known: str) -> _Kind:
    return _Kind(" or ".join(f'"{one}"' for one in known), lambda value: value if value in known else None)


_TEXTS = _Kind("a list of strings", _texts)
_SWITCH = _Kind("true or false", lambda value: value if isinstance(value, bool) else None)
_NUMBER = _Kind("a number", _number)
SIZE = _Kind('a number of bytes, or such as "500 KB", "256 MB", "1.5 GB"', size_of)

SETTINGS: dict[str, tuple[_Kind, object]] = {
    "preset": (_one_of(*PRESETS), "pdf"),
    "stages": (_TEXTS, None),
    "without": (_TEXTS, ()),
    "zero-width-space": (_one_of("keep", "remove"), "keep"),
    "bullets": (_one_of("keep", "unicode"), "keep"),
    "minimum-confidence": (_NUMBER, None),
    "names": (_TEXTS, ()),
    "names-kinds": (_TEXTS, None),
    "names-margin": (_NUMBER, None),
    "dictionary": (_TEXTS, ()),
    "encoding": (_Kind("a text encoding that Python knows, such as utf-8 or cp874", _encoding), None),
    "batch.include": (_TEXTS, ()),
    "batch.exclude": (_TEXTS, ()),
    "batch.hidden": (_SWITCH, False),
    "batch.jobs": (_Kind("a whole number, 0 or more", _count), None),
    "batch.max-size": (SIZE, None),
    "batch.fields": (_TEXTS, ()),
    "batch.ocr": (_SWITCH, False),
    "batch.copy-others": (_SWITCH, False),
    "batch.report": (_SWITCH, True),
}
"""Every setting: what it may be, and what it is if nobody says anything; ``None`` leaves it to preset or batch."""

_PATHS = frozenset({"names", "dictionary"})  # settings that are files, from the folder of the settings file on
_OF_CONFIG = ("stages", "without", "zero-width-space", "bullets", "minimum-confidence", "names-kinds", "names-margin")


# ---------------------------------------------------------------- what was chosen


@dataclass(frozen=True, slots=True)
class Chosen:
    """The settings that hold, each with where it comes from: a file, a flag, or nowhere (``default``)."""

    values: Mapping[str, Any]
    origins: Mapping[str, str]
    file: Path | None = None
    config: Config = field(default=Config.PDF)

    def batch(self, key: str) -> Any:  # noqa: ANN401 - each setting has its own type
        """Return a setting of the section ``[batch]``."""
        return self.values[f"{BATCH}.{key}"]

    def lines(self) -> Iterator[str]:
        """Yield the settings as TOML, with where each comes from."""
        yield f"# settings file: {self.file or 'none'}"
        section = ""
        for key, value in self.values.items():
            where, _, name = key.rpartition(".")
            if where != section:
                section = where
                yield ""
                yield f"[{section}]"
            if value is None and key in _OF_CONFIG:
                held = getattr(self.config, key.replace("-", "_"))
                yield f"{name} = {_toml(held)}  # preset {self.values['preset']}"
            elif value is None:
                yield f"# {name}: {_OPEN[key]}"
            else:
                yield f"{name} = {_toml(value)}  # {self.origins[key]}"


_OPEN = {
    "encoding": "detected",
    "batch.jobs": "as many as there are processors",
    "batch.max-size": "256 MB",
}
"""What holds where nobody says anything, in words."""


def _toml(value: object) -> str:
    if isinstance(value, frozenset):
        value = tuple(sorted(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):  # what JSON escapes, TOML escapes in the same way, but for one
        return json.dumps(value, ensure_ascii=False).replace("\N{DELETE}", "\\u007F")
    return str(value)


def choose(start: Path, flags: Mapping[str, object], *, use_file: bool = True) -> Chosen:
    """Return the settings that hold: the flags, then the nearest settings file, then the defaults.

    Args:
        start: a folder or a file; settings files are looked for from there upwards, and then from the current
            folder upwards.
        flags: by key; those that are ``None`` or empty were not given.
        use_file: whether a settings file counts at all.

    Raises:
        ConfigError: a file or a setting in it is wrong; says which, and lists near matches.
    """
    file = (find_file(start) or find_file(Path.cwd())) if use_file else None
    values: dict[str, Any] = {key: default for key, (_, default) in SETTINGS.items()}
    origins = dict.fromkeys(SETTINGS, "default")
    if file is not None:
        for key, value in _checked(file):
            values[key], origins[key] = value, str(file)
    for key, value in flags.items():
        if value is not None and value != ():
            values[key], origins[key] = value, f"--{key.rpartition('.')[2]}"
    chosen = Chosen(values, origins, file)
    return replace(chosen, config=_config(chosen))


def find_file(start: Path) -> Path | None:
    """Return the nearest settings file, upwards from a folder or the folder of a file.

    Raises:
        ConfigError: a file that may be meant cannot be read.
    """
    start = start.absolute()
    for folder in [start, *start.parents]:
        if (folder / _OWN_FILE).is_file():
            return folder / _OWN_FILE
        shared = folder / _SHARED_FILE
        if shared.is_file() and _SECTION.search(_bytes(shared)):
            return shared
    return None


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as wrong:
        message = f"{file}: {wrong.strerror}"
        raise ConfigError(message) from wrong


def _checked(file: Path) -> Iterator[tuple[str, object]]:
    """Yield the settings of a file, in the order of the file."""
    try:
        table: object = tomllib.loads(_bytes(file).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        message = f"{file}: not a TOML file: {wrong}"
        raise ConfigError(message) from wrong
    if file.name == _SHARED_FILE:
        table = table["tool"]["thaifix"]  # type: ignore[index]  # it was seen
    for key, value in _flat(table):
        if key not in SETTINGS:
            raise ConfigError(_unknown(file, key))
        kind, _ = SETTINGS[key]
        checked = kind.read(value)
        if checked is None:
            message = f"{file}: {key}: expected {kind.expected}, found {value!r}"
            raise ConfigError(message)
        yield key, _from_folder(value, file.parent) if key in _PATHS else checked


def _flat(table: object) -> Iterator[tuple[str, object]]:
    if isinstance(table, dict):
        for key, value in table.items():
            if key == BATCH and isinstance(value, dict):
                yield from ((f"{BATCH}.{name}", one) for name, one in value.items())
            else:
                yield key, value


def _unknown(file: Path, key: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only an error needs it

    near = get_close_matches(key, SETTINGS, n=3) or [one for one in SETTINGS if one.endswith(f".{key}")]
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"known: {', '.join(SETTINGS)}"
    return f"{file}: there is no setting {key!r}; {hint}"


def _from_folder(paths: Any, folder: Path) -> tuple[str, ...]:  # noqa: ANN401 - checked to be a list of strings
    return tuple(str(folder / path) for path in paths)


def _config(chosen: Chosen) -> Config:
    """Build the config; what is wrong in a file is told with the file."""
    values = {key: chosen.values[key] for key in _OF_CONFIG if chosen.origins[key] != "default"}
    changes = {key.replace("-", "_"): value for key, value in values.items()}
    try:
        return replace(
            PRESETS[chosen.values["preset"]],
            names=_own_names(chosen.values["names"]),
            dictionary=_own_dictionary(chosen.values["dictionary"]),
            **changes,
        )
    except ConfigError as wrong:
        origin = chosen.origins.get(str(wrong).partition(":")[0].replace("_", "-"), "")
        if chosen.file is None or origin != str(chosen.file):
            raise
        message = f"{chosen.file}: {wrong}"
        raise ConfigError(message) from wrong


def _own_dictionary(paths: tuple[str, ...]) -> Dictionary | None:
    if not paths:
        return None
    from thaifix.dictionary import Dictionary  # noqa: PLC0415 - only whoever has a dictionary pays for it

    try:
        return Dictionary.read(*paths)
    except (OSError, ThaifixError) as wrong:
        message = f"dictionary: {_reason(wrong)}"
        raise ConfigError(message) from wrong


def _reason(wrong: Exception) -> str:
    return f"{wrong.filename}: {wrong.strerror}" if isinstance(wrong, OSError) else str(wrong)


def _own_names(paths: tuple[str, ...]) -> tuple[Entry, ...]:
    if not paths:
        return ()
    from thaifix import gazetteer  # noqa: PLC0415 - only whoever has names of his own pays for it

    try:
        return tuple(entry for path in paths for entry in gazetteer.read_table(Path(path)))
    except (OSError, UnicodeDecodeError, ThaifixError) as wrong:
        message = f"names: {_reason(wrong)}"
        raise ConfigError(message) from wrong
