"""An instructor's whole job, done by `make grade` on the sample class and four more students."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from authoring.sample_class import DUE, forget
from grading.core.course import Assignment, notebooks_in
from grading.gradebook.nbgrader import open_gradebook
from grading.report.grades import Row, read_grades
from tests.report.made_class import is_among, mistakes_of_the_sample, reported
from tests.support.classes import ONE, SWAPPED, TWO, graded_class
from tests.support.courses import COURSE, GRADING
from tests.support.submissions import deserved


@dataclass(frozen=True)
class Graded:
    """A class after `make grade`: the course's copy, what the command said, the grades."""

    assignment: Assignment
    done: subprocess.CompletedProcess[str]
    rows: dict[str, Row]


@pytest.fixture(scope="module")
def graded() -> Graded:
    assignment, done = graded_class()
    return Graded(assignment, done, {row.student: row for row in read_grades(assignment)})


def test_it_ends_well_and_shows_the_grades(graded: Graded) -> None:
    assert graded.done.returncode == 0, graded.done.stderr
    for student in graded.rows:
        assert f"\n{student} " in graded.done.stdout


def test_the_readme_shows_the_table_that_comes_out(graded: Graded) -> None:
    shown = [
        line for line in (COURSE.root / "README.md").read_text().split("\n") if "sample_" in line
    ]
    assert len(shown) == 6
    for line in shown:
        assert line in graded.done.stdout.split("\n")


def test_the_source_scores_full_and_the_blank_release_zero(graded: Graded) -> None:
    assert set(graded.rows["perfect"].points.values()) == {10.0}
    assert set(graded.rows["sample_blank"].points.values()) == {0.0}


@pytest.mark.parametrize(
    "student",
    ["excellent", "average", "blank", "sign_error", "late", "missing"],
)
def test_each_student_gets_what_the_answers_deserve(graded: Graded, student: str) -> None:
    row = graded.rows[f"sample_{student}"]
    assert row.points == deserved(f"sample_{student}")


def test_late_missing_and_unreadable_work_is_remarked(graded: Graded) -> None:
    remarks = {student: row.remark for student, row in graded.rows.items() if row.remark}
    assert remarks.pop("sample_late") == "late by 1 day, 2:00:00"
    assert remarks.pop("sample_missing") == "exercise_3_vector_descent is missing"
    broken = remarks.pop("zz_broken")
    assert "exercise_1_scalar_descent: this is a file of another kind, not a notebook" in broken
    by_heart = remarks.pop("by_heart")
    assert "timestamp.txt is not used ('03/04/2026 10:00' may be 2026-03-04 or" in by_heart
    for remark in (broken, by_heart):
        assert "exercise_2_descent_path is missing" in remark
    swapped = remarks.pop(SWAPPED)
    for name, other in ((ONE, TWO), (TWO, ONE)):
        said = f"{other}.ipynb holds {name}, not {other}: it was taken for {name}.ipynb"
        assert f"{name}: {said}" in swapped
    assert remarks == {}


def test_unreadable_work_has_a_row_with_zero_and_a_reason_that_the_student_reads(
    graded: Graded,
) -> None:
    assert graded.rows["zz_broken"].points["exercise_1_scalar_descent"] == 0
    pages = graded.assignment.root / "feedback" / "zz_broken" / graded.assignment.name
    page = (pages / "exercise_1_scalar_descent.html").read_text()
    assert "hand in the .ipynb file itself" in page


def test_the_report_tells_what_the_class_has_got_and_why(graded: Graded, tmp_path: Path) -> None:
    told = reported(graded.assignment, tmp_path)
    scores = {row["student"]: float(row["score"]) for row in told.sheet("students")}
    assert scores == {student: row.total for student, row in graded.rows.items()}
    mistakes = list(mistakes_of_the_sample(told))
    assert [words for words, said in mistakes if not is_among(words, said)] == []
    assert len(mistakes) > 8
    looks = {f"{row['student']}: {row['why']} {row['more']}" for row in told.sheet("looks")}
    assert looks >= {"sample_late: late by 1 day 2 h", "sample_missing: missing exercise 3"}
    assert any(look.startswith("zz_broken: unreadable exercise 1: ") for look in looks)
    assert any(f"{SWAPPED}: needs manual grading exercise 1: {TWO}.ipynb" in look for look in looks)
    (run,) = told.sheet("runs")
    count = sum(p is not None for row in graded.rows.values() for p in row.points.values())
    assert (int(run["graded"]), run["unchanged"]) == (count, "0")
    assert sum(int(row["notebooks"]) for row in told.sheet("times")) == count


def test_swapped_files_cost_nothing_and_are_marked_for_a_person(graded: Graded) -> None:
    points = graded.rows[SWAPPED].points
    assert (points[ONE], points[TWO]) == (10, 10)
    with open_gradebook(graded.assignment) as gradebook:
        for name in (ONE, TWO):
            where = name, graded.assignment.name
            assert gradebook.find_submission_notebook(*where, SWAPPED).needs_manual_grade
            assert not gradebook.find_submission_notebook(*where, "perfect").needs_manual_grade
    pages = graded.assignment.root / "feedback" / SWAPPED / graded.assignment.name
    said = f"{TWO}.ipynb holds {ONE}, not {TWO}: it was taken for {ONE}.ipynb"
    assert said in (pages / f"{ONE}.html").read_text()


def test_lateness_takes_no_points(graded: Graded) -> None:
    assert graded.rows["sample_late"].total == 40


def test_everyone_with_a_grade_gets_feedback(graded: Graded) -> None:
    for student in graded.rows:
        pages = graded.assignment.root / "feedback" / student / graded.assignment.name
        handed_in = graded.assignment.submitted / student / graded.assignment.name
        names = [path.stem for path in notebooks_in(handed_in)]
        assert sorted(page.stem for page in pages.glob("*.html")) == names
    page = graded.assignment.root / "feedback/sample_sign_error" / graded.assignment.name
    text = (page / "exercise_1_scalar_descent.html").read_text()
    assert "is the slope added, or its sign wrong?" in text


def test_nothing_of_it_would_be_committed(graded: Graded) -> None:
    ignored = (COURSE.root / ".gitignore").read_text().split()
    made = {path.name for path in graded.assignment.root.iterdir()}
    authored = {Path(part).parts[0] for part in GRADING}
    assert {
        name for name in made - authored if {name, f"{name}/", f"/{name}/"}.isdisjoint(ignored)
    } == set()


def test_forgetting_the_sample_keeps_everybody_else(graded: Graded, tmp_path: Path) -> None:
    shutil.copytree(graded.assignment.root, tmp_path / "copy")
    assignment = Assignment(COURSE.name, tmp_path / "copy")
    with open_gradebook(assignment) as gradebook:
        assert gradebook.find_assignment(assignment.name).duedate == DUE
    forget(assignment)
    assert assignment.students() == [SWAPPED, "by_heart", "perfect", "zz_broken"]
    with open_gradebook(assignment) as gradebook:
        assert [s.id for s in gradebook.students] == assignment.students()
        assert gradebook.find_submission(assignment.name, "perfect").score == 40
        assert gradebook.find_assignment(assignment.name).duedate is None
