"""The command that packs a lesson for another platform."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.commands import terminal
from autograder.commands.options import Lesson, Verbose, open_course, require_writable, write
from autograder.errors import CourseError

KINDS = ("gradescope",)


def package(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help=f"What it is for: {', '.join(KINDS)}.")
    ],
    lesson: Lesson,
    output: Annotated[
        Path | None,
        typer.Option(
            help="The file to write.  [default: KIND_LESSON.zip]", metavar="FILE", dir_okay=False
        ),
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Pack a lesson so that another platform grades it.

    The file holds the hidden tests and the solutions: it is for instructors only.

    Example: course package gradescope my_lesson --output my_lesson.zip
    """
    if kind not in KINDS:
        raise CourseError(f"There is no package {kind!r}; there are: {', '.join(KINDS)}.")
    target = output or Path(f"{kind}_{lesson}.zip")
    require_writable(target)
    from autograder.packages import gradescope_package

    course = open_course(verbose)
    write(target, gradescope_package(course, course.require(lesson)))
    terminal.say(f"wrote {target}")
