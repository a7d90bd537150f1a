"""Answers of every kind get the points they deserve: right ones all of them, wrong ones not."""

from __future__ import annotations

import math
import sys
import warnings
from pathlib import Path

import pytest

from grading.derived import read
from grading.submission import read_submission
from tests.copies import COURSE
from tests.deserved import FOLDER, FULL, NOTEBOOKS
from tests.in_process import grade


def files(kind: str) -> list[object]:
    paths = sorted((FOLDER / kind).glob("*/*.py"))
    return [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in paths]


def to_stderr(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
    print(category.__name__, message, file=sys.stderr)


@pytest.mark.parametrize("path", files("accepted"))
def test_a_right_answer_gets_full_points_whatever_its_style(path: Path) -> None:
    exercise, submission = path.parent.name, read_submission(path)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = to_stderr  # as in a notebook, and unlike pytest
        graded = grade(read(COURSE.source / f"{NOTEBOOKS[exercise]}.ipynb"), submission.answers)
    assert graded.points == FULL[exercise], graded.messages
    if path.stem != "bound_stderr":  # which only the grader itself can ignore: see test_pipeline
        assert set(graded.stderr.values()) == {""}, "nbgrader gives zero for text on stderr"


@pytest.mark.parametrize("path", files("wrong"))
def test_a_wrong_answer_loses_points_where_it_is_wrong_and_only_there(path: Path) -> None:
    exercise, submission = path.parent.name, read_submission(path)
    graded = grade(read(COURSE.source / f"{NOTEBOOKS[exercise]}.ipynb"), submission.answers)
    assert graded.points == {**FULL[exercise], **submission.points}, graded.messages
    assert graded.points != FULL[exercise]


@pytest.mark.parametrize("exercise", FULL)
def test_the_source_gets_full_points(exercise: str) -> None:
    assert grade(read(COURSE.source / f"{NOTEBOOKS[exercise]}.ipynb")).points == FULL[exercise]


@pytest.mark.parametrize("exercise", FULL)
def test_a_partial_score_is_a_number_that_nbgrader_takes(exercise: str) -> None:
    graded = grade(read(COURSE.source / f"{NOTEBOOKS[exercise]}.ipynb"))
    for name, points in graded.points.items():
        assert math.isfinite(points)
        assert 0 <= points <= FULL[exercise][name]


@pytest.mark.parametrize(
    ("file", "name", "words"),
    [
        ("exercise_1/sign_flipped", "descend_scalar", "at -3; you are at -11: uphill at step 1"),
        (
            "exercise_1/start_not_recorded",
            "descend_scalar",
            "it returned 20: that is the path without its start",
        ),
        ("exercise_1/factor_missing", "grad_fx_shifted", "-20; yours is -10.0: is the factor 2"),
        ("exercise_1/prints_nothing", "descend_scalar", "one after each step; it printed 0"),
        ("exercise_2/returns_nothing", "fx_shifted", "subtract 3 first, then square"),
        ("exercise_2/returns_nothing", "plot_path", "return the axes you drew on; you returned"),
        ("exercise_2/minimum_missing", "plot_path", "nothing marks the point (3, 0)"),
        ("exercise_3/aliased_rows", "descend_vector", "append a copy, such as x.clone()"),
        ("exercise_3/start_changed", "descend_vector", "work on x0.clone()"),
        ("exercise_3/start_changed", "grad_fvec_shifted", "look at the signs of [2, −1]"),
        ("exercise_3/loses_precision", "descend_vector", "keep the data type of x0"),
        ("exercise_4/axis_linear", "sweep_scalar", "every rate starts from"),
        ("exercise_4/axis_linear", "plot_sweep", "the loss axis is linear"),
        ("exercise_4/labels_swapped", "plot_sweep", "is labelled"),
    ],
)
def test_a_message_names_the_likely_mistake(file: str, name: str, words: str) -> None:
    path = FOLDER / "wrong" / f"{file}.py"
    notebook = read(COURSE.source / f"{NOTEBOOKS[path.parent.name]}.ipynb")
    assert words in grade(notebook, read_submission(path).answers).messages[name]
