"""Knows what a student's answers look like as a file, and how to put them into a notebook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

HEADER = re.compile(r"^# %% (?P<name>\w+)(?: -> (?P<points>[\d.]+))?$", re.MULTILINE)


@dataclass(frozen=True)
class Submission:
    """The answers of one student to one exercise, by `grade_id`, and the points they deserve.

    A missing entry in `points` means full points.
    """

    mistake: str
    answers: dict[str, str]
    points: dict[str, float]


def read_submission(path: Path) -> Submission:
    """Read a file whose cells are headed `# %% grade_id` or `# %% grade_id -> points`.

    The docstring at its top says what is right or wrong with the answers.
    """
    text = path.read_text(encoding="utf-8")
    head, *parts = HEADER.split(text)
    answers, points = {}, {}
    for name, expected, source in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        answers[name] = source.strip("\n")
        if expected is not None:
            points[name] = float(expected)
    return Submission(head.strip().strip('"'), answers, points)


def answered(notebook: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    """The notebook with the sources of its solution cells replaced by the answers."""
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell.source = answers[name]
    return notebook
