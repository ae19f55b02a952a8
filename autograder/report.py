"""What grading one submission found: plain, frozen data, and its JSON.

The JSON is version 1. Keys may be added to it without a new version: whoever reads it leaves aside
the keys that it does not know, as `loads` does.
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
        caption: What it shows, for those who see it and for those who do not.
    """

    file: str
    caption: str


@dataclass(frozen=True)
class TestResult:
    """One hidden test's verdict.

    Attributes:
        name: The test function.
        title: A sentence that a student may read: the rule that the test checks.
        status: Never `partial`: a test gives all of its points or none. (Tests that are withheld
            are told as one, see telling.py, and that one may be.)
        points: What it gave.
        max_points: What it could give.
        message: What was wrong, as the student reads it; empty when the test passed.
        visible: When a student may see more of it than its points.
        figure: What a failed test shows beside its message.
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
        hint: Where to look, for the exercise as a whole; empty when there is none.
        stopped_by: The limit or signal that ended the student's code; empty when none did.
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
    """All that is known of one submission.

    Attributes:
        path: Where the notebook lay, as the command named it.
        sha256: Of the notebook's bytes.
        repairs: What was mended or could not be read, a sentence each.
        seconds: Wall-clock time that grading took; the only field that differs between two runs.
        level: The isolation level of the student's code; 0 if an older report has none.
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
        """Whether something on our side kept an exercise from being graded."""
        return any(exercise.status == "error" for exercise in self.exercises)

    def without_timing(self) -> Report:
        """The report with the one field removed that differs between two runs."""
        return replace(self, seconds=0.0)


def dumps(reports: Iterable[Report]) -> str:
    """Reports as the JSON text of `course grade --json`."""
    document = {"version": VERSION, "reports": [asdict(report) for report in reports]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def loads(text: str) -> list[Report]:
    """Reports read back from the text that `dumps` wrote.

    Raises:
        ValueError: The text is another version's, or not a report at all.
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
    """The entry's values that the kind has a place for."""
    names = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in entry.items() if name in names})
