"""An instructor needs no rights: an ordinary user grades in isolation, as root does."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.copies import COURSE

USER = 12345
TREES = sorted({sys.prefix, sys.base_prefix, str(COURSE.root)}, key=len)
GRADES = """
import os, sys
from grading.grade import Grader
from tests.probes import RIGHT, SMALL, probe
root = "import os\\nprint(os.getuid(), os.access('/usr', os.W_OK), os.path.exists(%r))\\n"
with Grader(SMALL, hidden=[sys.argv[1]]) as grader:
    probed = probe(grader, root % sys.argv[1] + RIGHT)
    print(os.getuid(), probed.points, probed.printed)
"""


def closed_to_others(path: Path) -> Path | None:
    """The outermost folder on the way to `path` that not everybody may enter."""
    ways = [path, *path.parents][::-1]
    return next((way for way in ways if not way.stat().st_mode & 0o001), None)


def opened(aside: Path) -> str:
    """Shell commands that let everybody reach the trees, in a mount namespace of their own."""
    commands = ["set -e"]
    for number, closed in enumerate(sorted({c for t in TREES if (c := closed_to_others(Path(t)))})):
        kept = aside / str(number)
        commands += [
            f"mkdir {kept}",
            f"mount --rbind {closed} {kept}",
            f"mount -t tmpfs -o mode=755 tmpfs {closed}",
        ]
        for tree in (Path(tree) for tree in TREES if Path(tree).is_relative_to(closed)):
            commands += [
                f"mkdir -p {shlex.quote(str(tree))}",
                f"mount --rbind {kept / tree.relative_to(closed)} {shlex.quote(str(tree))}",
            ]
    return "\n".join(commands)


@pytest.mark.skipif(os.getuid() != 0, reason="every other test here is run by an ordinary user")
@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs setpriv of util-linux")
def test_an_ordinary_user_grades_in_isolation(tmp_path: Path) -> None:
    words = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
    words += [sys.executable, "-c", GRADES, str(COURSE.root / "source")]
    script = f"{opened(tmp_path)}\ncd {COURSE.root}\nexport HOME=/\nexec {shlex.join(words)}"
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script], capture_output=True, text=True
    )
    assert done.stdout.strip() == (f"{USER} {{'answer': 3.0, 'second': 2.0}} 1000 False False"), (
        done.stderr
    )
