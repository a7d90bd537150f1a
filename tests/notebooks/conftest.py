"""How the notebooks of these tests are run: in warm forks, where there is Linux."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from nbformat import NotebookNode, from_dict

from authoring.build import compact, pictures
from tests.notebooks.kernels import Show, in_a_kernel
from tests.support.courses import code_cells

SECONDS = 120.0
"""How long a cell may take."""


@pytest.fixture(scope="module")
def show(pytestconfig: pytest.Config) -> Iterator[Show]:
    """In warm forks, those of nbval where it runs in this process; in a kernel elsewhere."""
    if sys.platform != "linux":
        yield in_a_kernel
        return
    from tests.support.warm_nbval import KERNELS, Kernels

    if KERNELS in pytestconfig.stash and pytestconfig.option.nbval:
        yield functools.partial(in_a_fork, pytestconfig.stash[KERNELS])
    else:
        own = Kernels(1)
        yield functools.partial(in_a_fork, own)
        own.stop()


def in_a_fork(kernels: Any, notebook: NotebookNode) -> list[list[NotebookNode]]:
    sources = [cell.source for cell in code_cells(notebook)]
    shown = [from_dict(ran.outputs) for ran in kernels.run(sources, SECONDS, figures=True)]
    for output in (each for outputs in shown for each in outputs if pictures([each])):
        output.data["image/png"] = compact(output.data["image/png"])
    return shown
