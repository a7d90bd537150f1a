"""Each command says of an older nbgrader's gradebook what to do, and leaves it as it is."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbgrader
import pytest

from authoring import sample_class
from grading.cli import grade_class, migrate, rename
from grading.core.course import Assignment
from grading.core.errors import RunAborted
from grading.gradebook.database import OlderGradebook, answering, check_schema
from grading.report.command import report
from grading.scheduler import processes
from grading.scheduler.run import autograde
from tests.support.classes import Threads, put
from tests.support.courses import command, copy_course

OLDEST = Path(nbgrader.__file__).parent / "tests" / "apps" / "files" / "gradebook.db"
"""A gradebook from before nbgrader noted the version of its tables, as its own tests ship it."""

DROPPED = {
    "before 0.6": "ALTER TABLE notebook DROP COLUMN kernelspec",
    "before 0.7": "ALTER TABLE grade DROP COLUMN extra_credit",
    "before 0.8": "ALTER TABLE student DROP COLUMN lms_user_id",
}
"""What a gradebook of that version lacks."""


@pytest.mark.parametrize("age", [*DROPPED, "oldest"])
def test_an_older_gradebook_is_told_from_todays(assignment: Assignment, age: str) -> None:
    file = assignment.root / "gradebook.db"
    check_schema(f"sqlite:///{file}")
    if age == "oldest":
        shutil.copy(OLDEST, file)
    else:
        with sqlite3.connect(file) as database:
            database.execute(DROPPED[age])
    before = file.read_bytes()
    with pytest.raises(OlderGradebook, match=r"gradebook\.db was made by .* nbgrader db upgrade"):
        check_schema(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_no_gradebook_and_an_empty_one_are_not_old(tmp_path: Path) -> None:
    file = tmp_path / "gradebook.db"
    check_schema(f"sqlite:///{file}")
    assert not file.exists()
    file.touch()
    check_schema(f"sqlite:///{file}")


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "gradebook.db").write_text("no database at all, but text of some length" * 99)
    with pytest.raises(RunAborted, match="does not answer: file is not a database"), answering():
        check_schema(f"sqlite:///{tmp_path / 'gradebook.db'}")


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """The course with an old gradebook; Ada has handed in."""
    course = copy_course(tmp_path_factory.mktemp("older"))
    shutil.copy(OLDEST, course.root / "gradebook.db")
    put(course, "ada", b"{}")
    for step in ("autograded", "feedback"):
        shutil.copytree(course.submitted, course.root / step)
    return course


COMMANDS: dict[str, Callable[[Assignment], Any]] = {
    "autograde": autograde,
    "grade": grade_class,
    "report": report,
    "forget-sample": sample_class.forget,
    "migrate": migrate,
    "rename": lambda course: rename(course, old="ada", new="eve"),
}
EXPORTERS = ("plugins.export.CanvasExporter", "plugins.moodle.MoodleFeedbackExporter")
WORDS = {
    "generate_assignment": ("generate_assignment", "gradient_descent", "--force"),
    "autograde": ("autograde", "gradient_descent"),
    "generate_feedback": ("generate_feedback", "gradient_descent"),
    "zip_collect": ("zip_collect", "gradient_descent", "--force"),
    **{name: ("export", f"--exporter=grading.{name}", "--to=x.csv") for name in EXPORTERS},
}


def files(course: Assignment) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in course.root.rglob("*") if p.is_file()}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_what_to_do(
    older: Assignment, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "local", lambda _: Threads(1))
    (older.root / ".grading.lock").touch()
    before = files(older)
    with pytest.raises(OlderGradebook, match="run nbgrader db upgrade"):
        COMMANDS[name](older)
    assert files(older) == before


@pytest.mark.parametrize("name", WORDS)
def test_each_command_of_nbgraders_says_what_to_do(older: Assignment, name: str) -> None:
    archive = older.root / "downloaded" / older.name / "archive"
    archive.mkdir(parents=True, exist_ok=True)
    (archive / "x.ipynb").touch()
    before = {path: data for path, data in files(older).items() if "gradebook.db" not in path}
    done = command(older, *WORDS[name])
    assert done.returncode == 1, done.stderr
    assert "was made by an older nbgrader" in done.stderr
    assert "Traceback" not in done.stderr
    assert {p: data for p, data in files(older).items() if p in before} == before
