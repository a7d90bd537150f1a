"""Origin: which file a notebook was graded from, as its graded file keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from grading.core.outputs import held, keep


@dataclass(frozen=True)
class Origin:
    """What was decided about the file that a notebook is graded from.

    `said` are sentences for the student and the instructor, none for a file of the right name.
    With `look`, an instructor should see whether the decision is right.
    """

    said: tuple[str, ...] = ()
    look: bool = False


ORDINARY = Origin()
"""The file has the name of the notebook, and is the only one."""


def keep_origin(notebook: NotebookNode, origin: Origin) -> None:
    """Keep it in the graded notebook's metadata, which hold nothing of a student's."""
    if origin != ORDINARY:
        keep(notebook, said=list(origin.said), look=origin.look)


def kept_origin(metadata: Any) -> Origin:
    """What the metadata of a graded notebook keep; nothing of another form."""
    found = held(metadata)
    said = found.get("said")
    sentences = [each for each in (said if isinstance(said, list) else ()) if isinstance(each, str)]
    return Origin(tuple(sentences), found.get("look") is True)
