"""Work is due again when the code that decides a verdict has changed, and only then."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import grading
from grading.scheduler.version import DECISIVE, version, version_of

PACKAGE = Path(grading.__file__).parent
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the package, in which a test changes what it likes."""
    return Path(shutil.copytree(PACKAGE, tmp_path / "grading"))


def test_the_version_is_that_of_this_package() -> None:
    assert version() == version_of(PACKAGE)


@pytest.mark.parametrize("room", ROOMS)
def test_a_changed_line_makes_work_due_where_it_may_decide_a_verdict(
    copied: Path, room: str
) -> None:
    for file in sorted(copied.glob(f"{room}/*.py")):
        before, text = version_of(copied), file.read_bytes()
        file.write_bytes(text + b"# one line more\n")
        assert (version_of(copied) != before) == (room in DECISIVE), file.name
        file.write_bytes(text)
    (copied / room / "deeper").mkdir()
    before = version_of(copied)
    (copied / room / "deeper" / "new.py").write_text("A = 1\n")
    assert (version_of(copied) != before) == (room in DECISIVE)


def test_what_decides_a_verdict_is_what_the_processes_that_grade_import() -> None:
    shown = (
        "import sys, grading.checker.main, grading.checker.grader;"
        "print(*(name for name, m in sys.modules.items() if getattr(m, '__file__', None)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", shown],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    names = [name.split(".") for name in told.stdout.split() if name.startswith("grading.")]
    assert {name[1] for name in names} - {"older"} == set(DECISIVE)
