"""Whatever names a student uses, Validate, stock nbgrader and the isolated grader say the same."""

from __future__ import annotations

import ast
import builtins
import functools
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.utils import determine_grade
from nbgrader.validator import Validator

from authoring.build import read, solved
from checks.embed import embed_checks, embedded
from grading.checker.grader import Job, Limits, ReferenceNotebook
from grading.gradebook.nbgrader import command_path
from tests.support import in_process, probes
from tests.support.courses import COURSE, STOCK, code_cells, release_course
from tests.support.submissions import FULL, NOTEBOOKS, behaviour

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


Verdicts = dict[str, tuple[float, str]]
"""Points and words of each test."""


def struck(cells: Iterable[NotebookNode], exercise: str) -> bool:
    """True if each answer has given other meanings to the names."""
    return all(NONCE in said(cell) for cell in cells if cell.id in FULL[exercise])


def verdicts(notebook: NotebookNode, exercise: str) -> Verdicts:
    """What a graded notebook says, after the attack has struck."""
    cells = code_cells(notebook)
    assert struck(cells, exercise)
    tests = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return {cell.id: (float(determine_grade(cell)[0]), said(cell)) for cell in tests}


@pytest.fixture(scope="module")
def isolated(pytestconfig: pytest.Config) -> Callable[[str, bool], Verdicts]:
    """Verdicts of the isolated grader on an exercise that is right, or wrong."""
    grader = probes.grader(pytestconfig, Limits())

    @functools.cache
    def graded(exercise: str, wrong: bool) -> Verdicts:
        handed_in = nbformat.writes(shadowed(exercise, wrong=wrong)).encode()
        return verdicts(grader.grade(Job(handed_in, master(exercise))).notebook, exercise)

    return graded


@functools.cache
def master(exercise: str) -> ReferenceNotebook:
    """The exercise as nbgrader keeps it for grading."""
    source, released = (
        read(folder / f"{NOTEBOOKS[exercise]}.ipynb") for folder in (COURSE.source, COURSE.release)
    )
    locked = [c for c in code_cells(released) if c.metadata.get("nbgrader", {}).get("locked")]
    return ReferenceNotebook(embed_checks(source), {cell.id: cell.source for cell in locked})


def in_one_process(exercise: str, *, wrong: bool) -> Verdicts:
    """What tests say that run with the answers, in one process, as stock nbgrader runs them."""
    source = embed_checks(read(COURSE.source / f"{NOTEBOOKS[exercise]}.ipynb"))
    answers = {cell.id: cell.source for cell in code_cells(shadowed(exercise, wrong=wrong))}
    graded = in_process.grade(source, {name: answers[name] for name in FULL[exercise]})
    assert graded.names["zip"]() == 0, "the attack did not strike"
    return {f"test_{name}": (graded.points[name], graded.messages[name]) for name in FULL[exercise]}


@pytest.mark.parametrize("exercise", FULL)
def test_right_answers_keep_all_their_points(
    exercise: str, isolated: Callable[[str, bool], Verdicts]
) -> None:
    for graded in (isolated(exercise, False), in_one_process(exercise, wrong=False)):
        assert {cell.removeprefix("test_"): n for cell, (n, _) in graded.items()} == FULL[exercise]


@pytest.mark.parametrize("exercise", FULL)
def test_a_wrong_answer_is_told_the_same(
    exercise: str, isolated: Callable[[str, bool], Verdicts]
) -> None:
    part, _, _, words = WRONG[exercise]
    graded = isolated(exercise, True)
    assert in_one_process(exercise, wrong=True) == graded
    assert graded[f"test_{part}"][0] == 0
    assert words in graded[f"test_{part}"][1]


@pytest.mark.prove
def test_stock_nbgrader_says_the_same(
    isolated: Callable[[str, bool], Verdicts], tmp_path: Path
) -> None:
    course = release_course(tmp_path, settings=STOCK)
    students = {"right": False, "wrong": True}
    for student, wrong in students.items():
        for exercise, name in NOTEBOOKS.items():
            path = course.submitted / student / course.name / f"{name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(shadowed(exercise, wrong=wrong), path)
    words = [sys.executable, "-m", "nbgrader", "autograde", course.name, "--log-level=ERROR"]
    subprocess.run(words, cwd=tmp_path, env={**os.environ, "PATH": command_path()}, check=True)
    for student, wrong in students.items():
        for exercise, name in NOTEBOOKS.items():
            graded = read(tmp_path / "autograded" / student / course.name / f"{name}.ipynb")
            assert verdicts(graded, exercise) == isolated(exercise, wrong)


@pytest.mark.prove
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
