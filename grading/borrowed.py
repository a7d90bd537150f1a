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
        self._lent: set[str] = set()

    def lend(self, source: str, defined: set[str]) -> None:
        """Give a test those of the `defined` names that it uses, as they are now.

        What the instructor's cells or Python itself have defined is never the student's.
        """
        for name in self._lent:
            self._space.pop(name, None)
        wanted = _names(source) | _tool_names(self._space)
        self._lent = (wanted & defined) - self._space.keys() - vars(builtins).keys()
        for name in sorted(self._lent):
            try:
                self._space[name] = self._names.value(name)
            except (KeyError, ProcessEnded, AnswerRefused) as error:
                self._space[name] = Unavailable(error)


class Unavailable:
    """Stands for a name whose value cannot be had; says why when it is called or shown."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __call__(self, *_: object, **__: object) -> None:
        raise self._error

    def __repr__(self) -> str:
        return f"<{self._error}>"


def _names(source: str) -> set[str]:
    try:
        return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    except SyntaxError:  # running it will say so
        return set()


def _tool_names(space: dict[str, Any]) -> set[str]:
    """The global names that the instructor's own functions use."""
    functions = [tool.__code__ for tool in space.values() if isinstance(tool, FunctionType)]
    return {name for code in functions for name in _globals(code)}


def _globals(code: CodeType) -> set[str]:
    inner = [part for part in code.co_consts if isinstance(part, CodeType)]
    return set(code.co_names).union(*(_globals(part) for part in inner))
