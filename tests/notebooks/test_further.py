"""A task to go further stops nobody, and its check names a mistake or says that all is right."""

from __future__ import annotations

import ast
import re
import textwrap
from typing import Any

import numpy as np
import pytest
import torch
from nbformat import NotebookNode
from nbgrader.utils import is_solution

from authoring.build import read
from grading.core.course import notebooks_in
from tests.support.courses import COURSE, code_cells
from tests.support.form import REFERENCE, UNANSWERED, further_cells
from tests.support.in_process import run

SOURCES = dict(enumerate((read(path) for path in notebooks_in(COURSE.source)), start=1))
NUMBERS = {
    **{"slope_by_difference": 1, "steps_until": 1, "rate_of_path": 2, "bottom": 2},
    **{"largest_rate": 3, "descend_momentum": 3, "best_rate": 4, "friends_sweep": 4},
}
"""The tasks, and the exercise of each."""

GIVEN = {"imports", "gradients"}
"""What the tasks need of an exercise beside its answers."""


def cell(task: str) -> NotebookNode:
    """The cell in which a task is answered."""
    (found,) = [c for c in further_cells(SOURCES[NUMBERS[task]]) if c.id == task]
    return found


def solved(task: str, answer: str = "") -> dict[str, Any]:
    """What is defined when the exercise is solved and all tasks are run, this one so answered.

    The answer stands below what the cell has already, and replaces it.
    """
    notebook, names = SOURCES[NUMBERS[task]], dict[str, Any](__name__="__main__")
    further = further_cells(notebook)
    for each in code_cells(notebook):
        if each.id in GIVEN or is_solution(each) or each in further:
            own = each.copy()
            if each.id == task:
                own.source = f"{each.source}\n\n{answer}"
            error, value, names[f"printed by {each.id}"], stderr = run(own, names)
            assert (error, value, stderr) == (None, None, ""), each.id
    return names


def said(task: str, answer: str = "") -> str:
    """What the check of a task prints, with this answer."""
    text = solved(task, answer)[f"printed by check_{task}"]
    assert isinstance(text, str)
    return text.removesuffix("\n")


def function(task: str, body: str) -> str:
    """The function of a task with its own parameters, and this body."""
    parsed = ast.parse(cell(task).source).body
    (own,) = [n for n in parsed if isinstance(n, ast.FunctionDef) and n.name == task]
    parameters = ", ".join(each.arg for each in own.args.args)
    return f"def {task}({parameters}):\n{textwrap.indent(body, '    ')}"


def reference(task: str) -> str:
    """The code in the folded answer of a task."""
    cells = further_cells(SOURCES[NUMBERS[task]])
    hints = cells[cells.index(cell(task)) + 1].source
    (code,) = re.findall(r"```python\n(.*?)\n```", hints.split(REFERENCE)[1], re.DOTALL)
    return str(code)


def slope(line: str) -> str:
    return function("slope_by_difference", f"h = 0.001\nreturn {line}")


STEP = "x = x - learning_rate * 2 * (x - 3)"


def count(body: str) -> str:
    return function("steps_until", f"x = x0\n{body}")


def looked(condition: str = "abs(x - 3) < goal", value: str = "step", last: str = "1000") -> str:
    body = f"for step in range(1000):\n    if {condition}:\n        return {value}\n    {STEP}"
    return count(f"{body}\nreturn {last}")


def momentum(v: str, x: str = "x + v", before: str = "v = torch.zeros(2)") -> str:
    loop = f"for step in range(steps):\n    v = {v}\n    x = {x}\nreturn x"
    return function("descend_momentum", f"x = x0\n{before}\n{loop}")


def sweep(old: str, new: str) -> str:
    """The friend's function with a change."""
    whole = cell("friends_sweep").source
    assert old in whole
    return str(whole.replace(old, new))


def mended(lines: str) -> str:
    """The friend's function with these lines for the head of its outer loop."""
    lines = textwrap.indent(lines, "    ")
    without = cell("friends_sweep").source.replace("    x = x0\n", "")
    return str(without.replace("    for eta in learning_rates:", lines))


