"""nbval, as `make test` calls it, compares what the notebooks print, can fail, and fails alike
with a kernel for each notebook and with warm ones.
"""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from authoring.build import read
from grading.core.course import notebooks_in
from tests.support.courses import COURSE, code_cells

WARM = ("-p", "tests.support.warm_nbval")
CHANGED = "descend"
"""The cell of demo 2 in whose output a number is changed."""


def nbval(folder: Path, *words: str) -> dict[tuple[str, str], str]:
    """What nbval says of each cell of the notebooks in a folder: a line, or nothing.

    In the file where it tells other programs, tests are named by file and cell.
    """
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "--nbval", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, f"--junitxml={report}", f"--rootdir={folder}", *words, str(folder)],
        cwd=COURSE.root,
        capture_output=True,
        text=True,
    )
    assert report.exists(), done.stderr
    return {
        (str(case.get("classname")), str(case.get("name"))): " ".join(map(_said, case))
        for case in xml.parse(report).iter("testcase")
    }


def _said(element: xml.Element) -> str:
    """The lines that say what is wrong, without colours."""
    lines = re.sub(r"(\x1b|#x1B)\[\d*m", "", element.text or "").splitlines()
    return f"{element.tag}: {' '.join(lines[:2])}"


def stream(text: str, name: str = "stdout") -> Any:
    return new_output("stream", name=name, text=text)


def result(text: str) -> Any:
    return new_output("execute_result", {"text/plain": text}, execution_count=1)


def shown(**data: str) -> Any:
    return new_output("display_data", {k.replace("_", "/"): text for k, text in data.items()})


ERROR = new_output("error", ename="ValueError", evalue="no", traceback=["no"])
CELLS: dict[str, tuple[str, list[Any], tuple[str, ...]]] = {
    "printed": ("print('a')", [stream("a\n")], ()),
    "printed something else": ("print('b')", [stream("a\n")], ()),
    "printed nothing": ("pass", [stream("a\n")], ()),
    "printed more": ("print('a')\n1 + 1", [stream("a\n")], ()),
    "printed to another stream": ("print('a')", [stream("a\n", "stderr")], ()),
    "both streams": (
        "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')",
        [stream("a\nc\n"), stream("b\n", "stderr")],
        (),
    ),
    "progress": ("print('1 %\\r2 %')", [stream("2 %\n")], ()),
    "a value": ("1 + 1", [result("2")], ()),
    "another value": ("1 + 2", [result("2")], ()),
    "a value shown": ("display(1)", [shown(text_plain="1")], ()),
    "a table": (
        "from IPython.display import HTML, display\ndisplay(HTML('<b>'))",
        [shown(text_plain="<IPython.core.display.HTML object>", text_html="<b>")],
        (),
    ),
    "another table": (
        "display(HTML('<i>'))",
        [shown(text_plain="<IPython.core.display.HTML object>", text_html="<b>")],
        (),
    ),
    "cleared": (
        "from IPython.display import clear_output\nprint('a')\nclear_output()\nprint('b')",
        [stream("b\n")],
        (),
    ),
    "shown again": ("h = display(1, display_id='x')\nh.update(2)", [shown(text_plain="2")], ()),
    "a picture": (
        "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()",
        [shown(text_plain="<Figure size 640x480 with 1 Axes>", image_png="AAAA")],
        (),
    ),
    "a picture of another size": (
        "plt.figure(figsize=(2, 2)).gca().plot([0, 1])\nplt.show()",
        [shown(text_plain="<Figure size 640x480 with 1 Axes>", image_png="AAAA")],
        (),
    ),
    "an error": ("raise ValueError('no')", [ERROR], ()),
    "an error that is meant": (
        "print('a')\nraise ValueError('no')",
        [stream("a\n"), ERROR],
        ("raises-exception",),
    ),
    "another error": ("raise ValueError('yes')", [ERROR], ("raises-exception",)),
    "no syntax": ("1 +", [], ()),
    "not looked at": ("1 + 1", [result("3")], ("nbval-ignore-output",)),
    "marked by a comment": ("# NBVAL_IGNORE_OUTPUT\n1 + 1", [result("3")], ()),
    "left out": ("gone = True", [], ("nbval-skip",)),
    "what was left out": ("gone", [], ()),
    "a slider": (
        "from ipywidgets import interact\n_ = interact(lambda x: x, x=(0, 2))",
        [],
        ("nbval-ignore-output",),
    ),
    "await": ("import asyncio\nawait asyncio.sleep(0, 1)", [result("1")], ()),
    "magic": ("%timeit -n1 -r1 pass", [], ("nbval-ignore-output",)),
}  # fmt: skip


