"""Knows what a student's answers look like as a file, and how to put them into a notebook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

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
