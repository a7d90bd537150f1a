"""Knows how a child is forked that shares nothing with its siblings; not what it does."""

from __future__ import annotations

import os
import random
import resource
import signal
import socket
import traceback
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from grading.channel import Closed


def fork(main: Callable[[], None], kept: Iterable[socket.socket], *, seeded: bool) -> int:
    """Fork a child that has these sockets and the standard streams only, and runs `main`.

    It draws its own random numbers, unless they are `seeded`. Returns the child's number.
    """
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        _close_all_but(connection.fileno() for connection in kept)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if not seeded:
            random.seed()
            np.random.seed()
        main()
        status = 0
    except Closed:  # whoever asked for it is gone
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def random_state() -> tuple[Any, ...]:
    """What Python and NumPy would draw next."""
    numbers = np.random.get_state(legacy=True)
    return random.getstate(), str(numbers)


def _close_all_but(kept: Iterable[int]) -> None:
    start = 3
    for number in sorted(kept):
        os.closerange(start, number)
        start = number + 1
    os.closerange(start, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
