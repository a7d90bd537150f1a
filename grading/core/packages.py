"""Packages that a notebook imports, and whether they are installed where it is graded."""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path


def root(module: str) -> str:
    """The package that a module belongs to: what stands before the first dot."""
    return module.partition(".")[0]


def is_there(package: str) -> bool:
    """True if a package or module of this name can be imported here and now."""
    try:
        return importlib.util.find_spec(package) is not None
    except (ImportError, ValueError):  # a module without a place, such as `__main__`
        return True


@cache
def is_installed(package: str, apart_from: Path) -> bool:
    """True if it can be imported from another place than a folder, nothing in which is installed,
    or this one.
    """
    others = (place for place in sys.path if Path(place).resolve() not in (apart_from, Path.cwd()))
    return importlib.machinery.PathFinder.find_spec(package, list(others)) is not None


def not_installed(package: str) -> str:
    """What is said of a package that cannot be imported, to students and to instructors."""
    return f"{package[:80]} is not installed where this is graded"


def modules(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """The modules that a syntax tree imports at its top, and the names that it wants of each."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, [alias.name for alias in node.names if alias.name != "*"]


def imported(tree: ast.AST) -> Iterator[str]:
    """The packages that a syntax tree imports anywhere, but for those in a `try`, which may be
    missing.
    """
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (root(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield root(node.module)
        elif isinstance(node, ast.Try):
            waiting += [*node.handlers, *node.orelse, *node.finalbody]
        else:
            waiting += ast.iter_child_nodes(node)
