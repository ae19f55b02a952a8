"""Commands that write a page on a whole class, for the instructor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.commands import terminal
from autograder.commands.options import (
    CORES,
    Jobs,
    Lesson,
    Names,
    Output,
    Paths,
    Verbose,
    behind_a_wall,
    complain_of_faults,
    open_course,
    require_folder,
)
from autograder.course import Course
from autograder.errors import CourseError
from autograder.report import Report

if TYPE_CHECKING:
    from autograder.batch import Graded


def report(
    lesson: Lesson,
    paths: Paths = None,
    json: Annotated[
        Path | None,
        typer.Option(
            help="Take the reports from this file of `course grade --json`, and grade nothing.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    output: Output = None,
    names: Names = False,
    jobs: Jobs = CORES,
    verbose: Verbose = False,
) -> None:
    """Write one page on a whole class: scores, tests, mistakes, repairs.

    Submissions whose verdicts are not kept yet are graded first; no gradebook is written. Exit
    status: 0 when the page holds every submission, 1 when one could not be graded for a reason on
    our side, 2 for bad usage.
    """
    from autograder.pages import class_page, hints_of

    course = open_course(verbose)
    course.require(lesson)
    target = output or Path(f"report_{lesson}.html")
    require_folder(target)
    if json and paths:
        raise CourseError("Give either submissions or --json with reports on them, not both.")
    graded = [] if json else _graded(course, lesson, paths or [], jobs)
    reports = _read_reports(json, lesson) if json else [each.report for each in graded]
    text = class_page(lesson, reports, hints_of(course.misconceptions(lesson)), names=names)
    target.write_text(text, encoding="utf-8")
    terminal.say(f"wrote {target}")
    complain_of_faults(graded)


def feedback_report(
    lesson: Lesson,
    paths: Paths = None,
    output: Output = None,
    names: Names = False,
    verbose: Verbose = False,
) -> None:
    """Write one page on what students said in the feedback corners; no code is run."""
    from autograder.batch import find_handins
    from autograder.notebooks import read_lesson
    from autograder.pages import reactions_page, read_reactions

    course = open_course(verbose)
    rules = read_lesson(course.source(course.require(lesson)))
    target = output or Path(f"feedback_report_{lesson}.html")
    require_folder(target)
    handins = [(found.student, found.path) for found in find_handins(course, lesson, paths or [])]
    said = read_reactions(rules, handins)
    target.write_text(reactions_page(said, rules.title, names=names), encoding="utf-8")
    terminal.say(f"wrote {target}")


def _read_reports(path: Path, lesson: str) -> list[Report]:
    from autograder.report import loads

    try:
        found = [report for report in loads(path.read_text("utf-8")) if report.lesson == lesson]
    except (ValueError, KeyError, TypeError) as error:
        raise CourseError(f"{path} is no file of `course grade --json`: {error}.") from error
    if not found:
        raise CourseError(f"{path} holds no report on {lesson}.")
    return found


def _graded(course: Course, lesson: str, paths: list[Path], jobs: int) -> list[Graded]:
    """What was handed in, graded where no report is kept."""
    course = behind_a_wall(course)
    from autograder.batch import Batch, find_handins

    handins = find_handins(course, lesson, paths)
    with Batch(course, lesson, handins, jobs) as batch:
        return list(terminal.working("grading", batch, len(handins)))
