"""Where control groups are delegated, each student has one, and nothing is left of it."""

from __future__ import annotations

import os
import secrets
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.core.limits import Limits
from grading.sandbox import cgroups
from tests.support.courses import COURSE

GRADES = """
from pathlib import Path
from grading.checker.grader import Grader
from grading.sandbox import cgroups
from tests.support.probes import CALM, RIGHT, probe
base = cgroups.delegated()
print(base)
place = 'print(open("/proc/self/cgroup").read().split("::")[1].strip())'
with Grader(CALM) as grader:
    probed = probe(grader, f"{place}\\n{RIGHT}")
    print(probed.points, probed.errors)
    print(probed.printed.strip())
    (folder,) = base.glob("students-*")
    print([path.name for path in folder.glob("*/")])
print([path.name for path in base.glob("*/")])
"""


@pytest.fixture
def delegated() -> Iterator[Path]:
    """A group as systemd would delegate it to whoever runs this."""
    mounts = Path("/proc/self/mountinfo").read_text().splitlines()
    points = [line.split()[4] for line in mounts if " - cgroup2 " in line]
    group = Path(points[0] if points else "/nowhere", f"test-{secrets.token_hex(4)}")
    try:
        group.mkdir()
        os.setxattr(group, "user.delegate", b"1")
    except OSError:
        pytest.skip("needs a cgroup v2 in which this user may make groups")
    yield group
    for each in (group / "commands", group):
        if each.exists():
            each.rmdir()


def graded_in(group: Path) -> list[str]:
    """What a grader says that runs in this group."""
    enters = f"echo $$ > {group}/cgroup.procs && exec {shlex.quote(sys.executable)} -"
    done = subprocess.run(
        ["sh", "-c", enters],
        input=GRADES,
        cwd=COURSE.root,
        env={**os.environ, "PYTHONPATH": str(COURSE.root)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_each_student_has_a_group_and_nothing_is_left_of_it(delegated: Path) -> None:
    base, points, shown, left, after = graded_in(delegated)
    assert base == str(delegated)
    assert points.startswith("{'answer': 3.0, 'second': 2.0}")
    assert "students-" in shown
    assert "parents" not in shown
    assert left == "['parents']"
    assert after == "['commands']"


def test_without_delegation_there_is_none() -> None:
    if cgroups.delegated() is None:
        assert cgroups.new_folder() is None


def test_a_group_that_the_kernel_refuses_is_none(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)  # in which no control file appears
    assert cgroups.new_group(folder, Limits(), os.getpid()) is None
    assert list(tmp_path.iterdir()) == []
    os.close(folder)
