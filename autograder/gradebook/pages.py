"""Writes the students' feedback pages: exactly those that have changed."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import inspect, text

import autograder
from autograder.authoring import first_error, folders, nbgrader_api
from autograder.course import Course
from autograder.gradebook.books import all_known
from autograder.gradebook.database.connection import open_gradebook
from autograder.grading import key_of
from autograder.handins import Handin
from autograder.text import person

logger = logging.getLogger(__name__)

TABLE = """
CREATE TABLE IF NOT EXISTS course_pages
    (lesson TEXT, student TEXT, key TEXT, PRIMARY KEY (lesson, student))
"""
READ = "SELECT student, key FROM course_pages WHERE lesson = :lesson"
WRITE = """
INSERT INTO course_pages VALUES (:lesson, :student, :key)
ON CONFLICT (lesson, student) DO UPDATE SET key = excluded.key
"""
LOOKS = Path(autograder.__file__).parent / "gradebook"  # what decides how a page looks


class Page(NamedTuple):
    """A student's page.

    Attributes:
        is_new: Whether it was written now; in a dry run, whether it would be.
        problem: Why it could not be written; empty if all is well.
    """

    student: str
    path: Path
    is_new: bool = False
    problem: str = ""

    def plain(self) -> dict[str, object]:
        """What is written to JSON."""
        return {**self._asdict(), "path": str(self.path)}


def write_pages(home: Path, course: Course, lesson: str, students: Iterable[str]) -> Iterator[Page]:
    """Write the pages of these students that differ from the last ones, with nbgrader.

    Args:
        home: The folder with the gradebook and `autograded/`.
        course: The course.
        lesson: The lesson's slug.
        students: Their names in the gradebook.
    """
    places, api = folders(course, home), nbgrader_api(course, home)
    with open_gradebook(places) as book:
        book.db.execute(text(TABLE))
        for page, key in _looked_at(book, places, lesson, students):
            if not page.is_new:
                yield page
                continue
            result = api.generate_feedback(lesson, page.student, force=True)
            if not result["success"]:
                logger.error("no page for %s: %s", page.student, result["error"])
                yield page._replace(is_new=False, problem=first_error(result))
                continue
            book.db.execute(text(WRITE), {"lesson": lesson, "student": page.student, "key": key})
            book.db.commit()
            yield page


def foresee_pages(
    course: Course, lesson: str, handins: Sequence[tuple[Handin, str]], moment: datetime
) -> Iterator[Page]:
    """The pages of these submissions, as `write_pages` would find them; nothing is written.

    Of a submission that is not in the gradebook as it is now, the page would be new.

    Args:
        course: The course.
        lesson: The lesson's slug.
        handins: The submissions, each with the key of its report.
        moment: Now: students see more after the deadline.
    """
    known = all_known(course, lesson, handins, moment)
    for (handin, _), is_known in zip(handins, known, strict=True):
        if not handin.home:
            continue
        places, student = folders(course, handin.home), person(handin.student)
        if not is_known:
            path = Path(places.format_path("feedback", student, lesson), lesson)
            yield Page(student, path.with_suffix(".html"), is_new=True)
            continue
        with open_gradebook(places) as book:
            yield from (page for page, _ in _looked_at(book, places, lesson, [student]))


def _looked_at(
    book: Gradebook, places: CourseDirectory, lesson: str, students: Iterable[str]
) -> Iterator[tuple[Page, str]]:
    """Each student's page and its key; it is new if the page that is there has another key."""
    is_there = inspect(book.db.get_bind()).has_table("course_pages")
    known = dict(list(book.db.execute(text(READ), {"lesson": lesson})) if is_there else [])
    for student in students:
        step = (places.format_path(s, student, lesson) for s in ("autograded", "feedback"))
        notebook, page = (Path(folder) / lesson for folder in step)
        path, key = (
            page.with_suffix(".html"),
            _key(book, notebook.with_suffix(".ipynb"), lesson, student),
        )
        book.db.commit()  # nbgrader writes meanwhile
        yield Page(student, path, not (known.get(student) == key and path.is_file())), key


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
