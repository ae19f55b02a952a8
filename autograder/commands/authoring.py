"""Commands for those who write lessons."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.commands import terminal
from autograder.commands.options import (
    CORES,
    OURS,
    Jobs,
    Lesson,
    Lessons,
    Verbose,
    chosen,
    open_course,
    require_folder,
)

Folder = Annotated[Path, typer.Argument(help="The course's folder.", file_okay=False)]


def check(lessons: Lessons = None, verbose: Verbose = False) -> None:
    """Check that stub, solution, grader, points and release agree: the author's gate.

    Exit status: 0 when every rule holds, 1 when one does not.
    """
    course = open_course(verbose)
    names = chosen(course, lessons)
    from autograder.authoring import check_lesson

    broken = 0
    for lesson in names:
        for finding in terminal.working(f"checking {lesson}", check_lesson(course, lesson)):
            broken += len(finding.problems)
            terminal.finding(lesson, finding.rule, finding.problems)
    if broken:
        raise typer.Exit(OURS)


def build(lessons: Lessons = None, verbose: Verbose = False) -> None:
    """Build the student releases from the lesson sources, through nbgrader."""
    from autograder.authoring import build_release

    course = open_course(verbose)
    for lesson in terminal.counting("building", chosen(course, lessons)):
        build_release(course, [lesson])
        terminal.say(f"built {course.release(lesson).relative_to(course.root)}")


def preview(lessons: Lessons = None, verbose: Verbose = False) -> None:
    """Weave the solutions into the lesson and execute it: the notebook as it should come out."""
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
        typer.Option(help="Write a page with every survivor as a diff.", dir_okay=False),
    ] = None,
    jobs: Jobs = CORES,
    verbose: Verbose = False,
) -> None:
    """Grade the reference solutions with one small mistake each: do hidden tests catch them all?

    Mistakes that are right answers all the same are declared, each with its reason, in
    equivalents.toml beside the hidden tests. Exit status: 0 when enough are caught
    (c.Course.audit_threshold) and every declaration holds; 1 when not; 2 for bad usage.
    """
    require_folder(html)
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
        html.write_text(audit_page(audits, course.audit_threshold), encoding="utf-8")
        terminal.say(f"page: {html}")
    if not all(audit.holds(course.audit_threshold) for audit in audits):
        raise typer.Exit(OURS)


def new(lesson: Lesson, verbose: Verbose = False) -> None:
    """Start a lesson: its source, solutions and hidden tests, ready to be filled in."""
    from autograder.authoring import list_lesson, new_lesson

    course = open_course(verbose)
    for path in new_lesson(course, lesson):
        terminal.say(f"wrote {path.relative_to(course.root)}")
    if list_lesson(course, lesson):
        terminal.say("listed in course_config.py")
    else:
        terminal.say(f'Now add "{lesson}" to c.Course.lessons in course_config.py.')


def init(folder: Folder = Path()) -> None:
    """Start a course: its settings, a first lesson, a Makefile and a check for GitHub.

    What exists already is kept as it is.
    """
    from autograder.authoring import init_course

    for path, written in init_course(folder).items():
        terminal.say(f"{'wrote' if written else 'kept'} {path}")
    terminal.say(f"Next, in {folder.resolve()}: make check")
