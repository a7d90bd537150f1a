"""`make grade`: a class graded from hand-in to feedback, and the table of its grades; and what a
gradebook needs when students or the source change under it.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from authoring import sample_class as sample
from authoring.build import release
from grading.core.course import SAMPLE_PREFIX, Assignment, assignments
from grading.core.errors import UsageError
from grading.gradebook.database import answering
from grading.gradebook.nbgrader import course_directory, has_gradebook, nbgrader, open_gradebook
from grading.gradebook.queries import connected, read_scores
from grading.gradebook.session import only_one
from grading.gradebook.structure import (
    Restored,
    check_structure,
    differing,
    follow_source,
    restored_by,
    said_of_strays,
)
from grading.gradebook.students import absent, rename_student, said_of_absent
from grading.intake.layout import is_empty
from grading.report.grades import read_grades, table, undecided
from grading.scheduler.run import autograde

# A class from hand-in to feedback.


@answering()
def grade_class(assignment: Assignment, **how: Any) -> None:
    """Grade everything in submitted/, write feedback, print the grades.

    An empty submitted/ is filled with the sample class first. `how` and the errors are those of
    `autograde`. What cannot be graded keeps nobody else from a grade and has its remark in the
    table. Raises UsageError, after the grades that stand, where the source cannot be released.
    """
    before = restored_by(assignment.release)
    try:
        check_structure(course_directory(assignment))
        _tell(said_of_strays(course_directory(assignment)))
        release(assignment, database=True)
    except UsageError:
        if has_gradebook(assignment):
            _show(assignment)
        raise
    _tell(_of_new_release(assignment, before))
    is_new = not assignment.students() and is_empty(assignment.submitted)
    if is_new and (students := sample.hand_in(assignment)):
        print(f"submitted/ is empty: grading a sample class of {len(students)} students instead.")
    autograde(assignment, **how)
    changed = "--FeedbackExporter.only_changed=True"
    nbgrader(assignment, "generate_feedback", "--force", changed)
    _show(assignment)
    print("Feedback for each student is in feedback/; the record is gradebook.db.")


def _show(assignment: Assignment) -> None:
    """Print the grades, and what an instructor should know of who is not among them."""
    if rows := read_grades(assignment):
        print(table(rows))
        for sentence in undecided(assignment.name, [row.uncrossed for row in rows]):
            print(sentence)
    if sample.is_among(assignment.students()):
        print("The sample class is still there: python -m grading forget-sample removes it.")
    for sentence in others(assignment):
        print(sentence)
    sys.stdout.flush()


def _tell(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        print(sentence, file=sys.stderr)


def _of_new_release(assignment: Assignment, before: Restored) -> Iterator[str]:
    """A sentence if the release has changed under students who may have the earlier one."""
    found = differing(before, restored_by(assignment.release))
    if found and any(not s.startswith(SAMPLE_PREFIX) for s in assignment.students()):
        yield (
            f"release/{assignment.name} has changed: {found}. Students who have the earlier one "
            "are graded with the new tests: hand it out anew (make handout), or put source/ and "
            "checks/ back as they were and run the same command again."
        )


def others(assignment: Assignment) -> Iterator[str]:
    """Sentences about who is in the gradebook or in graded folders, and not in submitted/."""
    with connected(assignment) as connection:
        scores = read_scores(connection, assignment.name)
        if scores is None:
            return
        yield from said_of_absent(absent(connection, scores, {*assignment.students()}))
    left = [
        str(path.relative_to(assignment.root))
        for folder in ("autograded", "feedback")
        for path in sorted((assignment.root / folder).glob(f"*/{assignment.name}"))
        if path.parent.name not in scores.submissions
    ]
    if left:
        yield (
            f"Left over from students who are not in the gradebook, and not used: "
            f"{', '.join(left)}. Delete what nobody needs."
        )


# What changes under a gradebook: parts and notebooks, ids of students.


@answering()
def migrate(assignment: Assignment, *, renamed: Sequence[str] = (), force: bool = False) -> None:
    """Let the gradebook have the parts and notebooks that source/ has now.

    Raises UsageError, with nothing changed, where scores of a person's would be lost without
    `force`, or a name of `renamed` (each `OLD=NEW`) is not among the changes.
    """
    pairs = [_pair(each) for each in renamed]
    with _alone(assignment):
        said = follow_source(course_directory(assignment), pairs, force=force)
    for sentence in said or ["The gradebook has the parts of source/ already."]:
        print(sentence)
    if said:
        print(f"Now run python -m grading grade {assignment.name}: it releases and grades anew.")


def _pair(text: str) -> tuple[str, str]:
    old, equals, new = text.partition("=")
    if not (old and equals and new):
        raise UsageError(f"--renamed needs OLD=NEW, two names of a part or notebook, not '{text}'.")
    return old, new


@answering()
def rename(assignment: Assignment, *, old: str, new: str) -> None:
    """Give a student another id, in the gradebook and in the folders.

    Raises UsageError, with nothing changed, where there is no such student, or both have handed in.
    """
    root = assignment.root
    folders = [root / f for f in ("submitted", "autograded", "feedback")]
    if old == new or Path(new).name != new or not new.strip(". "):
        raise UsageError(f"'{new}' cannot be the new id of {old}: name another one.")
    if (folders[0] / old).exists() and (folders[0] / new).exists():
        raise UsageError(
            f"submitted/{old} and submitted/{new} are both there: move what counts into "
            f"submitted/{new}, delete submitted/{old}, and run the same command again."
        )
    if not has_gradebook(assignment):
        raise UsageError("Nothing is graded yet, so there is no gradebook: rename the folder.")
    with _alone(assignment), open_gradebook(assignment) as book:
        said = rename_student(book.db, old, new)
        for folder in folders:
            _move(folder / old, folder / new)
        book.db.commit()
    for sentence in said:
        print(sentence)
    names = sorted({path.name for path in (folders[0] / new).glob("*/")} & set(assignments(root)))
    commands = (f"python -m grading grade {name}" for name in names or [assignment.name])
    print(f"Now run {' and '.join(commands)}.")


def _move(old: Path, new: Path) -> None:
    """Give a folder its new name; what was graded under the old id goes where there is a newer."""
    if old.is_dir() and new.exists():
        shutil.rmtree(old)
    elif old.is_dir():
        old.rename(new)


def _alone(assignment: Assignment) -> Any:
    return only_one(assignment.root, course_directory(assignment).db_url, assignment.name)
