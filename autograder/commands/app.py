"""The `course` command."""

from __future__ import annotations

import gc
import logging
import sys

import typer

from autograder import log
from autograder.commands import (
    actions,
    authoring,
    handing,
    importing,
    packaging,
    proposing,
    terminal,
)
from autograder.commands.grades import (
    explain,
    feedback,
    grading,
    reporting,
    results,
    sharding,
    similar,
    watch,
)
from autograder.commands.options import OURS, USAGE, refuse_namesake
from autograder.errors import CourseError, EngineFault, describe

logger = logging.getLogger(__name__)

app = typer.Typer(
    help="Turn lessons into student releases, and submissions into grades.\n\n"
    "`course COMMAND --help` describes a command and shows an example.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

for command in (
    authoring.init,
    authoring.new,
    importing.import_,
    authoring.build,
    authoring.share,
    authoring.preview,
    authoring.check,
    authoring.audit,
    proposing.propose,
    handing.roster,
    handing.collect,
    grading.grade,
    feedback.feedback,
    watch.watch,
    handing.export,
    sharding.merge,
    sharding.cluster,
    results.convert,
    packaging.package,
    reporting.report,
    reporting.feedback_report,
    similar.similar,
    explain.explain,
):
    app.command(command.__name__.strip("_").replace("_", "-"))(command)


def main() -> None:
    """Run the command. An error becomes one sentence and an exit status, never a traceback."""
    gc.set_threshold(50_000)  # imports create many objects, and little garbage
    with actions.shielded():
        status = _run()
        logger.info("exit status %d", status)
        if kept := log.current():
            terminal.log(kept, status)
    gc.freeze()  # or Python looks for garbage once more before it exits
    sys.exit(status)


def _run() -> int:
    """Run the command and return its exit status."""
    try:
        refuse_namesake()
        app()
    except SystemExit as end:
        return int(end.code or 0)
    except CourseError as error:
        logger.error("%s", error, exc_info=error)
        terminal.complain(str(error))
        return OURS if isinstance(error, EngineFault) else USAGE
    except Exception as error:
        logger.critical("%s", error, exc_info=error)
        if isinstance(error, OSError) and error.filename:
            terminal.complain(f"{error.filename} cannot be used: {error.strerror}.")
        else:
            terminal.complain(f"The engine failed: {describe(error)}.")
        return OURS
    return 0
