"""HTML sanitizer: text that anybody may have written, Markdown, formulas and ANSI colours."""

from __future__ import annotations

import html
import re
import secrets
from typing import Any
from xml.etree import ElementTree

import nh3
from latex2mathml.converter import convert
from nbconvert.filters import ansi2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from pygments.token import STANDARD_TYPES

from grading.core.outputs import KEY
from grading.intake.decode import with_pictures

# How a formula in TeX becomes MathML, or stays as it was typed.

LONGEST_FORMULA = 2_000
"""Characters of a formula that is converted."""

MATH_TAGS = {
    *("math", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom"),
    *("mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup"),
    *("msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "none"),
}
MATH_ATTRIBUTES = {
    *("accent", "accentunder", "columnalign", "display", "displaystyle", "fence", "form"),
    *("largeop", "mathvariant", "movablelimits", "scriptlevel", "separator", "stretchy"),
    "symmetric",
}
"""What MathML may have here: nothing that links, loads, colours or runs."""

LENGTHS = {
    *("columnspacing", "linethickness", "lspace", "maxsize", "minsize", "rowspacing", "rspace"),
    "width",
}
SHORT = re.compile(r"[0-3]?(\.[0-9]+)?(em|ex|px|pt)?")
"""The lengths that it may have: enough for a space or a bracket, too little to cover what is near.
None is negative, and nothing says that it is lower or higher than it is."""

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


def mathml(tex: str, *, block: bool) -> str:
    """The formula as MathML, in a line or as a block; its text, if it cannot be converted."""
    marks = "$$" if block else "$"
    plain = f"<code>{html.escape(f'{marks}{tex}{marks}')}</code>"
    if len(tex) > LONGEST_FORMULA:
        return plain
    try:
        root = ElementTree.fromstring(convert(tex, display="block" if block else "inline"))
    except Exception:  # whatever a parser makes of text that is no TeX
        return plain
    for element in root.iter():
        element.tag = element.tag.removeprefix(NAMESPACE)
        if element.tag not in MATH_TAGS:
            return plain
        for name, value in list(element.attrib.items()):
            if name not in MATH_ATTRIBUTES and not (name in LENGTHS and SHORT.fullmatch(value)):
                del element.attrib[name]
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


# How text that anybody may have written becomes HTML that does no harm.

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


# What a notebook may show on a page that others open.

TEXTS = ("text/plain", "text/markdown", "text/latex", "image/svg+xml")
"""What the templates escape, clean, or show as a picture that cannot run."""

PICTURES = ("image/png", "image/jpeg")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
LARGEST = 10_000
"""Pixels of the largest size that an output may ask for."""

KEPT = ("nbgrader", KEY)
"""Whose metadata of a cell the pages need."""

NO_WORDS = "A figure that this cell shows"


class Harmless(Preprocessor):
    """Leaves of each output what can be read: nothing runs, nothing is fetched.

    A cell's metadata are nbgrader's and this project's own; those of the notebook hold no widgets.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """The notebook, changed where it stands."""
        nb.metadata.pop("widgets", None)
        for cell in nb.cells:
            kept = {key: cell.metadata[key] for key in KEPT if key in cell.metadata}
            cell.metadata = NotebookNode(kept)
            if cell.cell_type == "markdown":
                cell.source = with_pictures(cell)
            cell.pop("attachments", None)
            for output in cell.get("outputs", []):
                if output.output_type in ("display_data", "execute_result"):
                    _restrict(output)
        return nb, resources


def _restrict(output: NotebookNode) -> None:
    data = {kind: value for kind, value in output.data.items() if _is_harmless(kind, value)}
    if "text/html" in data:
        data["text/html"] = clean(data["text/html"])
    elif "text/latex" in data:
        data["text/html"] = markdown(data.pop("text/latex"))
    output.data = NotebookNode(data)
    sizes = {kind: _sizes(output.metadata.get(kind)) for kind in PICTURES if kind in data}
    output.metadata = NotebookNode(sizes)


def _is_harmless(kind: str, value: object) -> bool:
    if kind in PICTURES:
        return isinstance(value, str) and BASE64.fullmatch(value) is not None
    return kind in (*TEXTS, "text/html") and isinstance(value, str)


def _sizes(said: object) -> dict[str, object]:
    """Width, height and text alternative, if they are numbers and a text."""
    found = said if isinstance(said, dict) else {}
    kept: dict[str, object] = {
        name: found[name]
        for name in ("width", "height")
        if type(found.get(name)) is int and 0 < found[name] <= LARGEST
    }
    alternative = found.get("alt")
    kept["alt"] = alternative if isinstance(alternative, str) and alternative else NO_WORDS
    return kept
