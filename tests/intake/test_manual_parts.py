"""Parts that a person grades (tasks, essays, code) come back as what they are."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from grading.intake.merge import MergedNotebook, merge_submission
from tests.submissions.broken.files import saved
from tests.support.handed_in import NAME, released

TASK = "Explain in one sentence why the steps shrink."
SCHEME = "=== BEGIN MARK SCHEME ===\nthe slope flattens\n=== END MARK SCHEME ==="
SOURCES = {
    "task_last": f"{TASK}\n\n{SCHEME}",
    "task_first": f"{SCHEME}\n{TASK}",
    "task_two": f"{TASK}\n{SCHEME}\nAnd why they stop.\n## BEGIN MARK SCHEME\n## END MARK SCHEME",
    "task_none": "Draw the path on paper.",
    "task_own": f"{TASK}\n<!-- BEGIN POINTS -->\none each\n<!-- END POINTS -->",
}
PUBLIC = {
    "task_last": f"{TASK}\n",
    "task_first": TASK,
    "task_two": f"{TASK}\nAnd why they stop.",
    "task_none": SOURCES["task_none"],
    "task_own": TASK,
}
"""What `nbgrader generate_assignment` leaves of each; the last with marks of the course's own."""

ESSAYS = {"essay": ("markdown", "YOUR ANSWER HERE"), "program": ("code", "# YOUR CODE HERE")}


def _cell(name: str, kind: str, source: str, points: float, *, task: bool) -> NotebookNode:
    mark = {
        **{"schema_version": 3, "grade_id": name, "points": points, "task": task},
        **{"grade": not task, "solution": not task, "locked": task},
    }
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": name,
        "source": source,
        "metadata": {"nbgrader": mark},
    }
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    made: NotebookNode = nbformat.from_dict(cell)
    return made


def _notebook(sources: dict[str, str], points: float) -> NotebookNode:
    """The released exercise, with a task of each kind and two answers for a person to grade."""
    notebook: NotebookNode = nbformat.from_dict(released(NAME))
    notebook.cells += [_cell(n, "markdown", s, points, task=True) for n, s in sources.items()]
    for name, (kind, source) in ESSAYS.items():
        notebook.cells.append(_cell(name, kind, source, points, task=False))
    return notebook


def _taken(handed_in: NotebookNode, points: float = 4) -> MergedNotebook:
    differ = {name: text for name, text in PUBLIC.items() if text != SOURCES[name]}
    return merge_submission(saved(handed_in), _notebook(SOURCES, points), differ)


def _sources(taken: MergedNotebook) -> list[str]:
    return [cell.source for cell in taken.notebook.cells]


@pytest.mark.parametrize("points", [4, 0])
def test_what_nobody_touched_is_unedited_and_there_once(points: float) -> None:
    taken = _taken(_notebook(PUBLIC, points), points)
    assert taken.remarks == ()
    assert _sources(taken) == _sources(_taken(_notebook(SOURCES, points), points))
    assert [cell.id for cell in taken.notebook.cells[-7:]] == [*SOURCES, *ESSAYS]


def test_so_it_is_without_metadata_and_where_an_editor_has_cut_space() -> None:
    handed_in = _notebook(PUBLIC, 4)
    for number, cell in enumerate(handed_in.cells[-7:]):
        cell.id, cell.metadata = f"new-{number}", {}
        cell.source = f"{cell.source.rstrip()}\n\n" if number % 2 else cell.source.rstrip()
    taken = _taken(handed_in)
    assert _sources(taken)[-7:-2] == list(SOURCES.values())
    assert [cell.id for cell in taken.notebook.cells[-7:]] == [*SOURCES, *ESSAYS]
    assert not [remark for remark in taken.remarks if "edited" in remark]


def test_a_copy_of_a_task_is_not_kept() -> None:
    handed_in = _notebook(PUBLIC, 4)
    handed_in.cells += [nbformat.from_dict(cell) for cell in handed_in.cells[-7:-2]]
    assert _sources(_taken(handed_in)) == _sources(_taken(_notebook(PUBLIC, 4)))


def test_what_was_written_into_a_task_follows_it() -> None:
    handed_in = _notebook(PUBLIC, 4)
    handed_in.cells[-7].source += "\nBecause the slope does."
    taken = _taken(handed_in)
    at = _sources(taken).index(SOURCES["task_last"])
    assert _sources(taken)[at + 1] == handed_in.cells[-7].source
    assert [remark for remark in taken.remarks if remark.startswith("task_last: this locked")]


def test_answers_that_a_person_grades_are_the_students() -> None:
    handed_in = _notebook(PUBLIC, 4)
    handed_in.cells[-2].source, handed_in.cells[-1].source = "Since it is flat.", "print(1)"
    taken = _taken(handed_in)
    assert _sources(taken)[-2:] == ["Since it is flat.", "print(1)"]
    assert taken.remarks == ()
