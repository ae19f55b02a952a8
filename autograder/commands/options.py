"""Arguments and options that several commands share, and what they check first."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder import log
from autograder.commands import terminal
from autograder.course import Course, load_course
from autograder.errors import CourseError
from autograder.report import Fault
from autograder.sandbox import SandboxRefused, strongest_level

if TYPE_CHECKING:
    from autograder.batch import Graded

OURS, USAGE = 1, 2
CORES = os.cpu_count() or 1

Lesson = Annotated[str, typer.Argument(help="The lesson's slug, as in course_config.py.")]
Lessons = Annotated[
    list[str] | None, typer.Argument(help="Slugs of lessons; all of the course without any.")
]
Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Notebooks, folders of notebooks, or folders in nbgrader's submitted layout; "
        "submitted/ without any.",
        exists=True,
    ),
]
Jobs = Annotated[int, typer.Option(min=1, help="Worker processes.", show_default="cores")]
Output = Annotated[
    Path | None,
    typer.Option(
        help="Where to write the page.", dir_okay=False, show_default="COMMAND_LESSON.html"
    ),
]
Verbose = Annotated[bool, typer.Option("--verbose", help="Show the log of this run when it ends.")]
Names = Annotated[bool, typer.Option("--names", help="Name the students.")]


def open_course(is_verbose: bool) -> Course:
    """The course of this folder; from here on, the run keeps a log."""
    course = load_course()
    log.begin(course.logs(), is_verbose=is_verbose)
    return course


def refuse_namesake() -> None:
    """Refuse to run beside the other project on PyPI whose import name is that of the engine."""
    try:
        version = metadata.version("autograder")
    except metadata.PackageNotFoundError:
        return
    raise CourseError(
        f"The package `autograder` {version} is installed here; it is another project, and its "
        "files lie among those of course-autograder. Uninstall both, then install "
        "course-autograder again, in an environment of its own if you need the other one."
    )


def chosen(course: Course, lessons: list[str] | None) -> list[str]:
    """The lessons named, or all of the course."""
    return [course.require(lesson) for lesson in lessons or course.lessons]


def require_folder(file: Path | None) -> None:
    """Refuse a file to write whose folder is not there, before any work is done."""
    if file and not file.parent.is_dir():
        raise CourseError(f"There is no folder {file.parent} to write {file.name} in.")


def behind_a_wall(course: Course, allow_weak: bool = False) -> Course:
    """Say which wall this host gives; the course with the weakest wall that it now accepts.

    Raises:
        SandboxRefused: The host gives less than the course accepts.
    """
    found = strongest_level()
    if found.level >= course.minimum_level:
        terminal.wall(found.level)
    elif allow_weak:
        terminal.wall(found.level, f"below the course's minimum of {course.minimum_level}")
        course = replace(course, minimum_level=found.level)
    else:
        raise SandboxRefused(
            f"This host gives a wall of level {found.level}, and the course asks for level "
            f"{course.minimum_level} ({found.obstacle}): {found.fix}; or grade behind the weaker "
            "wall with --allow-weak-sandbox."
        )
    return course


def complain_of_faults(graded: Sequence[Graded]) -> None:
    """Name each fault and whom it keeps from a grade; end with status 1 where there is one."""
    students: dict[Fault, list[str]] = {}
    for each in graded:
        for fault in each.faults:
            students.setdefault(fault, []).append(each.report.student)
    for fault, names in students.items():
        terminal.complain(f"{fault}. Not graded because of it: {terminal.few(names)}.")
    if students:
        terminal.complain(
            "What is marked ! is not graded yet. Mend this, then run the command again: it grades "
            "what is missing."
        )
        raise typer.Exit(OURS)
