"""Knows how students' names are hidden, the same way everywhere; not what else is shown."""

from __future__ import annotations

from dataclasses import replace

from grading.report.classroom import Classroom, Standing


def hidden(classroom: Classroom) -> Classroom:
    """The class with numbers in place of all names and ids.

    Numbers follow scores, and among equal scores all else that is shown, so that no name has any
    part in them: two students who change names change nothing. Nothing leads back from a number
    but what is shown of the student.
    """
    shared: dict[str, list[int]] = {}
    for number, diagnosis in enumerate(classroom.diagnoses):
        for student in diagnosis.students:
            shared.setdefault(student, []).append(number)

    def shown(standing: Standing) -> tuple[bool, float, str]:
        rest = replace(standing, student="", name="")
        total = standing.total
        return total is None, total or 0.0, repr((rest, shared.get(standing.student)))

    ordered = sorted(classroom.standings, key=shown)
    width = len(str(len(ordered)))
    numbers = {s.student: f"student {n:0{width}}" for n, s in enumerate(ordered, start=1)}
    return replace(
        classroom,
        standings=tuple(replace(s, student=numbers[s.student], name="") for s in ordered),
        diagnoses=tuple(
            replace(d, students=tuple(sorted(numbers[student] for student in d.students)))
            for d in classroom.diagnoses
        ),
    )
