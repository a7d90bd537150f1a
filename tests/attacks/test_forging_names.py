"""Whatever names a student defines, a test's own tools and words stay the instructor's."""

from __future__ import annotations

import copy

import pytest

from grading.checker.grader import Grader, ReferenceNotebook
from tests.support.probes import (
    FULL,
    RIGHT,
    TOOLS,
    WRONG,
    ZERO,
    attack,
    cell,
    course,
    probe,
    strike,
)


def later(first: str, second: str) -> ReferenceNotebook:
    """A course whose second test uses what its first has defined."""
    master = course(first)
    notebook = type(master.notebook)(master.notebook)
    *cells, _ = master.notebook.cells
    notebook.cells = [*cells, cell("test_second", second, grade=True, locked=True, points=2)]
    return ReferenceNotebook(notebook, master.public)


HELPERS = {
    "a function": ("def near(a, b):\n    return abs(a - b) < 1e-9", "near = lambda *_: True"),
    "a number": ("limit = 1e-9\ndef near(a, b):\n    return abs(a - b) < limit", "limit = 1e9"),
    "an import": (
        "import math as own\ndef near(a, b):\n    return own.isclose(a, b)",
        "class own:\n    isclose = staticmethod(lambda *_: True)",
    ),
    "a list": ("seen = [1e-9]\ndef near(a, b):\n    return abs(a - b) < seen[0]", "seen = [1e9]"),
}


NOUGHT = "def second(x):\n    return 0.0"
NEAR = "assert near(second(3), 10), 'far'"


@pytest.mark.parametrize("name", HELPERS)
@pytest.mark.parametrize("where", ["before", "after", "in both"])
def test_what_one_test_defines_the_next_one_finds(grader: Grader, name: str, where: str) -> None:
    helper, evil = HELPERS[name]
    first = f"{helper}\nassert near(answer(8.0), 41.6296)"
    before, after = where != "after", where != "before"
    probed = strike(
        grader,
        f"{evil}\nSTRUCK\n{RIGHT}" if before else RIGHT,
        second=f"{evil}\nSTRUCK\n{NOUGHT}" if after else NOUGHT,
        master=later(first, NEAR),
    )
    assert probed.points == {"answer": 3.0, "second": 0.0}, probed.errors


def test_a_test_that_has_failed_leaves_its_tools_to_nobody(grader: Grader) -> None:
    helper, evil = HELPERS["a function"]
    first = f"assert answer(8.0) == 41.6296\n{helper}"
    source, master = f"{evil}\nSTRUCK\n{WRONG}", later(first, NEAR)
    assert strike(grader, source, second=NOUGHT, master=master).points["second"] == 0.0


def test_a_helper_of_a_test_is_the_students_where_tests_run_with_it(weak: Grader) -> None:
    helper, evil = HELPERS["a function"]
    master = later(f"{helper}\nassert near(answer(8.0), 41.6296)", NEAR)
    plain = probe(weak, RIGHT, second=NOUGHT, master=master)
    assert plain.points == {"answer": 3.0, "second": 0.0}, plain.errors
    probed = strike(weak, RIGHT, second=f"{evil}\nSTRUCK\n{NOUGHT}", master=master)
    assert probed.points == FULL, probed.errors


SHADOWS = {
    "tools": "equal = lambda *_: True\nsecret = marker = got = 41.6296",
    "modules": "class np:\n    allclose = abs = asarray = staticmethod(lambda *_, **__: True)",
    "builtins": "abs = lambda _: 0.0\nall = any = bool = isinstance = lambda *_: True",
    "errors": "class AssertionError(BaseException):\n    __new__ = lambda *_: StopIteration()",
    "IPython's": "In = Out = []\nget_ipython = exit = quit = open = lambda *_: None",
    "private": "__name__ = _ = __ = ___ = __builtins__ = None",
    "everything": "globals().update({n: lambda *_, **__: 0.0 for n in dir(__builtins__)})",
    "by a module": "import sys, types\nsys.modules['numpy'] = sys.modules['grading'] = types",
}


@pytest.mark.parametrize("name", SHADOWS)
def test_names_of_the_students_shadow_nothing_in_a_test(grader: Grader, name: str) -> None:
    probed = attack(grader, f"{SHADOWS[name]}\nSTRUCK\n{WRONG}")
    assert probed.points["answer"] == 0.0, probed.errors


def test_names_of_the_students_shadow_a_test_that_runs_with_them(weak: Grader) -> None:
    for name in ("tools", "builtins", "everything"):
        probed = strike(weak, f"{SHADOWS[name]}\nSTRUCK\n{WRONG}")
        assert probed.points["answer"] == FULL["answer"], probed.errors


