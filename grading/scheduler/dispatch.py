"""Dispatcher: batches of notebooks over an executor's workers, and what to do when one dies."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from functools import cached_property

from grading.checker.grader import refused
from grading.core.outcome import Outcome
from grading.core.outputs import KILLED
from grading.core.text import first_line
from grading.sandbox.pool import CannotGrade
from grading.scheduler.executor import Executor, Gone, WorkerLost
from grading.scheduler.worker import GradingTask, OtherVersion, RunConfig, finished, grade_batch

LOG = logging.getLogger(__name__)

MOST, BYTES = 24, 8 << 20
"""Notebooks of the largest batch, and bytes after which it takes no other."""

SHARE = 4
"""Batches for each slot of the executor in a whole run: the last to end keeps others idle."""

AHEAD = 2
"""Batches for each slot at a time: one that is graded, and one that waits for it."""

LOOK = 30.0
"""Seconds without news after which it is asked whether any worker is left."""


class Dispatcher:
    """Has tasks graded by an executor, so many at a time that no worker of it is idle.

    `executor` is entered when there is a first task, and left with this; `expected` is how many
    tasks there may be in all.
    """

    def __init__(
        self,
        executor: contextlib.AbstractContextManager[Executor],
        config: RunConfig,
        expected: int,
    ) -> None:
        self._unopened, self._config, self._expected = executor, config, expected
        self._packed = config.packed()
        self._running: dict[Future[list[Outcome]], list[GradingTask]] = {}
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Dispatcher:
        return self

    def __exit__(self, *_: object) -> None:
        for future in self._running:
            future.cancel()
        self._stack.close()

    @cached_property
    def _executor(self) -> Executor:
        return self._stack.enter_context(self._unopened)

    def _slots(self) -> int:
        return self._executor.slots() or 1  # who is still to join counts as one

    def _size(self) -> int:
        return self._expected // (SHARE * self._slots())

    def outcomes(self, tasks: Iterable[GradingTask]) -> Iterator[tuple[GradingTask, Outcome]]:
        """The tasks in the order in which they are done; each is taken when it can be begun.

        A batch that has cost workers their lives is graded again, one notebook alone at a time, so
        that the one that kills them is known. Raises Gone, OtherVersion and CannotGrade.
        """
        suspects: list[GradingTask] = []
        yield from self._graded(batches(tasks, self._size), suspects)
        for suspect in suspects:
            deadly: list[GradingTask] = []
            yield from self._graded(iter([[suspect]]), deadly)
            yield from ((task, self._killed(task)) for task in deadly)

    def _graded(
        self, due: Iterator[list[GradingTask]], lost: list[GradingTask]
    ) -> Iterator[tuple[GradingTask, Outcome]]:
        """The outcomes of these batches; those of which a worker died go to `lost` instead."""
        while True:
            self._fill(due)
            if not self._running:
                return
            for future in self._done():
                batch = self._running.pop(future)
                try:
                    outcomes = future.result()
                except WorkerLost:
                    lost += batch
                except (Gone, CannotGrade, OtherVersion):
                    raise
                except Exception as error:
                    raise CannotGrade(_worker_failed(error)) from error
                else:
                    yield from zip(batch, outcomes, strict=True)

    def _fill(self, due: Iterator[list[GradingTask]]) -> None:
        while batch := next(due, None):
            self._running[self._executor.submit(grade_batch, self._packed, batch)] = batch
            if len(self._running) >= AHEAD * self._slots():
                return

    def _done(self) -> set[Future[list[Outcome]]]:
        """Those that are done, as soon as there is one."""
        while True:
            done = wait(self._running, timeout=LOOK, return_when=FIRST_COMPLETED).done
            if done:
                return done
            if not self._executor.slots():
                LOG.warning("All workers are gone: waiting for another to join.")

    def _killed(self, task: GradingTask) -> Outcome:
        """What becomes of a notebook that kills whoever grades it: no points, and a reason."""
        graded = refused(self._config.masters[task.name].notebook, KILLED)
        return finished(self._config, task, replace(graded, settled=False))


def batches(tasks: Iterable[GradingTask], size: Callable[[], int]) -> Iterator[list[GradingTask]]:
    """Tasks in their order, about `size` together, which is asked when there is a first."""
    batch: list[GradingTask] = []
    wanted = 0
    for task in tasks:
        wanted = wanted or max(1, min(MOST, size()))
        batch.append(task)
        if len(batch) >= wanted or sum(each.size for each in batch) > BYTES:
            yield batch
            batch = []
    if batch:
        yield batch


def _worker_failed(error: Exception) -> str:
    return (
        f"A worker could not begin ({type(error).__name__}: {first_line(error)}): "
        "it needs this course's packages, in the versions of requirements.txt and pyproject.toml."
    )
