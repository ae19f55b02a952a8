"""What many tests share: the course, and one warm grader for each lesson and process."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from autograder.course import Course, load_course
from autograder.grading import Cache
from autograder.notebooks import read_lesson
from autograder.report import ExerciseResult
from autograder.sandbox import ONE_THREAD
from tests.groups import Groups, mark_and_sort

if TYPE_CHECKING:
    from autograder.grading import Grader

# What is imported and collected stays. Looking through it for garbage takes a sixth of the time of
# collecting the tests, and touches pages that are shared with forks.
gc.disable()
# No test asserts on a time, which a busy machine decides.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
# Tests run beside one another, and threads that wait for others would take cores from them.
os.environ.update(ONE_THREAD)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before `-m` leaves any out."""
    mark_and_sort(items)


def pytest_collection_finish() -> None:
    """Garbage is looked for again, in what the tests make."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Groups:
    """However many processes there are, and whatever `--dist` says."""
    return Groups(config, log)


@pytest.fixture(scope="session")
def course() -> Course:
    """The course of this repository."""
    return load_course(Path(__file__).parent)


class Traces(Cache):
    """What misconceptions do, found out once for all workers; answers are graded every time."""

    def exercise(self, key: str) -> None:
        """No verdict is known."""

    def keep_exercise(self, key: str, result: ExerciseResult) -> None:
        """No verdict is kept."""


@pytest.fixture(scope="session")
def traces(course: Course) -> Iterator[Traces]:
    """What is kept of misconceptions."""
    with closing(Traces(course.results())) as traces:
        yield traces


@pytest.fixture(scope="session")
def grader(course: Course, traces: Traces) -> Iterator[Callable[[str], Grader]]:
    """The grader of a lesson; it stays warm until the tests end."""
    from autograder.grading import Grader  # it imports torch

    with ExitStack() as stack:
        yield cache(
            lambda lesson: stack.enter_context(
                Grader(course, read_lesson(course.source(lesson)), results=traces)
            )
        )
