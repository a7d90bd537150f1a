"""Another name of it, for configurations of courses that are running; for one release."""

from grading.plugins.exchange import ReleaseFeedback as ReleaseFeedback
