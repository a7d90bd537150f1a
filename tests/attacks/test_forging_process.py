"""Whatever a student changes in its own process, the verdict is made in another one."""

from __future__ import annotations

import json

import nbformat
import pytest

from grading.checker import checker, proxies
from grading.checker.grader import Grader
from grading.core import outputs as verdict
from grading.sandbox import shell as screen
from grading.wire import values as writer
from tests.support.probes import EXPECTED, FULL, WRONG, ZERO, course, strike

PATCHES = {
    "numpy.testing": "import numpy.testing as t; t.assert_allclose = t.assert_equal = print",
    "numpy": "import numpy as np; np.allclose = np.isclose = lambda *_, **__: True",
    "builtins": "import builtins as b; b.abs = lambda _: 0; b.AssertionError = StopIteration",
    "its own names": "abs = len = float = lambda *_: 0\nall = any = bool = lambda *_: True",
    "names of the test": "equal = lambda *_: True\ngot = marker = 41.6296; np = None",
    "errors": "class AssertionError(Exception):\n    def __new__(cls, *_): return None",
    "json": """
import json
def lie(message, dumps=json.dumps, **how):
    body = message.get("body", {}) if type(message) is dict else {}
    lies = body.get("message") == "Returned" and body["value"] == 0.0
    return dumps({**message, "body": {**body, "value": 41.0}} if lies else message, **how)
json.dumps = lie""",
    "IPython's cells": "type(get_ipython()).run_cell = lambda *_, **__: None",
    "IPython's syntax trees": """
import ast
class Trust(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Trust())
get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])""",
    "IPython's errors": "get_ipython().set_custom_exc((Exception,), lambda *_, **__: None)",
    "events": "get_ipython().events.register('post_run_cell', lambda r: setattr(r, 'result', 3.0))",
    "the display": "import sys; sys.displayhook = lambda v: None; sys.excepthook = print",
    "the streams": "import sys; sys.stdout = sys.stderr = None; del sys.__stdout__",
    "closed streams": "import os, sys; os.close(1); os.close(2); sys.stdout.close()",
    "the screen": f"""
from {screen.__name__} import SCREEN
SCREEN.put({{'output_type': 'execute_result', 'data': {{'text/plain': '3.0'}}, 'metadata': {{}}}})
SCREEN.show = lambda output: None""",
    "the grader": f"""
import {checker.__name__}, {verdict.__name__}, {proxies.__name__}
lie = lambda *_, **__: ([], '')
{verdict.score_outputs.__module__}.score_outputs = {checker.__name__}.score_outputs = lie
{proxies.Names.__module__}.Names.value = {proxies.Names.value.__module__}.Names._ask = print""",
    "the writer": f"""
from {writer.__name__} import Writer
def lie(self, value, write=Writer.write):
    return 40.0 if type(value) is float else write(self, value)
Writer.write = lie""",
    "the writer of no node": f"""
from {writer.__name__} import Writer
Writer.write = lambda self, value: {{'t': 'evil', 'v': repr(value)}}""",
    "the meta path": "import sys; sys.meta_path.clear(); sys.path[:] = ['/tmp']",
    "threads": "import sys, threading; sys.settrace(lambda *_: None); sys.setswitchinterval(1e6)",
    "signals": "import signal; signal.signal(signal.SIGINT, lambda *_: None); signal.alarm(1)",
    "limits": "import resource; resource.setrlimit(resource.RLIMIT_AS, (1, 1))",
}


GAINS = ["builtins", "its own names", "names of the test", "IPython's syntax trees"]
GAINS += ["IPython's errors", "the screen"]


def patched(name: str) -> str:
    return f"{PATCHES[name]}\nSTRUCK\n{WRONG}"


@pytest.mark.parametrize("name", PATCHES)
def test_a_patched_process_earns_nothing(grader: Grader, name: str) -> None:
    probed = strike(grader, patched(name))
    assert probed.points["answer"] == 0.0, probed.printed


def test_a_patched_process_earns_all_where_tests_run_in_it(weak: Grader) -> None:
    assert strike(weak, WRONG + "\nSTRUCK").points == ZERO
    for name in GAINS:
        assert strike(weak, patched(name)).points["answer"] == FULL["answer"], name


def test_a_patched_writer_has_lied_to_the_test(grader: Grader) -> None:
    for name, lie in {"json": "but 41.0", "the writer": "but 40.0"}.items():
        assert lie in strike(grader, patched(name)).errors


WRECKS = {
    "the imports": "import sys; sys.modules.clear()",
    "the garbage": "import gc; [o.clear() for o in gc.get_objects() if type(o) is list]",
    "the audit": "import sys; sys.addaudithook(lambda name, args: 1 / 0)",
}


