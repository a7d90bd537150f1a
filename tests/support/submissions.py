"""The files of tests/submissions/ as notebooks with the points that they deserve, mutants of right
answers, and random questions."""

from __future__ import annotations

import ast
import copy
import math
import os
import re
import secrets
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import nbformat
import numpy as np
import torch

from authoring.build import read
from authoring.sample_class import answered, read_submission
from tests.support.courses import COURSE

# The files of tests/submissions/ as notebooks, and the points that they deserve.

FOLDER = Path(__file__).parent.parent / "submissions"
NOTEBOOKS = {"_".join(name.split("_")[:2]): name for name in COURSE.notebooks}
FULL = {
    "exercise_1": {"grad_fx_shifted": 3, "descend_scalar": 7},
    "exercise_2": {"fx_shifted": 3, "plot_path": 7},
    "exercise_3": {"grad_fvec_shifted": 2, "descend_vector": 4, "plot_path_2d": 4},
    "exercise_4": {"sweep_scalar": 3, "sweep_vector": 3, "plot_sweep": 2, "observations": 2},
}


def sample(kind: str, count: int) -> list[Path]:
    """That many files of a kind for each exercise, drawn by SEED; all of them, if ALL is set."""
    found = []
    for exercise in FULL:
        paths = sorted((FOLDER / kind / exercise).glob("*.py"))
        rng = Random(f"{os.environ.get('SEED')} {kind} {exercise}")
        found += paths if os.environ.get("ALL") else sorted(rng.sample(paths, count))
    return found


def written(file: Path) -> bytes:
    """The notebook of a student whose answers are in this file."""
    return _notebook(file, read_submission(file).answers)


def _notebook(file: Path, answers: dict[str, str]) -> bytes:
    blank = read(COURSE.release / f"{NOTEBOOKS[file.parent.name]}.ipynb")
    text: str = nbformat.writes(answered(blank, answers))
    return text.encode()


def armed(file: Path) -> tuple[bytes, dict[str, str]]:
    """The notebook of an attack, and by nonce the answer that shows it.

    Each `STRUCK` in the file becomes a nonce of its own: `display("STRUCK")` stands where a patch,
    a write or a call has taken place.
    """
    answers, nonces = read_submission(file).answers, dict[str, str]()
    for name, source in answers.items():
        first, *rest = re.split(r"\bSTRUCK\b", source)
        made = [secrets.token_hex(8) for _ in rest]
        nonces |= dict.fromkeys(made, name)
        answers[name] = first + "".join(map("".join, zip(made, rest, strict=True)))
    return _notebook(file, answers), nonces


def deserved(student: str) -> dict[str, float | None]:
    """The points of a student of the sample class by notebook, None for a missing one."""
    work = tomllib.loads((FOLDER / "sample_class.toml").read_text(encoding="utf-8"))[student]
    points: dict[str, float | None] = dict.fromkeys(COURSE.notebooks)
    for exercise, name in NOTEBOOKS.items():
        if work.get(name):
            given = {**FULL[exercise], **read_submission(FOLDER / work[name]).points}
            points[name] = float(sum(given.values()))
        elif name in work:
            points[name] = 0.0
    return points


# The small changes that turn a right answer into another one.

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


# Random questions within the contract: starts, rates, steps, precisions.

Case = object
FAR = 1e30
"""A path stays below this, so that its values stay within the range of 32 bits."""


def start(rng: Random) -> float:
    """A start anywhere: near the lowest points, far away, or just there."""
    return rng.choice([rng.uniform(-10, 10), rng.uniform(-1e4, 1e4), 3.0, rng.gauss(3, 1e-3)])


def rate(rng: Random) -> float:
    """A learning rate in (0, 1.5] of two digits, often one of those that are special."""
    return rng.choice([float(f"{rng.uniform(1e-3, 1.5):.2g}"), rng.choice([0.001, 0.5, 1.0, 1.5])])


def steps(rng: Random, eta: float, most: int = 200, far: float = FAR) -> int:
    """A number of steps, few enough for the path to stay in range."""
    factor = abs(1 - 2 * eta)
    if factor > 1:
        most = min(most, int(math.log(far / 1e4) / math.log(factor)))
    return rng.choice([0, 1, rng.randint(0, most)])


def run(rng: Random, *, least: int = 0, **limits: float) -> tuple[float, float, int]:
    """A start, a rate and at least so many steps."""
    eta = rate(rng)
    return start(rng), eta, max(least, steps(rng, eta, **limits))  # type: ignore[arg-type]


def vector(rng: Random) -> torch.Tensor:
    """A start in the plane, in 32 or 64 bits."""
    kind = rng.choice([torch.float32, torch.float64])
    return torch.tensor([start(rng), start(rng)], dtype=kind)


def rates(rng: Random) -> list[float] | tuple[float, ...]:
    """One to five different rates, as a list or a tuple."""
    found = list({rate(rng) for _ in range(rng.randint(1, 5))})
    return found if rng.random() < 0.5 else tuple(found)


def sweep(
    rng: Random, first: object, *, least: int = 0, **limits: float
) -> tuple[object, object, int]:
    """A start, rates, and as many steps as the fastest of them allows."""
    chosen = rates(rng)
    return first, chosen, max(least, steps(rng, max(chosen), **limits))  # type: ignore[arg-type]


def sweep_to_draw(rng: Random) -> tuple[object, object, int]:
    """A sweep of which some loss changes: a level line beside a level mark of the same height is
    drawn by matplotlib between two limits that are as good as one, where nobody sees it.
    """
    first, chosen, count = sweep(rng, rng.uniform(-50, 50), least=2, most=30, far=1e9)
    return first, chosen if {1.0} != {*chosen} else [1.0, 0.9], count  # type: ignore[misc]


def places(rng: Random) -> float | np.ndarray:
    """A number, or an array of numbers of any shape."""
    shape = rng.choice([(), (1,), (7,), (2, 3)])
    drawn = np.array([start(rng) for _ in range(math.prod(shape))]).reshape(shape)
    return drawn if shape else float(drawn)


def walk(rng: Random) -> tuple[tuple[float, float], float, int]:
    """A start in the plane, the factor of a step, and at least two steps."""
    _, eta, count = run(rng, least=2, most=30, far=1e9)
    return (rng.uniform(-50, 50), rng.uniform(-50, 50)), 1 - 2 * eta, count


QUESTIONS: dict[str, Callable[[Random], Case]] = {
    "test_grad_fx_shifted": start,
    "test_descend_scalar": run,
    "test_fx_shifted": places,
    "test_plot_path": lambda rng: run(rng, least=2, most=30, far=1e9),
    "test_grad_fvec_shifted": vector,
    "test_descend_vector": lambda rng: (vector(rng), *run(rng)[1:]),
    "test_plot_path_2d": walk,
    "test_sweep_scalar": lambda rng: sweep(rng, start(rng)),
    "test_sweep_vector": lambda rng: sweep(rng, vector(rng)),
    "test_plot_sweep": sweep_to_draw,
}
"""How one case of each test cell is drawn, in the form in which the cell lists its cases."""
