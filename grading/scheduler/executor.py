"""Executor: where tasks are run, as the dispatcher sees it, and the two ways in which it fails.

It is as small as `concurrent.futures.Executor`, so that a Dask cluster, a pool of processes and a
pool of threads are the same to a class run.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, ParamSpec, Protocol, TypeVar

from grading.core.errors import GradingError, RunAborted

P = ParamSpec("P")
T = TypeVar("T")


class Executor(Protocol):
    """Runs tasks somewhere else. Who gives one gives it as a context manager, which closes it."""

    def submit(
        self, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs
    ) -> Future[T]:
        """Have a function called by a worker; raises Gone.

        The future has what it returns or raises; WorkerLost where the worker died of it, or maybe
        of what ran beside it; Gone where nobody is left who could say.
        """

    def share(self, pack: Callable[[], bytes]) -> Any:
        """What stands, among the arguments of a task, for bytes that each worker gets once.

        That is None, and nothing is packed, where workers have the disk of this machine.
        """

    def slots(self) -> int:
        """How many tasks can run at a time now, 0 while there is no worker; raises Gone."""


class WorkerLost(GradingError):
    """Each worker that was given this task has died."""


class Gone(RunAborted):
    """The executor itself is gone before everything was done; one sentence."""
