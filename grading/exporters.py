"""Knows nbgrader's way of exporting grades, for the platforms that take them; not their tables.

`nbgrader export --exporter=grading.exporters.CanvasExporter --to=canvas.csv`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Unicode

from grading.course import CourseError
from grading.filling import filled
from grading.results import Results, read_results
from grading.returns import Person, table
from grading.roster import Roster, find_roster, read_roster
from grading.sample import PREFIX
from grading.sheet import Sheet


class PlatformExporter(ExportPlugin):  # type: ignore[misc]
    """What the exporters have in common; use one of those below."""

    platform: ClassVar[str]

    roster = Unicode(
        help="The platform's own list of students; else the one in downloaded/<assignment>/."
    ).tag(config=True)
    column = Unicode(
        help="Title of the grades' column, where it has not the name of the assignment."
    ).tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write the file, and say in the log what an instructor should know of it."""
        try:
            results = self._results(gradebook)
            roster = self._roster(results)
            sheet = self._sheet(gradebook, results, roster)
            target = Path(self.to or f"{self.platform.lower()}.csv")
            _write(sheet, target, roster)
        except CourseError as error:
            self.parent.fail("%s", error)
        else:
            self._tell(results)
            count = len(sheet.rows) - 1 - (self.platform == "Canvas")
            graded = len({student for each in results for student in each.by_student})
            said = "Students in %s, for %s: %d; students with a grade: %d."
            self.log.info(said, target, self.platform, count, graded)

    def _results(self, gradebook: Gradebook) -> list[Results]:
        """The results of the assignments and students that are asked for."""
        known = [assignment.name for assignment in gradebook.assignments]
        wanted = [str(name) for name in self.assignment] or known
        if missing := [name for name in wanted if name not in known]:
            raise CourseError(f"The gradebook has no assignment {', '.join(missing)}.")
        if not wanted:
            raise CourseError("Nothing is graded yet: run make grade first.")
        asked = {person.id for person in self._people(gradebook)}
        return [
            replace(each, by_student={s: r for s, r in each.by_student.items() if s in asked})
            for each in (read_results(gradebook, name) for name in wanted)
        ]

    def _roster(self, results: Sequence[Results]) -> Roster | None:
        """The platform's list, if there is one; raises CourseError if it is another platform's."""
        if self.roster:
            found: Roster | None = read_roster(Path(self.roster))
        else:
            folder = Path(self.parent.coursedir.root, "downloaded", results[0].assignment)
            found = find_roster(folder)
        if found:
            found.check(self.platform)
        return found

    def _sheet(
        self, gradebook: Gradebook, results: Sequence[Results], roster: Roster | None
    ) -> Sheet:
        if roster is None:
            return table(self.platform, self._people(gradebook), results)
        done = filled(roster, self.platform, results, self.column)
        for sentence in done.said:
            self.log.warning("%s.", sentence)
        return done.sheet

    def _people(self, gradebook: Gradebook) -> list[Person]:
        """Whom nbgrader knows; the sample class only while there is nobody else."""
        wanted = {str(student) for student in self.student}
        people = [
            Person(s.id, s.last_name or "", s.first_name or "", s.email or "", s.lms_user_id or "")
            for s in gradebook.students
            if not wanted or s.id in wanted
        ]
        return [person for person in people if not person.id.startswith(PREFIX)] or people

    def _tell(self, results: Sequence[Results]) -> None:
        for each in results:
            unsure = [
                student
                for student, result in each.by_student.items()
                if any(part.needs_a_person for part in result.parts)
            ]
            if unsure:
                self.log.warning("Still to be graded by you in part: %s.", ", ".join(unsure))
            above = [s for s, result in each.by_student.items() if result.points > each.maximum]
            if above and self.platform == "Moodle":
                self.log.warning("More than the maximum, which Moodle skips: %s.", ", ".join(above))


def _write(sheet: Sheet, target: Path, roster: Roster | None) -> None:
    """Write the file; raises CourseError where it cannot be, or would replace the list itself."""
    if target.is_dir():
        raise CourseError(f"--to needs the path of a file, such as grades.csv, not '{target}'.")
    if roster and target.exists() and target.samefile(roster.path):
        raise CourseError("--to would replace the platform's own list: name another file.")
    try:
        sheet.write(target)
    except OSError as error:
        reason = error.strerror or error
        raise CourseError(
            f"{target} cannot be written ({reason}): name another place with --to."
        ) from error


class CanvasExporter(PlatformExporter):
    """For Canvas: Grades > Import."""

    platform = "Canvas"


class MoodleExporter(PlatformExporter):
    """For Moodle: the assignment's "Upload grading worksheet", or Grades > Import > CSV file."""

    platform = "Moodle"


class BlackboardExporter(PlatformExporter):
    """For Blackboard: Grade Center > Work Offline > Upload."""

    platform = "Blackboard"
