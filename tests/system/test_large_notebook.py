"""A large notebook is collected and graded as any other, and only its answers travel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grading.checker.grader import Job
from tests.support.classes import ONE, RIGHT, graded_here, points, put, sqlite
from tests.support.courses import command, release_course
from tests.support.platforms import archives, collect, submitted, zipped
from tests.support.probes import forked
from tests.support.submissions import written

MIB = 1 << 20


def animated() -> bytes:
    """A right notebook with 25 MB in its outputs."""
    notebook = json.loads(written(RIGHT))
    video = {"output_type": "display_data", "metadata": {}, "data": {"text/html": "A\n" * MIB * 9}}
    next(c for c in notebook["cells"] if c["cell_type"] == "code")["outputs"] = [video]
    raw = json.dumps(notebook).encode()
    assert len(raw) > 25 * MIB
    return raw


@pytest.fixture
def handed_on(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Bytes of each notebook that goes on to be graded."""
    sizes, made = list[int](), Job.__init__

    def watched(self: Job, handed_in: bytes, *rest: Any, **more: Any) -> None:
        sizes.append(len(handed_in))
        made(self, handed_in, *rest, **more)

    monkeypatch.setattr(Job, "__init__", watched)
    return sizes


def test_nbgrader_collects_it_and_gives_it_its_points(tmp_path: Path, handed_on: list[int]) -> None:
    assignment = release_course(tmp_path / "course")
    zipped(archives(assignment) / "a.zip", {f"ada_1_101_{ONE}.ipynb": animated()})
    done = collect(assignment)
    assert done.returncode == 0, done.stderr
    assert submitted(assignment)[f"1/{ONE}.ipynb"] == animated()
    with forked():
        done = command(assignment, "autograde", assignment.name)
    assert done.returncode == 0, done.stderr
    assert points(sqlite(assignment)) == {"1": 10}
    assert [size for size in handed_on if size > MIB] == []
    assert handed_on


def test_so_does_the_command_for_a_class(tmp_path: Path, handed_on: list[int]) -> None:
    assignment = release_course(tmp_path / "course")
    put(assignment, "ada", animated())
    assert graded_here(assignment) == 1
    assert points(sqlite(assignment)) == {"ada": 10}
    assert [size for size in handed_on if size > MIB] == []
    assert handed_on