ANSWERS = {
    "slope_by_difference": lambda code: function("slope_by_difference", code),
    "steps_until": lambda code: count(code.replace("...  # one step, as in part 2", STEP)),
    "descend_momentum": lambda code: function(
        "descend_momentum",
        f"x, v = x0, torch.zeros(2)\nfor step in range(steps):\n{textwrap.indent(code, '    ')}"
        "\nreturn x",
    ),
    "friends_sweep": mended,
}
"""How an answer is made of the lines of a reference that does not show all of it."""


@pytest.mark.parametrize("task", NUMBERS)
def test_an_unanswered_task_asks_for_an_answer_in_one_sentence(task: str) -> None:
    assert re.fullmatch(rf"{UNANSWERED}[^\n]+[^.]\.", said(task))


@pytest.mark.parametrize("task", NUMBERS)
def test_the_reference_is_right(task: str) -> None:
    answer = ANSWERS.get(task, str)(reference(task))
    assert last_line(said(task, answer)).startswith("Right")


def last_line(text: str) -> str:
    return text.split("\n")[-1]


@pytest.mark.parametrize("task", NUMBERS)
def test_a_reference_shows_no_whole_descent(task: str) -> None:
    code = reference(task)
    assert not ("for " in code and re.search(r"x = x [-+]", code)), code


