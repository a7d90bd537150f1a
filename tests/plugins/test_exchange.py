"""nbgrader's exchange on a shared server, from hand-out to feedback, with users of its own."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory

from grading.core.course import Assignment
from grading.gradebook.nbgrader import command_path, load_config, open_gradebook
from grading.plugins.exchange import NEEDED, ReleaseFeedback
from tests.classes import ONE, RIGHT, WRONG
from tests.copies import copy_course
from tests.deserved import written
from tests.exports import command
from tests.users import opened

USERS = {"teacher": 12345, "ada": 12346, "kurt": 12347}
DUE = datetime(2020, 1, 1)
ETC = """
c = get_config()
c.CourseDirectory.course_id = "gradient_descent_course"
c.Exchange.root = "{root}/exchange"
"""


@dataclass(frozen=True)
class Server:
    """A folder with an exchange, everybody's home, and the course in the teacher's.

    Root becomes these users, who exist in a mount namespace only; anybody else is all of them.
    """

    root: Path

    @property
    def course(self) -> Assignment:
        return Assignment("gradient_descent", self.root / "teacher" / "course")

    def run(self, user: str, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of that user's, in their home or the course, which has to end well."""
        home = self.root / user
        folder = self.course.root if user == "teacher" else home
        command = [sys.executable, "-m", *words]
        environment = {
            "PATH": command_path(),
            "HOME": str(home),
            "TZ": "Asia/Tokyo",
            "JUPYTER_CONFIG_PATH": str(self.root / "etc"),
        }
        if os.getuid() == 0:
            ids = [f"--reuid={USERS[user]}", f"--regid={USERS[user]}", "--clear-groups"]
            aside = tempfile.mkdtemp(dir=self.root)
            inside = shlex.join(["setpriv", *ids, *command])
            users = f"mount --bind {self.root}/etc/passwd /etc/passwd"
            script = f"{opened(Path(aside))}\n{users}\ncd {folder}\nexec {inside}"
            command = ["unshare", "--mount", "sh", "-c", script]
        elif words[1] == "submit":
            command.append(f"--student={user}")
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done

    def hand_in(self, user: str, content: bytes) -> None:
        """Replace the first notebook, and submit all."""
        path = self.root / user / self.course.name / f"{ONE}.ipynb"
        path.write_bytes(content)
        self.run(user, "nbgrader", "submit", self.course.name)

    def by_hand(self, student: str, content: bytes) -> None:
        """Put a notebook that came by mail, say, where the collected ones are."""
        path = self.course.submitted / student / self.course.name / f"{ONE}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        if os.getuid() == 0:
            owner = f"{USERS['teacher']}:{USERS['teacher']}"
            subprocess.run(["chown", "-R", owner, path.parents[1]], check=True)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server on which two students have fetched, handed in, and been graded."""
    root = Path(tempfile.mkdtemp(prefix="exchange-"))
    server = Server(root)
    try:
        root.chmod(0o755)
        (root / "exchange").mkdir()
        (root / "exchange").chmod(0o777)
        (root / "etc").mkdir()
        (root / "etc" / "nbgrader_config.py").write_text(ETC.format(root=root))
        (root / "etc" / "passwd").write_text(
            Path("/etc/passwd").read_text()
            + "".join(f"{u}:x:{n}:{n}::{root}/{u}:/bin/sh\n" for u, n in USERS.items())
        )
        for user in USERS:
            (root / user).mkdir(mode=0o700)
        copy_course(server.course.root)
        if os.getuid() == 0:
            for user, number in USERS.items():
                subprocess.run(["chown", "-R", f"{number}:{number}", root / user], check=True)
        yield server
    finally:
        shutil.rmtree(root)


def test_from_hand_out_to_feedback(server: Server) -> None:
    name = server.course.name
    server.run("teacher", "nbgrader", "generate_assignment", name, "--force")
    server.run("teacher", "nbgrader", "db", "assignment", "add", name, f"--duedate={DUE}")
    server.run("teacher", "nbgrader", "release_assignment", name)
    before = datetime.now(UTC).replace(tzinfo=None)
    for student in ("ada", "kurt"):
        server.run(student, "nbgrader", "fetch_assignment", name)
    server.hand_in("ada", written(RIGHT))
    server.hand_in("kurt", b"no notebook")
    server.run("teacher", "nbgrader", "collect", name)
    server.hand_in("kurt", written(WRONG))
    collected = server.run("teacher", "nbgrader", "collect", name, "--update")
    server.by_hand("aaron", written(RIGHT))
    after = datetime.now(UTC).replace(tzinfo=None)
    if os.getuid() == 0:
        assert "cheating attempt" not in collected.stderr
    server.run("teacher", "grading", "autograde", name)
    with open_gradebook(server.course) as gradebook:
        for student, points in {"ada": 10, "kurt": 3}.items():
            submission = gradebook.find_submission(name, student)
            assert submission.score == points
            assert before <= submission.timestamp <= after, "the time is not in UTC"
            late = (submission.timestamp - DUE).total_seconds()
            assert submission.total_seconds_late == late
    server.run("teacher", "nbgrader", "generate_feedback", name)
    released = server.run("teacher", "nbgrader", "release_feedback", name)
    assert "No feedback is released to aaron: the work did not come by" in released.stderr
    for student in ("ada", "kurt"):
        server.run(student, "nbgrader", "fetch_feedback", name)
        pages = list((server.root / student / name / "feedback").rglob("*.html"))
        assert {page.name for page in pages} >= {f"{ONE}.html"}
    course = server.root / "exchange" / "gradient_descent_course"
    for folder in ("inbound", "feedback"):
        assert not (course / folder).stat().st_mode & 0o044, f"others can list {folder}"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # nbgrader's file
def test_formgrader_goes_on_with_everybody(tmp_path: Path) -> None:
    assignment = copy_course(tmp_path / "course")
    for student, files in {"ada": NEEDED, "kurt": ()}.items():
        folder = assignment.root / "feedback" / student / assignment.name
        folder.mkdir(parents=True)
        for file in (f"{ONE}.html", *files):
            (folder / file).write_text("a page")
    (tmp_path / "exchange").mkdir(mode=0o777)
    config = load_config(assignment)
    config.Exchange.root = str(tmp_path / "exchange")
    folders = CourseDirectory(config=config, assignment_id=assignment.name)
    ReleaseFeedback(coursedir=folders, config=config).start()
    assert folders.student_id_exclude == ""
    assert len(list((tmp_path / "exchange").rglob("*.html"))) == 1


def test_where_no_work_came_by_the_exchange_it_says_so(tmp_path: Path) -> None:
    assignment = copy_course(tmp_path / "course")
    folder = assignment.root / "feedback" / "ada" / assignment.name
    folder.mkdir(parents=True)
    (folder / f"{ONE}.html").write_text("a page")
    (tmp_path / "exchange").mkdir(mode=0o777)
    root = f"--Exchange.root={tmp_path / 'exchange'}"
    done = command(assignment, "release_feedback", assignment.name, root)
    assert done.returncode == 1
    assert "No feedback is released to ada: the work did not come by the exchange" in done.stderr
    assert "Traceback" not in done.stderr
