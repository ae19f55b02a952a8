"""Prepares a course folder for nbgrader; called by course_config.py.

Every command that reads the configuration runs this, so nothing heavy is imported here.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from shutil import which

from traitlets.config.loader import Config

from autograder.course import Course
from autograder.errors import CourseError


def prepare(config: Config, root: Path) -> None:
    """Make nbgrader's own commands work in a fresh clone.

    For a new gradebook, nbgrader starts `alembic` by name, which fails if the environment is not
    activated. And it finds a lesson only if there is a notebook beside the source.

    Args:
        config: The configuration; `c.Course.root` is set in it.
        root: The folder that holds course_config.py.
    """
    if not which("alembic"):
        os.environ["PATH"] = os.pathsep.join(
            [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
        )
    config.Course.root = str(root)  # for our classes inside nbgrader, wherever --course-dir points
    course = Course(root, tuple(config.Course.lessons), config.Course.install)
    for name in course.lessons:
        if course.source(name).is_file() and not course.source_notebook(name).exists():
            _write_pair(course, name)


def _write_pair(course: Course, name: str) -> None:
    from autograder.authoring import write_pair

    with suppress(CourseError, OSError):  # `course check` says what is wrong with a lesson
        write_pair(course, name)
