"""A student's place in the class follows from scores, graded files, and what was said of these."""

from __future__ import annotations

from grading.gradebook.queries import CellScore, GradedCell, NotebookScore, Submission
from grading.gradebook.store import GradingRemarks
from grading.report.evidence import Evidence, Message
from grading.report.mistakes import Vocabulary
from grading.report.model import GONE, Reason
from grading.report.read import Authored, in_order, standing, what_was_told

F, G, H = GradedCell("one", "f", 3.0), GradedCell("one", "g", 4.0), GradedCell("two", "h", 5.0)
FREE = GradedCell("one", "free", 0.0)
CELLS = {F: CellScore(1.0, lost=True), G: CellScore(None, waits=True), FREE: CellScore(0.5)}
ADA = Submission(
    "ada",
    {
        "one": NotebookScore("one", 7.0, CELLS, penalty=0.25),
        "two": NotebookScore("two", 5.0, {H: CellScore(0.0, lost=True)}),
    },
)
SAID = "the sign is wrong"
FOUND = {"one": Evidence({"f": (Message(SAID),), "g": (Message("odd"),)}, {}, "now"), "two": None}


def test_parts_stand_in_the_order_of_the_source() -> None:
    places = {("one", "g"): 1, ("one", "f"): 2, ("two", "h"): 1}
    assert in_order((F, G, H), Authored(places, Vocabulary([]))) == (G, F, H)


def test_a_standing_has_nbgrader_s_total_and_none_for_what_is_not_there() -> None:
    remarks = {"one": GradingRemarks("now", 2.5, ()), "two": GradingRemarks("now", 9.0, ())}
    why = (Reason(GONE, "one"),)
    found = standing(ADA, "Ada\nLovelace", (F, G, H), FOUND, remarks, why)
    assert (found.student, found.name, found.reasons) == ("ada", "Ada Lovelace", why)
    assert found.total == ADA.points == 1.25
    assert found.points == (1.0, None, None), "nobody has graded g, and h was not handed in"
    assert found.seconds == (2.5, None)


def test_seconds_of_another_graded_file_are_not_known() -> None:
    remarks = {"one": GradingRemarks("before", 2.5, ())}
    assert standing(ADA, "", (F,), FOUND, remarks, ()).seconds == (None, None)


def test_only_tests_that_cost_points_tell_mistakes() -> None:
    assert list(what_was_told(ADA, FOUND)) == [("ada", F, Message(SAID))]
