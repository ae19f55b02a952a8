"""Commands for authors of lessons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    deliver,
    open_course,
    require_writable,
    tell,
    write_json,
)
from autograder.course import Course
from autograder.errors import CourseError

if TYPE_CHECKING:
    from autograder.notebooks import Lesson

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


def check(lessons: Lessons = None, json: WriteJson = None, verbose: Verbose = False) -> None:
    """Check that everything about a lesson agrees.

    Stubs, solutions, hidden tests, points and release must fit together. The release must score 0,
    the solutions full marks, and every misconception must lose points and be recognised.

    Exit status: 0 if every rule holds, 1 if one does not, 2 for wrong usage.

    Example: course check my_lesson
    """
    require_writable(json)
    course = open_course(verbose)
    names = chosen(course, lessons)
    from autograder.authoring import check_lesson, silent_figures, unkept

    found: list[dict[str, object]] = []
    for lesson in names:
        for finding in terminal.working(f"checking {lesson}", check_lesson(course, lesson)):
            found.append({"lesson": lesson, "rule": finding.rule, "problems": finding.problems})
            terminal.finding(lesson, finding.rule, finding.problems)
        for sentence in (*silent_figures(course, lesson), *unkept(course, lesson)):
            terminal.warn(sentence)
    _warn(course)
    write_json(json, findings=found)
    if any(finding["problems"] for finding in found):
        raise typer.Exit(OURS)


def build(
    lessons: Lessons = None,
    dry_run: DryRun = False,
    json: WriteJson = None,
    verbose: Verbose = False,
) -> None:
    """Build the student releases with nbgrader.

    Each release is written to release/LESSON/, from the lesson's source. What misconceptions do in
    the hidden tests is written beside these, for the first class. A dry run says what would change.

    Exit status: 0 if every release is built, 2 if a lesson breaks a rule.

    Example: course build my_lesson
    """
    from autograder.authoring import build_release, is_fresh, refuse_drift
    from autograder.gradebook import prepare_gradebook
    from autograder.notebooks import read_lesson

    require_writable(json)
    course = open_course(verbose)
    names = chosen(course, lessons)
    if not dry_run:
        prepare_gradebook(course)
    changed = []
    for lesson in terminal.counting("building", names):
        rules = read_lesson(course.source(lesson))
        changed += [] if is_fresh(course, rules) else [lesson]
        if dry_run:
            refuse_drift(course, rules)
            words = "would build" if lesson in changed else "has not changed:"
        else:
            build_release(course, [lesson])
            words = "built"
        terminal.say(f"{words} {course.release(lesson).relative_to(course.root)}")
        _keep_misconceptions(course, rules, dry_run)
    write_json(json, files=[str(course.release(name)) for name in names], changed=changed)
    _warn(course)


def _keep_misconceptions(course: Course, lesson: Lesson, is_dry: bool) -> None:
    """Run them now, so that the first class does not wait for it."""
    from autograder.batch import keep_misconceptions
    from autograder.grading import is_kept

    if is_kept(course, lesson):
        return
    try:
        if not is_dry:
            keep_misconceptions(course, lesson)
        tell([course.traces(lesson.name)], is_dry=is_dry)
    except CourseError as error:
        terminal.warn(f"What misconceptions do is not kept, so the first class waits: {error}")


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

    Exit status: 0 if everything was packed, 2 for what cannot go to students or wrong usage.

    Example: course share ../my_course_for_students
    """
    from autograder.authoring import share

    require_writable(json)
    course = open_course(verbose)
    files = share(course, folder, is_dry=dry_run)
    tell((folder / path for path in files), is_dry=dry_run)
    write_json(json, files=[str(path) for path in files])
    _warn(course)


def _warn(course: Course) -> None:
    """Say so if students could not install the library."""
    from autograder.authoring import placeholder

    if sentence := placeholder(course):
        terminal.warn(sentence)


