"""Dispatcher: batches of notebooks over an executor's workers, and what to do when one dies."""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from functools import cached_property
from typing import Any

from grading.checker.grader import refused
from grading.checker.rehearsal import Rehearsal
from grading.core.outcome import Outcome
from grading.core.outputs import KILLED
from grading.core.text import first_line
from grading.sandbox.pool import CannotGrade
from grading.scheduler.executor import Executor, Gone, WorkerLost
from grading.scheduler.worker import (
    GradingTask,
    OtherVersion,
    RunConfig,
    finished,
    grade_batch,
    rehearse_one,
)

LOG = logging.getLogger(__name__)

MOST, BYTES = 24, 8 << 20
"""Notebooks of the largest batch, and bytes after which it takes no other."""

SHARE = 4
"""Batches for each slot of the executor in what is left of a run, so that they become smaller
towards its end: the last to end keeps others idle.
"""

SLOW = 5.0
"""Seconds of a notebook after which its batch is not gone on with; this course's take 0.2."""

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
        self._handed_out = self._last_slots = 0
        self._returned: deque[list[GradingTask]] = deque()
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

    @cached_property
    def _files(self) -> tuple[Any, ...]:
        """The files beside the notebooks, as an argument of each task, if there are any."""
        files = next((each.files for each in self._config.masters.values() if each.files), None)
        return (self._executor.share(files.packed),) if files else ()

    def _slots(self) -> int:
        self._last_slots = self._executor.slots() or 1  # who is still to join counts as one
        return self._last_slots

    def _size(self) -> int:
        left = self._expected - self._handed_out
        return left // (SHARE * (self._last_slots or self._slots()))

    def rehearsed(self, name: str) -> Rehearsal:
        """The rehearsal of the notebook of a name. Raises Gone, OtherVersion and CannotGrade."""
        try:
            return self._executor.submit(rehearse_one, self._packed, name, *self._files).result()
        except WorkerLost as error:
            raise CannotGrade(
                f"Whoever grades the solution of {name} dies of it: give its tests a place with "
                "c.IsolatedExporter.tests."
            ) from error

    def outcomes(self, tasks: Iterable[GradingTask]) -> Iterator[tuple[GradingTask, Outcome]]:
        """The tasks in the order in which they are done; each is taken when it can be begun.

        Whom others kept from running is graded again when all others are done, alone. A batch that
        has cost workers their lives is, too, one notebook at a time, so that the one that kills
        them is known. Raises Gone, OtherVersion and CannotGrade.
        """
        again: list[GradingTask] = []
        suspects: list[GradingTask] = []
        yield from self._graded(batches(tasks, self._size), suspects, again)
        for suspect in suspects:
            deadly: list[GradingTask] = []
            yield from self._graded(iter([[suspect]]), deadly, again)
            yield from ((task, self._killed(task)) for task in deadly)
        for task in again:
            deadly = []
            yield from self._graded(iter([[replace(task, alone=True)]]), deadly, [])
            yield from ((task, self._killed(task)) for task in deadly)

    def _graded(
        self,
        due: Iterator[list[GradingTask]],
        lost: list[GradingTask],
        again: list[GradingTask],
    ) -> Iterator[tuple[GradingTask, Outcome]]:
        """The outcomes of these batches. Those of which a worker died go to `lost` instead, those
        that were kept from running to `again`.
        """
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
                    self._take_back(batch, outcomes)
                    for task, outcome in zip(batch, outcomes, strict=False):
                        if outcome.again and not task.alone:
                            again.append(task)
                        else:
                            yield task, outcome

    def _take_back(self, batch: list[GradingTask], outcomes: list[Outcome]) -> None:
        """Hand out again what a batch has left behind a slow notebook.

        Others of that student's go alone, since they may be as slow.
        """
        rest = batch[len(outcomes) :]
        if not rest:
            return
        slow = batch[len(outcomes) - 1].student
        self._returned.extend([task] for task in rest if task.student == slow)
        if others := [task for task in rest if task.student != slow]:
            self._returned.appendleft(others)

    def _fill(self, due: Iterator[list[GradingTask]]) -> None:
        while batch := self._returned.popleft() if self._returned else next(due, None):
            self._handed_out += len(batch)
            asked = self._packed, batch, SLOW, *self._files
            self._running[self._executor.submit(grade_batch, *asked)] = batch
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
    """Tasks in their order, about `size` together, which is asked for each batch."""
    batch: list[GradingTask] = []
    wanted = 0
    for task in tasks:
        wanted = wanted if batch else max(1, min(MOST, size()))
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
