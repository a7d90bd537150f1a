"""nbgrader works in folders of any name, and enters lists of students as any program saves them."""

from __future__ import annotations

import configparser
import glob
import json
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader import dbutil
from nbgrader.coursedir import CourseDirectory

from grading.core.course import Assignment
from grading.gradebook.nbgrader import load_config
from grading.lms.roster import due_date
from grading.plugins import patches
from tests.support.classes import gradebook, sqlite
from tests.support.courses import command, release_course


@pytest.mark.parametrize("name", ["Übung [1]", "Kurs *neu*", "[a-z] [!b]", "My Course (2026)"])
def test_a_pattern_finds_what_is_below_a_course_of_any_name(name: str, tmp_path: Path) -> None:
    file = tmp_path / name / "submitted" / "ada" / "one.ipynb"
    file.parent.mkdir(parents=True)
    file.touch()
    patches.apply(str(tmp_path / name))
    assert glob.glob(f"{tmp_path / name}/submitted/*/*.ipynb") == [str(file)]
    assert glob.glob(f"{glob.escape(str(tmp_path / name))}/*/ada/*") == [str(file)]
    assert glob.glob("*/[ao]*", root_dir=file.parents[1]) == ["ada/one.ipynb"]


@pytest.mark.parametrize("address", ["sqlite:////50%20/a.db", "postgresql://a:p%40ss@db/x", "a"])
def test_a_percent_sign_in_a_databases_address_stands_for_itself(
    address: str, tmp_path: Path
) -> None:
    patches.apply(str(tmp_path))
    dbutil.write_alembic_ini(str(tmp_path / "alembic.ini"), address)
    parser = configparser.ConfigParser()
    parser.read(tmp_path / "alembic.ini", encoding="utf-8")
    assert parser["alembic"]["sqlalchemy.url"] == address


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return release_course(tmp_path_factory.mktemp("My Course") / "[2026] 5%")


def test_nbgraders_own_command_enters_a_list_saved_by_excel(course: Assignment) -> None:
    (course.root / "students.csv").write_bytes(
        "ID;First Name;Last Name\r\n12345;Zoë;Müller\r\n;;\r\n".encode("cp1252")
    )
    done = command(course, "db", "student", "import", "students.csv")
    assert done.returncode == 0, done.stderr
    assert "now in the gradebook: 1" in done.stderr
    assert gradebook(sqlite(course))["student"] == [("12345", "Zoë", "Müller", None)]


def test_a_bad_list_is_one_sentence_and_enters_nobody(course: Assignment) -> None:
    before = gradebook(sqlite(course))["student"]
    (course.root / "bad.csv").write_text("id,first_name\n1,Ada\n1,Kurt\n")
    for words in (["bad.csv"], ["none.csv"], []):
        done = command(course, "db", "student", "import", *words)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
    assert gradebook(sqlite(course))["student"] == before


def test_a_due_date_is_read_as_it_is_meant_or_not_set(course: Assignment) -> None:
    words = ("db", "assignment", "add", course.name)
    for time, status, said in (
        ("01/30/2026 10:30 PM", 0, "'duedate': '2026-01-30 22:30:00 UTC'"),
        ("03/04/2026 10:30", 1, "may be 2026-03-04 or 2026-04-03): write a time such as"),
        ("soon", 1, "The due date is not set ('soon' is no time)"),
    ):
        done = command(course, *words, f"--duedate={time}")
        assert done.returncode == status
        assert said in done.stderr
    assert due_date(CourseDirectory(config=load_config(course), assignment_id=course.name)) == (
        datetime(2026, 1, 30, 22, 30)
    )


def test_no_warning_of_a_library_comes_without_the_file_that_it_is_about(
    course: Assignment,
) -> None:
    for number, name in enumerate(course.notebooks):
        path = course.source / f"{name}.ipynb"
        notebook = json.loads(path.read_text("utf-8"))
        for cell in notebook["cells"]:
            cell["id"] = "same"
            if number == 0:
                del cell["id"]
        path.write_text(json.dumps(notebook), "utf-8")
    done = command(course, "generate_assignment", course.name, "--force")
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if not line.startswith("[")] == []
