"""What many tests share: the course, and one warm grader for each lesson and process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from autograder.course import Course, load_course
from autograder.grading import Grader
from autograder.lesson import read_lesson


@pytest.fixture(scope="session")
def course() -> Course:
    """The course of this repository."""
    return load_course(Path(__file__).parent)


@pytest.fixture(scope="session")
def grader(course: Course) -> Iterator[Callable[[str], Grader]]:
    """The grader of a lesson; it stays warm until the tests end."""
    with ExitStack() as stack:
        yield cache(
            lambda lesson: stack.enter_context(
                Grader(course, read_lesson(course.source(lesson)), "cpu")
            )
        )
