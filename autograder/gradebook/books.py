"""Writes the reports of a batch to the gradebooks beside the submissions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache, partial
from os.path import isfile
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.batch import Batch, Graded, fault_of
from autograder.course import Course
from autograder.feedback import Withheld, messages, visible_to_students
from autograder.gradebook.written import written_key, written_keys
from autograder.grading import key_of
from autograder.handins import Handin
from autograder.notebooks import read_submission
from autograder.report import faulted
from autograder.text import person

if TYPE_CHECKING:
    from autograder.gradebook.book import LessonBook


def enter_all(course: Course, lesson: str, batch: Batch, withheld: Withheld) -> Iterator[Graded]:
    """Write each report of a batch to its gradebook, then yield it with its submission.

    Reports that are already written are not written again. No other process writes to these
    gradebooks.

    Args:
        course: The course.
        lesson: The lesson's slug.
        batch: The submissions; a loose notebook has no gradebook.
        withheld: The kinds of tests whose points are all that students may see.
    """
    with ExitStack() as stack:
        books = _Books(course, lesson, withheld, stack)
        # Open the gradebooks now, which takes seconds, while the grading process starts.
        is_written = list(map(books.hold, batch.handins, batch.keys))
        for graded, key, is_there in zip(batch, batch.keys, is_written, strict=True):
            yield graded if is_there else _written(books, graded, key)


def _written(books: _Books, graded: Graded, key: str) -> Graded:
    """The graded submission, written; what cannot be written gets `error`, and stops no other."""
    try:
        books.write(graded, key)
    except Exception as error:
        fault = fault_of(error, f"{graded.handin.path} is not written")
        report = faulted(graded.report, messages.FAULT)
        return graded._replace(report=report, faults=(*graded.faults, fault))
    return graded


class _Books:
    """The gradebooks beside the submissions, each opened at its first use."""

    def __init__(self, course: Course, lesson: str, withheld: Withheld, stack: ExitStack) -> None:
        @cache
        def book(home: Path) -> LessonBook:
            from autograder.gradebook.book import LessonBook  # imports nbgrader

            return stack.enter_context(LessonBook(home, course, lesson))

        self._book = book
        self._written = cache(partial(written_keys, course=course, lesson=lesson))
        self._autograded = f"autograded/{{}}/{lesson}/{lesson}.ipynb"
        # What is withheld changes at the deadline, and the gradebook holds the deadline, too.
        self._rules = sorted(withheld), course.deadlines.get(lesson)
        self._withheld = withheld

    def hold(self, handin: Handin, key: str) -> bool:
        """Whether there is nothing to write: it is written, or the notebook is a loose one."""
        if not handin.home:
            return True
        key, student = self._key(key), person(handin.student)
        if self._written(handin.home).get(student) == written_key(key, handin.path):
            return isfile(handin.home / self._autograded.format(student))
        return self._book(handin.home).holds(student, key)

    def write(self, graded: Graded, key: str) -> None:
        """Write a report. Reads the submission if the report comes from the cache."""
        handin, submission, report, _ = graded
        assert handin.home
        book = self._book(handin.home)
        submission = submission or read_submission(handin.path, book.lesson, handin.student)
        report = replace(report, student=person(handin.student))
        book.write(submission, visible_to_students(report, self._withheld), self._key(key))

    def _key(self, key: str) -> str:
        return key_of([key, *self._rules])
