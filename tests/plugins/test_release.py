"""A release takes the place of the old one when it is whole; what is amiss is one sentence."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.preprocessors import LockCells

from grading.core.course import Assignment
from grading.plugins.release import exchange
from tests.gradebook.small_class import CONFIG, Source, notebook, question, small_class, write
from tests.support.courses import command

RELEASES = 'c.GenerateAssignment.exporter_class = "grading.plugins.release.ReleaseExporter"\n'


@pytest.fixture
def course(tmp_path: Path) -> Assignment:
    """A course of two small notebooks, with a release that students hold."""
    assignment = Assignment("work", tmp_path)
    (tmp_path / "nbgrader_config.py").write_text(CONFIG + RELEASES)
    write(assignment, {"one": notebook("a"), "two": notebook("b")})
    (assignment.source / "data.csv").write_text("x\n1\n")
    done = generate(assignment, "--no-db")
    assert (done, files(assignment)) == ("", {"one.ipynb", "two.ipynb", "data.csv"})
    return assignment


def generate(assignment: Assignment, *words: str) -> str:
    """What nbgrader says, apart from what it does."""
    done = command(assignment, "generate_assignment", assignment.name, *words, "--log-level=WARN")
    assert list(assignment.release.parent.glob(".*")) == [], "nothing is left of the making"
    return done.stderr


def files(assignment: Assignment) -> set[str]:
    return {path.name for path in assignment.release.iterdir()}


def stored(assignment: Assignment) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in assignment.release.iterdir()}


def _cut_off(source: Path) -> None:
    (source / "two.ipynb").write_text("{")


def _number_twice(source: Path) -> None:
    two = notebook("b")
    two.cells += question("b")
    (source / "two.ipynb").write_text(json.dumps(two))


def _lose_the_version(source: Path) -> None:
    two = notebook("b")
    del two.cells[1].metadata.nbgrader["schema_version"]
    (source / "two.ipynb").write_text(json.dumps(two))


def _lose_the_points(source: Path) -> None:
    two = notebook("b")
    del two.cells[1].metadata.nbgrader["points"]
    (source / "two.ipynb").write_text(json.dumps(two))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_cut_off, "two.ipynb is no notebook that can be read"),
        (_number_twice, "two.ipynb cannot be released (Duplicate grade id: "),
        (_lose_the_points, "two.ipynb cannot be released (nbgrader cell 'test_b' does not have"),
        (_lose_the_version, "nbgrader update ."),
    ],
)
def test_a_release_that_fails_leaves_the_old_one_and_says_why(
    course: Assignment, damage: Callable[[Path], None], told: str
) -> None:
    before = stored(course)
    damage(course.source)
    said = generate(course, "--force", "--no-db")
    assert told in said
    assert "Traceback" not in said
    assert stored(course) == before


def test_a_release_that_breaks_off_leaves_the_old_one(
    course: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored(course)
    monkeypatch.setattr(LockCells, "preprocess", lambda *_: 1 / 0)
    assert "ZeroDivisionError" in generate(course, "--force", "--no-db")
    assert stored(course) == before


def test_a_release_replaces_all_of_the_old_one(course: Assignment) -> None:
    write(course, {"one": notebook("a", "c")})
    before = stored(course)
    assert "Removing existing" in generate(course, "--force", "--no-db")
    assert files(course) == {"one.ipynb"}
    assert stored(course) != before


def test_without_force_it_stays_and_with_a_notebook_only_that_changes(course: Assignment) -> None:
    before = stored(course)
    write(course, {"one": notebook("a", "c"), "two": notebook("b", "d")})
    assert generate(course, "--no-db") == ""
    assert stored(course) == before
    generate(course, "--force", "--no-db", "--notebook=two")
    now = stored(course)
    assert {name for name in before if now[name] != before[name]} == {"two.ipynb"}


def test_a_copy_in_the_source_is_told(course: Assignment) -> None:
    write(course, {"one": notebook("a"), "one-Copy1": notebook("a")})
    assert "one-Copy1.ipynb looks like a copy of one" in generate(course, "--force", "--no-db")


SOURCES: dict[str, Source] = {
    "a part more": {"one": notebook("a", "b", "x"), "two": notebook("c")},
    "a part less": {"one": notebook("a"), "two": notebook("c")},
    "a notebook more": {"one": notebook("a", "b"), "two": notebook("c"), "three": notebook("d")},
    "a notebook less": {"one": notebook("a", "b")},
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class that is graded, with the release that it holds."""
    assignment = small_class(tmp_path_factory.mktemp("graded"))
    with (assignment.root / "nbgrader_config.py").open("a") as config:
        config.write(RELEASES)
    assert generate(assignment) == ""
    return assignment.root


@pytest.mark.parametrize("change", SOURCES)
def test_what_a_graded_class_forbids_is_one_sentence(
    graded: Path, tmp_path: Path, change: str
) -> None:
    assignment = Assignment("work", shutil.copytree(graded, tmp_path / "course"))
    before = stored(assignment)
    write(assignment, SOURCES[change])
    (said,) = generate(assignment, "--force").splitlines()
    assert "python -m grading migrate work" in said
    assert stored(assignment) == before


def test_a_folder_that_cannot_be_put_in_place_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "kept").touch()
    with pytest.raises(OSError, match="No such file"):
        exchange(tmp_path / "missing", tmp_path / "old")
    assert (tmp_path / "old" / "kept").exists()
