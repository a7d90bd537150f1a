"""nbgrader's exchange on a shared server, from hand-out to feedback, with users of its own."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory

from grading.core.course import Assignment
from grading.gradebook.nbgrader import command_path, load_config, open_gradebook
from grading.plugins.exchange import NEEDED, ReleaseFeedback
from tests.support.classes import ONE, RIGHT, WRONG
from tests.support.courses import command, copy_course, opened, release_course
from tests.support.submissions import written

USERS = {"teacher": 12345, "ada": 12346, "kurt": 12347}
DUE = datetime(2020, 1, 1)
ETC = """
c = get_config()
c.CourseDirectory.course_id = "gradient_descent_course"
c.Exchange.root = "{root}/exchange"
"""


SHELL = """
import json, os, runpy, sys, tempfile
import nbconvert, nbgrader.apps
for line in sys.stdin:
    user, folder, home, words = json.loads(line)
    with tempfile.TemporaryFile("w+") as said:
        child = os.fork()
        if not child:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            if user:
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)
            os.environ["HOME"] = home
            os.chdir(folder)
            sys.argv = ["nbgrader", *words]
            runpy.run_module("nbgrader", run_name="__main__", alter_sys=True)
            sys.exit()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said.seek(0)
        print(json.dumps([status, said.read()]), flush=True)
"""
"""Runs commands of nbgrader's, one a line, each as its user in a process that need not import it
again.
"""


class Server:
    """A folder with an exchange, everybody's home, and the course in the teacher's.

    Root becomes these users, who exist in a mount namespace only; anybody else is all of them.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.course = Assignment("gradient_descent", root / "teacher" / "course")
        self._shell: subprocess.Popen[str] | None = None

    def _begun(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", SHELL]
        environment = {
            "PATH": command_path(),
            "TZ": "Asia/Tokyo",
            "JUPYTER_CONFIG_PATH": str(self.root / "etc"),
        }
        if os.getuid() == 0:
            aside = tempfile.mkdtemp(dir=self.root)
            users = f"mount --bind {self.root}/etc/passwd /etc/passwd"
            script = f"{opened(Path(aside))}\n{users}\nexec {shlex.join(command)}"
            command = ["unshare", "--mount", "sh", "-c", script]
        return subprocess.Popen(
            command,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(self, user: str, *words: str) -> str:
        """What a command of that user's says, in their home or the course; it has to end well."""
        self._shell = shell = self._shell or self._begun()
        if words[0] == "submit" and os.getuid() != 0:
            words = (*words, f"--student={user}")
        home = self.root / user
        folder = self.course.root if user == "teacher" else home
        number = USERS[user] if os.getuid() == 0 else 0
        assert shell.stdin is not None
        assert shell.stdout is not None
        shell.stdin.write(json.dumps([number, str(folder), str(home), words]) + "\n")
        shell.stdin.flush()
        status, said = json.loads(shell.stdout.readline())
        assert status == 0, said
        return str(said)

    def close(self) -> None:
        """End the shell."""
        if self._shell is not None:
            with self._shell:  # closes its input, which ends it
                pass

    def hand_in(self, user: str, content: bytes) -> None:
        """Submit this for the first notebook, and nothing for the others."""
        folder = self.root / user / self.course.name
        for path in folder.glob("*.ipynb"):
            path.unlink()
        (folder / f"{ONE}.ipynb").write_bytes(content)
        self.run(user, "submit", self.course.name)

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
        release_course(server.course.root)
        if os.getuid() == 0:
            for user, number in USERS.items():
                subprocess.run(["chown", "-R", f"{number}:{number}", root / user], check=True)
        yield server
    finally:
        server.close()
        shutil.rmtree(root)


def test_from_hand_out_to_feedback(server: Server) -> None:
    name = server.course.name
    server.run("teacher", "db", "assignment", "add", name, f"--duedate={DUE}")
    server.run("teacher", "release_assignment", name)
    before = datetime.now(UTC).replace(tzinfo=None)
    for student in ("ada", "kurt"):
        server.run(student, "fetch_assignment", name)
    server.hand_in("ada", written(RIGHT))
    server.hand_in("kurt", b"no notebook")
    server.run("teacher", "collect", name)
    server.hand_in("kurt", written(WRONG))
    collected = server.run("teacher", "collect", name, "--update")
    server.by_hand("aaron", written(RIGHT))
    after = datetime.now(UTC).replace(tzinfo=None)
    if os.getuid() == 0:
        assert "cheating attempt" not in collected
    server.run("teacher", "autograde", name)
    with open_gradebook(server.course) as gradebook:
        for student, points in {"ada": 10, "kurt": 3}.items():
            submission = gradebook.find_submission(name, student)
            assert submission.score == points
            assert before <= submission.timestamp <= after, "the time is not in UTC"
            late = (submission.timestamp - DUE).total_seconds()
            assert submission.total_seconds_late == late
    server.run("teacher", "generate_feedback", name)
    released = server.run("teacher", "release_feedback", name)
    assert "No feedback is released to aaron: the work did not come by" in released
    for student in ("ada", "kurt"):
        server.run(student, "fetch_feedback", name)
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
