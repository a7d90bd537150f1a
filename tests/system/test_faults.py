"""Whatever dies while a class is graded, the next run ends where an undisturbed one would have."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from grading.core.course import Assignment
from grading.gradebook.queries import read_grades
from tests.classes import autograded, gradebook, points, run, sqlite, started
from tests.clusters import cluster, free_address
from tests.copies import release_course
from tests.faults import deadly, held
from tests.nine import EXPECTED, LAST, PATIENCE, STUDENTS, hand_in, until_graded


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return release_course(tmp_path_factory.mktemp("released"))


@pytest.fixture
def course(released: Assignment, tmp_path: Path) -> Assignment:
    """Nine students have handed in; nobody is graded yet."""
    shutil.copytree(released.root, tmp_path / "course")
    assignment = Assignment(released.name, tmp_path / "course")
    hand_in(assignment)
    return assignment


@pytest.fixture(scope="module")
def undisturbed(
    released: Assignment, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, bytes], dict[str, list[object]]]:
    """What a run leaves that nothing happens to, one notebook after the other."""
    root = tmp_path_factory.mktemp("undisturbed") / "course"
    shutil.copytree(released.root, root)
    assignment = Assignment(released.name, root)
    hand_in(assignment)
    done = run(assignment, "--workers", "1")
    assert done.returncode == 0, done.stderr
    return autograded(assignment), gradebook(sqlite(assignment))


def test_a_worker_that_is_killed_in_the_middle(
    course: Assignment, tmp_path: Path, undisturbed: tuple[object, object]
) -> None:
    done = run(course, environment=deadly("student_4", tmp_path / "once"))
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "once").exists(), "no worker has died"
    assert (autograded(course), gradebook(sqlite(course))) == undisturbed


def test_a_worker_that_dies_at_every_try(course: Assignment) -> None:
    done = run(course, environment=deadly("student_4"))
    assert done.returncode == 0, done.stderr
    assert points(sqlite(course)) == {**EXPECTED, "student_4": 0.0}
    (line,) = (line for line in done.stderr.splitlines() if "student_4/" in line)
    assert "the process that graded this notebook died each time" in line
    assert "Traceback" not in done.stderr, done.stderr[-6000:]
    remarks = {row.student: row.remark for row in read_grades(course)}
    assert "died each time" in remarks["student_4"]
    again = run(course)  # the accident is over: only that one is graded
    assert again.stdout.startswith("1 notebooks graded"), again.stdout
    assert points(sqlite(course)) == EXPECTED


def test_the_command_that_is_killed(course: Assignment, undisturbed: tuple[object, object]) -> None:
    process = started(course)
    until_graded(course, process, 2)
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    _, alive = psutil.wait_procs(family, timeout=PATIENCE)
    assert not alive, "its workers outlive it"
    done = run(course)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) < len(STUDENTS), "all are graded again"
    assert (autograded(course), gradebook(sqlite(course))) == undisturbed


def test_the_command_that_is_interrupted(course: Assignment, tmp_path: Path) -> None:
    process = started(course, environment=held(LAST, tmp_path / "pipe"))
    until_graded(course, process, 1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, err
    assert "what was graded is kept" in err
    assert "Traceback" not in err
    assert run(course).returncode == 0
    assert points(sqlite(course)) == EXPECTED


def mounted(course: Assignment, size: str, *words: str) -> subprocess.CompletedProcess[str]:
    """The command, where autograded/ is a disk of that size."""
    place = course.root / "autograded"
    place.mkdir(exist_ok=True)
    user = [] if os.getuid() == 0 else ["--map-root-user"]
    script = f'mount -t tmpfs -o size={size} none "$1" && shift && exec "$@"'
    return subprocess.run(
        [
            *("unshare", "--mount", *user, "sh", "-c", script, "sh", str(place)),
            *(sys.executable, "-m", "grading", "autograde", course.name, *words),
        ],
        cwd=course.root,
        env={
            **os.environ,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        },
        capture_output=True,
        text=True,
    )


def test_a_disk_that_is_full(course: Assignment, undisturbed: tuple[object, object]) -> None:
    done = mounted(course, "200k")
    assert done.returncode == 1, done.stderr
    assert "No space left on device" in done.stderr
    assert "make room, and run the same command again" in done.stderr
    assert "Traceback" not in done.stderr, done.stderr[-6000:]
    graded = points(sqlite(course))
    assert 0 < len(graded) < len(STUDENTS)
    assert graded.items() <= EXPECTED.items(), "a grade without its file"
    assert run(course).returncode == 0
    assert (autograded(course), gradebook(sqlite(course))) == undisturbed


def test_two_instructors_at_once(course: Assignment, tmp_path: Path) -> None:
    first = started(course, environment=held(LAST, tmp_path / "pipe"))
    until_graded(course, first, 1)
    second = run(course)
    assert second.returncode == 2
    assert f"process {first.pid} on " in second.stderr
    (tmp_path / "pipe").write_text("go on")
    first.communicate(timeout=PATIENCE)
    assert first.returncode == 0
    assert points(sqlite(course)) == EXPECTED


def test_a_scheduler_and_workers_of_their_own(
    course: Assignment, undisturbed: tuple[object, object]
) -> None:
    address = free_address()
    with cluster(address, workers=2):
        done = run(course, "--scheduler", address)
    assert done.returncode == 0, done.stderr
    assert (autograded(course), gradebook(sqlite(course))) == undisturbed


def test_a_scheduler_that_dies(
    course: Assignment, tmp_path: Path, undisturbed: tuple[object, object]
) -> None:
    address = free_address()
    with cluster(address, workers=1, environment=held(LAST, tmp_path / "pipe")) as processes:
        process = started(course, "--scheduler", address)
        until_graded(course, process, 2)
        os.killpg(processes[0].pid, signal.SIGKILL)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, err
    assert "The Dask scheduler is gone" in err
    assert "Traceback" not in err
    done = run(course)
    assert int(done.stdout.split()[0]) < len(STUDENTS), "all are graded again"
    assert (autograded(course), gradebook(sqlite(course))) == undisturbed


def test_a_scheduler_that_is_not_there(course: Assignment) -> None:
    done = run(course, "--scheduler", free_address())
    assert done.returncode == 2
    assert "No Dask scheduler answers" in done.stderr
    assert "Traceback" not in done.stderr, done.stderr[-6000:]
