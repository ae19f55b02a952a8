"""Which reports a gradebook already contains, read without nbgrader.

Importing nbgrader takes longer than everything else for a class in which nothing has changed.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from autograder.course import Course
from autograder.grading import BUSY_SECONDS, key_of

TABLE = """
CREATE TABLE IF NOT EXISTS course_written
    (lesson TEXT, student TEXT, key TEXT, cells TEXT, PRIMARY KEY (lesson, student))
"""
WRITE = """
INSERT INTO course_written VALUES (:lesson, :student, :key, :cells)
ON CONFLICT (lesson, student) DO UPDATE SET key = excluded.key, cells = excluded.cells
"""
# Only submissions that the gradebook still holds: a person may have removed some.
WRITTEN = """
SELECT course_written.student, course_written.key FROM course_written
JOIN assignment ON assignment.name = course_written.lesson
JOIN submitted_assignment ON submitted_assignment.assignment_id = assignment.id
    AND submitted_assignment.student_id = course_written.student
WHERE course_written.lesson = :lesson
"""
HARMLESS = {"course_id", "ignore", "root"}  # settings that leave everything in its usual place


def written_keys(home: Path, course: Course, lesson: str) -> dict[str, str]:
    """The keys of the written reports, by student; none if only nbgrader can know.

    Args:
        home: The folder that holds `gradebook.db`.
        course: The course.
        lesson: The lesson's slug.
    """
    path = home / "gradebook.db"
    if set(course.nbgrader.CourseDirectory) - HARMLESS or not path.is_file():
        return {}
    address = f"{path.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)) as base:
        try:
            return dict(base.execute(WRITTEN, {"lesson": lesson}))
        except sqlite3.DatabaseError:  # one that we never wrote to, or that is none
            return {}


def written_key(key: str, stamp: str) -> str:
    """The key of a written report: the report's own key and the time of submission."""
    return key_of([key, stamp])
