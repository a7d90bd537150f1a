"""Validate shows what is missing in a picture, and nbgrader still gives the points of the rest."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import determine_grade
from nbgrader.validator import Validator

from authoring.build import executed, read
from authoring.sample_class import answered, read_submission
from tests.support.courses import COURSE, code_cells
from tests.support.submissions import FOLDER, NOTEBOOKS


@pytest.mark.parametrize(
    ("file", "test", "sentence"),
    [
        ("exercise_2/title_missing", "test_plot_path", "title and legend: missing: title"),
        pytest.param(
            *("exercise_4/loss_axis_linear", "test_plot_sweep", "the loss axis is linear"),
            marks=pytest.mark.prove,
        ),
    ],
)
def test_a_part_that_is_missing_is_named_and_costs_only_itself(
    file: str, test: str, sentence: str, tmp_path: Path
) -> None:
    submission = read_submission(FOLDER / "wrong" / f"{file}.py")
    blank = read(COURSE.release / f"{NOTEBOOKS[file.split('/')[0]]}.ipynb")
    notebook = answered(blank, submission.answers)
    nbformat.write(notebook, tmp_path / "handed_in.ipynb")
    (failed,) = Validator().validate(str(tmp_path / "handed_in.ipynb"))["failed"]
    assert sentence in failed["raw_error"]
    (cell,) = (c for c in code_cells(executed(notebook, allow_errors=True)) if c.id == test)
    assert determine_grade(cell)[0] == submission.points[test.removeprefix("test_")]
