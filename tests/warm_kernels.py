"""Knows how the cells of notebooks are run in forks of one warm parent; not what is looked at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from grading.checker.grader import ENTRY
from grading.checker.process import Budget, Ended, Process
from grading.core.outputs import Output, error_output
from grading.sandbox.limits import Limits
from grading.sandbox.pool import ZygotePool

A_DAY = 24 * 3600


@dataclass(frozen=True)
class Ran:
    """What a cell has shown; `late` if it had to be interrupted, `ended` if Python is gone."""

    outputs: Sequence[Output]
    late: bool = False
    ended: bool = False


class Kernels:
    """A warm parent, begun at once, and the notebooks that run in its forks, one on each core."""

    def __init__(self, cores: int) -> None:
        self._parents = ZygotePool(_limits(A_DAY), (), ENTRY, isolated=False, optimizers=False)
        self._pool = ThreadPoolExecutor(cores, thread_name_prefix="notebook")
        self._started = self._pool.submit(self._parents.start)
        self._begun: dict[Path, Future[list[Ran]]] = {}

    def begin(self, path: Path, sources: Sequence[str], seconds: float) -> Future[list[Ran]]:
        """Have the cells of a notebook run, once, as soon as there is a core for it.

        A cell may take so many seconds. Nothing follows a cell that has ended Python.
        """
        if path not in self._begun:
            self._begun[path] = self._pool.submit(self._run, sources, seconds)
        return self._begun[path]

    def stop(self) -> None:
        """End all that has been started."""
        self._pool.shutdown(cancel_futures=True)
        self._parents.stop()

    def _run(self, sources: Sequence[str], seconds: float) -> list[Ran]:
        self._started.result()
        budget = Budget(A_DAY, A_DAY)
        with (
            closing(self._parents.line()) as line,
            closing(Process(line, _limits(seconds), budget)) as process,
        ):
            return list(_ran(process, sources))


def cores() -> int:
    """How many notebooks run at a time: each of pytest-xdist's workers has one core for itself."""
    return 1 if "PYTEST_XDIST_WORKER" in os.environ else len(os.sched_getaffinity(0))


def _limits(seconds: float) -> Limits:
    return Limits(cell_seconds=seconds, notebook_seconds=A_DAY, cpu_seconds=A_DAY)


def _ran(process: Process, sources: Sequence[str]) -> Iterator[Ran]:
    for count, source in enumerate(sources, start=1):
        shown: list[Output] = []
        try:
            cell = {"do": "run", "source": source, "count": count}
            answer = process.ask(cell, _kept_in(shown))
        except Ended as error:
            yield Ran([*shown, error_output("DeadKernelError", str(error))], ended=True)
            return
        yield Ran(shown, late=answer["late"] is not None)


def _kept_in(shown: list[Output]) -> Callable[[Output], int]:
    def keep(output: Output) -> int:
        shown.append(output)
        return 0  # the course's own notebooks may show as much as they like

    return keep
