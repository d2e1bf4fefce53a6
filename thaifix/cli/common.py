"""The options that all commands share, and what becomes of them with the settings of files."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from thaifix.cli.configure import PRESETS, choose
from thaifix.cli.files import STANDARD
from thaifix.cli.render import paint_for, say, shown
from thaifix.errors import ConfigError
from thaifix.fixer import Fixer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from thaifix.cli.configure import Chosen
    from thaifix.config import Config
    from thaifix.explanation import Explanation

__all__ = ["Settings", "as_json_option", "codec", "common", "inputs_argument"]

_FLAGS = ("preset", "without", "zero_width_space", "bullets", "dictionary", "encoding")
_NO_FLAGS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Settings:
    """The options that all commands share."""

    chosen: Chosen
    quiet: bool
    no_color: bool

    @classmethod
    def take(cls, options: dict[str, Any], flags: Mapping[str, str]) -> Settings:
        """Take the common options out of all that click parsed, and with them those of a command named by ``flags``.

        Args:
            options: by parameter.
            flags: more parameters that are settings, and the keys of these.
        """
        keys = {**{name: name.replace("_", "-") for name in _FLAGS}, **flags}
        given = {key: options.pop(name) for name, key in keys.items()}
        start = Path(options.get("src") or "")
        try:
            chosen = choose(start, given, use_file=not options.pop("no_config"))
        except ConfigError as wrong:
            raise click.UsageError(str(wrong)) from wrong
        return cls(chosen, options.pop("quiet"), options.pop("no_color"))

    @property
    def config(self) -> Config:
        """What may be changed."""
        return self.chosen.config

    @property
    def encoding(self) -> str | None:
        """The encoding of the inputs, if it is not to be detected."""
        encoding: str | None = self.chosen.values["encoding"]
        return encoding

    def explain(self, text: str) -> Explanation:
        """Explain one text under the config."""
        return Fixer(self.config).explain(text)

    def complain(self, path: str, wrong: Exception | str) -> None:
        """Tell a fault on standard error, in one line."""
        paint = paint_for(err=True, no_color=self.no_color)
        name = "<stdin>" if path == STANDARD else shown(path)
        say(f"{paint('fault', 'thaifix:')} {paint('path', name)}: {shown(str(wrong))}", err=True)


def codec(_context: click.Context, _parameter: click.Parameter, name: str | None) -> str | None:
    """Refuse an encoding that Python does not know or that is no encoding of text."""
    try:
        "".encode("utf-8" if name is None else name)
    except (LookupError, ValueError) as wrong:
        message = f"there is no text encoding {name!r}; try utf-8, utf-16 or cp874"
        raise click.BadParameter(message) from wrong
    return name


_COMMON = (
    click.option(
        "--encoding",
        metavar="NAME",
        callback=codec,
        help="Encoding of the input, if it is not to be detected: utf-8, utf-16, cp874, ...",
    ),
    click.option(
        "--preset",
        type=click.Choice(list(PRESETS)),
        help="Where the text comes from; safe changes only what is right whatever the words are.  [default: pdf]",
    ),
    click.option(
        "--without",
        metavar="FAMILY|RULE",
        multiple=True,
        help="Leave a family of damage or a single rule alone. May be repeated.",
    ),
    click.option(
        "--zero-width-space",
        type=click.Choice(["keep", "remove"]),
        help="U+200B between Thai words: keep it (default) or remove it.",
    ),
    click.option(
        "--bullets",
        type=click.Choice(["keep", "unicode"]),
        help="Bullets of symbol fonts: keep them (default) or map them to Unicode.",
    ),
    click.option(
        "--dictionary",
        metavar="OWN.TSV",
        multiple=True,
        help="Words of your own to keep, and pairs to repair. May be repeated.",
    ),
    click.option("--no-config", is_flag=True, help="Heed no thaifix.toml and no pyproject.toml."),
    click.option("--show-config", is_flag=True, help="Print the settings and where each comes from; do nothing."),
    click.option("-q", "--quiet", is_flag=True, help="Print less; faults are always told."),
    click.option("--no-color", is_flag=True, help="No colours. The variable NO_COLOR does the same."),
)


def common(command: Callable[..., int], flags: Mapping[str, str] = _NO_FLAGS) -> Callable[..., int]:
    """Give a command the common options, and hand it their values as one `Settings`.

    Args:
        command: the command.
        flags: parameters of it that are settings too, and their keys.
    """

    @functools.wraps(command)
    def with_settings(**options: Any) -> int:  # noqa: ANN401 - click's values
        show = options.pop("show_config")
        settings = Settings.take(options, flags)
        if show:
            say("\n".join(settings.chosen.lines()))
            return 0
        return command(settings, **options)

    for option in reversed(_COMMON):
        with_settings = option(with_settings)
    return with_settings


inputs_argument = click.argument("inputs", metavar="[FILE]...", nargs=-1)
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
