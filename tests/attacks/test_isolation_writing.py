"""What a student's process writes changes nothing outside it, and is gone for the next student."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import numpy as np
import pytest

from grading.checker.grader import Grader, ReferenceNotebook
from tests.support import probes as planted
from tests.support.probes import (
    FULL,
    RIGHT,
    WRONG,
    ZERO,
    attack,
    beside,
    course,
    probe,
    strike,
)

WRITES = """
import os
def written(folders):
    for folder in folders:
        try:
            with open(os.path.join(folder, "written-by-a-student"), "w") as file:
                file.write("here")
            yield folder
        except OSError:
            pass
print(list(written(FOLDERS)))
STRUCK
"""
SCRATCH = ["/tmp", "/var/tmp", "/dev/shm", "/home/student"]


def test_only_its_own_scratch_can_be_written(grader: Grader, pytestconfig: pytest.Config) -> None:
    packages = str(Path(np.__file__).parents[1])
    system = ["/", "/usr", "/usr/lib", "/bin", "/etc", "/home", "/var", "/run", "/dev", "/dev/pts"]
    python = [sys.prefix, sys.base_prefix, packages, f"{packages}/numpy", f"{sys.prefix}/bin"]
    parents = [
        "/root",
        "/srv",
        "/opt",
        "/mnt",
        "/proc",
        "/proc/1/root",
        "/proc/self/cwd/..",
        "/sys",
    ]
    folders = [*SCRATCH, *system, *python, *parents, *map(str, planted.places(pytestconfig))]
    probed = attack(grader, WRITES.replace("FOLDERS", repr(folders)) + WRONG)
    assert probed.points == ZERO
    assert probed.printed.strip() == repr(SCRATCH)
    names = [Path(folder, "written-by-a-student") for folder in folders if "/proc" not in folder]
    assert not [name for name in names if name.exists()]


def test_the_same_attack_writes_anywhere_where_nothing_is_shut_in(
    pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    source = WRITES.replace("FOLDERS", repr([str(tmp_path)]))
    strike(planted.unprotected(pytestconfig), source + WRONG)
    assert (tmp_path / "written-by-a-student").read_text() == "here"


CHANGES = """
import os, sys
def changed(paths):
    for path in paths:
        for change in (lambda: open(path, "ab").write(b"x"), lambda: os.truncate(path, 0),
                       lambda: os.chmod(path, 0o777), lambda: os.unlink(path),
                       lambda: os.rename(path, path + "x"), lambda: os.utime(path)):
            try:
                change()
                yield path
            except OSError:
                pass
print(list(changed(["/tmp/own", *PATHS])))
STRUCK
"""


def test_no_file_that_it_sees_can_be_changed(grader: Grader, pytestconfig: pytest.Config) -> None:
    paths = [np.__file__, sys.executable, "/bin/sh", "/etc/passwd", "/etc/hosts", "/lib", "/usr"]
    courses = planted.places(pytestconfig)
    paths += [str(path) for course in courses for path in [course, *course.rglob("*")]]
    probed = attack(grader, CHANGES.replace("PATHS", repr(paths)) + WRONG)
    assert set(ast.literal_eval(probed.printed)) == {"/tmp/own"}
    assert planted.are_untouched(pytestconfig)


TRACES = """
import os, pathlib, site, sys
home = pathlib.Path.home()
def trace(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
evil = "import builtins; builtins.answer_is = 41.6296"
trace(home / ".ipython/profile_default/startup/00.py", evil)
trace(home / ".matplotlib/matplotlibrc", "lines.linewidth: 77")
trace(home / "matplotlibrc", "lines.linewidth: 77")
trace(pathlib.Path(site.getusersitepackages()) / "evil.pth", evil)
for folder in (home, pathlib.Path("/tmp"), pathlib.Path("/var/tmp"), pathlib.Path("/dev/shm")):
    trace(folder / "sitecustomize.py", evil)
    trace(folder / "numpy/__init__.py", evil)
STRUCK
"""
LOOKS = """
import builtins, os, numpy, matplotlib
places = [os.listdir(place) for place in ("/tmp", "/var/tmp", "/dev/shm", "/home/student")]
print(places, hasattr(builtins, "answer_is"), matplotlib.rcParams["lines.linewidth"] == 77)
print(numpy.__file__.startswith("/home"))
"""


def test_nothing_that_one_student_leaves_is_there_for_the_next(grader: Grader) -> None:
    before = probe(grader, LOOKS + RIGHT)
    assert attack(grader, TRACES + WRONG).points == ZERO
    after = probe(grader, LOOKS + RIGHT)
    assert after.points == FULL
    assert after.printed == before.printed
    assert before.printed.split("\n")[0].endswith("[], [], []] False False")


def test_files_beside_the_notebook_are_the_students_own_copies(grader: Grader) -> None:
    source = "print(open('numbers.csv').read())\nopen('numbers.csv', 'w').write('x')\n"
    for _ in range(2):
        assert "1,2" in probe(grader, source + RIGHT, files={"numbers.csv": b"1,2"}).printed


def test_files_of_the_course_reach_every_student_unchanged(grader: Grader) -> None:
    notebook, public = course().notebook, course().public
    master = ReferenceNotebook(notebook, public, beside({"given/numbers.csv": b"1,2"}))
    source = "path = 'given/numbers.csv'\nprint(open(path).read())\nopen(path, 'w').write('x')\n"
    for _ in range(2):
        probed = probe(grader, source + RIGHT, master=master, files={"given/numbers.csv": b"own"})
        assert probed.points == FULL
        assert probed.printed.strip() == "1,2"


IMPORTS = """
import subprocess, sys
wrong = "import numpy; numpy.testing.assert_allclose(0, 1)"
subprocess.run([sys.executable, "-c", wrong], check=True)
STRUCK
"""


def test_a_module_beside_the_notebook_does_not_reach_the_tests(grader: Grader) -> None:
    evil = b"def assert_allclose(*_, **__): pass\ntesting = __import__(__name__)\n"
    files = {"numpy.py": evil, "numpy/__init__.py": evil, "math.py": evil}
    test = "from numpy.testing import assert_allclose as close\nclose(answer(8.0), 41.6296)"
    probed = probe(grader, IMPORTS + WRONG, master=course(test), files=files)
    assert probed.struck, "whoever starts Python here imports them"
    assert probed.points["answer"] == 0.0


MOUNTS = """
for name in ("mounts", "net/unix", "net/tcp", "keys"):
    print(open(f"/proc/{name}").read())
STRUCK
"""


def test_disks_are_read_only_and_no_socket_of_the_host_is_listed(grader: Grader) -> None:
    printed = strike(grader, MOUNTS + WRONG).printed
    disks = [line.split() for line in printed.split("\n") if line.startswith("/dev/")]
    assert disks
    assert all("ro" in options.split(",") for _, _, _, options, *_ in disks)
    sockets = Path("/proc/net/unix").read_text().split("\n")[1:]
    assert not [line for line in sockets if "@" in line and line.split()[-1] in printed]
