"""Makes docs/report.png: `python -m benchmarks.report_picture`, which needs chromium, and a minute.

A made-up class is handed in, graded by the command for a class, and reported; the picture is what
a browser shows of the page's beginning.
"""

from __future__ import annotations

import base64
import contextlib
import io
import shutil
import subprocess
import sys
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random

import nbformat

from authoring.build import compact, read
from authoring.sample_class import DUE, Submission, answered, read_submission, set_due_date
from grading.core.course import ROOT, Assignment
from grading.report.command import report
from tests.support.classes import run
from tests.support.courses import release_course
from tests.support.submissions import FOLDER, FULL, NOTEBOOKS

TIMESTAMP = "timestamp.txt"

HARD = {
    "grad_fx_shifted": 0.2,
    "descend_scalar": 0.55,
    "fx_shifted": 0.2,
    "plot_path": 0.8,
    "grad_fvec_shifted": 0.35,
    "descend_vector": 0.75,
    "plot_path_2d": 0.85,
    "sweep_scalar": 0.7,
    "sweep_vector": 1.0,
    "plot_sweep": 0.9,
    "observations": 0.6,
}
"""How hard each part is, between 0 and 1."""


def hand_in(assignment: Assignment, students: int, *, seed: int) -> None:
    """Have so many students hand in; some are late, leave out a notebook or damage a file."""
    rng = Random(seed)
    for number in range(1, students + 1):
        folder = assignment.submitted / f"s{number:03}" / assignment.name
        folder.mkdir(parents=True)
        skill = rng.betavariate(2.2, 1.5)
        for exercise, name in NOTEBOOKS.items():
            if rng.random() > 0.13 * (1 - skill):
                (folder / f"{name}.ipynb").write_bytes(_notebook(exercise, skill, rng))
        late = timedelta(hours=rng.choice([*[-9] * 12, 3, 26]))
        (folder / TIMESTAMP).write_text(f"{DUE + late:%Y-%m-%d %H:%M:%S} UTC\n")
    set_due_date(assignment, DUE)


def _notebook(exercise: str, skill: float, rng: Random) -> bytes:
    """A notebook whose parts are each right, wrong, or left as they were handed out."""
    answers: dict[str, str] = {}
    right = _submissions("accepted", exercise)[0].answers
    for part in FULL[exercise]:
        luck = rng.random()
        if luck < HARD[part] * (1 - skill) * 0.4:
            continue
        wrong = _wrong(exercise, part)
        is_wrong = luck < HARD[part] * (1.25 - skill)
        answers[part] = wrong[int(len(wrong) * rng.random() ** 2.5)] if is_wrong else right[part]
    notebook = answered(read(_release(exercise)), answers)
    text: str = nbformat.writes(notebook)
    return text.encode() if rng.random() > 0.02 else text.encode()[:-40]


@cache
def _submissions(kind: str, exercise: str) -> list[Submission]:
    return [read_submission(path) for path in sorted((FOLDER / kind / exercise).glob("*.py"))]


@cache
def _wrong(exercise: str, part: str) -> list[str]:
    """Wrong answers to a part, always in the same order, which is not that of their names."""
    found = [s.answers[part] for s in _submissions("wrong", exercise) if part in s.points]
    return Random(part).sample(found, len(found))


def _release(exercise: str) -> Path:
    return FOLDER.parent.parent / "release" / "gradient_descent" / f"{NOTEBOOKS[exercise]}.ipynb"


STUDENTS, SEED = 64, 4
WIDTH, HEIGHT, SCALE = 1008, 1220, 1200 / 1008


def main() -> None:
    """Write the picture."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("There is no chromium here: install it (on Debian: apt install chromium).")
    with tempfile.TemporaryDirectory() as folder:
        assignment = release_course(Path(folder) / "course")
        hand_in(assignment, STUDENTS, seed=SEED)
        done = run(assignment)
        assert done.returncode == 0, done.stderr
        page, shot = Path(folder) / "class.html", Path(folder) / "shot.png"
        with contextlib.redirect_stdout(io.StringIO()):  # these paths are nobody's
            report(assignment, to=str(page), anonymous=True)
        _photograph(browser, page, shot)
        small = compact(base64.b64encode(shot.read_bytes()).decode())
        target = ROOT / "docs" / "report.png"
        target.write_bytes(base64.b64decode(small))
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1000:.0f} KB")


def _photograph(browser: str, page: Path, shot: Path) -> None:
    options = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--screenshot={shot}"]
    size = [f"--window-size={WIDTH},{HEIGHT}", f"--force-device-scale-factor={SCALE}"]
    subprocess.run([browser, *options, *size, page.as_uri()], check=True, capture_output=True)


if __name__ == "__main__":
    main()
