"""Cells may wait for coroutines and use what takes long to import, as in a kernel."""

from __future__ import annotations

import copy
import dataclasses

import pytest

from grading.checker.grader import Job, ReferenceNotebook
from grading.core.limits import MEBI
from tests.support.probes import CALM, FULL, PUBLIC, SMALL, TEST, course, grader, probe, weakened

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


OF_MANY_KINDS = f"""{PUBLIC}
import dataclasses, enum
from collections import namedtuple
Pair = namedtuple("Pair", "left right")
class Mark(enum.Enum):
    GOOD = 1
@dataclasses.dataclass
class Point:
    x: float
    path: list
"""
GIVES = f"""
{ANSWER}
point = Point(1.0, [[0]] * 2)
def moves(point):
    point.x += 1
def gives(pair):
    yield pair.left
    yield Mark.GOOD
    raise KeyError(pair.right)
"""
ASKS = """
assert type(point) is Point and point.path[0] is point.path[1]
moves(point)
assert point.x == 2.0
given = gives(Pair(7 ** 9000, "k"))
assert next(given) == 7 ** 9000 and next(given) is Mark.GOOD
try:
    next(given)
except KeyError as error:
    assert error.args == ("k",)
3.0
"""


def test_values_of_the_notebooks_own_classes_cross_both_ways(pytestconfig: pytest.Config) -> None:
    notebook = copy.deepcopy(course(ASKS).notebook)
    notebook.cells[0].source = OF_MANY_KINDS
    master = ReferenceNotebook(notebook, {"tools": notebook.cells[0].source, "test_answer": ""})
    probed = probe(grader(pytestconfig), GIVES, master=master)
    assert probed.points == FULL, probed.errors


LARGE = f"""
import numpy
{ANSWER}
def large(size): return numpy.ones((size, 1 << 20), numpy.uint8)
"""


def test_a_larger_value_crosses_when_the_budget_says_so(pytestconfig: pytest.Config) -> None:
    master = course("3.0 if large(20).sum() == 20 << 20 else 0")
    refused = probe(grader(pytestconfig), LARGE, master=master)
    assert "more than the 16 MiB that a value may have (value_mib)" in refused.errors
    assert refused.points["answer"] == 0
    with weakened(limits=dataclasses.replace(CALM, value=20 * MEBI)) as patient:
        probed = probe(patient, LARGE, master=master)
    assert probed.points == FULL, probed.errors
