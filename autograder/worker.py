"""One process that grades: it keeps a lesson's grader warm from one submission to the next."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course import Course
from autograder.lesson import Cell, Lesson
from autograder.preload import warm_parent
from autograder.report import ExerciseResult, Report
from autograder.results import Results, context_key
from autograder.sandbox import linux
from autograder.submission import Submission, answer, read_submission

if TYPE_CHECKING:
    from autograder.grading import Grader

_graders: dict[str, Grader] = {}
_own: Grader


def grade_one(
    course: Course, lesson: Lesson, path: Path, student: str, device: str = "auto"
) -> tuple[Submission, Report]:
    """One submission and its report, by a grader that stays warm as long as this process."""
    submission = read_submission(path, lesson, student)
    report = _grader(course, lesson, device).grade(submission)
    return submission, report


def open_grader(
    course: Course, lesson: Lesson, device: str, results: Results | None = None
) -> Grader:
    """A grader, whose sandbox and hidden tests are loaded at the same time, torch on both sides."""
    parent = warm_parent(course, lesson)
    try:
        import torch

        from autograder.grading import Grader

        torch.set_num_threads(1)  # a process that has used more cannot be forked
        return Grader(course, lesson, device, results, parent=parent, figures=course.figures())
    except BaseException:
        parent.close()
        raise


def begin(grader: Grader, results: Path) -> None:
    """Make a process that was just forked a worker, which ends with the one that forked it."""
    global _own
    if sys.platform == "linux":
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    grader.part(Results(results))
    _own = grader


def grade_in_worker(path: Path, student: str) -> tuple[Submission, Report]:
    """As `grade_one`, with the grader that this worker began with."""
    submission = read_submission(path, _own.lesson, student)
    return submission, _own.grade(submission)


def try_in_worker(exercise: str, cells: Sequence[Cell]) -> ExerciseResult:
    """The verdict on one exercise in the lesson's cells, up to the first test that fails."""
    return _own.first_failure(exercise, answer(_own.lesson, cells, exercise))


def _grader(course: Course, lesson: Lesson, device: str) -> Grader:
    """The warm grader of this process, made anew when anything about the lesson has changed."""
    context = context_key(course, lesson, device)
    if context not in _graders:
        for stale in _graders.values():
            stale.close()
        _graders.clear()
        _graders[context] = open_grader(course, lesson, device, Results(course.results()))
    return _graders[context]
