"""Commands that write a page about a whole class, for the instructor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from autograder.commands import terminal
from autograder.commands.options import (
    CORES,
    DryRun,
    Jobs,
    Lesson,
    Paths,
    Verbose,
    WriteJson,
    complain_of_faults,
    deliver,
    open_course,
    read_reports,
    require_isolation,
    require_writable,
    write_json,
)
from autograder.course import Course
from autograder.errors import CourseError
from autograder.report import Report

if TYPE_CHECKING:
    from autograder.batch import Graded

From = Annotated[
    Path | None,
    typer.Option(
        "--from",
        help="Read the reports from this file of `course grade --json`; grade nothing.",
        metavar="FILE",
        exists=True,
        dir_okay=False,
    ),
]
Names = Annotated[bool, typer.Option("--names", help="Name the students.")]


def page(default: str) -> Any:
    """The option that says where to write a page."""
    text = f"Where to write the page.  [default: {default}]"
    return typer.Option(help=text, metavar="FILE", dir_okay=False)


def report(
    lesson: Lesson,
    paths: Paths = None,
    from_: From = None,
    output: Annotated[Path | None, page("report_LESSON.html")] = None,
    names: Names = False,
    jobs: Jobs = CORES,
    dry_run: DryRun = False,
    json: WriteJson = None,
    verbose: Verbose = False,
) -> None:
    """Write a page about the results of a whole class.

    It shows scores, how each test did, mistakes and repairs. Submissions whose verdicts are not in
    the cache are graded first. No gradebook is written.

    Exit status: 0 if every submission is on the page, 1 if one could not be graded for a reason on
    our side, 2 for wrong usage.

    Example: course report my_lesson

    Example: course report my_lesson --from reports.json --output page.html
    """
    from autograder.pages import analyse, class_page, hints_of

    course = open_course(verbose)
    course.require(lesson)
    target = output or Path(f"report_{lesson}.html")
    require_writable(target)
    require_writable(json)
    if from_ and paths:
        raise CourseError("Give either submissions or --from with reports on them, not both.")
    graded = [] if from_ else _graded(course, lesson, paths or [], jobs)
    reports = _reports_on(from_, lesson) if from_ else [each.report for each in graded]
    found = analyse(reports, hints_of(course.misconceptions(lesson)))
    deliver(target, class_page(lesson, found, names=names), is_dry=dry_run)
    write_json(json, lesson=lesson, **found.plain())
    complain_of_faults(graded)


def feedback_report(
    lesson: Lesson,
    paths: Paths = None,
    output: Annotated[Path | None, page("feedback_report_LESSON.html")] = None,
    names: Names = False,
    dry_run: DryRun = False,
    json: WriteJson = None,
    verbose: Verbose = False,
) -> None:
    """Write a page about the students' reactions.

    The reactions come from the feedback corners in the submitted notebooks. No code is executed.

    Exit status: 0 if every submission was read, 1 if files were left out, 2 for wrong usage.

    Example: course feedback-report my_lesson --names
    """
    from autograder.handins import find_handins
    from autograder.notebooks import read_lesson
    from autograder.pages import reactions_page, read_reactions

    course = open_course(verbose)
    rules = read_lesson(course.source(course.require(lesson)))
    target = output or Path(f"feedback_report_{lesson}.html")
    require_writable(target)
    require_writable(json)
    with find_handins(course, lesson, paths or []) as found:
        said = read_reactions(rules, [(each.student, each.path) for each in found.handins])
    deliver(target, reactions_page(said, rules.title, names=names), is_dry=dry_run)
    write_json(json, **said.plain(names=names))
    terminal.files(found.told)
    complain_of_faults([], found)


def _reports_on(path: Path, lesson: str) -> list[Report]:
    found = [report for report in read_reports(path) if report.lesson == lesson]
    if not found:
        raise CourseError(f"{path} contains no report on {lesson}.")
    return found


def _graded(course: Course, lesson: str, paths: list[Path], jobs: int) -> list[Graded]:
    """The graded submissions, with reports from the cache where there are any."""
    course = require_isolation(course)
    from autograder.batch import Batch
    from autograder.handins import find_handins

    with (
        find_handins(course, lesson, paths) as found,
        Batch(course, lesson, found.handins, jobs) as batch,
    ):
        return list(terminal.working("grading", batch, len(found.handins)))
