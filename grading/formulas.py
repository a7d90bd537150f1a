"""Knows how a formula in TeX becomes MathML, or stays as it was typed; not where it stands."""

from __future__ import annotations

import html
from xml.etree import ElementTree

from latex2mathml.converter import convert

LONGEST = 2_000
"""Characters of a formula that is converted."""

TAGS = {
    *("math", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom"),
    *("mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup"),
    *("msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "none"),
}
ATTRIBUTES = {
    *("accent", "accentunder", "columnalign", "columnspacing", "depth", "display", "displaystyle"),
    *("fence", "form", "height", "largeop", "linethickness", "lspace", "mathvariant", "maxsize"),
    *("minsize", "movablelimits", "rowspacing", "rspace", "scriptlevel", "separator", "stretchy"),
    *("symmetric", "voffset", "width"),
}
"""What MathML may have here: nothing that links, loads, colours or runs."""

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


def mathml(tex: str, *, block: bool) -> str:
    """The formula as MathML, in a line or as a block; its text, if it cannot be converted."""
    marks = "$$" if block else "$"
    plain = f"<code>{html.escape(f'{marks}{tex}{marks}')}</code>"
    if len(tex) > LONGEST:
        return plain
    try:
        root = ElementTree.fromstring(convert(tex, display="block" if block else "inline"))
    except Exception:  # whatever a parser makes of text that is no TeX
        return plain
    for element in root.iter():
        element.tag = element.tag.removeprefix(NAMESPACE)
        if element.tag not in TAGS:
            return plain
        for name in [name for name in element.attrib if name not in ATTRIBUTES]:
            del element.attrib[name]
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)
