"""Names of modules from before `grading` had rooms, for the configuration of a running course.

They last for one release. `grading.feedback` and `grading.gradebook`, which were modules, too, have
their older names in themselves.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

MOVED = {
    "collect": "plugins.collect",
    "course": "core.course",
    "exporters": "plugins.export",
    "feedback_page": "feedback.page",
    "given_back": "plugins.exchange",
    "harmless": "feedback.sanitize",
    "moodle": "plugins.moodle",
    "pages": "feedback.sanitize",
    "preprocessors": "plugins.autograde",
}


class Moved(ModuleType):
    """A module whose names stand in another one, which is imported when there is need of it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        _, _, module = self.__name__.partition(".")
        try:
            return getattr(importlib.import_module(f"grading.{MOVED[module]}"), name)
        except ImportError as error:  # pickle looks for a name in all modules, also shut in
            raise AttributeError(name) from error


def lead_on(package: str) -> None:
    """Let `import grading.exporters` and the others find the names that they had."""
    for name in MOVED:
        moved = sys.modules.setdefault(f"{package}.{name}", Moved(f"{package}.{name}"))
        setattr(sys.modules[package], name, moved)
