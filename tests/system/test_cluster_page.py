"""The commands of docs/cluster.md do what the page says, as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from grading.gradebook.nbgrader import command_path
from tests.support.classes import WRONG, points, put, sqlite
from tests.support.courses import COURSE, release_course
from tests.support.faults import free_port

CERTIFICATE, TRIAL = re.findall(
    r"```bash\n(.*?)```", (COURSE.root / "docs" / "cluster.md").read_text(), re.DOTALL
)


@pytest.mark.prove
@pytest.mark.parametrize("protocol", ["tcp", "tls"])
def test_work_is_graded_by_the_commands_of_the_page(protocol: str, tmp_path: Path) -> None:
    assignment = release_course(tmp_path / "course")
    put(assignment, "ada", WRONG)
    trial = TRIAL.replace("8786", str(free_port())).replace("tcp", protocol)
    script = f"set -e\n{CERTIFICATE if protocol == 'tls' else ''}{trial}wait\n"
    done = subprocess.run(
        ["bash", "-m", "-c", script],
        cwd=assignment.root,
        env={**os.environ, "PATH": command_path()},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert "1 notebooks graded" in done.stdout, done.stderr
    assert points(sqlite(assignment)) == {"ada": 3}
