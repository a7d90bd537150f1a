"""Where students' code cannot be shut in, grading stops with a sentence, or goes on on purpose."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from authoring.build import read
from authoring.sample_class import answered, read_submission
from grading.core.course import Assignment
from grading.gradebook.queries import read_grades
from tests.copies import copy_course
from tests.deserved import FOLDER, NOTEBOOKS

REFUSE = """
import errno, runpy, sys
import pyseccomp
rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
rules.add_rule(pyseccomp.ERRNO(errno.EPERM), "unshare")
rules.load()
sys.argv = ["grading", *sys.argv[1:]]
runpy.run_module("grading", run_name="__main__", alter_sys=True)
"""
"""Runs `python -m grading` as in a container that does not allow namespaces."""

ONE = NOTEBOOKS["exercise_1"]


@pytest.fixture
def course(tmp_path: Path) -> Assignment:
    """The course with one student, whose descent is right and whose slope is not."""
    assignment = copy_course(tmp_path)
    folder = assignment.submitted / "ada" / assignment.name
    folder.mkdir(parents=True)
    answers = read_submission(FOLDER / "wrong" / "exercise_1" / "sign_flipped.py").answers
    blank = read(assignment.release / f"{ONE}.ipynb")
    nbformat.write(answered(blank, answers), folder / f"{ONE}.ipynb")
    return assignment


def grade(assignment: Assignment, *options: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", REFUSE, "grade", assignment.name, *options]
    environment = {**os.environ, "PYTHONPATH": str(assignment.root)}
    return subprocess.run(
        words, cwd=assignment.root, env=environment, capture_output=True, text=True
    )


def test_it_stops_with_what_is_missing_and_what_to_do(course: Assignment) -> None:
    done = grade(course)
    assert done.returncode == 2
    assert "Operation not permitted" in done.stderr
    assert "user.max_user_namespaces" in done.stderr
    assert "--without-isolation" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (course.root / "autograded" / "ada").exists()


def test_it_goes_on_where_somebody_says_so(course: Assignment) -> None:
    done = grade(course, "--without-isolation")
    assert done.returncode == 0, done.stderr
    (row,) = read_grades(course)
    assert row.points[ONE] == 3