TWO_SIDES = "(f(x + h) - f(x - h)) / (2 * h)"
WRONG = {
    "slope_by_difference": {
        slope(
            "f(x + h) - f(x)"
        ): "x² at 5: you measure 0.0100, and it is 10.0000. Nearly 0: divide",
        slope("(f(x + h) - f(x - h)) / 2 * h"): "Nearly 0: divide by the distance",
        slope("(f(x + 1e-16) - f(x)) / 1e-16"): "Nearly 0: divide by the distance between the two",
        slope(
            "(f(x + h) - f(x - h)) / h"
        ): "you measure 20.0000, and it is 10.0000. Twice too large",
        slope("(f(x + h) - f(x)) / (2 * h)"): "Half of it",
        slope("(f(x) - f(x + h)) / h"): "The sign is wrong: subtract the height on the left",
        slope(
            "(f(x + 0.01) - f(x)) / 0.01"
        ): "you measure 10.0100, and it is 10.0000. Close: make h",
        slope("f(x + h) - f(x) / h"): "Are the brackets right?",
        slope("2 * x"): "x³ at 2: you measure 4.0000, and it is 12.0000. Is f in it?",
        slope("float('nan')"): "x² at 5: you measure nan",
        slope("[1.0]"): "You have not answered yet: one number is wanted, not [1.0].",
        slope("print()"): "You have not answered yet: one number is wanted, not None.",
    },
    "steps_until": {
        looked("x - 3 < goal"): "steps_until(-7.0, 0.2, 0.01) is 14, not 0. Can your distance be",
        looked(value="step + 1"): "is 14, not 15. Look before you step.",
        looked(
            last="None"
        ): "steps_until(5.0, 1.1, 0.01) is 1000, not None. After the loop, return",
        looked("abs(x) < goal"): "is 14, not 1000. Does x come closer to 3?",
        count(
            f"for step in range(1000):\n    {STEP}\n    if abs(x - 3) < goal:\n        return step"
        )
        + "\n    return 1000": "is 14, not 13. Look before you step.",
        count(f"steps = 0\nwhile abs(x - 3) >= goal:\n    {STEP}\n    steps += 1\nreturn steps"): (
            ". After the loop, return 1000."
        ),
        count("return 'many'"): "You have not answered yet: a whole number is wanted, not 'many'.",
        count("return [14]"): "You have not answered yet: a whole number is wanted, not [14].",
    },
    "rate_of_path": {
        "rate_of_path = 0.3": "Too small: the distances are right, but the given path jumps",
        "rate_of_path = 0.5": "Too small: step 1 leads you to 3.00, and the given path to -1.00.",
        "rate_of_path = 0.9": "Too large: step 1 leads you to -5.00, and the given path to -1.00.",
        "rate_of_path = -0.4": "Too small: step 1 leads you to 21.00",
        "rate_of_path = 0,7": "a number such as 0.25 is wanted, not (0, 7).",
        "rate_of_path = '0.7'": "a number such as 0.25 is wanted, not '0.7'.",
    },
    "bottom": {
        "bottom = 0": "0 is 2.50 too far to the right. The path goes on to the left: add up",
        "bottom = 0.5": "0.5 is 3.00 too far to the right.",
        "bottom = 13.5": "13.5 is 16.00 too far to the right.",
        "bottom = 3.5 - 8": "-4.5 is 2.00 too far to the left. From which of the three places",
        "bottom = 2.0 - 8": "-6 is 3.50 too far to the left.",
        "bottom = [-2.5]": "You have not answered yet: a number such as 1.5 is wanted, not [-2.5].",
    },
    "largest_rate": {
        "largest_rate = 0.04": "Too large: the path oscillates, for the second factor is -1.",
        "largest_rate = 0.999": "Too large: the path diverges in the second direction.",
        "largest_rate = 0.041": "Too large: the path diverges in the second direction.",
        "largest_rate = 0.02": "The path converges, but with 0.021 it does so too: go on.",
        "largest_rate = 0.038": "The path converges, but with 0.039 it does so too: go on.",
        "largest_rate = -0.01": "a number such as 0.125 is wanted, not -0.01.",
        "largest_rate = float('nan')": "a number such as 0.125 is wanted, not nan.",
        "largest_rate = 'η < 0.04'": "a number such as 0.125 is wanted, not 'η < 0.04'.",
    },
    "descend_momentum": {
        momentum("-learning_rate * grad_stretched(x)"): (
            "3 steps from [5, 5] lead to [4.669, -5.38], not to [4.824, -0.25]. Where is the old"
        ),
        momentum("v - learning_rate * grad_stretched(x)"): "Where is beta?",
        momentum("beta * v + learning_rate * grad_stretched(x)"): "Look at the signs.",
        momentum("beta * v - learning_rate * grad_stretched(x)", "x - v"): "Look at the signs.",
        function(
            "descend_momentum",
            "x, v = x0, torch.zeros(2)\nfor step in range(steps):\n    x = x + v\n"
            "    v = beta * v - learning_rate * grad_stretched(x)\nreturn x",
        ): "That is one step less: first the new v, then x.",
        momentum(
            "beta * v - learning_rate * grad_stretched(x)", before="v = torch.ones(2)"
        ): "Does v begin with zeros?",
        function("descend_momentum", "return x0.tolist()"): "the last x is wanted, a tensor of two",
        function("descend_momentum", "return torch.stack([x0, x0])"): "a tensor of two numbers.",
    },
    "best_rate": {
        "best_rate = 0.5": "Too large: in the steep direction the path does not converge.",
        "best_rate = 0.1": "Too large: in the steep direction the path does not converge.",
        "best_rate = 0.099": "Too large: the steep direction is the slower one, so a smaller rate",
        "best_rate = 0.05": "Too small: the flat direction is the slower one, so a larger rate",
        "best_rate = 0.09": "Too small: the flat direction is the slower one, so a larger rate",
        "best_rate = 0.0005": "Too small",
        "best_rate = 1, 11": "a number such as 0.125 is wanted, not (1, 11).",
    },
    "friends_sweep": {
        sweep("range(10)", "range(9)"): "From 5.0 with 0.05 it is 0.0049, not 0.0098. Ten steps",
        sweep(
            "            x = ", "            x = x0\n            x = "
        ): "2.5000. That is one step.",
        mended(
            "for eta in learning_rates:\n    x = 5"
        ): "From -3.0 with 0.15 it is 0.0029, not 0.0049.",
        mended(
            "for eta in learning_rates:\n    x, ends = x0, {}"
        ): "A dictionary with one distance",
        mended("for eta in learning_rates:\n    x = x0\n    if ends:\n        return ends"): (
            "A dictionary with one distance for each rate of [0.05, 0.02, 0.01] is wanted."
        ),
        sweep("    return ends", "    return list(ends.items())").split("\n\n\n")[
            0
        ]: "A dictionary",
        sweep("ends[eta] = abs(x)", "ends[eta] = [x]").split("\n\n\n")[0]: "A dictionary with one",
        f"{sweep('', '')}\n# the same again": "0.02 still begins where 0.05 ended.",
    },
}
"""Wrong answers to each task, and what the last line of the check says of each."""


