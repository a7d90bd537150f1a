"""Every notebook runs alone with the releases of IPython, NumPy and matplotlib that Colab has.

It makes an environment of its own, which takes minutes: `make prove` runs it, `make test` does not.
COLAB_PYTHON names an environment that is there already.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from authoring.build import ENCRYPTED, read
from authoring.sample_class import answered
from grading.core.course import notebooks_in
from tests.checks.test_tracebacks import COLOURS, SENTENCE, STUDENTS_OWN
from tests.support.courses import COURSE, code_cells
from tests.support.submissions import FULL, NOTEBOOKS

PACKAGES = (
    "torch==2.13.0",
    "ipython==7.34.0",
    "numpy==2.0.*",
    "matplotlib==3.10.*",
    "ipykernel==6.17.1",
    "ipywidgets==7.7.1",
)
NOTEBOOKS_THAT_RUN = [*notebooks_in(COURSE.demos), *notebooks_in(COURSE.solutions)]

pytestmark = pytest.mark.skipif(
    not (os.environ.get("ALL") or os.environ.get("COLAB_PYTHON")), reason="make prove runs this"
)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a kernel with Colab's packages, in a folder where only this run looks."""
    folder = tmp_path_factory.mktemp("colab")
    python = os.environ.get("COLAB_PYTHON") or str(folder / "bin" / "python")
    if "COLAB_PYTHON" not in os.environ:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    spec = folder / "share" / "jupyter" / "kernels" / "colab"
    spec.mkdir(parents=True)
    argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    described = {"argv": argv, "display_name": "Colab", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(described))
    os.environ["JUPYTER_PATH"] = str(folder / "share" / "jupyter")
    return "colab"


def run(notebook: NotebookNode, kernel: str, folder: Path, *, errors: bool) -> NotebookNode:
    notebook.metadata.kernelspec.name = kernel
    NotebookClient(
        notebook,
        kernel_name=kernel,
        timeout=120,
        allow_errors=errors,
        config=ENCRYPTED,
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    return notebook


def printed(cell: NotebookNode) -> str:
    return "".join(o.text for o in cell.outputs if o.get("name") == "stdout")


@pytest.mark.parametrize("path", NOTEBOOKS_THAT_RUN, ids=lambda path: path.stem)
def test_a_notebook_prints_there_what_it_stores(path: Path, kernel: str, tmp_path: Path) -> None:
    stored, fresh = read(path), run(read(path), kernel, tmp_path, errors=False)
    assert list(tmp_path.iterdir()) == []
    for old, new in zip(code_cells(stored), code_cells(fresh), strict=True):
        assert printed(new) == printed(old), new.id
        assert not any(o.get("name") == "stderr" for o in new.outputs), new.id
        assert {o.output_type for o in old.outputs} <= {o.output_type for o in new.outputs}, new.id


@pytest.mark.parametrize("exercise", FULL)
def test_failing_tests_are_short_there_too(exercise: str, kernel: str, tmp_path: Path) -> None:
    wrong = {name: f"def {name}(*_):\n    return [None][1]" for name in FULL[exercise]}
    blank = read(COURSE.release / f"{NOTEBOOKS[exercise]}.ipynb")
    fresh = run(answered(blank, wrong), kernel, tmp_path, errors=True)
    seen = 0
    for cell in code_cells(fresh):
        for output in cell.outputs:
            if cell.metadata.get("nbgrader", {}).get("grade") and output.output_type == "error":
                text = COLOURS.sub("", "\n".join(output.traceback)).strip("\n")
                most = SENTENCE if output.ename == "AssertionError" else STUDENTS_OWN
                assert len(text.split("\n")) <= most, text
                assert not re.search(r"in (outer|call|inner)\(", text), text
                seen += 1
    assert seen == len(FULL[exercise])
