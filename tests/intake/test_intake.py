"""Whatever happens to a file, its answers reach the instructor's notebook, and no test changes."""

from __future__ import annotations

import copy

import pytest

from authoring.build import read
from grading.intake.merge import merge_submission
from grading.intake.refusals import Unreadable
from tests.submissions.broken import HARMLESS, UNREADABLE, Damage
from tests.submissions.broken.files import untouched
from tests.support.courses import COURSE
from tests.support.handed_in import NAMES, answers_in, assert_sound, released, solved


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("damage", HARMLESS)
def test_damage_that_leaves_the_answers_costs_none(damage: str, name: str) -> None:
    instructor = copy.deepcopy(released(name))
    taken = merge_submission(HARMLESS[damage](solved(name)), instructor)
    assert instructor == released(name), "the instructor's own was changed"
    assert_sound(taken, instructor)
    assert answers_in(taken.notebook) == answers_in(solved(name))


@pytest.mark.parametrize(("damage", "words"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_has_a_sentence_that_says_why(damage: Damage, words: str) -> None:
    with pytest.raises(Unreadable, match=words.replace(".", r"\.")) as caught:
        merge_submission(damage(solved(NAMES[0])), released(NAMES[0]))
    said = str(caught.value)
    assert "\n" not in said
    assert len(said) < 200


@pytest.mark.parametrize("name", NAMES)
def test_a_well_formed_file_has_no_remarks(name: str) -> None:
    for notebook in (released(name), solved(name), read(COURSE.solutions / f"{name}.ipynb")):
        taken = merge_submission(untouched(notebook), released(name))
        assert taken.remarks == ()
        assert [c.source for c in taken.notebook.cells] == [c.source for c in notebook.cells]
