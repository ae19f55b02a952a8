"""Packs feedback pages under the names by which an LMS knows its students."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePath

from autograder.course import Course
from autograder.errors import CourseError
from autograder.lms.grades import Grades
from autograder.lms.record import Entry, read_record

DAY = (1980, 1, 1, 0, 0, 0)  # the same pages give the same bytes


def feedback_zip(course: Course, grades: Grades) -> tuple[bytes, list[str]]:
    """The zip for Moodle's or Canvas's upload of feedback, and who has no page in it.

    Raises:
        CourseError: There is no page at all.
    """
    record, lesson = read_record(course, grades.lesson), grades.lesson
    problems: list[str] = []
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for student in sorted(grades.students):
            page = course.root / "feedback" / student / lesson / f"{lesson}.html"
            problems += _problems(course, student, page)
            if page.is_file():
                info = zipfile.ZipInfo(_name(student, lesson, record.get(student)), DAY)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, page.read_bytes())
        if not archive.namelist():
            raise CourseError(
                f"There are no feedback pages of {lesson}; run `course feedback {lesson}` first."
            )
    return packed.getvalue(), problems


def _name(student: str, lesson: str, entry: Entry | None) -> str:
    """Under which name a page goes back.

    Moodle reads the number of the participant between underscores, so the page's own name has none.
    """
    own = f"{lesson.replace('_', '-')}.html"
    if entry and entry.lms == "canvas" and entry.folder:
        return f"{PurePath(entry.folder).stem}.html"
    return f"{entry.folder if entry and entry.folder else student}/{own}"


def _problems(course: Course, student: str, page: Path) -> Iterator[str]:
    graded = course.root.joinpath("autograded", *page.parts[-3:-1], f"{page.stem}.ipynb")
    if not page.is_file():
        yield f"{student} has no feedback page."
    elif graded.is_file() and graded.stat().st_mtime > page.stat().st_mtime:
        yield f"{student} was graded again after the feedback page was written."
