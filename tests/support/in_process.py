"""Grades answers by `exec` in this process: fast, not isolated, for answers we wrote ourselves.

What it says is compared with nbgrader's own grades in test_pipeline.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import io
import sys
import warnings
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from types import CodeType
from typing import Any
from unittest import mock

import matplotlib.pyplot as plt
from nbformat import NotebookNode

from authoring.sample_class import answered
from checks.embed import embed_checks
from tests.support.courses import python


@dataclass(frozen=True)
class Graded:
    """What became of the test cells: points, what they said, what went to stderr, their slips."""

    points: dict[str, float]
    messages: dict[str, str]
    stderr: dict[str, str]
    slips: dict[str, Any]
    names: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Verdict:
    """What became of one test cell; the slip is what a failed check names."""

    name: str
    points: float
    message: str
    stderr: str
    slip: Any


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
    for test in each_test(notebook, answers, graded.names):
        graded.points[test.name] = test.points
        graded.messages[test.name] = test.message
        graded.stderr[test.name] = test.stderr
        if test.slip is not None:
            graded.slips[test.name] = test.slip
    return graded


def each_test(
    notebook: NotebookNode, answers: dict[str, str] | None, names: dict[str, Any]
) -> Generator[Verdict, None, None]:
    """What becomes of each test cell in turn: whoever has seen enough may close the iterator."""
    with tools_of_one_notebook():
        for cell in embed_checks(answered(notebook, answers or {})).cells:
            if cell.cell_type != "code":
                continue
            error, value, printed, stderr = run(cell, names)
            if cell.metadata.get("nbgrader", {}).get("grade"):
                otherwise = 0.0 if error else float(cell.metadata.nbgrader.points)
                slip = error.args[0] if isinstance(error, AssertionError) and error.args else None
                yield Verdict(
                    name=cell.id.removeprefix("test_"),
                    points=otherwise if value is None else float(value),
                    message=printed + (said(error) if error else ""),
                    stderr=stderr,
                    slip=slip if hasattr(slip, "advice") else None,
                )


@contextlib.contextmanager
def tools_of_one_notebook() -> Iterator[None]:
    """While a notebook runs here, `checks` is what its tools cell has made, as in its kernel.

    Its figures are closed in the end.
    """
    package = sys.modules["checks"]
    try:
        yield
    finally:
        sys.modules["checks"] = package
        plt.close("all")


def said(error: Exception) -> str:
    """The last line of its traceback; a failed assertion's is its message."""
    return str(error) if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"


def shown_inline(*_: object, **__: object) -> None:
    """What plt.show() does in a notebook: the figures are seen, and gone."""
    plt.close("all")


def run(cell: NotebookNode, names: dict[str, Any]) -> tuple[Exception | None, Any, str, str]:
    """Run one cell: its error, the first value it showed, what it printed, what went to stderr."""
    printed, values = io.StringIO(), list[Any]()
    shown = mock.patch.object(plt, "show", shown_inline)
    result = mock.patch.object(sys, "displayhook", values.append)
    error = None
    with contextlib.redirect_stdout(printed), own_stderr() as screen, shown, result:
        try:
            statements, last = compiled(python(cell), cell.id)
            exec(statements, names)
            values += [eval(last, names)] if last else []
        except Exception as raised:
            error = raised
    values = [value for value in values if value is not None]
    return error, values[0] if values else None, printed.getvalue(), screen.text


@functools.cache  # the tools of a notebook are long, and run before every answer
def compiled(source: str, name: str) -> tuple[CodeType, CodeType | None]:
    """The statements of a cell and, where it ends with one, the expression whose value it shows."""
    tree, last = ast.parse(source), None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        expression = tree.body.pop()
        assert isinstance(expression, ast.Expr)
        last = compile(ast.Expression(expression.value), name, "eval")
    return compile(tree, name, "exec"), last


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
