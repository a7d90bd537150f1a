"""Exporter of the zips in which Moodle takes back pages of feedback.

`nbgrader export --exporter=grading.plugins.moodle.MoodleFeedbackExporter --to=feedback.zip`
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from nbgrader.api import Gradebook
from traitlets import Integer

from grading.core.course import notebooks_in
from grading.core.errors import UsageError
from grading.gradebook.queries import Submission
from grading.lms.feedback_zip import write_zips
from grading.lms.grades import only
from grading.lms.roster import Roster
from grading.plugins.export import PlatformExporter, writing

FOLDER = "Participant_{}_assignsubmission_file_"
"""As Moodle names what a student has handed in; by the number alone it knows whose a file is."""

NUMBER, SCORE = re.compile(r"[0-9]+"), re.compile(r'<meta name="score" content="([^"]+)">')
HEAD = 2000
"""Characters of a page among which its score is noted."""

MISSING = "No feedback is there of: {}. Run nbgrader generate_feedback {}, and export again."
OLD = "Left out, since the grade is newer than the feedback: {}. Run nbgrader "
OLD += "generate_feedback {} --force, and export again."
UNKNOWN = "Left out, since their participants' numbers are not known: {}."


class MoodleFeedbackExporter(PlatformExporter):
    """For Moodle: the assignment's "Upload multiple feedback files in a zip"."""

    platform = "Moodle"

    megabytes = Integer(
        100, min=1, help="The most that a zip may have, as sites limit it; the rest goes into more."
    ).tag(config=True)

    def write(self, gradebook: Gradebook) -> None:
        """Write the zips, and say whose feedback is in none of them, and why."""
        found = self.results(gradebook)
        result, roster = only(found), self.listed(found)
        numbers = _numbers(sorted(result.submissions), roster)
        packs, said = {}, defaultdict[str, list[str]](list)
        for student, theirs in sorted(result.submissions.items()):
            pages = self._pages(student, result.assignment, theirs, said)
            if pages and student not in numbers:
                said[UNKNOWN].append(student)
            elif pages:
                packs[FOLDER.format(numbers[student])] = pages
        for sentence in (MISSING, OLD, UNKNOWN):
            if of := ", ".join(dict.fromkeys(said[sentence])):
                self.log.warning("%s", sentence.format(of, result.assignment))
        if not packs:
            raise UsageError(_why_nothing(said, result.assignment))
        target = Path(self.to or "moodle-feedback.zip")
        with writing(target, roster):
            for path, students in write_zips(packs, target, self.megabytes * 10**6).items():
                self.log.info("Students whose feedback is in %s: %d.", path, students)

    def _pages(
        self, student: str, assignment: str, submission: Submission, said: Mapping[str, list[str]]
    ) -> list[Path]:
        """A student's pages that tell the grade of today; what is amiss with others is noted."""
        folders = self.parent.coursedir
        graded, given = (
            Path(folders.format_path(step, student, assignment))
            for step in (folders.autograded_directory, folders.feedback_directory)
        )
        points = {n: held.points for n, held in submission.notebooks.items()}
        pages = []
        for notebook in notebooks_in(graded):
            page = given / f"{notebook.stem}.html"
            if not page.is_file():
                said[MISSING].append(student)
            elif _is_old(page, notebook, points.get(notebook.stem)):
                said[OLD].append(student)
            else:
                pages.append(page)
        return pages


def _numbers(students: Sequence[str], roster: Roster | None) -> dict[str, str]:
    """Moodle's number of each participant who has one, by the id that is used here."""
    if roster and roster.place("Identifier") is not None:
        ids = roster.ids(roster.key(students, "Moodle"))
        listed = dict(zip(ids, roster.ids("Identifier"), strict=True))
    else:
        listed = {student: student for student in students}
    return {s: listed[s] for s in students if s in listed and NUMBER.fullmatch(listed[s])}


def _is_old(page: Path, notebook: Path, score: float | None) -> bool:
    """True for a page that was written before the notebook was graded, or tells another score."""
    if page.stat().st_mtime < notebook.stat().st_mtime:
        return True
    with page.open(encoding="utf-8", errors="replace") as file:
        told = SCORE.search(file.read(HEAD))
    return bool(told and score is not None and not math.isclose(float(told[1]), score))


def _why_nothing(said: Mapping[str, list[str]], assignment: str) -> str:
    """What to do where no page can be given back."""
    if said[UNKNOWN]:
        advice = f"put Moodle's grading worksheet into downloaded/{assignment}/, and export again"
        return f"Nobody with feedback has a participant's number of Moodle's: {advice}."
    advice = f"run nbgrader generate_feedback {assignment} --force first"
    return f"There is no feedback of {assignment} to give back: {advice}."
