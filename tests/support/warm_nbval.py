"""pytest plugin: nbval with the cells of each notebook run in a fork of one warm process.

`python -m pytest --nbval -p tests.support.warm_nbval` reads, compares and reports as
`pytest --nbval` does, four times as fast. With `--nbval-figures` the figures of the same run are
compared too, one test more for each notebook.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any

import pytest

from grading.core import fast_imports as fast_imports  # isort: split

from nbformat import from_dict
from nbval.plugin import IPyNbCell, IPyNbFile

from grading.checker.grader import ENTRY
from grading.checker.process import Budget, Ended, Process
from grading.core.limits import Limits
from grading.core.outputs import Output, error_output
from grading.sandbox.pool import ZygotePool
from grading.wire.messages import RunCell

# How the cells of notebooks are run in forks of one warm parent.

A_DAY = 24 * 3600


DRAWN = "from matplotlib_inline.config import InlineBackend\n"
DRAWN += "InlineBackend.instance().shell = get_ipython()"
"""Draws figures as the notebook asks for them: for a page of feedback they are smaller."""

LEFT = "import os\nos.listdir()"
"""Shows the files that a notebook has left in its folder, which was empty."""


@dataclass(frozen=True)
class Ran:
    """What a cell has shown; `late` if it had to be interrupted, `ended` if Python is gone."""

    outputs: Sequence[Output]
    late: bool = False
    ended: bool = False


class Kernels:
    """A warm parent, begun at once, and the notebooks that run in its forks, one on each core."""

    def __init__(self, cores: int) -> None:
        self._parents = ZygotePool(_limits(A_DAY), (), ENTRY, isolated=False)
        self._pool = ThreadPoolExecutor(cores, thread_name_prefix="notebook")
        self._started = self._pool.submit(self._parents.start)
        self._begun: dict[Path, Future[list[Ran]]] = {}

    def begin(
        self, path: Path, sources: Sequence[str], seconds: float, *, figures: bool = False
    ) -> Future[list[Ran]]:
        """Have the cells of a notebook run, once, as soon as there is a core for it."""
        if path not in self._begun:
            self._begun[path] = self._pool.submit(self.run, sources, seconds, figures=figures)
        return self._begun[path]

    def stop(self) -> None:
        """End all that has been started."""
        self._pool.shutdown(cancel_futures=True)
        self._parents.stop()

    def run(self, sources: Sequence[str], seconds: float, *, figures: bool) -> list[Ran]:
        """What these cells show in an empty folder; each may take so many seconds.

        Nothing follows a cell that has ended Python. `figures` have as many pixels as in a kernel.
        """
        self._started.result()
        budget = Budget(A_DAY, A_DAY)
        with (
            closing(self._parents.line()) as line,
            closing(Process(line, _limits(seconds), budget)) as process,
        ):
            if figures:
                process.ask(RunCell(DRAWN, 0), lambda _: 0)
            return list(_ran(process, sources))


def cores() -> int:
    """How many notebooks run at a time: each of pytest-xdist's workers has one core for itself."""
    return 1 if "PYTEST_XDIST_WORKER" in os.environ else len(os.sched_getaffinity(0))


def _limits(seconds: float) -> Limits:
    return Limits(
        cell_seconds=seconds,
        notebook_seconds=A_DAY,
        cell_cpu_seconds=A_DAY,
        notebook_cpu_seconds=A_DAY,
    )


def _ran(process: Process, sources: Sequence[str]) -> Iterator[Ran]:
    for count, source in enumerate(sources, start=1):
        shown: list[Output] = []
        try:
            answered = process.ask(RunCell(source, count), _kept_in(shown))
        except Ended as error:
            yield Ran([*shown, error_output("DeadKernelError", str(error))], ended=True)
            return
        yield Ran(shown, late=bool(answered.late))


def _kept_in(shown: list[Output]) -> Callable[[Output], int]:
    def keep(output: Output) -> int:
        shown.append(output)
        return 0  # the course's own notebooks may show as much as they like

    return keep


# How nbval talks to a notebook that has run already.

KERNELS = pytest.StashKey[Kernels]()
"""Under which the kernels of a run are kept in its configuration."""


