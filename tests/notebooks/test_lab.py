"""JupyterLab, as README.md has students start it, shows the course and the button Validate."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from grading.core.course import notebooks_in
from tests.support.courses import COURSE

TOKEN = "of-this-test"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where JupyterLab answers, on a port that it has found itself."""
    home = tmp_path_factory.mktemp("home")
    places = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    words = ["--no-browser", "--allow-root", "--port=0", f"--IdentityProvider.token={TOKEN}"]
    with subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *words],
        cwd=COURSE.root,
        env={**os.environ, **places},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as lab:
        assert lab.stderr is not None
        said: list[str] = []
        for line in lab.stderr:
            said.append(line)
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                break
        else:
            pytest.fail("".join(said))
        listening(int(found[1]), lab)
        yield found[0]
        lab.terminate()
        lab.stderr.read()


def listening(port: int, lab: subprocess.Popen[str]) -> None:
    """Wait until the port is open, which is a moment after JupyterLab has named it."""
    while lab.poll() is None:
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port)).close()
            return


def answer(address: str, path: str) -> str:
    request = Request(f"{address}/{path}", headers={"Authorization": f"token {TOKEN}"})
    with urlopen(request, timeout=60) as reply:
        text: str = reply.read().decode()
    return text


@pytest.mark.parametrize(
    "path", [*notebooks_in(COURSE.demos), *notebooks_in(COURSE.release)], ids=lambda path: path.stem
)
def test_a_notebook_can_be_opened(address: str, path: Path) -> None:
    name = path.relative_to(COURSE.root).as_posix()
    assert "jupyter-config-data" in answer(address, f"lab/tree/{name}")
    assert json.loads(answer(address, f"api/contents/{name}"))["type"] == "notebook"


def test_nbgrader_s_buttons_are_there(address: str) -> None:
    page = answer(address, "lab")
    (config,) = re.findall(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    extensions = [extension["name"] for extension in json.loads(config)["federated_extensions"]]
    assert "@jupyter/nbgrader" in extensions
