"""Commands that bring submissions in, by the course's roster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.commands import terminal
from autograder.commands.options import (
    OURS,
    DryRun,
    Lesson,
    Verbose,
    WriteJson,
    complain_of_left_out,
    open_course,
    require_writable,
    write,
    write_json,
)
from autograder.handins import ROSTER

if TYPE_CHECKING:
    from autograder.handins import Roster
    from autograder.lms import Collection

TAKEN = ("taken", "older attempt", "extra file")

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE",
        help="A download of Moodle or Canvas (zip or folder), a folder or zip of notebooks, "
        "nbgrader's inbound/, or the address of a git repository.",
    ),
]
Replace = Annotated[
    bool,
    typer.Option("--replace", help="Replace submissions even if no time says which is later."),
]
Import = Annotated[
    Path | None,
    typer.Option(
        "--import",
        help="Add the students of Canvas's gradebook export, or of Moodle's list of participants "
        "or grading worksheet, as CSV.",
        metavar="FILE",
        exists=True,
        dir_okay=False,
    ),
]

To = Annotated[
    str, typer.Option("--to", help="What to write.", metavar="canvas|moodle|csv|feedback")
]
From = Annotated[
    Path | None,
    typer.Option(
        "--from",
        help="Canvas's own gradebook export, or Moodle's grading worksheet, to be filled in.",
        metavar="FILE",
        exists=True,
        dir_okay=False,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        help="Where to write it.  [default: LESSON_TO.csv, or .zip for feedback]",
        metavar="FILE",
        dir_okay=False,
    ),
]


def collect(
    lesson: Lesson,
    sources: Sources,
    dry_run: DryRun = False,
    replace: Replace = False,
    json: WriteJson = None,
    verbose: Verbose = False,
) -> None:
    """Collect submissions from an LMS, git or folders.

    They go to submitted/, under the ids that the roster, students.csv, has for the students.

    Of several attempts the last one counts. Nothing is overwritten by an older attempt, so the
    command can be run again. A table says what each file became.

    Exit status: 0 if each student's submission was taken, 1 if something was left out, 2 for wrong
    usage.

    Example: course collect my_lesson downloads/

    Example: course collect my_lesson downloads/ --dry-run
    """
    from autograder.handins import read_roster
    from autograder.lms import Collection

    require_writable(json)
    course = open_course(verbose)
    course.require(lesson)
    roster = read_roster(course.root / ROSTER, course.lessons)
    with Collection(course, lesson, roster, is_dry=dry_run, replaces=replace) as collection:
        for source in terminal.counting("opening", sources):
            collection.open(source)
        for student in terminal.counting("collecting", collection.students()):
            collection.take(*student)
    write_json(json, files=[row.plain() for row in collection.rows])
    _show(collection)


def _show(collection: Collection) -> None:
    """Print what each file became; if something was left out, end with status 1."""
    terminal.files(collection.rows)
    for sentence in collection.summary():
        terminal.say(sentence)
    left_out = [row for row in collection.rows if row.is_left_out]
    complain_of_left_out(left_out)
    if is_vain := not left_out and not any(row.became in TAKEN for row in collection.rows):
        terminal.complain("No submission of this lesson is in there.")
    if left_out or is_vain:
        raise typer.Exit(OURS)


def roster(
    import_: Import = None,
    dry_run: DryRun = False,
    json: WriteJson = None,
    verbose: Verbose = False,
) -> None:
    """Show, check or import the roster, students.csv.

    Its columns are id, name, email, canvas, sis, login and moodle, and `extension:LESSON` for a
    student's own deadline. Only id is needed. What the roster says already stays when students are
    imported.

    Exit status: 0 if the roster is in order, 1 if it is not, 2 for wrong usage.

    Example: course roster

    Example: course roster --import grades.csv
    """
    from autograder.handins import Roster, read_roster, without_deadline, write_roster
    from autograder.lms import import_students, merged

    require_writable(json)
    course = open_course(verbose)
    path = course.root / ROSTER
    known = read_roster(path, course.lessons)
    if import_:
        students, added = merged(known, import_students(import_))
        known = Roster(students)
        if not dry_run:
            write_roster(path, students)
        would = "would have " if dry_run else ""
        terminal.say(f"{ROSTER}: {would}{len(students)} students, {added} of them new")
    if not known:
        terminal.complain(f"There is no {ROSTER}; import one, or write one with a column `id`.")
        raise typer.Exit(OURS)
    _show_roster(known, list(without_deadline(course, known)), json)


def _show_roster(known: Roster, more: Sequence[str], json: Path | None) -> None:
    """Print the roster and what is wrong with it; if anything is, end with status 1."""
    terminal.roster(known.students)
    problems = [*known.problems(), *more]
    write_json(json, students=[asdict(each) for each in known.students], problems=problems)
    for problem in problems:
        terminal.complain(problem)
    if problems:
        raise typer.Exit(OURS)


def export(
    lesson: Lesson,
    to: To,
    from_: From = None,
    output: Output = None,
    dry_run: DryRun = False,
    json: WriteJson = None,
    verbose: Verbose = False,
) -> None:
    """Give grades or feedback back to Canvas or Moodle.

    The totals are those of the gradebook, with points given by hand and late penalties. What
    could not be matched is listed.

    Exit status: 0 if every graded student is in the file, 1 if one is missing, 2 for wrong usage.

    Example: course export my_lesson --to csv

    Example: course export my_lesson --to moodle --from worksheet.csv
    """
    from autograder.handins import read_roster
    from autograder.lms import export_grades

    course = open_course(verbose)
    course.require(lesson)
    target = output or Path(f"{lesson}_{to}.{'zip' if to == 'feedback' else 'csv'}")
    require_writable(target)
    require_writable(json)
    roster = read_roster(course.root / ROSTER, course.lessons)
    made = export_grades(course, lesson, to, roster, from_)
    if not dry_run:
        write(target, made.data)
    terminal.say(f"{'would write' if dry_run else 'wrote'} {target}: {made.students} students")
    write_json(json, file=str(target), **made.plain())
    for sentence in made.notes:
        terminal.say(sentence)
    for sentence in made.missing:
        terminal.complain(sentence)
    if made.missing:
        raise typer.Exit(OURS)
