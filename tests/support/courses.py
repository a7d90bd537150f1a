"""Copies of the course for tests to change, the kinds of its cells, nbgrader's commands in it."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest.mock import patch

from nbformat import NotebookNode
from nbgrader.apps import NbGraderApp
from packaging.requirements import Requirement
from traitlets.config import Application

from grading.core.course import ROOT, Assignment, find_assignment
from grading.gradebook.nbgrader import command_path, nbgrader

# How to copy the course, or parts of it, to where a test may change them.

COURSE = find_assignment("gradient_descent", ROOT)
GRADING = ("grading", "source", "release", "tests/submissions", "nbgrader_config.py")
STOCK_PAGES = """
for name in ("preprocessors", "filters", "sanitize_html"):
    c.HTMLExporter.pop(name)
for name in ("preprocessors", "exporter_class"):
    c.GenerateFeedback.pop(name)
"""
STOCK = f"{STOCK_PAGES}c.pop('Autograde')  # nbgrader's own pipeline\n"


def copy_course(target: Path, *parts: str) -> Assignment:
    """The assignment in a copy of these parts, or of all that grading needs."""
    for part in parts or GRADING:
        source = COURSE.root / part
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target / part)
    return Assignment(COURSE.name, target)


def release_course(target: Path, *, settings: str = "") -> Assignment:
    """A copy of the course with these settings more, in which the assignment is released.

    nbgrader releases it once for all processes of a run of the tests.
    """
    shared = Path(os.environ["SHARED"])
    if not (shared / "course").exists():
        with tempfile.TemporaryDirectory(dir=shared) as made:
            nbgrader(copy_course(Path(made, "course")), "generate_assignment", "--force")
            with contextlib.suppress(OSError):  # another process was quicker
                Path(made, "course").rename(shared / "course")
    shutil.copytree(shared / "course", target, dirs_exist_ok=True)
    with (target / "nbgrader_config.py").open("a") as config:
        config.write(settings)
    return Assignment(COURSE.name, target)


def requirements(path: Path) -> list[Requirement]:
    """The packages that requirements.txt, or pyproject.toml with all its extras, asks for."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        extras = tomllib.loads(text)["project"]["optional-dependencies"].values()
        return [Requirement(line) for lines in extras for line in lines]
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    return [Requirement(line) for line in lines if line]


# The kinds of cells in a notebook, and which notebooks are kept without outputs.

SHARP = '%config InlineBackend.figure_formats = ["retina"]'
"""The one line of a notebook that is IPython's and not Python: figures at twice the pixels."""


def is_demo(path: Path) -> bool:
    return path.parent == COURSE.demos


def is_source(path: Path) -> bool:
    return path.parent == COURSE.source


def is_release(path: Path) -> bool:
    return path.parent == COURSE.release


def is_blank(path: Path) -> bool:
    """True where no outputs are stored."""
    return is_source(path) or is_release(path)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def python(cell: NotebookNode) -> str:
    """The cell's source as Python alone."""
    return str(cell.source).replace(SHARP, "")


# How an ordinary user reaches this Python and this course, wherever root keeps them.

TREES = sorted({sys.prefix, sys.base_prefix, str(COURSE.root)}, key=len)


def closed_to_others(path: Path) -> Path | None:
    """The outermost folder on the way to `path` that not everybody may enter."""
    ways = [path, *path.parents][::-1]
    return next((way for way in ways if not way.stat().st_mode & 0o001), None)


def opened(aside: Path) -> str:
    """Shell commands that let everybody reach the trees, in a mount namespace of their own."""
    commands = ["set -e"]
    for number, closed in enumerate(sorted({c for t in TREES if (c := closed_to_others(Path(t)))})):
        kept = aside / str(number)
        commands += [
            f"mkdir {kept}",
            f"mount --rbind {closed} {kept}",
            f"mount -t tmpfs -o mode=755 tmpfs {closed}",
        ]
        for tree in (Path(tree) for tree in TREES if Path(tree).is_relative_to(closed)):
            commands += [
                f"mkdir -p {shlex.quote(str(tree))}",
                f"mount --rbind {kept / tree.relative_to(closed)} {shlex.quote(str(tree))}",
            ]
    return "\n".join(commands)


# Nbgrader's command line, called in this process, which has imported nbgrader, or in its own.

UNSEEN = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
"""Warnings that Python keeps from who runs a command."""


def command(
    assignment: Assignment, *words: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """One of nbgrader's commands, as an instructor types it in the course's folder.

    It is a call in this process. What it raises and does not turn into an exit status is raised.
    """
    out, err = io.StringIO(), io.StringIO()
    status: object = 0
    with (
        contextlib.chdir(assignment.root),
        _environment({"PATH": command_path(), **environment}),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        warnings.catch_warnings(record=True) as warned,
    ):
        warnings.simplefilter("default")
        for category in UNSEEN:
            warnings.simplefilter("ignore", category)
        try:
            NbGraderApp.launch_instance(list(words))
        except SystemExit as ended:
            status = ended.code or 0
        finally:
            if Application.initialized():
                type(Application.instance()).clear_instance()
    said = "".join(f"{each.category.__name__}: {each.message}\n" for each in warned)
    code = status if isinstance(status, int) else 1
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue() + said)


def typed(assignment: Assignment, *words: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own, where nothing of this one is there to help."""
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=assignment.root,
        env={**os.environ, "PATH": command_path()},
        capture_output=True,
        text=True,
    )


@contextlib.contextmanager
def _environment(changes: Mapping[str, str]) -> Iterator[None]:
    """Change the environment, and the zone of local times with it."""
    try:
        with patch.dict(os.environ, changes):
            time.tzset()
            yield
    finally:
        time.tzset()