@pytest.mark.parametrize("name", WRECKS)
def test_a_process_that_is_wrecked_by_a_call_earns_nothing(grader: Grader, name: str) -> None:
    probed = strike(grader, f"def answer(x):\n    {WRECKS[name]}\n    STRUCK\n    return 0.0")
    assert probed.points["answer"] == 0.0, probed.printed


MAKE = """
def made(base=Exception, name="E", kind=type, **looks):
    return kind(name, (base,), looks)()
def fails(*_):
    return 1 / 0
"""
ERRORS = {
    "its name": "made(name='InvalidScore')",
    "the end": "made(name='ProcessEnded')",
    "StopIteration": "StopIteration(41.6296)",
    "StopAsyncIteration": "StopAsyncIteration()",
    "SystemExit": "SystemExit(0)",
    "KeyboardInterrupt": "KeyboardInterrupt()",
    "a group": "ExceptionGroup('many', [ValueError()])",
    "SyntaxError": "SyntaxError('no', ('file', 1, 1, 'text'))",
    "a strange SyntaxError": "made(SyntaxError, lineno='x', text=5)",
    "OSError": "OSError(2, 'no', 'file')",
    "MemoryError": "MemoryError()",
    "markup": "ValueError('<script>alert(1)</script>\\x1b[2J\\x00')",
    "a surrogate": "ValueError('\\ud800')",
    "no text": "made(__str__=fails, __repr__=fails)",
    "a text that is none": "made(__str__=lambda error: 5)",
    "a text that ends it": "made(__str__=lambda error: __import__('os')._exit(0))",
    "a class that lies": "made(__class__=property(lambda error: float))",
    "a trace that lies": "made(__traceback__=property(lambda error: 5))",
    "a cause that lies": "made(__cause__=property(lambda error: error))",
    "a name that is none": "made(name='E <b>\\n')",
    "a base that lies": "made(AssertionError, __bases__=(float,))",
    "a meta class": "made(kind=type('M', (type,), {'__name__': property(fails)}))",
    "equality": "made(__eq__=lambda *_: True, __bool__=lambda error: False)",
}


ALL = course(f"assert all(map(lambda x: equal(answer(x), {EXPECTED}), [8.0]))")


def raised(name: str) -> str:
    return f"error = {ERRORS[name]}\n    STRUCK\n    raise error"


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_of_any_kind_fails_the_test(grader: Grader, name: str) -> None:
    probed = strike(grader, f"{MAKE}def answer(x):\n    {raised(name)}", master=ALL)
    assert probed.points == ZERO, probed.errors
    assert "test_answer: " in probed.errors


def test_an_error_that_ends_a_loop_passes_where_tests_run_with_the_answer(weak: Grader) -> None:
    source = f"{MAKE}def answer(x):\n    {raised('StopIteration')}"
    assert strike(weak, source, master=ALL).points == FULL


@pytest.mark.parametrize(
    "name", [name for name in ERRORS if name.startswith("a ") or "text" in name]
)
def test_an_error_of_any_kind_in_a_cell_costs_only_what_it_defines(
    grader: Grader, name: str
) -> None:
    probed = strike(grader, f"{MAKE}if True:\n    {raised(name)}\n{WRONG}")
    assert probed.points == ZERO, probed.errors
    assert "answer: " in probed.errors


DISPLAYS = {
    "deep": "x = []\nfor _ in range(700): x = [x]\nshow({'application/json': x})",
    "deep metadata": "x = {}\nfor _ in range(700): x = {'': x}\ndisplay(1, metadata=x)",
    "not a number": "show({'application/json': [float('nan'), float('-inf')]})",
    "surrogates": "show({'application/json': '\\ud800', '\\udfff': '\\ud800'})",
    "no type": "show({'': '', 'text/plain': [1, 2]})",
    "an object": "show({'application/json': object(), 'text/plain': object()})",
    "endless": "class O:\n    def _repr_html_(self):\n        STRUCK\n        while True: pass\n"
    "display(O())",
}
SHOW = "from IPython.display import display\ndef show(data): display(data, raw=True)\n"


@pytest.mark.parametrize("name", DISPLAYS)
def test_a_display_of_any_kind_is_stored_as_json(grader: Grader, name: str) -> None:
    struck = "" if name == "endless" else "STRUCK"
    probed = strike(grader, f"{SHOW}{WRONG}\n{DISPLAYS[name]}\n{struck}")
    assert probed.points == ZERO, probed.errors
    assert ("was interrupted" in probed.errors) == (name == "endless"), probed.errors
    nbformat.validate(probed.graded.notebook)
    stored = nbformat.writes(probed.graded.notebook)
    json.loads(stored.encode(), parse_constant=pytest.fail)
