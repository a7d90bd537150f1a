"""Small assignments, for what is more than one answer and its test."""

from __future__ import annotations

from tests.submissions.any import Cell, Work


def _given(name: str, source: str) -> Cell:
    return Cell("given", name, source)


def _free(name: str, source: str) -> Cell:
    return Cell("free", name, source)


def _answer(name: str, source: str, *slip: str) -> Cell:
    old, new = slip
    return Cell("answer", name, source, (old, new))


def _test(name: str, source: str, points: float = 1.0) -> Cell:
    return Cell("test", f"test_{name}", source, points=points)


def _hidden(visible: str, hidden: str) -> str:
    return f"{visible}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"


RAINFALL = "WET = 10\n\n\ndef is_wet(millimetres):\n    return millimetres > WET\n"
JUDGE = "def judge(f):\n    assert f(4) == 16, 'four'\n    assert f(-1) == 1, 'minus one'\n"

CELLS: dict[str, tuple[Cell, ...]] = {
    "files_beside": (
        _given("reads", "lines = open('stations/heights.csv').read().splitlines()"),
        _answer(
            "height",
            "def height(name):\n    for line in open('stations/heights.csv'):\n"
            "        station, metres = line.split(',')\n"
            "        if station == name: return int(metres)",
            *("== name", "!= name"),
        ),
        _test("height", "assert height('Alm') == 1800 and height('Dorf') == 650"),
        _answer("count", "count = len(lines)", "len(lines)", "len(lines) + 1"),
        _test("count", "assert count == len(open('stations/heights.csv').readlines())"),
    ),
    "modules_beside": (
        _given("imports", "import rainfall"),
        _answer(
            "days", "def days(rain): return sum(map(rainfall.is_wet, rain))", "sum(map", "len(map"
        ),
        _test("days", "assert days([5, 12, 30]) == 2 and rainfall.WET == 10"),
        _answer("own", "from rainfall import WET\nown = WET + 1", "WET + 1", "WET - 1"),
        _test("own", "from rainfall import is_wet\nassert is_wet(own)"),
    ),
    "tests_in_a_package_beside": (
        _answer("squared", "def squared(x): return x * x", "x * x", "4 * x"),
        _test("squared", "from judges.squares import judge\n\njudge(squared)", 3),
    ),
    "locked_in_the_middle": (
        _answer("price", "def price(apples): return 0.5 * apples", "0.5", "0.4"),
        _given("prices", "prices = [price(n) for n in range(4)]\nprint(prices)"),
        _test("price", "assert prices == [0, 0.5, 1, 1.5]", 2),
        _answer("dearest", "dearest = max(prices)", "max", "min"),
        _given("told", "import time\n\nat = time.monotonic()\ntold = f'{dearest} at most'"),
        _test("dearest", "assert told == '1.5 at most'"),
        _answer("waited", "waited = time.monotonic() - at", "- at", "+ 1e6"),
        _test("waited", "assert 0 <= waited < 600"),
    ),
    "imports_left_open": (
        _free("imports", "from math import hypot\n\nimport numpy as np"),
        _answer("length", "def length(x, y): return hypot(x, y)", "hypot(x, y)", "x + y"),
        _test("length", "assert length(3, 4) == hypot(3, 4) == 5"),
        _free("tools", "class Ladder:\n    def __init__(self, rungs): self.rungs = rungs"),
        _answer("top", "def top(ladder): return np.max(ladder.rungs)", "np.max", "np.min"),
        _test("top", "assert top(Ladder([1, 5, 3])) == 5"),
    ),
    "a_model": (
        _given("imports", "import torch\nfrom torch import nn\n\ntorch.manual_seed(1)"),
        _answer(
            "Parabola",
            "class Parabola(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            "        self.a = nn.Parameter(torch.ones(1))\n\n"
            "    def forward(self, x):\n        return self.a * x ** 2",
            *("x ** 2", "x"),
        ),
        _test(
            "Parabola",
            "model, x = Parabola(), torch.linspace(-1, 1, 9)\n"
            "steps = torch.optim.Adam(model.parameters(), lr=0.1)\nfor _ in range(300):\n"
            "    steps.zero_grad()\n    loss = ((model(x) - 5 * x ** 2) ** 2).mean()\n"
            "    loss.backward()\n    steps.step()\nassert abs(model.a.item() - 5) < 0.05",
            4,
        ),
        _answer("net", "net = nn.Linear(3, 2, bias=False)", "3, 2", "2, 3"),
        _test("net", "assert net(torch.ones(3)).shape == (2,)\nassert net.bias is None"),
    ),
    "seeds": (
        _given("imports", "import numpy as np\n\nnp.random.seed(12)\nsample = np.random.rand(5)"),
        _answer(
            "again",
            "def again():\n    np.random.seed(12)\n    return np.random.rand(5)",
            *("seed(12)", "seed(13)"),
        ),
        _test("again", "assert (again() == sample).all()"),
        _answer("lots", "def lots(n): return np.random.permutation(n)", "permutation", "rand"),
        _test(
            "lots",
            "np.random.seed(2)\ndrawn = lots(6)\nnp.random.seed(2)\n"
            "assert (drawn == np.random.permutation(6)).all()",
        ),
        _answer("mean", "mean = sample.mean()", "mean()", "max()"),
        _test("mean", "assert np.isclose(mean, sample.mean())"),
    ),
    "hidden_tests": (
        _answer("half", "def half(x): return x / 2", "x / 2", "2"),
        _test("half", _hidden("assert half(4) == 2", "assert half(7) == 3.5"), 2),
        _answer(
            "Clock",
            "class Clock:\n    def __init__(self, hour): self.hour = hour % 12",
            *("hour % 12", "hour"),
        ),
        _test(
            "Clock",
            _hidden("clock = Clock(3)\nassert clock.hour == 3", "assert Clock(15).hour == 3"),
            3,
        ),
    ),
    "part_of_the_points": (
        _answer("capital", "capital = {'Peru': 'Lima', 'Chad': 'Doha'}", "Lima", "Cusco"),
        _test(
            "capital",
            "right = {'Peru': 'Lima', 'Chad': 'Doha'}\n"
            "2 * sum(capital.get(land) == town for land, town in right.items())",
            4,
        ),
        _answer(
            "Line",
            "class Line:\n    slope = 2\n    def at(self, x): return self.slope * x",
            *("self.slope * x", "x"),
        ),
        _test("Line", "line = Line()\n1.5 * (line.slope == 2) + 1.5 * (line.at(3) == 6)", 3),
        _answer("none", "none = 0", "0", "1"),
        _test("none", _hidden("assert none < 5", "2.0 if none == 0 else 0.5"), 2),
    ),
    "parts_for_a_person": (
        Cell("manual", "reason", "Since the loss is convex.", ("convex", "round"), 5, prose=True),
        Cell("manual", "sketch", "sketch = ['down', 'flat']", ("flat", "up"), 2),
        Cell("task", "compare", "Compare two learning rates below.", points=3, prose=True),
        _answer("sides", "def sides(shape): return len(shape)", "len(shape)", "3"),
        _test("sides", "assert sides('abcd') == 4"),
    ),
    "left_by_tests": (
        _answer("tripled", "def tripled(n): return 3 * n", "3 * n", "n"),
        _test("tripled", "seven_times_three = tripled(7)\nassert seven_times_three == 21"),
        _answer("half", "def half(): return seven_times_three / 2", "/ 2", "* 2"),
        _test("half", "assert half() == 10.5"),
        _answer("step", "step = 5", "5", "6"),
        _test("step", "assert step == 5\nstep = 100"),
        _answer("next_step", "next_step = step + 1", "+ 1", "- 1"),
        _test("next_step", "assert next_step == 101"),
    ),
}

FILES = {
    "files_beside": {"stations/heights.csv": "Alm,1800\nDorf,650\n"},
    "modules_beside": {"rainfall.py": RAINFALL},
    "tests_in_a_package_beside": {"judges/__init__.py": "", "judges/squares.py": JUDGE},
}
"""What lies beside the notebooks, by assignment."""


def assignments() -> dict[str, Work]:
    """Each with one notebook, which has its name."""
    return {name: Work({name: cells}, FILES.get(name, {})) for name, cells in CELLS.items()}
