"""The checks stand in a notebook as one readable cell, and no name of a student's reaches them."""

from __future__ import annotations

import builtins
import dis
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from authoring.build import read
from checks.embed import TOOLS, CannotEmbed, embed_checks, embedded
from grading.core.course import notebooks_in
from tests.support.courses import COURSE
from tests.support.in_process import tools_of_one_notebook

EXERCISES = [f"exercise_{number}" for number in (1, 2, 3, 4)]


def opened(exercise: str, names: dict[str, Any] | None = None) -> tuple[ModuleType, dict[str, Any]]:
    """What the cell leaves for the tests, and among the names of the notebook."""
    names = {} if names is None else names
    names["__name__"] = "__main__"
    with tools_of_one_notebook():
        exec(embedded(exercise), names)
        return sys.modules["checks"], names


def codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from codes(inner)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_cell_leaves_no_helper_among_the_students_names(exercise: str) -> None:
    tools, names = opened(exercise)
    assert set(names) - {"__builtins__", "__name__"} == {"sys"}
    module = importlib.import_module(f"checks.{exercise}")
    assert {name for name in vars(tools) if not name.startswith("__")} == set(module.__all__)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_no_embedded_function_reads_a_name_of_the_notebook(exercise: str) -> None:
    parts = compile(embedded(exercise), "cell", "exec").co_consts
    (function,) = (part for part in parts if isinstance(part, CodeType))
    steps = [step for code in codes(function) for step in dis.get_instructions(code)]
    looked_up = {step.argval for step in steps if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    assert looked_up <= {"__name__", "__annotations__"}, "of which each class has its own"


def test_a_shadowed_builtin_changes_no_verdict() -> None:
    tools, names = opened("exercise_1")
    wrong = tools.slope(lambda x: 2 * x, [-7.0, 5.0, 3.0])
    for name in dir(builtins):
        if not name.startswith("__"):
            names[name] = lambda *_, **__: 0
    assert str(tools.slope(lambda x: 2 * x, [-7.0, 5.0, 3.0])) == str(wrong)
    assert "did you forget to subtract 3?" in str(wrong)
    assert tools.slope(lambda x: 2 * x - 6, [-7.0, 5.0, 3.0]) is None


def test_a_plain_function_would_have_been_reached() -> None:
    """The attack strikes where builtins are looked up in the notebook, as the cell once did."""
    names: dict[str, Any] = {}
    exec("def near(a, b):\n    return abs(a - b) < 1\n", names)
    names["abs"] = lambda _: 0
    assert names["near"](1, 1000)


def test_running_the_cell_again_harms_nothing() -> None:
    first, names = opened("exercise_1")
    again, _ = opened("exercise_1", names)
    assert first is not again
    assert again.slope(lambda x: 2 * x - 6, [-7.0, 5.0, 3.0]) is None


def test_a_test_before_the_tools_says_what_to_run_first() -> None:
    with pytest.raises(AttributeError, match="run the cells above first"):
        exec("import checks\nchecks.slope", {})


@pytest.mark.parametrize("path", notebooks_in(COURSE.source), ids=lambda path: path.stem)
def test_the_release_is_the_source_with_the_checks_in_its_cell(path: Path) -> None:
    wanted = [c.source for c in embed_checks(read(path)).cells if c.id == TOOLS]
    released = [c.source for c in read(COURSE.release / path.name).cells if c.id == TOOLS]
    assert released == wanted != []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("from __future__ import annotations\n", 3, "__future__ cannot stand in a function"),
        ('def f():\n    return """a\n    b"""\n', 4, "changes when it is indented"),
        ("def f():\n    return 'a\\\n    b'\n", 4, "changes when it is indented"),
        ("if True:\n    x = 1\n", 3, "only imports, definitions and constants"),
        ("from . import other\n", 3, "write import package.module as name"),
        ("import matplotlib.pyplot\n", 3, "write import package.module as name"),
        ("def shared():\n    pass\n", 3, "shared is defined in other.py, line 1 too"),
    ],
)
def test_what_cannot_be_embedded_is_refused_with_file_and_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    (tmp_path / "other.py").write_text("def shared():\n    pass\n")
    module = tmp_path / "exercise.py"
    module.write_text(f'__all__ = ["f"]\nfrom checks.other import shared\n{text}')
    with pytest.raises(CannotEmbed, match=rf"^exercise.py, line {line}: .*{said}"):
        embedded("exercise", tmp_path)


def test_texts_that_join_and_docstrings_may_take_several_lines(tmp_path: Path) -> None:
    body = '    """One.\n\n    Two.\n    """\n    return ("a"\n            "b")\n'
    text = f'__all__ = ["f"]\n\n\ndef f():\n{body}'
    (tmp_path / "exercise.py").write_text(text)
    assert "Two." in embedded("exercise", tmp_path)
