"""A submission and the hidden tests -> a Report."""

from __future__ import annotations

import ast
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path

from autograder import disclosure, feedback
from autograder.code import Statement
from autograder.collection import Collection
from autograder.course import Course
from autograder.lesson import Lesson
from autograder.modules import load_module
from autograder.picturing import Pictures
from autograder.report import ExerciseResult, Report, Status, TestResult
from autograder.results import Results, key_of, rules_key
from autograder.rubric import HiddenTest, Rubric, read_rubric
from autograder.sandbox.client import Sandbox
from autograder.sandbox.outcomes import Stopped, StudentError
from autograder.sandbox.seeds import seed_everything
from autograder.student import Reference, Student
from autograder.submission import Attempt, Submission

MAX_TIMEOUTS = 2  # after these, the further tests of an exercise are not worth the wait


class Grader:
    """A lesson's hidden tests, collected once, and a warm sandbox; use as a context manager.

    Args:
        course: The course.
        lesson: The lesson.
        device: `auto`, `cpu` or `cuda`.
        results: Where verdicts are kept; without it, everything is graded.
        level: The wall to build; without it, the strongest that the host gives.
        figures: Where to put what failed tests show; without it, nothing is drawn.

    Raises:
        CourseError: A file of the lesson is missing or broken, or the wall is too weak.
    """

    def __init__(
        self,
        course: Course,
        lesson: Lesson,
        device: str = "auto",
        results: Results | None = None,
        *,
        level: int | None = None,
        figures: Path | None = None,
    ) -> None:
        name = lesson.name
        self.lesson = lesson
        self.rubric: Rubric = read_rubric(course.grader(name))
        self._course = course
        self._limits = course.limits
        self._results = results
        self._level = level
        self._rules = rules_key(course, device)
        self._solutions = course.solutions(name).read_text(encoding="utf-8")
        self._pictures = Pictures(course.pictures(name), figures)
        self._stack = ExitStack()
        self._reference = Reference(load_module(course.solutions(name), "solutions"))
        self._tests = self._stack.enter_context(
            Collection(course.grader(name), self._reference, device)
        )
        self._sandbox = self._open_sandbox()

    def __enter__(self) -> Grader:
        """Ready to grade."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the sandbox."""
        self.close()

    def close(self) -> None:
        """End the sandbox."""
        self._stack.close()

    @property
    def level(self) -> int:
        """The wall around the students' code: 3, 2 or 1."""
        return self._sandbox.level

    def grade(self, submission: Submission) -> Report:
        """The report on one submission; never raises for what a student wrote."""
        start = time.perf_counter()
        exercises = tuple(
            self._exercise(name, submission.attempts[name]) for name in self.rubric.exercises
        )
        return Report(
            lesson=submission.lesson,
            student=submission.student,
            path=submission.path,
            sha256=submission.sha256,
            score=sum(exercise.score for exercise in exercises),
            max_score=sum(exercise.max_score for exercise in exercises),
            exercises=exercises,
            repairs=submission.repairs,
            seconds=round(time.perf_counter() - start, 3),
            level=self.level,
        )

    def _open_sandbox(self) -> Sandbox:
        modules = imported_modules(self.lesson)
        return self._stack.enter_context(
            Sandbox(
                self._limits,
                minimum_level=self._course.minimum_level,
                level=self._level,
                preload=modules,
                readable=own_packages(self._course.root, modules),
                pipelined=True,
            )
        )

    def _exercise(self, name: str, attempt: Attempt) -> ExerciseResult:
        tests = self.rubric.of(name)
        if not attempt.code:
            status: Status = "failed" if attempt.attempted else "not_attempted"
            results = [_result(test, status, attempt.problem) for test in tests]
            return _summary(name, results, hint=attempt.problem)
        if self._results is None:
            return self._judge(name, tests, attempt)
        hidden = [asdict(test) for test in tests], self._solutions, self._pictures.text
        key = key_of((name, attempt.code, *hidden, self._rules, self.level))
        kept = self._results.exercise(key)
        if kept is None:
            kept = self._judge(name, tests, attempt)
            self._results.keep_exercise(key, kept)
        return kept

    def _judge(self, name: str, tests: Sequence[HiddenTest], attempt: Attempt) -> ExerciseResult:
        """The verdict, and what its failed tests show."""
        result = self._run_twice(name, tests, attempt)
        student = Student(self._sandbox, attempt.code)
        try:
            return replace(result, tests=tuple(self._pictures.added(result.tests, student)))
        finally:
            student.close()

    def _run_twice(
        self, name: str, tests: Sequence[HiddenTest], attempt: Attempt
    ) -> ExerciseResult:
        """The verdict; after a fault of ours the one of a second try, from a fresh parent."""
        result = self._run(name, tests, attempt)
        if result.status == "error":
            self._sandbox.close()
            self._sandbox = self._open_sandbox()
            result = self._run(name, tests, attempt)
        return result

    def _run(self, name: str, tests: Sequence[HiddenTest], attempt: Attempt) -> ExerciseResult:
        student = Student(self._sandbox, attempt.code)
        end = time.monotonic() + self._limits.exercise_seconds
        results: list[TestResult] = []
        stopped_by = ""
        timeouts = 0
        try:
            for test in tests:
                if timeouts == MAX_TIMEOUTS or time.monotonic() > end:
                    results.append(_result(test, "stopped", feedback.NOT_RUN))
                    continue
                student.seed = self._reference.seed = test.seed
                seed_everything(test.seed)
                outcome = self._tests.run(test.name, student)
                results.append(_verdict(test, outcome, attempt.code))
                if isinstance(outcome, Stopped):
                    stopped_by = stopped_by or outcome.reason
                    timeouts += outcome.reason == "time"
        finally:
            student.close()
        return _summary(name, results, stopped_by)


