"""One command gives a student more time, says until when, and what to run next."""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from grading.__main__ import main
from grading.core.course import ROOT, Assignment, assignments
from grading.core.errors import RunAborted, UsageError
from grading.gradebook.extend import extend
from grading.gradebook.nbgrader import open_gradebook
from grading.gradebook.queries import read_scores
from tests.support.courses import COURSE, copy_course
from tests.support.platforms import new_gradebook

DUE = datetime(2026, 1, 30, 10)
NAME = COURSE.name


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook in which Ada was a day late, and Bob is on the list."""
    path = tmp_path_factory.mktemp("held") / "gradebook.db"
    with new_gradebook(path) as book:
        book.add_assignment(NAME, duedate=DUE)
        book.add_notebook("exercise_1", NAME)
        book.add_grade_cell("test_f", "exercise_1", NAME, max_score=7, cell_type="code")
        book.add_student("12345", first_name="Ada", last_name="Lovelace")
        book.add_student("12399", first_name="Bob", last_name="Babbage")
        book.add_submission(NAME, "12345", timestamp=DUE + timedelta(days=1))
    return path


@pytest.fixture
def course(held: Path, tmp_path: Path) -> Assignment:
    """The course with a copy of it; Zoe's folder is there, and nothing of it is graded."""
    made = copy_course(tmp_path, "nbgrader_config.py")
    shutil.copy(held, tmp_path)
    (made.submitted / "zoe" / NAME).mkdir(parents=True)
    return made


def extension(course: Assignment, student: str) -> timedelta | None:
    with open_gradebook(course) as book:
        held: timedelta | None = book.find_submission(NAME, student).extension
        return held


def test_it_says_what_it_has_done_and_what_to_run(
    course: Assignment, capsys: pytest.CaptureFixture[str]
) -> None:
    extend(course, student="12345")
    said = capsys.readouterr().out
    assert extension(course, "12345") == timedelta(days=7)
    assert said.startswith(f"12345 has 7 days more for {NAME}, until 2026-02-06 10:00:00 UTC;")
    assert "at 2026-01-31 10:00:00 UTC is in time: run make grade" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0.5, r"0.5 days more .instead of 3 days. for .* is late by 12:00:00: run"),
        (1, "1 day more .* until 2026-01-31 10:00:00 UTC; .* is in time: run"),
        (3, "3 days more for .* is in time: run"),
        (0, r"no more time than all .instead of 3 days. for .* is late by 1 day, 0:00:00: run"),
    ],
)
def test_another_one_takes_its_place(
    course: Assignment, days: float, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for each in (3, days):
        extend(course, student="12345", days=each)
    assert extension(course, "12345") == (timedelta(days=days) or None)
    said = capsys.readouterr().out.split("\n")[1]
    assert re.search(words, said), said


@pytest.mark.parametrize("student", ["12399", "zoe"])
def test_who_has_not_been_graded_may_have_one_too(
    course: Assignment, student: str, capsys: pytest.CaptureFixture[str]
) -> None:
    extend(course, student=student, days=2)
    assert extension(course, student) == timedelta(days=2)
    assert capsys.readouterr().out == (
        f"{student} has 2 days more for {NAME}, until 2026-02-01 10:00:00 UTC.\n"
    )
    with open_gradebook(course) as book:
        assert not book.find_submission(NAME, student).needs_manual_grade, "there is nothing yet"
        scores = read_scores(book.db.connection(), NAME)
    assert scores is not None
    assert student not in scores.submissions, "an export would give 0 points for nothing"


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("1234", "did you mean 12345 (Ada Lovelace)"),
        ("lovelace", "did you mean 12345 (Ada Lovelace)?"),
        ("Zoé", "did you mean zoe?"),
        ("ZOE", "did you mean zoe?"),
        ("Qqqq", "ids are the folders in submitted/."),
        ("", "ids are the folders in submitted/."),
        ("a\nb", "Nobody has the id 'a b'"),
    ],
)
def test_an_unknown_student_is_answered_by_those_who_are_near(
    course: Assignment, typed: str, near: str
) -> None:
    with pytest.raises(UsageError) as error:
        extend(course, student=typed)
    assert str(error.value).startswith("Nobody has the id '")
    assert near in str(error.value)
    assert "handed in nothing yet, run nbgrader db student add ID" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("days", [-1, float("nan"), float("inf"), 1e9])
def test_days_that_are_none_change_nothing(course: Assignment, days: float) -> None:
    with pytest.raises(UsageError, match="--days needs a number from 0"):
        extend(course, student="12345", days=days)
    assert extension(course, "12345") is None


def test_without_a_due_date_nobody_is_late(course: Assignment) -> None:
    with open_gradebook(course) as book:
        book.update_or_create_assignment(NAME, duedate=None)
    with pytest.raises(UsageError, match="has no due date, so nobody is late: set one"):
        extend(course, student="12345")


def test_an_assignment_that_is_not_released_says_what_to_run(course: Assignment) -> None:
    other = Assignment("another", course.root)
    wanted = "'another' is not in the gradebook: run nbgrader generate_assignment another --force"
    with pytest.raises(UsageError, match=wanted):
        extend(other, student="12345")
    (course.root / "gradebook.db").unlink()
    with pytest.raises(UsageError, match="is not in the gradebook"):
        extend(course, student="12345")
    assert not (course.root / "gradebook.db").exists()


def test_who_is_not_to_be_added_is_not_added(course: Assignment) -> None:
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.Autograde.create_student = False\n")
    with pytest.raises(UsageError, match="zoe is not on the list of students: run nbgrader db"):
        extend(course, student="zoe")


def test_a_gradebook_that_is_none_is_one_sentence(course: Assignment) -> None:
    (course.root / "gradebook.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(RunAborted, match="does not answer: file is not a database"):
        extend(course, student="12345")


def test_the_command_takes_an_id_days_and_a_name(
    course: Assignment, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["extend", "ada", "--days", "3", "--assignment", "gradient_decent"]) == 2
    there = ", ".join(assignments(ROOT))
    assert capsys.readouterr().err == (
        f"There is no assignment 'gradient_decent'; there is: {there}.\n"
    )
    monkeypatch.setattr("grading.__main__.find_assignment", lambda _: course)
    for words, days in (((), 7), (("--days", "2.5"), 2.5)):
        assert main(["extend", "12345", *words]) == 0
        assert extension(course, "12345") == timedelta(days=days)
    assert main(["extend", "12345", "--days", "-1"]) == 2
