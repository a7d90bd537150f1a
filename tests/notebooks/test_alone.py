"""Every notebook runs alone from an empty folder, with and without what it may miss.

That the demos and solutions show what they store, figures too, nbval tests in warm forks of one
process (tests.support.warm_nbval); here one of them runs in a kernel, as a build runs them all,
and where there are no warm forks, which need Linux, all of them do.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from authoring.build import executed, pictures, read, same_outputs, same_pictures
from grading.core.course import notebooks_in
from tests.notebooks.kernels import Show
from tests.support.courses import COURSE, code_cells, python, requirements

LINUX = sys.platform == "linux"
ALL = [pytest.mark.prove] if LINUX else []
STORED = [*notebooks_in(COURSE.demos), *notebooks_in(COURSE.solutions)]
SLIDERS = {"step_slider", "rate_slider"}
IN_A_KERNEL = [
    pytest.param(path, id=path.stem, marks=[] if path.stem.startswith("exercise_2") else ALL)
    for path in STORED
]


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def run(show: Show, notebook: NotebookNode) -> list[list[NotebookNode]]:
    """What each code cell shows, of a notebook that leaves no file behind."""
    asked = new_code_cell("import os\nos.listdir()")
    *shown, left = show(new_notebook(cells=[*notebook.cells, asked], metadata=notebook.metadata))
    assert [output.data["text/plain"] for output in left] == ["[]"], "it leaves files behind"
    return shown


@pytest.mark.parametrize("path", IN_A_KERNEL)
def test_a_notebook_shows_in_a_kernel_what_it_stores(path: Path) -> None:
    stored, fresh = read(path), executed(read(path))
    for old, new in zip(code_cells(stored), code_cells(fresh), strict=True):
        assert same_outputs(old.outputs, new.outputs), f"{new.id}: run make build and look at it"


@pytest.mark.parametrize("path", [*STORED, *notebooks_in(COURSE.release)], ids=named)
def test_a_notebook_imports_what_requirements_txt_names_and_python_has(path: Path) -> None:
    trees = [ast.walk(ast.parse(python(cell))) for cell in code_cells(read(path))]
    nodes = [node for tree in trees for node in tree]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert names
    known = {each.name for each in requirements(COURSE.root / "requirements.txt")}
    # And what the cell of the tools has made, or, in source/, imports.
    known |= sys.stdlib_module_names | {"checks"}
    assert {name.split(".")[0] for name in names} <= known


@pytest.mark.parametrize("path", notebooks_in(COURSE.demos)[1::2], ids=lambda path: path.stem)
def test_a_slider_is_a_picture_where_there_are_no_sliders(path: Path, show: Show) -> None:
    notebook = read(path)
    blocked = 'import sys\nsys.modules["ipywidgets"] = None\n'
    notebook.cells[1].source = blocked + notebook.cells[1].source
    shown = run(show, notebook)
    for cell, new in zip(code_cells(notebook), shown, strict=True):
        if cell.id in SLIDERS:
            assert len(pictures(new)) == len(new) == 1
        else:
            assert same_pictures(pictures(cell.outputs), pictures(new)), cell.id
            assert texts(cell.outputs) == texts(new), cell.id


def texts(outputs: list[NotebookNode]) -> list[str]:
    return [output.get("text") or output.data["text/plain"] for output in outputs]


@pytest.mark.parametrize("path", notebooks_in(COURSE.release), ids=lambda path: path.stem)
def test_a_blank_release_runs_alone_and_fails_each_of_its_tests(path: Path, show: Show) -> None:
    notebook = read(path)
    for cell, shown in zip(code_cells(notebook), run(show, notebook), strict=True):
        errors = {o.ename for o in shown if o.output_type == "error"}
        mark = cell.metadata.get("nbgrader", {"solution": False, "locked": False, "grade": False})
        if mark["grade"]:
            said = [o.evalue for o in shown if o.output_type == "error"]
            assert len(said) == 1, f"{cell.id} gives points for nothing"
            assert "is still to be written" in said[0], said
        elif mark["solution"]:
            assert errors <= {"NotImplementedError"}, cell.id
        elif mark["locked"]:
            assert errors == set(), f"{cell.id} needs an answer to run"
        else:
            assert errors <= {"NotImplementedError", "NameError"}, cell.id


CHANGES = {
    "colour": ('color="C5"', 'color="C0"'),
    "markers": ('"o-", color', '"-", color'),
    "label": ('label="minimum"', 'label="maximum"'),
    "size": ("figsize=(6, 4)", "figsize=(6, 4.1)"),
}


def test_a_changed_figure_is_seen(show: Show) -> None:
    notebook = read(STORED[1])
    *before, figure = [c for c in notebook.cells if c.id in {"imports", "descend", "path_figure"}]
    assert all(old in figure.source for old, _ in CHANGES.values())
    changed = [new_code_cell(figure.source.replace(*change)) for change in CHANGES.values()]
    shown = run(show, new_notebook(cells=[*before, figure, *changed]))
    same, *others = [pictures(outputs) for outputs in shown[len(before) :]]
    stored = pictures(figure.outputs)
    assert same_pictures(stored, same)
    seen = [not same_pictures(stored, other) for other in others]
    assert dict(zip(CHANGES, seen, strict=True)) == dict.fromkeys(CHANGES, True)
