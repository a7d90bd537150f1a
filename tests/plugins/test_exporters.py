"""nbgrader's own export writes what Canvas, Moodle and Blackboard import."""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path

import pytest

from grading.core.course import Assignment
from tests.support import platforms as importers
from tests.support.courses import COURSE, command, typed
from tests.support.platforms import NAMES, Student, filled_gradebook

CLASS = {
    "101": Student((10, 9, 4, 6.5), "Lovelace", "Ada", "ada@uni.edu"),
    "102": Student((10, 10, 10, 10), "Gödel", "Kurt", "kurt@uni.edu", penalty=2.25),
    "103": Student((1 / 3, 0, 0, 0), "=HYPERLINK(1)", "@SUM(1)", penalty=0.0),
    "104": Student((5, 5, 5, 5), manual=7.5, extra=1.25, comment="x < 3, see\nme", open=True),
    "105": Student((1, 0, 0, 0), "Ωμέγα", "李", penalty=9),
    "106": Student((), "Noether", "Emmy", "emmy@uni.edu"),
}
POINTS = {"101": "29.5", "102": "37.75", "103": "0.33333", "104": "23.75", "105": "0", "106": ""}


def export(assignment: Assignment, platform: str, *words: str) -> subprocess.CompletedProcess[str]:
    exporter = f"--exporter=grading.plugins.export.{platform}Exporter"
    return command(assignment, "export", exporter, *words)


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return filled_gradebook(tmp_path_factory.mktemp("course") / "course", CLASS)


def test_canvas(assignment: Assignment) -> None:
    done = typed(assignment, "export", "--exporter=grading.plugins.export.CanvasExporter")
    assert done.returncode == 0, done.stderr
    assert "Still to be graded by you in part: 104." in done.stderr
    path = assignment.root / "canvas.csv"
    title = assignment.name
    assert importers.canvas(path) == {s: {title: points} for s, points in POINTS.items()}
    assert importers.canvas_points(path) == ["    Points Possible", "", "", "", "", "40"]
    names = {row[0] for row in csv.reader(path.read_text("utf-8-sig").splitlines()[2:])}
    known = {"Lovelace, Ada", "Gödel, Kurt", "104", "Ωμέγα, 李", "Noether, Emmy"}
    assert names == known | {"'=HYPERLINK(1), @SUM(1)"}


def test_moodle(assignment: Assignment) -> None:
    done = export(assignment, "Moodle")
    assert done.returncode == 0, done.stderr
    found = importers.moodle_worksheet(assignment.root / "moodle.csv")
    assert {student: grade for student, (grade, _) in found.items()} == POINTS
    first, second, third, fourth = NAMES
    assert found["102"][1] == "; ".join([*(f"{name}: 10 of 10" for name in NAMES), "late: -2.25"])
    assert found["104"][1] == (
        f"{first}: 8.75 of 10; {second}: 5 of 10; {third}: 5 of 10; {fourth}: 5 of 10; "
        "x &lt; 3, see me"
    )
    assert found["106"] == ("", "")


def test_blackboard(assignment: Assignment) -> None:
    done = export(assignment, "Blackboard")
    assert done.returncode == 0, done.stderr
    found = importers.blackboard(assignment.root / "blackboard.csv")
    assert {student: row[assignment.name] for student, row in found.items()} == POINTS
    assert found["105"]["Last Name"] == "Ωμέγα"
    assert found["103"]["Last Name"] == "'=HYPERLINK(1)"
    assert found["103"]["First Name"] == "'@SUM(1)"


def test_the_points_are_those_of_nbgraders_own_export(assignment: Assignment) -> None:
    done = command(assignment, "export", "--to=grades.csv")
    assert done.returncode == 0, done.stderr
    with (assignment.root / "grades.csv").open() as file:
        stock = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert stock == {s: pytest.approx(float(p or 0), abs=1e-5) for s, p in POINTS.items()}


def test_a_student_and_an_assignment_can_be_chosen(assignment: Assignment) -> None:
    done = export(assignment, "Canvas", '--student=["102"]', f'--assignment=["{assignment.name}"]')
    assert done.returncode == 0, done.stderr
    assert importers.canvas(assignment.root / "canvas.csv").keys() == {"102"}


def test_an_unknown_assignment_is_said_and_nothing_is_written(
    assignment: Assignment, tmp_path: Path
) -> None:
    target = tmp_path / "x.csv"
    done = export(assignment, "Canvas", '--assignment=["other"]', f"--to={target}")
    assert done.returncode == 1
    assert "The gradebook has no assignment other." in done.stderr
    assert "Traceback" not in done.stderr
    assert not target.exists()


def test_the_page_has_the_commands_that_are_tested_here() -> None:
    page = (COURSE.root / "docs" / "lms.md").read_text(encoding="utf-8")
    for platform in ("Canvas", "Moodle", "Blackboard"):
        words = f"--exporter=grading.plugins.export.{platform}Exporter --to={platform.lower()}.csv"
        assert f"nbgrader export {words}\n" in page


def test_the_sample_class_goes_to_no_platform(tmp_path: Path) -> None:
    students = {"sample_late": Student((1, 1, 1, 1)), "alovelace": Student((2, 2, 2, 2))}
    assignment = filled_gradebook(tmp_path / "course", students)
    assert export(assignment, "Canvas").returncode == 0
    assert importers.canvas(assignment.root / "canvas.csv") == {"alovelace": {assignment.name: "8"}}


def test_a_list_that_is_not_there_is_said(assignment: Assignment) -> None:
    done = export(assignment, "Canvas", "--CanvasExporter.roster=typo.csv", "--to=none.csv")
    assert done.returncode == 1
    assert "typo.csv cannot be read (No such file or directory)" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_place_where_nothing_can_be_written_is_said(assignment: Assignment) -> None:
    for target, sentence in {
        "docs": "--to needs the path of a file",
        "no/where/x.csv": "cannot be written (No such file or directory): name another place",
    }.items():
        (assignment.root / "docs").mkdir(exist_ok=True)
        done = export(assignment, "Canvas", f"--to={target}")
        assert done.returncode == 1
        assert sentence in done.stderr
