"""Classes that tests grade, small and of any size; how they are graded, and what came of them."""

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
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any, ParamSpec, TypeVar, cast
from unittest.mock import patch

import nbformat
from sqlalchemy import create_engine, text

from authoring.build import read
from authoring.sample_class import DUE, Submission, answered, hand_in, read_submission, set_due_date
from grading.core.course import Assignment
from grading.core.outcome import Outcome
from grading.gradebook.nbgrader import command_path
from grading.gradebook.queries import GradedCell as Part
from grading.gradebook.store import Run
from grading.report.mistakes import NAMED, Diagnosis
from grading.report.model import LATE, MISSING, Classroom, Reason, Standing
from grading.scheduler import cluster
from grading.scheduler.executor import WorkerLost
from grading.scheduler.run import autograde
from grading.scheduler.worker import GradingTask
from tests.support.courses import COURSE, STOCK, copy_course, release_course
from tests.support.submissions import FOLDER, FULL, NOTEBOOKS, written

# Small classes that are graded in tests, and how to look at what came of it.

ONE = NOTEBOOKS["exercise_1"]
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
    assignment: Assignment, *words: str, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """The command, begun; it says nothing until it has ended."""
    return subprocess.Popen(
        [sys.executable, "-m", "grading", "autograde", assignment.name, *words],
        cwd=assignment.root,
        env={**os.environ, "PATH": command_path(), **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run(
    assignment: Assignment, *words: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command, from start to end."""
    process = started(assignment, *words, environment=environment)
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


# A class of nine, a third of whom are right.

STUDENTS = {f"student_{number}": WRONG if number % 3 else RIGHT for number in range(9)}
EXPECTED = {name: 10.0 if file is RIGHT else 3.0 for name, file in STUDENTS.items()}


def hand_in_nine(assignment: Assignment) -> None:
    """Have all nine hand in."""
    for student, file in STUDENTS.items():
        put(assignment, student, file)


# A class of any size, in which everybody hands in accepted answers.


def large_class(folder: Path, students: int, *, stock: bool = False) -> Assignment:
    """A copy of the course, released, with so many students' four notebooks each."""
    assignment = release_course(folder, settings=STOCK if stock else "")
    for exercise, name in NOTEBOOKS.items():
        files = cycle(sorted((FOLDER / "accepted" / exercise).glob("*.py")))
        for number, file in zip(range(students), files, strict=False):
            place = assignment.submitted / f"student_{number:04}" / assignment.name
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{name}.ipynb").write_bytes(_written(file))
    return assignment


_written = cache(written)


# A made-up class whose students are of unequal skill.

TIMESTAMP = "timestamp.txt"

HARD = {
    "grad_fx_shifted": 0.2,
    "descend_scalar": 0.55,
    "fx_shifted": 0.2,
    "plot_path": 0.8,
    "grad_fvec_shifted": 0.35,
    "descend_vector": 0.75,
    "plot_path_2d": 0.85,
    "sweep_scalar": 0.7,
    "sweep_vector": 1.0,
    "plot_sweep": 0.9,
    "observations": 0.6,
}
"""How hard each part is, between 0 and 1."""


def hand_in_made_up(assignment: Assignment, students: int, *, seed: int) -> None:
    """Have so many students hand in; some are late, leave out a notebook or damage a file."""
    rng = Random(seed)
    for number in range(1, students + 1):
        folder = assignment.submitted / f"s{number:03}" / assignment.name
        folder.mkdir(parents=True)
        skill = rng.betavariate(2.2, 1.5)
        for exercise, name in NOTEBOOKS.items():
            if rng.random() > 0.13 * (1 - skill):
                (folder / f"{name}.ipynb").write_bytes(_notebook(exercise, skill, rng))
        late = timedelta(hours=rng.choice([*[-9] * 12, 3, 26]))
        (folder / TIMESTAMP).write_text(f"{DUE + late:%Y-%m-%d %H:%M:%S} UTC\n")
    set_due_date(assignment, DUE)


def _notebook(exercise: str, skill: float, rng: Random) -> bytes:
    """A notebook whose parts are each right, wrong, or left as they were handed out."""
    answers: dict[str, str] = {}
    right = _submissions("accepted", exercise)[0].answers
    for part in FULL[exercise]:
        luck = rng.random()
        if luck < HARD[part] * (1 - skill) * 0.4:
            continue
        wrong = _wrong(exercise, part)
        is_wrong = luck < HARD[part] * (1.25 - skill)
        answers[part] = wrong[int(len(wrong) * rng.random() ** 2.5)] if is_wrong else right[part]
    notebook = answered(read(_release(exercise)), answers)
    text: str = nbformat.writes(notebook)
    return text.encode() if rng.random() > 0.02 else text.encode()[:-40]


@cache
def _submissions(kind: str, exercise: str) -> list[Submission]:
    return [read_submission(path) for path in sorted((FOLDER / kind / exercise).glob("*.py"))]


@cache
def _wrong(exercise: str, part: str) -> list[str]:
    """Wrong answers to a part, always in the same order, which is not that of their names."""
    found = [s.answers[part] for s in _submissions("wrong", exercise) if part in s.points]
    return Random(part).sample(found, len(found))


def _release(exercise: str) -> Path:
    return FOLDER.parent.parent / "release" / "gradient_descent" / f"{NOTEBOOKS[exercise]}.ipynb"


# A class of any size as the report sees it, made from a seed.

PARTS = tuple(
    Part(NOTEBOOKS[exercise], f"test_{cell}", float(points))
    for exercise, parts in FULL.items()
    for cell, points in parts.items()
)


def large_classroom(students: int, *, seed: int = 0) -> Classroom:
    """A class in which no two students are alike, with many mistakes and reasons to look."""
    rng = Random(seed)
    standings = sorted(
        (_standing(f"student_{number:05}", rng) for number in range(students)),
        key=lambda standing: (standing.total, standing.student),
    )
    ids = [standing.student for standing in standings]
    diagnoses = [
        Diagnosis(
            text=f"mistake {number}: is the sign the wrong way round?",
            kind=NAMED,
            parts=(rng.choice(PARTS),),
            students=tuple(sorted(rng.sample(ids, min(students, 1 + students // (number + 2))))),
        )
        for number in range(150)
    ]
    run = Run(datetime(2026, 1, 30, 12, 0, tzinfo=UTC), 90.0, {"graded": 4 * students})
    counts = dict.fromkeys(("stand", "mended", "looked at", "unknown"), 0)
    runs = (Run(run.begun, run.seconds, {**counts, **run.counts}),)
    return Classroom(
        "gradient_descent",
        tuple(NOTEBOOKS.values()),
        PARTS,
        tuple(standings),
        tuple(diagnoses),
        runs,
    )


def _standing(student: str, rng: Random) -> Standing:
    points = tuple(round(part.maximum * rng.random(), 2) for part in PARTS)
    reasons = (Reason(LATE, "by 3 h"), Reason(MISSING, "exercise 4")) if rng.random() < 0.3 else ()
    seconds = tuple(rng.lognormvariate(-2, 1) for _ in NOTEBOOKS)
    return Standing(student, f"Name {student}", sum(points), points, seconds, reasons)


# The sample class and three students more, graded by `make grade`'s command once for all tests.

BY_HEART = FOLDER / "wrong" / "exercise_1" / "visible_run_by_heart.py"


def graded_class() -> tuple[Assignment, subprocess.CompletedProcess[str]]:
    """The course in which they are graded, to be read and not changed, and what the command said.

    The first process of a run of the tests that asks grades the class; the others wait for it.
    """
    shared = Path(os.environ["SHARED"])
    assignment, said = Assignment(COURSE.name, shared / "graded"), shared / "graded.json"
    with (shared / "graded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            shutil.rmtree(assignment.root, ignore_errors=True)  # of a test that was stopped
            said.write_text(json.dumps(_grade(assignment)))
    return assignment, subprocess.CompletedProcess((), *json.loads(said.read_text()))


def _grade(assignment: Assignment) -> tuple[int, str, str]:
    """Grade the sample class, a perfect student, a broken file, and one who knows numbers only."""
    copy_course(assignment.root)
    hand_in(assignment)
    shutil.copytree(COURSE.solutions, assignment.submitted / "perfect" / assignment.name)
    put(assignment, "by_heart", BY_HEART)
    put(assignment, "zz_broken", b"this is no notebook", f"{ONE}.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "grading", "grade", assignment.name],
        cwd=assignment.root,
        env={**os.environ, "PYTHONPATH": str(assignment.root)},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout, done.stderr


# Executors for tests: threads of this process, and one whose tasks a test completes by hand.

P = ParamSpec("P")
T = TypeVar("T")


class Threads(ThreadPoolExecutor):
    """Grades in this process, where the warm grader of a course stays from one run to the next."""

    def slots(self) -> int:
        return self._max_workers


def graded_here(assignment: Assignment, **how: Any) -> int:
    """Grade a class on two threads of this process; how many notebooks that were."""
    shown = io.StringIO()
    with (
        patch.object(cluster, "local", lambda _: Threads(2)),
        contextlib.redirect_stdout(shown),
    ):
        autograde(assignment, **how)
    return int(shown.getvalue().split()[0])


@dataclass(eq=False)
class Work:
    """A batch that was submitted, and its future."""

    tasks: list[GradingTask]
    future: Future[Any] = field(default_factory=Future)

    def done(self) -> None:
        """All of it is graded."""
        self.future.set_result([Outcome(task.name) for task in self.tasks])

    def killed(self) -> None:
        """Its workers died."""
        self.future.set_exception(WorkerLost())


class ByHand:
    """An executor that does nothing by itself, in one thread.

    `idle` is called whenever the dispatcher waits, and completes what it likes of `running`.
    """

    def __init__(self, slots: int, idle: Callable[[ByHand], object]) -> None:
        self.workers, self._idle = slots, idle
        self.submitted: list[Work] = []
        self.entered = self.left = False
        self.most = 0
        self._looked = 0

    def __enter__(self) -> ByHand:
        self.entered = True
        return self

    def __exit__(self, *_: object) -> None:
        self.left = True

    @property
    def running(self) -> list[Work]:
        """What is not completed, in the order in which it was submitted."""
        return [work for work in self.submitted if not work.future.done()]

    def submit(self, _: Callable[P, T], /, *arguments: P.args, **_named: P.kwargs) -> Future[T]:
        self.submitted.append(work := Work(cast(list[GradingTask], arguments[-1])))
        self.most = max(self.most, len(self.running))
        return work.future

    def slots(self) -> int:
        """Asked again with nothing submitted since, the dispatcher waits."""
        if self.submitted and self._looked == len(self.submitted):
            self._idle(self)
        self._looked = len(self.submitted)
        return self.workers
