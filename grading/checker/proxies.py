"""Proxies of a student's names in a test: values copied, functions called in the student's
process.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import is_dataclass
from types import CodeType, FunctionType, SimpleNamespace
from typing import Any

import numpy as np
import torch
from matplotlib._pylab_helpers import Gcf

from grading.checker.kinds import WrongKind, kinds_of, of_way, refuse_others
from grading.checker.process import Answered, Ended
from grading.core.errors import GradingError
from grading.core.global_names import AnswerNames, GlobalNames
from grading.intake.global_names import (
    assigned,
    changed,
    finds_any,
    imports,
    literals,
    parsed,
    stored_first,
    tools,
    used,
)
from grading.wire import messages
from grading.wire.exceptions import decode_exception
from grading.wire.generators import NoState, restore, states
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
from grading.wire.values import Most, Reader, Refused, Writer

# A student's names as a test sees them: values copied, functions called elsewhere.

AskStudent = Callable[[Request], Answered]


class ProcessEnded(GradingError):
    """The student's process ended while it was asked for something."""


class AnswerRefused(GradingError):
    """What a student's function returned cannot be looked at: it is too large, or malformed."""


class Names:
    """The names of the student's process; `ask` talks to the process as it is at that time."""

    def __init__(self, ask: AskStudent, most: Most) -> None:
        self._ask, self.generation, self._most = ask, 0, most
        self._reader = Reader(self._function, most)
        self._data = Reader(_no_function, most)
        self._writer_handle = lambda function: getattr(function, "remote_handle", None)
        self._figures_are_old = True
        self.kinds: Sequence[str] | None = None
        """The kinds of values that the test which runs now may meet; None: any."""
        self.crossed: set[str] | None = None
        """The kinds that have crossed, each after its way, where somebody wants to know."""
        self.given: Callable[[bool], dict[str, Node]] = lambda _: {}
        """What names of the student's process become before it does anything else; Refused if a
        test is at it, and wants to give one what cannot cross.
        """
        self.called: Callable[[], None] = lambda: None
        """Is told when a function of the student's has been called."""
        self.seeds = False
        """The instructor's cells set generators of random numbers."""
        self._hides = False
        self._generators: dict[str, Any] = {}

    def begin(self, *, hides: bool) -> None:
        """A test begins; it `hides` something from students, or not."""
        self._hides = hides
        self._generators = states() if self.seeds else {}

    def node(self, value: Any) -> Node:
        """A value as plain data, with functions of the student's; Refused if it is more."""
        return Writer(self._writer_handle, self._most, strict=True).write(value)

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
        writer = Writer(self._writer_handle, self._most, strict=True)
        request = CallFunction(
            number,
            arguments=[writer.write(argument) for argument in arguments],
            keywords={key: writer.write(value) for key, value in keywords.items()},
            close=self._figures_are_old,
            names=self.given(True),
            generators=(generators := self._set_generators()),
            draws=bool(generators) and not self._hides,
        )
        self._figures_are_old = False
        answered = self._asked(request)
        if answered.late:
            loop = "is there a loop that never ends?"
            raise TimeoutError(f"{name} {answered.late}: {loop}")
        self.called()
        if isinstance(answered.answer, Raised):
            raise decode_exception(answered.answer.error, self._data.read)
        value = self._read(answered.answer, f"what {name} returned")
        if isinstance(answered.answer, Returned):
            self._copy_changes(arguments, answered.answer.changed)
            self._take_generators(answered.answer.generators)
        return value

    def _set_generators(self) -> dict[str, Any]:
        """The states of generators that the test has seeded, or drawn from, since the last call.

        They cross in hidden tests, too: to draw from a generator after them is what they ask for.
        """
        before = self._generators
        if self.seeds:
            self._generators = states()
        return {k: v for k, v in self._generators.items() if v != before.get(k)}

    def _take_generators(self, drawn: dict[str, Any]) -> None:
        """Draw on where the student's function has ended; never where a test hides what it draws,
        or a student could choose the numbers that it will draw.
        """
        if drawn and not self._hides:
            try:
                restore(drawn)
            except NoState as error:
                raise AnswerRefused(str(error)) from None
            self._generators = states()

    def _copy_changes(self, arguments: tuple[Any, ...], changed: Mapping[str, Node]) -> None:
        for index, node in changed.items():
            if index.isdecimal() and int(index) < len(arguments):
                new = self._read(Value(node), "an argument that was changed")
                _copy_into(arguments[int(index)], new)


