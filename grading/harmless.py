"""Another name of it, for configurations of courses that are running; for one release."""

from grading.feedback.sanitize import Harmless as Harmless
