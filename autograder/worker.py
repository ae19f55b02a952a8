"""One process that grades: it keeps a lesson's grader warm from one submission to the next."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course import Course, load_course
from autograder.lesson import Lesson
from autograder.report import Report
from autograder.results import Results, context_key
from autograder.submission import Submission, read_submission

if TYPE_CHECKING:
    from autograder.grading import Grader

_graders: dict[str, Grader] = {}


def grade_one(
    course: Course, lesson: Lesson, path: Path, student: str, device: str = "auto"
) -> tuple[Submission, Report]:
    """One submission and its report, by a grader that stays warm as long as this process."""
    submission = read_submission(path, lesson, student)
    report = _grader(course, lesson, device).grade(submission)
    return submission, report


def grade_in_worker(
    root: Path, minimum_level: int, lesson: Lesson, path: Path, student: str, device: str
) -> tuple[Submission, Report]:
    """As `grade_one`, for a process that has to load the course first."""
    return grade_one(_course(root, minimum_level), lesson, path, student, device)


@cache
def _course(root: Path, minimum_level: int) -> Course:
    return replace(load_course(root), minimum_level=minimum_level)


def _grader(course: Course, lesson: Lesson, device: str) -> Grader:
    """The warm grader of this process, made anew when anything about the lesson has changed."""
    from autograder.grading import Grader  # takes seconds, and only a process that grades needs it

    context = context_key(course, lesson, device)
    if context not in _graders:
        for stale in _graders.values():
            stale.close()
        _graders.clear()
        results, figures = Results(course.results()), course.figures()
        _graders[context] = Grader(course, lesson, device, results, figures=figures)
    return _graders[context]
