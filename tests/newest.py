"""Knows which packages the course pins, and how to let pip take newer ones; not what they break.

It needs Python alone, so it runs before anything is installed, in a copy that is thrown away:
`python -m tests.newest` strips the pins, and after set-up `--moved` says what has come instead.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from grading.core.course import ROOT

PIN = re.compile(r'^(\s*"?)([\w.-]+)((?:\[[^\]]*\])?)(==|>=)([\w.+!]+)', re.MULTILINE)
"""A requirement at the start of a line of requirements.txt, or of a list in pyproject.toml."""

FILES = ("requirements.txt", "pyproject.toml")


@dataclass(frozen=True)
class Pin:
    """A package, and the release of it that the course is made with."""

    name: str
    release: str


def pins(root: Path, *files: str) -> Iterator[Pin]:
    """What these files of the course, or both, pin or have pinned."""
    for file in files or FILES:
        for _, name, _, _, release in PIN.findall((root / file).read_text(encoding="utf-8")):
            yield Pin(name, release)


def stripped(text: str) -> str:
    """The text with every pin a lower bound: the newest release that fits, and none before it."""
    return PIN.sub(r"\1\2\3>=\5", text)


def moved(pinned: list[Pin]) -> str:
    """A Markdown table of the packages whose installed release is another than the pinned one."""
    pairs = [(pin, _installed(pin.name)) for pin in pinned]
    rows = [f"| {p.name} | {p.release} | {now} |" for p, now in pairs if now not in {p.release, ""}]
    if not rows:
        return "No package has a newer release than the pinned one.\n"
    return "\n".join(["| package | pinned | newest |", "|---|---|---|", *rows]) + "\n"


def _installed(name: str) -> str:
    """The installed release without its build (`+cpu`); empty where there is none."""
    try:
        return version(name).split("+")[0]
    except PackageNotFoundError:
        return ""


def main(words: list[str] | None = None, root: Path = ROOT) -> None:
    """Strip the pins of the course in `root`, or print what is installed in their place."""
    parser = argparse.ArgumentParser(prog="python -m tests.newest", description=__doc__)
    parser.add_argument("--moved", action="store_true", help="print a table, and change nothing")
    if parser.parse_args(words).moved:
        print(moved(list(pins(root))), end="")
        return
    for path in (root / file for file in FILES):
        path.write_text(stripped(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
