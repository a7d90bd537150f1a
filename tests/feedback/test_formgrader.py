"""Formgrader's buttons call nbgrader's API in a process that lives on: it grades, and cleans up."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import PyFileConfigLoader

from grading.gradebook.nbgrader import command_path
from tests.support.classes import RIGHT, put
from tests.support.courses import release_course


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_the_button_grades_one_student_and_leaves_nothing_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignment = release_course(tmp_path / "course")
    for student in ("ada", "kurt"):
        put(assignment, student, RIGHT)
    monkeypatch.chdir(assignment.root)
    monkeypatch.setenv("PATH", command_path())
    config = PyFileConfigLoader("nbgrader_config.py", path=str(assignment.root)).load_config()
    before = set(psutil.Process().children(recursive=True))
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    done = api.autograde(assignment.name, "ada")
    assert done["success"], done
    scores = {s["student"]: s["score"] for s in api.get_submissions(assignment.name)}
    assert scores["ada"] == 10
    assert set(psutil.Process().children(recursive=True)) <= before
    graded = [path.name for path in (assignment.root / "autograded").iterdir()]
    assert graded == ["ada"]
