"""The report on one submission: plain, frozen data, and its JSON.

The JSON is version 1. Keys may be added without a new version: readers ignore keys that they do not
know, as `loads` does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, TypeVar

VERSION = 1

Status = Literal["passed", "partial", "failed", "not_attempted", "stopped", "error"]
Visibility = Literal["always", "after_deadline", "never"]

T = TypeVar("T")


@dataclass(frozen=True)
class Figure:
    """A picture of what a student's code makes of the lesson's own data.

    Attributes:
        file: Its file in `.results/figures/`, named by its content.
        caption: What it shows; also its alternative text.
    """

    file: str
    caption: str


@dataclass(frozen=True)
class TestResult:
    """One hidden test's verdict.

    Attributes:
        name: The test function.
        title: The rule that the test checks, a sentence that students may read.
        status: Never `partial`: a test gives all of its points or none. (Withheld tests appear
            as one, see feedback/visibility.py, and that one may be.)
        points: The points that it gave.
        max_points: The points that it can give.
        message: What was wrong, as the student reads it; empty if the test passed.
        visible: When students may see more of it than its points.
        figure: The picture of a failed test.
    """

    __test__ = False  # not a class for pytest to collect

    name: str
    title: str
    status: Status
    points: float
    max_points: float
    message: str = ""
    visible: Visibility = "always"
    figure: Figure | None = None


@dataclass(frozen=True)
class Fault:
    """Why a hidden test came to no verdict, for instructors alone: it may hold hidden values.

    It goes beside a report and is never part of one.

    Attributes:
        test: The test function.
        place: The file that holds it, and the line at which the exception arose or was let in.
        error: The exception, on one line.
        is_of_sandbox: Whether the sandbox failed: then another run may go well.
    """

    test: str
    place: str
    error: str
    is_of_sandbox: bool = False

    def __str__(self) -> str:
        """All of it in one line."""
        return f"{self.test} ({self.place}): {self.error}"


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise's verdict, with its tests in the order in which they are written.

    Attributes:
        hint: Where to look, for the exercise as a whole; empty if there is none.
        stopped_by: The limit or signal that stopped the student's code; empty if none did.
    """

    name: str
    status: Status
    score: float
    max_score: float
    tests: tuple[TestResult, ...]
    hint: str = ""
    stopped_by: str = ""


@dataclass(frozen=True)
class Report:
    """The result of grading one submission.

    Attributes:
        path: Where the notebook was, as the command named it.
        sha256: The hash of the notebook's bytes.
        repairs: What was repaired or could not be read, a sentence each.
        seconds: The wall-clock time of grading; the only field that differs between two runs.
        level: The isolation level of the sandbox; 0 in older reports, which do not contain it.
    """

    lesson: str
    student: str
    path: str
    sha256: str
    score: float
    max_score: float
    exercises: tuple[ExerciseResult, ...]
    repairs: tuple[str, ...] = ()
    seconds: float = 0.0
    level: int = 0

    @property
    def has_fault(self) -> bool:
        """Whether an exercise could not be graded for a reason on our side."""
        return any(exercise.status == "error" for exercise in self.exercises)

    def without_timing(self) -> Report:
        """The report without `seconds`, which differs between two runs."""
        return replace(self, seconds=0.0)


def faulted(report: Report, message: str) -> Report:
    """The report on a submission whose own report is lost by a fault: `error` and no points."""
    exercises = tuple(
        replace(
            exercise,
            status="error",
            score=0.0,
            tests=tuple(
                replace(test, status="error", points=0.0, message=message, figure=None)
                for test in exercise.tests
            ),
            hint="",
            stopped_by="",
        )
        for exercise in report.exercises
    )
    return replace(report, score=0.0, exercises=exercises)


def dumps(reports: Iterable[Report], **more: object) -> str:
    """Reports as the JSON text of `course grade --json`, and what else the command says."""
    document = {"version": VERSION, "reports": [asdict(report) for report in reports], **more}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def loads(text: str) -> list[Report]:
    """Reports read back from the text that `dumps` wrote.

    Raises:
        ValueError: The text has another version, or is not a report.
    """
    document = json.loads(text)
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise ValueError(f"This is not a version {VERSION} report file.")
    return [_report(entry) for entry in document["reports"]]


def exercise_from(entry: Mapping[str, Any]) -> ExerciseResult:
    """One exercise's verdict, read back from its JSON."""
    tests = tuple(map(_test, entry["tests"]))
    return _known(ExerciseResult, {**entry, "tests": tests})


def _test(entry: Mapping[str, Any]) -> TestResult:
    figure = entry.get("figure")
    return _known(TestResult, {**entry, "figure": _known(Figure, figure) if figure else None})


def _report(entry: Mapping[str, Any]) -> Report:
    exercises = tuple(map(exercise_from, entry["exercises"]))
    return _known(Report, {**entry, "exercises": exercises, "repairs": tuple(entry["repairs"])})


def _known(kind: type[T], entry: Mapping[str, Any]) -> T:
    """An object of the kind, from the entry's values that it has fields for."""
    names = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in entry.items() if name in names})
