"""Turns the outcomes of tests into verdicts: points and a sentence, for a test and an exercise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from autograder.errors import describe
from autograder.feedback import messages, redact
from autograder.grading.recognition.traces import Trace, Traces
from autograder.grading.rubric import HiddenTest
from autograder.report import ExerciseResult, Fault, Status, TestResult
from autograder.sandbox import SandboxFault, Statement, Stopped, StudentError

MAX_ERROR = 300  # characters; the log has the full text
MAX_TIMEOUTS = 2  # of an exercise; its further tests are not run


@dataclass
class ExerciseRun:
    """One run of the tests of an exercise.

    Attributes:
        results: The verdicts.
        seen: The traces of the tests that have run.
        faults: Faults of tests, which have no verdict then.
        stopped_by: Why student code was stopped; empty if it was not.
        timeouts: How often it was stopped by a time limit.
    """

    results: list[TestResult] = field(default_factory=list)
    seen: list[Trace] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    stopped_by: str = ""
    timeouts: int = 0

    @property
    def traces(self) -> Traces:
        """The traces, from which mistakes are recognised; empty if the run was incomplete."""
        is_whole = len(self.seen) == len(self.results) and not self.timeouts
        return tuple(self.seen) if is_whole else ()

    def leaves_out(self, test: HiddenTest, seconds_left: float) -> bool:
        """Whether a test is not run, for lack of time or because one that it waits for failed."""
        if seconds_left <= 0 or self.timeouts == MAX_TIMEOUTS:
            self.results.append(result(test, "stopped", messages.NOT_RUN))
            return True
        for before in self.results:
            if before.name in test.after and before.status in ("failed", "stopped"):
                self.results.append(result(test, "failed", messages.not_tried(before.title)))
                self.seen.append(Trace("failed", messages.not_tried(before.title)))
                return True
        return False


def verdict(
    test: HiddenTest,
    outcome: BaseException | None,
    code: Sequence[Statement],
    device: str = "cpu",
) -> TestResult:
    """The verdict of one test.

    Args:
        test: The hidden test.
        outcome: What it raised; None if it passed.
        code: The student's code, from which a line may be shown.
        device: The device on which it ended; another than the CPU only if it passed there.
    """
    found = _verdict(test, outcome, code)
    if device == "cpu" or found.status in ("passed", "error"):
        return found
    return replace(found, message=messages.on_card(found.message))


def _verdict(
    test: HiddenTest, outcome: BaseException | None, code: Sequence[Statement]
) -> TestResult:
    match outcome:
        case None:
            return result(test, "passed", "")
        case Stopped():
            return result(test, "stopped", messages.stopped(outcome.reason))
        case StudentError() if outcome.is_stub:
            return result(test, "failed", messages.RAISE_LEFT)
        case StudentError():
            return result(test, "failed", redact(outcome, code))
        case AssertionError():
            return result(test, "failed", str(outcome))
        case _:
            return result(test, "error", messages.FAULT)


def fault(test: HiddenTest, outcome: BaseException, place: str) -> Fault:
    """The fault of a test whose verdict is `error`, for instructors.

    Args:
        test: The hidden test.
        outcome: What it raised.
        place: The file and line that raised it.
    """
    error = describe(outcome)
    if len(error) > MAX_ERROR:
        error = f"{error[:MAX_ERROR]}…"
    return Fault(test.name, place, error, isinstance(outcome, SandboxFault))


def result(test: HiddenTest, status: Status, message: str) -> TestResult:
    """A verdict with that status; only `passed` gives points."""
    points = test.points if status == "passed" else 0.0
    return TestResult(
        test.name, test.title, status, points, test.points, message, visible=test.visible
    )


def summary(
    name: str, results: list[TestResult], stopped_by: str = "", hint: str = ""
) -> ExerciseResult:
    """The verdict on an exercise, from the verdicts of its tests."""
    score = sum(found.points for found in results)
    worth = sum(found.max_points for found in results)
    statuses = {found.status for found in results}
    if "error" in statuses:
        status: Status = "error"
    elif stopped_by:
        status = "stopped"
    elif statuses == {"not_attempted"}:
        status = "not_attempted"
    else:
        status = "passed" if score == worth else "partial" if score else "failed"
    return ExerciseResult(name, status, score, worth, tuple(results), hint, stopped_by)
