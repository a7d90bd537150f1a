"""What is asked for and not there costs nothing else: backends with windows, packages."""

from __future__ import annotations

import ast
import types
from types import SimpleNamespace
from typing import Any

import pytest

from grading.checker.grader import Grader
from grading.core.packages import imported, not_installed
from grading.sandbox.lacking import LateImports, absent
from tests.support import probes
from tests.support.probes import FULL, RIGHT, ZERO, probe

NAME = "no_such_package"
SAID = not_installed(NAME)


def ran(source: str) -> dict[str, Any]:
    """The names after running a cell whose late imports fail late."""
    names: dict[str, Any] = {"get_ipython": lambda: SimpleNamespace(absent=absent)}
    exec(compile(LateImports().visit(ast.parse(source)), "cell", "exec"), names)
    return names


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (f"import {NAME}", NAME),
        (f"import {NAME} as p", "p"),
        (f"import os, {NAME}.part as q, json", "q"),
        (f"import {NAME}.part", NAME),
        (f"from {NAME} import a", "a"),
        (f"from {NAME}.part import b as c", "c"),
        (f"def f():\n    import {NAME} as r\n    return r\ns = f()", "s"),
        (f"if True:\n    from {NAME} import (d,\n        e)", "e"),
    ],
)
def test_an_import_of_what_is_not_there_fails_when_it_is_used(source: str, name: str) -> None:
    found = ran(source)[name]
    assert repr(found) == f"<{SAID}>"
    uses = (
        lambda: found.DataFrame,
        lambda: found(1),
        lambda: found["a"],
        lambda: list(found),
        lambda: 2 * found,
        lambda: found - 1,
        lambda: isinstance(1, found),
        lambda: types.new_class("Sub", (found,)),
        lambda: setattr(found, "options", 1),
    )
    for use in uses:
        with pytest.raises(ModuleNotFoundError, match=SAID):
            use()


@pytest.mark.parametrize(
    "source",
    [
        f"try:\n    import {NAME}\nexcept ImportError:\n    {NAME} = None",
        f"try:\n    if True:\n        from {NAME} import x\nexcept ImportError:\n    {NAME} = None",
    ],
)
def test_whoever_waits_for_the_failure_gets_it(source: str) -> None:
    assert ran(source)[NAME] is None


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("from os import no_such_name", ImportError),
        ("import os.no_such_part", ModuleNotFoundError),
    ],
)
def test_other_failures_of_imports_stay(source: str, error: type[Exception]) -> None:
    with pytest.raises(error) as raised:
        ran(source)
    assert SAID not in str(raised.value)


def test_a_star_brings_no_names() -> None:
    assert NAME not in ran(f"from {NAME} import *")


def test_what_a_cell_writes_before_it_imports_it_is_there(grader: Grader) -> None:
    source = "open('written.py', 'w').write('factor = 5.2037')\nimport written\n"
    probed = probe(grader, f"{source}def answer(x): return x * written.factor")
    assert probed.points == FULL, probed.errors
    assert not probed.graded.remarks


def test_packages_are_named_wherever_they_are_imported() -> None:
    source = (
        "import a.b, c as d\ndef f():\n    from e.f import g\nfrom . import h\nfrom .i import j\n"
    )
    tried = "try:\n    import k\nexcept ImportError:\n    import l"
    assert sorted(imported(ast.parse(source + tried))) == ["a", "c", "e", "l"]


@pytest.fixture(scope="module")
def grader(pytestconfig: pytest.Config) -> Grader:
    return probes.grader(pytestconfig)


UNUSED = f"import {NAME} as p\nfrom {NAME} import q\n{RIGHT}"
USED = f"import {NAME} as p\ndef answer(x): return p.mean(x)"
INSIDE = f"def answer(x):\n    from {NAME} import mean\n    return mean(x)"
DECORATED = f"from {NAME} import fast\n@fast\n{RIGHT}"


def test_an_unused_import_costs_nothing_and_is_named(grader: Grader) -> None:
    probed = probe(grader, UNUSED)
    assert probed.points == FULL, probed.errors
    assert probed.printed.count(SAID) == 1
    assert SAID in probed.graded.remarks


@pytest.mark.parametrize("source", [USED, INSIDE, DECORATED])
def test_who_uses_it_reads_what_is_missing(grader: Grader, source: str) -> None:
    probed = probe(grader, source)
    assert probed.points == ZERO
    assert f"ModuleNotFoundError: {SAID}" in probed.errors.replace("\x1b[31m", "")
    assert SAID in probed.graded.remarks


@pytest.mark.parametrize(
    "asked",
    [
        *(f"%matplotlib {name}" for name in ("widget", "ipympl", "tk", "qt", "notebook", "agg")),
        *(f"import matplotlib; matplotlib.use({name!r})" for name in ("TkAgg", "module://a.b")),
        *(f"plt.switch_backend({name!r})" for name in ("QtAgg", "pdf")),
    ],
)
def test_pictures_are_drawn_inline_whatever_is_asked_for(grader: Grader, asked: str) -> None:
    shown = "plt.plot([1, 2])\nplt.show()\n"
    begin = "import matplotlib.pyplot as plt\n"
    probed = probe(grader, f"{begin}{asked}\n{asked}\n%matplotlib inline\n{shown}{RIGHT}")
    assert probed.points == FULL, probed.errors
    assert probed.printed.count("Pictures are drawn inline") == 1
    kinds = [
        o.data for c in probed.graded.notebook.cells for o in c.get("outputs", []) if "data" in o
    ]
    assert any("image/png" in data for data in kinds)


def test_a_main_module_has_what_scripts_expect(grader: Grader) -> None:
    source = (
        "import __main__ as m\nprint(m.__spec__, m.__name__, repr(_), m.__package__, m.__doc__)\n"
    )
    probed = probe(grader, source + RIGHT)
    assert probed.printed.startswith("None __main__ '' None"), probed.printed + probed.errors
