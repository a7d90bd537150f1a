"""Another name of it, for configurations of courses that are running; for one release."""

from grading.plugins.moodle import MoodleFeedbackExporter as MoodleFeedbackExporter
