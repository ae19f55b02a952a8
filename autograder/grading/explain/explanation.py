"""What happened when a submission was graded, as plain data for an instructor who is asked.

Nothing of it may reach a student: it holds hidden tests, their inputs, and messages as they were
before redaction.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograder.report import ExerciseResult, TestResult
from autograder.sandbox import Statement


@dataclass(frozen=True)
class ExplainedTest:
    """A hidden test, and what happened in it.

    Attributes:
        result: Its verdict, with the message for the student.
        source: The test, and what it uses.
        seed: The seed of its inputs, on both sides.
        calls: What it called the student's code with, in order.
        looked_at: What it checked before it failed.
        raised: What ended it, in full; empty if it passed or was not run.
    """

    result: TestResult
    source: str
    seed: int
    calls: tuple[str, ...] = ()
    looked_at: tuple[str, ...] = ()
    raised: str = ""


@dataclass(frozen=True)
class ExplainedExercise:
    """An exercise.

    Attributes:
        result: Its verdict; the tests in it are those of `tests`.
        cell: The cell that holds the definition; 0 if there is none.
        code: The statements that were run, in order.
        tests: Its hidden tests.
    """

    result: ExerciseResult
    cell: int
    code: tuple[Statement, ...]
    tests: tuple[ExplainedTest, ...]


@dataclass(frozen=True)
class Explanation:
    """A whole submission, graded anew.

    Attributes:
        level: The isolation level of the sandbox.
    """

    lesson: str
    student: str
    path: str
    sha256: str
    level: int
    devices: tuple[str, ...]
    repairs: tuple[str, ...]
    exercises: tuple[ExplainedExercise, ...]

    @property
    def score(self) -> float:
        """What it got."""
        return sum(exercise.result.score for exercise in self.exercises)

    @property
    def max_score(self) -> float:
        """What it could have got."""
        return sum(exercise.result.max_score for exercise in self.exercises)
