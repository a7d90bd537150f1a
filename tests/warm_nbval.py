"""Knows when nbval gets warm kernels, and for which notebooks; not how they run.

`python -m pytest --nbval -p tests.warm_nbval` reads, compares and reports as `pytest --nbval` does,
with nbval's own code, and has the cells run in forks of one process that has imported everything.
All notebooks of the run are begun at once, one on each core. It is no place for cells that need a
kernel's messages, such as a test of coverage.
"""

from __future__ import annotations

import pytest

from tests.warm_kernels import Kernels, cores

pytest_plugins = ("tests.warm_files",)  # which needs nbval, and so comes second

_BEGUN: list[Kernels] = []


def pytest_addoption() -> None:
    """Begin the warm parent before pytest imports its other plugins, which takes half a second."""
    _BEGUN.append(Kernels(cores()))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    from tests.warm_files import KERNELS

    config.stash[KERNELS] = _BEGUN[0]
    if config.getoption("numprocesses", None) or not config.option.nbval:
        pytest_unconfigure()  # others run the notebooks, or nobody does


def pytest_unconfigure() -> None:
    while _BEGUN:
        _BEGUN.pop().stop()
