"""When the work of each student is due: at the lesson's deadline, or at a time of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from autograder.course import Course
from autograder.errors import CourseError
from autograder.handins.roster import ROSTER, Roster, read_roster
from autograder.moments import moment
from autograder.text import person, shown

Due = Callable[[str], datetime | None]


def due(course: Course, lesson: str) -> Due:
    """When a lesson is due for a student with that name; None if there is no deadline."""
    deadline, own = course.deadlines.get(lesson), extensions(course, lesson) or {}
    return lambda student: own.get(person(student), deadline)


def extensions(course: Course, lesson: str) -> dict[str, datetime] | None:
    """By student, times of their own; None where there is no roster.

    Raises:
        CourseError: The roster is wrong, or names a time for a lesson without a deadline.
    """
    path = course.root / ROSTER
    roster = read_roster(path, course.lessons)
    if roster is None:
        return None
    deadline, found = course.deadlines.get(lesson), dict[str, datetime]()
    zone = deadline.tzinfo if deadline else UTC
    for student in roster.students:
        if own := moment(student.extensions.get(lesson, ""), late=True):
            found[person(student.id)] = own if own.tzinfo else own.replace(tzinfo=zone)
    if found and not deadline:
        raise CourseError(_no_deadline(course, next(iter(found)), lesson))
    return found


def without_deadline(course: Course, roster: Roster) -> Iterator[str]:
    """For each lesson that has an extension and no deadline, what is to be done."""
    for lesson in course.lessons:
        own = [each.id for each in roster.students if each.extensions.get(lesson)]
        if own and lesson not in course.deadlines:
            yield _no_deadline(course, own[0], lesson)


def _no_deadline(course: Course, student: str, lesson: str) -> str:
    return (
        f"{shown(course.root / ROSTER)} gives {student} an extension, but {lesson} has no "
        "deadline; set one in c.Course.deadlines in course_config.py."
    )
