"""Knows the small changes that turn a right answer into another one; not which are caught."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
STATEMENTS = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.For, ast.If, ast.With)


@dataclass(frozen=True)
class Mutant:
    """An answer with one change; `name` says which, and is the only one of its kind."""

    name: str
    source: str


def mutants(source: str) -> list[Mutant]:
    """Every answer that is one change of its syntax tree away from `source`."""
    tree = behaviour(ast.parse(source))
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found: dict[str, str] = {}
    for place, node in enumerate(ast.walk(tree)):
        where = f"{_line(parents[node])}: " if isinstance(node, ast.Constant) else ""
        for new in _changes(node):
            changed = copy.deepcopy(tree)
            old = list(ast.walk(changed))[place]
            text = ast.unparse(ast.fix_missing_locations(_Replace(old, new).visit(changed)))
            name = f"{where}{_line(node)} → {_line(new)}"
            again = sum(known.split(" #")[0] == name for known in found)
            found[f"{name} #{again + 1}" if again else name] = text
    same = ast.unparse(tree)
    return [Mutant(name, text) for name, text in found.items() if text != same]


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self._new if node is self._old else self.generic_visit(node)


def behaviour(tree: ast.Module) -> ast.Module:
    """The tree without what only a reader sees: docstrings and annotations."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            if ast.get_docstring(node):
                del node.body[0]
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return tree


def _line(node: ast.AST) -> str:
    return "nothing" if isinstance(node, ast.Pass) else " ".join(ast.unparse(node).split())


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that may stand in place of this one; `pass` stands for a deleted statement."""
    yield from _other_values(node)
    yield from _other_operators(node)
    if isinstance(node, ast.Call):
        yield from _other_calls(node)
    if isinstance(node, ast.Return) and node.value:
        yield ast.Return(None)
    elif isinstance(node, STATEMENTS):
        yield ast.Pass()
    if isinstance(node, (ast.List, ast.Tuple)) and isinstance(node.ctx, ast.Load):
        for k in range(len(node.elts)):
            yield type(node)(node.elts[:k] + node.elts[k + 1 :], ast.Load())


def _other_values(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=(int() | float()) as value):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Constant(value=str() as value) if value:
            yield ast.Constant("")
        case ast.JoinedStr(values=parts):
            yield from (ast.JoinedStr(parts[:k] + parts[k + 1 :]) for k in range(len(parts)))


def _other_operators(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            if swap := SWAPS.get(type(op)):
                yield ast.BinOp(left, swap(), right)  # type: ignore[arg-type]
            yield from (left, right)
            if not isinstance(op, (ast.Add, ast.Mult)):
                yield ast.BinOp(right, op, left)
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.Compare(left=left, ops=[op], comparators=others) if type(op) in SWAPS:
            yield ast.Compare(left, [SWAPS[type(op)]()], others)  # type: ignore[list-item]
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield ast.IfExp(test, orelse, body)


def _other_calls(call: ast.Call) -> Iterator[ast.AST]:
    name, words, keywords = call.func, call.args, call.keywords
    for k in range(len(words) - 1):
        yield ast.Call(name, [*words[:k], words[k + 1], words[k], *words[k + 2 :]], keywords)
    for k in range(len(keywords)):
        yield ast.Call(name, words, keywords[:k] + keywords[k + 1 :])
    if isinstance(name, ast.Name) and name.id == "range":
        for op in (ast.Add(), ast.Sub()):
            yield ast.Call(name, [*words[:-1], ast.BinOp(words[-1], op, ast.Constant(1))], keywords)
    if isinstance(name, ast.Attribute) and not words and not keywords:
        yield name.value
