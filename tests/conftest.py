"""What many tests share: the course, and one warm grader for each lesson and process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path

import pytest

from autograder.course import Course, load_course
from autograder.grading import Grader
from autograder.lesson import read_lesson
from autograder.report import ExerciseResult
from autograder.results import Results


@pytest.fixture(scope="session")
def course() -> Course:
    """The course of this repository."""
    return load_course(Path(__file__).parent)


class Traces(Results):
    """What misconceptions do, found out once for all workers; answers are graded every time."""

    def exercise(self, key: str) -> None:
        """No verdict is known."""

    def keep_exercise(self, key: str, result: ExerciseResult) -> None:
        """No verdict is kept."""


@pytest.fixture(scope="session")
def grader(
    course: Course, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Callable[[str], Grader]]:
    """The grader of a lesson; it stays warm until the tests end."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    with ExitStack() as stack:
        traces = stack.enter_context(closing(Traces(shared / "traces.db")))
        yield cache(
            lambda lesson: stack.enter_context(
                Grader(course, read_lesson(course.source(lesson)), "cpu", traces)
            )
        )
