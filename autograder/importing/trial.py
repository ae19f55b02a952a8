"""Tries what was imported in the sandbox: do the solutions load and pass the hidden tests?"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.batch import GradingProcess
from autograder.course import Course, TrialCourse
from autograder.errors import CourseError
from autograder.grading import imported_modules, read_rubric
from autograder.importing.form import Part
from autograder.importing.needs import Solved
from autograder.notebooks import (
    Cell,
    Lesson,
    Submission,
    drift,
    fill_in,
    missing,
    read_solutions,
    read_submission,
)
from autograder.sandbox import Sandbox, Statement, Stopped, StudentError, WarmParent

if TYPE_CHECKING:
    from autograder.grading import Grader

SECONDS = 60.0  # for a solution with the code below it, which may train a model


@dataclass(frozen=True)
class Tried:
    """What became of one solution or hidden test.

    Attributes:
        kind: `solution`, or `demo` for the code below its stub, or `test`.
        problem: Why it does not run; empty if it does.
    """

    kind: str
    name: str
    problem: str = ""


def missing_packages(parts: Iterable[Part], beside: Collection[str]) -> dict[tuple[int, str], None]:
    """The packages that are imported and not installed here, each with the cell.

    Args:
        parts: The parts of the lesson.
        beside: The names of the modules that lie beside it.
    """
    return {
        (part.cell, name): None
        for part in parts
        if part.role in ("code", "exercise")
        for name in missing(part.source, part.solution, beside=beside)
    }


def try_lesson(course: TrialCourse, lesson: Lesson, solved: Solved) -> Iterator[Tried]:
    """Try the solutions and the hidden tests, and compare stubs and solutions."""
    with GradingProcess() as process:
        process.prepare(course, _to_warm(course, lesson))
        for each in process.run(try_out, course, lesson, programs(solved)):
            yield replace(each, problem=each.problem.replace(f"{course.files}/", ""))
    for sentence in drift(lesson, *read_solutions(course.solutions(lesson.name))):
        yield Tried("drift", "", sentence)


def _to_warm(course: Course, lesson: Lesson) -> Lesson:
    """A lesson that imports what is here of the imports of this one, and nothing else."""
    beside = [path.stem for path in course.modules(lesson.name)]
    imports = [f"import {name}" for name in imported_modules(lesson)]
    found = [line for line in imports if not missing(line, beside=beside)]
    return Lesson(lesson.name, (Cell("code", "\n".join(found), "imports"),), (), ())


def programs(solved: Solved) -> list[tuple[str, str, list[Statement]]]:
    """What to run for each exercise: its solution, then that with the code below its stub."""
    found = []
    for name in solved.exercises:
        found.append(("solution", name, [node.statement for node in solved.solution(name)]))
        if demo := solved.demo(name):
            found.append(("demo", name, [node.statement for node in demo]))
    return found


def try_out(
    parent: WarmParent,
    course: Course,
    lesson: Lesson,
    runs: Sequence[tuple[str, str, list[Statement]]],
) -> Iterator[Tried]:
    """Run each program, then the hidden tests on the solutions. Runs in the grading process."""
    with ExitStack() as stack:
        grader: Grader | None = None
        try:
            grader = _grader(parent, course, lesson, stack)
        except CourseError as error:
            yield Tried("lesson", lesson.name, f"The hidden tests were not tried: {error}")
        # A fork server serves one sandbox.
        sandbox = grader.sandbox if grader else stack.enter_context(Sandbox(parent=parent))
        limits = replace(course.limits, load_seconds=SECONDS, memory_mb=2 * course.limits.memory_mb)
        sandbox.change_limits(limits)
        sandbox.wait()
        for kind, name, statements in runs:
            yield Tried(kind, name, _problem(sandbox, statements))
        sandbox.change_limits(course.limits)
        yield from _tests(grader, course) if grader else ()


def _grader(parent: WarmParent, course: Course, lesson: Lesson, stack: ExitStack) -> Grader | None:
    """What runs the hidden tests, if there are any."""
    if not read_rubric(course.grader(lesson.name)).tests:
        return None
    from autograder.grading import Grader  # imports torch

    return stack.enter_context(Grader(course, lesson, ("cpu",), None, parent=parent))


def _problem(sandbox: Sandbox, statements: Sequence[Statement]) -> str:
    try:
        with sandbox.open(statements) as box:
            errors = box.load_errors
    except Stopped as stopped:
        return f"it was stopped: {stopped}"
    return _sentence(errors[0]) if errors else ""


def _sentence(error: StudentError) -> str:
    where = f" in cell {error.cell}" if error.cell else ""
    if error.type_name == "ModuleNotFoundError":
        return f"a package is missing here: {error.message}{where}"
    return f"{error.type_name}: {error.message}{where}"


def _tests(grader: Grader, course: Course) -> Iterator[Tried]:
    """Whether each hidden test passes on the solutions."""
    report = grader.grade(_solved(course, grader.lesson))
    faults = {fault.test: fault.error for fault in grader.faults}
    for exercise in report.exercises:
        for test in exercise.tests:
            problem = " ".join((faults.get(test.name) or test.message or "an assert fails").split())
            yield Tried("test", test.name, "" if test.status == "passed" else problem)


def _solved(course: Course, lesson: Lesson) -> Submission:
    """The solutions, read like a student's notebook."""
    code, answers = read_solutions(course.solutions(lesson.name))
    cells = [
        {"cell_type": cell.kind, "id": cell.id, "source": cell.source}
        for cell in fill_in(lesson, code, answers)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{lesson.name}.ipynb"
        path.write_text(json.dumps({"nbformat": 4, "cells": cells}), encoding="utf-8")
        return read_submission(path, lesson, "solutions")
