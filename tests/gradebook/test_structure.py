"""Changes of source/ under a graded class are told, and the gradebook follows with its scores."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from nbformat.v4 import new_notebook

from grading.core.course import Assignment
from grading.core.errors import UsageError
from grading.gradebook.nbgrader import course_directory, open_gradebook
from grading.gradebook.structure import (
    Changed,
    check_structure,
    differing,
    follow_source,
    read_source,
    restored_by,
    said_of_strays,
    strays,
)
from tests.gradebook.small_class import Source, notebook, points, write

BEFORE = {"one/test_a": 1.0, "one/test_b": 1.0, "two/test_c": 1.0}
CHANGES: dict[str, tuple[Source, str, dict[str, float | None]]] = {
    "a part more": (
        {"one": notebook("a", "b", "x"), "two": notebook("c")},
        "test_x, x are new in one",
        {**BEFORE, "one/test_x": None},
    ),
    "a part less": (
        {"one": notebook("b"), "two": notebook("c")},
        "test_a, a are gone in one",
        {"one/test_b": 1.0, "two/test_c": 1.0},
    ),
    "another name": (
        {"one": notebook("y", "b"), "two": notebook("c")},
        "test_y, y are new in one; test_a, a are gone in one",
        {"one/test_y": None, "one/test_b": 1.0, "two/test_c": 1.0},
    ),
    "a notebook more": (
        {"one": notebook("a", "b"), "two": notebook("c"), "two-Copy1": notebook("c")},
        "the notebook two-Copy1 is new",
        {**BEFORE, "two-Copy1/test_c": None},
    ),
    "a notebook less": (
        {"one": notebook("a", "b")},
        "the notebook two is gone",
        {"one/test_a": 1.0, "one/test_b": 1.0},
    ),
    "a part that moved": (
        {"one": notebook("b"), "two": notebook("a", "c")},
        "test_a, a are new in two; test_a, a are gone in one",
        {"one/test_b": 1.0, "two/test_a": None, "two/test_c": 1.0},
    ),
}
"""By what has changed: the source, how it is told, and Bob's points when the gradebook follows."""


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_under_a_graded_class_is_told_with_the_ways_out(
    assignment: Assignment, change: str
) -> None:
    source, told, _ = CHANGES[change]
    check_structure(course_directory(assignment))
    write(assignment, source)
    with pytest.raises(Changed) as error:
        check_structure(course_directory(assignment))
    assert f"source/work has changed: {told}. Nothing was released" in str(error.value)
    assert "python -m grading migrate work" in str(error.value)
    assert ("--renamed a=y" in str(error.value)) == (change == "another name")


@pytest.mark.parametrize("change", CHANGES)
def test_the_gradebook_follows_and_keeps_what_stays(assignment: Assignment, change: str) -> None:
    source, told, after = CHANGES[change]
    write(assignment, source)
    assert follow_source(course_directory(assignment)) == [f"The gradebook has followed: {told}."]
    check_structure(course_directory(assignment))
    assert points(assignment) == {"ada": {**after, "one/test_b": 1.5}, "bob": after}
    with open_gradebook(assignment) as book:  # nothing is missing where nbgrader looks for it
        for name, each in source.items():
            for cell in each.cells:
                part = cell.metadata.nbgrader.grade_id
                find = book.find_grade if cell.metadata.nbgrader.grade else book.find_comment
                assert find(part, name, "work", "ada")
    assert follow_source(course_directory(assignment)) == []


