"""Writes what an exercise needs of this package into its notebook, as readable source in one cell.

nbgrader's generate_assignment calls it as a preprocessor, before all of its own steps. The cell
is one function that holds the definitions, so that no helper stays among the student's names; and
since whatever a definition uses, builtins too, is a name of that function, nothing that a student
defines reaches the checks.
"""

import ast
import builtins
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

TOOLS = "tools"
"""The id of the cell that imports from this package in source/, and holds it elsewhere."""

FOLDER = Path(__file__).parent
PACKAGE = FOLDER.name

CELL = '''\
# @title Tools of the tests: run this cell, and go on
def open_tools():
    """What the tests use: it calls your function, compares, and names the likely mistake.

    Each name in here is a name of this function's own, so nothing that you define reaches it.
    """
{imports}

{definitions}

    tools = ModuleType("checks")
    tools.__dict__.update({public})
    return tools


import sys

sys.modules["checks"] = open_tools()
del open_tools
'''


class CannotEmbed(Exception):
    """A module of the checks holds what a function cannot: file, line, and what to do."""


@dataclass(frozen=True)
class Definition:
    """One top-level statement of a module: its names, its text, and the names that it uses."""

    names: frozenset[str]
    text: str
    uses: frozenset[str]
    where: str


@dataclass(frozen=True)
class Module:
    """A module of the checks: definitions in order, and where each imported name comes from."""

    path: Path
    definitions: list[Definition] = field(default_factory=list)
    imports: dict[str, str] = field(default_factory=dict)
    """Import statements of other packages by the name that each binds."""
    siblings: dict[str, str] = field(default_factory=dict)
    """Modules of this package by the names that are imported from them."""


class EmbedChecks(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts the checks into the notebook: first of c.GenerateAssignment.preprocessors."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """The notebook with the checks' source in its cell `tools`, changed where it stands."""
        return embed_checks(nb), resources


def embed_checks(notebook: NotebookNode) -> NotebookNode:
    """Replace the import of a module of this package in the cell `tools` by its source."""
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == TOOLS:
            cell.source = with_checks(cell.source)
    return notebook


def with_checks(source: str) -> str:
    """The source of a cell, or, where it imports a module of this package, that module's."""
    return next((embedded(module) for module in imported(source)), source)


def imported(source: str) -> Iterator[str]:
    """The modules of this package that a cell imports by `from checks import …`."""
    if f"from {PACKAGE} " not in source:  # as in a cell that holds them already, which is long
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == PACKAGE:
            yield from (alias.name for alias in node.names)


@cache
def embedded(name: str, folder: Path = FOLDER) -> str:
    """The cell that holds what the public names of a module need; raises CannotEmbed."""
    modules = ordered(name, folder)
    public = public_names(modules[-1])
    kept = list(reached(modules, public))
    used = frozenset().union(*(definition.uses for definition in kept))
    imports = {"ModuleType": "from types import ModuleType"}
    for module in modules:
        imports |= {bound: text for bound, text in module.imports.items() if bound in used}
    own = used - imports.keys() - {name for each in kept for name in each.names}
    lines = [f"from builtins import {', '.join(sorted(own & vars(builtins).keys()))}"]
    lines = [*lines, *merged(imports.values())]
    text = CELL.format(
        imports=indented(wrapped(lines)),
        definitions="\n\n".join(indented(each.text) for each in kept),
        public="{" + ", ".join(f'"{each}": {each}' for each in public) + "}",
    )
    return text.rstrip("\n")


def ordered(name: str, folder: Path) -> list[Module]:
    """The module and all that it imports of this package, each after those that it needs."""
    found: dict[str, Module] = {}

    def visit(name: str) -> None:
        if name not in found:
            module = read_module(folder / f"{name}.py")
            for sibling in dict.fromkeys(module.siblings.values()):
                visit(sibling)
            found[name] = module

    visit(name)
    modules = list(found.values())
    refuse_equal_names(modules)
    return modules


@cache
def read_module(path: Path) -> Module:
    """The parts of a module; CannotEmbed where one of them cannot stand in a function."""
    source, module = path.read_text(encoding="utf-8"), Module(path)
    tree, lines = ast.parse(source), source.split("\n")
    refuse_long_strings(path, tree)
    for node in tree.body:
        where = f"{path.name}, line {node.lineno}"
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            raise CannotEmbed(f"{where}: from __future__ cannot stand in a function: leave it out")
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{PACKAGE}."):
            module.siblings.update({a.name: str(node.module).split(".")[1] for a in node.names})
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            module.imports.update(bindings(node, where))
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)):
            module.definitions.append(definition(node, lines, where))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring, the module's or a constant's
        else:
            raise CannotEmbed(f"{where}: only imports, definitions and constants can be embedded")
    return module


