"""Knows the form of Go further: what an exercise's two tasks that are not graded owe the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from tests.cells import is_blank, is_demo
from tests.form_content import shown

HEADING, TASK = "## Go further\n", "### "
REFERENCE = "<details><summary>One way to do it, once you have tried</summary>"
STARS = re.compile(r"^(★☆☆|★★☆|★★★) · about \d+ minutes$", re.MULTILINE)
TASKS = ["further-1", "further-2"]
UNANSWERED = "You have not answered yet: "


def further(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Two tasks stand before "What we saw", ungraded, each with hints, an answer and a check."""
    headings = [cell.id for cell in notebook.cells if cell.source.startswith(HEADING)]
    if is_demo(path):
        yield from (f"{cell}: a demo has no tasks" for cell in headings)
        return
    if headings != ["go-further"]:
        yield f"sections that go further: {headings}"
        return
    cells = further_cells(notebook)
    if not cells or "nothing in them is graded" not in cells[0].source:
        yield "go-further: does not stand before the end and say that nothing is graded"
    yield from (f"{cell.id}: belongs to nbgrader" for cell in cells if "nbgrader" in cell.metadata)
    tasks = [cell.id for cell in cells if cell.source.startswith(TASK)]
    if tasks != TASKS:
        yield f"tasks to go further: {tasks}"
        return
    second = [cell.id for cell in cells].index(TASKS[1])
    for task in (cells[1:second], cells[second:]):
        yield from (f"{task[0].id}: {what}" for what in _task(task, path))


def further_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells of the section, its heading first, without "What we saw"."""
    ids = [cell.id for cell in notebook.cells]
    return list(notebook.cells[ids.index("go-further") : -1])


def _task(cells: list[NotebookNode], path: Path) -> Iterator[str]:
    """What a task lacks: its question, answer, hints and check, in this order."""
    question, answer, hints, *others = cells
    if not STARS.search(question.source):
        yield "has no stars and minutes"
    if answer.cell_type != "code":
        yield "has no cell for the answer below it"
    if hints.id != f"hints-{question.id}" or not hints.source.startswith("**Hints**\n"):
        yield "has no hints below the answer"
    folds = re.findall(r"<details><summary>.*?</summary>", hints.source)
    if len(folds) < 4 or folds[-1:] != [REFERENCE] or folds.count(REFERENCE) > 1:
        yield "has not three hints and one reference, folded"
    checks = [cell for cell in cells if cell.id.startswith("check_")]
    if [cell.id for cell in checks] != [f"check_{answer.id}"] or checks != others[-1:]:
        yield f"ends with no check of {answer.id}"
    elif not is_blank(path) and UNANSWERED not in shown(checks[0]):
        yield "its check does not ask for an answer"
