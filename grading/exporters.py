"""Knows nbgrader's way of exporting grades, for the platforms that take them; not their tables.

`nbgrader export --exporter=grading.exporters.CanvasExporter --to=canvas.csv`
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nbgrader.api import Gradebook
from traitlets import Unicode

from grading.exporting import PlatformExporter, writing
from grading.filling import filled
from grading.results import Results
from grading.returns import table
from grading.roster import Roster
from grading.sheet import Sheet


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
        graded = len({student for each in results for student in each.by_student})
        said = "Students in %s, for %s: %d; students with a grade: %d."
        self.log.info(said, target, self.platform, count, graded)

    def _sheet(
        self, gradebook: Gradebook, results: Sequence[Results], roster: Roster | None
    ) -> Sheet:
        if roster is None:
            return table(self.platform, self.people(gradebook), results)
        done = filled(roster, self.platform, results, self.column)
        for sentence in done.said:
            self.log.warning("%s.", sentence)
        return done.sheet

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


class CanvasExporter(GradesExporter):
    """For Canvas: Grades > Import."""

    platform = "Canvas"


class MoodleExporter(GradesExporter):
    """For Moodle: the assignment's "Upload grading worksheet", or Grades > Import > CSV file."""

    platform = "Moodle"


class BlackboardExporter(GradesExporter):
    """For Blackboard: Grade Center > Work Offline > Upload."""

    platform = "Blackboard"
