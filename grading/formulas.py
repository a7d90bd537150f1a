"""Knows how a formula in TeX becomes MathML, or stays as it was typed; not where it stands."""

from __future__ import annotations

import html
import re
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
        for name, value in list(element.attrib.items()):
            if name not in ATTRIBUTES and not (name in LENGTHS and SHORT.fullmatch(value)):
                del element.attrib[name]
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)
