"""Runs in the grading process: distributes submissions to worker processes.

The grading process was forked from the fork server and has one thread. It loads a lesson's grader
once and then forks the workers, each of which uses its own twin of the fork server.
"""

from __future__ import annotations

import logging
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

from autograder.batch.boundary import Marked, grade_alone, not_graded
from autograder.batch.process import ended
from autograder.course import Course
from autograder.errors import EngineFault, describe
from autograder.grading import Cache
from autograder.locks import Turns
from autograder.notebooks import Cell, Lesson, answer
from autograder.report import ExerciseResult, Fault
from autograder.sandbox import WarmParent, end_with_parent, gpu, limit_own_memory

if TYPE_CHECKING:
    from autograder.grading import Grader

logger = logging.getLogger(__name__)

Item = TypeVar("Item")

MEMORY_MB = 4096  # of a worker, beyond what it has at first: no submission may take the machine's
AHEAD = 4  # tasks for each worker, so that none waits and memory does not grow

_own: Grader | None = None
_is_used = False  # whether this process itself grades with it
_turns: Turns | None = None  # none if nobody else grades


def grade_each(
    parent: WarmParent,
    course: Course,
    lesson: Lesson,
    handins: Sequence[tuple[str, Path]],
    jobs: int,
    devices: tuple[str, ...],
) -> Iterator[Marked]:
    """Grade submissions; yields each with its report and the faults of hidden tests, in order.

    A submission on which a worker dies gets `error`, and another worker goes on with the others.
    With no jobs, this process is the only worker.
    """
    grader = _grader(parent, course, lesson, devices)

    def lost(student: str, path: Path, error: EngineFault) -> Marked:
        logger.error("%s is not graded: %s", path, error)
        fault = Fault("the engine", "a worker", describe(error).rstrip("."))
        return not_graded(grader, path, student, fault)

    waiting = deque(handins)
    while waiting:
        try:
            for marked in _shared(grader, course, _grade, list(waiting), jobs):
                waiting.popleft()
                yield marked
        except EngineFault:  # on one of those that were handed out
            for _ in range(min(len(waiting), AHEAD * jobs + 1)):
                one = waiting.popleft()
                yield from _or_else(_shared(grader, course, _grade, [one], 1), partial(lost, *one))


def warm_up(
    parent: WarmParent, course: Course, lesson: Lesson, devices: tuple[str, ...]
) -> Iterator[None]:
    """Load everything that grading in this process needs; yields nothing."""
    yield from _shared(_grader(parent, course, lesson, devices), course, _grade, [], 0)


def _or_else(results: Iterator[Item], lost: Callable[[EngineFault], Item]) -> Iterator[Item]:
    """The results, or what takes their place if the worker dies."""
    try:
        yield from results
    except EngineFault as error:
        yield lost(error)


def try_each(
    parent: WarmParent,
    course: Course,
    lesson: Lesson,
    answers: Sequence[tuple[str, Sequence[Cell]]],
    jobs: int,
    devices: tuple[str, ...],
) -> Iterator[ExerciseResult]:
    """Yield the verdict on each answer to an exercise, up to the first test that fails."""
    yield from _shared(_grader(parent, course, lesson, devices), course, _try, answers, jobs)


def _grade(student: str, path: Path) -> Marked:
    assert _own
    if not _turns:
        return grade_alone(_own, path, student)
    with _turns.beside_others():
        graded = grade_alone(_own, path, student)
    if _own.starved:
        logger.warning("%s had too little of a busy machine: it is graded again alone", path)
        with _turns.alone():
            graded = grade_alone(_own, path, student)
    return graded


def _try(exercise: str, cells: Sequence[Cell]) -> ExerciseResult:
    assert _own
    return _own.first_failure(exercise, answer(_own.lesson, cells, exercise))


def _grader(parent: WarmParent, course: Course, lesson: Lesson, devices: tuple[str, ...]) -> Grader:
    """The grader of this process, which grades only one lesson."""
    global _own
    from autograder.grading import Grader

    if _own:
        return _own
    without_card(devices)
    _own = Grader(course, lesson, devices, parent=parent, figures=course.figures())
    _own.pictures.load()  # while the fork server imports what lessons need
    parent.wait_ready()
    return _own


def without_card(devices: tuple[str, ...]) -> None:
    """Hide the card if no test runs on it: the first gradient would start CUDA in each worker."""
    if "cuda" not in devices:
        os.environ[gpu.VISIBLE] = ""


def _shared(
    grader: Grader,
    course: Course,
    work: Callable[..., Any],
    tasks: Sequence[tuple[Any, ...]],
    jobs: int,
) -> Iterator[Any]:
    """Yield the result of each task, in order; without jobs, from this process."""
    jobs = min(jobs, len(tasks))
    if not jobs:
        if not _is_used:
            _use(grader, course)
        yield from (work(*task) for task in tasks)
        return
    with (
        TemporaryDirectory() as folder,
        ProcessPoolExecutor(
            jobs,
            get_context("fork"),
            initializer=partial(_begin, grader, course, Path(folder)),
        ) as pool,
    ):
        workers: list[BaseProcess] = []
        pending: deque[Future[Any]] = deque()
        try:
            for task in tasks:
                pending.append(pool.submit(work, *task))
                workers = workers or active_children()
                if len(pending) > AHEAD * jobs:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        except BrokenProcessPool as error:
            pool.shutdown()  # until then, not every worker has an exit status
            raise ended(_status(workers)) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _status(workers: Sequence[BaseProcess]) -> int | None:
    """The exit status of the worker that crashed; the pool terminated the others."""
    codes = [worker.exitcode for worker in workers]
    return next((code for code in codes if code not in (None, 0, -signal.SIGTERM)), None)


def _use(grader: Grader, course: Course) -> None:
    """Use this grader in this process."""
    global _own, _is_used
    limit_own_memory(MEMORY_MB)
    grader.keep_in(Cache.of(course))
    _own, _is_used = grader, True


def _begin(grader: Grader, course: Course, turns: Path) -> None:
    """Make this process a worker, which ends with its parent."""
    global _turns
    end_with_parent()
    _turns = Turns(turns)
    grader.attach()
    _use(grader, course)
