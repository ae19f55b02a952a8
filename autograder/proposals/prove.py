"""Proves proposed tests: the reference passes 20 times, the untouched stub fails, mutants die."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from autograder.course import Course
from autograder.grading import Grader
from autograder.notebooks import Cell, Lesson, Submission, answer, fill_in, read_solutions
from autograder.report import Report
from autograder.sandbox import WarmParent

RUNS = 20  # with other random inputs each time


@dataclass(frozen=True)
class Doubt:
    """Why a proposed test is left out.

    Attributes:
        test: The test function.
        reason: What happened, as the end of a sentence.
    """

    test: str
    reason: str


def prove(parent: WarmParent, course: Course, lesson: Lesson) -> Iterator[Doubt]:
    """Run the hidden tests of a lesson on the reference and on the stubs.

    Args:
        parent: The sandbox's fork server.
        course: The course, with the proposed tests in place of its own.
        lesson: The lesson.

    Yields:
        The tests that fail on the reference, or pass on a stub.
    """
    code, _ = read_solutions(course.solutions(lesson.name))
    solved = fill_in(lesson, code, {})
    with Grader(course, lesson, parent=parent) as grader:
        parent.wait_ready()
        untouched = grader.grade(_submission(grader, lesson, lesson.cells))
        found = {doubt.test: doubt for doubt in _passed(untouched)}
        rubric = grader.rubric
        submission = _submission(grader, lesson, solved)
        for turn in range(RUNS):
            tests = [replace(test, seed=(test.seed + turn) % 2**32) for test in rubric.tests]
            grader.rubric = replace(rubric, tests=tuple(tests))
            for doubt in _failed(grader.grade(submission)):
                found.setdefault(doubt.test, doubt)
    yield from found.values()


def _submission(grader: Grader, lesson: Lesson, cells: Sequence[Cell]) -> Submission:
    attempts = {name: answer(lesson, cells, name) for name in grader.rubric.exercises}
    return Submission(lesson.name, "reference", "", "", attempts=attempts)


def _failed(report: Report) -> Iterator[Doubt]:
    for exercise in report.exercises:
        for test in exercise.tests:
            if test.status != "passed":
                message = test.message.rstrip(".")
                yield Doubt(test.name, f"the reference does not always pass it: {message}")


def _passed(report: Report) -> Iterator[Doubt]:
    for exercise in report.exercises:
        for test in exercise.tests:
            if test.status == "passed":
                yield Doubt(test.name, "the untouched stub passes it")
