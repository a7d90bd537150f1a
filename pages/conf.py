"""Sphinx's settings for the course as pages: what is rendered, and how; not where it comes from."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import nbformat
from myst_nb.sphinx_ import HideCodeCellNode

from pages.notebook import for_page

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

project = "Gradient descent, seen and tried"
language = "en"

extensions = ["myst_nb", "sphinx-mathjax-offline"]
exclude_patterns = ["README.md"]  # the first page includes its beginning
templates_path = ["templates"]
myst_enable_extensions = ["dollarmath"]
nb_execution_mode = "off"  # the outputs are those that the notebooks store

html_theme = "sphinx_book_theme"
html_title = project
html_theme_options: dict[str, list[str]] = {
    "navbar_persistent": [],  # one search button is enough
    "footer_content_items": [],  # or it would say that no author is set
}
html_context = {"default_mode": "auto"}  # light or dark as the reader's system is
html_static_path = ["static"]
html_css_files = ["course.css"]
html_favicon = "static/favicon.svg"
html_copy_source = True  # the button that saves a notebook
html_sourcelink_suffix = ""
html_use_index = False  # a course has no index of functions
html_domain_indices = False
html_show_copyright = False

# The search shows the words around a find, but a browser lets no file read another one.
SUMMARIES = 'DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = location.protocol !== "file:";'


PROSE = {"index", "docs/card"}
"""The pages that are no notebooks."""


def as_page(_app: Sphinx, name: str, source: list[str]) -> None:
    """Before a notebook is read, put its metadata into the form that the pages understand."""
    if name not in PROSE:
        source[0] = nbformat.writes(for_page(nbformat.reads(source[0], as_version=4)))


def open_fold(page: HTML5Translator, fold: HideCodeCellNode) -> None:
    """Begin a fold of outputs, with one text on it, for the eye and for a screen reader."""
    page.body.append(f"<details><summary>{escape(fold['prompt_show'])}</summary>\n")


def close_fold(page: HTML5Translator, _fold: HideCodeCellNode) -> None:
    """End a fold of outputs."""
    page.body.append("</details>\n")


def setup(app: Sphinx) -> None:
    app.add_node(HideCodeCellNode, override=True, html=(open_fold, close_fold))
    app.connect("source-read", as_page)
    app.add_js_file(None, body=SUMMARIES)
