"""What a student reads of a graded notebook: explanation, page, sanitized HTML."""

from typing import Any


def __getattr__(name: str) -> Any:
    """Names that stood here when this was a module, for a release."""
    if name in {"ForStudents", "Grades"}:
        from grading.feedback import explain

        return getattr(explain, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
