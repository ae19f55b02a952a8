"""Connects the engine to nbgrader: gradebook, autograded notebooks, and classes it loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.gradebook.book import LessonBook
    from autograder.gradebook.books import enter_all
    from autograder.gradebook.pages import Page, foresee_pages, write_pages
    from autograder.gradebook.plugins.export import GradesTable, plain
    from autograder.gradebook.plugins.hooks import GradeSubmission, SubmissionExporter
    from autograder.gradebook.plugins.page import FeedbackPage, ReadGrades
    from autograder.gradebook.plugins.release import ReadLesson, ReleaseExporter, ReleaseToStudents
    from autograder.gradebook.rows import SaveLessonCells
    from autograder.gradebook.setup import prepare

__all__ = [
    "FeedbackPage",
    "GradeSubmission",
    "GradesTable",
    "LessonBook",
    "Page",
    "ReadGrades",
    "ReadLesson",
    "ReleaseExporter",
    "ReleaseToStudents",
    "SaveLessonCells",
    "SubmissionExporter",
    "enter_all",
    "foresee_pages",
    "plain",
    "prepare",
    "write_pages",
]

__getattr__ = lazy(__name__)
