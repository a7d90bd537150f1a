"""Stock nbgrader and this project on the corpus: writes docs/baseline.md."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from authoring.build import read
from authoring.sample_class import read_submission
from grading.core.course import Assignment
from grading.gradebook.nbgrader import command_path
from grading.report.grades import read_grades
from tests.submissions.broken import HARMLESS, REFUSED
from tests.support.courses import COURSE, STOCK, release_course
from tests.support.submissions import FULL, NOTEBOOKS, sample, written

TABLE = COURSE.root / "docs" / "baseline.md"
PATIENCE = 120.0
"""Seconds without a word after which a command counts as hanging."""

HEAD = """# What each grader makes of the corpus

{which} of `tests/submissions/`, graded by stock nbgrader and by this project, each kind as a
class of its own: how many get the points they deserve, more, fewer, or no grade; and how
often the command stopped or hung before the end of the class and was started again without the
student at whom it did. `python -m benchmarks.baseline` writes this page, with `ALL=1` from all
files.

One of the hostile files leaves a start-up file in the home. Under stock nbgrader no kernel starts
from then on, and whoever comes later in the alphabet has no grade.
"""


@dataclass(frozen=True)
class Handed:
    """A file of one student: its kind, its notebook, its bytes, and the points it deserves."""

    kind: str
    student: str
    notebook: str
    content: bytes
    deserved: float


def corpus(each: int) -> list[Handed]:
    """So many submissions of each kind and exercise (all, if ALL is set), each by one student."""
    found = []
    for kind in ("accepted", "wrong", "hostile"):
        for path in sample(kind, each):
            exercise, submission = path.parent.name, read_submission(path)
            points = sum({**FULL[exercise], **submission.points}.values())
            student = f"{kind}_{exercise}_{path.stem}"
            found.append(Handed(kind, student, NOTEBOOKS[exercise], written(path), points))
    one = NOTEBOOKS["exercise_1"]
    for kind, damages, points in (("broken", HARMLESS, 10.0), ("unreadable", REFUSED, 0.0)):
        for name, damage in list(damages.items())[: None if os.environ.get("ALL") else 4 * each]:
            content = damage(read(COURSE.solutions / f"{one}.ipynb"))
            found.append(Handed(kind, f"{kind}_{name}", one, content, points))
    return sorted(found, key=lambda handed: handed.student)


def everybody(assignment: Assignment) -> list[str]:
    """All who have a graded folder: the grader of this project names only what is odd."""
    return sorted(path.name for path in (assignment.root / "autograded").glob("*"))


def attempted(assignment: Assignment) -> list[str]:
    """Grade everybody who has no grade yet; the students at whom nbgrader looked, in order."""
    words = [sys.executable, "-m", "nbgrader", "autograde", assignment.name]
    home = assignment.root / "home"  # what attacks leave in a home stays out of one's own
    home.mkdir(exist_ok=True)
    environment = {**os.environ, "PATH": command_path(), "HOME": str(home)}
    with (log := assignment.root / "autograde.log").open("w") as stderr:
        command = subprocess.Popen(
            words, cwd=assignment.root, env=environment, stderr=stderr, start_new_session=True
        )
        size = -1
        while command.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                command.wait(PATIENCE)
            if command.poll() is None and log.stat().st_size == size:
                os.killpg(command.pid, signal.SIGKILL)  # it hangs at the last one
            size = log.stat().st_size
    text = log.read_text(errors="replace")
    named = re.findall(rf"/([^/\s]+)/{assignment.name}/\S+\.ipynb", text)
    return [
        name for name in everybody(assignment) + named if (assignment.submitted / name).is_dir()
    ]


def grade(folder: Path, handed: list[Handed], *, stock: bool) -> tuple[dict[str, float], int]:
    """The points by student, and how often the command ended before the end of the class."""
    assignment = release_course(folder, settings=STOCK if stock else "")
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


def row(name: str, handed: list[Handed], points: dict[str, float], stops: int) -> str:
    """How many got what they deserve, too much, too little, and no grade at all."""
    off = [points[one.student] - one.deserved for one in handed if one.student in points]
    much, little = (sum(s * difference > 1e-6 for difference in off) for s in (1, -1))
    counts = len(handed), len(off) - much - little, much, little, len(handed) - len(off), stops
    return f"| {name} | {' | '.join(map(str, counts))} |"


def main() -> None:
    """Grade each kind with both graders, in a class of its own, and write the table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--each", type=int, default=3, help="files of a kind and exercise")
    which = "All files" if os.environ.get("ALL") else "Some files"
    lines = [HEAD.format(which=which)]
    lines.append("| | files | as deserved | too much | too little | no grade | stopped |")
    lines.append("|---|---:|---:|---:|---:|---:|---:|")
    handed = corpus(parser.parse_args().each)
    for kind in sorted({one.kind for one in handed}):
        mine = [one for one in handed if one.kind == kind]
        for name, stock in (("stock nbgrader", True), ("this project", False)):
            with tempfile.TemporaryDirectory() as folder:
                points, stops = grade(Path(folder, "course"), mine, stock=stock)
            lines.append(row(f"{kind}, {name}", mine, points, stops))
            print(lines[-1], flush=True)
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
