"""Processes that work on one task each, so that it is known which task a process died on.

That is what `concurrent.futures` does not tell: there, one death breaks the whole pool, and with files that may
take minutes, trying all that were in flight again would be dear.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from contextlib import contextmanager
from multiprocessing import connection
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from multiprocessing.process import BaseProcess

__all__ = ["Crew", "Death"]

_Task = TypeVar("_Task")
_Outcome = TypeVar("_Outcome")
_PATIENCE = 5.0  # seconds that a process has to end before it is killed


class Death(NamedTuple):
    """A process died on a task.

    Attributes:
        signal: the number of the signal that ended it; 0 if it ended by itself.
    """

    signal: int

    @property
    def reason(self) -> str:
        """What to tell the reader."""
        known = self.signal in set(signal.Signals)
        what = f" ({signal.Signals(self.signal).name})" if known else ""
        return f"the process that worked on it died{what}; it may need more memory than there is"


@contextmanager
def _interrupts_later() -> Iterator[None]:
    """Hold Ctrl-C back while a process begins: it inherits that, and would else tell of it in its own way."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Worker(Generic[_Task]):
    """A process, the pipe to it, and the task it is on."""

    def __init__(self, function: Callable[[_Task], object]) -> None:
        context = multiprocessing.get_context()
        self.pipe, other = context.Pipe()
        self.process: BaseProcess | SpawnProcess = context.Process(target=_serve, args=(other, function), daemon=True)
        with _interrupts_later():
            self.process.start()
        other.close()
        self.task: _Task | None = None


class Crew(Generic[_Task, _Outcome]):
    """As many processes as asked for, replaced when they die.

    Args:
        function: does a task; it and what goes to and fro can be pickled.
        jobs: processes, one or more.
    """

    def __init__(self, function: Callable[[_Task], _Outcome], jobs: int) -> None:
        """Start none yet."""
        self._function = function
        self._jobs = jobs
        self._workers: list[_Worker[_Task]] = []
        self.is_untidy = False
        """Whether a process was ended at work, so that what it was writing lies about."""

    @property
    def is_full(self) -> bool:
        """Whether every process has a task."""
        return sum(worker.task is not None for worker in self._workers) >= self._jobs

    @property
    def is_idle(self) -> bool:
        """Whether none has."""
        return all(worker.task is None for worker in self._workers)

    def begin(self, task: _Task) -> None:
        """Hand a task to a process that has none; there must be room for one."""
        worker = next((worker for worker in self._workers if worker.task is None), None)
        if worker is None:
            worker = _Worker(self._function)
            self._workers.append(worker)
        worker.task = task
        try:
            worker.pipe.send(task)
        except OSError:  # it died while it was idle; `wait` finds it
            return

    def wait(self, seconds: float) -> list[tuple[_Task, _Outcome | Death]]:
        """Return the tasks that were done, waiting for one at most so long."""
        busy = {worker.pipe: worker for worker in self._workers if worker.task is not None}
        done: list[tuple[_Task, _Outcome | Death]] = []
        for pipe in connection.wait(list(busy), seconds):
            worker = busy[pipe]  # type: ignore[index]  # what is waited for are pipes
            assert worker.task is not None  # noqa: S101 - the busy ones
            done.append((worker.task, self._received(worker)))
            worker.task = None
        return done

    def _received(self, worker: _Worker[_Task]) -> _Outcome | Death:
        try:
            outcome: _Outcome = worker.pipe.recv()
        except (EOFError, OSError):
            self._workers.remove(worker)
            self.is_untidy = True
            _end(worker)
            return Death(-min(worker.process.exitcode or 0, 0))
        return outcome

    def dismiss(self) -> None:
        """End all processes, whatever they are on."""
        self.is_untidy = self.is_untidy or not self.is_idle
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            _end(worker)
        self._workers.clear()


def _end(worker: _Worker[_Task]) -> None:
    worker.process.join(_PATIENCE)
    if worker.process.exitcode is None:
        worker.process.kill()
        worker.process.join()
    worker.pipe.close()


# ---------------------------------------------------------------- in the other processes


def _serve(pipe: Connection, function: Callable[[_Task], object]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the first one ends the others
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_follow, daemon=True).start()
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        pipe.send(function(task))


def _follow() -> None:
    """End with the first process, also where that was killed and could not say so."""
    first = multiprocessing.parent_process()
    if first is not None:
        connection.wait([first.sentinel])
        os._exit(1)
