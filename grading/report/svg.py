"""Knows how SVG is written, escaped and short; not what is drawn."""

from __future__ import annotations

from markupsafe import Markup, escape

Attribute = str | float


def element(name: str, *content: Markup | str, **attributes: Attribute) -> Markup:
    """An element with its content; text in it is escaped, and class_ is the attribute class."""
    given = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), plain(value))
        for key, value in attributes.items()
    )
    inner = Markup("").join(escape(part) for part in content)
    return Markup("<{0}{1}>{2}</{0}>").format(name, given, inner)


def picture(width: float, height: float, alternative: str, *content: Markup) -> Markup:
    """A picture of so many units that says in words what it shows."""
    box = f"0 0 {plain(width)} {plain(height)}"
    return element("svg", *content, viewBox=box, role="img", aria_label=alternative)


def text(x: float, y: float, said: str, class_: str = "", **attributes: Attribute) -> Markup:
    """A line of text that begins at x, y, unless text_anchor says otherwise."""
    named = {"class_": class_} if class_ else {}
    return element("text", said, x=x, y=y, **named, **attributes)


def box(x: float, y: float, width: float, height: float) -> str:
    """A rectangle as a piece of a path."""
    w, h = plain(width), plain(height)
    return f"M{plain(x)} {plain(y)}h{w}v{h}h-{w}z"


def plain(value: Attribute) -> str:
    """A number with two decimals at the most, as short as it goes; a text as it is."""
    if isinstance(value, str):
        return value
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"
