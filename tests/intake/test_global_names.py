"""Whose a global name is, and who reads it, stands in the sources of the instructor's cells."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from checks.embed import embed_checks
from grading.core.global_names import AnswerNames, GlobalNames
from grading.intake.global_names import (
    Scopes,
    answer_names,
    changed,
    imports,
    literals,
    parsed,
    read_names,
    used,
)
from tests.support.courses import COURSE

ROLES: dict[str, dict[str, Any]] = {
    "answer": {"solution": True},
    "test": {"grade": True, "locked": True, "points": 1},
    "locked": {"locked": True},
}


def notebook(*cells: tuple[str, str]) -> NotebookNode:
    """A notebook of cells with these roles and sources; each is named by its place."""
    made = new_notebook(
        cells=[new_code_cell(text, id=f"c{i}") for i, (_, text) in enumerate(cells)]
    )
    for cell, (role, _) in zip(made.cells, cells, strict=True):
        if role in ROLES:
            empty = {"grade": False, "locked": False, "solution": False, "task": False}
            cell.metadata.nbgrader = {"grade_id": cell.id, **empty, **ROLES[role]}
    whole: NotebookNode = made
    return whole


def read(*cells: tuple[str, str]) -> GlobalNames:
    return read_names(notebook(*cells), notebook(*cells))


@pytest.mark.parametrize(
    ("magic", "found"),
    [
        ("%timeit -n 2 -r 1 quick(a)", {"quick", "a"}),
        ("%timeit -n2 -r1 -q quick(a)", {"quick", "a"}),
        ("%%timeit -o\nquick(a)", {"quick", "a"}),
        ("%time got = quick(a)", {"quick", "a", "got"}),
        ("%%capture out\nquick(a)", {"quick", "a"}),
        ("%%time\n\nquick(a)\n", {"quick", "a"}),
        ("get_ipython().run_cell('quick(a)')", {"quick", "a"}),
        ("eval('quick(a)')", {"quick", "a"}),
        ("globals()['quick'](vars()['a'])", {"quick", "a"}),
        ("exec(f'quick({a})')", {"quick", "a"}),
        ("assert 'quick' in dir() and 'a' in dir()", {"quick", "a"}),
    ],
)
def test_names_in_what_magics_run_and_in_texts_are_used(magic: str, found: set[str]) -> None:
    assert found <= used(parsed(magic))


def test_a_text_alone_is_no_name() -> None:
    assert used(parsed("print('quick', a)")) == {"print", "a"}


def test_what_is_changed_where_it_is() -> None:
    source = "a[0] = 1\nb.c.d = 1\ne.append(1)\nf[0].add(1)\ndel g['k']\nh[0] += 1\nx = i.copy()"
    assert changed(parsed(source)) == set("abefgh")


def test_values_in_so_many_words() -> None:
    source = "a = 10\nb = c = [1, (2, 'x')]\na = -1\nd = f(3)\ne: int = 4"
    assert literals(parsed(source)) == {"a": [10, -1], "b": [[1, (2, "x")]], "c": [[1, (2, "x")]]}


def test_an_answer_defines_changes_and_imports() -> None:
    source = """
import numpy as np, os.path
from math import sqrt as root
log, n = [], 0
%matplotlib inline
def note(x):
    global n
    n, local = n + gain, []
    local.append(x)
    log.append(np.abs(root(x)))
class Box:
    size = width
if log:
    extra = 1
"""
    found = answer_names(Scopes(source))
    assert set(found.defined) == {"np", "os", "root", "log", "n", "note", "Box", "extra"}
    assert set(found.changed) == {"log", "n"}
    assert found.imports == {"np": "numpy", "os": "os", "root": "math.sqrt"}
    assert imports(parsed("from . import x")) == {}
    assert answer_names(Scopes("def f(:")) == AnswerNames()


def test_reached_is_what_answers_read_directly_or_through_the_instructors_functions() -> None:
    found = read(
        ("locked", "def scaled(x): return factor * other(x)\ndef other(x): return limit"),
        ("locked", "def equal(a, b): return abs(a - b) < tolerance"),
        ("answer", "def f(x):\n    local = len(x)\n    return scaled(gain) + local"),
        ("test", "tolerance, expected = 1, 2\nassert f([expected]) < tolerance"),
    )
    assert set(found.reached) == {"f", "scaled", "factor", "other", "limit", "gain"}


def test_unlocked_cells_with_what_tests_use_are_known() -> None:
    found = read(
        ("free", "import numpy as np"),
        ("free", "def check(f): return f(2) == two and np.isclose(f(1), 1)"),
        ("free", "two = 2"),
        ("free", "points = np.arange(3)"),
        ("free", "got = f(3)\nprint(got)"),
        ("free", "x = 1\ndef not_used(): return x"),
        ("answer", "def f(x): return x"),
        ("test", "assert check(f) and len(points) == 3 and got == 3"),
    )
    assert (found.tools, found.data) == (["c0", "c1"], ["c2", "c3"])


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("begun = time.time()", ["begun"]),
        ("rng = np.random.default_rng()\nsample = rng.normal(size=3)", ["rng", "sample"]),
        ("begun = uuid.uuid4().hex", ["begun"]),
        ("begun = 5", None),
        ("other = time.time()", None),
        ("def begun(): return time.time()", None),
    ],
)
def test_what_chance_or_a_clock_decides_is_known(source: str, names: list[str] | None) -> None:
    found = read(("locked", source), ("test", "assert begun and sample"))
    assert found.chance.get("c0") == names


@pytest.mark.parametrize(
    ("source", "seeds"),
    [
        ("random.seed(1)", True),
        ("torch.manual_seed(1)", True),
        ("np.random.set_state(kept)", True),
        ("torch.set_rng_state(kept)", True),
        ("random.random()", False),
    ],
)
def test_notebooks_that_seed_are_known(source: str, seeds: bool) -> None:
    assert read(("test", source)).seeds is seeds


def test_the_exercises_of_this_course_ask_for_nothing_of_that() -> None:
    path = COURSE.source / "exercise_3_vector_descent.ipynb"
    whole = embed_checks(nbformat.read(path, as_version=4))
    found = read_names(whole, whole)
    assert not any((found.tools, found.data, found.chance, found.seeds))
    assert not any(answer.changed for answer in found.answers.values())