def test_a_student_may_use_the_names_of_the_tools_without_loss(grader: Grader) -> None:
    source = f"{SHADOWS['tools']}\n{SHADOWS['builtins']}\n{RIGHT}"
    assert probe(grader, source).points == {"answer": 3.0, "second": 2.0}


@pytest.mark.parametrize("steps", [15, 16])
def test_a_student_may_have_a_number_of_a_tests_name_too(grader: Grader, steps: int) -> None:
    master = later("steps = 15\nassert equal(answer(8.0), 41.6296)", "assert second(steps) == 22")
    probed = probe(grader, f"steps = {steps}\n{RIGHT}", master=master)
    assert probed.points == {"answer": 3.0, "second": 2.0}, probed.errors


TURNS = """
turn = 0
def answer(x):
    global turn
    turn += 1
    if turn == 2:
        STRUCK
    return [RIGHT, x * 5.2037, None, [], float("nan")][turn % 5]
RIGHT = "text"
"""


def test_an_answer_that_changes_from_call_to_call_is_asked_each_time(grader: Grader) -> None:
    test = "assert all(equal(answer(8.0), 41.6296) for _ in range(5))"
    assert strike(grader, TURNS, master=course(test)).points == ZERO


def test_a_changed_argument_changes_only_what_the_test_has_handed_over(grader: Grader) -> None:
    test = (
        f"{TOOLS}\nnumbers = [8.0]\nkept = list(numbers)\nanswer(numbers)\nassert kept == [8.0]\n"
    )
    source = "def answer(numbers):\n    numbers.clear()\n    STRUCK\n    return 0.0"
    test += "assert equal(answer(*kept), 41.6296)"
    assert strike(grader, source, master=course(test)).points == ZERO


def hiding(visible: str, hidden: str, answer: str = RIGHT) -> ReferenceNotebook:
    """A course whose first test shows a part of itself, and whose answers read some names."""
    master = course(f"{visible}\n{hidden}")
    notebook = copy.deepcopy(master.notebook)
    notebook.cells[1].source = answer
    return ReferenceNotebook(notebook, {**master.public, "test_answer": visible})


READS = (
    "gain = expected = near = 0\ndef answer(x):\n    return 5.2037 * x * (gain, expected, near)[0]"
)
SEEN = "gain = 1\nassert equal(answer(8.0), 41.6296)"
HIDES = "gain = 7\nexpected, near = 41.6296, [1e-9]\nassert abs(answer(8.0) - expected) < near[0]"
LOOKS = """
import sys
def answer(x):
    frames = sys._getframe(1), sys._getframe(2)
    here = {**globals(), **frames[0].f_locals, **frames[1].f_locals}
    print("gain is", here.get("gain"), [n for n in ("expected", "near", "equal") if n in here])
    print("seen" if "41." "6296" in repr(here) or "1e-" "09" in repr(here) else "nothing")
    STRUCK
    return 5.2037 * x
"""


def test_no_name_of_a_hidden_test_is_there_while_it_runs(grader: Grader) -> None:
    probed = strike(grader, LOOKS, master=hiding(SEEN, HIDES, READS))
    assert probed.points == FULL, probed.errors
    assert set(probed.printed.split("\n")) - {""} == {"gain is 1 ['equal']", "nothing"}


TELLS = "expected = 8 * 5.2037\nassert equal(answer(8.0), expected)"
RETURNS = """
def answer(x):
    value = globals().get("expected", 0.0)
    STRUCK
    return value
"""


def test_what_a_test_expects_goes_to_no_answer_that_the_instructors_does_not_read(
    grader: Grader, weak: Grader
) -> None:
    for master in (hiding(TELLS, ""), hiding("", TELLS), hiding("", TELLS, READS)):
        assert strike(grader, RETURNS, master=master).points == ZERO
    assert strike(weak, RETURNS, master=hiding("", TELLS)).points == FULL


STEERS = """
import random
import numpy as np
def answer(x):
    np.random.seed(1)
    random.seed(1)
    STRUCK
    return 5.2037 * x
"""
DRAWS = """import random
import numpy as np
def drawn(f):
    np.random.seed(3)
    random.seed(3)
    f(8.0)
    return np.random.rand(), random.random()
assert drawn(answer) == drawn(abs)
"""


def test_a_student_chooses_no_number_that_a_hidden_test_draws(grader: Grader, weak: Grader) -> None:
    assert strike(grader, STEERS, master=hiding("", DRAWS)).points == FULL
    assert strike(weak, STEERS, master=hiding("", DRAWS)).points == ZERO
