"""Whoever asks for a report that cannot be is told why in one sentence, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading import __main__ as command_line
from grading.__main__ import main
from grading.core.course import Assignment
from grading.core.errors import RunAborted, UsageError
from grading.report.command import report
from tests.report.made_class import released
from tests.support.courses import copy_course


def everything(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if "__pycache__" not in path.parts}


def test_where_there_is_no_gradebook_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assignment = copy_course(tmp_path, "source", "nbgrader_config.py")
    before = everything(tmp_path)
    monkeypatch.setattr(command_line, "find_assignment", lambda _: assignment)
    assert main(["report", "gradient_descent"]) == 2
    said = capsys.readouterr()
    assert said.err == (
        "Nothing of 'gradient_descent' is graded yet: put submissions into submitted/ and run "
        "python -m grading grade gradient_descent, then ask again.\n"
    )
    assert said.out == ""
    assert everything(tmp_path) == before


def test_an_assignment_that_is_only_released_is_not_graded(tmp_path: Path) -> None:
    assignment = released(tmp_path)
    before = everything(tmp_path)
    for name in (assignment.name, "another"):
        with pytest.raises(UsageError, match="is graded yet"):
            report(Assignment(name, assignment.root))
    assert everything(tmp_path) == before


@pytest.mark.parametrize("to", ["class", "class.csv", "", "."])
def test_a_page_needs_the_name_of_a_page(to: str) -> None:
    with pytest.raises(UsageError, match=r"needs the path of a page, such as report/class\.html"):
        report(Assignment("gradient_descent", Path("nowhere")), to=to)


def test_an_unknown_assignment_is_answered_by_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["report", "gradient_decent"]) == 2
    assert "there is: gradient_descent" in capsys.readouterr().err


def test_a_gradebook_that_is_none_is_named(tmp_path: Path) -> None:
    assignment = copy_course(tmp_path, "source", "nbgrader_config.py")
    (tmp_path / "gradebook.db").write_text("my grades are in my head" * 100)
    with pytest.raises(RunAborted, match="The gradebook's database does not answer: file is not a"):
        report(assignment)
