"""Another name of it, for configurations of courses that are running; for one release."""

from grading.plugins.collect import PlatformCollector as PlatformCollector
from grading.plugins.collect import PlatformExtractor as PlatformExtractor
