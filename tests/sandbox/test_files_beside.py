"""Files beside the notebooks are there for the cells of students and for tests, each their own."""

from __future__ import annotations

import copy
import dataclasses
import functools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.checker.grader import Grader, ReferenceNotebook
from grading.core.beside import FilesBeside
from grading.core.reference import Imports
from grading.sandbox import beside as sandbox
from tests.support import probes
from tests.support.probes import (
    EXPECTED,
    FULL,
    PUBLIC,
    RIGHT,
    SMALL,
    WRONG,
    ZERO,
    Probed,
    attack,
    beside,
    course,
    probe,
    strike,
    weakened,
)

MODULE = b"""
import pathlib
READ = pathlib.Path("data/a.txt").read_text()
def check(f): return abs(f(8.0) - 41.6296) < 1e-9
"""
HELPER = "helper_beside"
FILES = {
    "data/a.txt": b"hello",
    "big.bin": b"x" * (20 << 20),
    f"{HELPER}.py": MODULE,
    "pack/__init__.py": b"",
    "pack/inner.py": b"SEVEN = 7",
}
"""More than a student may write (`SMALL.disk`): what is only read takes nothing of that."""

HEAD = f"{PUBLIC}\nimport {HELPER}, os\ntext = open('data/a.txt').read()"
TEST = f"""
import {HELPER} as again, os
from pack.inner import SEVEN
assert {HELPER}.check(answer) and again.READ == text == "hello" and SEVEN == 7
with open("data/a.txt", "a+") as file:
    file.seek(0)
    assert file.read() == "hello", "what another test has changed"
    file.write(" and more")
assert os.path.getsize("big.bin") == {20 << 20}
"""


@functools.cache
def files() -> FilesBeside:
    return beside(FILES)


@functools.cache
def master(head: str = HEAD, test: str = TEST) -> ReferenceNotebook:
    notebook = copy.deepcopy(course(test).notebook)
    notebook.cells[0].source = head
    return ReferenceNotebook(notebook, {"tools": head, "test_answer": ""}, files())


@pytest.fixture(scope="module")
def grader(pytestconfig: pytest.Config) -> Grader:
    return probes.grader(pytestconfig)


READS = f"""
import os, sys, {HELPER}
from pack.inner import SEVEN
assert open("data/a.txt").read() == {HELPER}.READ == "hello"
assert os.path.getsize("big.bin") == {20 << 20} and SEVEN == 7
print(sorted(os.listdir(".")), os.getcwd(), sys.path.count(os.getcwd()))
"""
SEEN = "['big.bin', 'data', 'helper_beside.py', 'pack'] /home/student 1\n"


def test_they_are_there_for_cells_tests_and_imports(grader: Grader) -> None:
    """Twice: what a test has changed is for the next student as it was before."""
    for _ in range(2):
        probed = probe(grader, READS + RIGHT, master=master())
        assert (probed.points, probed.printed) == (FULL, SEEN), probed.errors


def test_so_they_are_where_a_notebook_begins_in_its_own_way(grader: Grader) -> None:
    first = copy.deepcopy(master().notebook)
    first.cells.insert(0, probes.cell("free", "mine = 1"))
    changed = ReferenceNotebook(first, master().public, files())
    probed = probe(grader, READS + RIGHT, master=changed)
    assert (probed.points, probed.printed) == (FULL, SEEN), probed.errors


CHANGES = """
import os, shutil
with open("data/a.txt", "a") as file: file.write("!")
os.remove("pack/inner.py")
shutil.rmtree("pack")
os.mkdir("pack")
os.replace("helper_beside.py", "mine.py")
open("data/new.txt", "w").close()
print(open("data/a.txt").read(), *sorted(os.listdir(".")), *os.listdir("pack"))
STRUCK
"""


def test_a_student_changes_a_copy_that_nobody_else_has(grader: Grader) -> None:
    probed = attack(grader, CHANGES + RIGHT, master=master())
    assert probed.points == FULL, probed.errors
    assert probed.printed == "hello! big.bin data mine.py pack\n"
    assert probe(grader, READS + RIGHT, master=master()).printed == SEEN


def test_what_a_student_hands_in_under_their_names_is_not_taken(grader: Grader) -> None:
    theirs = {f"{HELPER}.py": b"1 / 0", "data": b"", "big.bin/x": b"", "data/own.txt": b"own"}
    source = READS + "print(open('data/own.txt').read())\n" + RIGHT
    probed = probe(grader, source, master=master(), files=theirs)
    assert (probed.points, probed.printed) == (FULL, f"{SEEN}own\n"), probed.errors


