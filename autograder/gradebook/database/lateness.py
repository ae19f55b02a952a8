"""Due dates, extensions and late penalties of a lesson in the gradebook, derived anew each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from nbgrader.api import Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import text
from sqlalchemy.orm import joinedload

from autograder.course import Course
from autograder.handins import extensions

# What we wrote there: a due date that somebody set in nbgrader stays until the course has its own.
TABLE = "CREATE TABLE IF NOT EXISTS course_due (lesson VARCHAR(128) PRIMARY KEY, due VARCHAR(40))"


class Lateness:
    """When a lesson is due, and what is taken off for handing it in later.

    The deadline comes from c.Course.deadlines and the extensions from the roster. Where there is
    no roster, extensions that were granted in nbgrader count.
    """

    def __init__(self, book: Gradebook, course: Course, lesson: str) -> None:
        """Write the deadline to the gradebook, whose rows for the lesson exist. Commits nothing."""
        self._book = book
        self._lesson = lesson
        self._deadline = course.deadlines.get(lesson)
        self._own = extensions(course, lesson)
        self._assigner = AssignLatePenalties(config=course.nbgrader)
        self._assigner.init_plugin()
        self._set_due_date()

    def update_all(self) -> dict[str, SubmittedAssignment]:
        """Derive the extension and the penalty of every submission; returns them by student."""
        of_lesson = SubmittedAssignment.assignment.has(name=self._lesson)
        # In one query: one for each notebook, or for 500 of them, reads the whole table each time.
        load = joinedload(SubmittedAssignment.notebooks)
        rows = self._book.db.query(SubmittedAssignment).filter(of_lesson).options(load).all()
        for row in rows:
            self.update(row)
        return {row.student_id: row for row in rows}

    def update(self, row: SubmittedAssignment) -> None:
        """Derive the extension and the penalty of one submission."""
        if self._own is not None:
            own = self._own.get(row.student_id)
            row.extension = own - self._deadline if own and self._deadline else None
        is_late = row.assignment.duedate is not None and row.total_seconds_late > 0
        for notebook in row.notebooks:
            notebook.late_submission_penalty = self._penalty(row, notebook) if is_late else None

    def due(self, student: str, row: SubmittedAssignment | None) -> datetime | None:
        """When it is due for a student, whose submission may be in the gradebook."""
        if self._own is not None or not row or not row.extension or not self._deadline:
            return (self._own or {}).get(student, self._deadline)
        extended: datetime = self._deadline + row.extension
        return extended

    def _penalty(self, row: SubmittedAssignment, notebook: SubmittedNotebook) -> float | None:
        self._book.db.flush()
        self._book.db.refresh(notebook, ["score"])
        score = notebook.score
        plugin: Callable[..., float | None] = self._assigner.plugin_inst.late_submission_penalty
        penalty = plugin(row.student_id, score, row.total_seconds_late)
        return None if penalty is None else min(max(penalty, 0.0), score)

    def _set_due_date(self) -> None:
        db, assignment = self._book.db, self._book.find_assignment(self._lesson)
        db.execute(text(TABLE))
        known = {"lesson": self._lesson}
        ours = db.execute(text("SELECT due FROM course_due WHERE lesson = :lesson"), known).scalar()
        before = assignment.duedate
        # nbgrader stores UTC without a time zone.
        due = self._deadline and self._deadline.astimezone(UTC).replace(tzinfo=None)
        if due or str(before) == ours:
            assignment.duedate = due
        if str(due) != ours:
            db.execute(text("DELETE FROM course_due WHERE lesson = :lesson"), known)
            db.execute(
                text("INSERT INTO course_due VALUES (:lesson, :due)"), known | {"due": str(due)}
            )
