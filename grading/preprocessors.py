"""Another name of it, for configurations of courses that are running; for one release."""

from grading.plugins.autograde import FlagForAPerson as FlagForAPerson
from grading.plugins.autograde import IsolatedExporter as IsolatedExporter
