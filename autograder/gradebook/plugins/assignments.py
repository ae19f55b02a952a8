"""Lets nbgrader's own assignments live beside the lessons of a course.

What the engine sets in nbgrader is made for lessons. An assignment that was written as a notebook,
in nbgrader's own way, gets nbgrader's own steps.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory

from autograder.course import Course, load_course
from autograder.errors import CourseError
from autograder.gradebook.setup import FOR_LESSONS, NBGRADER


def course_of(plugged_in: Any) -> tuple[Course, CourseDirectory]:
    """The course and nbgrader's folders, from one of nbgrader's exporters or preprocessors."""
    owner = plugged_in
    while owner is not None and not getattr(owner, "coursedir", None):
        owner = owner.parent
    if owner is None:
        raise CourseError("This runs inside nbgrader's commands only; see course_config.py.")
    return load_course(Path(owner.config.Course.root)), owner.coursedir


def is_lesson(course: Course, name: str) -> bool:
    """Whether an assignment is a lesson of ours."""
    return name in course.lessons or course.source(name).is_file()


def give_back_its_own_steps(converter: Any) -> None:
    """Make one of nbgrader's converters do what it does without us; a course's settings stay."""
    kind = type(converter).__name__
    for name, ours in NBGRADER[kind].items():
        if name.endswith("preprocessors") and converter.config[kind][name] == ours:
            setattr(converter, name, converter.traits()[name].default(converter))
    coursedir = converter.coursedir
    coursedir.ignore = [name for name in coursedir.ignore if name not in FOR_LESSONS]
