"""Each check of the notebooks' form fails on a notebook that breaks it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grading.course import notebooks_in
from grading.derived import read
from tests import form, form_content
from tests.cells import code_cells, prose
from tests.copies import COURSE
from tests.form import Check


def last_code_cell(notebook: NotebookNode) -> NotebookNode:
    return code_cells(notebook)[-1]


def figure(notebook: NotebookNode) -> NotebookNode:
    return next(cell for cell in code_cells(notebook) if "alt" in cell.metadata)


def test_cell(notebook: NotebookNode) -> NotebookNode:
    return next(cell for cell in code_cells(notebook) if cell.id.startswith("test_"))


test_cell.__test__ = False  # type: ignore[attr-defined]


def set_source(find: Callable[[NotebookNode], NotebookNode], source: str) -> Callable[..., None]:
    def plant(notebook: NotebookNode) -> None:
        find(notebook).source = source

    return plant


def first(notebook: NotebookNode) -> NotebookNode:
    return prose(notebook)[0]


def plant_output(notebook: NotebookNode) -> None:
    last_code_cell(notebook).outputs = [nbformat.v4.new_output("stream", text="42")]


def plant_warning(notebook: NotebookNode) -> None:
    stream = nbformat.v4.new_output("stream", name="stderr", text="careful")
    last_code_cell(notebook).outputs = [stream]


def plant_version(notebook: NotebookNode) -> None:
    notebook.metadata.language_info["version"] = "3.11.7"


def plant_other_grade_id(notebook: NotebookNode) -> None:
    test_cell(notebook).metadata.nbgrader.grade_id = "test_something_else"


def plant_unlocked(notebook: NotebookNode) -> None:
    test_cell(notebook).metadata.nbgrader.locked = False


def plant_no_alt(notebook: NotebookNode) -> None:
    del figure(notebook).metadata["alt"]


def plant_large_picture(notebook: NotebookNode) -> None:
    cell = figure(notebook)
    cell.outputs[-1].data["image/png"] = "A" * 80_000


def plant_bare_code(notebook: NotebookNode) -> None:
    del notebook.cells[2]


def plant_unexecuted(notebook: NotebookNode) -> None:
    last_code_cell(notebook).execution_count = None


def plant_no_prediction(notebook: NotebookNode) -> None:
    for cell in code_cells(notebook):
        cell.source = cell.source.replace("my_", "our_")


def add_prose(text: str) -> Callable[[NotebookNode], None]:
    def plant(notebook: NotebookNode) -> None:
        notebook.cells[2].source += text

    return plant


DEMO, EXERCISE = notebooks_in(COURSE.demos)[0], notebooks_in(COURSE.source)[0]
PLANTED: list[tuple[Path, Check, Callable[[NotebookNode], None]]] = [
    (EXERCISE, form.no_outputs, plant_output),
    (DEMO, form.stored_outputs, plant_warning),
    (DEMO, form.stored_outputs, plant_unexecuted),
    (EXERCISE, form.metadata, plant_version),
    (EXERCISE, form.ids, plant_other_grade_id),
    (DEMO, form.sizes, set_source(last_code_cell, "x = 1\n" * 16)),
    (DEMO, form.sizes, plant_bare_code),
    (DEMO, form.sizes, add_prose(" and on" * 60)),
    (DEMO, form.frame, set_source(first, "# Demo 1\n\nLet us begin.")),
    (DEMO, form.imports_at_the_top, set_source(last_code_cell, "import os")),
    (DEMO, form_content.pictures, plant_no_alt),
    (DEMO, form_content.pictures, plant_large_picture),
    (DEMO, form_content.links, add_prose(" [gone](demo_9.ipynb)")),
    (DEMO, form_content.printed_numbers, add_prose(" It is 0.1234.")),
    (DEMO, form_content.predictions, plant_no_prediction),
    (EXERCISE, form.locks, plant_unlocked),
    (EXERCISE, form.locks, set_source(test_cell, "### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS")),
    (EXERCISE, form.locks, set_source(test_cell, "assert True")),
]


@pytest.mark.parametrize(("path", "check", "plant"), PLANTED)
def test_each_check_can_fail(
    path: Path, check: Check, plant: Callable[[NotebookNode], None]
) -> None:
    notebook = read(path)
    assert list(check(notebook, path)) == []
    planted = copy.deepcopy(notebook)
    plant(planted)
    assert list(check(planted, path)) != []
