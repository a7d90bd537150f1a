"""Dask cluster as an executor: the workers behind the address of a scheduler.

No other module knows Dask: its futures, its errors and its log stay in here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from typing import Any, ParamSpec, TypeVar

import distributed
from distributed import Client
from distributed.client import ClosedClientError
from distributed.scheduler import KilledWorker

from grading.core.errors import UsageError
from grading.core.text import first_line
from grading.scheduler.executor import Executor, Gone, WorkerLost

P = ParamSpec("P")
T = TypeVar("T")

ANSWERS = 10.0
"""Seconds for which a scheduler's answer is waited for."""

CLOSES = 2.0
"""Seconds that a client has to say goodbye; where the scheduler is gone, it would try for 20."""

JOINS = 60.0
"""Seconds for which the first worker of a cluster is waited for."""

GONE = (
    "The Dask scheduler is gone: what was graded until then is kept; start it, and run "
    "the same command again."
)


class DaskExecutor:
    """The workers of a Dask cluster, by a client of its scheduler."""

    def __init__(self, client: Client) -> None:
        self._client = client
        loop: Any = client.loop
        self._loop: asyncio.AbstractEventLoop = loop.asyncio_loop

    def submit(
        self, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs
    ) -> Future[T]:
        """Have a function called by a worker; raises Gone."""
        with _connected():
            task = self._client.submit(function, *arguments, pure=False, **named)
        return asyncio.run_coroutine_threadsafe(_result(task), self._loop)

    def share(self, pack: Callable[[], bytes]) -> Any:
        """Bytes that workers hand on to each other; raises Gone.

        They are what a task returns, so that they are there again where a worker with them dies.
        """
        with _connected(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that they are many
            return self._client.submit(bytes, pack(), pure=False)

    def slots(self) -> int:
        """The threads of all workers; raises Gone."""
        if self._client.status != "running":
            raise Gone(GONE)
        with _connected():
            return sum(self._client.nthreads().values())


async def _result(task: distributed.Future[Any]) -> Any:
    """What a task returns or raises; Dask forgets it after that, or once this is cancelled."""
    try:
        return await task
    except KilledWorker as error:
        raise WorkerLost from error
    except CancelledError as error:
        raise Gone(GONE) from error
    finally:
        task.release()


@contextlib.contextmanager
def _connected() -> Iterator[None]:
    """Raise Gone where the scheduler does not answer any more."""
    try:
        yield
    except (CancelledError, ClosedClientError, OSError, RuntimeError) as error:
        raise Gone(GONE) from error  # a RuntimeError is asyncio's, of a timer that runs out


@contextlib.contextmanager
def remote(address: str) -> Iterator[Executor]:
    """The cluster behind a scheduler's address; UsageError where nobody answers."""
    with _quietly(), contextlib.ExitStack() as stack:
        try:
            client = Client(address, timeout=ANSWERS)
            stack.callback(_let_go, client)
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
        yield DaskExecutor(client)


def _let_go(client: Client) -> None:
    """Close a client; what it says of that where its scheduler is gone has been said better."""
    with contextlib.suppress(Exception):
        client.close(timeout=CLOSES)


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
