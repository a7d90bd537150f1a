"""Knows the links that open a notebook on somebody else's machine; not what is in the notebook.

The address of the repository stands in one place, `[project.urls]` of pyproject.toml. After
a change there, `python -m grading.doors` heads each notebook with its links and leads those of the
pages to the new address.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from urllib.parse import quote

import nbformat

from grading.course import Assignment, CourseError, find_assignment, notebooks_in
from grading.derived import read

COLAB, BINDER = "https://colab.research.google.com/github/", "https://mybinder.org/v2/gh/"
BRANCH = "main"

LINK = re.compile(rf"(?:{re.escape(COLAB)}|{re.escape(BINDER)})[^\s)\]\"'<>\\]*")
"""An address that opens something in Colab or Binder, in prose or in a notebook's JSON."""


def repository(pyproject: str) -> str:
    """`owner/name` on GitHub, from the text of pyproject.toml, or a CourseError."""
    address = tomllib.loads(pyproject)["project"].get("urls", {}).get("Repository", "")
    found = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?", address)
    if not found:
        raise CourseError(
            "Colab opens notebooks on GitHub: write Repository = "
            f'"https://github.com/owner/name" into pyproject.toml, where it is {address!r} now.'
        )
    return found[1]


def doors(repository: str, path: str) -> str:
    """The links for a notebook of that path, as one line of Markdown; no picture to be fetched."""
    colab = f"{COLAB}{repository}/blob/{BRANCH}/{quote(path)}"
    binder = f"{BINDER}{repository}/{BRANCH}?labpath={quote(path, safe='')}"
    return f"Open in [Colab]({colab}) or [Binder]({binder})"


def headed(source: str, line: str) -> str:
    """A notebook's first cell with that line below its title, in place of one that was there."""
    title, *rest = [part for part in source.split("\n\n") if not LINK.search(part)]
    return "\n\n".join([title, line, *rest])


def opened(assignment: Assignment, path: Path) -> str:
    """The path of what a notebook's links open: an exercise's are those of its release."""
    if path.parent != assignment.demos:
        path = assignment.release / path.name
    return path.relative_to(assignment.root).as_posix()


def moved(text: str, repository: str) -> str:
    """The text with every such link in it leading to that repository, to the same file."""
    old = rf"({re.escape(COLAB)}|{re.escape(BINDER)})[\w.-]+/[\w.-]+"
    return re.sub(old, rf"\g<1>{repository}", text)


def main() -> int:
    """Bring the links of demos, exercises and pages up to date; a CourseError is status 2."""
    assignment = find_assignment("gradient_descent")
    try:
        home = repository((assignment.root / "pyproject.toml").read_text(encoding="utf-8"))
    except CourseError as error:
        print(error, file=sys.stderr)
        return 2
    for path in [*notebooks_in(assignment.demos), *notebooks_in(assignment.source)]:
        notebook = read(path)
        line = doors(home, opened(assignment, path))
        notebook.cells[0].source = headed(notebook.cells[0].source, line)
        nbformat.write(notebook, path)
    for path in [assignment.root / "README.md", *(assignment.root / "docs").glob("*.md")]:
        path.write_text(moved(path.read_text(encoding="utf-8"), home), encoding="utf-8")
    print(f"The notebooks open from {home} now: make build brings that to the students.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
