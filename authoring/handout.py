"""The handout: a folder with all that students get, and nothing that gives an answer away.

`python -m grading handout FOLDER` gathers demos without outputs, the release and the pages that a
student needs, scans them for leaks, and only then writes a file. What is in the folder can be
published as it is.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import nbformat
from nbformat import NotebookNode

from authoring.build import read
from authoring.leaks import (
    Secret,
    answer_names,
    given,
    leaks,
    marked,
    outputs,
    secrets,
    told_elsewhere,
)
from authoring.links import check_has_handout, handout_repository, headed, lesson, line, listed
from grading.core.course import FIRST, Assignment, notebooks_in
from grading.core.errors import UsageError
from grading.core.files import write_atomic

GIVEN = Path(__file__).resolve().parent / "given"
"""What is written for the handout alone."""

COPIED = (
    *("LICENSE", "requirements.txt", ".gitattributes", "binder/environment.yml"),
    *("docs/card.md", "docs/regimes.png", "docs/elsewhere.md"),
)
"""What is handed out as it is in the course, beside demos and release."""

LIST = ".handout"
"""The file in a handout that lists its files with their SHA-256, as sha256sum does."""

KEPT = {".git", ".venv"}
"""What a handout may hold beside its own files, and keeps: it may be a repository, and be tried."""

CACHES = {".ipynb_checkpoints", ".virtual_documents", "__pycache__", ".DS_Store"}
"""What programs leave behind: it is neither handed out nor anybody's work."""

Files = Mapping[str, bytes]
"""Files by their path in a folder, with slashes."""


def handout(assignment: Assignment, folder: str) -> None:
    """Write the handout of this assignment's course to that folder, or replace an earlier one.

    Raises UsageError where the folder is not free for it, where something would be handed out
    that is not on the list, or where a secret would be; nothing is written then.
    """
    root, target = assignment.root, Path(folder).resolve()
    check_has_handout(root)
    try:
        refuse(root, target)
    except OSError as error:
        raise UsageError(f"{target} cannot be looked into: {error.strerror}.") from error
    files = contents(root)
    if found := list(scan(files, sources(root))):
        lines = "\n  ".join(found)
        raise UsageError(f"Nothing was written, for it would be given to students:\n  {lines}")
    try:
        put(target, files)
    except OSError as error:
        raise UsageError(
            f"{target} is not complete: {error.strerror}. Put that right and run it again."
        ) from error
    print(f"{target}: {len(files)} files for students, and no answer in any of them.")


# Where it goes.


def refuse(root: Path, target: Path) -> None:
    """Raise UsageError where the handout may not go there, or something there would be lost."""
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file: name a folder for the handout.")
    if target == root or target in root.parents:
        raise UsageError(f"{target} holds the course itself: name another folder for the handout.")
    if root in target.parents and not ignored(root, target):
        raise UsageError(
            f"{target} is in the course, and git would take it for a part of it: name a folder "
            "outside of the course, or handout/, which git ignores."
        )
    if not target.is_dir() or not any(target.iterdir()):
        return
    if not (target / LIST).is_file():
        raise UsageError(
            f"{target} holds files and is no earlier handout: name an empty or a new folder."
        )
    if strange := sorted(strangers(target)):
        raise UsageError(
            f"{target / strange[0]} was added or changed by hand, and would be lost: move it "
            "elsewhere or delete it, and run this again."
        )


def ignored(root: Path, target: Path) -> bool:
    """True if git leaves that folder in the course alone; without git, only handout/ is free."""
    asked = ["git", "-C", str(root), "check-ignore", "--quiet", f"{target}{os.sep}"]
    try:
        answer = subprocess.run(asked, capture_output=True).returncode
    except OSError:
        answer = 128
    return target == root / "handout" if answer > 1 else answer == 0


def strangers(target: Path) -> Iterator[str]:
    """The files of an earlier handout that it was not written with, or not as they are now."""
    known = listing(target)
    for name, path in found_in(target):
        ours = name in known and path.is_file() and not path.is_symlink()
        if name != LIST and not (ours and digest(path.read_bytes()) in known[name]):
            yield name


def found_in(target: Path) -> Iterator[tuple[str, Path]]:
    """All files and links in a folder, by name; but for caches, and for what a handout keeps."""
    for folder, folders, names in os.walk(target):
        here = Path(folder)
        top = KEPT if here == target else set()
        links = [name for name in folders if (here / name).is_symlink() and name not in top]
        folders[:] = [name for name in folders if name not in {*top, *CACHES, *links}]
        for name in [*names, *links]:
            if name not in {*top, *CACHES}:
                yield (here / name).relative_to(target).as_posix(), here / name


