"""nbgrader's own zip_collect takes in what Canvas, Moodle and Blackboard export, as it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from grading.core.course import Assignment
from tests.support.courses import copy_course, typed
from tests.support.platforms import (
    BUILDERS,
    FIRST,
    FOUR,
    NAMES,
    TIME,
    archives,
    collect,
    four,
    new_gradebook,
    said,
    submitted,
    whole,
    zipped,
)

PARTS = ("release", "source", "nbgrader_config.py")
"""What collecting reads of a course."""


@pytest.mark.parametrize("export", BUILDERS)
def test_what_a_platform_exports_is_collected(
    export: Callable[[Path, Path], dict[str, bytes]], tmp_path: Path
) -> None:
    assignment = copy_course(tmp_path / "course", *PARTS)
    expected = export(archives(assignment), tmp_path)
    done = collect(assignment, TZ="Europe/Berlin")
    assert done.returncode == 0, done.stderr
    assert submitted(assignment) == expected
    for student in sorted({path.split("/")[0] for path in expected}):
        assert student in {path.name for path in assignment.submitted.iterdir()}


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return copy_course(tmp_path / "course", *PARTS)


def test_what_is_left_out_is_said_in_a_sentence_each(assignment: Assignment) -> None:
    files = {
        f"ada_1_100_{FIRST}": "ada",
        "eve_2_200_essay.pdf": "%PDF",
        "bob_3_300_Untitled.ipynb": "{}",
        "ada lovelace.ipynb": "{}",
    }
    zipped(archives(assignment) / "submissions.zip", files)
    zipped(archives(assignment) / "letters.zip", {"dear teacher.txt": "hello"})
    (archives(assignment) / "cut.zip").write_bytes(b"PK\3\4")
    done = collect(assignment)
    assert done.returncode == 0
    assert submitted(assignment) == {f"1/{FIRST}": b"ada"}
    by_hand = "put the notebooks into submitted/ yourself."
    assert said(done) == [
        "cut.zip cannot be unpacked (File is not a zip file): download it again.",
        "letters.zip is not collected, since no file in it has a name that Canvas, Moodle or "
        f"Blackboard gives: {by_hand}",
        "submissions.zip: ada lovelace.ipynb is not collected, since it has no name that Canvas "
        f"gives: {by_hand}",
        "2 (eve): no notebook was handed in, but essay.pdf.",
        "3 (bob): no notebook was handed in, but Untitled.ipynb.",
        "3 (bob): Untitled.ipynb has the name of no notebook of this assignment.",
    ]


def test_collecting_again_keeps_what_a_later_export_does_not_have(assignment: Assignment) -> None:
    folder = archives(assignment)
    zipped(folder / "submissions.zip", four("ada_1_10{n}_{file}", "ada") | {"eve_2_1_x.pdf": ""})
    assert collect(assignment).returncode == 0
    (assignment.submitted / "1" / assignment.name / "data.csv").write_text("1,2")
    zipped(folder / "submissions.zip", {f"ada_1_200_{NAMES[1]}-1.ipynb": "ada again"})
    done = collect(assignment, "--force")
    assert done.returncode == 0, done.stderr
    expected = whole("1", "ada") | {f"1/{FOUR[1]}": b"ada again", "1/data.csv": b"1,2"}
    assert submitted(assignment) == expected


def test_an_export_that_was_unpacked_long_ago_is_older_than_a_zip(assignment: Assignment) -> None:
    folder = archives(assignment)
    moodle = "Ada_1_assignsubmission_file_"
    (folder / moodle).mkdir()
    old = folder / moodle / FIRST
    old.write_text("old")
    os.utime(old, (1, 1))
    zipped(folder / "new.zip", {f"{moodle}/{FIRST}": "new"}, second=2)
    assert collect(assignment).returncode == 0
    assert submitted(assignment) == {f"1/{FIRST}": b"new"}
    os.utime(old, (3, 3))
    assert collect(assignment, "--force").returncode == 0
    assert submitted(assignment) == {f"1/{FIRST}": b"old"}


def test_without_force_nobody_is_touched_where_somebody_has_handed_in(
    assignment: Assignment,
) -> None:
    there = assignment.submitted / "2" / assignment.name
    there.mkdir(parents=True)
    (there / FIRST).write_text("by mail")
    zipped(archives(assignment) / "x.zip", {f"a_{n}_1_{FIRST}": "x" for n in (1, 2, 3)})
    done = collect(assignment)
    assert done.returncode == 1
    assert said(done)[-1].startswith(
        "Of these students, 1 have work in submitted/ already: add --force"
    )
    assert submitted(assignment) == {f"2/{FIRST}": b"by mail"}


def test_exports_of_two_platforms_are_not_mixed(assignment: Assignment) -> None:
    zipped(archives(assignment) / "a.zip", {f"ada_1_1_{FIRST}": "canvas"}, second=1)
    moodles = {f"Eve_1_assignsubmission_file_/{FIRST}": "moodle"}
    zipped(archives(assignment) / "b.zip", moodles, second=2)
    done = collect(assignment)
    assert done.returncode == 1
    assert said(done)[-1] == (
        "Collect the exports of one platform at a time: a.zip is of Canvas, b.zip is of Moodle."
    )
    assert submitted(assignment) == {}


def test_a_platform_can_be_named(assignment: Assignment) -> None:
    zipped(archives(assignment) / "a.zip", {f"HW_1_2_ada_{TIME}_{FIRST}": "x"})
    words = ("zip_collect", assignment.name, "--PlatformExtractor.platform=Canvas")
    done = typed(assignment, *words)
    assert done.returncode == 0, done.stderr
    assert submitted(assignment).keys() == {f"1/{FIRST}"}


def test_where_there_is_nothing_to_collect_it_says_so(assignment: Assignment) -> None:
    zipped(archives(assignment) / "a.zip", {"ada_1_1_essay.pdf": "x"})
    zipped(archives(assignment) / "b.zip", {})
    done = collect(assignment)
    assert done.returncode == 1
    assert "Nothing to collect: put a platform's export (a zip) into" in said(done)[-1]
    assert not [sentence for sentence in said(done) if "list of students" in sentence]


def test_the_mark_of_canvas_makes_late_where_there_is_a_due_date(assignment: Assignment) -> None:
    with new_gradebook(assignment.root / "gradebook.db") as gradebook:
        gradebook.update_or_create_assignment(assignment.name, duedate=datetime(2026, 1, 30, 12))
    files = {f"ada_LATE_1_1_{FIRST}": "late", f"eve_2_2_{FIRST}": "in time"}
    zipped(archives(assignment) / "a.zip", files)
    done = collect(assignment)
    assert said(done)[-1] == "Late by the platform's mark, and counted as one second late: 1."
    stamp = "1/timestamp.txt"
    assert submitted(assignment).keys() == {f"1/{FIRST}", stamp, f"2/{FIRST}"}
    assert submitted(assignment)[stamp] == b"2026-01-30 12:00:01 UTC\n"
