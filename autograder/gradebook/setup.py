"""Sets nbgrader up for a course; called by course_config.py.

Every command that reads the configuration runs this, so nothing heavy is imported here.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from shutil import which
from typing import Any

from traitlets.config.loader import Config

from autograder.course import LEFT_BEHIND, Course, course_from
from autograder.errors import CourseError

PLAIN = {
    "class": "autograder.log.Formatter",
    "format": "[%(name)s | %(levelname)s] %(message)s",
}
# Beside a lesson's notebook lies its source, which stays with the instructor.
FOR_LESSONS = ["*.py", *LEFT_BEHIND]
NBGRADER: dict[str, dict[str, Any]] = {
    # Pictures beside a source are handed out.
    "CourseDirectory": {
        "ignore": [*FOR_LESSONS, "*.pyc", "__pycache__", ".ipynb_checkpoints", "feedback"],
    },
    # Releases: nbgrader's own list, except that the notebook is read from the .py source, that the
    # stubs stay as they were written (no ClearSolutions), and that a lesson may change while there
    # are submissions (SaveLessonCells). An assignment that is no lesson, but written as a notebook,
    # gets nbgrader's own lists here and below (plugins/assignments.py).
    "GenerateAssignment": {
        "exporter_class": "autograder.gradebook.ReleaseExporter",
        "preprocessors": [
            "autograder.gradebook.ReadLesson",
            "nbgrader.preprocessors.IncludeHeaderFooter",
            "nbgrader.preprocessors.LockCells",
            "nbgrader.preprocessors.ClearOutput",
            "nbgrader.preprocessors.CheckCellMetadata",
            "nbgrader.preprocessors.ComputeChecksums",
            "autograder.gradebook.SaveLessonCells",
            "nbgrader.preprocessors.ClearHiddenTests",
            "nbgrader.preprocessors.ClearMarkScheme",
            "nbgrader.preprocessors.ComputeChecksums",
            "nbgrader.preprocessors.CheckCellMetadata",
        ],
    },
    "GenerateFeedback": {
        "exporter_class": "autograder.gradebook.FeedbackPage",
        "preprocessors": [
            "autograder.gradebook.ReadGrades",
            "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
        ],
    },
    "ExchangeFactory": {
        "release_assignment": "autograder.gradebook.ReleaseToStudents",
        "release_feedback": "autograder.gradebook.ReleaseFeedback",
    },
    "ExportApp": {"plugin_class": "autograder.gradebook.GradesTable"},
    # Names of files are a student's, and nbgrader prints them.
    "Application": {"logging_config": {"formatters": {"console": PLAIN}}},
    # Grading: loading this class makes `nbgrader autograde` and the formgrader's button grade
    # lessons with our engine.
    "Autograde": {"exporter_class": "autograder.gradebook.AutogradedNotebook"},
}


def prepare(config: Config, root: Path) -> None:
    """Make nbgrader's own commands release and grade lessons, in a fresh clone, too.

    What the course sets itself stays as it is. For a new gradebook, nbgrader starts `alembic` by
    name, which fails if the environment is not activated. And it finds a lesson only if there is a
    notebook beside the source.

    Args:
        config: The configuration; `c.Course.root` is set in it.
        root: The folder that holds course_config.py.
    """
    settings = Config(NBGRADER)
    settings.merge(config)
    config.merge(settings)
    if not which("alembic"):
        os.environ["PATH"] = os.pathsep.join(
            [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
        )
    config.Course.root = str(root)  # for our classes inside nbgrader, wherever --course-dir points
    with suppress(CourseError, OSError):  # `course check` says what is wrong with a lesson
        course = course_from(config, root)
        for name in course.lessons:
            if course.source(name).is_file() and not course.source_notebook(name).exists():
                _write_pair(course, name)


def _write_pair(course: Course, name: str) -> None:
    from autograder.authoring import write_pair

    with suppress(CourseError, OSError):  # the other lessons are written all the same
        write_pair(course, name)