LOSSES: dict[str, tuple[Source, list[str]]] = {
    "the part": ({"one": notebook("a"), "two": notebook("c")}, []),
    "the notebook": ({"two": notebook("c")}, []),
    "its name": ({"one": notebook("a", "z"), "two": notebook("c")}, ["--renamed b=z"]),
    "the notebook's name": (
        {"uno": notebook("a", "b"), "two": notebook("c")},
        ["--renamed one=uno"],
    ),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_nothing_that_a_person_gave_is_lost_unasked(assignment: Assignment, loss: str) -> None:
    source, hints = LOSSES[loss]
    write(assignment, source)
    before = (assignment.root / "gradebook.db").read_bytes()
    with pytest.raises(UsageError) as error:
        follow_source(course_directory(assignment))
    said = str(error.value)
    assert "ada, test_b: 1.5 points; ada, b: the comment 'see me'" in said
    assert all(hint in said for hint in hints), said
    assert ("--renamed" in said) == bool(hints)
    assert (assignment.root / "gradebook.db").read_bytes() == before
    lost = [
        each
        for each in follow_source(course_directory(assignment), force=True)
        if each.startswith("Lost")
    ]
    assert len(lost) == 2
    check_structure(course_directory(assignment))


@pytest.mark.parametrize(
    ("loss", "old", "new", "where"),
    [
        ("its name", "b", "z", "one/test_z"),
        ("its name", "test_b", "test_z", "one/test_z"),
        ("the notebook's name", "one", "uno", "uno/test_b"),
    ],
)
def test_under_a_new_name_the_scores_stay(
    assignment: Assignment, loss: str, old: str, new: str, where: str
) -> None:
    write(assignment, LOSSES[loss][0])
    (said,) = follow_source(course_directory(assignment), [(old, new)])
    assert new in said
    assert points(assignment)["ada"][where] == 1.5
    check_structure(course_directory(assignment))


@pytest.mark.parametrize("pair", [("b", "y"), ("nobody", "z"), ("z", "b"), ("two", "one")])
def test_a_name_that_has_not_changed_is_refused(
    assignment: Assignment, pair: tuple[str, str]
) -> None:
    write(assignment, LOSSES["its name"][0])
    before = (assignment.root / "gradebook.db").read_bytes()
    with pytest.raises(UsageError, match="does not fit what has changed"):
        follow_source(course_directory(assignment), [pair])
    assert (assignment.root / "gradebook.db").read_bytes() == before


def test_before_anybody_is_graded_everything_may_change(assignment: Assignment) -> None:
    with open_gradebook(assignment) as book:
        for student in ("ada", "bob"):
            book.remove_student(student)
    write(assignment, CHANGES["a notebook less"][0])
    check_structure(course_directory(assignment))
    (assignment.root / "gradebook.db").unlink()
    check_structure(course_directory(assignment))
    assert follow_source(course_directory(assignment)) == []
    assert not (assignment.root / "gradebook.db").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}'])
def test_a_source_that_is_no_notebook_is_named(assignment: Assignment, text: str) -> None:
    (assignment.source / "two.ipynb").write_text(text)
    with pytest.raises(UsageError, match=r"source/work/two.ipynb is no notebook that can be read"):
        read_source(course_directory(assignment))


@pytest.mark.parametrize(
    "name", ["one-Copy1", "one (1)", "one_copy", "one - Copy", "one-checkpoint", "one_old"]
)
def test_a_copy_beside_its_original_is_told(assignment: Assignment, name: str) -> None:
    write(assignment, {"one": notebook("a", "b"), name: notebook("a", "b")})
    (said,) = said_of_strays(course_directory(assignment))
    assert said.startswith(f"source/work/{name}.ipynb looks like a copy of one, and is handed out")
    assert said.endswith("also run python -m grading migrate work.")


def test_a_notebook_that_is_not_nbgraders_is_told_and_hidden_files_are_none(
    assignment: Assignment,
) -> None:
    write(assignment, {"one": notebook("a"), "Untitled": new_notebook(), ".one": notebook("a")})
    (assignment.source / ".ipynb_checkpoints").mkdir()
    assert list(read_source(course_directory(assignment))) == ["Untitled", "one"]
    (said,) = said_of_strays(course_directory(assignment))
    assert said.startswith("source/work/Untitled.ipynb has no cell of nbgrader's")


def test_notebooks_that_number_their_parts_alike_are_no_copies() -> None:
    one, two = notebook("q1", "q2"), notebook("q1", "q2")
    two.cells[0].source = "q1 = 2"
    assert list(strays({"week_1": one, "week_2": two})) == []


def _edit(source: Source) -> None:
    source["one"].cells[1].source += "  # changed"


def _drop(source: Source) -> None:
    del source["one"].cells[1]


def _answer(source: Source) -> None:
    source["one"].cells[0].source = "a = 2"


@pytest.mark.parametrize(
    ("change", "told"), [(_edit, "one in test_a"), (_drop, "one in test_a"), (_answer, "")]
)
def test_what_differs_in_locked_cells_is_told(
    assignment: Assignment, change: Callable[[Source], None], told: str
) -> None:
    before, source = restored_by(assignment.source), read_source(course_directory(assignment))
    assert differing(before, before) == ""
    change(source)
    write(assignment, source)
    assert differing(before, restored_by(assignment.source)) == told
