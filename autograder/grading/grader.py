"""Grades a submission with the hidden tests of its lesson, and reports the result."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, chdir, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Self

from autograder.course import Course
from autograder.feedback import messages
from autograder.grading.cache import Cache, key_of, rules_key
from autograder.grading.hidden_tests import Collection
from autograder.grading.options import sandbox_options
from autograder.grading.pictures import Pictures
from autograder.grading.recognition.recogniser import make_recognisers
from autograder.grading.recognition.traces import Traces, dumps, loads, steady, trace
from autograder.grading.rubric import HiddenTest, Rubric, read_rubric
from autograder.grading.verdicts import ExerciseRun, fault, result, summary, verdict
from autograder.notebooks import (
    Attempt,
    Lesson,
    Submission,
    answer,
    fill_in,
    load_module,
    read_solutions,
)
from autograder.report import ExerciseResult, Fault, Report, Status
from autograder.sandbox import Sandbox, Statement, Stopped, WarmParent, seed_everything
from autograder.testing import Reference, Student, recording

logger = logging.getLogger(__name__)


class Grader:
    """A lesson's hidden tests and a sandbox, ready to grade; use it as a context manager.

    Args:
        course: The course.
        lesson: The lesson.
        devices: Devices of tests that ask for one, the CPU first; see `choose_devices`.
        results: The cache of verdicts; without it, everything is graded.
        level: The isolation level; by default the strongest that the host supports.
        parent: The sandbox's fork server, if it has started already.
        figures: The folder for pictures of failed tests; without it, nothing is drawn.

    Attributes:
        faults: Faults of hidden tests on the last submission; for instructors.
        starved: Whether a time limit ended its code only because no core was free.

    Raises:
        CourseError: A file of the lesson is missing or broken, or the isolation level is too weak.
    """

    def __init__(
        self,
        course: Course,
        lesson: Lesson,
        devices: tuple[str, ...] = ("cpu",),
        results: Cache | None = None,
        *,
        level: int | None = None,
        parent: WarmParent | None = None,
        figures: Path | None = None,
    ) -> None:
        name = lesson.name
        self.faults: list[Fault] = []
        self.starved = False
        self.lesson = lesson
        self.rubric: Rubric = read_rubric(course.grader(name))
        self._course = course
        self._results = results
        self._rules = rules_key(course, name, devices)
        self._solutions = course.solutions(name).read_text(encoding="utf-8", errors="replace")
        self.pictures = Pictures(course.pictures(name), figures)
        self._stack = ExitStack()
        self._filled_in, _ = read_solutions(course.solutions(name))
        solutions = {
            exercise: self._filled_in.get(exercise, "") for exercise in self.rubric.exercises
        }
        self.recognisers = make_recognisers(course, lesson, solutions, devices, self._leave)
        with chdir(course.source(name).parent):  # files beside the lesson are named from there
            self._reference = Reference(load_module(course.solutions(name), "solutions"))
            tests = Collection(course.grader(name), self._reference, devices)
        self._tests = self._stack.enter_context(tests)
        options = sandbox_options(course, lesson, level)
        self._sandbox = self._stack.enter_context(
            Sandbox(course.limits, **options, pipelined=True, parent=parent)
        )

    def __enter__(self) -> Self:
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
        """The isolation level of student code: 3, 2 or 1."""
        return self._sandbox.level

    @property
    def sandbox(self) -> Sandbox:
        """The sandbox of student code."""
        return self._sandbox

    @contextmanager
    def with_limits(self, **seconds: float) -> Iterator[None]:
        """Use other time limits in this context, by their names; the others do not change."""
        kept = self._sandbox.limits
        self._sandbox.change_limits(replace(kept, **seconds))  # type: ignore[arg-type]
        try:
            yield
        finally:
            self._sandbox.change_limits(kept)

    def grade(self, submission: Submission) -> Report:
        """The report on one submission; student code and hidden tests cannot make it raise."""
        start = time.perf_counter()
        self.faults, self.starved = [], False
        exercises = tuple(
            self._exercise(name, submission.attempts[name]) for name in self.rubric.exercises
        )
        return self._report(submission, exercises, round(time.perf_counter() - start, 3))

    def ungraded(self, submission: Submission) -> Report:
        """The report on a submission that the engine failed to grade."""
        exercises = tuple(
            summary(name, [result(t, "error", messages.FAULT) for t in self.rubric.of(name)])
            for name in self.rubric.exercises
        )
        return self._report(submission, exercises)

    def _report(
        self, submission: Submission, exercises: tuple[ExerciseResult, ...], seconds: float = 0.0
    ) -> Report:
        return Report(
            lesson=submission.lesson,
            student=submission.student,
            path=submission.path,
            sha256=submission.sha256,
            score=sum(exercise.score for exercise in exercises),
            max_score=sum(exercise.max_score for exercise in exercises),
            exercises=exercises,
            repairs=submission.repairs,
            seconds=seconds,
            level=self.level,
        )

    def first_failure(self, name: str, attempt: Attempt) -> ExerciseResult:
        """The verdict on one exercise, up to the first test that fails and without a hint."""
        tests = self.rubric.of(name)
        key = self._key(attempt.code, tests, "first failure")
        kept = self._results.exercise(key) if self._results else None
        if kept is None:
            run = self._run_twice(tests, attempt, until_failure=True)
            kept = summary(name, run.results, run.stopped_by)
            if self._results:
                self._results.keep_exercise(key, kept)
        return kept

    def student(self, code: Sequence[Statement]) -> Student:
        """Student code that can be called in the sandbox."""
        return Student(self._sandbox, code)

    def attach(self) -> None:
        """Use this grader in a forked process, with a sandbox of its own."""
        self._sandbox.attach()

    def keep_in(self, results: Cache) -> None:
        """Set the cache of verdicts."""
        self._results = results

    def _exercise(self, name: str, attempt: Attempt) -> ExerciseResult:
        first = self._verdict(name, attempt)
        if not attempt.replay or first.status in ("passed", "error"):
            return first
        second = self._verdict(name, replace(attempt, code=attempt.replay))
        return max(first, second, key=lambda verdict: verdict.score)

    def _verdict(self, name: str, attempt: Attempt) -> ExerciseResult:
        tests = self.rubric.of(name)
        if not attempt.code:
            status: Status = "failed" if attempt.attempted else "not_attempted"
            results = [result(test, status, attempt.problem) for test in tests]
            return summary(name, results, hint=attempt.problem)
        if self._results is None:
            return self._judge(name, tests, attempt)
        known = [(wrong.hint, code) for wrong, code in self.recognisers[name].known]
        key = self._key(attempt.code, tests, known, attempt.remark, self.pictures.text)
        kept = self._results.exercise(key)
        if kept is None:
            kept = self._judge(name, tests, attempt)
            if not self.starved:
                self._results.keep_exercise(key, kept)
        return kept

    def _key(self, code: object, tests: Sequence[HiddenTest], *more: object) -> str:
        rules = (self._solutions, self._rules, self.level)
        return key_of([code, [asdict(test) for test in tests], *rules, *more])

    def _judge(self, name: str, tests: Sequence[HiddenTest], attempt: Attempt) -> ExerciseResult:
        run = self._run_twice(tests, attempt)
        self.faults += run.faults
        hint = "" if run.faults else self.recognisers[name].hint(run.traces)
        if any(each.points < each.max_points for each in run.results):
            hint = attempt.remark or hint
        student = Student(self._sandbox, attempt.code, reads_files=False)
        try:
            results = self.pictures.added(run.results, student)
        finally:
            student.close()
        return summary(name, results, run.stopped_by, hint)

    def _leave(self, name: str, wrong: str) -> Traces:
        """The traces of a known wrong answer, which runs like a student's answer."""
        tests = self.rubric.of(name)
        key = self._key(wrong, tests, [asdict(cell) for cell in self.lesson.cells])
        if self._results and (kept := self._results.text(key)):
            return loads(kept)
        cells = fill_in(self.lesson, {**self._filled_in, name: wrong}, {})
        attempt = answer(self.lesson, cells, name)
        runs = [self._run_twice(tests, attempt, chance) for chance in (0, 1)]
        traces = steady(*(run.traces for run in runs))
        if self._results and traces and not any(run.faults for run in runs):
            self._results.keep_text(key, dumps(traces))
        return traces

    def _run_twice(
        self,
        tests: Sequence[HiddenTest],
        attempt: Attempt,
        chance: int = 0,
        *,
        until_failure: bool = False,
    ) -> ExerciseRun:
        """Run the tests; if the sandbox failed, run them once more in a new one."""
        run = self._run(tests, attempt, chance, until_failure)
        if any(each.is_of_sandbox for each in run.faults):
            logger.warning("the sandbox is started afresh, and the tests run once more")
            self._sandbox.restart()
            run = self._run(tests, attempt, chance, until_failure)
        return run

    def _run(
        self, tests: Sequence[HiddenTest], attempt: Attempt, chance: int, until_failure: bool
    ) -> ExerciseRun:
        run = ExerciseRun()
        student = self.student(attempt.code)
        self._sandbox.wait()
        try:
            for test in tests:
                if run.leaves_out(test, student.seconds_left):
                    continue
                outcome = self._run_test(run, test, student, chance)
                if until_failure and outcome is not None:
                    break
        finally:
            student.close()
        return run

    def _run_test(
        self, run: ExerciseRun, test: HiddenTest, student: Student, chance: int
    ) -> BaseException | None:
        """Run one test and add it to the run; returns what it raised."""
        student.seed, self._reference.seed = test.seed + chance, test.seed
        seed_everything(test.seed)
        with recording() as looks:
            outcome = self._tests.run(test.name, student)
        run.results.append(verdict(test, outcome, student.code, student.device))
        broken = None
        if outcome is not None and run.results[-1].status == "error":
            broken = fault(test, outcome, self._tests.place(test.name, outcome))
            run.faults.append(broken)
            logger.error("%s", broken, exc_info=outcome)
        run.seen.append(trace(run.results[-1], broken or outcome, looks))
        if isinstance(outcome, Stopped):
            run.stopped_by = run.stopped_by or outcome.reason
            run.timeouts += outcome.reason == "time"
            self.starved = self.starved or outcome.starved
        return outcome
