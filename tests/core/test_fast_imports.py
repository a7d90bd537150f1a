"""What every process imports first spares it a second: a parser that no notebook needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from grading.core.course import ROOT
from grading.core.fast_imports import SPARED

STARTS = ("grading.__main__", "grading.checker.main")
"""Where a command and a zygote begin."""


def imported(module: str) -> set[str]:
    """All that is imported with a module, in a process of its own."""
    shown = f"import sys, {module}; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", shown], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(told.stdout.split())


@pytest.mark.parametrize("module", STARTS)
def test_a_process_starts_with_nbformat_and_without_the_parser(module: str) -> None:
    assert {"nbformat", SPARED} & imported(module) == {"nbformat"}


def test_without_it_the_parser_is_imported() -> None:
    assert SPARED in imported("nbformat")
