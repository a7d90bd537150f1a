"""The cells of the reference notebook and what they are for; the names that a source defines."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from grading.core.packages import imported, modules

# Which names a cell's source defines, and whether it compiles.

LONGEST = 120_000
"""Characters of the longest source that is parsed: a syntax tree takes 500 times their memory."""

MAGIC_WORK = 20_000
"""Characters that IPython may read to replace magics: all of a source again for each of them."""

MAGIC = re.compile(r"^[ \t]*[%!?]|^[\w., \t]+=[ \t]*[%!]|\?[ \t]*$", re.MULTILINE)
CELL_MAGIC = re.compile(r"\s*%%(time|capture|prun)\b.*\n")
"""Magics that run the rest of their cell as if they were not there."""

AT_THE_TOP = re.compile(
    r"^(?:from\s[^\n(]*\simport\s*\([^)]*\)|(?:import|from)\s[^\n]*)", re.MULTILINE
)
"""Statements that import, at the top of a source: the rest may be long, as the tests' tools are."""

OWN_SCOPE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
TOO_MUCH = (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError, SystemError)
"""What Python raises for a source that it cannot compile."""


def compiles(source: str) -> bool:
    """True if Jupyter could run the source by itself, as far as that can be seen before."""
    return any(_compiled(text) for text in _readings(source))


def defines(source: str, name: str) -> bool:
    """True if running the source gives a value to this name of the notebook.

    For a source that is not Python, true if a line begins as such a definition does.
    """
    if name not in source:
        return False
    plain = CELL_MAGIC.sub("", source, count=1) if CELL_MAGIC.match(source) else source
    names = _defined(plain)
    if names is not None:
        return name in names
    return seems_to_define(source, name)


def packages(source: str) -> frozenset[str]:
    """The packages that a source imports; none of one that is not Python."""
    tree = syntax_tree(source) if "import" in source else None
    return frozenset(imported(tree)) if tree else frozenset()


def imports(sources: Iterable[str]) -> dict[str, list[str]]:
    """The modules that sources import at their top, and the names that they want of each."""
    found: dict[str, set[str]] = {}
    there = ((source, AT_THE_TOP.findall(source)) for source in sources)
    trees = (syntax_tree("\n".join(text)) or syntax_tree(source) for source, text in there if text)
    for tree in filter(None, trees):
        for module, names in modules(tree):
            found.setdefault(module, set()).update(names)
    return {module: sorted(names) for module, names in found.items()}


def seems_to_define(source: str, name: str) -> bool:
    """True if a line begins as a definition of the name does: quick, whatever the source is."""
    start = rf"^((async +)?def|class) +{re.escape(name)}\b|^{re.escape(name)} *(:[^=\n]*)?=[^=]"
    return name in source and re.search(start, source, re.MULTILINE) is not None


@lru_cache(maxsize=256)
def _defined(source: str) -> frozenset[str] | None:
    """The names that running a source gives a value; None for what is no Python."""
    tree = syntax_tree(source)
    return None if tree is None else frozenset(given_a_value(tree))


@lru_cache(maxsize=64)
def syntax_tree(source: str) -> ast.Module | None:
    """The tree of a cell, as if a magic for all of it were not there; None if it is no Python.

    It belongs to all who ask for it: nobody changes it.
    """
    plain = CELL_MAGIC.sub("", source, count=1) if CELL_MAGIC.match(source) else source
    trees = (_parsed(text) for text in _readings(plain))
    return next((tree for tree in trees if tree is not None), None)


def _readings(source: str) -> Iterator[str]:
    """The source as it is, and then as Python that IPython makes of it: magics, `!` and `?`.

    Most sources are Python as they are, and IPython takes a hundred times as long as Python.
    """
    if len(source) <= LONGEST:
        yield source
        yield from _transformed(source)


@lru_cache(maxsize=256)
def _transformed(source: str) -> tuple[str, ...]:
    if (1 + len(MAGIC.findall(source))) * len(source) > MAGIC_WORK:
        return ()
    manager = TransformerManager()  # type: ignore[no-untyped-call]
    try:
        return (manager.transform_cell(source),)
    except Exception:  # its transformers promise nothing for what is not nearly Python
        return ()


def _parsed(text: str) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the student's source, which is not being run
        try:
            return ast.parse(text)
        except TOO_MUCH:
            return None


@lru_cache(maxsize=256)
def _compiled(text: str) -> bool:
    """True if it compiles; parsing alone would accept `return` outside of a function."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        except TOO_MUCH:
            return False
    return True


def given_a_value(tree: ast.Module) -> Iterator[str]:
    """Names that get a value at the top level, also within `if`, `for`, `with` and `try`."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).split(".")[0]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif not isinstance(node, OWN_SCOPE):
            waiting += ast.iter_child_nodes(node)


# The cells of the instructor's notebook, and what each is for.

Kind = Literal["solution", "test", "locked", "free"]


@dataclass(frozen=True)
class ReferenceCell:
    """One cell of the instructor's notebook, by its place.

    `forms` are its text as it may come back unedited: with what students do not get (hidden tests,
    a mark scheme) and without.
    """

    index: int
    cell: NotebookNode
    kind: Kind
    name: str
    forms: frozenset[str]

    @property
    def is_code(self) -> bool:
        return bool(self.cell.cell_type == "code")

    def has(self, source: str) -> bool:
        """True if this is the instructor's text, but for space at the ends of lines."""
        return normal(source) in self.forms


def read_slots(
    instructor: NotebookNode, public: Mapping[str, str] = MappingProxyType({})
) -> tuple[ReferenceCell, ...]:
    """The cells of a valid notebook, in their order.

    `public` holds the sources that students get of those that they get in another form, by cell id.
    """
    return tuple(
        _slot(index, cell, public.get(cell.id, cell.source))
        for index, cell in enumerate(instructor.cells)
    )


def normal(source: str) -> str:
    """The source without what editors change by themselves: space at the ends of lines."""
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


def _slot(index: int, cell: NotebookNode, public: str) -> ReferenceCell:
    mark = cell.metadata.get("nbgrader", {})
    kind: Kind = "free"
    if mark.get("solution"):
        kind = "solution"
    elif mark.get("grade"):
        kind = "test"
    elif mark.get("locked") or mark.get("task"):
        kind = "locked"
    forms = frozenset(map(normal, (cell.source, public)))
    return ReferenceCell(index, cell, kind, mark.get("grade_id", cell.id), forms)
