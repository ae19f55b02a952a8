"""Connects the engine to nbgrader: gradebook, autograded notebooks, and classes it loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.gradebook.book import LessonBook, prepare_gradebook
    from autograder.gradebook.books import all_known, enter_all
    from autograder.gradebook.database.connection import open_gradebook
    from autograder.gradebook.pages import Page, foresee_pages, write_pages
    from autograder.gradebook.plugins.autograde import AutogradedNotebook
    from autograder.gradebook.plugins.export import GradesTable, plain
    from autograder.gradebook.plugins.page import FeedbackPage, ReadGrades
    from autograder.gradebook.plugins.release import (
        ReadLesson,
        ReleaseExporter,
        ReleaseFeedback,
        ReleaseToStudents,
    )
    from autograder.gradebook.rows import SaveLessonCells
    from autograder.gradebook.setup import prepare

__all__ = [
    "AutogradedNotebook",
    "FeedbackPage",
    "GradesTable",
    "LessonBook",
    "Page",
    "ReadGrades",
    "ReadLesson",
    "ReleaseExporter",
    "ReleaseFeedback",
    "ReleaseToStudents",
    "SaveLessonCells",
    "all_known",
    "enter_all",
    "foresee_pages",
    "open_gradebook",
    "plain",
    "prepare",
    "prepare_gradebook",
    "write_pages",
]

__getattr__ = lazy(__name__)
