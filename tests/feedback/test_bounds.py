"""What takes more than linear time is shown as text, each text is read once, a page has its share.

Work is counted: how often, and with how many characters, the libraries are called that make pages.
"""

from __future__ import annotations

import html
import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import nh3
import pytest
from latex2mathml.converter import convert
from nbconvert.filters import Highlight2HTML, ansi2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from grading.feedback import sanitize
from grading.feedback.bounds import (
    DEEPEST,
    LONGEST_HTML,
    SHORT,
    TAGS,
    Room,
    is_code,
    is_prose,
    tags,
    without_scripts,
)
from grading.feedback.sanitize import (
    CUT,
    Harmless,
    Html,
    clean,
    code,
    markdown,
    mathml,
    terminal,
)

MANY = 20_000


class Calls:
    """How often each library that makes pages was called, and with how many characters."""

    def __init__(self) -> None:
        self.made: dict[str, list[int]] = {}

    def counted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counting(text: str, *arguments: Any, **options: Any) -> Any:
            self.made.setdefault(name, []).append(len(text))
            return call(text, *arguments, **options)

        return counting

    def characters(self, name: str) -> int:
        return sum(self.made.get(name, ()))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Nothing that was made for another test is remembered."""
    calls = Calls()
    sanitize._marked_up_before.cache_clear()
    sanitize._coloured_before.cache_clear()
    coloured = Highlight2HTML(pygments_lexer="ipython3")
    there = "grading.feedback.sanitize"
    monkeypatch.setattr(nh3, "clean", calls.counted("html", nh3.clean))
    monkeypatch.setattr(f"{there}.convert", calls.counted("tex", convert))
    monkeypatch.setattr(f"{there}.ansi2html", calls.counted("ansi", ansi2html))
    monkeypatch.setattr(f"{there}.Highlight2HTML", lambda **_: calls.counted("code", coloured))
    render = MarkdownWithMath.render

    def counted(self: Any, text: str) -> str:
        calls.made.setdefault("markdown", []).append(len(text))
        return str(render(self, text))

    monkeypatch.setattr(MarkdownWithMath, "render", counted)
    return calls


def display(**data: str) -> NotebookNode:
    kinds = {"html": "text/html", "markdown": "text/markdown", "latex": "text/latex"}
    bundle = {kinds[kind]: text for kind, text in data.items()}
    output: NotebookNode = from_dict(new_output("display_data", bundle))
    return output


def harmless(*cells: NotebookNode) -> NotebookNode:
    notebook: NotebookNode = new_notebook(cells=deepcopy(list(cells)))
    Harmless()(notebook, {})  # type: ignore[no-untyped-call] # as nbconvert calls it
    return notebook


# HTML.

SLOW_HTML = {
    "nested": "<div>" * MANY,
    "nested and closed": "<div>" * MANY + "</div>" * MANY,
    "nested in turns": "<ul><li>" * MANY,
    "left open in cells of tables": "<div><table><td></div></table>" * MANY,
    "opened again in each paragraph": "".join(f"<b id={n}>" for n in range(999)) + "<p>x" * MANY,
    "misnested": "<b><li></b><b><dd></b>" * MANY,
    "links in blocks": "<a><div>" * MANY,
    "ends in comments": "<div><!--</div>-->" * MANY,
    "ends in attributes": '<div><br title="></div>">' * MANY,
    "ends after odd quotes": "<div><br a\"b c='\"></div>'>" * MANY,
    "ends in text": "<div><textarea></div></textarea>" * MANY,
    "attributes of one": "<a " + " ".join(f"x{n}" for n in range(MANY)) + ">",
    "attributes of the document": "".join(f"<html x{n}></html>" for n in range(MANY)),
    "a comment without end": "<p><!--" * MANY,
    "a quote without end": '<a b="' * MANY,
    "blanks that HTML does not know": "<div\u00a0x></div>" * MANY,
    "tags": "<br>" * (TAGS + 2),
    "text": "x" * (LONGEST_HTML + 1),
}


@pytest.mark.parametrize("kind", SLOW_HTML)
def test_html_that_a_parser_would_take_for_long_is_shown_as_text(kind: str, calls: Calls) -> None:
    made = clean(SLOW_HTML[kind])
    assert calls.made == {}
    assert made.startswith(f"<pre>{html.escape(SLOW_HTML[kind][:100])}")
    assert "characters more]</pre>" in made
    assert len(made) < 10 * CUT


ROWS = "<tr><td>1.5</td><td class='x'>a &lt; b</td></tr>\n" * 200
HONEST_HTML = {
    "a table": f'<div><table border="1" class="dataframe"><tbody>{ROWS}</tbody></table></div>',
    "a table with a style sheet": f"<style>a > b {{ c: d }}</style><table>{ROWS}</table>",
    "lists without ends": "<ul>" + "<li>one<li>two<p>and<p>more" * 200 + "</ul>",
    "lines": "x < y & z<br/>\n<hr>" * 500,
    "a document": f"<!DOCTYPE html><html><head></head><body><h1>x</h1>{'<p>y' * 200}</body></html>",
    "a row without ends": "<table>" + "<tr><td>1</tr>" * 300 + "</table>",
    "something short": "<b><i>x</b></i><div>",
}


@pytest.mark.parametrize("kind", HONEST_HTML)
def test_honest_html_of_any_length_is_shown(kind: str) -> None:
    assert not clean(HONEST_HTML[kind]).startswith("<pre>")


def test_html_is_cut_where_its_script_begins_and_goes_on_after_it() -> None:
    script = "<script>" + "if (a < b) { c('<div>') }" * MANY + "</script >"
    assert without_scripts(f"a{script}b<STYLE x>y</style>c<script>d") == "abc"
    assert clean(f"<p>before</p>{script}<p>after</p>") == "<p>before</p><p>after</p>"


def drawn_html(draw: random.Random) -> str:
    """Tags of a few kinds, as they come, again and again."""
    kinds = draw.sample(sorted(sanitize.TAGS | {"math", "mi", "button", "select", "form"}), 4)
    part = "".join(
        f"<{draw.choice(('', '/'))}{draw.choice(kinds)}>x" for _ in range(draw.randrange(1, 9))
    )
    return part * (2 * SHORT // len(part))


def test_what_passes_is_no_deeper_and_not_much_longer_when_it_is_parsed() -> None:
    draw, seen = random.Random(7), 0
    for _ in range(400):
        text = drawn_html(draw)
        for times in (1, 4):
            if tags(text * times) is not None:
                made, seen = clean(text * times), seen + 1
                assert not made.startswith("<pre>&lt;")
                assert len(made) < 12 * times * len(text), text
                assert deepest(made) <= 3 * DEEPEST, text
    assert seen > 20


def deepest(made: str) -> int:
    depth = most = 0
    for part in made.split("<")[1:]:
        depth += -1 if part.startswith("/") else 0 if part.startswith(("br", "hr", "img")) else 1
        most = max(most, depth)
    return most


# Prose and formulas.

SLOW_PROSE = {
    r"\[": "\\\\[" * 6_000,
    r"\(": "\\\\(" * 6_000,
    r"\begin": "".join(f"\\begin{{{'a' * (n % 60)}}}" for n in range(400)),
    "blanks": "a" + " " * 19_000 + "b",
    "a heading of blanks": "# a" + "\t" * 19_000 + "b",
    "other blanks": "a" + "\u00a0\x0b" * 9_000 + "b",
    "length": "a " * 10_001,
    "tables that end wrong": "words|\n" + "-|\n" * 4_000 + "-||\n",
    "tables in code": "``a|a|b\n|-|-\n\\[" * 800,
    "tables and addresses": "\\\\a@b.>>|a|b\n|-|-\n" * 700,
    "words beside a picture": "data:image/png;base64,AAAA" + " and words" * 3_000,
    "tags": "<div>\n\n" * 2_000,
}


@pytest.mark.parametrize("kind", SLOW_PROSE)
def test_prose_that_would_be_read_for_long_is_shown_as_it_was_typed(
    kind: str, calls: Calls
) -> None:
    made = markdown(SLOW_PROSE[kind])
    assert "html" not in calls.made
    assert kind == "tags" or calls.made == {}
    assert made.startswith("<pre>")
    assert made.count("words") == SLOW_PROSE[kind].count("words")
    assert len(made) > 10_000


@pytest.mark.parametrize("part", ["{", r"\sqrt{", r"\frac{1}{", "x^{"])
def test_a_formula_in_many_others_is_shown_as_it_was_typed(part: str) -> None:
    few, many = (part * count + "y" + "}" * count for count in (9, 90))
    assert mathml(few, block=False).startswith("<math")
    assert mathml(many, block=False) == f"<code>{html.escape(f'${many}$')}</code>"
    assert mathml("x" * 2_001, block=True).startswith("<code>")


def test_prose_with_fifty_formulas_is_honest() -> None:
    assert markdown("\n\n".join(["\\begin{align}x\\end{align}"] * 50)).count("<math") == 50
    assert is_prose("| a |" + " " * 99 + "| b |")


@pytest.mark.parametrize("language", ["html+php", "perl", "scala", "mermaid", "nosuch"])
def test_code_in_prose_is_coloured_in_known_languages_only(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    known = IPythonRenderer.block_code

    def block_code(self: Any, text: str, info: str | None = None) -> str:
        asked.append(info or "")
        return str(known(self, text, info))

    monkeypatch.setattr(IPythonRenderer, "block_code", block_code)
    made = sanitize._marked_up(f"```{language}\nx = 1\n```\n\n```python\ny = 1\n```\n")
    assert asked == ["", "python"]
    assert "x = 1" in made


# Code and what is printed.

SLOW_CODE = {
    "dots": "a." * 9_000,
    "empty lines": "\u2028\n" * 9_000,
    "blank lines": "\x0c    \n" * 3_000,
    "length": "x = 1\n" * 4_000,
}


@pytest.mark.parametrize("kind", SLOW_CODE)
def test_code_that_would_be_read_for_long_has_no_colours(kind: str, calls: Calls) -> None:
    made = code(SLOW_CODE[kind])
    assert calls.made == {}
    assert html.escape(SLOW_CODE[kind]) in made


def test_code_as_students_write_it_has_colours() -> None:
    assert is_code(f"x = [{', '.join(map(str, range(100)))}]\n\n\n\n" + " " * 40 + "y = 1")
    assert '<span class="n">x</span>' in code("x = 1", metadata={"magics_language": "perl"})


SLOW_TEXT = {
    "colours": "\x1b[31ma\x1b[0m" * MANY,
    "a long sequence": "\x1b[" + ";" * MANY + "m" + "a",
    "long sequences": ("\x1b[" + "1;" * 50 + "m") * 500 + "a",
}


@pytest.mark.parametrize("kind", SLOW_TEXT)
def test_escape_sequences_without_end_are_left_out(kind: str, calls: Calls) -> None:
    made = terminal(SLOW_TEXT[kind])
    assert calls.characters("ansi") < 100
    assert made == "a" * SLOW_TEXT[kind].count("a")


# The whole page.


def test_each_output_is_cleaned_once(calls: Calls) -> None:
    outputs = [display(html="<b>x</b>" * 100), display(markdown="**y**"), display(latex="$z$")]
    notebook = harmless(new_code_cell(outputs=outputs), new_markdown_cell("*prose*"))
    shown = [output.data["text/html"] for output in notebook.cells[0].outputs]
    for text in (*shown, notebook.cells[1].source):
        assert isinstance(text, Html)
        assert clean(text) is text
        assert markdown(text) is text
    assert len(calls.made["html"]) == 4
    assert "<math" in clean(shown[2])


def small(number: int) -> str:
    return f"{number}" + "<b>x</b>" * 50


FLOODS: dict[str, Callable[[], list[NotebookNode]]] = {
    "prose": lambda: [new_markdown_cell(f"{n} " + "$x$ " * 4_000) for n in range(20)],
    "code": lambda: [new_code_cell(f"x = {n}\n" * 2_000) for n in range(20)],
    "html": lambda: [new_code_cell(outputs=[display(html="<b>x</b>" * 5_000)]) for _ in range(60)],
    "short html": lambda: [new_code_cell(outputs=[display(html=small(n)) for n in range(5_000)])],
    "markdown": lambda: [
        new_code_cell(outputs=[display(markdown="*x*" * 5_000)]) for _ in range(20)
    ],
    "raw": lambda: [new_raw_cell("<b>" * 9_000) for _ in range(100)],
    "text": lambda: [
        new_code_cell(outputs=[new_output("stream", text=f"\x1b[1m{n}\x1b[0m" * 500)])
        for n in range(100)
    ],
    "errors": lambda: [
        new_code_cell(
            outputs=[new_output("error", ename="E", evalue="", traceback=["x" * 9_999] * 80)]
        )
        for n in range(20)
    ],
    "cells": lambda: [new_code_cell("x" * 190_000) for n in range(50)],
}


@pytest.mark.parametrize("kind", FLOODS)
def test_a_page_has_its_share_of_work_and_says_what_is_left_out(kind: str, calls: Calls) -> None:
    notebook = harmless(*FLOODS[kind]())
    share = Room().left
    for cell in notebook.cells:
        code(cell.source)
        for output in cell.get("outputs", []):
            for text in output.get("traceback", [output.get("text", "")]):
                terminal(text)
    typed = sum(calls.characters(name) for name in ("markdown", "code", "tex"))
    assert typed <= 2 * share["typed"]
    assert calls.characters("html") <= share["html"] + 20 * share["typed"]
    assert sum("outputs" in c and len(c.outputs) for c in notebook.cells) <= share["outputs"] + 100
    page = str(notebook)
    assert len(page) < 2 * sum(share[name] for name in ("source", "text", "html"))
    assert page.count("<b>") + page.count("<strong>") <= share["tags"] or kind == "raw"


def test_a_flood_hides_no_error_and_no_later_source() -> None:
    error = new_output("error", ename="E", evalue="why", traceback=["told"])
    flood = [new_output("stream", text="x" * 9_000) for _ in range(3_000)]
    notebook = harmless(new_code_cell(outputs=[*flood, error]), new_code_cell("answer = 1"))
    assert notebook.cells[0].outputs[-1].traceback == ["told"]
    assert notebook.cells[1].source == "answer = 1"
    assert "1,001 outputs, not shown" in str(notebook.cells[0].outputs[-2].text)
