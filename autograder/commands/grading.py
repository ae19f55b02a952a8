"""The command that turns submissions into grades."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.commands import terminal
from autograder.commands.options import (
    CORES,
    Jobs,
    Lesson,
    Paths,
    Verbose,
    complain_of_faults,
    open_course,
    require_folder,
    require_isolation,
)
from autograder.course import Course
from autograder.errors import CourseError
from autograder.report import dumps

if TYPE_CHECKING:
    from autograder.batch import Graded
    from autograder.feedback import Withheld
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
    verbose: Verbose = False,
) -> None:
    """Grade submissions with the hidden tests.

    Student code runs in a sandbox. The gradebook and autograded/ are written beside a folder laid
    out as nbgrader's submitted/, and not for loose notebooks.

    Exit status: 0 if every submission got a report, whatever the scores; 1 if one could not be
    graded for a reason on our side, or if files of a student were left out; 2 for wrong usage.

    Example: course grade my_lesson

    Example: course grade my_lesson notebooks/ --json reports.json
    """
    require_folder(json)
    course = require_isolation(open_course(verbose), allow_weak_sandbox)
    _say_devices(course, course.require(lesson), device)
    from autograder.feedback import now, visible_to_students, withheld_at
    from autograder.handins import find_handins

    withheld = withheld_at(course, lesson, now())
    with find_handins(course, lesson, paths or []) as found:
        graded = _grade(course, lesson, found, jobs, device, withheld)
    full = [each.report for each in graded]
    reports = [visible_to_students(found, withheld) for found in full]
    if json:
        json.write_text(dumps(full if show_hidden else reports, files=found.plain()), "utf-8")
    terminal.scores(reports)
    terminal.pictures(reports, course.figures())
    terminal.files(found.told)
    terminal.next_steps(lesson, found.homes, json)
    complain_of_faults(graded, found)


def _grade(
    course: Course,
    lesson: str,
    found: Found,
    jobs: int,
    device: str,
    withheld: Withheld,
) -> list[Graded]:
    from autograder.batch import Batch
    from autograder.gradebook import enter_all

    with Batch(course, lesson, found.handins, jobs, device) as batch:
        entered = enter_all(course, lesson, batch, withheld)
        graded = list(terminal.working("grading", entered, len(found.handins)))
    found.learn(each.report for each in graded)
    return graded


def _say_devices(course: Course, lesson: str, wanted: str) -> None:
    from autograder.grading import choose_devices

    if wanted not in ("auto", "cpu", "cuda"):
        raise CourseError(f"There is no device {wanted!r}; use auto, cpu or cuda.")
    if said := choose_devices(course, lesson, wanted).said:
        terminal.say(said)