class Kernel:
    """A notebook's outputs, handed out as the messages in which a kernel would send them."""

    def __init__(self, ran: Future[list[Ran]]) -> None:
        self._ran = ran
        self._asked = 0
        self._messages: Iterator[dict[str, Any]] = iter(())

    def is_alive(self) -> bool:
        ran = self._ran.result()
        return self._asked < len(ran) and not (self._asked and ran[self._asked - 1].ended)

    def execute_cell_input(self, *_: object, **__: object) -> str:
        """The number of the next cell, which nbval takes for that of a message."""
        self._asked += 1
        return str(self._asked)

    def await_reply(self, number: str, **_: object) -> None:
        """Wait until a cell has run; Empty, as nbval expects it, if it was interrupted."""
        ran = self._ran.result()[int(number) - 1]
        idle = {"output_type": "status", "execution_state": "idle"}
        self._messages = (_message(number, output) for output in [*ran.outputs, idle])
        if ran.late:
            raise Empty

    def get_message(self, *_: object, **__: object) -> dict[str, Any]:
        """The next message of the cell that was waited for."""
        return next(self._messages)

    def await_idle(self, *_: object) -> None:
        """Leave out what else the cell has shown."""
        self._messages = iter(())

    def interrupt(self) -> None:
        """Do nothing: it was interrupted when its time was over."""

    def stop(self) -> None:
        """Do nothing: the process has ended with its last cell."""


def _message(number: str, output: Output) -> dict[str, Any]:
    content = {key: value for key, value in output.items() if key != "output_type"}
    header = {"msg_id": number}
    return {"msg_type": output["output_type"], "content": content, "parent_header": header}


class WarmFile(IPyNbFile):  # type: ignore[misc]
    """A notebook that nbval compares, and that runs elsewhere."""

    def setup(self) -> None:
        self.setup_sanitize_files()
        self.ran = _begun(self.config, self.path, _sources(self.session)[self.path])
        self.kernel = Kernel(self.ran)

    def collect(self) -> Iterator[pytest.Item]:
        yield from super().collect()
        if self.config.option.nbval_figures:
            yield Figures.from_parent(self, name="figures")


class Figures(pytest.Item):
    """Tests that a notebook draws the figures it stores, and leaves no file behind.

    Where nbval compares no outputs, no figures are compared either.
    """

    def runtest(self) -> None:
        from authoring.build import compact, pictures, same_pictures  # which plain nbval need not

        assert isinstance(self.parent, WarmFile)
        *ran, last = self.parent.ran.result()
        for cell, each in zip(_cells(self.session)[self.path], ran, strict=True):
            stored, drawn = pictures(cell.cell.outputs), pictures(from_dict(each.outputs))
            if cell.options["check"] and not same_pictures(stored, [*map(compact, drawn)]):
                pytest.fail(f"{cell.cell.id}: run make build and look at it", pytrace=False)
        assert [output["data"]["text/plain"] for output in last.outputs] == ["[]"]


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Take nbval's files for ours."""
    found = yield
    return [
        WarmFile.from_parent(parent, path=file_path) if isinstance(file, IPyNbFile) else file
        for file in found
    ]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin all notebooks; but pytest-xdist's workers do not know yet which will be theirs."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        for path, sources in _sources(session).items():
            _begun(session.config, path, sources)


def _begun(config: pytest.Config, path: Path, sources: Sequence[str]) -> Future[list[Ran]]:
    seconds, figures = config.option.nbval_cell_timeout, config.option.nbval_figures
    asked = [*sources, LEFT] if figures else sources
    return config.stash[KERNELS].begin(path, asked, seconds, figures=figures)


def _cells(session: pytest.Session) -> dict[Path, list[IPyNbCell]]:
    """The cells that nbval will ask for, by notebook, in order."""
    found: dict[Path, list[IPyNbCell]] = {}
    for item in session.items:
        if isinstance(item, IPyNbCell) and not item.options["skip"]:
            found.setdefault(item.path, []).append(item)
    return found


def _sources(session: pytest.Session) -> dict[Path, list[str]]:
    return {path: [c.cell.source for c in cells] for path, cells in _cells(session).items()}


# When nbval gets warm kernels, and for which notebooks.

pytest_plugins = ("tests.support.warm_nbval",)  # which needs nbval, and so comes second

_BEGUN: list[Kernels] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Begin the warm parent before pytest imports its other plugins, which takes half a second."""
    parser.addoption("--nbval-figures", action="store_true", help="compare figures too")
    _BEGUN.append(Kernels(cores()))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    from tests.support.warm_nbval import KERNELS

    config.stash[KERNELS] = _BEGUN[0]
    if config.getoption("numprocesses", None) or not config.option.nbval:
        pytest_unconfigure()  # others run the notebooks, or nobody does


def pytest_unconfigure() -> None:
    while _BEGUN:
        _BEGUN.pop().stop()
