"""The table of grades has a row for each who has handed in, and says what is odd about it."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from grading.core.course import Assignment
from grading.core.origin import Origin, keep_origin
from grading.core.outputs import INVALID, REFUSED, WRONG_KIND, grader_error, put_outputs
from grading.core.quiet import quiet
from grading.gradebook.nbgrader import open_gradebook
from grading.report.evidence import read_evidence
from grading.report.grades import Row, read_grades, table, undecided
from tests.report.made_class import FORMULA, HOSTILE, NAMED, SAMPLE, graded_notebook, made_class
from tests.support.courses import copy_course
from tests.support.platforms import new_gradebook
from tests.support.submissions import NOTEBOOKS, deserved


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return made_class(tmp_path_factory.mktemp("course"))


def test_points_and_remarks_are_those_of_the_gradebook_and_the_graded_files(
    assignment: Assignment,
) -> None:
    rows = {row.student: row for row in read_grades(assignment)}
    assert list(rows) == sorted([*SAMPLE, HOSTILE, FORMULA])
    assert {student: rows[student].points for student in SAMPLE} == {
        student: deserved(student) for student in SAMPLE
    }
    assert rows["sample_late"].remark == "late by 1 day, 2:00:00"
    assert rows["sample_missing"].remark == "exercise_3_vector_descent is missing"
    assert rows[NAMED].who == "sample_average (Ada Melisande Quittenbaum)"


def test_whoever_has_no_grade_yet_has_a_row(assignment: Assignment) -> None:
    folder = assignment.submitted / "zz_new" / assignment.name
    folder.mkdir(parents=True)
    rows = [read_grades(assignment)[-1]]
    with warnings.catch_warnings(), open_gradebook(assignment) as book:
        quiet()
        book.add_student("zz_new")
        book.add_submission(assignment.name, "zz_new")  # as an extension leaves it, ungraded
        book.db.commit()
        rows.append(read_grades(assignment)[-1])
        book.remove_student("zz_new")
    folder.rmdir()
    for row in rows:
        assert (row.student, set(row.points.values()), row.total) == ("zz_new", {None}, 0)
        assert row.remark == "not graded: see nbgrader's messages above"


def test_a_student_whose_name_cannot_be_an_id_has_a_row_that_says_so(
    assignment: Assignment,
) -> None:
    folder = assignment.submitted / "zz\nz" / assignment.name
    folder.mkdir(parents=True)
    *_, row = read_grades(assignment)
    folder.rmdir()
    folder.parent.rmdir()
    assert row.who == "zz\\nz"
    assert row.remark.startswith("not graded, since its name holds characters that cannot be shown")


def test_what_was_decided_about_a_file_is_in_the_table(assignment: Assignment) -> None:
    one = NOTEBOOKS["exercise_1"]
    path = assignment.root / "autograded" / "sample_average" / assignment.name / f"{one}.ipynb"
    before = path.read_text()
    notebook = nbformat.reads(before, as_version=4)
    keep_origin(notebook, Origin(("Ada.ipynb was taken for it", "x.ipynb was ignored")))
    nbformat.write(notebook, path)
    (row,) = (row for row in read_grades(assignment) if row.student == "sample_average")
    path.write_text(before)
    assert row.remark == f"{one}: Ada.ipynb was taken for it, {one}: x.ipynb was ignored"


def test_what_is_for_a_person_is_said_once_and_a_penalty_counts(assignment: Assignment) -> None:
    one = NOTEBOOKS["exercise_1"]
    odd = grader_error(INVALID, "this test ended in nan")
    path = assignment.root / "autograded" / "sample_late" / assignment.name / f"{one}.ipynb"
    before = path.read_bytes()
    path.write_bytes(graded_notebook({"a": (odd, odd), "b": (odd,)}))
    with open_gradebook(assignment) as book:
        notebook = book.find_submission_notebook(one, assignment.name, "sample_late")
        notebook.late_submission_penalty = 2.5
        book.db.commit()
        (row,) = (row for row in read_grades(assignment) if row.student == "sample_late")
        notebook.late_submission_penalty = None
        book.db.commit()
    path.write_bytes(before)
    assert row.remark == f"late by 1 day, 2:00:00, {one}: this test ended in nan"
    assert (row.points[one], row.total) == (7.5, 37.5)


def row_of(assignment: Assignment, student: str) -> Row:
    (row,) = (row for row in read_grades(assignment) if row.student == student)
    return row


@pytest.mark.parametrize(
    ("days", "late"),
    [
        (0, "late by 1 day, 2:00:00"),
        (1, "late by 2:00:00 after an extension of 1 day"),
        (0.5, "late by 14:00:00 after an extension of 0.5 days"),
        (7, "in time by an extension of 7 days (1 day, 2:00:00 after the due date)"),
    ],
)
def test_how_late_it_is_and_the_extension_are_told(
    assignment: Assignment, days: float, late: str
) -> None:
    with open_gradebook(assignment) as book:
        for student in ("sample_late", "sample_excellent"):
            book.grant_extension(assignment.name, student, days=days)
    early = row_of(assignment, "sample_excellent").remark
    assert (row_of(assignment, "sample_late").remark, early) == (late, "")


def test_a_penalty_that_the_dates_no_longer_ask_for_is_told(assignment: Assignment) -> None:
    one, student = NOTEBOOKS["exercise_1"], "sample_excellent"
    for penalty, words in ((10.0, "10 points are taken for lateness that is none: grade"), (0, "")):
        with open_gradebook(assignment) as book:
            notebook = book.find_submission_notebook(one, assignment.name, student)
            notebook.late_submission_penalty = penalty or None
            book.db.commit()
        assert row_of(assignment, student).remark.startswith(words)
    assert row_of(assignment, student).remark == ""


def test_the_table_has_a_column_for_each_notebook_and_the_means() -> None:
    rows = [
        Row("ada", "Ada L.", {"exercise_1_a": 2.5, "exercise_2_b": 10.0}, "late by 1:00:00"),
        Row("kurt", "", {"exercise_1_a": None, "exercise_2_b": 0.0}, ""),
    ]
    assert table(rows).split("\n") == [
        "student       exercise 1  exercise 2       total  remark",
        "ada (Ada L.)         2.5          10        12.5  late by 1:00:00",
        "kurt                   -           0           0",
        "mean                 1.2         5.0         6.2",
    ]


def test_columns_of_a_copy_and_of_its_original_can_be_told_apart() -> None:
    points = {"exercise_1_a": 1.0, "exercise_1_a-Copy1": 0.0, "exercise_1_b": 2.0}
    head = table([Row("ada", "", dict(points), "")]).split("\n")[0]
    assert head.split("  ")[1:4] == ["exercise_1_a", "exercise 1-Copy1", "exercise_1_b"]


def test_a_column_is_as_wide_as_its_title() -> None:
    head, row, mean = table([Row("ada", "", {"a_notebook_of_its_own": 1.0}, "x")]).split("\n")
    assert head.index("  remark") == row.index("  x") == len(mean)


@given(st.lists(st.none() | st.integers(-40, 40), max_size=4))
def test_a_total_is_never_below_zero(points: list[int | None]) -> None:
    row = Row("ada", "", {str(number): each for number, each in enumerate(points)}, "")
    assert row.total == max(0, sum(filter(None, points)))


def test_a_graded_file_that_is_none_counts_as_missing(
    assignment: Assignment, tmp_path: Path
) -> None:
    one = NOTEBOOKS["exercise_1"]
    path = assignment.root / "autograded" / "sample_blank" / assignment.name / f"{one}.ipynb"
    kept = path.rename(tmp_path / "kept.ipynb")
    path.write_text(json.dumps("no notebook")[:-1])
    (row,) = (row for row in read_grades(assignment) if row.student == "sample_blank")
    kept.replace(path)
    assert row.remark == f"{one} is missing"


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """Ada has answered a task, an essay and a test; there are parts without points, too."""
    folder = tmp_path_factory.mktemp("by_hand")
    made = copy_course(folder, "source", "nbgrader_config.py")
    one, where = NOTEBOOKS["exercise_1"], (NOTEBOOKS["exercise_1"], made.name)
    with new_gradebook(folder / "gradebook.db") as book:
        book.add_assignment(made.name)
        book.add_notebook(*where)
        book.add_grade_cell("test_f", *where, max_score=12, cell_type="code")
        for essay, points in (("essay", 5), ("free", 0)):
            book.add_grade_cell(essay, *where, max_score=points, cell_type="markdown")
            book.add_solution_cell(essay, *where)
        for task, points in (("task", 4), ("task_free", 0)):
            book.add_task_cell(task, *where, max_score=points, cell_type="markdown")
        book.add_student("ada")
        book.add_submission(made.name, "ada")
        book.db.commit()
    (made.submitted / "ada" / made.name).mkdir(parents=True)
    graded = folder / "autograded" / "ada" / made.name
    graded.mkdir(parents=True)
    (graded / f"{one}.ipynb").write_bytes(graded_notebook({"test_f": ()}))
    return made


@pytest.mark.parametrize(
    ("tested", "given", "told"),
    [
        ({"test_f": 10}, {}, "10 of 21, 9 to be graded by you"),
        ({"test_f": 10, "essay": 0}, {}, "10 of 21, 9 to be graded by you (5 of them unanswered)"),
        ({"test_f": 10, "essay": 0}, {"task": 4}, "14 of 21, 5 to be graded by you (5 of them un"),
        ({"test_f": 10, "essay": 0}, {"task": 4, "essay": 0}, ""),
        ({"test_f": 10}, {"essay": 2.5}, "12.5 of 21, 4 to be graded by you"),
        ({"test_f": 10}, {"essay": 0, "task": 0}, ""),
        (
            {"test_f": 10},
            {"essay": 6, "task": 4},
            "essay has 6 points by hand and now gives 5: give",
        ),
        (
            {"test_f": 3},
            {"test_f": 13, "task": 0, "essay": 1},
            "f has 13 points by hand and now gives",
        ),
        (
            {"test_f": 3},
            {"free": 2, "task": 0, "essay": 1},
            "free has 2 points by hand and now gives 0",
        ),
    ],
)
def test_what_waits_for_a_person_is_told(
    by_hand: Assignment, tested: dict[str, float], given: dict[str, float], told: str
) -> None:
    one = NOTEBOOKS["exercise_1"]
    with open_gradebook(by_hand) as book:
        for grade in book.find_submission_notebook(one, by_hand.name, "ada").grades:
            grade.auto_score, grade.manual_score = tested.get(grade.name), given.get(grade.name)
        book.db.commit()
    remark = row_of(by_hand, "ada").remark
    assert remark.startswith(f"{one}: {told}") if told else not remark


@pytest.mark.parametrize(
    ("students", "met", "asked"),
    [(40, 14, True), (40, 4, True), (40, 3, False), (5, 3, True), (5, 2, False), (2, 2, False)],
)
def test_whoever_teaches_decides_once_where_many_values_could_not_cross(
    students: int, met: int, asked: bool
) -> None:
    said = list(undecided("week_2", [["n/test_f"]] * met + [[]] * (students - met)))
    assert len(said) == asked
    assert not said or f"n/test_f: what {met} of {students} students gave" in said[0]


def test_tests_to_which_something_could_not_cross_are_found(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    cells = []
    for name, error in (("f", REFUSED), ("g", WRONG_KIND), ("h", "TypeError")):
        mark = {"grade": True, "grade_id": f"test_{name}"}
        cells.append(new_code_cell("", metadata={"nbgrader": mark}))
        put_outputs(cells[-1], [grader_error(error, "x is or holds an object")])
    nbformat.write(new_notebook(cells=cells), path)
    found = read_evidence(path)
    assert found is not None
    assert found.uncrossed == ("test_f", "test_g")
