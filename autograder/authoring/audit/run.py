"""Grades each mutant of a solution like a submission, to see whether the hidden tests catch it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import compress
from typing import Literal, get_args

from autograder.authoring.audit.equivalents import Equivalent, read_equivalents
from autograder.authoring.audit.mutants import Mutant, mutants
from autograder.batch import GradingProcess, try_each
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import Cache, choose_devices, context_key, key_of
from autograder.notebooks import Lesson, fill_in, read_lesson, read_solutions
from autograder.report import ExerciseResult

Fate = Literal["killed", "survived", "equivalent", "fault"]


@dataclass(frozen=True)
class Tried:
    """A mutant and its result.

    Attributes:
        mutant: The mutant.
        fate: `killed` by a test; `survived` all tests; `equivalent`: survived, as declared;
            `fault`: a hidden test itself broke on it.
        by: The test that killed it or broke, or the reason why it is equivalent.
        told: What a student who made this mistake would read.
    """

    mutant: Mutant
    fate: Fate
    by: str = ""
    told: str = ""


@dataclass(frozen=True)
class Audit:
    """The audit of one lesson.

    Attributes:
        lesson: The lesson's slug.
        tried: All mutants, by exercise, in the order in which they were made.
        solutions: The source of each exercise's solution.
        stale: Declarations of equivalents that do not hold, a sentence each.
    """

    lesson: str
    tried: tuple[Tried, ...]
    solutions: dict[str, str]
    stale: tuple[str, ...]

    def of(self, exercise: str) -> tuple[Tried, ...]:
        """The mutants of one exercise."""
        return tuple(tried for tried in self.tried if tried.mutant.exercise == exercise)

    def count(self, fate: Fate) -> int:
        """How many mutants have this fate."""
        return sum(tried.fate == fate for tried in self.tried)

    @property
    def share(self) -> float:
        """The share of killed mutants among those that are not equivalent."""
        return self.count("killed") / ((len(self.tried) - self.count("equivalent")) or 1)

    def plain(self, threshold: float) -> dict[str, object]:
        """What is written to JSON."""
        left = [tried for tried in self.tried if tried.fate in ("survived", "fault")]
        return {
            "lesson": self.lesson,
            "share": self.share,
            "holds": self.holds(threshold),
            "fates": {fate: self.count(fate) for fate in get_args(Fate)},
            "survivors": [{**asdict(tried.mutant), "fate": tried.fate} for tried in left],
            "stale": list(self.stale),
        }

    def holds(self, threshold: float) -> bool:
        """Whether enough mutants were killed, no test broke and every declaration holds."""
        return self.share >= threshold and not self.stale and not self.count("fault")


def make_mutants(course: Course, name: str) -> list[Mutant]:
    """All mutants of a lesson's solutions.

    Raises:
        CourseError: The lesson has no solution to mutate.
    """
    lesson = read_lesson(course.source(name))
    code, _ = read_solutions(course.solutions(name))
    found = [
        mutant
        for exercise in lesson.exercises
        if exercise.name in code
        for mutant in mutants(exercise.name, code[exercise.name])
    ]
    if not found:
        raise CourseError(f"{course.solutions(name)} holds no code to change; nothing to audit.")
    return found


def try_mutants(
    course: Course, name: str, found: Sequence[Mutant], jobs: int
) -> Iterator[ExerciseResult]:
    """The verdict on each mutant, up to its first failing test. Cached verdicts are reused."""
    lesson = read_lesson(course.source(name))
    devices = choose_devices(course, name, "auto").devices
    context = context_key(course, name, devices)
    with closing(Cache.of(course)) as results:
        keys = [key_of(["mutant", context, mutant.exercise, mutant.source]) for mutant in found]
        known = [results.exercise(key) for key in keys]
        new = list(compress(found, (result is None for result in known)))
        graded = _graded(course, lesson, new, jobs, devices)
        for key, result in zip(keys, known, strict=True):
            if result is None:
                result = next(graded)
                results.keep_exercise(key, result)
            yield result


def judge(
    course: Course, name: str, found: Sequence[Mutant], results: Sequence[ExerciseResult]
) -> Audit:
    """Sum up the verdicts on a lesson's mutants.

    Args:
        course: The course.
        name: The lesson's slug.
        found: The mutants.
        results: The verdict on each.
    """
    declared = read_equivalents(course.equivalents(name))
    tried = tuple(
        _tried(mutant, result, declared) for mutant, result in zip(found, results, strict=True)
    )
    code, _ = read_solutions(course.solutions(name))
    return Audit(name, tried, code, tuple(_stale(declared, tried)))


def _tried(mutant: Mutant, result: ExerciseResult, declared: Sequence[Equivalent]) -> Tried:
    for test in result.tests:
        if test.status != "passed":
            fate: Fate = "fault" if test.status == "error" else "killed"
            return Tried(mutant, fate, test.name, test.message)
    for equivalent in declared:
        if equivalent.is_about(mutant):
            return Tried(mutant, "equivalent", equivalent.reason)
    return Tried(mutant, "survived")


def _stale(declared: Sequence[Equivalent], tried: Sequence[Tried]) -> Iterator[str]:
    for equivalent in declared:
        about = [each for each in tried if equivalent.is_about(each.mutant)]
        what = f"{equivalent.exercise}: `{equivalent.was}` as `{equivalent.becomes}`"
        if not about:
            yield f"{what} is declared equivalent, and no mutant does that; remove the entry."
        for each in about:
            if each.fate != "equivalent":
                yield f"{what} is declared equivalent, but {each.by} fails on it; remove the entry."


def _graded(
    course: Course,
    lesson: Lesson,
    found: Sequence[Mutant],
    jobs: int,
    devices: tuple[str, ...],
) -> Iterator[ExerciseResult]:
    if not found:
        return
    with GradingProcess() as process:
        process.prepare(course, lesson)
        code, answers = read_solutions(course.solutions(lesson.name))
        tried = [
            (mutant.exercise, fill_in(lesson, {**code, mutant.exercise: mutant.source}, answers))
            for mutant in found
        ]
        yield from process.run(try_each, course, lesson, tried, jobs, devices)
