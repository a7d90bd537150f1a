"""What nbgrader's converters make: on each page pictures are there, and nothing costs too much."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from grading.feedback.sanitize import Harmless
from tests.feedback.made_pages import PAGES
from tests.feedback.test_pictures import SVG, encoded, resized, uses

PICTURE = base64.b64encode(encoded("PNG", 3, 3)).decode()
HUGE = base64.b64encode(resized(60_000, 60_000)).decode()
LARGE = base64.b64encode(resized(7_000, 7_000)).decode()
DEEP = "<div>" * 80_000
RED = "\x1b[31mred\x1b[0m"
PROSE = "\\\\[" * 6_000


def notebook() -> NotebookNode:
    """What students paste, display and print, honest first."""
    sketch = new_markdown_cell("Why: ![my sketch](attachment:sketch.png)")
    sketch.attachments = from_dict({"sketch.png": {"image/png": PICTURE}})
    shown = [
        {"text/html": "<b>in bold</b><script>alert(1)</script>"},
        {"text/latex": "$x_1$"},
        {"text/markdown": "in *italics*, $y_2$"},
        {"image/svg+xml": f"{SVG}<circle r='7'/></svg>", "text/plain": "plain"},
        {"image/png": PICTURE, "text/plain": "<Figure>"},
        {"text/html": DEEP},
        {"image/svg+xml": uses(10), "text/plain": "<SVG object>"},
        {"image/png": HUGE, "text/plain": "<Figure>"},
        {"text/html": f"<img src='data:image/png;base64,{HUGE}'>in html"},
        *({"image/png": LARGE} for _ in range(9)),
    ]
    cells = [
        sketch,
        new_markdown_cell(f"![in prose](data:image/png;base64,{HUGE})"),
        new_code_cell("x = 1", outputs=[new_output("display_data", data) for data in shown]),
        new_code_cell("a." * 9_000, outputs=[new_output("stream", text=RED * 3_000)]),
        new_raw_cell(DEEP),
        *(new_markdown_cell(f"{n} {PROSE}") for n in range(3)),
    ]
    made: NotebookNode = new_notebook(cells=cells)
    return made


class Reader(HTMLParser):
    """The pictures of a page, its text, and how deep its elements lie in each other."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[str] = []
        self.text = ""
        self.depth = self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.pictures.append(dict(attrs).get("src") or "")
        elif tag not in ("br", "hr", "input", "link", "meta"):
            self.depth += 1
            self.deepest = max(self.depth, self.deepest)

    def handle_endtag(self, _: str) -> None:
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        self.text += data


@dataclass(frozen=True)
class Made:
    """A page, and what a browser sees of it."""

    html: str
    pictures: list[str]
    text: str
    deepest: int


@pytest.fixture(scope="module", params=PAGES)
def made(request: pytest.FixtureRequest) -> Made:
    html = PAGES[request.param](notebook())
    reader = Reader()
    reader.feed(html)
    return Made(html, reader.pictures, reader.text, reader.deepest)


def test_a_pasted_picture_is_there(made: Made) -> None:
    address = f"data:image/png;base64,{PICTURE}"
    assert made.pictures.count(address) == 2
    assert 'alt="my sketch"' in made.html


def test_what_is_displayed_can_be_read_and_formulas_are_drawn(made: Made) -> None:
    for seen in ("<b>in bold</b>", "<em>italics</em>", "<msub><mi>x</mi><mn>1</mn></msub>"):
        assert seen in made.html, seen
    assert "<msub><mi>y</mi><mn>2</mn></msub>" in made.html
    assert "alert(1)" not in made.html
    (drawn,) = [address for address in made.pictures if "svg" in address]
    assert b'circle r="7"' in base64.b64decode(drawn.partition(",")[2])


def test_what_is_nested_deeply_is_text(made: Made) -> None:
    assert made.deepest < 40
    assert made.text.count("<div><div><div>") > 100
    assert len(made.html) < 1_200_000


def test_a_drawing_and_a_picture_that_ask_too_much_are_told_in_words(made: Made) -> None:
    assert not [address for address in made.pictures if HUGE in address]
    assert "[a picture of 3,600,000,000 pixels, not shown" in made.text
    assert "[picture: in prose]" in made.text
    assert "in html" in made.text
    assert "[a drawing that a browser may draw for long; as text:]" in made.text
    assert "<use href='#a8'/>" in made.text


def test_so_many_pictures_as_a_browser_can_hold_are_shown_together(made: Made) -> None:
    shown = sum(LARGE in address for address in made.pictures)
    assert 3 <= shown <= 6
    assert made.text.count("[a picture of 49,000,000 pixels, not shown") == 9 - shown


def test_prose_code_and_colours_that_cost_too_much_are_text(made: Made) -> None:
    assert made.text.count(PROSE) == 3
    assert "a." * 9_000 in made.text
    assert "red" * 3_000 in made.text


@pytest.mark.parametrize("page", PAGES)
def test_with_this_layer_off_the_page_would_have_no_pasted_picture(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Harmless, "preprocess", lambda _, nb, resources: (nb, resources))
    assert PICTURE not in PAGES[page](new_notebook(cells=notebook().cells[:1]))
