"""A course whose Python lies where students may write, as under /tmp, is graded like any other."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.courses import COURSE
from tests.support.probes import FULL, RIGHT

GRADES = """
import sys
from grading.checker.grader import Grader
from tests.support.probes import SMALL, probe
with Grader(SMALL, hidden=[sys.argv[1]]) as grader:
    print([probe(grader, answer).points for answer in sys.argv[2:]])
"""
ANSWER = """def answer(x):
    import late
    for path in (late.__file__, late.__file__ + ".new"):
        try:
            open(path, "a").close()
            return "written"
        except OSError:
            pass
    return x * late.slope"""


@pytest.fixture(scope="module")
def python() -> Iterator[Path]:
    """A virtual environment under /tmp with a module that nothing has imported yet."""
    folder = Path(tempfile.mkdtemp(prefix="course-", dir="/tmp"))
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    (packages,) = (folder / "venv").glob("lib/python*/site-packages")
    others = f"{sysconfig.get_path('purelib')}\n{COURSE.root}\n"
    (packages / "others.pth").write_text(others)
    (packages / "late.py").write_text("slope = 5.2037\n")
    yield folder / "venv" / "bin" / "python"
    shutil.rmtree(folder)


def test_modules_are_there_when_they_are_asked_for_and_read_only(python: Path) -> None:
    words = [str(python), "-c", GRADES, str(python.parents[2] / "course"), RIGHT, ANSWER]
    done = subprocess.run(words, cwd=python.parents[2], capture_output=True, text=True)
    assert done.stdout.strip() == repr([FULL, FULL]), done.stderr
