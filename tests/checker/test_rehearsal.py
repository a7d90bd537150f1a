"""Where tests run is found out with the instructor's own solution, and kept."""

from __future__ import annotations

import dataclasses

import nbformat
import pytest
from nbformat.v4 import new_notebook
from sqlalchemy import create_engine

from grading.checker.grader import ReferenceNotebook
from grading.checker.kinds import WrongKind, kinds_of, refuse_others
from grading.checker.rehearsal import NO_SOLUTION, Rehearsal, rehearse
from grading.core.reference import Placement
from grading.gradebook.rehearsals import keep, kept
from tests.support.probes import SECOND, cell, grader, probe

BOX = "class Box:\n    size = 3\n    def __eq__(self, other):\n        return True"


def master(*pairs: tuple[str, str], solved: bool = True) -> ReferenceNotebook:
    """A notebook of answers and their tests, which the answers pass."""
    cells = []
    for number, (answer, test) in enumerate(pairs):
        cells.append(cell(f"part_{number}", answer, solution=True))
        cells.append(cell(f"test_{number}", test, grade=True, locked=True, points=1))
    notebook = new_notebook(cells=cells)
    return ReferenceNotebook(notebook, solution=nbformat.writes(notebook).encode() * solved)


DATA = ("def double(x):\n    return 2 * x", "assert double(2) == 4")
OBJECT = (BOX, "assert Box().size == 3")
NEEDS = ("later = left_by_a_test", "assert later == 1")


@pytest.mark.parametrize(
    ("pairs", "beside", "nowhere"),
    [
        ([DATA], [], []),
        ([OBJECT], ["test_0"], []),
        ([DATA, OBJECT, DATA], ["test_1"], []),
        ([("x = 1", "assert x == 2")], ["test_0"], ["test_0"]),
        ([DATA, ("x = 1", "raise SystemExit")], ["test_1"], ["test_1"]),
        (
            [("class Made: pass", "left = Made()"), ("again = left", "again")],
            ["test_0", "test_1"],
            [],
        ),
    ],
)
def test_a_test_runs_beside_where_the_solution_fails_it_apart(
    pytestconfig: pytest.Config,
    pairs: list[tuple[str, str]],
    beside: list[str],
    nowhere: list[str],
) -> None:
    found = rehearse(grader(pytestconfig).grade, master(*pairs))
    assert sorted(found.placement.beside) == beside
    assert list(found.nowhere) == nowhere
    assert sorted(found.why) == beside
    assert sorted(found.placement.kinds) == sorted(
        {f"test_{n}" for n in range(len(pairs))} - {*beside}
    )


def test_without_a_solution_every_test_runs_beside(pytestconfig: pytest.Config) -> None:
    found = rehearse(grader(pytestconfig).grade, master(DATA, DATA, solved=False))
    assert found.placement == Placement(frozenset({"test_0", "test_1"}))
    assert set(found.why.values()) == {NO_SOLUTION}


def test_a_test_of_chance_has_to_pass_twice(pytestconfig: pytest.Config) -> None:
    tried = []

    def grade(job: object) -> object:
        tried.append(job)
        return grader(pytestconfig).grade(job)  # type: ignore[arg-type]

    rehearse(grade, master(("import random\nx = random.random()", "assert 0 <= x < 1")))  # type: ignore[arg-type]
    assert len(tried) == 2


def test_a_rehearsal_is_kept_as_it_is() -> None:
    engine = create_engine("sqlite://")
    found = Rehearsal(
        Placement(frozenset({"b", "a"}), {"c": ("float", "list")}), {"a": "x", "b": "y"}, ("b",)
    )
    assert kept(engine, "week_1") == {}
    for key in ("first", "second"):
        keep(engine, "week_1", "n", key, found)
    assert kept(engine, "week_1") == {"n": ("second", found)}
    assert kept(engine, "week_2") == {}


@pytest.mark.parametrize(
    ("node", "kinds"),
    [
        (1.5, {"float"}),
        (None, {"NoneType"}),
        (
            {"t": "list", "v": [1, {"t": "opaque", "v": "x", "name": "Box"}]},
            {"list", "int", "opaque"},
        ),
        (
            {"t": "dict", "v": [["a", {"t": "function", "v": 1, "name": "f"}]]},
            {"dict", "str", "function"},
        ),
        ({"t": "array", "v": "AAAA", "dtype": "<f8", "shape": [1]}, {"array"}),
    ],
)
def test_kinds_are_those_of_all_values(node: object, kinds: set[str]) -> None:
    assert kinds_of(node) == kinds
    refuse_others(node, kinds, "x")
    if kinds & {"opaque", "function"}:
        with pytest.raises(
            WrongKind, match=r"x is or holds (an object of class Box|the function f)"
        ):
            refuse_others(node, {"float"}, "x")


def test_an_object_where_the_solution_gave_data_is_wrong(pytestconfig: pytest.Config) -> None:
    """One whose every comparison is true, too."""
    notebook = new_notebook(
        cells=[
            cell("tools", "", locked=True),
            cell("answer", "def answer(x):\n    return 2.0 * x", solution=True),
            cell("test_answer", "assert answer(2.0) == 4", grade=True, locked=True, points=3),
            cell("second", SECOND, solution=True),
            cell("test_second", "assert second(3) == 10", grade=True, locked=True, points=2),
        ]
    )
    whole = ReferenceNotebook(notebook, solution=nbformat.writes(notebook).encode())
    found = rehearse(grader(pytestconfig).grade, whole)
    assert found.placement.kinds["test_answer"] == ("Returned float", "Value function")
    liar = f"{BOX}\ndef answer(x):\n    return Box()"
    probed = probe(grader(pytestconfig), liar, master=whole, placement=found.placement)
    assert probed.points == {"answer": 0.0, "second": 2.0}
    assert "what answer returned is or holds an object of class Box; this test wants a number" in (
        probed.errors
    )
    function = dataclasses.replace(
        found.placement, kinds={"test_answer": ("Returned opaque", "Value function")}
    )
    probed = probe(grader(pytestconfig), liar, master=whole, placement=function)
    assert probed.points["answer"] == 0.0, "nor does a stand-in of an object answer anything"
