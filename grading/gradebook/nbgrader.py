"""nbgrader as this project uses it: its commands, its gradebook, its secrets, its released
notebooks.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from fnmatch import fnmatch
from functools import cache, cached_property
from glob import glob
from pathlib import Path
from typing import IO

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.nbgraderapp import NbGraderApp
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default.exchange import Exchange
from nbgrader.preprocessors import ClearSolutions, ComputeChecksums, SaveCells
from nbgrader.utils import find_all_files, is_grade, is_task
from sqlalchemy.engine import make_url
from traitlets import import_item
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from grading.core import fast_imports
from grading.core.beside import FilesBeside
from grading.core.course import Assignment
from grading.core.errors import UsageError
from grading.core.reference import Imports, ReferenceNotebook
from grading.gradebook.database import check_schema
from grading.intake.cells import imports
from grading.intake.layout import student_folders

# How to reach nbgrader: its gradebook and its commands.


def open_gradebook(assignment: Assignment) -> Gradebook:
    """The course's gradebook, to be used in a `with` statement; made if there is none.

    Raises SQLAlchemy's DBAPIError where the database does not answer, OlderGradebook where an older
    nbgrader has made it.
    """
    os.environ["PATH"] = command_path()
    course = load_config(assignment).CourseDirectory
    check_schema(course.db_url)
    return Gradebook(course.db_url, course.course_id)


def has_gradebook(assignment: Assignment) -> bool:
    """False while opening the gradebook would make a new file."""
    url = make_url(load_config(assignment).CourseDirectory.db_url)
    return not url.drivername.startswith("sqlite") or Path(url.database or "").exists()


def load_config(assignment: Assignment) -> Config:
    """What nbgrader_config.py says, so that this package and nbgrader agree."""
    loader = PyFileConfigLoader("nbgrader_config.py", path=str(assignment.root))
    config: Config = loader.load_config()
    return config


START = f"import {fast_imports.__name__}; from nbgrader.apps.nbgraderapp import main; main()"
"""nbgrader's program, begun in half the time."""


def nbgrader(assignment: Assignment, command: str, *options: str) -> None:
    """Run one of nbgrader's commands for the assignment, and show the errors that it logs.

    Raises UsageError where it ends with another status than 0.
    """
    words = [command, assignment.name, *options, "--log-level=ERROR"]
    at_home = Path.cwd() == assignment.root and sys.path[0] in ("", str(assignment.root))
    with tempfile.TemporaryFile("w+") as said:
        if at_home and threading.active_count() == 1 and hasattr(os, "fork"):
            status = _in_a_fork(words, said)
        else:
            status = subprocess.run(
                [sys.executable, "-c", START, *words],
                cwd=assignment.root,
                env={**os.environ, "PATH": command_path()},
                stdout=subprocess.DEVNULL,
                stderr=said,
            ).returncode
        said.seek(0)
        print(said.read(), end="", file=sys.stderr)
    if status:
        raise UsageError(f"nbgrader {command} did not finish: its own message is above.")


def _in_a_fork(words: Sequence[str], said: IO[str]) -> int:
    """Run nbgrader in a copy of this process, which has imported it; its exit status."""

    def run() -> None:
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(said.fileno(), 2)
        os.environ["PATH"] = command_path()
        NbGraderApp.launch_instance(list(words))

    sys.stdout.flush()
    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join()
    return process.exitcode or 0


def command_path() -> str:
    """PATH with this environment's commands first: nbgrader calls `alembic` by its bare name."""
    scripts, path = str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)
    return path if path.startswith(scripts) else os.pathsep.join([scripts, path])


# Which folders and notebooks nbgrader's commands work on.


def find_notebooks(converter: BaseConverter, *, without: bool = False) -> bool:
    """Give nbgrader's converter the students' folders and the notebooks in them; False if none.

    It looks for them with `glob` itself, which finds nothing in a folder called `ann [group 2]`.
    Here the id of a student is a name first, and a pattern second. Folders `without` a notebook are
    among them only if that is asked for.
    """
    course, found = converter.coursedir, {}
    for folder in student_folders(course, converter._input_directory):
        names = glob("*.ipynb", root_dir=folder.path)
        wanted = [name for name in names if fnmatch(Path(name).stem, course.notebook_id)]
        if wanted or without:
            found[str(folder.path)] = [str(folder.path / name) for name in wanted]
        else:
            converter.log.warning("There is no notebook in %s", folder.path)
    converter.assignments, converter.notebooks = found, []
    return bool(found)


# Which folders hold what no student may see.


def secret_folders(course: CourseDirectory, config: Config) -> list[str]:
    """The course, its gradebook, the instructor's home and nbgrader's exchange, where they are."""
    found = {course.root, str(Path.home()), Exchange(coursedir=course, config=config).root}
    steps = ("source", "release", "submitted", "autograded", "feedback", "solution")
    for step in steps:
        found.add(str(Path(course.root, getattr(course, f"{step}_directory"))))
    url = make_url(course.db_url)
    if url.drivername.startswith("sqlite") and url.database:
        found.add(str(Path(course.root, url.database).parent))
    return sorted(found)


