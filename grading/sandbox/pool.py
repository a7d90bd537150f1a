"""The pool of zygotes, seen from outside: started, asked for checkers, started again."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grading.core.beside import FilesBeside
from grading.core.errors import UsageError
from grading.core.limits import Limits
from grading.core.reference import ReferenceNotebook
from grading.sandbox import cgroups
from grading.sandbox.beside import FILES
from grading.sandbox.fork_client import ForkClient, NoRoom, patiently
from grading.sandbox.linux import NOBODY
from grading.wire.channel import JOB, Channel, Closed
from grading.wire.messages import END, Excess, Fork, Prepare, Prepared, Start, Started

# The warm parents from outside: started, asked for checkers, and started again.

ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "PIP_NO_INDEX": "1",  # there is no network: pip need not try for 15 s
    "TORCHDYNAMO_DISABLE": "1",  # torch.compile leaves a function as it is: a compiler takes 20 s
}
"""All that a warm parent knows of the instructor's environment: nothing."""

ROOT = Path(__file__).resolve().parents[2]
"""The folder that this package lies in."""

NOT_STARTED = "The process that grades did not start: its own message is above."
NOT_ISOLATED = "Students' code cannot be shut in here: "
ON_PURPOSE = (
    ". To run it unprotected, on purpose, set c.IsolatedExporter.isolated = False, or give "
    "--without-isolation to `python -m grading grade`."
)


ENDS = 60.0
"""Seconds in which a parent has to have ended a process of its own."""

RLIMIT_SIGPENDING = getattr(resource, "RLIMIT_SIGPENDING", -1)  # Linux has it

GONE = (errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN, errno.ESHUTDOWN)
"""What a connection says whose other end is no more."""


class CannotGrade(UsageError):
    """Nothing can be graded on this system as it is; the text is one sentence that says why."""


