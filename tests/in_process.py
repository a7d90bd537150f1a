"""Grades answers by `exec` in this process: fast, not isolated, for answers we wrote ourselves.

What it says is compared with nbgrader's own grades in test_pipeline.
"""

from __future__ import annotations

import ast
import contextlib
import io
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import matplotlib.pyplot as plt
from nbformat import NotebookNode

from authoring.sample_class import answered
from checks.embed import embed_checks
from tests.cells import python


@dataclass(frozen=True)
class Graded:
    """What became of the test cells: points, what they said, what went to stderr, their slips."""

    points: dict[str, float]
    messages: dict[str, str]
    stderr: dict[str, str]
    slips: dict[str, Any]
    names: dict[str, Any] = field(repr=False)


class Screen(io.TextIOBase):
    """A stderr in Python, whose methods can be patched like those of a kernel's."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def write(self, text: str, /) -> int:
        self.text += text
        return len(text)


def grade(notebook: NotebookNode, answers: dict[str, str] | None = None) -> Graded:
    """Run the code cells of a source notebook in order, with these answers in place of its own."""
    graded = Graded({}, {}, {}, {}, {"__name__": "__main__"})
    with tools_of_one_notebook():
        for cell in embed_checks(answered(notebook, answers or {})).cells:
            if cell.cell_type != "code":
                continue
            error, value, printed, stderr = run(cell, graded.names)
            if cell.metadata.get("nbgrader", {}).get("grade"):
                name, full = cell.id.removeprefix("test_"), float(cell.metadata.nbgrader.points)
                otherwise = 0.0 if error else full
                graded.points[name] = otherwise if value is None else float(value)
                graded.messages[name] = printed + (said(error) if error else "")
                graded.stderr[name] = stderr
                slip = error.args[0] if isinstance(error, AssertionError) and error.args else None
                if hasattr(slip, "advice"):
                    graded.slips[name] = slip
    plt.close("all")
    return graded


@contextlib.contextmanager
def tools_of_one_notebook() -> Iterator[None]:
    """While a notebook runs here, `checks` is what its tools cell has made, as in its kernel."""
    package = sys.modules["checks"]
    try:
        yield
    finally:
        sys.modules["checks"] = package


def said(error: Exception) -> str:
    """The last line of its traceback; a failed assertion's is its message."""
    return str(error) if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"


def shown_inline(*_: object, **__: object) -> None:
    """What plt.show() does in a notebook: the figures are seen, and gone."""
    plt.close("all")


def run(cell: NotebookNode, names: dict[str, Any]) -> tuple[Exception | None, Any, str, str]:
    """Run one cell: its error, the first value it showed, what it printed, what went to stderr."""
    tree, last = ast.parse(python(cell)), None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        expression = tree.body.pop()
        assert isinstance(expression, ast.Expr)
        last = ast.Expression(expression.value)
    printed, values = io.StringIO(), list[Any]()
    shown = mock.patch.object(plt, "show", shown_inline)
    result = mock.patch.object(sys, "displayhook", values.append)
    error = None
    with contextlib.redirect_stdout(printed), own_stderr() as screen, shown, result:
        try:
            exec(compile(tree, cell.id, "exec"), names)
            values += [eval(compile(last, cell.id, "eval"), names)] if last else []
        except Exception as raised:
            error = raised
    values = [value for value in values if value is not None]
    return error, values[0] if values else None, printed.getvalue(), screen.text


@contextlib.contextmanager
def warnings_on_stderr() -> Iterator[None]:
    """Let every warning be text on stderr, as in a notebook, and no error, as in pytest."""

    def show(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
        print(category.__name__, message, file=sys.stderr)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = show
        yield


SCREEN = Screen()


@contextlib.contextmanager
def own_stderr() -> Iterator[Screen]:
    """Replace stderr by the one Screen of this module, emptied: a kernel has one for all cells."""
    before, sys.stderr, SCREEN.text = sys.stderr, SCREEN, ""
    try:
        yield SCREEN
    finally:
        sys.stderr = before
