"""Settings of grading in nbgrader's configuration: c.IsolatedExporter, read where it is needed."""

from __future__ import annotations

from traitlets import Bool, Float, Integer
from traitlets.config import Config, Configurable

from grading.core.limits import MEBI, Limits

SECTION = "IsolatedExporter"
"""The section of the configuration: it has the name of the exporter that nbgrader is given."""


class Settings(Configurable):
    """How students' code is run, and how much it may use."""

    isolated = Bool(
        True,
        help="Run students' code shut in. Without, it can read and write whatever you can.",
    ).tag(config=True)
    cell_seconds = Float(30.0, help="What one cell, or one call by a test, may take.").tag(
        config=True
    )
    memory_mib = Integer(1024, help="Memory of all processes of one notebook.").tag(config=True)
    workers = Integer(0, help="Notebooks graded at once; 0: as many as there are cores.").tag(
        config=True
    )

    @property
    def limits(self) -> Limits:
        """What one notebook may use."""
        return Limits(cell_seconds=self.cell_seconds, memory=self.memory_mib * MEBI)


def settings(config: Config) -> Settings:
    """The settings as this configuration has them, with the defaults for what it does not say."""
    return Settings(config=Config({Settings.__name__: config.get(SECTION, Config())}))
