"""Keeps what a lesson's known wrong answers do beside its hidden tests, before any class comes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from autograder.batch.process import GradingProcess
from autograder.course import Course
from autograder.files import put
from autograder.grading import Cache, kept_text
from autograder.notebooks import Lesson
from autograder.sandbox import WarmParent


def keep_misconceptions(course: Course, lesson: Lesson) -> None:
    """Run the known wrong answers of a lesson, and write what they do.

    Raises:
        CourseError: One of them breaks a test or takes too long, or nothing can be graded here.
    """
    with GradingProcess() as process:
        process.prepare(course, lesson)
        [text] = process.run(_text, course, lesson)
    put(course.traces(lesson.name), text)


def _text(parent: WarmParent, course: Course, lesson: Lesson) -> Iterator[str]:
    """Runs in the grading process."""
    from autograder.grading import Grader

    with (
        closing(Cache.of(course)) as results,
        Grader(course, lesson, results=results, parent=parent) as grader,
    ):
        rows = [row for each in grader.recognisers.values() for row in each.rows()]
        yield kept_text(course, lesson, rows)
