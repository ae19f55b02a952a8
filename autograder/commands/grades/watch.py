"""The command that grades what arrives."""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.commands import terminal
from autograder.commands.grades.grading import AllowWeak, Device
from autograder.commands.options import (
    CORES,
    Jobs,
    Verbose,
    append_json,
    chosen,
    open_course,
    require_isolation,
    require_writable,
)
from autograder.errors import CourseError
from autograder.text import shown

if TYPE_CHECKING:
    from autograder.watch import Arrivals, Done, Inbound, Service

LOOK_SECONDS = 0.1
RETRY_SECONDS = 30.0

Folder = Annotated[
    Path | None,
    typer.Argument(
        metavar="FOLDER",
        help="A folder laid out as nbgrader's submitted/, or the inbound/ of its exchange.  "
        "[default: submitted/]",
        exists=True,
        file_okay=False,
    ),
]
Json = Annotated[
    Path | None,
    typer.Option(
        help="Add a line of JSON for each submission to this file.",
        metavar="FILE",
        dir_okay=False,
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--lesson", metavar="LESSON", help="Only this lesson.  [default: all lessons]"),
]


class Stop:
    """Whether somebody asked the command to end: it then finishes what it is about."""

    def __init__(self) -> None:
        """Listen to Ctrl-C and to `kill`; a second one ends at once."""
        self.is_asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, number: int, _: object) -> None:
        self.is_asked = True
        signal.signal(number, signal.default_int_handler)


def watch(
    folder: Folder = None,
    lesson: Only = None,
    jobs: Jobs = CORES,
    device: Device = "auto",
    allow_weak_sandbox: AllowWeak = False,
    json: Json = None,
    verbose: Verbose = False,
) -> None:
    """Grade what arrives, as soon as it is there.

    Grading processes stay warm, and a feedback page is written when its submission is graded. What
    came while nobody watched is graded first. From nbgrader's exchange, submissions are collected,
    and pages go back to where `nbgrader fetch_feedback` looks. Ctrl-C ends it.

    Exit status: 0 when it was ended, 1 for a fault on our side, 2 for wrong usage.

    Example: course watch

    Example: course watch --lesson my_lesson
    """
    stop = Stop()
    require_writable(json)
    course = open_course(verbose)
    lessons = chosen(course, lesson)
    place = _watched(folder or course.submitted())
    course = require_isolation(course, allow_weak_sandbox)
    from autograder.watch import Arrivals, Inbound, Service

    inbound = Inbound(course, place, lessons) if place.name == "inbound" else None
    arrivals = Arrivals(course.submitted() if inbound else place, lessons)
    with Service(course, lessons, jobs, device) as service:
        for each in terminal.counting("warming up", lessons):
            if not stop.is_asked:
                service.warm_up(each)
        terminal.say(f"watching {shown(place)}: Ctrl-C ends")
        while not stop.is_asked:
            _look(service, arrivals, inbound, stop, json)
            time.sleep(LOOK_SECONDS)
    terminal.say("ended")


def _watched(folder: Path) -> Path:
    """The whole path of a folder that can be watched."""
    place = folder.resolve()
    if place.name not in ("submitted", "inbound"):
        raise CourseError(f"{place} is called neither submitted nor inbound: watch one of those.")
    return place


def _look(
    service: Service, arrivals: Arrivals, inbound: Inbound | None, stop: Stop, json: Path | None
) -> None:
    """Grade what has arrived; what cannot be graded now is tried again."""
    try:
        if inbound:
            inbound.collect()
    except CourseError as error:
        terminal.complain(str(error))
    for lesson, folders in arrivals.take().items():
        try:
            _grade(service, lesson, folders, inbound, stop, json)
        except CourseError as error:
            terminal.complain(f"{error} It is tried again in {RETRY_SECONDS:g} s.")
            for path in folders:
                arrivals.again(path, RETRY_SECONDS)


def _grade(
    service: Service,
    lesson: str,
    folders: Sequence[Path],
    inbound: Inbound | None,
    stop: Stop,
    json: Path | None,
) -> None:
    start = time.monotonic()
    for done in service.grade(lesson, folders):
        if inbound and done.page:
            inbound.give_back(done.page, done.graded.handin.path.parent)
        if line := _line(done):
            seconds = time.monotonic() - start
            terminal.say(f"{time.strftime('%H:%M:%S')} {line} ({seconds:.1f} s)")
            if json:
                append_json(json, time=time.time(), seconds=round(seconds, 3), **done.plain())
        if stop.is_asked:
            return


def _line(done: Done) -> str:
    """What is said of a submission; nothing if its page was there already."""
    report, page = done.graded.report, done.page
    who = f"{report.student}, {report.lesson}: {report.score:g}/{report.max_score:g}"
    for fault in done.graded.faults:
        return f"{who}, not graded: {fault}"
    if page and page.problem:
        return f"{who}, no page: {page.problem}"
    if not page or not page.is_new:
        return ""
    unreadable = done.graded.submission.unreadable if done.graded.submission else ""
    return f"{who}, {shown(page.path)}{f': {unreadable}' if unreadable else ''}"
