"""nbgrader as this project uses it: its commands, its gradebook, its secrets, its released
notebooks.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from functools import cache, cached_property, partial
from glob import glob
from itertools import chain, count
from pathlib import Path
from typing import IO, Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.nbgraderapp import NbGraderApp
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default.exchange import Exchange
from nbgrader.nbgraderformat import MetadataValidator, SchemaTooNewError, ValidationError
from nbgrader.preprocessors import ClearSolutions, ComputeChecksums, InstantiateTests, SaveCells
from nbgrader.utils import find_all_files, is_grade, is_task
from sqlalchemy.engine import make_url
from traitlets import import_item
from traitlets.config import Config

from grading.core import fast_imports
from grading.core.beside import FilesBeside
from grading.core.course import Assignment, config_folder, read_config
from grading.core.errors import UsageError
from grading.core.reference import Imports, ReferenceNotebook
from grading.gradebook.database import check_schema
from grading.intake.cells import imports
from grading.intake.global_names import read_names
from grading.intake.layout import student_folders

# How to reach nbgrader: its gradebook and its commands.


def open_gradebook(assignment: Assignment) -> Gradebook:
    """The course's gradebook, to be used in a `with` statement; made if there is none.

    Raises SQLAlchemy's DBAPIError where the database does not answer, OlderGradebook where an older
    nbgrader has made it.
    """
    return opened(course_directory(assignment))


def opened(course: CourseDirectory) -> Gradebook:
    """The gradebook that this command of nbgrader's works with, as `open_gradebook` gives it."""
    os.environ["PATH"] = command_path()
    check_schema(course.db_url)
    return Gradebook(course.db_url, course.course_id)


def has_gradebook(assignment: Assignment) -> bool:
    """False while opening the gradebook would make a new file."""
    return is_made(course_directory(assignment).db_url)


def is_made(db_url: str) -> bool:
    """False for a database that is a file which is not there."""
    url = make_url(db_url)
    return not url.drivername.startswith("sqlite") or Path(url.database or "").exists()


def course_directory(assignment: Assignment) -> CourseDirectory:
    """The folders and the gradebook of an assignment, as nbgrader_config.py says."""
    return CourseDirectory(config=load_config(assignment), assignment_id=assignment.name)


def shown(course: CourseDirectory, path: Path) -> str:
    """A path as it is told, from the course's folder."""
    return os.path.relpath(path, course.root)


def load_config(assignment: Assignment) -> Config:
    """What nbgrader_config.py says, so that this package and nbgrader agree.

    Raises UsageError where Python cannot run it.
    """
    config = read_config(config_folder(assignment.root))
    config.CourseDirectory.setdefault("root", str(assignment.root))
    return config


def source_of(course: CourseDirectory) -> Path:
    """The folder of the assignment's source notebooks."""
    return _folder(course, course.source_directory)


def release_of(course: CourseDirectory) -> Path:
    """The folder of the assignment's released notebooks."""
    return _folder(course, course.release_directory)


def _folder(course: CourseDirectory, step: str) -> Path:
    return Path(os.path.normpath(course.format_path(step, ".", course.assignment_id)))


START = f"import {fast_imports.__name__}; from nbgrader.apps.nbgraderapp import main; main()"
"""nbgrader's program, begun in half the time."""


