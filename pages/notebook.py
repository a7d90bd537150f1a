"""Knows what a notebook's metadata mean on a page; not how a page is made of it."""

from __future__ import annotations

import re

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

FOLDED = "jp-MarkdownHeadingCollapsed"
HEADING = re.compile(r"(#+) (.+)")


def for_page(notebook: NotebookNode) -> NotebookNode:
    """The notebook with its text alternatives and folds in the form that the pages understand."""
    for cell in notebook.cells:
        if alt := cell.metadata.get("alt"):
            cell.metadata["mystnb"] = {"image": {"alt": alt}}
    notebook.cells = _with_folds(notebook.cells)
    return notebook


def _with_folds(cells: list[NotebookNode]) -> list[NotebookNode]:
    """The cells, where a section that JupyterLab shows folded is folded on the page too."""
    folded: list[NotebookNode] = []
    level = 0  # of the heading whose section is being folded
    for cell in cells:
        heading = HEADING.match(cell.source) if cell.cell_type == "markdown" else None
        if heading and level and len(heading[1]) <= level:
            folded.append(new_markdown_cell("</details>"))
            level = 0
        if heading and cell.metadata.get(FOLDED):
            cell.source += f"\n\n<details><summary>Show: {heading[2]}</summary>\n"
            level = len(heading[1])
        folded.append(cell)
    return [*folded, new_markdown_cell("</details>")] if level else folded
