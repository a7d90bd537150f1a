"""Every notebook runs alone from an empty folder, and draws the figures it stores."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading.course import notebooks_in
from grading.derived import executed, read
from grading.pictures import TOLERANCE, pictures, png_difference, same_outputs
from tests.cells import code_cells
from tests.copies import COURSE

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
    notebook = read(notebooks_in(COURSE.demos)[1])
    notebook.cells = [c for c in notebook.cells if c.id in {"imports", "descend", "path_figure"}]
    figure = notebook.cells[-1]
    (stored,) = pictures(figure.outputs)
    assert old in figure.source
    figure.source = figure.source.replace(old, new)
    (fresh,) = pictures(executed(notebook).cells[-1].outputs)
    assert png_difference(stored, fresh) > TOLERANCE
