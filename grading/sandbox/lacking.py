"""What a notebook asks for and this machine lacks: windows for pictures, packages.

Neither costs the rest of the notebook. Pictures are drawn inline whatever backend is asked for. For
a package that is not installed stands an object that fails where it is used, and not where it is
imported: what does not need the package goes on. Each is said once.
"""

from __future__ import annotations

import ast
import functools
import importlib
import sys
from typing import Any, NoReturn

import matplotlib
import matplotlib.pyplot as plt

from grading.core.packages import is_there, not_installed, root

# Pictures.

INLINE = ("inline", "auto", "module://matplotlib_inline.backend_inline")
"""Names of what draws inline."""


@functools.cache
def say_inline(backend: str) -> None:
    """Say once that a backend is not used."""
    said = f"Pictures are drawn inline where this is graded, also for the backend {backend!r}."
    print(said, file=sys.stderr)


def keep_inline() -> None:
    """Let matplotlib's two functions that change the backend leave it as it is."""
    switch = plt.switch_backend

    @functools.wraps(switch)
    def stay(newbackend: str) -> None:
        if str(newbackend).lower() in INLINE:
            switch(newbackend)
        else:
            say_inline(str(newbackend))

    @functools.wraps(matplotlib.use)
    def use(backend: str, **_: bool) -> None:
        stay(backend)

    plt.switch_backend, matplotlib.use = stay, use


# Packages.


class Absent:
    """Stands for a package that is not installed, or for a name from it: using it fails."""

    def __init__(self, package: str) -> None:
        self.__dict__["_package"] = package

    def _fail(self, *_: object, **__: object) -> NoReturn:
        package = self.__dict__["_package"]
        raise ModuleNotFoundError(not_installed(package), name=package)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked for by whoever shows or copies it
            raise AttributeError(name)
        self._fail()

    def __repr__(self) -> str:
        return f"<{not_installed(self.__dict__['_package'])}>"


_ARITHMETIC = ("add", "sub", "mul", "truediv", "pow")
for _use in (
    *("call", "getitem", "iter", "enter", "setattr", "instancecheck", "mro_entries", "neg"),
    *(f"{side}{how}" for side in ("", "r") for how in _ARITHMETIC),
):
    setattr(Absent, f"__{_use}__", Absent._fail)


@functools.cache
def _say_absent(package: str) -> None:
    said = f"{not_installed(package)}: what needs it fails, and the rest goes on."
    print(said, file=sys.stderr)


def absent(package: str) -> Absent:
    """What stands for a package whose import has just failed; if it is there, its error goes on."""
    if is_there(package):
        raise
    _say_absent(package)
    return Absent(package)


class LateImports(ast.NodeTransformer):
    """Makes of each import of what is not installed one that fails when the package is used.

    Where a `try` waits for the failure, the import stays as it is.
    """

    def visit_Try(self, node: ast.Try) -> ast.AST:
        """Look at all but what is tried."""
        tried, node.body = node.body, []
        self.generic_visit(node)
        node.body = tried
        return node

    def visit_Import(self, node: ast.Import) -> Any:
        """One import for each package."""
        if all(is_there(root(alias.name)) for alias in node.names):
            return node
        return [self._late(ast.Import([alias]), root(alias.name), node) for alias in node.names]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> Any:
        """One import, as it is one package."""
        package = root(node.module or "")
        return node if node.level or is_there(package) else self._late(node, package, node)

    def _late(
        self, statement: ast.Import | ast.ImportFrom, package: str, place: ast.stmt
    ) -> ast.stmt:
        importlib.invalidate_caches()  # the cell may write it before it imports it
        names = [(alias.asname or root(alias.name)) for alias in statement.names]
        stand_in = f"get_ipython().absent({package!r})"
        instead = ast.parse("".join(f"{name} = {stand_in}\n" for name in names if name != "*")).body
        error = ast.Name("ModuleNotFoundError", ast.Load())
        handler = ast.ExceptHandler(error, None, instead or [ast.Pass()])
        late = ast.Try([statement], [handler], [], [])
        for node in ast.walk(late):
            ast.copy_location(node, place)
        return ast.fix_missing_locations(late)
