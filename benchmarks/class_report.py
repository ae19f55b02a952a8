"""How long `course report` takes for a class of 1,000.

    python -m benchmarks.class_report [--students 1000] [--keep FOLDER]

The class is simulated with a two-parameter logistic model: each student has an ability, and each
hidden test of the real lesson a difficulty and a sharpness. Together they give the probability
that the test passes. A failed exercise may carry the hint of a misconception. The reports are
written as a file of `course grade --json`, and the command is timed from start to end.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.course import load_course
from autograder.grading import Rubric, read_rubric
from autograder.grading.rubric import HiddenTest
from autograder.notebooks import read_misconceptions
from autograder.report import ExerciseResult, Report, Status, TestResult, dumps
from benchmarks.classes import COURSE, REAL, ROOT, run


def made_up_class(number: int) -> Iterator[Report]:
    """Reports on simulated students of the real lesson."""
    course = load_course(ROOT)
    rubric = read_rubric(course.grader(REAL))
    hints: dict[str, list[str]] = {}
    for wrong in read_misconceptions(course.misconceptions(REAL)):
        hints.setdefault(wrong.exercise, []).append(wrong.hint)
    draw = random.Random(7)
    items = {test.name: (draw.gauss(-0.6, 0.8), draw.uniform(0, 2.5)) for test in rubric.tests}
    for i in range(number):
        ability = draw.gauss(0, 1)
        exercises = tuple(
            _exercise(rubric, name, ability, items, hints[name], draw) for name in rubric.exercises
        )
        repairs = ("The cell of `Net` is missing.",) if draw.random() < 0.03 else ()
        yield Report(
            lesson=REAL,
            student=f"student_{i:05}",
            path=f"submitted/student_{i:05}/{REAL}/{REAL}.ipynb",
            sha256=hashlib.sha256(str(i).encode()).hexdigest(),
            score=sum(exercise.score for exercise in exercises),
            max_score=sum(exercise.max_score for exercise in exercises),
            exercises=exercises,
            repairs=repairs,
            seconds=round(draw.lognormvariate(-1.5, 0.5), 3),
            level=3,
        )


def _exercise(
    rubric: Rubric,
    name: str,
    ability: float,
    items: dict[str, tuple[float, float]],
    hints: list[str],
    draw: random.Random,
) -> ExerciseResult:
    attempted = draw.random() < 1 / (1 + math.exp(-ability - 3))
    stopped = "time" if attempted and draw.random() < 0.01 else ""
    tests = tuple(
        _test(test, attempted and not stopped and _passes(ability, *items[test.name], draw))
        for test in rubric.of(name)
    )
    score, worth = sum(t.points for t in tests), rubric.points(name)
    status: Status = "passed" if score == worth else "partial" if score else "failed"
    status = "stopped" if stopped else status if attempted else "not_attempted"
    hint = ""
    if status in ("partial", "failed") and draw.random() < 0.4:
        hint = hints[min(len(hints) - 1, int(draw.expovariate(0.7)))]
    return ExerciseResult(name, status, score, worth, tests, hint, stopped)


def _passes(ability: float, difficulty: float, sharpness: float, draw: random.Random) -> bool:
    return draw.random() < 1 / (1 + math.exp(-sharpness * (ability - difficulty)))


def _test(test: HiddenTest, passes: bool) -> TestResult:
    points, message = (test.points, "") if passes else (0.0, "What came back is not right.")
    status: Status = "passed" if passes else "failed"
    return TestResult(test.name, test.title, status, points, test.points, message)


def main() -> None:
    """Write the class, time the command, and print the row for docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description="How long `course report` takes for a class.")
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="keep the reports and the page in this folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        reports, written = folder / "reports.json", folder / "class_report.html"
        reports.write_text(dumps(made_up_class(arguments.students)), encoding="utf-8")
        command = [COURSE, "report", REAL, "--from", reports, "--output", written]
        seconds = sorted(run(command, ROOT) for _ in range(arguments.repeats))
        size = reports.stat().st_size / 1e6
        print(f"| {arguments.students} | {size:.1f} | {seconds[len(seconds) // 2]:.1f} |")


if __name__ == "__main__":
    main()
