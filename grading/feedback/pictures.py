"""Pictures on a page: size of a PNG, JPEG or GIF in pixels; SVG drawings of bounded cost.

A page shows what a student's code has made, in the browser of whoever opens it: a small file may
ask for gigabytes there, or for hours. What is larger than the bounds, or of another kind, is no
picture.

Sources: PNG (ISO 15948, 11.2.2), JPEG (ITU T.81, B.1.1), GIF89a (18, 20), SVG 1.1.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

MOST_PIXELS = 50_000_000
"""Pixels of the largest picture: 200 MB in a browser. A page of a student's figures has a tenth."""

DATA = re.compile(r"data:image/(png|jpeg|gif);base64,([A-Za-z0-9+/=\s]+)")
"""A picture in an address."""


def pixels(picture: bytes) -> int | None:
    """How many pixels a PNG, a JPEG or a GIF has; None for what is none of them.

    None is also for what says no size where one is to be; what ends before that shows nothing, and
    has 0 pixels.
    """
    if picture.startswith(b"\x89PNG\r\n\x1a\n"):
        return _area(picture[16:20], picture[20:24])
    if picture.startswith((b"GIF87a", b"GIF89a")):
        sizes = [picture[6:10], *(head[4:8] for head in _gif_frames(picture))]
        return max(_area(size[1::-1], size[:1:-1]) for size in sizes)
    return _jpeg(picture) if picture.startswith(b"\xff\xd8") else None


def encoded_pixels(text: str) -> int | None:
    """The same, of a picture in base64."""
    try:
        return pixels(base64.b64decode(text))
    except (binascii.Error, ValueError):
        return None


def is_picture(address: str) -> bool:
    """True for an address that is a picture itself, of a size that a browser can hold."""
    found = DATA.fullmatch(address)
    size = encoded_pixels(found[2]) if found else None
    return size is not None and size <= MOST_PIXELS


def _area(width: bytes, height: bytes) -> int:
    return int.from_bytes(width, "big") * int.from_bytes(height, "big")


def _jpeg(picture: bytes) -> int | None:
    """The size in the frame header (SOF), which the segments before it say how to reach."""
    place = 2
    while place + 4 <= len(picture):
        if picture[place] != 0xFF:
            return None
        kind = picture[place + 1]
        if kind == 0xFF:  # padding
            place += 1
        elif 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            return _area(picture[place + 7 : place + 9], picture[place + 5 : place + 7])
        elif kind in (0x01, *range(0xD0, 0xDA)):  # a scan, or what stands in one
            return None
        else:
            place += 2 + int.from_bytes(picture[place + 2 : place + 4], "big")
    return 0


def _gif_frames(picture: bytes) -> Iterator[bytes]:
    """The head of each frame, a comma first: its place, its width and its height follow."""
    flags = picture[10] if len(picture) > 10 else 0
    place = 13 + _colours(flags)
    while place < len(picture) and picture[place] in b"!,":
        if picture[place] == ord(","):
            head = picture[place + 1 : place + 10]
            yield head
            place += 11 + _colours(head[8] if len(head) == 9 else 0)
        else:
            place += 2
        while place < len(picture) and picture[place]:  # blocks of data, each with its length
            place += 1 + picture[place]
        place += 1


