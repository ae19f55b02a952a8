"""Reports in the forms of other platforms: `course convert`, and `course grade --format`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from autograder.commands import actions, terminal
from autograder.commands.options import Verbose, open_course, read_reports, require_folder
from autograder.course import Course
from autograder.errors import CourseError
from autograder.report import Report

Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="NAME",
        help="Write --output for gradescope, junit, github, classroom50, prairielearn or exercism.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(help="The file for --format; a folder if it takes a file for each student."),
]


def convert(
    reports: Annotated[
        Path,
        typer.Argument(
            metavar="REPORTS",
            help="A file of `course grade --json`.",
            exists=True,
            dir_okay=False,
        ),
    ],
    form: Format = None,
    output: Output = None,
    verbose: Verbose = False,
) -> None:
    """Write kept reports in the form of another platform.

    What students may not see yet is left out; Gradescope is told when to show it. Pictures are
    taken from .results/figures/.

    Example: course convert reports.json --format junit --output junit.xml
    """
    require_form(form, output)
    course = open_course(verbose)
    found = read_reports(reports)
    if len({report.lesson for report in found}) != 1:
        raise CourseError(f"{reports} must hold reports on one lesson, no fewer and no more.")
    write(course, found, form, output)


def require_form(form: str | None, output: Path | None, json: Path | None = None) -> None:
    """Refuse, before any work is done, what cannot be written.

    Raises:
        CourseError: There is no such format, or one of the two is missing.
    """
    require_folder(json)
    require_folder(output)
    if bool(form) != bool(output):
        raise CourseError("--format and --output go together: give both.")
    if not form:
        return
    from autograder.formats import FORMATS

    if form not in FORMATS:
        raise CourseError(f"There is no format {form!r}; there are: {', '.join(FORMATS)}.")


def write(course: Course, reports: Sequence[Report], form: str | None, output: Path | None) -> None:
    """Write the reports to a file, or to files in a folder, if a form is asked for.

    Args:
        course: The course, whose deadlines say what students may see.
        reports: Whole reports of one lesson.
        form: The name of the form.
        output: The file; a folder for a form that takes a file for each submission.
    """
    if not form or not output:
        return
    from autograder.feedback import now, withheld_at
    from autograder.formats import Given, convert, read_images, workflow_commands

    moment = now()
    withheld = withheld_at(course, reports[0].lesson, moment)
    given = Given(withheld, read_images(reports, course.figures()), moment)
    relative = [replace(report, path=_in_repository(course, report)) for report in reports]
    converted = convert(form, relative, given)
    for name, text in converted:
        path = _file(output, name, len(converted))
        path.write_text(text, encoding="utf-8")
        terminal.say(f"wrote {path}")
    if form == "github":
        actions.annotate(workflow_commands(relative, given))


def _in_repository(course: Course, report: Report) -> str:
    path = Path(report.path)
    return str(path.relative_to(course.root)) if path.is_relative_to(course.root) else report.path


def _file(output: Path, student: str, number: int) -> Path:
    """Where a text goes: into a folder under the name of its student, if there are several."""
    if output.is_dir() != bool(student and number > 1):
        raise CourseError(
            "This form takes a file for each submission, and there are several: name a folder that "
            "exists as --output."
            if student and number > 1
            else f"{output} is a folder; --output is a file here."
        )
    name = re.sub(r"[^\w.-]", "_", student).lstrip(".") or "submission"
    return output / f"{name}.json" if output.is_dir() else output
