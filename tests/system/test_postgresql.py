"""The gradebook in PostgreSQL: the same grades, also when the server goes away for a while."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from grading.core.course import Assignment
from grading.gradebook import session
from grading.gradebook.nbgrader import load_config, nbgrader, open_gradebook
from grading.gradebook.session import Busy, only_one
from grading.report.command import report
from tests.support.classes import ONE, RIGHT, WRONG, graded_here, points, put
from tests.support.courses import copy_course
from tests.support.faults import free_port

STUDENTS = {f"student_{number}": WRONG if number % 3 else RIGHT for number in range(9)}
EXPECTED = {name: 10.0 if file is RIGHT else 3.0 for name, file in STUDENTS.items()}


def hand_in_nine(assignment: Assignment) -> None:
    """Have all nine hand in."""
    for student, file in STUDENTS.items():
        put(assignment, student, file)


PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
"""Where Debian puts the programs of a server."""


@dataclass(frozen=True)
class Server:
    """A server of the tests' own, on loopback."""

    programs: Path
    folder: Path
    port: int

    def do(self, name: str, *words: str) -> None:
        """Run one of its programs, as an ordinary user, since it refuses to be root."""
        user = "postgres" if os.getuid() == 0 else None
        command = [str(self.programs / name), "-D", str(self.folder / "data"), *words]
        done = subprocess.run(command, user=user, cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} -F"
        log = str(self.folder / "log")
        self.do("pg_ctl", "start", "-w", "-l", log, "-o", options)

    def stop(self) -> None:
        self.do("pg_ctl", "stop", "-w", "-m", "immediate")

    def url(self, database: str) -> str:
        """The address of a new, empty database."""
        words = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "teacher", database]
        subprocess.run([self.programs / "createdb", *words], check=True)
        return f"postgresql+psycopg://teacher@127.0.0.1:{self.port}/{database}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if not PLACES:
        pytest.skip("PostgreSQL IS NOT TESTED: no server is installed (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    server = Server(PLACES[0], folder, free_port())
    server.do("initdb", "-U", "teacher", "--auth=trust")
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def course(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assignment]:
    """Nine students have handed in; the gradebook is a database of the server's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADEBOOK_URL", server.url("course"))
        assignment = copy_course(tmp_path_factory.mktemp("postgresql"))
        nbgrader(assignment, "generate_assignment", "--force")
        hand_in_nine(assignment)
        assert graded_here(assignment) == len(EXPECTED)
        yield assignment


@pytest.fixture
def url(course: Assignment) -> str:
    return str(load_config(course).CourseDirectory.db_url)


def test_grades_people_and_the_next_run(course: Assignment, url: str, tmp_path: Path) -> None:
    assert points(url) == EXPECTED
    assert not (course.root / "gradebook.db").exists()
    where = ("test_descend_scalar", ONE, course.name, "student_8")
    with open_gradebook(course) as book:
        book.find_grade(*where).manual_score = 6.5
        book.db.commit()
    put(course, "student_1", RIGHT)
    assert graded_here(course) == 1
    assert points(url) == {**EXPECTED, "student_1": 10.0, "student_8": 3.0 + 6.5}
    report(course, to=str(tmp_path / "class.html"))
    page = (tmp_path / "class.html").read_text(encoding="utf-8")
    assert "1 notebook graded in" in page
    assert 'student_8</th><td class="n">9.5</td>' in page


def test_a_database_that_goes_away_and_comes_back(
    course: Assignment,
    url: str,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It goes after the second student's record, and comes once somebody waits for it."""
    before, recorded, config = points(url), [], load_config(course)

    def after(assignment: str, student: str, notebooks: list[str]) -> None:
        recorded.append((assignment, student, *notebooks))
        if len(recorded) == 2:
            server.stop()

    def waiting(_: logging.LogRecord) -> bool:
        server.start()
        return True

    config.Autograde.post_convert_hook = after
    monkeypatch.setattr("grading.scheduler.run.load_config", lambda _: config)
    monkeypatch.setattr(session.LOG, "filters", [waiting])
    capsys.readouterr()
    assert graded_here(course, force=True) == len(EXPECTED)
    assert capsys.readouterr().err.count("Waiting for the gradebook's database: ") == 1
    assert len(recorded) == len(EXPECTED)
    assert points(url) == before


def test_two_instructors_with_one_database(course: Assignment, url: str, tmp_path: Path) -> None:
    with (
        only_one(tmp_path, url, course.name),
        pytest.raises(Busy, match="Another instructor is grading this course now"),
    ):
        graded_here(course)
    assert graded_here(course) == 0
