"""Commands about a course of somebody's own are typed in its folder, or in one below it."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading import __main__ as command_line
from grading.__main__ import main
from grading.core.course import ROOT, Assignment

TOLD: list[tuple[Assignment, Path, dict[str, object]]] = []
"""What a command was called with, and in which folder."""


def tell(assignment: Assignment, **asked: object) -> None:
    TOLD.append((assignment, Path.cwd(), asked))


@pytest.fixture(autouse=True)
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with one assignment, and commands that only tell what they are about."""
    (tmp_path / "course" / "source" / "ps1").mkdir(parents=True)
    (tmp_path / "course" / "source" / "ps1" / "a.ipynb").touch()
    config = "get_config().Autograde.exporter_class = 'grading.x'\n"
    (tmp_path / "course" / "nbgrader_config.py").write_text(config)
    told = dict.fromkeys(command_line.COMMANDS, (f"{__name__}:tell", ""))
    monkeypatch.setattr(command_line, "COMMANDS", told)
    TOLD.clear()
    return tmp_path / "course"


@pytest.mark.parametrize("inside", [".", "source", "source/ps1"])
@pytest.mark.parametrize("words", [("report", "--to", "a.html"), ("handout", "a.html")])
def test_paths_are_those_of_the_folder_where_they_are_typed(
    course: Path, words: tuple[str, ...], inside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course / inside)
    assert main([*words]) == 0
    ((assignment, folder, asked),) = TOLD
    assert (assignment, folder) == (Assignment("ps1", course), course)
    (path,) = (str(each) for each in asked.values() if str(each).endswith("a.html"))
    assert Path(course, path) == course / inside / "a.html"
    assert Path.cwd() == course / inside


@pytest.mark.parametrize(
    "words",
    [
        *(("migrate",), ("forget-sample",), ("build",), ("links",)),
        *(("extend", "ann"), ("rename", "ann", "anna")),
    ],
)
def test_the_one_assignment_need_not_be_named(
    course: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course)
    assert main([*words]) == 0
    assert TOLD[0][0] == Assignment("ps1", course)


def test_a_new_one_may_have_any_name(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course / "source")
    assert main(["new", "ps2"]) == 0
    assert TOLD[0][0] == Assignment("ps2", course)


def test_elsewhere_a_command_says_that_it_is_about_this_course(
    course: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course.parent)
    assert main(["migrate"]) == 0
    said = capsys.readouterr().err
    assert said == f"There is no nbgrader_config.py here: this is about the course in {ROOT}.\n"
    assert TOLD[0][0] == Assignment("gradient_descent", ROOT)
