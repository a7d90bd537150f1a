"""No right answer ever fails: random questions, 32 and 64 bits, any number of threads, warnings."""

from __future__ import annotations

import ast
import copy
import os
from pathlib import Path
from random import Random

import pytest
import torch
from nbformat import NotebookNode

from authoring.build import read
from authoring.sample_class import answered, read_submission
from checks.embed import embed_checks
from tests.support.courses import COURSE
from tests.support.in_process import run, tools_of_one_notebook, warnings_on_stderr
from tests.support.submissions import FOLDER, NOTEBOOKS, QUESTIONS

PATHS = sorted((FOLDER / "accepted").glob("*/*.py"))
RERUNS = 1000 if os.environ.get("ALL") else 120
"""How many reruns there are of all accepted answers together."""


def without_cases(cell: NotebookNode) -> NotebookNode:
    """The test cell without the cases that it lists, ready for others."""
    cell, tree = copy.deepcopy(cell), ast.parse(cell.source)
    tree.body = [node for node in tree.body if not lists_cases(node)]
    cell.source = ast.unparse(tree)
    return cell


def lists_cases(node: ast.stmt) -> bool:
    """True for `cases = …` and `cases += …`, unless it only turns the cases into another form."""
    if not isinstance(node, (ast.Assign, ast.AugAssign)):
        return False
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    names = {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
    return ast.unparse(target) == "cases" and "cases" not in names


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_right_answer_passes_whatever_is_asked(path: Path, seed: int) -> None:
    rng, threads = Random(f"{seed} {path.parent.name} {path.stem}"), torch.get_num_threads()
    notebook = read(COURSE.source / f"{NOTEBOOKS[path.parent.name]}.ipynb")
    handed_in = embed_checks(answered(notebook, read_submission(path).answers))
    cells = [cell for cell in handed_in.cells if cell.cell_type == "code"]
    is_test = [c.metadata.get("nbgrader", {}).get("grade", False) for c in cells]
    tests = [without_cases(c) for c, is_so in zip(cells, is_test, strict=True) if is_so]
    names: dict[str, object] = {"__name__": "__main__"}
    with warnings_on_stderr(), tools_of_one_notebook():
        for cell, is_so in zip(cells, is_test, strict=True):
            if not is_so:
                run(cell, names)
        for _ in range(-(-RERUNS // len(PATHS))):
            torch.set_num_threads(rng.randint(1, 2))
            for cell in tests:
                if cell.id in QUESTIONS:
                    names["cases"] = [QUESTIONS[cell.id](rng) for _ in range(3)]
                asked = copy.deepcopy(names.get("cases"))
                error, value, printed, _ = run(cell, names)
                about = f"SEED={seed}, {cell.id}, {asked}: {error or printed}"
                assert error is None, about
                assert value in (None, cell.metadata.nbgrader.points), about
    torch.set_num_threads(threads)
