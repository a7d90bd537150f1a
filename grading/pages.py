"""Knows how text that anybody may have written becomes HTML that does no harm; not whose it is.

What is left of it can be read, and can neither run nor ask anything of a network. Formulas become
MathML, which browsers draw by themselves.
"""

from __future__ import annotations

import html
import re
from typing import Any

import nh3
from nbconvert.filters import ansi2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.token import STANDARD_TYPES

from grading.formulas import mathml

TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div"),
    *("dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "ol"),
    *("p", "pre", "s", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody"),
    *("td", "tfoot", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "details": {"open"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
CLASSES = {"div": {"highlight"}, "span": {*STANDARD_TYPES.values()}}
"""What colours code. Any other class or id could pass for a part of formgrader's page."""

PICTURE = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]+")
FORMULA = re.compile("\ue000([0-9]+)\ue000")
"""Where a formula stands while the text around it is cleaned: a character that means nothing."""


def clean(text: object) -> str:
    """HTML without anything that runs, looks elsewhere or disguises itself."""
    return nh3.clean(
        text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """A picture is part of the page, or it is none; a link leads to a page."""
    if (tag, name) == ("img", "src"):
        return value if PICTURE.fullmatch(value) else None
    if name == "href" and value.strip().lower().startswith("data:"):
        return None
    return value


def terminal(text: str) -> str:
    """What a terminal would show, in the colours that a page has: others it could not tell apart
    from its paper, in light or in dark."""
    return re.sub(r' style="[^"]*"', "", ansi2html(text))


def markdown(source: object) -> str:
    """Markdown with formulas, as clean HTML."""
    renderer = _Renderer()
    rendered = MarkdownWithMath(renderer=renderer).render(str(source).replace("\ue000", ""))
    return FORMULA.sub(lambda found: renderer.formulas[int(found[1])], clean(rendered))


class _Renderer(IPythonRenderer):
    """Leaves a mark for each formula, and the text of a picture that is not there."""

    def __init__(self) -> None:
        super().__init__(escape=False, allow_harmful_protocols=False, exclude_anchor_links=True)
        self.formulas: list[str] = []

    def _formula(self, tex: str, *, block: bool) -> str:
        self.formulas.append(mathml(tex, block=block))
        return f"\ue000{len(self.formulas) - 1}\ue000"

    def inline_math(self, body: str) -> str:
        return self._formula(body, block=False)

    def block_math(self, body: str) -> str:
        return self._formula(body, block=True)

    def latex_environment(self, name: str, body: str) -> str:
        tex = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self._formula(tex, block=True)

    def image(self, text: str, url: str, title: Any = None) -> str:
        if PICTURE.fullmatch(url):
            return str(super().image(text, url, title))
        return f"[picture: {html.escape(text)}]" if text else "[picture]"
