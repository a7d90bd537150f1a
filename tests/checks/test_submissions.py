"""Answers of every kind get the points they deserve, and feedback that names the mistake."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from authoring.build import read
from authoring.sample_class import read_submission
from checks.slips import Slip
from tests.support.courses import COURSE
from tests.support.in_process import Graded, grade, warnings_on_stderr
from tests.support.submissions import FOLDER, FULL, NOTEBOOKS

LEAST = {"accepted": 8, "wrong": 12}
"""How many files of a kind there are for each exercise, at least."""

RIGHT = re.compile(
    r"Part \d: right for the \d+ \w+ tried here; grading tries others\."
    r"|Part 4: words compared here, 4 of 4 .*: right; grading compares all 4\."
)
"""What a test says that is passed."""

NOTE = re.compile(r"Part \d: the numbers are right; .*\.")
"""What it says if the numbers are in a container that a later cell cannot use."""

CONTAINER = re.compile(r"lists?\b|tuple|tensor|array|NumPy|brackets", re.IGNORECASE)
"""Words of an accepted file that says which container it returns."""

DIAGNOSED = 0.95
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
    notes = [line for line in said if not RIGHT.fullmatch(line)]
    assert all(NOTE.fullmatch(line) for line in notes), notes
    assert not notes or CONTAINER.search(read_submission(path).mistake), notes
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
        assert words == "?" or words in on_one_line(graded(path).messages[name])


def on_one_line(message: str) -> str:
    """A message as one line: where it is broken does not matter."""
    return " ".join(message.split())


def verdict(words: str, message: str, slip: Slip | None) -> str:
    """Whether a message names the mistake that a file expects, names another one, or names none.

    An error that has no Slip is Python's own, with a hint or without. A Slip's advice, or at least
    the whole of it, has to hold the words.
    """
    if slip is None:
        return "named" if words in message else "not named"
    told = [each.line for each in [slip, *slip.also] if each.named]
    if not told:
        return "not named"
    return "named" if words != "?" and any(words in text for text in told) else "misnamed"


@pytest.mark.parametrize("exercise", FULL)
def test_the_feedback_names_nearly_every_mistake_and_no_other_one(
    exercise: str, record_property: Callable[[str, object], None]
) -> None:
    verdicts: dict[str, set[str]] = {}
    for path in sorted((FOLDER / "wrong" / exercise).glob("*.py")):
        for name, words in read_submission(path).diagnoses.items():
            result = graded(path)
            said = verdict(words, result.messages[name], result.slips.get(name))
            verdicts.setdefault(path.stem, set()).add(said)
    unnamed = [stem for stem, found in verdicts.items() if "not named" in found]
    misnamed = [stem for stem, found in verdicts.items() if "misnamed" in found]
    share = 1 - len(unnamed) / len(verdicts)
    told = f"{share:.0%} of {len(verdicts)} named, {len(misnamed)} misnamed"
    record_property("figure", f"diagnosis {exercise}: {told}; not named: {unnamed}")
    assert misnamed == []
    assert share >= DIAGNOSED


@pytest.mark.parametrize(
    ("words", "slip", "expected"),
    [
        ("is the sign", Slip("at 1", "is the sign wrong?"), "named"),
        ("?", Slip("at 1", "compare your lines", named=False), "not named"),
        ("?", Slip("at 1", "is the sign wrong?"), "misnamed"),
        ("is the 2 missing", Slip("at 1", "is the sign wrong?"), "misnamed"),
        ("ZeroDivisionError", None, "named"),
        ("is the 2 missing", None, "not named"),
    ],
)
def test_a_wrong_name_is_told_from_none(words: str, slip: Slip | None, expected: str) -> None:
    assert verdict(words, "ZeroDivisionError: division by zero", slip) == expected


@pytest.mark.parametrize("exercise", FULL)
def test_the_source_gets_full_points(exercise: str) -> None:
    assert grade(read(COURSE.source / f"{NOTEBOOKS[exercise]}.ipynb")).points == FULL[exercise]


@pytest.mark.parametrize("exercise", FULL)
def test_a_partial_score_is_a_number_that_nbgrader_takes(exercise: str) -> None:
    result = grade(read(COURSE.source / f"{NOTEBOOKS[exercise]}.ipynb"))
    for name, points in result.points.items():
        assert math.isfinite(points)
        assert 0 <= points <= FULL[exercise][name]
