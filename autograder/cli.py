"""The `course` command."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from autograder import terminal
from autograder.course import Course, load_course
from autograder.errors import CourseError
from autograder.report import Report
from autograder.sandbox.outcomes import SandboxFault, SandboxRefused
from autograder.sandbox.probe import strongest

app = typer.Typer(
    help="Turn lessons into student releases, and submissions into grades.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

OURS, USAGE = 1, 2

Lesson = Annotated[str, typer.Argument(help="The lesson's slug, as in course_config.py.")]
Lessons = Annotated[
    list[str] | None, typer.Argument(help="Slugs of lessons; all of the course without any.")
]


def main() -> None:
    """Run the command; an error is one sentence and an exit code, never a traceback."""
    try:
        app()
    except CourseError as error:
        terminal.complain(str(error))
        sys.exit(OURS if isinstance(error, SandboxFault) else USAGE)


@app.command()
def check(lessons: Lessons = None) -> None:
    """Check that stub, solution, grader, points and release agree: the author's gate.

    Exit status: 0 when every rule holds, 1 when one does not.
    """
    from autograder.check import check_lesson

    course = load_course()
    broken = 0
    for lesson in _chosen(course, lessons):
        for finding in terminal.working(f"checking {lesson}", check_lesson(course, lesson)):
            broken += len(finding.problems)
            terminal.finding(lesson, finding.rule, finding.problems)
    if broken:
        raise typer.Exit(OURS)


@app.command()
def build(lessons: Lessons = None) -> None:
    """Build the student releases from the lesson sources, through nbgrader."""
    from autograder.release import build as build_release

    course = load_course()
    for lesson in terminal.counting("building", _chosen(course, lessons)):
        build_release(course, [lesson])
        terminal.say(f"built {course.release(lesson).relative_to(course.root)}")


@app.command()
def preview(lesson: Lesson) -> None:
    """Weave the solutions into the lesson and execute it: the notebook as it should come out."""
    from autograder.preview import preview as preview_lesson

    course = load_course()
    path = preview_lesson(course, course.require(lesson), terminal.cells)
    terminal.say(f"wrote {path.relative_to(course.root)}")


@app.command()
def grade(
    lesson: Lesson,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Notebooks, folders of notebooks, or folders in nbgrader's submitted layout; "
            "submitted/ without any.",
            exists=True,
        ),
    ] = None,
    json: Annotated[
        Path | None, typer.Option(help="Write the reports to this file as JSON.", dir_okay=False)
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=1, help="Worker processes.", show_default="cores")
    ] = os.cpu_count() or 1,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    allow_weak_sandbox: Annotated[
        bool, typer.Option(help="Grade even behind a weaker wall than the course asks for.")
    ] = False,
    show_hidden: Annotated[
        bool, typer.Option(help="Write what students may not see yet into the JSON, too.")
    ] = False,
) -> None:
    """Grade submissions with the hidden tests, each in a process of its own behind the wall.

    The gradebook and autograded/ are written beside a folder in nbgrader's submitted layout, and
    not for loose notebooks. Exit status: 0 when every submission got a report, whatever the
    scores; 1 when one could not be graded for a reason on our side; 2 for bad usage.
    """
    from autograder import report, telling

    if device not in ("auto", "cpu", "cuda"):
        raise CourseError(f"There is no device {device!r}; use auto, cpu or cuda.")
    if json and not json.parent.is_dir():
        raise CourseError(f"There is no folder {json.parent} to write {json.name} in.")
    course = _behind_a_wall(load_course(), allow_weak_sandbox)
    from autograder.farm import find_handins, grade_all  # may start threads; the wall comes first

    handins = find_handins(course, course.require(lesson), paths or [])
    withheld = telling.withheld_at(course, lesson, telling.now())
    graded = grade_all(course, lesson, handins, jobs, device, withheld=withheld)
    full = list(terminal.working("grading", graded, len(handins)))
    reports = [telling.told(found, withheld) for found in full]
    if json:
        json.write_text(report.dumps(full if show_hidden else reports), encoding="utf-8")
    terminal.scores(reports)
    terminal.pictures(reports, course.figures())
    terminal.next_steps(lesson, sorted({handin.home for handin in handins if handin.home}), json)
    if any(result.has_fault for result in reports):
        terminal.complain("Some exercises could not be graded for a reason on our side: see above.")
        raise typer.Exit(OURS)


@app.command("report")
def report_(
    lesson: Lesson,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="As for `course grade`; submitted/ without any.", exists=True),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option(
            help="Take the reports from this file of `course grade --json`, and grade nothing.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Where to write the page.", show_default="class_report_LESSON.html"),
    ] = None,
    names: Annotated[bool, typer.Option("--names", help="Name the students.")] = False,
    jobs: Annotated[
        int, typer.Option(min=1, help="Worker processes.", show_default="cores")
    ] = os.cpu_count() or 1,
) -> None:
    """Write one page on a whole class, for the instructor: scores, tests, mistakes, repairs.

    Submissions whose verdicts are not kept yet are graded first; no gradebook is written.
    """
    from autograder.class_report import class_report, hints_of

    course = load_course()
    course.require(lesson)
    target = output or Path(f"class_report_{lesson}.html")
    if not target.parent.is_dir():
        raise CourseError(f"There is no folder {target.parent} to write {target.name} in.")
    if json and paths:
        raise CourseError("Give either submissions or --json with reports on them, not both.")
    reports = _read_reports(json, lesson) if json else _graded(course, lesson, paths or [], jobs)
    text = class_report(lesson, reports, hints_of(course.misconceptions(lesson)), names=names)
    target.write_text(text, encoding="utf-8")
    terminal.say(f"wrote {target}")


@app.command()
def new(lesson: Lesson) -> None:
    """Start a lesson: its source, solutions and hidden tests, ready to be filled in."""
    from autograder.scaffold import scaffold

    course = load_course()
    for path in scaffold(course, lesson):
        terminal.say(f"wrote {path.relative_to(course.root)}")
    terminal.say(f'Now add "{lesson}" to c.Course.lessons in course_config.py.')


def _read_reports(path: Path, lesson: str) -> list[Report]:
    from autograder.report import loads

    try:
        found = [report for report in loads(path.read_text("utf-8")) if report.lesson == lesson]
    except (ValueError, KeyError, TypeError) as error:
        raise CourseError(f"{path} is no file of `course grade --json`: {error}.") from error
    if not found:
        raise CourseError(f"{path} holds no report on {lesson}.")
    return found


def _graded(course: Course, lesson: str, paths: list[Path], jobs: int) -> list[Report]:
    """The reports on what was handed in, graded where they are not kept."""
    course = _behind_a_wall(course, False)
    from autograder.farm import find_handins, grade_all  # may start threads; the wall comes first

    loose = [replace(handin, home=None) for handin in find_handins(course, lesson, paths)]
    return list(terminal.working("grading", grade_all(course, lesson, loose, jobs), len(loose)))


def _behind_a_wall(course: Course, allow_weak: bool) -> Course:
    """Say which wall this host gives; the course with the weakest wall that it now accepts.

    Raises:
        SandboxRefused: The host gives less than the course accepts.
    """
    found = strongest()
    if found.level >= course.minimum_level:
        terminal.wall(found.level)
    elif allow_weak:
        terminal.wall(found.level, f"below the course's minimum of {course.minimum_level}")
        course = replace(course, minimum_level=found.level)
    else:
        raise SandboxRefused(
            f"This host gives a wall of level {found.level}, and the course asks for level "
            f"{course.minimum_level} ({found.obstacle}): {found.mend}; or grade behind the weaker "
            "wall with --allow-weak-sandbox."
        )
    return course


def _chosen(course: Course, lessons: list[str] | None) -> list[str]:
    return [course.require(lesson) for lesson in lessons or course.lessons]
