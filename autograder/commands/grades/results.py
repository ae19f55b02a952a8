"""Shows reports, and writes them as JSON or in the form of another platform: `course convert`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.commands import actions, options, terminal
from autograder.commands.options import (
    DryRun,
    Verbose,
    WriteJson,
    open_course,
    read_reports,
    require_writable,
)
from autograder.course import Course
from autograder.errors import CourseError
from autograder.report import Report, dumps

if TYPE_CHECKING:
    from autograder.batch import Graded
    from autograder.handins import Found

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
    typer.Option(
        help="The file for --format or --shard; a folder if a form takes a file for each student."
    ),
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
    dry_run: DryRun = False,
    json: WriteJson = None,
    verbose: Verbose = False,
) -> None:
    """Write kept reports in the form of another platform.

    What students may not see yet is left out; Gradescope is told when to show it. Pictures are
    taken from .results/figures/.

    Exit status: 0 if it was written, 2 for wrong usage.

    Example: course convert reports.json --format junit --output junit.xml
    """
    require_form(form, output, json)
    if not form:
        raise CourseError("Nothing says what to write: give --format and --output.")
    course = open_course(verbose)
    found = read_reports(reports)
    if len({report.lesson for report in found}) != 1:
        raise CourseError(f"{reports} must hold reports on one lesson, no fewer and no more.")
    files = write(course, found, form, output, is_dry=dry_run)
    options.write_json(json, files=[str(path) for path in files])


def require_form(form: str | None, output: Path | None, json: Path | None = None) -> None:
    """Refuse, before any work is done, what cannot be written.

    Raises:
        CourseError: There is no such format, or one of the two is missing.
    """
    require_writable(json)
    require_writable(output)
    if bool(form) != bool(output):
        raise CourseError("--format and --output go together: give both.")
    if not form:
        return
    from autograder.formats import FORMATS

    if form not in FORMATS:
        raise CourseError(f"There is no format {form!r}; there are: {', '.join(FORMATS)}.")


def write(
    course: Course,
    reports: Sequence[Report],
    form: str | None,
    output: Path | None,
    *,
    is_dry: bool = False,
) -> list[Path]:
    """Write the reports to a file, or to files in a folder, if a form is asked for.

    Args:
        course: The course, whose deadlines say what students may see.
        reports: Whole reports of one lesson.
        form: The name of the form.
        output: The file; a folder for a form that takes a file for each submission.
        is_dry: Write nothing; only say what would be.

    Returns:
        The files.
    """
    if not form or not output:
        return []
    from autograder.feedback import now, withheld_at
    from autograder.formats import Given, convert, read_images, workflow_commands
    from autograder.handins import due

    moment, of_student = now(), due(course, reports[0].lesson)
    # One file for all: nothing that the last of them may not see yet.
    each = [of_student(report.student) for report in reports]
    withheld = withheld_at(max(filter(None, each), default=None) if all(each) else None, moment)
    given = Given(withheld, read_images(reports, course.figures()), moment)
    relative = [replace(report, path=_in_repository(course, report)) for report in reports]
    converted = convert(form, relative, given)
    files = {_file(output, name, len(converted)): text for name, text in converted}
    for path, text in files.items():
        options.deliver(path, text, is_dry=is_dry)
    if form == "github" and not is_dry:
        actions.annotate(workflow_commands(relative, given))
    return list(files)


def finish(
    course: Course,
    graded: Sequence[Graded],
    found: Found,
    json: Path | None,
    form: str | None,
    output: Path | None,
    *,
    show_hidden: bool,
) -> None:
    """Show and write the reports, in a form if one is asked for, and say what comes next."""
    show(course, graded, json, found, show_hidden=show_hidden)
    reports = [each.report for each in graded]
    write(course, reports, form, output)
    terminal.next_steps(reports[0].lesson, found.homes, json)


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


def show(
    course: Course,
    graded: Sequence[Graded],
    json: Path | None,
    found: Found,
    *,
    show_hidden: bool = False,
) -> None:
    """Print the reports as a table, and write them to a file if there is one."""
    from autograder.feedback import now, visible_to_students, withheld_at

    moment = now()
    full = [each.report for each in graded]
    reports = [visible_to_students(g.report, withheld_at(g.due, moment)) for g in graded]
    if json:
        penalties = {each.report.student: each.penalty for each in graded if each.penalty}
        more = {"files": found.plain(), "late_penalties": penalties}
        options.write(json, dumps(full if show_hidden else reports, **more))
    terminal.scores(reports, [(each.total, each.penalty) for each in graded])
    terminal.pictures(reports, course.figures())
    terminal.files(found.told)
