"""Each check of the notebooks' form fails on a notebook that breaks it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from authoring.build import read
from grading.core.course import notebooks_in
from tests.support import form
from tests.support import form as form_content
from tests.support import form as form_further
from tests.support.courses import COURSE, code_cells, prose
from tests.support.form import Check


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


def plant_blurred_picture(notebook: NotebookNode) -> None:
    figure(notebook).outputs[-1].metadata = {}


def named(cell: str) -> Callable[[NotebookNode], NotebookNode]:
    return lambda notebook: next(each for each in notebook.cells if each.id == cell)


def add_source(cell: str, text: str) -> Callable[[NotebookNode], None]:
    def plant(notebook: NotebookNode) -> None:
        named(cell)(notebook).source += text

    return plant


def plant_plain_view(notebook: NotebookNode) -> None:
    del named("answer")(notebook).metadata["jupyter"]


def plant_stored_guess(notebook: NotebookNode) -> None:
    named("comparison")(notebook).outputs[0].text = "You said 28, and it took exactly 28."


def plant_no_result(notebook: NotebookNode) -> None:
    named("answer")(notebook).outputs = []


def plant_result_first(notebook: NotebookNode) -> None:
    named("answer")(notebook).outputs[0].text = "steps needed: 28\nfrom 5.0"


def plant_nothing_between(notebook: NotebookNode) -> None:
    notebook.cells.remove(named("answer")(notebook))


def plant_no_comparison(notebook: NotebookNode) -> None:
    notebook.cells.remove(named("comparison")(notebook))


def plant_telling_alt(notebook: NotebookNode) -> None:
    named("one_step")(notebook).metadata["alt"] = "The first of 28 steps."


def add_prose(text: str) -> Callable[[NotebookNode], None]:
    def plant(notebook: NotebookNode) -> None:
        notebook.cells[2].source += text

    return plant


DEMO, EXERCISE = notebooks_in(COURSE.demos)[0], notebooks_in(COURSE.source)[0]
SOLVED = notebooks_in(COURSE.solutions)[0]


def plant_unfolded_tools(notebook: NotebookNode) -> None:
    del named("tools")(notebook).metadata["jupyter"]


def plant_folded_cell(notebook: NotebookNode) -> None:
    last_code_cell(notebook).metadata["jupyter"] = {"source_hidden": True}


def plant_long_way(notebook: NotebookNode) -> None:
    notebook.cells[3:3] = [nbformat.v4.new_markdown_cell("And on.")] * 3


def move_to_the_end(notebook: NotebookNode) -> None:
    ids = [cell.id for cell in notebook.cells]
    notebook.cells.append(notebook.cells.pop(ids.index("go-further")))


def remove(cell: str) -> Callable[[NotebookNode], None]:
    return lambda notebook: notebook.cells.remove(named(cell)(notebook))


def replace(cell: str, old: str, new: str) -> Callable[[NotebookNode], None]:
    def plant(notebook: NotebookNode) -> None:
        assert old in named(cell)(notebook).source
        named(cell)(notebook).source = named(cell)(notebook).source.replace(old, new)

    return plant


def plant_graded_task(notebook: NotebookNode) -> None:
    named("steps_until")(notebook).metadata["nbgrader"] = test_cell(notebook).metadata.nbgrader


def plant_answered_task(notebook: NotebookNode) -> None:
    named("check_steps_until")(notebook).outputs[0].text = "Right."


PLANTED: list[tuple[Path, Check, Callable[[NotebookNode], None]]] = [
    (EXERCISE, form.no_outputs, plant_output),
    (DEMO, form.stored_outputs, plant_warning),
    (DEMO, form.stored_outputs, plant_unexecuted),
    (EXERCISE, form.metadata, plant_version),
    (EXERCISE, form.ids, plant_other_grade_id),
    (DEMO, form.sizes, set_source(last_code_cell, "x = 1\n" * 16)),
    (DEMO, form.sizes, plant_bare_code),
    (DEMO, form.frame, set_source(first, "# Demo 1\n\nLet us begin.")),
    (DEMO, form.imports_at_the_top, set_source(last_code_cell, "import os")),
    (EXERCISE, form.tools, plant_unfolded_tools),
    (EXERCISE, form.tools, plant_folded_cell),
    (EXERCISE, form.tools, plant_long_way),
    (EXERCISE, form.tools, set_source(named("tools"), form.TITLE + "x = 1")),
    (DEMO, form.tools, plant_folded_cell),
    (EXERCISE, form.asserted, set_source(test_cell, "checks.slope(grad_fx_shifted, [1.0])")),
    (EXERCISE, form.asserted, set_source(test_cell, "slip = checks.slope(f, [1.0])\nx = slip")),
    (DEMO, form_content.pictures, plant_no_alt),
    (DEMO, form_content.pictures, plant_large_picture),
    (DEMO, form_content.pictures, plant_blurred_picture),
    (DEMO, form_content.links, add_prose(" [gone](demo_9.ipynb)")),
    (DEMO, form_content.printed_numbers, add_prose(" It is 0.1234.")),
    (DEMO, form_content.predictions, plant_no_prediction),
    (EXERCISE, form_content.predictions, plant_no_prediction),
    (DEMO, form_content.predictions, set_source(named("prediction"), "my_prediction = 50")),
    (EXERCISE, form_content.predictions, set_source(named("prediction"), "my_prediction = 1.0")),
    (DEMO, form_content.predictions, add_source("prediction", '\nprint("your guess")')),
    (DEMO, form_content.predictions, plant_nothing_between),
    (DEMO, form_content.predictions, plant_no_comparison),
    (DEMO, form_content.predictions, add_source("answer", "\nprint(my_prediction)")),
    (DEMO, form_content.predictions, set_source(named("comparison"), "print(my_prediction)")),
    (DEMO, form_content.predictions, plant_stored_guess),
    (DEMO, form_content.predictions, plant_plain_view),
    (DEMO, form_content.predictions, plant_no_result),
    (DEMO, form_content.predictions, plant_result_first),
    (DEMO, form_content.predictions, add_prose(" It takes 28 steps.")),
    (DEMO, form_content.predictions, add_source("path", " It took 28 steps.")),
    (DEMO, form_content.predictions, plant_telling_alt),
    (DEMO, form_further.further, set_source(last_code_cell, "## Go further\n")),
    (EXERCISE, form_further.further, remove("go-further")),
    (EXERCISE, form_further.further, replace("go-further", "graded", "lost")),
    (EXERCISE, form_further.further, move_to_the_end),
    (EXERCISE, form_further.further, remove("further-2")),
    (EXERCISE, form_further.further, remove("steps_until")),
    (EXERCISE, form_further.further, remove("hints-further-2")),
    (EXERCISE, form_further.further, remove("check_steps_until")),
    (EXERCISE, form_further.further, replace("further-1", "★", "*")),
    (EXERCISE, form_further.further, replace("further-2", "minutes", "pages")),
    (EXERCISE, form_further.further, replace("hints-further-1", "One way to do it", "It is")),
    (EXERCISE, form_further.further, replace("hints-further-2", "<details>", "<b>")),
    (EXERCISE, form_further.further, plant_graded_task),
    (SOLVED, form_further.further, plant_answered_task),
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
