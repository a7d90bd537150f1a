"""Batches of notebooks over the workers of a Dask cluster."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from functools import cached_property
from typing import Any

from distributed import Client, Future, wait
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from grading.checker.grader import refused
from grading.core.outcome import Outcome
from grading.core.outputs import KILLED
from grading.core.text import first_line
from grading.sandbox.pool import CannotGrade
from grading.scheduler.cluster import Gone
from grading.scheduler.worker import (
    GradingTask,
    OtherVersion,
    RunConfig,
    finished,
    grade_batch,
    shards,
)

AHEAD = 2
"""Shards for each thread of a worker: one that it grades, and one that waits for it."""

LOOK = 30.0
"""Seconds without news after which it is asked whether any worker is left."""


class Dispatcher:
    """Has parcels graded by the workers of a cluster, so many at a time that none is idle.

    `cluster` is entered when there is a first parcel, and left with this; `parcels` is how many
    there may be. What a person should know meanwhile goes to `say`.
    """

    def __init__(
        self,
        cluster: contextlib.AbstractContextManager[Client],
        terms: RunConfig,
        parcels: int,
        say: Callable[[str], None],
    ) -> None:
        self._say = say
        self._cluster, self._terms, self._parcels = cluster, terms, parcels
        self._packed = terms.packed()
        self._running: dict[Future[Any], list[GradingTask]] = {}
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Dispatcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @cached_property
    def _client(self) -> Client:
        return self._stack.enter_context(self._cluster)

    def _threads(self) -> int:
        return sum(self._client.nthreads().values()) or 1

    def _size(self) -> int:
        """Notebooks of a shard: so many that each thread gets some shards."""
        return self._parcels // (4 * self._threads())

    def outcomes(self, parcels: Iterable[GradingTask]) -> Iterator[tuple[GradingTask, Outcome]]:
        """The parcels in the order in which they are done; each is taken when it can be begun.

        A shard that has cost workers their lives is graded again, one notebook alone at a time, so
        that the one that kills them is known. Raises Gone, and CannotGrade.
        """
        suspects: list[GradingTask] = []
        try:
            yield from self._graded(shards(parcels, self._size), suspects)
            for suspect in suspects:
                killers: list[GradingTask] = []
                yield from self._graded(iter([[suspect]]), killers)
                yield from ((killer, self._named(killer)) for killer in killers)
        finally:
            if self._running:
                with contextlib.suppress(Exception):  # the scheduler may be gone
                    self._client.cancel(list(self._running))
                self._running.clear()

    def _graded(
        self, shards: Iterator[list[GradingTask]], suspects: list[GradingTask]
    ) -> Iterator[tuple[GradingTask, Outcome]]:
        while True:
            self._fill(shards)
            if not self._running:
                return
            for future in self._done():
                shard = self._running.pop(future)
                try:
                    outcomes = future.result()
                except KilledWorker:
                    suspects += shard
                except (CancelledError, FutureCancelledError) as error:
                    raise Gone from error
                except (CannotGrade, OtherVersion):
                    raise
                except Exception as error:
                    raise CannotGrade(_worker_failed(error)) from error
                else:
                    yield from zip(shard, outcomes, strict=True)

    def _fill(self, shards: Iterator[list[GradingTask]]) -> None:
        while shard := next(shards, None):
            with self._told():
                future = self._client.submit(grade_batch, self._packed, shard, pure=False)
                self._running[future] = shard
                if len(self._running) >= AHEAD * self._threads():
                    return

    def _done(self) -> set[Future[Any]]:
        """Those that are done, as soon as there is one."""
        with self._told():
            while True:
                with contextlib.suppress(TimeoutError):
                    done: set[Future[Any]] = wait(
                        list(self._running), timeout=LOOK, return_when="FIRST_COMPLETED"
                    ).done
                    return done
                if self._client.status != "running":
                    raise Gone
                if not self._client.nthreads():
                    self._say("All workers are gone: waiting for another to join.")

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (CancelledError, FutureCancelledError, OSError) as error:
            raise Gone from error

    def _named(self, parcel: GradingTask) -> Outcome:
        graded = refused(self._terms.masters[parcel.name].notebook, KILLED)
        return finished(self._terms, parcel, replace(graded, settled=False))


def _worker_failed(error: Exception) -> str:
    return (
        f"A worker could not begin ({type(error).__name__}: {first_line(error)}): "
        "it needs this course's packages, in the versions of requirements.txt and pyproject.toml."
    )