class ZygotePool:
    """The warm parent, and what has branched off it; any number of threads may ask at a time.

    `entry` is the module whose `main` the warm parent runs; this room does not know the checker.
    """

    def __init__(
        self,
        limits: Limits,
        hidden: Sequence[str],
        entry: str,
        *,
        isolated: bool,
    ) -> None:
        self._entry = entry
        self._limits, self._hidden, self._isolated = limits, list(hidden), isolated
        self._lock = threading.Lock()
        self._parent: WarmParent | None = None
        self._branches: dict[tuple[ReferenceNotebook, bool], Branch] = {}
        self._has_compiler = False
        self._plain: dict[str, socket.socket] = {}
        """Parents that have imports and files, and have run nothing, by what they have."""
        self._known: frozenset[str] = frozenset()

    def start(self) -> None:
        """Start the warm parent; CannotGrade if this system cannot isolate it."""
        with self._lock:
            self._start()

    def stop(self) -> None:
        """End the warm parent, and with it all that it has started."""
        with self._lock:
            self._stop()

    def _start(self) -> None:
        self._parent = parent = _AHEAD.pop() if _AHEAD else WarmParent(self._entry)
        self._has_compiler = False
        channel = Channel(parent.control)
        how = self._hidden, self._isolated, self._limits
        try:
            channel.send(Start(*how, parent.groups))
            started = channel.receive(Started)
        except Closed:
            self._stop()
            raise CannotGrade(NOT_STARTED) from None
        if started.reason:
            self._stop()
            raise CannotGrade(f"{NOT_ISOLATED}{started.reason}{ON_PURPOSE}")
        self._known = frozenset(started.modules)

    def _stop(self) -> None:
        if self._parent is not None:
            for branch in self._branches.values():
                branch.students.close()
                branch.checkers.close()
            for line in self._plain.values():
                line.close()
            self._branches.clear()
            self._plain.clear()
            self._parent.end()
            self._parent = None

    def checker(self, master: ReferenceNotebook, *, compiler: bool = False) -> CheckerHandle:
        """A new checker of that notebook; NoRoom if there is none for it after some tries.

        Where torch's `compiler` is asked for, it is imported already, for students, too.
        """

        def begin() -> CheckerHandle:
            with self._lock:
                return self._checker_of_living(master, compiler)

        try:
            return patiently(begin, OSError, Closed)
        except (OSError, Closed) as error:  # the quotas of this user, or of this machine
            raise NoRoom(f"there is no room for another process: {error}") from error

    def restart(self) -> None:
        """Have others in the place of parents that do not answer any more."""
        with self._lock:
            if self._parent is not None:
                self._parent.kill()
            self._stop()
            self._start()

    def _checker_of_living(self, master: ReferenceNotebook, compiler: bool) -> CheckerHandle:
        try:
            return self._checker(master, compiler)
        except OSError as error:
            if error.errno not in GONE:
                raise
        self._stop()  # the parents are gone, killed by whomever: have others
        self._start()
        return self._checker(master, compiler)

    def line(self) -> ForkClient:
        """A line to the warm parent itself, for one process after another."""
        with self._lock, _pair() as (ours, theirs):
            socket.send_fds(self._control, [Fork.LINE], [theirs.fileno()])
            return ForkClient(ours.dup())

    @property
    def _control(self) -> socket.socket:
        assert self._parent is not None, "start() comes first"
        return self._parent.control

    def _checker(self, master: ReferenceNotebook, compiler: bool) -> CheckerHandle:
        if compiler and not self._has_compiler:
            self._control.sendall(Fork.COMPILER)
            self._has_compiler = True
        if (master, compiler) not in self._branches:
            self._branches[master, compiler] = self._branch(master, compiler)
        branch = self._branches[master, compiler]
        with (
            _pair() as (life, its_end),
            _pair() as (ours, theirs),
            _pair() as (a, prepared),
            _pair() as (b, plain),
        ):
            socket.send_fds(branch.students, [Fork.LINE], [prepared.fileno()])
            socket.send_fds(branch.plain, [Fork.LINE], [plain.fileno()])
            given = [each.fileno() for each in (its_end, theirs, a, b)]
            socket.send_fds(branch.checkers, [Fork.CHECKER], given)
            return CheckerHandle(ours.dup(), branch, life.dup(), (a.dup(), b.dup()))

    def _branch(self, master: ReferenceNotebook, compiler: bool) -> Branch:
        """New parents for a notebook, which have its imports and the files beside it."""
        assert self._parent is not None, "start() comes first"
        wanted = master.imports.without(self._known, master.files.modules(), ROOT)
        plain = self._control
        if wanted.public or master.files:
            how = Prepare(dict(wanted.public), self._parent.files(master.files))
            name = repr((how, compiler))
            if name not in self._plain:
                self._plain[name] = prepared(plain, begun(plain, how), how)[0]
            plain = self._plain[name]
        return fork_preloaded(plain, master, wanted.hidden)


