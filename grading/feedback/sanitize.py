"""HTML sanitizer: text that anybody may have written, Markdown, formulas and ANSI colours."""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import nh3
from latex2mathml.converter import convert
from nbconvert.filters import Highlight2HTML, ansi2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from pygments.token import STANDARD_TYPES
from traitlets import Bool

from grading.core.outputs import KEY
from grading.feedback.bounds import (
    Room,
    is_code,
    is_prose,
    rows,
    tags,
    without_scripts,
)
from grading.feedback.pictures import DATA, MOST_PIXELS, drawing, encoded_pixels, is_picture
from grading.intake.decode import with_pictures

# How a formula in TeX becomes MathML, or stays as it was typed.

LONGEST_FORMULA, DEEPEST_FORMULA = 2_000, 60
"""Characters and levels of a formula that is converted."""

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
    if _is_deep(root):
        return plain
    for element in root.iter():
        element.tag = element.tag.removeprefix(NAMESPACE)
        if element.tag not in MATH_TAGS:
            return plain
        for name, value in list(element.attrib.items()):
            if name not in MATH_ATTRIBUTES and not (name in LENGTHS and SHORT.fullmatch(value)):
                del element.attrib[name]
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def _is_deep(root: ElementTree.Element) -> bool:
    level = [root]
    for _ in range(DEEPEST_FORMULA):
        level = [child for element in level for child in element]
    return bool(level)


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

ADDRESS = re.compile(r"data:image/(png|jpeg|gif);base64,([A-Za-z0-9+/=]+)")
"""A picture in a text, where blanks end it."""

TAG = r"<(?:[^>\"]|\"[^\"]*\")*>"
"""A tag of clean HTML, in which no formula is put."""

CUT = 20_000
"""Characters of HTML that is shown as text, and of a plain output with much more."""

KEPT, REMEMBERED = 2_000, 4_000
"""Texts whose HTML is remembered, and characters of the longest of them: most are the instructor's,
the same for everybody."""


class Html(str):
    """Clean HTML, made here: it is cleaned once, whichever filters it passes."""

    __slots__ = ()


class Plain(str):
    """Text that is shown without colours, since its page has enough of them."""

    __slots__ = ()


def clean(text: object) -> Html:
    """HTML without anything that runs, looks elsewhere or disguises itself; as text, if it is too
    long or too deep to be read.
    """
    if isinstance(text, Html):
        return text
    typed = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    made = None if isinstance(text, Plain) else _cleaned(typed)
    return as_text(typed, CUT) if made is None else made


def as_text(text: str, most: int | None = None) -> Html:
    """Text as it was typed, and only the beginning of what is longer than `most` characters."""
    shown = text[:most]
    rest = f"\n[and {len(text) - len(shown):,} characters more]" if len(shown) < len(text) else ""
    return Html(f"<pre>{html.escape(shown + rest)}</pre>")


def _cleaned(typed: str, is_shown: Callable[[str], bool] = is_picture) -> Html | None:
    """HTML cleaned, with the pictures whose addresses are shown; None if it is too much."""
    typed = without_scripts(typed)
    if tags(typed) is None:
        return None

    def attribute(tag: str, name: str, value: str) -> str | None:
        """A picture is part of the page, or it is none; a link leads to a page."""
        if (tag, name) == ("img", "src"):
            return value if is_shown(value) else None
        if name == "href":
            return value if LINK.match(value) else None
        return value

    return Html(
        nh3.clean(
            typed,
            tags=TAGS,
            attributes=ATTRIBUTES,
            allowed_classes=CLASSES,
            attribute_filter=attribute,
            url_schemes={"http", "https", "mailto", "data"},
            link_rel="noopener noreferrer nofollow",
        )
    )


ESCAPES = 1_000
"""Changes of colour in a text that is shown in colours."""

LONG_ESCAPE = re.compile("\x1b\\[[^@-~\n]{50,}[@-~]?")
ANY_ESCAPE = re.compile("\x1b\\[[^@-~\n]*[@-~]?")


def terminal(text: str) -> str:
    """What a terminal would show, in the colours that a page has: others it could not tell apart
    from its paper, in light or in dark."""
    if isinstance(text, Plain) or text.count("\x1b[") > ESCAPES:
        return html.escape(ANY_ESCAPE.sub("", text))
    return re.sub(r' style="[^"]*"', "", ansi2html(LONG_ESCAPE.sub("", text)))


def _coloured(source: str) -> str:
    return str(Highlight2HTML(pygments_lexer="ipython3")(source))


_coloured_before = lru_cache(KEPT)(_coloured)


def code(source: str, language: object = None, metadata: object = None) -> str:
    """Python in colours; without them if it is long, since colours take five times its room.

    `language` and `metadata` are what nbconvert's own filter takes; nobody else's language is read.
    """
    del language, metadata
    if isinstance(source, Plain) or not is_code(source):
        return f'<div class="highlight hl-ipython3"><pre>{html.escape(source)}</pre></div>'
    return _coloured_before(source) if len(source) <= REMEMBERED else _coloured(source)


