"""An instructor needs no rights: an ordinary user grades in isolation, as root does."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.courses import COURSE, opened

USER = 12345
GRADES = """
import os, sys
from grading.checker.grader import Grader
from tests.support.probes import RIGHT, SMALL, probe
root = "import os\\nprint(os.getuid(), os.access('/usr', os.W_OK), os.path.exists(%r))\\n"
with Grader(SMALL, hidden=[sys.argv[1]]) as grader:
    probed = probe(grader, root % sys.argv[1] + RIGHT)
    print(os.getuid(), probed.points, probed.printed)
"""


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
