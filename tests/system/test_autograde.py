"""The command for a class leaves what `nbgrader autograde` leaves, to the byte."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from datetime import datetime

import pytest

from authoring.build import read
from authoring.sample_class import set_due_date
from grading.core.course import Assignment
from tests.submissions.broken import REFUSED
from tests.support.classes import ONE, RIGHT, WRONG, autograded, gradebook, put, run, sqlite
from tests.support.courses import COURSE, command, release_course
from tests.support.probes import forked
from tests.support.submissions import FOLDER, NOTEBOOKS, written

PLOT = FOLDER / "accepted" / "exercise_2" / "scatter.py"

SETTINGS = "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
"""So that a late student's points differ, and a penalty is seen where it should be."""

ODD = "ann [2]"
"""Exercise 2 under the name of exercise 1, of a student with a name that looks like a pattern."""

FAR_EAST = {"TZ": "Asia/Tokyo"}
"""Where local times are not those of the gradebook, which are in UTC."""


def hand_in(assignment: Assignment) -> None:
    """Right, wrong, late, damaged, unreadable, missing, an odd name, and files beside."""
    put(assignment, "two", WRONG)
    put(assignment, "two", PLOT, f"{NOTEBOOKS['exercise_2']}.ipynb")
    put(assignment, "late", RIGHT)
    put(assignment, "late", b"2026-02-01 10:00:00 UTC", "timestamp.txt")
    put(assignment, "beside", RIGHT, f"{ONE} (1).ipynb")
    put(assignment, "beside", b"yesterday", "timestamp.txt")
    put(assignment, "beside", b"1,2\n", "data/points.csv")
    put(assignment, "beside", b"raise SystemExit", "numpy.py")
    put(assignment, "nothing", b"my answer is 42", "answers.txt")
    put(assignment, ODD, PLOT, f"{ONE}.ipynb")
    put(assignment, "a\nb", RIGHT)
    put(assignment, "no_ending", RIGHT, "work.json")
    for name, damage in REFUSED.items():
        put(assignment, f"unreadable_{name}", damage(read(COURSE.solutions / f"{ONE}.ipynb")))
    cut = written(RIGHT)[:-40]
    put(assignment, "cut_off", cut)
    set_due_date(assignment, datetime(2026, 1, 30, 12, 0))


@dataclass(frozen=True)
class Both:
    """The same class, graded by nbgrader's command and by this project's."""

    nbgrader: Assignment
    ours: Assignment
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    folders = tmp_path_factory.mktemp("nbgrader"), tmp_path_factory.mktemp("ours")
    theirs, ours = (release_course(folder, settings=SETTINGS) for folder in folders)
    for assignment in (theirs, ours):
        (assignment.source / "helper.csv").write_text("from the instructor")
        hand_in(assignment)
    with forked():
        done = command(theirs, "autograde", theirs.name, **FAR_EAST)
    assert done.returncode == 0, done.stderr
    return Both(theirs, ours, run(ours, "--workers", "2", environment=FAR_EAST))


def test_it_ends_well_and_says_how(both: Both) -> None:
    assert both.done.returncode == 0, both.done.stderr
    assert "12 notebooks graded" in both.done.stdout
    assert "to be looked at (named above, marked in formgrader): 6" in both.done.stdout
    for words in (
        "beside/timestamp.txt is not used",
        "cut_off/",
        "beside/numpy",
        "unreadable_pdf",
        "submitted/a\\nb is not graded, since its name holds characters that cannot be shown: mv",
        f"{ODD}/exercise_1_scalar_descent: exercise_1_scalar_descent.ipynb holds exercise_2",
        "no_ending/exercise_1_scalar_descent: work.json is a notebook whose name does not end in",
    ):
        assert words in both.done.stderr, words
    assert "Traceback" not in both.done.stderr
    assert "distributed" not in both.done.stderr


def test_the_files_are_those_of_nbgrader(both: Both) -> None:
    theirs, ours = autograded(both.nbgrader), autograded(both.ours)
    assert ours.keys() == theirs.keys()
    assert [name for name in theirs if theirs[name] != ours[name]] == []


def test_so_are_their_permissions(both: Both) -> None:
    def modes(assignment: Assignment) -> dict[str, int]:
        root = assignment.root / "autograded"
        return {str(p.relative_to(root)): p.stat().st_mode for p in root.rglob("*")}

    assert modes(both.ours) == modes(both.nbgrader)


@pytest.mark.parametrize("kind", ["grade", "comment", "notebook", "submission", "student"])
def test_the_gradebook_is_that_of_nbgrader(both: Both, kind: str) -> None:
    theirs, ours = (gradebook(sqlite(a))[kind] for a in (both.nbgrader, both.ours))
    assert ours == theirs
    assert ours


def test_the_late_one_pays(both: Both) -> None:
    rows = gradebook(sqlite(both.ours))["notebook"]
    assert [row[3] for row in rows if row[0] == "late" and row[1] == ONE] == [10.0]
    times = {row[0]: row[1] for row in gradebook(sqlite(both.ours))["submission"]}
    assert times["late"] == "2026-02-01 10:00:00.000000"
