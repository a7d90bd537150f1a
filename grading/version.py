"""Knows which version of the grader this is; not what it grades."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version as installed
from pathlib import Path

PACKAGES = ("torch", "numpy", "matplotlib", "ipython", "ipykernel", "nbformat", "nbgrader")
"""What a verdict depends on besides this package."""


@cache
def version() -> str:
    """A name that changes with this package's code, its main dependencies and Python.

    Two machines with the same name give the same verdicts.
    """
    total = hashlib.sha256(platform.python_version().encode())
    for package in PACKAGES:
        total.update(f"{package} {installed(package)}\n".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]
