"""Runs the tests that need nothing that only Linux has.

On macOS and Windows these are what a student relies on: the notebooks, their form, the tests in
them and JupyterLab. The grader itself needs Linux, and so does whatever is not named here.
"""

from __future__ import annotations

import subprocess
import sys

import matplotlib as mpl

from grading.core.course import ROOT

PLACES = (
    "tests/notebooks/test_alone.py",
    "tests/authoring/test_links.py",
    "tests/system/test_elsewhere.py",
    "tests/notebooks/test_form.py",
    "tests/notebooks/test_form_can_fail.py",
    "tests/notebooks/test_lab.py",
    "tests/notebooks/test_reference.py",
    "tests/checks/test_submissions.py",
    "notebooks",
    "solutions",
)
"""Files of tests, and folders whose notebooks nbval runs again and compares."""

WINDOWS = "ignore:Proactor event loop:RuntimeWarning"
"""What ZeroMQ says about Windows; everywhere else, a warning is an error."""


def pytest_configure() -> None:
    """Draw without a window, as Linux does where there is no screen; kernels draw as ever."""
    mpl.use("Agg")


def command(*words: str) -> list[str]:
    """Python's own command for them; UTF-8 is what the course's files are in, on Windows too."""
    return [
        *(sys.executable, "-X", "utf8", "-m", "pytest", "-p", "tests.elsewhere"),
        *("--nbval", "--numprocesses", "auto", "-W", WINDOWS, *PLACES, *words),
    ]


if __name__ == "__main__":
    sys.exit(subprocess.run(command(*sys.argv[1:]), cwd=ROOT).returncode)
