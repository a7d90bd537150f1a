"""Formgrader's buttons call nbgrader's API in a process that lives on: it grades, and cleans up."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import PyFileConfigLoader

from grading.gradebook.nbgrader import command_path
from tests.large_class import large_class


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_the_button_grades_one_student_and_leaves_nothing_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignment = large_class(tmp_path / "course", 2)
    monkeypatch.chdir(assignment.root)
    monkeypatch.setenv("PATH", command_path())
    config = PyFileConfigLoader("nbgrader_config.py", path=str(assignment.root)).load_config()
    before = set(psutil.Process().children(recursive=True))
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    done = api.autograde(assignment.name, "student_0001")
    assert done["success"], done
    scores = {s["student"]: s["score"] for s in api.get_submissions(assignment.name)}
    assert scores["student_0001"] == 40
    assert set(psutil.Process().children(recursive=True)) <= before
    graded = [path.name for path in (assignment.root / "autograded").iterdir()]
    assert graded == ["student_0001"]
