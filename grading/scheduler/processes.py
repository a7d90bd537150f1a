"""Processes of this machine as an executor: each runs some tasks at a time, in threads of its own.

`concurrent.futures.ProcessPoolExecutor` gives up all tasks when one process dies; here a death
costs the tasks that ran there, and another process takes its place.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

from grading.core.cores import at_a_time
from grading.core.errors import GradingError
from grading.sandbox.fork_client import patiently
from grading.sandbox.pool import end_ahead, only_ahead
from grading.scheduler.executor import Executor, Gone, WorkerLost
from grading.scheduler.worker import stop_graders

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 3
"""Processes in a row that may die before they can do anything."""

NO_WORKER = (
    "No process that grades could be started again on this machine, which may be short of memory: "
    "what was graded until then is kept; run the same command again."
)


@contextlib.contextmanager
def local(workers: int | None) -> Iterator[Executor]:
    """Processes that grade so many at a time; as many as there are cores if None; raises Gone.

    They are forked if nothing else runs here yet: they have then imported what this one has.
    """
    executor = LocalExecutor(*at_a_time(workers))
    try:
        yield executor
    finally:
        executor.close()


@dataclass(eq=False)
class _Task:
    """A call, and the future of what comes of it."""

    call: tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
    future: Future[Any]


@dataclass(eq=False)
class _Process:
    """A process, the line to it, and the tasks that it has, by their numbers.

    It is `ready` once it has said so.
    """

    process: Any
    line: Connection
    tasks: dict[int, _Task] = field(default_factory=dict)
    ready: bool = False

    def end(self) -> None:
        """Have it end now, whatever it does."""
        with contextlib.suppress(OSError):  # it has ended
            self.line.send(None)


class LocalExecutor:
    """So many processes, each with so many threads; to be closed."""

    def __init__(self, processes: int, threads: int) -> None:
        self._count, self._threads = processes, threads
        self._lock = threading.Lock()
        self._waiting: deque[_Task] = deque()
        self._processes: list[_Process] = []
        self._number = self._stillborn = 0
        self._closing = self._gone = False
        alone = threading.active_count() == 1 and hasattr(os, "fork")
        # All are forked before the first thread is.
        first = [self._started("fork" if alone else "spawn") for _ in range(processes)]
        self._keepers = [threading.Thread(target=self._keep, args=(each,)) for each in first]
        if alone:
            only_ahead(-1)  # they are those processes' now
        for keeper in self._keepers:
            keeper.start()

    def submit(
        self, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs
    ) -> Future[T]:
        """Have a function called by the next process that has a thread for it; raises Gone."""
        task = _Task((function, arguments, named), Future())
        with self._lock:
            if self._gone:
                raise Gone(NO_WORKER)
            self._waiting.append(task)
            self._hand_out()
        return task.future

    def share(self, pack: Callable[[], bytes]) -> None:
        """Nothing: these processes have the disk of this machine."""

    def slots(self) -> int:
        """The threads of all processes; raises Gone."""
        if self._gone:
            raise Gone(NO_WORKER)
        return self._count * self._threads

    def close(self) -> None:
        """Give up what is not done, and end all processes."""
        with self._lock:
            self._closing = True
            while self._waiting:
                self._waiting.popleft().future.cancel()
            for each in self._processes:
                each.end()
        for keeper in self._keepers:
            keeper.join()

    def _started(self, method: str) -> _Process:
        """A new process; waits for room for one for a while, and raises Gone where there is none.

        One that is spawned imports all that it needs for itself: to fork is not safe beside
        threads, for their locks would stay closed in the copy.
        """
        context: Any = multiprocessing.get_context(method)

        def begin() -> _Process:
            ours, theirs = multiprocessing.Pipe()
            # A copy of our ends would keep a process from hearing that this one is gone.
            copies = [ours, *(each.line for each in self._processes)] if method == "fork" else []
            given = theirs, self._threads, copies, len(self._processes)
            process = context.Process(target=_serve, args=given, daemon=True)
            with theirs:
                try:
                    process.start()
                except OSError:
                    ours.close()
                    raise
            return _Process(process, ours)

        try:
            self._processes.append(started := patiently(begin, OSError))
        except OSError as error:
            raise Gone(NO_WORKER) from error
        return started

    def _hand_out(self) -> None:
        """Give waiting tasks to those who have least to do; the lock is held."""
        while self._waiting:
            able = [p for p in self._processes if p.ready and len(p.tasks) < self._threads]
            if not able:
                return
            task = self._waiting.popleft()
            if not task.future.set_running_or_notify_cancel():
                continue
            process = min(able, key=lambda each: len(each.tasks))
            self._number += 1
            process.tasks[self._number] = task
            with contextlib.suppress(OSError):  # it has died, which its keeper hears
                process.line.send((self._number, task.call))

    def _keep(self, process: _Process | None) -> None:
        """Hear what a process has done, and put another in its place when it dies."""
        while process is not None:
            with contextlib.suppress(EOFError, OSError):
                while True:
                    self._heard(process, process.line.recv())
            process.process.join()
            process.line.close()
            process = self._after(process)

    def _heard(self, process: _Process, said: tuple[int, Any, BaseException | None] | None) -> None:
        with self._lock:
            task = process.tasks.pop(said[0]) if said else None
            process.ready, self._stillborn = True, 0
            self._hand_out()
        if said and task and said[2] is not None:
            task.future.set_exception(said[2])
        elif said and task:
            task.future.set_result(said[1])

    def _after(self, dead: _Process) -> _Process | None:
        """What keeps on in the place of one that has died; None if all is over."""
        with self._lock:
            self._processes.remove(dead)
            lost, dead.tasks = list(dead.tasks.values()), {}
            self._stillborn += not dead.ready
            over = self._closing or self._gone
        for task in lost:
            task.future.set_exception(WorkerLost())
        if over:
            return None
        try:
            if self._stillborn >= TRIES:
                raise Gone(NO_WORKER)
            another = self._started("spawn")
        except Gone as gone:
            self._go_without(gone)
            return None
        with self._lock:
            if self._closing:  # which has not known this one
                another.end()
        return another

    def _go_without(self, gone: Gone) -> None:
        """Go on with the others; without any, give up what waits."""
        with self._lock:
            self._count -= 1
            if self._count:
                return
            self._gone = True
            waiting = [*self._waiting]
            self._waiting.clear()
        for task in waiting:
            if task.future.set_running_or_notify_cancel():
                task.future.set_exception(gone)


def _serve(line: Connection, threads: int, copies: list[Connection], number: int) -> None:
    """Do what comes over the line, so much at a time, until it ends or says None."""
    only_ahead(number)
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for who has started this
    for each in copies:
        each.close()
    lock = threading.Lock()

    def do(number: int, call: tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]) -> None:
        function, arguments, named = call
        try:
            said = pickle.dumps((number, function(*arguments, **named), None))
        except BaseException as error:
            said = pickle.dumps((number, None, _that_travels(error)))
        with lock, contextlib.suppress(OSError):
            line.send_bytes(said)

    pool = ThreadPoolExecutor(threads)
    with contextlib.suppress(EOFError, OSError):  # whoever asks is gone
        line.send(None)
        while (asked := line.recv()) is not None:
            pool.submit(do, *asked)
    stop_graders()
    end_ahead()
    os._exit(0)


def _that_travels(error: BaseException) -> BaseException:
    """An error, or what can be said of it where it cannot be built again from its arguments."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return GradingError(f"{type(error).__name__}: {error}")
    return error
