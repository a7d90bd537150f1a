"""nbval, as `make test` calls it, compares what the notebooks print and can fail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from grading.course import notebooks_in
from grading.derived import read
from tests.cells import code_cells
from tests.copies import COURSE


def nbval(path: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", path.name]
    return subprocess.run(words, cwd=path.parent, capture_output=True, text=True)


@pytest.mark.parametrize("planted", [False, True], ids=["as it is", "with a changed number"])
def test_a_number_changed_in_an_output_fails(planted: bool, tmp_path: Path) -> None:
    notebook = read(notebooks_in(COURSE.demos)[0])
    cell = next(cell for cell in code_cells(notebook) if cell.id == "descent")
    notebook.cells = [c for c in notebook.cells if c.id in {"imports", "functions", "one_step"}]
    notebook.cells.append(cell)
    if planted:
        cell.outputs[0].text = cell.outputs[0].text.replace("0.0576", "0.0577")
    path = tmp_path / "copy.ipynb"
    nbformat.write(notebook, path)
    done = nbval(path)
    assert done.returncode == (1 if planted else 0), done.stdout
    assert ("1 failed" in done.stdout) == planted


def test_only_the_sliders_are_left_out() -> None:
    ignored = [
        cell.id
        for folder in (COURSE.demos, COURSE.solutions)
        for path in notebooks_in(folder)
        for cell in code_cells(read(path))
        if any("nbval" in tag for tag in cell.metadata.get("tags", []))
    ]
    assert ignored == ["step_slider", "rate_slider"]