# The instructor's side of a notebook: tests, stubs, and what of them is public.


TAKE_OUT = (ClearSolutions, ComputeChecksums)
"""nbgrader's steps without which a source notebook keeps its answers."""


class NotReleased(UsageError):
    """The gradebook does not hold this assignment as its source is now; one sentence."""


def _imports(source: NotebookNode, public: NotebookNode, notebook: NotebookNode) -> Imports:
    """What a notebook imports: in public, where it solves a task, and in hidden tests alone."""
    answers = (c for c in source.cells if c.metadata.get("nbgrader", {}).get("solution"))
    cells = (c for c in (*public.cells, *answers) if c.cell_type == "code")
    found = imports(cell.source for cell in cells)
    every = imports(cell.source for cell in notebook.cells if cell.cell_type == "code")
    return Imports(found, {name: every[name] for name in every if name not in found})


class ReferenceLoader:
    """The instructor's notebooks of one assignment, and the files beside them."""

    def __init__(self, coursedir: CourseDirectory, config: Config) -> None:
        self._coursedir, self._config = coursedir, config
        self._folder = Path(
            coursedir.format_path(coursedir.source_directory, ".", coursedir.assignment_id)
        )

    def names(self) -> list[str]:
        """The notebooks that the gradebook holds; raises NotReleased if it has none.

        Raises OlderGradebook where an older nbgrader has made it.
        """
        check_schema(self._coursedir.db_url)
        with Gradebook(self._coursedir.db_url, self._coursedir.course_id) as gradebook:
            try:
                assignment = gradebook.find_assignment(self._coursedir.assignment_id)
            except MissingEntry:
                raise NotReleased(self._advice("is not in the gradebook")) from None
            if names := sorted(notebook.name for notebook in assignment.notebooks):
                return names
            raise NotReleased(self._advice("has no notebook in the gradebook"))

    @cached_property
    def _files(self) -> FilesBeside:
        """A copy of what is released beside the notebooks.

        Raises UsageError where it cannot be read, or is too large.
        """
        found = find_all_files(str(self._folder), [*self._coursedir.ignore, "*.ipynb"])
        names = [os.path.relpath(path, self._folder) for path in found]
        return FilesBeside.copied(self._folder, names)

    @cache  # noqa: B019 - an assignment is graded once, and its few notebooks are needed by all
    def master(self, name: str, *, solved: bool = False) -> ReferenceNotebook:
        """What that notebook is graded with; raises NotReleased where the gradebook differs.

        With the instructor's answers beside, if it is to be `solved`, too.
        """
        path = self._folder / f"{name}.ipynb"
        if not path.exists():
            raise NotReleased(self._advice(f"has no notebook {path}"))
        source = nbformat.read(path, as_version=4)
        steps = list(
            GenerateAssignment(coursedir=self._coursedir, config=self._config).preprocessors
        )
        steps = [import_item(step) if isinstance(step, str) else step for step in steps]
        cut = steps.index(SaveCells) if SaveCells in steps else len(steps)
        notebook = self._after(steps[:cut], source)
        public = self._after([s for s in steps[cut + 1 :] if s is not ComputeChecksums], notebook)
        self._compare_with_gradebook(name, notebook)
        pairs = zip(notebook.cells, public.cells, strict=True)
        differ = {o.id: p.source for o, p in pairs if o.source != p.source}
        solution = b""
        if solved:
            answered = self._after([s for s in steps[:cut] if s not in TAKE_OUT], source)
            solution = nbformat.writes(answered).encode()
        return ReferenceNotebook(
            notebook, differ, self._files, solution, _imports(source, public, notebook)
        )

    def _after(self, steps: list[type], notebook: NotebookNode) -> NotebookNode:
        exporter = NotebookExporter(config=self._config)
        for step in steps:
            exporter.register_preprocessor(step, enabled=True)
        text, _ = exporter.from_notebook_node(notebook)
        after: NotebookNode = nbformat.reads(text, as_version=4)
        return after

    def _compare_with_gradebook(self, name: str, notebook: NotebookNode) -> None:
        marks = [c.metadata.nbgrader for c in notebook.cells if is_grade(c) or is_task(c)]
        with Gradebook(self._coursedir.db_url, self._coursedir.course_id) as gradebook:
            held = gradebook.find_notebook(name, self._coursedir.assignment_id).source_cells
            sums = {cell.name: cell.checksum for cell in held}
        for mark in marks:
            if sums.get(mark.grade_id, "") != mark.get("checksum"):
                what = f"has another {mark.grade_id} in {name} than the gradebook"
                raise NotReleased(self._advice(what))

    def _advice(self, what: str) -> str:
        name = self._coursedir.assignment_id
        return f"The assignment '{name}' {what}: run nbgrader generate_assignment {name} --force."