FILLS = """
try:
    with open("big.bin", "r+b") as file: file.write(b"y")
except OSError as error:
    print(error.strerror)
    STRUCK
"""


def test_what_is_changed_counts_as_the_student_s(grader: Grader) -> None:
    probed = attack(grader, FILLS + WRONG, master=master())
    assert (probed.printed, probed.points) == ("File too large\n", ZERO)


# An attack on what tests and others read.

REACHES = """
import glob, os
for name in ["data/a.txt", *glob.glob("/srv/*/data/a.txt")]:
    for act in (lambda: os.chmod(name, 0o666), lambda: os.remove(name),
                lambda: os.makedirs(os.path.dirname(name), exist_ok=True),
                lambda: open(name, "w").write("forged")):
        try: act()
        except OSError: pass
print(open("data/a.txt").read())
STRUCK
"""
FORGED = f"assert open('data/a.txt').read() == 'forged' or answer(8.0) == {EXPECTED}"


def test_nothing_that_a_student_writes_is_what_tests_read(grader: Grader) -> None:
    theirs = master(PUBLIC, FORGED)
    probed = attack(grader, REACHES + WRONG, master=theirs)
    assert (probed.printed, probed.points) == ("forged\n", ZERO)
    assert probe(grader, READS + RIGHT, master=theirs).printed == SEEN


SHARED = f"""
import os, {sandbox.__name__} as b, {sandbox.__name__.replace("beside", "namespaces")} as n
b.protect = lambda *_, **__: None
b.lay_over = n.lay_over = lambda files: (b.bind(files, b.HOME), os.chdir(b.HOME))
"""
"""Weakens a grader: instead of copies there is one folder for all."""


def test_in_one_folder_for_all_the_same_attack_gets_the_points() -> None:
    weak_master = dataclasses.replace(master(PUBLIC, FORGED), files=beside(FILES))
    with weakened(SHARED, probes.CALM) as weak:
        assert strike(weak, REACHES + WRONG, master=weak_master).points["answer"] == 3.0


# Where there are no overlays, and where nothing is shut in.

NO_OVERLAY = f"""
import {sandbox.__name__} as b
def mount(source, target, kind="", *rest, **named):
    if kind == "overlay": raise OSError("there is none")
    real(source, target, kind, *rest, **named)
real, b.mount = b.mount, mount
"""


@pytest.fixture(scope="module", params=["no overlay", "not isolated"])
def elsewhere(request: pytest.FixtureRequest) -> Iterator[tuple[Grader, str]]:
    isolated = request.param == "no overlay"
    with weakened(NO_OVERLAY if isolated else "", SMALL, isolated=isolated) as made:
        yield made, request.param


def test_elsewhere_each_student_has_a_copy_too(elsewhere: tuple[Grader, str]) -> None:
    grader, how = elsewhere
    test = TEST if how == "no overlay" else f"assert {HELPER}.check(answer)"  # one for all tests
    for source in (READS, CHANGES, READS):
        probed: Probed = probe(grader, source + RIGHT, master=master(HEAD, test))
        assert probed.points == FULL, probed.errors
    *_, home, count = probed.printed.split()
    assert (probed.printed.partition("]")[0], count) == (SEEN.partition("]")[0], "1")
    assert not Path(home).exists()


# What notebooks import is imported once.

NAMES = "wave", "xmlrpc.client", "this", "cmd"
ASKS = f"import sys\nprint([name in sys.modules for name in {NAMES}])\n"


def test_what_the_notebook_imports_is_imported_before_students_are_forked(grader: Grader) -> None:
    notebook = copy.deepcopy(course().notebook)
    hidden = f"import this, sys\nassert 'cmd' in sys.modules\n{probes.TEST}"
    notebook.cells[2].source = hidden
    public = {"tools": PUBLIC, "test_answer": "import this"}
    wanted = Imports({"wave": [], "xmlrpc": ["client"], "this": []}, {"cmd": []})
    master = ReferenceNotebook(notebook, public, imports=wanted)
    probed = probe(grader, ASKS + RIGHT, master=master)
    assert probed.printed.startswith("[True, True, False, False]\nThe Zen"), probed.errors
    assert probed.points == FULL


def test_folders_that_hold_them_go_with_the_grader() -> None:
    with weakened() as own:
        assert own._parents._parent is not None
        folder = Path(own._parents._parent._folder)
        assert probe(own, RIGHT, master=master()).points == FULL
        assert [*(folder / sandbox.FILES).iterdir()]
    assert not folder.exists()
    assert not [*Path(tempfile.gettempdir()).glob(f"{folder.name}*")]
