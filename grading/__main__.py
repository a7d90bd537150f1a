"""The command line: `python -m grading COMMAND`, each command where its work is."""

from __future__ import annotations

import argparse
import contextlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grading.core import fast_imports as fast_imports  # first, for all that follows
from grading.core.course import (
    ANY,
    CONFIG,
    ROOT,
    Assignment,
    config_folder,
    course_root,
    find_assignment,
)
from grading.core.errors import GradingError
from grading.core.quiet import quiet

COMMANDS = {
    "autograde": (
        "grading.scheduler.run:autograde",
        "grade what is new in submitted/, on every core or on a cluster",
    ),
    "grade": (
        "grading.cli:grade_class",
        "grade everything in submitted/, or a sample class, with feedback",
    ),
    "migrate": (
        "grading.cli:migrate",
        "let the gradebook follow source/, where parts or notebooks came, went or were renamed",
    ),
    "rename": (
        "grading.cli:rename",
        "give a student another id, with grades, scores by hand, comments and folders",
    ),
    "why": (
        "grading.scheduler.why:why",
        "tell where the tests of an assignment run, apart from students' code or beside it",
    ),
    "report": (
        "grading.report.command:report",
        "write a page about a graded class, and its figures for a spreadsheet",
    ),
    "extend": (
        "grading.gradebook.extend:extend",
        "give one student more time than the due date of an assignment",
    ),
    "forget-sample": (
        "authoring.sample_class:forget",
        "remove the sample class from the folders and the gradebook",
    ),
    "build": (
        "authoring.build:build",
        "regenerate release/, solutions/ and the outputs of notebooks/",
    ),
    "new": (
        "authoring.new:new",
        "lay down a small assignment in source/, to be edited: a test, a hidden one, a solution",
    ),
    "handout": (
        "authoring.handout:handout",
        "write what students get into a folder: demos, exercises and no answer",
    ),
    "links": (
        "authoring.links:links",
        "set the address of the published handout, and the links to Colab and Binder with it",
    ),
}
"""What each command does, and where; imported for its run only, since every worker starts here."""

GRADES = ("autograde", "grade")
"""Commands that grade."""

AHEAD = ("grading.core.cores:at_a_time", "grading.sandbox.pool:started_ahead")
"""What they start with; not all systems have it, and other commands need none of it."""

OF_THE_COURSE = ("handout", "links", "rename")
"""Commands about the whole course; the others are about one assignment of it."""

PATHS = ("folder", "to")
"""What commands are given that is a path from the current folder."""

NOT_YET = ("new",)
"""Commands about an assignment that is not there yet."""


def main(words: list[str] | None = None) -> int:
    """Run one command; a mistake of the caller's is one sentence and exit status 2."""
    quiet()
    asked = vars(_parser().parse_args(words))
    try:
        name = asked.pop("command")
        with _warming_up(**asked) if name in GRADES else contextlib.nullcontext():
            command = pkgutil.resolve_name(COMMANDS[name][0])
            meant = _meant(name, asked.pop("assignment"))
            with _from_the_top(meant, asked):
                command(meant, **asked)
    except GradingError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    except ModuleNotFoundError as error:
        install = "run make grade once, or pip install --editable '.[grade]'"
        print(f"The package {error.name} is not installed: {install}.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped: what was graded is kept, and the next run goes on.", file=sys.stderr)
        return 130
    return 0


def _meant(command: str, assignment: str | None) -> Assignment:
    """What the command is about, of the course in whose folder it is typed."""
    if command in NOT_YET:
        return Assignment(str(assignment), course_root())
    found = find_assignment(assignment)
    if found.root == ROOT and ROOT not in (here := Path.cwd().resolve(), *here.parents):
        print(f"There is no {CONFIG} here: this is about the course in {ROOT}.", file=sys.stderr)
    return found


@contextlib.contextmanager
def _from_the_top(assignment: Assignment, asked: dict[str, Any]) -> Iterator[None]:
    """Run a command that is typed in a folder of the course as if in the folder with its settings.

    These may hold paths from there, such as that of a header. Paths in `asked` stay what they are.
    """
    here, home = Path.cwd(), config_folder(assignment.root)
    if home not in here.parents:
        yield
        return
    asked |= {name: str(here / asked[name]) for name in PATHS if asked.get(name)}
    with contextlib.chdir(home):
        yield


@contextlib.contextmanager
def _warming_up(*, workers: int | None, scheduler: str | None, **_: object) -> Iterator[None]:
    """Have the processes that grade warm up beside all that comes before the first notebook."""
    at_a_time, started_ahead = map(pkgutil.resolve_name, AHEAD)
    with started_ahead("grading.checker.main", 0 if scheduler else at_a_time(workers)[0]):
        yield


def _parser() -> argparse.ArgumentParser:
    description = "Grade a class, report on it, and build what students get."
    parser = argparse.ArgumentParser(prog="python -m grading", description=description)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, purpose) in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        if name in OF_THE_COURSE:
            command.set_defaults(assignment=ANY)
        elif name == "extend":
            command.add_argument("student", metavar="ID", help="the student, as in submitted/")
            command.add_argument(
                "--days", type=float, default=argparse.SUPPRESS, help="7, if left out"
            )
            command.add_argument("--assignment", metavar="NAME", help="which one")
        elif name in NOT_YET:
            command.add_argument("assignment", metavar="NAME", help="a name that no other has")
        else:
            command.add_argument("assignment", nargs="?", help="the one there is, if left out")
    for name in GRADES:
        commands.choices[name].add_argument(
            "--without-isolation",
            action="store_false",
            dest="isolated",
            help="run students' code with all that you may do, where this system cannot shut it in",
        )
        commands.choices[name].add_argument(
            "--workers", type=int, help="notebooks graded at a time"
        )
        commands.choices[name].add_argument("--scheduler", help="address of a Dask scheduler")
        commands.choices[name].add_argument(
            "--force", action="store_true", help="grade also what is graded already"
        )
    commands.choices["autograde"].add_argument(
        "--student", default="*", help="the one student to grade, or a pattern such as 'a*'"
    )
    migrate = commands.choices["migrate"]
    migrate.add_argument(
        "--renamed",
        action="append",
        default=[],
        metavar="OLD=NEW",
        help="a part or a notebook that has another name now, and keeps its scores",
    )
    migrate.add_argument(
        "--force", action="store_true", help="also where scores given by hand are lost"
    )
    rename = commands.choices["rename"]
    rename.add_argument("old", help="the id that the gradebook knows")
    rename.add_argument("new", help="the id from now on")
    report = commands.choices["report"]
    report.add_argument("--to", metavar="PAGE", help="where the page goes, a name in .html")
    report.add_argument(
        "--anonymous", action="store_true", help="without names, and without students' own words"
    )
    commands.choices["handout"].add_argument("folder", help="a new folder, or an earlier handout")
    links = commands.choices["links"]
    links.add_argument(
        "address", nargs="?", default="", help="such as https://github.com/owner/name"
    )
    links.add_argument("--none", action="store_true", help="remove the address, and all links")
    return parser


if __name__ == "__main__":
    sys.exit(main())
