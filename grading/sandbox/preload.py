"""Imports that are made once, before a fork, for all who would make them: what each is fit for."""

from __future__ import annotations

import contextlib
import io
import os
import random
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

LONGEST = 30
"""Seconds after which a process ends whose imports have not; what they wait for may never come."""

TRIES, PAUSE = 10, 0.01
"""Looks at the threads that seem to be left, and seconds between them."""


def preload(wanted: Mapping[str, Sequence[str]]) -> list[str]:
    """Import these modules, and of each the modules among its names; those that are unfit.

    Unfit is one that starts a thread, which no fork has, or shows something, which whoever imports
    it is to see. After one of these this process may not fork any more. What cannot be imported is
    left to those who try.
    """
    unfit = []
    usual = signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(LONGEST)
    with _same_random_numbers():
        for module, names in wanted.items():
            before, said = _threads(), io.StringIO()
            with (
                contextlib.redirect_stdout(said),
                contextlib.redirect_stderr(said),
                contextlib.suppress(BaseException),
            ):
                __import__(module, fromlist=names)
            if _more_threads(before) or said.getvalue():
                unfit.append(module)
    signal.alarm(0)
    signal.signal(signal.SIGALRM, usual)
    return unfit


def _more_threads(before: int) -> bool:
    """True if there are more than before; one that has been waited for may stay for a moment."""
    for _ in range(TRIES):
        if _threads() <= before:
            return False
        time.sleep(PAUSE)
    return True


def _threads() -> int:
    """The threads of this process; where the system does not list them, those that Python knows."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return threading.active_count()


@contextlib.contextmanager
def _same_random_numbers() -> Iterator[None]:
    """Leave what will be drawn as it was: what an import draws is no seed of the notebook's."""
    python, numbers = random.getstate(), np.random.get_state(legacy=True)
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numbers)
