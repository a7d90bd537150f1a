"""A tiny course whose student attacks the grader, the secrets around it, and what comes of it."""

from __future__ import annotations

from grading.core import fast_imports as fast_imports  # isort: split

import atexit
import contextlib
import copy
import dataclasses
import functools
import json
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib
import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from grading.checker.checker import Checker
from grading.checker.grader import ENTRY, Graded, Grader, Job, Limits, ReferenceNotebook
from grading.core.beside import FilesBeside
from grading.core.limits import MEBI
from grading.core.reference import APART, Placement
from grading.sandbox import pool as parents
from grading.sandbox.pool import ZygotePool
from grading.sandbox.shell import Screen

# A tiny course whose student attacks the grader, and what came of it.

SMALL = Limits(
    cell_seconds=1.5,
    notebook_seconds=20.0,
    notebook_cpu_seconds=20,
    memory=256 * MEBI,
    disk=8 * MEBI,
    processes=16,
)
PATIENCE = 60.0
"""Seconds after which a grader that says nothing counts as hanging."""

MARKER = "hidden-5f0c2a9be1d34786"
"""A text that is in the hidden tests, and nowhere else."""

EXPECTED = 41.6296
"""A number that is in the hidden tests; students can work it out as 8 * 5.2037."""

PUBLIC = """import numpy as np
def equal(got, right):
    return abs(got - right) < 1e-9"""
TOOLS = f"""### BEGIN HIDDEN TESTS
secret = "{MARKER} in a tool"
### END HIDDEN TESTS
{PUBLIC}"""
TEST = f"""### BEGIN HIDDEN TESTS
marker = "{MARKER} in a test"
got = answer(8.0)
assert equal(got, {EXPECTED}), f"not {EXPECTED}, as {{marker}} says, but {{got!r}}"
### END HIDDEN TESTS"""
PARTIAL = f"got = answer(8.0)\n3.0 if equal(got, {EXPECTED}) else 0.0"
RIGHT, WRONG = "def answer(x):\n    return x * 5.2037", "def answer(x):\n    return 0.0"
SECOND = "def second(x):\n    return x + 7"
FULL = {"answer": 3.0, "second": 2.0}
ZERO = {"answer": 0.0, "second": 2.0}
"""What an attack by the first answer deserves: nothing, and nothing off the second."""

STRUCK = "STRUCK"
"""A statement of an attack's that shows a nonce: its patch, write or call has taken place."""

NONCE = "NONCE"
"""A word of an attack's that becomes the nonce, for what can only print it in its own way."""

SAY = f"""from {Screen.__module__} import SCREEN as _screen
def _struck(show=_screen.show):
    show({{"output_type": "stream", "name": "stdout", "text": "ECNON"[::-1]}})
"""
"""Shows the nonce at once, past all that an attack patches after this; it is not in the source."""


WITHIN_REACH = f"""
from {Checker.__module__} import Checker
Checker._test = lambda self, _, source: (self._session.run(source, self._count), "", [])
"""
"""Weakens a grader: a test runs in the student's process, hidden parts and all."""

_WITHIN_REACH = pytest.StashKey[Grader]()


@dataclass(frozen=True)
class Probed:
    """What became of an attack: points of each test, what cells printed, which errors they show.

    It `struck` if its nonce was in what the cells printed, which is `printed` without the nonce.
    """

    points: dict[str, float]
    printed: str
    errors: str
    struck: bool
    graded: Graded = field(repr=False)


def cell(name: str, source: str, **mark: object) -> NotebookNode:
    """A code cell with nbgrader's metadata."""
    empty = {"grade": False, "locked": False, "solution": False, "task": False}
    metadata = {"nbgrader": {"grade_id": name, "schema_version": 3, **empty, **mark}}
    made: NotebookNode = new_code_cell(source, id=name, metadata=metadata)
    return made


@functools.cache
def course(test: str = TEST) -> ReferenceNotebook:
    """An instructor's notebook: tools, and two questions, of which `test` asks the first."""
    cells = [
        cell("tools", TOOLS, locked=True),
        cell("answer", RIGHT, solution=True),
        cell("test_answer", test, grade=True, locked=True, points=3),
        cell("second", SECOND, solution=True),
        cell("test_second", "assert second(3) == 10", grade=True, locked=True, points=2),
    ]
    return ReferenceNotebook(new_notebook(cells=cells), {"tools": PUBLIC, "test_answer": ""})