def imported_modules(lesson: Lesson) -> tuple[str, ...]:
    """The modules that a lesson's own cells import: worth importing before any student's code."""
    found: dict[str, None] = {}
    for cell in lesson.given:
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= dict.fromkeys(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found[node.module] = None
    return tuple(found)


def own_packages(root: Path, modules: Sequence[str]) -> list[Path]:
    """The folders of the course's own packages among the modules, such as its library."""
    names = sorted({module.split(".")[0] for module in modules})
    return [root / name for name in names if (root / name / "__init__.py").is_file()]


def _verdict(
    test: HiddenTest, outcome: BaseException | None, code: Sequence[Statement]
) -> TestResult:
    match outcome:
        case None:
            return _result(test, "passed", "")
        case Stopped():
            return _result(test, "stopped", feedback.stopped(outcome.reason))
        case StudentError() if outcome.is_stub:
            return _result(test, "failed", feedback.RAISE_LEFT)
        case StudentError():
            return _result(test, "failed", disclosure.told(outcome, code))
        case AssertionError():
            return _result(test, "failed", str(outcome))
        case _:
            return _result(test, "error", feedback.FAULT)


def _result(test: HiddenTest, status: Status, message: str) -> TestResult:
    points = test.points if status == "passed" else 0.0
    return TestResult(
        test.name, test.title, status, points, test.points, message, visible=test.visible
    )


def _summary(
    name: str, results: list[TestResult], stopped_by: str = "", hint: str = ""
) -> ExerciseResult:
    score = sum(result.points for result in results)
    worth = sum(result.max_points for result in results)
    statuses = {result.status for result in results}
    if "error" in statuses:
        status: Status = "error"
    elif stopped_by:
        status = "stopped"
    elif statuses == {"not_attempted"}:
        status = "not_attempted"
    else:
        status = "passed" if score == worth else "partial" if score else "failed"
    return ExerciseResult(name, status, score, worth, tuple(results), hint, stopped_by)
