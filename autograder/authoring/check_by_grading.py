"""The checks of `course check` that load or run hidden tests and pictures."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import Cache, choose_devices, read_pictures, read_rubric
from autograder.notebooks import (
    Cell,
    Lesson,
    Submission,
    fill_in,
    read_misconceptions,
    read_solutions,
    read_submission,
)
from autograder.sandbox import WarmParent

if TYPE_CHECKING:
    from autograder.grading import Grader


def check_by_grading(
    parent: WarmParent, course: Course, lesson: Lesson
) -> Iterator[tuple[str, list[str]]]:
    """Each rule, and where it does not hold, a sentence each. Runs in the grading process."""
    from autograder.grading import Grader

    shown = partial(_shown, course, lesson.name)
    yield "pictures and deadlines fit the hidden tests", list(broken_files_too(shown))
    code, answers = read_solutions(course.solutions(lesson.name))
    devices = choose_devices(course, lesson.name, "auto").devices
    with ExitStack() as stack:
        # The traces of misconceptions go into the cache, for the first class that is graded.
        kept = stack.enter_context(closing(Cache.of(course)))
        try:
            grader = stack.enter_context(Grader(course, lesson, devices, kept, parent=parent))
        except CourseError as error:
            yield "hidden tests, solutions and misconceptions can be loaded", [str(error)]
            return
        yield "the lesson as released scores 0", list(_untouched(course, grader))
        solved = fill_in(lesson, code, answers)
        yield "the solutions score full marks", list(_solved(grader, solved))
        yield "every misconception loses points and is recognised", list(_misled(course, grader))


def broken_files_too(find: Callable[[], Iterator[str]]) -> Iterator[str]:
    """The problems that a rule finds, and the one that keeps it from finding any."""
    try:
        yield from find()
    except CourseError as error:
        yield str(error)


def _shown(course: Course, name: str) -> Iterator[str]:
    rubric = read_rubric(course.grader(name))
    tests = {test.name for test in rubric.tests}
    for picture in sorted(set(read_pictures(course.pictures(name))) - tests):
        yield f"{course.pictures(name).name}: PICTURES names {picture!r}, which is no hidden test."
    waiting = [test.name for test in rubric.tests if test.visible == "after_deadline"]
    if waiting and name not in course.deadlines:
        yield (
            f"{waiting[0]} is shown after the deadline, and there is none; set "
            f"c.Course.deadlines[{name!r}] in course_config.py."
        )


def _untouched(course: Course, grader: Grader) -> Iterator[str]:
    path = course.release(grader.lesson.name)
    report = grader.grade(read_submission(path, grader.lesson, "untouched"))
    for exercise in report.exercises:
        if exercise.score or exercise.status != "not_attempted":
            yield f"{exercise.name} is {exercise.status} with {exercise.score:g} points."


def _solved(grader: Grader, cells: Sequence[Cell]) -> Iterator[str]:
    report = grader.grade(_handed_in(grader.lesson, cells))
    yield from map(str, grader.faults)
    for exercise in report.exercises:
        for test in exercise.tests:
            if test.status not in ("passed", "error"):
                yield f"{exercise.name}: {test.name} is {test.status}: {test.message}"


def _handed_in(lesson: Lesson, cells: Sequence[Cell]) -> Submission:
    """Cells, read like a student's notebook."""
    document = {
        "nbformat": 4,
        "cells": [{"cell_type": c.kind, "id": c.id, "source": c.source} for c in cells],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{lesson.name}.ipynb"
        path.write_text(json.dumps(document), encoding="utf-8")
        return read_submission(path, lesson, "solutions")


def _misled(course: Course, grader: Grader) -> Iterator[str]:
    path = course.misconceptions(grader.lesson.name)
    for wrong in read_misconceptions(path):
        if wrong.exercise not in grader.recognisers:
            yield f"{wrong.exercise!r}, of the misconception {wrong.name!r}, is no exercise."
    for recogniser in grader.recognisers.values():
        yield from recogniser.faults() or recogniser.problems()
