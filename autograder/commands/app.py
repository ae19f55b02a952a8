"""The `course` command."""

from __future__ import annotations

import sys

import typer

from autograder.commands import authoring, grading, reporting, terminal
from autograder.commands.options import OURS, USAGE, refuse_namesake
from autograder.errors import CourseError
from autograder.sandbox import SandboxFault

app = typer.Typer(
    help="Turn lessons into student releases, and submissions into grades.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

for command in (
    authoring.init,
    authoring.new,
    authoring.build,
    authoring.preview,
    authoring.check,
    authoring.audit,
    grading.grade,
    reporting.report,
    reporting.feedback_report,
):
    app.command()(command)


def main() -> None:
    """Run the command; an error is one sentence and an exit code, never a traceback."""
    try:
        refuse_namesake()
        app()
    except CourseError as error:
        terminal.complain(str(error))
        sys.exit(OURS if isinstance(error, SandboxFault) else USAGE)
