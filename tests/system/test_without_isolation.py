"""Where students' code cannot be shut in, grading stops with a sentence, or goes on on purpose."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.classes import WRONG, points, put, sqlite
from tests.support.courses import release_course

REFUSE = """
import errno, pathlib, sys
import pyseccomp
from grading.__main__ import main
rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
rules.add_rule(pyseccomp.ERRNO(errno.EPERM), "unshare")
rules.load()
words = ["autograde", "gradient_descent", "--workers=1"]
print("without a word:", main(words), pathlib.Path("autograded/ada").exists())
print("as asked for:", main([*words, "--without-isolation"]))
"""
"""Runs `python -m grading` twice as in a container that does not allow namespaces."""


def test_it_stops_with_what_to_do_and_goes_on_where_somebody_says_so(tmp_path: Path) -> None:
    assignment = release_course(tmp_path / "course")
    put(assignment, "ada", WRONG)
    done = subprocess.run(
        [sys.executable, "-c", REFUSE],
        cwd=assignment.root,
        env={**os.environ, "PYTHONPATH": str(assignment.root)},
        capture_output=True,
        text=True,
    )
    assert "without a word: 2 False\n" in done.stdout, done.stderr
    for words in ("Operation not permitted", "user.max_user_namespaces", "--without-isolation"):
        assert done.stderr.count(words) == 1, done.stderr
    assert "as asked for: 0\n" in done.stdout, done.stderr
    assert "Traceback" not in done.stderr
    assert points(sqlite(assignment)) == {"ada": 3}
