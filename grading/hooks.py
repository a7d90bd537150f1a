"""Knows how the hooks of nbgrader's configuration are called, before and after a student's work."""

from __future__ import annotations

from collections.abc import Callable

from nbgrader.converters import Autograde

from grading.plan import Work
from grading.sentence import first_line


class Hooks:
    """The hooks of a configuration; a failure of theirs is one sentence, and keeps nobody up."""

    def __init__(self, converter: Autograde, say: Callable[[str], None]) -> None:
        self._converter, self._say = converter, say

    def before(self, work: Work) -> bool:
        """Call the hook for work that is to be graded; True if there is one."""
        return self._call(self._converter.pre_convert_hook, work)

    def after(self, work: Work) -> None:
        """Call the hook for work that has been graded and recorded."""
        self._call(self._converter.post_convert_hook, work)

    def _call(self, hook: Callable[..., object] | None, work: Work) -> bool:
        """Call a hook as nbgrader does, whatever it may raise."""
        if hook is None:
            return False
        where = {"assignment": self._converter.coursedir.assignment_id, "student": work.student}
        try:
            hook(**where, notebooks=[due.path and str(due.path) for due in work.handed.due])
        except Exception as error:
            self._say(f"{work.student}: the hook {hook!r} failed: {first_line(error)}")
        return True
