"""Links that open the course's notebooks in Google Colab and on Binder.

Both open public repositories only. `Handout` in `[project.urls]` of pyproject.toml names the one
that holds what `make handout` writes; while there is no such line, no page and no notebook has a
link. `python -m grading links` writes the line and brings everything in line with it.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from urllib.parse import quote

import nbformat

from authoring.build import read
from grading.core.course import Assignment, notebooks_in
from grading.core.errors import UsageError
from grading.core.text import notebook_title

COLAB, BINDER = "https://colab.research.google.com/github/", "https://mybinder.org/v2/gh/"
BRANCH = "main"
GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?")

LINK = re.compile(rf"(?:{re.escape(COLAB)}|{re.escape(BINDER)})[^\s)\]\"'<>\\]*")
"""An address that opens something in Colab or on Binder, in prose or in a notebook's JSON."""

BEGIN = "<!-- Links to Colab and Binder, written by: python -m grading links -->"
END = "<!-- End of the links -->"

SECTION, ENTRY = "[project.urls]", re.compile(r"^Handout\s*=.*\n?", re.MULTILINE)


def links(assignment: Assignment, address: str = "", *, none: bool = False) -> None:
    """Set or remove the address of the handout, and bring README and notebooks in line with it.

    Without an address, pyproject.toml says which it is. Raises UsageError where the address is
    not a repository on GitHub; nothing is changed then.
    """
    if address and none:
        raise UsageError("Give the address of the handout or --none, not both.")
    root = assignment.root
    check_has_handout(root)
    path = root / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    if address or none:
        text = with_address(text, address)
    repository = handout_repository(text)
    readme = root / "README.md"
    page = with_block(readme.read_text(encoding="utf-8"), block(root, repository))
    path.write_text(text, encoding="utf-8", newline="\n")
    readme.write_text(page, encoding="utf-8", newline="\n")
    for notebook in notebooks(root):
        head(notebook, root, repository)
    if repository:
        print(f"README and notebooks now open in Colab and Binder from github.com/{repository}.")
    else:
        print("README and notebooks have no links to Colab and Binder: no handout is published.")


def check_has_handout(root: Path) -> None:
    """Raise UsageError for a course of somebody's own, which has no page to be handed out."""
    if not (root / "pyproject.toml").is_file():
        raise UsageError(
            f"The handout and its links are made of pages that {root} does not have: give students "
            "the folder of their assignment in release/."
        )


def handout_repository(pyproject: str) -> str:
    """`owner/name` on GitHub from the text of pyproject.toml, or "" where none is set.

    Raises UsageError where what is set is not a repository on GitHub.
    """
    address = tomllib.loads(pyproject).get("project", {}).get("urls", {}).get("Handout", "")
    return _repository(address) if address else ""


def _repository(address: str) -> str:
    found = GITHUB.fullmatch(address)
    if not found:
        raise UsageError(
            "Colab and Binder open notebooks from GitHub: give an address such as "
            f"https://github.com/owner/name, not {address!r}."
        )
    return found[1]


def with_address(pyproject: str, address: str) -> str:
    """The text of pyproject.toml with this handout, or with none where the address is empty."""
    entry = f'Handout = "https://github.com/{_repository(address)}"\n' if address else ""
    if ENTRY.search(pyproject):
        return ENTRY.sub(entry, pyproject)
    if not entry:
        return pyproject
    if f"{SECTION}\n" not in pyproject:
        return f"{pyproject.rstrip()}\n\n{SECTION}\n{entry}"
    return pyproject.replace(f"{SECTION}\n", f"{SECTION}\n{entry}", 1)


def colab(repository: str, path: str) -> str:
    """The address that opens the notebook of this path in Colab."""
    return f"{COLAB}{repository}/blob/{BRANCH}/{quote(path)}"


def binder(repository: str, path: str) -> str:
    """The address that opens the notebook of this path on Binder."""
    return f"{BINDER}{repository}/{BRANCH}?labpath={quote(path, safe='')}"


