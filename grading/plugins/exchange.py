"""nbgrader's exchange: to whom it hands out feedback."""

from __future__ import annotations

import glob
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

NEEDED = ("submission_secret.txt", "timestamp.txt")
"""What the exchange leaves beside work that came by it, and asks for to give it back."""

ELSEWHERE = "No feedback is released to %s: the work did not come by the exchange, so give back "
ELSEWHERE += "the pages in feedback/<student>/%s/ yourself."


class ReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]
    """nbgrader's own, for all for whom it can be done: c.ExchangeFactory.release_feedback.

    nbgrader's stops with a traceback at work that was put into submitted/ by hand, or came from a
    platform, and nobody after that student gets any feedback.
    """

    def copy_files(self) -> None:
        """Hand out the pages; raises ExchangeError if there are some, and none can be."""
        folders = {Path(page).parent for page in glob.glob(f"{self.src_path}/*.html")}
        left_out = {f for f in folders if not all((f / name).is_file() for name in NEEDED)}
        students = sorted(folder.parent.name for folder in left_out)
        if left_out and left_out == folders:
            self.fail(ELSEWHERE % (", ".join(students), self.coursedir.assignment_id))
        excluded = self.coursedir.student_id_exclude
        self.coursedir.student_id_exclude = ",".join(filter(None, [excluded, *students]))
        try:
            super().copy_files()
        finally:  # formgrader goes on with the same object
            self.coursedir.student_id_exclude = excluded
        if students:
            self.log.warning(ELSEWHERE, ", ".join(students), self.coursedir.assignment_id)
