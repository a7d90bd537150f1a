"""The course: its folders, its assignments and their notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from grading.core.errors import GradingError, UsageError
from grading.core.text import first_line

ROOT = Path(__file__).resolve().parents[2]
"""The folder that this package lies in: this course, or where Python keeps what is installed."""

CONFIG = "nbgrader_config.py"
"""The file that makes a folder the folder of a course."""

FOLDERS = ("source", "release", "submitted", "autograded", "feedback")
"""The folders of a course, which have the names that nbgrader gives them."""

FIRST = "gradient_descent"
"""The assignment that is meant where a command names none, in a course that has it."""

ANY = "*"
"""Stands for an assignment where a command is about the whole course."""

SAMPLE_PREFIX = "sample_"
"""How the names of the sample class's students begin."""


@dataclass(frozen=True)
class Assignment:
    """One nbgrader assignment of the course in `root`."""

    name: str
    root: Path = ROOT

    @property
    def source(self) -> Path:
        return self.root / "source" / self.name

    @property
    def release(self) -> Path:
        return self.root / "release" / self.name

    @property
    def solutions(self) -> Path:
        return self.root / "solutions" / self.name

    @property
    def demos(self) -> Path:
        return self.root / "notebooks"

    @property
    def submitted(self) -> Path:
        return self.root / "submitted"

    @property
    def notebooks(self) -> list[str]:
        """The exercises' names, in order and without their ending."""
        return [path.stem for path in notebooks_in(self.source)]

    def students(self) -> list[str]:
        """Who has handed something in for this assignment, in order."""
        return sorted(path.parent.name for path in self.submitted.glob(f"*/{self.name}"))


def notebooks_in(folder: Path) -> list[Path]:
    """The notebooks of a folder, in order; as for nbgrader, what begins with a dot is none."""
    return sorted(path for path in folder.glob("*.ipynb") if not path.name.startswith("."))


def assignments(root: Path) -> list[str]:
    """The names of the assignments of the course in `root`: the folders in source/, in order."""
    folders = (root / "source").iterdir() if (root / "source").is_dir() else ()
    return sorted(f.name for f in folders if not f.name.startswith(".") and notebooks_in(f))


def find_assignment(name: str | None = None, root: Path | None = None) -> Assignment:
    """The assignment of that name, or the one that is meant where none is named.

    Without `root` it is of the course that `course_root` finds. Raises UsageError that lists the
    assignments there are.
    """
    course = course_root() if root is None else root
    names = assignments(course)
    if name in names:
        return Assignment(str(name), course)
    if name in (None, ANY) and names and (FIRST in names or name == ANY or len(names) == 1):
        return Assignment(FIRST if FIRST in names else names[0], course)
    raise UsageError(_no_assignment(name, names, course))


def _no_assignment(name: str | None, names: list[str], course: Path) -> str:
    """A sentence that says which assignments there are, and where."""
    elsewhere = course not in (here := Path.cwd().resolve(), *here.parents)
    where = f" in {course}" if elsewhere else ""
    if not names:
        return (
            f"There is no assignment in {course / 'source'} yet: python -m grading new NAME lays "
            "down a small one."
        )
    if name is None:
        return f"Name one of the assignments{where}: {', '.join(names)}."
    said = f"There is no assignment '{name}'{where}; there is: {', '.join(names)}."
    advice = f" For another course, run the command in its folder, the one with {CONFIG}."
    return said + (advice if elsewhere else "")


def course_root() -> Path:
    """The course that a command is about: the one in whose folder it is typed, or this one.

    It is the nearest folder upwards with nbgrader_config.py, or what that file sets as the root.
    Raises UsageError where there is none, or where the file does not let this project grade.
    """
    here = Path.cwd().resolve()
    for folder in (here, *here.parents, ROOT):
        if (folder / CONFIG).is_file():
            return ROOT if folder == ROOT else _root_of(folder)
    raise UsageError(
        f"There is no {CONFIG} in {here}: go to the folder of your course, which has one, and run "
        "the same command there."
    )


def config_folder(root: Path) -> Path:
    """The folder whose nbgrader_config.py is that of the course in `root`.

    It is the course's own, whether it has the file or not, or one above the current folder that
    sets this root.
    """
    here = Path.cwd().resolve()
    if not (root / CONFIG).is_file():
        for folder in (here, *here.parents):
            if (folder / CONFIG).is_file() and _root_in(folder, read_config(folder)) == root:
                return folder
    return root


def _root_of(folder: Path) -> Path:
    """The course that nbgrader_config.py in that folder sets up; UsageError where it does not."""
    config = read_config(folder)
    if "exporter_class" not in config.Autograde:
        raise UsageError(
            f"{folder / CONFIG} does not set up this grader: add at its end the lines\n"
            "    from grading.plugins import course\n"
            "    course.configure(get_config(), __file__)\n"
            "and run the same command again."
        )
    for step in FOLDERS:
        if (name := config.CourseDirectory.get(f"{step}_directory", step)) != step:
            raise UsageError(
                f"{folder / CONFIG} calls the folder {step}/ '{name}', and python -m grading knows "
                f"it as {step}/ only: leave c.CourseDirectory.{step}_directory out, or use "
                "nbgrader's own commands."
            )
    return _root_in(folder, config)


def _root_in(folder: Path, config: Config) -> Path:
    return (folder / Path(config.CourseDirectory.get("root", folder)).expanduser()).resolve()


def read_config(folder: Path) -> Config:
    """What nbgrader_config.py in that folder says, which is nothing where there is none.

    Raises UsageError where Python cannot run it.
    """
    if not (folder / CONFIG).is_file():
        return Config()
    try:
        config: Config = PyFileConfigLoader(CONFIG, path=str(folder)).load_config()
    except (GradingError, ModuleNotFoundError):  # say what to do themselves, or who calls does
        raise
    except Exception as error:
        raise UsageError(
            f"{folder / CONFIG} cannot be read ({type(error).__name__}: {first_line(error)}): put "
            "that right, and run the same command again."
        ) from error
    return config
