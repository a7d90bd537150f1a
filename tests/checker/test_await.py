"""Cells may wait for coroutines, as in a kernel, however often their process was forked."""

from __future__ import annotations

import copy

from grading.checker.grader import Grader, ReferenceNotebook
from tests.probes import FULL, PUBLIC, SMALL, course, probe

WAITS = """
import asyncio
async def twice(x):
    await asyncio.sleep(0.001)
    return 2 * x
"""


ANSWER = "def answer(x):\n    return x * 5.2037"


def test_a_cell_waits_for_a_coroutine() -> None:
    with Grader(SMALL) as grader:
        probed = probe(grader, f"{WAITS}print(await twice(4))\n{ANSWER}")
    assert (probed.printed, probed.points) == ("8\n", FULL), probed.errors


def test_so_does_one_after_a_locked_cell_that_has_waited() -> None:
    tools = f"{PUBLIC}\n{WAITS}\nfour = await twice(2)"
    notebook = copy.deepcopy(course().notebook)
    notebook.cells[0].source = tools
    master = ReferenceNotebook(notebook, {**course().public, "tools": tools})
    with Grader(SMALL) as grader:
        probed = probe(grader, f"print(await twice(four))\n{ANSWER}", master=master)
    assert (probed.printed, probed.points) == ("8\n", FULL), probed.errors
