"""nbgrader's own tests of its commands pass with this project's settings as they pass without."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import nbgrader.tests.apps
import pytest

from grading.core.course import ROOT
from grading.gradebook.nbgrader import command_path

SUITE = Path(nbgrader.tests.apps.__file__).parent

SECONDS = 3600
"""For the whole suite, in one process beside another; it takes a quarter of that."""

SETTINGS = f"""
c = get_config()
load_subconfig("nbgrader_config.py", path={str(ROOT)!r})
for name in ("root", "db_url", "course_id", "solution_directory"):
    c.CourseDirectory.pop(name, None)
"""
"""This project's, but for the course's name and places: each test has its own."""

GRADED = "it is graded, what is wrong with it is told, and nobody else has to wait for it"
OWN_METADATA = "a file with metadata of an older nbgrader is graded: the instructor's own count"
DIFFERENT = {
    "test_nbgrader_autograde::test_grade_empty_timestamp": (
        "a time that nobody can read is told, and the work is graded without it"
    ),
    "test_nbgrader_autograde::test_handle_failure": GRADED,
    "test_nbgrader_autograde::test_handle_failure_single_notebook": GRADED,
    "test_nbgrader_autograde::test_missing_source_kernelspec": GRADED,
    "test_nbgrader_autograde::test_side_effects": (
        "files that a student's cells write end with their process"
    ),
    "test_nbgrader_update::test_update_autograde": OWN_METADATA,
    "test_nbgrader_update::test_update_autograde_old_assign": OWN_METADATA,
}
"""The tests that fail here on purpose, each with the reason."""

Outcomes = dict[str, str]
"""By test: passed, failed or skipped."""


def begun(folder: Path, settings: str) -> subprocess.Popen[bytes]:
    """The suite, running with these settings of the user's."""
    for name in ("home", "config", "cwd"):
        (folder / name).mkdir(parents=True)
    (folder / "config" / "nbgrader_config.py").write_text(settings)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "JUPYTER"))}
    kept.pop("GRADEBOOK_URL", None)
    where = {"HOME": str(folder / "home"), "JUPYTER_CONFIG_DIR": str(folder / "config")}
    options = ["-c", os.devnull, f"--rootdir={SUITE}", "-p", "no:cacheprovider", "-q"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "pytest", *options, f"--junitxml={folder}/found.xml", SUITE],
            cwd=folder / "cwd",
            env={**kept, **where, "PATH": command_path(), "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def ended(folder: Path, process: subprocess.Popen[bytes]) -> Outcomes:
    """What has become of each test."""
    assert process.wait(SECONDS) in (0, 1), (folder / "log").read_text()[-2000:]
    return {
        f"{case.get('classname', '').split('.')[0]}::{case.get('name')}": _outcome(case)
        for case in ElementTree.parse(folder / "found.xml").iter("testcase")
    }


def _outcome(case: ElementTree.Element) -> str:
    if case.find("skipped") is not None:
        return "skipped"
    return "passed" if case.find("failure") is case.find("error") is None else "failed"


@pytest.mark.prove
def test_what_stock_passes_passes_here_but_for_what_differs_on_purpose(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    folders = tmp_path / "stock", tmp_path / "here"
    running = [begun(folder, text) for folder, text in zip(folders, ("", SETTINGS), strict=True)]
    try:
        stock, here = (ended(*each) for each in zip(folders, running, strict=True))
    finally:
        for process in running:
            process.kill()
    passed = {name for name, outcome in stock.items() if outcome == "passed"}
    failed = {name for name in passed if here.get(name) != "passed"}
    said = (
        f"{len(passed)} of nbgrader's own tests pass on stock, {len(passed - failed)} of them here"
    )
    record_property("figure", said)
    assert len(passed) > 280
    assert failed - DIFFERENT.keys() == set()
    assert (DIFFERENT.keys() & passed) - failed == set(), "listed as a difference, and is none"