def markdown(source: object) -> Html:
    """Markdown with formulas, as clean HTML; what is too long to be read, as it was typed."""
    if isinstance(source, Html):
        return source
    text = str(source)
    if isinstance(source, Plain):
        return as_text(text)
    return _marked_up_before(text) if len(text) <= REMEMBERED else _marked_up(text)


def _marked_up(typed: str) -> Html:
    """Markdown as HTML: pictures and formulas are marked, and put in their places at the end."""
    renderer = _Renderer()
    text = ADDRESS.sub(renderer.mark_picture, typed)
    is_read = is_prose(text)
    rendered = _cleaned(renderer.render_prose(text), renderer.is_shown) if is_read else None
    if rendered is None:
        return as_text(ADDRESS.sub("[picture]", typed))
    with_formulas = re.sub(f"{TAG}|{renderer.mark}([0-9]+);", renderer.put, rendered)
    return Html(re.sub(f"{renderer.mark}([0-9]+)p", renderer.put_picture, with_formulas))


_marked_up_before = lru_cache(KEPT)(_marked_up)


def unchanged(text: str) -> str:
    """In place of nbconvert's strip_files_prefix, which makes other links of clean ones."""
    return text


LANGUAGES = {"bash", "console", "ipython", "json", "py", "pycon", "python", "python3", "sh"}
"""Languages of code in prose: the lexers of others take any time for what is made for them."""


class _Renderer(IPythonRenderer):
    """Leaves a mark for each formula and picture, and the text of a picture that is not there.

    A mark is a word that nobody can foresee, so that nobody can type it.
    """

    def __init__(self) -> None:
        super().__init__(escape=False, allow_harmful_protocols=False, exclude_anchor_links=True)
        self.mark = f"formula{secrets.token_hex(16)}n"
        self._formulas: list[str] = []
        self._pictures: list[str] = []

    def render_prose(self, text: str) -> str:
        """The HTML of Markdown, with marks in it."""
        return str(MarkdownWithMath(renderer=self).render(text))

    def put(self, found: re.Match[str]) -> str:
        """The formula in place of its mark; a tag stays as it is."""
        return found[0] if found[1] is None else self._formulas[int(found[1])]

    def mark_picture(self, found: re.Match[str]) -> str:
        """A short address in place of a picture's, which Markdown would read letter by letter."""
        if not is_picture(found[0]):
            return "picture:"
        self._pictures.append(found[2])
        return f"data:image/{found[1]};base64,{self.mark}{len(self._pictures) - 1}p"

    def is_shown(self, address: str) -> bool:
        """True for the address of a picture, and for one that stands for a picture's."""
        own = rf"data:image/\w+;base64,{self.mark}[0-9]+p"
        return re.fullmatch(own, address) is not None or is_picture(address)

    def put_picture(self, found: re.Match[str]) -> str:
        """The bytes of a picture in place of their mark."""
        return self._pictures[int(found[1])]

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

    def block_code(self, code: str, info: str | None = None) -> str:
        language = (info or "").split(maxsplit=1)[:1]
        is_known = bool(language) and language[0].lower() in LANGUAGES and is_code(code)
        return str(super().block_code(code, info if is_known else None))

    def image(self, text: str, url: str, title: Any = None) -> str:
        words = re.sub(f"{self.mark}[0-9]+;", "", text)
        if self.is_shown(url):
            return str(super().image(words, url, title))
        return f"[picture: {html.escape(words)}]" if words else "[picture]"


# What a notebook may show on a page that others open.

PICTURES = ("image/png", "image/jpeg")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
LARGEST = 10_000
"""Pixels of the largest size that an output may ask for."""

LONGEST_OUTPUT = 100_000
"""Characters of an output of text."""

METADATA = ("nbgrader", KEY)
"""Whose metadata of a cell the pages need."""

NO_WORDS = "A figure that this cell shows"
ENOUGH = "not shown, since this page has enough: it is in the notebook"


