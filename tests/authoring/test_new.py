"""A new assignment is released and solved as it is laid down, and nothing is lost for it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution

from authoring.build import figures, put_beside, read, solved
from authoring.leaks import HIDDEN_TEST, leaks, secrets
from authoring.new import LONGEST, new, notebook, title
from authoring.sample_class import hand_in
from grading.__main__ import main
from grading.core.course import ROOT, Assignment, find_assignment
from grading.core.errors import UsageError
from tests.support.courses import code_cells, command

CONFIG = "from grading.plugins import course\ncourse.configure(get_config(), __file__)\n"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assignment:
    """The assignment that the command lays down in a course of somebody's own."""
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    monkeypatch.chdir(tmp_path)
    assert main(["new", "line_search"]) == 0
    assert find_assignment() == Assignment("line_search", tmp_path)
    return find_assignment()


def points(notebook: NotebookNode) -> float:
    """What the notebook's tests give, run here: each all of its points, or none."""
    names: dict[str, object] = {}
    total = 0.0
    for cell in code_cells(notebook):
        try:
            exec(cell.source, names)
        except (ArithmeticError, AssertionError, NotImplementedError, ValueError):
            continue
        total += cell.metadata.nbgrader.get("points", 0)
    return total


def test_it_is_released_without_answers_and_its_solution_alone_gets_all_points(
    made: Assignment,
) -> None:
    done = command(made, "generate_assignment", made.name, "--no-db", "--log-level=WARN")
    assert (done.returncode, done.stderr) == (0, "")
    source, released = (read(place / f"{made.name}.ipynb") for place in (made.source, made.release))
    assert points(source) == points(solved(source)) == 5
    assert points(released) == 0
    assert list(leaks(released, secrets(source))) == []


def test_it_has_a_heading_with_points_imports_a_solution_a_visible_and_a_hidden_test() -> None:
    cells = notebook("momentum").cells
    marks = [cell.get("metadata", {}).get("nbgrader", {}) for cell in cells]
    assert cells[0].source.startswith("# Momentum\n")
    assert "(5 points)" in cells[2].source
    assert sum(mark.get("points", 0) for mark in marks) == 5
    assert (is_locked(cells[1]), cells[1].source) == (True, "import math")
    assert [is_solution(cell) for cell in cells] == [False] * 3 + [True] + [False] * 2
    tests = [cell for cell in cells if is_grade(cell)]
    assert ["HIDDEN TESTS" in cell.source for cell in tests] == [False, True]
    assert all(cell.source.split("### BEGIN")[0].count("assert") == 1 for cell in tests)
    assert [mark["grade_id"] for mark in marks if mark] == [
        c.id for c in cells if c.id != "part-1"
    ][1:]
    assert {secret.kind for secret in secrets(notebook("momentum"))} == {"answer", HIDDEN_TEST}


@pytest.mark.parametrize(
    "wrong",
    ["sum(numbers) / len(numbers)", "max(numbers)", "abs(numbers[0])", "math.sqrt(sum(numbers))"],
)
def test_a_wrong_answer_does_not_get_all_points(wrong: str) -> None:
    made = notebook("momentum")
    made.cells[3].source = f"def root_mean_square(numbers):\n    return {wrong}"
    assert points(made) < 5


def test_it_is_linted_as_this_course_s_own_exercises_are(made: Assignment) -> None:
    ruff = shutil.which("ruff")
    assert ruff
    path = made.source / f"{made.name}.ipynb"
    inside = ROOT / "source" / made.name / path.name
    words = ["check", "--no-cache", "--stdin-filename", str(inside)]
    done = subprocess.run([ruff, *words], cwd=ROOT, input=path.read_bytes(), capture_output=True)
    assert done.returncode == 0, done.stdout


BAD = [
    "",
    ".",
    "..",
    "a/b",
    "../x",
    "/x",
    "a+b",
    "a b",
    " a",
    "_x",
    "a.",
    "a;b",
    "$(x)",
    "a\nb",
    "Ω" * 61,
]


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_cannot_be_is_told_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"cannot be the name|is too long") as error:
        new(Assignment(name, tmp_path))
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a", "1", "ps-1", "week.2", "Übung_1", "x" * LONGEST])
def test_any_other_name_is_taken(tmp_path: Path, name: str) -> None:
    new(Assignment(name, tmp_path))
    assert [path.name for path in (tmp_path / "source").iterdir()] == [name]
    assert find_assignment(None, tmp_path).notebooks == [name]


@pytest.mark.parametrize(
    "place", ["source/x/a.ipynb", "source/x", "release/x/a.ipynb", "solutions/x/a"]
)
def test_what_is_there_stays_as_it_is(tmp_path: Path, place: str) -> None:
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_text("theirs")
    folder = place.split("/")[0]
    with pytest.raises(UsageError, match=rf"^{folder}/x is there already, and stays as it is"):
        new(Assignment("x", tmp_path))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / place]


def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "source").write_text("a file")
    with pytest.raises(UsageError, match=r"source/x cannot be made: Not a directory|File exists"):
        new(Assignment("x", tmp_path))


@pytest.mark.parametrize(
    ("name", "said"), [("line_search", "Line search"), ("ps-1", "Ps 1"), ("SGD", "SGD")]
)
def test_its_title_is_its_name(name: str, said: str) -> None:
    assert title(name) == said


def test_an_assignment_has_neither_the_first_one_s_class_nor_its_due_date(made: Assignment) -> None:
    folder = made.root / "tests" / "submissions"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "submissions" / "sample_class.toml", folder)
    assert hand_in(made) == []
    assert not made.submitted.exists()
    assert not (made.root / "gradebook.db").exists()
    assert figures(made) == {}, "nor its pictures"


def test_files_beside_the_notebooks_go_with_them(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for name in ("a.csv", "data/b.csv", "x.ipynb", ".ipynb_checkpoints/x.ipynb", "m.pyc"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).touch()
    put_beside(source, tmp_path / "solutions")
    found = [path for path in (tmp_path / "solutions").rglob("*") if path.is_file()]
    assert {path.name for path in found} == {"a.csv", "b.csv"}
    assert re.sub(r".*solutions.", "", str(found[-1].parent)) in (
        "data",
        str(tmp_path / "solutions"),
    )
