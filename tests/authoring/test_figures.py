"""A changed figure is listed and shown beside the old one; one that is the same is not."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from PIL import Image

from authoring.build import pictures, read
from authoring.figure_diff import Place, changes, main, page, summary
from tests.support.courses import COURSE

DEMO = "notebooks/demo_2_descent_path.ipynb"
OTHER = "notebooks/demo_4_learning_rates.ipynb"


@pytest.fixture
def after(tmp_path: Path) -> Path:
    """A copy of two demos, in which a test changes what it likes."""
    for name in (DEMO, OTHER):
        path = tmp_path / "after" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(read(COURSE.root / name), path)
    return tmp_path / "after"


@pytest.fixture
def before(tmp_path: Path, after: Path) -> Path:
    """The same two demos, as they were."""
    for path in after.rglob("*.ipynb"):
        target = tmp_path / "before" / path.relative_to(after)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return tmp_path / "before"


def edit(root: Path, cell: str, png: str | None, alt: str | None = None) -> None:
    """Store another picture with a cell of the demo, or none, and another text alternative."""
    notebook = read(root / DEMO)
    (edited,) = (each for each in notebook.cells if each.id == cell)
    if png is None:
        edited.outputs = []
    else:
        edited.outputs[0].data["image/png"] = png
    edited.metadata["alt"] = alt or edited.metadata["alt"]
    nbformat.write(notebook, root / DEMO)


def some_picture(cell: str = "rate_figure") -> str:
    (found,) = (each for each in read(COURSE.root / OTHER).cells if each.id == cell)
    return pictures(found.outputs)[0]


def test_two_copies_of_the_course_have_the_same_figures(before: Path, after: Path) -> None:
    assert changes(before, after) == []
    assert changes(COURSE.root, COURSE.root) == []
    assert summary([]) == "No figure has changed.\n"


def test_a_changed_figure_is_shown_before_and_after(before: Path, after: Path) -> None:
    edit(after, "path_figure", some_picture("factor_figure"))
    (change,) = found = changes(before, after)
    assert change.place == Place(DEMO, "path_figure", 1)
    assert change.kind == "changed"
    old, new, *apart = re.findall(r'src="data:image/png;base64,([^"]+)"', page(found))
    assert change.before is not None
    assert base64.b64decode(old) == base64.b64decode(change.before.png)
    assert base64.b64decode(new) == base64.b64decode(some_picture("factor_figure"))
    assert apart == [], "pictures of two sizes have no difference"
    assert f"| `{DEMO}` | `path_figure` | changed (another size), text" in summary(found)
    assert "text alternative as before |" in summary(found)


def test_where_two_pictures_of_one_size_differ_is_a_picture_too(before: Path, after: Path) -> None:
    pixels = np.zeros((20, 30, 3), np.uint8)
    pngs = []
    for value in (0, 200):
        pixels[5, 7] = value
        stored = io.BytesIO()
        Image.fromarray(pixels).save(stored, "png")
        pngs.append(base64.b64encode(stored.getvalue()).decode())
    edit(before, "path_figure", pngs[0])
    edit(after, "path_figure", pngs[1])
    found = changes(before, after)
    _, _, apart = re.findall(r'src="data:image/png;base64,([^"]+)"', page(found))
    shown = np.asarray(Image.open(io.BytesIO(base64.b64decode(apart))))
    assert shown[5, 7] == 55
    assert (shown == 255).sum() == 20 * 30 - 1


def test_new_and_lost_figures_are_told(before: Path, after: Path) -> None:
    edit(after, "path_figure", None)
    edit(before, "step_figure", None)
    found = changes(before, after)
    assert [(change.place.cell, change.kind) for change in found] == [
        ("step_figure", "new"),
        ("path_figure", "gone"),
    ]
    assert page(found).count("there is none") == 2
    assert summary(found).startswith("2 figures are not as before.\n")


def test_what_a_notebook_says_stays_text_on_the_page(before: Path, after: Path) -> None:
    edit(after, "path_figure", some_picture(), alt='"><script>alert(1)</script> | `x`')
    found = changes(before, after)
    assert "<script" not in page(found)
    assert "&quot;&gt;&lt;script&gt;alert(1)" in page(found)
    assert "text alternative changed too |" in summary(found)
    assert "://" not in page(found), "the page asks no other machine for anything"


def test_the_command_writes_both_and_says_the_list(
    before: Path, after: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(after, "path_figure", some_picture())
    shown, listed = tmp_path / "figures.html", tmp_path / "figures.md"
    assert main([str(before), str(after), f"--page={shown}", f"--summary={listed}"]) == 0
    assert shown.read_text(encoding="utf-8") == page(changes(before, after))
    assert listed.read_text(encoding="utf-8") == capsys.readouterr().out
    assert "path_figure" in listed.read_text(encoding="utf-8")


def test_a_folder_without_the_course_is_named(
    after: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert main([str(tmp_path / "empty"), str(after)]) == 2
    assert f"{tmp_path / 'empty'} holds no notebook with a figure" in capsys.readouterr().err