class WarmParent:
    """A process that imports what this project needs, and waits to be told how to go on.

    Where it was started by a process that this one was forked from, it is this one's all the same.
    """

    def __init__(self, entry: str) -> None:
        raise_quotas()
        self.control, theirs = socket.socketpair()
        self._folder = tempfile.mkdtemp(prefix="warm-")
        self._files = Path(self._folder, FILES)
        self._files.mkdir()
        self._files.chmod(0o755)  # whoever it is that reads them behind another root
        copy_font_list(self._folder)
        self._group = cgroups.new_folder()
        self.groups = os.open(self._group, os.O_RDONLY | os.O_DIRECTORY) if self._group else -1
        with theirs:
            given = [theirs.fileno(), *([self.groups] if self._group else [])]
            self._process = launch(entry, self._folder, given)
        if self._group:
            os.close(self.groups)
            cgroups.enter(self._group, self._process.pid)
        self._life = os.pidfd_open(self._process.pid) if CAN_WAIT else -1

    def files(self, beside: FilesBeside) -> str:
        """Show it these files, if there are any; the name of their folder. OSError without room."""
        target = self._files / beside.key
        if beside and not target.exists():
            beside.put(target)
            if os.getuid() == 0:  # or nobody could change a copy: who it belonged to is not there
                for path in (target, *target.rglob("*")):
                    os.chown(path, NOBODY, NOBODY)
        return beside.key

    def kill(self) -> None:
        """End it at once, whatever it does."""
        if self._life >= 0:
            with contextlib.suppress(ProcessLookupError):  # it has ended, as Popen.kill allows for
                signal.pidfd_send_signal(self._life, signal.SIGKILL)
        else:
            self._process.kill()

    def end(self) -> None:
        """Let go of it, and wait until it has ended, with all that it has started."""
        self.control.close()
        if self._life >= 0:
            ended = select.poll()  # select() knows no descriptor from 1,024 on
            ended.register(self._life, select.POLLIN)
            ended.poll()
            os.close(self._life)
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._group:
            cgroups.remove(self._group)

    def leave(self) -> None:
        """Leave it to another process that has it, too."""
        self.control.close()
        os.close(self._life)

    def reap(self) -> None:
        """Wait until one that was left to another process has ended."""
        self._process.wait()


CAN_WAIT = hasattr(os, "pidfd_open")
"""Whether a process can be waited for that another one has started: on Linux."""

_AHEAD: list[WarmParent] = []
"""Those that have been started before anything was known of what is to be graded."""


@contextlib.contextmanager
def started_ahead(entry: str, count: int) -> Iterator[None]:
    """Have so many warm parents import while this process does something else.

    The next pools that start take them, in this process, or in one that is forked from it and asks
    for `only_ahead`. On leaving, those that nobody has taken are ended.
    """
    started = [WarmParent(entry) for _ in range(count if CAN_WAIT else 0)]
    _AHEAD.extend(started)
    try:
        yield
    finally:
        end_ahead()
        for parent in started:
            parent.reap()


def only_ahead(number: int) -> None:
    """Keep the parent of that number of those started ahead, where there is one, and no other."""
    for place, parent in enumerate(_AHEAD):
        if place != number:
            parent.leave()
    _AHEAD[:] = _AHEAD[number : number + 1] if number >= 0 else []


def end_ahead() -> None:
    """End those of this process that nobody has taken."""
    while _AHEAD:
        _AHEAD[-1].kill()
        _AHEAD.pop().end()


def raise_quotas() -> None:
    """Give this process, and all that it will start, as much as this user may have.

    What is counted for the user is counted for all students together: processes, pending signals,
    and, against the number of open files, files on their way through sockets (unix(7)).
    """
    for quota in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC, RLIMIT_SIGPENDING):
        with contextlib.suppress(ValueError, OSError):  # macOS promises more than it has
            most = resource.getrlimit(quota)[1]
            resource.setrlimit(quota, (most, most))


FOLDERS = ("HOME", "IPYTHONDIR", "MPLCONFIGDIR", "TMPDIR")
"""Variables that name the folder which a warm parent has until it is shut in."""


def launch(entry: str, folder: str, given: Sequence[int]) -> subprocess.Popen[bytes]:
    """Start a warm parent that has these descriptors, of which the first is its control line.

    It has this package, in ROOT, but nothing else beside it. The words of a command can be read by
    whatever it forks, and name no folder therefore.
    """
    code = (
        "import gc, os, sys; gc.disable(); sys.path.insert(0, here := os.getcwd()); "
        f"from {entry} import main; "
        f"sys.path.remove(here); os.chdir(os.environ['HOME']); main({given[0]})"
    )
    return subprocess.Popen(
        [sys.executable, "-I", "-B", "-c", code],
        env={**ENVIRONMENT, **dict.fromkeys(FOLDERS, folder)},
        stdin=subprocess.DEVNULL,
        pass_fds=given,
        cwd=ROOT,
        process_group=0,  # Ctrl-C is for who has started this; it ends with its control line
    )


