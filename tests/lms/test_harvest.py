"""Of everything that students hand in, each notebook's newest counts, and nobody loses anything."""

from __future__ import annotations

import pytest

from grading.lms.collect import ExportedFile, harvest
from grading.lms.names import Hints, read
from tests.support.platforms import FIRST, FOUR, NAMES

HINTS = Hints(title="GD")


def piece(platform: str, path: str, order: int = 0) -> ExportedFile:
    name = read(platform, path, HINTS)
    assert name is not None
    return ExportedFile(name, path, order, 2, lambda _: path.encode())


def newest(platform: str, *paths: str | tuple[str, int]) -> dict[str, dict[str, str]]:
    """The path that counts, by student and notebook; a path may come with its export's order."""
    pieces = [piece(platform, *([path] if isinstance(path, str) else path)) for path in paths]
    chosen = harvest(pieces, NAMES).found
    return {s: {n: best[0].label for n, best in those.items()} for s, those in chosen.items()}


def said(platform: str, *paths: str) -> list[str]:
    return list(harvest([piece(platform, path) for path in paths], NAMES).said)


@pytest.mark.parametrize(
    ("platform", "old", "new"),
    [
        ("Canvas", f"ada_1_100_{FIRST}", f"ada_1_101_{NAMES[0]}-1.ipynb"),
        ("Canvas", f"ada_1_100_{NAMES[0]}-9.ipynb", f"ada_1_101_{NAMES[0]}-10.ipynb"),
        ("Canvas", (f"ada_1_100_{FIRST}", 1), (f"ada_1_200_{NAMES[0]}_final.ipynb", 0)),
        ("Canvas", (f"ada_1_100_{FIRST}", 1), (f"ada_LATE_1_200_{FIRST}", 0)),
        (
            "Moodle",
            (f"Ada_1_assignsubmission_file_/{FIRST}", 0),
            (f"Ada_1_assignsubmission_file_{NAMES[0]} (1).ipynb", 1),
        ),
        (
            "Blackboard",
            (f"GD_ada_attempt_2026-01-30-10-00-00_{FIRST}", 1),
            (f"GD_ada_attempt_2026-01-30-10-00-01_{NAMES[0]}_2.ipynb", 0),
        ),
        (
            "Blackboard",
            f"GD_ada_attempt_2025-12-31-23-59-59_{FIRST}",
            f"GD_ada_attempt_2026-01-01-00-00-00_{FIRST}",
        ),
    ],
)
@pytest.mark.parametrize("first", ["old", "new"])
def test_the_newest_submission_wins(
    platform: str, old: str | tuple[str, int], new: str | tuple[str, int], first: str
) -> None:
    paths = [old, new] if first == "old" else [new, old]
    label = new if isinstance(new, str) else new[0]
    student = "ada" if platform == "Blackboard" else "1"
    assert newest(platform, *paths) == {student: {NAMES[0]: label}}


@pytest.mark.parametrize("platform", ["Canvas", "Moodle", "Blackboard"])
def test_who_hands_in_one_by_one_has_all_four(platform: str) -> None:
    names = {
        "Canvas": [f"ada_1_{100 + n}_{file}" for n, file in enumerate(FOUR)],
        "Moodle": [f"Ada_1_assignsubmission_file_/{file}" for file in FOUR],
        "Blackboard": [f"GD_1_attempt_2026-01-3{n}-10-00-00_{f}" for n, f in enumerate(FOUR[:2])]
        + [f"GD_1_attempt_2026-02-0{n + 1}-10-00-00_{f}" for n, f in enumerate(FOUR[2:])],
    }[platform]
    found = newest(platform, *[(name, order) for order, name in enumerate(names)])
    assert found == {"1": dict(zip(NAMES, names, strict=True))}


def test_a_correction_of_one_notebook_leaves_the_others() -> None:
    before = [f"GD_ada_attempt_2026-01-30-10-00-00_{file}" for file in FOUR]
    after = f"GD_ada_attempt_2026-01-31-10-00-00_{FOUR[1]}"
    (found,) = newest("Blackboard", *before, after).values()
    assert found == dict(zip(NAMES, [before[0], after, *before[2:]], strict=True))


def test_within_a_submission_the_better_name_counts_and_the_other_is_named() -> None:
    good, copy = (f"Ada_1_assignsubmission_file_/{n}" for n in (FIRST, f"old {FIRST}"))
    assert newest("Moodle", copy, good) == {"1": {NAMES[0]: good}}
    assert said("Moodle", copy, good) == [f"1 (Ada): old {FIRST} was ignored in favour of {FIRST}"]


def test_within_a_submission_a_later_upload_of_a_worse_name_does_not_count() -> None:
    good, later = f"ada_1_100_{FIRST}", f"ada_1_101_{NAMES[0]} scratch.ipynb"
    assert newest("Canvas", good, later) == {"1": {NAMES[0]: good}}


def test_of_a_resubmission_nothing_needs_to_be_said() -> None:
    times = ("2026-01-30-10-00-00", "2026-01-31-10-00-00")
    assert said("Blackboard", *(f"GD_ada_attempt_{time}_{FIRST}" for time in times)) == []


def test_a_short_name_is_taken_and_said() -> None:
    path = "ada_1_100_exercise-1.ipynb"
    assert newest("Canvas", path) == {"1": {NAMES[0]: path}}
    assert said("Canvas", path) == [f"1 (ada): exercise-1.ipynb was taken for {FIRST}"]


def test_the_number_of_canvas_is_no_number_of_an_exercise() -> None:
    assert newest("Canvas", "ada_1_100_exercise_2-1.ipynb")["1"].keys() == {NAMES[1]}


def test_what_is_no_notebook_of_the_assignment_is_named() -> None:
    sentences = said("Canvas", "ada_1_100_Untitled.ipynb", "eve_2_101_essay.pdf", "bob_3_text.html")
    assert sentences == [
        "1 (ada): no notebook was handed in, but Untitled.ipynb",
        "1 (ada): Untitled.ipynb has the name of no notebook of this assignment",
        "2 (eve): no notebook was handed in, but essay.pdf",
        "3 (bob): no notebook was handed in, but a text",
    ]


def test_beside_notebooks_other_files_and_notes_go_without_saying() -> None:
    paths = [f"ada_1_{100 + n}_{file}" for n, file in enumerate([*FOUR, "data.csv", "me.png"])]
    assert said("Canvas", *paths, "ada_1_text.html") == []


def test_a_name_that_ends_in_somebody_elses_number_does_not_get_into_their_folder() -> None:
    victim, thief = (
        f"ada_1_100_{FIRST}",
        f"eve_1_66_900_{FIRST}",
    )  # eve is 66, and calls herself eve_1
    assert newest("Canvas", thief, victim) == {"1": {NAMES[0]: victim}}
    (sentence,) = said("Canvas", thief, victim)
    assert thief in sentence
    assert "may be another student's" in sentence


def test_students_who_differ_in_capitals_only_are_told_and_never_mixed() -> None:
    paths = [f"GD_{who}_attempt_2026-01-30-10-00-00_{FIRST}" for who in ("Ada", "ada", "eve")]
    assert newest("Blackboard", *paths).keys() == {"eve"}
    assert len(said("Blackboard", *paths)) == 2


def test_students_do_not_touch_each_other() -> None:
    paths = [f"s{n}_{n}_{n}_{file}" for n in range(1, 50) for file in FOUR]
    found = newest("Canvas", *paths)
    assert len(found) == 49
    for student, best in found.items():
        assert {label.split("_")[1] for label in best.values()} == {student}
