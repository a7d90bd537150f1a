"""What a test asks that plain data do not tell: such a test may pass apart by chance.

Whether a function returns a new list, leaves no file or calls no `sorted` is not seen in a copy of
its values. A test for that is passed apart by the instructor's answer, and by any other. It is
known by its source, and by that of the instructor's functions which it calls, where they stand in
the notebook and not in a module beside it.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping

from nbformat import NotebookNode

from grading.core.reference import is_test, name_of
from grading.intake.cells import syntax_tree
from grading.intake.global_names import imports as imported

NAMES = (
    *("In", "_ih", "dir", "gc", "globals", "hasattr", "id", "inspect", "locals", "patch"),
    *("tracemalloc", "vars", "weakref"),
)
"""Names that lead to a student's code, names or memory."""

ATTRIBUTES = (
    # files, processes and what is imported
    *("environ", "exists", "getcwd", "getenv", "getoutput", "glob", "is_dir", "is_file", "isdir"),
    *("isfile", "iterdir", "listdir", "modules", "rglob", "scandir", "system", "user_ns"),
    # warnings, logs, threads and limits of a process, and its text beside the printed one
    *("active_count", "assertNoLogs", "catch_warnings", "errstate", "filterwarnings"),
    *("redirect_stderr", "seterr", "setrecursionlimit", "simplefilter", "stderr"),
    # memory, and figures that are left open
    *("data_ptr", "fignum_exists", "get_fignums", "getrefcount", "getsizeof", "may_share_memory"),
    *("patch", "shares_memory"),
)
"""The same, as names in a module or of an object."""

CHANGES = (
    *("add", "append", "clear", "discard", "extend", "fill", "insert", "pop", "popitem", "remove"),
    *("reverse", "setdefault", "sort", "update"),
)
"""Methods that change what they belong to."""

PLAIN = ("__class__", "__doc__", "__name__", "__version__")
"""Attributes between underscores that cross, or belong to a module."""


def beyond_data(cells: list[NotebookNode]) -> dict[str, str]:
    """The tests of a notebook that ask for more than values, by `grade_id`, with what they ask."""
    tools: dict[str, ast.AST] = {}
    imports: dict[str, str] = {}
    found = {}
    for cell in cells:
        if cell.cell_type != "code" or cell.metadata.get("nbgrader", {}).get("solution"):
            continue
        if (tree := syntax_tree(cell.source)) is None:
            continue
        imports |= imported(tree)
        if is_test(cell) and (asked := next(_asked(tree, tools, imports), "")):
            found[name_of(cell)] = asked
        tools |= {node.name: node for node in tree.body if isinstance(node, _TOOLS)}
    return found


_TOOLS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _asked(
    tree: ast.AST, tools: Mapping[str, ast.AST], imports: Mapping[str, str]
) -> Iterator[str]:
    """What a test asks, and what the instructor's functions that it names do."""
    waiting, seen = [tree], set[str]()
    while waiting:
        tree = waiting.pop()
        yield from _looks(tree, tools, imports)
        yield from _changes(tree)
        named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        waiting += [tools[name] for name in sorted(named & tools.keys() - seen)]
        seen |= named


def _looks(
    tree: ast.AST, tools: Mapping[str, ast.AST], imports: Mapping[str, str]
) -> Iterator[str]:
    """Questions about more than a value."""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                module, _, last = imports.get(name, name).rpartition(".")
                if last in NAMES or module in NAMES or (name in imports and last in ATTRIBUTES):
                    yield imports.get(name, name)
            case ast.Name(id=name, ctx=ast.Del()) if name not in own:
                yield f"del {name}"
            case ast.Name(id=name, ctx=ast.Store()) if hasattr(builtins, name) and name != "_":
                yield f"{name} is set"
            case ast.Attribute(attr=name, ctx=ast.Load()) if name in ATTRIBUTES or _hidden(name):
                yield f".{name}"
            case ast.Attribute(value=ast.Name(id="self")):  # of a class of its own
                continue
            case ast.Attribute(ctx=ast.Store() | ast.Del()):
                yield f"{ast.unparse(node)} is set"
            case ast.Compare(ops=ops, left=left, comparators=others) if any(
                isinstance(op, (ast.Is, ast.IsNot)) for op in ops
            ):
                if not any(_has_one(each, tools) for each in (left, *others)):
                    yield f"whether two things are one ({ast.unparse(node)})"


def _hidden(name: str) -> bool:
    """True for an attribute of Python's own machinery, such as the code of a function."""
    return name.startswith("__") and name.endswith("__") and name not in PLAIN


def _has_one(node: ast.AST, tools: Mapping[str, ast.AST]) -> bool:
    """True for what there is one of: None, True, a class, a member of the instructor's enum."""
    match node:
        case ast.Constant() | ast.Call(func=ast.Name(id="type")):
            return True
        case ast.Name(id=name):
            return isinstance(getattr(builtins, name, None), type)
        case ast.Attribute(value=ast.Name(id=owner)):
            return isinstance(tools.get(owner), ast.ClassDef)
    return False


Place = tuple[int, int]


def _changes(tree: ast.AST) -> Iterator[str]:
    """What a student's function returned is changed, and what it may be one with is used again.

    That is an argument of the call, or what the function returns the next time.
    """
    for made in ast.walk(tree):
        match made:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=called)) as call
            ) if not hasattr(builtins, called):
                after = _changed(tree, name, _place(made))
                args = [*call.args, *(keyword.value for keyword in call.keywords)]
                given = {arg.id for arg in args if isinstance(arg, ast.Name)}
                if after and (again := _used(tree, after) & {called, *given}):
                    yield f"whether {name} and {min(again)} have parts in common"


def _place(node: ast.stmt | ast.expr) -> Place:
    return node.lineno, node.col_offset


def _changed(tree: ast.AST, name: str, since: Place) -> Place | None:
    """Where the value of a name is changed in place for the first time, after that place."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=method)) if (
                owner == name and (method in CHANGES or method.endswith("_"))  # as PyTorch has it
            ):
                found.append(_place(node))
            case ast.AugAssign(target=ast.Name(id=owner)) if owner == name:
                found.append(_place(node))
            case ast.Subscript(value=inner, ctx=ast.Store() | ast.Del()):
                while isinstance(inner, ast.Subscript):
                    inner = inner.value
                if isinstance(inner, ast.Name) and inner.id == name:
                    found.append(_place(node))
    return min((place for place in found if place > since), default=None)


def _used(tree: ast.AST, after: Place) -> set[str]:
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {n.id for n in names if isinstance(n.ctx, ast.Load) and _place(n) > after}
