"""The checks of `course check`: a lesson's files agree, and generated files are up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import nbformat

from autograder.authoring.check_by_grading import broken_files_too, check_by_grading
from autograder.authoring.pair import drift_of_pair
from autograder.authoring.release import is_fresh
from autograder.authoring.students.leaks import hidden_lines, leaks_below
from autograder.batch import GradingProcess
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import Rubric, is_kept, read_rubric
from autograder.notebooks import (
    Lesson,
    drift,
    fill_in,
    read_lesson,
    read_solutions,
)
from autograder.text import shown


@dataclass
class Finding:
    """The result of one check.

    Attributes:
        rule: What should hold.
        problems: Where it does not hold, a sentence each; empty if it holds.
    """

    rule: str
    problems: list[str] = field(default_factory=list)


def check_lesson(course: Course, name: str) -> Iterator[Finding]:
    """Check every rule for one lesson, in the order in which an author would fix them."""
    try:
        lesson = read_lesson(course.source(name))
        rubric = read_rubric(course.grader(name))
        code, answers = read_solutions(course.solutions(name))
    except CourseError as error:
        yield Finding("lesson, hidden tests and solutions can be read", [str(error)])
        return
    rules: Sequence[tuple[str, Callable[[], Iterator[str]]]] = (
        ("stubs and solutions agree", lambda: drift(lesson, code, answers)),
        ("every exercise and question has points", lambda: _points(lesson, rubric)),
        ("the notebook beside the source has no edits of its own", lambda: _edited(course, lesson)),
        ("the release is fresh", lambda: _stale(course, lesson)),
        ("the release holds nothing of a solution or a grader", lambda: _leaks(course, lesson)),
        ("the solved notebook is fresh", lambda: _stale_solved(course, lesson)),
    )
    with GradingProcess() as process:
        process.prepare(course, lesson)
        by_grading = process.run(check_by_grading, course, lesson)
        for rule, find in rules:
            yield Finding(rule, list(broken_files_too(find)))
        for rule, problems in by_grading:
            yield Finding(rule, problems)


def _points(lesson: Lesson, rubric: Rubric) -> Iterator[str]:
    stubs = {exercise.name for exercise in lesson.exercises}
    for name in sorted(stubs - set(rubric.exercises)):
        yield f"the exercise {name!r} has no hidden test; add one with a mark for its points."
    for name in sorted(set(rubric.exercises) - stubs):
        yield f"hidden tests are marked for {name!r}, which is no exercise of the lesson."
    asked = {question.name for question in lesson.questions}
    for name in sorted(asked ^ set(rubric.questions)):
        yield f"the question {name!r} must stand both in the lesson and in the grader's pytestmark."


def _edited(course: Course, lesson: Lesson) -> Iterator[str]:
    if sentence := drift_of_pair(course, lesson):
        yield sentence


def _stale(course: Course, lesson: Lesson) -> Iterator[str]:
    path = course.release(lesson.name)
    if not is_fresh(course, lesson):
        yield f"{path.relative_to(course.root)} does not match its sources; run `course build`."


def _stale_solved(course: Course, lesson: Lesson) -> Iterator[str]:
    path = course.solved_notebook(lesson.name)
    where = path.relative_to(course.root)
    if not path.is_file():
        yield f"{where} is missing; run `course preview {lesson.name}`."
        return
    code, answers = read_solutions(course.solutions(lesson.name))
    saved = nbformat.read(path, as_version=4).cells
    by_id = {cell.id: (cell.source, cell.metadata.get("alt", "")) for cell in saved}
    own = fill_in(lesson, code, answers)
    if any(by_id.get(cell.id) != (cell.source, cell.alt) for cell in own):
        yield f"{where} does not match its sources; run `course preview {lesson.name}`."


def silent_figures(course: Course, name: str) -> Iterator[str]:
    """The figures without words for those who cannot see them, a sentence each."""
    path, source = course.solved_notebook(name), course.source(name).relative_to(course.root)
    cells = nbformat.read(path, as_version=4).cells if path.is_file() else []
    for cell in cells:
        kinds = [kind for output in cell.get("outputs", ()) for kind in output.get("data", ())]
        if any(kind.startswith("image/") for kind in kinds) and "alt" not in cell.metadata:
            yield (
                f"{source}: the figure below `{cell.source.splitlines()[-1]}` has no words for "
                'those who cannot see it; say what it shows in its cell\'s header: # %% alt="...".'
            )


def unkept(course: Course, name: str) -> Iterator[str]:
    """A sentence if what the misconceptions do is not kept beside the hidden tests as of today."""
    path = course.traces(name)
    if not is_kept(course, read_lesson(course.source(name))):
        what = "is out of date" if path.is_file() else "is missing"
        yield f"{shown(path)} {what}, so the first class waits; run `course build {name}`."


def _leaks(course: Course, lesson: Lesson) -> Iterator[str]:
    folder = course.release(lesson.name).parent
    return leaks_below(folder, hidden_lines(course, lesson), course.root)
