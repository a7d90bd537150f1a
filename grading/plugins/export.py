"""Exporters of grades for Canvas, Moodle and Blackboard, as `nbgrader export` takes them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Unicode

from grading.core.course import SAMPLE_PREFIX
from grading.core.csvfile import Sheet
from grading.core.errors import GradingError, UsageError
from grading.gradebook.database import answering, check_schema
from grading.gradebook.queries import ClassScores, read_scores
from grading.lms.grades import Person, filled, table
from grading.lms.roster import Roster, find_roster, read_roster

# What nbgrader's exporters for a platform have in common.


class PlatformExporter(ExportPlugin):  # type: ignore[misc]
    """What is asked of the command line, the gradebook and the platform's own list."""

    platform: ClassVar[str]

    roster = Unicode(
        help="The platform's own list of students; else the one in downloaded/<assignment>/."
    ).tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write what is asked for; a mistake of the instructor's is one sentence and status 1."""
        try:
            with answering():
                check_schema(self.parent.coursedir.db_url)
                self.write(gradebook)
        except GradingError as error:
            self.parent.fail("%s", error)

    def write(self, gradebook: Gradebook) -> None:
        """Write the file, and say in the log what an instructor should know of it."""
        raise NotImplementedError

    def results(self, gradebook: Gradebook) -> list[ClassScores]:
        """The results of the assignments and students that are asked for."""
        known = [assignment.name for assignment in gradebook.assignments]
        wanted = [str(name) for name in self.assignment] or known
        if missing := [name for name in wanted if name not in known]:
            raise UsageError(f"The gradebook has no assignment {', '.join(missing)}.")
        if not wanted:
            raise UsageError("Nothing is graded yet: run python -m grading grade first.")
        asked = {person.id for person in self.people(gradebook)}
        found = (read_scores(gradebook.db.connection(), name) for name in wanted)
        return [
            replace(each, submissions={s: r for s, r in each.submissions.items() if s in asked})
            for each in found
            if each
        ]

    def people(self, gradebook: Gradebook) -> list[Person]:
        """Whom nbgrader knows; the sample class only while there is nobody else."""
        wanted = {str(student) for student in self.student}
        people = [
            Person(s.id, s.last_name or "", s.first_name or "", s.email or "", s.lms_user_id or "")
            for s in gradebook.students
            if not wanted or s.id in wanted
        ]
        return [person for person in people if not person.id.startswith(SAMPLE_PREFIX)] or people

    def listed(self, results: Sequence[ClassScores]) -> Roster | None:
        """The platform's list, if there is one; raises UsageError if it is another platform's."""
        if self.roster:
            found: Roster | None = read_roster(Path(self.roster))
        else:
            folder = Path(self.parent.coursedir.root, "downloaded", results[0].assignment)
            found = find_roster(folder)
        if found:
            found.check(self.platform)
        return found


@contextlib.contextmanager
def writing(target: Path, roster: Roster | None) -> Iterator[None]:
    """Where a file is written; UsageError if it cannot be, or would replace the list itself."""
    if target.is_dir():
        raise UsageError(f"--to needs the path of a file, such as grades.csv, not '{target}'.")
    if roster and target.exists() and target.samefile(roster.path):
        raise UsageError("--to would replace the platform's own list: name another file.")
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(
            f"{target} cannot be written ({reason}): name another place with --to."
        ) from error


# Nbgrader's way of exporting grades, for the platforms that take them.


class GradesExporter(PlatformExporter):
    """What the exporters of grades have in common; use one of those below."""

    column = Unicode(
        help="Title of the grades' column, where it has not the name of the assignment."
    ).tag(config=True)

    def write(self, gradebook: Gradebook) -> None:
        """Write the table of grades."""
        results = self.results(gradebook)
        roster = self.listed(results)
        sheet = self._sheet(gradebook, results, roster)
        target = Path(self.to or f"{self.platform.lower()}.csv")
        with writing(target, roster):
            sheet.write(target)
        self._tell(results)
        count = len(sheet.rows) - 1 - (self.platform == "Canvas")
        graded = len({student for each in results for student in each.submissions})
        said = "Students in %s, for %s: %d; students with a grade: %d."
        self.log.info(said, target, self.platform, count, graded)

    def _sheet(
        self, gradebook: Gradebook, results: Sequence[ClassScores], roster: Roster | None
    ) -> Sheet:
        if roster is None:
            return table(self.platform, self.people(gradebook), results)
        done = filled(roster, self.platform, results, self.column)
        for sentence in done.said:
            self.log.warning("%s.", sentence)
        return done.sheet

    def _tell(self, results: Sequence[ClassScores]) -> None:
        for each in results:
            unsure = [student for student, has in each.submissions.items() if has.waits]
            if unsure:
                self.log.warning("Still to be graded by you in part: %s.", ", ".join(unsure))
            above = [s for s, has in each.submissions.items() if has.points > each.maximum]
            if above and self.platform == "Moodle":
                self.log.warning("More than the maximum, which Moodle skips: %s.", ", ".join(above))


class CanvasExporter(GradesExporter):
    """For Canvas: Grades > Import."""

    platform = "Canvas"


class MoodleExporter(GradesExporter):
    """For Moodle: the assignment's "Upload grading worksheet", or Grades > Import > CSV file."""

    platform = "Moodle"


class BlackboardExporter(GradesExporter):
    """For Blackboard: Grade Center > Work Offline > Upload."""

    platform = "Blackboard"
