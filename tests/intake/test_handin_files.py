"""Files beside a notebook may lie there when it is graded, unless something would import them."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading.intake.refusals import too_large
from grading.intake.scan import SubmissionScan
from tests.support.handed_in import COPY, FIRST, NAMES, put


@pytest.mark.parametrize(
    "file",
    [
        f".ipynb_checkpoints/{NAMES[0]}-checkpoint.ipynb",
        f"sub/.ipynb_checkpoints/{FIRST}",
        f"__MACOSX/._{FIRST}",
        f"._{FIRST}",
        "__pycache__/numpy.cpython-311.pyc",
        ".DS_Store",
        ".git/config",
    ],
)
def test_what_programs_leave_behind_is_not_even_mentioned(file: str, tmp_path: Path) -> None:
    assert put(tmp_path, file) == SubmissionScan({}, {}, {}, {})


@pytest.mark.parametrize(
    ("file", "refused"),
    [
        ("numpy/__init__.py", "numpy"),
        ("torch.py", "torch.py"),
        (
            "matplotlib.cpython-311-x86_64-linux-gnu.so",
            "matplotlib.cpython-311-x86_64-linux-gnu.so",
        ),
        ("random.pyc", "random.pyc"),
        ("rapidfuzz.py", "rapidfuzz.py"),
        ("grading/__init__.py", "grading"),
        ("sitecustomize.py", "sitecustomize.py"),
        ("usercustomize/__init__.py", "usercustomize"),
        ("a.pth", "a.pth"),
        (".ipython/profile_default/startup/x.py", ".ipython"),
        (".jupyter/custom.py", ".jupyter"),
        (".matplotlib/x", ".matplotlib"),
        ("matplotlibrc", "matplotlibrc"),
        ("ipython_config.py", "ipython_config.py"),
    ],
)
def test_what_would_be_imported_or_read_at_the_start_is_refused(
    file: str, refused: str, tmp_path: Path
) -> None:
    found = put(tmp_path, file)
    assert list(found.refused) == [refused]
    assert found.refused[refused].startswith(refused)
    assert found.files == found.notebooks == {}


@pytest.mark.parametrize("folder", ["code", "numpy", "json/mine"])
def test_a_notebook_is_found_in_a_folder_with_the_name_of_a_module(
    folder: str, tmp_path: Path
) -> None:
    found = put(tmp_path, f"{folder}/{FIRST}", f"{folder}/__init__.py")
    assert [path.name for path in found.notebooks.values()] == [FIRST]
    assert found.files == {}
    assert list(found.refused) == [folder.partition("/")[0]]


@pytest.mark.parametrize("file", ["helpers.py", "data/numpy.py", "numpy.csv", "torch", "my.so"])
def test_a_file_that_shadows_nothing_may_stay(file: str, tmp_path: Path) -> None:
    assert list(put(tmp_path, file).files) == [file]


def test_what_is_too_large_is_refused_by_name(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", "b.csv", size=9 << 20)
    put(tmp_path, "c.csv", size=3 << 20)
    put(tmp_path, "d.csv", size=1 << 20)
    put(tmp_path, "e.csv", size=(10 << 20) + 1)
    found = put(tmp_path, COPY, size=(200 << 20) + 1)
    assert list(found.files) == ["a.csv", "b.csv", "d.csv"]
    assert set(found.refused) == {"c.csv", "e.csv", COPY, FIRST}
    assert found.refused["c.csv"] == "c.csv is too large beside the others: all may have 20 MB"
    assert found.refused["e.csv"].startswith("e.csv is larger than 10 MB: leave it out")
    assert found.refused[FIRST] == too_large(COPY)
    assert "is larger than 200 MB: clear the outputs of all cells" in too_large(COPY)


def test_large_notebooks_take_no_room_from_each_other(tmp_path: Path) -> None:
    found = put(tmp_path, *(f"{name}.ipynb" for name in NAMES), size=200 << 20)
    assert len(found.notebooks) == 4
