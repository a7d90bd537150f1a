"""A JupyterLab server of the tests' own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grading.gradebook.nbgrader import command_path
from tests.e2e.browser import POLL
from tests.support.faults import free_port

TOKEN = "a-token-of-the-tests"
STARTS = 120.0
"""Seconds in which the server has to be there."""


@dataclass(frozen=True)
class Lab:
    """A server, by its address."""

    url: str

    def page(self, path: str) -> str:
        """The address of one of its pages."""
        return f"{self.url}/{path}?token={TOKEN}"


def settings(folder: Path) -> None:
    """Write a user's settings: all cells of a notebook are in the page at once, and no news."""
    chosen: dict[str, dict[str, object]] = {
        "notebook-extension/tracker": {"windowingMode": "none"},
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    }
    for name, values in chosen.items():
        path = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))


def environment(folder: Path) -> dict[str, str]:
    """A home of its own, in which nothing is that somebody has left."""
    jupyter = [f"JUPYTER_{name}_DIR" for name in ("CONFIG", "DATA", "RUNTIME")]
    lab = [f"JUPYTERLAB_{name}_DIR" for name in ("SETTINGS", "WORKSPACES")]
    places = ["HOME", "IPYTHONDIR", *jupyter, *lab]
    for place in places:
        (folder / place).mkdir()
    own = {place: str(folder / place) for place in places}
    return {**os.environ, **own, "PATH": command_path()}


@contextlib.contextmanager
def lab(root: Path) -> Iterator[Lab]:
    """A server on that folder, on loopback; it ends with all its kernels."""
    port = free_port()
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": root,
        "IdentityProvider.token": TOKEN,
        "LabApp.expose_app_in_browser": True,
    }
    words = [f"--{name}={value}" for name, value in options.items()]
    with tempfile.TemporaryDirectory(prefix="lab-") as name:
        own = environment(Path(name))
        settings(Path(own["JUPYTERLAB_SETTINGS_DIR"]))
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", *words],
            cwd=root,
            env=own,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            _wait_for(server, port)
            yield Lab(f"http://127.0.0.1:{port}")
        finally:
            server.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(30)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _wait_for(server: subprocess.Popen[str], port: int) -> None:
    """Wait until the server answers at that port, and read what it says, so that it can write.

    It says its address before it listens there.
    """
    said: list[str] = []

    def read() -> None:
        assert server.stdout is not None
        with server.stdout:
            for line in server.stdout:
                said.append(line)

    threading.Thread(target=read, daemon=True).start()
    end = time.monotonic() + STARTS
    while not _answers(port):
        assert server.poll() is None, "".join(said[-30:])
        assert time.monotonic() < end, "".join(said[-30:])
        time.sleep(POLL)


def _answers(port: int) -> bool:
    """True if somebody listens at that port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
