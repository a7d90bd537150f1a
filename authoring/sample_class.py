"""The sample class, and submissions as files of answers."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import MissingEntry

from authoring.build import read
from grading.core.course import SAMPLE_PREFIX, Assignment
from grading.gradebook.database import answering
from grading.gradebook.nbgrader import has_gradebook, open_gradebook

# What a student's answers look like as a file, and how to put them into a notebook.

HEADER = re.compile(r"^# %% (\w+)(?: -> ([\d.]+)(?:: (.+))?)?$", re.MULTILINE)


@dataclass(frozen=True)
class Submission:
    """The answers of one student to one exercise, by `grade_id`, and the points they deserve.

    A missing entry in `points` means full points. `diagnoses` are words of the feedback that
    name the mistake.
    """

    mistake: str
    answers: dict[str, str]
    points: dict[str, float]
    diagnoses: dict[str, str]


def read_submission(path: Path) -> Submission:
    """Read a file whose cells are headed `# %% grade_id` or `# %% grade_id -> points: diagnosis`.

    The docstring at its top says what is right or wrong with the answers.
    """
    text = path.read_text(encoding="utf-8")
    head, *parts = HEADER.split(text)
    answers, points, diagnoses = {}, {}, {}
    cells = zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=True)
    for name, expected, words, source in cells:
        answers[name] = source.strip("\n")
        if expected is not None:
            points[name] = float(expected)
        if words is not None:
            diagnoses[name] = words
    return Submission(head.strip().strip('"'), answers, points, diagnoses)


def answered(notebook: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    """The notebook with the sources of its solution cells replaced by the answers."""
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell.source = answers[name]
    return notebook


# A sample class: students who hand in files of tests/submissions/.

SUBMISSIONS = Path("tests", "submissions")
DUE = datetime(2026, 1, 30, 12, 0)
"""When the sample class had to hand in, UTC; one of them did not."""


def hand_in(assignment: Assignment) -> list[str]:
    """Write what the sample class hands in to submitted/; return the students' names.

    They are none, and nothing is written, for an assignment that has no sample class.
    """
    folder = assignment.root / SUBMISSIONS
    students = _sample_class(folder / "sample_class.toml", assignment.notebooks)
    if not students:
        return []
    for student, work in students.items():
        target = assignment.submitted / student / assignment.name
        target.mkdir(parents=True)
        handed_in = DUE - timedelta(hours=2) + timedelta(hours=work.pop("hours_late", 0))
        (target / "timestamp.txt").write_text(f"{handed_in:%Y-%m-%d %H:%M:%S} UTC\n")
        for name, file in work.items():
            answers = read_submission(folder / file).answers if file else {}
            notebook = read(assignment.release / f"{name}.ipynb")
            nbformat.write(answered(notebook, answers), target / f"{name}.ipynb")
    set_due_date(assignment, DUE)
    return list(students)


def _sample_class(file: Path, notebooks: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What each student of the file hands in; nobody where it is about other notebooks."""
    if not file.is_file():
        return {}
    students = tomllib.loads(file.read_text(encoding="utf-8"))
    handed_in = {name for work in students.values() for name in work} - {"hours_late"}
    return students if handed_in <= set(notebooks) else {}


@answering()
def forget(assignment: Assignment) -> None:
    """Remove the sample class from the gradebook and the folders; leave everybody else.

    Raises OlderGradebook, with nothing removed, and RunAborted where the gradebook does not answer.
    """
    if has_gradebook(assignment):
        with open_gradebook(assignment) as gradebook:
            for student in list(gradebook.students):
                if student.id.startswith(SAMPLE_PREFIX):
                    gradebook.remove_student(student.id)
        set_due_date(assignment, None, instead_of=DUE)
    for folder in ("submitted", "autograded", "feedback"):
        for path in (assignment.root / folder).glob(f"{SAMPLE_PREFIX}*"):
            shutil.rmtree(path)


def is_among(students: Iterable[str]) -> bool:
    """True if some of these students are of the sample class, and others are not."""
    are = {student.startswith(SAMPLE_PREFIX) for student in students}
    return are == {True, False}


def make_room(assignment: Assignment, others: Iterable[str]) -> list[str]:
    """Forget the sample class if others hand in now, and say so; its due date is not theirs."""
    if not is_among([*assignment.students(), *others]):
        return []
    forget(assignment)
    return ["The sample class and its due date are gone: a real class is here"]


def set_due_date(
    assignment: Assignment, due: datetime | None, *, instead_of: datetime | None = None
) -> None:
    """Give the assignment a due date (UTC) in the gradebook, in place of the one named only."""
    with open_gradebook(assignment) as gradebook:
        try:
            known = gradebook.find_assignment(assignment.name).duedate
        except MissingEntry:
            known = None
        if known == instead_of:
            gradebook.update_or_create_assignment(assignment.name, duedate=due)