def nbgrader(assignment: Assignment, command: str, *options: str) -> None:
    """Run one of nbgrader's commands for the assignment, and show the errors that it logs.

    Raises UsageError where it ends with another status than 0.
    """
    words = [command, assignment.name, *options, "--log-level=ERROR"]
    home = config_folder(assignment.root)
    at_home = Path.cwd() == home and sys.path[0] in ("", str(home))
    with tempfile.TemporaryFile("w+") as said:
        if at_home and threading.active_count() == 1 and hasattr(os, "fork"):
            status = _in_a_fork(words, said)
        else:
            status = subprocess.run(
                [sys.executable, "-c", START, *words],
                cwd=home,
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


PYTHON = "python"

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
        source = _gradable(path)
        steps = list(
            GenerateAssignment(coursedir=self._coursedir, config=self._config).preprocessors
        )
        steps = [import_item(step) if isinstance(step, str) else step for step in steps]
        cut = steps.index(SaveCells) if SaveCells in steps else len(steps)
        held = self._held(name)
        written = partial(self._with_written_tests, held)
        first = [written if step is InstantiateTests else step for step in steps[:cut]]
        notebook = self._after([*first, give_ids], source)
        public = self._after([s for s in steps[cut + 1 :] if s is not ComputeChecksums], notebook)
        self._compare_with_gradebook(name, notebook, held)
        pairs = zip(notebook.cells, public.cells, strict=True)
        differ = {o.id: p.source for o, p in pairs if o.source != p.source}
        solution = b""
        if solved:
            kept = [step for step in first if step not in TAKE_OUT]
            answered = self._after([*kept, give_ids], source)
            solution = nbformat.writes(answered).encode()
        names = read_names(notebook, source, differ)
        imported = _imports(source, public, notebook)
        return ReferenceNotebook(notebook, differ, self._files, solution, names, imported)

    def _held(self, name: str) -> dict[str, tuple[str, str]]:
        """The checksum and the source that the gradebook holds of a notebook's cells, by name."""
        with Gradebook(self._coursedir.db_url, self._coursedir.course_id) as gradebook:
            held = gradebook.find_notebook(name, self._coursedir.assignment_id).source_cells
            return {cell.name: (cell.checksum, cell.source) for cell in held}

    def _with_written_tests(
        self, held: Mapping[str, tuple[str, str]], notebook: NotebookNode, resources: Any
    ) -> tuple[NotebookNode, Any]:
        """Put the tests that nbgrader has written for lines with AUTOTEST in their place.

        They stand in the gradebook. To write them again would run the solution in a kernel, and
        would give others where that draws random numbers.
        """
        mark = InstantiateTests(config=self._config).autotest_delimiter
        for cell in notebook.cells:
            if cell.cell_type == "code" and mark in cell.source and is_grade(cell):
                _, cell.source = held.get(cell.metadata.nbgrader.grade_id, ("", cell.source))
        return notebook, resources

    def _after(self, steps: Sequence[Any], notebook: NotebookNode) -> NotebookNode:
        """The notebook after these of nbgrader's steps, which read files from the course's root."""
        # Validated once at the end: a check between two steps would give cells random ids.
        exporter = NotebookExporter(config=self._config, optimistic_validation=True)
        for step in steps:
            exporter.register_preprocessor(step, enabled=True)
        where = {"metadata": {"path": str(self._folder)}}
        with contextlib.chdir(self._coursedir.root):
            text, _ = exporter.from_notebook_node(notebook, where)
        after: NotebookNode = nbformat.reads(text, as_version=4)
        return after

    def _compare_with_gradebook(
        self, name: str, notebook: NotebookNode, held: Mapping[str, tuple[str, str]]
    ) -> None:
        marks = [c.metadata.nbgrader for c in notebook.cells if is_grade(c) or is_task(c)]
        for mark in marks:
            if held.get(mark.grade_id, ("", ""))[0] != mark.get("checksum"):
                what = f"has another {mark.grade_id} in {name} than the gradebook"
                raise NotReleased(self._advice(what))

    def _advice(self, what: str) -> str:
        name = self._coursedir.assignment_id
        return f"The assignment '{name}' {what}: run nbgrader generate_assignment {name} --force."


def _gradable(path: Path) -> NotebookNode:
    """A source notebook, with metadata as this nbgrader writes them; UsageError if it cannot be."""
    source: NotebookNode = MetadataValidator().upgrade_notebook_metadata(read_with_ids(path))
    try:
        MetadataValidator().validate_nb(source)
    except SchemaTooNewError as error:
        raise UsageError(
            f"{path} was made with a newer nbgrader (metadata of version {error.actual_version}, "
            f"not {error.expected_version}): install that one, and run the same command again."
        ) from error
    except ValidationError:
        pass  # to release it says so
    kernel, told = (source.metadata.get(key, {}) for key in ("kernelspec", "language_info"))
    language = str(kernel.get("language") or told.get("name") or PYTHON)
    if PYTHON not in language.lower():
        raise UsageError(
            f"{path} is in {language}, and this project grades Python alone: choose a Python "
            "kernel for it in JupyterLab, save it, and run the same command again."
        )
    return source


# Cells of notebooks from before format 4.5 have no ids; here every cell has one, always the same.

CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
"""What format 4.5 takes for a cell's id."""


def read_with_ids(path: Path) -> NotebookNode:
    """A notebook of any format in format 4.5; cells without an id get one from `give_ids`.

    nbformat would give them random ones, which differ with each reading.
    """
    whole = json.loads(path.read_text(encoding="utf-8-sig"))
    if whole.get("nbformat") != 4:
        whole = nbformat.convert(nbformat.from_dict(whole), 4)
        for cell in whole.cells:
            cell.pop("id", None)
    notebook: NotebookNode = nbformat.reads(json.dumps(give_ids(whole, None)[0]), as_version=4)
    return notebook


def give_ids(notebook: Any, resources: Any) -> tuple[Any, Any]:
    """The notebook in format 4.5: a cell without an id of its own has its grade_id, or its place.

    A step of nbgrader's, as `resources` say, which stay as they are.
    """
    notebook["nbformat_minor"] = max(5, notebook["nbformat_minor"])
    taken: set[str] = set()
    without = []
    for place, cell in enumerate(notebook["cells"], start=1):
        if "id" in cell and cell["id"] not in taken:
            taken.add(cell["id"])
        else:
            without.append((place, cell))
    for place, cell in without:
        name = str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
        wanted = chain([name] if CELL_ID.fullmatch(name) else [], _places(place))
        cell["id"] = next(each for each in wanted if each not in taken)
        taken.add(cell["id"])
    return notebook, resources


def _places(place: int) -> Iterator[str]:
    yield f"place-{place}"
    yield from (f"place-{place}-{number}" for number in count(2))
