"""What anybody writes can be read on a page, and neither runs there nor fetches anything."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from nbconvert.filters import markdown2html, strip_files_prefix
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from authoring.build import read as read_notebook
from grading.feedback.sanitize import ATTRIBUTES, TAGS, Harmless, clean, markdown
from tests.support.courses import COURSE

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java&#10;script:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<form action='http://evil.example'><button>x</button></form>",
    "<base href='http://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>",
    "<link rel=stylesheet href='http://evil.example/x.css'>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<div style='background:url(http://evil.example/x)'>x</div>",
    "<img src='http://evil.example/x.png'>",
    "<img src='//evil.example/x.png'>",
    "<video src='http://evil.example/x'></video>",
    "<div id='test_descend_scalar' class='score tabbable'>x</div>",
    "<details ontoggle=alert(1) open>x</details>",
    "[x](javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](files/javascript:alert(1))",
    "<a href='/files/javascript:alert(1)'>x</a>",
    "[Full credit](/hub/logout)",
    "![x](http://evil.example/x.png)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "```mermaid\n<img src=x onerror=alert(1)>\n```",
    "```html\n<script>alert(1)</script>\n```",
    r"$\href{javascript:alert(1)}{x}$",
    r"$\text{<img src=x onerror=alert(1)>}$",
    r"$$\style{background:url(http://evil.example/x)}{x}$$",
    r"\begin{x<script>alert(1)</script>}y\end{x<script>alert(1)</script>}",
    "\ue0000\ue000 \ue0009\ue000 $x$",
    "<!--><script>alert(1)</script>-->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptV"
"""The beginning of a picture of one pixel."""

MATHML = {"math", "mi", "mo", "mn", "mrow", "mtext", "mstyle"}


class Reader(HTMLParser):
    """Collects the tags and attributes that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen += [(tag, "", "")] + [(tag, name, value or "") for name, value in attrs]


UNSEEN = (
    r"$\href{javascript:alert(1)}{x}$",
    r"$$\style{background:url(http://evil.example/x)}{x}$$",
    "\ue0000\ue000 \ue0009\ue000 $x$",
    "<!--><script>alert(1)</script>-->",
)
"""Attacks that only strike MathJax, a browser's own reading of comments, or marks of this project's
that could be foreseen."""


def read(page: str) -> list[tuple[str, str, str]]:
    reader = Reader()
    reader.feed(page)
    return reader.seen


def is_harmful(tag: str, name: str, value: str) -> bool:
    """True if a tag, or an attribute of one, runs, looks elsewhere or disguises itself."""
    if tag not in TAGS | MATHML or name.startswith("on"):
        return True
    if name == "class":
        return "score" in value or "tabbable" in value
    if name == "src":
        return not value.startswith("data:image/")
    if name == "href":
        return not re.match(r"(https?:|mailto:|#)", value)
    return name in ("style", "id", "srcdoc", "action")


def harm(page: str) -> list[tuple[str, str, str]]:
    """What a page would do, also after formgrader's own filter."""
    return [seen for seen in read(page) + read(strip_files_prefix(page)) if is_harmful(*seen)]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("make", [clean, markdown])
def test_nothing_runs_and_nothing_is_fetched(make: object, attack: str) -> None:
    assert callable(make)
    assert harm(make(attack)) == []


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if attack not in UNSEEN])
def test_as_html_or_by_stock_filters_the_attack_would_do_harm(attack: str) -> None:
    assert harm(attack) or harm(markdown2html(attack))


@pytest.mark.parametrize(
    "source",
    [
        "&#xe000;9&#xe000; $x$",
        '$x$ [y](https://h/a "&#xe000;0&#xe000;")',
        "![$x$](data:image/png;base64,AAAA)",
        "![$x$](http://h/a.png)",
        '<b title="$x$">$y$</b>',
        "<b title='>$x$'>$y$</b>",
    ],
)
def test_a_formula_stands_in_no_attribute_and_none_is_lost(source: str) -> None:
    made = markdown(source)
    assert not [value for _, _, value in read(made) if "math" in value or "formula" in value]
    assert "formula" not in re.sub("<[^>]*>", "", made)


def test_what_is_too_long_to_be_read_is_shown_as_it_was_typed() -> None:
    for source in ("\\begin{a}" * 20_000, "$a" * 15_000, "<b>" * 10_000):
        assert markdown(source) == f"<pre>{html.escape(source)}</pre>"
    picture = f"![a](data:image/png;base64,{PNG}{'A' * 200_000})"
    assert f'src="{picture[5:-1]}"' in markdown(f"**long** {picture}")


