"""Classes that run our engine inside `nbgrader autograde`; course_config.py names them.

`nbgrader autograde` makes two passes over a submission. In the first, `SubmissionExporter` provides
the released notebook instead of the student's file, so that no damaged or forged notebook can stop
the batch. `GradeSubmission` then grades the file itself and writes to the gradebook. The second
pass only checks. No kernel starts, and no output is parsed for a score. An assignment
that is no lesson is graded by nbgrader itself, as if we were not here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder import log
from autograder.authoring import released_notebook
from autograder.batch import OneByOne, fault_of
from autograder.errors import EngineFault
from autograder.feedback import now, visible_to_students, withheld_at
from autograder.gradebook.autograded import autograded_notebook
from autograder.gradebook.database.lateness import Lateness
from autograder.gradebook.plugins.assignments import course_of, give_back_its_own_steps, is_lesson
from autograder.gradebook.plugins.links import leave_links_out
from autograder.gradebook.rows import save, save_lesson
from autograder.notebooks import read_lesson
from autograder.report import Fault
from autograder.text import MARKUP, printable, shown

Resources = dict[str, Any]

UNUSABLE = re.compile(MARKUP.pattern + "|\n")
UNSAFE = (
    "%s is no lesson of this course: nbgrader itself runs what students wrote, without a sandbox."
)


class SubmissionExporter(NotebookExporter):
    """Exports autograded notebooks; for a submitted file, the lesson's release instead."""

    def __init__(self, **kw: Any) -> None:
        """Update the gradebook's rows for the lesson, before the first submission.

        nbgrader looks them up before any preprocessor runs, and fails if there are none, for
        example in a fresh clone.
        """
        super().__init__(**kw)  # type: ignore[no-untyped-call]
        converter: Any = self.parent
        leave_links_out(converter)
        self._leave_names_out(converter)
        course, coursedir = course_of(self)
        name = coursedir.assignment_id
        self._is_lesson = is_lesson(course, name)
        if not self._is_lesson:
            give_back_its_own_steps(converter)
            converter.log.warning(UNSAFE, name)
        elif name in course.lessons:
            released = released_notebook(course, read_lesson(course.source(name)))
            with Gradebook(coursedir.db_url, coursedir.course_id) as book:
                save_lesson(book, coursedir.db_url, released, name)
                Lateness(book, course, name).update_all()
                book.db.commit()

    def _leave_names_out(self, converter: Any) -> None:
        """Leave out students whose name would be markup in nbgrader's pages, or stop nbgrader.

        After the others, the command fails for their sake.
        """
        convert = converter.convert_notebooks
        left = sorted(filter(UNUSABLE.search, converter.assignments))
        for folder in left:
            del converter.assignments[folder]

        def convert_others() -> None:
            convert()
            if left:
                names = ", ".join(map(printable, left))
                rule = 'rename the folder, without <, >, " and line breaks.'
                self.log.error("Not graded: %s: %s", names, rule)
                raise NbGraderException(f"{names}: {rule}")

        converter.convert_notebooks = convert_others

    def from_filename(
        self, filename: str, resources: Resources | None = None, **kw: Any
    ) -> tuple[Any, Resources]:
        """The notebook after all preprocessors, as text."""
        course, coursedir = course_of(self)
        assert resources is not None
        about = resources["nbgrader"]
        is_handed_in = Path(filename).resolve() == _handed_in(coursedir, about).resolve()
        if not (self._is_lesson and is_handed_in):
            converted: tuple[Any, Resources] = super().from_filename(filename, resources, **kw)
            return converted
        lesson = read_lesson(course.source(about["assignment"]))
        converted = self.from_notebook_node(released_notebook(course, lesson), resources, **kw)  # type: ignore[no-untyped-call]
        return converted


class GradeSubmission(NbGraderPreprocessor):  # type: ignore[misc]
    """Grades the submitted file and writes its rows to the gradebook."""

    grading: ClassVar = OneByOne()  # nbgrader makes a new object of this class for each student

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Turn the released notebook into the autograded one."""
        course, coursedir = course_of(self)
        about = resources["nbgrader"]
        name, student = about["assignment"], about["student"]
        path = _handed_in(coursedir, about)
        lesson = read_lesson(course.source(course.require(name)))
        if not log.current():
            log.begin(course.logs())
        source = path.parent if path.parent.is_symlink() else path  # a link is read as one
        submission, report, faults = self.grading.grade(course, lesson, source, student)
        if faults:
            raise _ungraded(student, faults)
        try:
            with Gradebook(about["db_url"], coursedir.course_id) as book:
                changed = {question.name for question in lesson.questions}
                row = save(book, lesson, submission, report, changed)
                lateness = Lateness(book, course, name)
                lateness.update(row)
                withheld = withheld_at(lateness.due(student, row), now())
                shown = visible_to_students(report, withheld)
                notebook = autograded_notebook(nb, submission, shown, course.figures())
                book.db.commit()
        except Exception as error:
            raise _ungraded(student, [fault_of(error, f"{path} is not written")]) from error
        return notebook, resources


def _ungraded(student: str, faults: Sequence[Fault]) -> EngineFault:
    """Makes nbgrader leave a submission ungraded, say so, go on, and end with status 1.

    When all is mended, the next run grades it again; no feedback is given out before.
    """
    current = log.current()
    where = f" (log: {shown(current.path)})" if current and current.path else ""
    return EngineFault(printable(f"{student} is not graded: {'; '.join(map(str, faults))}{where}"))


def _handed_in(coursedir: CourseDirectory, about: dict[str, str]) -> Path:
    folder = coursedir.format_path(
        coursedir.submitted_directory, about["student"], about["assignment"]
    )
    return Path(folder) / f"{about['notebook']}.ipynb"
