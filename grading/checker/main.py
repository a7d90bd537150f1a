"""Entry point of a zygote's process: imports, then isolation, then the two kinds of children."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import socket
import sys
import tempfile

import matplotlib.pyplot as plt
from IPython.core.async_helpers import get_asyncio_loop
from torch.multiprocessing import set_sharing_strategy

from grading.core import fast_imports as fast_imports  # isort: split

from grading.checker import checker
from grading.core.limits import Limits
from grading.core.outputs import Output
from grading.sandbox import namespaces, zygote
from grading.sandbox.beside import BESIDE, FILES, HOME, own_copy
from grading.sandbox.namespaces import SMALL
from grading.sandbox.preload import preload
from grading.sandbox.shell import SCREEN, Shell, make_shell, run
from grading.sandbox.worker import Student, plain
from grading.wire.channel import JOB, Channel, Closed, longest
from grading.wire.figures import reserve
from grading.wire.messages import Prepare, Prepared, Start, Started

REHEARSED = (
    "1 / 0",
    "await __import__('asyncio').sleep(0)",
    "import matplotlib.pyplot as plt\nplt.plot([0, 1], label='$x$')\nplt.legend()\nplt.show()",
)
"""What makes IPython and matplotlib import and look up what they do only when first needed."""


def main(control: int, shell: Shell | None = None) -> None:
    """Become a warm parent: it is told how, and asked later on, over the socket `control`.

    It warms up before it is told.

    A shell is one that has rehearsed already.
    """
    line = socket.socket(fileno=control)
    channel = Channel(line)
    if shell is None:
        shell = make_shell()
        rehearse(shell)
    gc.enable()  # collecting among what stays for good takes a fifth of the imports' time
    try:
        start = channel.receive(Start)
    except Closed:  # it was started ahead, and is not needed
        return
    files = os.path.join(os.environ["HOME"], FILES)
    try:
        if start.isolated:
            namespaces.supported()  # and imports what cannot be read any more once it is shut in
            namespaces.enter_sandbox(start.hidden, files)
            files = BESIDE
            start.hidden.clear()  # whoever looks through Python's objects finds no path
    except namespaces.NotIsolated as error:
        channel.send(Started(str(error)))
        return
    if start.isolated:
        _move_in()
        # The other strategy of torch passes descriptors, for which there is no call (`seccomp`).
        set_sharing_strategy("file_system")
    try:
        channel.send(Started(modules=sorted(sys.modules)))
    except Closed:  # whoever started it is gone
        return
    roles = zygote.Roles(
        student=lambda connection: serve(connection, shell, start.limits),
        checker=lambda connection, lines: checker.main(connection, lines, shell),
        prepare=lambda control: prepare(control, shell, files, isolated=start.isolated),
        import_compiler=import_compiler,
    )
    zygote.Zygote(line, roles, start.limits, isolated=start.isolated, groups=start.groups).serve()
    os._exit(0)  # nothing is left to be done; to take torch apart again takes a fifth of a second


def serve(connection: socket.socket, shell: Shell, limits: Limits) -> None:
    """Be a student's process over this connection, until its other end is gone."""
    Student(Channel(connection, longest(limits.value)), shell, limits).serve()


def _move_in() -> None:
    """Forget the folders that were used for imports: behind the new root there are others."""
    for name in ("TMPDIR", "TORCHINDUCTOR_CACHE_DIR"):
        os.environ.pop(name, None)
    tempfile.tempdir = None
    os.environ.update(HOME=HOME, IPYTHONDIR=f"{HOME}/.ipython", MPLCONFIGDIR=f"{HOME}/.matplotlib")
    os.chdir(HOME)


def prepare(control: socket.socket, shell: Shell, files: str, *, isolated: bool) -> str:
    """Import, take files from a folder in `files`, run cells until one fails, as is asked for over
    the line, and send back what each cell shows. The folder of the files, if there are any.
    """
    channel = Channel(control, JOB)
    told = channel.receive(Prepare)
    if unfit := preload(told.imports):
        channel.send(Prepared([], unfit))
        os._exit(0)
    folder = os.path.join(files, told.files) if told.files else ""
    if folder:
        own_copy(folder, SMALL if isolated else "")
    shown: list[list[Output]] = []
    for count, source in enumerate(told.cells, start=1):
        outputs: list[Output] = []
        SCREEN.show = lambda output, to=outputs: to.append(plain(output))  # type: ignore[misc]
        if not run(shell, source, count).success:
            break
        shown.append(outputs)
    _close_loop()
    channel.send(Prepared(shown))
    return folder


def import_compiler() -> None:
    """Import what the first step of one of torch's optimizers would, for 0.7 s."""
    with contextlib.suppress(Exception):  # whoever needs it will see why
        importlib.import_module("torch._dynamo")


def rehearse(shell: Shell) -> None:
    """Do once, before any fork, what every child would do slowly for its first time."""
    for count, source in enumerate(REHEARSED):
        run(shell, source, count)
    plt.close("all")
    gc.set_threshold(10_000, 10, 10)  # what lives for a second leaves little to be collected
    gc.freeze()  # what is there now stays; to look through it for garbage takes 0.3 s each time
    shell.reset()  # type: ignore[no-untyped-call]
    _close_loop()
    reserve(8)


def _close_loop() -> None:
    """Close the event loop of cells with `await`: whoever is forked needs one of its own."""
    get_asyncio_loop().close()  # type: ignore[no-untyped-call]
