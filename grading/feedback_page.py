"""Another name of it, for configurations of courses that are running; for one release."""

from grading.feedback.page import FeedbackExporter as FeedbackExporter
