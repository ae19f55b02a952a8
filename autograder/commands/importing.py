"""The command that makes lessons of notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from autograder.commands import terminal
from autograder.commands.options import OURS, Verbose, open_course
from autograder.errors import CourseError
from autograder.text import shown

if TYPE_CHECKING:
    from autograder.importing import Imported


Wanted = Literal["auto", "neuromatch", "nbgrader", "otter"]


def import_(
    notebooks: Annotated[
        list[Path], typer.Argument(metavar="NOTEBOOK...", help="Notebooks with their solutions.")
    ],
    name: Annotated[
        str | None,
        typer.Option(
            "--as", metavar="LESSON", help="The lesson's name.  [default: the file's name]"
        ),
    ] = None,
    format: Annotated[Wanted, typer.Option(help="What the notebooks were written for.")] = "auto",
    verbose: Verbose = False,
) -> None:
    """Make lessons of notebooks that were written for another grader.

    Each notebook becomes a lesson: its source with stubs, its solutions, and what hidden tests it
    has. Then its solutions and tests are tried in the sandbox, and what a person must look at is
    listed with its cell. A lesson that was edited since its last import is not written over.

    Exit status: 0 if every notebook became a lesson, 1 if one did not, 2 for wrong usage.

    Example: course import homework_1.ipynb --as warm_up
    """
    course = open_course(verbose)
    if name is not None and len(notebooks) > 1:
        raise CourseError("--as names one lesson, and there are several notebooks; leave it out.")
    from autograder.importing import import_lesson, lesson_name

    failed: list[str] = []
    for path in terminal.counting("importing", notebooks):
        wanted = None if format == "auto" else format
        try:
            _say(import_lesson(course, path, name or lesson_name(path), wanted))
        except CourseError as error:
            if len(notebooks) == 1:
                raise
            failed.append(f"{shown(path)} is not imported: {error}")
    for sentence in failed:
        terminal.complain(sentence)
    if failed:
        raise typer.Exit(OURS)


def _say(made: Imported) -> None:
    """Print what became of a notebook, what is left to do, and the next command."""
    for path in made.files if made.is_new else ():
        terminal.say(f"wrote {shown(path)}")
    if not made.is_new:
        terminal.say(f"{made.lesson}: nothing changed since the last import")
    if made.remarks:
        terminal.finding(made.lesson, "look at these cells", [str(each) for each in made.remarks])
    terminal.say(
        f"{made.lesson} ({made.format}): {len(made.exercises)} exercises, {len(made.solved)} with "
        f"a solution that runs, {made.questions} questions, {made.tests} hidden tests"
    )
    if not made.is_listed:
        terminal.say(f'Now add "{made.lesson}" to c.Course.lessons in course_config.py.')
    if made.untested:
        terminal.say(f"without a hidden test: {terminal.few(made.untested)}")
        terminal.say(f"Next: course propose {made.lesson}")
    else:
        terminal.say(f"Next: course build {made.lesson} && course check {made.lesson}")
