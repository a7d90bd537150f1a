"""Knows which figures differ between two copies of the course; not how they are shown.

The pictures are those that the notebooks store, so run `make build` first where code has changed.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from nbformat import NotebookNode
from PIL import Image

from grading.course import CourseError
from grading.derived import read
from grading.pictures import TOLERANCE, pictures, png_difference

FOLDERS = ("notebooks", "solutions")
"""Where notebooks store their outputs."""


@dataclass(frozen=True)
class Place:
    """Where a figure is: its notebook, its cell, and which of that cell's pictures it is."""

    notebook: str
    cell: str
    number: int


@dataclass(frozen=True)
class Figure:
    """A picture, a base64 PNG, and the author's text alternative."""

    png: str
    alt: str


@dataclass(frozen=True)
class Change:
    """A figure before and after, one of which may be missing.

    `difference` is the RMS of 0 to 255, infinite where there is no second picture of that size.
    """

    place: Place
    before: Figure | None
    after: Figure | None
    difference: float

    @property
    def kind(self) -> str:
        """What became of the figure, in one word."""
        return "new" if self.before is None else "gone" if self.after is None else "changed"


def changes(before: Path, after: Path) -> list[Change]:
    """The figures that differ by more than rounding, in the order of the notebooks; gone ones last.

    Both are folders that hold a copy of the course, or a CourseError says which one does not. A
    figure is known by its notebook and the id of its cell.
    """
    old, new = (_figures(root) for root in (before, after))
    places = [*new, *(place for place in old if place not in new)]
    compared = [_compare(place, old.get(place), new.get(place)) for place in places]
    return [change for change in compared if change.difference > TOLERANCE]


def difference_picture(change: Change) -> str | None:
    """White where both are the same and darker where they differ: base64 PNG, if they can be held
    beside each other."""
    if change.before is None or change.after is None:
        return None
    old, new = (_pixels(figure.png) for figure in (change.before, change.after))
    if old.shape != new.shape:
        return None
    apart = np.abs(old - new).max(axis=2)
    picture = io.BytesIO()
    Image.fromarray((255 - apart).astype(np.uint8)).save(picture, "png", optimize=True)
    return base64.b64encode(picture.getvalue()).decode()


def _compare(place: Place, old: Figure | None, new: Figure | None) -> Change:
    if old is None or new is None:
        return Change(place, old, new, float("inf"))
    return Change(place, old, new, png_difference(old.png, new.png))


def _figures(root: Path) -> dict[Place, Figure]:
    found: dict[Place, Figure] = {}
    for path in (path for folder in FOLDERS for path in sorted((root / folder).rglob("*.ipynb"))):
        if ".ipynb_checkpoints" not in path.parts:
            found.update(_in_notebook(path.relative_to(root).as_posix(), read(path)))
    if not found:
        raise CourseError(f"{root} holds no notebook with a figure: name a copy of the course.")
    return found


def _in_notebook(name: str, notebook: NotebookNode) -> Iterator[tuple[Place, Figure]]:
    for cell in notebook.cells:
        for number, png in enumerate(pictures(cell.get("outputs", [])), start=1):
            yield Place(name, cell.id, number), Figure(png, cell.metadata.get("alt", ""))


def _pixels(png: str) -> np.ndarray:
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    return np.asarray(picture, dtype=np.int16)
