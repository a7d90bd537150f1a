"""Knows how text that anybody may have written becomes HTML that does no harm; not whose it is.

What is left of it can be read, and can neither run nor ask anything of a network. Formulas become
MathML, which browsers draw by themselves.
"""

from __future__ import annotations

import html
import re
import secrets
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

LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
"""Where a link may lead: away, or to a place on its page, and not to the server's own addresses."""

PICTURE = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]+")
LONGEST, BLOCKS = 20_000, 50
"""Characters, without those of pictures, and blocks of TeX of a text that is read as Markdown: what
is longer costs a reader's machine more than its reader."""

TAG = r"<(?:[^>\"]|\"[^\"]*\")*>"
"""A tag, in which no formula is put."""


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
    if name == "href":
        return value if LINK.match(value) else None
    return value


def terminal(text: str) -> str:
    """What a terminal would show, in the colours that a page has: others it could not tell apart
    from its paper, in light or in dark."""
    return re.sub(r' style="[^"]*"', "", ansi2html(text))


def markdown(source: object) -> str:
    """Markdown with formulas, as clean HTML; what is too long to be read, as it was typed."""
    text = str(source)
    if len(PICTURE.sub("", text)) > LONGEST or text.count("\\begin{") > BLOCKS:
        return f"<pre>{html.escape(text)}</pre>"
    renderer = _Renderer()
    rendered = clean(MarkdownWithMath(renderer=renderer).render(text))
    return re.sub(f"{TAG}|{renderer.mark}([0-9]+);", renderer.put, rendered)


def unchanged(text: str) -> str:
    """In place of nbconvert's strip_files_prefix, which makes other links of clean ones."""
    return text


class _Renderer(IPythonRenderer):
    """Leaves a mark for each formula, and the text of a picture that is not there.

    A mark is a word that nobody can foresee, so that nobody can type it.
    """

    def __init__(self) -> None:
        super().__init__(escape=False, allow_harmful_protocols=False, exclude_anchor_links=True)
        self.mark = f"formula{secrets.token_hex(16)}n"
        self._formulas: list[str] = []

    def put(self, found: re.Match[str]) -> str:
        """The formula in place of its mark; a tag stays as it is."""
        return found[0] if found[1] is None else self._formulas[int(found[1])]

    def _formula(self, tex: str, *, block: bool) -> str:
        self._formulas.append(mathml(tex, block=block))
        return f"{self.mark}{len(self._formulas) - 1};"

    def inline_math(self, body: str) -> str:
        return self._formula(body, block=False)

    def block_math(self, body: str) -> str:
        return self._formula(body, block=True)

    def latex_environment(self, name: str, body: str) -> str:
        tex = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self._formula(tex, block=True)

    def image(self, text: str, url: str, title: Any = None) -> str:
        words = re.sub(f"{self.mark}[0-9]+;", "", text)
        if PICTURE.fullmatch(url):
            return str(super().image(words, url, title))
        return f"[picture: {html.escape(words)}]" if words else "[picture]"
