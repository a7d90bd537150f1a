"""Knows a student's names as a test sees them: values copied, functions called elsewhere.

Whatever a test gets from here is of a class that this process knows, so that no comparison,
sum or print of it runs the student's code.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from matplotlib._pylab_helpers import Gcf

from grading.plain import Refused
from grading.process import Ended
from grading.reader import Reader
from grading.remote import remote_error
from grading.writer import Writer

Ask = Callable[[dict[str, Any]], dict[str, Any]]


class ProcessEnded(Exception):
    """The student's process ended while it was asked for something."""


class AnswerRefused(Exception):
    """What a student's function returned cannot be looked at: it is too large, or malformed."""


class Names:
    """The names of the student's process; `ask` talks to the process as it is at that time."""

    def __init__(self, ask: Ask) -> None:
        self._ask, self.generation = ask, 0
        self._reader = Reader(self._function)
        self._writer_handle = lambda function: getattr(function, "remote_handle", None)
        self._figures_are_old = True

    def fresh_figures(self) -> None:
        """Before the next call, the student's open figures are closed, as after a cell."""
        self._figures_are_old = True

    def value(self, name: str) -> Any:
        """What a name stands for; KeyError if it does not exist."""
        answer = self._asked({"do": "value", "name": name})
        if answer.get("missing"):
            raise KeyError(name)
        return self._read(answer, f"the value of {name}")

    def _asked(self, message: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._ask(message)
        except Ended as error:
            raise ProcessEnded(str(error)) from None

    def _read(self, answer: dict[str, Any], what: str) -> Any:
        try:
            if "refused" in answer:
                raise Refused(str(answer["refused"])[:300])
            return self._reader.read(answer.get("value"))
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
        message = {
            "do": "call",
            "function": number,
            "arguments": [writer.write(argument) for argument in arguments],
            "keywords": {key: writer.write(value) for key, value in keywords.items()},
            "close": self._figures_are_old,
        }
        self._figures_are_old = False
        answer = self._asked(message)
        if answer["late"] is not None:
            loop = "is there a loop that never ends?"
            raise TimeoutError(f"{name} ran for more than {answer['late']:.3g} seconds: {loop}")
        if "raised" in answer:
            raise remote_error(answer["raised"])
        value = self._read(answer, f"what {name} returned")
        self._copy_changes(arguments, answer.get("changed"))
        return value

    def _copy_changes(self, arguments: tuple[Any, ...], changed: Any) -> None:
        for index, node in changed.items() if isinstance(changed, dict) else ():
            if index.isdecimal() and int(index) < len(arguments):
                new = self._read({"value": node}, "an argument that was changed")
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
