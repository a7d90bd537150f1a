"""Every notebook runs alone from an empty folder, and draws the figures it stores."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from nbformat import NotebookNode

from grading.course import find_assignment, notebooks_in
from grading.derived import executed, read
from grading.pictures import TOLERANCE, pictures, png_difference, same_outputs
from tests.cells import code_cells

COURSE = find_assignment("gradient_descent")
STORED = [*notebooks_in(COURSE.demos), *notebooks_in(COURSE.solutions)]


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_notebook_runs_alone_and_shows_what_it_stores(path: Path) -> None:
    stored, fresh = read(path), executed(read(path))
    for old, new in zip(code_cells(stored), code_cells(fresh), strict=True):
        assert same_outputs(old.outputs, new.outputs), f"{new.id}: run make build and look at it"


@pytest.mark.parametrize("path", notebooks_in(COURSE.release), ids=lambda path: path.stem)
def test_a_blank_release_runs_alone_and_fails_each_of_its_tests(path: Path) -> None:
    for cell in code_cells(executed(read(path), allow_errors=True)):
        errors = {o.ename for o in cell.outputs if o.output_type == "error"}
        mark = cell.metadata.get("nbgrader", {"solution": False, "locked": False, "grade": False})
        if mark["grade"]:
            nothing = [o for o in cell.outputs if o.get("data", {}).get("text/plain") == "0.0"]
            assert errors == {"NotImplementedError"} or nothing, (
                f"{cell.id} gives points for nothing"
            )
        elif mark["solution"]:
            assert errors <= {"NotImplementedError"}, cell.id
        elif mark["locked"]:
            assert errors == set(), f"{cell.id} needs an answer to run"
        else:
            assert errors <= {"NotImplementedError", "NameError"}, cell.id


@cache
def figure_of_demo_2() -> NotebookNode:
    notebook = read(notebooks_in(COURSE.demos)[1])
    wanted = ("imports", "descend", "path_figure")
    notebook.cells = [cell for cell in notebook.cells if cell.id in wanted]
    return notebook


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('color="C5"', 'color="C0"'),
        ('"o-", color', '"-", color'),
        ('label="minimum"', 'label="maximum"'),
        ("figsize=(6, 4)", "figsize=(6, 4.1)"),
    ],
    ids=["colour", "markers", "label", "size"],
)
def test_a_changed_figure_is_seen(old: str, new: str) -> None:
    notebook = figure_of_demo_2().copy()
    stored = pictures(code_cells(notebook)[-1].outputs)
    changed = read(notebooks_in(COURSE.demos)[1])
    changed.cells = [c for c in changed.cells if c.id in {"imports", "descend", "path_figure"}]
    assert old in changed.cells[-1].source
    changed.cells[-1].source = changed.cells[-1].source.replace(old, new)
    fresh = pictures(code_cells(executed(changed))[-1].outputs)
    assert png_difference(stored[0], fresh[0]) > TOLERANCE
