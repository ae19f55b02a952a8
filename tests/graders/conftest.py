from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from autograder.course import load_course
from autograder.grading import Grader
from autograder.lesson import read_lesson

from .answers import LESSONS, ROOT


@pytest.fixture(scope="session")
def graders() -> Iterator[dict[str, Grader]]:
    """The real grader of every lesson, on the CPU."""
    course = load_course(ROOT)
    with ExitStack() as stack:
        yield {
            lesson: stack.enter_context(
                Grader(course, read_lesson(course.source(lesson)), device="cpu")
            )
            for lesson in LESSONS
        }
