"""Gives the grades of a lesson back, in the form that an LMS takes."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from autograder.course import Course
from autograder.errors import CourseError
from autograder.handins import Roster
from autograder.lms.feedback import feedback_zip
from autograder.lms.grades import read_grades
from autograder.lms.record import read_record
from autograder.lms.tables import canvas_table, moodle_table, plain_table

Target = Literal["canvas", "moodle", "csv", "feedback"]
TARGETS: tuple[Target, ...] = ("canvas", "moodle", "csv", "feedback")


class Export(NamedTuple):
    """What is written for an LMS.

    Attributes:
        data: The file's content.
        students: How many students' grades or pages are in it.
        missing: Graded students who are not in it, or whose page is old, a sentence each.
        notes: Whom the LMS has and the course has not, and who waits for points, a sentence each.
    """

    data: bytes
    students: int
    missing: list[str]
    notes: list[str]

    def plain(self) -> dict[str, object]:
        """What is written to JSON."""
        return {"students": self.students, "missing": self.missing, "notes": self.notes}


def export_grades(
    course: Course, lesson: str, to: str, roster: Roster | None, source: Path | None
) -> Export:
    """The grades or the feedback of a lesson for an LMS.

    Args:
        course: The course.
        lesson: The lesson's slug.
        to: One of `TARGETS`.
        roster: The students.
        source: Canvas's own export, or Moodle's worksheet.

    Raises:
        CourseError: There are no grades, or the LMS's file is missing or another one.
    """
    if to not in TARGETS:
        raise CourseError(f"There is no export to {to!r}; use {', '.join(TARGETS)}.")
    grades = read_grades(course, lesson)
    if to == "feedback":
        data, problems = feedback_zip(course, grades)
        return Export(data, len(grades.students), problems, [])
    record = read_record(course, lesson)
    if to == "canvas":
        table = canvas_table(grades, roster, record, source)
    elif to == "moodle":
        table = moodle_table(grades, roster, record, source)
    else:
        table = plain_table(grades, roster)
    waiting = sum(grade.is_open for grade in grades.students.values())
    notes = [f"{waiting} students have answers that wait for points."] if waiting else []
    return Export(table.text.encode(), len(table.matched), table.missing, [*table.unknown, *notes])
