"""The command that turns submissions into grades."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.commands import terminal
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
    require_writable,
    write,
)
from autograder.course import Course
from autograder.errors import CourseError
from autograder.report import dumps
from autograder.text import person

if TYPE_CHECKING:
    from autograder.batch import Graded, Handin
    from autograder.gradebook import Page


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
    graded for a reason on our side; 2 for wrong usage.

    Example: course grade my_lesson

    Example: course grade my_lesson notebooks/ --json reports.json
    """
    require_writable(json)
    course = require_isolation(open_course(verbose), allow_weak_sandbox)
    _say_devices(course, course.require(lesson), device)
    from autograder.batch import find_handins
    from autograder.feedback import now, visible_to_students, withheld_at

    handins, moment = find_handins(course, lesson, paths or []), now()
    graded = _grade(course, lesson, handins, jobs, device, moment)
    full = [each.report for each in graded]
    reports = [visible_to_students(g.report, withheld_at(g.due, moment)) for g in graded]
    if json:
        penalties = {each.report.student: each.penalty for each in graded if each.penalty}
        text = dumps(full if show_hidden else reports, late_penalties=penalties)
        write(json, text)
    terminal.scores(reports, [(each.total, each.penalty) for each in graded])
    terminal.pictures(reports, course.figures())
    terminal.next_steps(lesson, sorted({handin.home for handin in handins if handin.home}), json)
    complain_of_faults(graded)


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
    from autograder.batch import find_handins
    from autograder.feedback import now

    handins = find_handins(course, lesson, paths or [])
    homes = sorted({handin.home for handin in handins if handin.home})
    if not homes:
        raise CourseError(
            "Loose notebooks get no feedback pages; lay them out as "
            f"submitted/<student>/{lesson}/{lesson}.ipynb."
        )
    graded = _grade(course, lesson, handins, jobs, device, now())
    failed = terminal.pages(_pages(course, lesson, graded, homes))
    complain_of_faults(graded)
    if failed:
        raise typer.Exit(OURS)


def _pages(
    course: Course, lesson: str, graded: Sequence[Graded], homes: Sequence[Path]
) -> list[Page]:
    """The pages of the students whose submissions are graded, written where they have changed."""
    from autograder.gradebook import write_pages

    pages: list[Page] = []
    for home in homes:
        done = [each for each in graded if each.handin.home == home and not each.faults]
        written = write_pages(home, course, lesson, [person(g.report.student) for g in done])
        pages += terminal.working("writing pages", written, len(done))
    return pages


def _grade(
    course: Course,
    lesson: str,
    handins: Sequence[Handin],
    jobs: int,
    device: str,
    moment: datetime,
) -> list[Graded]:
    from autograder.batch import Batch
    from autograder.gradebook import enter_all

    with Batch(course, lesson, handins, jobs, device) as batch:
        entered = enter_all(course, lesson, batch, moment)
        return list(terminal.working("grading", entered, len(handins)))


def _say_devices(course: Course, lesson: str, wanted: str) -> None:
    from autograder.grading import choose_devices

    if wanted not in ("auto", "cpu", "cuda"):
        raise CourseError(f"There is no device {wanted!r}; use auto, cpu or cuda.")
    if said := choose_devices(course, lesson, wanted).said:
        terminal.say(said)
