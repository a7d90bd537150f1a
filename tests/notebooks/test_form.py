"""Every notebook has the house's form."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from authoring.build import read
from grading.core.course import notebooks_in
from tests.support.courses import COURSE
from tests.support.form import CHECKS

FOLDERS = (COURSE.demos, COURSE.source, COURSE.release, COURSE.solutions)
NOTEBOOKS = [path for folder in FOLDERS for path in notebooks_in(folder)]


def name(path: Path) -> str:
    return str(path.relative_to(COURSE.root).with_suffix(""))


def test_the_course_has_five_demos_and_four_exercises() -> None:
    assert [len(notebooks_in(folder)) for folder in FOLDERS] == [5, 4, 4, 4]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_the_form_is_the_house_s(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    complaints = [f"{c.__name__}: {text}" for c in CHECKS for text in c(notebook, path)]
    assert not complaints, "\n".join(complaints)