def bindings(node: ast.Import | ast.ImportFrom, where: str) -> Iterator[tuple[str, str]]:
    """Each name that an import binds, with a statement that binds it alone."""
    for alias in node.names:
        bound = alias.asname or alias.name
        if (isinstance(node, ast.ImportFrom) and node.level) or "." in bound or bound == "*":
            raise CannotEmbed(
                f"{where}: write import package.module as name, or from … import name"
            )
        text = f"{alias.name} as {alias.asname}" if alias.asname else alias.name
        origin = f"from {node.module} " if isinstance(node, ast.ImportFrom) else ""
        yield bound, f"{origin}import {text}"


def definition(node: ast.stmt, lines: list[str], where: str) -> Definition:
    """A definition as it stands in the file, comments and decorators included."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(each.lineno for each in decorators)])
    while first > 1 and lines[first - 2].startswith("#"):
        first -= 1
    found = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
    stored = {n.id for n in found if _is_stored(n)}
    names = {node.name} if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else stored
    uses = {n.id for n in found}
    text = "\n".join(lines[first - 1 : node.end_lineno])
    return Definition(frozenset(names), text, frozenset(uses), where)


def _is_stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def refuse_long_strings(path: Path, tree: ast.Module) -> None:
    """CannotEmbed for a text over several lines: to indent the code would change it.

    Docstrings may be indented, and so may short texts that join by standing one after the other.
    """
    source = path.read_text(encoding="utf-8")
    docstrings = {node.value for node in tree.body if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            docstrings |= {each.value for each in node.body[:1] if isinstance(each, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
        if (is_text or isinstance(node, ast.JoinedStr)) and node not in docstrings:
            assert isinstance(node, ast.expr)
            if node.end_lineno == node.lineno:
                continue  # to cut each text out of the source takes a second
            text = ast.get_source_segment(source, node) or ""
            if "\n" in text and re.search(r"\"{3}|'{3}|\\\n", text):
                said = "a text over several lines changes when it is indented: join short ones"
                raise CannotEmbed(f"{path.name}, line {node.lineno}: {said}")


def refuse_equal_names(modules: list[Module]) -> None:
    """CannotEmbed for a name that two modules define: in one function the last would win."""
    seen: dict[str, str] = {}
    for module in modules:
        for each in module.definitions:
            for name in each.names:
                if name in seen:
                    where = f"{each.where}: {name} is defined in {seen[name]} too"
                    raise CannotEmbed(f"{where}: give one of them another name")
                seen[name] = each.where
        for name in module.imports.keys() & seen.keys():
            raise CannotEmbed(f"{module.path.name} imports {name}, defined in {seen[name]}")


def public_names(module: Module) -> list[str]:
    """The names of __all__."""
    for each in module.definitions:
        if "__all__" in each.names:
            found: list[str] = ast.literal_eval(each.text.partition("=")[2].strip())
            return found
    raise CannotEmbed(f"{module.path.name}: __all__ says what the tests call: it is missing")


def reached(modules: list[Module], public: list[str]) -> Iterator[Definition]:
    """The definitions that the public names use, in the order of the files."""
    definitions = [each for module in modules for each in module.definitions]
    by_name = {name: each for each in definitions for name in each.names}
    waiting, wanted = list(public), set()
    while waiting:
        name = waiting.pop()
        if name in by_name and by_name[name] not in wanted:
            wanted.add(by_name[name])
            waiting += by_name[name].uses
    return (each for each in definitions if each in wanted)


def merged(imports: Iterable[str]) -> list[str]:
    """Import statements, those from one module joined, in the order that ruff gives them."""
    plain = sorted({text for text in imports if text.startswith("import")})
    origins: dict[str, list[str]] = {}
    for text in sorted(set(imports) - set(plain)):
        origin, _, name = text.partition(" import ")
        origins.setdefault(origin, []).append(name)
    return [*plain, *(f"{origin} import {', '.join(names)}" for origin, names in origins.items())]


def wrapped(lines: list[str]) -> str:
    """Import statements of at most 96 characters a line."""
    kept = []
    for line in lines:
        if len(line) > 96:
            head, _, names = line.partition("import ")
            fill = textwrap.fill(names, 92, initial_indent="    ", subsequent_indent="    ")
            line = f"{head}import (\n{fill},\n)"
        kept.append(line)
    return "\n".join(kept)


def indented(text: str) -> str:
    """The text, four columns to the right."""
    return textwrap.indent(text, "    ")
