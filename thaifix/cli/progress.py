"""What a batch tells while it runs: a bar on a terminal, a line a file elsewhere, nothing but faults if asked."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Any, Self

from thaifix.batch import Begun, Ended, Planned
from thaifix.cli.render import say, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thaifix.batch import Event, FileRecord, Summary
    from thaifix.cli.common import Settings

__all__ = ["Bar", "Log", "Progress", "summary_lines", "told"]

_MEGA = 1e6
_OFTEN = 0.1  # seconds between two drawings
_FAMILIES = 4  # of damage that are told on the way
_SETTLING = 2.0  # seconds before a speed says something


class Progress:
    """Tells faults alone, and is what the others are built on."""

    def __init__(self, settings: Settings) -> None:
        """Begin with nothing."""
        self._settings = settings

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_wrong: object) -> None:
        """End."""

    def __call__(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, Ended) and event.record.status == "failed":
            self.complain(event.record)

    def complain(self, record: FileRecord) -> None:
        """Tell a fault."""
        self._settings.complain(record.path, record.reason)


class Log(Progress):
    """A plain line a file, with the time, for files and cron."""

    def __init__(self, settings: Settings, *, dry_run: bool) -> None:
        """Begin; a dry run is what was asked for, and goes to standard output without the time."""
        super().__init__(settings)
        self._dry_run = dry_run

    def __call__(self, event: Event) -> None:
        """Write the line of a file that has ended."""
        if not isinstance(event, Ended):
            return
        if self._dry_run:
            say(promised(event.record, kept=event.kept))
        else:
            say(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {told(event.record, kept=event.kept)}", err=True)


def told(record: FileRecord, *, kept: bool) -> str:
    """Return what became of a file, in a line.

    >>> from thaifix.batch import FileRecord
    >>> told(FileRecord(path="a.txt", status="repaired", edits=1692, suggestions=3, seconds=0.31), kept=False)
    'repaired a.txt: 1,692 edits, 3 suggestions, 0.3 s'
    """
    if kept:
        return f"kept {shown(record.path)}"
    parts = [record.reason] if record.reason else []
    if record.status == "repaired":
        parts.append(_many(record.edits, "edit"))
    if record.suggestions:
        parts.append(_many(record.suggestions, "suggestion"))
    parts += [*record.notes, f"{record.seconds:.1f} s"]
    return f"{record.status} {shown(record.path)}: {shown(', '.join(parts))}"


def promised(record: FileRecord, *, kept: bool) -> str:
    """Return what would become of a file, in a line.

    >>> from thaifix.batch import FileRecord
    >>> promised(FileRecord(path="a.pdf", status="sound", output="a.pdf.txt"), kept=False)
    'read a.pdf, write a.pdf.txt'
    """
    if kept:
        return f"keep {shown(record.path)}"
    if record.status == "sound":
        return f"read {shown(record.path)}, write {shown(record.output)}"
    what = "copy" if record.output else {"failed": "fail", "skipped": "skip"}[record.status]
    return f"{what} {shown(record.path)}: {shown(record.reason)}"


class Bar(Progress):
    """A bar with files, speed and time left; below it the damage found so far and the file at hand."""

    def __init__(self, settings: Settings) -> None:
        """Begin with nothing to show."""
        super().__init__(settings)
        from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
        from rich.live import Live  # noqa: PLC0415 - as above

        console = Console(stderr=True, no_color=settings.no_color or None, highlight=False)
        self._live = Live(console=console, auto_refresh=False, transient=True)  # no thread: processes are forked
        self._planned = Planned(0, 0)
        self._files = self._size = self._worked = 0
        self._found: Counter[str] = Counter()
        self._at_hand = ""
        self._began = self._drawn = time.monotonic()

    def __enter__(self) -> Self:
        """Take the terminal."""
        self._live.start()
        return self

    def __exit__(self, *_wrong: object) -> None:
        """Give it back."""
        self._live.stop()

    def __call__(self, event: Event) -> None:
        """Take an event, and draw if the last drawing is old enough."""
        super().__call__(event)
        if isinstance(event, Planned):
            self._planned = event
            self._began = time.monotonic()
        elif isinstance(event, Begun):
            self._at_hand = event.path
        elif isinstance(event, Ended):
            self._files += 1
            self._size += event.record.size
            done = event.record.status in {"repaired", "sound"} and not event.kept
            self._worked += event.record.size if done else 0
            self._found.update(event.record.counts)
        if time.monotonic() - self._drawn >= _OFTEN:
            self._drawn = time.monotonic()
            self._live.update(self._picture(), refresh=True)

    def _picture(self) -> Any:  # noqa: ANN401 - rich is loaded on demand
        from rich.console import Group  # noqa: PLC0415 - as above
        from rich.progress_bar import ProgressBar  # noqa: PLC0415 - as above
        from rich.table import Table  # noqa: PLC0415 - as above
        from rich.text import Text  # noqa: PLC0415 - as above

        total = self._planned.size or self._planned.files
        bar = ProgressBar(total=max(total, 1), completed=self._size if self._planned.size else self._files, width=40)
        first = Table.grid(padding=(0, 1))
        first.add_row(bar, " \N{MIDDLE DOT} ".join(self._figures()))
        lines = [", ".join(self._damage()), shown(self._at_hand)]
        return Group(first, *(Text(line, no_wrap=True, overflow="ellipsis") for line in lines if line))

    def _figures(self) -> Iterator[str]:
        yield f"{self._files:,} of {self._planned.files:,} files"
        seconds = time.monotonic() - self._began
        if seconds > _SETTLING and self._worked:
            rate = self._worked / seconds
            yield f"{rate / _MEGA:.1f} MB/s"
            yield f"{_clock((self._planned.size - self._size) / rate)} left"

    def _damage(self) -> Iterator[str]:
        yield from (f"{family} {count:,}" for family, count in self._found.most_common(_FAMILIES))
        if len(self._found) > _FAMILIES:
            yield f"{self._found.total():,} in all"


def _clock(seconds: float) -> str:
    """Return a duration as people say it.

    >>> _clock(59.2), _clock(3700)
    ('0:59', '1:01:40')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def summary_lines(summary: Summary, families: dict[str, str]) -> Iterator[str]:
    """Yield what a batch came to, for people; ``families`` says what each kind of damage is."""
    files = summary.files
    if not files:
        yield "no files: SRC has none, or none that --include, --exclude, --hidden and its .thaifixignore let through"
        return
    yield f"{_many(files.total(), 'file')} in {_clock(summary.seconds)}: " + ", ".join(
        f"{files[status]:,} {status}" for status in ("repaired", "sound", "failed", "skipped") if files[status]
    )
    if summary.kept:
        yield f"  {summary.kept:,} of them were done before and left as they are"
    if summary.edits:
        yield _many(summary.edits.total(), "edit")
        width = max(map(len, summary.edits))
        for family, count in summary.edits.most_common():
            yield f"  {family:{width}} {count:8,}  {families.get(family, '')}".rstrip()
    if summary.suggestions:
        yield f"{_many(summary.suggestions, 'suggestion')} to decide; none was applied"
    if summary.severities["lost"]:
        lost = _many(summary.severities["lost"], "file")
        yield f"{lost} with letters that are gone for good: better scanned or extracted again"
    if summary.noted:
        yield f"{_many(summary.noted, 'file')} with notes, as on pages without text"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
