"""Cells may wait for coroutines and use what takes long to import, as in a kernel."""

from __future__ import annotations

import copy
import dataclasses

import pytest

from grading.checker.grader import Job, ReferenceNotebook
from tests.support.probes import FULL, PUBLIC, SMALL, TEST, course, grader, probe

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


IS_THERE = f"import sys; print('torch._dynamo' in sys.modules)\n{ANSWER}"


@pytest.mark.parametrize(
    ("test", "answer"),
    [
        ("import torch.optim\nassert answer(8.0) == 41.6296", IS_THERE),
        (TEST, f"# as torch.optim.SGD does\n{IS_THERE}"),
    ],
)
def test_optimizers_are_imported_beforehand_where_a_notebook_speaks_of_them(
    pytestconfig: pytest.Config, test: str, answer: str
) -> None:
    probed = probe(grader(pytestconfig), answer, master=course(test))
    assert probed.printed == "True\n", probed.errors


@pytest.mark.parametrize(
    ("said", "uses"),
    [
        ("from torch import optim", True),
        ("torch.func.grad(f)", True),
        ("@torch.compile", True),
        ("import sympy as sp", True),
        ("the optimal rate, torch.functional", False),
    ],
)
def test_what_imports_a_compiler_is_known_by_its_name(said: str, uses: bool) -> None:
    assert Job(said.encode(), course()).uses_compiler() is uses


STEPS = f"""
import torch
weight = torch.tensor([1.0], requires_grad=True)
optimizer = torch.optim.SGD([weight], lr=0.25)
(weight ** 2).sum().backward()
optimizer.step()
print(weight.item())
{ANSWER}"""


def test_elsewhere_they_are_when_they_are_needed(pytestconfig: pytest.Config) -> None:
    patient = dataclasses.replace(SMALL, cell_seconds=20.0)
    probed = probe(grader(pytestconfig, patient), STEPS)
    assert (probed.printed, probed.points) == ("0.5\n", FULL), probed.errors
