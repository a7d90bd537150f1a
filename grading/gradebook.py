"""Knows how to reach nbgrader: its gradebook and its commands; not what is written there."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path

from nbgrader.api import Gradebook
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SAWarning
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from grading.course import Assignment, CourseError


def open_gradebook(assignment: Assignment) -> Gradebook:
    """The course's gradebook, to be used in a `with` statement; made if there is none."""
    os.environ["PATH"] = command_path()
    course = load_config(assignment).CourseDirectory
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


def nbgrader(assignment: Assignment, command: str, *options: str) -> None:
    """Run one of nbgrader's commands for the assignment, and show the errors that it logs."""
    words = [sys.executable, "-m", "nbgrader", command, assignment.name, *options]
    done = subprocess.run(
        [*words, "--log-level=ERROR"],
        cwd=assignment.root,
        env={**os.environ, "PATH": command_path()},
        capture_output=True,
        text=True,
    )
    print(done.stderr, end="", file=sys.stderr)
    if done.returncode:
        raise CourseError(f"nbgrader {command} did not finish: its own message is above.")


def quiet() -> None:
    """Keep from users what SQLAlchemy 2.1 says to every submission that nbgrader adds."""
    warnings.filterwarnings("ignore", "Object of type .* not in session", SAWarning)


def command_path() -> str:
    """PATH with this environment's commands first: nbgrader calls `alembic` by its bare name."""
    scripts, path = str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)
    return path if path.startswith(scripts) else os.pathsep.join([scripts, path])