def beside(files: Mapping[str, bytes]) -> FilesBeside:
    """Files beside the instructor's notebook."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            Path(folder, name).parent.mkdir(parents=True, exist_ok=True)
            Path(folder, name).write_bytes(data)
        return FilesBeside.copied(Path(folder), files)


def probe(
    grader: Grader,
    source: str,
    *,
    second: str = SECOND,
    master: ReferenceNotebook | None = None,
    files: Mapping[str, bytes] | None = None,
    placement: Placement = APART,
) -> Probed:
    """Hand in these two answers."""
    master = master or course()
    notebook = copy.deepcopy(master.notebook)
    cells = {cell.id: cell for cell in notebook.cells}
    nonce = secrets.token_hex(8)
    cells["answer"].source, cells["second"].source = armed(source, nonce), armed(second, nonce)
    for name, public in master.public.items():
        cells[name].source = public
    handed_in = nbformat.writes(notebook).encode()
    graded = _graded(grader, Job(handed_in, master, files or {}, placement=placement))
    outputs = [(cell.id, output) for cell in graded.notebook.cells for output in cell.outputs]
    texts = [o.get("text") or str(o.get("data", {}).get("text/plain", "")) for _, o in outputs]
    errors = [f"{name}: {o.ename}: {o.evalue}" for name, o in outputs if "ename" in o]
    points = {n: _points(c) for n in FULL for c in graded.notebook.cells if c.id == f"test_{n}"}
    printed, *more = "".join(texts).split(nonce)
    return Probed(points, "".join([printed, *more]), "\n".join(errors), bool(more), graded)


def armed(source: str, nonce: str) -> str:
    """An attack that shows this nonce when it strikes."""
    if STRUCK in source:
        source = SAY.replace("ECNON", nonce[::-1]) + source.replace(STRUCK, "_struck()")
    return source.replace(NONCE, nonce)


def _graded(grader: Grader, job: Job) -> Graded:
    """What grade() returns or raises; a TimeoutError if it does neither."""
    came: list[Graded] = []
    failed: list[Exception] = []

    def grade() -> None:
        try:
            came.append(grader.grade(job))
        except Exception as error:
            failed.append(error)

    grading = threading.Thread(target=grade, daemon=True)
    grading.start()
    grading.join(PATIENCE)
    for error in failed:
        raise error
    if not came:
        raise TimeoutError("grade() has not come back: the class stands still")
    return came[0]


def _points(test: NotebookNode) -> float:
    """The points as nbgrader counts them."""
    assert test.execution_count is not None or test.outputs, f"{test.id} has no verdict"
    return float(determine_grade(test)[0])


def strike(
    grader: Grader,
    source: str,
    *,
    second: str = SECOND,
    master: ReferenceNotebook | None = None,
    placement: Placement = APART,
) -> Probed:
    """Hand in an attack: it must have struck, before anybody believes what became of it."""
    probed = probe(grader, source, second=second, master=master, placement=placement)
    assert probed.struck, f"the attack did not strike\n{probed.errors}\n{probed.printed}"
    return probed


def attack(grader: Grader, source: str, *, master: ReferenceNotebook | None = None) -> Probed:
    """Strike; after it the class must go on: right is right, and wrong is wrong.

    That is looked at after some attacks on one grader, and after the last one of a file: what an
    attack leaves behind stays. With ALL, it is looked at after each.
    """
    probed = strike(grader, source, master=master)
    _ATTACKED.append(grader)
    if os.environ.get("ALL") or len(_ATTACKED) == SOME or grader._parents not in _SHARED:
        goes_on()
    return probed


SOME = 8
"""Attacks after which the class must go on; ALL=1 says after which of them it does not."""

_ATTACKED: list[Grader] = []
_SHARED: list[ZygotePool] = []


def goes_on() -> None:
    """Whoever was attacked since the last time grades as before."""
    if _ATTACKED:
        after = probe(_ATTACKED[-1], RIGHT, second="def second(x):\n    return x")
        _ATTACKED.clear()
        assert after.points == {"answer": 3.0, "second": 0.0}, after.errors


# Graders whose warm parents are forked from one process that has imported and rehearsed before.

NURSERY = f"""
import fcntl, gc, json, os, select, socket, sys
gc.disable()
sys.path.insert(0, here := os.getcwd())
from {ENTRY} import main, make_shell, rehearse
sys.path.remove(here)
os.chdir(os.environ["HOME"])
rehearse(shell := make_shell())

def born(asked, received):
    told = json.loads(asked)
    os.environ.update(told["folders"])
    os.chdir(os.environ["HOME"])
    high = [fcntl.fcntl(each, fcntl.F_DUPFD, 512) for each in received]
    for each in received:
        os.close(each)
    for each, number in zip(high, told["given"]):
        os.dup2(each, number)
        os.close(each)
    exec(told["first"], {{}})
    main(told["given"][0], shell)

asks, children = socket.socket(fileno={{asks}}), []
while True:
    for ready in select.select([asks, *children], [], [])[0]:
        if ready is not asks:
            os.waitid(os.P_PIDFD, ready, os.WEXITED)
            children.remove(ready)
            os.close(ready)
            continue
        asked, received, *_ = socket.recv_fds(asks, 1 << 20, 2)
        if not asked:
            os._exit(0)
        if not (child := os.fork()):
            for each in children:
                os.close(each)
            asks.close()
            born(asked, received)
        children.append(os.pidfd_open(child))
        asks.send(str(child).encode())
        for each in received:
            os.close(each)
