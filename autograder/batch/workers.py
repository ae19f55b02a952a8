"""What runs in the grading process: a lesson's grader, shared among worker processes.

The process has been forked from a warm parent and has one thread. It loads a lesson's grader once
and forks the workers, each of which takes a twin of the parent to itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.course import Course
from autograder.grading import Cache
from autograder.notebooks import Cell, Lesson, Submission, answer, read_submission
from autograder.report import ExerciseResult, Report
from autograder.sandbox import SandboxFault, WarmParent, end_with_parent

if TYPE_CHECKING:
    from autograder.grading import Grader

AHEAD = 4  # tasks for each worker, so that none waits and memory stays flat

_own: Grader | None = None


def grade_each(
    parent: WarmParent,
    course: Course,
    lesson: Lesson,
    handins: Sequence[tuple[str, Path]],
    jobs: int,
    devices: tuple[str, ...],
) -> Iterator[tuple[Submission, Report]]:
    """Every submission, by student and path, with its report; in order."""
    yield from _shared(_grader(parent, course, lesson, devices), course, _grade, handins, jobs)


def try_each(
    parent: WarmParent,
    course: Course,
    lesson: Lesson,
    answers: Sequence[tuple[str, Sequence[Cell]]],
    jobs: int,
    devices: tuple[str, ...],
) -> Iterator[ExerciseResult]:
    """For each exercise and the lesson's cells the verdict, up to the first test that fails."""
    yield from _shared(_grader(parent, course, lesson, devices), course, _try, answers, jobs)


def _grade(student: str, path: Path) -> tuple[Submission, Report]:
    assert _own
    submission = read_submission(path, _own.lesson, student)
    return submission, _own.grade(submission)


def _try(exercise: str, cells: Sequence[Cell]) -> ExerciseResult:
    assert _own
    return _own.first_failure(exercise, answer(_own.lesson, cells, exercise))


def _grader(parent: WarmParent, course: Course, lesson: Lesson, devices: tuple[str, ...]) -> Grader:
    """The grader of this process, which grades one lesson as long as it lives."""
    from autograder.grading import Grader

    if _own:
        return _own
    grader = Grader(course, lesson, devices, parent=parent, figures=course.figures())
    parent.wait_ready()
    return grader


def _shared(
    grader: Grader,
    course: Course,
    work: Callable[..., Any],
    tasks: Sequence[tuple[Any, ...]],
    jobs: int,
) -> Iterator[Any]:
    """What the work makes of each task, in order; done here where there is one worker only."""
    jobs = min(jobs, len(tasks))
    if jobs <= 1:
        if grader is not _own:
            _begin(grader, course.results())
        yield from (work(*task) for task in tasks)
        return
    pending: deque[Future[Any]] = deque()
    begin = partial(_begin, grader, course.results())
    with ProcessPoolExecutor(jobs, get_context("fork"), initializer=begin) as pool:
        try:
            for task in tasks:
                pending.append(pool.submit(work, *task))
                if len(pending) > AHEAD * jobs:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        except BrokenProcessPool as error:
            raise SandboxFault(
                "A worker process died; run the command again, it goes on where it stopped."
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _begin(grader: Grader, results: Path) -> None:
    """Make this process a worker, which ends with the one that forked it."""
    global _own
    end_with_parent()
    grader.attach(Cache(results))
    _own = grader
