"""File names in the exports of Canvas, Moodle and Blackboard, and the user names in them.

Of Canvas's Download Submissions, Moodle's Download all submissions (with and without folders), and
Blackboard's Assignment File Download, as these write them; docs/lms.md says what each looks like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from grading.core.errors import GradingError
from grading.intake.filenames import words

# Where a user name begins in the names of Blackboard's files.

USERNAME = re.compile(r"\w[\w.@+'-]{0,99}")
"""What may be the name of a folder, on any file system."""

ASIDE = re.compile(r"[^:]*:\s*.* \(([^()]+)\)\s*")
"""The first line of Blackboard's text files: `Name: Ada Lovelace (alovelace)`, in any language."""


class Unmapped(GradingError):
    """Whose file it is cannot be told from its name; the reason, as the end of a sentence."""


@dataclass(frozen=True)
class Hints:
    """What helps where the assignment's title and the user name run together.

    `usernames` by what is before the date in the file's name, from Blackboard's own text files;
    `known` are those of the platform's list of students; `title` is the assignment's.
    """

    usernames: Mapping[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    title: str = ""


NO_HINTS = Hints()


def noted(text: str) -> str | None:
    """The user name in a text file that Blackboard has put beside a submission."""
    found = ASIDE.fullmatch(text.lstrip("\ufeff").split("\n", 1)[0])
    return found[1] if found else None


def username(head: str, hints: Hints) -> str:
    """The user name at the end of `title_username`, either of which may hold a "_".

    Raises Unmapped if there are several ways to read it, or if it cannot be a folder's name.
    """
    cuts = [place for place, letter in enumerate(head) if letter == "_"]
    readings = {head[cut + 1 :]: words(head[:cut]) for cut in cuts}
    fitting = (
        [name for name in readings if name == hints.usernames.get(head)]
        or [name for name in readings if name in hints.known]
        or [name for name, title in readings.items() if title == words(hints.title)]
        or list(readings)
    )
    if len(fitting) != 1:
        raise Unmapped("where the user name begins cannot be told")
    if not USERNAME.fullmatch(fitting[0]):
        raise Unmapped(f"{fitting[0]!r} is no user name")
    return fitting[0]


# How Canvas, Moodle and Blackboard name the files that they export.

# lovelaceada_LATE_12345_678901_exercise_1-2.ipynb; where names are hidden, anon_x7Yz2 for both.
CANVAS = re.compile(
    r"(?:(?P<person>\w*?)_)??(?P<late>LATE_)?(?P<student>[0-9]++|anon_[^\W_]++)"
    r"_(?:(?P<serial>[0-9]++)_(?P<file>.+)|(?:text|link)\.html)"
)
# Ada Lovelace_12345_assignsubmission_file_/… as folders, or the same with the file's name after it.
MOODLE = re.compile(
    r"(?P<person>[^_]+)_(?P<student>[0-9]+)_assignsubmission_(?P<kind>[^\W_]+)(?:_(?P<file>.*))?"
)
# Gradient Descent_alovelace_attempt_2026-01-30-10-00-00_exercise_1.ipynb, and the same without a
# file's name and with .txt, which Blackboard adds. "attempt" is in the language of the site.
BLACKBOARD = re.compile(
    r"(?P<head>[^_]*_.+?)_[^\W\d_]+_(?P<time>[0-9]{4}(?:-[0-9]{2}){5})"
    r"(?:_(?P<file>.+)|(?P<note>\.txt))"
)


@dataclass(frozen=True)
class Name:
    """What the name of an exported file says.

    `student` is the id under which the platform takes grades back; `file` the student's own name
    for the file, with folders; `added` means that the platform has written the file itself; `time`
    is when it was handed in, by the platform's clock; `serial` is greater for later uploads.
    """

    student: str
    person: str
    file: str
    time: datetime | None = None
    serial: int = 0
    late: bool = False
    added: bool = False


def read(platform: str, path: str, hints: Hints = NO_HINTS) -> Name | None:
    """What the path of a file in an export says; None if it is not a name of that platform's.

    Raises Unmapped if it is one, and yet does not say whose file it is.
    """
    parts = path.split("/")
    for place, part in enumerate(parts):
        found = PLATFORMS[platform](part, hints)
        if found is not None:
            own = filter(None, [found.file, *parts[place + 1 :]])
            return replace(found, file="/".join(own))
    return None


def noted_for(path: str) -> str | None:
    """What is before the date in the name of a note of Blackboard's; None for any other file."""
    found = BLACKBOARD.fullmatch(path.rpartition("/")[2])
    return found["head"] if found and found["note"] else None


def recognise(paths: Iterable[str]) -> str | None:
    """The platform whose names most of these are; None if none of them is of any.

    A student can make one file's name look like another platform's, but not everybody's.
    """
    split = [path.split("/") for path in paths]
    counts = {
        name: sum(any(map(form.fullmatch, parts)) for parts in split)
        for name, form in FORMS.items()
    }
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


def _canvas(part: str, _: Hints) -> Name | None:
    found = CANVAS.fullmatch(part)
    if not found:
        return None
    return Name(
        student=found["student"],
        person=found["person"] or "",
        file=found["file"] or "",
        serial=int(found["serial"] or 0),
        late=bool(found["late"]),
        added=not found["file"],
    )


def _moodle(part: str, _: Hints) -> Name | None:
    found = MOODLE.fullmatch(part)
    if not found:
        return None
    typed = found["kind"] != "file"  # into a form, say
    return Name(found["student"], found["person"], found["file"] or "", added=typed)


def _blackboard(part: str, hints: Hints) -> Name | None:
    found = BLACKBOARD.fullmatch(part)
    if not found:
        return None
    try:
        time = datetime.strptime(found["time"], "%Y-%m-%d-%H-%M-%S")
    except ValueError:
        raise Unmapped(f"{found['time']} is no date") from None
    student, note = username(found["head"], hints), bool(found["note"])
    return Name(student, "", found["file"] or "", time, added=note)


PLATFORMS: dict[str, Callable[[str, Hints], Name | None]] = {
    "Moodle": _moodle,
    "Blackboard": _blackboard,
    "Canvas": _canvas,
}
FORMS = {"Moodle": MOODLE, "Blackboard": BLACKBOARD, "Canvas": CANVAS}
"""The same platforms; of two that fit equally well, the more particular comes first."""
