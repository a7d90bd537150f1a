"""Whatever names a student uses, Validate, stock nbgrader and the isolated grader say the same."""

from __future__ import annotations

import ast
import builtins
import os
import secrets
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.utils import determine_grade
from nbgrader.validator import Validator

from authoring.build import read, solved
from checks.embed import embedded
from grading.gradebook.nbgrader import command_path
from tests import in_process
from tests.cells import code_cells
from tests.copies import COURSE, STOCK, release_course
from tests.deserved import FULL, NOTEBOOKS
from tests.mutants import behaviour

MODULES = {"np": "numpy", "plt": "matplotlib.pyplot", "torch": "torch"}
NONCE = secrets.token_hex(8)
"""What an answer prints once it has given other meanings to all names."""

PYTHON = {name for name in dir(builtins) if not name.startswith("__")}
WRONG = {  # one answer of each exercise, and the words of its slip
    "exercise_1": ("grad_fx_shifted", "2 * (x - 3)", "2 * x", "did you forget to subtract 3"),
    "exercise_2": ("fx_shifted", "(x - 3) ** 2", "x ** 2", "did you forget to subtract 3"),
    "exercise_3": (
        "descend_vector",
        "stack(path)",
        "stack(path[1:])",
        "record x0 before the first",
    ),
    "exercise_4": ("sweep_scalar", "[x0] for", "[x0 + 1] for", "the path starts at x0"),
}


def names_of_the_cell(exercise: str) -> set[str]:
    """Every name that stands in the cell of the tools, `checks` among them."""
    nodes = list(ast.walk(ast.parse(embedded(exercise))))
    found = {node.id for node in nodes if isinstance(node, ast.Name)}
    found |= {n.name for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    found |= {
        alias.asname or alias.name
        for n in nodes
        for alias in getattr(n, "names", [])
        if isinstance(alias, ast.alias)
    }
    return found | {"checks"}


def with_own_names(source: str) -> str:
    """An answer whose functions bring all the names along that they use."""
    tree = behaviour(ast.parse(source))  # annotations ask for builtins too
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        lines = [f"import {MODULES[name]} as {name}" for name in sorted(used & MODULES.keys())]
        if taken := sorted(used & PYTHON):
            lines.append(f"from builtins import {', '.join(taken)}")
        function.body[:0] = ast.parse("\n".join(lines)).body
    return ast.unparse(tree)


def shadowed(exercise: str, *, wrong: bool) -> NotebookNode:
    """The solved exercise, in which each answer gives other meanings to all those names."""
    name = f"{NOTEBOOKS[exercise]}.ipynb"
    answers = {cell.id: cell.source for cell in solved(read(COURSE.source / name)).cells}
    kept = FULL[exercise].keys() | ({"torch"} if exercise == "exercise_4" else set())  # given there
    names = sorted((names_of_the_cell(exercise) | PYTHON) - kept)
    every = f"for _name in {names!r}:\n    _python.globals()[_name] = lambda *_, **__: 0\n"
    every += f"_python.print('{NONCE}' * ({names[0]}() == 0))"
    part, right, instead, _ = WRONG[exercise]
    notebook = read(COURSE.release / name)
    for cell in code_cells(notebook):
        if cell.id in FULL[exercise]:
            answer = answers[cell.id]
            if wrong and cell.id == part:
                assert right in answer
                answer = answer.replace(right, instead)
            cell.source = f"import builtins as _python\n{with_own_names(answer)}\n{every}"
    return notebook


def said(cell: NotebookNode) -> str:
    """What its error says, or what it printed; where it has hidden inputs, those decide."""
    return "".join(output.get("evalue", "") or output.get("text", "") for output in cell.outputs)


def opened(exercise: str) -> str:
    """The cell of the tools with its names among those of the notebook, as in any other cell."""
    tools, *_ = ast.parse(embedded(exercise)).body
    assert isinstance(tools, ast.FunctionDef)
    text = "\n".join(ast.unparse(statement) for statement in tools.body[1:-1])
    return f"{text}\nimport sys\nsys.modules['checks'] = tools"


Verdicts = dict[str, dict[str, tuple[float, str]]]


def verdicts(folder: Path, *, stock: bool) -> Verdicts:
    """Points and words of each test, by exercise and whether the answers are right or wrong."""
    course = release_course(folder, settings=STOCK if stock else "")
    for student in ("right", "wrong"):
        for exercise, name in NOTEBOOKS.items():
            path = course.submitted / student / course.name / f"{name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(shadowed(exercise, wrong=student == "wrong"), path)
    words = [sys.executable, "-m", "nbgrader", "autograde", course.name, "--log-level=ERROR"]
    subprocess.run(words, cwd=folder, env={**os.environ, "PATH": command_path()}, check=True)
    found: Verdicts = {}
    for student in ("right", "wrong"):
        for exercise, name in NOTEBOOKS.items():
            graded = read(folder / "autograded" / student / course.name / f"{name}.ipynb")
            cells = code_cells(graded)
            assert all(NONCE in said(cell) for cell in cells if cell.id in FULL[exercise])
            found[f"{student} {exercise}"] = {
                cell.id: (float(determine_grade(cell)[0]), said(cell))
                for cell in cells
                if cell.metadata.get("nbgrader", {}).get("grade")
            }
    return found


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Verdicts, Verdicts]:
    stock = verdicts(tmp_path_factory.mktemp("stock"), stock=True)
    return stock, verdicts(tmp_path_factory.mktemp("isolated"), stock=False)


@pytest.mark.parametrize("exercise", FULL)
def test_right_answers_keep_all_their_points(
    exercise: str, both: tuple[Verdicts, Verdicts]
) -> None:
    for graded in both:
        given = {
            cell.removeprefix("test_"): n for cell, (n, _) in graded[f"right {exercise}"].items()
        }
        assert given == FULL[exercise], graded[f"right {exercise}"]


@pytest.mark.parametrize("exercise", FULL)
def test_a_wrong_answer_is_told_the_same(exercise: str, both: tuple[Verdicts, Verdicts]) -> None:
    part, _, _, words = WRONG[exercise]
    stock, isolated = (graded[f"wrong {exercise}"] for graded in both)
    assert stock == isolated
    assert stock[f"test_{part}"][0] == 0
    assert words in stock[f"test_{part}"][1]


@pytest.mark.parametrize("exercise", ["exercise_1", "exercise_4"])
def test_validate_says_what_grading_will_say(exercise: str, tmp_path: Path) -> None:
    for wrong in (False, True):
        path = tmp_path / f"{wrong}.ipynb"
        nbformat.write(shadowed(exercise, wrong=wrong), path)
        failed = [cell["raw_error"] for cell in Validator().validate(str(path)).get("failed", [])]
        assert bool(failed) == wrong, failed
        assert all(WRONG[exercise][3] in text for text in failed[:1])


def test_tools_that_are_no_function_find_right_whatever_a_student_shadows() -> None:
    part, right, instead, _ = WRONG["exercise_1"]
    notebook = read(COURSE.source / f"{NOTEBOOKS['exercise_1']}.ipynb")
    answer = f"def {part}(x):\n    return {right}\nzip = lambda *_, **__: ()".replace(
        right, instead
    )
    assert in_process.grade(notebook, {part: answer}).points[part] == 0
    for cell in code_cells(notebook):
        cell.source = opened("exercise_1") if cell.id == "tools" else cell.source
    assert in_process.grade(notebook, {part: answer}).points[part] == FULL["exercise_1"][part]
