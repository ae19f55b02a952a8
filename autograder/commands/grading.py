"""The command that turns submissions into grades."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.commands import results, sharding, terminal
from autograder.commands.options import (
    CORES,
    OURS,
    Jobs,
    Lesson,
    Paths,
    Verbose,
    complain_of_faults,
    open_course,
    require_isolation,
)
from autograder.course import Course
from autograder.errors import CourseError
from autograder.text import person

if TYPE_CHECKING:
    from autograder.batch import Graded
    from autograder.gradebook import Page
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
    allow_weak_sandbox: AllowWeak = False,
    show_hidden: ShowHidden = False,
    form: results.Format = None,
    shard: sharding.Shard = None,
    output: results.Output = None,
    verbose: Verbose = False,
) -> None:
    """Grade submissions with the hidden tests.

    Student code runs in a sandbox. The gradebook and autograded/ are written beside a folder laid
    out as nbgrader's submitted/, and not for loose notebooks.

    Exit status: 0 if every submission got a report, whatever the scores; 1 if one could not be
    graded for a reason on our side, or if files of a student were left out; 2 for wrong usage.

    Example: course grade my_lesson

    Example: course grade my_lesson notebooks/ --json reports.json

    Example: course grade my_lesson --shard 2/8 --output shard_2.zip
    """
    sharding.require(shard, form, output, json)
    course = require_isolation(open_course(verbose), allow_weak_sandbox)
    _say_devices(course, course.require(lesson), device)
    from autograder.feedback import now
    from autograder.handins import find_handins

    with find_handins(course, lesson, paths or []) as found:
        if shard and output:
            graded = sharding.grade_share(course, lesson, found, jobs, device, shard, output)
        else:
            graded = _grade(course, lesson, found, jobs, device, now())
    if not shard:
        results.show(course, graded, json, found, show_hidden=show_hidden)
        results.write(course, [each.report for each in graded], form, output)
        terminal.next_steps(lesson, found.homes, json)
    terminal.files(found.told)
    complain_of_faults(graded, found)


def feedback(
    lesson: Lesson,
    paths: Paths = None,
    jobs: Jobs = CORES,
    device: Device = "auto",
    allow_weak_sandbox: AllowWeak = False,
    verbose: Verbose = False,
) -> None:
    """Write the feedback pages that have changed.

    First grades what is not graded yet, so that each page shows the notebook that is there now,
    points given by hand, and what may be seen after the deadline. The pages are written to
    feedback/, beside a folder laid out as nbgrader's submitted/.

    Exit status: 0 if every page is up to date, 1 if one could not be written for a reason on our
    side, 2 for wrong usage.

    Example: course feedback my_lesson
    """
    course = require_isolation(open_course(verbose), allow_weak_sandbox)
    _say_devices(course, course.require(lesson), device)
    from autograder.feedback import now
    from autograder.handins import find_handins

    with find_handins(course, lesson, paths or []) as found:
        if not found.homes:
            raise CourseError(
                "Loose notebooks get no feedback pages; lay them out as "
                f"submitted/<student>/{lesson}/{lesson}.ipynb."
            )
        graded = _grade(course, lesson, found, jobs, device, now())
    problems = terminal.pages(_pages(course, lesson, graded))
    terminal.files(found.told)
    complain_of_faults(graded, found)
    if problems:
        raise typer.Exit(OURS)


def _pages(course: Course, lesson: str, graded: Sequence[Graded]) -> list[Page]:
    """Write the pages of all whose reports have no fault."""
    from autograder.gradebook import write_pages

    homes: dict[Path, list[str]] = {}
    for each in graded:
        if each.handin.home and not each.faults:
            homes.setdefault(each.handin.home, []).append(person(each.report.student))
    pages: list[Page] = []
    for home, students in homes.items():
        written = write_pages(home, course, lesson, students)
        pages += terminal.working("writing pages", written, len(students))
    return pages


def _grade(
    course: Course,
    lesson: str,
    found: Found,
    jobs: int,
    device: str,
    moment: datetime,
) -> list[Graded]:
    from autograder.batch import Batch
    from autograder.gradebook import enter_all

    with Batch(course, lesson, found.handins, jobs, device) as batch:
        entered = enter_all(course, lesson, batch, moment)
        graded = list(terminal.working("grading", entered, len(found.handins)))
    found.learn(each.report for each in graded)
    return graded


def _say_devices(course: Course, lesson: str, wanted: str) -> None:
    from autograder.grading import choose_devices

    if wanted not in ("auto", "cpu", "cuda"):
        raise CourseError(f"There is no device {wanted!r}; use auto, cpu or cuda.")
    if said := choose_devices(course, lesson, wanted).said:
        terminal.say(said)
