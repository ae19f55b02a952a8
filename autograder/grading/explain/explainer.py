"""Grades a submission, and keeps what an instructor may want to know about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.errors import describe
from autograder.grading.cache import Cache
from autograder.grading.explain.explanation import ExplainedExercise, ExplainedTest, Explanation
from autograder.grading.grader import Grader
from autograder.grading.rubric import HiddenTest
from autograder.grading.verdicts import ExerciseRun
from autograder.notebooks import Attempt, Submission
from autograder.report import ExerciseResult
from autograder.sandbox import Statement, Stopped, StudentError
from autograder.testing import Observation, Student, recorded_calls

MAX_NUMBERS = 12


class Fresh(Cache):
    """A cache that knows what known mistakes do, and no verdict."""

    def exercise(self, key: str) -> None:
        """No verdict is known."""

    def keep_exercise(self, key: str, result: ExerciseResult) -> None:
        """No verdict is kept."""


class Explainer(Grader):
    """A grader that keeps what happened; use it with a `Fresh` cache."""

    def explain(self, submission: Submission, devices: tuple[str, ...]) -> Explanation:
        """Grade a submission, and say how that went."""
        attempts = submission.attempts
        exercises = tuple(self._explained(name, attempts[name]) for name in self.rubric.exercises)
        return Explanation(
            submission.lesson,
            submission.student,
            submission.path,
            submission.sha256,
            self.level,
            devices,
            submission.repairs,
            exercises,
        )

    def _explained(self, name: str, attempt: Attempt) -> ExplainedExercise:
        self._tried: list[tuple[ExerciseResult, Sequence[Statement]]] = []
        self._seen: dict[tuple[str, Sequence[Statement]], ExplainedTest] = {}
        result = self._exercise(name, attempt)
        code = next(code for verdict, code in self._tried if verdict is result)
        tests = []
        for test, verdict in zip(self.rubric.of(name), result.tests, strict=True):
            known = self._seen.get((test.name, code)) or ExplainedTest(
                verdict, test.text, test.seed
            )
            tests.append(replace(known, result=verdict))
        return ExplainedExercise(result, attempt.cell, tuple(code), tuple(tests))

    def _verdict(self, name: str, attempt: Attempt) -> ExerciseResult:
        result = super()._verdict(name, attempt)
        self._tried.append((result, attempt.code))
        return result

    def _run_test(
        self, run: ExerciseRun, test: HiddenTest, student: Student, chance: int
    ) -> BaseException | None:
        with recorded_calls() as calls:
            outcome = super()._run_test(run, test, student, chance)
        looks = tuple(map(_look, run.seen[-1].looks))
        raised = "" if outcome is None else _in_full(outcome)
        if outcome is not None and not isinstance(outcome, Stopped | StudentError):
            raised += f" ({self._tests.place(test.name, outcome)})"
        explained = ExplainedTest(
            run.results[-1], test.text, test.seed + chance, tuple(calls), looks, raised
        )
        self._seen[test.name, student.code] = explained
        return outcome


def _in_full(outcome: BaseException) -> str:
    match outcome:
        case Stopped():
            return f"stopped: {outcome.detail}"
        case StudentError():
            where = f" (cell {outcome.cell}, line {outcome.line})" if outcome.cell else ""
            return f"{outcome}{where}"
        case AssertionError():
            return str(outcome)
    return describe(outcome)


def _look(look: Observation) -> str:
    few = look.numbers[:MAX_NUMBERS]
    numbers = ", ".join("by chance" if number is None else f"{number:.6g}" for number in few)
    more = ", ..." if len(look.numbers) > MAX_NUMBERS else ""
    compared = f" [{numbers}{more}], compared with rtol {look.rtol:g}, atol {look.atol:g}"
    return f"shape {look.shape}{compared if look.numbers else ''}"
