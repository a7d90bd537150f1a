"""What a notebook's metadata mean is kept on its page."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from pages.notebook import FOLDED, for_page


def sources(*cells: NotebookNode) -> list[str]:
    """The cells' sources on the page."""
    return [cell.source for cell in for_page(new_notebook(cells=list(cells))).cells]


def test_a_figure_keeps_its_text_alternative() -> None:
    cell = new_code_cell("plt.show()", metadata={"alt": "A parabola."})
    page = for_page(new_notebook(cells=[cell, new_code_cell("1 + 1")]))
    assert page.cells[0].metadata["mystnb"] == {"image": {"alt": "A parabola."}}
    assert "mystnb" not in page.cells[1].metadata


@pytest.mark.parametrize("after", [[], ["## Part 1"]])
def test_a_folded_section_is_folded_up_to_its_end(after: list[str]) -> None:
    tools = new_markdown_cell("## Tools\n\nRun these.", metadata={FOLDED: True})
    inside = [new_code_cell("def call(): ..."), new_markdown_cell("### A smaller heading")]
    assert sources(tools, *inside, *map(new_markdown_cell, after)) == [
        "## Tools\n\nRun these.\n\n<details><summary>Show: Tools</summary>\n",
        "def call(): ...",
        "### A smaller heading",
        "</details>",
        *after,
    ]


def test_a_notebook_without_folds_keeps_its_cells() -> None:
    assert sources(new_markdown_cell("## One"), new_code_cell("2")) == ["## One", "2"]
