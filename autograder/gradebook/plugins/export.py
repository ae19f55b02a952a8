"""`nbgrader export`: the grades as a table in which a spreadsheet program finds no formula."""

from __future__ import annotations

import csv
from itertools import product

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student
from nbgrader.plugins import ExportPlugin

COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class GradesTable(ExportPlugin):  # type: ignore[misc]
    """Exports what nbgrader exports, and quotes what has to be quoted."""

    def export(self, gradebook: Gradebook) -> None:
        """Write a row for each assignment and student; without a submission the score is 0."""
        path = self.to or "grades.csv"
        self.log.info("Exporting grades to %s", path)
        names, ids = list(map(str, self.assignment)), list(map(str, self.student))
        assignments = [a for a in gradebook.assignments if a.name in names or not names]
        students = [s for s in gradebook.students if s.id in ids or not ids]
        with open(path, "w", newline="", encoding="utf-8") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(COLUMNS)
            for assignment, student in product(assignments, students):
                table.writerow(map(plain, _row(gradebook, assignment, student)))


def plain(value: object) -> str:
    """A value as text that is shown as it is; numbers may begin with a sign."""
    text = "" if value is None else str(value)
    is_formula = isinstance(value, str) and text.startswith(FORMULA)
    return f"'{text}" if is_formula else text


def _row(gradebook: Gradebook, assignment: Assignment, student: Student) -> tuple[object, ...]:
    timestamp: object = None
    score = penalty = 0.0
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        pass
    else:
        timestamp, score = submission.timestamp, submission.score
        penalty = submission.late_submission_penalty
    person = student.id, student.last_name, student.first_name, student.email
    scores = score, penalty, max(0.0, score - penalty), assignment.max_score
    return (assignment.name, assignment.duedate, timestamp, *person, *scores)
