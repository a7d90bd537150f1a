"""The notebooks that submissions are graded with: ids of cells, AutoTests, other delimiters."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import InstantiateTests
from traitlets.config import Config

from grading.core.errors import UsageError
from grading.core.reference import ReferenceNotebook
from grading.gradebook.nbgrader import ReferenceLoader, read_with_ids
from tests.gradebook.small_class import notebook
from tests.support.platforms import new_gradebook

# Every cell has an id, and always the same.


def old(minor: int, *, names: tuple[str, ...] = ("a", "b")) -> NotebookNode:
    """A notebook as it was written before cells had ids."""
    made = notebook(*names)
    made.nbformat_minor = minor
    for cell in made.cells:
        del cell["id"]
    return made


def ids(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    found = read_with_ids(path)
    nbformat.validate(found)
    assert found.nbformat_minor >= 5
    assert [cell.id for cell in read_with_ids(path).cells] == [cell.id for cell in found.cells]
    return [cell.id for cell in found.cells]


@pytest.mark.parametrize("minor", range(6))
def test_cells_without_an_id_have_their_grade_id(minor: int, tmp_path: Path) -> None:
    text = json.dumps(old(minor))
    assert ids(tmp_path / "n.ipynb", text) == ["a", "test_a", "b", "test_b"]


@pytest.mark.parametrize("name", ["größe", "has space", "x" * 65, ""])
def test_what_cannot_be_an_id_gives_way_to_the_place(name: str, tmp_path: Path) -> None:
    assert ids(tmp_path / "n.ipynb", json.dumps(old(4, names=(name,))))[0] == "place-1"


def test_cells_of_their_own_keep_their_ids_and_no_two_have_the_same(tmp_path: Path) -> None:
    made = notebook("a", "b")
    for cell, own in zip(made.cells, ("x", "x", "place-3", "test_a"), strict=True):
        cell.id = own
    del made.cells[2]["id"]
    made.cells[2].metadata = {}
    found = ids(tmp_path / "n.ipynb", json.dumps(made))
    assert found == ["x", "place-2", "place-3", "test_a"]


def test_a_notebook_of_format_3_is_read(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "input": "x = 1", "language": "python", "metadata": {}}
    whole = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0}
    text = json.dumps({**whole, "worksheets": [{"cells": [{**cell, "outputs": []}]}]})
    assert ids(tmp_path / "n.ipynb", text) == ["place-1"]


# A release, and what is graded with it.


def released(root: Path, source: NotebookNode, settings: dict[str, Any]) -> ReferenceNotebook:
    """The reference of a notebook that nbgrader has released with these settings."""
    where = {"root": str(root), "db_url": f"sqlite:///{root}/gradebook.db", "assignment_id": "hw"}
    config = Config({"CourseDirectory": where, **settings})
    (root / "source" / "hw").mkdir(parents=True)
    nbformat.write(source, root / "source" / "hw" / "one.ipynb")
    with new_gradebook(root / "gradebook.db"):
        pass
    course = CourseDirectory(config=config)
    GenerateAssignment(coursedir=course, config=config).start()
    return ReferenceLoader(course, config).master("one")


MARKS = {
    "ClearSolutions": {
        "begin_solution_delimeter": "ANSWER",
        "end_solution_delimeter": "REWSNA",
        "code_stub": {"python": "pass  # yours"},
    },
    "ClearHiddenTests": {
        "begin_test_delimeter": "SECRET>",
        "end_test_delimeter": "<SECRET",
    },
}


def test_other_delimiters_and_stubs_hold(tmp_path: Path) -> None:
    made = notebook("a")
    made.cells[0].source = "# ANSWER\na = 1\n# REWSNA"
    made.cells[1].source = "assert a\n# SECRET>\nassert a == 1\n# <SECRET"
    found = released(tmp_path, made, MARKS)
    answer, test = found.notebook.cells
    assert answer.source == "pass  # yours"
    assert "a == 1" in test.source
    assert found.public == {test.id: "assert a"}


def test_a_header_is_found_from_any_folder(tmp_path: Path) -> None:
    (tmp_path / "header.ipynb").write_text(json.dumps(old(4, names=("h",))), encoding="utf-8")
    found = released(
        tmp_path, old(4, names=("a",)), {"IncludeHeaderFooter": {"header": "header.ipynb"}}
    )
    assert [cell.id for cell in found.notebook.cells] == ["h", "test_h", "a", "test_a"]


@pytest.mark.parametrize("schema", [0, 1, 2, 3])
def test_metadata_of_an_older_nbgrader_are_those_of_this_one(schema: int, tmp_path: Path) -> None:
    made = notebook("a")
    for cell in made.cells:
        mark = cell.metadata.nbgrader
        del mark["task"]
        mark.schema_version = schema
    found = released(tmp_path, made, {"CheckCellMetadata": {"enabled": schema == 3}})
    assert [cell.metadata.nbgrader.schema_version for cell in found.notebook.cells] == [3, 3]


@pytest.mark.parametrize(
    ("metadata", "mark", "told"),
    [
        (
            {},
            {"schema_version": 4},
            "was made with a newer nbgrader (metadata of version 4, not 3)",
        ),
        ({"kernelspec": {"language": "R", "name": "ir", "display_name": "R"}}, {}, "is in R, and"),
        ({"language_info": {"name": "julia"}}, {}, "is in julia, and"),
    ],
)
def test_what_cannot_be_graded_here_is_one_sentence(
    metadata: dict[str, Any], mark: dict[str, Any], told: str, tmp_path: Path
) -> None:
    made = notebook("a")
    made.metadata.update(metadata)
    made.cells[0].metadata.nbgrader.update(mark)
    with pytest.raises(UsageError, match=re.escape(f"one.ipynb {told}")):
        released(tmp_path, made, {"CheckCellMetadata": {"enabled": False}})


def test_tests_that_nbgrader_has_written_are_those_of_the_gradebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To write them again would start a kernel, and would give others where chance is drawn."""
    written: list[str] = []

    def write(_: object, whole: NotebookNode, resources: object) -> tuple[NotebookNode, object]:
        written.append(f"assert a != {len(written)}")
        whole.cells[1].source = written[-1]
        return whole, resources

    monkeypatch.setattr(InstantiateTests, "preprocess", write)
    made = notebook("a")
    made.cells[1].source = "### AUTOTEST a"
    found = released(tmp_path, made, {})
    public = nbformat.read(tmp_path / "release" / "hw" / "one.ipynb", as_version=4)
    assert found.notebook.cells[1].source == public.cells[1].source == "assert a != 0"
    assert len(written) == 1
