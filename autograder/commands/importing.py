"""The command that makes lessons of notebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from autograder.commands import terminal
from autograder.commands.options import (
    CORES,
    OURS,
    DryRun,
    Jobs,
    Verbose,
    WriteJson,
    open_course,
    require_writable,
    tell,
    write_json,
)
from autograder.commands.proposing import show, summary
from autograder.course import Course
from autograder.errors import CourseError
from autograder.text import shown

if TYPE_CHECKING:
    from autograder.importing import Format, Imported
    from autograder.proposals import Proposal


Wanted = Literal["auto", "neuromatch", "nbgrader", "otter"]
Notebooks = Annotated[
    list[Path], typer.Argument(metavar="NOTEBOOK...", help="Notebooks with their solutions.")
]
Name = Annotated[
    str | None, typer.Option("--as", metavar="LESSON", help="Its name.  [default: the file's name]")
]
Proposed = Annotated[
    bool, typer.Option("--propose", help="Propose hidden tests, too; this takes minutes.")
]


def import_(
    notebooks: Notebooks,
    name: Name = None,
    format: Annotated[Wanted, typer.Option(help="What the notebooks were written for.")] = "auto",
    propose: Proposed = False,
    jobs: Jobs = CORES,
    dry_run: DryRun = False,
    json: WriteJson = None,
    verbose: Verbose = False,
) -> None:
    """Make lessons of notebooks for another grader.

    A notebook of Neuromatch, nbgrader or otter becomes a lesson: source, solutions, hidden tests.
    These are tried in the sandbox, and what a person must look at is listed with its cell. With
    --propose, exercises with few hidden tests get some, as by `course propose`. A lesson that was
    edited since its last import is not written over. A dry run tries everything, too.

    Exit status: 0 if every notebook became a lesson, 1 if one did not, 2 for wrong usage.

    Example: course import homework_1.ipynb --as warm_up
    """
    require_writable(json)
    course = open_course(verbose)
    if dry_run and propose:
        raise CourseError(
            "--propose needs the lesson that a dry run does not write; leave one out."
        )
    if name is not None and len(notebooks) > 1:
        raise CourseError("--as names one lesson, and there are several notebooks; leave it out.")
    wanted, workers = None if format == "auto" else format, jobs if propose else 0
    made: list[Imported] = []
    failed: dict[str, str] = {}
    for path in terminal.counting("importing", notebooks):
        try:
            made.append(_import(course, path, name, wanted, workers, is_dry=dry_run))
        except CourseError as error:
            if len(notebooks) == 1:
                raise
            failed[shown(path)] = str(error)
    _finish(json, made, failed)


def _finish(json: Path | None, made: Sequence[Imported], failed: Mapping[str, str]) -> None:
    """Say which notebooks did not become a lesson; if one did not, end with status 1."""
    write_json(json, lessons=[each.plain() for each in made], failed=failed)
    for file, sentence in failed.items():
        terminal.complain(f"{file}: {sentence}")
    if failed:
        raise typer.Exit(OURS)


def _import(
    course: Course,
    path: Path,
    name: str | None,
    wanted: Format | None,
    jobs: int,
    *,
    is_dry: bool,
) -> Imported:
    """Import a notebook; with workers, propose hidden tests, too."""
    from autograder.importing import import_lesson, lesson_name
    from autograder.proposals import propose, wanting

    made = import_lesson(course, path, name or lesson_name(path), wanted, is_dry=is_dry)
    _say_what_became(made, is_dry=is_dry)
    found: Proposal | None = None
    if jobs and (exercises := wanting(course, made.name)):
        found = propose(course, made.name, exercises, jobs)
        show(found, exercises)
    _say_state(made, found)
    return made


def _say_what_became(made: Imported, *, is_dry: bool) -> None:
    """Print the files, and the cells that a person must look at."""
    tell(made.files if made.is_new else (), is_dry=is_dry)
    if not made.is_new:
        terminal.say(f"{made.name}: nothing changed since the last import")
    if made.remarks:
        terminal.finding(made.name, "look at these cells", [str(each) for each in made.remarks])


def _say_state(made: Imported, found: Proposal | None) -> None:
    """Print what the lesson has, what is left to do, and the next command."""
    questions, tests = len(made.lesson.questions), len(made.tests)
    terminal.say(
        f"{made.name} ({made.format}): {len(made.exercises)} exercises, {len(made.solved)} with "
        f"a solution that runs, {questions} questions, {tests} hidden tests"
    )
    if found:
        terminal.say(summary(found))
    if not made.is_listed:
        terminal.say(f'Now add "{made.name}" to c.Course.lessons in course_config.py.')
    untested = [each for each in made.untested if not found or not found.of(each)]
    if untested:
        terminal.say(f"without a hidden test: {terminal.few(untested)}")
    if untested and not found:
        terminal.say(f"Next: course propose {made.name}")
    else:
        steps = (f"course {step} {made.name}" for step in ("build", "preview", "check"))
        terminal.say(f"Next: {' && '.join(steps)}")
