"""nbgrader's zip_collect, for what was downloaded from a platform.

`nbgrader zip_collect` asks an extractor to unpack the folder of archives, and then a collector
whose each unpacked file is. Here the extractor finds out both, and unpacks only what counts.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

from nbgrader.apps.zipcollectapp import ZipCollectApp
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import find_all_notebooks
from sqlalchemy.exc import DBAPIError
from traitlets import CaselessStrEnum, Unicode

from authoring import sample_class as sample
from grading.core.course import find_assignment
from grading.core.errors import GradingError, UsageError
from grading.core.text import first_line
from grading.gradebook.database import check_schema
from grading.intake.files import TIMESTAMP
from grading.lms.archives import ArchiveError, check_place, downloads
from grading.lms.collect import Staged, harvest, identify_owners, stage_submissions
from grading.lms.lateness import listed_times, marked_late, named_zone, said_of_late, times
from grading.lms.names import Hints
from grading.lms.roster import Roster, due_date, enrol, find_roster

EACH_FILE: tuple[str, ...] = ("Parsing file", "Copying from", "  Copying to")
EACH_FILE += ("Found collected timestamp", "Directory not found. Creating", "Clearing existing")
"""What nbgrader says of each file and folder, which hides what an instructor has to know."""


class PlatformExtractor(ExtractorPlugin):  # type: ignore[misc]
    """Unpacks each student's newest notebooks: c.ZipCollectApp.extractor_plugin."""

    platform = CaselessStrEnum(
        ["", "Canvas", "Moodle", "Blackboard"],
        default_value="",
        help="Whose exports they are; empty: recognised from the names of the files.",
    ).tag(config=True)
    timezone = Unicode(
        help="Zone of the platform's times, such as Europe/Berlin; empty: this machine's."
    ).tag(config=True)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.laid = Staged()
        self.own = _collects_by_itself(self.parent)
        if self.own:
            return
        self.log.addFilter(_is_shown)
        course = self.parent.coursedir
        try:
            self._assignment = find_assignment(course.assignment_id, Path(course.root))
            check_place(Path(self.parent._format_collect_path(self.parent.archive_directory)))
        except UsageError as error:  # nbgrader would end well, with nothing collected
            self._fail(str(error))

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Fill `extracted_path` with a folder for each student; say what was left out, and why."""
        if self.own:
            super().extract(archive_path, extracted_path)
            return
        try:
            check_schema(self.parent.coursedir.db_url)
            roster = find_roster(Path(archive_path).parent)
            self._lay_out(Path(archive_path), Path(extracted_path), roster)
            self.laid.said += sample.make_room(self._assignment, self.laid.taken)
            self._note_times(Path(extracted_path), roster)
            if roster and roster.platform:
                enrol(self.parent.coursedir, roster, self.laid.taken)
        except (GradingError, OSError, DBAPIError) as error:
            shutil.rmtree(extracted_path, ignore_errors=True)  # or the next try would need --force
            lost = isinstance(error, DBAPIError) and first_line(error.orig)
            self._fail(f"The gradebook does not answer: {lost}" if lost else str(error))

    def _fail(self, sentence: str) -> None:
        self.tell()
        self.parent.fail("%s", sentence)

    def tell(self) -> None:
        """Say what was left out, and why."""
        for sentence in self.laid.said:
            self.log.warning("%s.", sentence)

    def _lay_out(self, archives: Path, target: Path, roster: Roster | None) -> None:
        """Lay out what counts; raises ArchiveError where nothing does."""
        course = self.parent.coursedir
        names, said = self._names(), self.laid.said
        found = downloads(archives)
        said += found.said
        known = frozenset(roster.ids("Username")) if roster else frozenset()
        hints = Hints(known=known, title=course.assignment_id)
        named = identify_owners(found.sources, hints, platform=self.platform)
        said += named.said
        chosen = harvest(named.pieces, names)
        said += chosen.said
        if not chosen.found:
            raise ArchiveError(
                f"Nothing to collect: put a platform's export (a zip) into {archives}."
            )
        if roster and roster.platform:
            roster.check(named.platform)
        where = course.submitted_directory, course.assignment_id
        folders = {s: Path(course.format_path(where[0], s, where[1])) for s in chosen.found}
        full = [student for student, folder in folders.items() if any(folder.glob("*"))]
        if full and not self.force:
            advice = "add --force, which keeps what the export does not have"
            raise ArchiveError(
                f"Of these students, {len(full)} have work in submitted/ already: {advice}."
            )
        stage_submissions(self.laid, chosen.found, target, folders, names)

    def _names(self) -> list[str]:
        """The names of the notebooks that were handed out; raises ArchiveError if none was."""
        course = self.parent.coursedir
        folder = course.format_path(course.release_directory, ".", course.assignment_id)
        names = [Path(path).stem for path in find_all_notebooks(folder)]
        if not names:
            command = f"nbgrader generate_assignment {course.assignment_id}"
            raise ArchiveError(f"There is no notebook in {folder}: run {command} first.")
        return names

    def _note_times(self, target: Path, roster: Roster | None) -> None:
        """Write when each student has handed in, as far as the platform says it."""
        laid = self.laid
        zone = named_zone(self.timezone) if self.timezone else None
        late = marked_late(laid.taken)
        due = due_date(self.parent.coursedir) if late else None
        for student, time in times(laid.taken, listed_times(roster), due, zone):
            laid.put(target, student, TIMESTAMP, time.encode())
        laid.said += said_of_late(late, due)


class PlatformCollector(FileNameCollectorPlugin):  # type: ignore[misc]
    """Says whose each file is that the extractor has laid out: c.ZipCollectApp.collector_plugin."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._asked = 0

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """The student and the file's name, relative to the folder of what is handed in."""
        extractor = self.parent.extractor_plugin_inst
        if not isinstance(extractor, PlatformExtractor) or extractor.own:
            found: dict[str, str] | None = super().collect(submitted_file)
            return found
        self._asked += 1
        if self._asked == len(extractor.laid.files):  # at the end, where it is seen
            extractor.tell()
            self.log.info("Students who have handed in: %d.", len(extractor.laid.taken))
        whose = extractor.laid.files.get(Path(submitted_file))
        return {"student_id": whose[0], "file_id": whose[1]} if whose else None


def _collects_by_itself(app: ZipCollectApp) -> bool:
    """True where nbgrader's own way is wanted: by a pattern of names, or by a plugin of the course.

    So it is in a folder without assignments, too: there is nothing by which to know a notebook.
    """
    named = "named_regexp" in app.config.FileNameCollectorPlugin
    other = not issubclass(app.collector_plugin, PlatformCollector)
    course = app.coursedir
    return named or other or not Path(course.root, course.source_directory).is_dir()


def _is_shown(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith(EACH_FILE)
