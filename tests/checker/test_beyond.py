"""What tests ask that plain data do not tell is known by their source."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from grading.checker.beyond import beyond_data
from tests.support.probes import cell


def asked(test: str, *before: str) -> str:
    """What a test asks, after these cells of the instructor's."""
    cells = [cell(f"tools_{number}", source, locked=True) for number, source in enumerate(before)]
    test_cell = cell("test", test, grade=True, locked=True, points=1)
    return beyond_data([*cells, test_cell]).get("test", "")


@pytest.mark.parametrize(
    ("test", "what"),
    [
        ("import inspect\nassert 'for' not in inspect.getsource(f)", "inspect"),
        ("from inspect import getsource as read\nassert 'for' not in read(f)", "inspect"),
        ("assert 'while' not in In[-2]", "In"),
        ("assert 'sorted' not in f.__code__.co_names", ".__code__"),
        ("assert f.__defaults__ is None", ".__defaults__"),
        ("assert 'extra' not in globals()", "globals"),
        ("assert not hasattr(f, 'calls')", "hasattr"),
        ("with mock.patch('builtins.sorted'): f()", ".patch"),
        ("from unittest.mock import patch as instead\nwith instead('math.sqrt'): f()", "patch"),
        ("np.mean = None\nassert f([1]) == 1", "np.mean is set"),
        ("del helper\nassert f() == 2", "del helper"),
        ("assert f(x) is not x", "whether two things are one (f(x) is not x)"),
        ("assert len({id(row) for row in rows}) == 2", "id"),
        ("assert not np.shares_memory(f(x), x)", ".shares_memory"),
        ("warnings.simplefilter('error')\nf()", ".simplefilter"),
        ("with np.errstate(all='raise'): f(0)", ".errstate"),
        ("sys.setrecursionlimit(90)\nf(100)", ".setrecursionlimit"),
        ("with warnings.catch_warnings(record=True) as w:\n    f()\nassert not w", ".catch_"),
        ("with TestCase().assertNoLogs():\n    f()", ".assertNoLogs"),
        ("sorted = None\nassert f([2, 1]) == [1, 2]", "sorted is set"),
        ("assert not Path('left.txt').exists()", ".exists"),
        ("assert 'MODE' not in os.environ", ".environ"),
        ("from os import listdir\nassert listdir() == []", "listdir"),
        ("f()\nassert not plt.get_fignums()", ".get_fignums"),
        ("left = !ls\nassert not left", ".getoutput"),
        ("%time f()\nassert not hasattr(f, 'x')", "hasattr"),
        ("y = f(x)\ny.append(1)\nassert x == []", "whether y and x have parts in common"),
        ("y = f(x)\ny[0][1] = 2\nassert x[0] == [1]", "whether y and x have parts in common"),
        ("y = f(rows=x)\ndel y[0]\nassert x", "whether y and x have parts in common"),
        ("y = f(x)\ny += [1]\nassert x == []", "whether y and x have parts in common"),
        ("y = f(x)\ny.zero_()\nassert x.sum() == 2", "whether y and x have parts in common"),
        ("y = f()\ny.update(a=1)\nassert f() == {}", "whether y and f have parts in common"),
    ],
)
def test_a_question_about_more_than_values_is_seen(test: str, what: str) -> None:
    assert what in asked(test)


@pytest.mark.parametrize(
    "test",
    [
        "assert f(2) == 4",
        "assert f() is None and found is True and f() is not ...",
        "assert type(x) is int and type(f()) is not type('')",
        "assert f.__name__ == 'f' and np.__version__",
        "x = [2, 1]\nf(x)\nassert x == [1, 2]",
        "for _ in range(2):\n    f()",
        "got = f([2, 1])\ngot.sort()\nassert got == [1, 2]",
        "got = f(x)\ngot.append(1)\nassert got == [1]",
        "xs = list(given)\nxs.append(2)\nassert f(xs) == 3 and given",
        "made = np.zeros(3)\nmade[0] = 1\nassert f(made) == 1 and np.pi > 3",
        "for k in range(3):\n    spare = k\n    del spare",
        "class Case(TestCase):\n    def setUp(self): self.x = f(1)",
        "%timeit -n 1 f()",
        "%%time\nassert f() == 1",
        "this is no Python",
        "",
    ],
)
def test_a_question_about_values_is_none(test: str) -> None:
    assert asked(test) == ""


def test_what_the_instructors_functions_ask_counts_where_they_are_used() -> None:
    tools = (
        "def looks(f):\n    return seen(f)",
        "def seen(f):\n    return 'for' in f.__code__.co_names",
    )
    assert asked("assert not looks(f)", *tools) == ".__code__"
    assert asked("assert f(1)", *tools) == ""
    again = "def again():\n    return again()"
    assert asked("again()", again) == "", "one that calls itself is read once"


def test_the_members_of_an_instructors_enum_are_one_in_every_process() -> None:
    side = "class Side(Enum):\n    LEFT = 1"
    assert asked("assert f() is Side.LEFT", side) == ""
    assert "are one" in asked("assert f() is Side.LEFT"), "it may be the student's"


def test_only_tests_ask() -> None:
    cells = [
        new_markdown_cell("hasattr(f, 'x')"),
        new_code_cell("hasattr(f, 'x')"),
        cell("given", "hasattr(f, 'x')", locked=True),
        cell("answer", "hasattr(f, 'x')", solution=True),
        cell("by_hand", "hasattr(f, 'x')", solution=True, grade=True, points=1),
    ]
    assert beyond_data(cells) == {}
