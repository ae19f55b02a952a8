"""Writes the students' feedback pages: exactly those that have changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment
from sqlalchemy import text

import autograder
from autograder.authoring import first_error, folders, nbgrader_api
from autograder.course import Course
from autograder.grading import key_of

TABLE = """
CREATE TABLE IF NOT EXISTS course_pages
    (lesson TEXT, student TEXT, key TEXT, PRIMARY KEY (lesson, student))
"""
READ = "SELECT key FROM course_pages WHERE lesson = :lesson AND student = :student"
WRITE = """
INSERT INTO course_pages VALUES (:lesson, :student, :key)
ON CONFLICT (lesson, student) DO UPDATE SET key = excluded.key
"""
LOOKS = Path(autograder.__file__).parent / "gradebook"  # what decides how a page looks


class Page(NamedTuple):
    """A student's page.

    Attributes:
        is_new: Whether it was written now.
        problem: Why it could not be written; empty if all is well.
    """

    student: str
    path: Path
    is_new: bool = False
    problem: str = ""


def write_pages(home: Path, course: Course, lesson: str, students: Iterable[str]) -> Iterator[Page]:
    """Write the pages of these students that differ from the last ones, with nbgrader.

    Args:
        home: The folder with the gradebook and `autograded/`.
        course: The course.
        lesson: The lesson's slug.
        students: Their names in the gradebook.
    """
    places, api = folders(course, home), nbgrader_api(course, home)
    with Gradebook(places.db_url, places.course_id) as book:
        book.db.execute(text(TABLE))
        book.db.commit()
        for student in students:
            step = (places.format_path(s, student, lesson) for s in ("autograded", "feedback"))
            notebook, page = (Path(folder) / lesson for folder in step)
            path = page.with_suffix(".html")
            key = _key(book, notebook.with_suffix(".ipynb"), lesson, student)
            about = {"lesson": lesson, "student": student}
            known = book.db.execute(text(READ), about).scalar()
            book.db.commit()  # nbgrader writes meanwhile
            if known == key and path.is_file():
                yield Page(student, path)
                continue
            result = api.generate_feedback(lesson, student, force=True)
            if not result["success"]:
                yield Page(student, path, problem=first_error(result))
                continue
            book.db.execute(text(WRITE), about | {"key": key})
            book.db.commit()
            yield Page(student, path, is_new=True)


def _key(book: Gradebook, notebook: Path, lesson: str, student: str) -> str:
    """A hash of everything that a page depends on."""
    try:
        row = book.find_submission(lesson, student)
    except MissingEntry:
        return ""
    content = notebook.read_bytes().hex() if notebook.is_file() else ""
    looks = [path.read_text("utf-8") for path in sorted(LOOKS.rglob("*.j2"))]
    looks += [path.read_text("utf-8") for path in sorted(LOOKS.rglob("page.py"))]
    return key_of([content, looks, *_grades(row)])


def _grades(row: SubmittedAssignment) -> Iterator[object]:
    for notebook in row.notebooks:
        yield notebook.late_submission_penalty
        for g in sorted(notebook.grades, key=lambda grade: grade.name):
            scores = g.auto_score, g.manual_score, g.extra_credit, g.max_score
            yield g.name, *scores, g.needs_manual_grade
        for c in sorted(notebook.comments, key=lambda comment: comment.name):
            yield c.name, c.auto_comment, c.manual_comment
