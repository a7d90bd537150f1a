"""What a student's process has: no right, no file, no word too many; and what this Python needs."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.checker.grader import Grader
from grading.sandbox import namespaces
from grading.sandbox.namespaces import NICE, _resolved
from tests.support import probes
from tests.support.probes import WRONG, strike, weakened

LOOKS = """
import glob, json, os, resource, sys
def line(name):
    return [l.split()[1:] for l in open("/proc/self/status") if l.startswith(f"{name}:")][0]
def written(name):
    try:
        with open(f"/proc/self/{name}", "w") as file: file.write("0")
    except OSError:
        return False
    return True
def open_files():
    for number in os.listdir("/proc/self/fd"):
        try: yield os.readlink(f"/proc/self/fd/{number}")
        except OSError: pass
mounts = [l.split() for l in open("/proc/self/mountinfo")]
capabilities = ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]
found = dict(
    capabilities=[line(name)[0] for name in capabilities],
    rights=[line(name)[0] for name in ("NoNewPrivs", "Seccomp")],
    groups=[number for number in line("Groups")],
    files=sorted(name.split(":")[0].rstrip("0123456789") for name in open_files()),
    writable=[place for place in PLACES if os.access(place, os.W_OK)],
    sources=[" ".join([m[3], *m[m.index("-"):]]) for m in mounts],
    environment=sorted(os.environ),
    words=open("/proc/self/cmdline").read().split("\\0")[1:],
    priorities=[os.getpriority(os.PRIO_PROCESS, 0), int(open("/proc/self/oom_score_adj").read())],
    written=[name for name in ("oom_score_adj", "autogroup", "comm", "uid_map") if written(name)],
    core=resource.getrlimit(resource.RLIMIT_CORE)[0],
    python={p: sorted(os.listdir(p)) for p in {sys.prefix, sys.base_prefix}},
    settings=[open(path).read() for path in glob.glob(f"{sys.prefix}/pyvenv.cfg")],
)
print(json.dumps(found))
STRUCK
"""
PLACES = [*namespaces.SCRATCH, "/", "/proc", "/usr", "/etc", "/dev", "/home", sys.prefix]


@pytest.fixture(scope="module")
def grader(pytestconfig: pytest.Config) -> Grader:
    return probes.grader(pytestconfig)


@pytest.fixture(scope="module")
def found(grader: Grader) -> dict[str, object]:
    """What a student's code finds of itself."""
    printed = strike(grader, LOOKS.replace("PLACES", repr(PLACES)) + WRONG).printed
    told: dict[str, object] = json.loads(printed.strip().splitlines()[0])
    return told


def test_it_has_no_capability_and_can_get_none(found: dict[str, object]) -> None:
    assert found["capabilities"] == ["0" * 16] * 5
    assert found["rights"] == ["1", "2"], "no new privileges, a filter of system calls"


def test_it_has_the_groups_of_nobody_where_root_grades(found: dict[str, object]) -> None:
    if os.getuid() == 0:
        assert set(found["groups"]) <= {"0", "65534"}  # type: ignore[call-overload]


def test_it_has_three_streams_and_one_socket(found: dict[str, object]) -> None:
    files = [name for name in found["files"] if not name.startswith("/proc")]  # type: ignore[attr-defined]
    assert [name for name in files if name.startswith("socket")] == ["socket"]
    assert {name for name in files if not name.startswith(("socket", "/tmp/.stream"))} <= {
        "/dev/null",
        "anon_inode",
    }


def test_it_writes_in_four_places(found: dict[str, object]) -> None:
    assert found["writable"] == list(namespaces.SCRATCH)


def test_its_mounts_do_not_tell_where_they_come_from(found: dict[str, object]) -> None:
    sources = " ".join(found["sources"])  # type: ignore[arg-type]
    assert str(Path.cwd()) not in str(found["words"])
    if not sys.prefix.startswith(namespaces.SCRATCH):  # there it is shown at its own path anyway
        assert sys.prefix not in sources
        assert sys.base_prefix not in sources


def test_it_knows_no_variable_of_the_instructor_s(found: dict[str, object]) -> None:
    ours = {"HOME", "IPYTHONDIR", "LANG", "MPLBACKEND", "MPLCONFIGDIR", "PATH"}
    ours |= {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "PIP_NO_INDEX"}
    others = set(found["environment"]) - ours  # type: ignore[call-overload]
    assert all(name.startswith(("TORCH", "KMP", "PYDEVD")) for name in others), others


