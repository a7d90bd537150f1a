"""Knows what a test shows without its hidden part, and where a graded notebook keeps that."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode

KEY = "grading"
"""Under which a graded cell's metadata hold what is this project's own."""


def loses_points(outputs: list[Any], points: float) -> bool:
    """True if a test with these outputs gives less than its points."""
    for output in outputs:
        if output["output_type"] == "error":
            return True
        if output["output_type"] == "execute_result":
            return _number(output["data"].get("text/plain"), points) < points
    return False


def _number(text: object, otherwise: float) -> float:
    try:
        return float(str(text))
    except ValueError:
        return otherwise


def keep_for_students(cell: NotebookNode, outputs: list[Any]) -> None:
    """Keep what a test shows without its hidden part beside what all of it shows."""
    cell.metadata[KEY] = {"visible": outputs}


def shown_to_students(cell: NotebookNode) -> list[Any] | None:
    """What was kept; None where the test was not run without its hidden part."""
    visible: list[Any] | None = cell.metadata.get(KEY, {}).get("visible")
    return visible


def say(cell: NotebookNode, sentence: str) -> None:
    """Put what is wrong in a cell, in a line, where the page's head finds it."""
    cell.metadata[KEY] = {**cell.metadata.get(KEY, {}), "said": sentence}