class Harmless(Preprocessor):
    """Leaves of each cell what can be read: nothing runs, nothing is fetched, and it takes a page's
    share of time and memory, on this machine and in a browser.

    A cell's metadata are nbgrader's and this project's own; those of the notebook hold no widgets.
    Prose becomes HTML here; the pages' filters leave it as it is.
    """

    enabled = Bool(True, help="Whether pages show only what does no harm.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """The notebook, changed where it stands."""
        nb.metadata.pop("widgets", None)
        room = Room()
        for cell in nb.cells:
            kept = {key: cell.metadata[key] for key in METADATA if key in cell.metadata}
            cell.metadata = NotebookNode(kept)
            if cell.cell_type == "markdown":
                cell.source = _prose(with_pictures(cell), room)
            else:
                cell.source = _source(cell.cell_type, cell.source, room)
            cell.pop("attachments", None)
            if "outputs" in cell:
                cell.outputs = list(_outputs(cell.outputs, room))
        return nb, resources


def _prose(source: str, room: Room) -> Html:
    if isinstance(source, Html):
        return source
    typed = ADDRESS.sub("[picture]", source)
    if not room.take(source=len(typed)):
        return as_text(f"[a text of {len(typed):,} characters, {ENOUGH}]")
    if not room.take(typed=len(typed), rows=rows(typed)):
        return as_text(typed)
    return _within(markdown(source), room) or as_text(typed)


def _source(kind: str, source: str, room: Room) -> str:
    """A cell that is no prose: code in colours, or text that formgrader shows as HTML."""
    if not room.take(source=len(source)):
        return Plain(f"# [{len(source):,} characters, {ENOUGH}]")
    if kind == "code":
        return source if is_code(source) and room.take(typed=len(source)) else Plain(source)
    return source if room.take(tags=source.count("<")) else Plain(source)


def _within(made: Html | None, room: Room) -> Html | None:
    """HTML with those of its pictures that still find room; None if itself finds none."""
    if made is None or not room.take(tags=made.count("<")):
        return None

    def shown(tag: re.Match[str]) -> str:
        found = DATA.search(tag[0]) if tag[0].startswith("<img") else None
        if found and not room.take(pixels=encoded_pixels(found[2]) or 0, data=len(found[0])):
            return "[picture]"
        return tag[0]

    return Html(re.sub(TAG, shown, made)) if "<img" in made else made


def _outputs(outputs: list[NotebookNode], room: Room) -> Iterator[NotebookNode]:
    for place, output in enumerate(outputs):
        if output.output_type == "error":  # short, and what everybody looks for
            output.traceback = [_text(line, room) for line in output.traceback]
        elif not room.take(outputs=1):
            left = f"[{len(outputs) - place:,} outputs, {ENOUGH}]"
            yield NotebookNode(output_type="stream", name="stdout", text=left)
            yield from (each for each in outputs[place:] if each.output_type == "error")
            return
        elif output.output_type == "stream":
            output.text = _text(output.text, room)
        else:
            _restrict(output, room)
        yield output


def _text(text: str, room: Room) -> str:
    """Text that is printed, or its beginning, in colours as long as there is room for them."""
    if isinstance(text, Html):
        return text
    most = LONGEST_OUTPUT if room.take(text=min(len(text), LONGEST_OUTPUT)) else LARGEST // 100
    if len(text) > most:
        text = f"{text[:most]}\n[{len(text) - most:,} characters more, {ENOUGH}]"
    colours = text.count("\x1b[")
    return text if colours > ESCAPES or room.take(colours=colours) else Plain(text)


def _restrict(output: NotebookNode, room: Room) -> None:
    data = {kind: value for kind, value in output.data.items() if isinstance(value, str)}
    said: list[str] = []
    kept = {kind: data[kind] for kind in PICTURES if _fits(data.get(kind), room, said)}
    if "image/svg+xml" in data and (svg := _drawn(data["image/svg+xml"], room, said)):
        kept["image/svg+xml"] = svg
    for kind in ("text/html", "text/markdown", "text/latex"):
        if kind in data:
            made = _set(kind, data[kind], room)
            if made is not None or not kept:
                kept["text/html"] = as_text(_text(data[kind], room), CUT) if made is None else made
            break
    if "text/plain" in data:
        kept["text/plain"] = _text(data["text/plain"], room)
    if said and kept.keys() <= {"text/plain"}:
        kept["text/plain"] = "\n".join([*said, *kept.values()])
    sizes = {kind: _sizes(output.metadata.get(kind)) for kind in PICTURES if kind in kept}
    output.data, output.metadata = NotebookNode(kept), NotebookNode(sizes)


def _set(kind: str, typed: str, room: Room) -> Html | None:
    """HTML, Markdown or TeX as clean HTML; None if it is too much."""
    if isinstance(typed, Html):
        return typed
    if kind == "text/html":
        return _within(_cleaned(typed), room) if room.take(html=len(typed)) else None
    fits = room.take(typed=len(typed), rows=rows(typed))
    return _within(markdown(typed), room) if fits else None


def _fits(picture: str | None, room: Room, said: list[str]) -> bool:
    """True for a picture in base64 that finds room; or else what it is, if it is one, is said."""
    size = encoded_pixels(picture) if picture and BASE64.fullmatch(picture) else None
    if picture is None or size is None:
        return False
    if size <= MOST_PIXELS and room.take(pixels=size, data=len(picture)):
        return True
    said.append(f"[a picture of {size:,} pixels, {ENOUGH}]")
    return False


def _drawn(svg: str, room: Room, said: list[str]) -> str:
    """The drawing that SVG is; nothing if it finds no room, and then its text is said."""
    found = drawing(svg) if room.take(html=len(svg)) else None
    if found and room.take(elements=found.cost, pixels=found.pixels, data=len(found.svg)):
        return found.svg
    said.append(f"[a drawing that a browser may draw for long; as text:]\n{svg[:CUT]}")
    return ""


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
