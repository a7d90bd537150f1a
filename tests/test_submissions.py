"""Answers of every kind get the points they deserve, and feedback that names the mistake."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from grading.derived import read
from grading.submission import read_submission
from tests.copies import COURSE
from tests.deserved import FOLDER, FULL, NOTEBOOKS
from tests.in_process import Graded, grade, warnings_on_stderr

LEAST = {"accepted": 8, "wrong": 12}
"""How many files of a kind there are for each exercise, at least."""

RIGHT = re.compile(
    r"Part \d: right for the \d+ \w+ tried here; grading tries others\."
    r"|Part 4: 4 of your 4 words compared here .*: right; grading compares all 4\."
)
"""What a test says that is passed."""

DIAGNOSED = 0.9
"""The share of wrong answers whose mistake the feedback names, at least."""


def files(kind: str) -> list[object]:
    paths = sorted((FOLDER / kind).glob("*/*.py"))
    return [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in paths]


@functools.cache
def graded(path: Path) -> Graded:
    """A file, graded as in a notebook, where a warning is text on stderr and not an error."""
    with warnings_on_stderr():
        notebook = read(COURSE.source / f"{NOTEBOOKS[path.parent.name]}.ipynb")
        return grade(notebook, read_submission(path).answers)


@pytest.mark.parametrize("kind", LEAST)
@pytest.mark.parametrize("exercise", FULL)
def test_there_are_many_files_and_each_says_what_it_is(exercise: str, kind: str) -> None:
    submissions = [read_submission(path) for path in (FOLDER / kind / exercise).glob("*.py")]
    assert len(submissions) >= LEAST[kind]
    for submission in submissions:
        assert submission.mistake
        assert list(submission.answers) == list(FULL[exercise])
        assert bool(submission.points) == (kind == "wrong")
        assert set(submission.points) == set(submission.diagnoses)


@pytest.mark.parametrize("path", files("accepted"))
def test_a_right_answer_gets_full_points_and_no_diagnosis(path: Path) -> None:
    result = graded(path)
    assert result.points == FULL[path.parent.name], result.messages
    said = "".join(result.messages.values()).splitlines()
    assert [line for line in said if not RIGHT.fullmatch(line)] == []
    if path.stem != "bound_stderr":  # which only the grader itself can ignore: see test_pipeline
        assert set(result.stderr.values()) == {""}, "nbgrader gives zero for text on stderr"


@pytest.mark.parametrize("path", files("wrong"))
def test_a_wrong_answer_loses_points_where_it_is_wrong_and_only_there(path: Path) -> None:
    result, deserved = graded(path), {**FULL[path.parent.name], **read_submission(path).points}
    assert result.points == deserved, result.messages
    assert deserved != FULL[path.parent.name]


@pytest.mark.parametrize("path", files("wrong"))
def test_the_feedback_says_what_the_file_says_it_says(path: Path) -> None:
    for name, words in read_submission(path).diagnoses.items():
        assert words == "?" or words in graded(path).messages[name]


@pytest.mark.parametrize("exercise", FULL)
def test_the_feedback_names_nearly_every_mistake(
    exercise: str, record_property: Callable[[str, object], None]
) -> None:
    words = [
        (path.stem, text)
        for path in sorted((FOLDER / "wrong" / exercise).glob("*.py"))
        for text in read_submission(path).diagnoses.values()
    ]
    unnamed = sorted({stem for stem, text in words if text == "?"})
    share = 1 - len(unnamed) / len({stem for stem, _ in words})
    record_property("figure", f"diagnosis {exercise}: {share:.0%} named; not: {unnamed}")
    assert share >= DIAGNOSED


@pytest.mark.parametrize("exercise", FULL)
def test_the_source_gets_full_points(exercise: str) -> None:
    assert grade(read(COURSE.source / f"{NOTEBOOKS[exercise]}.ipynb")).points == FULL[exercise]


@pytest.mark.parametrize("exercise", FULL)
def test_a_partial_score_is_a_number_that_nbgrader_takes(exercise: str) -> None:
    result = grade(read(COURSE.source / f"{NOTEBOOKS[exercise]}.ipynb"))
    for name, points in result.points.items():
        assert math.isfinite(points)
        assert 0 <= points <= FULL[exercise][name]
