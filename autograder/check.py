"""The author's gate: does everything about a lesson agree, and is everything generated fresh?"""

from __future__ import annotations

import ast
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from autograder.course import Course
from autograder.grading import Grader
from autograder.lesson import Cell, Lesson, read_lesson
from autograder.misconceptions import read_misconceptions
from autograder.picturing import declared
from autograder.release import released_notebook
from autograder.results import Results
from autograder.rubric import Rubric, read_rubric
from autograder.submission import Submission, read_submission
from autograder.weave import drift, read_solutions, weave


@dataclass
class Finding:
    """One thing that the gate looked at.

    Attributes:
        rule: What should hold.
        problems: Where it does not, a sentence each; empty when it holds.
    """

    rule: str
    problems: list[str] = field(default_factory=list)


def check_lesson(course: Course, name: str) -> Iterator[Finding]:
    """Every rule for one lesson, in the order in which an author would mend them."""
    lesson = read_lesson(course.source(name))
    rubric = read_rubric(course.grader(name))
    code, answers = read_solutions(course.solutions(name))
    rules: Sequence[tuple[str, Callable[[], Iterator[str]]]] = (
        ("stubs and solutions agree", lambda: drift(lesson, code, answers)),
        ("every exercise and question has points", lambda: _points(lesson, rubric)),
        ("what a test shows, and when, is settled", lambda: _shown(course, rubric, name)),
        ("the release is fresh", lambda: _stale(course, lesson)),
        ("the release holds nothing of a solution or a grader", lambda: _leaks(course, lesson)),
        ("the woven notebook is fresh", lambda: _stale_weave(course, lesson)),
    )
    for rule, find in rules:
        yield Finding(rule, list(find()))
    # What it finds out of misconceptions is kept for the first class that is graded.
    with closing(Results(course.results())) as kept, Grader(course, lesson, results=kept) as grader:
        yield Finding("the lesson as released scores 0", list(_untouched(course, grader)))
        woven = weave(lesson, code, answers)
        yield Finding("the solutions score full marks", list(_solved(grader, woven)))
        yield Finding(
            "every misconception loses points and is recognised", list(_misled(course, grader))
        )


def _points(lesson: Lesson, rubric: Rubric) -> Iterator[str]:
    stubs = {exercise.name for exercise in lesson.exercises}
    for name in sorted(stubs - set(rubric.exercises)):
        yield f"the exercise {name!r} has no hidden test; add one with a mark for its points."
    for name in sorted(set(rubric.exercises) - stubs):
        yield f"hidden tests are marked for {name!r}, which is no exercise of the lesson."
    asked = {question.name for question in lesson.questions}
    for name in sorted(asked ^ set(rubric.questions)):
        yield f"the question {name!r} must stand both in the lesson and in the grader's pytestmark."


def _shown(course: Course, rubric: Rubric, name: str) -> Iterator[str]:
    tests = {test.name for test in rubric.tests}
    for picture in sorted(set(declared(course.pictures(name))) - tests):
        yield f"{course.pictures(name).name}: PICTURES names {picture!r}, which is no hidden test."
    waiting = [test.name for test in rubric.tests if test.visible == "after_deadline"]
    if waiting and name not in course.deadlines:
        yield (
            f"{waiting[0]} is shown after the deadline, and there is none; set "
            f"c.Course.deadlines[{name!r}] in course_config.py."
        )


def _stale(course: Course, lesson: Lesson) -> Iterator[str]:
    path = course.release(lesson.name)
    fresh = nbformat.writes(released_notebook(course, lesson)) + "\n"
    if not path.is_file() or path.read_text(encoding="utf-8") != fresh:
        yield f"{path.relative_to(course.root)} is not what the sources give; run `course build`."


def _stale_weave(course: Course, lesson: Lesson) -> Iterator[str]:
    path = course.woven_notebook(lesson.name)
    where = path.relative_to(course.root)
    if not path.is_file():
        yield f"{where} is missing; run `course preview {lesson.name}`."
        return
    code, answers = read_solutions(course.solutions(lesson.name))
    saved = nbformat.read(path, as_version=4).cells
    by_id = {cell.id: cell.source for cell in saved}
    if any(by_id.get(cell.id) != cell.source for cell in weave(lesson, code, answers)):
        yield f"{where} is not what the sources give; run `course preview {lesson.name}`."


def _leaks(course: Course, lesson: Lesson) -> Iterator[str]:
    folder = course.release(lesson.name).parent
    given = "\n".join(cell.source for cell in lesson.cells)
    secret = [*_code_lines(course.solutions(lesson.name)), *_code_lines(course.grader(lesson.name))]
    secret = [line for line in secret if line not in given]
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            for line in secret:
                if json.dumps(line)[1:-1] in text or line in text:
                    yield f"{path.relative_to(course.root)} holds the hidden line `{line}`."
            if str(course.root) in text:
                yield f"{path.relative_to(course.root)} holds the private path {course.root}."


def _code_lines(path: Path) -> Iterator[str]:
    """The telling lines of a module: statements long enough to be nobody else's."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.Assign, ast.Return, ast.Expr, ast.AugAssign)):
            line = ast.unparse(node).split("\n")[0]
            if len(line) >= 20 and not isinstance(getattr(node, "value", None), ast.Constant):
                yield line


def _untouched(course: Course, grader: Grader) -> Iterator[str]:
    path = course.release(grader.lesson.name)
    report = grader.grade(read_submission(path, grader.lesson, "untouched"))
    for exercise in report.exercises:
        if exercise.score or exercise.status != "not_attempted":
            yield f"{exercise.name} is {exercise.status} with {exercise.score:g} points."


def _solved(grader: Grader, woven: Sequence[Cell]) -> Iterator[str]:
    submission = _handed_in(grader.lesson, woven)
    for exercise in grader.grade(submission).exercises:
        for test in exercise.tests:
            if test.status != "passed":
                yield f"{exercise.name}: {test.name} is {test.status}: {test.message}"


def _handed_in(lesson: Lesson, cells: Sequence[Cell]) -> Submission:
    """Cells read the way a student's notebook is read."""
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
        yield from recogniser.problems()