def _no_function(_: int, name: str) -> Any:
    raise Refused(f"the function {name} is in an exception")


def _copy_into(old: Any, new: Any) -> bool:
    """Change a value as the student's function has changed its own; False where that cannot be."""
    if type(old) is not type(new):
        return False
    if isinstance(old, torch.Tensor):
        old.data, old.grad = new.data, new.grad
    elif isinstance(old, np.ndarray) and old.shape == new.shape:
        old[...] = new
    elif isinstance(old, list):
        old[:] = new
    elif isinstance(old, (dict, set)):
        old.clear()
        old.update(new)
    elif isinstance(old, deque):
        old.clear()
        old.extend(new)
    elif isinstance(old, SimpleNamespace) or is_dataclass(old):
        for name, value in getattr(new, "__dict__", {}).items():
            vars(old)[name] = value
    else:
        return False
    return True


def follow_closed_figures(names: Names) -> None:
    """Let `plt.close("all")` in a test close the student's figures too, before the next call."""
    close_all = Gcf.destroy_all

    def destroy_all() -> None:
        names.fresh_figures()
        close_all()

    Gcf.destroy_all = destroy_all  # type: ignore[method-assign]


# Which of the student's names a test uses, and lends them to it.


class StudentNameBinder:
    """The student's names in the namespace of the tests, each as long as the test that uses it;
    and what tests give to names, on its way to the student's process.
    """

    def __init__(self, names: Names, space: dict[str, Any], known: GlobalNames) -> None:
        self._names, self._space, self._known = names, space, known
        self._lent: dict[str, Any] = {}
        self._own: set[str] = set()
        self._theirs: set[str] = set()
        self._imports: dict[str, str] = {}
        self._changing = set[str]().union(*(each.changed for each in known.answers.values()))
        self._bound = Bound(space, set(known.reached), names.node)
        names.given, names.called = self._give, self._look_again
        names.seeds = known.seeds

    def lend(self, source: str, defined: set[str], public: str | None = None) -> None:
        """Give a test those of the `defined` names that it uses, as they are now.

        What Python itself or the instructor's cells define is never the student's, be it that a
        cell has failed before it came to that; unless an answer of the instructor's defines it,
        too, and has run since. `public` is the test as students get it, None for another cell.
        """
        for name, value in self._lent.items():
            if self._space.get(name) is value:  # and no cell has given it another meaning
                del self._space[name]
        tree = parsed(source)
        wanted = (used(tree) | _tool_names(self._space)) & defined
        wanted |= self._theirs & defined if finds_any(tree) else set()
        own = tools(tree)
        here = own | stored_first(tree)
        pythons = vars(builtins).keys() - self._theirs
        not_theirs = self._own | here | pythons | self._space.keys()
        self._lent = {name: self._value(name) for name in sorted(wanted - not_theirs)}
        self._space.update(self._lent)
        self._own |= (own | assigned(tree)) - (set() if public is None else self._theirs)
        hides = public != source
        self._names.begin(hides=hides)
        if public is not None:
            self._bound.begin(tree, parsed(public) if hides else None, self._lent)

    def answered(self, grade_id: str) -> None:
        """An answer has run: the names that the instructor's defines are the student's again."""
        answer = self._known.answers.get(grade_id, AnswerNames())
        self._theirs |= set(answer.defined)
        self._imports |= answer.imports
        for name in set(answer.defined) - answer.imports.keys():
            self._own.discard(name)
            self._bound.forget(name)
            self._space.pop(name, None)

    def ran(self, cell_id: str) -> None:
        """A cell of the instructor's has run here and there: of what chance or a clock decided in
        it, the student's process gets what it is here, for the tests compare with that.
        """
        self._bound.add(self._known.chance.get(cell_id, ()))

    def _give(self, in_a_test: bool) -> dict[str, Node]:
        theirs = self._theirs if in_a_test else set[str]()
        return self._bound.changed(self._names.generation, theirs)

    def _look_again(self) -> None:
        """After a call: look again at values that functions of the student's may have changed."""
        for name in self._changing & self._lent.keys():
            old = self._lent[name]
            if self._space.get(name) is old and not isinstance(old, FunctionType):
                new = self._value(name)
                if not _copy_into(old, new):
                    self._space[name] = self._lent[name] = new

    def _value(self, name: str) -> Any:
        try:
            value = self._names.value(name)
        except (KeyError, ProcessEnded, AnswerRefused, WrongKind) as error:
            return Unavailable(error)
        if type(value).__name__ == "module" and name in self._imports:  # the same, imported here
            with contextlib.suppress(ImportError):
                return importlib.import_module(self._imports[name])
        return value