@pytest.mark.parametrize(
    ("task", "answer", "sentence"),
    [(task, *each) for task, answers in WRONG.items() for each in answers.items()],
)
def test_a_wrong_answer_is_told_what_is_wrong(task: str, answer: str, sentence: str) -> None:
    text = last_line(said(task, answer))
    assert sentence in text
    assert not text.startswith("Right")


RIGHT = [
    ("slope_by_difference", slope("float(f(x + 1e-6) - f(x)) / 1e-6")),
    ("slope_by_difference", slope(TWO_SIDES.replace("h", "0.01"))),
    ("steps_until", looked("-goal < x - 3 < goal")),
    ("steps_until", count(f"steps = 0\nwhile abs(x - 3) >= goal and steps < 1000:\n    {STEP}\n"
                          "    steps = steps + 1\nreturn steps")),
    ("steps_until", looked("not abs(x - 3) >= goal", last="len(range(1000))")),
    ("rate_of_path", "rate_of_path = np.float64(0.7)"),
    ("bottom", "bottom = -2.5"),
    ("bottom", "bottom = 5.5 - sum(2 * 0.75**step for step in range(200))"),
    ("descend_momentum", momentum("beta * v - grad_stretched(x)", "x + learning_rate * v")),
    ("descend_momentum", momentum("beta * v - learning_rate * grad_stretched(x)", before="v = 0")),
    ("best_rate", "best_rate = 1 / 11"),
    ("friends_sweep", mended("for eta in learning_rates:\n    x = float(x0)")),
]  # fmt: skip


@pytest.mark.parametrize(("task", "answer"), RIGHT)
def test_another_right_answer_is_right(task: str, answer: str) -> None:
    assert last_line(said(task, answer)).startswith("Right")


def test_the_numbers_of_momentum_are_those_of_torch() -> None:
    momentum_end = solved("descend_momentum")["momentum_end"]
    for eta, beta, steps in [(0.01, 0.9, 3), (0.03, 0.5, 30), (0.03, 0.0, 30), (0.01, 1.0, 7)]:
        x = torch.tensor([5.0, 5.0], dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([x], lr=eta, momentum=beta)
        for _ in range(steps):
            optimizer.zero_grad()
            torch.autograd.backward((x[0] - 2) ** 2 + 25 * (x[1] + 1) ** 2)
            optimizer.step()
        assert np.allclose(momentum_end(eta, beta, steps), x.detach().numpy(), atol=1e-9)


def test_the_distances_of_momentum_are_printed() -> None:
    right = said("descend_momentum", ANSWERS["descend_momentum"](reference("descend_momentum")))
    assert right == "Right: 0.0366 away, and 0.4688 without momentum: the steps add up."


def test_a_path_of_the_rate_is_printed_below_the_given_one() -> None:
    given, yours, _ = said("rate_of_path", "rate_of_path = 0.7").split("\n")
    assert given.removeprefix("given") == yours.removeprefix("yours")
    given, yours, _ = said("rate_of_path", "rate_of_path = 0.5").split("\n")
    assert yours.split()[1:] == ["13.000", "3.000", "3.000", "3.000", "3.000"]


def test_the_numbers_of_steps_are_those_of_the_closed_form() -> None:
    check = next(c for c in code_cells(SOURCES[1]) if c.id == "check_steps_until")
    cases = [
        tuple(map(float, each.split(", "))) for each in re.findall(r"\(([-\d., ]+)\)", check.source)
    ]
    assert len(cases) == 5
    for x0, eta, goal, needed in cases:
        far = [abs((1 - 2 * eta) ** step * (x0 - 3)) >= goal for step in range(1000)]
        assert (far.index(False) if False in far else 1000) == needed
