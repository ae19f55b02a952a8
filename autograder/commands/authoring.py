"""Commands for authors of lessons."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.commands import terminal
from autograder.commands.options import (
    CORES,
    OURS,
    DryRun,
    Jobs,
    Lessons,
    Verbose,
    WriteJson,
    chosen,
    open_course,
    require_writable,
    write,
    write_json,
)
from autograder.course import Course

Folder = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER",
        help="The course's folder.  [default: this folder]",
        show_default=False,
        file_okay=False,
    ),
]
Name = Annotated[
    str, typer.Argument(metavar="LESSON", help="Its name: small letters, digits and underscores.")
]


def check(lessons: Lessons = None, verbose: Verbose = False) -> None:
    """Check that everything about a lesson agrees.

    Stubs, solutions, hidden tests, points and release must fit together. The release must score 0,
    the solutions full marks, and every misconception must lose points and be recognised.

    Exit status: 0 if every rule holds, 1 if one does not, 2 for wrong usage.

    Example: course check my_lesson
    """
    course = open_course(verbose)
    names = chosen(course, lessons)
    from autograder.authoring import check_lesson, silent_figures

    broken = 0
    for lesson in names:
        for finding in terminal.working(f"checking {lesson}", check_lesson(course, lesson)):
            broken += len(finding.problems)
            terminal.finding(lesson, finding.rule, finding.problems)
        for sentence in silent_figures(course, lesson):
            terminal.warn(sentence)
    _warn(course)
    if broken:
        raise typer.Exit(OURS)


def build(lessons: Lessons = None, verbose: Verbose = False) -> None:
    """Build the student releases with nbgrader.

    Each release is written to release/LESSON/, from the lesson's source.

    Example: course build my_lesson
    """
    from autograder.authoring import build_release
    from autograder.gradebook import prepare_gradebook

    course = open_course(verbose)
    prepare_gradebook(course)
    for lesson in terminal.counting("building", chosen(course, lessons)):
        build_release(course, [lesson])
        terminal.say(f"built {course.release(lesson).relative_to(course.root)}")
    _warn(course)


def share(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A new folder, or a git repository.")
    ],
    dry_run: DryRun = False,
    json: WriteJson = None,
    verbose: Verbose = False,
) -> None:
    """Pack what students may have.

    Writes the releases, and the library that they import with its wheel, as the tree of a public
    repository. Nothing of a solution or a hidden test goes there. Publish it, and put its address
    in c.Course.install.

    Example: course share ../my_course_for_students
    """
    from autograder.authoring import share

    require_writable(json)
    course = open_course(verbose)
    files = share(course, folder, is_dry=dry_run)
    for path in files:
        terminal.say(f"{'would write' if dry_run else 'wrote'} {folder / path}")
    write_json(json, files=[str(path) for path in files])
    _warn(course)


def _warn(course: Course) -> None:
    """Say so if students could not install the library."""
    from autograder.authoring import placeholder

    if sentence := placeholder(course):
        terminal.warn(sentence)


def preview(lessons: Lessons = None, verbose: Verbose = False) -> None:
    """Execute lessons with their solutions filled in.

    Each solved notebook, with its outputs and figures, is saved as solutions/LESSON.ipynb.

    Example: course preview my_lesson
    """
    course = open_course(verbose)
    names = chosen(course, lessons)
    from autograder.authoring import preview_lesson

    for lesson in names:
        path = preview_lesson(course, lesson, terminal.cells)
        terminal.say(f"wrote {path.relative_to(course.root)}")


def audit(
    lessons: Lessons = None,
    html: Annotated[
        Path | None,
        typer.Option(
            help="Write a page with every survivor as a diff.", metavar="FILE", dir_okay=False
        ),
    ] = None,
    jobs: Jobs = CORES,
    verbose: Verbose = False,
) -> None:
    """Check that the hidden tests catch small mistakes.

    Each reference solution is graded again and again, each time with one small mistake. Changes
    that are also right answers can be declared, each with a reason, in equivalents.toml beside the
    hidden tests.

    Exit status: 0 if enough mistakes are caught (c.Course.audit_threshold) and every declaration
    holds, 1 if not, 2 for wrong usage.

    Example: course audit my_lesson --html audit.html
    """
    require_writable(html)
    course = open_course(verbose)
    names = chosen(course, lessons)
    from autograder.authoring import audit_page, judge, make_mutants, try_mutants

    audits = []
    for lesson in names:
        made = make_mutants(course, lesson)
        verdicts = try_mutants(course, lesson, made, jobs)
        results = list(terminal.working(f"auditing {lesson}", verdicts, len(made)))
        audits.append(judge(course, lesson, made, results))
    terminal.audits(audits, course.audit_threshold)
    if html:
        write(html, audit_page(audits, course.audit_threshold))
        terminal.say(f"page: {html}")
    if not all(audit.holds(course.audit_threshold) for audit in audits):
        raise typer.Exit(OURS)


def new(lesson: Name, verbose: Verbose = False) -> None:
    """Start a new lesson with all its files.

    Writes a small, complete lesson to replace piece by piece: its source, solutions, hidden tests
    and misconceptions. Existing files are never overwritten.

    Example: course new my_lesson
    """
    from autograder.authoring import list_lesson, new_lesson

    course = open_course(verbose)
    for path in new_lesson(course, lesson):
        terminal.say(f"wrote {path.relative_to(course.root)}")
    if list_lesson(course, lesson):
        terminal.say("listed in course_config.py")
    else:
        terminal.say(f'Now add "{lesson}" to c.Course.lessons in course_config.py.')


def init(folder: Folder = Path()) -> None:
    """Start a new course with a first lesson.

    Writes its settings, the lesson, a Makefile, and files for GitHub and GitLab. Existing files are
    never overwritten.

    Example: course init my_course/
    """
    from autograder.authoring import init_course

    for path, written in init_course(folder).items():
        terminal.say(f"{'wrote' if written else 'kept'} {path}")
    terminal.say(f"Next, in {folder.resolve()}: make check")
