"""Makes `nbgrader autograde` and the formgrader's button do for lessons what `course grade` does.

nbgrader has no setting that replaces its way of grading: it looks for the usual file name, removes
what was graded before, and then grades. So its converter gets another `start` when nbgrader loads
this module, which it does for the class that setup.py names. An assignment that is no lesson is
graded by nbgrader itself.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.converters.autograde import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from autograder import log
from autograder.batch import Batch, Graded, OneByOne
from autograder.course import Course
from autograder.errors import CourseError, describe
from autograder.feedback import now
from autograder.gradebook.books import enter_all
from autograder.gradebook.database.connection import open_gradebook
from autograder.gradebook.plugins.assignments import course_of, give_back_its_own_steps, is_lesson
from autograder.gradebook.plugins.links import leave_links_out
from autograder.gradebook.plugins.times import read_as_the_engine_does
from autograder.gradebook.plugins.whole import keep_until_replaced
from autograder.handins import Found, Row, find_handins
from autograder.text import person, printable

logger = logging.getLogger(__name__)

UNSAFE = (
    "%s is no lesson of this course: nbgrader itself runs what students wrote, without a sandbox."
)
KEPT = OneByOne()  # for the button, which grades one submission after the other
as_nbgrader_does = Autograde.start


class AutogradedNotebook(NotebookExporter):
    """Exports what students handed in for an assignment that is no lesson."""

    def __init__(self, **kw: Any) -> None:
        """Say that there is no sandbox, and let nothing happen but nbgrader's own steps."""
        super().__init__(**kw)  # type: ignore[no-untyped-call]
        converter: Any = self.parent
        leave_links_out(converter)
        read_as_the_engine_does()
        give_back_its_own_steps(converter)
        keep_until_replaced(converter, "autograded")
        converter.log.warning(UNSAFE, converter.coursedir.assignment_id)


def start(converter: Any) -> None:
    """Grade what nbgrader was asked to grade; nothing is removed, whatever happens.

    Raises:
        NbGraderException: Something could not be graded. The log says what.
    """
    name = converter.coursedir.assignment_id
    if not ("root" in converter.config.Course and is_lesson(course_of(converter)[0], name)):
        as_nbgrader_does(converter)
        return
    try:
        problems = list(_graded(converter, *course_of(converter), name))
    except CourseError as error:
        problems = [str(error)]
    except Exception as error:
        logger.critical("%s", error, exc_info=error)
        problems = [f"The engine failed: {describe(error)}."]
    for problem in map(printable, problems):
        converter.log.error(problem)
    if problems:
        raise NbGraderException(printable(problems[0]))


Autograde.start = start


def _graded(converter: Any, course: Course, folders: CourseDirectory, name: str) -> Iterator[str]:
    """Grade, and yield what went wrong."""
    if not log.current():
        log.begin(course.logs())
    wanted = _wanted(converter, folders)
    submitted = Path(folders.root, folders.submitted_directory)
    with find_handins(course, course.require(name), [submitted], wanted) as found:
        kept = KEPT if len(found.handins) == 1 else None
        with Batch(course, name, found.handins, os.cpu_count() or 1, kept=kept) as batch:
            for graded in enter_all(course, name, batch, now()):
                report = graded.report
                said = f"{report.student}: {report.score:g} of {report.max_score:g} points"
                converter.log.info(printable(said))
                yield from _faults(graded)
        yield from _left_out(converter, found)


def _faults(graded: Graded) -> Iterator[str]:
    if graded.faults:
        current = log.current()
        where = f" (log: {current.path})" if current and current.path else ""
        faults = "; ".join(map(str, graded.faults))
        yield f"{graded.report.student} is not graded: {faults}{where}"


def _left_out(converter: Any, found: Found) -> Iterator[str]:
    """Say what each file became that was not simply taken, and yield of whom nothing was."""
    for row in found.told:
        converter.log.info(_said(row))
    for row in found.left_out:
        yield f"Left out: {_said(row)}"


def _said(row: Row) -> str:
    note = f" ({row.note})" if row.note else ""
    return printable(f"{row.student}: {row.file}: {row.became}{note}")


def _wanted(converter: Any, folders: CourseDirectory) -> Callable[[str], bool]:
    """Which students nbgrader was asked to grade."""
    pattern, left_out = folders.student_id, folders.student_id_exclude.split(",")
    known = None
    if not converter.create_student:
        with open_gradebook(folders) as book:
            known = {student.id for student in book.students}

    def is_wanted(student: str) -> bool:
        names = {student, person(student)}
        is_meant = pattern in names or any(fnmatchcase(name, pattern) for name in names)
        is_known = known is None or not known.isdisjoint(names)
        return is_meant and is_known and names.isdisjoint(left_out)

    return is_wanted
