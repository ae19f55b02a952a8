"""A boundary around each submission: one that the engine cannot grade stops no other."""

from __future__ import annotations

import hashlib
import logging
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import autograder
from autograder.errors import describe
from autograder.feedback import messages
from autograder.notebooks import Submission, read_bytes, read_submission, without_attempts
from autograder.report import Fault, Report

if TYPE_CHECKING:
    from autograder.grading import Grader

logger = logging.getLogger(__name__)

Marked = tuple[Submission, Report, tuple[Fault, ...]]

ENGINE = Path(autograder.__file__).parent


def grade_alone(grader: Grader, path: Path, student: str) -> Marked:
    """Read and grade one submission; returns it with its report and its faults.

    Whatever the engine raises on the way is a fault of this submission: its exercises get the
    status `error`, and the next run tries it again.
    """
    try:
        submission = read_submission(path, grader.lesson, student)
        report = grader.grade(submission)
    except Exception as error:
        return not_graded(grader, path, student, fault_of(error, f"{path} is not graded"))
    logger.info("graded %s in %.2f s: %g", path, report.seconds, report.score)
    return submission, report, tuple(grader.faults)


def not_graded(grader: Grader, path: Path, student: str, fault: Fault) -> Marked:
    """A submission that only its own fault is known of, with the report that says so."""
    digest = hashlib.sha256(read_bytes(path)[0]).hexdigest()
    submission = without_attempts(grader.lesson, student, str(path), digest, messages.FAULT)
    return submission, grader.ungraded(submission), (fault,)


def fault_of(error: Exception, consequence: str) -> Fault:
    """Log what the engine raised, and return it as a fault, with the line that raised it."""
    logger.error("%s: %s", consequence, describe(error), exc_info=error)
    frames = [(Path(f.f_code.co_filename), n) for f, n in traceback.walk_tb(error.__traceback__)]
    file, line = [each for each in frames if each[0].is_relative_to(ENGINE)][-1]
    return Fault("the engine", f"{file.relative_to(ENGINE.parent)}, line {line}", describe(error))
