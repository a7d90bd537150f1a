"""Nothing of a test that runs in the student's process reaches one that runs apart, or students."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from grading.checker.grader import ReferenceNotebook
from grading.core.reference import Placement
from grading.feedback.explain import ForStudents
from tests.support.probes import (
    MARKER,
    PUBLIC,
    SECOND,
    STRUCK,
    TEST,
    cell,
    course,
    grader,
    strike,
    within_reach,
)

HIDDEN = f"""assert second(3) == 10
### BEGIN HIDDEN TESTS
marker = "{MARKER} beside"
assert second(4) == 11, marker
### END HIDDEN TESTS"""
BESIDE = Placement(frozenset({"test_second"}))


def mixed(test: str = HIDDEN) -> ReferenceNotebook:
    """The course with a first test that runs apart, and a second one that does not."""
    notebook = copy.deepcopy(course().notebook)
    notebook.cells[0].source = PUBLIC
    notebook.cells[4] = cell("test_second", test, grade=True, locked=True, points=2)
    public = {"test_answer": ""}
    if test == HIDDEN:
        public["test_second"] = "assert second(3) == 10"
    return ReferenceNotebook(new_notebook(cells=notebook.cells), public)


def shown_to_students(notebook: NotebookNode) -> str:
    """All that a student's page has of it."""
    page, resources = copy.deepcopy(notebook), dict[str, Any]()
    return str(ForStudents().preprocess(page, resources)[0])


LOOKS = f"""
import gc
def look():
    found = [text for text in gc.get_objects() if type(text) is list]
    texts = [str(each) for each in (In, *found[:20_000])]
    print(sum("{MARKER[:20]}" "{MARKER[20:]} in a test" in text for text in texts))
def second(x):
    {STRUCK}
    look()
    return x + 7
"""


def test_a_test_beside_never_meets_the_source_of_one_that_runs_apart(
    pytestconfig: pytest.Config,
) -> None:
    probed = strike(grader(pytestconfig), WRONG, second=LOOKS, master=mixed(), placement=BESIDE)
    assert probed.points == {"answer": 0.0, "second": 2.0}, probed.errors
    assert set(probed.printed.split()) == {"0"}


WRONG = "def answer(x):\n    return 0.0"


def test_where_tests_are_within_reach_it_finds_it(pytestconfig: pytest.Config) -> None:
    probed = strike(within_reach(pytestconfig), WRONG, second=LOOKS, master=mixed())
    assert set(probed.printed.split()) != {"0"}, TEST


FORGES = f"""
import builtins, sys
def second(x):
    {STRUCK}
    get_ipython().showtraceback = get_ipython()._showtraceback = lambda *_, **__: None
    return None
"""


def test_a_forged_pass_beside_passes_nothing_apart(pytestconfig: pytest.Config) -> None:
    """It is forged, as on stock nbgrader: the one that runs apart is as wrong as before."""
    probed = strike(grader(pytestconfig), WRONG, second=FORGES, master=mixed(), placement=BESIDE)
    assert probed.points == {"answer": 0.0, "second": 2.0}, "the forger's own test is forged"


SAYS = f"""
def second(x):
    {STRUCK}
    print("it says", *In)
    raise AssertionError("it says " + " ".join(In).replace("5", ""))
"""


def test_no_student_sees_what_was_printed_from_a_hidden_test_on(
    pytestconfig: pytest.Config,
) -> None:
    probed = strike(grader(pytestconfig), WRONG, second=SAYS, master=mixed(), placement=BESIDE)
    assert probed.points["second"] == 0.0
    assert MARKER in str(probed.graded.notebook.cells[4].outputs), "the instructor may see it"
    assert MARKER not in shown_to_students(probed.graded.notebook)
    assert "it says" in shown_to_students(probed.graded.notebook), "what the visible part shows"


def test_nor_below_a_visible_test_that_follows_it(pytestconfig: pytest.Config) -> None:
    notebook = mixed().notebook
    notebook.cells.append(cell("test_third", "second(3)", grade=True, locked=True, points=0))
    master = ReferenceNotebook(notebook, mixed().public)
    both = Placement(frozenset({"test_second", "test_third"}))
    tells = f"def second(x):\n    {STRUCK}\n    print('it says', *In)\n    return x + 7"
    probed = strike(grader(pytestconfig), WRONG, second=tells, master=master, placement=both)
    assert probed.points["second"] == 2.0
    assert MARKER in str(probed.graded.notebook.cells[-1].outputs)
    assert MARKER not in shown_to_students(probed.graded.notebook)


@pytest.mark.parametrize(
    ("test", "points"),
    [
        ("assert second(3) == 10", 2.0),
        ("assert second(3) == 11", 0.0),
        ("assert second(3) == 10\n1.5", 1.5),
        ("assert second(3) == 10\n'well done'", 2.0),
        ("import sys; print('a word', file=sys.stderr)", 2.0),
        ("3.5", 0.0),
        ("import os; os._exit(0)", 0.0),
        ("while True: pass", 0.0),
    ],
)
def test_its_points_are_those_that_stock_nbgrader_counts(
    pytestconfig: pytest.Config, test: str, points: float
) -> None:
    right = f"def answer(x):\n    {STRUCK}\n    return x * 5.2037"
    probed = strike(
        grader(pytestconfig), right, second=SECOND, master=mixed(test), placement=BESIDE
    )
    assert probed.points == {"answer": 3.0, "second": points}, probed.errors
