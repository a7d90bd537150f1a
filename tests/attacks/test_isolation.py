"""A student's process reaches nothing of the instructor's, of the course's or of the system's."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from grading.checker.grader import Grader
from tests.support import probes as planted
from tests.support.probes import WRONG, ZERO, attack, strike


@pytest.fixture(scope="module")
def grader(pytestconfig: pytest.Config) -> Grader:
    return planted.grader(pytestconfig, planted.CALM)


@pytest.fixture(scope="module")
def places(pytestconfig: pytest.Config) -> list[Path]:
    return planted.places(pytestconfig)


READS = """
import glob, os
def tried(path):
    try:
        with open(path, "rb") as file:
            return file.read(1 << 20).decode(errors="replace")
    except OSError as error:
        return ""
for pattern in PATTERNS:
    for path in glob.glob(pattern):
        print(path if os.path.isdir(path) and os.listdir(path) else "", tried(path))
assert ":x:" in tried("/etc/passwd"), "what is there is read"
STRUCK
"""


def reads(*patterns: str) -> str:
    """The source of an answer that prints whatever is at these paths."""
    return READS.replace("PATTERNS", repr(patterns)) + WRONG


def below(places: list[Path]) -> list[str]:
    depths = ("*", "*/*", "*/*/*", ".*", ".*/*")
    return [f"{place}/{depth}" for place in places for depth in depths]


def test_files_of_the_course_and_the_home_do_not_exist(grader: Grader, places: list[Path]) -> None:
    above = ["../*/*", "../../root/*", "/root/.[!p]*", "/home/*/*", "/etc/shadow", "/run/*"]
    probed = attack(grader, reads(*below(places), *above))
    assert probed.points == ZERO
    assert probed.printed.strip() == ""


def test_the_same_attack_reads_every_file_where_nothing_is_shut_in(
    pytestconfig: pytest.Config, places: list[Path]
) -> None:
    probed = strike(planted.unprotected(pytestconfig), reads(*below(places)))
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    assert probed.printed.split().count(f"{planted.PLANT}secret") == len(files)


def test_processes_show_only_themselves(grader: Grader) -> None:
    names = ("environ", "cwd/*", "root/home/*", "task/*/environ", "fd/*", "maps", "limits")
    probed = attack(
        grader, reads(*(f"/proc/{who}/{n}" for who in ["[0-9]*", "self"] for n in names))
    )
    assert probed.points == ZERO
    assert planted.PLANT not in probed.printed
    assert "LANG=C.UTF-8" in probed.printed, "the environments are read"


def test_only_one_process_is_in_sight(grader: Grader) -> None:
    source = (
        "import os\nprint(*[name for name in os.listdir('/proc') if name.isdigit()], os.getppid())"
    )
    assert attack(grader, f"{source}\nSTRUCK\n{WRONG}").printed.split() == ["1", "0"]


def test_the_environment_holds_nothing_of_the_instructors(grader: Grader) -> None:
    source = "import os\nprint(dict(os.environ), os.path.expanduser('~'))\nSTRUCK\n"
    probed = attack(grader, source + WRONG)
    assert planted.PLANT not in probed.printed
    assert probed.printed.strip().endswith("} /home/student")


WALK = """
import os, time
until, seen, found = time.monotonic() + 12, 0, []
for folder, folders, files in os.walk("/"):
    if folder == "/":
        folders.remove("proc")
    seen += len(files)
    found += [folder + "/" + name for name in files if name.startswith("planted-")]
    if time.monotonic() > until:
        break
print(seen, found)
STRUCK
"""


def test_no_file_of_the_course_is_anywhere_in_sight(grader: Grader) -> None:
    probed = strike(grader, WALK + WRONG)
    seen, found = probed.printed.split(maxsplit=1)
    assert int(seen) > 1000, "the walk has seen the system"
    others = [path for path in ast.literal_eval(found) if "/probed-" in path]  # of other workers
    own = [path for path in others if f"/probed-{os.getpid()}/" in path]
    assert len(own) == len(ast.literal_eval(found)) - len(others) == 0


GREP = """
import os, subprocess, sys
with open("/tmp/looks-like-it", "w") as file:
    file.write("hidden-" + "0123456789abcdef")
places = ["/tmp", "/var/tmp", "/dev/shm", "/home", "/run", "/etc"]
but = "--exclude-dir=" + os.path.basename(sys.prefix)  # the packages, where they lie in /tmp
search = ["grep", "-rlE", but, "hidden-[0-9a-f]{16}", *places]
print(subprocess.run(search, capture_output=True).stdout)
STRUCK
"""


def test_the_tests_are_in_no_file(grader: Grader) -> None:
    assert attack(grader, GREP + WRONG).printed.strip() == r"b'/tmp/looks-like-it\n'"


def test_links_to_the_course_lead_nowhere(grader: Grader, places: list[Path]) -> None:
    link = "import os\nos.symlink({!r}, 'way')\nSTRUCK\nprint(os.listdir('way'))\n".format
    for place in places:
        probed = strike(grader, link(str(place)) + WRONG)
        assert probed.printed.strip() in ("", "[]")
        assert "answer: FileNotFoundError" in probed.errors or probed.printed.strip() == "[]"
