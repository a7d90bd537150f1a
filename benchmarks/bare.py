"""The least that running a class's notebooks takes: `exec` of their cells, figures drawn."""

from __future__ import annotations

import ast
import contextlib
import io
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from nbformat import NotebookNode

import checks
from authoring.build import read
from authoring.sample_class import answered
from grading.checker.main import rehearse
from grading.core.course import find_assignment
from grading.sandbox.shell import make_shell
from tests.support.courses import python


def handed_in(root: Path) -> list[NotebookNode]:
    """Each submission's answers in the source notebook, tests and all."""
    assignment = find_assignment("gradient_descent", root)
    found = []
    for path in sorted(assignment.submitted.glob("*/*/*.ipynb")):
        answers = {
            cell.id: cell.source
            for cell in read(path).cells
            if cell.metadata.get("nbgrader", {}).get("solution")
        }
        found.append(answered(read(assignment.source / path.name), answers))
    return found


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep what is printed to oneself."""
    nowhere = io.StringIO()
    with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        yield


def execute(notebook: NotebookNode) -> None:
    """Run the code cells in a namespace of their own; an error ends its cell only.

    Raises ImportError where these accepted answers, or their tests, lack what they import.
    """
    sys.modules["checks"] = checks  # which the tools of the notebook before have replaced
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            tree = ast.parse(python(cell))
            try:
                with quiet():
                    exec(compile(tree, cell.id, "exec"), names)
            except ImportError:
                raise
            except Exception:  # of an answer that is right as it crosses, and not as it stands
                pass
            plt.close("all")


def main() -> None:
    """Print how many notebooks were run, and in how many seconds.

    With a second word, no figure is drawn.
    """
    notebooks = handed_in(Path(sys.argv[1]))
    rehearse(make_shell())
    if sys.argv[2:]:
        plt.show = lambda: None  # type: ignore[assignment]
    for notebook in notebooks[:4]:
        execute(notebook)
    start = time.perf_counter()
    for notebook in notebooks:
        execute(notebook)
    print(len(notebooks), time.perf_counter() - start)


if __name__ == "__main__":
    main()
