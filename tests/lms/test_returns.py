"""Without a platform's list, the tables have whom nbgrader knows, by what the platform knows."""

from __future__ import annotations

import pytest

from grading.core.errors import UsageError
from grading.gradebook.queries import (
    CellScore,
    ClassScores,
    GradedCell,
    NotebookScore,
    Submission,
)
from grading.lms.grades import Person, table


def person(name: str, lms_id: str = "") -> Person:
    return Person(name, "", "", "", lms_id)


def results(assignment: str = "gd", **points: float) -> ClassScores:
    cell = GradedCell("e", "test", 40)
    scores = {s[1:]: NotebookScore("e", 40, {cell: CellScore(p)}) for s, p in points.items()}
    handed_in = {s: Submission(s, {"e": held}) for s, held in scores.items()}
    return ClassScores(assignment, (cell,), handed_in, {})


def test_canvas_knows_its_number_or_a_login() -> None:
    people = [person("101"), person("alovelace"), person("kurt", "102")]
    rows = table("Canvas", people, [results(_101=1, _alovelace=2, _kurt=3)]).rows[2:]
    assert [(row[1], row[3], row[5]) for row in rows] == [
        ("101", "", "1"),
        ("", "alovelace", "2"),
        ("102", "kurt", "3"),
    ]


def test_assignments_stand_side_by_side() -> None:
    both = [results(_1=1), results("other", _1=2)]
    assert table("Canvas", [person("1")], both).rows[2][5:] == ["1", "2"]
    assert table("Blackboard", [person("1")], both).rows[1][3:] == ["1", "2"]
    with pytest.raises(UsageError, match=r"""of gd, other: add --assignment='\["gd"\]'"""):
        table("Moodle", [person("1")], both)


@pytest.mark.parametrize(
    ("ids", "title", "shown"),
    [
        (["1", "2"], "Identifier", "Participant 1"),
        (["a@uni.edu", "b@uni.edu"], "Email address", "a@uni.edu"),
        (["ada", "b@uni.edu"], "Username", "ada"),
    ],
)
def test_moodle_knows_participants_addresses_or_users(
    ids: list[str], title: str, shown: str
) -> None:
    head, first, *_ = table("Moodle", [person(each) for each in ids], [results()]).rows
    assert (head[0], first[0]) == (title, shown)
