"""What the forms share: what they are given beside reports, and how a test is told in words."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from autograder.feedback import Withheld, points
from autograder.report import ExerciseResult, Report, TestResult
from autograder.statuses import STATUSES

NOT_GRADED = (
    "A part of this could not be graded because of a fault on our side. That costs no points in "
    "the end: it is graded again."
)


@dataclass(frozen=True)
class Given:
    """What a form needs beside the reports.

    Attributes:
        withheld: The kinds of tests that students may not see now.
        images: Pictures as base64, by the names of their files.
        moment: The time of the conversion.
        environment: The environment variables, in which a platform says what it grades.
        preface: Sentences for the student that stand before everything else.
    """

    withheld: Withheld
    images: Mapping[str, str] = field(default_factory=dict)
    moment: datetime = field(default_factory=lambda: datetime.now(UTC))
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    preface: tuple[str, ...] = ()

    def picture(self, test: TestResult) -> str:
        """The picture of a test as a data URL; empty if there is none."""
        data = self.images.get(test.figure.file, "") if test.figure else ""
        return f"data:image/png;base64,{data}" if data else ""


def read_images(reports: Iterable[Report], folder: Path) -> dict[str, str]:
    """The pictures in the folder that the reports name; a file elsewhere is never read."""
    names = {test.figure.file for report in reports for _, test in tests_of(report) if test.figure}
    paths = [folder / name for name in names if Path(name).name == name]
    return {path.name: b64encode(path.read_bytes()).decode() for path in paths if path.is_file()}


def tests_of(report: Report) -> Iterator[tuple[ExerciseResult, TestResult]]:
    """Each test of a report with its exercise."""
    for exercise in report.exercises:
        for test in exercise.tests:
            yield exercise, test


def what_happened(test: TestResult) -> str:
    """The message of a test that gave no full points, or at least its status; empty if it did."""
    return "" if test.status == "passed" else test.message or f"{STATUSES[test.status].word}."


def number(value: float) -> float | int:
    """Points as JSON has them: whole where they are whole, and without the dust of sums."""
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded


def of(reached: float, most: float) -> str:
    """Points in few characters: 1.5/2."""
    return f"{points(reached)}/{points(most)}"
