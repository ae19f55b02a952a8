"""Gives the engine mutated notebooks, and tells where it raises.

    python -m tests.fuzz.run read 35000     # read and sliced in this process
    python -m tests.fuzz.run grade 2000     # in one class, graded by `course grade`

The same number and the same `--seed` give the same notebooks. What was found is kept in a folder
that is named at the end.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.authoring import released_notebook
from autograder.course import load_course
from autograder.errors import describe
from autograder.gradebook.autograded import autograded_notebook
from autograder.notebooks import Submission, read_lesson, read_submission
from autograder.report import Report
from tests.fuzz.mutants import GOLDEN, ROOT, mutants

COURSE = Path(sys.executable).with_name("course")
LESSON = "multilayer_perceptrons"  # of the class


def read_all(number: int, seed: int, kept: Path) -> list[str]:
    """Read and slice that many mutants, and write what every tenth would be handed back as.

    Returns:
        The exceptions, one line each; their notebooks are in the folder `kept`.
    """
    course = load_course(ROOT)
    found = []
    for name in course.lessons:
        lesson = read_lesson(course.source(name))
        released = released_notebook(course, lesson)
        path = kept / f"{name}.ipynb"
        for i, data in enumerate(mutants(name, -(-number // len(course.lessons)), seed)):
            path.write_bytes(data)
            try:
                submission = read_submission(path, lesson, "ada")
                assert list(submission.attempts) == [each.name for each in lesson.exercises]
                if i % 10 == 0:
                    json.dumps(autograded_notebook(released, submission, blank(submission)))
            except Exception as error:
                path.replace(kept / f"{name}-{i}.ipynb")
                found.append(f"{name} {i}: {describe(error)}")
    return found


def blank(submission: Submission) -> Report:
    """A report without a verdict on any exercise."""
    nothing = (submission.path, submission.sha256, 0.0, 0.0, ())
    return Report(submission.lesson, submission.student, *nothing, submission.repairs)


def grade_all(number: int, seed: int, folder: Path) -> list[str]:
    """Grade that many mutants in one class, with an honest student after every hundred.

    Returns:
        What went wrong: a student without a report, a fault, a neighbour who lost points.
    """
    right = (GOLDEN / LESSON / "right" / f"{LESSON}.ipynb").read_bytes()
    handed_in = {f"m{i:05}": data for i, data in enumerate(mutants(LESSON, number, seed))}
    handed_in |= {f"m{i:05}_honest": right for i in range(0, number, 100)}
    for student, data in handed_in.items():
        path = folder / "submitted" / student / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    reports = folder / "reports.json"
    command = [COURSE, "grade", LESSON, folder / "submitted", "--json", reports]
    done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True)
    if done.returncode or not reports.is_file():
        return [f"`course grade` ended with {done.returncode}: {done.stderr}"]
    return list(wrong(json.loads(reports.read_text())["reports"], set(handed_in)))


def wrong(reports: list[dict[str, Any]], students: set[str]) -> Iterator[str]:
    """What is wrong with the reports on a class."""
    by_student = {each["student"]: each for each in reports}
    yield from (f"{student} got no report" for student in students - by_student.keys())
    for student, report in by_student.items():
        statuses = [exercise["status"] for exercise in report["exercises"]]
        if "error" in statuses or ("honest" in student and report["score"] < report["max_score"]):
            yield f"{student} has {statuses}"


def main() -> None:
    """Do what the command line says; ends with status 1 if anything was found."""
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["read", "grade"])
    parser.add_argument("number", type=int)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="mutants-"))
    run = read_all if given.what == "read" else grade_all
    start = time.monotonic()
    found = run(given.number, given.seed, folder)
    seconds = time.monotonic() - start
    print(*found, f"{len(found)} findings in {given.number} mutants, {seconds:.0f} s", sep="\n")
    if found:
        sys.exit(f"see {folder}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