def copy_font_list(folder: str) -> None:
    """Spare matplotlib the search for fonts, if somebody has searched before."""
    known = [os.environ.get("MPLCONFIGDIR", ""), str(Path.home() / ".cache" / "matplotlib")]
    for place in filter(None, known):
        for path in Path(place).glob("fontlist-*.json"):
            shutil.copy(path, folder)


@contextlib.contextmanager
def _pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@dataclass(frozen=True)
class CheckerHandle:
    """A checker from outside: the connection to it, the branch that it comes from, and its end."""

    connection: socket.socket
    branch: Branch
    _lifeline: socket.socket
    _lines: tuple[socket.socket, ...]

    def end(self) -> tuple[int, Excess]:
        """End the checker and then the students on its lines: on return, none of them is left.

        The exit status that it had, if it had ended already, and what there was too much of. Raises
        OSError where a parent does not answer.
        """
        with contextlib.ExitStack() as stack:
            for each in (self.connection, self._lifeline, *self._lines):
                stack.enter_context(each)
                each.settimeout(ENDS)
            self._lifeline.shutdown(socket.SHUT_WR)
            said = self._lifeline.recv(END.size, socket.MSG_WAITALL)
            for line in self._lines:
                line.shutdown(socket.SHUT_WR)
                while line.recv(1 << 10):  # what its checker has not read
                    pass
        status, excess = END.unpack(said) if len(said) == END.size else (0, Excess.NOTHING)
        return int(status), Excess(excess)


# What branches off for a notebook and runs its head.


@dataclass(frozen=True)
class Branch:
    """The parents that have run a notebook's head, and what it shows in the student's form.

    `plain` has run nothing: it is that of students whose notebook begins otherwise.
    """

    students: socket.socket
    checkers: socket.socket
    plain: socket.socket
    outputs: list[Any]
    """One list of outputs for each cell of the head; none if the head failed in either parent."""


def fork_preloaded(
    plain: socket.socket, master: ReferenceNotebook, hidden: Mapping[str, list[str]]
) -> Branch:
    """New parents, forked from `plain`'s, that have run the head of a notebook.

    There is one for students and checkers where the head hides nothing from students, and hidden
    tests import nothing more, or two.
    """
    head = master.head()
    public = Prepare(cells=[master.public.get(cell.id, cell.source) for cell in head])
    own = Prepare(dict(hidden), cells=[cell.source for cell in head])
    hows = [public] if public == own else [public, own]
    lines = [begun(plain, how) for how in hows]
    ready = [prepared(plain, line, how) for line, how in zip(lines, hows, strict=True)]
    works = all(len(outputs) == len(head) for _, outputs in ready)
    return Branch(ready[0][0], ready[-1][0], plain, ready[0][1] if works else [])


def begun(control: socket.socket, how: Prepare) -> socket.socket:
    """A new parent, forked from `control`'s, that prepares itself, by its control line."""
    ours, theirs = socket.socketpair()
    with theirs:
        socket.send_fds(control, [Fork.ZYGOTE], [theirs.fileno()])
    Channel(ours, JOB).send(how)
    return ours


def prepared(
    control: socket.socket, line: socket.socket, how: Prepare
) -> tuple[socket.socket, list[Any]]:
    """The parent once it is ready, and what its cells have shown.

    Where it has ended over its imports, or has made one that no parent may make, that is another,
    which does without.
    """
    while True:
        try:
            told = Channel(line, JOB).receive(Prepared)
            if not told.unfit:
                return line, told.outputs
            fit = {name: rest for name, rest in how.imports.items() if name not in told.unfit}
        except Closed:
            if not how.imports:
                raise
            fit = {}
        line.close()
        how = replace(how, imports=fit)
        line = begun(control, how)
