"""The build: release/, solutions/ and stored outputs come from source/."""

from __future__ import annotations

import base64
import contextlib
import io
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from matplotlib.testing.compare import calculate_rms
from matplotlib.testing.exceptions import ImageComparisonFailure
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests
from PIL import Image
from sqlalchemy.exc import DBAPIError
from traitlets.config import Config

from checks.embed import embed_checks
from grading.core.course import Assignment, notebooks_in
from grading.core.errors import UsageError
from grading.gradebook.database import OlderGradebook, check_schema
from grading.gradebook.nbgrader import course_directory, nbgrader, read_with_ids

# The pictures among a notebook's outputs: how to store them, and when two are the same.

TOLERANCE = 2.0
"""Root mean square difference of the grey values 0 to 255 that rounding on another machine
may cause; one marker in another colour makes more."""


def png_difference(first: str, second: str) -> float:
    """How far two base64 PNG pictures are apart: RMS of 0 to 255, infinite if sizes differ."""
    pixels = [
        np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB"), dtype=np.int16)
        for png in (first, second)
    ]
    try:
        return float(calculate_rms(*pixels))
    except ImageComparisonFailure:
        return float("inf")


def compact(png: str) -> str:
    """The base64 PNG in at most 64 colours: a third of the size, and no difference to the eye."""
    small = io.BytesIO()
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    picture.quantize(64, dither=Image.Dither.NONE).save(small, "png", optimize=True)
    return base64.b64encode(small.getvalue()).decode()


def pictures(outputs: list[NotebookNode]) -> list[str]:
    """The PNG pictures among the outputs, in order, as base64."""
    return [
        str(output.data["image/png"])
        for output in outputs
        if "image/png" in getattr(output, "data", {})
    ]


def same_outputs(first: list[NotebookNode], second: list[NotebookNode]) -> bool:
    """True if the texts are equal and the pictures differ by no more than TOLERANCE."""
    if [_without_pictures(output) for output in first] != [
        _without_pictures(output) for output in second
    ]:
        return False
    return same_pictures(pictures(first), pictures(second))


def same_pictures(first: list[str], second: list[str]) -> bool:
    """True if there are as many, and no pair differs by more than TOLERANCE."""
    return len(first) == len(second) and all(
        png_difference(*pair) <= TOLERANCE for pair in zip(first, second, strict=True)
    )


def _without_pictures(output: NotebookNode) -> dict[str, Any]:
    copy = dict(output)
    if "data" in copy:
        copy["data"] = {
            kind: "" if kind == "image/png" else value for kind, value in output.data.items()
        }
    return copy


# How release/, solutions/ and stored outputs come from source/.

WIDGET = "application/vnd.jupyter.widget-view+json"

DEMO = "demo_4_learning_rates.ipynb"

FIGURES = {"docs/rates.png": "rate_figure", "docs/regimes.png": "factor_figure"}
"""The cells of that demo whose figures are kept beside the pages that show them."""

NOT_BESIDE = shutil.ignore_patterns("*.ipynb", ".ipynb_checkpoints", "__pycache__", "*.pyc")
"""What is in the folder of a notebook and none of the files that it reads."""

# Without this, another user of the machine may read along on the kernel's loopback ports.
ENCRYPTED = Config({"KernelManager": {"transport_encryption": "auto"}})


def build(assignment: Assignment) -> None:
    """Regenerate release/, solutions/, the outputs of notebooks/ and the pictures of docs/.

    It needs no gradebook, but tells of one that no command could use.
    """
    with contextlib.suppress(DBAPIError):
        try:
            check_schema(course_directory(assignment).db_url)
        except OlderGradebook as error:
            print(error, file=sys.stderr)
    release(assignment)
    put_beside(assignment.source, assignment.solutions)
    with ThreadPoolExecutor(max_workers=2) as pool:
        jobs = [
            pool.submit(
                store,
                path,
                solved(read(path)),
                assignment.solutions / path.name,
                beside=assignment.source,
            )
            for path in notebooks_in(assignment.source)
        ]
        jobs += [
            pool.submit(store, path, read(path), path) for path in notebooks_in(assignment.demos)
        ]
        for job in jobs:
            print(job.result().relative_to(assignment.root))
    for name, png in figures(assignment).items():
        (assignment.root / name).write_bytes(png)
        print(name)