def _colours(flags: int) -> int:
    """Bytes of the table of colours that flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


# SVG: what plain figures consist of, of which the browser's work can be told beforehand.

MOST_DRAWN, DEEPEST, LONGEST_SVG = 20_000, 60, 2 << 20
"""Elements of a drawing as a browser draws it, with all that is used again; levels; characters."""

OF_A_PICTURE = 500
"""What a picture in a drawing counts, in elements."""

SVG, LINKS = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
ELEMENTS = {
    *("a", "circle", "clipPath", "defs", "desc", "ellipse", "g", "image", "line"),
    *("linearGradient", "path", "polygon", "polyline", "radialGradient", "rect", "stop", "style"),
    *("svg", "symbol", "text", "title", "tspan", "use"),
}
"""What figures consist of: nothing that runs, moves, loads, filters, or repeats by itself."""

STYLES = {
    *("clip-path", "clip-rule", "color", "display", "dominant-baseline", "fill", "fill-opacity"),
    *("fill-rule", "font", "font-family", "font-size", "font-stretch", "font-style"),
    *("font-variant", "font-weight", "letter-spacing", "stop-color", "stop-opacity"),
    *("stroke", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity"),
    *("stroke-width", "text-anchor", "text-decoration", "visibility", "white-space"),
}
"""Properties that cost a browser little. Dashes are not among them, since a long line may have any
number of them: lines are drawn whole. Nor is opacity, for which a group is drawn on a sheet of its
own: it becomes that of what is in it."""

PLACES = {
    *("cx", "cy", "d", "dx", "dy", "fx", "fy", "gradientTransform", "gradientUnits", "height"),
    *("clipPathUnits", "id", "offset", "points", "preserveAspectRatio", "r", "rx", "ry"),
    *("rotate", "spreadMethod", "transform", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2"),
}
REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)['\"]?\s*\)")
OPACITY = re.compile(r"(?<![\w-])opacity\s*:([^;]*+)")
COLOUR = re.compile(r"\b(?:rgb|hsl)a?\(")
SIDE = re.compile(r"[0-9]{1,4}(\.[0-9]*)?(px|pt)?")
"""What a drawing may say of its own size."""

RULES = re.compile(r"\s*+(?:[*.#\w][^{}@\\]*+\{[^{}@\\]*+\}\s*+)*+")
"""A style sheet without anything but rules."""

HEAD = re.compile(r"<!DOCTYPE\s[^\[\]<>]*+>")
"""What says that it is SVG, without entities of its own."""

ElementTree.register_namespace("svg", SVG[1:-1])
ElementTree.register_namespace("xlink", LINKS[1:-1])


@dataclass(frozen=True)
class Drawing:
    """SVG that is safe to draw, and what that costs, in elements and in pixels of pictures."""

    svg: str
    cost: int
    pixels: int


def drawing(text: str) -> Drawing | None:
    """What of an SVG is plain drawing; None if it is none, or costs more than the bounds."""
    if len(text) > LONGEST_SVG or text.count("<") > 4 * MOST_DRAWN:
        return None
    text = HEAD.sub("", text, count=1)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return None
    try:
        root = ElementTree.fromstring(text)
        if root.tag != f"{SVG}svg":
            return None
        size = _strip(root)
        for side in ("width", "height"):
            if not SIDE.fullmatch(root.get(side, "")):
                root.attrib.pop(side, None)
        cost = _Costs(root).of(root)
        return Drawing(ElementTree.tostring(root, encoding="unicode"), cost, size)
    except (ElementTree.ParseError, ValueError, RecursionError):
        return None


def _strip(root: ElementTree.Element) -> int:
    """Leave only what is known to be harmless; the pixels of its pictures together."""
    total, left = 0, [root]
    while left:
        element = left.pop()
        for child in list(element):
            kind = str(child.tag).removeprefix(SVG)
            is_known = str(child.tag).startswith(SVG) and kind in ELEMENTS
            if not is_known or (kind == "style" and not _is_plain(child.text or "")):
                element.remove(child)
        kept = {name: value for name, value in element.attrib.items() if _is_known(name, value)}
        if "opacity" in element.attrib and _is_value(element.attrib["opacity"]):
            kept["fill-opacity"] = kept["stroke-opacity"] = element.attrib["opacity"]
        if style := _declarations(element.get("style", "")):
            kept["style"] = style
        element.attrib.clear()
        element.attrib.update(kept)
        for name in ("href", f"{LINKS}href"):
            total += encoded_pixels(kept.get(name, "").partition(",")[2]) or 0
        left += element
    return total


def _is_known(name: str, value: str) -> bool:
    if name in ("href", f"{LINKS}href"):
        return value.startswith("#") or is_picture(value)
    return name in PLACES or (name in STYLES and _is_value(value))


def _declarations(text: str) -> str:
    """The declarations of a style that are known."""
    text = OPACITY.sub(r"fill-opacity:\1;stroke-opacity:\1", text)
    parts = (part.partition(":") for part in text.split(";"))
    return ";".join(f"{n}:{v}" for n, _, v in parts if n.strip() in STYLES and _is_value(v))


def _is_value(value: str) -> bool:
    """True for a value that asks for nothing but a part of this drawing."""
    return "\\" not in value and "(" not in COLOUR.sub("", REFERENCE.sub("", value))


def _is_plain(sheet: str) -> bool:
    """True for a style sheet of which every declaration is known, and refers to nothing."""
    if not RULES.fullmatch(sheet) or "/*" in sheet:
        return False
    blocks = re.findall(r"\{([^{}]*+)\}", sheet)
    declared = [part for block in blocks for part in block.split(";") if part.strip()]
    return "url(" not in sheet and all(_declarations(part) for part in declared)


class _Costs:
    """What elements cost a browser: themselves, what is in them, and what they refer to."""

    def __init__(self, root: ElementTree.Element) -> None:
        self._named: dict[str, ElementTree.Element] = {}
        for element in root.iter():
            self._named.setdefault(element.get("id", ""), element)  # of two, the first counts
        self._known: dict[int, int] = {}

    def of(self, element: ElementTree.Element, depth: int = 0) -> int:
        """The cost; raises ValueError for what is too deep, or more than a drawing may cost."""
        if depth > DEEPEST:
            raise ValueError("too deep, or part of itself")
        key = id(element)
        if key not in self._known:
            cost = OF_A_PICTURE if element.tag == f"{SVG}image" else 1
            cost += sum(self.of(child, depth + 1) for child in element)
            for name in self._references(element):
                if name in self._named:
                    cost += self.of(self._named[name], depth + 1)
            if cost > MOST_DRAWN:
                raise ValueError("too many elements")
            self._known[key] = cost
        return self._known[key]

    def _references(self, element: ElementTree.Element) -> Iterator[str]:
        for name, value in element.attrib.items():
            if name in ("href", f"{LINKS}href") and value.startswith("#"):
                yield value[1:]
            else:
                yield from REFERENCE.findall(value)
