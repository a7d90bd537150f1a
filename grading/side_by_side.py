"""Knows how figures that differ between two copies of the course are shown; not which differ.

`python -m grading.side_by_side BEFORE AFTER` writes a page without scripts that needs nothing but
itself: what is on it may come from anybody's pull request.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from html import escape
from pathlib import Path

from grading.course import CourseError
from grading.figures import Change, Figure, changes, difference_picture

HEAD = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Figures before and after</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }
section { border-top: 1px solid; margin-top: 2rem; }
h2 { font-size: 1.1rem; overflow-wrap: anywhere; }
section > div { display: grid; gap: 1rem;
 grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
figure { margin: 0; }
img { background: white; border: 1px solid; box-sizing: border-box; max-width: 100%; }
</style>
<h1>Figures before and after</h1>
"""

DIFFERENCE = "White where both are the same; the darker, the further apart."


def page(found: Sequence[Change]) -> str:
    """One HTML page with each figure before and after, and where the two differ."""
    parts = [_section(change) for change in found]
    return "\n".join([HEAD, f"<p>{_count(found)}</p>", *parts, "</html>\n"])


def summary(found: Sequence[Change]) -> str:
    """A Markdown table of the same, without the pictures: GitHub shows none that are not hosted."""
    if not found:
        return _count(found) + "\n"
    rows = [
        f"| {_code(change.place.notebook)} | {_code(_cell(change))} | {_what(change)} |"
        for change in found
    ]
    head = ["| notebook | cell | what |", "|---|---|---|"]
    return "\n".join([_count(found), "", *head, *rows]) + "\n"


def _section(change: Change) -> str:
    title = escape(f"{change.place.notebook}, {_cell(change)}: {_what(change)}")
    shown = [_figure("Before", change.before), _figure("After", change.after)]
    if apart := difference_picture(change):
        shown.append(_figure("Difference", Figure(apart, DIFFERENCE)))
    return f"<section>\n<h2>{title}</h2>\n<div>\n{''.join(shown)}</div>\n</section>"


def _figure(name: str, figure: Figure | None) -> str:
    if figure is None:
        return f"<figure><figcaption>{name}: there is none.</figcaption></figure>\n"
    source = escape("data:image/png;base64," + "".join(figure.png.split()))
    text = escape(figure.alt)
    caption = f"<figcaption><b>{name}.</b> {text or 'No text alternative.'}</figcaption>"
    return f'<figure><img src="{source}" alt="{text}">{caption}</figure>\n'


def _count(found: Sequence[Change]) -> str:
    if not found:
        return "No figure has changed."
    return f"{len(found)} {'figure is' if len(found) == 1 else 'figures are'} not as before."


def _cell(change: Change) -> str:
    number = change.place.number
    return change.place.cell if number == 1 else f"{change.place.cell} ({number})"


def _what(change: Change) -> str:
    if change.before is None or change.after is None:
        return change.kind
    size = (
        "another size" if math.isinf(change.difference) else f"RMS {change.difference:.1f} of 255"
    )
    same = change.before.alt == change.after.alt
    return f"changed ({size}), text alternative {'as before' if same else 'changed too'}"


def _code(text: str) -> str:
    """The text as Markdown code in a table, whatever is in it."""
    return "`" + " ".join(text.replace("`", "'").replace("|", "/").split()) + "`"


def main(words: list[str] | None = None) -> int:
    """Write the page and the summary; a folder that is no course is one sentence, status 2."""
    parser = argparse.ArgumentParser(prog="python -m grading.side_by_side", description=__doc__)
    parser.add_argument("before", type=Path, help="a copy of the course as it was")
    parser.add_argument("after", type=Path, help="a copy of the course as it is")
    parser.add_argument("--page", type=Path, default=Path("figures.html"))
    parser.add_argument("--summary", type=Path, default=Path("figures.md"))
    asked = parser.parse_args(words)
    try:
        found = changes(asked.before, asked.after)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 2
    asked.page.write_text(page(found), encoding="utf-8")
    asked.summary.write_text(summary(found), encoding="utf-8")
    print(summary(found), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
