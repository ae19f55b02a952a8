"""What nbgrader needs of a course folder and does not see to itself; called by course_config.py.

Nothing heavy is imported here: every command that reads the configuration runs this.
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
    """Make nbgrader's stock commands work in a fresh clone.

    nbgrader starts `alembic` by name for a new gradebook, which fails where the environment is
    not activated; and it sees a lesson only where a notebook stands beside the source.
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
