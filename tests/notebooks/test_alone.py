"""Every notebook runs alone from an empty folder, and draws the figures it stores."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from authoring.build import TOLERANCE, executed, pictures, png_difference, read, same_outputs
from grading.core.course import notebooks_in
from tests.cells import code_cells, python
from tests.copies import COURSE
from tests.newest import pins

STORED = [*notebooks_in(COURSE.demos), *notebooks_in(COURSE.solutions)]
SLIDERS = {"step_slider", "rate_slider"}


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def run_alone(path: Path, *, allow_errors: bool = False) -> NotebookNode:
    """The notebook, executed in an empty folder, which is empty again afterwards."""
    notebook = read(path)
    notebook.cells.append(new_code_cell("import os\nos.listdir()"))
    fresh = executed(notebook, allow_errors=allow_errors)
    (left,) = fresh.cells.pop().outputs
    assert left.data["text/plain"] == "[]", "it leaves files behind"
    return fresh


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_notebook_runs_alone_and_shows_what_it_stores(path: Path) -> None:
    stored, fresh = read(path), run_alone(path)
    for old, new in zip(code_cells(stored), code_cells(fresh), strict=True):
        assert same_outputs(old.outputs, new.outputs), f"{new.id}: run make build and look at it"


@pytest.mark.parametrize("path", [*STORED, *notebooks_in(COURSE.release)], ids=named)
def test_a_notebook_imports_what_requirements_txt_names_and_python_has(path: Path) -> None:
    trees = [ast.walk(ast.parse(python(cell))) for cell in code_cells(read(path))]
    nodes = [node for tree in trees for node in tree]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert names
    known = {pin.name for pin in pins(COURSE.root, "requirements.txt")} | sys.stdlib_module_names
    known |= {"checks"}  # what the cell of the tools has made, or, in source/, imports
    assert {name.split(".")[0] for name in names} <= known


@pytest.mark.parametrize("path", notebooks_in(COURSE.demos)[1::2], ids=lambda path: path.stem)
def test_a_slider_is_a_picture_where_there_are_no_sliders(path: Path) -> None:
    stored, notebook = read(path), read(path)
    blocked = 'import sys\nsys.modules["ipywidgets"] = None\n'
    notebook.cells[1].source = blocked + notebook.cells[1].source
    for old, new in zip(code_cells(stored), code_cells(executed(notebook)), strict=True):
        if new.id in SLIDERS:
            assert len(pictures(new.outputs)) == len(new.outputs) == 1
        else:
            assert same_outputs(old.outputs, new.outputs), new.id


@pytest.mark.parametrize("path", notebooks_in(COURSE.release), ids=lambda path: path.stem)
def test_a_blank_release_runs_alone_and_fails_each_of_its_tests(path: Path) -> None:
    for cell in code_cells(run_alone(path, allow_errors=True)):
        errors = {o.ename for o in cell.outputs if o.output_type == "error"}
        mark = cell.metadata.get("nbgrader", {"solution": False, "locked": False, "grade": False})
        if mark["grade"]:
            said = [o.evalue for o in cell.outputs if o.output_type == "error"]
            assert len(said) == 1, f"{cell.id} gives points for nothing"
            assert "is still to be written" in said[0], said
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
