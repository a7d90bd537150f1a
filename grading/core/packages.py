"""Packages that a notebook imports, and whether they are installed where it is graded."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator


def root(module: str) -> str:
    """The package that a module belongs to: what stands before the first dot."""
    return module.partition(".")[0]


def is_there(package: str) -> bool:
    """True if a package or module of this name can be imported here and now."""
    try:
        return importlib.util.find_spec(package) is not None
    except (ImportError, ValueError):  # a module without a place, such as `__main__`
        return True


def not_installed(package: str) -> str:
    """What is said of a package that cannot be imported, to students and to instructors."""
    return f"{package[:80]} is not installed where this is graded"


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
