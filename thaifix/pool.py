"""Many texts over several processes: in order, a bounded number of them at a time, and none lost to another's fault."""

from __future__ import annotations

import signal
import warnings
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thaifix.errors import ConfigError, ItemError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    Repair = Callable[[str], str]
    Sound = Callable[[Sequence[str]], Container[int]]
    OnError = Callable[[ItemError], str]

__all__ = ["handler", "in_groups", "in_order", "over_processes"]

_BATCH = 1 << 17  # code points of a batch: some ten milliseconds of work, against which sending it costs little,
_ITEMS = 512  # and texts, since each costs something however short it is
_AHEAD = 4  # batches in flight for each worker
_CRASHED = "the process that worked on it died"


@dataclass(frozen=True, slots=True)
class _Fault:
    """What went wrong with a text, as it comes from another process: not every exception can be pickled."""

    what: str


_Outcome = str | _Fault | None
"""The repaired text, nothing if it is sound, or what went wrong."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some texts, the number of the first, and why there are no more of them if that is a fault."""

    first: int
    texts: list[str]
    fault: Exception | None = None


def handler(errors: str | OnError) -> OnError:
    """Return what is done about a fault, by its name or as it is.

    Raises:
        ConfigError: there is no such name.
    """
    if callable(errors):
        return errors
    known = {"raise": _raise, "keep": _keep}
    if errors not in known:
        message = f"errors is 'raise', 'keep' or a function that takes the ItemError, not {errors!r}"
        raise ConfigError(message)
    return known[errors]


def _raise(error: ItemError) -> str:
    raise error


def _keep(error: ItemError) -> str:
    warnings.warn(str(error), RuntimeWarning, stacklevel=2)
    return error.text


def in_order(texts: Iterable[str], repair: Repair, on_error: OnError, first: int = 0) -> Iterator[str]:
    """Yield the repaired texts, one at a time, in this process; the first has the number ``first``."""
    for number, text in enumerate(texts, first):
        try:
            repaired = repair(text)
        except Exception as wrong:  # noqa: BLE001 - whatever it is, it is told with its text
            error = ItemError(number, text, _told(wrong))
            error.__cause__ = wrong
            repaired = on_error(error)
        yield repaired


def in_groups(texts: Sequence[str], sound: Sound, repair: Repair, on_error: OnError) -> Iterator[str]:
    """Yield the same, faster where many texts are short and sound: that is asked of a group of them at once."""
    for first in range(0, len(texts), _ITEMS):
        group = texts[first : first + _ITEMS]
        passed = _passed(group, sound)
        for number, text in enumerate(group):
            if number in passed:
                yield text
            else:
                yield from in_order([text], repair, on_error, first + number)


def _passed(texts: Sequence[str], sound: Sound) -> Container[int]:
    """Ask which texts are sound; none if that fails, so that the text at fault is asked by itself and told."""
    try:
        return sound(texts)
    except Exception:  # noqa: BLE001 - as above
        return ()


def over_processes(
    texts: Iterable[str], sound: Sound, repair: Repair, on_error: OnError, workers: int
) -> Iterator[str]:
    """Yield the same, worked out by other processes.

    Args:
        texts: taken as they are needed: at most `_AHEAD` batches a worker are in flight.
        sound: tells the numbers of texts that need no repair; can be pickled.
        repair: can be pickled.
        on_error: is called in this process, in the order of the texts.
        workers: processes, two or more.
    """
    crew = _Crew(sound, repair, workers)
    waiting: deque[_Batch] = deque()
    try:
        for batch in _batches(texts):
            waiting.append(batch)
            crew.begin(batch)
            if len(waiting) >= _AHEAD * workers:
                yield from _settled(waiting.popleft(), crew, on_error)
        while waiting:
            yield from _settled(waiting.popleft(), crew, on_error)
    finally:
        crew.dismiss()


def _batches(texts: Iterable[str]) -> Iterator[_Batch]:
    """Group texts, so that handing them over pays."""
    first, size = 0, 0
    batch: list[str] = []
    source = iter(texts)
    while True:
        try:
            text = next(source, None)
        except Exception as wrong:  # noqa: BLE001 - whatever it is, it is raised behind the texts before it
            yield _Batch(first, batch, wrong)
            return
        if text is None:
            yield _Batch(first, batch)
            return
        batch.append(text)
        size += len(text)
        if size >= _BATCH or len(batch) >= _ITEMS:
            yield _Batch(first, batch)
            first, size, batch = first + len(batch), 0, []


def _settled(batch: _Batch, crew: _Crew, on_error: OnError) -> Iterator[str]:
    for number, (text, outcome) in enumerate(zip(batch.texts, crew.outcomes(batch), strict=True), batch.first):
        if isinstance(outcome, _Fault):
            yield on_error(ItemError(number, text, outcome.what))
        else:
            yield text if outcome is None else outcome
    if batch.fault is not None:
        raise batch.fault


class _Crew:
    """Processes that work on batches; replaced when one of them dies.

    Nobody knows then which batch it was on. So those that were not done are done again by a single process, and
    the one that this dies on, too, once more text by text.
    """

    def __init__(self, sound: Sound, repair: Repair, workers: int) -> None:
        self._work = sound, repair
        self._sizes = (workers, 1)
        self._pools = [self._start(size) for size in self._sizes]  # a pool starts processes when it is first used
        self._futures: dict[int, Future[list[_Outcome]]] = {}

    def _start(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(workers, initializer=_prepare, initargs=self._work)

    def _submit(self, texts: list[str], pool: int) -> Future[list[_Outcome]]:
        """Hand some texts to a pool, which is replaced first if it is broken."""
        try:
            return self._pools[pool].submit(_work, texts)
        except BrokenProcessPool:
            self._pools[pool].shutdown()
            self._pools[pool] = self._start(self._sizes[pool])
            return self._pools[pool].submit(_work, texts)

    def begin(self, batch: _Batch) -> None:
        """Hand a batch over."""
        self._futures[batch.first] = self._submit(batch.texts, 0)

    def outcomes(self, batch: _Batch) -> list[_Outcome]:
        """Wait for a batch."""
        try:
            return self._futures.pop(batch.first).result()
        except BrokenProcessPool:
            return self._again(batch.texts)

    def _again(self, texts: list[str]) -> list[_Outcome]:
        try:
            return self._submit(texts, 1).result()
        except BrokenProcessPool:
            return [_Fault(_CRASHED)] if len(texts) == 1 else [self._again([text])[0] for text in texts]

    def dismiss(self) -> None:
        """End the processes; what they are on is waited for, what is not begun is dropped."""
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)


# ---------------------------------------------------------------- in the other processes

_work_here: list[tuple[Sound, Repair]] = []


def _prepare(sound: Sound, repair: Repair) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the first one ends the others
    _work_here.append((sound, repair))


def _work(texts: list[str]) -> list[_Outcome]:
    sound, repair = _work_here[-1]
    passed = _passed(texts, sound)
    return [None if number in passed else _attempt(text, repair) for number, text in enumerate(texts)]


def _attempt(text: str, repair: Repair) -> _Outcome:
    try:
        repaired = repair(text)
    except Exception as wrong:  # noqa: BLE001 - whatever it is, it is told with its text
        return _Fault(_told(wrong))
    return None if repaired == text else repaired


def _told(wrong: Exception) -> str:
    return f"{type(wrong).__name__}: {wrong}"
