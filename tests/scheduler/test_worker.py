"""A worker on another machine has the files beside the notebooks from what travels."""

from __future__ import annotations

import copy

import nbformat
from traitlets.config import Config

from grading.checker.grader import ReferenceNotebook
from grading.core.beside import FilesBeside
from grading.scheduler.worker import GradingTask, RunConfig, grade_batch, stop_graders
from tests.support.probes import SMALL, beside, course, forked

TEST = "import helper\nassert helper.check(answer(8.0)) and open('data/a.txt').read() == 'hello'"
FILES = {"helper.py": b"def check(x): return x == 41.6296", "data/a.txt": b"hello"}


def test_files_are_unpacked_where_the_folder_of_the_run_is_not_there() -> None:
    files = beside(FILES)
    elsewhere = FilesBeside("/nowhere", files.digests)
    master = ReferenceNotebook(course(TEST).notebook, course().public, elsewhere)
    config = RunConfig("a", {"n": master}, SMALL, (), True, (), Config())
    solved = nbformat.writes(copy.deepcopy(master.notebook)).encode()
    try:
        with forked():
            (outcome,) = grade_batch(
                config.packed(), [GradingTask("ada", "n", "key", solved)], 60.0, files.packed()
            )
    finally:
        stop_graders()
    graded = nbformat.reads(outcome.text, as_version=4)
    assert [cell.outputs for cell in graded.cells if "test_" in cell.id] == [[], []]