def listing(target: Path) -> dict[str, set[str]]:
    """The files that the handout there was written with, and their digests.

    While a handout is being replaced, a file may have two: the old one and the new one.
    """
    known: dict[str, set[str]] = {}
    for entry in (target / LIST).read_text(encoding="utf-8").splitlines():
        value, _, name = entry.partition("  ")
        known.setdefault(name, set()).add(value)
    return known


def digest(data: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def put(target: Path, files: Files) -> None:
    """Make the folder hold these files and their list, and no other file of an earlier handout.

    Each file is replaced in one step. Stopped in between, the folder is still known as a handout.
    """
    new = "".join(f"{digest(data)}  {name}\n" for name, data in sorted(files.items()))
    target.mkdir(parents=True, exist_ok=True)
    before = listing(target) if (target / LIST).exists() else {}
    old = "".join(f"{value}  {name}\n" for name, values in before.items() for value in values)
    write_atomic(target / LIST, f"{old}{new}".encode())
    for name, data in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        write_atomic(target / name, data)
    for name, path in list(found_in(target)):
        if name in before and name not in files:
            path.unlink()
            _prune(path.parent, target)
    write_atomic(target / LIST, new.encode())


def _prune(folder: Path, top: Path) -> None:
    """Remove a folder, and those it is in, while there is nothing in them."""
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


# What is in it.


def contents(root: Path) -> dict[str, bytes]:
    """All files of the handout, by name.

    Raises UsageError where one is missing, or where a folder of which all is handed out holds
    something that is not on the list.
    """
    files = {name: _bytes(root, name) for name in COPIED}
    files |= {
        ".gitignore": (GIVEN / "gitignore").read_bytes(),
        "Makefile": (GIVEN / "Makefile").read_bytes(),
    }
    repository = handout_repository(_bytes(root, "pyproject.toml").decode())
    notebooks = {**demos(root), **released(root)}
    for name, notebook in notebooks.items():
        first = notebook.cells[0]
        first.source = headed(first.source, line(repository, name))
        files[name] = f"{nbformat.writes(notebook)}\n".encode()
    files |= beside(root)
    for name in ("notebooks", "release", "binder"):
        for path, _ in found_in(root / name):
            if f"{name}/{path}" not in files:
                raise UsageError(
                    f"{name}/{path} is not on the list of what students get: move it elsewhere, "
                    "or run make build where a source notebook has gone."
                )
    files["README.md"] = readme(notebooks, repository).encode()
    return files


def _bytes(root: Path, name: str) -> bytes:
    try:
        return (root / name).read_bytes()
    except OSError as error:
        raise UsageError(f"{name} belongs to the handout: {error.strerror}.") from error


def demos(root: Path) -> dict[str, NotebookNode]:
    """The demos by name, without outputs, so that a prediction comes before its answer."""
    found = [path for path in notebooks_in(root / "notebooks") if path.name.startswith("demo_")]
    return {f"notebooks/{path.name}": blank(read(path)) for path in found}


def blank(notebook: NotebookNode) -> NotebookNode:
    """The notebook as it was before it was run."""
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            jupyter = cell.metadata.get("jupyter", {})
            jupyter.pop("outputs_hidden", None)  # there are none to hide
            if "jupyter" in cell.metadata and not jupyter:
                del cell.metadata["jupyter"]
    return notebook


def released(root: Path) -> dict[str, NotebookNode]:
    """The release of each source notebook by name; UsageError where there is none."""
    found = {}
    for path in sorted(root.glob("source/*/*.ipynb")):
        name = f"release/{path.parent.name}/{path.name}"
        if not (root / name).exists():
            of = "" if path.parent.name == FIRST else f" ASSIGNMENT={path.parent.name}"
            raise UsageError(f"{path.name} is not released: run make build{of} first.")
        found[name] = read(root / name)
    return found


def beside(root: Path) -> dict[str, bytes]:
    """The files that nbgrader releases with the notebooks: those that lie beside their source."""
    files = {}
    for folder in root.glob("source/*"):
        for name, path in found_in(folder):
            released = f"release/{folder.name}/{name}"
            if path.suffix != ".ipynb" and (root / released).is_file():
                files[released] = _bytes(root, released)
    return files


def readme(notebooks: Mapping[str, NotebookNode], repository: str) -> str:
    """The handout's own README: how to start, and its lessons in a table."""
    table = lessons(notebooks)
    if repository:
        table += f"\n\n{listed(repository, sorted(notebooks, key=lesson))}"
    return (GIVEN / "README.md").read_text(encoding="utf-8").replace("{lessons}", table)


def lessons(notebooks: Mapping[str, NotebookNode]) -> str:
    """A table of the notebooks: to read, to solve, and the question that each lesson asks."""
    rows: dict[str, list[str]] = {}
    for name in sorted(notebooks, key=lesson):
        source = notebooks[name].cells[0].source
        title = re.search(r"^# (.+)", source, re.MULTILINE)
        question = re.search(r"\*\*([^*]+\?)\*\*", source)
        topic, kind = lesson(name)
        empty = ["–", "–", question[1] if question else ""]
        row, place = rows.setdefault(topic, empty), int(kind != "demo")
        if row[place] != "–":  # an exercise of this name is in another assignment, too
            row = rows[name] = empty
        row[place] = f"[{title[1] if title else topic}]({name})"
    lines = [f"| {' | '.join(row)} |" for row in rows.values()]
    return "\n".join(["| read | solve | question |", "|---|---|---|", *lines])


# What may not be in it.


def sources(root: Path) -> dict[str, NotebookNode]:
    """The source notebooks, by the name of their release."""
    paths = root.glob("source/*/*.ipynb")
    return {f"release/{path.parent.name}/{path.name}": read(path) for path in paths}


def scan(files: Files, sources: Mapping[str, NotebookNode]) -> Iterator[str]:
    """What in these files students must not see, or leads nowhere: file, cell and what it is."""
    kept = {name: secrets(source) for name, source in sources.items()}
    shown = {line for source in sources.values() for line in given(source)}
    names = [name for source in sources.values() for name in answer_names(source)]
    assignments = {name.split("/")[1] for name in sources}
    for name, data in files.items():
        foreign = [s for other, found in kept.items() if other != name for s in found]
        others = [_without(secret, shown) for secret in foreign]
        for place, text, prose in _texts(name, data):
            found = [*told_elsewhere(text, others, names), *holders(text, assignments)]
            found += astray(name, text, files) if prose else []
            yield from (f"{place}: {what}" for what in found)
        if name.endswith(".ipynb"):
            notebook = nbformat.reads(data.decode(), as_version=4)
            for cell, what in [*leaks(notebook, kept.get(name, [])), *outputs(notebook)]:
                yield f"{name}, cell {cell}: {what}"
        else:
            yield from (f"{name}: {what}" for what in marked(data.decode(errors="replace")))


def _without(secret: Secret, shown: set[str]) -> Secret:
    """The secret without the lines that some notebook shows its students."""
    return replace(secret, lines={k: v for k, v in secret.lines.items() if k not in shown})


def _texts(name: str, data: bytes) -> Iterator[tuple[str, str, bool]]:
    """The texts of a file, or of each cell: where it is, the text, and whether it is prose."""
    if name.endswith(".ipynb"):
        for cell in nbformat.reads(data.decode(), as_version=4).cells:
            yield f"{name}, cell {cell.id}", cell.source, cell.cell_type == "markdown"
    else:
        yield name, data.decode(errors="replace"), name.endswith(".md")


WEB = re.compile(r"https?://[^\s)\]\"'<>`]+", re.IGNORECASE)
TARGET = re.compile(
    r"\]\(\s*<?([^)\s>]+)"  # [text](target)
    r"|^\[[^\]]+\]:\s*<?([^\s>]+)"  # [label]: target
    r"|(?:href|src)\s*=\s*[\"']([^\"']+)",
    re.MULTILINE | re.IGNORECASE,
)
"""Where a link in Markdown or HTML leads."""


def holders(text: str, assignments: Iterable[str]) -> Iterator[str]:
    """What in a text leads to the folders that hold answers, of these assignments or on the web."""
    for folder in ("source", "solutions"):
        for assignment in sorted(assignments):
            if f"{folder}/{assignment}" in text:
                yield f"it leads to {folder}/{assignment}, where answers are"
        for address in WEB.findall(text):
            if folder in urlsplit(address).path.split("/"):
                yield f"it leads to {address}, where answers may be"


def astray(name: str, text: str, files: Files) -> Iterator[str]:
    """The links in the prose of a file that lead to none of these files, nor to the web."""
    for groups in TARGET.findall(text):
        target = "".join(groups)
        parts = urlsplit(target)
        path = normpath(join(dirname(name), unquote(parts.path)))
        here = path in files or any(other.startswith(f"{path}/") for other in files)
        if parts.scheme == "file" or (parts.path and not parts.scheme and not here):
            yield f"it links to {target}, which is not handed out"
