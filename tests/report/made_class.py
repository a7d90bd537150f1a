"""A graded class made by hand, the sample class and two who mean harm; and what is reported of it.

The grades are those that the files of tests/submissions deserve, and the tests say their words.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from authoring.sample_class import DUE, read_submission
from grading.core.course import Assignment
from grading.core.files import digest
from grading.core.outputs import Output, error_output, put_outputs
from grading.gradebook import store
from grading.gradebook.store import GradingRemarks
from grading.report.command import report
from tests.report.html_page import Page
from tests.support.courses import copy_course
from tests.support.platforms import new_gradebook
from tests.support.submissions import FOLDER, FULL, NOTEBOOKS

HOSTILE = '<img src=x onerror=alert(1)>&"'
FORMULA = "=HYPERLINK(A1)"
SECRET = "Melisande Quittenbaum"
NAMED = "sample_average"
"""The student who has SECRET for a last name."""

SAMPLE: dict[str, dict[str, str]] = {
    student: {file: path for file, path in work.items() if file in NOTEBOOKS.values()}
    for student, work in tomllib.loads((FOLDER / "sample_class.toml").read_text("utf-8")).items()
}
"""The files of tests/submissions that each student hands in, by notebook."""

LATE = timedelta(days=1, hours=2)
ERRORS = {
    "grad_fx_shifted": ("ValueError", f"<script>alert('{SECRET}')</script>"),
    "descend_scalar": (f"{SECRET.split()[0]}Error", f"=1+1;=2+2 {SECRET}"),
}
"""What those who mean harm raise."""


@dataclass(frozen=True)
class PartResult:
    """What became of a part: points, and what its test said."""

    points: float
    outputs: tuple[Output, ...] = ()


@dataclass(frozen=True)
class Reported:
    """A graded class, the page about it, and what lies beside."""

    assignment: Assignment
    folder: Path
    page: Page

    def sheet(self, name: str) -> list[dict[str, str]]:
        """The rows of a file for spreadsheets."""
        text = (self.folder / f"class-{name}.csv").read_text(encoding="utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def everything(self) -> str:
        """All that was written, as one text."""
        return "\n".join(p.read_text(encoding="utf-8-sig") for p in sorted(self.folder.iterdir()))


def reported(assignment: Assignment, folder: Path, *, anonymous: bool = False) -> Reported:
    """The report of a graded class, written to this folder."""
    report(assignment, to=str(folder / "class.html"), anonymous=anonymous)
    return Reported(assignment, folder, Page((folder / "class.html").read_text(encoding="utf-8")))


def mistakes_of_the_sample(told: Reported) -> Iterator[tuple[str, list[str]]]:
    """The words of each mistake that the sample class makes, and what its student is told."""
    rows = told.sheet("mistakes")
    for student, work in SAMPLE.items():
        theirs = [row["mistake"] for row in rows if student in row["who"].split(", ")]
        for file in filter(None, work.values()):
            for words in read_submission(FOLDER / file).diagnoses.values():
                yield words.split(": ")[-1], theirs


def is_among(words: str, told: list[str]) -> bool:
    """True if one of the texts has these words, wherever it has no gap; always, if they are "?"."""
    pieces = [re.escape(piece) for piece in re.split(r"[\d.]+|'\w+'", words)]
    wanted = r"(?:[\d.]+|'\w+'|…)".join(pieces)
    return words == "?" or any(re.search(wanted, text) for text in told)


def released(folder: Path) -> Assignment:
    """The course in this folder, with the assignment in its gradebook and nobody's work."""
    assignment = copy_course(folder, "source", "nbgrader_config.py")
    with new_gradebook(folder / "gradebook.db") as book:
        book.add_assignment(assignment.name, duedate=DUE)
        for exercise, parts in FULL.items():
            where = NOTEBOOKS[exercise], assignment.name
            book.add_notebook(*where)
            for part, points in parts.items():
                book.add_grade_cell(f"test_{part}", *where, max_score=points, cell_type="code")
    return assignment


