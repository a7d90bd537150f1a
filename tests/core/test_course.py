"""A command finds the course that it is typed in, and says in a sentence where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading.core import course
from grading.core.course import ANY, Assignment, config_folder, course_root, find_assignment
from grading.core.errors import UsageError

SET_UP = "c = get_config()\nc.Autograde.exporter_class = 'grading.x'\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of somebody else's, in whose folder commands are typed."""
    made = tmp_path / "my course"
    (made / "source" / "ps1").mkdir(parents=True)
    (made / "source" / "header.ipynb").touch()
    (made / "source" / "ps1" / "problem1.ipynb").touch()
    (made / "nbgrader_config.py").write_text(SET_UP)
    monkeypatch.chdir(made)
    return made


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that no course is in or above, where this package is installed without its own."""
    monkeypatch.setattr(course, "ROOT", tmp_path / "site-packages")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("inside", [".", "source", "source/ps1"])
def test_the_course_is_the_one_that_a_command_is_typed_in(
    folder: Path, inside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder / inside)
    assert course_root() == folder
    assert find_assignment("ps1") == find_assignment() == Assignment("ps1", folder)


def test_elsewhere_it_is_this_one_or_a_sentence_says_where_to_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_assignment().root == course.ROOT
    with pytest.raises(UsageError, match=f"'ps1' in {course.ROOT}; there is: .* in its folder"):
        find_assignment("ps1")


def test_where_there_is_no_course_at_all_a_sentence_says_what_makes_one(nowhere: Path) -> None:
    with pytest.raises(UsageError, match=f"no nbgrader_config.py in {nowhere}: go to the folder"):
        find_assignment("ps1")


@pytest.mark.parametrize("elsewhere", ["work", "../other course"])
def test_the_settings_may_make_another_folder_the_root(folder: Path, elsewhere: str) -> None:
    root = (folder / elsewhere).resolve()
    (root / "source" / "ps2").mkdir(parents=True)
    (root / "source" / "ps2" / "a.ipynb").touch()
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(f"c.CourseDirectory.root = {str(root)!r}\n")
    assert find_assignment() == Assignment("ps2", root)
    assert config_folder(root) == folder


def test_a_folder_without_settings_has_none_and_not_those_of_another_course(folder: Path) -> None:
    other = folder.parent / "other"
    assert config_folder(other) == other
    assert course.read_config(other) == {}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("c = get_config()\n", "does not set up this grader: add at its end the lines\n    from"),
        ("c = gt_config()\n", r"cannot be read \(NameError: name 'gt_config' is not defined\)"),
        ("c = get_config(\n", r"cannot be read \(SyntaxError: "),
        (f"{SET_UP}1 / 0\n", r"cannot be read \(ZeroDivisionError: division by zero\)"),
        (f"{SET_UP}c.CourseDirectory.source_directory = 'src'\n", "calls the folder source/ 'src'"),
    ],
)
def test_settings_that_cannot_do_are_told_with_their_file(
    folder: Path, settings: str, said: str
) -> None:
    (folder / "nbgrader_config.py").write_text(settings)
    with pytest.raises(UsageError, match=f"^{folder / 'nbgrader_config.py'} {said}"):
        find_assignment("ps1")


def test_one_of_several_has_to_be_named_but_where_the_whole_course_is_meant(folder: Path) -> None:
    (folder / "source" / "ps2").mkdir()
    (folder / "source" / "ps2" / "a.ipynb").touch()
    with pytest.raises(UsageError, match=r"^Name one of the assignments: ps1, ps2\.$"):
        find_assignment()
    assert find_assignment(ANY).root == folder


@pytest.mark.parametrize("name", [None, ANY, "ps1"])
def test_a_course_without_an_assignment_says_how_to_begin(folder: Path, name: str | None) -> None:
    (folder / "source" / "ps1" / "problem1.ipynb").unlink()
    for folder_of_sources in ("source", "none"):
        (folder / "source").replace(folder / folder_of_sources)
        with pytest.raises(UsageError, match=r"no assignment in .*: python -m grading new NAME"):
            find_assignment(name)
