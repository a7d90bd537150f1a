"""Knows how one command grades a whole class: spread, recorded, told; not how one notebook is.

Whoever stops it loses nothing: what is graded stands, and the next run goes on from there.
"""

from __future__ import annotations

import os

from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import DBAPIError

from grading import cluster
from grading.assignment import NotReleased
from grading.course import Assignment, Broken, CourseError
from grading.grade import CannotGrade
from grading.gradebook import command_path, load_config
from grading.lock import Busy, only_one
from grading.office import Office
from grading.patience import Unreachable
from grading.progress import Progress
from grading.sentence import first_line
from grading.shard import OtherVersion


def autograde(
    assignment: Assignment,
    *,
    student: str = "*",
    workers: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
    isolated: bool = True,
) -> None:
    """Grade what is new in submitted/ on every core, or on a Dask cluster; print a summary.

    Raises CourseError for what the caller can put right before anything is graded, and Broken
    where grading could not go on; what was graded until then is kept.
    """
    if workers is not None and scheduler:
        raise CourseError("--workers is for this machine's cores: leave it out with --scheduler.")
    if workers is not None and workers < 1:
        raise CourseError("--workers needs a number of at least 1.")
    os.environ["PATH"] = command_path()
    config = load_config(assignment)
    course = CourseDirectory(config=config, assignment_id=assignment.name, student_id=student)
    progress = Progress()
    try:
        with only_one(assignment.root, course.db_url, assignment.name):
            office = Office(course, config, progress, isolated=isolated)
            workplace = cluster.remote(scheduler) if scheduler else cluster.local(workers)
            with office.open(workplace):
                office.grade(force=force)
    except (NotReleased, CannotGrade, Busy) as error:
        raise CourseError(str(error)) from error
    except OtherVersion as error:
        raise CourseError(f"A worker has another version of this project: {error}.") from error
    except (cluster.Gone, Unreachable) as error:
        raise Broken(str(error)) from error
    except DBAPIError as error:
        reason = first_line(error.orig)
        raise Broken(f"The gradebook's database does not answer: {reason}") from error
    finally:
        progress.close()