@pytest.mark.parametrize(
    "tex",
    [
        r"\smash{\genfrac(){170em}{0}{\hspace{80em}a}{b}}",
        r"\raise{50em}{x}",
        r"\hspace{-30em}x",
        r"\rule{80em}{20em}",
    ],
)
def test_a_formula_covers_nothing_but_its_own_place(tex: str) -> None:
    made = markdown(f"[${tex}$](https://evil.example/)")
    assert not re.search(r'="-|"([4-9]|[0-9]{2,})(\.[0-9]+)?(em|px|pt|ex)', made), made
    assert not re.search("(height|depth|voffset)=", made), made


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a **b** `c < d` & e", "<p>a <strong>b</strong> <code>c &lt; d</code> &amp; e</p>"),
        ("## Part 1", "<h2>Part 1</h2>"),
        ("[demo](https://example.org/a?b=1)", "https://example.org/a?b=1"),
        ("<details><summary>Hint</summary>text</details>", "<summary>Hint</summary>"),
        ("| a |\n|---|\n| 1 |", "<td>1</td>"),
        ("```python\nx = 1\n```", '<span class="mi">1</span>'),
        ("![a sketch](data:image/png;base64,iVBORw0KGgo=)", 'alt="a sketch"'),
        ("![a sketch](attachment:lost.png)", "[picture: a sketch]"),
        (r"$x_k \to 3$", "<msub><mi>x</mi><mi>k</mi></msub>"),
        (r"costs $5 and $6$", "$"),
        (r"$\nosuchcommand{$", "<code>"),
    ],
)
def test_what_is_honest_can_be_read(source: str, shown: str) -> None:
    assert shown in markdown(source)


def test_every_formula_of_the_course_is_drawn_without_a_network() -> None:
    seen = 0
    for path in [*COURSE.demos.glob("*.ipynb"), *COURSE.source.glob("*.ipynb")]:
        for cell in read_notebook(path).cells:
            page = markdown(cell.source) if cell.cell_type == "markdown" else ""
            seen += page.count("<math")
            left = re.sub(r"<(code|pre)\b.*?</\1>", "", page, flags=re.DOTALL)
            assert "$" not in left, (path.name, left)
            assert not re.search(r"<code>\$", page), (path.name, page)
    assert seen > 100


def test_outputs_keep_what_can_be_read() -> None:
    evil = "1 onerror=alert(1)"
    data = {
        "image/png": "iVBORw0KGgo=",
        "text/html": "<b>x</b><script>alert(1)</script>",
        "application/javascript": "alert(1)",
        "application/vnd.jupyter.widget-view+json": {"model_id": "x"},
        "text/plain": "<x>",
    }
    metadata = {"image/png": {"width": evil, "height": 20, "alt": "two lines"}, "isolated": True}
    shown = new_output("display_data", data, metadata=metadata)
    forged = new_output("display_data", {"image/png": '"><script>alert(1)</script>'})
    code = new_code_cell("", outputs=[shown, forged], metadata={"tags": [evil], "alt": evil})
    notebook = new_notebook(cells=[code, new_markdown_cell("x", metadata={"tags": [evil]})])
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
    Harmless().preprocess(notebook, {})  # type: ignore[no-untyped-call]
    first, second = code.outputs
    assert set(first.data) == {"image/png", "text/html", "text/plain"}
    assert "script" not in first.data["text/html"]
    assert first.metadata == {"image/png": {"height": 20, "alt": "two lines"}}
    assert second.data == {}
    assert [cell.metadata for cell in notebook.cells] == [{}, {}]
    assert "widgets" not in notebook.metadata


def test_latex_becomes_a_formula_that_no_script_has_to_draw() -> None:
    shown = new_output("display_data", {"text/latex": "$x^2$", "text/plain": "x"})
    notebook = new_notebook(cells=[new_code_cell("", outputs=[shown])])
    Harmless().preprocess(notebook, {})  # type: ignore[no-untyped-call]
    assert set(shown.data) == {"text/html", "text/plain"}
    assert "<msup>" in shown.data["text/html"]


def test_what_is_allowed_is_what_a_page_of_prose_needs() -> None:
    assert not TAGS & {"script", "style", "svg", "math", "iframe", "form", "input", "link", "meta"}
    assert set(ATTRIBUTES) <= TAGS
