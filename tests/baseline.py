"""Knows what each grader makes of every submission in tests/submissions/, and writes the table.

`python -m tests.baseline` grades the corpus with stock nbgrader and with this project, each in a
copy of the course, and rewrites docs/baseline.md. It takes about half an hour, nearly all of it
stock's.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

from grading.course import Assignment
from grading.derived import read
from grading.gradebook import command_path, nbgrader
from grading.grades import read_grades
from grading.submission import answered, read_submission
from tests.bench import STOCK
from tests.copies import COURSE, copy_course
from tests.deserved import FOLDER, FULL, NOTEBOOKS
from tests.submissions.broken import HARMLESS, a_merge_conflict, a_pdf, nothing

TABLE = COURSE.root / "docs" / "baseline.md"
UNREADABLE = {"empty": nothing, "pdf": a_pdf, "conflict": a_merge_conflict}
PATIENCE = 7200.0
HEAD = """# What each grader makes of the corpus

Every submission of `tests/submissions/`, graded by stock nbgrader and by this project: how many get
the points they deserve, more, fewer, or none at all. `python -m tests.baseline` writes this page.
"""


@dataclass(frozen=True)
class Handed:
    """A file of one student: its kind, its notebook, its bytes, and the points it deserves."""

    kind: str
    student: str
    notebook: str
    content: bytes
    deserved: float


def corpus() -> list[Handed]:
    """Every submission, each by a student of its own, in the order in which they are graded."""
    found = []
    for kind in ("accepted", "wrong", "hostile"):
        for path in sorted((FOLDER / kind).glob("*/*.py")):
            exercise, submission = path.parent.name, read_submission(path)
            blank = read(COURSE.release / f"{NOTEBOOKS[exercise]}.ipynb")
            content = nbformat.writes(answered(blank, submission.answers)).encode()
            points = sum({**FULL[exercise], **submission.points}.values())
            student = f"{kind}_{exercise}_{path.stem}"
            found.append(Handed(kind, student, NOTEBOOKS[exercise], content, points))
    one = NOTEBOOKS["exercise_1"]
    for kind, damages, points in (("broken", HARMLESS, 10.0), ("unreadable", UNREADABLE, 0.0)):
        for name, damage in damages.items():
            content = damage(read(COURSE.solutions / f"{one}.ipynb"))
            found.append(Handed(kind, f"{kind}_{name}", one, content, points))
    return sorted(found, key=lambda handed: handed.student)


def everybody(assignment: Assignment) -> list[str]:
    """All who have a graded folder: the grader of this project names only what is odd."""
    return sorted(path.name for path in (assignment.root / "autograded").glob("*"))


def attempted(assignment: Assignment) -> list[str]:
    """Grade everybody who has no grade yet; the students at whom nbgrader looked, in order."""
    words = [sys.executable, "-m", "nbgrader", "autograde", assignment.name]
    environment = {**os.environ, "PATH": command_path()}
    done = subprocess.run(
        words, cwd=assignment.root, env=environment, capture_output=True, timeout=PATIENCE
    )
    log = done.stderr.decode(errors="replace")
    return everybody(assignment) + re.findall(rf"/([^/\s]+)/{assignment.name}/\S+\.ipynb", log)


def grade(folder: Path, handed: list[Handed], *, stock: bool) -> tuple[dict[str, float], int]:
    """The points by student, and how often the command ended before the end of the class."""
    assignment = copy_course(folder)
    if stock:
        with (folder / "nbgrader_config.py").open("a") as config:
            config.write(STOCK)
    nbgrader(assignment, "generate_assignment", "--force")
    for one in handed:
        path = assignment.submitted / one.student / assignment.name / f"{one.notebook}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(one.content)
    stops, left = 0, {one.student for one in handed}
    while left:
        seen = attempted(assignment)
        left -= set(seen)
        if left and not seen:
            raise RuntimeError(f"nbgrader looks at nobody of {sorted(left)[:3]} ...")
        if left:
            stops += 1
            shutil.rmtree(assignment.submitted / seen[-1])
    notebooks = {one.student: one.notebook for one in handed}
    rows = {row.student: row.points for row in read_grades(assignment)}
    points = {student: rows.get(student, {}).get(name) for student, name in notebooks.items()}
    return {student: value for student, value in points.items() if value is not None}, stops


def row(kind: str, handed: list[Handed], points: dict[str, float]) -> list[str]:
    """How many of a kind got what they deserve, too much, too little, and no grade at all."""
    mine = [one for one in handed if one.kind == kind]
    off = [points[one.student] - one.deserved for one in mine if one.student in points]
    exact = sum(abs(difference) < 1e-6 for difference in off)
    much, little = (sum(s * difference > 1e-6 for difference in off) for s in (1, -1))
    return [kind, *map(str, (len(mine), exact, much, little, len(mine) - len(off)))]


def main() -> None:
    """Grade the corpus twice and write the table."""
    handed = corpus()
    lines = [HEAD, "| grader | kind | files | as deserved | too much | too little | no grade |"]
    lines += ["|---|---|---:|---:|---:|---:|---:|"]
    stopped = []
    with tempfile.TemporaryDirectory() as folder:
        for name, stock in (("this project", False), ("stock nbgrader", True)):
            points, stops = grade(Path(folder, name), handed, stock=stock)
            for kind in sorted({one.kind for one in handed}):
                lines.append(f"| {name} | {' | '.join(row(kind, handed, points))} |")
            stopped.append(f"{name} stopped {stops} time(s) before the end of the class")
            print("\n".join(lines), "\n", stopped, flush=True)
    text = "\n".join(lines) + f"\n\n{'; '.join(stopped)}.\n"
    TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
