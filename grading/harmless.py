"""Knows what a notebook may show on a page that others open; not what its text becomes there."""

from __future__ import annotations

import re
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from grading.attachments import with_pictures
from grading.pages import clean, markdown
from grading.visible import KEY

TEXTS = ("text/plain", "text/markdown", "text/latex", "image/svg+xml")
"""What the templates escape, clean, or show as a picture that cannot run."""

PICTURES = ("image/png", "image/jpeg")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
LARGEST = 10_000
"""Pixels of the largest size that an output may ask for."""

KEPT = ("nbgrader", KEY)
"""Whose metadata of a cell the pages need."""

NO_WORDS = "A figure that this cell shows"


class Harmless(Preprocessor):
    """Leaves of each output what can be read: nothing runs, nothing is fetched.

    A cell's metadata are nbgrader's and this project's own; those of the notebook hold no widgets.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """The notebook, changed where it stands."""
        nb.metadata.pop("widgets", None)
        for cell in nb.cells:
            kept = {key: cell.metadata[key] for key in KEPT if key in cell.metadata}
            cell.metadata = NotebookNode(kept)
            if cell.cell_type == "markdown":
                cell.source = with_pictures(cell)
            cell.pop("attachments", None)
            for output in cell.get("outputs", []):
                if output.output_type in ("display_data", "execute_result"):
                    _restrict(output)
        return nb, resources


def _restrict(output: NotebookNode) -> None:
    data = {kind: value for kind, value in output.data.items() if _is_harmless(kind, value)}
    if "text/html" in data:
        data["text/html"] = clean(data["text/html"])
    elif "text/latex" in data:
        data["text/html"] = markdown(data.pop("text/latex"))
    output.data = NotebookNode(data)
    sizes = {kind: _sizes(output.metadata.get(kind)) for kind in PICTURES if kind in data}
    output.metadata = NotebookNode(sizes)


def _is_harmless(kind: str, value: object) -> bool:
    if kind in PICTURES:
        return isinstance(value, str) and BASE64.fullmatch(value) is not None
    return kind in (*TEXTS, "text/html") and isinstance(value, str)


def _sizes(said: object) -> dict[str, object]:
    """Width, height and text alternative, if they are numbers and a text."""
    found = said if isinstance(said, dict) else {}
    kept: dict[str, object] = {
        name: found[name]
        for name in ("width", "height")
        if type(found.get(name)) is int and 0 < found[name] <= LARGEST
    }
    alternative = found.get("alt")
    kept["alt"] = alternative if isinstance(alternative, str) and alternative else NO_WORDS
    return kept
