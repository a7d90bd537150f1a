"""Leaves out of imports what this project does not need of them.

Imported before anything that needs nbformat, it halves the time that a process takes to start.
"""

from __future__ import annotations

import importlib
import sys

SPARED = "rfc3987_syntax"
"""Checks addresses of a kind that no notebook has; its import builds a parser, for 1 s."""


def _import_nbformat() -> None:
    """Import nbformat as if that were not installed, which jsonschema below it allows for."""
    if SPARED in sys.modules or "jsonschema" in sys.modules:
        return
    sys.modules[SPARED] = None  # type: ignore[assignment]
    try:
        importlib.import_module("nbformat")
    finally:
        del sys.modules[SPARED]


_import_nbformat()
