"""How good proposed hidden tests are, measured on our own lessons without theirs.

For each exercise: how many mutants its hand-written tests kill, how many the proposals kill, and
how many right answers these accept: those in tests/graders/right, and mutants declared right.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from autograder.authoring import Audit, judge, make_mutants, try_mutants
from autograder.course import Course, load_course
from autograder.grading import Grader
from autograder.notebooks import read_lesson
from autograder.proposals import Proposal, propose
from autograder.report import ExerciseResult
from tests.graders.answers import grade, right_answers

ROOT = Path(__file__).parents[1]
COLUMNS = ("exercise", "tests", "wrong mutants", "hand-written tests kill", "proposals kill")
RIGHT = ("right answers accepted", "right mutants accepted")
HEAD = f"| {' | '.join((*COLUMNS, *RIGHT))} |\n|{'---|' * len((*COLUMNS, *RIGHT))}"


def main() -> None:
    """Measure, and print a row for each exercise."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lessons", nargs="*")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    course = load_course(ROOT)
    print(HEAD)
    for name in options.lessons or course.lessons:
        _measure(course, name, options.jobs)


def _measure(course: Course, name: str, jobs: int) -> None:
    exercises = [exercise.name for exercise in read_lesson(course.source(name)).exercises]
    with tempfile.TemporaryDirectory() as folder:
        own = replace(course, graders=folder)
        start = time.monotonic()
        found = propose(course, name, exercises, jobs, to=own.grader(name))
        seconds = time.monotonic() - start
        verdicts = _right(own, name) if found.tests else {}
    audit = _by_hand(course, name, jobs)
    for exercise in exercises:
        print(_row(exercise, found, audit, verdicts))
    print(f"{name}: {seconds:.0f} s", flush=True)
    for exercise, results in verdicts.items():
        for answer, result in results.items():
            for test in result.tests:
                if test.status != "passed":
                    print(f"rejected: {exercise}, {answer}: {test.name}: {test.message}")
    killed = {tried.mutant.source for tried in found.tried if tried.fate == "killed"}
    for tried in audit.tried:
        if tried.fate == "equivalent" and tried.mutant.source in killed:
            print(f"rejected: {tried.mutant.exercise}: {tried.mutant.becomes}")
    for exercise, problem in found.problems.items():
        print(f"nothing for {exercise}: {problem}")


def _row(
    exercise: str,
    found: Proposal,
    audit: Audit,
    verdicts: dict[str, dict[str, ExerciseResult]],
) -> str:
    wrong = [t.mutant.source for t in audit.of(exercise) if t.fate != "equivalent"]
    right = [t.mutant.source for t in audit.of(exercise) if t.fate == "equivalent"]
    dead = {t.mutant.source for t in found.tried if t.fate == "killed"}
    results = verdicts.get(exercise, {}).values()
    accepted = sum(result.status == "passed" for result in results)
    cells = (
        f"`{exercise}`",
        len(found.of(exercise)),
        len(wrong),
        sum(tried.fate == "killed" for tried in audit.of(exercise)),
        sum(source in dead for source in wrong),
        f"{accepted} of {len(results)}",
        f"{sum(source not in dead for source in right)} of {len(right)}",
    )
    return f"| {' | '.join(map(str, cells))} |"


def _by_hand(course: Course, name: str, jobs: int) -> Audit:
    """What the hand-written tests make of the mutants."""
    made = make_mutants(course, name)
    return judge(course, name, made, list(try_mutants(course, name, made, jobs)))


def _right(own: Course, name: str) -> dict[str, dict[str, ExerciseResult]]:
    """The verdict of the proposals on each right answer, by exercise."""
    found: dict[str, dict[str, ExerciseResult]] = {}
    lesson = read_lesson(own.source(name))
    with tempfile.TemporaryDirectory() as folder, Grader(own, lesson) as grader:
        for answer in right_answers():
            if answer.lesson == name and answer.exercise in grader.rubric.exercises:
                result = grade(grader, answer, Path(folder))
                found.setdefault(answer.exercise, {})[answer.name] = result
    return found


if __name__ == "__main__":
    main()
