"""Memory and processes are counted of a whole tree, each with what is its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.core.limits import MEBI
from grading.sandbox.usage import address_space, used_by

HOLDS = f"""
import subprocess, sys
held = bytearray({40 * MEBI})
inner = subprocess.Popen(["sleep", "60"])
print(inner.pid, flush=True)
sys.stdin.read()
inner.kill()
"""


@pytest.fixture
def holder() -> Iterator[subprocess.Popen[str]]:
    """A process that holds 40 MiB and has started another."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline())
        yield process
        process.communicate()


def test_a_process_counts_with_those_it_has_started(holder: subprocess.Popen[str]) -> None:
    count, exact = used_by(holder.pid, 0)
    assert count == 2
    assert 40 * MEBI < exact < 120 * MEBI
    assert used_by(holder.pid, sys.maxsize)[1] >= exact, "shared memory counts whole"


def test_a_process_that_is_gone_uses_nothing() -> None:
    with subprocess.Popen(["true"]) as ended:
        pass
    assert used_by(ended.pid, 0) == (1, 0)


def test_the_address_space_is_that_of_this_process_in_bytes() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    assert pages * os.sysconf("SC_PAGE_SIZE") < address_space() < 1 << 47
