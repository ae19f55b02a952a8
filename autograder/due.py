"""When the work of each student is due: at the lesson's deadline, or at a time of their own."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.moments import moment
from autograder.text import person, shown, text_in

ROSTER = "students.csv"

Due = Callable[[str], datetime | None]


def due(course: Course, lesson: str) -> Due:
    """When a lesson is due for a student with that name; None if there is no deadline."""
    deadline, own = course.deadlines.get(lesson), extensions(course, lesson) or {}
    return lambda student: own.get(person(student), deadline)


def extensions(course: Course, lesson: str) -> dict[str, datetime] | None:
    """By student, times of their own; None where there is no roster.

    Raises:
        CourseError: The roster names a time that is none, or for a lesson without a deadline.
    """
    path = course.root / ROSTER
    if not path.is_file():
        return None
    deadline = course.deadlines.get(lesson)
    found = dict(_extensions(path, lesson, deadline.tzinfo if deadline else UTC))
    if found and not deadline:
        raise CourseError(
            f"{shown(path)} gives {next(iter(found))} an extension, but {lesson} has no deadline; "
            "set one in c.Course.deadlines in course_config.py."
        )
    return found


def _extensions(path: Path, lesson: str, zone: tzinfo | None) -> Iterator[tuple[str, datetime]]:
    text = text_in(path.read_bytes()).lstrip("\ufeff")
    separator = ";" if ";" in text.partition("\n")[0] else ","
    for row in csv.DictReader(text.splitlines(), delimiter=separator):
        value = (row.get(f"extension:{lesson}") or "").strip()
        found = moment(value, late=True)
        if value and not found:
            raise CourseError(
                f"{shown(path)}: {value!r} is no time to which {row.get('id')} has an extension; "
                "write one like 2030-01-31 22:00 UTC."
            )
        if found:
            yield person(row.get("id") or ""), found if found.tzinfo else found.replace(tzinfo=zone)
