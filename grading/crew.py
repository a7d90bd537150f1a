"""Knows how parcels are spread over the workers of a Dask cluster; not what comes of them."""

from __future__ import annotations

import contextlib
import logging
import math
import os
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from functools import cached_property
from typing import Any

import dask
from distributed import Client, Future, LocalCluster, wait
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker
from distributed.security import Security

from grading.course import CourseError
from grading.grade import refused
from grading.parents import CannotGrade
from grading.shard import OtherVersion, Outcome, Parcel, Terms, finished, grade_shard

MOST, BYTES = 24, 8 << 20
"""Notebooks of the largest shard, and bytes after which it takes no other."""

AHEAD = 2
"""Shards for each thread of a worker: one that it grades, and one that waits for it."""

THREADS = 4
"""Notebooks that one worker of this machine grades at a time: all come from one warm parent."""

LOOK = 30.0
"""Seconds without news after which it is asked whether any worker is left."""

JOINS = 60.0
"""Seconds for which the first worker of a cluster is waited for."""

QUIET = {
    "distributed.admin.tick.limit": "1h",  # a busy machine is no fault that a user can mend
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
    "distributed.scheduler.allowed-failures": 1,
}

KILLED = "the process that graded this notebook died each time; your instructor has been told"


class Gone(Exception):
    """The cluster is gone before everything was graded; one sentence."""


@contextlib.contextmanager
def local(workers: int | None) -> Iterator[Client]:
    """A cluster on this machine that grades so many at a time; as many as there are cores if None.

    Its connections are encrypted: whoever could join them could run anything as this user.
    """
    count = workers or len(os.sched_getaffinity(0))
    processes = math.ceil(count / THREADS)
    with (
        tempfile.TemporaryDirectory(prefix="dask-", ignore_cleanup_errors=True) as folder,
        dask.config.set(QUIET),
        _quietly(),
        LocalCluster(
            n_workers=processes,
            threads_per_worker=math.ceil(count / processes),
            memory_limit=0,
            dashboard_address=None,
            security=Security.temporary(),
            silence_logs=logging.CRITICAL,
            local_directory=folder,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@contextlib.contextmanager
def remote(address: str) -> Iterator[Client]:
    """The cluster behind a scheduler's address; CourseError where nobody answers."""
    with _quietly(), contextlib.ExitStack() as stack:
        try:
            client = stack.enter_context(Client(address, timeout=10))
        except Exception as error:
            raise CourseError(
                f"No Dask scheduler answers at {address} ({_first_line(error)}): start one with "
                "`dask scheduler`, and give the address that it prints."
            ) from error
        try:
            client.wait_for_workers(1, timeout=JOINS)
        except TimeoutError as error:
            raise CourseError(
                f"The scheduler at {address} has no worker: start one with "
                f"`dask worker {address}`, in an environment with this course's packages."
            ) from error
        yield client


class Crew:
    """Has parcels graded by the workers of a cluster, so many at a time that none is idle.

    `cluster` is entered when there is a first parcel, and left with this; `parcels` is how many
    there may be. What a person should know meanwhile goes to `say`.
    """

    def __init__(
        self,
        cluster: contextlib.AbstractContextManager[Client],
        terms: Terms,
        parcels: int,
        say: Callable[[str], None],
    ) -> None:
        self._say = say
        self._cluster, self._terms, self._parcels = cluster, terms, parcels
        self._packed = terms.packed()
        self._running: dict[Future[Any], list[Parcel]] = {}
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @cached_property
    def _client(self) -> Client:
        return self._stack.enter_context(self._cluster)

    def _threads(self) -> int:
        return sum(self._client.nthreads().values()) or 1

    def outcomes(self, parcels: Iterable[Parcel]) -> Iterator[tuple[Parcel, Outcome]]:
        """The parcels in the order in which they are done; each is taken when it can be begun.

        A shard that has cost workers their lives is graded again, one notebook alone at a time, so
        that the one that kills them is known. Raises Gone, and CannotGrade.
        """
        suspects: list[Parcel] = []
        try:
            yield from self._graded(self._shards(parcels), suspects)
            for suspect in suspects:
                killers: list[Parcel] = []
                yield from self._graded(iter([[suspect]]), killers)
                yield from ((killer, self._named(killer)) for killer in killers)
        finally:
            if self._running:
                with contextlib.suppress(Exception):  # the scheduler may be gone
                    self._client.cancel(list(self._running))
                self._running.clear()

    def _graded(
        self, shards: Iterator[list[Parcel]], suspects: list[Parcel]
    ) -> Iterator[tuple[Parcel, Outcome]]:
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
                    raise self._gone() from error
                except (CannotGrade, OtherVersion):
                    raise
                except Exception as error:
                    raise CannotGrade(_worker_failed(error)) from error
                else:
                    yield from zip(shard, outcomes, strict=True)

    def _shards(self, parcels: Iterable[Parcel]) -> Iterator[list[Parcel]]:
        """Parcels in their order, as many together as travel well."""
        shard: list[Parcel] = []
        size = 0
        for parcel in parcels:
            size = size or max(1, min(MOST, self._parcels // (4 * self._threads())))
            shard.append(parcel)
            if len(shard) >= size or sum(each.size for each in shard) > BYTES:
                yield shard
                shard = []
        if shard:
            yield shard

    def _fill(self, shards: Iterator[list[Parcel]]) -> None:
        while shard := next(shards, None):
            with self._told():
                future = self._client.submit(grade_shard, self._packed, shard, pure=False)
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
                    raise self._gone()
                if not self._client.nthreads():
                    self._say("All workers are gone: waiting for another to join.")

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (CancelledError, FutureCancelledError, OSError) as error:
            raise self._gone() from error

    def _gone(self) -> Gone:
        return Gone(
            "The Dask scheduler is gone: what was graded until then is kept; start it, and run "
            "the same command again."
        )

    def _named(self, parcel: Parcel) -> Outcome:
        graded = refused(self._terms.masters[parcel.name].notebook, KILLED)
        return finished(self._terms, parcel, replace(graded, settled=False))


def _worker_failed(error: Exception) -> str:
    return (
        f"A worker could not begin ({type(error).__name__}: {_first_line(error)}): "
        "it needs this course's packages, in the versions of requirements.txt and pyproject.toml."
    )


def _first_line(error: BaseException) -> Any:
    return (str(error).strip() or type(error).__name__).split("\n")[0]


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Keep what Dask says of itself from whoever grades; what it means is said in our words."""
    names = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    levels = {logging.getLogger(name): logging.getLogger(name).level for name in names}
    for logger in levels:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="distributed")
            yield
    finally:
        for logger, level in levels.items():
            logger.setLevel(level)