def made_class(folder: Path) -> Assignment:
    """The graded class; one more is on the list and has handed in nothing."""
    assignment = released(folder)
    said: dict[str, dict[str, GradingRemarks]] = {}
    with new_gradebook(folder / "gradebook.db") as book:
        for student, work in SAMPLE.items():
            late = LATE if student == "sample_late" else -LATE
            tests = {name: _tests(name, file) for name, file in work.items()}
            said[student] = _graded(assignment, book, student, tests, late)
        harmful = {p: PartResult(0.0, (error_output(*error),)) for p, error in ERRORS.items()}
        one = NOTEBOOKS["exercise_1"]
        for student in (HOSTILE, FORMULA):
            said[student] = _graded(assignment, book, student, {one: harmful}, -LATE)
        mended = f"{one} ({SECRET}).ipynb was taken for {one}.ipynb"
        said[FORMULA][one] = GradingRemarks(said[FORMULA][one].graded, 0.5, (mended,))
        book.add_student("away_today", first_name="Noname", last_name="Hereabouts")
        book.update_or_create_student(NAMED, first_name="Ada", last_name=SECRET)
        book.db.commit()
        for table in (store.RUNS, store.SAID):
            table.create(book.engine)
        count = sum(map(len, said.values()))
        run = store.begin(book.engine, assignment.name)
        store.end(book.engine, assignment.name, run, 12.5, {"graded": count, "mended": 1})
        with book.engine.begin() as connection:
            for student, remarks in said.items():
                store.keep_said(connection, assignment.name, student, remarks, [])
    return assignment


def _tests(notebook: str, file: str) -> dict[str, PartResult]:
    """What becomes of a file's parts; of those of the blank release, where there is no file."""
    parts = next(FULL[exercise] for exercise, name in NOTEBOOKS.items() if name == notebook)
    if not file:
        blank = PartResult(0.0, (error_output("NotImplementedError", ""),))
        return dict.fromkeys(parts, blank)
    submission = read_submission(FOLDER / file)
    words = submission.diagnoses
    failed = {
        part: PartResult(points, (error_output("AssertionError", words.get(part, "?")),))
        for part, points in submission.points.items()
    }
    return {part: failed.get(part, PartResult(float(points))) for part, points in parts.items()}


def _graded(
    assignment: Assignment,
    book: Gradebook,
    student: str,
    tests: dict[str, dict[str, PartResult]],
    late: timedelta,
) -> dict[str, GradingRemarks]:
    """Enter a student's grades, and write the graded notebooks; what was said of each."""
    (assignment.submitted / student / assignment.name).mkdir(parents=True)
    folder = assignment.root / "autograded" / student / assignment.name
    folder.mkdir(parents=True)
    book.add_student(student)
    submission = book.add_submission(assignment.name, student, timestamp=DUE + late)
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            test = tests.get(notebook.name, {}).get(grade.name.removeprefix("test_"))
            grade.auto_score, grade.needs_manual_grade = test.points if test else 0.0, False
    said = {}
    for number, (name, parts) in enumerate(tests.items()):
        content = graded_notebook({f"test_{part}": test.outputs for part, test in parts.items()})
        (folder / f"{name}.ipynb").write_bytes(content)
        said[name] = GradingRemarks(digest(content), 0.1 * 4**number, ())
    return said


def graded_notebook(outputs: dict[str, tuple[Output, ...]]) -> bytes:
    """A notebook that has a test cell of each name, with these outputs."""
    notebook = new_notebook()
    for name, shown in outputs.items():
        mark = {"nbgrader": {"grade": True, "grade_id": name}}
        notebook.cells.append(new_code_cell(id=name, metadata=mark))
        put_outputs(notebook.cells[-1], list(shown))
    return json.dumps(notebook).encode()
