"""Whatever dies while a class is graded, the next run ends where an undisturbed one would have."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator

import psutil
import pytest

from grading.core.course import Assignment
from grading.report.grades import read_grades
from tests.support.classes import (
    RIGHT,
    WRONG,
    autograded,
    gradebook,
    graded_here,
    points,
    put,
    run,
    sqlite,
    started,
)
from tests.support.courses import COURSE, release_course
from tests.support.faults import PATIENCE, STOPS, Stops, cluster, free_address, stops

FILES = {"ada": RIGHT, "bob": WRONG, "eve": RIGHT, "zoe": WRONG}
EXPECTED = {name: 10.0 if file is RIGHT else 3.0 for name, file in FILES.items()}

Result = tuple[dict[str, bytes], dict[str, list[object]]]


def result(assignment: Assignment) -> Result:
    return autograded(assignment), gradebook(sqlite(assignment))


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """Four students have handed in."""
    assignment = release_course(tmp_path_factory.mktemp("faults"), settings=STOPS)
    for student, file in FILES.items():
        put(assignment, student, file)
    shutil.copy(assignment.root / "gradebook.db", assignment.root / "gradebook.released")
    return assignment


@pytest.fixture
def course(released: Assignment) -> Assignment:
    """Nobody is graded yet."""
    shutil.rmtree(released.root / "autograded", ignore_errors=True)
    shutil.copy(released.root / "gradebook.released", released.root / "gradebook.db")
    return released


@pytest.fixture(scope="module")
def undisturbed(released: Assignment) -> Result:
    """What a run leaves that nothing happens to."""
    assert graded_here(released, force=True) == len(FILES)
    found = result(released)
    assert points(sqlite(released)) == EXPECTED
    return found


@pytest.fixture
def stop() -> Iterator[Stops]:
    with stops() as made:
        yield made


def test_a_worker_that_dies_of_a_notebook(undisturbed: Result, course: Assignment) -> None:
    here = {"DEADLY": "zoe", "PYTHONPATH": str(COURSE.root)}
    done = run(course, "--workers", "1", environment=here, program="tests.support.faults")
    assert done.returncode == 0, done.stderr
    assert points(sqlite(course)) == {**EXPECTED, "zoe": 0.0}
    (line,) = (line for line in done.stderr.splitlines() if "zoe/" in line)
    assert "the process that graded this notebook died each time" in line
    assert "Traceback" not in done.stderr, done.stderr[-6000:]
    remarks = {row.student: row.remark for row in read_grades(course)}
    assert "died each time" in remarks["zoe"]
    assert graded_here(course) == 1, "the accident is over: only that one is graded"
    assert result(course) == undisturbed


def test_the_command_that_is_killed(undisturbed: Result, course: Assignment, stop: Stops) -> None:
    process = started(course, environment=stop.environment)
    with stop.at_next(process):
        pass
    with stop.at_next(process):
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    _, alive = psutil.wait_procs(family, timeout=PATIENCE)
    assert family
    assert not alive, "its workers outlive it"
    assert graded_here(course) == len(FILES) - 2
    assert result(course) == undisturbed


def test_the_command_that_is_interrupted(
    undisturbed: Result, course: Assignment, stop: Stops
) -> None:
    process = started(course, environment=stop.environment)
    with stop.at_next(process):
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, err
    assert "what was graded is kept" in err
    assert "Traceback" not in err
    assert graded_here(course) == len(FILES) - 1
    assert result(course) == undisturbed


def test_a_scheduler_that_dies(undisturbed: Result, course: Assignment, stop: Stops) -> None:
    address = free_address()
    with cluster(address, workers=1) as (scheduler, _):
        process = started(course, "--scheduler", address, environment=stop.environment)
        with stop.at_next(process):
            os.killpg(scheduler.pid, signal.SIGKILL)
            scheduler.wait()
            stop.end()
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, err
    assert "The Dask scheduler is gone" in err
    assert "Traceback" not in err
    assert 0 < graded_here(course) < len(FILES)
    assert result(course) == undisturbed
