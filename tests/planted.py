"""Knows a course and a home that no student may see, and the graders that hide them."""

from __future__ import annotations

import copy
import dataclasses
import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path

import matplotlib
import pytest

from grading.checker.grader import Grader, Limits
from tests.probes import PATIENCE, SMALL

PLANT = "planted-"
"""How every secret begins: names of files, what is in them, and a variable of the environment."""

CALM = dataclasses.replace(SMALL, cell_seconds=20.0, notebook_seconds=60.0)
"""Limits for attacks that take their time."""

_FILES = (
    *("course/planted-gradebook.db", "course/source/planted-source.ipynb", "home/planted-key"),
    *("course/submitted/other/planted-answer.ipynb", "home/.ssh/planted-ssh"),
)
_PLACES = pytest.StashKey[list[Path]]()
_GRADER, _UNPROTECTED = pytest.StashKey[Grader](), pytest.StashKey[Grader]()


def places(config: pytest.Config) -> list[Path]:
    """The hidden folders: a course and a home out of sight, and both within what is shown."""
    if _PLACES not in config.stash:
        shown = Path(sys.prefix, "share", f"probed-{os.getpid()}")
        tops = [Path(tempfile.mkdtemp(prefix="instructor-")), shown]
        for path in (top / name for top in tops for name in _FILES):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.parent.chmod(0o777)
            path.write_text(f"{PLANT}secret")
            path.chmod(0o666)
        for top in tops:
            config.add_cleanup(lambda top=top: shutil.rmtree(top))  # type: ignore[misc]
        config.stash[_PLACES] = [top / name for top in tops for name in ("course", "home")]
    return config.stash[_PLACES]


def are_untouched(config: pytest.Config) -> bool:
    """True if every file in the hidden folders is there, as it was, and no other."""
    files = [path for place in places(config) for path in place.rglob("*") if path.is_file()]
    return len(files) == 2 * len(_FILES) and {f.read_text() for f in files} == {f"{PLANT}secret"}


def grader(config: pytest.Config, limits: Limits = SMALL) -> Grader:
    """A grader with these limits of time; behind all of them is one warm parent for a run."""
    if _GRADER not in config.stash:
        hidden = [str(place) for place in places(config)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MPLCONFIGDIR", matplotlib.get_cachedir())  # a list of fonts saves seconds
            patch.setenv("HOME", hidden[1])
            patch.setenv("GRADER_TOKEN", f"{PLANT}token")
            config.stash[_GRADER] = started = Grader(SMALL, hidden=hidden)
            started.start()
        config.add_cleanup(lambda: stop(started))
    timed = copy.copy(config.stash[_GRADER])
    timed._limits = limits  # a checker is told them with each job
    return timed


def unprotected(config: pytest.Config) -> Grader:
    """A grader that shuts nothing in: only for attacks on what a test has made, one by one."""
    if _UNPROTECTED not in config.stash:
        config.stash[_UNPROTECTED] = started = Grader(CALM, isolated=False)
        started.start()
        config.add_cleanup(lambda: stop(started))
    return config.stash[_UNPROTECTED]


def stop(grader: Grader) -> None:
    """Stop a grader, or go on without it if it does not want to."""
    stopping = threading.Thread(target=grader.stop, daemon=True)
    stopping.start()
    stopping.join(PATIENCE)
