"""What an instructor gets wrong when collecting is said in a sentence, and stands in no way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from authoring import sample_class as sample
from grading.core.course import Assignment
from tests.support.courses import copy_course
from tests.support.platforms import (
    FIRST,
    WORKSHEET,
    archives,
    collect,
    new_gradebook,
    said,
    submitted,
    zipped,
)


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return copy_course(tmp_path / "course")


def test_a_folder_that_is_not_there_is_named_with_what_to_do(assignment: Assignment) -> None:
    done = collect(assignment)
    assert done.returncode == 1
    assert said(done)[-1].startswith("There is no folder ")
    zipped(archives(assignment).parent / "submissions.zip", {f"ada_1_1_{FIRST}": "x"})
    archives(assignment).rmdir()
    done = collect(assignment)
    assert done.returncode == 1
    assert re.fullmatch(r"Move .*submissions.zip into the folder archive .*", said(done)[-1])


def test_a_list_of_another_platform_is_not_used(assignment: Assignment) -> None:
    zipped(archives(assignment) / "a.zip", {f"ada_101_1_{FIRST}": "x"})
    (archives(assignment).parent / "list.csv").write_text(WORKSHEET, encoding="utf-8")
    done = collect(assignment)
    assert done.returncode == 1
    assert said(done)[-1].endswith("is Moodle's list of students: put Canvas's there, or none.")
    (archives(assignment).parent / "list.csv").unlink()
    assert collect(assignment).returncode == 0, "what failed stands in the way"


def test_a_zone_that_is_none_and_a_platform_in_small_letters(assignment: Assignment) -> None:
    zipped(archives(assignment) / "a.zip", {f"ada_101_1_{FIRST}": "x"})
    done = collect(assignment, "--PlatformExtractor.timezone=Europe/Berln")
    assert said(done)[-1] == "There is no time zone 'Europe/Berln': write it like Europe/Berlin."
    assert collect(assignment, "--PlatformExtractor.platform=canvas").returncode == 0


def test_the_sample_class_makes_room_and_its_date_makes_nobody_late(assignment: Assignment) -> None:
    with new_gradebook(assignment.root / "gradebook.db"):
        sample.hand_in(assignment)
    zipped(archives(assignment) / "a.zip", {f"ada_LATE_101_1_{FIRST}": "x"})
    done = collect(assignment)
    assert done.returncode == 0, done.stderr
    assert "The sample class and its due date are gone: a real class is here." in said(done)
    assert submitted(assignment).keys() == {f"101/{FIRST}"}