def preview(
    lessons: Lessons = None,
    dry_run: DryRun = False,
    json: WriteJson = None,
    verbose: Verbose = False,
) -> None:
    """Execute lessons with their solutions filled in.

    Each solved notebook, with its outputs and figures, is saved as solutions/LESSON.ipynb. A dry
    run executes nothing.

    Exit status: 0 if every cell ran, 2 if one did not.

    Example: course preview my_lesson
    """
    require_writable(json)
    course = open_course(verbose)
    names = chosen(course, lessons)
    from autograder.authoring import preview_lesson

    files = []
    for lesson in names:
        files.append(course.solved_notebook(lesson))
        if not dry_run:
            preview_lesson(course, lesson, terminal.cells)
        tell(files[-1:], is_dry=dry_run)
    write_json(json, files=[str(path) for path in files])


def audit(
    lessons: Lessons = None,
    html: Annotated[
        Path | None,
        typer.Option(
            help="Write a page with every survivor as a diff.", metavar="FILE", dir_okay=False
        ),
    ] = None,
    json: WriteJson = None,
    jobs: Jobs = CORES,
    verbose: Verbose = False,
) -> None:
    """Check that the hidden tests catch small mistakes.

    Each solution is graded again and again, each time with one small mistake. Changes that are
    right, too, can be declared in equivalents.toml beside the hidden tests, each with a reason.

    Exit status: 0 if enough mistakes are caught (c.Course.audit_threshold) and every declaration
    holds, 1 if not, 2 for wrong usage.

    Example: course audit my_lesson --html audit.html
    """
    require_writable(html)
    require_writable(json)
    course = open_course(verbose)
    names = chosen(course, lessons)
    from autograder.authoring import audit_page, judge, make_mutants, try_mutants

    audits = []
    for lesson in names:
        made = make_mutants(course, lesson)
        verdicts = try_mutants(course, lesson, made, jobs)
        verdicts = terminal.working(f"auditing {lesson}", verdicts, len(made))
        audits.append(judge(course, lesson, made, list(verdicts)))
    terminal.audits(audits, course.audit_threshold)
    if html:
        deliver(html, audit_page(audits, course.audit_threshold))
    write_json(json, audits=[each.plain(course.audit_threshold) for each in audits])
    if not all(audit.holds(course.audit_threshold) for audit in audits):
        raise typer.Exit(OURS)


def new(
    lesson: Name, dry_run: DryRun = False, json: WriteJson = None, verbose: Verbose = False
) -> None:
    """Start a new lesson with all its files.

    Writes a small, complete lesson to replace piece by piece: its source, solutions, hidden tests
    and misconceptions. Existing files are never overwritten.

    Exit status: 0 if the files were written, 2 if one exists or the name is none.

    Example: course new my_lesson
    """
    from autograder.authoring import list_lesson, new_lesson

    require_writable(json)
    course = open_course(verbose)
    files = new_lesson(course, lesson, is_dry=dry_run)
    tell(files, is_dry=dry_run)
    write_json(json, files=[str(path) for path in files])
    if dry_run:
        return
    if list_lesson(course, lesson):
        terminal.say("listed in course_config.py")
    else:
        terminal.say(f'Now add "{lesson}" to c.Course.lessons in course_config.py.')


def init(folder: Folder = Path(), dry_run: DryRun = False, json: WriteJson = None) -> None:
    """Start a new course with a first lesson.

    Writes its settings, the lesson, a Makefile, and files for GitHub and GitLab. Existing files are
    never overwritten.

    Exit status: 0 if the files are there, 2 if the folder has settings that do not fit.

    Example: course init my_course/
    """
    from autograder.authoring import init_course

    require_writable(json)
    files = init_course(folder, is_dry=dry_run)
    for path, is_new in files.items():
        words = ("would write" if dry_run else "wrote") if is_new else "kept"
        terminal.say(f"{words} {path}")
    write_json(json, files={str(path): is_new for path, is_new in files.items()})
    terminal.say(f"Next, in {folder.resolve()}: make check")
