"""Another name of it, for configurations of courses that are running; for one release."""

from grading.core.course import find_assignment as find_assignment
