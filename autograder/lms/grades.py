"""The grades of a lesson as the gradebook has them, with hand-given points and late penalties."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import MissingEntry, SubmittedAssignment

from autograder.authoring import folders
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import open_gradebook
from autograder.notebooks import read_lesson
from autograder.text import person


@dataclass(frozen=True)
class Grade:
    """What one student has.

    Attributes:
        student: The student's id in the gradebook.
        parts: The points for each exercise and question; None while one waits to be graded by hand.
        penalty: What is taken off for being late.
        total: What remains, as nbgrader shows it.
        is_open: Whether a person has yet to give points.
    """

    student: str
    parts: dict[str, float | None]
    penalty: float
    total: float
    is_open: bool


@dataclass(frozen=True)
class Grades:
    """The grades of a lesson.

    Attributes:
        lesson: The lesson's slug.
        title: The lesson's title.
        maximum: The most that one can have.
        parts: Exercises and questions with their points, in the lesson's order.
        students: A grade for each student who handed in, by id.
    """

    lesson: str
    title: str
    maximum: float
    parts: dict[str, float]
    students: dict[str, Grade]

    def of(self, student: str) -> Grade | None:
        """The grade of a student of the roster."""
        return self.students.get(person(student))


def read_grades(course: Course, lesson: str) -> Grades:
    """The grades of a lesson.

    Raises:
        CourseError: There is no gradebook, or nothing of this lesson is graded.
    """
    known = folders(course, course.root)
    path = course.root / "gradebook.db"
    nothing = CourseError(
        f"Nothing of {lesson} is in the gradebook {path}; run `course grade {lesson}` first."
    )
    if known.db_url.startswith("sqlite") and not _file(known.db_url).is_file():
        raise nothing
    with open_gradebook(known) as book:
        try:
            notebook = book.find_notebook(lesson, lesson)
        except MissingEntry:
            raise nothing from None
        rules = read_lesson(course.source(lesson))
        order = [f"test_{exercise.name}" for exercise in rules.exercises]
        order += [question.name for question in rules.questions]
        points = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
        names = [name for name in order if name in points]
        names += [name for name in points if name not in order]
        submissions = book.assignment_submissions(lesson)
        students = {row.student_id: _grade(row, names) for row in submissions}
    if not students:
        raise nothing
    parts = {name.removeprefix("test_"): points[name] for name in names}
    return Grades(lesson, rules.title, sum(points.values()), parts, students)


def _file(db_url: str) -> Path:
    return Path(db_url.partition(":///")[2])


def _grade(row: SubmittedAssignment, names: list[str]) -> Grade:
    found = {g.name: g for notebook in row.notebooks for g in notebook.grades}
    parts: dict[str, float | None] = {}
    for name in names:
        grade = found.get(name)
        is_given = grade and not (grade.manual_score is None and grade.auto_score is None)
        parts[name.removeprefix("test_")] = float(grade.score) if grade and is_given else None
    penalty = float(row.late_submission_penalty or 0.0)
    total = max(0.0, float(row.score) - penalty)
    return Grade(row.student_id, parts, penalty, total, bool(row.needs_manual_grade))