def figures(assignment: Assignment) -> dict[str, bytes]:
    """The figures of demo 4 that README and card show, as PNG, by their place in the course."""
    demo = assignment.demos / DEMO
    cells = {cell.id: cell for cell in read(demo).cells} if demo.exists() else {}
    return {
        name: base64.b64decode(pictures(cells[cell].outputs)[0])
        for name, cell in FIGURES.items()
        if cells
    }


def release(assignment: Assignment, *, database: bool = False) -> None:
    """Write release/ with nbgrader itself; with `database`, tell the gradebook too.

    The old release stays where that fails, whether nbgrader_config.py asks for it or not.
    """
    whole = "--GenerateAssignment.exporter_class=grading.plugins.release.ReleaseExporter"
    options = ("--force", whole, *(() if database else ("--no-db",)))
    nbgrader(assignment, "generate_assignment", *options)
    print(assignment.release.relative_to(assignment.root))


def read(path: Path) -> NotebookNode:
    """A notebook of this course, valid in nbformat 4.5: each cell has an id."""
    return read_with_ids(path)


def solved(notebook: NotebookNode) -> NotebookNode:
    """The source notebook with its checks, without hidden tests and without markers."""
    notebook, _ = ClearHiddenTests().preprocess(embed_checks(notebook), {})
    for cell in notebook.cells:
        lines = cell.source.split("\n")
        kept = (n for n in lines if "BEGIN SOLUTION" not in n and "END SOLUTION" not in n)
        cell.source = "\n".join(kept)
    return notebook


def put_beside(source: Path, target: Path) -> None:
    """Copy the files and folders that lie beside source notebooks, which these may read."""
    shutil.copytree(source, target, ignore=NOT_BESIDE, dirs_exist_ok=True)


def executed(
    notebook: NotebookNode, *, allow_errors: bool = False, beside: Path | None = None
) -> NotebookNode:
    """Run the notebook from the top; keep what GitHub and paper can show.

    It runs in a folder of its own, which is empty but for the files in `beside`.
    """
    metadata = notebook.metadata.copy()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # Windows is slow
        if beside:
            put_beside(beside, Path(folder))
        NotebookClient(
            notebook,
            timeout=120,
            allow_errors=allow_errors,
            kernel_name="python3",
            record_timing=False,
            coalesce_streams=True,  # or a slow moment splits one output into two
            config=ENCRYPTED,
            resources={"metadata": {"path": folder}},
        ).execute()
    notebook.metadata = metadata
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        cell.outputs = [o for o in cell.outputs if WIDGET not in getattr(o, "data", {})]
        for output in cell.outputs:
            if "image/png" in getattr(output, "data", {}):
                output.data["image/png"] = compact(output.data["image/png"])
    return notebook


def store(
    origin: Path, notebook: NotebookNode, target: Path, *, beside: Path | None = None
) -> Path:
    """Execute the notebook and write it to `target`, where anything has changed."""
    try:
        new = executed(notebook, beside=beside)
    except Exception as error:
        raise UsageError(f"{origin.name} does not run from the top: {error}") from error
    if not (target.exists() and unchanged(read(target), new)):
        nbformat.write(new, target)
    return target


def unchanged(old: NotebookNode, new: NotebookNode) -> bool:
    """True if cells are equal and outputs the same: then the old file stands, to the byte."""
    return [_cell(cell) for cell in old.cells] == [_cell(cell) for cell in new.cells] and all(
        same_outputs(before.outputs, after.outputs)
        for before, after in zip(old.cells, new.cells, strict=True)
        if before.cell_type == "code"
    )


def _cell(cell: NotebookNode) -> tuple[object, ...]:
    return cell.id, cell.cell_type, cell.source, cell.metadata, cell.get("execution_count")
