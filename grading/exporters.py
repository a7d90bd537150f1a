"""Another name of it, for configurations of courses that are running; for one release."""

from grading.plugins.export import BlackboardExporter as BlackboardExporter
from grading.plugins.export import CanvasExporter as CanvasExporter
from grading.plugins.export import MoodleExporter as MoodleExporter
