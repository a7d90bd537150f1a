"""Figures that differ between two copies of the course, listed and shown side by side."""

from __future__ import annotations

import argparse
import base64
import io
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np
from nbformat import NotebookNode
from PIL import Image

from authoring.build import TOLERANCE, pictures, png_difference, read
from grading.core.errors import UsageError

# Which figures differ between two copies of the course.

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

    Both are folders that hold a copy of the course, or a UsageError says which one does not. A
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
        raise UsageError(f"{root} holds no notebook with a figure: name a copy of the course.")
    return found


def _in_notebook(name: str, notebook: NotebookNode) -> Iterator[tuple[Place, Figure]]:
    for cell in notebook.cells:
        for number, png in enumerate(pictures(cell.get("outputs", [])), start=1):
            yield Place(name, cell.id, number), Figure(png, cell.metadata.get("alt", ""))


def _pixels(png: str) -> np.ndarray:
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    return np.asarray(picture, dtype=np.int16)


# How figures that differ between two copies of the course are shown.

HEAD = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Figures before and after</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }
section { border-top: 1px solid; margin-top: 2rem; }
h2 { font-size: 1.1rem; overflow-wrap: anywhere; }
section > div { display: grid; gap: 1rem;
 grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
figure { margin: 0; }
img { background: white; border: 1px solid; box-sizing: border-box; max-width: 100%; }
</style>
<h1>Figures before and after</h1>
"""

DIFFERENCE = "White where both are the same; the darker, the further apart."


def page(found: Sequence[Change]) -> str:
    """One HTML page with each figure before and after, and where the two differ."""
    parts = [_section(change) for change in found]
    return "\n".join([HEAD, f"<p>{_count(found)}</p>", *parts, "</html>\n"])


def summary(found: Sequence[Change]) -> str:
    """A Markdown table of the same, without the pictures: GitHub shows none that are not hosted."""
    if not found:
        return _count(found) + "\n"
    rows = [
        f"| {_code(change.place.notebook)} | {_code(_cell(change))} | {_what(change)} |"
        for change in found
    ]
    head = ["| notebook | cell | what |", "|---|---|---|"]
    return "\n".join([_count(found), "", *head, *rows]) + "\n"


def _section(change: Change) -> str:
    title = escape(f"{change.place.notebook}, {_cell(change)}: {_what(change)}")
    shown = [_figure("Before", change.before), _figure("After", change.after)]
    if apart := difference_picture(change):
        shown.append(_figure("Difference", Figure(apart, DIFFERENCE)))
    return f"<section>\n<h2>{title}</h2>\n<div>\n{''.join(shown)}</div>\n</section>"


def _figure(name: str, figure: Figure | None) -> str:
    if figure is None:
        return f"<figure><figcaption>{name}: there is none.</figcaption></figure>\n"
    source = escape("data:image/png;base64," + "".join(figure.png.split()))
    text = escape(figure.alt)
    caption = f"<figcaption><b>{name}.</b> {text or 'No text alternative.'}</figcaption>"
    return f'<figure><img src="{source}" alt="{text}">{caption}</figure>\n'


def _count(found: Sequence[Change]) -> str:
    if not found:
        return "No figure has changed."
    return f"{len(found)} {'figure is' if len(found) == 1 else 'figures are'} not as before."


def _cell(change: Change) -> str:
    number = change.place.number
    return change.place.cell if number == 1 else f"{change.place.cell} ({number})"


def _what(change: Change) -> str:
    if change.before is None or change.after is None:
        return change.kind
    size = (
        "another size" if math.isinf(change.difference) else f"RMS {change.difference:.1f} of 255"
    )
    same = change.before.alt == change.after.alt
    return f"changed ({size}), text alternative {'as before' if same else 'changed too'}"


def _code(text: str) -> str:
    """The text as Markdown code in a table, whatever is in it."""
    return "`" + " ".join(text.replace("`", "'").replace("|", "/").split()) + "`"


def main(words: list[str] | None = None) -> int:
    """Write the page and the summary; a folder that is no course is one sentence, status 2."""
    parser = argparse.ArgumentParser(prog="python -m authoring.figure_diff", description=__doc__)
    parser.add_argument("before", type=Path, help="a copy of the course as it was")
    parser.add_argument("after", type=Path, help="a copy of the course as it is")
    parser.add_argument("--page", type=Path, default=Path("figures.html"))
    parser.add_argument("--summary", type=Path, default=Path("figures.md"))
    asked = parser.parse_args(words)
    try:
        found = changes(asked.before, asked.after)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    asked.page.write_text(page(found), encoding="utf-8")
    asked.summary.write_text(summary(found), encoding="utf-8")
    print(summary(found), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
