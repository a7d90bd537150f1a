"""Classes that tests grade, how they are graded, and what came of them."""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import create_engine, text

from authoring.sample_class import hand_in
from grading.core.course import Assignment
from grading.gradebook.nbgrader import command_path
from grading.scheduler import processes
from grading.scheduler.run import autograde
from tests.support.courses import COURSE, copy_course
from tests.support.probes import forked
from tests.support.submissions import FOLDER, NOTEBOOKS, written

# Small classes that are graded in tests, and how to look at what came of it.

ONE, TWO = NOTEBOOKS["exercise_1"], NOTEBOOKS["exercise_2"]
RIGHT = FOLDER / "accepted" / "exercise_1" / "loop.py"
WRONG = FOLDER / "wrong" / "exercise_1" / "sign_flipped.py"

ROWS = {
    "grade": "auto_score, manual_score, extra_credit, needs_manual_grade",
    "comment": "auto_comment, manual_comment",
}
"""What a gradebook holds for each cell, by table."""


def put(
    assignment: Assignment, student: str, content: bytes | Path, name: str = f"{ONE}.ipynb"
) -> Path:
    """Hand in a file, or the notebook of a file of answers, for a student."""
    path = assignment.submitted / student / assignment.name / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(content) if isinstance(content, Path) else content)
    return path


def started(
    assignment: Assignment,
    *words: str,
    environment: Mapping[str, str] | None = None,
    program: str = "grading",
) -> subprocess.Popen[str]:
    """The command, begun; it says nothing until it has ended."""
    return subprocess.Popen(
        [sys.executable, "-m", program, "autograde", assignment.name, *words],
        cwd=assignment.root,
        env={**os.environ, "PATH": command_path(), **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run(assignment: Assignment, *words: str, **how: Any) -> subprocess.CompletedProcess[str]:
    """The command, from start to end."""
    process = started(assignment, *words, **how)
    out, err = process.communicate(timeout=600)
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def gradebook(url: str) -> dict[str, list[Any]]:
    """All that nbgrader holds of submissions, in an order that does not depend on its numbers."""
    owner = "s.student_id, n.name"
    of_whom = (
        "JOIN notebook n ON n.id = m.notebook_id "
        "JOIN submitted_assignment s ON s.id = m.assignment_id"
    )
    asked = {
        table: f"SELECT {owner}, b.name, {columns} FROM {table} t "
        "JOIN base_cell b ON b.id = t.cell_id "
        f"JOIN submitted_notebook m ON m.id = t.notebook_id {of_whom}"
        for table, columns in ROWS.items()
    }
    marks = "m.flagged, m.late_submission_penalty"
    asked["notebook"] = f"SELECT {owner}, {marks} FROM submitted_notebook m {of_whom}"
    asked["submission"] = "SELECT student_id, timestamp, extension FROM submitted_assignment"
    asked["student"] = "SELECT id, first_name, last_name, email FROM student"
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {k: [tuple(r) for r in connection.execute(text(q))] for k, q in asked.items()}
    engine.dispose()
    return {kind: sorted(rows, key=repr) for kind, rows in found.items()}


def sqlite(assignment: Assignment) -> str:
    """The address of the gradebook in the course's folder."""
    return f"sqlite:///{assignment.root / 'gradebook.db'}"


def points(url: str) -> dict[str, float]:
    """Each student's points."""
    found: dict[str, float] = {}
    for student, _, _, auto, manual, *_ in gradebook(url)["grade"]:
        score = auto if manual is None else manual
        found[student] = found.get(student, 0.0) + (score or 0.0)
    return found


def autograded(assignment: Assignment) -> dict[str, bytes]:
    """All files of autograded/ by name."""
    root = assignment.root / "autograded"
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


# The sample class and four students more, graded by `make grade`'s command once for all tests.

SWAPPED = "ann [group 2]"
"""A student with a name in which nbgrader sees a pattern."""

BY_HEART = FOLDER / "wrong" / "exercise_1" / "visible_run_by_heart.py"
FOLDER_NAME = "My Course (2026), Übung [1] 100% & 'more' #2"
"""Nothing of this is special to a file system, but to shells, patterns and formats."""

TWO_DAYS = b"03/04/2026 10:00"
"""A time of hand-in that may be in March or in April."""


def graded_class() -> tuple[Assignment, subprocess.CompletedProcess[str]]:
    """The course in which they are graded, to be read and not changed, and what the command said.

    The first process of a run of the tests that asks grades the class; the others wait for it.
    """
    shared = Path(os.environ["SHARED"])
    assignment, said = Assignment(COURSE.name, shared / FOLDER_NAME), shared / "graded.json"
    with (shared / "graded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            shutil.rmtree(assignment.root, ignore_errors=True)  # of a test that was stopped
            said.write_text(json.dumps(_grade(assignment)))
    return assignment, subprocess.CompletedProcess((), *json.loads(said.read_text()))


def _grade(assignment: Assignment) -> tuple[int, str, str]:
    """Grade the sample class, a perfect student, a broken file, one who knows numbers only, and one
    with an odd name who has swapped two files.
    """
    copy_course(assignment.root)
    hand_in(assignment)
    shutil.copytree(COURSE.solutions, assignment.submitted / "perfect" / assignment.name)
    put(assignment, "by_heart", BY_HEART)
    put(assignment, "by_heart", TWO_DAYS, "timestamp.txt")
    put(assignment, "zz_broken", b"this is no notebook", f"{ONE}.ipynb")
    for name, other in ((ONE, TWO), (TWO, ONE)):
        work = (COURSE.solutions / f"{other}.ipynb").read_bytes()
        put(assignment, SWAPPED, work, f"{name}.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "grading", "grade", assignment.name],
        cwd=assignment.root,
        env={**os.environ, "PYTHONPATH": str(assignment.root)},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout, done.stderr


# Grading in this process.


class Threads(ThreadPoolExecutor):
    """Grades in this process, where the warm grader of a course stays from one run to the next."""

    def share(self, pack: Callable[[], bytes]) -> None:
        """Nothing: these threads have the disk of this machine."""

    def slots(self) -> int:
        return self._max_workers


def graded_here(assignment: Assignment, *, said: list[str] | None = None, **how: Any) -> int:
    """Grade a class on two threads of this process; how many notebooks that were.

    The lines that it prints are added to `said`.
    """
    shown = io.StringIO()
    with (
        patch.object(processes, "local", lambda _: Threads(2)),
        forked(),
        contextlib.redirect_stdout(shown),
    ):
        autograde(assignment, **how)
    lines = shown.getvalue().splitlines()
    if said is not None:
        said += lines
    return int(lines[0].split()[0])
