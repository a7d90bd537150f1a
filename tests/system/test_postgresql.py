"""The gradebook in PostgreSQL: the same grades, also when the server goes away for a while."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from grading.core.course import Assignment
from grading.gradebook.nbgrader import nbgrader, open_gradebook
from grading.report.command import report
from tests.classes import ONE, RIGHT, points, put, run, started
from tests.clusters import free_port
from tests.copies import copy_course
from tests.faults import held
from tests.nine import EXPECTED, LAST, PATIENCE, hand_in, until_graded

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


def released(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Assignment, str]:
    """A course whose gradebook is a new database of the server's, with its class handed in."""
    url = server.url(f"course_{secrets.token_hex(4)}")
    monkeypatch.setenv("GRADEBOOK_URL", url)
    assignment = copy_course(folder)
    nbgrader(assignment, "generate_assignment", "--force")
    hand_in(assignment)
    return assignment, url


def test_grades_people_and_the_next_run(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignment, url = released(server, tmp_path / "course", monkeypatch)
    done = run(assignment)
    assert done.returncode == 0, done.stderr
    assert points(url) == EXPECTED
    assert not (assignment.root / "gradebook.db").exists()
    where = ("test_descend_scalar", ONE, assignment.name, LAST)
    with open_gradebook(assignment) as book:
        book.find_grade(*where).manual_score = 6.5
        book.db.commit()
    put(assignment, "student_1", RIGHT)
    again = run(assignment)
    assert again.stdout.startswith("1 notebooks graded"), again.stdout + again.stderr
    assert points(url) == {**EXPECTED, "student_1": 10.0, LAST: 3.0 + 6.5}
    report(assignment, to=str(tmp_path / "class.html"))
    page = (tmp_path / "class.html").read_text(encoding="utf-8")
    assert "1 notebook graded in" in page
    assert f'{LAST}</th><td class="n">9.5</td>' in page


def test_a_database_that_goes_away_and_comes_back(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignment, url = released(server, tmp_path / "course", monkeypatch)
    pipe = tmp_path / "pipe"
    process = started(assignment, environment=held(LAST, pipe))
    until_graded(assignment, process, 2)
    server.stop()
    # Who waits for the database asks for no other notebook, and then nobody reads the pipe yet.
    threading.Thread(target=pipe.write_text, args=["go on"], daemon=True).start()
    assert process.stderr is not None
    for line in process.stderr:
        if "Waiting for the gradebook's database" in line:
            break
    server.start()
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert "Traceback" not in err, err
    assert points(url) == EXPECTED


def test_two_instructors_with_one_database(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignment, url = released(server, tmp_path / "course", monkeypatch)
    shutil.copytree(assignment.root, tmp_path / "other")
    pipe = tmp_path / "pipe"
    first = started(assignment, environment=held(LAST, pipe))
    until_graded(assignment, first, 1)
    second = run(Assignment(assignment.name, tmp_path / "other"))
    assert second.returncode == 2
    assert "Another instructor is grading this course now" in second.stderr
    pipe.write_text("go on")
    _, err = first.communicate(timeout=PATIENCE)
    assert first.returncode == 0, err
    assert points(url) == EXPECTED