UNRUN = [new_code_cell("print('a')"), new_code_cell("1", outputs=[result("1")])]
FAILS = {
    *("printed something else", "printed nothing", "printed more", "printed to another stream"),
    *("another value", "another table", "cleared", "shown again", "a picture of another size"),
    *("an error", "another error", "no syntax", "what was left out", "not run, with an output"),
}


def written(cells: list[NotebookNode], path: Path) -> None:
    nbformat.write(new_notebook(cells=cells), path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook with every kind of cell, and a demo with sliders of which a number and a figure
    are changed.
    """
    folder = tmp_path_factory.mktemp("notebooks")
    cells = [
        new_code_cell(source, outputs=outputs, execution_count=1, metadata={"tags": list(tags)})
        for source, outputs, tags in CELLS.values()
    ]
    written([*cells, *UNRUN], folder / "cells.ipynb")
    demo = read(notebooks_in(COURSE.demos)[1])
    (cell,) = (cell for cell in code_cells(demo) if cell.id == CHANGED)
    changed = cell.outputs[0].text.replace("5", "6", 1)
    assert changed != cell.outputs[0].text
    cell.outputs[0].text = changed
    (figure,) = (cell for cell in code_cells(demo) if cell.id == "path_figure")
    assert 'color="C5"' in figure.source
    figure.source = figure.source.replace('color="C5"', 'color="C0"')
    nbformat.write(demo, folder / "demo.ipynb")
    return folder


@pytest.mark.prove
def test_warm_kernels_change_no_verdict(folder: Path) -> None:
    assert nbval(folder, *WARM) == nbval(folder)


@pytest.mark.prove
def test_a_cell_that_takes_too_long_fails_alike(tmp_path: Path) -> None:
    sources = ("print('a')", "import time\nprint('b')\ntime.sleep(600)", "print('c')")
    written([new_code_cell(s, execution_count=1) for s in sources], tmp_path / "late.ipynb")
    seconds = "--nbval-cell-timeout=3"
    plain, warm = nbval(tmp_path, seconds), nbval(tmp_path, seconds, *WARM)
    assert warm == plain
    assert "Timeout of 3 seconds exceeded executing cell" in plain["late.ipynb", "Cell 1"]


def test_warm_kernels_find_what_is_wrong(folder: Path) -> None:
    """What plain nbval finds too, as test_warm_kernels_change_no_verdict proves; and figures."""
    said = nbval(folder, *WARM, "--nbval-figures")
    names = [*CELLS, "not run", "not run, with an output"]
    cells = {name: said["cells.ipynb", f"Cell {n}"] for n, name in enumerate(names)}
    assert {name for name in names if cells[name].startswith("failure")} == FAILS
    assert cells["an error"].endswith("Cell execution caused an exception")
    assert cells["left out"].startswith("skipped")
    failed = [cell for (path, cell), words in said.items() if path == "demo.ipynb" and words]
    assert len(failed) == 2
    assert "path_figure: run make build" in said["demo.ipynb", "figures"]


def test_a_cell_that_ends_python_fails_and_so_do_those_after_it(tmp_path: Path) -> None:
    sources = ("1", "import os\nos._exit(0)", "1")
    cells = [new_code_cell(source, execution_count=1) for source in sources]
    cells[0].outputs = cells[2].outputs = [result("1")]
    written(cells, tmp_path / "ends.ipynb")
    first, second, third = nbval(tmp_path, *WARM).values()
    assert not first
    assert second.endswith("Cell execution caused an exception")
    assert "Kernel dead" in third


def test_only_the_sliders_are_left_out() -> None:
    ignored = [
        cell.id
        for folder in (COURSE.demos, COURSE.solutions)
        for path in notebooks_in(folder)
        for cell in code_cells(read(path))
        if any("nbval" in tag for tag in cell.metadata.get("tags", []))
    ]
    assert ignored == ["step_slider", "bowl_slider", "rate_slider"]
