"""Two lines of an nbgrader_config.py give all that grading needs, and leave the rest as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets import import_item
from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue, PyFileConfigLoader

from grading.core.course import ROOT
from grading.plugins.course import DEFAULTS, EMBED

LINES = "from grading.plugins import course\ncourse.configure(get_config(), __file__)\n"
BEFORE_TWO_LINES = ROOT / "tests" / "system" / "older" / "with_rooms" / "nbgrader_config.py"
"""This course's own file, when it still made each setting itself."""


@pytest.fixture(autouse=True)
def _usual_gradebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADEBOOK_URL", raising=False)


def configured(folder: Path, text: str) -> Config:
    """What nbgrader reads from a file with this text in that folder."""
    folder.mkdir(exist_ok=True)
    (folder / "nbgrader_config.py").write_text(text)
    config: Config = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    return config


def plain(config: Config) -> dict[str, dict[str, Any]]:
    """The settings, which can be compared."""
    return {
        section: {
            name: value.to_dict() if isinstance(value, LazyConfigValue) else value
            for name, value in values.items()
        }
        for section, values in config.items()
        if values
    }


def test_this_course_s_own_settings_are_what_they_were(tmp_path: Path) -> None:
    before = plain(configured(tmp_path, BEFORE_TWO_LINES.read_text("utf-8")))
    now = plain(configured(tmp_path, (ROOT / "nbgrader_config.py").read_text("utf-8")))
    for step in ("source", "release", "submitted", "autograded", "feedback"):
        assert before["CourseDirectory"].pop(f"{step}_directory") == step, "nbgrader's own name"
    before["HTMLExporter"]["extra_template_basedirs"][0] = str(ROOT / "grading" / "templates")
    now["IsolatedExporter"].pop("assignments", None)
    before["IsolatedExporter"].pop("assignments", None)
    assert now == before


def test_the_two_lines_alone_give_another_course_the_same_but_names_and_places(
    tmp_path: Path,
) -> None:
    own = plain(configured(tmp_path, (ROOT / "nbgrader_config.py").read_text("utf-8")))
    theirs = plain(configured(tmp_path, LINES))
    differ = {
        (section, name)
        for section in own
        for name in own[section]
        if theirs.get(section, {}).get(name) != own[section][name]
    }
    assert differ == {
        *(("CourseDirectory", name) for name in ("course_id", "db_url")),
        *(("IsolatedExporter", name) for name in ("isolated", "assignments")),
        *(("ForStudents", "show_hidden_tests"), ("LateSubmissionPlugin", "penalty_method")),
    }
    assert theirs.keys() <= own.keys()


@pytest.mark.parametrize("name", ["my course", "Übung [1]", "100% #2"])
def test_root_and_gradebook_are_in_the_folder_of_the_file(tmp_path: Path, name: str) -> None:
    course = CourseDirectory(config=configured(tmp_path / name, LINES))
    assert course.root == str(tmp_path / name)
    assert course.db_url == f"sqlite:///{tmp_path / name / 'gradebook.db'}"


OWN = """c = get_config()
c.CourseDirectory.root = "/of/their/own"
c.Autograde.create_student = False
c.ClearSolutions.code_stub = {"python": "pass"}
c.HTMLExporter.filters = {"clean_html": "theirs"}
c.GenerateAssignment.exporter_class = "theirs"
"""


@pytest.mark.parametrize("text", [OWN + LINES, LINES + OWN], ids=["before", "after"])
def test_what_the_file_sets_itself_stands(tmp_path: Path, text: str) -> None:
    config = configured(tmp_path, text)
    assert config.CourseDirectory.root == "/of/their/own"
    assert CourseDirectory(config=config).db_url == "sqlite:////of/their/own/gradebook.db"
    assert config.Autograde.create_student is False
    assert config.Autograde.exporter_class == "grading.plugins.autograde.IsolatedExporter"
    assert config.ClearSolutions.code_stub == {"python": "pass"}
    assert config.HTMLExporter.filters["clean_html"] == "theirs"
    assert config.GenerateAssignment.exporter_class == "theirs"


def test_filters_that_a_file_does_not_name_still_clean(tmp_path: Path) -> None:
    filters = configured(tmp_path, OWN + LINES).HTMLExporter.filters
    assert filters == {**DEFAULTS["HTMLExporter"]["filters"], "clean_html": "theirs"}


@pytest.mark.parametrize(
    "own",
    [
        "",
        "get_config().GenerateAssignment.preprocessors.append('theirs')\n",
        "get_config().GenerateAssignment.preprocessors = ['theirs']\n",
        f"get_config().GenerateAssignment.preprocessors = ['theirs', '{EMBED}']\n",
    ],
)
def test_the_tests_tools_are_embedded_once_whatever_the_steps_are(tmp_path: Path, own: str) -> None:
    steps = configured(tmp_path, own + LINES).GenerateAssignment.preprocessors
    if isinstance(steps, LazyConfigValue):
        steps = steps.get_value(list(GenerateAssignment.preprocessors.default_args[0]))
        assert steps[0] == EMBED
    assert steps.count(EMBED) == 1
    assert ("theirs" in steps) == bool(own)


def test_a_file_for_all_courses_of_a_person_makes_no_folder_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    assert "root" not in configured(tmp_path, LINES).CourseDirectory


def test_a_database_that_the_environment_names_is_the_gradebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADEBOOK_URL", "postgresql://host/course")
    assert configured(tmp_path, LINES).CourseDirectory.db_url == "postgresql://host/course"
    own = "get_config().CourseDirectory.db_url = 'sqlite:///own.db'\n"
    assert configured(tmp_path, own + LINES).CourseDirectory.db_url == "sqlite:///own.db"


def test_what_one_file_adds_to_a_list_is_not_in_the_next_course(tmp_path: Path) -> None:
    configured(tmp_path, f"{LINES}get_config().HTMLExporter.preprocessors.append('theirs')\n")
    assert "theirs" not in configured(tmp_path, LINES).HTMLExporter.preprocessors


def test_every_name_leads_somewhere() -> None:
    values = [value for section in DEFAULTS.values() for value in section.values()]
    texts = [value for value in values if isinstance(value, str)]
    lists = [each for value in values if isinstance(value, list) for each in value]
    names = [*texts, *lists, *DEFAULTS["HTMLExporter"]["filters"].values(), EMBED]
    found = [name for name in names if name.startswith(("grading.", "checks."))]
    assert len(found) > 15
    for name in found:
        assert import_item(name), name
