"""Settings of grading in nbgrader's configuration: c.IsolatedExporter, read where it is needed."""

from __future__ import annotations

import math
from typing import Any

from traitlets import Bool, Dict, Enum, Float, Integer, TraitError
from traitlets.config import Config, Configurable

from grading.core.errors import UsageError
from grading.core.limits import MEBI, Limits
from grading.core.text import first_line

SECTION = "IsolatedExporter"
"""The section of the configuration: it has the name of the exporter that nbgrader is given."""

EXAMPLE = "{'memory_mib': 2048}"


class Settings(Configurable):
    """How students' code is run, and how much it may use."""

    isolated = Bool(
        True,
        help="Run students' code shut in. Without, it can read and write whatever you can.",
    ).tag(config=True)
    cell_seconds = Float(
        30.0,
        min=0.1,
        help="Seconds of the clock that one cell, or one call by a test, may take; 0.1 or more.",
    ).tag(config=True)
    cpu_seconds = Float(
        10.0,
        min=0.1,
        help="Seconds of computing, of all its processes together, that one cell or call may take.",
    ).tag(config=True)
    memory_mib = Integer(
        1024, min=64, help="MiB of memory of all processes of one notebook together; 64 or more."
    ).tag(config=True)
    disk_mib = Integer(
        256,
        min=1,
        help="MiB of files in each folder that can be written to, and of one file; 1 or more. They "
        "count as memory, too.",
    ).tag(config=True)
    processes = Integer(
        32,
        min=4,
        max=4096,
        help="Processes and threads of one notebook together; 4 to 4096.",
    ).tag(config=True)
    output_mib = Integer(
        2, min=1, max=16, help="MiB that are kept of the outputs of one cell; 1 to 16."
    ).tag(config=True)
    value_mib = Integer(
        16,
        min=16,
        max=256,
        help="MiB of one value that a test looks at apart: of numbers in arrays, or 32 bytes for "
        "each other value in it; 16 to 256.",
    ).tag(config=True)
    workers = Integer(
        0, min=0, help="Notebooks graded at once by nbgrader's own command; 0: one for each core."
    ).tag(config=True)

    tests = Enum(
        ("auto", "apart", "beside"),
        "auto",
        help="Where tests run: apart from students' code, beside it as on stock nbgrader, or as a "
        "rehearsal with your own solution finds out.",
    ).tag(config=True)
    assignments: Dict[str, dict[str, Any]] = Dict(
        help=f"Settings of single assignments, by name: {{'week_2': {EXAMPLE}}}."
    ).tag(config=True)

    @property
    def limits(self) -> Limits:
        """What one notebook may use: six times as much as one cell, and three minutes anyway."""
        return Limits(
            cell_seconds=self.cell_seconds,
            notebook_seconds=max(180.0, 6 * self.cell_seconds),
            cell_cpu_seconds=self.cpu_seconds,
            notebook_cpu_seconds=6 * self.cpu_seconds,
            memory=self.memory_mib * MEBI,
            processes=self.processes,
            disk=self.disk_mib * MEBI,
            cell_output=self.output_mib * MEBI,
            value=self.value_mib * MEBI,
        )


def settings(config: Config, assignment: str) -> Settings:
    """The settings of an assignment as this configuration has them, with the defaults for the rest.

    Raises UsageError for a setting that there is not, and for a value that it cannot have.
    """
    section = config.get(SECTION, Config())
    where = f"c.{SECTION}"
    try:
        every = Settings(config=Config({Settings.__name__: section}))
        own, where = every.assignments.get(assignment, {}), f"{where}.assignments[{assignment!r}]"
        if not isinstance(own, dict):
            raise TraitError(f"it should be a dict of settings, such as {EXAMPLE}, and is {own!r}")
        known = set(Settings.class_trait_names(config=True)) - {"assignments", "workers"}
        if unknown := sorted(map(str, own.keys() - known)):
            said = f"there is no setting {unknown[0]!r} of an assignment"
            raise TraitError(f"{said}; there are {', '.join(sorted(known))}")
        for name, value in own.items():
            setattr(every, name, value)
        every.cell_seconds = min(every.cell_seconds, _nbgraders_own(config))
        return every
    except TraitError as error:
        raise UsageError(f"{where} in nbgrader_config.py: {first_line(error)}") from error


def _nbgraders_own(config: Config) -> float:
    """The seconds that nbgrader itself lets a cell run, where that is said: c.Execute.timeout."""
    try:
        said = float(config.get("Execute", Config()).get("timeout"))  # a text, on a command line
    except (TypeError, ValueError):  # nothing is said, or that there is no such limit
        return math.inf
    return said if said > 0 else math.inf