def line(repository: str, path: str) -> str:
    """The links for a notebook, as one line of Markdown, or "" without a repository."""
    if not repository:
        return ""
    return f"Open in [Colab]({colab(repository, path)}) or [Binder]({binder(repository, path)})"


def headed(source: str, line: str) -> str:
    """A notebook's first cell with that line below its title, instead of one that was there."""
    title, *rest = [part for part in source.split("\n\n") if not LINK.search(part)]
    return "\n\n".join([title, *([line] if line else []), *rest])


def opened(root: Path, notebook: Path) -> str:
    """The path that a notebook's links open: an exercise's is that of its release."""
    inside = notebook.relative_to(root)
    if inside.parts[0] in ("source", "solutions"):
        inside = Path("release", *inside.parts[1:])
    return inside.as_posix()


def notebooks(root: Path) -> list[Path]:
    """Every notebook of the course whose first cell may have links, what is derived among them.

    `make build` would bring the links from the source to release/ and solutions/; to write them
    there at once gives the same files, and no figure has to be drawn for it.
    """
    folders = [
        folder for name in ("source", "release", "solutions") for folder in root.glob(f"{name}/*")
    ]
    return [path for folder in [root / "notebooks", *folders] for path in notebooks_in(folder)]


def head(path: Path, root: Path, repository: str) -> None:
    """Give the notebook's first cell the links that it should have; else leave the file alone."""
    notebook = read(path)
    first = notebook.cells[0]
    wanted = headed(first.source, line(repository, opened(root, path)))
    if first.source != wanted:
        first.source = wanted
        text = f"{nbformat.writes(notebook)}\n"
        path.write_text(text, encoding="utf-8", newline="\n")


def block(root: Path, repository: str) -> str:
    """The links to all demos and exercises for a page in `root`, or "" without a repository."""
    if not repository:
        return ""
    found = [*notebooks_in(root / "notebooks"), *sorted(root.glob("release/*/*.ipynb"))]
    paths = [path.relative_to(root).as_posix() for path in found]
    return listed(repository, sorted(paths, key=lesson))


def listed(repository: str, paths: list[str]) -> str:
    """Two lines of links to the notebooks of these paths, and below them where they lead."""
    lines, targets = [], []
    for place, opens in (("Colab", colab), ("Binder", binder)):
        labels = {f"{place.lower()} {_short(path, paths)}": path for path in paths}
        names = (f"[{notebook_title(Path(p).stem)}][{label}]" for label, p in labels.items())
        lines.append(f"Open in {place}: {', '.join(names)}.")
        targets += [f"[{label}]: {opens(repository, path)}" for label, path in labels.items()]
    return "\n\n".join([*lines, "\n".join(targets)])


def _short(path: str, others: list[str]) -> str:
    """A notebook's name, with its folder where a notebook of another assignment has the same."""
    same = [other for other in others if Path(other).stem == Path(path).stem]
    return Path(path).stem if len(same) == 1 else f"{Path(path).parent.name} {Path(path).stem}"


def lesson(path: str) -> tuple[str, str]:
    """What a notebook is about, and whether it is a demo or an exercise; by these a demo comes
    before its exercise: `("1_scalar_descent", "demo")`. One under any other name is an exercise
    about what its name says, and comes after these."""
    name = Path(path).stem
    kind, _, topic = name.partition("_")
    return (topic, kind) if kind in ("demo", "exercise") and topic else (name, "exercise")


def with_block(page: str, block: str) -> str:
    """The page with that block between the two lines that mark its place, and nothing else there.

    Raises UsageError where the page has no such lines.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise UsageError(
            f"README.md has lost the place of the links: put the lines {BEGIN} and {END} back."
        )
    inside = f"\n{block}\n\n" if block else ""
    return f"{before}{begin}\n{inside}{end}{after}"
