"""Static analysis of global names: what a cell, and the instructor's notebook, defines and uses."""

from __future__ import annotations

import ast
import builtins
import contextlib
import re
import symtable
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from nbformat import NotebookNode

from grading.core.global_names import AnswerNames, GlobalNames
from grading.intake.cells import TOO_MUCH, read_slots, syntax_tree

# One cell: its syntax tree, with what magics run, and the names in it.

RUNS_BODY = ("capture", "prun", "time", "timeit")
"""Magics that run the rest of their cell, or of their line."""

RUNS = re.compile(r"^\s*%|=\s*%|run_(cell|line)", re.MULTILINE)
"""What a source has that runs a magic, or a cell."""

OPTIONS = re.compile(r"^(?:\s*-[a-zA-Z]+ ?\d*(?=\s))*\s*")
BY_TEXT = ("dir", "eval", "exec", "get_ipython", "globals", "locals", "vars")
"""What finds a name by its text."""


def parsed(source: str) -> ast.Module:
    """The syntax tree of a cell, after whose statements stand those that magics run.

    It is empty for what is no Python: to run it will say so.
    """
    tree = syntax_tree(source) or ast.Module([], [])
    if not RUNS.search(source):
        return tree
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    run = [syntax_tree(text) for call in calls for text in _run_by(call)]
    more = [statement for inner in run if inner for statement in inner.body]
    return ast.Module([*tree.body, *more], [])


def _run_by(call: ast.Call) -> Iterator[str]:
    """The sources that a magic runs, as IPython writes it: get_ipython().run_cell_magic(...)."""
    how = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    said = [part.value for part in call.args if isinstance(part, ast.Constant)]
    texts = [text for text in said if isinstance(text, str)]
    if how == "run_cell" and texts:
        yield texts[0]
    elif how in ("run_cell_magic", "run_line_magic") and texts and texts[0] in RUNS_BODY:
        yield from (OPTIONS.sub("", text, count=1) for text in texts[1:])


def used(tree: ast.Module) -> set[str]:
    """The names that a cell speaks of, those that it may find by their text among them."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names | _by_text(tree, names)


def _by_text(tree: ast.Module, names: set[str] | None = None) -> set[str]:
    names = names or {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if names.isdisjoint(BY_TEXT):
        return set()
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {name for text in texts if isinstance(text, str) for name in re.findall(r"\w+", text)}


def finds_any(tree: ast.Module) -> bool:
    """True if a cell can look through all names, whatever they are."""
    every = {"dir", "globals", "locals", "vars", "get_ipython"}
    return any(isinstance(node, ast.Name) and node.id in every for node in ast.walk(tree))


def tools(tree: ast.Module) -> set[str]:
    """The functions, classes and modules that a cell defines."""
    found = set(imports(tree))
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
    return found


def imports(tree: ast.Module) -> dict[str, str]:
    """What a cell imports, by the name that it gets: `import a.b` imports `a`."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                whole = alias.name if alias.asname else alias.name.partition(".")[0]
                found[alias.asname or whole] = whole
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return found


def stored_first(tree: ast.Module) -> set[str]:
    """The names that a cell gives a value before it asks for one."""
    seen: set[str] = set()
    stored: set[str] = set()
    for statement in tree.body:
        names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
        loads = {node.id for node in names if isinstance(node.ctx, ast.Load)}
        stored |= {node.id for node in names} - loads - seen
        seen |= {node.id for node in names}
    return stored


def assigned(tree: ast.Module) -> set[str]:
    """The names that a cell gives a value, anywhere."""
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {node.id for node in names if isinstance(node.ctx, ast.Store)}


def changed(tree: ast.AST) -> set[str]:
    """The names whose values are changed where they are: `a[0] = 1`, `a.b = 1`, `a.append(1)`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Subscript, ast.Attribute)) and not isinstance(node.ctx, ast.Load):
            found.add(_root(node))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            found.add(_root(node.value.func) if isinstance(node.value.func, ast.Attribute) else "")
    return found - {""}


def _root(node: ast.AST) -> str:
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def literals(tree: ast.Module) -> dict[str, list[Any]]:
    """The values that a cell gives to names in so many words, as in `a = 10` and `a = b = [1]`."""
    found: dict[str, list[Any]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            try:
                value = ast.literal_eval(node.value)
            except TOO_MUCH:
                continue
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(value)
    return found


# Scopes, as Python's compiler sees them.


class Scopes:
    """What a cell does with global names, in its functions too; nothing if it is no Python."""

    def __init__(self, source: str) -> None:
        self._source = source
        top = _table(source, lambda: self.tree)
        inner = top.get_children() if top else []
        self.functions = {part.get_name(): _read(part) for part in inner}
        """What functions and classes read, by their names."""
        self.reads = _read(top) if top else set()
        self.declared = _declared(top) if top else set()
        """What functions give a value."""
        symbols = top.get_symbols() if top else []
        self.tools = {s.get_name() for s in symbols if s.is_imported() or s.is_namespace()}
        given = {symbol.get_name() for symbol in symbols if symbol.is_assigned()}
        self.defines = self.declared | given | self.tools

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree, which takes ten times as long as the rest: tests' tools are long."""
        return parsed(self._source)

    def changed(self) -> set[str]:
        """The global names that functions change."""
        inside = set[str]().union(*self.functions.values())
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        bodies = (node for node in self.tree.body if isinstance(node, kinds))
        return self.declared | (set[str]().union(*map(changed, bodies)) & inside)


