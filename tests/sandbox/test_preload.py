"""What is imported before a fork is fit for one, and leaves what it should not change."""

from __future__ import annotations

import random
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from grading.core.packages import is_installed
from grading.core.reference import Imports
from grading.sandbox.pool import ROOT
from grading.sandbox.preload import preload

THREAD = "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()"
UNFIT = {
    "starts_a_thread": THREAD,
    "starts_one_and_fails": f"{THREAD}\nraise RuntimeError",
    "prints": "print('hello')",
    "warns": "import warnings\nwarnings.warn('old')",
    "writes_an_error": "import sys\nsys.stderr.write('hello')",
}
FIT = {
    "plain": "X = 1",
    "fails": "1 / 0",
    "exits": "raise SystemExit",
    "is_missing_something": "import there_is_no_such_module",
    "draws": "import random, numpy\nrandom.random()\nnumpy.random.rand()",
    "begins_and_joins": "import threading as t\na = t.Thread(target=int)\na.start()\na.join()",
}


@pytest.fixture(autouse=True)
def _modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(tmp_path)
    for name, source in (UNFIT | FIT).items():
        (tmp_path / f"{name}.py").write_text(source)
    (tmp_path / "package").mkdir()
    for name in ("__init__", "inner"):
        (tmp_path / "package" / f"{name}.py").touch()
    yield
    for name in (*UNFIT, *FIT, "package", "package.inner"):
        sys.modules.pop(name, None)


def test_what_starts_a_thread_or_shows_something_is_unfit(monkeypatch: pytest.MonkeyPatch) -> None:
    def show(*_: object) -> None:
        sys.stderr.write("old")

    monkeypatch.setattr(warnings, "warn", show)  # pytest keeps what it shows
    assert preload({name: [] for name in (*FIT, *UNFIT)}) == [*UNFIT]
    assert {"plain", "begins_and_joins"} <= sys.modules.keys()


def test_what_an_import_draws_is_no_seed() -> None:
    random.seed(1)
    np.random.seed(1)
    before = random.getstate(), str(np.random.get_state())
    assert preload({"draws": []}) == []
    assert (random.getstate(), str(np.random.get_state())) == before


def test_modules_among_the_names_are_imported_and_other_names_do_no_harm() -> None:
    assert preload({"package": ["inner", "no_such_name"]}) == []
    assert "package.inner" in sys.modules


def test_imported_is_what_is_new_installed_and_not_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    copies = {place for place in sys.path if Path(place, "grading").exists()} - {str(ROOT)}
    monkeypatch.setattr(sys, "path", [place for place in sys.path if place not in copies])
    wanted: dict[str, list[str]] = {
        "wave": [],
        "json": [],
        "email.mime.text": ["MIMEText"],
        "helper": [],
        "grading": [],
    }
    asked = Imports(wanted, {"wave": [], "no_such_module": []})
    found = asked.without({"json"}, {"helper", "email"}, ROOT)
    assert (found.public, found.hidden) == ({"wave": []}, {"wave": []})


def test_the_folder_of_this_package_has_nothing_that_is_installed() -> None:
    assert not is_installed("benchmarks", ROOT)
    assert is_installed("numpy", ROOT)
