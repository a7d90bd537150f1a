"""Knows how nbval talks to a notebook that has run already; not where it ran."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from queue import Empty
from typing import Any

import pytest

from grading.core import fast_imports as fast_imports  # before nbval, which imports nbformat

# isort: split
from nbval.plugin import IPyNbCell, IPyNbFile

from grading.core.outputs import Output
from tests.warm_kernels import Kernels, Ran

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
        self.kernel = Kernel(_begun(self.config, self.path, _sources(self.session)[self.path]))


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
    return config.stash[KERNELS].begin(path, sources, config.option.nbval_cell_timeout)


def _sources(session: pytest.Session) -> dict[Path, list[str]]:
    """The cells that nbval will ask for, by notebook, in order."""
    found: dict[Path, list[str]] = {}
    for item in session.items:
        if isinstance(item, IPyNbCell) and not item.options["skip"]:
            found.setdefault(item.path, []).append(item.cell.source)
    return found