"""


class Born:
    """A warm parent that the nursery has forked, as `subprocess.Popen` has one."""

    def __init__(self, pid: int) -> None:
        self.pid, self._descriptor = pid, os.pidfd_open(pid)

    def wait(self) -> None:
        select.select([self._descriptor], [], [])

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)

    def __del__(self) -> None:
        os.close(self._descriptor)


@functools.cache
def _nursery() -> socket.socket:
    """The line to this process's nursery, which ends with it."""
    parents.raise_quotas()
    asks, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    folder = tempfile.mkdtemp(dir=os.environ["SHARED"])
    parents.copy_font_list(folder)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", NURSERY.replace("{asks}", str(theirs.fileno()))],
            env={**parents.ENVIRONMENT, **dict.fromkeys(parents.FOLDERS, folder)},
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            cwd=parents.ROOT,
        )

    def end() -> None:
        asks.close()
        process.wait()

    atexit.register(end)
    return asks


@contextlib.contextmanager
def forked(first: str = "") -> Iterator[None]:
    """Within it, graders start at once, and their processes run this first, before they fork."""

    def launch(entry: str, folder: str, given: Sequence[int]) -> Born:
        assert entry == ENTRY
        folders = dict.fromkeys(parents.FOLDERS, folder)
        asked = {"folders": folders, "given": list(given), "first": first}
        socket.send_fds(_nursery(), [json.dumps(asked).encode()], given)
        return Born(int(_nursery().recv(64)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parents, "launch", launch)
        yield


@contextlib.contextmanager
def weakened(text: str = "", limits: Limits = SMALL, *, isolated: bool = True) -> Iterator[Grader]:
    """A grader whose processes run this first: it takes a protection away."""
    grader = Grader(limits, isolated=isolated)
    with forked(text):
        grader.start()
    try:
        yield grader
    finally:
        grader.stop()


def within_reach(config: pytest.Config) -> Grader:
    """A grader that runs tests in the student's process; there is one for a run."""
    if _WITHIN_REACH not in config.stash:
        with contextlib.ExitStack() as stack:
            config.stash[_WITHIN_REACH] = stack.enter_context(weakened(WITHIN_REACH))
            config.add_cleanup(stack.pop_all().close)
    return config.stash[_WITHIN_REACH]


# A course and a home that no student may see, and the graders that hide them.

PLANT = "planted-"
"""How every secret begins: names of files, what is in them, and a variable of the environment."""

CALM = dataclasses.replace(SMALL, cell_seconds=20.0, notebook_seconds=60.0)
"""Limits for attacks that take their time."""

_FILES = (
    *("course/planted-gradebook.db", "course/source/planted-source.ipynb", "home/planted-key"),
    *("course/submitted/other/planted-answer.ipynb", "home/.ssh/planted-ssh"),
)
_PLACES = pytest.StashKey[list[Path]]()
_GRADER, _UNPROTECTED = pytest.StashKey[Grader](), pytest.StashKey[Grader]()


def places(config: pytest.Config) -> list[Path]:
    """The hidden folders: a course and a home out of sight, and both within what is shown."""
    if _PLACES not in config.stash:
        shown = Path(sys.prefix, "share", f"probed-{os.getpid()}")
        tops = [Path(tempfile.mkdtemp(prefix="instructor-")), shown]
        for path in (top / name for top in tops for name in _FILES):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.parent.chmod(0o777)
            path.write_text(f"{PLANT}secret")
            path.chmod(0o666)
        for top in tops:
            config.add_cleanup(lambda top=top: shutil.rmtree(top))  # type: ignore[misc]
        config.stash[_PLACES] = [top / name for top in tops for name in ("course", "home")]
    return config.stash[_PLACES]


def are_untouched(config: pytest.Config) -> bool:
    """True if every file in the hidden folders is there, as it was, and no other."""
    files = [path for place in places(config) for path in place.rglob("*") if path.is_file()]
    return len(files) == 2 * len(_FILES) and {f.read_text() for f in files} == {f"{PLANT}secret"}


def grader(config: pytest.Config, limits: Limits = SMALL) -> Grader:
    """A grader with these limits of time; behind all of them is one warm parent for a run."""
    if _GRADER not in config.stash:
        hidden = [str(place) for place in places(config)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MPLCONFIGDIR", matplotlib.get_cachedir())  # a list of fonts saves seconds
            patch.setenv("HOME", hidden[1])
            patch.setenv("GRADER_TOKEN", f"{PLANT}token")
            config.stash[_GRADER] = started = Grader(SMALL, hidden=hidden)
            started.start()
        _SHARED.append(started._parents)
        config.add_cleanup(lambda: stop(started))
    timed = copy.copy(config.stash[_GRADER])
    timed._limits = limits  # a checker is told them with each job
    return timed


def unprotected(config: pytest.Config) -> Grader:
    """A grader that shuts nothing in: only for attacks on what a test has made, one by one."""
    if _UNPROTECTED not in config.stash:
        config.stash[_UNPROTECTED] = started = Grader(CALM, isolated=False)
        with forked():
            started.start()
        config.add_cleanup(lambda: stop(started))
    return config.stash[_UNPROTECTED]


def stop(grader: Grader) -> None:
    """Stop a grader, or go on without it if it does not want to."""
    stopping = threading.Thread(target=grader.stop, daemon=True)
    stopping.start()
    stopping.join(PATIENCE)
