"""release/ and solutions/ are what source/ makes of them, and leak nothing; builds repeat."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from authoring.build import executed, figures, read, release, solved, store, unchanged
from authoring.leaks import HIDDEN_TEST, leaks, secrets
from authoring.links import links
from grading.core.course import Assignment, notebooks_in
from tests.support.courses import COURSE, command, copy_course


@pytest.mark.parametrize("path", notebooks_in(COURSE.release), ids=lambda path: path.stem)
def test_the_release_holds_neither_answers_nor_hidden_tests(path: Path) -> None:
    source = read(COURSE.source / path.name)
    assert list(leaks(read(path), secrets(source))) == []


@pytest.mark.parametrize("path", notebooks_in(COURSE.solutions), ids=lambda path: path.stem)
def test_the_solutions_hold_neither_hidden_tests_nor_markers(path: Path) -> None:
    source = read(COURSE.source / path.name)
    hidden = [secret for secret in secrets(source) if secret.kind == HIDDEN_TEST]
    assert len(hidden) > 1
    assert list(leaks(read(path), hidden)) == []


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("kind", ["HIDDEN TESTS", "SOLUTION"])
def test_the_scan_for_leaks_can_fail(kind: str, marked: bool) -> None:
    source = read(notebooks_in(COURSE.source)[0])
    planted = read(notebooks_in(COURSE.release)[0])
    cell = next(cell for cell in source.cells if f"BEGIN {kind}" in cell.source)
    secret = cell.source.split(f"### BEGIN {kind}")[1].split(f"### END {kind}")[0]
    planted.cells[-2].source += f"### BEGIN {kind}{secret}### END {kind}" if marked else secret
    assert {cell for cell, _ in leaks(planted, secrets(source))} == {planted.cells[-2].id}


@pytest.fixture
def copied(tmp_path: Path) -> Assignment:
    """A copy of what a build reads and writes."""
    return copy_course(tmp_path, "source", "release", "solutions", "nbgrader_config.py")


def test_the_committed_release_is_what_the_source_makes(copied: Assignment) -> None:
    release(copied)
    for path in notebooks_in(COURSE.release):
        assert (copied.release / path.name).read_bytes() == path.read_bytes(), "run make build"
    assert len(notebooks_in(copied.release)) == 4
    assert not (copied.root / "gradebook.db").exists(), "a build leaves the grades alone"


def test_links_in_what_is_derived_are_those_that_a_build_would_derive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_this_process(course: Assignment, name: str, *options: str) -> None:
        assert command(course, name, course.name, *options).returncode == 0

    monkeypatch.setattr("authoring.build.nbgrader", in_this_process)
    parts = ("source", "release", "solutions", "README.md", "pyproject.toml", "nbgrader_config.py")
    copied = copy_course(tmp_path, *parts)
    links(copied, "https://github.com/ada/course")
    written = {path.name: path.read_bytes() for path in notebooks_in(copied.release)}
    assert all(b"ada/course" in notebook for notebook in written.values())
    release(copied)
    assert {path.name: path.read_bytes() for path in notebooks_in(copied.release)} == written
    for path in notebooks_in(copied.source):
        stored = read(copied.solutions / path.name).cells[0].source
        assert stored.split("\n\n")[1] == read(path).cells[0].source.split("\n\n")[1]


@pytest.mark.parametrize("path", notebooks_in(COURSE.solutions), ids=lambda path: path.stem)
def test_the_committed_solutions_are_the_solved_source(path: Path) -> None:
    wanted, stored = solved(read(COURSE.source / path.name)), read(path)
    assert [cell.source for cell in stored.cells] == [cell.source for cell in wanted.cells]
    assert [cell.metadata for cell in stored.cells] == [cell.metadata for cell in wanted.cells]


def test_the_pictures_of_readme_and_card_are_those_of_demo_4() -> None:
    for name, png in figures(COURSE).items():
        assert (COURSE.root / name).read_bytes() == png
    assert "(docs/rates.png)" in (COURSE.root / "README.md").read_text()
    assert "(regimes.png)" in (COURSE.root / "docs/card.md").read_text()


def test_a_second_build_changes_no_byte(copied: Assignment) -> None:
    source = notebooks_in(copied.source)[0]
    target = copied.solutions / source.name
    before = target.read_bytes()
    store(source, solved(read(source)), target)
    assert target.read_bytes() == before


def test_a_build_keeps_what_hides_an_output_until_its_cell_is_run() -> None:
    hidden = {"jupyter": {"outputs_hidden": True}}
    ran = executed(new_notebook(cells=[new_code_cell("print(28)", metadata=hidden)]))
    assert ran.cells[0].metadata == hidden
    assert ran.cells[0].outputs[0].text == "28\n"


def test_a_changed_source_reaches_the_solutions(copied: Assignment) -> None:
    source = notebooks_in(copied.source)[0]
    notebook = solved(read(source))
    cell = next(cell for cell in notebook.cells if cell.id == "try_grad_fx_shifted")
    cell.source = cell.source.replace("-7.0", "-8.0")
    target = copied.solutions / source.name
    old = read(target)
    store(source, notebook, target)
    assert not unchanged(old, read(target))
    assert "x = -8.0   slope = -22.0" in nbformat.writes(read(target))
