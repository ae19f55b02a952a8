"""What course_config.py may say, and what the engine adds to it for nbgrader."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring import init_course
from autograder.course import Course, load_course
from autograder.errors import CourseError


def course_with(folder: Path, *settings: str) -> Course:
    """A new course whose author has added settings."""
    init_course(folder)
    path = folder / "course_config.py"
    path.write_text(path.read_text().replace("\nprepare(", "\n".join(["", *settings, "prepare("])))
    return load_course(folder)


@pytest.mark.parametrize("setting", ["library", "install"])
def test_a_library_and_where_it_comes_from_are_said_together(tmp_path: Path, setting: str) -> None:
    with pytest.raises(CourseError, match="go together: set both or neither"):
        course_with(tmp_path, f'c.Course.{setting} = "somewhere"')


@pytest.mark.parametrize("library", ["my-library", "my.library", "my library"])
def test_a_library_is_called_by_its_import_name(tmp_path: Path, library: str) -> None:
    with pytest.raises(CourseError, match="is no import name"):
        course_with(tmp_path, f'c.Course.library = "{library}"', 'c.Course.install = "x"')


def test_hidden_tests_may_lie_anywhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "vault"
    course = course_with(tmp_path / "course", f"c.Course.graders = {str(elsewhere)!r}")
    assert course.grader("small") == elsewhere / "small" / "test_small.py"


def test_what_a_course_says_to_nbgrader_itself_stays(tmp_path: Path) -> None:
    course = course_with(
        tmp_path,
        'c.CourseDirectory.ignore.append("*.bak")',
        'c.Autograde.autograde_preprocessors = ["mine.Own"]',
    )
    nbgrader = course.nbgrader
    assert nbgrader.Autograde.autograde_preprocessors == ["mine.Own"]
    assert {"*.py", "*.bak"} <= {*nbgrader.CourseDirectory.ignore}
    assert nbgrader.Autograde.exporter_class == "autograder.gradebook.AutogradedNotebook"
    assert "autograder.gradebook.ReadLesson" in nbgrader.GenerateAssignment.preprocessors
