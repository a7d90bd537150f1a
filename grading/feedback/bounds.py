"""Bounds of a page: how long, how deep and how much HTML, prose, code and text it shows.

The libraries that make a page of what students write take the square of some texts' length. Here is
what is handed to them: texts for which they take linear time (each measured, see
`tests/feedback/test_bounds.py`), and of these no more than a page's share.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# HTML: what a parser reads in linear time.

SHORT = 500
"""Characters of HTML that may be anything: at the worst it takes 1 ms, and has 12 KB then."""

LONGEST_HTML, DEEPEST, TAGS = 500_000, 100, 30_000
"""Characters, levels and tags of longer HTML."""

TAG = re.compile(
    r"<(?:/(?P<end>[a-z][\w:-]*+)[ \t\r\n]*+>"
    r"|(?P<start>[a-z][\w:-]*+)"
    r"(?:[ \t\r\n]++[\w:.@-]++"
    r"(?:[ \t\r\n]*+=[ \t\r\n]*+(?:\"[^\"<>]*+\"|'[^'<>]*+'|[^ \t\r\n\f\"'<>=`]++))?+){0,40}+"
    r"[ \t\r\n]*+/?>"
    r"|!--[^<>]*+-->|!doctype html>)",
    re.IGNORECASE | re.ASCII,
)
"""A tag that every parser reads in the same way, wherever it stands."""

OPENS = re.compile(r"<[a-z/!?]", re.IGNORECASE)
"""What a parser takes for the beginning of a tag."""

VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
    *("track", "wbr"),
}
OPTIONAL = {"dd", "dt", "li", "option", "p", "tbody", "td", "tfoot", "th", "thead", "tr"}
BLOCKS = {"blockquote", "body", "details", "div", "dl", "html", "ol", "section", "table", "ul"}
BLOCKS |= {"tbody", "tfoot", "thead", "tr"}
DOCUMENT = {"body", "head", "html"}
"""Elements that need no end: another of their name ends them, and so does the end of a block."""


def tags(html: str) -> int | None:
    """How many tags HTML has; None for what a parser may take the square of its length for.

    Beyond a few lines every tag has to have its end, in order, and no more than so many levels.
    (An element that is left open is opened again in each paragraph that follows, for one thing.)
    """
    if len(html) <= SHORT:
        return html.count("<")
    open_tags: list[str] = []
    seen: set[str] = set()
    count, place = 0, 0
    while len(html) <= LONGEST_HTML and count <= TAGS and len(open_tags) <= DEEPEST:
        opens = OPENS.search(html, place)
        if not opens:
            return count
        tag = TAG.match(html, opens.start())
        if not tag:
            return None
        count, place = count + 1, tag.end()
        if tag["end"]:
            name = tag["end"].lower()
            while name in BLOCKS and open_tags[-1:] != [name] and OPTIONAL & {*open_tags[-1:]}:
                open_tags.pop()
            if not open_tags or open_tags.pop() != name:
                return None
        elif tag["start"] and (name := tag["start"].lower()) not in VOID:
            if name in DOCUMENT and name in seen:  # which gives the first one all its attributes
                return None
            seen.add(name)
            if name in OPTIONAL:
                ended = next((t for t in ([name], [name, "p"]) if open_tags[-len(t) :] == t), [])
                del open_tags[len(open_tags) - len(ended) :]
            open_tags.append(name)
    return None


def without_scripts(html: str) -> str:
    """HTML without its scripts and style sheets, which are not shown."""
    kept, place = [], 0
    while found := SCRIPT.search(html, place):
        kept.append(html[place : found.start()])
        end = SCRIPT_ENDS[found[1].lower()].search(html, found.end())
        place = end.end() if end else len(html)
    return "".join([*kept, html[place:]])


SCRIPT = re.compile(r"<(script|style)\b", re.IGNORECASE | re.ASCII)
SCRIPT_ENDS = {
    name: re.compile(rf"</{name}[ \t\r\n]*+>", re.IGNORECASE) for name in ("script", "style")
}

# Prose: what Markdown's parser reads in linear time.

LONGEST_PROSE, OPENERS = 20_000, 50
"""Characters of a text that is read as Markdown, and beginnings of formulas that may have no end:
each is looked for in all the rest."""

FORMULA_BEGINS = ("\\begin{", "\\\\[", "\\\\(")
BLANKS = re.compile(r"[^\S\n]{100}")
"""Blanks in a row, which its patterns try at each place anew."""


ROWS = 200
"""Lines that may be of a table: from each the rest is read as one, as far as that goes."""


def rows(text: str) -> int:
    """Lines of a text that may be of a table."""
    return sum("|" in line for line in text.split("\n"))


def is_prose(text: str) -> bool:
    """True for a text that is read as Markdown."""
    openers = sum(map(text.count, FORMULA_BEGINS))
    bounded = len(text) <= LONGEST_PROSE and openers <= OPENERS and rows(text) <= ROWS
    return bounded and not BLANKS.search(text)


# Code: what Pygments reads in linear time.

LONGEST_CODE, LONGEST_LINE = 20_000, 500
"""Characters of the longest source in colours, and of its lines: longer sources are the tests'
tools, which are folded; in a line its patterns try some things at each place anew."""

GAP = re.compile(r"\s{100}")
"""Blanks and empty lines in a row, of which they take the third power."""


def is_code(source: str) -> bool:
    """True for a source that is shown in colours."""
    if len(source) > LONGEST_CODE or GAP.search(source):
        return False
    return max(map(len, source.split("\n"))) <= LONGEST_LINE


# The whole page.


@dataclass
class Room:
    """What is left of a page's share of each kind of work; ten times what an honest one needs."""

    left: dict[str, int] = field(
        default_factory=lambda: {
            "typed": 100_000,  # characters of prose, code and formulas that are set
            "rows": 2_000,  # of tables in prose
            "html": 2_000_000,  # characters of HTML and SVG
            "tags": 50_000,
            "colours": 10_000,  # changes of colour in what is printed
            "text": 1_000_000,  # characters of what is printed
            "source": 4_000_000,  # characters of cells
            "outputs": 2_000,
            "pixels": 250_000_000,
            "elements": 20_000,  # of drawings
            "data": 64_000_000,  # characters of pictures
        }
    )

    def take(self, **amounts: int) -> bool:
        """Take so much of each kind; False, and nothing is taken, if one of them is not left."""
        fits = all(self.left[kind] >= amount for kind, amount in amounts.items())
        for kind, amount in amounts.items() if fits else ():
            self.left[kind] -= amount
        return fits
