"""Knows which names beside a notebook would take the place of a module or of settings."""

from __future__ import annotations

import sys
from functools import cache
from importlib import machinery, metadata

SETTINGS = {".ipython", ".jupyter", ".matplotlib", "matplotlibrc"}
START = {"sitecustomize", "usercustomize", "ipython_config", "ipython_kernel_config"}
"""What changes how Python, IPython or matplotlib start: whole names, and names of modules."""

IMPORTED = {"numpy", "torch", "matplotlib", "mpl_toolkits", "pylab", "IPython", "ipywidgets"}
IMPORTED |= {"PIL", "pandas", "scipy"}
"""What the course imports, or may, wherever it is installed."""

SUFFIXES = (*machinery.all_suffixes(), ".pyd", ".pyi", ".pyw")


def shadow(name: str, *, is_folder: bool) -> str:
    """Why a file or folder of this name must not lie beside a notebook; empty if it may."""
    stem = name.split(".")[0]
    if name in SETTINGS or name.endswith(".pth") or stem in START:
        return "would change how Python or Jupyter start: leave it out"
    if not is_folder and not name.endswith(SUFFIXES):
        return ""
    if stem in sys.stdlib_module_names:
        return "has the name of a module of Python's: rename it"
    if stem in IMPORTED or stem in _installed():
        return "has the name of a module that the course imports or may import: rename it"
    return ""


@cache
def _installed() -> frozenset[str]:
    """What else can be imported here; looking takes a fifth of a second."""
    return frozenset(metadata.packages_distributions())
