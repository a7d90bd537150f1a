"""All settings of nbgrader that grading needs, for the nbgrader_config.py of any course.

Two lines there give them, and a setting that the file makes itself stands, before or after:

    from grading.plugins import course
    course.configure(get_config(), __file__)
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbgrader
from nbgrader.apps import NbGrader
from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue

from grading.plugins import patches

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"

DEFAULTS: dict[str, dict[str, Any]] = {
    "CourseDirectory": {"solution_directory": "solutions"},  # where a build writes them
    # Execution in a student's Validate, which runs a kernel: a minute means an endless loop.
    "Execute": {
        "timeout": 60,
        "startup_timeout": 120,  # importing torch on a cold disk is slow, and not a failure
        "interrupt_on_timeout": True,  # the cell after an endless loop is graded too
        "record_timing": False,  # or every run would differ from the last
    },
    # Or other users of the machine could read along with a kernel.
    "KernelManager": {"transport_encryption": "auto"},
    # Enough for what an answer prints, too little to flood feedback; a recursion error repeats
    # itself a thousand times.
    "LimitOutput": {"max_lines": 1000, "max_traceback": 100},
    # Grading. The exporter hands nbgrader submissions that are graded already: students' code runs
    # shut in, and whatever the file looked like, its cells are the instructor's again. So their
    # metadata need no check, which would take a tenth of a second for each notebook.
    "Autograde": {
        "exporter_class": "grading.plugins.autograde.IsolatedExporter",
        "sanitize_preprocessors": [
            "nbconvert.preprocessors.ClearMetadataPreprocessor",
            "nbgrader.preprocessors.LimitOutput",
        ],
        "autograde_preprocessors": [
            "nbgrader.preprocessors.SaveAutoGrades",
            "grading.plugins.autograde.FlagForAPerson",  # scores that nobody should trust unseen
            "nbgrader.preprocessors.AssignLatePenalties",
        ],
        # A submission from a name that is not on the list yet is still a submission.
        "create_student": True,
    },
    "Exporter": {"optimistic_validation": True},  # once at the end, not after each of them
    # Pages about submissions, in formgrader and as feedback: what anybody wrote or showed can be
    # read there, and neither runs nor fetches anything. Hidden tests stay hidden from students.
    "HTMLExporter": {
        "preprocessors": ["grading.feedback.sanitize.Harmless"],
        "filters": {
            "markdown2html": "grading.feedback.sanitize.markdown",
            "clean_html": "grading.feedback.sanitize.clean",
            "highlight_code": "grading.feedback.sanitize.code",
            "ansi2html": "grading.feedback.sanitize.terminal",
            "strip_files_prefix": "grading.feedback.sanitize.unchanged",
        },
        "extra_template_basedirs": [
            str(TEMPLATES),  # formgrader without MathJax, which a network would bring
            str(Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"),
        ],
        "sanitize_html": True,
    },
    "GenerateFeedback": {
        "exporter_class": "grading.feedback.page.FeedbackExporter",
        "preprocessors": [
            "grading.feedback.explain.Grades",
            "grading.feedback.explain.ForStudents",
            "grading.feedback.sanitize.Harmless",
        ],
    },
    # A release is written beside the old one, and takes its place when it is whole.
    "GenerateAssignment": {"exporter_class": "grading.plugins.release.ReleaseExporter"},
    # What a student gets: a stub that fails loudly, and test cells that cannot be edited by
    # accident.
    "ClearSolutions": {"code_stub": {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}},
    "LockCells": {"lock_grade_cells": True, "lock_readonly_cells": True},
    # From and to Canvas, Moodle and Blackboard: their exports are recognised by the files' names.
    "ZipCollectApp": {
        "extractor_plugin": "grading.plugins.collect.PlatformExtractor",
        "collector_plugin": "grading.plugins.collect.PlatformCollector",
    },
    # Feedback for all whom it can be given to.
    "ExchangeFactory": {"release_feedback": "grading.plugins.exchange.ReleaseFeedback"},
    # Logs go to the terminal: a log file in the course would be handed around with it.
    "NbGrader": {"logfile": ""},
}
"""The settings by section; a value is its class's own form of it."""

EMBED = "checks.embed.EmbedChecks"
"""Puts the tests' tools into a release as source in one cell, before nbgrader's own steps."""


def configure(config: Config, file: str) -> None:
    """Set all that grading needs and this configuration does not set itself.

    `file` is the nbgrader_config.py, `__file__` in it; its folder is the root of the course, unless
    it is one of Jupyter's own folders (~/.jupyter, /etc/jupyter), whose file is there for many.
    """
    for section, values in DEFAULTS.items():
        for name, value in values.items():
            config[section].setdefault(name, _copied(value))
    filters = DEFAULTS["HTMLExporter"]["filters"]
    config.HTMLExporter.filters = {**filters, **config.HTMLExporter.filters}
    _embed(config)
    course, folder = config.CourseDirectory, Path(file).resolve().parent
    if folder not in (Path(each).resolve() for each in NbGrader().config_file_paths):
        course.setdefault("root", str(folder))  # absolute, so that nbgrader works from any folder
    if url := os.environ.get("GRADEBOOK_URL"):
        course.setdefault("db_url", url)
    patches.apply(str(course.get("root", Path.cwd())))


def _copied(value: Any) -> Any:
    """A list or a dict of the configuration's own, to which its file may add."""
    return value.copy() if isinstance(value, list | dict) else value


def _embed(config: Config) -> None:
    """Let the tests' tools be embedded first, whatever else the configuration says of the steps."""
    steps = config.GenerateAssignment.preprocessors
    if isinstance(steps, LazyConfigValue):
        steps.prepend([EMBED])
    elif EMBED not in steps:
        config.GenerateAssignment.preprocessors = [EMBED, *steps]
