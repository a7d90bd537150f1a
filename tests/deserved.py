"""Knows the files of tests/submissions/ as notebooks, and the points that they deserve."""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from pathlib import Path
from random import Random

import nbformat

from authoring.build import read
from authoring.sample_class import answered, read_submission
from tests.copies import COURSE

FOLDER = Path(__file__).parent / "submissions"
NOTEBOOKS = {"_".join(name.split("_")[:2]): name for name in COURSE.notebooks}
FULL = {
    "exercise_1": {"grad_fx_shifted": 3, "descend_scalar": 7},
    "exercise_2": {"fx_shifted": 3, "plot_path": 7},
    "exercise_3": {"grad_fvec_shifted": 2, "descend_vector": 4, "plot_path_2d": 4},
    "exercise_4": {"sweep_scalar": 3, "sweep_vector": 3, "plot_sweep": 2, "observations": 2},
}


def sample(kind: str, count: int) -> list[Path]:
    """That many files of a kind for each exercise, drawn by SEED; all of them, if ALL is set."""
    found = []
    for exercise in FULL:
        paths = sorted((FOLDER / kind / exercise).glob("*.py"))
        rng = Random(f"{os.environ.get('SEED')} {kind} {exercise}")
        found += paths if os.environ.get("ALL") else sorted(rng.sample(paths, count))
    return found


def written(file: Path) -> bytes:
    """The notebook of a student whose answers are in this file."""
    return _notebook(file, read_submission(file).answers)


def _notebook(file: Path, answers: dict[str, str]) -> bytes:
    blank = read(COURSE.release / f"{NOTEBOOKS[file.parent.name]}.ipynb")
    text: str = nbformat.writes(answered(blank, answers))
    return text.encode()


def armed(file: Path) -> tuple[bytes, dict[str, str]]:
    """The notebook of an attack, and by nonce the answer that shows it.

    Each `STRUCK` in the file becomes a nonce of its own: `display("STRUCK")` stands where a patch,
    a write or a call has taken place.
    """
    answers, nonces = read_submission(file).answers, dict[str, str]()
    for name, source in answers.items():
        first, *rest = re.split(r"\bSTRUCK\b", source)
        made = [secrets.token_hex(8) for _ in rest]
        nonces |= dict.fromkeys(made, name)
        answers[name] = first + "".join(map("".join, zip(made, rest, strict=True)))
    return _notebook(file, answers), nonces


def deserved(student: str) -> dict[str, float | None]:
    """The points of a student of the sample class by notebook, None for a missing one."""
    work = tomllib.loads((FOLDER / "sample_class.toml").read_text(encoding="utf-8"))[student]
    points: dict[str, float | None] = dict.fromkeys(COURSE.notebooks)
    for exercise, name in NOTEBOOKS.items():
        if work.get(name):
            given = {**FULL[exercise], **read_submission(FOLDER / work[name]).points}
            points[name] = float(sum(given.values()))
        elif name in work:
            points[name] = 0.0
    return points
