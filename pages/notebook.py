"""A notebook's metadata on a page: text alternatives, folded sections and hidden outputs."""

from __future__ import annotations

import re

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

FOLDED = "jp-MarkdownHeadingCollapsed"
PRINTS, RESULT = "Show what it prints", "Show the result"
HEADING = re.compile(r"(#+) (.+)")


def for_page(notebook: NotebookNode) -> NotebookNode:
    """The notebook with its text alternatives and folds in the form that the pages understand."""
    for cell in notebook.cells:
        settings: dict[str, object] = {}
        if alt := cell.metadata.get("alt"):
            settings["image"] = {"alt": alt}
        if hides(cell):
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-output"]
            settings["code_prompt_show"] = prompt(cell)
        if settings:
            cell.metadata["mystnb"] = settings
    notebook.cells = _with_folds(notebook.cells)
    return notebook


def hides(cell: NotebookNode) -> bool:
    """True where JupyterLab hides what the cell has stored, until somebody runs it."""
    hidden = cell.metadata.get("jupyter", {}).get("outputs_hidden", False)
    return bool(hidden and cell.get("outputs"))


def prompt(cell: NotebookNode) -> str:
    """What stands on the fold that the cell's outputs are behind."""
    printed = all(output.output_type == "stream" for output in cell.outputs)
    return PRINTS if printed else RESULT


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
