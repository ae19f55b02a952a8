"""The command that writes the students' feedback pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from autograder.commands import terminal
from autograder.commands.grades.grading import AllowWeak, Device, course_to_grade, grade_all
from autograder.commands.options import (
    CORES,
    OURS,
    DryRun,
    Jobs,
    Lesson,
    Paths,
    Verbose,
    WriteJson,
    complain_of_faults,
    require_writable,
    write_json,
)
from autograder.course import Course
from autograder.errors import CourseError
from autograder.text import person

if TYPE_CHECKING:
    from autograder.batch import Graded
    from autograder.gradebook import Page
    from autograder.handins import Found


def feedback(
    lesson: Lesson,
    paths: Paths = None,
    jobs: Jobs = CORES,
    device: Device = "auto",
    allow_weak_sandbox: AllowWeak = False,
    dry_run: DryRun = False,
    json: WriteJson = None,
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
    require_writable(json)
    course = course_to_grade(lesson, device, verbose, allow_weak_sandbox)
    from autograder.handins import find_handins

    with find_handins(course, lesson, paths or []) as found:
        _require_layout(found, lesson)
        if dry_run:
            pages = _foreseen(course, lesson, found, device)
        else:
            graded = grade_all(course, lesson, found, jobs, device)
            pages = _pages(course, lesson, graded)
    write_json(json, pages=[page.plain() for page in pages])
    problems = terminal.pages(pages, is_dry=dry_run)
    if not dry_run:
        complain_of_faults(graded, found)
    if problems:
        raise typer.Exit(OURS)


def _require_layout(found: Found, lesson: str) -> None:
    if not found.homes:
        raise CourseError(
            "Loose notebooks get no feedback pages; lay them out as "
            f"submitted/<student>/{lesson}/{lesson}.ipynb."
        )


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


def _foreseen(course: Course, lesson: str, found: Found, device: str) -> list[Page]:
    """The pages as they are: those that would be written are new. Nothing is graded."""
    from autograder.batch import keys_of
    from autograder.feedback import now
    from autograder.gradebook import foresee_pages

    keys = keys_of(course, lesson, found.handins, device)
    return list(foresee_pages(course, lesson, list(zip(found.handins, keys, strict=True)), now()))
