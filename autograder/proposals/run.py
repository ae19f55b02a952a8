"""Proposes hidden tests for a lesson, and keeps those that kill mutants."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.authoring import Tried, judge, make_mutants, try_mutants
from autograder.batch import GradingProcess
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import read_rubric
from autograder.notebooks import Lesson, fill_in, load_module, read_lesson, read_solutions
from autograder.proposals.drafting.draft import Drafts, draft
from autograder.proposals.drafting.trial import Trial
from autograder.proposals.drafting.writer import Draft
from autograder.proposals.loading import cut, reduced
from autograder.proposals.prove import Doubt, prove
from autograder.proposals.recording.record import record
from autograder.proposals.write import is_untouched, marks, module, place, save
from autograder.sandbox import WarmParent

FEW = 2  # an exercise with fewer tests gets proposals
MEMORY_MB = 4096  # of a whole notebook


@dataclass(frozen=True)
class Proposal:
    """What is proposed for a lesson.

    Attributes:
        lesson: The lesson's slug.
        path: Where the tests are; None if none is proposed.
        tests: The tests.
        problems: For an exercise without proposals, why it has none.
        remarks: Cells of the solved notebook that did not run, a sentence each.
        doubts: Drafts that were left out, and why.
        tried: The mutants of the exercises with proposals.
    """

    lesson: str
    path: Path | None = None
    tests: tuple[Draft, ...] = ()
    problems: dict[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    tried: tuple[Tried, ...] = ()

    def of(self, exercise: str) -> tuple[Draft, ...]:
        """The tests of one exercise."""
        return tuple(test for test in self.tests if test.exercise == exercise)

    @property
    def survivors(self) -> tuple[Tried, ...]:
        """The mutants that no proposal kills."""
        return tuple(each for each in self.tried if each.fate in ("survived", "fault"))

    def share(self, exercise: str = "") -> float:
        """The share of killed mutants, of one exercise or of all that have proposals."""
        fates = [each.fate for each in self.tried if exercise in ("", each.mutant.exercise)]
        return fates.count("killed") / (len(fates) - fates.count("equivalent") or 1)


def wanting(course: Course, name: str, asked: Sequence[str] = ()) -> list[str]:
    """The exercises for which tests are proposed: those asked for, or those with none or few.

    Raises:
        CourseError: An exercise is unknown, or has no solution.
    """
    lesson = read_lesson(course.source(name))
    known = [exercise.name for exercise in lesson.exercises]
    if unknown := [each for each in asked if each not in known]:
        raise CourseError(f"{name} has no exercise {unknown[0]!r}; there are: {', '.join(known)}.")
    if not course.solutions(name).is_file():
        raise CourseError(f"There are no solutions {course.solutions(name)} to propose tests from.")
    grader = course.grader(name)
    has_own = grader.is_file() and not is_untouched(grader)
    rubric = read_rubric(grader) if has_own else None
    return [
        each
        for each in known
        if each in asked or (not asked and (not rubric or len(rubric.of(each)) < FEW))
    ]


def drafts(
    parent: WarmParent, course: Course, lesson: Lesson, exercises: Sequence[str]
) -> Iterator[tuple[str, Drafts] | str]:
    """In the grading process: the drafts of each exercise, and remarks on the notebook.

    The course has a copy of the lesson, of which what does not load here is cut away.
    """
    from autograder.testing import Reference

    os.chdir(course.source(lesson.name).parent)  # data files are named from there
    gone = cut(course.solutions(lesson.name))
    code, answers = read_solutions(course.solutions(lesson.name))
    found = record(parent, course, lesson, fill_in(lesson, code, answers))
    yield from found.problems
    reference = Reference(load_module(course.solutions(lesson.name), "solutions"))
    for name in exercises:
        if name in gone:
            yield name, Drafts([], f"its solution does not load here: {gone[name].rstrip('.')}")
        elif name not in code:
            yield name, Drafts([], "it has no solution")
        elif name in found.missing:
            yield name, Drafts([], "its solution does not run")
        elif name in found.raised and not found.calls[name]:
            yield name, Drafts([], f"its solution raises {found.raised[name].rstrip('.')}")
        else:
            trial = Trial(reference, name, code[name])
            is_trained = name in found.trained
            yield name, draft(lesson, name, found.calls[name], trial, is_trained=is_trained)


def propose(
    course: Course,
    name: str,
    exercises: Sequence[str],
    jobs: int,
    to: Path | None = None,
    *,
    is_dry: bool = False,
) -> Proposal:
    """Propose hidden tests, and write them.

    Args:
        course: The course.
        name: The lesson's slug.
        exercises: The exercises.
        jobs: Number of worker processes.
        to: The file; by default, one beside the lesson's hidden tests.
        is_dry: Write nothing into the course.

    Raises:
        CourseError: A file of the lesson is missing or broken.
    """
    path = to or place(course, name)
    with tempfile.TemporaryDirectory() as folder:
        own = reduced(course, name, Path(folder))
        lesson = read_lesson(own.source(name))
        found, remarks = _drafted(own, lesson, exercises)
        problems = {each: made.problem for each, made in found.items() if made.problem}
        tests = [test for made in found.values() for test in made.tests]
        tests, doubts = _proved(own, lesson, tests)
        tried, useless = _killed(course, own, lesson, tests, jobs)
    doubts += [Doubt(test.name, "it kills no mutant that others do not") for test in useless]
    tests = [test for test in tests if test not in useless]
    for each in exercises:
        if each not in problems and not any(test.exercise == each for test in tests):
            problems[each] = next(iter(_reasons(found[each].tests, doubts)), "nothing was drafted")
    made = Proposal(name, path, tuple(tests), problems, tuple(remarks), tuple(doubts), tried)
    if tests and not is_dry:
        save(path, module(name, tests, marks(path)))
    return made if tests else replace(made, path=None, tried=())


def _reasons(tests: Sequence[Draft], doubts: Sequence[Doubt]) -> Iterator[str]:
    names = {test.name for test in tests}
    yield from (doubt.reason for doubt in doubts if doubt.test in names)


def _drafted(
    course: Course, lesson: Lesson, exercises: Sequence[str]
) -> tuple[dict[str, Drafts], list[str]]:
    wide = replace(course, limits=replace(course.limits, memory_mb=MEMORY_MB))
    found: dict[str, Drafts] = {}
    remarks: list[str] = []
    with GradingProcess() as process:
        process.prepare(wide, lesson)
        for each in process.run(drafts, wide, lesson, exercises):
            if isinstance(each, str):
                remarks.append(each)
            else:
                found[each[0]] = each[1]
    return found, remarks


def _proved(own: Course, lesson: Lesson, tests: list[Draft]) -> tuple[list[Draft], list[Doubt]]:
    """The tests that hold, and why the others do not."""
    if not tests:
        return [], []
    save(own.grader(lesson.name), module(lesson.name, tests))
    with GradingProcess() as process:
        process.prepare(own, lesson)
        doubts = list(process.run(prove, own, lesson))
    doubtful = {doubt.test for doubt in doubts}
    return [test for test in tests if test.name not in doubtful], doubts


def _killed(
    course: Course, own: Course, lesson: Lesson, tests: Sequence[Draft], jobs: int
) -> tuple[tuple[Tried, ...], list[Draft]]:
    """The fate of each mutant, and the tests that were never the first to kill one."""
    if not tests:
        return (), []
    save(own.grader(lesson.name), module(lesson.name, tests))
    exercises = {test.exercise for test in tests}
    found = [m for m in make_mutants(own, lesson.name) if m.exercise in exercises]
    results = list(try_mutants(own, lesson.name, found, jobs))
    audit = judge(course, lesson.name, found, results)
    killers = {tried.by for tried in audit.tried if tried.fate == "killed"}
    return audit.tried, [test for test in tests if test.name not in killers]
