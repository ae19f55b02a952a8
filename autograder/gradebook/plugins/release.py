"""Classes that run inside nbgrader where students get something; setup.py names them.

No release leaves it with a solution: neither one of our lessons, nor an assignment that was
written as a notebook, whose solutions nbgrader itself clears.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.exchange.default import ExchangeReleaseAssignment, ExchangeReleaseFeedback
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor
from nbgrader.utils import is_solution, notebook_hash

from autograder.authoring import (
    hidden_lines,
    leaks_below,
    leaks_in,
    lesson_notebook,
    placeholder,
    refuse_drift,
    unknown,
)
from autograder.errors import CourseError
from autograder.files import put
from autograder.gradebook.plugins.assignments import course_of, give_back_its_own_steps, is_lesson
from autograder.gradebook.plugins.times import read_as_the_engine_does
from autograder.gradebook.plugins.whole import keep_until_replaced
from autograder.grading import code_in, own_modules, read_rubric
from autograder.handins import SECRET
from autograder.moments import stamp_in
from autograder.notebooks import read_lesson
from autograder.text import printable

Resources = dict[str, Any]
NOT_FROM_HERE = "%s did not hand in through the exchange, and gets no feedback there."
read_as_the_engine_does()  # nbgrader loads this module with its API, for the formgrader


class ReadLesson(NbGraderPreprocessor):  # type: ignore[misc]
    """The first step of a release: reads the lesson's source instead of its notebook."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The lesson from its current .py file, with the modules that it imports from beside it."""
        course, _ = course_of(self)
        name = resources["nbgrader"]["assignment"]
        lesson, rubric = read_lesson(course.source(name)), read_rubric(course.grader(name))
        refuse_drift(course, lesson)
        folder = course.source(name).parent
        files = (file for path in own_modules(course, lesson) for file in code_in(path))
        modules = {str(file.relative_to(folder)): file.read_bytes() for file in files}
        resources.setdefault("outputs", {}).update(modules)  # nbconvert writes these files
        return lesson_notebook(course, lesson, rubric), resources


class ReleaseExporter(NotebookExporter):
    """Exports what students get, and refuses what holds a solution."""

    def __init__(self, **kw: Any) -> None:
        """Leave an assignment that is no lesson to nbgrader."""
        super().__init__(**kw)  # type: ignore[no-untyped-call]
        self._course, self._folders = course_of(self)
        if not is_lesson(self._course, self._folders.assignment_id):
            give_back_its_own_steps(self.parent)
        keep_until_replaced(self.parent, "release")

    def from_filename(
        self, filename: str, resources: Resources | None = None, **kw: Any
    ) -> tuple[Any, Resources]:
        """The released notebook as text.

        Raises:
            CourseError: It, or a file beside it, holds a solution.
        """
        text: Any
        text, about = super().from_filename(filename, resources, **kw)
        for sentence in self._solutions_in(filename, text, about.get("outputs", {})):
            raise CourseError(f"{sentence} Nothing is released.")
        return text, about

    def _solutions_in(self, filename: str, text: str, others: Mapping[str, bytes]) -> Iterator[str]:
        name, root = self._folders.assignment_id, self._course.root
        left: Iterator[str] = iter(())
        if is_lesson(self._course, name):
            secret = hidden_lines(self._course, read_lesson(self._course.source(name)))
        else:
            source = nbformat.read(filename, as_version=4)
            rules = ClearSolutions(parent=self)
            secret = solution_lines(source, rules)
            left = solutions_left(source, nbformat.reads(text, as_version=4), rules)
        folder = Path(self._folders.format_path(self._folders.release_directory, ".", name))
        yield from (f"{filename} would be released with its solution `{line}`." for line in left)
        files = [
            (filename, text),
            *((each, data.decode(errors="replace")) for each, data in others.items()),
        ]
        yield from chain(*(leaks_in(*file, secret, root) for file in files))
        yield from leaks_below(folder, secret, root)


class ReleaseToStudents(ExchangeReleaseAssignment):  # type: ignore[misc]
    """Puts a release into nbgrader's exchange, unless nobody could use it."""

    def init_src(self) -> None:
        """Refuse it while the address of the library is a placeholder."""
        if sentence := placeholder(course_of(self)[0]):
            self.fail(sentence)
        super().init_src()


class ReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]
    """Gives the pages on a lesson back through nbgrader's exchange."""

    def copy_files(self) -> None:
        """Release a page under each name that the exchange may look for.

        A student's own nbgrader looks for the name of the notebook that was handed in.
        """
        course, places = course_of(self)
        name = places.assignment_id
        if not is_lesson(course, name):
            super().copy_files()
            return
        for folder in sorted(map(Path, glob.glob(self.src_path))):
            page, student = folder / f"{name}.html", folder.parent.name
            if student in places.student_id_exclude.split(",") or not page.is_file():
                continue
            if not (secret := stamp_in(folder / SECRET)):
                self.log.warning(NOT_FROM_HERE, printable(student))
                continue
            handed_in = Path(places.format_path(places.submitted_directory, student, name))
            for stem in {name, *(file.stem for file in handed_in.glob("*.ipynb"))}:
                place = f"{notebook_hash(secret=secret, notebook_id=stem)}.html"
                put(Path(self.dest_path, place), page.read_bytes())


def solutions_left(
    source: NotebookNode, released: NotebookNode, rules: ClearSolutions
) -> Iterator[str]:
    """The lines that a solution cell still holds in the released notebook."""
    before = {cell.metadata.nbgrader.grade_id: cell for cell in filter(is_solution, source.cells)}
    for cell in filter(is_solution, released.cells):
        lines = {line.strip() for line in cell.source.splitlines()}
        yield from (
            line
            for line in _solution(before[cell.metadata.nbgrader.grade_id], rules)
            if line in lines
        )


def solution_lines(source: NotebookNode, rules: ClearSolutions) -> list[str]:
    """The distinctive lines of the solutions in an assignment's notebook."""
    given = [cell.source for cell in source.cells if not is_solution(cell)]
    return unknown(
        chain.from_iterable(_solution(cell, rules) for cell in filter(is_solution, source.cells)),
        given,
    )


def _solution(cell: NotebookNode, rules: ClearSolutions) -> list[str]:
    """The lines between the marks of a cell, or all lines; without those that students get."""
    begin, end = rules.begin_solution_delimeter, rules.end_solution_delimeter
    is_inside = begin not in cell.source
    inside, given = [], {*rules.text_stub.splitlines()}
    for stub in rules.code_stub.values():
        given |= {*stub.splitlines()}
    for line in cell.source.splitlines():
        if begin in line or end in line:
            is_inside = begin in line
        elif is_inside:
            inside.append(line.strip())
        else:
            given.add(line.strip())
    return [line for line in inside if line and line not in given]
