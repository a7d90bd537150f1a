"""A class is graded into the gradebook that is configured, and an empty one is not left empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading import cli as batch
from grading.core.course import Assignment
from grading.core.errors import UsageError
from grading.gradebook.nbgrader import open_gradebook
from tests.support.courses import copy_course


def test_the_gradebook_is_the_one_that_the_configuration_names(tmp_path: Path) -> None:
    assignment = copy_course(tmp_path)
    with (tmp_path / "nbgrader_config.py").open("a") as config:
        config.write("c.CourseDirectory.db_url = f\"sqlite:///{root / 'other.db'}\"\n")
    with open_gradebook(assignment) as gradebook:
        gradebook.add_student("ada")
    assert (tmp_path / "other.db").exists()
    assert not (tmp_path / "gradebook.db").exists()


def test_an_empty_class_becomes_the_sample_class_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assignment = copy_course(tmp_path)
    calls = []
    monkeypatch.setattr(batch, "nbgrader", lambda _, command, *__: calls.append(command))
    monkeypatch.setattr(batch, "autograde", lambda *_: calls.append("autograde"))
    monkeypatch.setattr(batch, "release", lambda *_, **__: calls.append("release"))
    batch.grade_class(assignment)
    said = capsys.readouterr().out
    assert "submitted/ is empty: grading a sample class of 6 students instead." in said
    assert calls == ["release", "autograde", "generate_feedback"]
    assert len(assignment.students()) == 6


@pytest.mark.parametrize(
    "file",
    [
        "ada/gradient-descent/a.ipynb",
        "group1/eve/gradient_descent/a.ipynb",
        "a.ipynb",
        "gradient_descent/ada/a.ipynb",
        "ada/a.ipynb",
        ".ann/gradient_descent/a.ipynb",
        "README.txt",
    ],
)
def test_whatever_stands_in_submitted_is_no_place_for_the_sample_class(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignment = Assignment("gradient_descent", tmp_path)
    (tmp_path / "submitted" / file).parent.mkdir(parents=True)
    (tmp_path / "submitted" / file).touch()

    def autograde(_: Assignment) -> None:
        raise UsageError("Nobody has handed in")

    monkeypatch.setattr(batch, "autograde", autograde)
    for step in ("release", "check_structure"):
        monkeypatch.setattr(batch, step, lambda *_, **__: None)
    with pytest.raises(UsageError, match="Nobody has handed in"):
        batch.grade_class(assignment)
    assert [path.name for path in (tmp_path / "submitted").iterdir()] == [file.split("/")[0]]
