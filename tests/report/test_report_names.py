"""Hidden names leave nothing that leads back to them; a large class stays a light page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grading.report.model import Classroom, hidden
from grading.report.page import page
from grading.report.statistics import figures
from grading.report.tables import csv_file, tables
from tests.report.large_classroom import large_classroom


def renamed(classroom: Classroom, names: dict[str, str]) -> Classroom:
    """The same class, in which each student has the id of another."""
    return replace(
        classroom,
        standings=tuple(replace(s, student=names[s.student]) for s in classroom.standings),
        diagnoses=tuple(
            replace(d, students=tuple(sorted(names[s] for s in d.students)))
            for d in classroom.diagnoses
        ),
    )


def tied(classroom: Classroom) -> Classroom:
    """The same class, in which everybody has the points of the first."""
    first = classroom.standings[0]
    same = (replace(s, total=first.total, points=first.points) for s in classroom.standings)
    return replace(classroom, standings=tuple(same))


@pytest.mark.parametrize("change", [lambda c: c, tied], ids=["different scores", "equal scores"])
def test_names_have_no_part_in_the_numbers(change: type) -> None:
    classroom = change(large_classroom(30))
    ids = [standing.student for standing in classroom.standings]
    names = dict(zip(ids, [*ids[7:], *ids[:7]], strict=True))
    assert hidden(renamed(classroom, names)) == hidden(classroom)


def test_a_number_is_the_same_student_everywhere() -> None:
    classroom = large_classroom(30)
    shown = hidden(classroom)
    scores = {s.student: s.total for s in classroom.standings}
    numbers = {s.student: s.total for s in shown.standings}
    for before, after in zip(classroom.diagnoses, shown.diagnoses, strict=True):
        assert sorted(scores[s] or 0 for s in before.students) == sorted(
            numbers[s] or 0 for s in after.students
        )


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_thousand_students_are_a_light_page(anonymous: bool) -> None:
    classroom = large_classroom(1000)
    classroom = hidden(classroom) if anonymous else classroom
    found = figures(classroom)
    behind = tables(classroom, found)
    text = page(classroom, found, behind, [])
    assert len(text.encode()) < 2_000_000
    assert text.count('<th scope="row">') > 1000, "each student has a row"
    assert len(csv_file(behind["students"]).splitlines()) == 1001


def test_ten_thousand_students_are_one_too() -> None:
    classroom = large_classroom(10_000)
    found = figures(classroom)
    text = page(classroom, found, tables(classroom, found), [])
    assert len(text.encode()) < 3_000_000
    assert "The other 9,000 rows are in the file students." in text
