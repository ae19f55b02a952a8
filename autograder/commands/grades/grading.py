"""The command that turns submissions into grades."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.commands import terminal
from autograder.commands.grades import results, sharding
from autograder.commands.options import (
    CORES,
    DryRun,
    Jobs,
    Lesson,
    Paths,
    Verbose,
    complain_of_faults,
    open_course,
    require_isolation,
    write_json,
)
from autograder.course import Course
from autograder.errors import CourseError

if TYPE_CHECKING:
    from autograder.batch import Graded
    from autograder.handins import Found


Json = Annotated[
    Path | None,
    typer.Option(help="Write the reports to this file.", metavar="FILE", dir_okay=False),
]
Device = Annotated[str, typer.Option(help="Where to run tests.", metavar="auto|cpu|cuda")]
AllowWeak = Annotated[
    bool,
    typer.Option(
        "--allow-weak-sandbox", help="Grade even below the course's lowest isolation level."
    ),
]
ShowHidden = Annotated[
    bool,
    typer.Option("--show-hidden", help="Include in the JSON what students may not see yet."),
]


def grade(
    lesson: Lesson,
    paths: Paths = None,
    json: Json = None,
    jobs: Jobs = CORES,
    device: Device = "auto",
    allow_weak: AllowWeak = False,
    show_hidden: ShowHidden = False,
    form: results.Format = None,
    shard: sharding.Shard = None,
    times: sharding.Times = None,
    dask: sharding.Dask = None,
    output: results.Output = None,
    dry_run: DryRun = False,
    verbose: Verbose = False,
) -> None:
    """Grade submissions with the hidden tests, in a sandbox.

    The gradebook and autograded/ go beside nbgrader's submitted/, not beside loose notebooks.

    Exit status: 0 if all got a report, 1 if one did not or files were left out, 2 for wrong usage.

    Example: course grade my_lesson

    Example: course grade my_lesson notebooks/ --json reports.json
    """
    cut = sharding.require(lesson, shard, times, dask, form, output, json)
    course = course_to_grade(lesson, device, verbose, allow_weak)
    from autograder.handins import find_handins

    with find_handins(course, lesson, paths or []) as found:
        if dry_run:
            graded = foreseen(course, lesson, found, device, json)
        elif cut and output:
            graded = sharding.grade_share(course, lesson, found, jobs, device, cut, output)
        else:
            sharding.grade_on_workers(course, lesson, found, dask, jobs, device, allow_weak)
            graded = grade_all(course, lesson, found, jobs, device)
            results.finish(course, graded, found, json, form, output, show_hidden=show_hidden)
    complain_of_faults(graded, found)


def course_to_grade(lesson: str, device: str, verbose: bool, allow_weak: bool) -> Course:
    """The course, after what the terminal says on isolation and devices."""
    course = require_isolation(open_course(verbose), allow_weak)
    _say_devices(course, course.require(lesson), device)
    return course


def grade_all(course: Course, lesson: str, found: Found, jobs: int, device: str) -> list[Graded]:
    """Grade the submissions and enter them into their gradebooks."""
    from autograder.batch import Batch
    from autograder.feedback import now
    from autograder.gradebook import enter_all

    with Batch(course, lesson, found.handins, jobs, device) as batch:
        entered = enter_all(course, lesson, batch, now())
        graded = list(terminal.working("grading", entered, len(found.handins)))
    found.learn(each.report for each in graded)
    return graded


def foreseen(
    course: Course, lesson: str, found: Found, device: str, json: Path | None
) -> list[Graded]:
    """Say what would be graded, and what each file would become; nothing is graded."""
    from autograder.batch import keys_of
    from autograder.feedback import now
    from autograder.gradebook import all_known

    keys = keys_of(course, lesson, found.handins, device)
    known = all_known(course, lesson, zip(found.handins, keys, strict=True), now())
    for handin, is_known in zip(found.handins, known, strict=True):
        terminal.say(f"{'has not changed' if is_known else 'would grade'}: {handin.shown}")
    terminal.files(found.told)
    write_json(json, reports=[], files=found.plain())
    return []


def _say_devices(course: Course, lesson: str, wanted: str) -> None:
    from autograder.grading import choose_devices

    if wanted not in ("auto", "cpu", "cuda"):
        raise CourseError(f"There is no device {wanted!r}; use auto, cpu or cuda.")
    if said := choose_devices(course, lesson, wanted).said:
        terminal.say(said)
