"""The command that packs a lesson for another platform."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.commands.options import (
    DryRun,
    Lesson,
    Verbose,
    WriteJson,
    deliver,
    open_course,
    require_writable,
    write_json,
)
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
    dry_run: DryRun = False,
    json: WriteJson = None,
    verbose: Verbose = False,
) -> None:
    """Pack a lesson so that another platform grades it.

    The file holds the hidden tests and the solutions: it is for instructors only.

    Exit status: 0 if it was packed, 2 for wrong usage.

    Example: course package gradescope my_lesson --output my_lesson.zip
    """
    if kind not in KINDS:
        raise CourseError(f"There is no package {kind!r}; there are: {', '.join(KINDS)}.")
    target = output or Path(f"{kind}_{lesson}.zip")
    require_writable(target)
    require_writable(json)
    from autograder.packages import gradescope_package

    course = open_course(verbose)
    content = gradescope_package(course, course.require(lesson))
    deliver(target, content, is_dry=dry_run)
    write_json(json, file=str(target), bytes=len(content))
