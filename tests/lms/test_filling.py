"""A platform's own list of students comes back with the grades in it, and otherwise as it was."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from grading.core.errors import UsageError
from grading.gradebook.queries import (
    CellScore,
    ClassScores,
    GradedCell,
    NotebookScore,
    Submission,
)
from grading.lms.grades import Filled, filled
from grading.lms.roster import find_roster, read_roster
from tests.support import platforms as importers
from tests.support.platforms import BLACKBOARD, CANVAS, WORKSHEET


def results(maximum: float = 40, **points: float) -> ClassScores:
    """Students' points, by ids that begin with a letter."""
    cell = GradedCell("exercise_1", "test", maximum)
    scores = {s: NotebookScore("exercise_1", 10, {cell: CellScore(p)}) for s, p in points.items()}
    handed_in = {s[1:]: Submission(s[1:], {"exercise_1": held}) for s, held in scores.items()}
    return ClassScores("gradient_descent", (cell,), handed_in, {})


def fill(
    tmp_path: Path, text: str | bytes, platform: str, results: ClassScores, column: str = ""
) -> tuple[Filled, Path]:
    raw = text.encode() if isinstance(text, str) else text
    (tmp_path / "list.csv").write_bytes(raw)
    roster = read_roster(tmp_path / "list.csv")
    assert roster.platform == platform
    done = filled(roster, platform, [results], column)
    done.sheet.write(tmp_path / "out.csv")
    return done, tmp_path / "out.csv"


def test_canvas_gets_its_own_column_and_no_other(tmp_path: Path) -> None:
    done, path = fill(tmp_path, CANVAS, "Canvas", results(_101=29.5, _102=40))
    title = "Gradient Descent (98765)"
    expected = {"101": "29.5", "102": "40", "103": "5", "999": ""}
    assert importers.canvas(path) == {student: {title: p} for student, p in expected.items()}
    assert importers.canvas_points(path)[-1] == "40"
    assert '"Lovelace, Ada",101,S1,alovelace,"A, B",29.5' in path.read_text("utf-8")
    assert done.said == ()


def test_a_students_own_number_is_not_taken_for_anothers(tmp_path: Path) -> None:
    """Emmy's SIS User ID is Kurt's ID: all students of a class are known by one column."""
    _, path = fill(tmp_path, CANVAS, "Canvas", results(_101=1, _102=2, _103=3))
    assert [row[-1] for row in _body(path)] == ["1", "2", "3", ""]


def test_students_may_be_known_by_their_login(tmp_path: Path) -> None:
    _, path = fill(tmp_path, CANVAS, "Canvas", results(_alovelace=1, _enoether=3))
    assert [row[-1] for row in _body(path)] == ["1", "11", "3", ""]


def test_moodles_worksheet_comes_back_whole(tmp_path: Path) -> None:
    done, path = fill(tmp_path, WORKSHEET, "Moodle", results(_101=29.5))
    found = importers.moodle_worksheet(path)
    assert found == {
        "101": ("29.5", "exercise_1: 29.5 of 10"),
        "102": ("11.00", "well done"),
        "103": ("", ""),
    }
    assert "Saturday, 31 January 2026, 9:00 AM" in path.read_text("utf-8")
    assert ",'=1+1," in path.read_text("utf-8")
    assert done.said == ()


def test_moodles_worksheet_in_another_language(tmp_path: Path) -> None:
    text = WORKSHEET.replace(",Grade,", ",Bewertung,").replace("Participant ", "Teilnehmer/in ")
    text = text.replace("Identifier", "ID").replace("Email address", "E-Mail-Adresse")
    _, path = fill(tmp_path, text, "Moodle", results(_102=3), "Bewertung")
    assert [row[4] for row in _body(path, head=1)] == ["", "3", ""]


def test_moodles_gradebook_is_found_by_email_address(tmp_path: Path) -> None:
    text = (
        '"First name","Last name","ID number","Email address","Assignment: Gradient descent (Real)"'
    )
    text += "\nAda,Lovelace,S1,ada@uni.edu,-\nKurt,Gödel,S2,kurt@uni.edu,11.00\n"
    by_mail = replace(results(), submissions={"ada@uni.edu": Submission("ada@uni.edu", {})})
    _, path = fill(tmp_path, text, "Moodle", by_mail)
    title = "Assignment: Gradient descent (Real)"
    found = importers.moodle_gradebook(path, "Email address", title)
    assert found == {"ada@uni.edu": ("0", ""), "kurt@uni.edu": ("11.00", "")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_blackboard_gets_the_form_that_it_gave(
    encoding: str, delimiter: str, tmp_path: Path
) -> None:
    raw = BLACKBOARD.replace(",", delimiter).encode(encoding)
    _, path = fill(tmp_path, raw, "Blackboard", results(_101=29.5))
    assert path.read_bytes()[:3] == raw[:3]
    found = importers.blackboard(path)
    title = "Gradient Descent [Total Pts: 40 Score] |98765"
    assert {student: row[title] for student, row in found.items()} == {
        "101": "29.5",
        "102": "11",
        "103": "5",
    }
    assert "Essay [Total Pts: 10 Score] |1" not in found["101"]


def test_what_an_instructor_should_know_is_said(tmp_path: Path) -> None:
    done, _ = fill(tmp_path, CANVAS, "Canvas", results(50, _101=1, _102=2, _7=1))
    assert done.said == (
        "Left out, since list.csv does not have them: 7",
        "For 'Gradient Descent (98765)', Canvas gives 40 points at the most, and nbgrader 50: "
        "set it to 50 there",
    )
    text = CANVAS.replace("Gradient Descent (98765)", "Week 3 (98765)")
    done, path = fill(tmp_path, text, "Canvas", results(_101=1))
    (sentence,) = done.said
    assert "list.csv has no column 'gradient_descent'" in sentence
    assert "--CanvasExporter.column" in sentence
    assert importers.canvas_points(path)[-1] == "40"
    _, path = fill(tmp_path, text, "Canvas", results(_101=1), "Week 3 (98765)")
    assert importers.canvas(path)["102"] == {"Week 3 (98765)": "11"}


def test_a_list_without_any_of_the_students_is_another_courses(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is it the list of another course"):
        fill(tmp_path, CANVAS, "Canvas", results(_7=1))


def test_lists_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    for raw in (b"\xd0\xcf\x11\xe0" + bytes(100), "Student,ID\nGödel,1\n".encode("latin-1"), b""):
        (tmp_path / "list.csv").write_bytes(raw)
        with pytest.raises(UsageError, match="download it again"):
            read_roster(tmp_path / "list.csv")
    (tmp_path / "other.csv").touch()
    with pytest.raises(UsageError, match="several lists of students: keep one of"):
        find_roster(tmp_path)


def _body(path: Path, head: int = 2) -> list[list[str]]:
    return list(csv.reader(path.read_text("utf-8-sig").splitlines()))[head:]
