"""Writes reports to nbgrader's gradebook, and autograded notebooks; one writer at a time."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.utils import find_all_files
from sqlalchemy import text

from autograder.authoring import folders, released_notebook, write_notebook
from autograder.course import Course
from autograder.files import put
from autograder.gradebook import written
from autograder.gradebook.autograded import autograded_notebook
from autograder.gradebook.database.connection import Database
from autograder.gradebook.database.lateness import Lateness
from autograder.gradebook.rows import save, save_lesson
from autograder.grading import key_of
from autograder.handins import SECRET, TIMESTAMP
from autograder.moments import as_stamp
from autograder.notebooks import Submission, answers, read_lesson
from autograder.report import Report

LOCK = ".gradebook.lock"


def prepare_gradebook(course: Course) -> None:
    """Give a new course its gradebook, in a second less than nbgrader would take.

    Raises:
        EngineFault: The gradebook cannot be used.
    """
    database = Database(folders(course, course.root), course.root / LOCK)
    with database.alone():
        database.prepare()


class LessonBook:
    """The gradebook of a course folder, opened for the reports on one lesson.

    Manual scores, extra credit and comments are kept. A table of our own records each report that
    is written completely, so that the next run knows what an interrupted run left out.

    Attributes:
        lesson: The lesson.
    """

    def __init__(self, course_root: Path, course: Course, name: str) -> None:
        """Open `gradebook.db`, or create it.

        Args:
            course_root: The folder that holds `submitted/`.
            course: The course.
            name: The lesson's slug.
        """
        self._course = course
        self.lesson = read_lesson(course.source(name))
        self._released = released_notebook(course, self.lesson)
        self._folders = folders(course, course_root)
        self._database = Database(self._folders, course_root / LOCK)
        with self._database.alone():
            self._database.prepare()
            self._book = Gradebook(self._database.url, self._folders.course_id)
            self._book.db().expire_on_commit = False  # the lesson's rows are read once
            save_lesson(self._book, self._database.url, self._released, name)
            self._book.db.execute(text(written.TABLE))
            self._lateness = Lateness(self._book, course, name)
            self._rows = self._lateness.update_all()
            self._book.db.commit()
            # Keep a reference, because the session forgets rows that nobody refers to.
            self._notebook = self._book.find_notebook(name, name)
            self._marks = self._read_marks()

    def __enter__(self) -> LessonBook:
        """Ready to write."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the gradebook."""
        self._book.close()

    def due(self, student: str) -> datetime | None:
        """When the lesson is due for a student."""
        return self._lateness.due(student, self._rows.get(student))

    def has(self, student: str) -> bool:
        """Whether a student's submission is in it."""
        return student in self._rows

    def scores(self, student: str) -> tuple[float, float]:
        """The whole score of a student, and what is taken off it for handing in late."""
        row = self._rows[student]
        self._book.db.refresh(row, ["score"])
        return row.score, sum(each.late_submission_penalty or 0.0 for each in row.notebooks)

    def holds(self, student: str, key: str) -> bool:
        """Whether the report with that key is written, and the notebook beside it."""
        return self._marks.get(student) == key and os.path.isfile(self._path("autograded", student))

    def write(
        self,
        submission: Submission,
        report: Report,
        key: str = "",
        timestamp: datetime | None = None,
        secret: str = "",
    ) -> None:
        """Write one report where nbgrader's tools look for it: to the gradebook and autograded/.

        Args:
            submission: What the student submitted.
            report: The report, with only what the student may see.
            key: A hash of everything that the report depends on; see `holds`.
            timestamp: When it was handed in, in UTC.
            secret: What nbgrader's exchange needs to give feedback back.
        """
        student = report.student
        path = self._path("autograded", student)
        notebook = autograded_notebook(self._released, submission, report, self._course.figures())
        before = self._cells(student)
        cells = {cell.id: key_of([cell.source]) for cell in notebook.cells}
        for question, found in answers(self.lesson, submission.cells).items():
            cells[question] = key_of((cell.source, cell.pictures) for cell in found)
        changed = {name for name, digest in cells.items() if before.get(name) != digest}
        with self._database.alone(), self._undone_if_it_fails():
            write_notebook(path, notebook)
            self._put_pictures(path.parent)
            _put_or_remove(path.with_name(TIMESTAMP), as_stamp(timestamp) if timestamp else "")
            _put_or_remove(path.with_name(SECRET), secret)
            row = save(self._book, self.lesson, submission, report, changed)
            row.timestamp = timestamp and timestamp.replace(tzinfo=None)
            self._lateness.update(row)
            self._rows[student] = row
            self._mark(student, key, cells)

    def _put_pictures(self, folder: Path) -> None:
        """Put what lies beside the lesson where its text looks for it."""
        source = self._course.source(self.lesson.name).parent
        for file in map(Path, find_all_files(str(source), [*self._folders.ignore, "*.ipynb"])):
            place = folder / file.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            put(place, file.read_bytes())

    @contextmanager
    def _undone_if_it_fails(self) -> Iterator[None]:
        """So that the next submission is written as if this one had not been tried."""
        try:
            yield
        except BaseException:
            self._book.db.rollback()
            raise

    def _mark(self, student: str, key: str, cells: dict[str, str]) -> None:
        row = {"lesson": self.lesson.name, "student": student, "key": key}
        self._book.db.execute(
            text(written.WRITE),
            row | {"cells": json.dumps(cells)},
        )
        self._book.db.commit()
        self._marks[student] = key

    def _cells(self, student: str) -> dict[str, str]:
        """A digest of each cell when the student was last graded."""
        if student not in self._marks:
            return {}
        found = self._book.db.execute(
            text("SELECT cells FROM course_written WHERE lesson = :lesson AND student = :student"),
            {"lesson": self.lesson.name, "student": student},
        )
        cells: dict[str, str] = json.loads(found.scalar_one())
        return cells

    def _read_marks(self) -> dict[str, str]:
        found = self._book.db.execute(text(written.WRITTEN), {"lesson": self.lesson.name})
        keys = {student: key for student, key in found}
        self._book.db.commit()
        return keys

    def _path(self, step: str, student: str) -> Path:
        folder = self._folders.format_path(step, student, self.lesson.name)
        return Path(folder) / f"{self.lesson.name}.ipynb"


def _put_or_remove(path: Path, text: str) -> None:
    if text:
        put(path, text)
    else:
        path.unlink(missing_ok=True)
