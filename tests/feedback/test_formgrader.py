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
    assignment = release_course(tmp_path / "Kurs [1] 5%")
    times = {"ada": "01/30/2026 10:30 PM".encode("utf-16"), "kurt": b"03/04/2026 10:30"}
    for student, time in times.items():
        put(assignment, student, RIGHT)
        put(assignment, student, time, "timestamp.txt")
    monkeypatch.chdir(assignment.root)
    monkeypatch.setenv("PATH", command_path())
    config = PyFileConfigLoader("nbgrader_config.py", path=str(assignment.root)).load_config()
    before = set(psutil.Process().children(recursive=True))
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    done = api.autograde(assignment.name, "ada")
    assert done["success"], done
    shown = {s["student"]: s for s in api.get_submissions(assignment.name)}
    assert shown["ada"]["score"] == 10
    assert {s: each["timestamp"] for s, each in shown.items()} == {
        "ada": "2026-01-30T22:30:00",
        "kurt": None,
    }
    assert api.get_autograded_students(assignment.name) == {"ada"}, "its time is not another now"
    assert set(psutil.Process().children(recursive=True)) <= before
    graded = [path.name for path in (assignment.root / "autograded").iterdir()]
    assert graded == ["ada"]