def _table(source: str, tree: Callable[[], ast.Module]) -> symtable.SymbolTable | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the source, which is not being run
        for text in (lambda: source, lambda: ast.unparse(tree())):  # the second is without magics
            with contextlib.suppress(*TOO_MUCH):
                return symtable.symtable(text(), "<cell>", "exec")  # type: ignore[no-untyped-call]
    return None


def _read(table: symtable.SymbolTable) -> set[str]:
    """The global names that a scope reads, or one in it."""
    is_top = table.get_type() == "module"
    here = (s for s in table.get_symbols() if s.is_referenced() and (is_top or s.is_global()))
    return {symbol.get_name() for symbol in here}.union(*map(_read, table.get_children()))


def _declared(table: symtable.SymbolTable) -> set[str]:
    """The global names that functions in a scope give a value."""
    here = (s for s in table.get_symbols() if s.is_declared_global() and s.is_assigned())
    return {symbol.get_name() for symbol in here}.union(*map(_declared, table.get_children()))


def answer_names(cell: Scopes) -> AnswerNames:
    """The global names in an answer."""
    return AnswerNames(sorted(cell.defines), sorted(cell.changed()), imports(cell.tree))


# The instructor's notebook.

CHANCE = re.compile(
    r"rand|rng|seed|shuffle|sampl|choice|normal|uuid|secrets|time|\bnow\b|today|getpid|\bid\(|hash"
)
"""What a cell says whose values are others each time that it runs."""

SEEDS = re.compile(r"seed|set_?(rng_)?state")


def read_names(
    instructor: NotebookNode,
    answered: NotebookNode,
    public: Mapping[str, str] = MappingProxyType({}),
) -> GlobalNames:
    """The names of the instructor's notebook, whose answers stand in another, by grade_id.

    `public` holds the sources that students get of some of its cells, by cell id.
    """
    slots = [slot for slot in read_slots(instructor) if slot.is_code and slot.kind != "solution"]
    cells = {slot.cell.id: Scopes(slot.cell.source) for slot in slots}
    answers = {
        cell.metadata.nbgrader.grade_id: Scopes(cell.source)
        for cell in answered.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
    }
    theirs = set[str]().union(*(cell.defines for cell in answers.values()))
    given = [cells[slot.cell.id] for slot in slots if slot.kind != "test"]
    own = [cells[slot.cell.id] for slot in slots if slot.kind != "free"]
    by_text = [_by_text(cells[slot.cell.id].tree) for slot in slots if slot.kind == "test"]
    wanted = set[str]().union(*by_text, *(cell.reads for cell in own)) - theirs
    free = {slot.cell.id: cells[slot.cell.id] for slot in slots if slot.kind == "free"}
    needed, wanted = _needed(free, wanted, theirs)
    chance = {
        slot.cell.id: sorted(found)
        for slot in slots
        if slot.kind != "test"
        and slot.cell.id not in public
        and CHANCE.search(slot.cell.source)
        and (found := (cells[slot.cell.id].defines - cells[slot.cell.id].tools) & wanted)
    }
    return GlobalNames(
        answers={name: answer_names(cell) for name, cell in answers.items()},
        reached=sorted(theirs | _reached(answers.values(), given)),
        tools=[name for name, is_tool in needed.items() if is_tool],
        data=[name for name, is_tool in needed.items() if not is_tool],
        chance=chance,
        seeds=any(SEEDS.search(slot.cell.source) for slot in slots if slot.kind != "free"),
    )


def _needed(
    free: Mapping[str, Scopes], wanted: set[str], theirs: set[str]
) -> tuple[dict[str, bool], set[str]]:
    """The unlocked cells that define what is wanted, by id, and whether that is a tool; and all
    that is wanted then.
    """
    found: dict[str, bool] = {}
    before = -1
    while before != len(found):
        before = len(found)
        for name, cell in free.items():
            is_tool = not cell.tools.isdisjoint(wanted)
            is_data = not cell.defines.isdisjoint(wanted) and cell.reads.isdisjoint(theirs)
            if name not in found and (is_tool or is_data):
                found[name] = is_tool
                wanted = wanted | cell.reads - theirs
    return {name: found[name] for name in free if name in found}, wanted


def _reached(answers: Iterable[Scopes], given: Iterable[Scopes]) -> set[str]:
    """The global names that answers read, and the instructor's functions that they call."""
    functions: dict[str, set[str]] = {}
    for cell in given:
        functions |= cell.functions
    waiting, found = set[str]().union(*(cell.reads for cell in answers)), set[str]()
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= functions.get(name, set()) - found
    return found - vars(builtins).keys()
