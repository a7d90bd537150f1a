"""A class of honest, damaged and hostile work is graded to its end by nbgrader's own command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbformat import NotebookNode

from grading.course import Assignment
from grading.derived import read
from grading.gradebook import command_path
from grading.grades import Row, read_grades
from grading.submission import read_submission
from tests.classes import ONE, put
from tests.copies import COURSE, release_course
from tests.deserved import FOLDER, FULL, NOTEBOOKS, written
from tests.submissions.broken import HARMLESS, REFUSED

HOSTILE = sorted((FOLDER / "hostile").glob("*/*.py"))
COUNTED = "\nc.IsolatedExporter.cell_seconds = 3\n"


@dataclass(frozen=True)
class Class:
    """The class after grading: what the command said, the rows by student, and its folder."""

    done: subprocess.CompletedProcess[str]
    rows: dict[str, Row]
    assignment: Assignment


def solved() -> NotebookNode:
    return read(COURSE.solutions / f"{ONE}.ipynb")


def hand_in(assignment: Assignment) -> None:
    """One student for each damage and each attack, an honest one before and after the attacks."""
    right, wrong = (FOLDER / kind / "exercise_1" for kind in ("accepted", "wrong"))
    for moment in ("a_before", "z_after"):
        put(assignment, f"{moment}_right", written(right / "loop.py"))
        put(assignment, f"{moment}_wrong", written(wrong / "sign_flipped.py"))
    for name, damage in HARMLESS.items():
        put(assignment, f"damaged_{name}", damage(solved()))
    for file in HOSTILE:
        notebook = f"{NOTEBOOKS[file.parent.name]}.ipynb"
        put(assignment, f"hostile_{file.stem}", written(file), notebook)
    for name, damage in REFUSED.items():
        put(assignment, f"unreadable_{name}", damage(solved()))
    put(assignment, "renamed", written(right / "loop.py"), f"{ONE} (1).ipynb")
    put(assignment, "no_notebook", b"my answer is 42", "answers.txt")
    put(assignment, "bad_time", written(right / "loop.py"))
    put(assignment, "bad_time", b"the day before yesterday", "timestamp.txt")
    put(assignment, "shadowing", written(wrong / "sign_flipped.py"))
    put(assignment, "shadowing", b"def allclose(*_, **__): return True", "numpy.py")
    put(assignment, "shadowing", b"", "numpy/__init__.py")
    put(assignment, "pipe", written(right / "loop.py"))
    os.mkfifo(assignment.submitted / "pipe" / assignment.name / "data.csv")
    link = put(assignment, "linked", b"")
    link.unlink()
    link.symlink_to(assignment.source / f"{ONE}.ipynb")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """The class, graded once for all tests."""
    folder = tmp_path_factory.mktemp("mixed")
    assignment = release_course(folder, settings=COUNTED)
    hand_in(assignment)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", assignment.name],
        cwd=folder,
        env={**os.environ, "PATH": command_path()},
        capture_output=True,
        text=True,
    )
    return Class(done, {row.student: row for row in read_grades(assignment)}, assignment)


def points(graded: Class, student: str, exercise: str = "exercise_1") -> float | None:
    return graded.rows[student].points[NOTEBOOKS[exercise]]


def test_it_ends_with_exit_status_0(graded: Class) -> None:
    assert graded.done.returncode == 0, graded.done.stderr[-3000:]


@pytest.mark.parametrize("damage", HARMLESS)
def test_work_on_a_recoverable_file_loses_nothing(graded: Class, damage: str) -> None:
    assert points(graded, f"damaged_{damage}") == 10


@pytest.mark.parametrize("file", HOSTILE, ids=lambda file: file.stem)
def test_an_attack_gets_what_its_answers_deserve(graded: Class, file: Path) -> None:
    exercise = file.parent.name
    deserved = {**FULL[exercise], **read_submission(file).points}
    assert points(graded, f"hostile_{file.stem}", exercise) == sum(deserved.values())


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        ("a_before_right", 10),
        ("a_before_wrong", 3),
        ("z_after_right", 10),
        ("z_after_wrong", 3),
        ("renamed", 10),
        ("bad_time", 10),
        ("pipe", 10),
        ("shadowing", 3),
        ("linked", 0),
        ("no_notebook", 0),
        *((f"unreadable_{name}", 0) for name in REFUSED),
    ],
)
def test_everybody_else_gets_what_is_due(graded: Class, student: str, expected: float) -> None:
    assert points(graded, student) == expected


@pytest.mark.parametrize(
    ("student", "words"),
    [
        ("linked", "symbolic link"),
        ("no_notebook", "no notebook was handed in"),
        ("unreadable_pdf", "PDF"),
        ("unreadable_conflict", "conflict"),
        ("unreadable_empty", "empty"),
    ],
)
def test_a_zero_without_a_test_has_its_reason(graded: Class, student: str, words: str) -> None:
    assert words in graded.rows[student].remark


def test_the_log_names_what_was_mended_or_refused(graded: Class) -> None:
    for words in ("bad_time/timestamp.txt is not used", "shadowing/numpy", "pipe/data.csv"):
        assert words in graded.done.stderr, words


def test_nothing_is_left_behind(graded: Class) -> None:
    assert shutil.which("ps"), "Debian's procps"
    running = subprocess.run(["ps", "ax"], capture_output=True, text=True).stdout
    assert str(graded.assignment.root) not in running
