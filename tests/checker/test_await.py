"""Cells may wait for coroutines, as in a kernel, however often their process was forked."""

from __future__ import annotations

import copy

import pytest

from grading.checker.grader import ReferenceNotebook
from tests.support.probes import FULL, PUBLIC, course, grader, probe

WAITS = """
import asyncio
async def twice(x):
    await asyncio.sleep(0.001)
    return 2 * x
"""


ANSWER = "def answer(x):\n    return x * 5.2037"


def test_a_cell_waits_for_a_coroutine(pytestconfig: pytest.Config) -> None:
    probed = probe(grader(pytestconfig), f"{WAITS}print(await twice(4))\n{ANSWER}")
    assert (probed.printed, probed.points) == ("8\n", FULL), probed.errors


def test_so_does_one_after_a_locked_cell_that_has_waited(pytestconfig: pytest.Config) -> None:
    tools = f"{PUBLIC}\n{WAITS}\nfour = await twice(2)"
    notebook = copy.deepcopy(course().notebook)
    notebook.cells[0].source = tools
    master = ReferenceNotebook(notebook, {**course().public, "tools": tools})
    probed = probe(grader(pytestconfig), f"print(await twice(four))\n{ANSWER}", master=master)
    assert (probed.printed, probed.points) == ("8\n", FULL), probed.errors
