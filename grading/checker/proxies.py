"""Proxies of a student's names in a test: values copied, functions called in the student's
process.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Mapping, Sequence
from types import CodeType, FunctionType
from typing import Any

import numpy as np
import torch
from matplotlib._pylab_helpers import Gcf

from grading.checker.kinds import WrongKind, kinds_of, of_way, refuse_others
from grading.checker.process import Answered, Ended
from grading.core.errors import GradingError
from grading.wire import messages
from grading.wire.exceptions import decode_exception
from grading.wire.messages import (
    Answer,
    CallFunction,
    GetValue,
    Node,
    NoSuchName,
    Raised,
    Request,
    Returned,
    Value,
)
from grading.wire.values import Reader, Refused, Writer

# A student's names as a test sees them: values copied, functions called elsewhere.

AskStudent = Callable[[Request], Answered]


class ProcessEnded(GradingError):
    """The student's process ended while it was asked for something."""


class AnswerRefused(GradingError):
    """What a student's function returned cannot be looked at: it is too large, or malformed."""


class Names:
    """The names of the student's process; `ask` talks to the process as it is at that time."""

    def __init__(self, ask: AskStudent) -> None:
        self._ask, self.generation = ask, 0
        self._reader = Reader(self._function)
        self._writer_handle = lambda function: getattr(function, "remote_handle", None)
        self._figures_are_old = True
        self.kinds: Sequence[str] | None = None
        """The kinds of values that the test which runs now may meet; None: any."""
        self.crossed: set[str] | None = None
        """The kinds that have crossed, each after its way, where somebody wants to know."""

    def fresh_figures(self) -> None:
        """Before the next call, the student's open figures are closed, as after a cell."""
        self._figures_are_old = True

    def value(self, name: str) -> Any:
        """What a name stands for; KeyError if it does not exist."""
        answer = self._asked(GetValue(name)).answer
        if isinstance(answer, NoSuchName):
            raise KeyError(name)
        return self._read(answer, f"the value of {name}")

    def _asked(self, request: Request) -> Answered:
        try:
            return self._ask(request)
        except Ended as error:
            raise ProcessEnded(str(error)) from None

    def _read(self, answer: Answer, what: str) -> Any:
        """The value that an answer holds; AnswerRefused if it holds none that can be looked at."""
        try:
            match answer:
                case Value(node) | Returned(node, _):
                    way = type(answer).__name__
                    if self.crossed is not None:
                        self.crossed |= {f"{way} {kind}" for kind in kinds_of(node)}
                    if self.kinds is not None:
                        refuse_others(node, of_way(self.kinds, way), what)
                    return self._reader.read(node)
                case messages.Refused(reason):
                    raise Refused(reason[:300])
                case _:
                    raise Refused("it is no answer")
        except Refused as error:
            raise AnswerRefused(f"{what} cannot be checked: {error}") from None

    def _function(self, number: int, name: str) -> Callable[..., Any]:
        born = self.generation

        def function(*arguments: Any, **keywords: Any) -> Any:
            if born != self.generation:  # another process by now: the number means nothing there
                return self.value(name)(*arguments, **keywords)
            return self._call(number, name, arguments, keywords)

        function.__name__ = function.__qualname__ = name
        function.__module__ = "__main__"
        function.remote_handle = number  # type: ignore[attr-defined]
        return function

    def _call(self, number: int, name: str, arguments: Any, keywords: Any) -> Any:
        writer = Writer(self._writer_handle, strict=True)
        request = CallFunction(
            number,
            arguments=[writer.write(argument) for argument in arguments],
            keywords={key: writer.write(value) for key, value in keywords.items()},
            close=self._figures_are_old,
        )
        self._figures_are_old = False
        answered = self._asked(request)
        if answered.late:
            loop = "is there a loop that never ends?"
            raise TimeoutError(f"{name} {answered.late}: {loop}")
        if isinstance(answered.answer, Raised):
            raise decode_exception(answered.answer.error)
        value = self._read(answered.answer, f"what {name} returned")
        if isinstance(answered.answer, Returned):
            self._copy_changes(arguments, answered.answer.changed)
        return value

    def _copy_changes(self, arguments: tuple[Any, ...], changed: Mapping[str, Node]) -> None:
        for index, node in changed.items():
            if index.isdecimal() and int(index) < len(arguments):
                new = self._read(Value(node), "an argument that was changed")
                _copy_into(arguments[int(index)], new)


def _copy_into(old: Any, new: Any) -> None:
    """Change an argument of a call as the student's function has changed its copy."""
    if type(old) is not type(new):
        return
    if isinstance(old, torch.Tensor):
        old.data = new.data
    elif isinstance(old, np.ndarray) and old.shape == new.shape:
        old[...] = new
    elif isinstance(old, list):
        old[:] = new
    elif isinstance(old, (dict, set)):
        old.clear()
        old.update(new)


def follow_closed_figures(names: Names) -> None:
    """Let `plt.close("all")` in a test close the student's figures too, before the next call."""
    close_all = Gcf.destroy_all

    def destroy_all() -> None:
        names.fresh_figures()
        close_all()

    Gcf.destroy_all = destroy_all  # type: ignore[method-assign]


# Which of the student's names a test uses, and lends them to it.


class StudentNameBinder:
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
        except (KeyError, ProcessEnded, AnswerRefused, WrongKind) as error:
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