class Bound:
    """What tests give to names that are the student's, too, as on stock nbgrader.

    No hidden test binds anything: whatever a student's function finds among its globals while such
    a test runs stands in the form of the test that students get, in so many words. Other tests are
    seen by students anyway, and still bind only names that the instructor's answers know: what is
    expected goes by another.
    """

    def __init__(
        self, space: dict[str, Any], reached: set[str], node: Callable[[Any], Node]
    ) -> None:
        self._space, self._reached, self._node = space, reached, node
        self._names: set[str] = set()
        self._given: set[str] = set()
        self._in_place: set[str] = set()
        self._allowed: dict[str, list[Any]] = {}
        self._seen: dict[str, Any] = {}
        self._sent: dict[str, Node] = {}
        self._waiting: dict[str, Node] = {}
        self._generation = 0

    def begin(self, tree: ast.Module, public: ast.Module | None, lent: dict[str, Any]) -> None:
        """A test begins, which has a `public` form if it hides something, and these names."""
        if not self._reached:
            return
        if public is not None:
            self._waiting |= self._changes(set())
            said = {n: v for n, v in literals(public).items() if n in self._reached}
            self._names, self._given, self._in_place, self._allowed = set(said), set(), set(), said
            return
        touched = changed(tree) & self._reached
        given = ((tools(tree) - imports(tree).keys()) | assigned(tree)) & self._reached
        for name in (touched | given) & self._allowed.keys():
            del self._allowed[name]
        self._names |= given | touched
        self._given, self._in_place = given, touched
        self._seen |= {name: lent[name] for name in self._names & lent.keys()}
        self._sent |= {name: self._plain(lent[name]) for name in touched & lent.keys()}

    def add(self, names: Iterable[str]) -> None:
        """Let these names have the values that they have here."""
        self._names.update(names)

    def forget(self, name: str) -> None:
        """It is the student's again."""
        for each in (self._names, self._in_place):
            each.discard(name)
        for held in (self._seen, self._sent, self._waiting):
            held.pop(name, None)

    def changed(self, generation: int, theirs: set[str]) -> dict[str, Node]:
        """What the student's process has not been given yet; Refused if the test that runs wants to
        give it what cannot cross: another function in place of one of `theirs`.
        """
        if not self._names and not self._waiting:
            return {}
        if generation != self._generation:  # another process by now, which knows nothing
            self._generation, self._waiting = generation, {**self._sent, **self._waiting}
            self._seen.clear()
        found = {**self._waiting, **self._changes(theirs)}
        self._waiting = {}
        return found

    def _changes(self, theirs: set[str]) -> dict[str, Node]:
        found = {}
        for name in sorted(self._names & self._space.keys()):
            value = self._space[name]
            if self._seen.get(name, self) is value and name not in self._in_place:
                continue
            if name in self._allowed and not _is_one_of(value, self._allowed[name]):
                continue
            node = self._plain(value)
            if node is None and value is not None:
                if name in theirs & self._given and callable(value):
                    kind = type(value).__name__
                    raise Refused(f"{name} cannot be this {kind} for the student's code, too")
                continue
            self._seen[name] = value
            if name not in self._sent or self._sent[name] != node:
                self._sent[name] = found[name] = node
        return found

    def _plain(self, value: Any) -> Node:
        """The node of a value; None if it cannot cross."""
        with contextlib.suppress(Refused):
            node = self._node(value)
            return node if len(json.dumps(node)) <= LARGEST_BOUND else None
        return None


LARGEST_BOUND = 1 << 20
"""Bytes of a value that a test gives to a name of the student's."""


def _is_one_of(value: Any, said: list[Any]) -> bool:
    return any(type(value) is type(each) and repr(value) == repr(each) for each in said)


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


def _tool_names(space: dict[str, Any]) -> set[str]:
    """The global names that the instructor's own functions use."""
    functions = [tool.__code__ for tool in space.values() if isinstance(tool, FunctionType)]
    return {name for code in functions for name in _globals(code)}


def _globals(code: CodeType) -> set[str]:
    inner = [part for part in code.co_consts if isinstance(part, CodeType)]
    return set(code.co_names).union(*(_globals(part) for part in inner))
