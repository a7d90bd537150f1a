"""What a notebook's metadata mean is kept on its page."""

from __future__ import annotations

import pytest
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from pages.notebook import FOLDED, PRINTS, RESULT, for_page
from tests.support.courses import COURSE


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


PRINTED = new_output("stream", text="28 steps\n")
DRAWN = new_output("display_data", {"text/plain": "<Figure>"})
HIDDEN = {"jupyter": {"outputs_hidden": True}}


@pytest.mark.parametrize(
    ("outputs", "told"), [([PRINTED], PRINTS), ([DRAWN], RESULT), ([PRINTED, DRAWN], RESULT)]
)
def test_a_hidden_output_is_behind_a_fold_that_says_what_it_holds(
    outputs: list[NotebookNode], told: str
) -> None:
    metadata = {**HIDDEN, "alt": "A path.", "tags": ["nbval-ignore-output"]}
    cell = new_code_cell("print(28)", metadata=metadata, outputs=outputs)
    (page,) = for_page(new_notebook(cells=[cell])).cells
    assert page.metadata["tags"] == ["nbval-ignore-output", "hide-output"]
    assert page.metadata["mystnb"] == {"image": {"alt": "A path."}, "code_prompt_show": told}


def test_nothing_is_folded_that_is_shown_or_not_there() -> None:
    shown = new_code_cell("print(28)", outputs=[PRINTED])
    blank = new_code_cell("print(28)", metadata=HIDDEN)
    for cell in for_page(new_notebook(cells=[shown, blank])).cells:
        assert "tags" not in cell.metadata


def test_an_exported_notebook_folds_what_jupyterlab_hides() -> None:
    cells = [new_code_cell("1", outputs=[PRINTED]), new_code_cell("2", outputs=[PRINTED])]
    cells[1].metadata.update(HIDDEN)
    exporter = HTMLExporter(
        template_name="export", extra_template_basedirs=[str(COURSE.root / "pages")]
    )
    page, _ = exporter.from_notebook_node(new_notebook(cells=cells))
    before, fold = page.split("<details><summary>Show the result</summary>")
    assert before.count("28 steps") == fold.split("</details>")[0].count("28 steps") == 1
    assert page.count("28 steps") == 2
