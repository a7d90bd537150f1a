"""Knows which of the student's names a test uses, and lends them to it; not what they stand for."""

from __future__ import annotations

import ast
import builtins
from types import CodeType, FunctionType
from typing import Any

from grading.proxies import AnswerRefused, Names, ProcessEnded


class Borrowed:
    """The student's names in the namespace of the tests, each as long as the test that uses it."""

    def __init__(self, names: Names, space: dict[str, Any]) -> None:
        self._names, self._space = names, space
        self._lent: dict[str, Any] = {}
        self._own: set[str] = set()

    def lend(self, source: str, defined: set[str]) -> None:
        """Give a test those of the `defined` names that it uses, as they are now.

        What Python itself or the instructor's cells define is never the student's, be it that a
        cell has failed before it came to that.
        """
        for name, value in self._lent.items():
            if self._space.get(name) is value:  # and no cell has given it another meaning
                del self._space[name]
        tree = _parsed(source)
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        wanted = (used | _tool_names(self._space)) & defined
        here = _tools(tree) | _stored_first(tree)
        not_theirs = self._own | here | vars(builtins).keys() | self._space.keys()
        self._lent = {name: self._value(name) for name in sorted(wanted - not_theirs)}
        self._space.update(self._lent)
        self._own |= _tools(tree) | _assigned(tree)

    def _value(self, name: str) -> Any:
        try:
            return self._names.value(name)
        except (KeyError, ProcessEnded, AnswerRefused) as error:
            return Unavailable(error)


class Unavailable:
    """Stands for a name whose value cannot be had; says why when it is called or shown."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def _fail(self, *_: object, **__: object) -> Any:
        raise self._error

    __call__ = __bool__ = __len__ = __iter__ = __getitem__ = __float__ = _fail
    __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = (
        _fail  # or a test for "unequal" would pass
    )
    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<{self._error}>"


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError:  # running it will say so
        return ast.Module([], [])


def _tools(tree: ast.Module) -> set[str]:
    """The functions, classes and modules that a cell defines."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    return found


def _stored_first(tree: ast.Module) -> set[str]:
    """The names that a cell gives a value before it asks for one."""
    seen: set[str] = set()
    stored: set[str] = set()
    for statement in tree.body:
        names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
        loads = {node.id for node in names if isinstance(node.ctx, ast.Load)}
        stored |= {node.id for node in names} - loads - seen
        seen |= {node.id for node in names}
    return stored


def _assigned(tree: ast.Module) -> set[str]:
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {node.id for node in names if isinstance(node.ctx, ast.Store)}


def _tool_names(space: dict[str, Any]) -> set[str]:
    """The global names that the instructor's own functions use."""
    functions = [tool.__code__ for tool in space.values() if isinstance(tool, FunctionType)]
    return {name for code in functions for name in _globals(code)}


def _globals(code: CodeType) -> set[str]:
    inner = [part for part in code.co_consts if isinstance(part, CodeType)]
    return set(code.co_names).union(*(_globals(part) for part in inner))
