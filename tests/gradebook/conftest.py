from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.authoring import build_release

from .small_course import GRADING, LESSON, SmallCourse, start_course


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCourse]:
    """The small course, built once; tests work in copies of it."""
    small = start_course(tmp_path_factory.mktemp("template") / "course")
    build_release(small.course, [LESSON])
    yield small
    GRADING.close()


@pytest.fixture
def small(template: SmallCourse, tmp_path: Path) -> SmallCourse:
    """A copy of the built course for one test."""
    shutil.copytree(template.root, tmp_path / "course")
    return SmallCourse(tmp_path / "course", template.root)
