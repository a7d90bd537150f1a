"""A failing test shows its one sentence; an error of the student's ends at the student's line."""

from __future__ import annotations

import contextlib
import io
import re
import statistics
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import matplotlib.pyplot as plt
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbgrader.preprocessors import ClearHiddenTests
from traitlets.config import Config

from authoring.build import read
from authoring.sample_class import answered, read_submission
from checks.embed import embed_checks
from tests.support.courses import COURSE, code_cells, python
from tests.support.in_process import shown_inline, tools_of_one_notebook
from tests.support.submissions import FULL, NOTEBOOKS, sample

SENTENCE, STUDENTS_OWN = 10, 20
"""Lines of a traceback: where a check says what is wrong, and where the student's code stops."""

COLOURS = re.compile(r"\x1b\[[\d;]*m")


class Shell(InteractiveShell):
    """IPython as a notebook has it, which keeps the text of the last traceback."""

    text = ""

    def _showtraceback(self, _kind: Any, _error: Any, stb: Any) -> None:
        self.text = COLOURS.sub("", self.InteractiveTB.stb2text(stb)).strip("\n")


def tracebacks(exercise: str, answers: dict[str, str]) -> dict[str, str]:
    """What each failing test of the exercise, as students have it, shows after these answers."""
    notebook, _ = ClearHiddenTests().preprocess(
        read(COURSE.source / f"{NOTEBOOKS[exercise]}.ipynb"), {}
    )
    config = Config({"HistoryManager": {"enabled": False}})
    shell = Shell(config=config)  # type: ignore[no-untyped-call]
    found = {}
    quiet = contextlib.redirect_stdout(io.StringIO())
    shown = mock.patch.object(plt, "show", shown_inline)
    with tools_of_one_notebook(), quiet, shown, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.redirect_stderr(io.StringIO()):
            for cell in code_cells(embed_checks(answered(notebook, answers))):
                shell.text = ""
                shell.run_cell(python(cell))  # type: ignore[no-untyped-call]
                if cell.metadata.get("nbgrader", {}).get("grade") and shell.text:
                    found[cell.id.removeprefix("test_")] = shell.text
    return found


def lines(text: str) -> list[str]:
    return text.split("\n")


@pytest.fixture(scope="module")
def shown() -> dict[Path, dict[str, str]]:
    return {
        path: tracebacks(path.parent.name, read_submission(path).answers)
        for path in sample("wrong", 4)
    }


def test_a_failing_test_is_short_and_ends_with_what_to_look_at(
    shown: dict[Path, dict[str, str]], record_property: Callable[[str, object], None]
) -> None:
    texts = [text for found in shown.values() for text in found.values()]
    said = [text for text in texts if lines(text)[1].startswith("AssertionError")]
    stopped = [text for text in texts if text not in said]
    assert said
    for kind, some, most in (("sentence", said, SENTENCE), ("own error", stopped, STUDENTS_OWN)):
        counts = [len(lines(text)) for text in some]
        assert max(counts, default=0) <= most, max(some, key=lambda text: len(lines(text)))
        figures = f"median {statistics.median(counts or [0]):g}, worst {max(counts, default=0)}"
        record_property("figure", f"lines of a traceback, {kind}: {figures}, {len(some)} failures")


def test_no_line_of_ours_is_shown_but_the_test_s_own(shown: dict[Path, dict[str, str]]) -> None:
    for found in shown.values():
        for text in found.values():
            places = [line for line in lines(text) if re.match(r"(Cell|File) ", line)]
            assert "checks" not in "".join(places), text
            assert len(places) <= 2, text


ERRORS = {
    "tensor minus list": (
        "exercise_3",
        "grad_fvec_shifted",
        "def grad_fvec_shifted(x):\n    return 2 * (x - [2.0, -1.0])",
        "----> 2     return 2 * (x - [2.0, -1.0])",
        "make it a tensor, torch.tensor([...])",
    ),
    "a list of tensors where a tensor is asked": (
        "exercise_3",
        "plot_path_2d",
        "def plot_path_2d(trajectory):\n"
        "    rows = list(trajectory)\n    return plt.plot(rows[:, 0])",
        "----> 3     return plt.plot(rows[:, 0])",
        "make it one tensor, torch.stack(path)",
    ),
    "one row short": (
        "exercise_3",
        "descend_vector",
        "def descend_vector(x0, learning_rate, steps):\n"
        "    path = torch.zeros(steps, 2)\n    path[steps] = x0\n    return path",
        "----> 3     path[steps] = x0",
        "A path has steps + 1 rows",
    ),
    "a demo's name": (
        "exercise_1",
        "descend_scalar",
        "def descend_scalar(x0, learning_rate, steps):\n    return [x0 - grad_fx(x0)]",
        "----> 2     return [x0 - grad_fx(x0)]",
        "That is a name of a demo",
    ),
    "an unknown name": (
        "exercise_1",
        "descend_scalar",
        "def descend_scalar(x0, learning_rate, steps):\n    return [x0 - eta * x0]",
        "----> 2     return [x0 - eta * x0]",
        "Run the cells above first",
    ),
    "an unanswered part": (
        "exercise_1",
        "descend_scalar",
        "def descend_scalar(x0, learning_rate, steps):\n"
        "    # YOUR CODE HERE\n    raise NotImplementedError()",
        "----> 3     raise NotImplementedError()",
        "part 2 is still to be written: replace raise NotImplementedError() in descend_scalar",
    ),
    "nothing comes back": (
        "exercise_1",
        "descend_scalar",
        "def slope(x):\n    2 * (x - 3)\n\n\n"
        "def descend_scalar(x0, learning_rate, steps):\n    return [x0 - 0.1 * slope(x0)]",
        "----> 6     return [x0 - 0.1 * slope(x0)]",
        "is a return missing?",
    ),
    "deep in a library": (
        "exercise_2",
        "plot_path",
        "def plot_path(trajectory):\n    plt.plot([1, 2], [1, 2, 3])\n    return plt.gca()",
        "----> 2     plt.plot([1, 2], [1, 2, 3])",
        "x and y must have same first dimension",
    ),
}


@pytest.mark.parametrize("kind", ERRORS)
def test_an_error_ends_at_the_student_s_line_with_a_hint(kind: str) -> None:
    exercise, part, answer, line, hint = ERRORS[kind]
    text = tracebacks(exercise, {part: answer})[part]
    assert len(lines(text)) <= STUDENTS_OWN, text
    *_, last = lines(text)
    assert hint in last
    arrows = [each for each in lines(text) if each.startswith("---->")]
    assert arrows[-1] == line


def test_a_wrong_list_of_arguments_is_one_sentence() -> None:
    answer = "def descend_scalar(x0, steps):\n    return [x0]"
    text = tracebacks("exercise_1", {"descend_scalar": answer})["descend_scalar"]
    assert "descend_scalar is called with 3 argument(s)" in text
    assert len(lines(text)) <= SENTENCE


@pytest.mark.parametrize("exercise", FULL)
def test_a_blank_part_says_which_part_it_is(exercise: str) -> None:
    blank = read(COURSE.release / f"{NOTEBOOKS[exercise]}.ipynb")
    answers = {cell.id: cell.source for cell in blank.cells if cell.id in FULL[exercise]}
    for number, (part, text) in enumerate(tracebacks(exercise, answers).items(), start=1):
        assert f"part {number} is still to be written" in text
        assert part in text
    assert sys.modules["checks"].__file__, "the package is back"
