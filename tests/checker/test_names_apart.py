"""Tests that run apart from the student's code see names, seeds and cells as on stock nbgrader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from grading.checker.grader import Job, ReferenceNotebook
from tests.support.probes import CALM, cell, grader

SETUP = "import random, time, uuid\nimport numpy as np\nimport torch"


class Pair(NamedTuple):
    """An answer and its test, a wrong answer, and a locked or a free cell before them."""

    answer: str
    test: str
    wrong: str = ""
    locked: str = ""
    free: str = ""


PAIRS = {
    "a number": Pair(
        "gain = 1\ndef amplify(x): return gain * x",
        "gain = 10\nassert amplify(1) == 10",
        "gain = 1\ndef amplify(x): return x",
    ),
    "and is so afterwards": Pair("", "assert amplify(2) == 20"),
    "one after the other": Pair(
        "weights = [1]\ndef total(): return sum(weights)",
        "weights = [2, 3]\nassert total() == 5\nweights = [7]\nassert total() == 7",
        "weights = [1]\ndef total(): return 5",
    ),
    "a loop's": Pair(
        "rate = 0\ndef scaled(x): return rate * x",
        "for rate in (1, 2, 2.5):\n    assert scaled(2) == 2 * rate",
        "rate = 0\ndef scaled(x): return 2",
    ),
    "in place": Pair(
        "config = {'k': 1}\ndef k(): return config['k']",
        "config['k'] = 5\nassert k() == 5\nconfig.update(k=6)\nassert k() == 6",
        "config = {'k': 1}\ndef k(): return 5",
    ),
    "an array in place": Pair(
        "heights = np.zeros(2)\ndef highest(): return heights.max()",
        "heights[1] = 3.5\nassert highest() == 3.5",
        "heights = np.zeros(2)\ndef highest(): return 0.0",
    ),
    "read by the instructor's function": Pair(
        "def twice_scaled(x): return 2 * scaled_by(x)",
        "factor = 3\nassert twice_scaled(1) == 6",
        "def twice_scaled(x): return 2",
        locked="def scaled_by(x): return factor * x",
    ),
    "another function of the student's": Pair(
        "def one(): return 1\ndef two(): return 2\ndef which(): return one()",
        "real = one\none = two\nassert which() == 2\none = real\nassert which() == 1 == one()",
        "def one(): return 1\ndef two(): return 2\ndef which(): return 2",
    ),
    "it is there in the next test": Pair("", "assert one() == 1 and two() == 2"),
    "for a later cell": Pair("def own(x): return x", "handed_on = {'a': [1, own(2)]}"),
    "and the later cell": Pair("later = handed_on['a'][1]", "assert later == 2", "later = 1"),
    "which changes it": Pair("x = 5", "assert x == 5", "x = 6"),
    "a test does": Pair("def plus(a): return a + 1", "x = 3\nassert plus(x) == 4"),
    "and an answer again": Pair("x = 4\ny = x + 1", "assert (x, y) == (4, 5)", "y = x + 1"),
    "Python's own": Pair(
        "def sum(values): return len(values)",
        "assert sum([4, 5, 6]) == 3 and max([1, 2]) == 2",
        "def sum(values): return 15",
    ),
    "Python's own input": Pair(
        "def input(prompt=''): return '5'\ndef ask(): return int(input())",
        "assert ask() == 5 and input('?') == '5'",
        "def ask(): return 4",
    ),
    "changed by a call": Pair(
        "log, hits = [], 0\ndef note(x):\n    global hits\n    hits += 1\n    log.append(x)",
        "kept = log\nnote('a')\nnote('b')\nassert kept == log == ['a', 'b'] and hits == 2",
        "log, hits = [], 0\ndef note(x): pass",
    ),
    "random": Pair(
        "def draw(): return random.random()",
        "random.seed(3)\ndrawn = [draw(), random.random(), draw()]\n"
        "random.seed(3)\nassert drawn == [random.random() for _ in range(3)]",
        "def draw(): return 0.5",
    ),
    "numpy": Pair(
        "def draw_numpy(): return np.random.normal(size=3)",
        "np.random.seed(4)\ndrawn = [draw_numpy(), draw_numpy()]\n"
        "np.random.seed(4)\nassert np.array_equal(drawn, np.random.normal(size=(2, 3)))",
        "def draw_numpy(): return np.zeros(3)",
    ),
    "torch": Pair(
        "def noise(n): return torch.randn(n)",
        "torch.manual_seed(0)\na = noise(3)\ntorch.manual_seed(0)\n"
        "assert torch.equal(a, torch.randn(3))",
        "def noise(n): return torch.zeros(n)",
    ),
    "time": Pair("def quick(): return 1", "%%time\nassert quick() == 1", "def quick(): return 2"),
    "timeit": Pair("", "%timeit -q -n 1 -r1 quick()\n%timeit -n2 -r 1 quick() + one()"),
    "capture": Pair(
        "def says(): print('hello')", "%%capture said\nassert not says()", "def says(): return 1"
    ),
    "what was captured": Pair("", "assert said.stdout == 'hello\\n'", "says = print"),
    "eval": Pair("height = 7", "assert eval('height + 1') == 8", "height = 6"),
    "exec": Pair("width = 7", "exec('assert width == 7')", "width = 6"),
    "globals": Pair(
        "q1, q2 = 1, 2", "assert [globals()[f'q{i}'] for i in (1, 2)] == [1, 2]", "q1 = q2 = 2"
    ),
    "run_cell": Pair("deep = 3", "get_ipython().run_cell('assert deep == 3')", "deep = 2"),
    "In": Pair(
        "squares = [n * n for n in range(4)]", "assert 'for n' in In[-2]", "squares = [0, 1, 4, 9]"
    ),
    "a module's name": Pair(
        "import numpy.linalg as la2\nfrom os import path as paths\ndef norm(v): return la2.norm(v)",
        "assert la2.norm([3, 4]) == norm([3, 4]) == 5 and paths.join('a', 'b') == 'a/b'",
        "def norm(v): return 0",
    ),
    "a free helper": Pair(
        "def doubled(x): return 2 * x",
        "assert check_all(doubled, [(1, 2), (2, 4)]) and frac(1, 2) + doubled(0) == 0.5",
        "def doubled(x): return x",
        free="from fractions import Fraction as frac\nNEAR = 1e-9\ndef check_all(f, cases):\n"
        "    return all(abs(f(a) - b) < NEAR for a, b in cases)",
    ),
    "free data": Pair("first = points[0]", "assert first == points[0]", free="points = [3, 4]"),
    "a square": Pair("def square(n): return n * n", "assert square(3) == 9"),
    "a table of it": Pair("def f(): return table", "assert f() == table == [0, 1, 4]", "f = len",
        locked="table = [square(n) for n in range(3)]"),
    "a clock": Pair("def when(): return begun", "assert when() == begun", "def when(): return 0",
        locked="begun = time.time()"),
    "chance": Pair("mean = sample.mean()", "assert mean == sample.mean()", "mean = 9",
        locked="sample = np.random.default_rng().normal(size=5)"),
    "chance in a free cell": Pair("names = [label]", "assert names == [label]", "names = []",
        free="label = str(uuid.uuid4())"),
    "bytes": Pair("def e1(): return 1", "assert e1() == 1\n'all passed'", "def e1(): return 2",
        locked="class Dot:\n    def _repr_png_(self): return b'PNG'\nDot()"),
    "ends in a pair": Pair("def e2(): return 1", "assert e2() == 1\nprint('passed'), [1]"),
}  # fmt: skip


def made(answers: Mapping[str, str], names: Sequence[str] = tuple(PAIRS)) -> NotebookNode:
    """The notebook of some pairs with these answers; that to "free ..." is the free cell itself."""
    cells = [cell("setup", SETUP, locked=True)]
    for number, (name, pair) in enumerate(PAIRS.items()):
        if name not in names:
            continue
        key = f"a{number}"
        if pair.locked:
            cells.append(cell(f"{key}-locked", pair.locked, locked=True))
        if text := answers.get(f"free {name}", pair.free):
            cells.append(new_code_cell(text, id=f"{key}-free"))
        cells.append(cell(key, answers.get(name, pair.answer), solution=True))
        cells.append(cell(f"{key}-test", pair.test, grade=True, locked=True, points=1))
    notebook: NotebookNode = new_notebook(cells=cells)
    return notebook


def verdicts(
    config: pytest.Config, answers: Mapping[str, str], names: Sequence[str] = tuple(PAIRS)
) -> tuple[dict[str, float], dict[str, str]]:
    """The points of each test, and what the cells show."""
    job = Job(nbformat.writes(made(answers, names)).encode(), ReferenceNotebook(made({}, names)))
    cells = grader(config, CALM).grade(job).notebook.cells
    tests = [each for each in cells if each.id.endswith("-test")]
    points = {name: determine_grade(c)[0] for name, c in zip(names, tests, strict=True)}
    return points, {each.id: str(each.outputs) for each in cells if each.get("outputs")}


def test_right_answers_get_every_point(pytestconfig: pytest.Config) -> None:
    points, shown = verdicts(pytestconfig, {})
    assert points == dict.fromkeys(PAIRS, 1), shown
    assert any("'image/png': 'UE5H'" in text for text in shown.values())


def test_wrong_ones_lose_theirs(pytestconfig: pytest.Config) -> None:
    wrong = {name: pair.wrong for name, pair in PAIRS.items() if pair.wrong}
    points, shown = verdicts(pytestconfig, wrong)
    assert not any(points[name] for name in wrong), (points, shown)
    assert points["a test does"] == points["free data"] == points["ends in a pair"] == 1


FREE = ("a free helper", "free data")
EVIL = "check_all = frac = lambda *_: 0.5"


@pytest.mark.parametrize(
    ("answers", "right"),
    [
        ({"free a free helper": EVIL, FREE[0]: PAIRS[FREE[0]].wrong}, (0, 1)),
        ({"free a free helper": EVIL}, (1, 1)),
        ({"free a free helper": ""}, (1, 1)),
        ({"free free data": "points = [5, 6]"}, (1, 1)),
        ({"free free data": "points = [5, 6]", FREE[1]: "first = 3"}, (1, 0)),
    ],
)
def test_helpers_left_unlocked_are_the_instructors_for_tests(
    pytestconfig: pytest.Config, answers: Mapping[str, str], right: tuple[int, int]
) -> None:
    points, shown = verdicts(pytestconfig, answers, FREE)
    assert tuple(points.values()) == right, shown


def test_a_new_process_is_given_what_the_last_one_was(pytestconfig: pytest.Config) -> None:
    names = ("a number", "and is so afterwards")
    points, shown = verdicts(pytestconfig, {names[1]: "import os; os._exit(1)"}, names)
    assert "ended the whole Python process" in shown["a1"]
    assert points == dict.fromkeys(names, 1), shown


def test_a_function_of_the_tests_own_in_place_of_the_students_is_told_in_that_test(
    pytestconfig: pytest.Config,
) -> None:
    names = ("another function of the student's", "a square")
    instructor = made({}, names)
    instructor.cells[2].source = "one = lambda: 2\nassert which() == 2"
    job = Job(nbformat.writes(instructor).encode(), ReferenceNotebook(instructor))
    cells = grader(pytestconfig, CALM).grade(job).notebook.cells
    (shown,) = cells[2].outputs
    assert shown.evalue == "one cannot be this function for the student's code, too"
    assert determine_grade(cells[4])[0] == 1
