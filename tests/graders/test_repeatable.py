"""The same submission gets the same report, however often and on however many threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from autograder import report
from autograder.course import Course
from autograder.grading import Cache, Grader
from autograder.notebooks import Submission, read_submission

from .answers import LESSONS

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parents[1] / "golden"
TIMES = 5  # on one thread, and again on two
# All that this lesson computes are single numbers, one after the other.
WITHOUT_TENSORS = {"backpropagation"}


@pytest.mark.parametrize("lesson", sorted({*LESSONS} - WITHOUT_TENSORS))
def test_ten_runs_on_one_and_on_two_threads_give_one_report(
    lesson: str, course: Course, grader: Callable[[str], Grader], traces: Cache
) -> None:
    one = grader(lesson)
    notebook = GOLDEN / lesson / "a_mistake_in_each" / f"{lesson}.ipynb"
    submission = read_submission(notebook, one.lesson, "ada")
    found = _reports(one, submission)
    limits = replace(course.limits, threads=2)
    with Grader(replace(course, limits=limits), one.lesson, results=traces) as two:
        found |= _reports(two, submission)
    assert len(found) == 1


def _reports(grader: Grader, submission: Submission) -> set[str]:
    return {report.dumps([grader.grade(submission).without_timing()]) for _ in range(TIMES)}
