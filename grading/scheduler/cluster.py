"""Where workers are: on this machine, or behind the address of a Dask scheduler."""

from __future__ import annotations

import contextlib
import logging
import math
import tempfile
import warnings
from collections.abc import Iterator

import dask
from distributed import Client, LocalCluster
from distributed.security import Security

from grading.core.cores import cores
from grading.core.errors import RunAborted, UsageError
from grading.core.text import first_line

THREADS = 4
"""Notebooks that one worker of this machine grades at a time: all come from one warm parent."""

JOINS = 60.0
"""Seconds for which the first worker of a cluster is waited for."""

QUIET = {
    "distributed.admin.tick.limit": "1h",  # a busy machine is no fault that a user can mend
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
    "distributed.scheduler.allowed-failures": 1,
    "distributed.scheduler.http.routes": [],  # anybody on this machine could ask there
    "distributed.worker.http.routes": [],
}


class Gone(RunAborted):
    """The cluster is gone before everything was graded."""

    def __str__(self) -> str:
        return (
            "The Dask scheduler is gone: what was graded until then is kept; start it, and run "
            "the same command again."
        )


@contextlib.contextmanager
def local(workers: int | None) -> Iterator[Client]:
    """A cluster on this machine that grades so many at a time; as many as there are cores if None.

    Its connections are encrypted: whoever could join them could run anything as this user.
    """
    count = workers or cores()
    processes = math.ceil(count / THREADS)
    with (
        tempfile.TemporaryDirectory(prefix="dask-", ignore_cleanup_errors=True) as folder,
        dask.config.set(QUIET),
        _quietly(),
        LocalCluster(
            n_workers=processes,
            threads_per_worker=math.ceil(count / processes),
            memory_limit=0,
            dashboard_address="127.0.0.1:0",
            security=Security.temporary(),
            silence_logs=logging.CRITICAL,
            local_directory=folder,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@contextlib.contextmanager
def remote(address: str) -> Iterator[Client]:
    """The cluster behind a scheduler's address; UsageError where nobody answers."""
    with _quietly(), contextlib.ExitStack() as stack:
        try:
            client = stack.enter_context(Client(address, timeout=10))
        except Exception as error:
            raise UsageError(
                f"No Dask scheduler answers at {address} ({first_line(error)}): start one with "
                "`dask scheduler`, and give the address that it prints."
            ) from error
        try:
            client.wait_for_workers(1, timeout=JOINS)
        except TimeoutError as error:
            raise UsageError(
                f"The scheduler at {address} has no worker: start one with "
                f"`dask worker {address}`, in an environment with this course's packages."
            ) from error
        yield client


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
