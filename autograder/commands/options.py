"""Arguments and options that several commands share, and checks that they make first."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder import log
from autograder.commands import terminal
from autograder.course import Course, load_course
from autograder.errors import CourseError, EngineFault
from autograder.report import Fault, Report, loads
from autograder.sandbox import SandboxRefused, strongest_level
from autograder.text import shown

if TYPE_CHECKING:
    from autograder.batch import Graded
    from autograder.handins import Found, Row

OURS, USAGE = 1, 2
CORES = os.cpu_count() or 1

# The help texts contain defaults in words, because Typer would put parentheses around them.
Lesson = Annotated[
    str, typer.Argument(metavar="LESSON", help="The lesson's name, as in course_config.py.")
]
Lessons = Annotated[
    list[str] | None,
    typer.Argument(metavar="LESSON", help="Lessons.  [default: all lessons]"),
]
Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="Notebooks; folders or zips of them; folders laid out as nbgrader's submitted/; or "
        "one student's submission in it.  "
        "[default: submitted/]",
        exists=True,
    ),
]
Places = Annotated[
    list[Path] | None,
    typer.Option(
        "--path",
        metavar="PATH",
        help="The submissions, as for `course grade`.  [default: submitted/]",
        exists=True,
    ),
]
Jobs = Annotated[
    int,
    typer.Option(
        metavar="N", min=1, help="Worker processes.  [default: all cores]", show_default=False
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Write nothing; only say what would be.")]
WriteJson = Annotated[
    Path | None,
    typer.Option("--json", help="Write the result to this file.", metavar="FILE", dir_okay=False),
]
Verbose = Annotated[bool, typer.Option("--verbose", help="Show the log of this run when it ends.")]


def open_course(is_verbose: bool) -> Course:
    """The course of this folder. From here on, this run keeps a log."""
    course = load_course()
    try:
        log.begin(course.logs(), is_verbose=is_verbose)
    except OSError as error:
        raise EngineFault(
            f"{shown(course.logs())} may not be written: make the course's folder writable."
        ) from error
    return course


def refuse_namesake() -> None:
    """Refuse to run if another project with the same import name is installed."""
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
    """The lessons with these names, or all lessons of the course."""
    return [course.require(lesson) for lesson in lessons or course.lessons]


def require_writable(file: Path | None) -> None:
    """Refuse, before any work is done, to write a file that cannot be written."""
    if file and not os.path.isdir(file.parent):  # which is false where nobody may look
        raise CourseError(f"There is no folder {file.parent} to write {file.name} in.")
    if file and not os.access(file if os.path.exists(file) else file.parent, os.W_OK):
        raise CourseError(f"{file} may not be written; choose another place or make it writable.")


def write(file: Path, content: str | bytes) -> None:
    """Write a file that somebody asked for."""
    try:
        file.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    except OSError as error:
        raise EngineFault(f"{file} cannot be written: {error.strerror}.") from error


def tell(files: Iterable[Path], *, is_dry: bool = False) -> None:
    """Say which files were written, or in a dry run would be."""
    for file in files:
        terminal.say(f"{'would write' if is_dry else 'wrote'} {shown(file)}")


def deliver(file: Path, content: str | bytes, *, is_dry: bool = False) -> None:
    """Write a file that somebody asked for, unless this is a dry run, and say so."""
    if not is_dry:
        write(file, content)
    tell([file], is_dry=is_dry)


def write_json(target: Path | None, /, **content: object) -> None:
    """Write what a command found as JSON, if a file is asked for."""
    if target:
        document = {"version": 1, **content}
        write(target, json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def append_json(target: Path, /, **content: object) -> None:
    """Add a line of JSON to a file."""
    try:
        with target.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"version": 1, **content}, ensure_ascii=False) + "\n")
    except OSError as error:
        raise EngineFault(f"{target} cannot be written: {error.strerror}.") from error


def read_reports(path: Path) -> list[Report]:
    """The reports in a file of `course grade --json`."""
    try:
        return loads(path.read_text("utf-8"))
    except (ValueError, KeyError, TypeError) as error:
        reason = str(error).rstrip(".")
        raise CourseError(f"{path} is not a file of `course grade --json`: {reason}.") from error


def require_isolation(course: Course, allow_weak: bool = False) -> Course:
    """Print the isolation level of this host, and refuse one that is too low.

    Args:
        course: The course, with the lowest level that it accepts.
        allow_weak: Accept a lower one.

    Returns:
        The course, with the lowest level that it now accepts.

    Raises:
        SandboxRefused: The host's level is too low.
    """
    found = strongest_level()
    if found.level >= course.minimum_level:
        terminal.isolation(found.level)
    elif allow_weak:
        terminal.isolation(found.level, f"below the course's minimum of {course.minimum_level}")
        course = replace(course, minimum_level=found.level)
    else:
        raise SandboxRefused(
            f"This host gives isolation level {found.level}, but the course requires level "
            f"{course.minimum_level} ({found.obstacle}): {found.fix}; or grade in the weaker "
            "sandbox with --allow-weak-sandbox."
        )
    return course


def complain_of_faults(graded: Sequence[Graded], found: Found | None = None) -> None:
    """Name each fault and the students it affects, and whom files of `found` were left out of.

    If there is one, end with status 1.
    """
    students: dict[Fault, list[str]] = {}
    for each in graded:
        for fault in each.faults:
            students.setdefault(fault, []).append(each.report.student)
    for fault, names in students.items():
        terminal.complain(f"{fault}. Not graded because of it: {terminal.few(names)}.")
    if students:
        terminal.complain(
            "Exercises marked ! are not graded yet. Fix this and run the command again: it grades "
            "what is missing."
        )
    left_out = found.left_out if found else []
    complain_of_left_out(left_out)
    if students or left_out:
        raise typer.Exit(OURS)


def complain_of_left_out(rows: Sequence[Row]) -> None:
    """Name those of whom nothing was taken."""
    if students := sorted({row.student for row in rows}):
        terminal.complain(f"Left out, as the table of files says: {terminal.few(students)}.")
