"""What tests/elsewhere.py names needs nothing that only Linux or only Unix has."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.elsewhere import PLACES
from tests.support.courses import COURSE

MODULES = {"fcntl", "grp", "mmap", "pwd", "pty", "pyseccomp", "resource", "syslog", "termios"}
NAMES = {
    *("AF_UNIX", "O_NOFOLLOW", "O_NONBLOCK", "SIGALRM", "SIGKILL", "WNOHANG", "chroot", "fork"),
    *("geteuid", "getgid", "getuid", "killpg", "mkfifo", "recv_fds", "sched_getaffinity"),
    *("send_fds", "setrlimit", "symlink_to", "waitpid"),
}
"""Python's modules and names that Windows or macOS does not have, or not for everybody."""


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules that a file imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def needed(root: Path, files: list[Path]) -> set[Path]:
    """The files, and those of the course that they import, directly or not."""
    found: set[Path] = set()
    while files:
        path = files.pop()
        if path not in found:
            found.add(path)
            names = imported(ast.parse(path.read_text(encoding="utf-8")))
            paths = [root / f"{name.replace('.', '/')}.py" for name in names]
            files += [path for path in paths if path.exists()]
    return found


def only_unix(path: Path) -> set[str]:
    """What the file uses that Windows or macOS lacks."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return attributes & NAMES | {name.split(".")[0] for name in imported(tree)} & MODULES


def test_every_place_is_there() -> None:
    assert [place for place in PLACES if not (COURSE.root / place).exists()] == []
    assert list(PLACES[-2:]) == ["notebooks", "solutions"]


@pytest.mark.parametrize("place", PLACES[:-2])
def test_it_imports_nothing_that_only_unix_has(place: str) -> None:
    root = COURSE.root
    files = needed(root, [root / place, root / "tests" / "conftest.py"])
    assert len(files) > 2
    lacking = {str(path.relative_to(root)): only_unix(path) for path in files}
    assert {path: names for path, names in lacking.items() if names} == {}


def test_what_only_unix_has_is_seen(tmp_path: Path) -> None:
    (tmp_path / "test_lock.py").write_text("def test():\n    from course import lock\n")
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "lock.py").write_text("import os\nimport fcntl\nos.fork()\n")
    files = needed(tmp_path, [tmp_path / "test_lock.py"])
    assert {name for path in files for name in only_unix(path)} == {"fcntl", "fork"}


def test_the_grader_is_not_for_everywhere() -> None:
    grader = needed(COURSE.root, [COURSE.root / "tests" / "attacks" / "test_isolation.py"])
    assert any(only_unix(path) for path in grader)


def test_students_instructions_are_what_macos_and_windows_run() -> None:
    readme = (COURSE.root / "README.md").read_text(encoding="utf-8")
    workflow = (COURSE.root / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    (block,) = re.findall(r"```\n(python -m venv .*?)jupyter lab\n```", readme, re.DOTALL)
    venv, activate, install = block.splitlines()
    windows, unix = re.split(r"\s{2,}\(on Linux and macOS: ", activate)
    run = re.sub(r"^ +", "", workflow, flags=re.MULTILINE)
    for line in (windows, unix.rstrip(")")):
        assert "\n".join([venv, line, install]) in run