def test_others_come_first_and_it_cannot_change_that(found: dict[str, object]) -> None:
    assert found["priorities"] == [NICE, 1000]
    assert found["written"] == []


def test_it_leaves_no_core_for_whoever_takes_them(found: dict[str, object]) -> None:
    assert found["core"] == 1, "for 0 a program to which cores are piped gets them all the same"


def test_of_python_s_folders_it_sees_what_runs(found: dict[str, object]) -> None:
    for prefix, names in found["python"].items():  # type: ignore[attr-defined]
        assert set(names) <= {*namespaces.PARTS, "pyvenv.cfg"}, prefix
    assert "command" not in str(found["settings"])


# A socket on which somebody listens, in a folder that is shown.

CONNECTS = """
import socket
s = socket.socket(socket.AF_UNIX)
s.settimeout(2)
try:
    s.connect(PATH)
    print("answered", s.recv(100))
except OSError as error:
    print(type(error).__name__)
STRUCK
"""


@pytest.fixture
def listener() -> Iterator[str]:
    """The path of a socket that says a word to whoever connects, among Python's own files."""
    path = f"{sys.prefix}/share/{secrets.token_hex(4)}.sock"
    Path(path).parent.mkdir(exist_ok=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        os.chmod(path, 0o777)
        server.listen()

        def answer() -> None:
            try:
                while True:
                    with server.accept()[0] as connection:
                        connection.sendall(b"hello")
            except OSError:
                return

        thread = threading.Thread(target=answer)
        thread.start()
        yield path
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    Path(path).unlink()


def test_a_socket_of_others_is_a_file_to_which_nobody_listens(
    grader: Grader, listener: str
) -> None:
    probed = strike(grader, CONNECTS.replace("PATH", repr(listener)) + WRONG)
    assert probed.printed.strip() == "ConnectionRefusedError"


BINDS = f"""
import {namespaces.__name__} as n
def mount(source, target, kind="", *rest, **named):
    if kind == "overlay": raise OSError("there is none")
    real(source, target, kind, *rest, **named)
real, n.mount = n.mount, mount
"""


def test_it_is_answered_where_folders_are_shown_by_bind_mounts(listener: str) -> None:
    with weakened(BINDS) as bound:
        probed = strike(bound, CONNECTS.replace("PATH", repr(listener)) + WRONG)
    assert probed.printed.strip() == "answered b'hello'"


# Where Python is.


def test_a_path_is_followed_link_by_link(tmp_path: Path) -> None:
    real = tmp_path.resolve()
    (real / "disk/venv/lib").mkdir(parents=True)
    (real / "course").mkdir()
    (real / "link").symlink_to(real / "disk")
    (real / "course/.venv").symlink_to("../link/venv")
    links: dict[str, str] = {}
    assert _resolved(f"{real}/course/.venv/lib", links) == f"{real}/disk/venv/lib"
    assert links == {
        f"{real}/course/.venv": "../link/venv",
        f"{real}/link": f"{real}/disk",
    }
    (real / "loop").symlink_to("loop")
    _resolved(f"{real}/loop/x", {})


LINKED = '''
import subprocess, sys
from grading.checker.grader import Grader
from tests.support.probes import SMALL, probe
starts = """
import subprocess, sys
print(subprocess.check_output([sys.executable, "-c", "import numpy, sys; print(sys.prefix)"]))
"""
with Grader(SMALL, hidden=[sys.argv[1]]) as grader:
    probed = probe(grader, starts + "def answer(x): return x * 5.2037")
    print(probed.points, probed.printed)
'''


def test_an_environment_behind_a_link_grades(tmp_path: Path) -> None:
    """As where `.venv` is on another disk: its path has links in it, and lies in the course."""
    disk, folder = tmp_path / "disk", tmp_path / "course"
    folder.mkdir()
    disk.symlink_to(Path(sys.prefix).parent)
    (folder / ".venv").symlink_to(f"../disk/{Path(sys.prefix).name}")
    done = subprocess.run(
        [folder / ".venv/bin/python", "-c", LINKED, str(folder)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert "{'answer': 3.0, 'second': 2.0}" in done.stdout, done.stderr
    assert f"{folder}/.venv" in done.stdout


def test_quotas_of_the_user_are_raised_to_what_he_may_have() -> None:
    script = (
        "import resource; from grading.sandbox.pool import raise_quotas; "
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 512)); raise_quotas(); "
        "print(resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "(512, 512)", done.stderr
