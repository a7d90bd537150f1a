"""nbgrader's settings for this course: where things are, and how they are graded."""

import os
from pathlib import Path

import nbgrader

from grading.plugins import patches

c = get_config()  # noqa: F821 - whoever loads this file passes it in

# The course. Names are absolute, so that nbgrader works from any folder with this config.
root = Path(__file__).resolve().parent
c.CourseDirectory.root = str(root)
patches.apply(str(root))  # paths with brackets, times and lists as any program writes them
c.CourseDirectory.course_id = "gradient_descent_course"  # the exchange asks for a name

# The record of all grades: a file, or the database (PostgreSQL) that the environment names.
c.CourseDirectory.db_url = os.environ.get("GRADEBOOK_URL") or f"sqlite:///{root / 'gradebook.db'}"

# The folders that this project fixes; only solutions/ is not nbgrader's own choice.
c.CourseDirectory.source_directory = "source"
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "autograded"
c.CourseDirectory.feedback_directory = "feedback"
c.CourseDirectory.solution_directory = "solutions"

# Execution in a student's Validate, which runs a kernel: a minute means an endless loop.
c.Execute.timeout = 60
c.Execute.startup_timeout = 120  # importing torch on a cold disk is slow, and not a failure
c.Execute.interrupt_on_timeout = True  # the cell after an endless loop is graded too
c.Execute.record_timing = False  # or every run would differ from the last
c.KernelManager.transport_encryption = "auto"  # or other users of the machine could read along
c.LimitOutput.max_lines = 1000  # enough for 200 steps in five runs, too few to flood feedback
c.LimitOutput.max_traceback = 100  # a recursion error repeats itself a thousand times

# Grading. The exporter hands nbgrader submissions that are graded already: students' code runs shut
# in, tests run elsewhere, and whatever the file looked like, its cells are the instructor's again.
# So their metadata need no check, which would take a tenth of a second for each notebook.
c.Autograde.exporter_class = "grading.plugins.autograde.IsolatedExporter"
c.IsolatedExporter.isolated = True  # False runs students' code with all that you may do
c.Autograde.sanitize_preprocessors = [
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
]
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.SaveAutoGrades",
    "grading.plugins.autograde.FlagForAPerson",  # scores that nobody should trust unseen
    "nbgrader.preprocessors.AssignLatePenalties",
]
c.Exporter.optimistic_validation = True  # once at the end, not after each of them

# Pages about submissions, in formgrader and as feedback: what anybody wrote or showed can be read
# there, and neither runs nor fetches anything. Hidden tests stay hidden from students.
c.HTMLExporter.preprocessors = ["grading.feedback.sanitize.Harmless"]
c.HTMLExporter.filters = {
    "markdown2html": "grading.feedback.sanitize.markdown",
    "clean_html": "grading.feedback.sanitize.clean",
    "highlight_code": "grading.feedback.sanitize.code",
    "ansi2html": "grading.feedback.sanitize.terminal",
    "strip_files_prefix": "grading.feedback.sanitize.unchanged",
}
c.HTMLExporter.extra_template_basedirs = [
    str(root / "grading" / "templates"),  # formgrader without MathJax, which a network would bring
    str(Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"),
]
c.HTMLExporter.sanitize_html = True
c.GenerateFeedback.exporter_class = "grading.feedback.page.FeedbackExporter"
c.GenerateFeedback.preprocessors = [
    "grading.feedback.explain.Grades",
    "grading.feedback.explain.ForStudents",
    "grading.feedback.sanitize.Harmless",
]
c.ForStudents.show_hidden_tests = False  # True shows their source, and what they expect

# A release is written beside the old one, and takes its place when it is whole.
c.GenerateAssignment.exporter_class = "grading.plugins.release.ReleaseExporter"

# What a student gets: the tests' tools as source in one cell, which comes before nbgrader's own
# steps; a stub that fails loudly; and test cells that cannot be edited by accident.
c.GenerateAssignment.preprocessors.prepend(["checks.embed.EmbedChecks"])
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
c.LockCells.lock_grade_cells = True
c.LockCells.lock_readonly_cells = True

# People. A submission from a name that is not on the list yet is still a submission.
c.Autograde.create_student = True
c.LateSubmissionPlugin.penalty_method = "none"  # lateness is shown; its price is a person's choice

# From and to Canvas, Moodle and Blackboard: their exports are recognised by the files' names.
c.ZipCollectApp.extractor_plugin = "grading.plugins.collect.PlatformExtractor"
c.ZipCollectApp.collector_plugin = "grading.plugins.collect.PlatformCollector"
c.ExchangeFactory.release_feedback = "grading.plugins.exchange.ReleaseFeedback"  # to all it can be

# Logs go to the terminal: a log file in the course would be handed around with it.
c.NbGrader.logfile = ""
